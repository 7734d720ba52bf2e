"""Until the first site exists, every page leads to the set-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intentional_connection.partners.models import Site
from intentional_connection.web.helpers import go

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse  # noqa: TID251 - a middleware is given both

#: What answers also before: the set-up itself, the choice of language, the two questions of a supervisor.
BEFORE = ("/set-up/", "/language/", "/static/", "/health", "/ready")


def first_start(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware behind the transaction's: asks the database until a site was seen once, then never again."""
    begun = False

    def answer(request: HttpRequest) -> HttpResponse:
        nonlocal begun
        if not begun and not request.path.startswith(BEFORE):
            begun = Site.objects.have_begun()
            if not begun and request.by is None:  # type: ignore[attr-defined]
                return go("partners:set_up")
        return get_response(request)

    return answer
