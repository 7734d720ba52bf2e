"""A neutral entry for calendars: there is something, from when to when, and a link; no name, place, people or words.

Pure: values in, bytes out. The same identity and a rising sequence replace an earlier entry; a cancelling one removes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import icalendar

#: A file that travels is called neither by a family nor by what it is about.
FILE_NAME = "calendar.ics"
#: Every file tells a zone's rules for the same years: programs keep the first that they read.
KNOWN_RULES = (date(2025, 1, 1), date(2038, 1, 1))


class Method(StrEnum):
    """What a calendar does with the file: put the entry in (or change it), take it out, or just show it."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, slots=True)
class Entry:
    """From when to when (aware moments), in which zone; `uid` stays the same for as long as it is the same thing."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    method: Method = Method.REQUEST


def as_file(entry: Entry, *, title: str, link: str, sender: str, made_at: datetime) -> bytes:
    """The entry as iCalendar (RFC 5545) with its zone's own rules; `sender` is an address without a person."""
    start, end = _said(entry)
    event = icalendar.Event()
    event.add("uid", f"{entry.uid}@{sender.rpartition('@')[2]}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", made_at)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", title)
    event.add("url", link)
    event.add("organizer", f"mailto:{sender}")
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if entry.method == Method.CANCEL else "CONFIRMED")
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Intentional Connection//EN")
    calendar.add("version", "2.0")
    calendar.add("method", str(entry.method))
    calendar.add_component(event)
    calendar.add_missing_timezones(*KNOWN_RULES)
    for rule in (rule for zone in calendar.timezones for rule in zone.subcomponents):
        _in_short_lines(rule)
    return bytes(calendar.to_ical())


def _said(entry: Entry) -> tuple[datetime, datetime]:
    """Beginning and end on the zone's clock; in UTC where an hour comes twice, because no calendar can say which one."""
    zone = ZoneInfo(entry.zone)
    local = (entry.starts_at.astimezone(zone), entry.ends_at.astimezone(zone))
    if any(_comes_twice(one) for one in local):
        return entry.starts_at.astimezone(UTC), entry.ends_at.astimezone(UTC)
    return local


def _comes_twice(moment: datetime) -> bool:
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


def _in_short_lines(rule: icalendar.Component) -> None:
    """One line for each change of the clock: a long list is folded, and not every program unfolds it."""
    listed = rule.pop("RDATE", None)
    for one in listed.dts if listed else ():
        rule.add("rdate", one.dt)
