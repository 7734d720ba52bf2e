"""How long the roles engine takes: 200 tasks and 12 people, against a floor measured in the same run.

`python -m bench.roles` prints a Markdown table. The floor copies the same rows once, field by field: what
any engine pays for touching each of them. Goal: a board's states in at most 50 ms, median.
"""

from __future__ import annotations

import gc
import os
import platform
import statistics
import sys
import time
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from intentional_connection.practice import catalogue
from intentional_connection.roles.days import due
from intentional_connection.roles.lines import differences, version_digest
from intentional_connection.roles.model import Board, Cell, Circle, Days, Family, Human, Line, Party, Person, Task
from intentional_connection.roles.states import look, overloaded
from intentional_connection.roles.tasks import proposed, wanted

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS, GOAL_MS, TASKS = 51, 50.0, 200
TODAY = date(2026, 12, 9)
ADULTS, SPONSORS = 3, 6
ALL = catalogue.read_tasks(Path(catalogue.__file__).parent / "editions" / "ontario-2021" / catalogue.FILE)
VOICES = (Party.SPONSOR, Party.WORKER, Party.SAH)


def a_family() -> Family:
    """Return six people, of whom three adults, with every fact that brings tasks."""
    people = tuple(Human(f"n{number}", f"N{number}", number < ADULTS) for number in range(6))
    facts = frozenset((task_type.applies_if, None) for task_type in ALL if task_type.applies_if != "sah_case")
    arrivals = {human.id: TODAY - timedelta(days=5) for human in people[:4]}
    days = Days(TODAY - timedelta(days=40), TODAY - timedelta(days=12), arrivals, TODAY - timedelta(days=5))
    return Family(people, facts, has_sah=True, languages=frozenset({"ti"}), days=days)


def a_circle() -> Circle:
    """Return twelve people: three adults, six sponsors, two workers, one of the SAH."""
    adults = [Person(f"n{number}", Party.NEWCOMER) for number in range(ADULTS)]
    parties = [Party.SPONSOR] * SPONSORS + [Party.WORKER] * 2 + [Party.SAH]
    others = [
        Person(f"p{number}", party, frozenset({"en"}), is_volunteer=party is Party.SPONSOR)
        for number, party in enumerate(parties)
    ]
    persons = (*adults, *others)
    first = {party: next(person.id for person in persons if person.party is party) for party in VOICES}
    return Circle(frozenset(VOICES), frozenset(human.id for human in adults), persons, first)


def a_board() -> Board:
    """Return a board of 200 tasks: a line per type, each tenth split off for everybody it concerns."""
    family, circle = a_family(), a_circle()
    tasks = tasks_of(family)
    lines = []
    for number, task_type in enumerate(ALL):
        cells = named(proposed(task_type, has_sah=True), circle, number)
        places = {None} | ({task.person for task in tasks if task.key == task_type.code} if number % 10 == 0 else set())
        yes = frozenset((party, None) for party in VOICES[: 2 + number % 2]) | {(Party.NEWCOMER, "n0")}
        lines += [Line(task_type.code, person, cells, confirmed=yes) for person in places]
    return Board({one.code: one for one in ALL}, family, circle, tuple(lines), tasks, TODAY)


def named(cells: tuple[Cell, ...], circle: Circle, number: int) -> tuple[Cell, ...]:
    """Return the cells with a person of the party named in every second line."""
    able = {cell.party: [person.id for person in circle.persons if person.party is cell.party] for cell in cells}
    return tuple(replace(c, person=able[c.party][number % len(able[c.party])] if number % 2 else None) for c in cells)


def tasks_of(family: Family) -> tuple[Task, ...]:
    """Return the first 200 tasks of the family, with their days."""
    types = {task_type.code: task_type for task_type in ALL}
    found = wanted(ALL, family)[:TASKS]
    return tuple(Task(one.code, one.person, due(types[one.code], family.days, one.person, TODAY)) for one in found)


def copy(board: Board) -> list[list[object]]:
    """Return every row of the board, copied field by field: the floor."""
    rows: tuple[Line | Task | Person | Human, ...] = (
        *board.lines,
        *board.tasks,
        *board.circle.persons,
        *board.family.people,
    )
    return [[getattr(row, field.name) for field in fields(row)] for row in rows]


def measure(act: Callable[[], object]) -> tuple[float, float]:
    """Return median and 95th percentile in milliseconds, one run apart."""
    act()
    gc.collect()
    took = []
    for _ in range(RUNS):
        began = time.perf_counter()
        act()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took), sorted(took)[int(RUNS * 0.95)]


def main() -> int:
    """Print the table; 1 when the goal is missed."""
    board = a_board()
    other = [replace(line, cells=line.cells[1:]) for line in board.lines]
    acts: dict[str, Callable[[], object]] = {
        "floor: copy the same rows": lambda: copy(board),
        "`look`: states, flags, missing yeses": lambda: look(board),
        "`overloaded`": lambda: overloaded(board, TODAY),
        "`wanted` and `due` of 200 tasks": lambda: tasks_of(board.family),
        "`version_digest`": lambda: version_digest(board.lines),
        "`differences` of two versions": lambda: differences(board.lines, other),
        "whole board: tasks, days, states, load": lambda: (
            tasks_of(board.family),
            look(board),
            overloaded(board, TODAY),
        ),
    }
    times = {name: measure(act) for name, act in acts.items()}
    floor, whole = next(iter(times.values()))[0], list(times.values())[-1][0]
    print(f"{len(board.tasks)} tasks, {len(board.lines)} lines, {len(board.circle.persons)} people; {RUNS} runs each;")
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors\n")
    print("| What | median ms | 95 % ms | times the floor |\n| --- | ---: | ---: | ---: |")
    for name, (median, slow) in times.items():
        print(f"| {name} | {median:.2f} | {slow:.2f} | {median / floor:.1f} |")
    print(f"\nGoal: the whole board in at most {GOAL_MS:.0f} ms: {'kept' if whole <= GOAL_MS else 'MISSED'}")
    return 0 if whole <= GOAL_MS else 1


if __name__ == "__main__":
    sys.exit(main())
