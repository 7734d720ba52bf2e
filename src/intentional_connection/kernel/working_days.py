"""Ontario's working days, for limits such as "unanswered after three working days".

A working day is Monday to Friday and no public holiday of Ontario's Employment Standards Act:
New Year, Family Day, Good Friday, Victoria Day, Canada Day, Labour Day, Thanksgiving, Christmas
and Boxing Day. One that falls on a weekend is observed on the next weekday that is none itself.
The Civic Holiday (first Monday of August), Easter Monday, 30 September and 11 November are **not**
statutory in Ontario and count as working days, although many agencies close: a limit that both
sides can reckon from the law's calendar does not depend on who happens to close.
"""

from datetime import date, timedelta
from functools import lru_cache

import holidays

FRIDAY = 5  # as ISO counts the days of a week


@lru_cache(maxsize=64)
def statutory_days(year: int) -> frozenset[date]:
    """Return Ontario's public holidays of one year, days of observance included."""
    # The library observes some weekend holidays and not others (Canada Day 2023, Christmas 2022).
    days = set(holidays.country_holidays("CA", subdiv="ON", years=year, observed=False))
    for holiday in sorted(days):
        observed = holiday
        while observed.isoweekday() > FRIDAY or (observed != holiday and observed in days):
            observed += timedelta(days=1)
        days.add(observed)
    return frozenset(days)


def is_working_day(day: date) -> bool:
    """Say whether Ontario works on this day."""
    return day.isoweekday() <= FRIDAY and day not in statutory_days(day.year)


def working_days_between(start: date, end: date) -> int:
    """Return how many working days have begun after `start`, up to and including `end`.

    What was sent on a Friday is one working day old on Monday. An `end` before `start` gives 0.
    """
    days = (end - start).days
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, days + 1))


def add_working_days(day: date, n: int) -> date:
    """Return the n-th working day after a day; n = 0 is the day itself.

    Refused (ValueError) for a negative n: limits look ahead.
    """
    if n < 0:
        msg = f"a number of working days cannot be negative: {n}"
        raise ValueError(msg)
    while n > 0:
        day += timedelta(days=1)
        n -= is_working_day(day)
    return day
