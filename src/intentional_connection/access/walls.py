"""The second wall's handle in Python: enter a transaction as somebody.

`enter()` sets three settings local to the transaction. Never anything session-wide: the pool
would hand it to the next borrower.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection

from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID


@contextmanager
def entered(account_id: UUID | None) -> Iterator[None]:
    """Act as this account until the transaction ends; None = nobody, who sees no row.

    Inside, the clock stands at the transaction's moment.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT enter(%s, %s)", [account_id, clock.injected()])
        (moment,) = cursor.fetchone()
    with clock.held(moment):
        yield
