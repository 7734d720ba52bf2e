"""The second step of signing in: an app's code, a passkey, codes for emergencies; and where one is signed in."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from intentional_connection.kernel import clock
from intentional_connection.people import second_step as rules
from intentional_connection.people import verbs
from intentional_connection.people.forms import AppForm, AwayForm, PasskeyForm
from intentional_connection.people.models import SignIn
from intentional_connection.web.helpers import done, go, page, posted, signed_in
from intentional_connection.web.idle import SIGNED_IN, USED

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

#: So fresh (seconds) a sign-in must be to change how one signs in: an open browser is not enough.
FRESH = 15 * 60


def fresh(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only somebody who signed in a short while ago change how one signs in; others sign in once more and come back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        since = request.session.get(SIGNED_IN, clock.now().timestamp())
        if not settings.IC_DEMO and clock.now().timestamp() - since > FRESH:
            logout(request)
            messages.info(request, _("To change how you sign in, sign in once more."))
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return signed_in(guarded)


@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """Which second steps there are, what is still needed, and the ways to set one up."""
    account = request.by  # type: ignore[attr-defined]
    day = rules.needed_from(account)
    ways = rules.ways_of(account)
    late = day is not None and day <= clock.now() and not rules.was_taken(request, account)
    has_app = any(way.type == Authenticator.Type.TOTP for way in ways)
    left = len(rules.codes_of(account) or ())
    return page(request, "people/second_step.html", ways=ways, day=day, late=late, has_app=has_app, left=left)


@fresh
def app(request: HttpRequest) -> HttpResponse:
    """Set up an app: it reads the picture, or one types the letters; then its code shows that it works."""
    account = request.by  # type: ignore[attr-defined]
    secret = totp.get_totp_secret(regenerate=posted(request) is None)
    form = AppForm(posted(request), secret=secret)
    first = rules.codes_of(account) is None
    if form.is_valid() and (renewed := done(form, verbs.add_app, account, account, secret=secret)):
        request.session.pop(totp.SECRET_SESSION_KEY, None)
        return _taken(request, renewed, first=first)
    link = get_adapter().build_totp_url(account, secret)
    return page(request, "people/second_step_app.html", form=form, secret=_in_fours(secret), picture=_picture(link))


@fresh
def passkey(request: HttpRequest) -> HttpResponse:
    """Set up a passkey: the device asks for a finger, a face or a number. The one page that needs a script for it."""
    account = request.by  # type: ignore[attr-defined]
    form = PasskeyForm(posted(request))
    first = rules.codes_of(account) is None
    said = form.cleaned_data if form.is_valid() else {}
    if form.is_valid() and (renewed := done(form, verbs.add_passkey, account, account, **said)):
        return _taken(request, renewed, first=first)
    options = json.dumps(webauthn.begin_registration(account, passwordless=False))
    return page(request, "people/second_step_passkey.html", form=form, options=options)


@fresh
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take a second step away."""
    account = request.by  # type: ignore[attr-defined]
    way = next((one for one in rules.ways_of(account) if one.pk == number), None)
    if way is None:
        raise Http404
    form = AwayForm(posted(request))
    if form.is_valid() and (renewed := done(form, verbs.remove_way, account, account, way=way)):
        _stay(request, renewed)
        messages.success(request, _("Removed. You are signed out everywhere else."))
        return go("people:second_step")
    return page(request, "people/second_step_remove.html", form=form, way=way)


@fresh
def codes(request: HttpRequest) -> HttpResponse:
    """New codes for emergencies, shown once, by pressing a button."""
    account = request.by  # type: ignore[attr-defined]
    form = AwayForm(posted(request))
    if form.is_valid() and (renewed := done(form, verbs.renew_codes, account, account)):
        return _shown_once(request) if renewed is not True else go("people:second_step")
    return page(request, "people/second_step_new_codes.html", form=form)


@signed_in
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Where one is signed in, without address or place; end all others in one act."""
    account = request.by  # type: ignore[attr-defined]
    key = request.session.session_key
    form = AwayForm(posted(request))
    if form.is_valid() and (renewed := done(form, verbs.end_devices, account, account)):
        _stay(request, renewed)
        messages.success(request, _("Done. You are signed out everywhere else."))
        return go("people:sign_ins")
    held = [(row.pk == key, row.get_decoded()) for row in SignIn.objects.open_of(account)]
    rows = [(here, _moment(session.get(SIGNED_IN)), _moment(session.get(USED))) for here, session in held]
    return page(request, "people/sign_ins.html", form=form, rows=rows, others=len(rows) > 1)


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, tz=UTC) if seconds else None


def _taken(request: HttpRequest, renewed: Any, *, first: bool) -> HttpResponse:
    """The second step stands. With the first one come the codes for emergencies, shown once."""
    if renewed is not True:
        rules.take(request, renewed, rules.ways_of(renewed)[-1])
        if first:
            return _shown_once(request)
    messages.success(request, _("Your second step is set up. You are signed out everywhere else."))
    return go("people:second_step")


def _stay(request: HttpRequest, renewed: Any) -> None:
    """All sign-ins of the account have ended; this browser goes on with a new one."""
    if renewed is not True:
        update_session_auth_hash(request, renewed)


def _shown_once(request: HttpRequest) -> HttpResponse:
    codes = rules.codes_of(request.by) or []  # type: ignore[attr-defined]
    return page(request, "people/second_step_codes.html", codes=[_in_fours(one) for one in codes])


def _in_fours(text: str) -> str:
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def _picture(link: str) -> SafeString:
    """The link as a picture that a telephone reads."""
    return mark_safe(segno.make(link, error="m").svg_inline(scale=4, light="#fff", lineclass=None, svgclass=None))  # noqa: S308 - drawn here
