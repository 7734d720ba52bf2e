"""Whose page it is: every page of an adult begins here."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.utils import translation

from intentional_connection.family import reading
from intentional_connection.family.tongue import is_draft, menu
from intentional_connection.kernel import clock
from intentional_connection.kernel.ways import Door, Way, declare
from intentional_connection.web.helpers import page, signed_in
from intentional_connection.web.idle import FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse

    from intentional_connection.family.reading import Me

#: The sign-in's last use is noted once a day, so that the 90 days count from it.
NOTED = "family_used_at"
NOTED_EVERY = 24 * 3600


def own_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the page for an adult of a family, in the adult's language; for everybody else it does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        me = reading.me(request.by)  # type: ignore[attr-defined]
        if me is None:
            raise Http404
        _note_use(request)
        translation.activate(me.account.language)
        return view(request, me, *args, **kwargs)

    declared: Callable[..., HttpResponse] = declare(signed_in(guarded), Way(Door.OWN))
    return declared


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
