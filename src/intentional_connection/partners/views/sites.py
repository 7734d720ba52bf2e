"""What a coordinator sets up: sites and their organizations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can
from intentional_connection.kernel.ways import opens
from intentional_connection.partners import verbs
from intentional_connection.partners.forms import OrganizationForm, SiteForm
from intentional_connection.partners.models import Kind, Organization, Site
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@opens(Site)
@signed_in
def site(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The organizations of a site by kind; its coordinator adds more, and other sites."""
    here = seen(request, Site.objects.with_parts(), pk)
    rows = seen_list(request, Organization.objects.in_site(here)).saying_whether_empty()  # type: ignore[attr-defined]
    found = list(rows.select_related("sah").in_name_order())
    kinds = [(kind.label, [row for row in found if row.kind == kind]) for kind in Kind]
    return page(
        request,
        "partners/site.html",
        site=here,
        kinds=[(label, rows) for label, rows in kinds if rows],
        others=seen_list(request, Site).besides(here).in_name_order(),  # type: ignore[attr-defined]
        can=rights(here, request.by),  # type: ignore[attr-defined]
    )


@opens(Site, Can.ADOPT)
@signed_in
def add_site(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open another site, as coordinator of this one."""
    here = seen(request, Site, pk)
    form = SiteForm(posted(request))
    if form.is_valid() and done(form, verbs.add_site, here, request.by, name=form.cleaned_data["name"]):  # type: ignore[attr-defined]
        messages.success(request, _("The site is there. Choose it below to add organizations and its parts."))
        return go("partners:site", pk=pk)
    return page(request, "partners/add_site.html", form=form, site=here, can=rights(here, request.by))  # type: ignore[attr-defined]


@opens(Site, Can.ADD_ORGANIZATION)
@signed_in
def add_organization(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Register an organization of the site."""
    here = seen(request, Site, pk)
    sahs = seen_list(request, Organization.objects.in_site(here).of_kind(Kind.SAH)).in_name_order()  # type: ignore[attr-defined]
    form = OrganizationForm(posted(request), sahs=sahs)
    if form.is_valid() and done(form, verbs.add_organization, here, request.by, **form.said()):  # type: ignore[attr-defined]
        messages.success(request, _("The organization is there. Open it to invite its first person."))
        return go("partners:site", pk=pk)
    return page(request, "partners/add_organization.html", form=form, site=here, can=rights(here, request.by))  # type: ignore[attr-defined]
