"""Being in touch, sleep and waking, reminders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Seat
from intentional_connection.cases.models import (
    Case,
    Contact,
    LastContact,
    NewcomerIdentity,
    Pause,
    ReferralPreview,
)
from intentional_connection.cases.models.keeping import keep_days
from intentional_connection.cases.models.rhythm import move_next_day
from intentional_connection.cases.models.search import keep_identity_keys
from intentional_connection.cases.models.waking import Still, end_sleep, stale_needs
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused
from intentional_connection.notices import outbox
from intentional_connection.partners.models import seat_holders

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from intentional_connection.cases.models import Newcomer, Referral
    from intentional_connection.cases.models.contact import ContactKind
    from intentional_connection.people.models import Account


@verb(Can.LOG_CONTACT)
def log_contact(
    case: Case, by: Account, *, kind: ContactKind, on: date, minutes: int, language: str, next_on: date | None = None
) -> Contact:
    """Note that one was in touch, and when next: by itself as the rhythm says. The first one begins the preparation.

    Refused for a day to come or before the family was accepted, and for a next day that is past.
    """
    if on > clock.today():
        raise Refused(_("This day is still to come. Write the day on which you were in touch."), "on")
    if on < case.opened_at.astimezone(clock.ONTARIO).date():
        raise Refused(_("This day is before the family was referred. Write a later day."), "on")
    if next_on and next_on < clock.today():
        raise Refused(_("This day is past. Write one that is still to come."), "next_on")
    row = Contact.objects.create(case=case, by=by, on=on, kind=kind, minutes=minutes, language=language)
    last, made = LastContact.objects.get_or_create(case=case, defaults={"first_on": on, "on": on})
    if not made:
        last.first_on, last.on = min(last.first_on, on), max(last.on, on)
        last.save(update_fields=["first_on", "on"])
    move_next_day(case, on, next_on)
    return row


@verb(Can.PAUSE)
def sleep(case: Case, by: Account, *, reason: str, wake_on: date) -> Pause:
    """Let the family wait, for years if need be, until a day to ask again.

    Once that day has come, the same act is the answer "still expected, not yet": it begins a new sleep.
    Refused while it sleeps and nobody was asked, for a day that is past, and for the group of a SAH.
    """
    _require_sender(case, by)
    pause = case.pauses.standing().first()
    if pause and pause.wake_on > clock.today():
        raise Refused(_("This family is waiting already. Wake it first."))
    if wake_on <= clock.today():
        raise Refused(_("Write a day after today on which we ask you again."), "wake_on")
    if reason not in case.adoption.edition.reasons_of("pause"):
        raise Refused(_("Choose one of the listed reasons."))
    if pause:
        pause.end(by)
    return Pause.objects.create(case=case, by=by, reason=reason, wake_on=wake_on)


@verb(Can.PAUSE)
def wake(case: Case, by: Account, *, still: Mapping[UUID, str] | None = None, expected_month: date | None = None) -> Pause:
    """The family is expected again: what waited goes on, what was missing before is asked again where nothing else is said.

    `still`: what holds of each need from before the sleep; no month = the expected one stays. Refused when it does not
    sleep, for the group of a SAH, for a month that is past, and for a need that was not asked about.
    """
    _require_sender(case, by)
    pause: Pause | None = case.pauses.standing().first()
    if pause is None:
        raise Refused(_("This family is not waiting. Nothing needs to be woken."))
    if expected_month and expected_month < clock.today().replace(day=1):
        raise Refused(_("This month is past. Choose this month or a later one."), "expected_month")
    if not set(still or {}) <= {need.pk for need in stale_needs(pause, by)} or not set((still or {}).values()) <= set(Still):
        raise Refused(_("This page is out of date. Load it again."))
    end_sleep(pause, by, still)
    if expected_month:
        _expect(case, by, expected_month)
    return pause


def _expect(case: Case, by: Account, month: date) -> None:
    """The family's month, also in a referral that nobody has answered; days that count from it follow."""
    Case.objects.filter(pk=case.pk).update(expected_month=month)
    open_ones = ReferralPreview.objects.filter(case=case, referral__acceptance=None, referral__decline=None)
    open_ones.update(expected_month=month)
    keep_days(case, by)


def _require_sender(case: Case, by: Account) -> None:
    if text := case.why_not_pause(by):
        raise Refused(text)


@verb(Can.REMIND)
def remind_unanswered(referral: Referral, by: Account) -> Referral:
    """Tell both sides that a referral waits for an answer. Refused when answered meanwhile."""
    referral.require_unanswered()
    both = {
        *seat_holders(referral.agency, Seat.SUPERVISOR),
        *seat_holders(referral.sender, Seat.SAH_STAFF, Seat.SPONSOR_REP),
    }
    outbox.post(both, by, "referral_unanswered", about=referral, path=f"/referrals/{referral.pk}/")
    return referral


@verb(Can.KEEP_IDENTITY)
def keep_identity(
    newcomer: Newcomer, by: Account, *, full_name: str, born_on: date | None = None, phone: str = ""
) -> NewcomerIdentity:
    """An adult writes the own full name, birth date and telephone. Refused for a birth date to come."""
    if born_on and born_on > clock.today():
        raise Refused(_("This birth date is still to come. Check the year."))
    row, _made = NewcomerIdentity.objects.update_or_create(
        newcomer=newcomer,
        defaults={"case": newcomer.case, "full_name": full_name, "born_on": born_on, "phone": phone},
    )
    keep_identity_keys(row)
    return row
