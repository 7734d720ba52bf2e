"""What to look at beside the state: one sentence for each flag, and its edges."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from intentional_connection.roles.model import Board, Due, Line, Party, Person, Task
from intentional_connection.roles.states import Flag, State, overloaded
from intentional_connection.roles.tests.world import (
    A_DAY,
    CIRCLE,
    FAMILY,
    RUTH,
    THE_DAY,
    a_board,
    a_line,
    a_task,
    helps,
    lead,
    look_at,
    told,
    without,
)


def flags(*given: Line, **more: object) -> set[Flag]:
    return set(look_at(*given, **more).flags)


def test_a_helper_without_a_lead_is_shown() -> None:
    assert flags(a_line(helps(Party.SPONSOR))) == {Flag.HELPER_WITHOUT_LEAD}
    assert flags(a_line(told(Party.NEWCOMER))) == {Flag.HELPER_WITHOUT_LEAD}
    assert flags(a_line(lead(Party.WORKER), helps(Party.SPONSOR))) == set()


def test_a_helper_who_left_helps_nobody() -> None:
    no_sah = replace(CIRCLE, required=CIRCLE.required - {Party.SAH})
    line = replace(a_line(), cells=(helps(Party.SAH),))
    assert look_at(line, circle=no_sah).flags == frozenset()
    assert look_at(replace(line, cells=()), circle=no_sah).state is State.NOBODY_LEADS


# T034 (health card, per person) follows T026 (per person) and T035 (per household).
CARD, CHECK, LETTER = a_line(key="T034"), a_line(key="T026"), a_line(key="T035")


def waits(*tasks: Task, lines: tuple[Line, ...] = ()) -> bool:
    return Flag.PREREQUISITE_OPEN in flags(CARD, *lines, tasks=tasks)


def test_a_prerequisite_that_is_due_later_is_open() -> None:
    card = a_task("T034", "luwam", THE_DAY)
    assert waits(card, a_task("T026", "luwam", THE_DAY + A_DAY))
    assert waits(card, a_task("T035", None, THE_DAY + A_DAY))


def test_a_prerequisite_due_by_then_or_done_or_set_aside_is_not() -> None:
    card, later = a_task("T034", "luwam", THE_DAY), THE_DAY + A_DAY
    assert not waits(card, a_task("T026", "luwam", THE_DAY))
    assert not waits(card, a_task("T026", "luwam", later, done=True))
    assert not waits(card, a_task("T026", "luwam", later, holds=False))
    assert not waits(card, a_task("T026", "luwam", later), lines=(replace(CHECK, not_needed="done abroad"),))
    assert not waits(card, a_task("T026", "luwam", None))
    assert not waits(a_task("T034", "luwam", None), a_task("T026", "luwam", later))
    assert not waits(replace(card, done=True), a_task("T026", "luwam", later))


def test_the_same_persons_prerequisite_counts() -> None:
    assert not waits(
        a_task("T034", "luwam", THE_DAY), a_task("T026", "yonas", THE_DAY + A_DAY), a_task("T026", "luwam")
    )


def test_for_the_household_every_copy_counts() -> None:
    """The child benefit waits for each adult's bank account."""
    benefit = a_line(key="T037")
    tasks = (a_task("T037", None, THE_DAY), a_task("T036", "luwam", THE_DAY), a_task("T036", "yonas", THE_DAY + A_DAY))
    assert Flag.PREREQUISITE_OPEN in flags(benefit, tasks=tasks)


def test_a_child_waits_for_its_parents() -> None:
    """Child care is arranged so that both parents can study: it follows their language assessments."""
    tasks = (a_task("T068", "sara", THE_DAY), a_task("T050", "yonas", THE_DAY + A_DAY))
    assert Flag.PREREQUISITE_OPEN in flags(a_line(key="T068"), tasks=tasks)


