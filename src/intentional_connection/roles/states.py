"""How each line stands, and what to look at: computed anew after every change, never typed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from intentional_connection.roles.days import anchor_day
from intentional_connection.roles.leading import FUNDED, OBLIGATION
from intentional_connection.roles.model import Part, Party
from intentional_connection.roles.tasks import led_by_the_network

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from intentional_connection.roles.model import Board, Cell, Id, Line, Person, Place, Task, Yes


class State(StrEnum):
    """The seven states, in the order in which the first that applies is taken."""

    NOT_NEEDED = "not_needed"
    NOBODY_LEADS = "nobody_leads"
    TWO_LEADS = "two_leads"
    ORPHANED = "orphaned"
    WAITING = "waiting"
    FAMILY_NOT_ASKED = "family_not_asked"
    AGREED = "agreed"


class Flag(StrEnum):
    """What to look at beside the state."""

    HELPER_WITHOUT_LEAD = "helper_without_lead"
    PREREQUISITE_OPEN = "prerequisite_open"
    DATE_IMPOSSIBLE = "date_impossible"
    INTERPRETER_MISSING = "interpreter_missing"
    UNDERTAKING_LEAD = "undertaking_lead"
    FUNDED_SERVICE_NOTICE = "funded_service_notice"


@dataclass(frozen=True, slots=True)
class Look:
    """How a line stands: one state, flags, and whose required yes is missing."""

    state: State
    flags: frozenset[Flag] = frozenset()
    missing: frozenset[Yes] = frozenset()


def look(board: Board) -> dict[Place, Look]:
    """Return how each line stands, by its place.

    A family that nobody has asked yet (`adults_required` empty) is not missing from a version, but the line
    still says "family not asked".
    """
    ground = _ground(board)
    return {line.place: _look(ground, line) for line in board.lines}


def overloaded(board: Board, today: date, most: int = 6, within_days: int = 14) -> list[tuple[Id, int]]:
    """Return the volunteers who lead, by name, more than `most` kinds of task due soon, with how many.

    Soon is today and the `within_days` - 1 days after it; what is open from before counts too. Most first.
    """
    ground, end = _ground(board), today + timedelta(days=within_days)
    keys: defaultdict[Id, set[str]] = defaultdict(set)
    for line in board.lines:
        if line.place in ground.needless or not any(_is_due_before(task, end) for task in _open(ground, line)):
            continue
        for cell in _leads(ground, line):
            if cell.person is not None:
                keys[cell.person].add(line.key)
    volunteers = [person for person in ground.here.values() if person and person.is_volunteer]
    counts = [(person.id, len(keys[person.id])) for person in volunteers if len(keys[person.id]) > most]
    return sorted(counts, key=lambda count: (-count[1], str(count[0])))


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every line needs to know, found once. `here` holds adults whom no circle row describes as None."""

    board: Board
    parties: frozenset[Party]
    adults: frozenset[Id]
    here: Mapping[Id, Person | None]
    copies: Mapping[str, tuple[Task, ...]]
    split: frozenset[Place]
    needless: frozenset[Place]


def _ground(board: Board) -> _Ground:
    copies: defaultdict[str, list[Task]] = defaultdict(list)
    for task in board.tasks:
        copies[task.key].append(task)
    listed = {person.id for person in board.circle.persons}
    adults = board.family.adults
    ground = _Ground(
        board=board,
        parties=(board.circle.required | {Party.NEWCOMER}) - {Party.COORDINATOR},
        adults=adults,
        here={
            **dict.fromkeys(adults - listed),
            **{person.id: person for person in board.circle.persons if person.here},
        },
        copies={key: tuple(tasks) for key, tasks in copies.items()},
        split=frozenset(line.place for line in board.lines if line.person is not None),
        needless=frozenset(),
    )
    needless = frozenset(line.place for line in board.lines if _is_needless(ground, line))
    return replace(ground, needless=needless)


def _is_needless(ground: _Ground, line: Line) -> bool:
    tasks = _tasks(ground, line)
    return bool(line.not_needed) or (bool(tasks) and not any(task.holds for task in tasks))


def _tasks(ground: _Ground, line: Line) -> list[Task]:
    """The copies that the line speaks for: one person's own, or all that were not split off."""
    copies = ground.copies.get(line.key, ())
    if line.person is not None:
        return [task for task in copies if task.person == line.person]
    return [task for task in copies if (task.key, task.person) not in ground.split]


def _open(ground: _Ground, line: Line) -> list[Task]:
    return [task for task in _tasks(ground, line) if task.is_open]


def _look(ground: _Ground, line: Line) -> Look:
    missing = frozenset(_missing(ground, line))
    if line.place in ground.needless:
        return Look(State.NOT_NEEDED, missing=missing)
    leads = _leads(ground, line)
    state = _unled(ground, line, leads) or _unconfirmed(line, missing)
    return Look(state, frozenset(_flags(ground, line, leads)), missing)


def _leads(ground: _Ground, line: Line) -> list[Cell]:
    return [cell for cell in line.cells if cell.part is Part.LEAD and cell.party in ground.parties]


def _by_network(ground: _Ground, line: Line) -> bool:
    task_type = ground.board.types.get(line.key)
    return task_type is not None and led_by_the_network(task_type)


