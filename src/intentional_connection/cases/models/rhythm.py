"""The rhythm of staying in touch, as acts begin it and contacts move its next day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from intentional_connection.cases.models.minutes import FollowUp
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused

if TYPE_CHECKING:
    from datetime import date

    from intentional_connection.cases.models.case import Case
    from intentional_connection.cases.models.meeting import Meeting
    from intentional_connection.people.models import Account

#: The longest rhythm: a year.
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every how many days (0 = when the family asks), by which way, the next day, the day on which all look back.

    `paused_until`: nobody is reminded before that day; `until_on`: the last day of the rhythm, None = as long as needed.
    """

    every_days: int
    way: str
    next_on: date | None
    review_on: date | None = None
    paused_until: date | None = None
    until_on: date | None = None


def begin_rhythm(case: Case, by: Account, rhythm: Rhythm, meeting: Meeting | None = None) -> FollowUp:
    """End the rhythm that stands and begin this one; part of other acts too."""
    if not 0 <= rhythm.every_days <= MOST_DAYS:
        raise Refused(_("Choose one of the listed answers."), "rhythm_every_days")
    next_on = _next_day(rhythm)
    _require_days(rhythm, next_on)
    for row in case.follow_ups.filter(ended_at=None):
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
    return FollowUp.objects.create(
        case=case,
        meeting=meeting,
        follow_up_every_days=rhythm.every_days,
        way=rhythm.way,
        next_on=next_on,
        review_on=rhythm.review_on,
        paused_until=rhythm.paused_until,
        until_on=rhythm.until_on,
        by=by,
    )


def _next_day(rhythm: Rhythm) -> date | None:
    """The day that was written, else so many days from today; none where the family asks itself."""
    if rhythm.next_on or not rhythm.every_days:
        return rhythm.next_on
    return max(clock.today() + timedelta(days=rhythm.every_days), rhythm.paused_until or clock.today())


def _require_days(rhythm: Rhythm, next_on: date | None) -> None:
    days = {
        "rhythm_next_on": next_on,
        "rhythm_review_on": rhythm.review_on,
        "paused_until": rhythm.paused_until,
        "until_on": rhythm.until_on,
    }
    for field, day in days.items():
        if day and day < clock.today():
            raise Refused(_("This day is past. Write one that is still to come."), field)
    if rhythm.until_on and next_on and next_on > rhythm.until_on:
        raise Refused(_("The next day is after the last one. Write an earlier next day, or leave the last day empty."), "until_on")


def move_next_day(case: Case, on: date, next_on: date | None) -> None:
    """After a contact the next one is due on the day that was written, else so many days later by the rhythm that stands."""
    row: FollowUp | None = case.follow_ups.filter(ended_at=None).first()
    if row is None:
        return
    day = next_on or (on + timedelta(days=row.follow_up_every_days) if row.follow_up_every_days else None)
    if next_on is None and day and row.next_on and day < row.next_on:
        return  # noted afterwards: a later day was agreed meanwhile
    row.next_on = day
    row.save(update_fields=["next_on"])
