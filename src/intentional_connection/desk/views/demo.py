"""The demo's "who do you want to be": it exists only where settings.IC_DEMO says so, and only for invented people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404

from intentional_connection.cases.models import Case
from intentional_connection.desk.demo_seats import SEATS
from intentional_connection.desk.demo_things import THINGS
from intentional_connection.kernel import clock
from intentional_connection.people.models import Account
from intentional_connection.web.days import AHEAD, STEPS, days_ahead
from intentional_connection.web.helpers import go, page, posted, seen_list
from intentional_connection.web.idle import FAMILY

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from intentional_connection.desk.demo_things import Thing


#: More families than any seat of the demo has.
MOST_FAMILIES = 100


def demo(request: HttpRequest) -> HttpResponse:
    """Choose an invented person and go on as that person. Elsewhere than in a demo this page does not exist."""
    if not settings.IC_DEMO:
        raise Http404
    chosen = posted(request)
    if chosen is not None and "days" in chosen:
        return _look_from(chosen.get("days", ""))
    if chosen is not None:
        _become(request, chosen.get("seat", ""))
        return go("desk:start")
    here = Account.objects.addresses_among(seat.email for seat in SEATS)
    seats = [seat for seat in SEATS if seat.email in here]
    return page(request, "desk/demo.html", seats=seats, steps=STEPS, ahead=days_ahead(request), today=clock.today())


def _look_from(days: str) -> HttpResponse:
    """Let this browser go on from a later day, or come back to today; the others stay where they are."""
    if days not in map(str, STEPS):
        raise Http404
    response = go("desk:demo")
    response.set_cookie(AHEAD, days, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")
    return response


def things(request: HttpRequest) -> HttpResponse:
    """Numbered things to try, each with why and as whom; one press takes the seat and goes there."""
    if not settings.IC_DEMO:
        raise Http404
    chosen = posted(request)
    if chosen is not None:
        one = _thing(chosen.get("thing", ""))
        _become(request, one.seat)
        return go("desk:demo_thing", key=one.key)
    here = Account.objects.addresses_among(one.who.email for one in THINGS)
    return page(request, "desk/demo_things.html", things=[one for one in THINGS if one.who.email in here])


def thing(request: HttpRequest, key: str) -> HttpResponse:
    """Where one of them begins, for whoever has taken its seat; to the start where that is out of reach."""
    if not settings.IC_DEMO:
        raise Http404
    one = _thing(key)
    if request.by is None:  # type: ignore[attr-defined]
        return go("desk:demo_things")
    if not one.family:
        return go(one.place)
    own = seen_list(request, Case).page_for(request.by, size=MOST_FAMILIES)  # type: ignore[attr-defined]
    family = next((case for case in own if (case.tree, case.number) == one.family), None)
    return go(one.place, pk=family.pk) if family else go("desk:start")


def _thing(key: str) -> Thing:
    one = next((one for one in THINGS if one.key == key), None)
    if one is None:
        raise Http404
    return one


def _become(request: HttpRequest, key: str) -> None:
    seat = next((seat for seat in SEATS if seat.key == key), None)
    account = Account.objects.known_as(seat.email) if seat else None
    if seat is None or account is None:
        raise Http404
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    if seat.is_family:
        request.session[FAMILY] = True  # as if with the own key
