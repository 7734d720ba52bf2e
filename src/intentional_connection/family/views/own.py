"""Whose page it is: every page of an adult begins here."""

from __future__ import annotations

from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.utils import translation

from intentional_connection.family import reading
from intentional_connection.family.forms import PinForm, TapForm
from intentional_connection.family.tongue import is_draft, menu
from intentional_connection.kernel import clock
from intentional_connection.kernel.ways import Door, Way, declare
from intentional_connection.people.models import Pin
from intentional_connection.web.helpers import go, page, signed_in
from intentional_connection.web.idle import FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse

    from intentional_connection.family.reading import Me

#: The sign-in's last use is noted once a day, so that the 90 days count from it.
NOTED = "family_used_at"
NOTED_EVERY = 24 * 3600
#: Set by leaving quickly: until somebody opens the page again, none of it is shown.
LEFT = "family_left"
#: Views that go on meanwhile: leaving again, and opening.
ALSO_CLOSED = ("leave", "reopen_page")
#: When the number was written last, and where to go then.
UNLOCKED, ASKED_AT = "family_unlocked", "family_asked_at"
#: Views to which one writes at length: what was typed is not lost where the while is over.
TYPED = ("tell", "private")
#: So long (seconds) private words stay open after the last look.
OPEN_SECONDS = 600


def own_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the page for an adult of a family, in the adult's language; for everybody else it does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        me = reading.me(request.by)  # type: ignore[attr-defined]
        if me is None:
            raise Http404
        translation.activate(me.account.language)
        if request.session.get(LEFT) and view.__name__ not in ALSO_CLOSED:
            return closed(request, TapForm(None) if pin_of(me) is None else PinForm(None))
        _note_use(request)
        return view(request, me, *args, **kwargs)

    declared: Callable[..., HttpResponse] = declare(signed_in(guarded), Way(Door.OWN))
    return declared


def private_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same for private words and concerns: where the adult set a number, it is asked for before anything is shown."""

    @wraps(view)
    def guarded(request: HttpRequest, me: Me, *args: Any, **kwargs: Any) -> HttpResponse:
        pin = pin_of(me)
        if pin is None or is_unlocked(request, pin):
            return view(request, me, *args, **kwargs)
        if request.method == "POST" and view.__name__ in TYPED:  # sent all the same; nothing of what stands there is shown
            answer = view(request, me, *args, **kwargs)
            if answer.status_code == HTTPStatus.SEE_OTHER:
                return answer
        elif request.method == "GET":
            request.session[ASKED_AT] = request.get_full_path()
        return go("family:pin")

    return own_page(guarded)


def pin_of(me: Me) -> Pin | None:
    """The number that stands before this adult's private words, None where there is none."""
    return Pin.objects.visible_to(me.account).in_force()


def is_unlocked(request: HttpRequest, pin: Pin) -> bool:
    """Whether the number was written on this telephone a short while ago; each private page starts that while anew."""
    said, at = request.session.get(UNLOCKED, ("", 0))
    now = int(clock.now().timestamp())
    if said != str(pin.pk) or now - at > OPEN_SECONDS:
        return False
    unlock(request, pin)
    return True


def unlock(request: HttpRequest, pin: Pin) -> None:
    """The number was written now."""
    request.session[UNLOCKED] = (str(pin.pk), int(clock.now().timestamp()))


def closed(request: HttpRequest, form: BaseForm) -> HttpResponse:
    """What stands behind Back after somebody left quickly: a page without a word of anybody's."""
    return page(request, "family/door/closed.html", form=form, menu=[], is_draft=is_draft(translation.get_language()))


def _note_use(request: HttpRequest) -> None:
    if not request.session.get(FAMILY):
        return
    now = int(clock.now().timestamp())
    if now - request.session.get(NOTED, 0) >= NOTED_EVERY:
        request.session[NOTED] = now


def say_why(request: HttpRequest, form: BaseForm) -> None:
    """Tell why a tap did nothing, on the page that comes next."""
    for error in form.non_field_errors() if form.is_bound else ():
        messages.warning(request, str(error))


def shown(request: HttpRequest, template: str, me: Me, tab: str, **context: Any) -> HttpResponse:
    """The page with what stands around each of them: languages, tabs, the draft's mark."""
    language = me.account.language
    return page(request, template, me=me, tab=tab, menu=menu(), is_draft=is_draft(language), **context)
