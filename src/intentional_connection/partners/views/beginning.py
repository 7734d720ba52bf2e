"""How people begin who were not invited: the first administrator, and sponsors without a SAH."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.views import request_login_code
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404
from django.utils.translation import get_language

from intentional_connection.access.seats import Seat
from intentional_connection.kernel.ways import public
from intentional_connection.partners import verbs
from intentional_connection.partners.forms import FirstForm, GroupForm, SponsorForm
from intentional_connection.partners.models import Kind, Organization, Site
from intentional_connection.people.verbs import account_of
from intentional_connection.web.helpers import done, go, page, posted, seen_list, signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

@public
def set_up(request: HttpRequest) -> HttpResponse:
    """The first start makes site, coordination and its first person, who is signed in. Afterwards nobody is let in here."""
    if Site.objects.have_begun():
        return _home_of_coordinator(request)
    form = FirstForm(posted(request))
    if form.is_valid():
        said = form.cleaned_data | {"language": get_language() or "en"}
        founder = done(form, verbs.begin, None, None, **said)
        if founder is True:  # the same form once more: whoever sent it first is signed in, nobody else
            return go("partners:set_up")
        if founder:
            login(request, founder, backend=settings.AUTHENTICATION_BACKENDS[0])
            return go("partners:set_up")
    return page(request, "partners/set_up.html", form=form)


def _home_of_coordinator(request: HttpRequest) -> HttpResponse:
    """A coordinator comes to the own site; for everybody else the page is gone for ever."""
    if request.by is not None:  # type: ignore[attr-defined]
        mine = seen_list(request, Organization).of(request.by, Seat.COORDINATOR).first()  # type: ignore[attr-defined]
        if mine is not None:
            return go("partners:site", pk=mine.site_id)
    raise Http404


@public
def sponsor(request: HttpRequest) -> HttpResponse:
    """A group without a SAH begins without an invitation; the answer is the same whether the address is known or not."""
    if request.by is not None:  # type: ignore[attr-defined]
        return go("partners:group")
    form = SponsorForm(posted(request))
    if form.is_valid():
        account_of(form.cleaned_data["email"], language=get_language() or "en")
        return request_login_code(request)  # type: ignore[no-any-return]  # allauth ships no types
    return page(request, "partners/sponsor.html", form=form)


@signed_in
def group(request: HttpRequest) -> HttpResponse:
    """A Group of Five or community sponsor registers itself, then refers its family."""
    sites = seen_list(request, Site).with_parts().in_name_order()  # type: ignore[attr-defined]
    agencies = seen_list(request, Organization).of_kind(Kind.SPO).in_name_order()  # type: ignore[attr-defined]
    mine = seen_list(request, Organization).of(request.by, Seat.SPONSOR_REP)  # type: ignore[attr-defined]
    form = GroupForm(posted(request), sites=sites)
    if form.is_valid() and done(form, verbs.register_group, request.by, request.by, **form.said()):  # type: ignore[attr-defined]
        return go("cases:refer")
    return page(
        request,
        "partners/group.html",
        form=form,
        mine=mine,
        off=[(site, [one for one in agencies if one.site_id == site.pk]) for site in sites if not site.has_part("public_request")],
    )
