"""The demo's "who do you want to be": it exists only where settings.IC_DEMO says so, and only for invented people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404

from intentional_connection.desk.demo_seats import SEATS
from intentional_connection.people.models import Account
from intentional_connection.web.helpers import go, page, posted
from intentional_connection.web.idle import FAMILY

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def demo(request: HttpRequest) -> HttpResponse:
    """Choose an invented person and go on as that person. Elsewhere than in a demo this page does not exist."""
    if not settings.IC_DEMO:
        raise Http404
    chosen = posted(request)
    if chosen is not None:
        return _become(request, chosen.get("seat", ""))
    here = Account.objects.addresses_among(seat.email for seat in SEATS)
    return page(request, "desk/demo.html", seats=[seat for seat in SEATS if seat.email in here])


def _become(request: HttpRequest, key: str) -> HttpResponse:
    seat = next((seat for seat in SEATS if seat.key == key), None)
    account = Account.objects.known_as(seat.email) if seat else None
    if seat is None or account is None:
        raise Http404
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    if seat.is_family:
        request.session[FAMILY] = True  # as if with the own key
    return go("desk:start")
