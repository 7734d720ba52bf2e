"""Plan a meeting, move it, call it off; answer, ask for one, put a point on the agenda."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can
from intentional_connection.cases.models import (
    AgendaPoint,
    Meeting,
    MeetingAnswer,
    MeetingCalledOff,
    MeetingDate,
    MeetingGuest,
    MeetingPlace,
    MeetingRequest,
)
from intentional_connection.cases.models.gathering import (
    REMINDER,
    Guest,
    first_arrival,
    gatherings,
    to_remind,
    voice_of,
    worker_of,
)
from intentional_connection.cases.models.inviting import (
    invite,
    newest_date,
    path_of,
    require_guests,
    require_kind,
    require_planned,
    require_ready,
    tell,
)
from intentional_connection.cases.models.meeting import BEFORE_ARRIVAL, Coming, Voice, Way
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused
from intentional_connection.kernel.zones import ONTARIO, ZONES
from intentional_connection.notices import outbox
from intentional_connection.notices.calendar import Method
from intentional_connection.partners.models import Absence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from intentional_connection.cases.models import Case
    from intentional_connection.people.models import Account

#: Farther ahead the day of a meeting is a slip of the pen.
MOST_DAYS = 2 * 366
#: A family that is asked to put more than so many points at once would not be heard on any of them.
MOST_POINTS = 40


@dataclass(frozen=True, slots=True)
class When:
    """Day and hour with the zone in which they were agreed, how long, how people meet, and in which language."""

    starts_at: datetime
    minutes: int = 60
    zone: str = ONTARIO
    way: str = Way.VIDEO
    place: str = ""
    language: str = "en"
    interpreter: str = ""


@verb(Can.PLAN_MEETING)
def plan_meeting(  # noqa: PLR0913 - each word is one answer of the page
    case: Case,
    by: Account,
    *,
    kind: str,
    starts_at: datetime,
    minutes: int = 60,
    zone: str = ONTARIO,
    way: str = Way.VIDEO,
    place: str = "",
    language: str = "en",
    interpreter: str = "",
    guests: Iterable[Guest] = (),
) -> Meeting:
    """Fix a day on which people agreed, and invite them in neutral words with a calendar file.

    Refused before a worker is named, while the family sleeps, for an hour that is past or years ahead, for a day on
    which the worker is away, and while a meeting of this kind is planned or was held.
    """
    require_ready(case)
    require_kind(case, kind)
    when = When(starts_at, minutes, zone, way, place, language, interpreter)
    _require_sense(case, when)
    if kind in BEFORE_ARRIVAL and (day := first_arrival(case)) and day <= _day(when):
        raise Refused(_("The family has arrived by then. Plan the first meeting together."), "kind")
    people = require_guests(case, guests)
    meeting = Meeting.objects.create(case=case, kind=kind, by=by)
    date = _date(meeting, by, when, sequence=0)
    invite(meeting, by, people)
    tell(meeting, by, date, "meeting_planned", Method.REQUEST)
    return meeting


@verb(Can.PLAN_MEETING)
def move_meeting(  # noqa: PLR0913 - each word is one answer of the page
    meeting: Meeting,
    by: Account,
    *,
    starts_at: datetime,
    minutes: int,
    zone: str,
    way: str,
    place: str,
    language: str,
    interpreter: str,
    asked_by: str,
    reason: str,
) -> MeetingDate:
    """Agree on another day or way, with who asked and why; the earlier one stays to be read, calendars follow.

    Refused once it was held, not held or called off, and where nothing changes.
    """
    require_planned(meeting)
    when = When(starts_at, minutes, zone, way, place, language, interpreter)
    _require_sense(meeting.case, when)
    _require_reason(meeting, asked_by, reason)
    last = newest_date(meeting)
    if last and _is_same(last, when):
        raise Refused(_("Nothing has changed. Write the new day, hour or place."))
    sequence = last.sequence + 1 if last else 0
    date = _date(meeting, by, when, sequence=sequence, asked_by=asked_by, reason=reason)
    tell(meeting, by, date, "meeting_moved", Method.REQUEST)
    return date


@verb(Can.PLAN_MEETING)
def call_off_meeting(meeting: Meeting, by: Account, *, asked_by: str, reason: str) -> MeetingCalledOff:
    """The planned meeting does not take place, with who asked and why; it leaves the calendars.

    Refused once it was held, not held or called off.
    """
    require_planned(meeting)
    _require_reason(meeting, asked_by, reason)
    row = MeetingCalledOff.objects.create(case=meeting.case, meeting=meeting, asked_by=asked_by, reason=reason, by=by)
    if date := newest_date(meeting):
        tell(meeting, by, date, "meeting_called_off", Method.CANCEL)
    return row


@verb(Can.ANSWER_MEETING)
def answer_meeting(meeting: Meeting, by: Account, *, coming: str) -> MeetingAnswer:
    """Say that one will come, or needs another time; the newest answer counts.

    Refused for whoever is not invited, and when the meeting is over. Who answers by a link that was passed on answers
    for the family.
    """
    require_planned(meeting)
    date = newest_date(meeting)
    if date is None or date.starts_at + timedelta(minutes=date.minutes) < clock.now():
        raise Refused(_("The hour of this meeting has passed. Ask the worker for another one."))
    guest = None if by.is_system else _guest_of(meeting, by)
    row = MeetingAnswer.objects.create(
        case=meeting.case, meeting=meeting, guest=guest, sequence=date.sequence, coming=Coming(coming), by=by
    )
    if row.coming == Coming.OTHER:
        readers = {meeting.by_id, date.by_id, worker_of(meeting.case)} - {None}
        outbox.post(readers, by, "meeting_answered", about=meeting, path=path_of(meeting))  # type: ignore[arg-type]
    return row


@verb(Can.ASK_MEETING)
def ask_for_meeting(case: Case, by: Account, *, text: str = "") -> MeetingRequest:
    """A voice asks for a meeting, with the point it wants to talk about; the worker is told.

    Refused before a worker is named, and while this voice's last request waits.
    """
    require_ready(case)
    voice = _voice(case, by)
    if waits := case.meeting_requests.filter(voice=voice).order_by("-at").first():
        planned = Meeting.objects.filter(case=case, at__gt=waits.at, called_off=None).exists()
        if not planned:
            raise Refused(_("You have asked already. The worker sees it on the first page."))
    row = MeetingRequest.objects.create(case=case, voice=voice, by=by)
    if text:
        _point(case, by, voice, text)
    if worker := worker_of(case):
        outbox.post([worker], by, "meeting_asked", about=case, path=f"/families/{case.pk}/meetings/")
    return row


@verb(Can.ASK_MEETING)
def add_point(case: Case, by: Account, *, text: str) -> AgendaPoint:
    """A voice puts a point on the agenda of the next meeting. Refused without words, and beyond a length nobody could talk about."""
    if not text.strip():
        raise Refused(_("Write in a few words what you want to talk about."), "text")
    return _point(case, by, _voice(case, by), text)


@verb(Can.REMIND)
def remind_meeting(meeting: Meeting, by: Account) -> Meeting:
    """Tell the guests that they meet within a day, each once; not who asked for another time."""
    (one,) = gatherings(by, [meeting], people=True, answers=True)
    if meeting.is_open and one.date and (readers := to_remind(one)):
        tell(meeting, by, one.date, REMINDER, Method.REQUEST, readers)
    return meeting


def _date(meeting: Meeting, by: Account, when: When, *, sequence: int, asked_by: str = "", reason: str = "") -> MeetingDate:
    date = MeetingDate.objects.create(
        case_id=meeting.case_id,
        meeting=meeting,
        sequence=sequence,
        starts_at=when.starts_at,
        minutes=when.minutes,
        zone=when.zone,
        way=when.way,
        language=when.language,
        asked_by=asked_by,
        reason=reason,
        by=by,
    )
    MeetingPlace.objects.create(
        case_id=meeting.case_id, date=date, place=when.place.strip(), interpreter=when.interpreter.strip()
    )
    return date


def _is_same(last: MeetingDate, when: When) -> bool:
    place: MeetingPlace | None = getattr(last, "place", None)
    before = When(
        last.starts_at,
        last.minutes,
        last.zone,
        last.way,
        place.place if place else "",
        last.language,
        place.interpreter if place else "",
    )
    return before == when


def _require_sense(case: Case, when: When) -> None:
    if when.starts_at <= clock.now():
        raise Refused(_("This hour is past. Write one that is still to come; a meeting that took place is written down instead."), "on")
    if when.starts_at > clock.now() + timedelta(days=MOST_DAYS):
        raise Refused(_("This day is more than two years ahead. Check the year."), "on")
    if when.zone not in ZONES or when.way not in Way:
        raise Refused(_("Choose one of the listed answers."))
    day = _day(when)
    away = Absence.objects.filter(membership__account=worker_of(case), from_on__lte=day, to_on__gte=day)
    if away.exists():  # only the agency reads absences: to the others the worker says so
        raise Refused(_("The worker is away on this day. Choose another one."), "on")


def _day(when: When) -> date:
    return when.starts_at.astimezone(clock.ONTARIO).date()


def _require_reason(meeting: Meeting, asked_by: str, reason: str) -> None:
    if reason not in meeting.case.adoption.edition.reasons_of("meeting_moved"):
        raise Refused(_("Choose one of the listed reasons."), "reason")
    if asked_by not in Voice:
        raise Refused(_("Choose who asked for it."), "asked_by")


def _guest_of(meeting: Meeting, by: Account) -> MeetingGuest:
    guest: MeetingGuest | None = meeting.guests.filter(account=by).first()
    if guest is None:
        own = meeting.case.circle.standing().filter(account=by).exclude(newcomer=None).values("newcomer")
        guest = meeting.guests.filter(newcomer__in=own).first()
    if guest is None:
        raise Refused(_("You are not on the list of this meeting. Ask the worker to add you."))
    return guest


def _voice(case: Case, by: Account) -> Voice:
    voice = voice_of(case, by)
    if voice is None:
        raise Refused(_("Only people around the family can ask."))
    return voice


def _point(case: Case, by: Account, voice: Voice, text: str) -> AgendaPoint:
    if case.agenda_points.filter(meeting=None).count() >= MOST_POINTS:
        raise Refused(_("The agenda is full. Ask the worker which points can wait."), "text")
    return AgendaPoint.objects.create(case=case, voice=voice, text=text.strip(), by=by)
