"""Stop taking part, written down by the worker: what goes on and what ends, then how it was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from intentional_connection.access.seats import GRANTS, Can, Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.ending import StopForm
from intentional_connection.cases.models import Newcomer
from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.web.helpers import done, go, page, posted, seen, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@opens(Newcomer, Can.WITHDRAW)
@signed_in
def stop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One adult stops taking part: the sentence is read aloud, then one press. The page is gone afterwards."""
    newcomer = seen(request, Newcomer.objects.select_related("case__adoption"), pk)
    by = request.by  # type: ignore[attr-defined]
    seats = newcomer.seats_of(by)
    if not seats & GRANTS[Can.WITHDRAW]:
        raise NotAllowed
    if newcomer.age_group != AgeGroup.ADULT:
        raise Http404
    own = Seat.NEWCOMER in seats
    form = StopForm(posted(request), case=newcomer.case, own=own)
    if form.is_valid() and done(form, verbs.withdraw, newcomer, by, **form.evidence()):
        messages.success(request, _("Saved. From now on nobody sees anything of this adult here."))
        return go("family:information") if own else go("desk:today")
    return page(
        request,
        "cases/ending/stop.html",
        case=newcomer.case,
        newcomer=newcomer,
        own=own,
        form=form,
        text=newcomer.case.adoption.edition.consent_text("withdraw").text,
    )
