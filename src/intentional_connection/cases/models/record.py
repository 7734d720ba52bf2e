"""What stands of one family's path for the record of the SAH's monitoring: days, states and counts, no word that anybody wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery

from intentional_connection.access.seats import Seat
from intentional_connection.cases.models.board import FamilyBoard
from intentional_connection.cases.models.checking import check_summary
from intentional_connection.cases.models.designation import Designation
from intentional_connection.cases.models.meeting import Meeting, MeetingDate
from intentional_connection.cases.models.path import where
from intentional_connection.cases.models.referral import Referral
from intentional_connection.cases.models.roles import RoleAgreement
from intentional_connection.cases.models.sharing import months_on
from intentional_connection.kernel import clock
from intentional_connection.roles.states import State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from intentional_connection.cases.models.case import Case
    from intentional_connection.cases.models.checking import Summary
    from intentional_connection.cases.models.circle import CircleMember
    from intentional_connection.cases.models.path import Where
    from intentional_connection.people.models import Account

#: Months after arrival at which the monitoring is suggested to look back.
CHECK_MONTHS = (1, 6, 11)


@dataclass(frozen=True, slots=True)
class Seen:
    """Something that stands on a day, by kind (`meeting`, `roles`, `connected`, `contact`) and what it is more closely."""

    on: date
    kind: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A suggested look back: its month and day, and what stands since the one before."""

    month: int
    on: date
    seen: tuple[Seen, ...]
    is_past: bool


def checks(arrived_on: date | None, seen: Iterable[Seen], today: date) -> list[Check]:
    """The suggested looks back after arrival, each with what happened since the one before it, arrival included. Pure."""
    if arrived_on is None:
        return []
    found, begin, rest = [], arrived_on, sorted(seen, key=lambda one: (one.on, one.kind))
    for month in CHECK_MONTHS:
        day = _months_after(arrived_on, month)
        inside = tuple(one for one in rest if begin <= one.on <= min(day, today))
        found.append(Check(month, day, inside, day <= today))
        begin = day + timedelta(days=1)
    return found


def _months_after(day: date, months: int) -> date:
    return months_on(datetime.combine(day, time(12), clock.ONTARIO), months).date()


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that the record says of one family, as far as its reader may read it.

    `agreed` of `lines`: lines of "who does what" to which everybody has said yes; secret lines are left out for everybody.
    """

    circle: list[CircleMember]
    stands: Where
    referrals: list[Referral]
    designations: list[Designation]
    meetings: list[Any]
    versions: list[RoleAgreement]
    lines: int
    agreed: int
    connections: Summary
    checks: list[Check]


def record_of(case: Case, by: Account) -> Record:
    """Gather the record; each list once, for any number of families."""
    stands = where(by, [case])[case.pk]
    newest = MeetingDate.objects.filter(meeting=OuterRef("pk")).order_by("-sequence")
    meetings = Meeting.objects.visible_to(by).filter(case=case).with_rows()
    planned = list(meetings.annotate(starts_at=Subquery(newest.values("starts_at")[:1])).order_by("id"))
    versions = list(RoleAgreement.objects.visible_to(by).of_case(case.pk))
    connections = check_summary(case, by)
    lines, agreed = _lines(case, by) if versions else (0, 0)
    around = case.circle.standing().visible_to(by).exclude(seat=Seat.NEWCOMER)
    referrals = Referral.objects.visible_to(by).filter(case=case).newest_first()
    contacts = Designation.objects.visible_to(by).filter(case=case).primary()
    return Record(
        circle=list(around.select_related("organization", "account__profile", "contact__profile").order_by("since", "id")),
        stands=stands,
        referrals=list(referrals.select_related("agency", "sender", "acceptance", "decline")),
        designations=list(contacts.select_related("account__profile", "organization").order_by("since", "id")),
        meetings=planned,
        versions=versions,
        lines=lines,
        agreed=agreed,
        connections=connections,
        checks=checks(stands.facts.arrived_on, _seen(planned, versions, connections, stands), clock.today()),
    )


def _lines(case: Case, by: Account) -> tuple[int, int]:
    """How many lines hold, and to how many of them everybody has said yes."""
    board = FamilyBoard.of(case, by)
    secret = {(row.key, row.newcomer_id) for row in board.rows if row.secret}
    states = [one.state for place, one in board.looks.items() if place not in secret and one.state != State.NOT_NEEDED]
    return len(states), sum(state == State.AGREED for state in states)


def _seen(meetings: list[Any], versions: list[RoleAgreement], connections: Summary, stands: Where) -> list[Seen]:
    found = [Seen(_day(row.held.started_at), "meeting", row.kind) for row in meetings if hasattr(row, "held")]
    found += [Seen(_day(row.at), "roles", str(row.version)) for row in versions]
    if connections.completed_at:
        found.append(Seen(_day(connections.completed_at), "connected"))
    if stands.touched_on:
        found.append(Seen(stands.touched_on, "contact"))
    return found


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.ONTARIO).date()
