"""The page of a site's switches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can
from intentional_connection.kernel.ways import opens
from intentional_connection.partners.models import Kind, Site
from intentional_connection.practice import verbs
from intentional_connection.practice.forms import PartsForm
from intentional_connection.practice.models import Adoption
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@opens(Site, Can.ADOPT)
@signed_in
def parts(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which parts of the practice the site has adopted; its coordinator chooses, everybody else reads."""
    site = seen(request, Site, pk)
    adoptions = seen_list(request, Adoption)
    adoption = adoptions.of(site)  # type: ignore[attr-defined]
    form = PartsForm(posted(request), adoption=adoption)
    if form.is_valid() and done(form, verbs.adopt, site, request.by, **form.said):  # type: ignore[attr-defined]
        messages.success(request, _("Saved. Families referred from now on start with these parts."))
        return go("practice:parts", pk=pk)
    return page(
        request,
        "practice/parts.html",
        site=site,
        adoption=adoption,
        form=form,
        can=rights(site, request.by),  # type: ignore[attr-defined]
        changes=adoptions.changes(site),  # type: ignore[attr-defined]
        coordination=site.organizations.of_kind(Kind.NETWORK),  # type: ignore[attr-defined]
    )
