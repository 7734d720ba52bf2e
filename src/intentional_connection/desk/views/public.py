"""Pages before anybody is known: the start, privacy and accessibility in plain words, the choice of language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from intentional_connection.kernel.ways import public
from intentional_connection.web.helpers import go, page
from intentional_connection.web.idle import FAMILY

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

#: The doors of the start page.
WHO = frozenset({"newcomer", "sponsor", "staff"})


@public
def start(request: HttpRequest) -> HttpResponse:
    """Choose who one is (`?who=`); no sign-in wall. Somebody who is signed in goes on to Today."""
    if request.by is not None:  # type: ignore[attr-defined]
        return go("family:home" if request.session.get(FAMILY) else "desk:today")
    who = request.GET.get("who", "")
    return page(request, f"desk/public/{who}.html" if who in WHO else "desk/public/start.html")


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """Who sees what, in plain words."""
    return page(request, "desk/public/privacy.html", **_contact())


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """What works for whom, what is not checked yet, and whom to tell."""
    return page(request, "desk/public/accessibility.html", **_contact())


@public
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Read on in another language: keep the choice in this browser and go back to where one was."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _contact() -> dict[str, str]:
    return {"contact_email": settings.IC_CONTACT_EMAIL, "contact_phone": settings.IC_CONTACT_PHONE}
