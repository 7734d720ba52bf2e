"""A move to another community; a sponsor group that leaves, and another one that comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.ending import MoveForm, NewReferralForm, PlaceForm, SettleForm, TapForm
from intentional_connection.cases.models import Case, Move
from intentional_connection.cases.models.ending import said_yes
from intentional_connection.cases.views.offering import agencies_for
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.partners.models import Kind, Organization
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from intentional_connection.ui.forms import Form


def _case(request: HttpRequest, pk: UUID, right: Can | None = None) -> Case:
    case: Case = seen(request, Case.objects.select_related("adoption", "opened_in", "site"), pk)
    if right and not rights(case, request.by).get(right):  # type: ignore[attr-defined]
        raise NotAllowed
    return case


@signed_in
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where the family moves to and when, how the sponsorship goes on, and the agency of the new community."""
    case = _case(request, pk)
    by = request.by  # type: ignore[attr-defined]
    rows = seen_list(request, Move.objects.select_related("agency").filter(case=case)).standing()  # type: ignore[attr-defined]
    row = rows.order_by("-at").first()
    forms = _forms(request, case, row)
    if _act(request, case, row, forms):
        messages.success(request, _("Saved."))
        return go("cases:move", pk=pk)
    asked = case.referrals.visible_to(by).filter(agency=row.agency, sent_at__gte=row.at).newest_first().first() if row and row.agency else None
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
    if name == "plan":
        return done(form, verbs.plan_move, case, by, **(form.cleaned_data | {"fsa": form.cleaned_data["fsa"].strip()}))
    if row is None:
        return None
    if isinstance(form, PlaceForm):
        return done(form, verbs.name_new_agency, row, by, agency=form.place("agency"))
    act = {"settle": verbs.settle_move, "refer": verbs.refer_to_new_place, "off": verbs.call_off_move}[name]
    return done(form, act, row, by, **form.cleaned_data)


@signed_in
def leave_family(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sponsor group leaves: what follows, then one press."""
    case = _case(request, pk, Can.LEAVE_FAMILY)
    form = TapForm(posted(request))
    if form.is_valid() and done(form, verbs.leave_family, case, request.by):  # type: ignore[attr-defined]
        messages.success(request, _("Saved. Your group does not stand around this family any more. The others were told."))
        return go("desk:today")
    return page(request, "cases/ending/leave.html", case=case, form=form)


@signed_in
def bring_group(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another sponsor group for the family, of the SAH's own or, where there is none, of the site."""
    case = _case(request, pk, Can.BRING_GROUP)
    by = request.by  # type: ignore[attr-defined]
    rows = seen_list(request, Organization.objects.exclude(pk__in=case.circle.values("organization_id").exclude(organization=None)))
    if case.has_sah:
        groups = rows.of_kind(Kind.CONSTITUENT_GROUP).filter(sah_id__in=by.organizations(Seat.SAH_STAFF))  # type: ignore[attr-defined]
    else:
        groups = rows.of_kind(Kind.GROUP_OF_FIVE, Kind.COMMUNITY_SPONSOR).filter(site_id=case.site_id)  # type: ignore[attr-defined]
    form = PlaceForm(posted(request), name="group", label=_("Which group?"), places=list(groups.in_name_order()))
    if form.is_valid() and done(form, verbs.bring_group, case, by, group=form.place("group")):
        messages.success(request, _("Saved. Each adult is asked now; the group reads nothing before."))
        return go("cases:family", pk=pk)
    return page(request, "cases/ending/group.html", case=case, form=form)