def _unled(ground: _Ground, line: Line, leads: list[Cell]) -> State | None:
    """States 2 to 4: what is wrong with the lead, if anything."""
    if not leads:
        return None if _by_network(ground, line) else State.NOBODY_LEADS
    if len({cell.party for cell in leads}) > 1:
        return State.TWO_LEADS
    return None if any(True for cell in leads for _ in _carriers(ground, line, cell)) else State.ORPHANED


def _unconfirmed(line: Line, missing: frozenset[Yes]) -> State:
    """States 5 to 7: whose yes is missing."""
    if line.questions or any(party is not Party.NEWCOMER for party, _ in missing):
        return State.WAITING
    family_said_yes = any(party is Party.NEWCOMER for party, _ in line.confirmed)
    return State.FAMILY_NOT_ASKED if missing or not family_said_yes else State.AGREED


def _carriers(ground: _Ground, line: Line, cell: Cell) -> Iterator[Id]:
    """Who does what the cell says, of those who are here: whoever is named, else whoever stands in."""
    stand_in = ground.board.circle.stand_in.get(cell.party)
    if cell.person is not None:
        able: Iterable[Id] = (cell.person,)
    elif cell.party is Party.NEWCOMER and line.person in ground.adults:
        able = () if line.person is None else (line.person,)
    elif cell.party is Party.NEWCOMER and stand_in is None:
        able = ground.adults
    else:
        able = () if stand_in is None else (stand_in,)
    return (person for person in able if person in ground.here)


def _missing(ground: _Ground, line: Line) -> Iterator[Yes]:
    said = {party for party, _ in line.confirmed}
    circle = ground.board.circle
    yield from ((party, None) for party in ground.parties - {Party.NEWCOMER} - said)
    adults = circle.adults_required
    if line.person in ground.adults & adults:
        adults = frozenset(adult for adult in adults if adult == line.person)
    yield from ((Party.NEWCOMER, adult) for adult in adults if (Party.NEWCOMER, adult) not in line.confirmed)


def _flags(ground: _Ground, line: Line, leads: list[Cell]) -> Iterator[Flag]:
    task_type = ground.board.types.get(line.key)
    kind = task_type.kind if task_type else ""
    led_by = {cell.party for cell in leads}
    tasks = _open(ground, line)
    if not leads and not _by_network(ground, line) and _is_helped(ground, line):
        yield Flag.HELPER_WITHOUT_LEAD
    if any(_waits(ground, task) for task in tasks):
        yield Flag.PREREQUISITE_OPEN
    if any(_is_impossible(ground, task) for task in tasks):
        yield Flag.DATE_IMPOSSIBLE
    if any(task.person is not None for task in tasks) and _needs_interpreter(ground, line, leads):
        yield Flag.INTERPRETER_MISSING
    if kind == OBLIGATION and led_by - {Party.SPONSOR, Party.SAH}:
        yield Flag.UNDERTAKING_LEAD
    if kind == FUNDED and Party.SPONSOR in led_by:
        yield Flag.FUNDED_SERVICE_NOTICE


def _is_helped(ground: _Ground, line: Line) -> bool:
    return any(cell.part is not Part.LEAD and cell.party in ground.parties for cell in line.cells)


def _is_due_before(task: Task, day: date) -> bool:
    return task.due.on is not None and task.due.on < day


def _waits(ground: _Ground, task: Task) -> bool:
    """Whether something that comes first is neither done nor set aside, and due later than the task itself."""
    task_type, own = ground.board.types.get(task.key), task.due.on
    if task_type is None or own is None:
        return False
    return any(
        first.is_open and first.due.on is not None and own < first.due.on and not _is_set_aside(ground, first)
        for code in task_type.prerequisites
        for first in _copies_for(ground, task, code)
    )


def _copies_for(ground: _Ground, task: Task, code: str) -> tuple[Task, ...]:
    """The copies of a prerequisite that concern the task's people.

    The same person's where there is one. A child has none of its parents' copies: then every copy counts.
    """
    copies = ground.copies.get(code, ())
    if task.person is None:
        return copies
    return tuple(first for first in copies if first.person in {task.person, None}) or copies


def _is_set_aside(ground: _Ground, task: Task) -> bool:
    own = (task.key, task.person)
    return (own if own in ground.split else (task.key, None)) in ground.needless


def _is_impossible(ground: _Ground, task: Task) -> bool:
    """Whether a real day lies before the anchor that it follows, or after the task's hard limit."""
    task_type, due = ground.board.types.get(task.key), task.due
    if due.on is None or due.is_provisional:
        return False
    if due.hard_limit is not None and due.on > due.hard_limit:
        return True
    anchor = anchor_day(task_type, ground.board.family.days, task.person) if task_type else None
    return task_type is not None and anchor is not None and task_type.due_offset_days >= 0 and due.on < anchor


def _needs_interpreter(ground: _Ground, line: Line, leads: list[Cell]) -> bool:
    """Whether whoever leads shares no language with the family. Languages that nobody recorded prove nothing."""
    family = ground.board.family
    if family.interpreter_plan or not family.languages:
        return False
    people = [
        ground.here[person]
        for cell in leads
        if cell.party is not Party.NEWCOMER
        for person in _carriers(ground, line, cell)
    ]
    return any(person and person.languages and not person.languages & family.languages for person in people)
