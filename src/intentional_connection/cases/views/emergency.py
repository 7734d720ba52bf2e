"""A family opened because of an emergency: by a colleague of its agency, looked at by the two who were told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Level, Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.emergency import OpenForm, ReviewForm
from intentional_connection.cases.forms.protection import TapForm
from intentional_connection.cases.models import Case, EmergencyAccess, EmergencyReview, TodayEntry
from intentional_connection.journal.models import note_list
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.partners.models import Organization
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@signed_in
def open_family(request: HttpRequest) -> HttpResponse:
    """Open one family of one's agency: which, why, for how long. Everybody else is told that this is not theirs."""
    by = request.by  # type: ignore[attr-defined]
    agencies = list(seen_list(request, Organization).of(by, Seat.WORKER, Seat.SUPERVISOR))  # type: ignore[attr-defined]
    if not agencies:
        raise NotAllowed
    form = OpenForm(posted(request), agencies=agencies)
    if form.is_valid() and (row := done(form, verbs.open_emergency, form.place(), by, **form.said())):
        messages.success(request, _("Open. Two people were told."))
        return go("cases:emergency", pk=row.pk) if isinstance(row, EmergencyAccess) else go("desk:families")
    mine = list(seen_list(request, EmergencyAccess).open().opened_by(by).newest_first())  # type: ignore[attr-defined]
    return page(request, "cases/emergency/open.html", form=form, mine=mine)


@opens(Case)
@signed_in
def emergencies(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Openings of one family that one made or was told of; nobody else's, and no count of them."""
    rows = list(seen_list(request, EmergencyAccess).of_case(pk))  # type: ignore[attr-defined]
    if not rows:
        raise Http404
    note_list(request.by, *[Level.PROTECTION for _row in rows])  # type: ignore[attr-defined]
    return page(request, "cases/emergency/list.html", label=_label(request, pk), rows=rows)


@opens(EmergencyAccess, Can.REVIEW_EMERGENCY)
@signed_in
def emergency(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One opening: why, until when, who was told and what they said; for these two a form to say whether it was fine."""
    row = seen(request, EmergencyAccess.objects.newest_first(), pk)
    by = request.by  # type: ignore[attr-defined]
    can = rights(row, by)
    reviews = list(seen_list(request, EmergencyReview).of(row))  # type: ignore[attr-defined]
    said = any(one.by_id == by.pk for one in reviews)
    form = ReviewForm(posted(request)) if can.get(Can.REVIEW_EMERGENCY) and row.by_id != by.pk and not said else None
    if form and form.is_valid() and done(form, verbs.review_emergency, row, by, **form.said()):
        messages.success(request, _("Saved. What you said stays."))
        return go("cases:emergency", pk=pk)
    case = seen_list(request, Case).with_id(row.case_id)  # type: ignore[attr-defined]
    return page(
        request,
        "cases/emergency/emergency.html",
        emergency=row,
        case=case,
        label=case.label if case else _label(request, row.case_id),
        reviews=reviews,
        form=form,
        own=row.by_id == by.pk,
        may_end=row.is_open and can.get(Can.END_EMERGENCY),
    )


@opens(EmergencyAccess, Can.END_EMERGENCY)
@signed_in
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End it now: one press."""
    row = seen(request, EmergencyAccess, pk)
    form = TapForm(posted(request))
    if form.is_valid() and done(form, verbs.end_emergency, row, request.by):  # type: ignore[attr-defined]
        messages.success(request, _("Ended. The family is closed to this colleague again."))
    return go("cases:emergency", pk=pk)


def _label(request: HttpRequest, pk: UUID) -> str:
    """What the family is called, as the family itself or Today says it; without either, no name."""
    case = seen_list(request, Case).with_id(pk)  # type: ignore[attr-defined]
    return case.label if case else seen_list(request, TodayEntry).label_of_family(pk) or _("A family of this site")  # type: ignore[attr-defined]
