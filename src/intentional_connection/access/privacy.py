"""Privacy classes: every field of every model carries one.

Only PLAIN may reach logs, job arguments and evaluation exports.
"""

from __future__ import annotations

from enum import StrEnum


class Privacy(StrEnum):
    """What a field may hold, from codes that may travel to texts that never leave the walls."""

    PLAIN = "plain"  # codes, dates, counts, ids
    NAME = "name"  # names and initials of people
    CONTACT = "contact"  # telephone, address, e-mail
    FREE_TEXT = "free_text"  # whatever somebody typed
    SECRET = "secret"  # codes, keys, digests of personal data  # noqa: S105 - a class, not a password


PLAIN, NAME, CONTACT = Privacy.PLAIN, Privacy.NAME, Privacy.CONTACT
FREE_TEXT, SECRET = Privacy.FREE_TEXT, Privacy.SECRET
