"""The one door of every act, and the project's one piece of magic.

`@verb(Can.X)` turns `act(place, by, …)` into: transaction → row lock → right → history context →
the act → journal line. A refused or failing act leaves nothing. Creating verbs stand on the place
where one acts (an organization), which carries LOCKED = False and is not locked.
`counted=True` is the sibling for many rows: the act returns a list, the journal one line with its length.
Where an act only asks, it returns yes or no, and the line keeps that answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

import pghistory
from django.db import models, transaction

from intentional_connection.access.seats import GRANTS, Can
from intentional_connection.journal.models import Act, case_of
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Verb:
    """One line of `intentional-connection verbs`."""

    room: str
    name: str
    can: Can
    doc: str

    @property
    def seats(self) -> list[str]:
        """Who may, from GRANTS."""
        return sorted(GRANTS[self.can])


REGISTRY: list[Verb] = []


def verb(
    can: Can, *, counted: bool = False
) -> Callable[[Callable[Concatenate[T, Any, P], R]], Callable[Concatenate[T, Any, P], R]]:
    """Let a function through the door; see the module's first lines."""

    def door(act: Callable[Concatenate[T, Any, P], R]) -> Callable[Concatenate[T, Any, P], R]:
        room = act.__module__.split(".")[1]
        REGISTRY.append(Verb(room, act.__name__, can, (act.__doc__ or "").strip().splitlines()[0]))

        @wraps(act)
        def through(place: T, by: Any, /, *args: P.args, **said: P.kwargs) -> R:
            with transaction.atomic():
                standing = _locked(place)
                seat = _seat(can, standing, by)
                with pghistory.context(account=str(by.pk), verb=act.__name__):
                    result = act(standing, by, *args, **said)
                facts = _facts(result, counted=counted)
                thing = result if isinstance(result, models.Model) else standing
                _journal(act.__name__, room, thing, standing, by, seat, facts)
            return result

        return cast("Callable[Concatenate[T, Any, P], R]", through)

    return door


def _locked(place: T) -> T:
    """Lock the row without blocking inserts of its children; a new place is not locked."""
    if not getattr(place, "LOCKED", True):
        return place
    model: Any = place.__class__  # not type(): the signed-in account comes wrapped
    rows = model._default_manager.select_for_update(of=("self",), no_key=True)
    try:
        row: T = rows.get(pk=place.pk)
    except model.DoesNotExist:  # the right to read it went away meanwhile
        raise NotAllowed from None
    return row


def _seat(can: Can, place: Any, by: Any) -> str:
    """The seat in which `by` may do this here; NotAllowed without one."""
    seats = sorted(GRANTS[can] & place.seats_of(by))
    if not seats:
        raise NotAllowed
    return str(seats[0])


def _facts(result: Any, *, counted: bool) -> dict[str, Any]:
    """How many rows, or the yes or no that somebody was told; nothing else is ever a fact of an act."""
    if counted:
        return {"count": len(result)}
    return {"found": result} if isinstance(result, bool) else {}


def _journal(name: str, room: str, thing: Any, place: Any, by: Any, seat: str, facts: dict[str, Any]) -> None:
    about = thing if case_of(thing) else place
    Act.objects.create(
        at=clock.now(),
        by_id=by.pk,
        seat=seat,
        verb=name,
        room=room,
        kind=about._meta.model_name,
        thing_id=about.act_scope() if hasattr(about, "act_scope") else about.pk,
        case_id=case_of(about),
        level=int(about.act_level() if hasattr(about, "act_level") else getattr(about, "LEVEL", 0)),
        facts=facts,
    )
