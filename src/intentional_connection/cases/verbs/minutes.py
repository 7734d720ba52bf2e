"""Hold a meeting and share what came of it; say that one is not held; open questions."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from intentional_connection.access.seats import GRANTS, Can
from intentional_connection.cases.models import (
    AgendaPoint,
    Decision,
    Expectation,
    Meeting,
    MeetingHeld,
    MeetingNotHeld,
    MinutesDraft,
    OpenQuestion,
    PaymentDate,
    Presence,
    Priority,
    Resource,
)
from intentional_connection.cases.models.gathering import Guest, everybody_around, first_arrival, same_kind
from intentional_connection.cases.models.inviting import (
    in_order,
    invite,
    newest_date,
    path_of,
    require_guests,
    require_kind,
    require_planned,
    require_ready,
    tell,
)
from intentional_connection.cases.models.meeting import BEFORE_ARRIVAL, MeetingKind, Voice
from intentional_connection.cases.models.rhythm import Rhythm, begin_rhythm
from intentional_connection.cases.verbs.connections import open_check
from intentional_connection.cases.verbs.keeping import keep_tasks
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.kernel.zones import ONTARIO
from intentional_connection.notices import outbox
from intentional_connection.notices.calendar import Method

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from intentional_connection.cases.models import Case, MeetingGuest, Newcomer
    from intentional_connection.people.models import Account

#: A draft longer than this is no minutes: characters, all fields together.
LONGEST_DRAFT = 100_000


@dataclass(frozen=True, slots=True)
class Was:
    """Was a guest there? `reason` is a code of the edition's group "absent"."""

    guest: MeetingGuest
    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Hope:
    """What a voice, or an adult of the family, hopes or worries about."""

    voice: str
    text: str
    newcomer: Newcomer | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an adult wants, by rank; 1 comes first."""

    newcomer: Newcomer
    rank: int
    text: str


@dataclass(frozen=True, slots=True)
class Owned:
    """A decision or an open question, who takes care of it, and by which day."""

    text: str
    owner: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Minutes:
    """Everything that came of a meeting; `also` = people who came without having been invited."""

    started_at: datetime
    ended_at: datetime
    way: str
    language: str
    zone: str = ONTARIO
    with_interpreter: bool = False
    presences: tuple[Was, ...] = ()
    also: tuple[Guest, ...] = ()
    hopes: tuple[Hope, ...] = ()
    priorities: tuple[Wanted, ...] = ()
    decisions: tuple[Owned, ...] = ()
    questions: tuple[Owned, ...] = ()
    resources: tuple[tuple[str, str], ...] = ()
    payment_dates: tuple[tuple[Newcomer, date], ...] = ()
    rhythm: Rhythm | None = None
    points: tuple[AgendaPoint, ...] = ()


@verb(Can.RUN_MEETING)
def met_already(case: Case, by: Account, *, kind: str, guests: Iterable[Guest]) -> Meeting:
    """People met without a day having been fixed here, by telephone for instance: open the page on which it is written down.

    Nobody is invited, no day is invented. Refused as for planning.
    """
    require_ready(case)
    require_kind(case, kind)
    people = require_guests(case, guests)
    meeting = Meeting.objects.create(case=case, kind=kind, by=by)
    invite(meeting, by, people)
    return meeting


def keep_minutes(meeting: Meeting, by: Account, *, typed: dict[str, Any]) -> MinutesDraft:
    """Keep what was typed so far, for its writer alone. No act of the journal: it happens every few seconds.

    Asks the right itself. Refused when the meeting is over, and for a text without end.
    """
    if not GRANTS[Can.RUN_MEETING] & meeting.seats_of(by):
        raise NotAllowed
    require_planned(meeting)
    if len(json.dumps(typed)) > LONGEST_DRAFT:
        raise Refused(_("This is too long to be kept. Shorten it, then save again."))
    row, _made = MinutesDraft.objects.update_or_create(
        meeting=meeting, by=by, defaults={"typed": typed, "saved_at": clock.now()}, create_defaults={
            "case": meeting.case, "typed": typed, "saved_at": clock.now(),
        },
    )  # fmt: skip
    return row


@verb(Can.EMPTY_DRAFT)
def empty_old_minutes(draft: MinutesDraft, by: Account) -> MinutesDraft:
    """Empty minutes that nobody finished or touched for 30 days; the meeting itself stays."""
    del by
    draft.typed = {}
    draft.save(update_fields=["typed"])
    return draft


@verb(Can.RUN_MEETING)
def hold_meeting(meeting: Meeting, by: Account, *, minutes: Minutes) -> MeetingHeld:
    """Write down that people met and what came of it, in one act; the draft is emptied and all four voices are told.

    It may be written down afterwards, never before. Refused for hours to come, for an end before the beginning, for a
    first meeting together without the family, and for a meeting before arrival after it.
    """
    require_planned(meeting)
    _require_time(meeting.case, minutes)
    _require_path(meeting, minutes)
    also = require_guests(meeting.case, minutes.also) if minutes.also else []
    held = MeetingHeld.objects.create(
        case=meeting.case,
        meeting=meeting,
        started_at=minutes.started_at,
        ended_at=minutes.ended_at,
        zone=minutes.zone,
        way=minutes.way,
        language=minutes.language,
        with_interpreter=minutes.with_interpreter,
        by=by,
    )
    present = tuple(Was(guest, Presence.State.PRESENT) for guest in invite(meeting, by, also))
    _write_presence(meeting, (*minutes.presences, *present))
    _write_words(meeting, by, minutes)
    _write_family(meeting, by, minutes)
    if minutes.rhythm:
        begin_rhythm(meeting.case, by, minutes.rhythm, meeting)
    for draft in MinutesDraft.objects.filter(meeting=meeting, by=by):
        draft.typed = {}
        draft.save(update_fields=["typed"])
    keep_tasks(meeting.case, by)
    if meeting.kind == MeetingKind.POST_ARRIVAL:
        _open_connections(meeting, by)
    outbox.post(everybody_around(meeting.case), by, "meeting_held", about=meeting, path=path_of(meeting))
    return held


def _open_connections(meeting: Meeting, by: Account) -> None:
    """The check opens with the meeting. Where that cannot be yet the minutes stand all the same, and its own button opens it later."""
    with suppress(Refused):
        open_check(meeting.case, by, meeting=meeting)


@verb(Can.RUN_MEETING)
def not_held(case: Case, by: Account, *, kind: str, reason: str) -> MeetingNotHeld:
    """The meeting before arrival does not take place, with its reason; dated now, never earlier.

    One that was planned leaves the calendars. Refused when it was held, and for another kind of meeting.
    """
    if kind not in BEFORE_ARRIVAL:
        raise Refused(_("Only the meeting before arrival can be left out. Move or call off another one."), "kind")
    if reason not in case.adoption.edition.reasons_of("not_held"):
        raise Refused(_("Choose one of the listed reasons."), "reason")
    same = Meeting.objects.filter(case=case, kind__in=same_kind(kind), called_off=None)
    if same.exclude(held=None, not_held=None).exists():
        raise Refused(_("It is written down already whether this meeting took place."))
    meeting = same.first()
    if meeting is None:
        require_ready(case)
        require_kind(case, kind)
        meeting = Meeting.objects.create(case=case, kind=kind, by=by)
    row = MeetingNotHeld.objects.create(case=case, meeting=meeting, reason=reason, by=by)
    if (day := newest_date(meeting)) and day.starts_at > clock.now():
        tell(meeting, by, day, "meeting_not_held", Method.CANCEL)
    else:
        outbox.post(everybody_around(case), by, "meeting_not_held", about=meeting, path=path_of(meeting))
    return row


@verb(Can.ANSWER_OPEN_QUESTION)
def answer_open_question(question: OpenQuestion, by: Account, *, answer: str) -> OpenQuestion:
    """Answer what nobody could answer at the meeting. Refused when it has its answer, and without words."""
    if question.answered_at:
        raise Refused(_("This question has its answer already. Put a new point on the agenda if it changed."))
    if not answer.strip():
        raise Refused(_("Write the answer in a few words."), "answer")
    question.answer, question.answered_by, question.answered_at = answer.strip(), by, clock.now()
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    outbox.post(everybody_around(question.case), by, "question_settled", about=question, path=path_of(question.meeting))
    return question


def _require_time(case: Case, minutes: Minutes) -> None:
    if minutes.started_at > clock.now():
        raise Refused(_("This hour is still to come. Write when the meeting really began."), "began")
    if minutes.ended_at <= minutes.started_at:
        raise Refused(_("The end is not after the beginning. Check the two hours."), "ended")
    if minutes.ended_at > clock.now():
        raise Refused(_("The end is still to come. Write when the meeting really ended, or save and go on later."), "ended")
    if _day(minutes.started_at) < _day(case.opened_at):
        raise Refused(_("This is before the family was referred. Check the day."), "on")


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.ONTARIO).date()


def _require_path(meeting: Meeting, minutes: Minutes) -> None:
    arrived = first_arrival(meeting.case)
    day = _day(minutes.started_at)
    if meeting.kind in BEFORE_ARRIVAL and arrived and arrived < day:
        raise Refused(_("The family had arrived by that day. Say that this meeting was not held, and plan the first one together."), "on")
    if meeting.kind != MeetingKind.POST_ARRIVAL:
        return
    if arrived is None or day < arrived:
        raise Refused(_("The family had not arrived on that day. Record the arrival first, or check the day."), "on")
    there = {was.guest.voice for was in minutes.presences if was.state == Presence.State.PRESENT}
    if Voice.NEWCOMER not in there | {guest.voice for guest in minutes.also}:
        raise Refused(_("This meeting needs an adult of the family. Move it to a day on which the family can come."))


def _write_presence(meeting: Meeting, presences: Iterable[Was]) -> None:
    _write(
        Presence(case_id=meeting.case_id, meeting=meeting, guest=was.guest, state=was.state, reason=_reason(meeting, was))
        for was in presences
    )


def _reason(meeting: Meeting, was: Was) -> str:
    """Why somebody was not there; not known where nobody said so."""
    if was.state == Presence.State.PRESENT:
        return ""
    known = meeting.case.adoption.edition.reasons_of("absent")
    return was.reason if was.reason in known else "unknown"


def _write_words(meeting: Meeting, by: Account, minutes: Minutes) -> None:
    of = {"case_id": meeting.case_id, "meeting": meeting, "by": by}
    _write(Expectation(**of, voice=one.voice, newcomer=one.newcomer, text=one.text) for one in minutes.hopes)
    _write(Decision(**of, text=one.text, owner=one.owner, due_on=one.due_on) for one in minutes.decisions)
    _write(OpenQuestion(**of, text=one.text, owner=one.owner, due_on=one.due_on) for one in minutes.questions)
    _write(Resource(**of, title=title, reached_at=at) for title, at in minutes.resources)
    for point in minutes.points:
        point.meeting = meeting
        point.save(update_fields=["meeting"])


def _write_family(meeting: Meeting, by: Account, minutes: Minutes) -> None:
    of = {"case_id": meeting.case_id, "meeting": meeting, "by": by}
    _write(Priority(**of, newcomer=one.newcomer, rank=one.rank, text=one.text) for one in minutes.priorities)
    _write(PaymentDate(**of, newcomer=person, on=day) for person, day in minutes.payment_dates)


def _write(rows: Iterable[Any]) -> None:
    """Write rows of one kind so that they keep the order in which they were typed."""
    kept = in_order(rows)
    if kept:
        type(kept[0]).objects.bulk_create(kept)
