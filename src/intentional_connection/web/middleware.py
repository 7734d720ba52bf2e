"""The one owner of every request's transaction, and the guard against input no database can hold."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render

from intentional_connection.access.walls import entered
from intentional_connection.kernel.errors import NotAllowed, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    Answer = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger(__name__)
#: Pages that must answer without a database or an account.
OUTSIDE = ("/health", "/ready", "/static/")


class Transaction:
    """begin → enter as the account → view and template → commit, or roll back at 500 and above."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run one request inside its own transaction."""
        request.by = None  # type: ignore[attr-defined]
        if request.path.startswith(OUTSIDE):
            return self.get_response(request)
        user = request.user
        account = None if isinstance(user, AnonymousUser) or not user.is_authenticated else user
        with transaction.atomic(), entered(account.pk if account else None):
            request.by = account  # type: ignore[attr-defined]
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        if account is not None:
            response.headers["Cache-Control"] = "no-store"
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn the two refusals into their pages; everything else is a defect with a reference."""
        if isinstance(error, NotAllowed | PermissionDenied):
            return render(request, "403.html", status=403)
        if isinstance(error, Refused):
            return render(request, "422.html", {"text": error.text}, status=422)
        return None


def plain_input(get_response: Answer) -> Answer:
    """Refuse NUL bytes in addresses with 404: no row is called so, and PostgreSQL cannot ask for them."""

    def answer(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return render(request, "404.html", status=404)
        return get_response(request)

    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of a defect: a reference number to tell, also written to the log; nothing was kept."""
    reference = uuid4().hex[:8]
    log.error("defect %s at %s", reference, request.resolver_match.view_name if request.resolver_match else "?")
    return render(request, "500.html", {"reference": reference}, status=500)
