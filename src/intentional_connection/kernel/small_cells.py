"""Small cells: a group of one to four people, families or answers is never shown as a number (handbook, section 8)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

#: Up to here a group is small.
SMALL = 4
#: By how much the hidden cells must exceed the least they can be together, so that their sum tells none of them.
ROOM = 4


class Hidden(Enum):
    """What stands in the place of a number: it is small, or it would tell a small one."""

    SMALL = "small"
    HELD_BACK = "held_back"


@dataclass(frozen=True, slots=True)
class Shown(Generic[K]):
    """Counts as outsiders may read them. `total` None = the sum would tell a hidden cell."""

    cells: Mapping[K, int | Hidden]
    total: int | None


def hide_small(counts: Mapping[K, int]) -> Shown[K]:
    """Counts of one partition, so that nothing hidden can be computed from what is shown. 0 is shown.

    Where a cell is small, one more is held back: the last of the larger ones, whichever number it has, so that the choice
    itself says nothing. Where the sum still says too much, or there is no larger one, the total is not shown either.
    """
    small = [key for key, count in counts.items() if 1 <= count <= SMALL]
    if not small:
        return Shown(dict(counts), sum(counts.values()))
    cells: dict[K, int | Hidden] = {key: Hidden.SMALL if key in small else count for key, count in counts.items()}
    held = next((key for key in reversed(list(counts)) if counts[key] > SMALL), None)
    if held is None:
        return Shown(cells, None)
    cells[held] = Hidden.HELD_BACK
    least = len(small) + SMALL + 1
    hidden = sum(counts[key] for key in small) + counts[held]
    return Shown(cells, sum(counts.values()) if hidden - least >= ROOM else None)
