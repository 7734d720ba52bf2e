"""By SQL alone, with somebody else's session: nobody forges a yes, minutes, an arrival, a key or a part in a secret."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from conftest import as_, reading_everything
from intentional_connection.access.seats import SYSTEM_ID, TAKING_PART, Level, Seat
from intentional_connection.cases import models as c
from intentional_connection.cases.models.circle import Method
from intentional_connection.journal.models import Act
from intentional_connection.kernel import clock, ids
from intentional_connection.partners.models import Membership
from intentional_connection.people.models import Account, KeptForm, Key
from tests.families import Families, as_of_now

if TYPE_CHECKING:
    from django.db.models import Model

LATER = import_module("intentional_connection.cases.migrations.0004_walls_of_meetings")
REFUSED = (ProgrammingError, IntegrityError)
#: Whatever a forger wants, these are always asked: the other voices, a colleague of the sponsors, strangers.
OUTSIDERS = ("luwam", "hugo", "grace", "stranger", "nadia", "cora")


def forge(families: Families, name: str, model: type[Model], **said: Any) -> None:
    """Let somebody write a row of the family that has landed; it must be refused."""
    account = families.people[name]
    named = {"by": account} if any(field.name == "by" for field in model._meta.fields) else {}
    with as_(account), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        model._default_manager.create(**{"case": families.settled} | named | said)


def change(families: Families, name: str, rows: Any, **said: Any) -> None:
    """Let somebody change rows; it must be refused, or find none."""
    with as_(families.people[name]):
        try:
            with transaction.atomic():
                assert rows.update(**said) == 0, f"{name} changed {rows.model.__name__} {said}"
        except REFUSED:
            pass


def line(families: Families, key: str, **more: Any) -> c.RoleLine:
    """A line that holds, by its key."""
    with reading_everything():
        return c.RoleLine.objects.get(case=families.settled, key=key, ended_in=None, newcomer=more.get("newcomer"))


# --- a yes --------------------------------------------------------------------------------


def test_nobody_says_yes_for_another_voice_or_adult(families: Families) -> None:
    """Neither sponsors for the worker, nor one adult for the other, nor the worker on the adult's own telephone."""
    of = {"line": line(families, "T001")}
    dawit = families.later.dawit
    for name, party in (
        ("ruth", "worker"), ("ruth", "sah"), ("paul", "sponsor"), ("selam", "sah"), ("tom", "sponsor"), ("helen", "worker"),
        ("omar", "worker"), ("amina", "sponsor"), *((name, "sponsor") for name in OUTSIDERS),
    ):  # fmt: skip
        forge(families, name, c.Confirmation, **of, party=party)
        forge(families, name, c.Question, **of, party=party)
    for name in ("ruth", "paul", "tom", "amina", "helen", *OUTSIDERS):
        for method in Method:
            forge(families, name, c.Confirmation, **of, party="newcomer", newcomer=dawit, method=method)
    forge(families, "selam", c.Confirmation, **of, party="newcomer", newcomer=dawit, method=Method.OWN_PHONE)
    forge(families, "ruth", c.Confirmation, **of, party="sponsor", by=families.people["selam"])
    with as_(families.selam):
        c.Confirmation.objects.create(
            case=families.settled, **of, party="newcomer", newcomer=dawit, method=Method.ALOUD, witness="Miriam", by=families.selam
        )


def test_nobody_takes_back_the_yes_of_another(families: Families) -> None:
    """A yes of the SAH's to one line, of Amina's to another."""
    for name in ("ruth", "tom", "selam", "amina"):
        change(families, name, c.Confirmation.objects.filter(party="sah"), taken_back_at=clock.now())
    for name in ("ruth", "paul", "dawit"):
        change(families, name, c.Confirmation.objects.filter(newcomer=families.later.amina), taken_back_at=clock.now())


