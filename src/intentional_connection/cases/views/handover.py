"""From one worker to the next: where it stands, to whom, the family's wishes and yes, the change; another worker asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intentional_connection.access.seats import Can, Level, Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.handover import (
    AnswerRequestForm,
    HandOverForm,
    HeardYesForm,
    OpenHandoverForm,
    PressForm,
    WishForm,
)
from intentional_connection.cases.models import Case, Handover, HandoverWish, Newcomer, WorkerRequest
from intentional_connection.cases.models.board import FamilyBoard, with_board
from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.cases.models.designation import needs_handover, worker_stands
from intentional_connection.cases.models.handover import family_speaks, whose_yes
from intentional_connection.cases.models.suggesting import suggest_workers, team_of
from intentional_connection.cases.models.todo import todos
from intentional_connection.cases.views.designation import accepted, candidates
from intentional_connection.cases.views.family import case_for
from intentional_connection.journal.models import note_read
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.roles.model import Party
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from intentional_connection.cases.models import Meeting
    from intentional_connection.cases.models.todo import Todo

#: Open tasks that the page lists for the next worker.
TASKS = 12


@opens(Case, Can.AGREE_HANDOVER)
@signed_in
def handover(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where the handover stands: who comes, whose yes is missing, wishes, open tasks; the one thing that the reader can do."""
    by = request.by  # type: ignore[attr-defined]
    case = seen(request, with_board(by), pk)
    row = _newest(request, case)
    can = rights(case, by)
    if row is None:
        if can.get(Can.HAND_OVER):
            return go("cases:open_handover", pk=pk)
        raise Http404
    asked = whose_yes(row, by) if row.is_open else []
    seats = case.seats_of(by)
    own = row.is_open and Seat.SPONSOR_REP in seats and any(one.newcomer is None and not one.said for one in asked)
    form = PressForm(posted(request))
    if own and form.is_valid() and done(form, verbs.agree_handover, row, by):
        messages.success(request, _("Saved. Your yes stands."))
        return go("cases:handover", pk=pk)
    leaves = row.is_open and row.designation.account_id == by.pk
    wishes = _wishes(request, row)
    return page(
        request, "cases/handover/handover.html", case=case, can=can, handover=row, asked=asked, form=form, own=own,
        ready=all(one.said for one in asked), leaves=leaves, may_write=row.is_open and _may_write(case, seats),
        wishes=wishes, anew=_to_ask_anew(request, row), tasks=_open_tasks(case, by, seats), meeting=_meeting(request, row),
        spoken_for=bool(asked) and asked[0].newcomer is None,
    )  # fmt: skip


def _newest(request: HttpRequest, case: Case) -> Handover | None:
    """The open one; without it the last one that was done, for what the worker who came should know."""
    rows = seen_list(request, Handover.objects.of_family(case.pk).counting().with_people())
    row: Handover | None = rows.first()
    if row is not None:
        row.case = case
    return row


def _wishes(request: HttpRequest, row: Handover) -> list[HandoverWish]:
    """The last word of each adult, for the two workers; each reading is logged."""
    wishes = list(seen_list(request, row.wishes.newest()).select_related("newcomer").order_by("newcomer_id"))  # type: ignore[attr-defined]
    for wish in wishes:
        note_read(wish, request.by, Level.PRIVATE)  # type: ignore[attr-defined]
    return wishes


def _may_write(case: Case, seats: set[Seat]) -> bool:
    """The worker writes an adult's yes down; where there is none, the supervisor."""
    if not family_speaks(case):
        return False
    return Seat.WORKER in seats or (Seat.SUPERVISOR in seats and not worker_stands(case))


def _to_ask_anew(request: HttpRequest, row: Handover) -> list[str]:
    """Adults whose yes was to the worker of before alone: it does not go along."""
    given = seen_list(request, row.case.consents.chosen().in_force().to_person(row.designation.account_id))
    return sorted(set(given.values_list("newcomer__name", flat=True)))


def _open_tasks(case: Case, by: Any, seats: set[Seat]) -> list[Todo]:
    """What the worker's side leads and has not done, the next first; for the two workers and the supervisor."""
    if not (seats & {Seat.WORKER, Seat.SUPERVISOR} and case.reads_plan):  # type: ignore[attr-defined]
        return []
    note_read(case, by, Level.PLAN)
    found = todos(FamilyBoard.of(case, by), Party.WORKER)
    return [*found.now, *found.later][:TASKS]


def _meeting(request: HttpRequest, row: Handover) -> Meeting | None:
    """The meeting with the next worker that belongs to this handover."""
    rows = row.case.meetings.with_next_worker(row.at)  # type: ignore[attr-defined]
    found: Meeting | None = seen_list(request, rows.with_rows().newest_first()).first()
    return found


