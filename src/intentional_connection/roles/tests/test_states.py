"""The seven states, in the order of the handbook: a sentence each."""

from dataclasses import replace

import pytest

from intentional_connection.roles.model import Circle, Human, Party
from intentional_connection.roles.states import Flag, Look, State, look
from intentional_connection.roles.tests.world import (
    CIRCLE,
    EVERYBODY,
    FAMILY,
    a_board,
    a_line,
    a_task,
    helps,
    lead,
    look_at,
    told,
    without,
)

FAMILYS = frozenset(one for one in EVERYBODY if one[0] is Party.NEWCOMER)


def state(*given: object, **more: object) -> State:
    return look_at(*given, **more).state


def test_a_line_with_a_lead_and_every_yes_is_agreed() -> None:
    assert look_at(a_line()) == Look(State.AGREED)


def test_a_line_set_aside_with_a_reason_is_not_needed() -> None:
    assert state(a_line(not_needed="the SAH does this for every group")) is State.NOT_NEEDED


def test_a_line_whose_condition_no_longer_holds_is_not_needed() -> None:
    gone = a_task("T079", "luwam", holds=False)
    assert state(a_line(key="T079"), tasks=(gone,)) is State.NOT_NEEDED
    assert state(a_line(key="T079"), tasks=(gone, a_task("T079", "yonas"))) is State.AGREED


def test_not_needed_comes_before_everything_else() -> None:
    aside = a_line(helps(Party.SPONSOR), not_needed="x", confirmed=frozenset())
    assert look_at(aside).state is State.NOT_NEEDED
    assert look_at(aside).flags == frozenset()


def test_without_a_lead_nobody_leads() -> None:
    assert state(a_line(helps(Party.SPONSOR), told(Party.WORKER))) is State.NOBODY_LEADS


def test_when_the_leading_party_has_left_nobody_leads() -> None:
    no_sah = replace(CIRCLE, required=CIRCLE.required - {Party.SAH})
    assert state(a_line(lead(Party.SAH, "marc")), circle=no_sah) is State.NOBODY_LEADS


def test_the_network_never_leads_in_a_family() -> None:
    wide = replace(CIRCLE, required=CIRCLE.required | {Party.COORDINATOR})
    line = a_line(lead(Party.COORDINATOR), told(Party.COORDINATOR))
    assert look_at(line, circle=wide) == Look(State.NOBODY_LEADS)


def test_two_parties_who_claim_a_task_are_two_leads() -> None:
    assert state(a_line(lead(Party.WORKER), lead(Party.SPONSOR))) is State.TWO_LEADS


def test_when_one_of_two_has_left_the_other_leads() -> None:
    no_sah = replace(CIRCLE, required=CIRCLE.required - {Party.SAH})
    assert state(a_line(lead(Party.WORKER), lead(Party.SAH)), circle=no_sah) is State.AGREED


def test_one_party_that_named_two_people_is_one_lead() -> None:
    line = a_line(lead(Party.SPONSOR, "ruth"), lead(Party.SPONSOR, "tom"), key="T009")
    assert state(line) is State.AGREED
    assert state(line, circle=without(CIRCLE, "ruth")) is State.ORPHANED


def test_a_named_person_who_left_leaves_an_orphan() -> None:
    assert state(a_line(lead(Party.SPONSOR, "ruth")), circle=without(CIRCLE, "ruth")) is State.ORPHANED
    assert state(a_line(lead(Party.SPONSOR, "never-seen"))) is State.ORPHANED


def test_where_nobody_is_named_the_stand_in_carries_the_task() -> None:
    assert state(a_line(lead(Party.SPONSOR))) is State.AGREED
    assert state(a_line(lead(Party.SPONSOR)), circle=without(CIRCLE, "ruth")) is State.ORPHANED


def test_a_party_with_no_stand_in_leaves_an_orphan() -> None:
    nobody = replace(CIRCLE, stand_in={Party.SPONSOR: None})
    assert state(a_line(lead(Party.SPONSOR)), circle=nobody) is State.ORPHANED
    assert state(a_line(lead(Party.WORKER)), circle=nobody) is State.ORPHANED
    assert state(a_line(lead(Party.WORKER, "selam")), circle=nobody) is State.AGREED


def test_for_the_family_the_adult_concerned_stands_in() -> None:
    own = a_line(lead(Party.NEWCOMER), person="luwam")
    away = replace(CIRCLE, persons=(*CIRCLE.persons, replace(CIRCLE.persons[0], id="luwam", here=False)))
    assert state(own) is State.AGREED
    assert state(own, circle=away) is State.ORPHANED


def test_for_a_child_or_for_all_any_adult_stands_in() -> None:
    assert state(a_line(lead(Party.NEWCOMER), person="sara")) is State.AGREED
    assert state(a_line(lead(Party.NEWCOMER))) is State.AGREED
    children = replace(FAMILY, people=(Human("sara", "S", is_adult=False),))
    assert state(a_line(lead(Party.NEWCOMER)), family=children) is State.ORPHANED


