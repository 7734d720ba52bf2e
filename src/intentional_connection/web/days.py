"""A demo seen from a later day: each browser has its own clock, so that a year can be walked through in an hour."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from intentional_connection.web.middleware import Answer

#: The cookie of a browser that looks from a later day.
AHEAD = "days_ahead"
#: From so many days after today one can look: before each review, in month 9, at the end, and past the 30 days after it.
STEPS = (0, 30, 90, 180, 280, 365, 400)


def days_ahead(request: HttpRequest) -> int:
    """By how many days this browser's clock is ahead. Never by any elsewhere than in the demo."""
    known = {str(days): days for days in STEPS}
    return known.get(request.COOKIES.get(AHEAD, ""), 0) if settings.IC_DEMO else 0


def looks_from_its_day(get_response: Answer) -> Answer:
    """Let what this browser asks for happen on its own day."""

    def answer(request: HttpRequest) -> HttpResponse:
        days = days_ahead(request)
        if not days:
            return get_response(request)
        with clock.at(clock.now() + timedelta(days=days)):
            return get_response(request)

    return answer