def test_nobody_answers_for_another_at_the_check(families: Families) -> None:
    """The newcomer's own answer is an adult's own, or was said to the worker; and it is about oneself or a child."""
    with reading_everything():
        of = {"connection": c.ServiceConnection.objects.get(case=families.settled, item="health_card"), "state": "not_wanted"}
    amina, dawit = families.later.amina, families.later.dawit
    for name in ("ruth", "paul", "tom", "helen", "amina", *OUTSIDERS):
        forge(families, name, c.ConnectionAnswer, **of, voice="worker")
    for name in ("ruth", "paul", "tom", "helen", "dawit", *OUTSIDERS):
        forge(families, name, c.ConnectionAnswer, **of, voice="newcomer", newcomer=amina, method=Method.ALOUD)
    forge(families, "dawit", c.ConnectionAnswer, **of, voice="newcomer", newcomer=dawit)
    forge(families, "selam", c.ConnectionAnswer, **of, voice="newcomer", newcomer=amina, method=Method.OWN_PHONE)
    forge(families, "selam", c.ConnectionAnswer, **of, voice="newcomer", method=Method.ALOUD)
    for name in ("ruth", "dawit", "tom"):
        change(families, name, c.ServiceConnection.objects.all(), owner="sponsor")
    change(families, "tom", c.ConnectionCheck.objects.all(), completed_at=clock.now())


def test_a_guest_answers_alone(families: Families) -> None:
    """Not the worker for sponsors, not one sponsor for another, not one adult for the other; the link as nobody in particular."""
    at = families.later.at_hand["post_arrival"]
    said = {"meeting": at["meeting"], "sequence": 1, "coming": "other"}
    for name, guest in (("tom", "ruth"), ("selam", "ruth"), ("paul", "ruth"), ("amina", "dawit"), ("ruth", "dawit"), ("helen", "selam")):
        forge(families, name, c.MeetingAnswer, **said, guest=at[guest])
    forge(families, "ruth", c.MeetingAnswer, **said)
    forge(families, "ruth", c.MeetingAnswer, **said | {"guest": families.later.at_hand["pre_arrival"]["ruth"]})
    system = Account.objects.get(pk=SYSTEM_ID)
    for guest in (at["ruth"], None):
        with as_(system):
            try:
                with transaction.atomic():
                    c.MeetingAnswer.objects.create(case=families.settled, **said, guest=guest, by=system)
            except ProgrammingError:
                assert guest
            else:
                assert guest is None


# --- minutes, arrival, journeys -------------------------------------------------------------


def test_minutes_are_the_workers(families: Families) -> None:
    """Nobody else writes what came of a meeting, opens the check, answers a gap or writes a version down."""
    at = families.later.at_hand["post_arrival"]
    of, day = {"meeting": at["meeting"]}, clock.today()
    hour = {"started_at": clock.now() - timedelta(minutes=4), "ended_at": clock.now(), "way": "phone", "language": "en"}
    with reading_everything():
        need = c.Need.objects.get(case=families.settled, text="A dentist")
    for name in ("ruth", "tom", "paul", "amina", "helen", *OUTSIDERS):
        for model, said in (
            (c.MeetingHeld, of | hour), (c.MeetingNotHeld, of | {"reason": "late_notice"}),
            (c.Presence, of | {"guest": at["ruth"], "state": "absent"}), (c.Expectation, of | {"voice": "worker", "text": "x"}),
            (c.Priority, of | {"newcomer": families.later.amina, "rank": 1, "text": "x"}),
            (c.Decision, of | {"text": "x", "owner": "worker", "due_on": day}),
            (c.OpenQuestion, of | {"text": "x", "owner": "worker", "due_on": day}),
            (c.PaymentDate, of | {"newcomer": families.later.amina, "on": day}), (c.Resource, {"title": "x"}),
            (c.FollowUp, {"follow_up_every_days": 1, "way": "phone", "next_on": day, "ended_at": clock.now()}),
            (c.RoleAgreement, {"version": 9, "digest": "x"}), (c.NeedAnswer, {"need": need, "text": "x"}),
            (c.MinutesDraft, of), (c.ServiceConnection, {"item": "x", "owner": "worker", "due_on": day}),
        ):  # fmt: skip
            forge(families, name, model, **said)
    for name in ("tom", "paul", "amina", "helen"):
        forge(families, name, c.Meeting, kind="review")
        forge(families, name, c.MeetingCalledOff, **of, asked_by="worker", reason="x")
    for name in ("ruth", "tom", "paul", "amina"):
        change(families, name, c.FollowUp.objects.all(), ended_at=clock.now())


