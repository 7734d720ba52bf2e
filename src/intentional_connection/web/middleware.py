"""The one owner of every request's transaction, and the guard against input no database can hold."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

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
        if account is not None and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(account.language)
        with transaction.atomic(), entered(account.pk if account else None):
            request.by = account  # type: ignore[attr-defined]
            response = self.get_response(request)
            if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                transaction.set_rollback(True)
        if account is not None:
            response.headers["Cache-Control"] = "no-store"
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn the two refusals into their pages; everything else is a defect with a reference."""
        if isinstance(error, NotAllowed | PermissionDenied):
            return forbidden(request, error)
        if isinstance(error, Refused):
            return render(request, "422.html", {"text": error.text}, status=422)
        return None


#: No other host, no inline script or style: what somebody typed can never run.
POLICY = "default-src 'self'; img-src 'self' data:; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'"


def plain_input(get_response: Answer) -> Answer:
    """Refuse NUL bytes in addresses and cookies (PostgreSQL cannot ask for them); say what a page may load.

    Each request begins and ends in a language of its own: a thread would keep the last reader's.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        request.by = None  # type: ignore[attr-defined]
        with translation.override(translation.get_language_from_request(request)):
            if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
                response = not_found(request)
            elif any("\x00" in value for value in request.COOKIES.values()):
                response = bad_request(request)
            else:
                response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return answer


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What was sent could not be read, or is too long."""
    del exception
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No right to this page or act; the page says whom to ask, or what the refusal says."""
    text = str(exception) if isinstance(exception, NotAllowed) else ""
    return render(request, "403.html", {"text": text}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such page, or not for this reader: the same answer."""
    del exception
    return render(request, "404.html", status=404)


def old_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old, or came from elsewhere: back to it, nothing was done."""
    del reason
    text = _("This page was open for too long. Go back, load it again and send it once more.")
    return render(request, "422.html", {"text": text}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of a defect: a reference number to tell, also written to the log; nothing was kept."""
    reference = uuid4().hex[:8]
    match = request.resolver_match
    log.error("defect %s at %s", reference, match.view_name if match else "?")
    # Without the request: what stands around other pages asks the database, whose transaction may be broken.
    return HttpResponse(render_to_string("500.html", {"reference": reference}), status=500)
