"""Keys of the family's page: an adult's own, the link that is passed on, and their door (handbook 3.8)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Seat
from intentional_connection.cases.models import CircleMember
from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock, ids
from intentional_connection.kernel.errors import Refused
from intentional_connection.notices import outbox
from intentional_connection.people.models import NO_MAIL, Account, Key, KeyKind, digest_of
from intentional_connection.ui.languages import FAMILY

if TYPE_CHECKING:
    from uuid import UUID

    from intentional_connection.cases.models import Case, Newcomer

#: Signs of a paper code: no vowel (no word comes out), no I and no O, which read as digits.
LETTERS = "BCDFGHJKLMNPQRTVWXZ"
CODE_LENGTH = 6
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Given:
    """A fresh key with what opens it, known at this moment only: the link's token, and the six letters on paper."""

    key: Key
    token: str
    code: str = ""


@verb(Can.GIVE_KEY)
def give_key(newcomer: Newcomer, by: Account, *, language: str = "") -> Given:
    """Give an adult the own key of the family's page, in private; an earlier key and every sign-in with it end.

    `language` is the one in which the page greets the adult. Refused for a child, and for an unknown language.
    """
    if newcomer.age_group != AgeGroup.ADULT:
        raise Refused(_("A key is for an adult. Parents read for their children."))
    if language and language not in dict(FAMILY):
        raise Refused(_("Choose one of the listed languages."), "language")
    account = _account_of(newcomer, by, language)
    _end_standing(Key.objects.own_of(newcomer.pk))
    _sign_out_everywhere(account)
    days = newcomer.case.adoption.edition.limits.own_key_days
    return _made(KeyKind.OWN, newcomer.case_id, by, days, account=account, newcomer_id=newcomer.pk)


@verb(Can.GIVE_KEY)
def end_keys(newcomer: Newcomer, by: Account) -> Newcomer:
    """End an adult's key and every sign-in with it: the telephone is lost, or somebody else has the link."""
    del by
    _end_standing(Key.objects.own_of(newcomer.pk))
    row = newcomer.circle_rows.standing().with_seat(Seat.NEWCOMER).select_related("account").first()
    if row is not None and row.account is not None:
        _sign_out_everywhere(row.account)
    return newcomer


@verb(Can.CARRY_LINK)
def carry_link(case: Case, by: Account) -> Given:
    """Make a link and six letters to pass on to the household; it replaces the earlier one.

    It opens the next meeting, its answer and the people around the family, nothing else.
    """
    _end_standing(Key.objects.carried_of(case.pk))
    return _made(KeyKind.CARRIED, case.pk, by, case.adoption.edition.limits.carried_link_days, code=_code())


@verb(Can.SPEND_KEY)
def spend_key(key: Key, by: Account) -> Key:
    """Open the family's page with an own key, once. Refused when it was used, has ended, or is too old."""
    del by
    if key.kind != KeyKind.OWN or not key.is_open:
        raise Refused(_("This link is too old."))
    key.spent_at = clock.now()
    key.save(update_fields=["spent_at"])
    return key


@verb(Can.SPEND_KEY)
def want_new_key(key: Key, by: Account) -> Key:
    """Tell the family's worker, in neutral words, that somebody with an old link asks for a new one."""
    rows = CircleMember.objects.standing().with_seat(Seat.WORKER).filter(case_id=key.case_id)
    workers = [row.account_id for row in rows if row.account_id]
    outbox.post(workers, by, "key_wanted", about=key, path=f"/families/{key.case_id}/keys/")
    return key


def _end_standing(keys: list[Key]) -> None:
    for key in keys:
        key.ended_at = clock.now()
        key.save(update_fields=["ended_at"])


def _made(
    kind: KeyKind,
    case_id: UUID,
    by: Account,
    days: int,
    *,
    account: Account | None = None,
    newcomer_id: UUID | None = None,
    code: str = "",
) -> Given:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    key = Key.objects.create(
        kind=kind,
        case_id=case_id,
        newcomer_id=newcomer_id,
        account=account,
        digest=digest_of(token),
        code_digest=digest_of(code) if code else None,
        made_by=by,
        expires_at=clock.now() + timedelta(days=days),
    )
    return Given(key, token, code)


def _code() -> str:
    """Six letters by chance: 47 million, so that two that are alike are no matter of concern; the database refuses them."""
    return "".join(secrets.choice(LETTERS) for _sign in range(CODE_LENGTH))


def _account_of(newcomer: Newcomer, by: Account, language: str) -> Account:
    """The adult's account, made with the first key: without an address to write to and without a password."""
    row = newcomer.circle_rows.standing().with_seat(Seat.NEWCOMER).select_related("account").first()
    known: Account | None = row.account if row is not None else None
    if known is not None:
        if language and known.language != language:
            known.language = language
            known.save(update_fields=["language"])
        return known
    account = Account(email=f"{ids.new_id()}{NO_MAIL}", language=language or "en")
    account.set_unusable_password()
    account.save()
    CircleMember.objects.create(
        case=newcomer.case, seat=Seat.NEWCOMER, account=account, newcomer=newcomer, added_by=by
    )
    return account


def _sign_out_everywhere(account: Account) -> None:
    """Each session carries a digest of the password: a new one ends them all at the next request."""
    account.set_unusable_password()
    account.save(update_fields=["password"])
