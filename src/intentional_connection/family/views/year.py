"""The year: until when the sponsors support, the money afterwards, and after the end whom to call and what stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Level
from intentional_connection.cases import verbs
from intentional_connection.cases.models.budget import budget_of
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.ends import end_of
from intentional_connection.family.forms import AfterForm, BudgetForm, TapForm
from intentional_connection.family.views.own import own_page, say_why, shown
from intentional_connection.journal.models import note_read
from intentional_connection.web.helpers import done, go, posted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from intentional_connection.family.reading import Me


@own_page
def year(request: HttpRequest, me: Me) -> HttpResponse:
    """Until when the support lasts; after the end, whom to call, what is kept, and three questions."""
    found = end_of(me.case, me.account)
    form = AfterForm(posted(request))
    if form.is_valid() and done(form, verbs.choose_closing, me.newcomer, me.account, method=Method.OWN_PHONE, **form.said()):
        messages.success(request, _("Saved."))
        return go("family:year")
    return shown(request, "family/year.html", me, "home", year=found, answered=me.newcomer.pk in found.choices, form=form)


@own_page
def reopen(request: HttpRequest, me: Me) -> HttpResponse:
    """I need help again: one tap opens the family for whoever still helps."""
    form = TapForm(posted(request))
    if form.is_valid() and done(form, verbs.reopen, me.case, me.account):
        messages.success(request, _("The agency knows that you need help again."))
    say_why(request, form)
    return go("family:year")


@own_page
def budget(request: HttpRequest, me: Me) -> HttpResponse:
    """The own money for the month after: one amount for each thing."""
    if not me.case.adoption.has("month_13"):
        raise Http404
    held = budget_of(me.newcomer, me.account)
    form = BudgetForm(posted(request), edition=me.case.adoption.edition, standing=held.amounts)
    if form.is_valid():
        done(form, verbs.keep_budget, me.newcomer, me.account, amounts=form.cleaned_data)
        if not form.errors:
            messages.success(request, _("Saved."))
            return go("family:budget")
    note_read(me.newcomer, me.account, Level.SENSITIVE)
    return shown(request, "family/budget.html", me, "plan", form=form, budget=held)
