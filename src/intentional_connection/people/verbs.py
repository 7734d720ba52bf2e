"""What people do about themselves."""

from __future__ import annotations

from typing import Any

from intentional_connection.access.seats import Can
from intentional_connection.journal.verb import verb
from intentional_connection.people.models import Account, Profile


def account_of(email: str, *, language: str = "en") -> Account:
    """The account of this address, made when there is none. A helper of verbs: asks no right."""
    known = Account.objects.known_as(email)
    return known or Account.objects.create(email=email.strip().lower(), language=language)


@verb(Can.EDIT_PROFILE)
def edit_profile(account: Account, by: Any, *, name: str, phone: str, language: str = "") -> Profile:
    """Say how one is called and reached, which people in one's circles see, and in which language one reads."""
    del by
    if language and language != account.language:
        account.language = language
        account.save(update_fields=["language"])
    row, _ = Profile.objects.update_or_create(account=account, defaults={"name": name, "phone": phone})
    return row
