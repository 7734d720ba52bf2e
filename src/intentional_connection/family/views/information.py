"""My information: who sees it, stop taking part, take part again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _

from intentional_connection.cases import verbs
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.ends import last_agency
from intentional_connection.cases.models.sharing import who_read
from intentional_connection.family.forms import TapForm
from intentional_connection.family.tongue import shown_in
from intentional_connection.family.views.own import own_page, say_why, shown
from intentional_connection.web.helpers import done, go, posted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from intentional_connection.family.reading import Me


@own_page
def information(request: HttpRequest, me: Me) -> HttpResponse:
    """What one can do with the own information; after stopping: what goes on, and how to come back."""
    agency = last_agency(me.newcomer, me.account) if me.has_stopped else None
    return shown(request, "family/information.html", me, "home", agency=agency)


@own_page
def stop(request: HttpRequest, me: Me) -> HttpResponse:
    """Stop taking part: the sentence in languages that somebody checked, then one press."""
    form = TapForm(posted(request))
    if form.is_valid() and done(form, verbs.withdraw, me.newcomer, me.account, method=Method.OWN_PHONE):
        return go("family:information")
    say_why(request, form)
    text = me.case.adoption.edition.consent_text("withdraw").text
    readers = [one for some in who_read(me.case, me.account).values() for one in some]
    return shown(request, "family/stop.html", me, "home", text=text, readers=readers)


@own_page
def again(request: HttpRequest, me: Me) -> HttpResponse:
    """Take part again, in one tap."""
    form = TapForm(posted(request))
    if form.is_valid() and done(form, verbs.take_part_again, me.newcomer, me.account, language=shown_in()):
        messages.success(request, _("You take part again. The agency calls you."))
    say_why(request, form)
    return go("family:information")


@own_page
def erase(request: HttpRequest, me: Me) -> HttpResponse:
    """Ask the worker, in one tap, that what is kept about oneself is deleted; the answer comes on the private line."""
    form = TapForm(posted(request))
    if form.is_valid() and done(form, verbs.ask_erasure, me.newcomer, me.account):
        messages.success(request, _("Sent. Your worker answers you."))
        return go("family:private")
    say_why(request, form)
    return go("family:information")
