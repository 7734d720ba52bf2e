"""Who saw our information: what the read log tells an adult, month by month, as far as this adult may know it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.aggregates import BitOr, BoolOr
from django.db.models import Q
from django.db.models.functions import TruncDate

from intentional_connection.cases.models.sharing import who_read
from intentional_connection.family import words
from intentional_connection.journal.models import ReadLog
from intentional_connection.kernel import clock
from intentional_connection.partners.models import Organization

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.utils.functional import Promise

    from intentional_connection.family.reading import Me

#: So many days stand on one page.
DAYS = 31


@dataclass(slots=True)
class Seen:
    """One person who opened something, the newest day first: day, in words what, and whether a copy was taken away."""

    name: str
    organization: Organization | None
    kind: Promise | str
    days: list[tuple[date, list[Promise], bool]] = field(default_factory=list)

    @property
    def last(self) -> date:
        """The newest day."""
        return self.days[0][0]


@dataclass(frozen=True, slots=True)
class Month:
    """A month of it; `earlier` = the day before which there is more."""

    people: list[Seen]
    since: date | None = None
    until: date | None = None
    earlier: date | None = None


def who_saw(me: Me, before: date | None = None) -> Month:
    """The newest days with something in them, before a day; by person, who came last first. The same few questions for any number."""
    rows = ReadLog.objects.visible_to(me.account).told_to(me.account, me.case.pk)
    if before is not None:
        rows = rows.filter(at__lt=_begin(before))
    newest = rows.order_by("-at").values_list("at", flat=True).first()
    if newest is None:
        return Month([])
    until = newest.astimezone(clock.ONTARIO).date()
    since = until - timedelta(days=DAYS - 1)
    grouped = (
        rows.filter(at__gte=_begin(since))
        .annotate(day=TruncDate("at", tzinfo=clock.ONTARIO))
        .values("day", "by_id")
        .annotate(levels=BitOr("level"), copied=BoolOr(Q(kind="export")))
        .order_by("-day", "by_id")
    )
    is_more = rows.filter(at__lt=_begin(since)).exists()
    return Month(_by_person(me, grouped), since, until, since if is_more else None)


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), clock.ONTARIO)


def _by_person(me: Me, grouped: Iterable[Any]) -> list[Seen]:
    readings = {one.account_id: one for some in who_read(me.case, me.account).values() for one in some}
    places = Organization.objects.visible_to(me.account).in_bulk({one.organization_id for one in readings.values()})
    found: dict[UUID, Seen] = {}
    for row in grouped:
        reading = readings.get(row["by_id"])
        place = places.get(reading.organization_id) if reading else None
        kind = words.KINDS[place.kind] if place else ""
        one = found.setdefault(row["by_id"], Seen(reading.name if reading else "", place, kind))
        one.days.append((row["day"], words.opened(row["levels"]), row["copied"]))
    return list(found.values())
