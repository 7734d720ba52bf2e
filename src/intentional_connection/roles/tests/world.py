"""A small world of roles: the family of the handbook's example, its circle, and boards to look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from intentional_connection.practice import catalogue
from intentional_connection.roles.model import (
    Board,
    Cell,
    Circle,
    Days,
    Due,
    Family,
    Human,
    Line,
    Part,
    Party,
    Person,
    Task,
)
from intentional_connection.roles.states import look

if TYPE_CHECKING:
    from intentional_connection.roles.model import Id
    from intentional_connection.roles.states import Look

ALL = catalogue.read_tasks(Path(catalogue.__file__).parent / "editions" / "ontario-2021" / catalogue.FILE)
TYPES = {task_type.code: task_type for task_type in ALL}
THE_DAY = date(2026, 12, 9)
A_DAY = timedelta(days=1)

LUWAM, YONAS, SARA = Human("luwam", "L", True), Human("yonas", "Y", True), Human("sara", "S", False)
RUTH = Person("ruth", Party.SPONSOR, frozenset({"en"}), is_volunteer=True)
SELAM = Person("selam", Party.WORKER, frozenset({"en", "ti"}))
MARC = Person("marc", Party.SAH, frozenset({"en", "fr"}))

FACTS = frozenset(
    {
        ("job_seeking", "luwam"),
        ("job_seeking", "yonas"),
        ("has_school_age", "sara"),
        ("temporary_home", None),
        ("needs_interpreter", None),
        ("contact_possible", None),
    }
)
#: Everybody of the circle has said yes, both adults too.
EVERYBODY = frozenset(
    {
        (Party.SPONSOR, None),
        (Party.WORKER, None),
        (Party.SAH, None),
        (Party.NEWCOMER, "luwam"),
        (Party.NEWCOMER, "yonas"),
    }
)
FAMILY = Family((LUWAM, YONAS, SARA), FACTS, has_sah=True, languages=frozenset({"ti"}), days=Days())
CIRCLE = Circle(
    required=frozenset({Party.SPONSOR, Party.WORKER, Party.SAH}),
    adults_required=frozenset({"luwam", "yonas"}),
    persons=(RUTH, SELAM, MARC),
    stand_in={Party.SPONSOR: "ruth", Party.WORKER: "selam", Party.SAH: "marc"},
)


def lead(party: Party, person: Id | None = None) -> Cell:
    return Cell(party, Part.LEAD, person)


def helps(party: Party, person: Id | None = None) -> Cell:
    return Cell(party, Part.HELP, person)


def told(party: Party) -> Cell:
    return Cell(party, Part.INFORMED)


def a_line(*cells: Cell, key: str = "T060", **given: object) -> Line:
    """A line led by the worker, to which everybody has said yes."""
    line = Line(key, cells=cells or (lead(Party.WORKER),), confirmed=EVERYBODY)
    return replace(line, **given)


def a_task(key: str, person: Id | None = None, on: date | None = None, **given: object) -> Task:
    return replace(Task(key, person, Due(on)), **given)


def a_board(*lines: Line, tasks: tuple[Task, ...] = (), family: Family = FAMILY, circle: Circle = CIRCLE) -> Board:
    return Board(TYPES, family, circle, lines, tasks, THE_DAY)


def look_at(line: Line, *others: Line, **given: object) -> Look:
    return look(a_board(line, *others, **given))[line.place]


def without(circle: Circle = CIRCLE, *absent: str) -> Circle:
    """The circle after these people have left or are away without cover."""
    people = tuple(replace(person, here=person.id not in absent and person.here) for person in circle.persons)
    return replace(circle, persons=people)