def test_what_holds_of_a_need_after_a_sleep_is_said_by_sponsors_contact_sah_and_worker(families: Families) -> None:
    """Not by a member, an adult or whoever leads the agency; nobody in another name, and nobody changes it."""
    with reading_everything():
        need = c.Need.objects.get(case=families.settled, text="A dentist")
    for name in ("tom", "amina", "helen", *OUTSIDERS):
        forge(families, name, c.NeedCheck, need=need, still="no_longer")
    forge(families, "ruth", c.NeedCheck, need=need, still="no_longer", by=families.people["paul"])
    for name in ("ruth", "paul", "selam"):
        with as_(families.people[name]):
            c.NeedCheck.objects.create(case=families.settled, need=need, still="so", by=families.people[name])
        change(families, name, c.NeedCheck.objects.all(), still="no_longer")


def test_an_answer_is_in_the_own_name_and_stays(families: Families) -> None:
    """Whoever answers an open question says so; nobody rewrites it afterwards."""
    for name in ("ruth", "paul"):
        change(families, name, c.OpenQuestion.objects.filter(text="Which school?"), answer="x", answered_by=families.people["selam"])
    for name in ("paul", "selam", "amina"):
        change(families, name, c.OpenQuestion.objects.filter(text="Who has a car seat?"), answer="Nobody has")
        change(families, name, c.OpenQuestion.objects.filter(text="Which school?"), text="Something else")


def test_an_arrival_is_recorded_and_taken_back_by_those_who_may(families: Families) -> None:
    """Not by a sponsor member, not by the family, not by strangers: thirty days after it the relayed yes ends."""
    child = families.later.child
    for name in ("tom", "amina", "helen", *OUTSIDERS):
        forge(families, name, c.Arrival, newcomer=child, on=clock.today())
        forge(families, name, c.TravelNotice, newcomer=child, version=3, received_on=clock.today())
        change(families, name, c.Arrival.objects.all(), undone_at=clock.now(), undone_by=families.people[name])
    change(families, "selam", c.Arrival.objects.all(), undone_at=clock.now(), undone_by=families.people["ruth"])
    change(families, "ruth", c.Arrival.objects.all(), on=clock.today())


def test_flight_and_needs_are_read_by_the_yes_to_the_identity(families: Families) -> None:
    """The worker reads Amina's and the child's journey, never Dawit's; members and supervisors read days alone."""
    for name, people in (("selam", {"Luwam", "S."}), ("tom", set()), ("helen", set()), ("amina", {"Luwam", "S."})):
        with as_(families.people[name]):
            found = set(c.TravelDetail.objects.filter(case=families.settled).values_list("newcomer__name", flat=True))
            assert found == people, name
            assert c.TravelNotice.objects.filter(case=families.settled).exists(), name


# --- rows that stay -------------------------------------------------------------------------


def test_what_is_fixed_is_changed_by_nobody(families: Families) -> None:
    """No UPDATE at all, but for a yes that is taken back; and of that row only this column."""
    with connection.cursor() as cursor:
        for table in LATER.FIXED:
            cursor.execute("SELECT has_table_privilege('ic_app', %s, 'UPDATE')", [f"cases_{table}"])
            assert cursor.fetchone() == (table in LATER.CHANGING,), table
    for name in ("selam", "ruth", "amina"):
        for said in ({"party": "sah"}, {"newcomer": families.later.dawit}, {"line": line(families, "T001")}, {"witness": "x"}):
            change(families, name, c.Confirmation.objects.filter(by=families.people[name]).exclude(line__key="T001"), **said)
        change(families, name, c.RoleLine.objects.all(), digest="1" * 64)
        change(families, name, c.RoleLine.objects.filter(secret=False), secret=True, newcomer=families.later.amina)
        change(families, name, c.Task.objects.all(), sensitive=False)
        change(families, name, c.Task.objects.filter(secret=True), secret=False)


def test_what_somebody_types_is_nobody_elses(families: Families) -> None:
    """The page of minutes that is being written, and the form that came too late."""
    for name in ("ruth", "paul", "helen", "amina", "omar"):
        with as_(families.people[name]):
            assert not c.MinutesDraft.objects.exists(), name
            assert not KeptForm.objects.exclude(account=families.people[name]).exists(), name
        forge(families, name, c.MinutesDraft, meeting=families.later.at_hand["post_arrival"]["meeting"], by=families.people["selam"])
        change(families, name, KeptForm.objects.exclude(account=families.people[name]), fields={})
    with as_(families.selam):
        assert c.MinutesDraft.objects.exists()
        assert KeptForm.objects.exists()


# --- secrets --------------------------------------------------------------------------------