@opens(Case, Can.HAND_OVER)
@signed_in
def open_handover(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin: choose the next worker of the agency, by language and room; a person decides."""
    case = case_for(request, pk, Can.HAND_OVER)
    by = request.by  # type: ignore[attr-defined]
    referral = accepted(case)
    if not needs_handover(case, referral):
        return go("cases:worker", pk=pk)
    if case.handovers.open().exists():  # type: ignore[attr-defined]
        return go("cases:handover", pk=pk)
    contact = case.designations.standing().primary().select_related("account__profile").get()  # type: ignore[attr-defined]
    team = [row for row in team_of(referral) if contact.interim or row.account_id != contact.account_id]
    suggestions = suggest_workers(case, referral, team)
    form = OpenHandoverForm(posted(request), team=team, suggestions=suggestions, adoption=case.adoption)
    if form.is_valid() and done(form, verbs.open_handover, case, by, **form.said()):
        messages.success(request, _("Saved. The people around the family are told that there is something to read."))
        return go("cases:handover", pk=pk)
    return page(
        request, "cases/handover/open.html", case=case, referral=referral, form=form, form_parts=form.get_context(),
        contact=contact, suggestions=suggestions, **candidates(case, form, suggestions, referral),
    )  # fmt: skip


@opens(Handover, Can.HAND_OVER)
@signed_in
def hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The change itself, once every yes stands: who is the backup, and the reasons asked for."""
    row = _open_row(request, pk, Can.HAND_OVER)
    case, by = row.case, request.by  # type: ignore[attr-defined]
    referral = accepted(case)
    leaving = row.designation.account_id if row.designation.account_id != row.to_id else None
    team = [one for one in team_of(referral) if one.account_id != leaving]
    suggestions = suggest_workers(case, referral, team)
    mine = {str(one.pk) for one in team if one.account_id == row.to_id}
    first = bool(suggestions.suggested) and suggestions.suggested[0].worker in mine
    backups = [one for one in team if one.account_id != row.to_id]
    form = HandOverForm(posted(request), first=first, team=backups, suggestions=suggestions, adoption=case.adoption)
    if form.is_valid() and done(form, verbs.hand_over, row, by, **form.said()):
        messages.success(request, _("Handed over. From now on the next worker is the family’s one contact."))
        return go("cases:family", pk=case.pk)
    waiting = [one for one in whose_yes(row, by) if not one.said]
    return page(request, "cases/handover/hand_over.html", case=case, handover=row, form=form, waiting=waiting)


@opens(Handover, Can.HAND_OVER)
@signed_in
@require_POST
def call_off(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The family stays with its worker."""
    row = _open_row(request, pk, Can.HAND_OVER)
    form = PressForm(posted(request))
    if form.is_valid() and done(form, verbs.call_off_handover, row, request.by):  # type: ignore[attr-defined]
        messages.success(request, _("Called off. The family stays with its worker."))
    return go("cases:family", pk=row.case_id)


@opens(Newcomer, Can.WISH_FOR_HANDOVER)
@signed_in
def wish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The worker who hands over writes down what an adult wants to be passed on."""
    newcomer, row = _adult(request, pk)
    by = request.by  # type: ignore[attr-defined]
    if row.designation.account_id != by.pk:
        raise NotAllowed
    form = WishForm(posted(request))
    if form.is_valid() and done(form, verbs.wish_for_handover, row, by, newcomer=newcomer, **form.cleaned_data):
        messages.success(request, _("Saved. The next worker reads it from the change on."))
        return go("cases:handover", pk=row.case_id)
    return page(request, "cases/handover/wish.html", case=row.case, handover=row, newcomer=newcomer, form=form)


@opens(Newcomer, Can.AGREE_HANDOVER)
@signed_in
def heard_yes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down an adult's yes to the next worker, given aloud or on paper."""
    newcomer, row = _adult(request, pk)
    by = request.by  # type: ignore[attr-defined]
    if not _may_write(row.case, row.case.seats_of(by)):
        raise NotAllowed
    form = HeardYesForm(posted(request))
    if form.is_valid() and done(form, verbs.agree_handover, row, by, newcomer=newcomer, **form.cleaned_data):
        messages.success(request, _("Saved. This yes stands."))
        return go("cases:handover", pk=row.case_id)
    return page(request, "cases/handover/heard_yes.html", case=row.case, handover=row, newcomer=newcomer, form=form)


@opens(WorkerRequest, Can.ANSWER_WORKER_REQUEST)
@signed_in
def worker_request(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An adult asked for another worker: read by the agency's supervisors alone; answer, or begin a handover."""
    rows = WorkerRequest.objects.select_related("case__adoption", "newcomer", "designation__account__profile")
    row = seen(request, rows, pk)
    by = request.by  # type: ignore[attr-defined]
    if not rights(row, by).get(Can.ANSWER_WORKER_REQUEST):
        raise NotAllowed
    form = AnswerRequestForm(posted(request))
    if form.is_valid() and done(form, verbs.answer_worker_request, row, by, **form.cleaned_data):
        messages.success(request, _("Saved. The adult reads your answer on the own page."))
        return go("cases:worker_request", pk=pk)
    wished = row.case.adoption.edition.reason(row.wish)
    return page(request, "cases/handover/request.html", case=row.case, asked=row, wished=wished, form=form)


@opens(Case)
@signed_in
def requests(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From Today to the request of this family that has waited longest."""
    row = seen_list(request, WorkerRequest.objects.of_family(pk).unanswered()).first()
    if row is None:
        raise Http404
    return go("cases:worker_request", pk=row.pk)


def _open_row(request: HttpRequest, pk: UUID, right: Can) -> Handover:
    """An open handover, for somebody who has this right there; over: 404."""
    row: Handover = seen(request, Handover.objects.open().with_people().select_related("case__adoption"), pk)
    if not rights(row, request.by).get(right):  # type: ignore[attr-defined]
        raise NotAllowed
    return row


def _adult(request: HttpRequest, pk: UUID) -> tuple[Newcomer, Handover]:
    """An adult of the family, and the handover that is open."""
    newcomer: Newcomer = seen(request, Newcomer, pk)
    rows = Handover.objects.of_family(newcomer.case_id).open().with_people()
    row: Handover | None = seen_list(request, rows.select_related("case__adoption")).first()
    if row is None or newcomer.age_group != AgeGroup.ADULT:
        raise Http404
    return newcomer, row
