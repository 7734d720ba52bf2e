"""Who may do what: every verb × everybody. The table of rights itself has its golden copy in tests/golden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, transaction

from conftest import reading_everything
from intentional_connection.access.seats import CEILING, GRANTS, SYSTEM_ID, Can, Level, Seat
from intentional_connection.cases import models as c
from intentional_connection.cases.models import Case, MinutesDraft, Newcomer, Referral, ReferralDraft
from intentional_connection.cases.models.contact import ContactKind
from intentional_connection.cases.models.referral import ReplyKind
from intentional_connection.cases.verbs.minutes import Minutes
from intentional_connection.journal.verb import REGISTRY
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.partners.models import Kind, Membership, PartnershipAgreement
from intentional_connection.people.models import Account, KeptForm, Key
from tests.reference import MATRIX, WORD
from tests.world import enter, fresh

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.families import Families

#: Every seat, an agency and a SAH that are strangers to the family, somebody without any seat.
SOMEBODY = ["cora", "paul", "hugo", "ruth", "tom", "helen", "nadia", "selam", "omar", "grace", "luwam", "yared", "stranger"]
SOMEBODY += ["amina", "dawit"]


@dataclass(frozen=True)
class Try:
    """Where a verb stands in the world, and what is said with it."""

    place: Any
    said: dict[str, Any]


def tries(world: Families) -> dict[str, Try]:
    """A place and words for every verb; read past the walls, so that only rights decide."""
    family = Case.objects.get(pk=world.home.pk)
    waiting = Referral.objects.unanswered().filter(agency=world.harbour).first()
    selam, omar = (Membership.objects.get(account=world.people[name]) for name in ("selam", "omar"))
    answer = {"reason": world.reason("agency"), "next_step": "call_together"}
    later = clock.today() + timedelta(days=9)
    draft = ReferralDraft.objects.get(sent_at=None, organization=world.lakeside)
    cora, kept = world.people["cora"], KeptForm.objects.get(account=world.people["selam"])
    group = {"site": world.site, "kind": Kind.GROUP_OF_FIVE, "name": "Ours", "person": "Cora"}
    return {
        "save_draft": Try(world.lakeside, {"answers": {}}),
        "refer": Try(draft, {}),
        "look_for_duplicate": Try(draft, {}),
        "empty_old_draft": Try(world.old_draft, {}),
        "refer_again": Try(family, {"agency": world.northgate, "answer_by": later, "consent": True}),
        "reach_out": Try(ReferralDraft.objects.get(sent_at=None, outreach=True), {}),
        "ask": Try(waiting, {"about": "wish"}),
        "reply": Try(waiting, {"kind": ReplyKind.RIGHT}),
        "accept": Try(waiting, {}),
        "decline": Try(waiting, answer),
        "take_back": Try(waiting, answer | {"reason": world.reason("sender")}),
        "designate": Try(family, {"worker": omar}),
        "log_contact": Try(family, {"kind": ContactKind.CALL, "on": clock.today(), "minutes": 3, "language": "en"}),
        "sleep": Try(family, {"reason": world.reason("pause"), "wake_on": later}),
        "wake": Try(family, {}),
        "remind_unanswered": Try(waiting, {}),
        "keep_identity": Try(Newcomer.objects.get(case=family, name="Luwam"), {"full_name": "L. T."}),
        "found_site": Try(cora, {"site": "One more", "organization": "More", "name": "Cora"}),
        "add_site": Try(world.site, {"name": "Lake"}),
        "add_organization": Try(world.site, {"kind": Kind.SPO, "name": "New agency"}),
        "register_group": Try(cora, group),
        "add_members": Try(world.harbour, {"people": []}),
        "join": Try(selam, {}),
        "turn_down": Try(selam, {}),
        "end_membership": Try(selam, {}),
        "describe_worker": Try(selam, {"languages": {"ti": 3}, "fsa": "N2G", "cap_points": 9}),
        "record_absence": Try(selam, {"from_on": clock.today(), "to_on": clock.today()}),
        "propose_agreement": Try(world.harbour, {"partner": world.hillside, "from_on": clock.today()}),
        "sign_agreement": Try(PartnershipAgreement.objects.get(), {}),
        "edit_profile": Try(cora, {"name": "Cora", "phone": ""}),
        "read_in": Try(cora, {"language": "fr"}),
        "keep_form": Try(cora, {"path": "/today/", "fields": {}}),
        "put_away": Try(world.people["selam"], {"kept": kept}),
        "empty_kept_form": Try(kept, {}),
        "adopt": Try(world.site, {"parts": []}),
        **tries_meetings(world),
        **tries_roles(world),
        **tries_arrival(world),
    }


def tries_handover(world: Families) -> dict[str, Try]:
    """From that family's worker to the next, and another one asked for."""
    row, adult = world.handover, world.later.dawit
    lena = Membership.objects.get(account=world.people["lena"])
    return {
        "open_handover": Try(world.settled, {"to": lena}),
        "wish_for_handover": Try(row, {"newcomer": adult}),
        "agree_handover": Try(row, {"newcomer": adult, "method": "aloud", "witness": "Miriam"}),
        "hand_over": Try(row, {}),
        "call_off_handover": Try(row, {}),
        "ask_other_worker": Try(world.settled, {"wish": "wish_man"}),
        "answer_worker_request": Try(world.asked_worker, {"answer": "Soon"}),
    }


