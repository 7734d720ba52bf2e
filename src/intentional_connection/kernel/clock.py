"""The one clock. Tests and the demo world set it; nothing else does."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

ONTARIO = ZoneInfo("America/Toronto")

_injected: ContextVar[datetime | None] = ContextVar("injected", default=None)
_held: ContextVar[datetime | None] = ContextVar("held", default=None)


def now() -> datetime:
    """Return the present moment in UTC: the transaction's own inside one, so that Python and the walls agree."""
    return _held.get() or _injected.get() or datetime.now(UTC)


def today() -> date:
    """Return today's date in Ontario."""
    return now().astimezone(ONTARIO).date()


def injected() -> datetime | None:
    """Return the injected moment, None on the real clock."""
    return _injected.get()


@contextmanager
def held(moment: datetime) -> Iterator[None]:
    """Let the clock stand at the database's moment while a transaction lasts."""
    token = _held.set(moment)
    try:
        yield
    finally:
        _held.reset(token)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let everything inside happen at this moment (aware)."""
    token = _injected.set(moment)
    try:
        yield
    finally:
        _injected.reset(token)
