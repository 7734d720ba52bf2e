"""The edition's words for what the catalogue names by code: tasks, topics, times and conditions, as pages say them.

The labels of `tasks.csv` are for those who keep the catalogue; pages that families or sponsors see use these.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from intentional_connection.practice.catalogue import CODE, VOCABULARY
from intentional_connection.practice.reading import EditionError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intentional_connection.kernel.text import Text
    from intentional_connection.practice.catalogue import TaskType
    from intentional_connection.practice.reading import Table

FILE = "words.toml"
#: In the order of the board: from before arrival to after the year, and what may happen at any time.
PHASES = (
    "planning",
    "notice",
    "arrival_day",
    "first_week",
    "first_month",
    "first_quarter",
    "year_one",
    "transition",
    "after_year",
    "event",
)
LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Words:
    """Words by code: `tasks` holds the title on shared pages and the plain sentence on a family's phone."""

    domains: dict[str, Text]
    phases: dict[str, Text]
    conditions: dict[str, Text]
    tasks: dict[str, tuple[Text, Text]]


def words(table: Table) -> Words:
    """Every word. Refused when one of the catalogue's domains, phases or conditions has none."""
    found = Words(
        domains=_named(table, "domains", sorted(VOCABULARY["domain"])),
        phases=_named(table, "phases", PHASES),
        # "always" is no question
        conditions=_named(table, "conditions", sorted(VOCABULARY["applies_if"] - {"always"})),
        tasks=_tasks(table.table("tasks", expected="a table of tasks by code")),
    )
    for condition, text in found.conditions.items():
        if not (text.en.endswith("?") and text.fr.endswith("?")):
            raise table.fail(f"conditions.{condition}", "a question in English and French")
    return found


def _named(table: Table, key: str, codes: Iterable[str]) -> dict[str, Text]:
    group = table.table(key, expected="a table of codes with their texts")
    named = {code: group.text(code, longest=120) for code in codes}
    group.close()
    # in the order of the file: it is the order on pages
    return {code: named[code] for code in group.values}


def _tasks(table: Table) -> dict[str, tuple[Text, Text]]:
    tasks = {}
    for code in table.values:
        if not CODE.fullmatch(code):
            raise table.fail(code, "T and three digits")
        row = table.table(code)
        tasks[code] = (row.text("label", longest=LONGEST_TITLE), row.text("plain", longest=120))
        row.close()
    return tasks


def in_words(tasks: tuple[TaskType, ...], said: Words) -> tuple[TaskType, ...]:
    """The task types with their words. Refused when a task has none, or words stand there for no task."""
    codes = [task.code for task in tasks]
    for code in codes:
        if code not in said.tasks:
            raise EditionError(FILE, f"tasks.{code}", "a label and a plain sentence in English and French")
    for code in sorted(set(said.tasks) - set(codes)):
        raise EditionError(FILE, f"tasks.{code}", "only tasks of the catalogue")
    return tuple(replace(task, title=said.tasks[task.code][0], plain=said.tasks[task.code][1]) for task in tasks)
