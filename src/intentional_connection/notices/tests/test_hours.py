"""When somebody may be written to: never while the reader's clock shows a quiet hour, never early, never much too late."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from intentional_connection.notices.hours import Digest, Hours, first_moment

TORONTO = "America/Toronto"
#: With a change of the clock by day, at midnight, by half an hour, in the other half of the year, and with none at all.
SEEN = (TORONTO, "Africa/Cairo", "Asia/Kabul", "Asia/Beirut", "America/Vancouver", "Australia/Lord_Howe", "America/Santiago", "Asia/Tehran")
#: Around changes of the clock in 2027: Ontario 14 March and 7 November, Cairo 30 April and 29 October.
CHANGES = [datetime(2027, 3, 14, 7), datetime(2027, 11, 7, 6), datetime(2027, 4, 29, 22), datetime(2027, 10, 28, 21)]  # noqa: DTZ001 - in UTC below
MOMENTS = st.one_of(
    st.datetimes(datetime(2026, 1, 1), datetime(2029, 12, 31)),  # noqa: DTZ001 - in UTC below
    st.builds(lambda day, minutes: day + timedelta(minutes=minutes), st.sampled_from(CHANGES), st.integers(-2000, 2000)),
).map(lambda moment: moment.replace(tzinfo=UTC))
CLOCKS = st.times().map(lambda hour: hour.replace(second=0, microsecond=0))
HOURS = st.builds(Hours, CLOCKS, CLOCKS, st.sampled_from(SEEN), st.sampled_from(Digest)).filter(lambda one: one.open_minutes >= 120)
#: A change of the clock makes a day an hour longer.
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONGEST = {Digest.OFF: timedelta(), Digest.DAILY: DAY, Digest.WEEKLY: 7 * DAY}


def quiet_by_the_wall(moment: datetime, hours: Hours) -> bool:
    """In other words than the code's: walk the clock's face from the beginning of the quiet until its end."""
    shown = moment.astimezone(ZoneInfo(hours.zone))
    face, end = shown.hour * 60 + shown.minute, hours.quiet_to.hour * 60 + hours.quiet_to.minute
    length = 24 * 60 - hours.open_minutes
    return length > 0 and 0 < (end - face) % (24 * 60) <= length


@settings(max_examples=300, deadline=None)
@given(MOMENTS, HOURS)
@example(datetime(2027, 3, 14, 6, 30, tzinfo=UTC), Hours(time(1), time(2, 30), TORONTO))
@example(datetime(2027, 11, 7, 5, 10, tzinfo=UTC), Hours(time(0), time(1, 30), TORONTO))
def test_never_in_quiet_hours_never_early_never_much_too_late(now: datetime, hours: Hours) -> None:
    moment = first_moment(now, hours)
    assert not quiet_by_the_wall(moment, hours)
    assert moment >= now
    quiet = timedelta(minutes=24 * 60 - hours.open_minutes)
    assert moment - now <= LONGEST[hours.digest] + quiet + HOUR


@settings(max_examples=300, deadline=None)
@given(MOMENTS, HOURS)
def test_a_moment_that_is_allowed_stays_as_it_is(now: datetime, hours: Hours) -> None:
    moment = first_moment(now, hours)
    assert first_moment(moment, hours, waiting_since=now) == moment


@settings(max_examples=200, deadline=None)
@given(MOMENTS, HOURS, st.integers(0, 20 * 24 * 60))
def test_a_digest_that_was_missed_goes_as_soon_as_it_is_not_quiet(since: datetime, hours: Hours, minutes: int) -> None:
    now = first_moment(since, hours) + timedelta(minutes=minutes)
    late = first_moment(now, hours, waiting_since=since)
    assert late == now if not hours.are_quiet(now) else late - now <= DAY


@pytest.mark.parametrize(
    ("now", "hours", "then"),
    [
        ("2027-01-12T02:00", ("21:00", "08:00", TORONTO, "off"), "2027-01-12T13:00"),  # 21:00 → 08:00
        ("2027-01-12T01:59", ("21:00", "08:00", TORONTO, "off"), "2027-01-12T01:59"),  # 20:59
        ("2027-01-12T13:00", ("21:00", "08:00", TORONTO, "off"), "2027-01-12T13:00"),  # 08:00 sharp
        ("2027-03-14T03:00", ("21:00", "08:00", TORONTO, "off"), "2027-03-14T12:00"),  # a night of 23 hours
        ("2027-11-07T02:00", ("21:00", "08:00", TORONTO, "off"), "2027-11-07T13:00"),  # a night of 25 hours
        ("2027-03-14T06:30", ("01:00", "02:30", TORONTO, "off"), "2027-03-14T07:00"),  # 02:30 does not exist: 03:00
        ("2027-11-07T05:10", ("01:00", "01:30", TORONTO, "off"), "2027-11-07T05:30"),  # 01:10 for the first time
        ("2027-11-07T06:10", ("01:00", "01:30", TORONTO, "off"), "2027-11-07T06:30"),  # 01:10 for the second time
        ("2027-04-29T21:30", ("22:00", "07:00", "Africa/Cairo", "off"), "2027-04-30T04:00"),  # no midnight there
        ("2027-06-01T16:00", ("20:00", "06:30", "Asia/Kabul", "off"), "2027-06-02T02:00"),  # half an hour beside
        ("2027-01-12T04:00", ("00:00", "00:00", TORONTO, "off"), "2027-01-12T04:00"),  # no quiet at all
        ("2027-01-12T15:00", ("21:00", "08:00", TORONTO, "daily"), "2027-01-13T13:00"),  # tomorrow at 08:00
        ("2027-01-12T12:00", ("21:00", "08:00", TORONTO, "daily"), "2027-01-12T13:00"),  # today at 08:00
        ("2027-01-12T15:00", ("21:00", "08:00", TORONTO, "weekly"), "2027-01-18T13:00"),  # Tuesday → Monday
        ("2027-01-12T15:00", ("07:30", "07:30", TORONTO, "daily"), "2027-01-13T12:30"),  # no quiet, one mail
    ],
)
def test_as_somebody_would_say_it(now: str, hours: tuple[str, str, str, str], then: str) -> None:
    begin, end, zone, digest = hours
    said = Hours(time.fromisoformat(begin), time.fromisoformat(end), zone, Digest(digest))
    assert first_moment(datetime.fromisoformat(now).replace(tzinfo=UTC), said) == datetime.fromisoformat(then).replace(tzinfo=UTC)
