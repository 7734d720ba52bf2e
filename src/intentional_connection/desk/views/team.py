"""A supervisor's team: who has room, which languages are wanted, who is away, and which families wait for a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from intentional_connection.access.seats import Seat
from intentional_connection.cases.models.team import PAGE, families_with, team_for
from intentional_connection.desk.views.asked import among, key
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.partners.models import Organization
from intentional_connection.web.helpers import page, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from intentional_connection.cases.models import Designation


@signed_in
def team(request: HttpRequest) -> HttpResponse:
    """The agency's team; `?agency=` chooses where one leads two, `?worker=` lists one worker's families, `?before=` continues."""
    by = request.by  # type: ignore[attr-defined]
    mine = list(seen_list(request, Organization.objects.of(by, Seat.SUPERVISOR)).in_name_order())  # type: ignore[attr-defined]
    if not mine:
        raise NotAllowed(_("This page is for whoever leads a settlement agency. Your families stand on the page Families."))
    agency = among(request.GET.get("agency"), mine) or mine[0]
    found = team_for(agency, by)
    chosen = among(request.GET.get("worker"), found.colleagues, lambda one: one.membership.pk)
    listed = families_with(chosen.membership, by, before=key(request.GET.get("before"))) if chosen else []
    return page(
        request,
        "desk/team.html",
        agency=agency,
        agencies=mine if len(mine) > 1 else [],
        team=found,
        waiting=found.waiting[:PAGE],
        many=len(found.waiting) > PAGE,
        chosen=chosen,
        families=listed[:PAGE],
        before=_after(listed),
    )


def _after(listed: list[Designation]) -> UUID | None:
    """The family after which the list continues, None at its end."""
    return listed[PAGE - 1].case_id if len(listed) > PAGE else None
