"""Accounts, profiles, keys of families, what waits for its writer, and sign-ins."""

from intentional_connection.people.models.accounts import NO_MAIL, Account, AccountManager, Profile
from intentional_connection.people.models.kept import DRAFT_KEPT, KeptForm
from intentional_connection.people.models.keys import Key, KeyKind, Pin, digest_of
from intentional_connection.people.models.sign_ins import SignIn, Try

__all__ = [
    "DRAFT_KEPT",
    "NO_MAIL",
    "Account",
    "AccountManager",
    "KeptForm",
    "Key",
    "KeyKind",
    "Pin",
    "Profile",
    "SignIn",
    "Try",
    "digest_of",
]
