"""What addresses ask for: keys, read once for every overview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.http import Http404

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")


def key(text: str | None) -> UUID | None:
    """A key out of an address, None where there is none; 404 for what is no key."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def among(text: str | None, rows: Iterable[T], by: Callable[[T], Any] = lambda row: row.pk) -> T | None:  # type: ignore[attr-defined]
    """The row that an address names, None where it names none; 404 for one that is not among these."""
    pk = key(text)
    if pk is None:
        return None
    for row in rows:
        if by(row) == pk:
            return row
    raise Http404
