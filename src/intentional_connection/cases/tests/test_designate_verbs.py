"""One named worker, a backup, and the plan where nobody speaks the family's language."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connection, transaction

from conftest import as_, reading_everything
from intentional_connection.access.seats import Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.models import (
    Case,
    CircleMember,
    Contact,
    Designation,
    DesignationExplanation,
    LanguagePlan,
    Newcomer,
)
from intentional_connection.cases.models.designation import Rank
from intentional_connection.cases.models.suggesting import suggest_workers, team_of
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices.models import Notice
from intentional_connection.partners import verbs as partners
from intentional_connection.partners.models import Membership
from intentional_connection.practice.edition import load
from intentional_connection.practice.verbs import adopt
from tests.families import days_later, own_account
from tests.world import World, enter

if TYPE_CHECKING:
    from intentional_connection.matching.suggest import Suggestions

EDITION = load("ontario-2021", 1)


def suggested(world: World, case: Case) -> Suggestions:
    """What the supervisor of Harbour is shown."""
    enter(world.helen)
    referral = case.accepted_referral
    assert referral
    return suggest_workers(case, referral, team_of(referral))


def test_the_first_suggestion_speaks_the_familys_language_and_needs_no_reason(world: World) -> None:
    """Selam speaks Tigrinya; Omar speaks Arabic, the second language; both have room."""
    case = world.accept(world.refer())
    first = suggested(world, case).suggested[0]
    assert (first.worker, first.speaks) == (str(world.membership("selam").pk), True)
    world.name_worker(case)
    with as_(world.paul):
        row = Designation.objects.standing().primary().get(case=case)
    assert (row.account, row.interim, row.languages[0]) == (world.selam, False, "ti")
    assert row.points == EDITION.caseload.points(persons=3, needs_interpreter=False)
    with as_(world.helen):
        why = DesignationExplanation.objects.get(designation=row)
    assert (why.chosen_rank, why.override, len(why.explanation["suggested"]), len(why.inputs["workers"])) == (1, "", 3, 3)


def test_why_this_worker_is_read_by_the_agency_alone(world: World) -> None:
    """It tells of colleagues' caseloads and absences: neither sponsors, nor SAH, nor the family read it."""
    case = world.maple()
    own_account(world, case, "luwam", first_name="Luwam")
    for name, reads in (("helen", 1), ("selam", 1), ("paul", 0), ("ruth", 0), ("tom", 0), ("luwam", 0), ("omar", 0), ("nadia", 0)):
        account = getattr(world, name)
        with as_(account):
            assert DesignationExplanation.objects.count() == reads, name
            assert DesignationExplanation.objects.visible_to(account).count() == reads, name


def test_another_than_the_first_asks_for_a_reason_code(world: World) -> None:
    """One click and a code; the code and the rank are kept."""
    case = world.accept(world.refer())
    for code in ("", "because"):
        with pytest.raises(Refused, match="Choose the reason"):
            world.name_worker(case, "omar", override=code)
    code = EDITION.reasons_of("override")[0]
    world.name_worker(case, "omar", override=code)
    with as_(world.helen):
        row = DesignationExplanation.objects.get(case=case)
    assert (row.chosen_rank, row.override) == (2, code)


def test_where_suggestions_are_not_adopted_nobody_asks_why(world: World) -> None:
    """A part that is off is skipped."""
    enter(world.cora)
    adopt(world.site, world.cora, parts={part.key for part in EDITION.parts} - {"worker_suggestions"})
    world.name_worker(world.accept(world.refer()), "omar")


def test_without_a_speaker_an_interpreter_plan_with_its_reason_is_kept(world: World) -> None:
    """Nobody at Harbour speaks Somali; the first of the list is somebody all the same."""
    case = world.accept(world.refer(languages=["so"]))
    answer = suggested(world, case)
    assert not answer.speaks
    first = Membership.objects.get(pk=answer.suggested[0].worker).account
    name = next(name for name, one in world.people.items() if one.pk == first.pk)
    with pytest.raises(Refused, match="Choose why an interpreter"):
        world.name_worker(case, name)
    code = EDITION.reasons_of("no_speaker")[0]
    world.name_worker(case, name, plan_reason=code)
    with as_(world.paul):
        plan = LanguagePlan.objects.get(case=case)
    assert (plan.kind, plan.reason, plan.designation.account) == ("interpreter", code, first)


