"""What the engine knows of a family, its circle, its tasks and the lines they have drawn up."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from intentional_connection.practice.catalogue import TaskType

Id: TypeAlias = UUID | str
#: Where a line or a task stands on the board: its key, and the person where it concerns one alone.
Place: TypeAlias = tuple[str, Id | None]
#: One word given: a party's, or one adult's for the family (`(Party.NEWCOMER, adult)`).
Yes: TypeAlias = "tuple[Party, Id | None]"


class Party(StrEnum):
    """The four voices, and the network, which never enters a family's circle."""

    NEWCOMER = "newcomer"
    SPONSOR = "sponsor"
    WORKER = "worker"
    SAH = "sah"
    COORDINATOR = "coordinator"

    @classmethod
    def of(cls, actor: str) -> Party:
        """Return the party that the catalogue writes in capitals."""
        return cls(actor.lower())


class Part(StrEnum):
    """What a party does in a task. "Decides" is not said by a party: see `states.decides`."""

    LEAD = "lead"
    HELP = "help"
    INFORMED = "informed"


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the circle who can be named. `here` is False for whoever left, or is away without cover.

    No language recorded means not known, not none.
    """

    id: Id
    party: Party
    languages: frozenset[str] = frozenset()
    is_volunteer: bool = False
    here: bool = True


@dataclass(frozen=True, slots=True)
class Human:
    """A newcomer. `name_key` is whatever the page finds the name by; the engine only carries it."""

    id: Id
    name_key: str
    is_adult: bool


@dataclass(frozen=True, slots=True)
class Days:
    """The days that due dates are counted from; None or absent where not known yet.

    `arrivals` holds each landing; `expected` the day the family is expected, and `expected_of` that of one
    who comes apart. `events` holds the day each event was recorded, by its condition. `assessed` is the day
    of each adult's assessment (T048). `known` says since when the present day of an anchor has been known
    (`referral`, `notice`, `arrival` or an event's condition), where that is not what `days.due` presumes.
    """

    referral: date | None = None
    notice: date | None = None
    arrivals: Mapping[Id, date] = field(default_factory=dict)
    expected: date | None = None
    events: Mapping[str, date] = field(default_factory=dict)
    expected_of: Mapping[Id, date] = field(default_factory=dict)
    assessed: Mapping[Id, date] = field(default_factory=dict)
    known: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Family:
    """A family in one household. A fact is a condition of the catalogue, about one person or about all (None)."""

    people: tuple[Human, ...]
    facts: frozenset[tuple[str, Id | None]] = frozenset()
    has_sah: bool = False
    languages: frozenset[str] = frozenset()
    interpreter_plan: bool = False
    days: Days = field(default_factory=Days)

    @property
    def adults(self) -> frozenset[Id]:
        """The ids of those who are 18 or older."""
        return frozenset(human.id for human in self.people if human.is_adult)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A task that should exist, for one person or (None) for case or household, and the condition it hangs on."""

    code: str
    person: Id | None
    condition: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A role: one party's part in a line, and whom it named (None: nobody yet)."""

    party: Party
    part: Part
    person: Id | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the board: one task for all whom it concerns, or split off for one person.

    `key` is a code of the catalogue or the key of an own task. `not_needed` is the reason, empty while it is
    needed. `confirmed` holds the yeses given to exactly this line (its digest); `questions` the open ones.
    """

    key: str
    person: Id | None = None
    cells: tuple[Cell, ...] = ()
    not_needed: str = ""
    confirmed: frozenset[Yes] = frozenset()
    questions: int = 0

    @property
    def place(self) -> Place:
        """Where the line stands: what `states.look` answers by."""
        return (self.key, self.person)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of what is agreed: task, person, parts, names, reason. The cells' order is no part of it."""
        cells = sorted({(cell.party.value, cell.part.value, _text(cell.person)) for cell in self.cells})
        return sha256([self.key, _text(self.person), cells, self.not_needed])


@dataclass(frozen=True, slots=True)
class Due:
    """When a task is due: a day, never an hour.

    `on` is None where nothing can be computed. A provisional day waits for its anchor and is never late.
    `is_past_due_by_late_notice` reads "as soon as possible": the day lay in the past already when it could
    first be known (`known_on`). `hard_limit` is the last day a government text leaves. `is_official` is False
    wherever pages say "suggested".
    """

    on: date | None = None
    is_provisional: bool = False
    is_past_due_by_late_notice: bool = False
    hard_limit: date | None = None
    is_official: bool = False
    known_on: date | None = None

    def is_late(self, today: date) -> bool:
        """Whether an open task may be called late: a real day, known in time, that is over."""
        waits = self.is_provisional or self.is_past_due_by_late_notice
        return self.on is not None and not waits and self.on < today


@dataclass(frozen=True, slots=True)
class Task:
    """One task of the family. `holds` is False once its condition no longer holds."""

    key: str
    person: Id | None = None
    due: Due = field(default_factory=Due)
    done: bool = False
    holds: bool = True

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.holds and not self.done


@dataclass(frozen=True, slots=True)
class Circle:
    """The people around the family.

    `required` are the parties whose yes each line needs (sponsors, worker, SAH if any): a party outside it
    has left, the family apart. `adults_required` are the adults to be asked, none while the family cannot
    be reached. `stand_in` is who acts for a party that named nobody; None where that person is missing.
    """

    required: frozenset[Party]
    adults_required: frozenset[Id] = frozenset()
    persons: tuple[Person, ...] = ()
    stand_in: Mapping[Party, Id | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that the states are computed from, on one day."""

    types: Mapping[str, TaskType]
    family: Family
    circle: Circle
    lines: tuple[Line, ...]
    tasks: tuple[Task, ...]
    today: date


def sha256(data: object) -> str:
    """Return the SHA-256 (hex) of lists, texts and None, written one way only."""
    return hashlib.sha256(json.dumps(data, separators=(",", ":"), ensure_ascii=True).encode()).hexdigest()


def _text(person: Id | None) -> str:
    """An id as text, empty for nobody: no id is empty."""
    return "" if person is None else str(person)
