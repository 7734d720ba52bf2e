"""The private quarter of an hour: each adult chooses alone who sees what, and takes it back on any day (handbook 3.5)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from intentional_connection.access.seats import TAKING_PART, Can, Level, Seat
from intentional_connection.cases.models import CircleMember, Consent, Withdrawal
from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.cases.models.sharing import (
    months_on,
    organizations_around,
    require_said,
    sentences_shown,
)
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock, tongues
from intentional_connection.kernel.errors import Refused
from intentional_connection.notices import outbox
from intentional_connection.partners.models import seat_holders

if TYPE_CHECKING:
    from uuid import UUID

    from intentional_connection.cases.models import Case, Newcomer
    from intentional_connection.partners.models import Organization
    from intentional_connection.people.models import Account

#: All that an adult can let an organization see by these choices.
_OFFERED = TAKING_PART | Level.IDENTITY | Level.SENSITIVE


@verb(Can.CHOOSE_SHARING)
def choose_sharing(
    newcomer: Newcomer,
    by: Account,
    *,
    choices: dict[UUID, Level],
    language: str,
    method: str,
    witness: str = "",
    interpreter: str = "",
) -> Consent:
    """Write an adult's choice for each organization named; what that adult said to it before ends in the same act.

    `choices`: the levels by the organization's id, Level(0) = no. `language`: in which it was said. Refused for a child,
    for an organization that does not stand around the family, for names or private tasks without the plan, and for a
    witness who is a sponsor or a relative. Returns the last row written.
    """
    kept = require_word(newcomer, by, method, witness, interpreter)
    if tongues.tongue(language) is None:
        raise Refused(_("Choose the language in which it was said."), "language")
    around = {place.pk: place for place in organizations_around(newcomer.case, by)}
    if not choices or not set(choices) <= set(around):
        raise Refused(_("Choose for the organizations that stand around the family now."))
    for levels in choices.values():
        _require_whole(Level(levels))
    rows = [
        write_choice(newcomer, by, around[pk], Level(levels), sentences_shown(Level(levels)), language, method, kept)
        for pk, levels in _own_house_last(choices, by)
    ]
    return rows[-1]


@verb(Can.CHOOSE_SHARING)
def withdraw_sharing(
    newcomer: Newcomer,
    by: Account,
    *,
    organization: Organization,
    method: str,
    witness: str = "",
    interpreter: str = "",
    language: str = "",
) -> Consent:
    """An adult takes back every yes to an organization, also those that others passed on: it holds at the next request.

    Refused when nothing is shared with it by this adult.
    """
    kept = require_word(newcomer, by, method, witness, interpreter)
    given = Consent.objects.visible_to(by).filter(newcomer=newcomer, recipient=organization, withdrawn_at=None)
    if not given.exists():
        raise Refused(_("Nothing is shared with this organization now. Nothing needs to be taken back."))
    return write_choice(newcomer, by, organization, Level(0), ["withdraw"], language or by.language, method, kept)


def require_word(newcomer: Newcomer, by: Account, method: str, witness: str, interpreter: str) -> str:
    """The witness to be kept, where this adult's word may be written down this way by this account."""
    if newcomer.age_group != AgeGroup.ADULT:
        raise Refused(_("Adults choose for themselves. Parents choose with their children."))
    if Withdrawal.objects.visible_to(by).standing().filter(newcomer=newcomer).exists():
        raise Refused(_("You stopped taking part. Say first that you take part again."))
    own = Seat.NEWCOMER in newcomer.seats_of(by)
    return require_said(newcomer.case, by, own=own, method=method, witness=witness, interpreter=interpreter)


def _require_whole(levels: Level) -> None:
    if levels & ~_OFFERED:
        raise Refused(_("Choose one of the answers shown."))
    if levels and levels & TAKING_PART != TAKING_PART:
        raise Refused(_("Names or private tasks go with the plan and the meetings. Say yes to the plan too, or no to all three."))


def _own_house_last(choices: dict[UUID, Level], by: Account) -> list[tuple[UUID, Level]]:
    """A no to the recorder's own organization comes last: afterwards nothing more can be written."""
    own = by.organizations()
    return sorted(choices.items(), key=lambda pair: (pair[0] in own, str(pair[0])))


def write_choice(
    newcomer: Newcomer, by: Account, place: Organization, levels: Level, shown: list[str], language: str, method: str, witness: str
) -> Consent:
    """The adult's word as one row, then the end of the earlier ones. A no is a row that never opens anything."""
    now, adoption = clock.now(), newcomer.case.adoption
    row = Consent.objects.create(
        case_id=newcomer.case_id,
        newcomer=newcomer,
        recipient=place,
        levels=int(levels),
        edition=str(adoption),
        language=language,
        text_key="+".join(shown),
        text_digest=_digest([adoption.edition.consent_text(key).digest for key in shown]),
        method=method,
        recorded_by=by,
        witness=witness,
        given_at=now,
        expires_at=months_on(now, adoption.edition.limits.choice_lasts_months) if levels else None,
        withdrawn_at=None if levels else now,
    )
    earlier = Consent.objects.visible_to(by).filter(newcomer=newcomer, recipient=place, withdrawn_at=None)
    earlier.exclude(pk=row.pk).update(withdrawn_at=now)
    return row


def _digest(digests: list[str]) -> str:
    """The sentence's own digest; of several sentences, one over theirs in order."""
    return digests[0] if len(digests) == 1 else hashlib.sha256("\n".join(digests).encode()).hexdigest()


@verb(Can.REMIND)
def remind_choices(case: Case, by: Account) -> Case:
    """Tell worker and supervisor that an adult has not chosen yet: what was passed on before arrival ends soon."""
    rows = CircleMember.objects.standing().with_seat(Seat.WORKER, Seat.SUPERVISOR).filter(case=case)
    readers: set[UUID] = set()
    for row in rows.select_related("organization"):
        readers |= {row.account_id} if row.account_id else set(seat_holders(row.organization, Seat(row.seat)))
    outbox.post(readers, by, "choices_wanted", about=case, path=f"/families/{case.pk}/")
    return case
