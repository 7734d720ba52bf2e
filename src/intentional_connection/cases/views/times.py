"""When a meeting is, as people read it: on Ontario's clock, and on the meeting's own where it differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.formats import time_format
from django.utils.translation import gettext as _

from intentional_connection.cases.models.meeting import MeetingKind, Voice, Way
from intentional_connection.kernel.zones import ONTARIO, ZONES
from intentional_connection.ui.templatetags.ic import day, in_language

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from intentional_connection.cases.models import MeetingAnswer, MeetingDate, MeetingGuest
    from intentional_connection.cases.models.gathering import Gathering
    from intentional_connection.kernel.text import Text


def there(moment: datetime, zone: str) -> str:
    """The hour on the meeting's own clock, "" where it is Ontario's hour all the same."""
    local = moment.astimezone(ZoneInfo(zone))
    if local.utcoffset() == moment.astimezone(ZoneInfo(ONTARIO)).utcoffset():
        return ""
    place = in_language(ZONES[zone]) if zone in ZONES else zone
    return _("%(place)s: %(day)s, %(time)s") % {"place": place, "day": day(local.date()), "time": time_format(local, "H:i")}


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a meeting: the newest holds, the others were moved, with who asked and why."""

    row: MeetingDate
    there: str
    asked_by: str
    reason: Text | None


@dataclass(frozen=True, slots=True)
class Comer:
    """Somebody invited, and the answer to the day that holds."""

    guest: MeetingGuest
    name: str
    voice: str
    shape: str
    answer: MeetingAnswer | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A meeting for a template."""

    gathering: Gathering
    title: str
    days: list[Day]
    comers: list[Comer]

    @property
    def now(self) -> Day | None:
        """The day that holds."""
        return self.days[0] if self.days else None

    @property
    def earlier(self) -> list[Day]:
        """Days that were moved, the last first."""
        return self.days[1:]

    @property
    def way(self) -> str:
        """How people meet."""
        return str(Way(self.gathering.date.way).label) if self.gathering.date else ""

    @property
    def link(self) -> str:
        """An address that a browser can open; a telephone number or a street is none."""
        place = self.gathering.place.place if self.gathering.place else ""
        return place if place.startswith(("https://", "http://")) else ""


def shown(gathering: Gathering) -> Shown:
    """The meeting as a page shows it."""
    edition = gathering.meeting.case.adoption.edition
    days = [
        Day(
            row,
            there(row.starts_at, row.zone),
            str(Voice(row.asked_by).label) if row.asked_by else "",
            edition.reason(row.reason) if row.reason else None,
        )
        for row in gathering.dates
    ]
    return Shown(gathering, str(MeetingKind(gathering.meeting.kind).label), days, list(_comers(gathering)))


def _comers(gathering: Gathering) -> Iterator[Comer]:
    order = list(Voice)
    for guest in sorted(gathering.guests, key=lambda one: order.index(Voice(one.voice))):
        yield Comer(guest, name_of(guest), str(Voice(guest.voice).label), guest.voice, gathering.answers.get(guest.pk))
    if by_link := gathering.answers.get(None):
        # Translators: who answered an invitation by a link that was passed on to the family
        yield Comer(by_link, _("By the link that was passed on"), str(Voice.NEWCOMER.label), Voice.NEWCOMER, by_link)  # type: ignore[arg-type]


def name_of(guest: MeetingGuest) -> str:
    """A guest's name, "" where the reader may not read it."""
    if guest.newcomer:
        return str(guest.newcomer.name)
    return getattr(getattr(guest.account, "profile", None), "name", "")
