"""The second step of signing in: an app's code or a passkey, for whoever holds a seat for one's work (ADR 0024)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.utils.translation import gettext as _

from intentional_connection.kernel import clock
from intentional_connection.web.helpers import go
from intentional_connection.web.middleware import OUTSIDE

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse  # noqa: TID251 - a middleware is given both

    from intentional_connection.people.models import Account

    Answer = Callable[[HttpRequest], HttpResponse]

#: What stays open to somebody whose days without a second step are over.
OPEN = (*OUTSIDE, "/accounts/", "/me/second-step/", "/me/sign-ins/", "/language/", "/privacy/", "/accessibility/")
#: Marks a session in which one was told so already.
TOLD = "second_step_told"


def ways_of(account: Account) -> list[Authenticator]:
    """The account's second steps, codes for emergencies left out; the oldest first."""
    rows = Authenticator.objects.filter(user=account).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return list(rows.order_by("created_at", "pk"))


def codes_of(account: Account) -> list[str] | None:
    """The account's codes for emergencies that were not used; None where none were made."""
    row = Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).first()
    codes: list[str] | None = row.wrap().get_unused_codes() if row else None
    return codes


def needed_from(account: Account) -> datetime | None:
    """From when on the account opens nothing without a second step; None where none is asked for. Off in the demo."""
    since = None if settings.IC_DEMO else account.staff_since
    return since + timedelta(days=settings.IC_SECOND_FACTOR_GRACE_DAYS) if since else None


def was_taken(request: HttpRequest, account: Account) -> bool:
    """Whether this sign-in came with a second step."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, account))


def take(request: HttpRequest, account: Account, way: Authenticator) -> None:
    """A second step was just set up: this sign-in goes on, with a new key; all others of the account have ended."""
    update_session_auth_hash(request, account)
    record_authentication(request, account, "mfa", id=way.pk, type=way.type)


def asks_for_second_step(get_response: Answer) -> Answer:
    """Lead whoever needs a second step and has none to the page that sets it up, and nowhere else. Stands inside the transaction."""

    def answer(request: HttpRequest) -> HttpResponse:
        account: Any = request.by  # type: ignore[attr-defined]
        if account is None or request.path.startswith(OPEN) or was_taken(request, account):
            return get_response(request)
        day = needed_from(account)
        if day is None:
            return get_response(request)
        if day <= clock.now():
            return go("people:second_step")
        if request.method == "GET" and not request.session.get(TOLD):
            request.session[TOLD] = True
            left = max(1, (day - clock.now()).days)
            text = _("Set up a second step for signing in, under “My profile”. Days left: %(days)d.") % {"days": left}
            messages.info(request, text)
        return get_response(request)

    return answer
