"""Hide a topic from the sponsors, or from one of them; show it again with one tap. Each adult alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Level
from intentional_connection.cases import verbs
from intentional_connection.cases.models import Narrowing
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.narrowing import from_whom, hidden_by, topics_of
from intentional_connection.family import words
from intentional_connection.family.forms import HideForm, TapForm
from intentional_connection.family.views.own import own_page, say_why, shown
from intentional_connection.journal.models import note_read
from intentional_connection.web.helpers import done, go, posted, seen

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from intentional_connection.family.reading import Me


@own_page
def hide(request: HttpRequest, me: Me) -> HttpResponse:
    """From whom, and which topic: nobody is asked why, and nobody is told."""
    offered = from_whom(me.case, me.account)
    form = HideForm(posted(request), offered=offered, topics=topics_of(me.case.adoption.edition))
    if form.is_valid() and done(form, verbs.hide_from, me.newcomer, me.account, method=Method.OWN_PHONE, **form.said()):
        messages.success(request, _("Saved."))
        return go("family:hide")
    rows = [(row, words.TOPICS[row.topic]) for row in hidden_by(me.newcomer, me.account)]
    if rows:
        note_read(me.newcomer, me.account, Level.PROTECTION)
    return shown(request, "family/hide.html", me, "home", rows=rows, form=form, offered=offered)


@own_page
def show(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """They see it again: one tap."""
    row = seen(request, Narrowing, pk)
    form = TapForm(posted(request))
    if form.is_valid() and done(form, verbs.show_again, me.newcomer, me.account, narrowing=row):
        messages.success(request, _("Saved."))
    say_why(request, form)
    return go("family:hide")