def test_who_names_a_non_speaker_beside_a_speaker_makes_an_interpreter_plan(world: World) -> None:
    """The reason of the choice is kept with the plan and stands on no page; a speaker who is named needs none."""
    code = EDITION.reasons_of("override")[0]
    case = world.name_worker(world.accept(world.refer(languages=["ti"])), "lena", override=code)
    with as_(world.paul):
        assert LanguagePlan.objects.get(case=case).reason == code
    page = world.client(world.paul).get(f"/families/{case.pk}/").content.decode()
    assert "An interpreter helps with the family’s language.</p>" in page, "why somebody else was named is not said as the reason"
    world.name_worker(world.accept(world.refer(languages=["ti", "fr"])), "lena", override=code)
    with as_(world.paul):
        assert LanguagePlan.objects.count() == 1


def test_a_worker_who_is_away_is_set_aside_and_can_still_be_named(world: World) -> None:
    """It suggests; a person designates."""
    selam = world.membership("selam")
    enter(world.selam)
    partners.record_absence(selam, world.selam, from_on=clock.today(), to_on=clock.today() + timedelta(days=2))
    case = world.accept(world.refer(languages=["ti"]))
    assert {one.worker for one in suggested(world, case).set_aside} == {str(selam.pk)}
    reasons = {"plan_reason": EDITION.reasons_of("no_speaker")[1], "override": EDITION.reasons_of("override")[0]}
    world.name_worker(case, **reasons)
    with as_(world.helen):
        assert DesignationExplanation.objects.get(case=case).chosen_rank == 0


@pytest.mark.parametrize(("wish", "first"), [("woman", "selam"), ("man", "omar"), ("interpreter", "selam")])
def test_the_familys_wish_counts(world: World, wish: str, first: str) -> None:
    """A woman, a man, an interpreter beside the worker."""
    case = world.accept(world.refer(wishes=[wish]))
    answer = suggested(world, case)
    assert answer.suggested[0].worker == str(world.membership(first).pk)
    assert answer.interpreter_needed is (wish == "interpreter")


def test_the_backup_reads_the_first_level_only(world: World) -> None:
    """A second person knows the family's name, not its needs nor the contacts."""
    case = world.name_worker(world.accept(world.refer()), backup=world.membership("omar"))
    with as_(world.omar):
        assert Case.objects.get() == case
        assert Newcomer.objects.count() == 3
        assert not case.needs.exists()
        assert not Contact.objects.exists()
        assert Designation.objects.standing().get(rank=Rank.BACKUP).account == world.omar


def test_the_backup_is_somebody_else_and_both_are_of_the_agency(world: World) -> None:
    """Not the same person twice, not a supervisor, not another agency's worker, not one who left."""
    case = world.accept(world.refer())
    selam, yonas = world.membership("selam"), world.membership("yonas")
    with pytest.raises(Refused, match="somebody else"):
        world.name_worker(case, backup=selam)
    for worker in (yonas, world.membership("helen")):
        enter(world.helen)
        with pytest.raises(Refused, match="of your agency"):
            verbs.designate(case, world.helen, worker=worker)
    with pytest.raises(Refused, match="of your agency"):
        world.name_worker(case, backup=yonas)
    Membership.objects.filter(pk=selam.pk).update(until=clock.now())
    selam.refresh_from_db()
    with pytest.raises(Refused, match="of your agency"):
        verbs.designate(case, world.helen, worker=selam)


def test_only_the_agencys_supervisor_names(world: World) -> None:
    """Nobody is assigned by program, by the sender or by a worker."""
    case = world.accept(world.refer())
    worker = world.membership("selam")
    for name in ("selam", "paul", "ruth", "nadia", "cora"):
        enter(getattr(world, name))
        with pytest.raises(NotAllowed):
            verbs.designate(case, getattr(world, name), worker=worker)


def test_a_worker_is_named_after_acceptance_and_renamed_until_the_first_contact(world: World) -> None:
    """Later a handover is the way."""
    case = world.maple()
    world.name_worker(case, "omar", override=EDITION.reasons_of("override")[0])
    with as_(world.selam):
        assert not Case.objects.filter(pk=case.pk).exists()
    world.contact(case, by="omar")
    with pytest.raises(Refused, match="handover"):
        world.name_worker(case)


