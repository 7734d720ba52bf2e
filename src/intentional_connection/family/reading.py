"""What the family's pages show, read by the walls of whoever reads: an adult for oneself, or the door for a carried link."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.db.models.lookups import IsNull

from intentional_connection.access.seats import Seat
from intentional_connection.cases.models import (
    CircleMember,
    Designation,
    FollowUp,
    Withdrawal,
)
from intentional_connection.cases.models.arrival import Arrival
from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.cases.models.connection import (
    ConnectionCheck,
)
from intentional_connection.cases.models.meeting import MeetingAnswer, MeetingDate, MeetingGuest, Voice
from intentional_connection.cases.models.roles import Confirmation, Question, Role, RoleLine, RolePart
from intentional_connection.cases.models.tasks import Task, TaskDone
from intentional_connection.family import words
from intentional_connection.family.tongue import Said, clocks, day, here, in_how_long, spoken
from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from django.utils.functional import Promise

    from intentional_connection.cases.models import Case, Newcomer
    from intentional_connection.cases.models.meeting import Meeting
    from intentional_connection.family.tongue import Clock
    from intentional_connection.partners.models import Organization
    from intentional_connection.people.models import Account

#: Lines of "who does what" on the first page.
FIRST_LINES = 5
SHAPES = {
    Seat.NEWCOMER: "newcomer",
    Seat.SPONSOR_REP: "sponsor",
    Seat.SPONSOR_MEMBER: "sponsor",
    Seat.SAH_STAFF: "sah",
    Seat.WORKER: "worker",
    Seat.BACKUP: "worker",
    Seat.SUPERVISOR: "worker",
}


@dataclass(frozen=True, slots=True)
class Me:
    """The adult who reads, and the family."""

    account: Account
    case: Case
    newcomer: Newcomer
    has_arrived: bool
    has_check: bool
    has_stopped: bool
    #: When the worker is in touch next, by the rhythm that holds.
    next_call: date | None = None


def me(account: Account) -> Me | None:
    """The adult of a family that this account is; None for everybody else."""
    rows = CircleMember.objects.visible_to(account).standing().with_seat(Seat.NEWCOMER)
    rhythm = FollowUp.objects.visible_to(account).filter(case_id=OuterRef("case_id"), ended_at=None)
    row = (
        rows.filter(account_id=account.pk, newcomer__isnull=False)
        .select_related("newcomer", "case__adoption")
        .annotate(
            has_arrived=Exists(Arrival.objects.standing().filter(newcomer_id=OuterRef("newcomer_id"))),
            has_check=Exists(ConnectionCheck.objects.filter(case_id=OuterRef("case_id"))),
            next_call=Subquery(rhythm.values("next_on")[:1]),
            has_stopped=Exists(Withdrawal.objects.standing().filter(newcomer_id=OuterRef("newcomer_id"))),
        )
        .order_by("-since")
        .first()
    )
    if row is None:
        return None
    row.newcomer.case = row.case
    ahead = row.next_call if row.next_call and row.next_call >= clock.today() else None
    return Me(account, row.case, row.newcomer, row.has_arrived, row.has_check, row.has_stopped, ahead)


@dataclass(frozen=True, slots=True)
class Appointment:
    """The next meeting, as the page says it."""

    meeting: Meeting
    kind: Promise
    clocks: list[Clock]
    soon: str
    minutes: int
    way: Promise
    place: str
    interpreter: bool
    voices: list[Who]
    answer: str
    invited: bool
    #: Which day of which meeting this is: an answer names it.
    day_key: str


def next_meeting(account: Account, case: Case, newcomer: Newcomer | None) -> Appointment | None:
    """The first open meeting that is not over; a carried link (no `newcomer`) reads its time alone."""
    row = _next_date(account, case, with_place=newcomer is not None)
    if row is None:
        return None
    guests = _guests(account, row, newcomer)
    mine = [guest for guest in guests if newcomer is not None and guest.newcomer_id == newcomer.pk]
    place = getattr(row, "place", None) if newcomer is not None else None
    answer = mine[0].said if mine else (guests[0].carried if guests and newcomer is None else "")
    return Appointment(
        meeting=row.meeting,
        kind=words.MEETINGS[row.meeting.kind],
        clocks=clocks(row.starts_at, row.zone),
        soon=in_how_long(row.starts_at),
        minutes=row.minutes,
        way=words.WAYS[row.way],
        place=place.place if place else "",
        interpreter=bool(place and place.interpreter),
        voices=[_voice(voice) for voice in dict.fromkeys(guest.voice for guest in guests) if voice != Voice.NEWCOMER],
        answer=answer or "",
        invited=bool(mine) or newcomer is None,
        day_key=f"{row.meeting_id}-{row.sequence}",
    )


def _next_date(account: Account, case: Case, *, with_place: bool) -> MeetingDate | None:
    rows = MeetingDate.objects.visible_to(account).filter(
        case_id=case.pk, meeting__held=None, meeting__not_held=None, meeting__called_off=None
    )
    rows = rows.select_related("meeting", "place") if with_place else rows.select_related("meeting")
    newest: dict[UUID, MeetingDate] = {}
    for row in rows.order_by("sequence"):
        newest[row.meeting_id] = row
    ahead = [row for row in newest.values() if row.starts_at + timedelta(minutes=row.minutes) > clock.now()]
    first: MeetingDate | None = min(ahead, key=lambda row: row.starts_at, default=None)
    if first is not None:
        first.meeting.case = case
    return first


def _guests(account: Account, row: MeetingDate, newcomer: Newcomer | None) -> list[Any]:
    said = MeetingAnswer.objects.filter(meeting_id=row.meeting_id, sequence=row.sequence).order_by("-at", "-id")
    rows = MeetingGuest.objects.visible_to(account).filter(meeting_id=row.meeting_id)
    return list(
        rows.annotate(
            said=Subquery(said.filter(guest=OuterRef("pk")).values("coming")[:1]),
            carried=Subquery(said.filter(guest=None).values("coming")[:1]),
        ).order_by("id")
    )


@dataclass(frozen=True, slots=True)
class Who:
    """A voice with its shape, and the name of the person where one is named."""

    shape: str
    word: Promise
    name: str = ""


def _voice(voice: str, name: str = "") -> Who:
    return Who(voice, words.VOICES[voice], name)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody around the family, with the telephone that this person or organization gives."""

    account_id: UUID | None
    seat: str
    shape: str
    name: str
    organization: str
    kind: Promise | str
    phone: str
    why: Promise
    languages: list[Said] = field(default_factory=list)
    #: The worker speaks a language of the family.
    shares_language: bool = False
    #: The last day on which this colleague stands in for the worker; who stands in for this worker now.
    until: str = ""
    cover: Person | None = None


