"""Help: call the worker, ask for a meeting, say what is missing, leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _

from intentional_connection.cases import verbs
from intentional_connection.family import reading
from intentional_connection.family.forms import GapForm, TapForm
from intentional_connection.family.views.own import own_page, say_why, shown
from intentional_connection.web.helpers import done, go, posted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from intentional_connection.family.reading import Me


@own_page
def help_page(request: HttpRequest, me: Me) -> HttpResponse:
    """Whom to call, what to ask for, how to leave."""
    around = reading.people(me.account, me.case)
    worker, agency = reading.worker_of(around), reading.agency_of(around)
    return shown(request, "family/help.html", me, "help", worker=worker, agency=agency, may_ask=True)


@own_page
def ask_meeting(request: HttpRequest, me: Me) -> HttpResponse:
    """Ask for a meeting, in one tap."""
    form = TapForm(posted(request))
    if form.is_valid() and done(form, verbs.ask_for_meeting, me.case, me.account):
        messages.success(request, _("Your worker knows that you want to meet."))
    say_why(request, form)
    return go("family:help")


@own_page
def gap(request: HttpRequest, me: Me) -> HttpResponse:
    """Say what is missing; the worker answers, or names a day."""
    form = GapForm(posted(request))
    if form.is_valid() and done(form, verbs.see_gap, me.case, me.account, text=form.cleaned_data["text"]):
        messages.success(request, _("Your worker sees this and answers you."))
        return go("family:help")
    return shown(request, "family/gap.html", me, "help", form=form)
