"""The private line, as the worker reads it: who wrote, how somebody is, and the answer. Nobody else has these pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Level
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.staying import CheckAnswerForm, PrivateForm
from intentional_connection.cases.models import Case, CheckIn, Newcomer
from intentional_connection.cases.models.staying import check_ins_waiting, line_of, who_wrote
from intentional_connection.journal.models import note_read
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@opens(Case, Can.ANSWER_CHECK_IN)
@signed_in
def lines(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The private lines of a family's adults, for their worker: who said not to be well, or asked for a call, comes first."""
    case = seen(request, Case.objects.select_related("adoption"), pk)
    by = request.by  # type: ignore[attr-defined]
    if not rights(case, by).get(Can.ANSWER_CHECK_IN):
        raise NotAllowed
    adults = list(seen_list(request, case.newcomers.adults().in_order()))
    waiting = check_ins_waiting(by, case)
    wrote = who_wrote(by, case)
    if waiting or wrote:
        note_read(case, by, Level.PRIVATE, of=[*wrote, *(one.newcomer_id for one in waiting)])
    return page(
        request, "cases/staying/lines.html", case=case, waiting=waiting, rows=[(one, one.pk in wrote) for one in adults]
    )


@opens(Newcomer, Can.WRITE_PRIVATE)
@signed_in
def line(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One adult's line: what was said, the newest first, and what the reader says next."""
    newcomer = seen(request, Newcomer.objects.select_related("case__adoption"), pk)
    by = request.by  # type: ignore[attr-defined]
    if not rights(newcomer, by).get(Can.WRITE_PRIVATE):
        raise NotAllowed
    form = PrivateForm(posted(request))
    if form.is_valid() and done(form, verbs.write_private, newcomer, by, **form.cleaned_data):
        messages.success(request, _("Saved. Only the two of you read it."))
        return go("cases:private", pk=pk)
    said = line_of(by, newcomer)
    note_read(newcomer, by, Level.PRIVATE)
    own = any(one.newcomer_id == pk for one in newcomer.case.circle.standing().of(by))
    return page(request, "cases/staying/private.html", case=newcomer.case, newcomer=newcomer, form=form, said=said, own=own)


@opens(CheckIn, Can.ANSWER_CHECK_IN)
@signed_in
def check_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The worker answers how an adult said to be: with a few words, or by having called."""
    row = seen(request, CheckIn.objects.select_related("case__adoption", "newcomer"), pk)
    by = request.by  # type: ignore[attr-defined]
    if not rights(row.case, by).get(Can.ANSWER_CHECK_IN):
        raise NotAllowed
    form = CheckAnswerForm(posted(request))
    if form.is_valid() and done(form, verbs.answer_check_in, row, by, answer=form.cleaned_data["answer"]):
        messages.success(request, _("Saved. Only the two of you read it."))
        return go("cases:private", pk=row.newcomer_id)
    return page(request, "cases/staying/check_in.html", case=row.case, row=row, form=form)
