"""Between meetings: the rhythm, questions to the worker with their age, news for all four voices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Level
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.staying import (
    AnswerForm,
    NewsForm,
    QuestionForm,
    RhythmForm,
    every_words,
    starters,
)
from intentional_connection.cases.models import Case, WorkerQuestion
from intentional_connection.journal.models import note_read
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

CASES = Case.objects.select_related("adoption")
#: News and answered questions on one page.
SHOWN = 50


@opens(Case, Can.SET_RHYTHM)
@signed_in
def rhythm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How often and how one is in touch; the worker changes it, lets it rest or says how long it lasts, in one act."""
    case = seen(request, CASES, pk)
    if not case.adoption.has("follow_up"):
        raise Http404
    by = request.by  # type: ignore[attr-defined]
    can = rights(case, by)
    rows = list(seen_list(request, case.follow_ups.order_by("-at", "-id")).select_related("by__profile")[:SHOWN])
    now = next((row for row in rows if row.ended_at is None), None)
    form = RhythmForm(posted(request), now=now) if can.get(Can.SET_RHYTHM) else None
    if form and form.is_valid() and done(form, verbs.set_rhythm, case, by, **form.said()):
        messages.success(request, _("Saved. Everybody around the family sees the next day."))
        return go("cases:rhythm", pk=pk)
    if rows:
        note_read(case, by, Level.PLAN)
    past = [(row, every_words(row.follow_up_every_days)) for row in rows if row is not now]
    every = every_words(now.follow_up_every_days) if now else ""
    rests = bool(now and now.paused_until and now.paused_until > clock.today())
    return page(
        request, "cases/staying/rhythm.html", case=case, can=can, form=form, now=now, every=every, rests=rests, past=past
    )


@opens(Case, Can.ASK_WORKER)
@signed_in
def questions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Questions to the worker: those without an answer first, the oldest first, each with its age; ask one."""
    case = seen(request, CASES, pk)
    by = request.by  # type: ignore[attr-defined]
    can = rights(case, by)
    form = QuestionForm(posted(request)) if can.get(Can.ASK_WORKER) else None
    if form and form.is_valid() and done(form, verbs.ask_worker, case, by, **form.cleaned_data):
        messages.success(request, _("Saved. The worker is told that there is a question."))
        return go("cases:questions", pk=pk)
    rows = seen_list(request, case.worker_questions.order_by("at", "id"))
    found = list(rows.select_related("by__profile", "answered_by__profile"))
    waiting = [(row, _days(row)) for row in found if row.answered_at is None]
    answered = [row for row in reversed(found) if row.answered_at][:SHOWN]
    if waiting or answered:
        note_read(case, by, Level.PLAN)
    return page(
        request, "cases/staying/questions.html", case=case, can=can, form=form, waiting=waiting, answered=answered
    )


def _days(row: WorkerQuestion) -> int:
    """For how many days a question has waited."""
    return (clock.today() - row.at.astimezone(clock.ONTARIO).date()).days


@opens(WorkerQuestion, Can.ANSWER_WORKER_QUESTION)
@signed_in
def answer_question(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The worker answers one question, for all to read."""
    row = seen(request, WorkerQuestion.objects.select_related("case__adoption", "by__profile"), pk)
    by = request.by  # type: ignore[attr-defined]
    if not rights(row.case, by).get(Can.ANSWER_WORKER_QUESTION):
        raise NotAllowed
    form = AnswerForm(posted(request))
    if form.is_valid() and done(form, verbs.answer_worker_question, row, by, **form.cleaned_data):
        messages.success(request, _("Saved. Whoever asked is told that there is an answer."))
        return go("cases:questions", pk=row.case_id)
    return page(request, "cases/staying/answer.html", case=row.case, question=row, days=_days(row), form=form)


@opens(Case, Can.WRITE_UPDATE)
@signed_in
def news(request: HttpRequest, pk: UUID) -> HttpResponse:
    """News to all four voices, the newest first; where there is none yet, sentences to begin with (`?start=`)."""
    case = seen(request, CASES, pk)
    by = request.by  # type: ignore[attr-defined]
    can = rights(case, by)
    form = NewsForm(posted(request), initial={"text": _start(request)}) if can.get(Can.WRITE_UPDATE) else None
    if form and form.is_valid() and done(form, verbs.write_update, case, by, **form.cleaned_data):
        messages.success(request, _("Saved. Everybody around the family is told."))
        return go("cases:news", pk=pk)
    rows = seen_list(request, case.updates.order_by("-at", "-id"))
    found = list(rows.select_related("by__profile")[:SHOWN])
    if found:
        note_read(case, by, Level.PLAN)
    return page(request, "cases/staying/news.html", case=case, can=can, form=form, news=found, starters=starters())


def _start(request: HttpRequest) -> str:
    """The sentence that was chosen to begin with, "" for none."""
    known = starters()
    number = request.GET.get("start", "")
    return known[int(number)] if number in {str(place) for place in range(len(known))} else ""
