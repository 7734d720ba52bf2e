"""The way to one service, and what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.staying import OnwardForm, OutcomeForm
from intentional_connection.cases.models import Case, OnwardReferral, ServiceConnection
from intentional_connection.cases.models.checking import item_of
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from intentional_connection.cases.models.checking import Item

#: After so many days one asks what came of it, if nothing else was agreed.
ASK_AFTER = 21


@opens(Case, Can.REFER_ONWARD)
@signed_in
def refer_onward(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask one service to receive a person or the family; from an item of the check (`?item=`) or free."""
    case = seen(request, Case.objects.select_related("adoption"), pk)
    by = request.by  # type: ignore[attr-defined]
    if not rights(case, by).get(Can.REFER_ONWARD):
        raise NotAllowed
    item = _item(request, case)
    start = {"ask_on": clock.today() + timedelta(days=ASK_AFTER), "service": item.label if item else ""}
    people = seen_list(request, case.newcomers.in_order())
    form = OnwardForm(posted(request), people=people, for_item=item is not None, **start)
    connection = item.row if item else None
    if form.is_valid() and done(form, verbs.refer_onward, case, by, connection=connection, **form.said()):
        messages.success(request, _("Saved. On the day you chose, Today asks you what came of it."))
        return go("cases:check", pk=pk)
    return page(request, "cases/staying/onward.html", case=case, form=form, item=item)


def _item(request: HttpRequest, case: Case) -> Item | None:
    """The item of the check from which one came."""
    text = request.GET.get("item")
    if not text:
        return None
    try:
        row = seen(request, ServiceConnection, UUID(text))
    except ValueError:
        raise Http404 from None
    if row.case_id != case.pk:
        raise Http404
    return item_of(row, case, request.by)  # type: ignore[attr-defined]


@opens(OnwardReferral, Can.REFER_ONWARD)
@signed_in
def outcome(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The worker writes down what came of the way to a service."""
    row = seen(request, OnwardReferral.objects.select_related("case__adoption", "newcomer"), pk)
    by = request.by  # type: ignore[attr-defined]
    if not rights(row.case, by).get(Can.REFER_ONWARD):
        raise NotAllowed
    form = OutcomeForm(posted(request), edition=row.case.adoption.edition)
    if form.is_valid() and done(form, verbs.record_outcome, row, by, **form.cleaned_data):
        messages.success(request, _("Saved. Everybody around the family reads it."))
        return go("cases:check", pk=row.case_id)
    return page(request, "cases/staying/outcome.html", case=row.case, row=row, form=form)
