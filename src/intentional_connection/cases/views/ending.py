"""Towards the end of the year together: how long the support lasts, month 13, the end, and what stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from intentional_connection.access.seats import GRANTS, Can, Level, Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.ending import BudgetForm, CloseForm, ClosingForm, TapForm, TermForm
from intentional_connection.cases.models import Case, Newcomer
from intentional_connection.cases.models.budget import budget_of
from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.ending import KEPT_AFTER_END, month_13_begins
from intentional_connection.cases.models.ends import end_of, late_tasks, plan_of
from intentional_connection.cases.models.gathering import first_arrival
from intentional_connection.cases.models.keeping import writing
from intentional_connection.journal.models import note_read
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


def _case(request: HttpRequest, pk: UUID, right: Can | None = None) -> Case:
    case: Case = seen(request, Case.objects.select_related("adoption"), pk)
    if right and not rights(case, request.by).get(right):  # type: ignore[attr-defined]
        raise NotAllowed
    return case


def _adult(request: HttpRequest, pk: UUID, right: Can) -> tuple[Newcomer, bool]:
    """The adult, and whether it is the reader; for whoever has the right towards this adult."""
    newcomer = seen(request, Newcomer.objects.select_related("case__adoption"), pk)
    seats = newcomer.seats_of(request.by)  # type: ignore[attr-defined]
    if not seats & GRANTS[right]:
        raise NotAllowed
    if newcomer.age_group != AgeGroup.ADULT:
        raise Http404
    return newcomer, Seat.NEWCOMER in seats


@opens(Case, Can.REOPEN)
@signed_in
def ending(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The end of the year: until when the sponsors support; afterwards whom to call, what is kept, and opening again."""
    case = _case(request, pk)
    by = request.by  # type: ignore[attr-defined]
    form = TapForm(posted(request))
    if form.is_valid() and done(form, verbs.reopen, case, by):
        messages.success(request, _("Opened again. Whoever is still around the family sees it, as far as each yes still holds."))
        return go("cases:family", pk=pk)
    return page(request, "cases/ending/ending.html", case=case, form=form, can=rights(case, by), **_end(request, case))


def _end(request: HttpRequest, case: Case) -> dict[str, Any]:
    end = end_of(case, request.by)  # type: ignore[attr-defined]
    adults = seen_list(request, case.newcomers.adults().in_order())
    reason = case.adoption.edition.reason(end.closure.reason) if end.closure else None
    return {"end": end, "reason": reason, "adults": [(adult, end.choices.get(adult.pk)) for adult in adults]}


@opens(Case, Can.SET_TERM)
@signed_in
def term(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How many months the sponsors support the family."""
    case = _case(request, pk, Can.SET_TERM)
    form = TermForm(posted(request) or None, initial={"months": case.sponsored_months})
    if form.is_valid() and done(form, verbs.set_term, case, request.by, **form.cleaned_data):  # type: ignore[attr-defined]
        messages.success(request, _("Saved. The day stands on the family’s page."))
        return go("cases:ending", pk=pk)
    return page(request, "cases/ending/term.html", case=case, form=form, ends_on=end_of(case, request.by).ends_on)  # type: ignore[attr-defined]


@opens(Case, Can.PLAN_MONTH_13)
@signed_in
def month_13(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The plan for the first month after the sponsorship: what is still to do, and each adult's money."""
    case = _case(request, pk)
    by = request.by  # type: ignore[attr-defined]
    if not case.adoption.has("month_13"):
        raise Http404
    form = TapForm(posted(request))
    if form.is_valid() and done(form, verbs.begin_month_13, case, by):
        messages.success(request, _("Begun. Everybody around the family was told, without any detail."))
        return go("cases:month_13", pk=pk)
    plan = plan_of(case, by)
    arrived = first_arrival(case)
    begins = month_13_begins(arrived, case.sponsored_months) if arrived else None
    may = writing(case, by)
    return page(
        request,
        "cases/ending/month_13.html",
        case=case,
        can=rights(case, by),
        form=form,
        plan=plan,
        begins_on=begins,
        ready=begins is not None and clock.today() >= begins,
        ends_on=end_of(case, by).ends_on,
        tasks=late_tasks(case, by),
        adults=[(one, may.may(case.pk, one.pk, secret=True)) for one in seen_list(request, case.newcomers.adults().in_order())],
    )


@opens(Newcomer, Can.KEEP_BUDGET)
@signed_in
def budget(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One adult's money for the month after: amounts, the difference drawn, the table beside it."""
    newcomer, own = _adult(request, pk, Can.KEEP_BUDGET)
    by = request.by  # type: ignore[attr-defined]
    if not writing(newcomer.case, by).may(newcomer.case_id, newcomer.pk, secret=True):
        raise NotAllowed
    held = budget_of(newcomer, by)
    form = BudgetForm(posted(request), edition=newcomer.case.adoption.edition, standing=held.amounts)
    if form.is_valid():
        done(form, verbs.keep_budget, newcomer, by, amounts=form.cleaned_data)
        if not form.errors:
            messages.success(request, _("Saved."))
            return go("cases:budget", pk=pk)
    note_read(newcomer, by, Level.SENSITIVE)
    return page(request, "cases/ending/budget.html", case=newcomer.case, newcomer=newcomer, own=own, form=form, budget=held)


@opens(Case, Can.CLOSE)
@signed_in
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End the year together, with whom the family may call afterwards."""
    case = _case(request, pk, Can.CLOSE)
    ends = end_of(case, request.by).ends_on  # type: ignore[attr-defined]
    usual = ends if ends and abs((ends - clock.today()).days) <= KEPT_AFTER_END.days else None
    form = CloseForm(posted(request), edition=case.adoption.edition, on=usual)
    if form.is_valid() and done(form, verbs.close_year, case, request.by, **form.said()):  # type: ignore[attr-defined]
        messages.success(request, _("Saved. Each adult can now say what may come afterwards."))
        return go("cases:ending", pk=pk)
    return page(request, "cases/ending/close.html", case=case, form=form)


@opens(Newcomer, Can.CHOOSE_CLOSING)
@signed_in
def closing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What one adult wants after the end, as said aloud or on paper; adults have it on their own page too."""
    newcomer, own = _adult(request, pk, Can.CHOOSE_CLOSING)
    form = ClosingForm(posted(request))
    if own:
        del form.fields["method"]
    if form.is_valid():
        said = {"method": Method.OWN_PHONE, **form.cleaned_data}
        if done(form, verbs.choose_closing, newcomer, request.by, **said):  # type: ignore[attr-defined]
            messages.success(request, _("Saved."))
            return go("cases:ending", pk=newcomer.case_id)
    return page(request, "cases/ending/closing.html", case=newcomer.case, newcomer=newcomer, own=own, form=form)
