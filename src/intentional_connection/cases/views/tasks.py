"""A party's own tasks: the list to get ready, then this week; one task; what holds; what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intentional_connection.access.seats import Can, Level
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.tasks import (
    AnswerGapForm,
    CircumstancesForm,
    CommentForm,
    DoneForm,
    GapForm,
    NotDoneForm,
)
from intentional_connection.cases.models import Case, Need, Task, TaskComment
from intentional_connection.cases.models.board import FamilyBoard, with_board
from intentional_connection.cases.models.circumstances import questions_for
from intentional_connection.cases.models.gaps import gaps
from intentional_connection.cases.models.todo import one_task, party_of, todos
from intentional_connection.journal.models import note_read
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

CASES = Case.objects.select_related("adoption")
TASKS = Task.objects.select_related("case__adoption", "newcomer")


@opens(Case)
@signed_in
def ready(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the reader's own party leads or helps with, due next; before arrival the list to get ready."""
    by = request.by  # type: ignore[attr-defined]
    case = seen(request, with_board(by), pk)
    board = FamilyBoard.of(case, by)
    party = party_of(board)
    if party is None or not case.reads_plan:  # type: ignore[attr-defined]
        raise Http404
    note_read(case, by, Level.PLAN)
    return page(
        request,
        "cases/tasks/ready.html",
        case=case,
        can=board.can,
        party=party,
        todos=todos(board, party),
        is_here=bool(board.days.arrivals),
        expected=board.days.expected,
        begun=bool(board.tasks),
    )


@opens(Task, Can.TICK)
@signed_in
def task(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One task: its day, who does what in it, the tick, and a few words beside it."""
    row = seen(request, TASKS, pk)
    by = request.by  # type: ignore[attr-defined]
    board = FamilyBoard.of(row.case, by)
    form = CommentForm(posted(request)) if board.can.get(Can.TICK) else None
    if form and form.is_valid() and done(form, verbs.comment, row, by, **form.cleaned_data):
        messages.success(request, _("Saved. Whoever sees this task reads it."))
        return go("cases:task", pk=pk)
    comments = seen_list(request, TaskComment.objects.select_related("by__profile")).of_task(pk)  # type: ignore[attr-defined]
    return page(
        request,
        "cases/tasks/task.html",
        case=row.case,
        task=row,
        can=board.can,
        one=one_task(board, row),
        comments=list(comments),
        form=form,
    )


@opens(Task, Can.TICK)
@signed_in
@require_POST
def tick(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It is done: one press, from the list or from the task's own page."""
    return _tick(request, pk, DoneForm(request.POST), verbs.tick)


@opens(Task, Can.TICK)
@signed_in
@require_POST
def untick(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It is not done yet."""
    return _tick(request, pk, NotDoneForm(request.POST), verbs.untick)


def _tick(request: HttpRequest, pk: UUID, form: Any, act: Any) -> HttpResponse:
    row = seen(request, TASKS, pk)
    by = request.by  # type: ignore[attr-defined]
    said = form.said() if form.is_valid() and hasattr(form, "said") else {}
    if not (form.is_valid() and done(form, act, row, by, **said)):
        messages.warning(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
    elif act is verbs.tick:
        messages.success(request, _("Done. Open the task to take the tick back."))
    if request.POST.get("back") == "ready":
        return go("cases:ready", pk=row.case_id)
    return go("cases:task", pk=pk)


@opens(Case, Can.SAY_CIRCUMSTANCE)
@signed_in
def circumstances(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What holds for the family and its people, as questions; the private ones only where they may be written."""
    case = _case_for(request, pk, Can.SAY_CIRCUMSTANCE)
    by = request.by  # type: ignore[attr-defined]
    form = CircumstancesForm(posted(request), questions=questions_for(case, by))
    if form.is_valid() and done(form, verbs.say_circumstances, case, by, holds=form.holds()):
        messages.success(request, _("Saved. The tasks follow."))
        return go("cases:family", pk=pk)
    secret = [group["person"] for group in form.groups() if group["secret"]]
    note_read(case, by, Level.PLAN | Level.SENSITIVE if secret else Level.PLAN, of=[one.pk for one in secret if one])
    return page(request, "cases/tasks/circumstances.html", case=case, form=form, groups=form.groups())


@opens(Case, Can.SEE_GAP)
@signed_in
def gap(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is missing, as people see it, with the worker's answers; those who see a gap write it here."""
    case = seen(request, CASES, pk)
    by = request.by  # type: ignore[attr-defined]
    can = rights(case, by)
    found = gaps(by, case)
    form = GapForm(posted(request)) if can.get(Can.SEE_GAP) else None
    if form and form.is_valid() and done(form, verbs.see_gap, case, by, **form.cleaned_data):
        messages.success(request, _("Saved. The worker answers you, or names a day."))
        return go("cases:gap", pk=pk)
    if found:
        note_read(case, by, Level.PLAN)
    first = next((one.need.pk for one in reversed(found) if not one.is_answered), None) if form is None else None
    return page(request, "cases/tasks/gaps.html", case=case, can=can, gaps=found, form=form, first=first)


@opens(Need, Can.ANSWER_GAP)
@signed_in
def answer_gap(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The worker answers what somebody sees missing, or names the day by which there will be an answer."""
    need = seen(request, Need.objects.select_related("case__adoption", "origin", "by__profile"), pk)
    by = request.by  # type: ignore[attr-defined]
    if not rights(need.case, by).get(Can.ANSWER_GAP):
        raise NotAllowed
    form = AnswerGapForm(posted(request))
    if form.is_valid() and done(form, verbs.answer_gap, need, by, **form.cleaned_data):
        messages.success(request, _("Saved. Whoever asked is told that there is an answer."))
        return go("cases:gap", pk=need.case_id)
    return page(request, "cases/tasks/answer.html", case=need.case, need=need, form=form)


def _case_for(request: HttpRequest, pk: UUID, right: Can) -> Case:
    """The family, for somebody who has this right there; a form without the right would be a dead end."""
    case: Case = seen(request, CASES, pk)
    if not rights(case, request.by).get(right):  # type: ignore[attr-defined]
        raise NotAllowed
    return case