def people(account: Account, case: Case) -> list[Person]:
    """Who stands around the family, the worker first; a carried link reads nobody of the family itself."""
    spoken_by = Designation.objects.standing().primary().filter(case_id=OuterRef("case_id"), account_id=OuterRef("account_id"))
    rows = (
        CircleMember.objects.visible_to(account)
        .standing()
        .filter(case_id=case.pk)
        .select_related("account__profile", "contact__profile", "organization")
        .annotate(spoken=Subquery(spoken_by.values("languages")[:1]))
        .order_by("since", "id")
    )
    found = [_person(row, case) for row in rows if row.seat in SHAPES and row.seat != Seat.NEWCOMER]
    order = [Seat.WORKER, Seat.BACKUP, Seat.SPONSOR_REP, Seat.SPONSOR_MEMBER, Seat.SAH_STAFF, Seat.SUPERVISOR]
    named = [one for one in found if one.seat != Seat.SPONSOR_MEMBER or one.account_id]
    return sorted(named, key=lambda one: order.index(Seat(one.seat)))


def _person(row: Any, case: Case) -> Person:
    profile = getattr(row.account or row.contact, "profile", None)
    organization: Organization | None = row.organization
    codes = row.spoken or []
    seat = Seat.BACKUP if row.covers_until else row.seat
    return Person(
        account_id=row.account_id,
        seat=seat,
        shape=SHAPES[row.seat],
        name=profile.name if profile else "",
        organization=organization.name if organization else "",
        kind=words.KINDS.get(organization.kind, "") if organization else "",
        phone=(profile.phone if profile else "") or (organization.phone if organization else ""),
        why=words.WHY[seat],
        languages=spoken(codes),
        shares_language=bool(set(codes) & set(case.languages)),
        until=day(row.covers_until) if row.covers_until else "",
    )


def worker_of(around: Iterable[Person]) -> Person | None:
    """The one worker, with who helps while the worker is away; before one is named, whoever answers for the agency."""
    found = list(around)
    seats = {one.seat: one for one in found}
    cover = next((one for one in found if one.until), None)
    worker = seats.get(Seat.WORKER)
    return replace(worker, cover=cover) if worker and cover else worker or seats.get(Seat.SUPERVISOR)


