"""Who saw our information."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from intentional_connection.access.seats import Level
from intentional_connection.family.seeing import who_saw
from intentional_connection.family.views.own import own_page, shown
from intentional_connection.journal.models import note_read

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from intentional_connection.family.reading import Me


@own_page
def seen(request: HttpRequest, me: Me) -> HttpResponse:
    """Who opened what, a month at a time; `?before=` goes on to earlier days. Opening it is a read of its own."""
    note_read(me.newcomer, me.account, Level.CIRCLE)
    return shown(request, "family/seen.html", me, "home", month=who_saw(me, _day(request.GET.get("before", ""))))


def _day(said: str) -> date | None:
    """The day in an address, None for nonsense."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