def tries_meetings(world: Families) -> dict[str, Try]:
    """Meetings of the family that has landed, and what comes of them."""
    family, later = world.settled, world.later
    day, hour = clock.today() + timedelta(days=9), clock.now() + timedelta(days=9)
    meeting = later.at_hand["post_arrival"]["meeting"]
    change = {"asked_by": "sponsor", "reason": "illness"}
    when = {"starts_at": hour, "minutes": 60, "zone": "America/Toronto", "way": "phone", "place": "", "language": "en"}
    minutes = Minutes(started_at=clock.now() - timedelta(hours=1), ended_at=clock.now(), way="phone", language="en")
    return {
        "plan_meeting": Try(family, {"kind": "review", "starts_at": hour}),
        "move_meeting": Try(meeting, when | change | {"interpreter": ""}),
        "call_off_meeting": Try(meeting, change),
        "answer_meeting": Try(meeting, {"coming": "yes"}),
        "ask_for_meeting": Try(family, {}),
        "add_point": Try(family, {"text": "The lease"}),
        "met_already": Try(family, {"kind": "review", "guests": []}),
        "empty_old_minutes": Try(MinutesDraft.objects.earliest("saved_at"), {}),
        "hold_meeting": Try(meeting, {"minutes": minutes}),
        "not_held": Try(family, {"kind": "pre_arrival", "reason": "late_notice"}),
        "answer_open_question": Try(c.OpenQuestion.objects.get(case=family, text="Which school?"), {"answer": "The near one"}),
        "set_rhythm": Try(family, {"every_days": 14, "way": "phone", "next_on": day}),
    }


def tries_roles(world: Families) -> dict[str, Try]:
    """Who does what in that family, and its tasks."""
    family, later = world.settled, world.later
    shown = c.RoleLine.objects.get(case=family, key="T036")
    seen = {"seen": shown.digest}
    return {
        "open_board": Try(family, {}),
        "confirm_lines": Try(family, {"lines": {}}),
        "record_yes": Try(later.dawit, {"lines": {}, "method": "aloud", "witness": "Miriam"}),
        "take_back_yes": Try(shown, {}),
        "write_down": Try(family, {}),
        "say_part": Try(shown, {"part": "lead"} | seen),
        "ask_party": Try(shown, {"party": "worker"} | seen),
        "set_not_needed": Try(shown, {"reason": "x"} | seen),
        "need_again": Try(shown, seen),
        "split_line": Try(shown, {"newcomer": later.dawit}),
        "add_task": Try(family, {"label": "A bicycle"}),
        "ask_about": Try(shown, {"text": "Why?"}),
        "answer_question": Try(c.Question.objects.get(line=shown), {"answer": "Money"}),
        "tick": Try(later.made["start"], {"on": clock.today()}),
        "untick": Try(later.made["ordinary"], {}),
        "comment": Try(later.made["ordinary"], {"text": "Done"}),
        "say_circumstances": Try(family, {"holds": {}}),
        "see_gap": Try(family, {"text": "A lamp"}),
        "answer_gap": Try(c.Need.objects.get(case=family, text="A dentist"), {"text": "On King Street"}),
    }


def tries_arrival(world: Families) -> dict[str, Try]:
    """Its journey, choices, connections and keys."""
    family, later = world.settled, world.later
    day = clock.today() + timedelta(days=9)
    connection = c.ServiceConnection.objects.get(case=family, item="health_card")
    link = Key.objects.filter(kind="carried", case_id=family.pk).first()
    return {
        "record_travel": Try(family, {"newcomers": [later.amina], "received_on": clock.today(), "lands_on": clock.today()}),
        "record_arrival": Try(family, {"newcomers": [later.amina], "on": clock.today()}),
        "undo_arrival": Try(family, {"newcomers": [later.amina], "why": "x"}),
        "choose_sharing": Try(later.dawit, {"choices": {}, "language": "en", "method": "paper", "witness": "Miriam"}),
        "withdraw_sharing": Try(later.dawit, {"organization": world.st_marks, "method": "paper", "witness": "Miriam"}),
        "remind_choices": Try(family, {}),
        "open_check": Try(family, {}),
        "add_connection": Try(family, {"label": "Food", "newcomer": None, "owner": "worker", "due_on": day}),
        "set_connection": Try(connection, {"owner": "worker", "due_on": day}),
        "answer_connection": Try(connection, {"state": "connected", "newcomer": later.amina, "method": "aloud", "witness": "Miriam"}),
        "give_key": Try(later.dawit, {}),
        "end_keys": Try(later.amina, {}),
        "carry_link": Try(family, {}),
        "spend_key": Try(link, {}),
        "want_new_key": Try(link, {}),
        **tries_handover(world),
    }


