"""Who does what, as verbs: one line per type, each party for itself, and nothing that somebody said is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from conftest import reading_everything
from intentional_connection.access.seats import Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.models import (
    Case,
    Circumstance,
    Confirmation,
    Newcomer,
    PrivateCircumstance,
    Role,
    RoleLine,
    Task,
)
from intentional_connection.cases.models.board import FamilyBoard, with_board
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices.models import Notice
from intentional_connection.roles.model import Party
from intentional_connection.roles.states import State
from tests.families import days_later
from tests.world import enter

if TYPE_CHECKING:
    from intentional_connection.people.models import Account
    from tests.world import World

pytestmark = pytest.mark.maple_stands


@pytest.fixture
def family(world: World) -> Case:
    """Maple 12 at Selam, its board opened by her."""
    case = world.maple()
    enter(world.selam)
    return verbs.open_board(case, world.selam)


def line(case: Case, code: str, person: Newcomer | None = None) -> RoleLine:
    found: RoleLine = RoleLine.objects.current().get(case=case, key=code, newcomer=person)
    return found


def first_adult(case: Case) -> Any:
    return case.newcomers.adults().in_order()[0]


def parts(row: RoleLine) -> dict[str, str]:
    return {one.party: one.part for one in Role.objects.filter(line=row)}


def key_of(world: World, adult: Newcomer) -> Account:
    """The account behind an adult's own key."""
    account = verbs.give_key(adult, world.selam).key.account
    assert account is not None
    return account


def says(world: World, name: str, row: RoleLine, part: str, **more: Any) -> RoleLine:
    who = getattr(world, name)
    enter(who)
    return verbs.say_part(row, who, part=part, **{"seen": row.digest, **more})


def look(case: Case, by: Account, code: str) -> State:
    enter(by)
    board = FamilyBoard.of(with_board(by).get(pk=case.pk), by)
    return board.looks[code, None].state


def test_the_catalogue_becomes_one_line_per_type_and_nobody_has_agreed(world: World, family: Case) -> None:
    tasks, lines = Task.objects.filter(case=family), RoleLine.objects.filter(case=family)
    assert tasks.count() > lines.count() > 70
    assert lines.filter(begun_in=1, ended_in=None, newcomer=None).count() == lines.count()
    assert len(set(lines.values_list("key", flat=True))) == lines.count()
    assert not Confirmation.objects.filter(case=family).exists()
    assert parts(line(family, "T027"))


def test_opening_the_board_again_makes_nothing_new(world: World, family: Case) -> None:
    before = (Task.objects.filter(case=family).count(), RoleLine.objects.filter(case=family).count())
    for name in ("selam", "ruth", "paul"):
        who = getattr(world, name)
        enter(who)
        verbs.open_board(family, who)
        assert (Task.objects.filter(case=family).count(), RoleLine.objects.filter(case=family).count()) == before


def test_a_side_says_only_its_own_part_and_the_others_stay(world: World, family: Case) -> None:
    row = line(family, "T045")
    before = parts(row)
    after = parts(says(world, "ruth", row, "help"))
    assert after["sponsor"] == "help"
    assert {one: part for one, part in after.items() if one != "sponsor"} == {
        one: part for one, part in before.items() if one != "sponsor"
    }


def test_the_worker_never_leads_a_duty_of_the_sponsors(world: World, family: Case) -> None:
    with pytest.raises(Refused, match="undertaking"):
        says(world, "selam", line(family, "T009"), "lead")
    assert parts(says(world, "selam", line(family, "T009"), "help"))["worker"] == "help"


def test_the_sah_steps_into_a_duty_only_with_a_reason(world: World, family: Case) -> None:
    with pytest.raises(Refused) as refusal:
        says(world, "paul", line(family, "T009"), "lead")
    assert refusal.value.about == "reason"
    row = says(world, "paul", line(family, "T009"), "lead", reason="sponsors_cannot")
    assert Role.objects.get(line=row, party="sah").reason == "sponsors_cannot"


