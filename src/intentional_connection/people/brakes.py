"""Brakes on everything that can be guessed: each try counts, in every process, and whatever becomes of the page.

The count is one statement of its own, before the request's transaction begins: tries at the same instant all count, a page
that fails takes none back, and nothing but time empties a count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from allauth.account.internal.stagekit import unstash_login
from allauth.core.internal.ratelimit import get_ip
from django.db import connection
from django.shortcuts import render  # noqa: TID251 - a middleware answers
from django.urls import Resolver404, resolve
from django.utils.crypto import salted_hmac

from intentional_connection.kernel import clock
from intentional_connection.people.models import Try

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse  # noqa: TID251 - a middleware is given both

    Answer = Callable[[HttpRequest], HttpResponse]

COUNT = """
INSERT INTO people_try AS t (key, count, ends_at) VALUES (%(key)s, 1, %(ends_at)s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN t.ends_at <= %(now)s THEN 1 ELSE least(t.count, 1000000) + 1 END,
    ends_at = CASE WHEN t.ends_at <= %(now)s THEN excluded.ends_at ELSE t.ends_at END
RETURNING count, ends_at
"""


@dataclass(frozen=True, slots=True)
class Brake:
    """So many tries within so many minutes, counted for what `of` says of the request; None = nothing to count."""

    most: int
    minutes: int
    of: Callable[[HttpRequest], str | None]


def place(request: HttpRequest) -> str:
    """Where the try comes from: an address of the network."""
    return f"place {get_ip(request)}"


def account(request: HttpRequest) -> str | None:
    """Whose door it is: who is signed in, or who has written the e-mail code and is asked for the second step."""
    known: Any = request.user
    if known.is_authenticated:
        return f"account {known.pk}"
    coming = unstash_login(request, peek=True)
    return f"account {coming.user.pk}" if coming and coming.user else None


def address(request: HttpRequest) -> str | None:
    """To which e-mail address a code is asked for."""
    typed = request.POST.get("email", "").strip().casefold()
    return f"address {typed}" if typed else None


#: Name of an address of ours -> its brakes. Only what is sent (POST) counts; opening a page guesses nothing.
BRAKES: dict[str, tuple[Brake, ...]] = {
    "account_request_login_code": (Brake(60, 10, place), Brake(3, 1, address), Brake(10, 60, address)),
    "account_confirm_login_code": (Brake(10, 10, place),),
    "mfa_authenticate": (Brake(10, 60, account), Brake(30, 10, place)),
    "people:second_step_app": (Brake(10, 60, account),),
    "people:second_step_passkey": (Brake(10, 60, account),),
    "family:letter": (Brake(10, 60, place),),
    "family:letter_open": (Brake(20, 60, place),),
    "family:carried": (Brake(20, 60, place),),
    "family:key": (Brake(30, 10, place),),
    "family:new_key": (Brake(5, 60, place),),
    "partners:sponsor": (Brake(10, 10, place), Brake(10, 60, address)),
    "partners:add_member": (Brake(30, 60, account),),
}

#: Links cannot be guessed; whoever opens many that lead nowhere meets a brake all the same.
WRONG_LINKS = Brake(60, 10, place)


def brakes(get_response: Answer) -> Answer:
    """Count what is sent to a braked address, and answer "too many tries" from then on. Stands outside the transaction."""

    def answer(request: HttpRequest) -> HttpResponse:
        name = _name(request) if request.method == "POST" else ""
        response = _braked(request, name, BRAKES.get(name, ()))
        if response is None:
            response = get_response(request)
            if response.status_code == HTTPStatus.GONE:
                response = _braked(request, "wrong link", (WRONG_LINKS,)) or response
        return response

    return answer


def _braked(request: HttpRequest, name: str, found: tuple[Brake, ...]) -> HttpResponse | None:
    for brake in found:
        of = brake.of(request)
        left = too_many(f"{name} {of} {brake.minutes}", brake.most, brake.minutes) if of else 0
        if left:
            return render(request, "429.html", {"minutes": left}, status=HTTPStatus.TOO_MANY_REQUESTS)
    return None


def _name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def too_many(what: str, most: int, minutes: int) -> int:
    """Count one try; 0 while it is allowed, else in how many minutes the next one is."""
    now = clock.now()
    said: dict[str, Any] = {"key": digest(what), "now": now, "ends_at": now + timedelta(minutes=minutes)}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, said)
        count, ends_at = cursor.fetchone()
    return 0 if count <= most else max(1, -int((now - ends_at).total_seconds() // 60))


def forget_tries(what: str) -> None:
    """Somebody was right: the count begins anew."""
    Try.objects.filter(key=digest(what)).update(count=0)


def digest(what: str) -> str:
    """What is kept instead of an address: it leads back to nobody without the site's secret."""
    return salted_hmac("brake", what, algorithm="sha256").hexdigest()
