"""Due dates written once more, plainly and apart, from the description of the data: what `days.due` is held against."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from intentional_connection.practice.catalogue import TaskType
    from intentional_connection.roles.model import Days

Plain = tuple[date | None, bool, bool, date | None, bool]


def naive_due(row: TaskType, days: Days, person: str | None, today: date) -> Plain:
    """Return (day, provisional, as soon as possible, hard limit, official)."""
    official = row.deadline_basis == "official"
    landing, expected = _arrival(row, days, person)
    limit = _limit(row, days, person, landing)
    if row.code == "T082":
        return None, False, False, limit, official
    anchor = _anchor(row, days, landing)
    on = None
    if anchor is not None:
        on = date.fromordinal(anchor.toordinal() + row.due_offset_days)
    else:
        start = landing if landing is not None else expected
        nominal = {"referral": -42, "notice": -14, "arrival": 0, "event": None}[row.anchor]
        if start is not None and nominal is not None:
            on = date.fromordinal(start.toordinal() + nominal + row.due_offset_days)
    return on, anchor is None, _asap(row, days, on, anchor, landing, expected, today), limit, official


def _arrival(row: TaskType, days: Days, person: str | None) -> tuple[date | None, date | None]:
    """Landing and expected day: one's own for a personal task, the first of all otherwise."""
    landing, expected = None, days.expected
    if row.applies_per in ("case", "household"):
        for day in days.arrivals.values():
            if landing is None or day < landing:
                landing = day
        return landing, expected
    if person in days.arrivals:
        landing = days.arrivals[person]
    if person in days.expected_of:
        expected = days.expected_of[person]
    return landing, expected


def _limit(row: TaskType, days: Days, person: str | None, landing: date | None) -> date | None:
    """The official limit is counted from a landing that took place; the follow-up's from the assessment."""
    if row.code == "T090" and person in days.assessed:
        return date.fromordinal(days.assessed[person].toordinal() + 180)
    after = {"T037": 330, "T066": 180, "T067": 180, "T084": 365, "T090": 210}
    if row.code in after and landing is not None:
        return date.fromordinal(landing.toordinal() + after[row.code])
    return None


def _anchor(row: TaskType, days: Days, landing: date | None) -> date | None:
    real = {"referral": days.referral, "notice": days.notice, "arrival": landing}
    for condition, day in days.events.items():
        if condition == row.applies_if:
            real["event"] = day
    return real.get(row.anchor)


def _asap(
    row: TaskType,
    days: Days,
    on: date | None,
    anchor: date | None,
    landing: date | None,
    expected: date | None,
    today: date,
) -> bool:
    """Nobody is late for a day that had passed before anybody here could know it."""
    if on is None or on >= today:
        return False
    if days.referral is not None and on < days.referral:
        return True  # the family was not known here
    if anchor is not None and row.anchor != "arrival":
        return on < anchor
    if landing is not None and landing != expected:
        return on < landing  # an unexpected landing
    told = days.notice if days.notice is not None else days.referral
    if told is None:
        return landing is not None and on < landing
    if landing is not None and landing < told:
        told = landing  # a notice that reached us after the landing itself
    return on < told
