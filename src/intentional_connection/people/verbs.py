"""What people do about themselves."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused
from intentional_connection.people.models import Account, KeptForm, Pin, Profile
from intentional_connection.people.second_step import codes_of, ways_of

#: Digits of a number before private words.
SHORTEST, LONGEST = 4, 8


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
    row, _made = Profile.objects.update_or_create(account=account, defaults={"name": name, "phone": phone})
    return row


@verb(Can.EDIT_PROFILE)
def read_in(account: Account, by: Any, *, language: str) -> Account:
    """Read one's pages in another language from here on."""
    del by
    account.language = language
    account.save(update_fields=["language"])
    return account


@verb(Can.EDIT_PROFILE)
def keep_form(account: Account, by: Any, *, path: str, fields: dict[str, list[str]]) -> Account:
    """Keep what one typed on a page after the sign-in had ended, for oneself alone; it replaces what waited there before."""
    del by
    KeptForm.objects.update_or_create(account=account, path=path, defaults={"fields": fields, "at": clock.now()})
    return account


@verb(Can.EDIT_PROFILE)
def put_away(account: Account, by: Any, *, kept: KeptForm) -> Account:
    """Empty what waited on a page: it was sent, or is not wanted any more."""
    del by
    kept.fields = {}
    kept.save(update_fields=["fields"])
    return account


@verb(Can.EDIT_PROFILE)
def set_pin(account: Account, by: Any, *, number: str) -> Account:
    """Set a number before one's private words; it replaces the earlier one. Refused for fewer than four digits, or one digit alone."""
    del by
    if not (number.isascii() and number.isdecimal() and SHORTEST <= len(number) <= LONGEST) or len(set(number)) == 1:
        raise Refused(_("Write four to eight digits, not all the same."), "number")
    _end_pin(account)
    Pin.objects.create(account=account, digest=make_password(number))
    return account


@verb(Can.EDIT_PROFILE)
def end_pin(account: Account, by: Any) -> Account:
    """Take the number away: one's private words open without it again."""
    del by
    _end_pin(account)
    return account


def _end_pin(account: Account) -> None:
    Pin.objects.visible_to(account).filter(ended_at=None).update(ended_at=clock.now())


@verb(Can.EMPTY_DRAFT)
def empty_kept_form(kept: KeptForm, by: Any) -> KeptForm:
    """Empty a form for which its writer has not come back in 30 days."""
    del by
    kept.fields = {}
    kept.save(update_fields=["fields"])
    return kept


@verb(Can.KEEP_SIGN_IN)
def add_app(account: Account, by: Any, *, secret: str) -> Account:
    """Take an app's codes as the second step; every other sign-in ends. Refused where there is an app already."""
    del by
    if any(way.type == Authenticator.Type.TOTP for way in ways_of(account)):
        raise Refused(_("There is an app already. Remove it first, then add another."))
    TOTP.activate(account, secret)
    return _with_codes(account)


@verb(Can.KEEP_SIGN_IN)
def add_passkey(account: Account, by: Any, *, credential: dict[str, Any]) -> Account:
    """Take a passkey as the second step; every other sign-in ends."""
    del by
    WebAuthn.add(account, "", credential)
    return _with_codes(account)


@verb(Can.KEEP_SIGN_IN)
def remove_way(account: Account, by: Any, *, way: Authenticator) -> Account:
    """Take a second step away; every other sign-in ends. Refused for the last one of whoever works with families."""
    del by
    others = [one for one in ways_of(account) if one.pk != way.pk]
    if not others and account.staff_since:
        raise Refused(_("Your work needs a second step. Add another one first, then remove this one."))
    way.delete()
    if not others:
        Authenticator.objects.filter(user=account).delete()
    return _sign_out_everywhere(account)


@verb(Can.KEEP_SIGN_IN)
def renew_codes(account: Account, by: Any) -> Account:
    """Make new codes for emergencies; the earlier ones open nothing any more. Refused without a second step."""
    del by
    if not ways_of(account):
        raise Refused(_("Set up an app or a passkey first. The codes are for when you cannot use it."))
    Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(account)
    return account


@verb(Can.KEEP_SIGN_IN)
def end_devices(account: Account, by: Any) -> Account:
    """End every sign-in of the account, wherever it is, at its next page; the page that asks keeps its own."""
    del by
    return _sign_out_everywhere(account)


def forget_second_step(account: Account) -> None:
    """Take all second steps of an account away and end its sign-ins. A helper of verbs: asks no right."""
    Authenticator.objects.filter(user=account).delete()
    _sign_out_everywhere(account)


def _with_codes(account: Account) -> Account:
    """The first second step brings codes for emergencies."""
    if codes_of(account) is None:
        RecoveryCodes.activate(account)
    return _sign_out_everywhere(account)


def _sign_out_everywhere(account: Account) -> Account:
    """Each session carries a digest of the password: a new one ends them all at the next request."""
    account.set_unusable_password()
    account.save(update_fields=["password"])
    return account
