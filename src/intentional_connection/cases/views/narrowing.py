"""What an adult hides from somebody of the sponsors, as said aloud or on paper: for the family's worker alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Level
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.narrowing import HideForm, ShowForm, topic_in_words
from intentional_connection.cases.models import Newcomer
from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.cases.models.narrowing import from_whom, hidden_by
from intentional_connection.journal.models import note_read
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


def _adult(request: HttpRequest, pk: UUID) -> Newcomer:
    """The adult, for the family's worker; on the own telephone adults have a page of their own."""
    newcomer: Newcomer = seen(request, Newcomer.objects.select_related("case__adoption"), pk)
    can = rights(newcomer.case, request.by)  # type: ignore[attr-defined]
    if not (can.get(Can.CHOOSE_SHARING) and can.get(Can.NAME_READER)):
        raise NotAllowed
    if newcomer.age_group != AgeGroup.ADULT:
        raise Http404
    return newcomer


@opens(Newcomer, Can.CHOOSE_SHARING)
@signed_in
def hide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From whom and which topic, before a witness who is no sponsor; and what is hidden now."""
    newcomer = _adult(request, pk)
    case, by = newcomer.case, request.by  # type: ignore[attr-defined]
    offered = from_whom(case, by)
    form = HideForm(posted(request), case=case, offered=offered) if offered else None
    if form and form.is_valid() and done(form, verbs.hide_from, newcomer, by, **form.said()):
        messages.success(request, _("Saved. They do not see it from now on. Nobody was told."))
        return go("cases:hide", pk=pk)
    rows = hidden_by(newcomer, by)
    if rows:
        note_read(newcomer, by, Level.PROTECTION)
    shown = [(row, topic_in_words(case.adoption.edition, row.topic)) for row in rows]
    return page(request, "cases/sharing/hide.html", case=case, newcomer=newcomer, form=form, rows=shown)


@opens(Newcomer, Can.CHOOSE_SHARING)
@signed_in
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The adult says that they may see it again: one press."""
    newcomer = _adult(request, pk)
    by = request.by  # type: ignore[attr-defined]
    form = ShowForm(posted(request), rows=hidden_by(newcomer, by))
    if form.is_valid() and done(form, verbs.show_again, newcomer, by, **form.said()):
        messages.success(request, _("Saved. They see it again."))
    return go("cases:hide", pk=pk)
