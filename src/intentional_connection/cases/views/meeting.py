"""Meetings around one family: the list, a plan, the day moved or called off, the answer, the calendar file."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Level
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.meeting import (
    CallOffForm,
    ComingForm,
    MetForm,
    MoveForm,
    NotHeldForm,
    PlanForm,
    PointForm,
)
from intentional_connection.cases.models import AgendaPoint, Case, Meeting
from intentional_connection.cases.models.gathering import (
    Gathering,
    first_arrival,
    first_landing,
    gatherings,
    has_kind,
    review_day,
    whom_to_invite,
)
from intentional_connection.cases.models.meeting import BEFORE_ARRIVAL, REPEATED, MeetingKind
from intentional_connection.cases.views.minutes import came_of
from intentional_connection.cases.views.times import Shown, shown
from intentional_connection.journal.models import note_read
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.notices.calendar import FILE_NAME, Entry, Method, as_file
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

CASES = Case.objects.select_related("adoption")
MEETINGS = Meeting.objects.select_related("case__adoption").with_rows()


@opens(Case, Can.ASK_MEETING, Can.PLAN_MEETING)
@signed_in
def meetings(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every meeting around a family, the next one first; put a point on the agenda, or ask for a meeting."""
    case = seen(request, CASES, pk)
    by = request.by  # type: ignore[attr-defined]
    can = rights(case, by)
    form = PointForm(posted(request) if can.get(Can.ASK_MEETING) else None)
    act, said = _asked(form)
    if act and done(form, act, case, by, **said):
        messages.success(request, _("Saved. Everybody at the next meeting reads it."))
        return go("cases:meetings", pk=pk)
    rows = seen_list(request, case.meetings.with_rows().newest_first())
    points = list(seen_list(request, case.agenda_points.open().order_by("at", "id")))
    requests = list(seen_list(request, case.meeting_requests.order_by("-at"))[:1])
    found = [shown(one) for one in gatherings(by, rows)]
    if points or found:
        note_read(case, by, Level.MEETING if points else Level.TIMES)
    waits = requests and not any(one.gathering.meeting.at > requests[0].at for one in found)
    return page(
        request,
        "cases/meeting/meetings.html",
        case=case,
        can=can,
        form=form,
        meetings=found,
        points=points,
        asked=requests[0] if waits else None,
        kinds=_kinds(case, found) if can.get(Can.PLAN_MEETING) else [],
    )


def _asked(form: PointForm) -> tuple[Any, dict[str, str]]:
    """Which verb a sent form asks for."""
    if not form.is_valid():
        return None, {}
    act = verbs.ask_for_meeting if form.cleaned_data["meet"] else verbs.add_point
    return act, {"text": form.cleaned_data["text"]}


def _kinds(case: Case, found: list[Shown]) -> list[MeetingKind]:
    """Kinds that can be planned now, in the order of the path."""
    standing = [one.gathering for one in found if one.gathering.state in {"planned", "held"}]
    taken = {one.meeting.kind for one in standing if one.state == "planned" or one.meeting.kind not in REPEATED}
    arrived = bool(first_arrival(case))
    before = bool(taken & set(BEFORE_ARRIVAL)) or any(one.gathering.state == "not_held" for one in found)
    taken |= set(BEFORE_ARRIVAL) if before or arrived else set()
    taken |= {MeetingKind.POST_ARRIVAL} if not (before or arrived) and case.adoption.has("pre_arrival_meeting") else set()
    taken |= set() if arrived else {MeetingKind.REVIEW, MeetingKind.CLOSING}
    return [kind for kind in MeetingKind if kind not in taken and has_kind(case, kind)]


