"""Overviews: a SAH's families by filter, and what a coordinator may count of a site. Both ask one function of the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from intentional_connection.access.seats import Seat
from intentional_connection.cases.models.case import Case
from intentional_connection.cases.models.circle import CircleMember
from intentional_connection.cases.models.ending import Closure
from intentional_connection.cases.models.late import late_for
from intentional_connection.cases.models.path import where
from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from intentional_connection.cases.models.late import Late
    from intentional_connection.cases.models.path import Where
    from intentional_connection.partners.models import Organization
    from intentional_connection.people.models import Account

#: Families on one page, and how far they are counted.
PAGE = 25


class Broad(models.TextChoices):
    """The four broad stages in which families are counted (handbook, section 8)."""

    BEFORE_MEETING = "before_meeting", _("Before the first meeting")
    UNTIL_ARRIVAL = "until_arrival", _("Until arrival")
    UNTIL_CONNECTED = "until_connected", _("Until connected to services")
    # Translators: a broad stage: connected, and the worker stays in touch
    FOLLOWING_UP = "following_up", _("Staying in touch")


class Show(models.TextChoices):
    """Which families of an overview are listed."""

    # Translators: filter: every family that has not ended
    ALL = "all", _("All")
    # Translators: filter: families for which something has waited long
    LATE = "late", _("Waiting long")
    # Translators: filter: families that wait for news, perhaps for years
    ASLEEP = "asleep", _("Waiting for news")
    # Translators: filter: families whose year together has ended
    ENDED = "ended", pgettext_lazy("families", "Ended")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an overview was asked for: which families, of which group, in which broad stage, after which one."""

    shown: Show = Show.ALL
    group: UUID | None = None
    stage: str = ""
    before: UUID | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One family of an overview, as far as its reader may read it."""

    case: Case
    stands: Where
    group: Organization | None
    late: Late | None
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some families, and after which one the list continues (None at its end)."""

    rows: list[Row]
    before: UUID | None


def families_of(by: Account, sah: UUID, wanted: Wanted) -> Page:
    """A page of the families that the SAH's staff read, newest first; seven questions for any number of families.

    What is late is decided row by row by `late_for`. The database first looks for families for which something is
    stored as waiting (Today), walking the SAH's families by index until a page is full; so a page of late ones may be
    shorter than others, and a family is missed where nothing is stored: a first meeting together written down as not
    held, or a check that nobody opened.
    """
    ids = _ids(sah, wanted, PAGE + 1)
    more = len(ids) > PAGE
    ids = ids[:PAGE]
    cases = list(Case.objects.visible_to(by).filter(pk__in=ids).select_related("adoption").order_by("-id"))
    stands, groups, ended = where(by, cases), _groups(by, ids), _ended(by, ids)
    rows = [_row(case, stands[case.pk], groups.get(case.pk), ended.get(case.pk)) for case in cases]
    if wanted.shown == Show.LATE:
        rows = [row for row in rows if row.late]
    return Page(rows, ids[-1] if more else None)


def _row(case: Case, stands: Where, group: Organization | None, ended_on: date | None) -> Row:
    return Row(case, stands, group, None if ended_on else late_for(stands, case.adoption, clock.today()), ended_on)


_FAMILIES = "SELECT overview_families(%s, %s, %s, %s, %s, %s)"


def _ids(sah: UUID, wanted: Wanted, size: int) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_FAMILIES, [sah, wanted.group, str(wanted.shown), wanted.stage, wanted.before, size])
        return [row[0] for row in cursor.fetchall()]


def how_many(sah: UUID, wanted: Wanted) -> dict[Show, int]:
    """How many families each filter but "late" lists, counted to one more than a page and no further; one question."""
    shown = (Show.ALL, Show.ASLEEP, Show.ENDED)
    counted = ", ".join(f"(SELECT count(*) FROM ({_FAMILIES}) f)" for _one in shown)  # noqa: S608 - no word of a reader
    said = [one for show in shown for one in (sah, wanted.group, str(show), wanted.stage, None, PAGE + 1)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counted}", said)
        return dict(zip(shown, cursor.fetchone(), strict=True))


def _groups(by: Account, ids: list[UUID]) -> dict[UUID, Organization]:
    rows = CircleMember.objects.visible_to(by).standing().with_seat(Seat.SPONSOR_REP).filter(case_id__in=ids)
    return {row.case_id: row.organization for row in rows.select_related("organization").order_by("id")}


def _ended(by: Account, ids: list[UUID]) -> dict[UUID, date]:
    return dict(Closure.objects.visible_to(by).standing().filter(case_id__in=ids).values_list("case_id", "on"))


@dataclass(frozen=True, slots=True)
class Count:
    """One count of a site. `n` None = one to four; `median` only where five or more are behind it."""

    what: str
    key: str
    n: int | None
    median: int | None


def site_counts() -> dict[UUID, list[Count]]:
    """Counts of the sites that whoever entered coordinates, by site; the database gives no row of a family."""
    found: dict[UUID, list[Count]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT site_id, what, key, n, median FROM site_counts()")
        for site, *said in cursor.fetchall():
            found.setdefault(site, []).append(Count(*_numbers(said)))
    return found


def _numbers(said: list[Any]) -> list[Any]:
    what, key, n, median = said
    return [what, key, None if n is None else int(n), None if median is None else int(median)]