def test_a_secret_is_made_by_those_who_may_read_it(families: Families) -> None:
    """No sponsor, no SAH, no other adult: neither the task, nor its line, nor the condition."""
    said = {"newcomer": families.later.amina}
    for name in ("ruth", "tom", "paul", "helen", "dawit", *OUTSIDERS):
        forge(families, name, c.Task, code="T110", secret=True, sensitive=True, **said)
        forge(families, name, c.RoleLine, key="T110", secret=True, begun_in=1, digest="x", **said)
        forge(families, name, c.PrivateCircumstance, condition="low_income", **said)


def test_acts_about_a_secret_are_as_secret(families: Families) -> None:
    """That somebody did something with it would give it away."""
    secret = families.later.made["secret"]
    for row in (secret, families.later.secret_line, c.TaskDone(task=secret), c.Question(line=families.later.secret_line)):
        assert (row.act_level(), row.act_scope()) == (Level.SENSITIVE, families.later.amina.pk)
    assert families.later.made["ordinary"].act_level() == Level.PLAN
    with as_(families.amina):
        act = Act.objects.create(
            by=families.amina, seat="newcomer", verb="tick", room="cases", kind="task", thing_id=secret.act_scope(),
            case_id=families.settled.pk, level=int(secret.act_level()),
        )  # fmt: skip
    reads = set()
    for name in ("ruth", "tom", "paul", "selam", "helen", "dawit", "amina"):
        with as_(families.people[name]):
            if Act.objects.filter(pk=act.pk).exists():
                reads.add(name)
    assert reads == {"amina", "selam", "paul"}  # those two have her yes to what is sensitive


def comments(families: Families, name: str, task: c.Task) -> bool:
    """Whether somebody reads what others wrote beside a task, by both walls."""
    who = families.people[name]
    account = as_of_now(who)
    with as_(who):
        found = c.TaskComment.objects.filter(task=task).exclude(by=who)
        assert found.exists() == c.TaskComment.objects.visible_to(account).filter(pk__in=found).exists()
        return found.exists()


def test_nobody_puts_oneself_into_a_sensitive_task(families: Families) -> None:
    """A part given after the yes, a line of one's own, one's own yes alone: none opens what was written there."""
    made, tom = families.later.made, families.people["tom"]
    agreed, nearly = line(families, "T007"), line(families, "T029")
    for name, party in (("paul", "sah"), ("amina", "newcomer"), ("tom", "sah")):
        forge(families, name, c.Role, line=agreed, party=party, part="help", account=tom)
    for name in ("ruth", "tom", "amina"):
        forge(families, name, c.Role, line=line(families, "T036"), party="worker", part="help", account=tom)
    assert not comments(families, "ruth", made["money"]), "Dawit said no word yet"
    with as_(families.ruth):
        c.RoleLine.objects.filter(pk=nearly.pk).update(ended_in=2)
        own = c.RoleLine.objects.create(case=families.settled, key="T029", begun_in=2, digest="x", by=families.ruth)
        c.Role.objects.create(case=families.settled, line=own, party="sponsor", part="lead", account=tom)
        c.Confirmation.objects.create(case=families.settled, line=own, party="sponsor", by=families.ruth)
    for name in ("ruth", "tom"):
        assert not comments(families, name, made["money"])
    forge(families, "tom", c.RoleLine, key="T042", begun_in=1, digest="x")


def test_who_leads_or_helps_reads_what_is_written_there(families: Families) -> None:
    """Every voice and every adult said yes to Tom by name, and to Selam: they read it, until a yes is taken back."""
    task = families.later.made["agreed"]
    assert {name: comments(families, name, task) for name in ("tom", "ruth", "selam", "helen", "dawit")} == {
        "tom": True, "ruth": True, "selam": True, "helen": False, "dawit": False,
    }  # fmt: skip
    with as_(families.dawit):
        rows = c.Confirmation.objects.filter(line=line(families, "T034"), newcomer=families.later.dawit)
        assert rows.update(taken_back_at=clock.now())
    assert not comments(families, "tom", task)
    assert not comments(families, "ruth", task)
    assert comments(families, "selam", task), "by Amina's own yes to what is sensitive"


def test_who_was_named_and_left_reads_nothing_more(families: Families) -> None:
    """At the next request."""
    task = families.later.made["agreed"]
    assert comments(families, "tom", task)
    with as_(families.tom):
        Membership.objects.filter(account=families.tom).update(until=clock.now())
    assert not comments(families, "tom", task)


