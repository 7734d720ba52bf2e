"""Keys made in Python, ordered by time (RFC 9562, version 7).

The database never makes a key: a row meant for another reader could then not be
written (INSERT … RETURNING needs the right to read it), and PostgreSQL 15 has no uuidv7().
"""

from __future__ import annotations

import hashlib
import secrets
import time
from uuid import UUID


def new_id() -> UUID:
    """Return a fresh UUID of version 7: 48 bits of milliseconds, then chance."""
    millis = time.time_ns() // 1_000_000
    chance = secrets.randbits(74)
    value = (millis & (1 << 48) - 1) << 80 | 0x7 << 76 | (chance >> 62) << 64
    return UUID(int=value | 0b10 << 62 | chance & (1 << 62) - 1)


def seat_principal(organization: UUID, seat: str) -> UUID:
    """Return the principal that stands for "this seat in this organization".

    The same as SQL's md5(organization || ':' || seat)::uuid in the second wall.
    """
    text = f"{organization}:{seat}"
    return UUID(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest())