def acts(verb: Callable[..., Any], one: Try, account: Account) -> bool:
    """Whether the door opened; a refusal by a rule stands behind the door. Undone afterwards."""
    mark = transaction.savepoint()
    try:
        verb(one.place, account, **one.said)
    except NotAllowed:
        return False
    except Refused:
        return True
    else:
        return True
    finally:
        transaction.savepoint_rollback(mark)


def test_every_verb_opens_for_the_seats_of_its_right_and_for_nobody_else(families: Families) -> None:
    """Generated over all verbs and somebody in every seat, the jobs' account too."""
    with reading_everything():
        places = tries(families)
        for one in places.values():
            getattr(one.place, "case", None)  # loaded here, past the walls
    assert {one.name for one in REGISTRY} == set(places), "a verb without a trial"
    wrong, opened, closed = [], set(), set()
    people = [*(families.people[name] for name in SOMEBODY), Account.objects.get(pk=SYSTEM_ID)]
    for one in REGISTRY:
        verb = getattr(import_module(f"intentional_connection.{one.room}.verbs"), one.name)
        trial = places[one.name]
        for person in people:
            enter(person)
            account = fresh(person)
            trial.place.__dict__.pop("has_sah", None)
            readable = not getattr(trial.place, "LOCKED", True) or _readable(trial.place)
            expected = readable and bool(GRANTS[one.can] & trial.place.seats_of(account))
            (opened if expected else closed).add(one.name)
            if acts(verb, trial, account) is not expected:
                wrong.append(f"{one.name}: {account.email} {'is kept out' if expected else 'gets in'}")
    assert not wrong, "\n".join(wrong)
    assert opened == closed == set(places), "a verb that nobody, or everybody, may use proves nothing"


def _readable(place: Any) -> bool:
    return type(place)._default_manager.filter(pk=place.pk).exists()


def test_every_right_has_a_verb_and_every_verb_a_right() -> None:
    """No cell of the table speaks of nothing."""
    assert {one.can for one in REGISTRY} == set(GRANTS) == set(Can)


def test_the_ceiling_is_the_handbooks_matrix() -> None:
    """Read: as the handbook says, word for word; write: never more than read, but for the adult's own."""
    words = {
        str(seat): {word for bit, word in WORD.items() if bit & read} for seat, (read, _write) in CEILING.items()
    }
    expected = {seat: set(cells.split()) for seat, cells in MATRIX.items()}
    assert words == expected | {"relative": {"basic"}}
    for seat, (read, write) in CEILING.items():
        assert write & ~read == Level(0), seat
    assert {seat for seat, (_read, write) in CEILING.items() if not write} == {
        Seat.RELATIVE, Seat.BACKUP, Seat.COORDINATOR, Seat.LISTENER, Seat.NEED_TO_KNOW,
    }  # fmt: skip


def test_levels_are_called_as_in_the_handbook() -> None:
    """One bit each."""
    assert Level.BASIC.code == "basic"
    assert Level.LAST_CONTACT.code == "last_contact"
    assert len({int(level) for level in Level}) == len(list(Level)) == 15


def test_a_right_that_went_away_meanwhile_is_lost(families: Families) -> None:
    """The right is asked after the lock, not when the page was opened."""
    enter(families.selam)
    case = Case.objects.get(pk=families.home.pk)
    selam = families.selam
    assert Seat.WORKER in case.seats_of(selam)
    Membership.objects.filter(account=selam).update(until=clock.now())
    enter(families.selam)
    said = {"kind": ContactKind.CALL, "on": clock.today(), "minutes": 3, "language": "en"}
    log_contact = import_module("intentional_connection.cases.verbs").log_contact
    with pytest.raises(NotAllowed):
        log_contact(case, selam, **said)


def test_a_defect_inside_a_verb_leaves_nothing(families: Families) -> None:
    """Too long a text is no refusal: the savepoint takes everything back."""
    enter(families.selam)
    case = Case.objects.get(pk=families.home.pk)
    before = case.contacts.count()
    log_contact = import_module("intentional_connection.cases.verbs").log_contact
    said = {"kind": ContactKind.CALL, "on": clock.today(), "minutes": 3, "language": "x" * 99}
    with pytest.raises(DatabaseError):
        log_contact(case, families.selam, **said)
    assert case.contacts.count() == before
