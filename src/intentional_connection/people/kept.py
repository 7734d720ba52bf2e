"""A form that comes after too long a silence waits inside the walls for its writer (handbook 3.8).

Two middlewares: the outer one keeps what was typed before the sign-in ends, the inner one shows it to the same account on
the same page. Nothing is ever done by opening a page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.middleware.csrf import CsrfViewMiddleware

from intentional_connection.access.walls import entered
from intentional_connection.people import verbs
from intentional_connection.people.models import KeptForm
from intentional_connection.web.helpers import page
from intentional_connection.web.idle import is_over

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse  # noqa: TID251 - a middleware is given both

    Answer = Callable[[HttpRequest], HttpResponse]

#: Says that something waits, not what and not for whom: without it no page asks.
COOKIE = "kept"
#: Fields that are nobody's words; what is looked for (`q`) is kept nowhere (ADR 0019).
NOT_TYPED = {"csrfmiddlewaretoken", "once", "kept", "q"}
LONGEST_PATH = 200


def keeps_forms(get_response: Answer) -> Answer:
    """Keep what was sent with a form whose sign-in is over. Stands before the middleware that ends the sign-in."""

    def answer(request: HttpRequest) -> HttpResponse:
        kept = request.method == "POST" and is_over(request) and _is_worth_it(request) and _keep(request)
        request.kept = kept  # type: ignore[attr-defined]
        response = get_response(request)
        if kept:
            response.set_cookie(
                COOKIE, "1", max_age=settings.SESSION_COOKIE_AGE, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
            )
        return response

    return answer


def _is_worth_it(request: HttpRequest) -> bool:
    """A form of ours, sent by its own page; not the sign-in's."""
    path = request.get_full_path()
    return not path.startswith("/accounts/") and len(path) <= LONGEST_PATH and _is_ours(request)


def _is_ours(request: HttpRequest) -> bool:
    """Sent by a page of ours: what another site put together is not kept and offered as one's own words."""
    guard = CsrfViewMiddleware(lambda _request: None)  # type: ignore[arg-type,return-value]
    guard.process_request(request)
    return guard.process_view(request, cast("Any", guard), (), {}) is None and "csrfmiddlewaretoken" in request.POST


def _keep(request: HttpRequest) -> bool:
    fields = {name: [value.replace("\x00", "") for value in values] for name, values in request.POST.lists()}
    typed = {name: values for name, values in fields.items() if name not in NOT_TYPED and "\x00" not in name}
    account: Any = request.user
    if not any(value.strip() for values in typed.values() for value in values):
        return False
    with transaction.atomic(), entered(account.pk):
        verbs.keep_form(account, account, path=request.get_full_path(), fields=typed)
    return True


def shows_kept(get_response: Answer) -> Answer:
    """Show what waits for this reader on this page, and put it away once it is sent. Stands inside the transaction."""

    def answer(request: HttpRequest) -> HttpResponse:
        account = request.by  # type: ignore[attr-defined]
        if account is None or COOKIE not in request.COOKIES:
            return get_response(request)
        if request.method == "POST" and "kept" in request.POST:
            return _sent(request, get_response)
        row = KeptForm.objects.visible_to(account).waiting_at(request.get_full_path()) if request.method == "GET" else None
        return _shown(request, row) if row else get_response(request)

    return answer


def _shown(request: HttpRequest, row: KeptForm) -> HttpResponse:
    fields = [(name, value) for name, values in row.fields.items() for value in values]
    return page(request, "people/kept.html", kept=row, fields=fields, words=[value for _name, value in fields if _is_word(value)])


def _sent(request: HttpRequest, get_response: Answer) -> HttpResponse:
    """The form as it was typed goes on to its page, or is put away; either way it waits no longer."""
    account = request.by  # type: ignore[attr-defined]
    rows = KeptForm.objects.visible_to(account)
    row = rows.waiting_at(request.get_full_path())
    response = get_response(request)
    if row is not None and response.status_code < 400:  # noqa: PLR2004 - a refused form is shown again with its words
        verbs.put_away(account, account, kept=row)
    if not rows.any_waiting():
        response.delete_cookie(COOKIE)
    return response


def _is_word(value: str) -> bool:
    """Whether somebody would know it again: no id, no tick."""
    if not value.strip() or value == "on":
        return False
    try:
        UUID(value.rpartition(":")[2])
    except ValueError:
        return True
    return False
