"""When somebody may be written to, on the clock of the wall beside them. Pure: moments in, a moment out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

_MINUTE, _DAY, _MONDAY = timedelta(minutes=1), timedelta(days=1), 0


class Digest(StrEnum):
    """Each message by itself, or everything that waits in one: each day, each Monday."""

    OFF = "off"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Hours:
    """Quiet from … to …, to the minute, in a zone by its IANA name; the same hour twice is no quiet at all."""

    quiet_from: time
    quiet_to: time
    zone: str
    digest: Digest = Digest.OFF

    def are_quiet(self, moment: datetime) -> bool:
        """Whether the reader's clock shows a quiet hour."""
        wall = moment.astimezone(ZoneInfo(self.zone)).time()
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= wall < self.quiet_to
        return wall >= self.quiet_from or wall < self.quiet_to

    @property
    def open_minutes(self) -> int:
        """How many minutes of an ordinary day are not quiet."""
        quiet = (_minutes(self.quiet_to) - _minutes(self.quiet_from)) % (24 * 60)
        return 24 * 60 - quiet


def _minutes(hour: time) -> int:
    return hour.hour * 60 + hour.minute


def first_moment(now: datetime, hours: Hours, waiting_since: datetime | None = None) -> datetime:
    """The first moment, now or later, at which what has been waiting since then may be sent.

    A digest goes at the end of the quiet hours of the day (of Monday) after it began to wait; when that was missed, as
    soon as it is not quiet. Walked minute by minute, because a clock that is changed jumps over hours or shows them twice.
    """
    moment = now
    if hours.digest != Digest.OFF:
        moment = max(now, _digest(waiting_since or now, hours))
    while hours.are_quiet(moment):
        moment = moment.replace(second=0, microsecond=0) + _MINUTE
    return moment


def _digest(since: datetime, hours: Hours) -> datetime:
    """The end of the quiet hours of that day or, where it has passed, of the next (of the next Monday)."""
    zone = ZoneInfo(hours.zone)
    day = since.astimezone(zone).date()
    while True:
        moment = datetime.combine(day, hours.quiet_to, zone).astimezone(UTC)
        if moment >= since and (hours.digest == Digest.DAILY or day.weekday() == _MONDAY):
            return moment
        day += _DAY
