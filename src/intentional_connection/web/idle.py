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

#: Marks a sign-in by an adult's own key: it lives 90 days from the last use, whatever the browser (handbook 3.8).
FAMILY = "family"
#: When somebody signed in, and when the sign-in was last used: seconds, kept in the session.
SIGNED_IN, USED = "signed_in_at", "used_at"
#: The last use is noted once a minute: not every page writes the session.
NOTED_EVERY = 60


def ends_when_idle(get_response: Answer) -> Answer:
    """Sign out who was away too long; the same page comes back after signing in. Off in the demo."""

    def answer(request: HttpRequest) -> HttpResponse:
        if settings.IC_DEMO or request.path.startswith(OUTSIDE):
            return get_response(request)
        if is_over(request):
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


def is_over(request: HttpRequest) -> bool:
    """Whether the sign-in has stood unused, or has lasted, too long. Never in the demo, nor for a family's own key."""
    if settings.IC_DEMO or not settings.IC_IDLE_MINUTES:
        return False
    session = request.session
    if SESSION_KEY not in session or session.get(FAMILY):
        return False
    idle = _now() - session.get(USED, _now())
    lasted = _now() - session.get(SIGNED_IN, _now())
    return bool(idle > settings.IC_IDLE_MINUTES * 60 or lasted > settings.SESSION_COOKIE_AGE)


def _note(request: HttpRequest) -> None:
    session = request.session
    if SESSION_KEY not in session or session.get(FAMILY):
        return
    session.setdefault(SIGNED_IN, _now())
    if _now() - session.get(USED, 0) >= NOTED_EVERY:
        session[USED] = _now()


def _sign_in_again(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and from there back to the form, where what was typed waits (see people/kept.py)."""
    text = _("You were signed out because this browser was not used for a while. Nothing was sent. What you saved before is kept.")
    if getattr(request, "kept", False):
        text = _("You were signed out: this browser was not used for a while. Nothing was sent yet. Sign in, and what you typed is there.")
    messages.warning(request, text)
    response = redirect_to_login(request.get_full_path())
    response.status_code = 303
    return response
