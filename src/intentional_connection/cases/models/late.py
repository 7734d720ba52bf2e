"""What has waited too long around one family: the one place that says so, from where the family stands. Pure; no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from intentional_connection.kernel import clock, working_days

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from intentional_connection.cases.models.path import Where
    from intentional_connection.practice.models import Adoption

#: So many days before the landing a meeting before arrival should be planned at the latest.
MEETING_DAYS_BEFORE = 7
#: So many days after arrival every connection should be complete.
CONNECTED_WITHIN_DAYS = 60
#: So many days may pass without a contact, where no later day is agreed: a month, and a week to make up for it.
QUIET_DAYS = 37


class Lag(models.TextChoices):
    """What has not happened yet, in words that accuse nobody; read after "Waits since …:"."""

    STILL_EXPECTED = "still_expected", _("is the family still expected?")
    REFER_AGAIN = "refer_again", _("another agency is needed")
    UNANSWERED = "unanswered", _("no answer from the agency")
    NO_WORKER = "no_worker", _("no worker named")
    NO_FIRST_CONTACT = "no_first_contact", _("no first contact noted")
    NO_MEETING_BEFORE = "no_meeting_before", _("no meeting before arrival")
    NO_MEETING_TOGETHER = "no_meeting_together", _("no first meeting together")
    NOT_CONNECTED = "not_connected", _("connections to services still open")
    OUT_OF_TOUCH = "out_of_touch", _("no contact noted")


@dataclass(frozen=True, slots=True)
class Late:
    """What has waited, and since which day."""

    what: Lag
    since: date


def late_for(stands: Where, adoption: Adoption, today: date) -> Late | None:
    """What has waited longest on the family's path by the edition's days, None where nothing has; a sleep is no waiting.

    Says only what this reader may read: `stands` holds nothing else. A part that the site has not adopted is never late.
    """
    if stands.pause:
        return Late(Lag.STILL_EXPECTED, stands.pause.wake_on) if stands.pause.wake_on <= today else None
    steps = _after_acceptance(stands, adoption, today) if stands.contact else _before_acceptance(stands, adoption, today)
    return next(steps, None)


def _before_acceptance(stands: Where, adoption: Adoption, today: date) -> Iterator[Late]:
    row = stands.referral
    if row is None:
        return
    waits = Late(Lag.REFER_AGAIN, _day(row.decline.at)) if row.is_declined else Late(Lag.UNANSWERED, _day(row.sent_at))
    if working_days.working_days_between(waits.since, today) >= adoption.edition.limits.unanswered_after_working_days:
        yield waits


def _after_acceptance(stands: Where, adoption: Adoption, today: date) -> Iterator[Late]:
    contact, facts, limits = stands.contact, stands.facts, adoption.edition.limits
    assert contact is not None  # noqa: S101 - the caller asked
    since = _day(contact.since)
    if contact.interim:
        if (today - since).days > limits.answer_within_days:
            yield Late(Lag.NO_WORKER, since)
        return
    if facts.touched_on is None and not facts.gathered and (today - since).days > limits.first_contact_within_days:
        yield Late(Lag.NO_FIRST_CONTACT, since)
    yield from _meetings(stands, adoption, today)
    if facts.arrived_on and facts.checks and not facts.connected:
        yield from _past(Lag.NOT_CONNECTED, facts.arrived_on + timedelta(days=CONNECTED_WITHIN_DAYS), today)
    agreed = max((day for day in (facts.next_on, facts.rests_until) if day), default=today - timedelta(days=1))
    if facts.touched_on and agreed < today and (today - facts.touched_on).days > QUIET_DAYS:
        yield Late(Lag.OUT_OF_TOUCH, facts.touched_on)


def _meetings(stands: Where, adoption: Adoption, today: date) -> Iterator[Late]:
    facts = stands.facts
    seen_to = facts.planned_before or facts.met_before or facts.not_met
    if facts.lands_on and not stands.is_here and not seen_to and adoption.has("pre_arrival_meeting"):
        yield from _past(Lag.NO_MEETING_BEFORE, facts.lands_on - timedelta(days=MEETING_DAYS_BEFORE), today)
    if facts.arrived_on and not facts.met_together and adoption.has("post_arrival_meeting"):
        flag = timedelta(days=adoption.edition.limits.meeting_two_flag_day)
        yield from _past(Lag.NO_MEETING_TOGETHER, facts.arrived_on + flag, today)


def _past(what: Lag, day: date, today: date) -> Iterator[Late]:
    if day <= today:
        yield Late(what, day)


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.ONTARIO).date()