def test_only_the_copy_that_was_set_aside_falls_away() -> None:
    aside = a_line(key="T026", person="sara", not_needed="seen already")
    sara, luwam = ((a_task("T034", one, THE_DAY), a_task("T026", one, THE_DAY + A_DAY)) for one in ("sara", "luwam"))
    assert not waits(*sara, lines=(aside, CHECK))
    assert waits(*luwam, lines=(aside, CHECK))


def test_on_the_nominal_calendar_nothing_is_open() -> None:
    assert not waits(a_task("T034", "luwam", THE_DAY), a_task("T035", None, THE_DAY - 5 * A_DAY), lines=(LETTER,))


def impossible(due: Due, key: str = "T066", family: object = None, **given: object) -> bool:
    days = replace(FAMILY.days, arrivals={"luwam": THE_DAY}, notice=THE_DAY)
    here = family or replace(FAMILY, days=days)
    task = Task(key, given.pop("person", "luwam"), due, **given)
    return Flag.DATE_IMPOSSIBLE in look_at(a_line(key=key), tasks=(task,), family=here).flags


def test_a_day_after_the_hard_limit_is_impossible() -> None:
    assert impossible(Due(THE_DAY + A_DAY, hard_limit=THE_DAY))
    assert not impossible(Due(THE_DAY + A_DAY, hard_limit=THE_DAY + A_DAY))


def test_a_day_before_the_anchor_that_it_follows_is_impossible() -> None:
    assert impossible(Due(THE_DAY - A_DAY))
    assert not impossible(Due(THE_DAY))


def test_what_is_meant_to_come_before_arrival_may() -> None:
    assert not impossible(Due(THE_DAY - 7 * A_DAY), "T009", person=None)


def test_a_provisional_day_and_a_finished_task_are_not_impossible() -> None:
    assert not impossible(Due(THE_DAY - A_DAY, is_provisional=True))
    assert not impossible(Due(THE_DAY - A_DAY), done=True)
    assert not impossible(Due(None))


def test_without_its_anchor_or_its_type_nothing_is_impossible() -> None:
    assert not impossible(Due(THE_DAY - A_DAY), family=FAMILY)
    assert not impossible(Due(THE_DAY - A_DAY), "own-piano")


def interpreter(line: Line, person: str | None = "luwam", **given: object) -> bool:
    return Flag.INTERPRETER_MISSING in flags(line, tasks=(a_task(line.key, person),), **given)


ALONE = a_line(lead(Party.SPONSOR, "ruth"), key="T055")


def test_a_lead_without_the_familys_language_needs_an_interpreter() -> None:
    assert interpreter(ALONE)
    assert interpreter(replace(ALONE, cells=(lead(Party.SPONSOR),)))  # the stand-in speaks no Tigrinya either


def test_a_shared_language_or_a_plan_is_enough() -> None:
    assert not interpreter(a_line(lead(Party.WORKER, "selam"), key="T055"))
    assert not interpreter(ALONE, family=replace(FAMILY, interpreter_plan=True))


def test_what_concerns_no_person_or_is_done_needs_none() -> None:
    assert not interpreter(replace(ALONE, key="T009"), person=None)
    assert Flag.INTERPRETER_MISSING not in flags(ALONE, tasks=(a_task("T055", "luwam", done=True),))


def test_languages_that_nobody_recorded_prove_nothing() -> None:
    silent = replace(CIRCLE, persons=(replace(RUTH, languages=frozenset()),))
    assert not interpreter(ALONE, circle=silent)
    assert not interpreter(ALONE, family=replace(FAMILY, languages=frozenset()))


def test_the_family_needs_no_interpreter_for_itself_and_an_orphan_has_nobody_to_ask() -> None:
    assert not interpreter(a_line(lead(Party.NEWCOMER), key="T055"))
    assert not interpreter(ALONE, circle=without(CIRCLE, "ruth"))