def agency_of(around: Iterable[Person]) -> Person | None:
    """Whoever answers for the agency."""
    return next((one for one in around if one.seat == Seat.SUPERVISOR), None)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the plan in plain words."""

    pk: UUID
    row: RoleLine
    words: Said
    phase: str
    order: int
    leads: list[Who]
    helps: list[Who]
    told: list[Who]
    for_whom: str
    is_done: bool
    yes: bool
    asked: bool


def lines(reader: Me, around: Iterable[Person]) -> list[Line]:
    """The lines of who does what that the adult may see and that are needed, in the order of time."""
    known = {one.account_id: one.name for one in around if one.account_id} | {reader.newcomer.pk: reader.newcomer.name}
    rows = list(_line_rows(reader).select_related("newcomer"))
    known |= {row.newcomer_id: row.newcomer.name for row in rows if row.newcomer}
    found = [_line(row, reader, known) for row in rows if not row.not_needed]
    return sorted(found, key=lambda line: (line.order, str(line.row.key), str(line.row.newcomer_id or "")))


def line_rows(reader: Me) -> Any:
    """The current lines that are this adult's to say yes to: the family's, the own, and the children's."""
    rows = RoleLine.objects.visible_to(reader.account).current().filter(case_id=reader.case.pk)
    return rows.filter(Q(newcomer=None) | Q(newcomer_id=reader.newcomer.pk) | Q(newcomer__age_group=AgeGroup.CHILD))


def _line_rows(reader: Me) -> Any:
    mine = {"line": OuterRef("pk"), "newcomer_id": reader.newcomer.pk}
    parts = JSONObject(party="party", part="part", account="account_id", newcomer="newcomer_id")
    for_all = IsNull(OuterRef("newcomer_id"), True)
    tasks = Task.objects.filter(
        Q(newcomer_id=OuterRef("newcomer_id")) | Q(for_all), case_id=reader.case.pk, code=OuterRef("key"), ceased_at=None
    )
    ticked = TaskDone.objects.filter(task=OuterRef("pk"), undone_at=None)
    return line_rows(reader).annotate(
        parts=ArraySubquery(Role.objects.filter(line=OuterRef("pk")).values(part_of=parts)),
        yes=Exists(Confirmation.objects.filter(taken_back_at=None, **mine)),
        asked=Exists(Question.objects.filter(answered_at=None, **mine)),
        is_open=Exists(tasks.filter(~Exists(ticked))),
        has_tasks=Exists(tasks),
        label=Subquery(tasks.values("label")[:1]),
    )


def _line(row: Any, reader: Me, known: dict[UUID, str]) -> Line:
    edition = reader.case.adoption.edition
    kind = next((one for one in edition.tasks if one.code == row.key), None)
    said = words.task(edition, row.key) if kind else Said(row.label or "", here())
    return Line(
        pk=row.pk,
        row=row,
        words=said,
        phase=kind.phase if kind else "",
        order=_order(kind),
        leads=_who(row, RolePart.LEAD, known),
        helps=_who(row, RolePart.HELP, known),
        told=_who(row, RolePart.INFORMED, known),
        for_whom=known.get(row.newcomer_id, "") if row.newcomer_id else "",
        is_done=row.has_tasks and not row.is_open,
        yes=row.yes,
        asked=row.asked,
    )


def _order(kind: Any) -> int:
    """Days from arrival; events and own tasks last."""
    last = 10_000
    return last if kind is None or kind.due_day_from_arrival is None else int(kind.due_day_from_arrival)


def _who(row: Any, part: str, known: dict[UUID, str]) -> list[Who]:
    texts = {str(key): name for key, name in known.items()}
    return [
        _voice(one["party"], texts.get(str(one["account"] or one["newcomer"]), ""))
        for one in sorted(row.parts, key=lambda one: str(one["party"]))
        if one["part"] == part and one["party"] in words.VOICES
    ]


def first_lines(all_lines: list[Line], *, has_arrived: bool) -> list[Line]:
    """What comes next: open lines, before arrival those of before, afterwards the rest in their order."""
    waiting = [line for line in all_lines if not line.is_done]
    ahead = [line for line in waiting if line.order >= 0] if has_arrived else waiting
    return (ahead or waiting)[:FIRST_LINES]


def my_questions(reader: Me, line_id: UUID) -> list[Question]:
    """What this adult asked about a line, the newest first, with the answers."""
    rows = Question.objects.visible_to(reader.account).filter(line_id=line_id, newcomer_id=reader.newcomer.pk)
    return list(rows.order_by("-at"))
