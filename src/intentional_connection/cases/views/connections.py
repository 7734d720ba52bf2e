"""The connection check: the list that all voices read, and one item answered by the worker and by the family."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Level
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.connections import AddForm, AnswerForm, CareForm, FamilyAnswerForm, OpenForm
from intentional_connection.cases.models import Case, ConnectionCheck, ServiceConnection
from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.cases.models.checking import has_landed, item_of, items_of, name_of_whole, summary_of
from intentional_connection.cases.models.staying import onward_of
from intentional_connection.journal.models import note_read
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from intentional_connection.cases.models import Newcomer
    from intentional_connection.cases.models.checking import Item


@dataclass(slots=True)
class Group:
    """The items of one person, or of the whole family."""

    key: str
    name: str
    items: list[Item] = field(default_factory=list)


@opens(Case)
@signed_in
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The list per person with both answers, owner and day; before arrival it says when it opens."""
    case, can = _case(request, pk)
    opened = seen_list(request, ConnectionCheck).of_case(case)  # type: ignore[attr-defined]
    by = request.by  # type: ignore[attr-defined]
    items = items_of(case, by) if opened else []
    if items:
        note_read(case, by, Level.PLAN)
    return page(
        request,
        "cases/connections/check.html",
        case=case,
        can=can,
        check=opened,
        has_part=case.adoption.has("connection_check"),
        landed=bool(opened) or has_landed(case, by),
        groups=_groups(items),
        summary=summary_of(opened, items) if opened else None,
        onward=onward_of(by, case),
        form=OpenForm(),
    )


def _case(request: HttpRequest, pk: UUID) -> tuple[Case, dict[str, bool]]:
    case: Case = seen(request, Case.objects.select_related("adoption"), pk)
    return case, rights(case, request.by)  # type: ignore[attr-defined]


def _groups(items: list[Item]) -> list[Group]:
    found: dict[str, Group] = {}
    for item in items:
        person = item.row.newcomer
        key = str(person.pk) if person else "family"
        found.setdefault(key, Group(key, person.name if person else name_of_whole())).items.append(item)
    return list(found.values())


@opens(Case, Can.OPEN_CHECK)
@signed_in
def open_check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the list, or add what has become due since; one press."""
    case, can = _case(request, pk)
    _require(can, Can.OPEN_CHECK)
    form = OpenForm(posted(request))
    if form.is_valid() and done(form, verbs.open_check, case, request.by):  # type: ignore[attr-defined]
        messages.success(request, _("The list is up to date. Answer each item together."))
        return go("cases:check", pk=pk)
    return page(request, "cases/connections/open.html", case=case, form=form, landed=has_landed(case, request.by))  # type: ignore[attr-defined]


@opens(Case, Can.OPEN_CHECK)
@signed_in
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add an item that the list does not know."""
    case, can = _case(request, pk)
    _require(can, Can.OPEN_CHECK)
    by = request.by  # type: ignore[attr-defined]
    form = AddForm(posted(request), case=case, people=list(seen_list(request, case.newcomers.in_order())))
    if form.is_valid() and done(form, verbs.add_connection, case, by, **form.said()):
        messages.success(request, _("Added to the list."))
        return go("cases:check", pk=pk)
    return page(request, "cases/connections/add.html", case=case, form=form)


@opens(ServiceConnection, Can.ANSWER_CONNECTION)
@signed_in
def connection(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One item: one's own answer. The worker's is the worker's alone."""
    row, can = _connection(request, pk)
    by = request.by  # type: ignore[attr-defined]
    form = AnswerForm(posted(request))
    if can.get(Can.ANSWER_CONNECTION) and form.is_valid() and done(form, verbs.answer_connection, row, by, **form.cleaned_data):
        messages.success(request, _("Saved."))
        return _back(row)
    return _page(request, row, can, form=form)


@opens(ServiceConnection, Can.ANSWER_CONNECTION)
@signed_in
def family_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The worker writes down what an adult says, aloud or on paper."""
    row, can = _connection(request, pk)
    _require(can, Can.OPEN_CHECK)
    by = request.by  # type: ignore[attr-defined]
    family = FamilyAnswerForm(posted(request), case=row.case, adults=_speakers(request, row))
    if family.is_valid() and done(family, verbs.answer_connection, row, by, **family.said()):
        messages.success(request, _("Saved, as the family’s own answer."))
        return _back(row)
    return _page(request, row, can, family=family)


@opens(ServiceConnection, Can.OPEN_CHECK)
@signed_in
def care(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who sees to the item, by when, or why it stays as it is."""
    row, can = _connection(request, pk)
    _require(can, Can.OPEN_CHECK)
    by = request.by  # type: ignore[attr-defined]
    form = CareForm(posted(request), case=row.case, row=row, edition=row.case.adoption.edition)
    if form.is_valid() and done(form, verbs.set_connection, row, by, **form.cleaned_data):
        messages.success(request, _("Saved."))
        return _back(row)
    return _page(request, row, can, care=form)


def _connection(request: HttpRequest, pk: UUID) -> tuple[ServiceConnection, dict[str, bool]]:
    row = seen(request, ServiceConnection.objects.select_related("case__adoption", "newcomer"), pk)
    if not row.case.adoption.has("connection_check"):
        raise Http404
    return row, rights(row, request.by)  # type: ignore[attr-defined]


def _require(can: dict[str, bool], right: Can) -> None:
    if not can.get(right):
        raise NotAllowed


def _speakers(request: HttpRequest, row: ServiceConnection) -> list[Newcomer]:
    """Who may answer for the family about this item: the adult whose it is, or any adult."""
    if row.newcomer is not None and row.newcomer.age_group == AgeGroup.ADULT:
        return [row.newcomer]
    return list(seen_list(request, row.case.newcomers.adults().in_order()))


def _page(request: HttpRequest, row: ServiceConnection, can: dict[str, bool], **sent: Any) -> HttpResponse:
    """The item's page with all its forms; one of them may have been sent."""
    case, by = row.case, request.by  # type: ignore[attr-defined]
    works = bool(can.get(Can.OPEN_CHECK))
    forms = {"form": sent.get("form") or AnswerForm(), "family": None, "care": None}
    if works:
        forms["family"] = sent.get("family") or FamilyAnswerForm(case=case, adults=_speakers(request, row))
        forms["care"] = sent.get("care") or CareForm(case=case, row=row, edition=case.adoption.edition)
    return page(
        request,
        "cases/connections/connection.html",
        case=case,
        can=can,
        works=works,
        item=item_of(row, case, by),
        onward=onward_of(by, case, connection=row),
        **forms,
    )


def _back(row: ServiceConnection) -> HttpResponse:
    return go("cases:check", pk=row.case_id)