def test_sponsors_lead_a_funded_service_only_with_a_reason(world: World, family: Case) -> None:
    funded = next(one.code for one in family.adoption.edition.tasks if one.kind == "funded_service" and one.applies_if == "always")
    with pytest.raises(Refused, match="funded"):
        says(world, "ruth", line(family, funded), "lead")
    row = says(world, "ruth", line(family, funded), "lead", reason="no_place_at_agency")
    assert parts(row)["sponsor"] == "lead"
    assert parts(row)["worker"] == "help", "what the catalogue alone proposed steps back: nobody had said it"


def test_two_sides_that_both_said_they_lead_are_both_shown(world: World, family: Case) -> None:
    row = line(family, "T010")
    says(world, "ruth", row, "lead")
    says(world, "selam", row, "lead", seen=row.digest)  # Selam had the line open before Ruth spoke
    assert parts(line(family, "T010"))["sponsor"] == parts(line(family, "T010"))["worker"] == "lead"
    assert look(family, world.selam, "T010") is State.TWO_LEADS


def test_two_people_of_one_side_who_say_two_things_see_both_and_choose(world: World, family: Case) -> None:
    world.person("tess", world.st_marks, Seat.SPONSOR_REP, world.ruth)
    row = line(family, "T045")
    assert parts(row)["sponsor"] == "help", "proposed by the catalogue"
    says(world, "tess", row, "informed")
    with pytest.raises(Refused, match=r"Tess said: is told\. You said: no part\. Choose\."):
        says(world, "ruth", row, "")
    now = line(family, "T045")
    assert parts(now)["sponsor"] == "informed", "what was said first stays until somebody chooses"
    assert "sponsor" not in parts(says(world, "ruth", now, ""))


def test_saying_the_same_again_makes_no_new_row(world: World, family: Case) -> None:
    row = says(world, "ruth", line(family, "T045"), "informed")
    assert says(world, "ruth", row, "informed").pk == row.pk


def test_an_edit_asks_the_others_again_about_this_line_alone(world: World, family: Case) -> None:
    enter(world.selam)
    rows = [line(family, code) for code in ("T045", "T046")]
    verbs.confirm_lines(family, world.selam, lines=rows)
    says(world, "ruth", rows[0], "informed")
    said = Confirmation.objects.filter(line__ended_in=None, party="worker").values_list("line__key", flat=True)
    assert set(said) == {"T046"}
    assert Confirmation.objects.filter(line=line(family, "T045"), party="sponsor").exists(), "the own yes is implied"


def test_a_change_is_told_to_the_others_once_a_sitting(world: World, family: Case) -> None:
    says(world, "ruth", line(family, "T045"), "informed")
    says(world, "ruth", line(family, "T010"), "informed")
    with reading_everything():
        told = list(Notice.objects.filter(key="roles_changed").values_list("reader_id", flat=True))
    assert world.people["selam"].pk in told
    assert world.people["ruth"].pk not in told
    assert len(told) == len(set(told))


def test_an_asked_side_waits_until_it_says_yes_and_the_asker_helps(world: World, family: Case) -> None:
    row = says(world, "ruth", line(family, "T010"), "lead")
    enter(world.ruth)
    asked = verbs.ask_party(row, world.ruth, party="worker", seen=row.digest)
    assert parts(asked)["worker"] == "lead"
    assert parts(asked)["sponsor"] == "help"
    assert look(family, world.selam, "T010") is State.WAITING
    enter(world.ruth)
    with pytest.raises(Refused, match="undertaking"):
        verbs.ask_party(line(family, "T009"), world.ruth, party="worker", seen=line(family, "T009").digest)


def test_only_those_whose_word_it_is_set_a_line_aside(world: World, family: Case) -> None:
    enter(world.selam)
    own = next(one.code for one in family.adoption.edition.tasks if one.kind == "newcomer_own" and one.applies_if == "always")
    with pytest.raises(Refused, match="Only the family"):
        verbs.set_not_needed(line(family, own), world.selam, reason="already_done", seen=line(family, own).digest)
    enter(world.ruth)
    row = line(family, "T009")
    aside = verbs.set_not_needed(row, world.ruth, reason="arranged_otherwise", seen=row.digest)
    assert look(family, world.selam, "T009") is State.NOT_NEEDED
    enter(world.ruth)
    assert verbs.need_again(aside, world.ruth, seen=aside.digest).not_needed == ""


