"""A problem with somebody, told to one who hears it; the listener reads it without opening the family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Level
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.protection import HEARS, ConcernForm, ReplyForm, TapForm
from intentional_connection.cases.models import Case, Concern, TodayEntry
from intentional_connection.cases.models.hearing import ABOUT, hearers
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.journal.models import note_list
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@opens(Case)
@signed_in
def concerns(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What one told oneself and what one hears, of one family; nobody else's, and no count of them."""
    case = _case(request, pk)
    by = request.by  # type: ignore[attr-defined]
    rows = list(seen_list(request, Concern).of_case(pk))  # type: ignore[attr-defined]
    if case is None and not rows:
        raise Http404
    note_list(by, *[Level.PROTECTION for _row in rows])
    can = rights(case, by) if case else {}
    return page(request, "cases/protection/concerns.html", case=case, label=_label(request, pk, case), rows=rows, can=can)


@opens(Case, Can.RAISE_CONCERN)
@signed_in
def tell(request: HttpRequest, pk: UUID) -> HttpResponse:
    """First about whom (`?about=`), then what happened and who hears it: never the one it is about."""
    case = seen(request, Case.objects.select_related("adoption"), pk)
    by = request.by  # type: ignore[attr-defined]
    if not rights(case, by).get(Can.RAISE_CONCERN):
        raise NotAllowed
    about = request.GET.get("about", "")
    if about not in {str(voice) for voice in ABOUT}:
        sah = [Voice.SAH] if case.has_sah else []
        return page(request, "cases/protection/tell.html", case=case, voices=[Voice.SPONSOR, Voice.WORKER, *sah])
    offered = hearers(case, about, by)
    form = ConcernForm(posted(request), offered=offered)
    if form.is_valid() and (row := done(form, verbs.raise_concern, case, by, about=about, **form.cleaned_data)):
        messages.success(request, _("Told. Only you and the one you chose can read it."))
        return go("cases:concern", pk=row.pk) if isinstance(row, Concern) else go("cases:concerns", pk=pk)
    return page(request, "cases/protection/tell.html", case=case, about=Voice(about), offered=offered, form=form)


@opens(Concern, Can.HEAR_CONCERN)
@signed_in
def concern(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One concern with what was written to each other, and a box to answer."""
    row = seen(request, Concern, pk)
    by = request.by  # type: ignore[attr-defined]
    case = _case(request, row.case_id)
    form = None if row.closed_at else ReplyForm(posted(request))
    if form and form.is_valid() and done(form, verbs.reply_to_concern, row, by, **form.cleaned_data):
        messages.success(request, _("Sent. Only the two of you can read it."))
        return go("cases:concern", pk=pk)
    return page(
        request,
        "cases/protection/concern.html",
        case=case,
        label=_label(request, row.case_id, case),
        concern=row,
        about=Voice(row.about),
        hears=HEARS[row.hears],  # type: ignore[index]
        own=row.by_id == by.pk,
        replies=list(seen_list(request, row.replies.in_order())),
        form=form,
    )


@opens(Concern, Can.HEAR_CONCERN)
@signed_in
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It is settled: one press."""
    row = seen(request, Concern, pk)
    form = TapForm(posted(request))
    if form.is_valid() and done(form, verbs.close_concern, row, request.by):  # type: ignore[attr-defined]
        messages.success(request, _("Closed. What was written stays with the two of you."))
    return go("cases:concern", pk=pk)


def _case(request: HttpRequest, pk: UUID) -> Case | None:
    """The family, where the reader reads it; a listener does not."""
    return seen_list(request, Case.objects.select_related("adoption")).with_id(pk)  # type: ignore[attr-defined,no-any-return]


def _label(request: HttpRequest, pk: UUID, case: Case | None) -> str:
    """What the family is called: of the family itself, else as Today says it to whoever listens."""
    if case is not None:
        return case.label
    return seen_list(request, TodayEntry).label_of_family(pk) or _("A family of this site")  # type: ignore[attr-defined]
