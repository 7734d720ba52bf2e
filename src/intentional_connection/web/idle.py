"""A sign-in ends when nobody uses it: after 30 minutes idle, and after 12 hours at most (handbook 3.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.views import redirect_to_login
from django.utils.translation import gettext as _

from intentional_connection.kernel import clock
from intentional_connection.web.middleware import OUTSIDE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from intentional_connection.web.middleware import Answer

#: When somebody signed in, and when the sign-in was last used: seconds, kept in the session.
SIGNED_IN, USED = "signed_in_at", "used_at"
#: The last use is noted once a minute: not every page writes the session.
NOTED_EVERY = 60


def ends_when_idle(get_response: Answer) -> Answer:
    """Sign out who was away too long; the same page comes back after signing in. Off in the demo."""

    def answer(request: HttpRequest) -> HttpResponse:
        if settings.IC_DEMO or not settings.IC_IDLE_MINUTES or request.path.startswith(OUTSIDE):
            return get_response(request)
        if _is_over(request):
            logout(request)
            if request.method == "POST" and not request.path.startswith("/accounts/"):
                return _sign_in_again(request)
            messages.info(request, _("You were signed out because this browser was not used for a while. Sign in to go on."))
        response = get_response(request)
        _note(request)
        return response

    return answer


def _now() -> int:
    return int(clock.now().timestamp())


def _is_over(request: HttpRequest) -> bool:
    session = request.session
    if SESSION_KEY not in session:
        return False
    idle = _now() - session.get(USED, _now())
    lasted = _now() - session.get(SIGNED_IN, _now())
    return bool(idle > settings.IC_IDLE_MINUTES * 60 or lasted > settings.SESSION_COOKIE_AGE)


def _note(request: HttpRequest) -> None:
    session = request.session
    if SESSION_KEY not in session:
        return
    session.setdefault(SIGNED_IN, _now())
    if _now() - session.get(USED, 0) >= NOTED_EVERY:
        session[USED] = _now()


def _sign_in_again(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and from there back to the form; what was sent is not kept, a saved draft is."""
    text = _("You were signed out because this browser was not used for a while. Nothing was sent. What you saved before is kept.")
    messages.warning(request, text)
    response = redirect_to_login(request.get_full_path())
    response.status_code = 303
    return response