def test_a_trusted_person_may_stand_in_for_the_family() -> None:
    friend = replace(CIRCLE.persons[0], id="friend", party=Party.NEWCOMER)
    circle = replace(CIRCLE, persons=(*CIRCLE.persons, friend), stand_in={Party.NEWCOMER: "friend"})
    assert state(a_line(lead(Party.NEWCOMER)), circle=circle) is State.AGREED
    assert state(a_line(lead(Party.NEWCOMER)), circle=without(circle, "friend")) is State.ORPHANED


@pytest.mark.parametrize("party", [Party.SPONSOR, Party.WORKER, Party.SAH])
def test_a_party_that_has_not_said_yes_is_waited_for(party: Party) -> None:
    look = look_at(a_line(confirmed=EVERYBODY - {(party, None)}))
    assert look == Look(State.WAITING, missing=frozenset({(party, None)}))


def test_who_gave_a_partys_yes_does_not_matter() -> None:
    named = EVERYBODY - {(Party.SPONSOR, None)} | {(Party.SPONSOR, "ruth")}
    assert look_at(a_line(confirmed=named)) == Look(State.AGREED)


def test_an_open_question_is_waited_for() -> None:
    assert state(a_line(questions=1)) is State.WAITING
    assert state(a_line(questions=1, confirmed=EVERYBODY - FAMILYS)) is State.WAITING


def test_a_family_that_has_not_answered_is_not_asked() -> None:
    look = look_at(a_line(confirmed=EVERYBODY - FAMILYS))
    assert look == Look(State.FAMILY_NOT_ASKED, missing=FAMILYS)


def test_each_adult_answers_for_themselves() -> None:
    one = EVERYBODY - {(Party.NEWCOMER, "yonas")}
    assert look_at(a_line(confirmed=one)) == Look(
        State.FAMILY_NOT_ASKED, missing=frozenset({(Party.NEWCOMER, "yonas")})
    )


def test_a_line_about_one_adult_needs_that_adults_yes_alone() -> None:
    one = EVERYBODY - {(Party.NEWCOMER, "yonas")}
    assert state(a_line(person="luwam", confirmed=one)) is State.AGREED
    assert state(a_line(person="yonas", confirmed=one)) is State.FAMILY_NOT_ASKED


def test_a_line_about_a_child_needs_every_adult() -> None:
    one = EVERYBODY - {(Party.NEWCOMER, "yonas")}
    assert state(a_line(person="sara", confirmed=one)) is State.FAMILY_NOT_ASKED


def test_an_adult_may_let_another_adult_confirm() -> None:
    luwam_confirms = replace(CIRCLE, adults_required=frozenset({"luwam"}))
    one = EVERYBODY - {(Party.NEWCOMER, "yonas")}
    assert state(a_line(person="yonas", confirmed=one), circle=luwam_confirms) is State.AGREED
    assert state(a_line(person="yonas", confirmed=EVERYBODY - FAMILYS), circle=luwam_confirms) is State.FAMILY_NOT_ASKED


def test_a_line_the_family_leads_waits_for_nobody_else() -> None:
    assert state(a_line(lead(Party.NEWCOMER), confirmed=EVERYBODY - FAMILYS)) is State.FAMILY_NOT_ASKED


def test_a_family_abroad_is_not_asked_and_holds_nothing_up() -> None:
    abroad = replace(CIRCLE, adults_required=frozenset())
    look = look_at(a_line(confirmed=EVERYBODY - FAMILYS), circle=abroad)
    assert look == Look(State.FAMILY_NOT_ASKED, missing=frozenset())


def test_a_family_abroad_that_said_yes_has_said_yes() -> None:
    abroad = replace(CIRCLE, adults_required=frozenset())
    assert state(a_line(), circle=abroad) is State.AGREED


def test_three_voices_suffice_without_a_sah() -> None:
    three = Circle(CIRCLE.required - {Party.SAH}, CIRCLE.adults_required, CIRCLE.persons, CIRCLE.stand_in)
    assert state(a_line(confirmed=EVERYBODY - {(Party.SAH, None)}), circle=three) is State.AGREED


def test_nobody_of_the_circle_has_to_lead_the_networks_question() -> None:
    survey = a_line(helps(Party.WORKER), told(Party.NEWCOMER), key="T098")
    assert look_at(survey) == Look(State.AGREED)
    assert state(replace(survey, confirmed=frozenset())) is State.WAITING


def test_an_own_task_has_a_state_like_any_other() -> None:
    assert state(a_line(helps(Party.SPONSOR), key="own-piano")) is State.NOBODY_LEADS
    assert state(a_line(lead(Party.SPONSOR), key="own-piano")) is State.AGREED


def test_a_line_split_off_stands_for_itself() -> None:
    general, split = a_line(key="T034"), a_line(helps(Party.SPONSOR), key="T034", person="sara")
    tasks = (a_task("T034", "luwam", holds=False), a_task("T034", "sara"))
    looks = look(a_board(general, split, tasks=tasks))
    assert looks["T034", None].state is State.NOT_NEEDED  # Luwam's copy was the only one left in it
    assert looks["T034", "sara"] == Look(State.NOBODY_LEADS, frozenset({Flag.HELPER_WITHOUT_LEAD}))