def test_a_line_is_split_for_one_person_and_the_rest_stays_with_the_others(world: World, family: Case) -> None:
    enter(world.selam)
    per_person = next(one.code for one in family.adoption.edition.tasks if one.applies_per == "adult" and one.applies_if == "always")
    first = first_adult(family)
    common = line(family, per_person)
    own = verbs.split_line(common, world.selam, newcomer=first)
    assert own.newcomer == first
    assert parts(own) == parts(common)
    assert line(family, per_person).pk == common.pk
    with pytest.raises(Refused, match="already"):
        verbs.split_line(common, world.selam, newcomer=first)


def test_what_is_named_is_somebody_of_the_own_side(world: World, family: Case) -> None:
    row = says(world, "ruth", line(family, "T010"), "lead", person=world.tom.pk)
    assert Role.objects.get(line=row, party="sponsor").account_id == world.people["tom"].pk
    with pytest.raises(Refused, match="your own side"):
        says(world, "ruth", row, "lead", person=world.selam.pk)


def test_a_version_stands_for_ever_and_later_changes_begin_the_next(world: World, family: Case) -> None:
    enter(world.selam)
    first = verbs.write_down(family, world.selam)
    held = set(RoleLine.objects.filter(case=family).of_version(1).values_list("pk", flat=True))
    with pytest.raises(Refused, match="Nothing has changed"):
        verbs.write_down(family, world.selam)
    after = says(world, "ruth", line(family, "T010"), "informed")
    assert after.begun_in == 2
    says(world, "ruth", after, "help")  # within version 2: replaced, never part of a version
    enter(world.selam)
    assert verbs.write_down(family, world.selam).version == first.version + 1
    assert set(RoleLine.objects.filter(case=family).of_version(1).values_list("pk", flat=True)) == held
    assert not RoleLine.objects.filter(case=family, pk=after.pk).of_version(2).exists()


def test_the_familys_yes_alone_is_worth_a_new_version(world: World, family: Case) -> None:
    enter(world.selam)
    verbs.write_down(family, world.selam)
    with days_later(clock.now(), 1):
        enter(world.selam)
        verbs.record_yes(first_adult(family), world.selam, lines=[line(family, "T045")], method="aloud", witness="Aster")
        assert verbs.write_down(family, world.selam).version == 2
        with pytest.raises(Refused, match="Nothing has changed"):
            verbs.write_down(family, world.selam)


def test_a_yes_that_was_heard_needs_a_witness_who_is_no_sponsor(world: World, family: Case) -> None:
    enter(world.selam)
    adult = first_adult(family)
    rows = [line(family, "T045")]
    for witness in ("", " ruth "):
        with pytest.raises(Refused) as refusal:
            verbs.record_yes(adult, world.selam, lines=rows, method="aloud", witness=witness)
        assert refusal.value.about == "witness"
    (yes,) = verbs.record_yes(adult, world.selam, lines=rows, method="aloud", witness="Aster, interpreter")
    assert (yes.party, yes.newcomer, yes.by_id) == ("newcomer", adult, world.people["selam"].pk)
    for name in ("ruth", "paul"):
        enter(getattr(world, name))
        with pytest.raises(NotAllowed):
            verbs.record_yes(adult, getattr(world, name), lines=rows, method="aloud", witness="Aster")


def test_an_adult_says_yes_alone_and_takes_it_back(world: World, family: Case) -> None:
    enter(world.selam)
    adult = first_adult(family)
    account = key_of(world, adult)
    enter(account)
    row = line(family, "T045")
    assert len(verbs.confirm_lines(family, account, lines=[row])) == 1
    assert Confirmation.objects.get(line=row).newcomer == adult
    verbs.take_back_yes(row, account)
    assert not Confirmation.objects.filter(line=row, taken_back_at=None).exists()
    with pytest.raises(Refused):
        verbs.take_back_yes(row, account)


def test_a_question_keeps_a_line_waiting_until_it_is_answered_also_when_the_line_changes(world: World, family: Case) -> None:
    enter(world.ruth)
    asked = verbs.ask_about(line(family, "T045"), world.ruth, text="Which office?")
    says(world, "selam", line(family, "T045"), "lead")
    enter(world.selam)
    board = FamilyBoard.of(with_board(world.selam).get(pk=family.pk), world.selam)
    assert board.lines["T045", None].questions == 1
    verbs.answer_question(asked, world.selam, answer="The one in Riverton.")
    board = FamilyBoard.of(with_board(world.selam).get(pk=family.pk), world.selam)
    assert board.lines["T045", None].questions == 0
    with pytest.raises(Refused):
        verbs.answer_question(asked, world.selam, answer="Again.")


