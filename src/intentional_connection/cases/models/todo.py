"""What one party does for a family, in the order in which it is due: the list to get ready, then this week."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from intentional_connection.access.seats import Seat
from intentional_connection.cases.models.board import place_of
from intentional_connection.cases.models.gathering import VOICE_OF
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.cases.models.roles import RolePart
from intentional_connection.roles.model import Part, Party
from intentional_connection.roles.states import State

if TYPE_CHECKING:
    from uuid import UUID

    from intentional_connection.cases.models.board import FamilyBoard
    from intentional_connection.cases.models.roles import RoleLine
    from intentional_connection.cases.models.tasks import Task
    from intentional_connection.kernel.text import Text
    from intentional_connection.roles.model import Cell, Due

#: Days that "this week" looks ahead.
WEEK = 7


@dataclass(frozen=True, slots=True)
class Copy:
    """One task of a line: for one person, or for the whole family."""

    pk: UUID
    person: str
    due: Due
    done_on: date | None
    today: date

    @property
    def is_asap(self) -> bool:
        """Whether its day is behind us: then it simply comes as soon as possible, whoever knew when."""
        return self.done_on is None and (self.due.is_past_due_by_late_notice or self.due.is_late(self.today))

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.done_on is None


@dataclass(slots=True)
class Todo:
    """One line of a party's list: the task, its copies, whether the party leads or helps, and whom it named."""

    key: str
    line: UUID
    title: Text | None
    label: str
    leads: bool
    named: str
    copies: list[Copy] = field(default_factory=list)

    @property
    def open(self) -> list[Copy]:
        """The copies that are not ticked."""
        return [copy for copy in self.copies if copy.is_open]

    @property
    def first(self) -> Copy:
        """The copy that is due first, of those that are open."""
        return min(self.open or self.copies, key=_by_day)

    @property
    def same_day(self) -> bool:
        """Whether one day may stand for all open copies."""
        return len({(copy.due.on, copy.is_asap) for copy in self.open}) <= 1


@dataclass(slots=True)
class Todos:
    """A party's list in its parts: what it leads and comes now, what comes later, where it helps, what is done."""

    now: list[Todo] = field(default_factory=list)
    later: list[Todo] = field(default_factory=list)
    helps: list[Todo] = field(default_factory=list)
    done: list[Todo] = field(default_factory=list)


def party_of(board: FamilyBoard) -> Party | None:
    """For which party the reader acts; an agency's supervisor looks at the worker's list; None: no list."""
    voice = next((voice for seat, voice in VOICE_OF.items() if seat in board.seats), None)
    if voice is None and Seat.SUPERVISOR in board.seats:
        voice = Voice.WORKER
    return Party(voice.value) if voice else None


def todos(board: FamilyBoard, party: Party) -> Todos:
    """What this party leads or helps with. Before arrival: what is due by then; afterwards: this week first."""
    found = Todos()
    until = _until(board)
    for row in board.rows:
        one = _todo(board, row, party)
        if one is None or not one.copies:
            continue
        _place(found, one, until).append(one)
    for part in (found.now, found.later, found.helps, found.done):
        part.sort(key=lambda one: (_by_day(one.first), one.key))
    return found


def _place(found: Todos, one: Todo, until: date) -> list[Todo]:
    if not one.open:
        return found.done
    if not one.leads:
        return found.helps
    return found.now if _is_now(one.first, until) else found.later


def _until(board: FamilyBoard) -> date:
    """The last day of what comes first."""
    week = board.today + timedelta(days=WEEK)
    if board.days.arrivals or board.days.expected is None:
        return week
    return max(week, board.days.expected)


def _is_now(copy: Copy, until: date) -> bool:
    return copy.is_asap or (copy.due.on is not None and copy.due.on <= until)


def _by_day(copy: Copy) -> date:
    return copy.due.on or date.max


def _todo(board: FamilyBoard, row: RoleLine, party: Party) -> Todo | None:
    place = place_of(row)
    line, state = board.lines[place], board.looks[place].state
    mine = [cell for cell in line.cells if cell.party is party and cell.part is not Part.INFORMED]
    if not mine or state is State.NOT_NEEDED:
        return None
    tasks = [task for task in board.tasks if task.code == row.key and task.ceased_at is None and _speaks(board, row, task)]
    task_type = board.types.get(row.key)
    return Todo(
        key=row.key,
        line=row.pk,
        title=task_type.title if task_type else None,
        label=tasks[0].label if tasks else "",
        leads=any(cell.part is Part.LEAD for cell in mine),
        named=_named(board, mine),
        copies=sorted((_copy(board, task) for task in tasks), key=lambda copy: (_by_day(copy), copy.person)),
    )


def _speaks(board: FamilyBoard, row: RoleLine, task: Task) -> bool:
    """Whether the line speaks for this copy: its own person's, or all that were not split off."""
    if row.newcomer_id is not None:
        return task.newcomer_id == row.newcomer_id
    return task.newcomer_id is None or (row.key, task.newcomer_id) not in board.lines


def _named(board: FamilyBoard, cells: list[Cell]) -> str:
    return next((board.names.get(cell.person, "") for cell in cells if cell.person), "")  # type: ignore[call-overload,no-any-return]


def _copy(board: FamilyBoard, task: Task) -> Copy:
    due = board.pure_tasks[task.code, task.newcomer_id].due
    person = board.names.get(task.newcomer_id, "") if task.newcomer_id else ""
    return Copy(task.pk, person, due, task.done_on, board.today)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class OneTask:
    """A task as its own page shows it."""

    copy: Copy
    title: Text | None
    label: str
    line: RoleLine | None
    parts: list[tuple[Voice, RolePart, str]]


def one_task(board: FamilyBoard, task: Task) -> OneTask:
    """One task with its day and who does what in it, as far as the reader may see."""
    rows = [row for row in board.rows if row.key == task.code and _speaks(board, row, task)]
    row = next(iter(sorted(rows, key=lambda row: row.newcomer_id is None)), None)
    cells = board.lines[place_of(row)].cells if row else ()
    parts = [(Voice(cell.party.value), RolePart(cell.part.value), _named(board, [cell])) for cell in cells]
    order = list(RolePart)
    task_type = board.types.get(task.code)
    mine = next((one for one in board.tasks if one.pk == task.pk), None)
    return OneTask(
        copy=_copy(board, mine if mine is not None else task),
        title=task_type.title if task_type else None,
        label=task.label,
        line=row,
        parts=sorted(parts, key=lambda part: order.index(part[1])),
    )
