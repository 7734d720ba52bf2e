"""The edition's connection check: for which services a newcomer and the worker both say whether the connection is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intentional_connection.practice.catalogue import ACTORS, CODE, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intentional_connection.kernel.text import Text
    from intentional_connection.practice.reading import Table

FILE = "check.toml"
PER = ("case", "adult", "child", "person")
MOST_ITEMS = 12  # ten minutes of a meeting: more cannot be gone through


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One service of the connection check.

    One row for each `per` (case = once for the family) while `condition` holds. `task` is the code of the
    catalogue's task behind it, or empty; `default_owner` a proposal, one of the catalogue's actors.
    `plain` is the sentence on a family's phone.
    """

    key: str
    label: Text
    plain: Text
    per: str
    condition: str
    task: str
    default_owner: str


def check_items(table: Table) -> tuple[CheckItem, ...]:
    """Every item in the file's order. Refused for unknown words, a key twice, or more items than a meeting bears."""
    items = tuple(_items(table))
    keys = [item.key for item in items]
    if len(set(keys)) != len(keys):
        raise table.fail("items", "each key once")
    if len(items) > MOST_ITEMS:
        raise table.fail("items", f"at most {MOST_ITEMS} items")
    return items


def _items(table: Table) -> Iterator[CheckItem]:
    conditions = sorted(VOCABULARY["applies_if"])
    owners = sorted(ACTORS - {"COORDINATOR"})
    for row in table.tables("items"):
        yield CheckItem(
            key=row.code("key"),
            label=row.text("label", longest=80),
            plain=row.text("plain", longest=120),
            per=row.one_of("per", PER),
            condition=row.one_of("condition", conditions),
            task=_task(row),
            default_owner=row.one_of("default_owner", owners),
        )
        row.close()


def _task(row: Table) -> str:
    task = row.word("task", empty=True)
    if task and not CODE.fullmatch(task):
        raise row.fail("task", "T and three digits, or nothing")
    return task
