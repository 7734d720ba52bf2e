"""End a membership: what happens then, before anything happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.handover import LeaveForm
from intentional_connection.cases.models import Designation
from intentional_connection.kernel.ways import opens
from intentional_connection.partners.models import Membership
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@opens(Membership, Can.END_MEMBERSHIP)
@signed_in
def end_membership(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what ends with a membership and with which families one stands in; then end it."""
    row = seen(request, Membership.objects.not_ended().with_names(), pk)
    by = request.by  # type: ignore[attr-defined]
    own = row.account_id == by.pk
    held = list(seen_list(request, Designation).held_by(row).select_related("case"))  # type: ignore[attr-defined]
    colleagues = seen_list(request, Membership.objects.in_force().with_names()).can_cover(row)  # type: ignore[attr-defined]
    form = LeaveForm(posted(request), team=colleagues if held else [], families=0 if own else len(held))
    if form.is_valid() and done(form, verbs.end_membership, row, by, **form.said()):
        messages.success(request, _("Ended. From now on it opens nothing any more."))
        return go("desk:today") if own else go("partners:organization", pk=row.organization_id)
    return page(
        request,
        "cases/leaving.html",
        form=form,
        membership=row,
        own=own,
        families=sorted(one.case.label for one in held),
        can=rights(row, by),
    )