def test_a_secret_stays_with_those_who_may_know_it(world: World, family: Case) -> None:
    enter(world.selam)
    adult = first_adult(family)
    account = key_of(world, adult)
    enter(account)
    PrivateCircumstance.objects.create(case=family, newcomer=adult, condition="pregnancy_or_newborn", by=account)
    verbs.open_board(family, account)
    secret = Task.objects.get(case=family, code="T059")
    assert secret.secret
    assert secret.newcomer == adult
    assert line(family, "T059", adult).secret
    for name in ("selam", "ruth", "paul"):
        who = getattr(world, name)
        enter(who)
        assert not Task.objects.filter(code="T059").exists(), name
        assert not RoleLine.objects.visible_to(who).filter(key="T059").exists(), name
        verbs.open_board(family, who)
    enter(account)
    assert Task.objects.get(pk=secret.pk).ceased_at is None, "who does not know the fact cannot end its task"
    enter(world.selam)
    verbs.write_down(family, world.selam)
    with days_later(clock.now(), 1):
        enter(account)
        verbs.confirm_lines(family, account, lines=[line(family, "T059", adult)], newcomer=adult)
        enter(world.selam)
        with pytest.raises(Refused, match="Nothing has changed"):  # a yes to a secret tells nothing either
            verbs.write_down(family, world.selam)


def test_a_condition_that_ceases_sets_its_tasks_aside_and_takes_them_up_again(world: World, family: Case) -> None:
    enter(world.selam)
    row = Circumstance.objects.create(case=family, condition="temporary_home", by=world.selam)
    verbs.open_board(family, world.selam)
    tasks = Task.objects.filter(case=family, code="T061")
    assert tasks.get().ceased_at is None
    row.ended_by, row.ended_at = world.selam, clock.now()
    row.save(update_fields=["ended_by", "ended_at"])
    verbs.open_board(family, world.selam)
    assert tasks.get().ceased_at is not None
    assert look(family, world.selam, "T061") is State.NOT_NEEDED
    enter(world.selam)
    Circumstance.objects.create(case=family, condition="temporary_home", by=world.selam)
    verbs.open_board(family, world.selam)
    assert tasks.get().ceased_at is None


def test_without_a_sah_the_board_proposes_others(world: World) -> None:
    case = world.name_worker(world.accept(world.refer_birch()))
    enter(world.selam)
    verbs.open_board(case, world.selam)
    assert not RoleLine.objects.filter(case=case, key="T012").exists()
    assert parts(line(case, "T001"))["sponsor"] == "lead"
    assert not Role.objects.filter(line__case=case, party="sah").exists()
    board = FamilyBoard.of(with_board(world.selam).get(pk=case.pk), world.selam)
    assert Party.SAH not in board.around.required


def test_members_of_the_group_see_the_board_and_the_representative_speaks(world: World, family: Case) -> None:
    enter(world.tom)
    with pytest.raises(NotAllowed):
        verbs.say_part(line(family, "T045"), world.tom, part="help", seen=line(family, "T045").digest)
    assert RoleLine.objects.visible_to(world.tom).filter(case=family).exists()


def test_own_tasks_are_added_with_a_line_that_nobody_leads_yet(world: World, family: Case) -> None:
    enter(world.ruth)
    task = verbs.add_task(family, world.ruth, label="Repair the bicycle")
    assert look(family, world.ruth, task.code) is State.NOBODY_LEADS
    enter(world.ruth)
    with pytest.raises(Refused):
        verbs.add_task(family, world.ruth, label="  ")


def test_what_another_side_put_in_my_place_is_no_word_of_mine(world: World, family: Case) -> None:
    row = line(family, "T010")
    assert parts(row)["sponsor"] == "lead", "proposed by the catalogue"
    says(world, "selam", row, "lead")  # the proposal steps back: nobody had said it
    late = says(world, "ruth", row, "informed", seen=row.digest)
    assert parts(late)["worker"] == "lead", "what was said first is kept"
    assert parts(late)["sponsor"] == "informed"
