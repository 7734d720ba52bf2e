"""What holds for every board: one state each, nothing hangs on order or names, and a plain second writing agrees."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intentional_connection.roles.days import due
from intentional_connection.roles.model import Board, Circle, Family, Line
from intentional_connection.roles.states import Flag, Look, State, look, overloaded
from intentional_connection.roles.tasks import wanted
from intentional_connection.roles.tests.matrices import a_matrix
from intentional_connection.roles.tests.naive_states import naive_flags, naive_state
from intentional_connection.roles.tests.world import ALL, FAMILY, THE_DAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from intentional_connection.roles.model import Id, Place

MATRICES = 400
BOARDS = st.integers(0, 10**9).map(lambda seed: a_matrix(Random(seed)))
often = settings(max_examples=120, deadline=None)


def labelled() -> list[tuple[str, str, set[str], set[str]]]:
    """For every line: state found, state by the plain writing, flags found, flags by the plain writing."""
    found = []
    for seed in range(MATRICES):
        board = a_matrix(Random(seed))
        looks = look(board)
        for line in board.lines:
            one = looks[line.place]
            found.append((str(one.state), naive_state(board, line), set(map(str, one.flags)), naive_flags(board, line)))
    return found


@pytest.fixture(scope="module")
def labels() -> list[tuple[str, str, set[str], set[str]]]:
    return labelled()


@pytest.mark.parametrize("state", list(State))
def test_each_state_is_found_where_the_plain_writing_finds_it_and_nowhere_else(state: State, labels: list) -> None:
    """Precision and recall are 1, on lines enough to mean it."""
    counts = Counter((mine == state, plain == state) for mine, plain, _, _ in labels)
    assert counts[True, True] >= 80
    assert (counts[True, False], counts[False, True]) == (0, 0)


@pytest.mark.parametrize("flag", list(Flag))
def test_each_flag_is_raised_where_the_plain_writing_raises_it_and_nowhere_else(flag: Flag, labels: list) -> None:
    counts = Counter((flag in mine, flag in plain) for _, _, mine, plain in labels)
    assert counts[True, True] >= 40
    assert counts[False, False] >= 40
    assert (counts[True, False], counts[False, True]) == (0, 0)


@often
@given(board=BOARDS)
def test_each_line_has_exactly_one_state(board: Board) -> None:
    looks = look(board)
    assert looks.keys() == {line.place for line in board.lines}
    for line in board.lines:
        one = looks[line.place]
        assert [state for state in State if state is one.state] == [one.state]
        assert one.state is not State.AGREED or not one.missing
        assert one.state is not State.NOT_NEEDED or not one.flags


@often
@given(board=BOARDS, seed=st.integers())
def test_the_order_of_lines_people_tasks_and_types_changes_nothing(board: Board, seed: int) -> None:
    def shuffled(things: tuple) -> tuple:
        return tuple(Random(seed).sample(things, len(things)))

    turned = Board(
        dict(shuffled(tuple(board.types.items()))),
        replace(board.family, people=shuffled(board.family.people)),
        replace(board.circle, persons=shuffled(board.circle.persons)),
        tuple(replace(line, cells=shuffled(line.cells)) for line in shuffled(board.lines)),
        shuffled(board.tasks),
        board.today,
    )
    assert look(turned) == look(board)
    assert overloaded(turned, THE_DAY, most=0) == overloaded(board, THE_DAY, most=0)
    assert sorted(map(str, wanted(shuffled(ALL), turned.family))) == sorted(map(str, wanted(ALL, board.family)))


def renamed(board: Board, new: Callable[[Id | None], Id | None]) -> Board:
    """The same board with other ids for everybody."""
    family, circle, days = board.family, board.circle, board.family.days
    days = replace(days, arrivals={new(one): day for one, day in days.arrivals.items()})
    return Board(
        board.types,
        Family(
            tuple(replace(human, id=new(human.id)) for human in family.people),
            frozenset((fact, new(one)) for fact, one in family.facts),
            family.has_sah,
            family.languages,
            family.interpreter_plan,
            days,
        ),
        Circle(
            circle.required,
            frozenset(map(new, circle.adults_required)),
            tuple(replace(person, id=new(person.id)) for person in circle.persons),
            {party: new(one) for party, one in circle.stand_in.items()},
        ),
        tuple(renamed_line(line, new) for line in board.lines),
        tuple(replace(task, person=new(task.person)) for task in board.tasks),
        board.today,
    )


def renamed_line(line: Line, new: Callable[[Id | None], Id | None]) -> Line:
    cells = tuple(replace(cell, person=new(cell.person)) for cell in line.cells)
    confirmed = frozenset((party, new(one)) for party, one in line.confirmed)
    return replace(line, person=new(line.person), cells=cells, confirmed=confirmed)


@often
@given(board=BOARDS, seed=st.integers(0, 1000))
def test_other_ids_change_nothing_but_the_ids(board: Board, seed: int) -> None:
    names: dict[Id, Id] = {}
    chance = Random(seed)

    def new(one: Id | None) -> Id | None:
        return None if one is None else names.setdefault(one, UUID(int=chance.getrandbits(128)))

    def renamed_look(one: Look) -> Look:
        return replace(one, missing=frozenset((party, new(who)) for party, who in one.missing))

    other = look(renamed(board, new))
    expected: dict[Place, Look] = {(key, new(who)): renamed_look(one) for (key, who), one in look(board).items()}
    assert other == expected
    loads = {(new(who), count) for who, count in overloaded(board, THE_DAY, most=0)}
    assert set(overloaded(renamed(board, new), THE_DAY, most=0)) == loads


@often
@given(board=BOARDS)
def test_saying_yes_never_takes_a_line_further_from_agreement(board: Board) -> None:
    order = list(State)
    before = look(board)
    for line in board.lines:
        said = replace(line, confirmed=line.confirmed | before[line.place].missing)
        lines = tuple(said if one is line else one for one in board.lines)
        assert order.index(look(replace(board, lines=lines))[line.place].state) >= order.index(before[line.place].state)


@often
@given(moved=st.integers(-60, 60), referred=st.integers(-90, 0))
def test_moving_every_day_moves_every_due_date_by_as_much(moved: int, referred: int) -> None:
    by = timedelta(days=moved)
    days = replace(FAMILY.days, referral=THE_DAY + timedelta(days=referred), arrivals={"luwam": THE_DAY})
    later = replace(days, referral=days.referral + by, arrivals={"luwam": THE_DAY + by})
    for task_type in ALL:
        here, there = due(task_type, days, "luwam", THE_DAY), due(task_type, later, "luwam", THE_DAY + by)
        assert there.on == (here.on + by if here.on else None)
        assert there.is_past_due_by_late_notice == here.is_past_due_by_late_notice
