"""What stands around every page: who is signed in, and where they can go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from intentional_connection.access.seats import Seat

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest  # noqa: TID251 - a context processor is given the request

    from intentional_connection.people.models import Account

#: Who sends referrals, and who belongs to an organization's own page.
SENDERS = frozenset({Seat.SAH_STAFF, Seat.SPONSOR_REP})
TEAM = frozenset({Seat.SUPERVISOR, Seat.WORKER})
SPONSORS = frozenset({Seat.SPONSOR_REP, Seat.SPONSOR_MEMBER})
#: Who has families to find.
READERS = SENDERS | TEAM | SPONSORS


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation; `under` are the addresses below which it is the current one."""

    url: str
    label: str
    icon: str
    current: bool = False


def around(request: HttpRequest) -> dict[str, Any]:
    """`by`, `nav`, `finds` and `is_demo` for every template; reads nothing but the account's seats."""
    by: Account | None = getattr(request, "by", None)
    finds = by is not None and any(seat in READERS for _place, seat in by.seats)
    return {"by": by, "nav": _places(by, request.path) if by else [], "finds": finds, "is_demo": settings.IC_DEMO}


def _places(by: Account, path: str) -> list[Place]:
    seats = {Seat(seat) for _organization, seat in by.seats}
    # Translators: navigation: what waits for the reader
    places = [_place(path, reverse("desk:today"), _("Today"), "home")]
    if seats != {Seat.COORDINATOR}:  # the coordination of a site opens no family's file
        # Translators: navigation: the list of families
        places.append(_place(path, reverse("desk:families"), _("Families"), "people", "/referrals/"))
    if Seat.SAH_STAFF in seats:
        # Translators: navigation: a SAH's sponsor groups with their families
        places.append(_place(path, reverse("desk:groups"), _("Groups"), "people"))
    if seats & SENDERS:
        places.append(_place(path, reverse("cases:refer"), _("Refer a family"), "plus"))
    if Seat.SUPERVISOR in seats:
        places.append(_place(path, reverse("cases:reach_out"), _("Open a family"), "plus"))
    own = _own_organization(by)
    if own:
        place, label = own
        page = reverse("partners:organization", kwargs={"pk": place})
        led = Seat.SUPERVISOR in seats  # who leads an agency begins with everybody's families; the agency's page is behind
        places.append(_place(path, reverse("desk:team") if led else page, label, "hand", "/workers/", page))
    if Seat.COORDINATOR in seats:
        sites = reverse("desk:sites")
        # Translators: navigation: a network's sites side by side
        places.append(Place(sites, _("Sites"), "plan", current=path == sites))
        # Translators: navigation: sites, organizations and their people
        places.append(_place(path, reverse("partners:set_up"), _("Set-up"), "edit", *(() if path == sites else (sites,))))
    return places


def _own_organization(by: Account) -> tuple[UUID, str] | None:
    """The page of one's own organization, under the name that fits the seat."""
    labels = (
        # Translators: navigation: the people of one's own settlement agency
        (TEAM, pgettext("navigation", "Team")),
        # Translators: navigation: one's own SAH
        ({Seat.SAH_STAFF}, pgettext("navigation", "Organization")),
        # Translators: navigation: one's own sponsor group
        (SPONSORS, pgettext("navigation", "My group")),
    )
    for wanted, label in labels:
        for place, seat in by.seats:
            if seat in wanted:
                return place, label
    return None


def _place(path: str, url: str, label: str, icon: str, *under: str) -> Place:
    return Place(url, label, icon, current=path.startswith((url, *under)))
