"""The edition's agendas: what a meeting of each kind talks about, in which order, and what its page writes down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intentional_connection.kernel.text import Text
    from intentional_connection.practice.reading import Table

FILE = "agendas.toml"
#: The kinds of meeting. An edition words them; it cannot invent or leave out one.
AGENDA_KINDS = ("pre_arrival", "short", "post_arrival", "review", "handover", "difficulty", "closing")
#: What the page of a meeting may ask for. What each does is code.
RECORDS = (
    "expectations",
    "open_questions",
    "resources",
    "decisions",
    "priorities",
    "payment_dates",
    "rhythm",
    "choices",
    "check",
)
#: Kinds whose every item is talked over apart: nothing of it stands in shared minutes.
HELD_APART = ("difficulty",)


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One point of an agenda, with its suggested minutes. A private one is in no shared minutes."""

    key: str
    title: Text
    minutes: int
    prompt: Text
    private: bool


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a meeting of one kind talks about; `minutes` is the sum of its items.

    `records` are the codes of what its page asks for, `decides` what should be settled before everybody leaves.
    """

    kind: str
    title: Text
    about: Text
    minutes: int
    items: tuple[AgendaItem, ...]
    records: tuple[str, ...]
    decides: tuple[Text, ...]


def agendas(table: Table) -> dict[str, Agenda]:
    """The agenda of every kind. Refused when one is missing or its minutes do not add up."""
    return {kind: _agenda(kind, table.table(kind)) for kind in AGENDA_KINDS}


def _agenda(kind: str, table: Table) -> Agenda:
    items = tuple(_items(table))
    agenda = Agenda(
        kind=kind,
        title=table.text("title", longest=80),
        about=table.text("about"),
        minutes=table.number("minutes", 5, 240),
        items=items,
        records=_records(table),
        decides=table.texts("decides", longest=160),
    )
    _require_sense(table, agenda)
    table.close()
    return agenda


def _items(table: Table) -> Iterator[AgendaItem]:
    for row in table.tables("items"):
        yield AgendaItem(
            key=row.code("key"),
            title=row.text("title", longest=80),
            minutes=row.number("minutes", 1, 120),
            prompt=row.text("prompt"),
            private=row.yes("private"),
        )
        row.close()


def _records(table: Table) -> tuple[str, ...]:
    records = table.words("records")
    if not set(records) <= set(RECORDS):
        raise table.fail("records", f"codes among {', '.join(RECORDS)}")
    return records


def _require_sense(table: Table, agenda: Agenda) -> None:
    keys = [item.key for item in agenda.items]
    if len(set(keys)) != len(keys):
        raise table.fail("items", "each key once in an agenda")
    if (total := sum(item.minutes for item in agenda.items)) != agenda.minutes:
        raise table.fail("minutes", f"{total}, as the items add up")
    # choices are made alone: an edition can shorten the private quarter of an hour, never move it among the others
    aloud = [
        item.key for item in agenda.items if not item.private and (item.key == "choices" or agenda.kind in HELD_APART)
    ]
    if aloud:
        raise table.fail("items", f"{aloud[0]} to be private")
    if "choices" in agenda.records and "choices" not in keys:
        raise table.fail("items", "an item choices, because it is recorded")
