"""The door acts for somebody who has no account: the system reads and writes in the request's own transaction."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection

from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.access.walls import entered
from intentional_connection.cases.models import Case
from intentional_connection.people.models import Account, Key, KeyKind

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def as_door(by: Account | None) -> Iterator[Account]:
    """Act as the system inside; afterwards as before. What a page shows is read inside, whole."""
    system = Account.objects.get(pk=SYSTEM_ID)
    try:
        with entered(SYSTEM_ID):
            yield system
    finally:
        if not connection.needs_rollback:
            with entered(by.pk if by else None):
                pass


def own_key(system: Account, token: str) -> Key | None:
    """The own key of this token, whatever became of it."""
    return Key.objects.visible_to(system).of_token(KeyKind.OWN, token)


def carried_key(system: Account, token: str = "", code: str = "", pk: Any = None) -> Key | None:
    """The link to pass on of this token, these letters, or this id, if it still opens."""
    rows = Key.objects.visible_to(system)
    if pk is not None:
        key = rows.filter(pk=pk, kind=KeyKind.CARRIED).first()
    else:
        key = rows.of_code(code) if code else rows.of_token(KeyKind.CARRIED, token)
    return key if key is not None and key.is_open else None


def family_of(system: Account, key: Key) -> Case | None:
    """The family of a key, with its edition."""
    found: Case | None = Case.objects.visible_to(system).filter(pk=key.case_id).select_related("adoption").first()
    return found
