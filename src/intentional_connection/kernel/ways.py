"""Ways in: what each address opens, and to whom; declared beside its view, printed by `intentional-connection access matrix`.

A view that declares none fails the tests. `signed_in` and `own_page` declare by themselves; above them `opens` says of
which table the row is that the address names.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from intentional_connection.access.seats import Can


class Door(StrEnum):
    """Who may knock at an address."""

    PUBLIC = "public"  # whoever comes; the page holds nothing about anybody
    KEY = "key"  # whoever holds the key in it
    SIGNED_IN = "signed_in"  # lists of what the reader may see
    OWN = "own"  # an adult of a family, for oneself
    ROW = "row"  # one row, to whoever may read it


@dataclass(frozen=True, slots=True)
class Way:
    """What one address opens: the table of the row named in it, and the rights that its forms ask for."""

    door: Door
    opens: Any = None
    acts: tuple[Can, ...] = ()


def way_of(view: Any) -> Way | None:
    """What was declared beside a view; None where nothing was."""
    return getattr(view, "way", None)


def declare(view: Any, way: Way) -> Any:
    """Say beside a view what it opens."""
    view.way = way
    return view


def public(view: Any) -> Any:
    """Whoever comes may open it."""
    return declare(view, Way(Door.PUBLIC))


def by_key(view: Any) -> Any:
    """The key in the address, or noted in this browser, opens it."""
    return declare(view, Way(Door.KEY))


def opens(model: Any, *acts: Can) -> Callable[[Any], Any]:
    """One row of this table, found by `seen()`; `acts`: the rights that its forms ask for."""

    def say(view: Any) -> Any:
        own = view.way.door is Door.OWN
        return declare(view, Way(Door.OWN if own else Door.ROW, model, acts))

    return say
