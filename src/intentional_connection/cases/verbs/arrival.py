"""The travel notice in its versions, and who has landed: the days from which others are counted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Seat
from intentional_connection.cases.models import Arrival, TravelDetail, TravelNotice
from intentional_connection.cases.models.arrival import Undone
from intentional_connection.cases.models.gathering import everybody_around
from intentional_connection.cases.models.keeping import keep_days
from intentional_connection.cases.models.waking import end_sleep
from intentional_connection.cases.verbs.keeping import keep_tasks
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused
from intentional_connection.notices import outbox

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, time
    from uuid import UUID

    from intentional_connection.cases.models import Case, Newcomer
    from intentional_connection.people.models import Account

#: A flight farther ahead, or an arrival farther back, is a slip of the pen.
MOST_DAYS = 2 * 366


@verb(Can.RECORD_TRAVEL, counted=True)
def record_travel(  # noqa: PLR0913 - each word is one answer of the page
    case: Case,
    by: Account,
    *,
    newcomers: Collection[Newcomer],
    received_on: date,
    lands_on: date | None,
    flight: str = "",
    port: str = "",
    lands_at: time | None = None,
    needs: str = "",
    reason: str = "",
) -> list[TravelNotice]:
    """Write down when people should land; no day = the journey was called off and no new one is known yet.

    Each notice is a new version: the earlier ones stay. A day wakes a sleeping family at once,
    and what was missing before is asked again. Refused where the site
    leaves this part out, for days that cannot be, for people who have landed, and for a change without its reason.
    """
    people = _people(case, newcomers)
    _require_days(case, received_on, lands_on)
    versions = _last_versions(people)
    _require_sense(case, people, versions, lands_on, reason)
    rows = [
        TravelNotice(
            case=case,
            newcomer=person,
            version=versions.get(person.pk, 0) + 1,
            received_on=received_on,
            lands_on=lands_on,
            reason=reason if person.pk in versions else "",
            by=by,
        )
        for person in people
    ]
    TravelNotice.objects.bulk_create(rows)
    said = {"flight": flight, "port": port, "lands_at": lands_at, "needs": needs}
    TravelDetail.objects.bulk_create(TravelDetail(case=case, newcomer=row.newcomer, notice=row, **said) for row in rows)
    if lands_on:
        _wake(case, by)
    keep_days(case, by)
    _tell(case, by, "travel_recorded", "travel")
    return rows


@verb(Can.RECORD_ARRIVAL, counted=True)
def record_arrival(case: Case, by: Account, *, newcomers: Collection[Newcomer], on: date) -> list[Arrival]:
    """These people have landed: day 0 of what is counted for them. Whoever comes later has a day 0 of their own.

    Refused for a day to come, for one years back, and for people whose arrival stands already.
    """
    people = _people(case, newcomers)
    if on > clock.today():
        raise Refused(_("This day is still to come. An arrival is written down once people have landed."), "on")
    if on < clock.today() - timedelta(days=MOST_DAYS):
        raise Refused(_("This day is more than two years back. Check the year."), "on")
    _require_not_landed(people)
    rows = Arrival.objects.bulk_create(Arrival(case=case, newcomer=person, on=on, by=by) for person in people)
    _wake(case, by)
    keep_tasks(case, by)
    _tell(case, by, "arrival_recorded", "arrival")
    return list(rows)


@verb(Can.RECORD_ARRIVAL, counted=True)
def undo_arrival(case: Case, by: Account, *, newcomers: Collection[Newcomer], why: str) -> list[Arrival]:
    """These people have not landed after all, with why; the rows stay, and what was counted from them moves back.

    Refused without a reason, and for people without an arrival.
    """
    people = _people(case, newcomers)
    if why not in Undone.values:
        raise Refused(_("Choose why the arrival does not stand."), "why")
    rows = list(Arrival.objects.standing().filter(newcomer__in=people))
    if len(rows) < len(people):
        raise Refused(_("There is no arrival of this person to take back. Load the page again."), "newcomers")
    for row in rows:
        row.undone_by, row.undone_at, row.undone_why = by, clock.now(), why
        row.save(update_fields=["undone_by", "undone_at", "undone_why"])
    keep_tasks(case, by)
    _tell(case, by, "arrival_undone", "arrival")
    return rows


def _people(case: Case, newcomers: Collection[Newcomer]) -> list[Newcomer]:
    people = list(dict.fromkeys(newcomers))
    if not people or any(person.case_id != case.pk for person in people):
        raise Refused(_("Choose who it is about, among the people of the family."), "newcomers")
    return people


def _require_days(case: Case, received_on: date, lands_on: date | None) -> None:
    today = clock.today()
    if not case.adoption.has("travel_notice"):
        raise Refused(_("This part of the practice is not in this site. Write down the arrival once people have landed."))
    if received_on > today:
        raise Refused(_("This day is still to come. Write the day on which the notice reached you."), "received_on")
    if lands_on and lands_on < received_on:
        raise Refused(_("This day is before the notice came. If people have landed, write down the arrival."), "lands_on")
    if lands_on and lands_on > today + timedelta(days=MOST_DAYS):
        raise Refused(_("This day is more than two years ahead. Check the year."), "lands_on")


def _require_sense(
    case: Case, people: list[Newcomer], versions: dict[UUID, int], lands_on: date | None, reason: str
) -> None:
    """A first notice names a day; a change says why."""
    if lands_on is None and len(versions) < len(people):
        raise Refused(_("Write the day. Without an earlier notice there is nothing to call off."), "lands_on")
    if versions and reason not in case.adoption.edition.reasons_of("notice_changed"):
        raise Refused(_("There is a notice already. Choose why it has changed."), "reason")
    _require_not_landed(people)


def _require_not_landed(people: list[Newcomer]) -> None:
    if Arrival.objects.standing().filter(newcomer__in=people).exists():
        raise Refused(_("Somebody of these has arrived already. Take the arrival back first, or leave this person out."), "newcomers")


def _last_versions(people: list[Newcomer]) -> dict[UUID, int]:
    rows = TravelNotice.objects.filter(newcomer__in=people).order_by().values("newcomer_id")
    return dict(rows.annotate(last=Max("version")).values_list("newcomer_id", "last"))


def _wake(case: Case, by: Account) -> None:
    """News of the journey wakes whoever waited for it; what was missing before is asked again."""
    if pause := case.pauses.standing().first():
        end_sleep(pause, by)


def _tell(case: Case, by: Account, key: str, page: str) -> None:
    """Everybody around the family reads that there is something; adults open their own page."""
    adults = set(case.circle.standing().with_seat(Seat.NEWCOMER).values_list("account_id", flat=True))
    outbox.post(everybody_around(case) - adults, by, key, about=case, path=f"/families/{case.pk}/{page}/")
    outbox.post(adults, by, key, about=case, path="/my/")
