"""A worker: languages, place, room for families, days away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Seat
from intentional_connection.kernel.ways import opens
from intentional_connection.partners import verbs
from intentional_connection.partners.forms import AbsenceForm, WorkerForm
from intentional_connection.partners.models import Membership
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@opens(Membership, Can.DESCRIBE_WORKER)
@signed_in
def profile(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a worker brings; the worker and the supervisor change it, colleagues read it."""
    row = _worker(request, pk)
    form = WorkerForm(posted(request), worker=row)
    if form.is_valid() and done(form, verbs.describe_worker, row, request.by, **form.said()):  # type: ignore[attr-defined]
        messages.success(request, _("Saved. Suggestions use it from now on."))
        return go("partners:worker_profile", pk=pk)
    return page(request, "partners/worker.html", form=form, worker=row, can=rights(row, request.by))  # type: ignore[attr-defined]


@opens(Membership, Can.RECORD_ABSENCE)
@signed_in
def absence(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say on which days the worker is away; nobody is suggested for a family meanwhile."""
    row = _worker(request, pk)
    colleagues = seen_list(request, Membership.objects.in_force().with_names()).can_cover(row)  # type: ignore[attr-defined]
    form = AbsenceForm(posted(request), team=colleagues)
    if form.is_valid() and done(form, verbs.record_absence, row, request.by, **form.said()):  # type: ignore[attr-defined]
        messages.success(request, _("Saved. While away, this person is not suggested for families."))
        return go("partners:worker_profile", pk=pk)
    return page(request, "partners/absence.html", form=form, worker=row, can=rights(row, request.by))  # type: ignore[attr-defined]


def _worker(request: HttpRequest, pk: UUID) -> Membership:
    row = seen(request, Membership.objects.in_force().describing_workers(), pk)
    if row.seat != Seat.WORKER:
        raise Http404
    return row