# --- choices and keys -----------------------------------------------------------------------


def consent(families: Families, name: str, adult: c.Newcomer, method: Method) -> None:
    forge(
        families, name, c.Consent, newcomer=adult, recipient=families.st_marks, levels=int(TAKING_PART | Level.SENSITIVE),
        language="en", text_key="x", text_digest="x", method=method, recorded_by=families.people[name],
    )  # fmt: skip


def test_a_choice_on_the_own_telephone_is_the_adults_alone(families: Families) -> None:
    """The worker writes down what was said aloud or on paper; another adult writes nothing."""
    for name in ("selam", "amina", "ruth", "paul", "helen", "tom"):
        consent(families, name, families.later.dawit, Method.OWN_PHONE)
    for name in ("amina", "ruth", "paul", "helen", "tom"):
        consent(families, name, families.later.dawit, Method.ALOUD)


def test_a_choice_is_never_widened_and_taken_back_by_the_adult(families: Families) -> None:
    """Neither the topics left out nor the one person change; sponsors and supervisors take back no yes of the own."""
    for name in ("amina", "ruth", "selam", "paul", "helen"):
        change(families, name, c.Consent.objects.filter(case=families.settled).exclude(left_out=[]), left_out=[])
        change(families, name, c.Consent.objects.filter(recipient_person__isnull=False), recipient_person=None)
        change(families, name, c.Consent.objects.all(), levels=32767)
    chosen = c.Consent.objects.filter(case=families.settled, method=Method.OWN_PHONE, withdrawn_at=None)
    for name in ("ruth", "paul", "helen", "dawit"):
        change(families, name, chosen.filter(newcomer=families.later.amina), withdrawn_at=clock.now())
    with as_(families.amina):
        assert chosen.filter(newcomer=families.later.amina).update(withdrawn_at=clock.now())


def key(families: Families, by: str, **said: Any) -> None:
    words = {"case_id": families.settled.pk, "digest": ids.new_id().hex, "expires_at": clock.now() + timedelta(days=1)}
    with as_(families.people[by]), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Key.objects.create(**words | {"made_by": families.people[by]} | said)


def test_an_own_key_comes_from_the_worker_and_opens_that_adults_page(families: Families) -> None:
    """No sponsor gives one; no key signs in as a colleague, as another adult or as somebody of another family."""
    amina, dawit, people = families.later.amina, families.later.dawit, families.people
    own = {"kind": "own", "newcomer_id": amina.pk, "account": people["amina"]}
    for name in ("ruth", "paul", "helen", "tom", "amina", *OUTSIDERS):
        key(families, name, **own)
    for account in ("ruth", "luwam", "selam", "helen", "dawit", "stranger"):
        key(families, "selam", **own | {"account": people[account]})
    key(families, "selam", **own | {"newcomer_id": dawit.pk})
    key(families, "selam", **own | {"case_id": families.home.pk})
    for name in ("tom", "amina", *OUTSIDERS):
        key(families, name, kind="carried")
    key(families, "ruth", kind="carried", account=people["amina"])
    with as_(families.selam):
        Key.objects.create(
            case_id=families.settled.pk, digest="x", expires_at=clock.now() + timedelta(days=1), made_by=families.selam, **own
        )


def test_who_has_a_key_and_uses_it_is_for_the_adult_and_the_worker(families: Families) -> None:
    """Sponsors and SAH see the links to pass on, nobody's own key; they end and spend none."""
    for name in ("ruth", "paul", "helen", "tom", "dawit"):
        with as_(families.people[name]):
            assert not Key.objects.filter(kind="own").exists(), name
        change(families, name, Key.objects.filter(kind="own"), ended_at=clock.now())
    for name in ("amina", "selam"):
        with as_(families.people[name]):
            assert Key.objects.filter(kind="own").exists(), name


def test_only_the_worker_lets_an_adult_in(families: Families) -> None:
    """A sponsor who gave an accomplice an adult's place would read what is that adult's alone."""
    said = {"seat": Seat.NEWCOMER, "newcomer": families.later.dawit, "account": families.people["stranger"]}
    for name in ("ruth", "paul", "helen", "amina", "tom"):
        forge(families, name, c.CircleMember, **said, added_by=families.people[name])