@opens(Case, Can.PLAN_MEETING)
@signed_in
def plan_meeting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Fix a day on which people agreed; when the travel is near, the short agenda comes first."""
    case = _case_for(request, pk, Can.PLAN_MEETING)
    by = request.by  # type: ignore[attr-defined]
    arrived = first_arrival(case)
    near = _is_near(case)
    kind = _kind(request, case, arrived=bool(arrived), near=near)
    minutes = case.adoption.edition.agenda(kind).minutes
    suggested = review_day(case, arrived, clock.today()) if arrived and kind == MeetingKind.REVIEW else None
    form = PlanForm(
        posted(request), case=case, people=whom_to_invite(case), kind=kind, arrived=bool(arrived), minutes=minutes, on=suggested
    )
    if form.is_valid() and done(form, verbs.plan_meeting, case, by, **form.said()):
        messages.success(request, _("Saved. Whoever has an address gets a message without any detail, with a calendar file."))
        return go("cases:meetings", pk=pk)
    late = near and not arrived and kind in BEFORE_ARRIVAL
    return page(request, "cases/meeting/plan.html", case=case, form=form, kind=kind, late=late, can=rights(case, by), suggested=suggested)


@opens(Case, Can.RUN_MEETING)
@signed_in
def met_already(request: HttpRequest, pk: UUID) -> HttpResponse:
    """People met already, by telephone for instance: open the page on which it is written down."""
    case = _case_for(request, pk, Can.RUN_MEETING)
    by = request.by  # type: ignore[attr-defined]
    arrived = bool(first_arrival(case))
    kind = _kind(request, case, arrived=arrived, near=_is_near(case))
    form = MetForm(posted(request), case=case, people=whom_to_invite(case), kind=kind, arrived=arrived)
    if form.is_valid() and done(form, verbs.met_already, case, by, **form.said()):
        messages.success(request, _("Saved. Open the meeting below and write down what came of it."))
        return go("cases:meetings", pk=pk)
    return page(request, "cases/meeting/met.html", case=case, form=form)


@opens(Case, Can.RUN_MEETING)
@signed_in
def not_held(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The meeting before arrival does not take place, with its reason."""
    case = _case_for(request, pk, Can.RUN_MEETING)
    if not case.adoption.has("pre_arrival_meeting"):
        raise Http404
    form = NotHeldForm(posted(request), edition=case.adoption.edition)
    said = {"kind": MeetingKind.SHORT if _is_near(case) else MeetingKind.PRE_ARRIVAL}
    if form.is_valid() and done(form, verbs.not_held, case, request.by, **said, **form.cleaned_data):  # type: ignore[attr-defined]
        messages.success(request, _("Saved with today’s date. The first meeting together comes next."))
        return go("cases:meetings", pk=pk)
    return page(request, "cases/meeting/not_held.html", case=case, form=form)


@opens(Meeting, Can.ANSWER_MEETING)
@signed_in
def meeting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One meeting: when, how to come, who comes; the agenda before it, what came of it afterwards."""
    row = seen(request, MEETINGS, pk)
    by = request.by  # type: ignore[attr-defined]
    can = rights(row.case, by)
    (gathering,) = gatherings(by, [row], people=row.is_open, answers=row.is_open)
    form = ComingForm(posted(request) if can.get(Can.ANSWER_MEETING) else None)
    if form.is_valid() and done(form, verbs.answer_meeting, row, by, coming=form.cleaned_data["coming"]):
        messages.success(request, _("Saved. You can change your answer until the meeting."))
        return go("cases:meeting", pk=pk)
    points = list(seen_list(request, AgendaPoint.objects.waiting_for(row))) if row.is_open else []
    own = next((guest for guest in gathering.guests if guest.account_id == by.pk), None)
    return page(
        request,
        "cases/meeting/meeting.html",
        case=row.case,
        meeting=row,
        can=can,
        form=form,
        shown=shown(gathering),
        agenda=row.case.adoption.edition.agenda(row.kind),
        points=points,
        own=own,
        own_answer=gathering.answers.get(own.pk) if own else None,
        **_why_over(row),
        reads_minutes=bool(can.get(Can.ASK_MEETING) or can.get(Can.ANSWER_MEETING)),
        **came_of(request, row),
    )


def _why_over(row: Meeting) -> dict[str, Any]:
    """The words of the reason why it did not take place."""
    reason = row.case.adoption.edition.reason
    states = [name for name in ("not_held", "called_off") if hasattr(row, name)]
    return {f"{name}_why": reason(getattr(row, name).reason) for name in states}


@opens(Meeting, Can.PLAN_MEETING)
@signed_in
def move_meeting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another day or way, with who asked and why."""
    row, gathering = _planned(request, pk)
    form = MoveForm(posted(request), case=row.case, gathering=gathering)
    if form.is_valid() and done(form, verbs.move_meeting, row, request.by, **form.said()):  # type: ignore[attr-defined]
        messages.success(request, _("Saved. The earlier day stays to be read; calendars follow."))
        return go("cases:meeting", pk=pk)
    return page(request, "cases/meeting/move.html", case=row.case, meeting=row, form=form, shown=shown(gathering))


