"""Working days are Ontario's: Monday to Friday without its statutory holidays."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentional_connection.kernel.working_days import (
    add_working_days,
    is_working_day,
    statutory_days,
    working_days_between,
)

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 16), False),  # Family Day
        (date(2026, 5, 18), False),  # Victoria Day
        (date(2026, 7, 1), False),  # Canada Day
        (date(2026, 8, 3), True),  # Civic Holiday: not statutory
        (date(2026, 9, 30), True),  # Truth and Reconciliation: not statutory in Ontario
        (date(2026, 12, 25), False),  # Christmas, a Friday
        (date(2026, 12, 28), False),  # Boxing Day, observed on Monday
        (date(2026, 12, 29), True),
        (date(2022, 12, 27), False),  # Christmas on a Sunday, observed after Boxing Day
        (date(2023, 7, 3), False),  # Canada Day on a Saturday
        (date(2026, 11, 7), False),  # a Saturday
    ],
)
def test_the_calendar_of_ontario(day: date, works: bool) -> None:  # noqa: FBT001 - a table column
    assert is_working_day(day) is works


@pytest.mark.parametrize("year", range(2020, 2041))
def test_every_year_has_nine_statutory_holidays_on_weekdays(year: int) -> None:
    assert len([d for d in statutory_days(year) if d.isoweekday() <= 5]) == 9


@pytest.mark.parametrize(
    ("sent", "answered_by"),
    [
        (date(2026, 12, 23), date(2026, 12, 30)),  # 24, 29, 30 December
        (date(2026, 6, 29), date(2026, 7, 3)),  # Canada Day in the middle
        (date(2026, 5, 15), date(2026, 5, 21)),  # weekend and Victoria Day
        (date(2026, 12, 31), date(2027, 1, 6)),  # New Year
        (date(2026, 10, 3), date(2026, 10, 7)),  # sent on a Saturday
    ],
)
def test_three_working_days_after_sending(sent: date, answered_by: date) -> None:
    assert add_working_days(sent, 3) == answered_by


def test_a_friday_is_one_working_day_old_on_monday() -> None:
    assert working_days_between(date(2026, 11, 6), date(2026, 11, 9)) == 1


def test_no_day_passes_backwards() -> None:
    assert working_days_between(date(2026, 11, 9), date(2026, 11, 6)) == 0
    assert add_working_days(date(2026, 11, 7), 0) == date(2026, 11, 7)
    with pytest.raises(ValueError, match="negative: -1"):
        add_working_days(date(2026, 11, 7), -1)


@given(DAYS, st.integers(min_value=1, max_value=30))
def test_adding_and_counting_agree(day: date, n: int) -> None:
    later = add_working_days(day, n)
    assert is_working_day(later)
    assert working_days_between(day, later) == n
    assert working_days_between(day, later - timedelta(days=1)) == n - 1
