"""With an adult's yes: the sponsors' view stands still, a colleague reads along, support is added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Level
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.protection import ColleagueForm, FreezeForm, SupportForm, TapForm, ThawForm
from intentional_connection.cases.models import Case, Newcomer, SupportPlan
from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.cases.models.hearing import colleagues, frozen_for, need_to_know, reads_support, sponsors_of
from intentional_connection.cases.models.keeping import writing
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.cases.views.difficulty import voices_of
from intentional_connection.journal.models import note_read
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


def _adult(request: HttpRequest, pk: UUID, right: Can) -> Newcomer:
    """The adult, for the family's worker; on the own telephone adults have pages of their own."""
    newcomer: Newcomer = seen(request, Newcomer.objects.select_related("case__adoption"), pk)
    if not rights(newcomer.case, request.by).get(right) or not rights(newcomer.case, request.by).get(Can.NAME_READER):  # type: ignore[attr-defined]
        raise NotAllowed
    if newcomer.age_group != AgeGroup.ADULT:
        raise Http404
    return newcomer


@opens(Newcomer, Can.FREEZE_VIEW)
@signed_in
def view(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let the sponsors see nothing new, as this adult said aloud or on paper, before a witness who is no sponsor."""
    newcomer = _adult(request, pk, Can.FREEZE_VIEW)
    case, by = newcomer.case, request.by  # type: ignore[attr-defined]
    frozen = frozen_for(newcomer, by)
    places = [place for place in sponsors_of(case) if place.pk not in frozen]
    form = FreezeForm(posted(request), case=case, places=places) if places else None
    if form and form.is_valid() and done(form, verbs.freeze_view, newcomer, by, **form.said()):
        messages.success(request, _("Saved. From now on they see nothing new. Nothing is deleted."))
        return go("cases:view", pk=pk)
    if frozen:
        note_read(newcomer, by, Level.PROTECTION)
    return page(request, "cases/protection/view.html", case=case, newcomer=newcomer, form=form, frozen=list(frozen.values()))


@opens(Newcomer, Can.FREEZE_VIEW)
@signed_in
def thaw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let the sponsors see everything again: one press, with the adult's yes."""
    newcomer = _adult(request, pk, Can.FREEZE_VIEW)
    by = request.by  # type: ignore[attr-defined]
    form = ThawForm(posted(request), frozen=frozen_for(newcomer, by))
    if form.is_valid() and done(form, verbs.thaw_view, newcomer, by, **form.said()):
        messages.success(request, _("Saved. They see everything again."))
    return go("cases:view", pk=pk)


@opens(Case, Can.ADD_SUPPORT)
@signed_in
def support(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The support added for each person of whom the reader reads what is private."""
    case = seen(request, Case.objects.select_related("adoption"), pk)
    by = request.by  # type: ignore[attr-defined]
    can = rights(case, by)
    people = [one for one in seen_list(request, case.newcomers.in_order()) if reads_support(one, by)]
    if not people and not can.get(Can.ADD_SUPPORT):
        raise Http404
    rows = list(seen_list(request, SupportPlan).standing_of(case))  # type: ignore[attr-defined]
    may = writing(case, by).sensitive if can.get(Can.ADD_SUPPORT) else frozenset()
    if rows:
        note_read(case, by, Level.SENSITIVE, of=[row.newcomer_id for row in rows])
    found = [_person(one, rows, by, may_add=one.pk in may) for one in people]
    return page(request, "cases/protection/support.html", case=case, people=found, can=can)


def _person(one: Newcomer, rows: list[SupportPlan], by: Any, *, may_add: bool) -> dict[str, Any]:
    plans = [(row, Voice(row.owner)) for row in rows if row.newcomer_id == one.pk]
    reading = need_to_know(one, by) if may_add else []
    return {"person": one, "plans": plans, "may_add": may_add, "reading": reading, "is_adult": one.age_group == AgeGroup.ADULT}


@opens(Newcomer, Can.ADD_SUPPORT)
@signed_in
def add_support(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add support for one person."""
    newcomer = seen(request, Newcomer.objects.select_related("case__adoption"), pk)
    case, by = newcomer.case, request.by  # type: ignore[attr-defined]
    if not rights(case, by).get(Can.ADD_SUPPORT):
        raise NotAllowed
    form = SupportForm(posted(request), voices=voices_of(case))
    if form.is_valid() and done(form, verbs.add_support, newcomer, by, **form.cleaned_data):
        messages.success(request, _("Saved."))
        return go("cases:support", pk=case.pk)
    back = reverse("cases:support", kwargs={"pk": case.pk})
    return page(request, "cases/protection/form.html", case=case, form=form, act="support", back=back, name=newcomer.name)


@opens(SupportPlan, Can.ADD_SUPPORT)
@signed_in
def end_support(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Done, or not needed any more: one press."""
    row = seen(request, SupportPlan.objects.select_related("case"), pk)
    form = TapForm(posted(request))
    if form.is_valid() and done(form, verbs.end_support, row, request.by):  # type: ignore[attr-defined]
        messages.success(request, _("Saved."))
    return go("cases:support", pk=row.case_id)


@opens(Newcomer, Can.NAME_READER)
@signed_in
def name_colleague(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let one colleague read along, with this adult's yes to this one person."""
    newcomer = _adult(request, pk, Can.NAME_READER)
    case, by = newcomer.case, request.by  # type: ignore[attr-defined]
    form = ColleagueForm(posted(request), case=case, team=colleagues(case, by))
    if form.is_valid() and done(form, verbs.name_need_to_know, newcomer, by, **form.said()):
        messages.success(request, _("Saved. Your colleague reads along from now on."))
        return go("cases:support", pk=case.pk)
    return page(
        request,
        "cases/protection/form.html",
        case=case,
        form=form,
        act="colleague",
        back=reverse("cases:support", kwargs={"pk": case.pk}),
        name=newcomer.name,
        text=case.adoption.edition.consent_text("choice_sensitive").text,
    )


@opens(Newcomer, Can.NAME_READER)
@signed_in
def end_colleague(request: HttpRequest, pk: UUID, member: UUID) -> HttpResponse:
    """A colleague reads no longer: one press."""
    newcomer = _adult(request, pk, Can.NAME_READER)
    by = request.by  # type: ignore[attr-defined]
    row = next((one for one, _yes in need_to_know(newcomer, by) if one.pk == member), None)
    form = TapForm(posted(request))
    if row and form.is_valid() and done(form, verbs.end_need_to_know, newcomer, by, member=row):
        messages.success(request, _("Saved. Your colleague reads no longer."))
    return go("cases:support", pk=newcomer.case_id)
