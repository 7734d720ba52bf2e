"""The page on which a meeting is held, and what came of it: to read, to print, to settle what was left open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.meeting import AnswerQuestionForm
from intentional_connection.cases.forms.minutes import STARTS, KeepForm, MinutesForm
from intentional_connection.cases.models import (
    AgendaPoint,
    Expectation,
    FollowUp,
    Meeting,
    MinutesDraft,
    OpenQuestion,
    Presence,
    Resource,
)
from intentional_connection.cases.models.gathering import gatherings, whom_to_invite
from intentional_connection.cases.models.meeting import MeetingKind, records_of
from intentional_connection.cases.views.times import name_of, shown, there
from intentional_connection.journal.models import note_read
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.kernel.ways import opens
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.forms.boundfield import BoundField
    from django.http import HttpRequest

    from intentional_connection.cases.models.gathering import Gathering
    from intentional_connection.practice.edition import Agenda, AgendaItem

MEETINGS = Meeting.objects.select_related("case__adoption").with_rows()
#: Fields of every form that are nobody's words.
NOT_TYPED = {"csrfmiddlewaretoken", "once", "more", "kept"}
#: Points of the agenda that have a page of their own.
PAGES = {"roles": "cases:board", "check": "cases:check", "choices": "cases:family"}
#: Rows that "more rows" adds.
MORE = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One point of the agenda with what the page asks about it."""

    item: AgendaItem
    lines: list[list[BoundField]]
    link: str