def test_a_family_that_was_passed_on_has_no_worker_to_name(world: World) -> None:
    """The supervisor is out of the circle: no right any more."""
    referral = world.refer()
    case = world.accept(referral)
    enter(world.helen)
    verbs.decline(referral, world.helen, reason=EDITION.reasons_of("agency")[0], next_step="call_together")
    with pytest.raises(NotAllowed):
        world.name_worker(case)


def test_an_earlier_agency_does_not_name_for_a_family_that_is_asked_elsewhere(world: World) -> None:
    """A supervisor who stands in the circle names only where an acceptance stands."""
    case = world.refer().case
    with reading_everything():
        invited = CircleMember.objects.get(case=case, seat=Seat.SUPERVISOR)
    enter(world.paul)
    CircleMember.objects.filter(pk=invited.pk).update(since=clock.now())
    worker = world.membership("selam")
    enter(world.helen)
    with pytest.raises(Refused, match="Accept the referral first"):
        verbs.designate(case, world.helen, worker=worker)


def test_the_worker_and_the_senders_are_told(world: World) -> None:
    """Who names is not told what she did."""
    case = world.maple()
    with reading_everything():
        told = {row.reader_id for row in Notice.objects.filter(key="worker_named", case_id=case.pk)}
    assert told == {world.people["selam"].pk, world.people["paul"].pk}


# --- exactly one --------------------------------------------------------------------------


def test_the_database_forbids_a_second_primary_contact(world: World) -> None:
    """At any instant at most one: an exclusion constraint."""
    case = world.maple()
    enter(world.helen)
    row = Designation.objects.standing().primary().get(case=case)
    with pytest.raises(IntegrityError, match="one_primary_contact"), transaction.atomic():
        Designation.objects.create(
            case=case, referral=row.referral, account=world.omar, organization=world.harbour, rank=Rank.PRIMARY,
            since=row.since - timedelta(days=1), until=row.since + timedelta(days=1), named_by=world.helen,
        )  # fmt: skip


def test_the_database_forbids_a_family_without_a_primary_contact(world: World) -> None:
    """At any instant at least one, from acceptance on: a trigger at the end of the transaction."""
    case = world.maple()
    enter(world.helen)
    Designation.objects.filter(case=case, until=None).update(until=clock.now())
    with pytest.raises(IntegrityError, match="exactly one primary contact"):
        connection.check_constraints()


def test_the_database_forbids_a_gap_between_two_contacts(world: World) -> None:
    """The next begins at the instant at which the one before ends."""
    base = clock.now()
    case = world.maple()
    with days_later(base, 5):
        enter(world.helen)
        row = Designation.objects.standing().primary().get(case=case)
        Designation.objects.filter(pk=row.pk).update(until=clock.now() - timedelta(hours=1))
        Designation.objects.create(
            case=case, referral=row.referral, account=world.omar, organization=world.harbour, rank=Rank.PRIMARY,
            named_by=world.helen,
        )  # fmt: skip
        with pytest.raises(IntegrityError, match="exactly one primary contact"):
            connection.check_constraints()


def test_at_every_instant_of_a_long_way_there_is_exactly_one(world: World) -> None:
    """Accepted, named, renamed, passed on, accepted elsewhere, named there: counted at each step."""
    base = clock.now()
    referral = world.refer()
    with days_later(base, 1):
        case = world.accept(referral)
    with days_later(base, 2):
        world.name_worker(case)
    with days_later(base, 3):
        world.name_worker(case, "omar", override=EDITION.reasons_of("override")[0])
    with days_later(base, 4):
        enter(world.helen)
        verbs.decline(referral, world.helen, reason=EDITION.reasons_of("agency")[0], next_step="call_together")
    with days_later(base, 5):
        enter(world.paul)
        new = verbs.refer_again(
            case, world.paul, agency=world.northgate, answer_by=clock.today() + timedelta(days=3), consent=True
        )
    with days_later(base, 6):
        world.accept(new, by="nadia")
    with days_later(base, 7):
        world.name_worker(case, "yonas", by="nadia")
    connection.check_constraints()
    counts = []
    for day in (0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5.5, 6, 6.5, 7, 700):
        with days_later(base, day), as_(world.paul):
            counts.append(Designation.objects.standing().primary().filter(case=case).count())
    assert counts == [0, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1]