@pytest.mark.parametrize(
    ("party", "shown"), [(Party.WORKER, True), (Party.NEWCOMER, True), (Party.SPONSOR, False), (Party.SAH, False)]
)
def test_a_duty_of_the_sponsors_led_elsewhere_is_shown(party: Party, *, shown: bool) -> None:
    assert (Flag.UNDERTAKING_LEAD in flags(a_line(lead(party), key="T023"))) is shown
    assert Flag.UNDERTAKING_LEAD not in flags(a_line(lead(party), key="T015"))


def test_a_sponsor_who_leads_what_an_agency_is_funded_for_gets_a_notice() -> None:
    assert flags(a_line(lead(Party.SPONSOR), key="T052")) == {Flag.FUNDED_SERVICE_NOTICE}
    assert flags(a_line(lead(Party.WORKER), helps(Party.SPONSOR), key="T052")) == set()
    assert flags(a_line(lead(Party.SPONSOR), key="T056")) == set()


def load(number: int, on: date | None = THE_DAY, **given: object) -> Board:
    """Ruth leads so many kinds of task."""
    codes = [f"T{code:03}" for code in range(20, 20 + number)]
    lines = tuple(replace(a_line(lead(Party.SPONSOR, "ruth"), key=code), **given) for code in codes)
    return a_board(*lines, tasks=tuple(a_task(code, person, on) for code in codes for person in ("luwam", "sara")))


def test_a_volunteer_who_leads_more_than_six_kinds_of_task_in_14_days_is_overloaded() -> None:
    assert overloaded(load(7), THE_DAY) == [("ruth", 7)]
    assert overloaded(load(6), THE_DAY) == []
    assert overloaded(load(3), THE_DAY, most=2) == [("ruth", 3)]


def test_fourteen_days_are_today_and_thirteen_more() -> None:
    assert overloaded(load(7, THE_DAY + timedelta(days=13)), THE_DAY)
    assert not overloaded(load(7, THE_DAY + timedelta(days=14)), THE_DAY)
    assert overloaded(load(7, THE_DAY + timedelta(days=14)), THE_DAY, within_days=15)
    assert not overloaded(load(7, None), THE_DAY)


def test_what_is_still_open_from_before_weighs_too() -> None:
    assert overloaded(load(7, THE_DAY - 30 * A_DAY), THE_DAY)


def test_what_is_done_set_aside_or_led_without_a_name_weighs_nothing() -> None:
    board = load(7)
    assert not overloaded(replace(board, tasks=tuple(replace(task, done=True) for task in board.tasks)), THE_DAY)
    assert not overloaded(load(7, not_needed="x"), THE_DAY)
    assert not overloaded(load(7, cells=(lead(Party.SPONSOR),)), THE_DAY)
    assert not overloaded(load(7, cells=(helps(Party.SPONSOR, "ruth"),)), THE_DAY)


def test_only_volunteers_who_are_here_are_overloaded() -> None:
    board = load(7)
    assert not overloaded(replace(board, circle=without(CIRCLE, "ruth")), THE_DAY)
    paid = replace(CIRCLE, persons=(replace(RUTH, is_volunteer=False),))
    assert not overloaded(replace(board, circle=paid), THE_DAY)


def test_whoever_carries_most_comes_first() -> None:
    tom, amy = (Person(name, Party.SPONSOR, is_volunteer=True) for name in ("tom", "amy"))
    board = load(8)
    lines = tuple(
        replace(line, cells=(lead(Party.SPONSOR, name),))
        for name, codes in (("ruth", board.lines[:3]), ("tom", board.lines[3:5]), ("amy", board.lines[5:7]))
        for line in codes
    )
    circle = replace(CIRCLE, persons=(tom, RUTH, amy))
    assert overloaded(replace(board, lines=lines, circle=circle), THE_DAY, most=1) == [
        ("ruth", 3),
        ("amy", 2),
        ("tom", 2),
    ]
