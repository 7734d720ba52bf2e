"""Calendar files, read back by an independent parser: the same instants in every zone, and not a word too many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from intentional_connection.kernel.zones import ZONES
from intentional_connection.notices.calendar import Entry, Method, as_file

HOUR = timedelta(hours=1)
#: Around the days on which Ontario's clocks are changed, every half hour: 14 March and 7 November 2027.
SPRING, AUTUMN = datetime(2027, 3, 14, 5, tzinfo=UTC), datetime(2027, 11, 7, 4, tzinfo=UTC)
AROUND = [start + timedelta(minutes=30 * step) for start in (SPRING, AUTUMN) for step in range(8)]


def file(starts_at: datetime, zone: str, *, minutes: int = 60, sequence: int = 0, method: Method = Method.REQUEST) -> str:
    entry = Entry("0199", sequence, starts_at, starts_at + timedelta(minutes=minutes), zone, method)
    made = as_file(entry, title="There is something for you", link="https://ic.example/x/", sender="no-reply@ic.example", made_at=starts_at)
    return made.decode()


def read_back(text: str) -> tuple[datetime, datetime]:
    event = vobject.readOne(text).vevent
    return event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC)


@pytest.mark.parametrize("zone", ["America/Toronto", "Africa/Cairo", "Asia/Tehran"])
@pytest.mark.parametrize("starts_at", AROUND, ids=lambda moment: f"{moment:%m-%d-%H%M}")
def test_the_same_instant_in_three_zones_around_both_changes_of_the_clock(starts_at: datetime, zone: str) -> None:
    assert read_back(file(starts_at, zone)) == (starts_at, starts_at + HOUR)


@settings(max_examples=60, deadline=None)
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2029, 12, 31)),  # noqa: DTZ001 - made aware below
    st.sampled_from(sorted(ZONES)),
    st.integers(5, 480),
)
def test_any_hour_in_any_offered_zone_is_read_back_as_it_was(moment: datetime, zone: str, minutes: int) -> None:
    starts_at = moment.replace(microsecond=0, tzinfo=UTC)
    assert read_back(file(starts_at, zone, minutes=minutes)) == (starts_at, starts_at + timedelta(minutes=minutes))


def test_the_zone_goes_along_with_its_rules() -> None:
    text = file(datetime(2027, 7, 1, 15, tzinfo=UTC), "Africa/Cairo")
    assert "DTSTART;TZID=Africa/Cairo:20270701T180000" in text.replace("\r\n", "\n")
    assert vobject.readOne(text).vtimezone.tzid.value == "Africa/Cairo"


def test_a_later_entry_has_the_same_identity_and_a_higher_number() -> None:
    first = vobject.readOne(file(AROUND[0], "America/Toronto")).vevent
    text = file(AROUND[1], "America/Toronto", sequence=3, method=Method.CANCEL)
    last = vobject.readOne(text)
    assert first.uid.value == last.vevent.uid.value
    assert (first.sequence.value, last.vevent.sequence.value) == ("0", "3")
    assert (last.method.value, last.vevent.status.value) == ("CANCEL", "CANCELLED")


def test_nothing_but_the_time_the_sentence_and_the_link() -> None:
    event = vobject.readOne(file(AROUND[0], "America/Toronto")).vevent
    said = {child.name for child in event.getChildren()}
    assert said == {"UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "URL", "ORGANIZER", "CLASS", "STATUS"}
    assert event.summary.value == "There is something for you"
    assert event.organizer.value == "mailto:no-reply@ic.example"


def test_every_offered_zone_exists() -> None:
    assert all(ZoneInfo(zone) for zone in ZONES)
