"""How often and how one stays in touch: agreed, changed, resting, ended, each time as a new row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intentional_connection.access.seats import Can
from intentional_connection.cases.models.rhythm import Rhythm, begin_rhythm
from intentional_connection.journal.verb import verb

if TYPE_CHECKING:
    from datetime import date

    from intentional_connection.cases.models import Case, FollowUp, Meeting
    from intentional_connection.people.models import Account


@verb(Can.SET_RHYTHM)
def set_rhythm(  # noqa: PLR0913 - each word is one answer of the page
    case: Case,
    by: Account,
    *,
    every_days: int,
    way: str,
    next_on: date | None = None,
    review_on: date | None = None,
    paused_until: date | None = None,
    until_on: date | None = None,
    meeting: Meeting | None = None,
) -> FollowUp:
    """Agree how often and how one stays in touch, let it rest, or say how long it lasts; the earlier rhythm ends now.

    Without a next day it is counted from today. Refused for days that are past, and for a next day after the last one.
    """
    return begin_rhythm(case, by, Rhythm(every_days, way, next_on, review_on, paused_until, until_on), meeting)
