"""The door of the own page: a link shows one button; pressing it spends the key and signs the adult in (handbook 3.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import login
from django.core.cache import cache
from django.utils import translation

from intentional_connection.cases import verbs
from intentional_connection.family.acting import as_door, family_of, own_key
from intentional_connection.family.forms import TapForm
from intentional_connection.family.tongue import is_draft, menu, wanted
from intentional_connection.kernel.ways import by_key
from intentional_connection.people.models import Key
from intentional_connection.web.helpers import done, go, page, posted
from intentional_connection.web.idle import FAMILY

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from intentional_connection.people.models import Account

#: So long (seconds) the same press, sent twice by a slow network, is the same sign-in.
SAME_PRESS = 120
FIRST_DAYS = 90


@by_key
def key(request: HttpRequest, token: str) -> HttpResponse:
    """Opening shows a button, also to whoever looks at links before people do; pressing it opens the page, once."""
    with as_door(request.by) as system:  # type: ignore[attr-defined]
        found = own_key(system, token)
        if found is None or not found.is_open:
            return _pressed_again(request, found) or _old(request, token)
        translation.activate(wanted(request) or _language(found))
        if request.by is not None and not request.session.get(FAMILY):  # type: ignore[attr-defined]
            return _door_page(request, "family/door/somebody_else.html")
        form = TapForm(posted(request))
        if form.is_valid() and done(form, verbs.spend_key, found, system) and _is_spent(system, found):
            cache.set(_press(found), form.data.get("once", ""), SAME_PRESS)
            days = _days(system, found)
        else:
            return _door_page(request, "family/door/key.html", form=form)
    return _signed_in(request, found, days)


def _is_spent(system: Account, found: Key) -> bool:
    """Whether the press reached this key: a token that another form used up answers as done and would leave the link open."""
    return not Key.objects.visible_to(system).still_unspent(found)


def _press(found: Key) -> str:
    return f"family-key:{found.pk}"


def _pressed_again(request: HttpRequest, found: Key | None) -> HttpResponse | None:
    """A living sign-in on this device simply opens home; so does the same press that a slow network sent twice."""
    if request.by is not None and request.session.get(FAMILY):  # type: ignore[attr-defined]
        return go("family:home")
    once = request.POST.get("once", "")
    if found is not None and found.ended_at is None and once and cache.get(_press(found)) == once:
        return _signed_in(request, found, FIRST_DAYS)
    return None


def _language(found: Key) -> str:
    return found.account.language if found.account else "en"


def _days(system: Account, found: Key) -> int:
    case = family_of(system, found)
    return case.adoption.edition.limits.family_session_days if case else FIRST_DAYS


def _signed_in(request: HttpRequest, found: Key, days: int) -> HttpResponse:
    login(request, found.account, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[FAMILY] = True
    request.session.set_expiry(days * 24 * 3600)
    response = go("family:home")
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)  # from here on pages follow the account's language
    return response


def _old(request: HttpRequest, token: str) -> HttpResponse:
    """Used, ended, too old, mistyped or never given: the same page."""
    translation.activate(wanted(request) or "en")
    response = _door_page(request, "family/door/old.html", token=token, form=TapForm(None))
    response.status_code = 410
    return response


@by_key
def new_key(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the worker for a new link. The answer is the same for every link, known or not."""
    translation.activate(wanted(request) or "en")
    form = TapForm(posted(request))
    if not form.is_bound:
        return go("family:key", token=token)
    with as_door(request.by) as system:  # type: ignore[attr-defined]
        found = own_key(system, token)
        if found is not None and not found.is_open and cache.add(f"key-wanted:{found.pk}", 1, 12 * 3600):
            done(form, verbs.want_new_key, found, system)
    return _door_page(request, "family/door/asked.html")


def _door_page(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    language = translation.get_language()
    response = page(request, template, menu=menu(), is_draft=is_draft(language), **context)
    response.headers["Cache-Control"] = "no-store"
    return response
