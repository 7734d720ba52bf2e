"""What was agreed, as digests, and what one version changed against another, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from intentional_connection.roles.model import Part, sha256

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from intentional_connection.roles.model import Cell, Id, Line


class Kind(StrEnum):
    """What changed in a line."""

    ADDED = "added"
    REMOVED = "removed"
    NOT_NEEDED = "not_needed"
    NEEDED_AGAIN = "needed_again"
    LEAD_CHANGED = "lead_changed"
    PART_CHANGED = "part_changed"
    NAMED_CHANGED = "named_changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One change of one line.

    `before` and `after` hold cells; for `not_needed` and `needed_again` the reasons, as texts. An empty
    `before` of a lead reads "from nobody".
    """

    key: str
    person: Id | None
    kind: Kind
    before: tuple[Cell, ...] | str
    after: tuple[Cell, ...] | str


def digest(line: Line) -> str:
    """Return the digest that a party confirms: dates, ticks, yeses and questions are outside it."""
    return line.digest


def version_digest(lines: Iterable[Line]) -> str:
    """Return the digest of a version, the same for its lines in any order."""
    return sha256(sorted(line.digest for line in lines))


def differences(old: Iterable[Line], new: Iterable[Line]) -> list[Difference]:
    """Return every change from one version to the other, by key, person and kind; none where both are alike."""
    before, after = ({line.place: line for line in lines} for lines in (old, new))
    found = [_whole(Kind.ADDED, after[place]) for place in after.keys() - before.keys()]
    found += [_whole(Kind.REMOVED, before[place]) for place in before.keys() - after.keys()]
    for place in before.keys() & after.keys():
        found += _of_line(before[place], after[place])
    kinds = list(Kind)
    return sorted(found, key=lambda one: (one.key, str(one.person or ""), kinds.index(one.kind), str(one.before)))


def _whole(kind: Kind, line: Line) -> Difference:
    cells = _ordered(line.cells)
    before, after = ((), cells) if kind is Kind.ADDED else (cells, ())
    return Difference(line.key, line.person, kind, before, after)


def _of_line(old: Line, new: Line) -> Iterator[Difference]:
    if old.not_needed != new.not_needed:
        kind = Kind.NOT_NEEDED if new.not_needed else Kind.NEEDED_AGAIN
        yield Difference(new.key, new.person, kind, old.not_needed, new.not_needed)
    yield from _of_parts(old, new)


def _of_parts(old: Line, new: Line) -> Iterator[Difference]:
    """Compare the leads, told whole, then the other parts, of which only what differs is told.

    Where the parties stay the same, only whom they named has changed.
    """
    for kind, leads in ((Kind.LEAD_CHANGED, True), (Kind.PART_CHANGED, False)):
        before, after = ({cell for cell in line.cells if (cell.part is Part.LEAD) is leads} for line in (old, new))
        if before != after:
            same = {(cell.party, cell.part) for cell in before} == {(cell.party, cell.part) for cell in after}
            alike = set() if leads else before & after
            told = _ordered(before - alike), _ordered(after - alike)
            yield Difference(new.key, new.person, Kind.NAMED_CHANGED if same else kind, *told)


def _ordered(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Lead first, then help, then informed; within a part by party and name."""
    parts = list(Part)
    return tuple(sorted(set(cells), key=lambda cell: (parts.index(cell.part), cell.party, str(cell.person or ""))))
