"""A move to another community; a sponsor group that leaves, and another one that comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.ending import MoveForm, NewReferralForm, PlaceForm, SettleForm, TapForm
from intentional_connection.cases.models import Case
from intentional_connection.cases.models.ending import said_yes
from intentional_connection.cases.models.ends import groups_for, move_of
from intentional_connection.cases.views.offering import agencies_for
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from intentional_connection.cases.models import Move
    from intentional_connection.ui.forms import Form


#: Which verb the form of each name asks.
ACTS: dict[str, Any] = {
    "plan": verbs.plan_move,
    "settle": verbs.settle_move,
    "agency": verbs.name_new_agency,
    "refer": verbs.refer_to_new_place,
    "off": verbs.call_off_move,
}


def _case(request: HttpRequest, pk: UUID, right: Can | None = None) -> Case:
    case: Case = seen(request, Case.objects.select_related("adoption", "opened_in", "site"), pk)
    if right and not rights(case, request.by).get(right):  # type: ignore[attr-defined]
        raise NotAllowed
    return case


@opens(Case, Can.MOVE, Can.SETTLE_MOVE)
@signed_in
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where the family moves to and when, how the sponsorship goes on, and the agency of the new community."""
    case = _case(request, pk)
    by = request.by  # type: ignore[attr-defined]
    row, asked = move_of(case, by)
    forms = _forms(request, case, row)
    if _act(request, case, row, forms):
        messages.success(request, _("Saved."))
        return go("cases:move", pk=pk)
    return page(
        request,
        "cases/ending/move.html",
        case=case,
        move=row,
        asked=asked,
        can=rights(case, by),
        all_said_yes=bool(row and row.agency and said_yes(row)),
        adults=list(seen_list(request, case.newcomers.adults().in_order())),
        **{f"{name}_form": form for name, form in forms.items()},
    )


def _forms(request: HttpRequest, case: Case, row: Move | None) -> dict[str, Form]:
    """The forms of the page; the one that was sent is bound."""
    data = posted(request)
    act = data.get("act", "") if data is not None else ""

    def mine(name: str) -> Any:
        return data if act == name else None

    agencies = agencies_for(request, case.opened_in) if row else []
    return {
        "plan": MoveForm(mine("plan")),
        "settle": SettleForm(mine("settle")),
        "agency": PlaceForm(mine("agency"), name="agency", label=_("Which agency of the new community?"), places=agencies),
        "refer": NewReferralForm(mine("refer")),
        "off": TapForm(mine("off")),
    }


def _act(request: HttpRequest, case: Case, row: Move | None, forms: dict[str, Form]) -> Any:
    """Ask the one verb of the form that was sent."""
    by = request.by  # type: ignore[attr-defined]
    name, form = next(((name, form) for name, form in forms.items() if form.is_bound), ("", None))
    if form is None or not form.is_valid():
        return None
    if name != "plan" and row is None:
        return None
    said = {"agency": form.place("agency")} if isinstance(form, PlaceForm) else form.cleaned_data
    return done(form, ACTS[name], case if name == "plan" else row, by, **said)


@opens(Case, Can.LEAVE_FAMILY)
@signed_in
def leave_family(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sponsor group leaves: what follows, then one press."""
    case = _case(request, pk, Can.LEAVE_FAMILY)
    form = TapForm(posted(request))
    if form.is_valid() and done(form, verbs.leave_family, case, request.by):  # type: ignore[attr-defined]
        messages.success(request, _("Saved. Your group does not stand around this family any more. The others were told."))
        return go("desk:today")
    return page(request, "cases/ending/leave.html", case=case, form=form)


@opens(Case, Can.BRING_GROUP)
@signed_in
def bring_group(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another sponsor group for the family, of the SAH's own or, where there is none, of the site."""
    case = _case(request, pk, Can.BRING_GROUP)
    by = request.by  # type: ignore[attr-defined]
    form = PlaceForm(posted(request), name="group", label=_("Which group?"), places=groups_for(case, by))
    if form.is_valid() and done(form, verbs.bring_group, case, by, group=form.place("group")):
        messages.success(request, _("Saved. Each adult is asked now; the group reads nothing before."))
        return go("cases:family", pk=pk)
    return page(request, "cases/ending/group.html", case=case, form=form)