@opens(Meeting, Can.RUN_MEETING)
@signed_in
def hold(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hold a meeting on one page; finishing it shares the minutes with the four voices."""
    row, gathering = _running(request, pk)
    draft = _draft(request, row)
    form = _form(request, row, gathering, draft)
    minutes = {"minutes": form.minutes()} if form.is_valid() else {}
    if minutes and done(form, verbs.hold_meeting, row, request.by, **minutes):  # type: ignore[attr-defined]
        messages.success(request, _("Shared. All four voices were told, without any detail, and read the minutes here."))
        return go("cases:meeting", pk=pk)
    agenda = form.agenda
    return page(
        request,
        "cases/meeting/hold.html",
        case=row.case,
        meeting=row,
        form=form,
        shown=shown(gathering),
        agenda=agenda,
        items=[_item(item, form, row.case_id) for item in agenda.items],
        rest=_rest(form, agenda),
        hoped=_hoped(request, row),
        draft=draft if draft and draft.typed else None,
    )


@opens(Meeting)
@signed_in
def keep(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep what was typed, for its writer: from the script on the page, or from one of its buttons."""
    row, _gathering = _running(request, pk)
    if request.method != "POST":
        return go("cases:hold", pk=pk)
    typed = {name: values for name, values in request.POST.lists() if name not in NOT_TYPED}
    if more := "more" in request.POST:
        typed["rows"] = [str(_number(typed.get("rows", ["3"])[0]) + MORE)]
    form = KeepForm({})  # without a token: this is sent again and again
    if not (form.is_valid() and done(form, verbs.keep_minutes, row, request.by, typed=typed)):  # type: ignore[attr-defined]
        raise Refused(str(form.non_field_errors()[0]))
    if request.headers.get("X-Requested-With") == "script":
        return HttpResponse(status=204)
    if more:
        return go("cases:hold", pk=pk)
    messages.success(request, _("Saved. Only you read it until you share the minutes."))
    return go("cases:meeting", pk=pk)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else MORE  # noqa: PLR2004 - two digits


@opens(Meeting)
@signed_in
def minutes_print(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The minutes on paper."""
    row = seen(request, MEETINGS, pk)
    by = request.by  # type: ignore[attr-defined]
    if not hasattr(row, "held") or not _reads(rights(row.case, by)):
        raise Http404
    (gathering,) = gatherings(by, [row])
    return page(
        request,
        "cases/meeting/print.html",
        case=row.case,
        meeting=row,
        shown=shown(gathering),
        agenda=row.case.adoption.edition.agenda(row.kind),
        **came_of(request, row),
    )


@opens(OpenQuestion, Can.ANSWER_OPEN_QUESTION)
@signed_in
def open_question(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer what nobody could answer at the meeting."""
    question = seen(request, OpenQuestion.objects.select_related("case__adoption", "meeting"), pk)
    by = request.by  # type: ignore[attr-defined]
    if not rights(question.case, by).get(Can.ANSWER_OPEN_QUESTION):
        raise NotAllowed
    form = AnswerQuestionForm(posted(request))
    if form.is_valid() and done(form, verbs.answer_open_question, question, by, **form.cleaned_data):
        messages.success(request, _("Saved. Everybody who was told of the meeting reads the answer."))
        return go("cases:meeting", pk=question.meeting_id)
    return page(request, "cases/meeting/open_question.html", case=question.case, question=question, form=form)


def came_of(request: HttpRequest, row: Meeting) -> dict[str, Any]:
    """What came of a meeting that was held, as far as the reader may read it; each list once."""
    if not hasattr(row, "held"):
        return {}
    edition = row.case.adoption.edition
    people = seen_list(request, row.presences.select_related("guest__account__profile", "guest__newcomer").order_by("guest_id"))
    lists = {
        "expectations": row.expectations.select_related("newcomer").order_by("id"),
        "priorities": row.priorities.select_related("newcomer").order_by("newcomer_id", "rank"),
        "decisions": row.decisions.order_by("due_on", "id"),
        "open_questions": row.open_questions.order_by("due_on", "id"),
        "resources": Resource.objects.of_meeting(row),
        "payment_dates": row.payment_dates.select_related("newcomer").order_by("on"),
        "rhythm": FollowUp.objects.of_meeting(row),
    }
    asked = [record for record in records_of(edition.agenda(row.kind)) if record in lists]
    held: dict[str, Any] = {record: list(seen_list(request, lists[record])) for record in asked}
    held["talked"] = list(seen_list(request, row.points.order_by("at", "id")))
    held["presences"] = [
        (name_of(one.guest), one.guest.voice, Presence.State(one.state).label, edition.reason(one.reason) if one.reason else None)
        for one in people
    ]
    shown_levels = [one.LEVEL for rows in held.values() if isinstance(rows, list) for one in rows[:1] if hasattr(one, "LEVEL")]
    if shown_levels:
        note_read(row, request.by, max(shown_levels))  # type: ignore[attr-defined]
    return {**held, "held": row.held, "held_there": there(row.held.started_at, row.held.zone)}


def _reads(can: dict[str, bool]) -> bool:
    """Whether the reader belongs to a voice: a supervisor reads the times alone."""
    return bool(can.get(Can.ANSWER_MEETING))


def _running(request: HttpRequest, pk: UUID) -> tuple[Meeting, Gathering]:
    row = seen(request, MEETINGS, pk)
    by = request.by  # type: ignore[attr-defined]
    if not rights(row.case, by).get(Can.RUN_MEETING):
        raise NotAllowed
    if not row.is_open:
        raise Http404
    (gathering,) = gatherings(by, [row], people=True)
    return row, gathering


def _draft(request: HttpRequest, row: Meeting) -> MinutesDraft | None:
    drafts = seen_list(request, MinutesDraft).of_meeting(row)  # type: ignore[attr-defined]
    return drafts.first()  # type: ignore[no-any-return]


def _form(request: HttpRequest, row: Meeting, gathering: Gathering, draft: MinutesDraft | None) -> MinutesForm:
    people = whom_to_invite(row.case)
    return MinutesForm(
        posted(request),
        gathering=gathering,
        case=row.case,
        agenda=row.case.adoption.edition.agenda(row.kind),
        people=people,
        adults=[one.newcomer for one in people if one.newcomer],
        points=list(seen_list(request, AgendaPoint.objects.waiting_for(row))),
        typed=draft.typed if draft else {},
    )


def _item(item: AgendaItem, form: MinutesForm, case_id: UUID) -> Item:
    """A point with its fields, or with the page on which it is written down."""
    lines = form.of_record(item.key) if item.key in records_of(form.agenda) else []
    name = PAGES.get(item.key)
    return Item(item, lines, reverse(name, kwargs={"pk": case_id}) if name else "")


def _rest(form: MinutesForm, agenda: Agenda) -> list[tuple[str, list[list[BoundField]]]]:
    """What is asked without being a point of the agenda of its own; decisions come last."""
    keys = {item.key for item in agenda.items}
    named = {
        "expectations": _("The year in everybody’s words") if agenda.kind == MeetingKind.CLOSING else _("What each hopes"),
        "priorities": _("What the family wants first"),
        "resources": _("What you gave"),
        "payment_dates": _("Days of payment"),
        "rhythm": _("How you stay in touch"),
        "open_questions": _("Questions that stay open"),
        "decisions": _("Decisions"),
    }
    wanted = [one for one in (*named,) if one in records_of(agenda) and one not in keys and one in STARTS]
    return [(named[one], form.of_record(one)) for one in wanted]


def _hoped(request: HttpRequest, row: Meeting) -> list[tuple[str, list[Expectation]]]:
    """What each side hoped at earlier meetings, read back at this one."""
    rows = seen_list(request, row.case.expectations.before(row))
    said: dict[str, list[Expectation]] = defaultdict(list)
    for one in rows.select_related("newcomer").order_by("id"):
        said[one.newcomer.name if one.newcomer else str(one.get_voice_display())].append(one)
    return list(said.items())
