"""On a telephone that several people use: a number before private words, leaving quickly, ending every sign-in (handbook 3.8)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from intentional_connection.family.forms import NewPinForm, PinForm, TapForm
from intentional_connection.family.views.own import (
    ASKED_AT,
    LEFT,
    UNLOCKED,
    closed,
    own_page,
    pin_of,
    private_page,
    say_why,
    shown,
    unlock,
)
from intentional_connection.people import verbs
from intentional_connection.people.brakes import forget_tries, too_many
from intentional_connection.web.helpers import done, go, page, posted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from intentional_connection.family.reading import Me
    from intentional_connection.people.models import Pin

#: So often a number may be wrong within so long, on all telephones together.
MOST_TRIES, WHILE_MINUTES = 10, 60


@own_page
def pin(request: HttpRequest, me: Me) -> HttpResponse:
    """Write the number: what is private opens for a while."""
    row = pin_of(me)
    if row is None:
        return go("family:private")
    form = PinForm(posted(request))
    braked = _tried(request, form, row)
    if braked is not None:
        return braked
    if form.is_valid():
        unlock(request, row)
        return HttpResponseRedirect(request.session.pop(ASKED_AT, "/my/private/"), status=303)
    return shown(request, "family/pin.html", me, "home", form=form)


def _tried(request: HttpRequest, form: PinForm, row: Pin) -> HttpResponse | None:
    """The page that brakes, or None; a number that does not fit stands on the form. Tries come one after the other."""
    if not form.is_valid():
        return None
    counted = f"pin {row.account_id}"
    left = too_many(counted, MOST_TRIES, WHILE_MINUTES)
    if left:
        answer = page(request, "429.html", minutes=left)
        answer.status_code = HTTPStatus.TOO_MANY_REQUESTS
        return answer
    if row.fits(form.cleaned_data["number"]):
        forget_tries(counted)
    else:
        form.add_error("number", _("This is not your number. Try again."))
    return None


@private_page
def set_pin(request: HttpRequest, me: Me) -> HttpResponse:
    """Put a number before one's private words, another one, or none any more."""
    form = NewPinForm(posted(request))
    if form.is_valid() and done(form, verbs.set_pin, me.account, me.account, **form.cleaned_data):
        messages.success(request, _("Saved."))
        row = pin_of(me)
        if row is not None:
            unlock(request, row)
        return go("family:private")
    return shown(request, "family/set_pin.html", me, "home", form=form, has_pin=pin_of(me) is not None)


@private_page
def end_pin(request: HttpRequest, me: Me) -> HttpResponse:
    """No number any more: one tap."""
    form = TapForm(posted(request))
    if form.is_valid() and done(form, verbs.end_pin, me.account, me.account):
        messages.success(request, _("Saved."))
    say_why(request, form)
    return go("family:private")


@own_page
def devices(request: HttpRequest, me: Me) -> HttpResponse:
    """End every other sign-in: a telephone is lost, or somebody else has it. This one stays open."""
    form = TapForm(posted(request))
    if form.is_valid():
        account = done(form, verbs.end_devices, me.account, me.account)
        if account and account is not True:
            update_session_auth_hash(request, account)
            messages.success(request, _("Done. Your page is closed on all other telephones."))
            return go("family:information")
    say_why(request, form)
    return shown(request, "family/devices.html", me, "home")


@own_page
def leave(request: HttpRequest, me: Me) -> HttpResponse:
    """Away at once, to a page about the weather: Back shows nothing, and what was private asks for its number again."""
    del me
    request.session.pop(UNLOCKED, None)
    request.session[LEFT] = True
    request.session.cycle_key()  # another cookie: a browser throws away the pages that it kept for Back
    answer = HttpResponseRedirect(settings.IC_EXIT_URL, status=303)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@own_page
def reopen_page(request: HttpRequest, me: Me) -> HttpResponse:
    """Open the page again after leaving: one tap, or the number where there is one."""
    row = pin_of(me)
    form = TapForm(posted(request)) if row is None else PinForm(posted(request))
    if row is not None and isinstance(form, PinForm) and (braked := _tried(request, form, row)) is not None:
        return braked
    if form.is_valid():
        request.session.pop(LEFT, None)
        return go("family:home")
    return closed(request, form)