@opens(Meeting, Can.PLAN_MEETING)
@signed_in
def call_off(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The planned meeting does not take place."""
    row, gathering = _planned(request, pk)
    form = CallOffForm(posted(request), edition=row.case.adoption.edition)
    if form.is_valid() and done(form, verbs.call_off_meeting, row, request.by, **form.cleaned_data):  # type: ignore[attr-defined]
        messages.success(request, _("Saved. It leaves the calendars of everybody invited."))
        return go("cases:meeting", pk=pk)
    return page(request, "cases/meeting/call_off.html", case=row.case, meeting=row, form=form, shown=shown(gathering))


@opens(Meeting)
@signed_in
def calendar(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The entry for one's own calendar, as neutral as the message."""
    row = seen(request, MEETINGS, pk)
    (gathering,) = gatherings(request.by, [row])  # type: ignore[attr-defined]
    if gathering.date is None:
        raise Http404
    date, off = gathering.date, gathering.state in {"called_off", "not_held"}
    entry = Entry(
        str(row.pk),
        date.sequence + off,
        date.starts_at,
        date.starts_at + timedelta(minutes=date.minutes),
        date.zone,
        Method.CANCEL if off else Method.PUBLISH,
    )
    content = as_file(
        entry,
        title=_("There is something for you"),
        link=f"{settings.BASE_URL}/meetings/{row.pk}/",
        sender=settings.DEFAULT_FROM_EMAIL,
        made_at=clock.now(),
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response


def _planned(request: HttpRequest, pk: UUID) -> tuple[Meeting, Gathering]:
    """A meeting that is still planned, for somebody who may change its day."""
    row = seen(request, MEETINGS, pk)
    by = request.by  # type: ignore[attr-defined]
    if not rights(row.case, by).get(Can.PLAN_MEETING):
        raise NotAllowed
    if not row.is_open:
        raise Http404
    (gathering,) = gatherings(by, [row])
    return row, gathering


def _case_for(request: HttpRequest, pk: UUID, right: Can) -> Case:
    case: Case = seen(request, CASES, pk)
    if not rights(case, request.by).get(right):  # type: ignore[attr-defined]
        raise NotAllowed
    return case


def _is_near(case: Case) -> bool:
    """Whether the notice is a late one: fewer days to the landing than the edition's limit, or here already."""
    day = first_landing(case)
    if day is None:
        return case.expected_month is None
    return (day - clock.today()).days < case.adoption.edition.limits.short_notice_days


def _kind(request: HttpRequest, case: Case, *, arrived: bool, near: bool) -> str:
    """The kind asked for in the address, else the one that comes next."""
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    if asked in MeetingKind and has_kind(case, MeetingKind(asked)):
        return str(asked)
    usual = MeetingKind.POST_ARRIVAL if arrived else (MeetingKind.SHORT if near else MeetingKind.PRE_ARRIVAL)
    return str(usual)
