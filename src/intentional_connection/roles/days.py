"""When a task is due. Days of the calendar only, so no change of clocks can shift one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from intentional_connection.kernel.clock import ONTARIO
from intentional_connection.roles.model import Days, Due
from intentional_connection.roles.tasks import PERSONAL

if TYPE_CHECKING:
    from datetime import date, datetime

    from intentional_connection.practice.catalogue import TaskType
    from intentional_connection.roles.model import Id

#: The tax return follows the calendar of the tax year: a person enters its day.
BY_CALENDAR = frozenset({"T082"})
#: The assessment's follow-up: its limit runs from the assessment itself once that has been done.
FOLLOW_UP, FOLLOW_UP_DAYS = "T090", 180


def day_in_ontario(moment: datetime) -> date:
    """Return the day of an aware moment in Ontario: the only place where a moment becomes a day."""
    if moment.tzinfo is None:
        msg = "a moment without a zone has no day in Ontario"
        raise ValueError(msg)
    return moment.astimezone(ONTARIO).date()


def due(task_type: TaskType, days: Days, person: Id | None, today: date, *, entered: date | None = None) -> Due:
    """Return when the task is due for the person (None: for case or household).

    Anchor + offset; while the anchor is unknown, arrival or expected arrival + nominal day, provisional.
    A person's own task counts from that person's arrival, the others from the first one. A day that people
    `entered` stands for the computed one. A computed day before the day on which it could first be known is
    "as soon as possible": the family was not known before its referral, nor its day of arrival before the
    notice, nor an unannounced one before the landing (or as `Days.known` says).
    """
    own = person if task_type.applies_per in PERSONAL else None
    landed = _landed(days, own)
    limit, official = _hard_limit(task_type, days, own, landed), not task_type.is_suggested
    if entered is not None or task_type.code in BY_CALENDAR:
        return Due(entered, hard_limit=limit, is_official=official)
    anchor = anchor_day(task_type, days, person)
    on = _plus(anchor, task_type.due_offset_days) if anchor else _nominal(task_type, days, own, landed)
    known_on = _known_on(task_type, days, own, anchor)
    asap = on is not None and known_on is not None and on < min(known_on, today)
    return Due(on, anchor is None, asap, limit, official, known_on)


def anchor_day(task_type: TaskType, days: Days, person: Id | None) -> date | None:
    """Return the real day of the task's anchor, None while it is unknown."""
    if task_type.anchor == "arrival":
        return _landed(days, person if task_type.applies_per in PERSONAL else None)
    if task_type.anchor == "event":
        return days.events.get(task_type.applies_if)
    return days.referral if task_type.anchor == "referral" else days.notice


def _plus(day: date, number: int) -> date:
    return day + timedelta(days=number)


def _landed(days: Days, own: Id | None) -> date | None:
    return min(days.arrivals.values(), default=None) if own is None else days.arrivals.get(own)


def _expected(days: Days, own: Id | None) -> date | None:
    return days.expected if own is None else days.expected_of.get(own, days.expected)


def _nominal(task_type: TaskType, days: Days, own: Id | None, landed: date | None) -> date | None:
    base, number = landed or _expected(days, own), task_type.due_day_from_arrival
    return None if base is None or number is None else _plus(base, number)


def _hard_limit(task_type: TaskType, days: Days, own: Id | None, landed: date | None) -> date | None:
    """The official last day, from a real landing only: an official day is not guessed."""
    if task_type.hard_limit_day is None:
        return None
    assessed = days.assessed.get(own) if own is not None and task_type.code == FOLLOW_UP else None
    if assessed:
        return _plus(assessed, FOLLOW_UP_DAYS)
    return _plus(landed, task_type.hard_limit_day) if landed else None


def _known_on(task_type: TaskType, days: Days, own: Id | None, anchor: date | None) -> date | None:
    """Since when the day that this one is counted from has been known, never before the referral."""
    name = "arrival" if anchor is None else task_type.anchor
    default = _arrival_known_on(days, own) if name == "arrival" else anchor
    since = days.known.get(task_type.applies_if if name == "event" else name) or default
    return max((day for day in (since, days.referral) if day), default=None)


def _arrival_known_on(days: Days, own: Id | None) -> date | None:
    landed, told = _landed(days, own), days.notice or days.referral
    if landed is None:
        return told
    return min(landed, told) if told and landed == _expected(days, own) else landed
