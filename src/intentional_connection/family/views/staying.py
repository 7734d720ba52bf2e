"""In touch with the worker and all others: how one is, private words, questions in the open, news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Level
from intentional_connection.cases import verbs
from intentional_connection.cases.models.staying import line_of
from intentional_connection.family import reading, words
from intentional_connection.family.forms import AskForm, CheckInForm, MessageForm, NewsForm
from intentional_connection.family.views.own import own_page, private_page, shown
from intentional_connection.journal.models import note_read
from intentional_connection.web.helpers import done, go, posted, seen_list

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from intentional_connection.family.reading import Me, Who

#: News and questions on one page.
SHOWN = 30


@own_page
def how(request: HttpRequest, me: Me) -> HttpResponse:
    """Say how one is: one face, and whether the worker should call."""
    form = CheckInForm(posted(request))
    if form.is_valid() and done(form, verbs.check_in, me.newcomer, me.account, **form.cleaned_data):
        messages.success(request, _("Sent. Your worker answers you."))
        return go("family:private")
    worker = reading.worker_of(reading.people(me.account, me.case))
    return shown(request, "family/how.html", me, "home", form=form, worker=worker)


@private_page
def private(request: HttpRequest, me: Me) -> HttpResponse:
    """Words between this adult and the worker, and nobody else."""
    form = MessageForm(posted(request))
    if form.is_valid() and done(form, verbs.write_private, me.newcomer, me.account, **form.cleaned_data):
        messages.success(request, _("Sent. Your worker answers you."))
        return go("family:private")
    said = [(one, words.FEELINGS[one.check.feeling] if one.check else "") for one in line_of(me.account, me.newcomer)]
    if said:
        note_read(me.newcomer, me.account, Level.PRIVATE)
    worker = reading.worker_of(reading.people(me.account, me.case))
    return shown(request, "family/private.html", me, "home", form=form, said=said, worker=worker)


@own_page
def questions(request: HttpRequest, me: Me) -> HttpResponse:
    """What people asked the worker in the open, with the answers; ask too."""
    form = AskForm(posted(request))
    if form.is_valid() and done(form, verbs.ask_worker, me.case, me.account, **form.cleaned_data):
        messages.success(request, _("Sent. Your worker answers you."))
        return go("family:questions")
    rows = list(seen_list(request, me.case.worker_questions.order_by("-at", "-id"))[:SHOWN])
    if rows:
        note_read(me.case, me.account, Level.PLAN)
    return shown(request, "family/questions.html", me, "help", form=form, rows=[(row, _who(row.voice)) for row in rows])


@own_page
def news(request: HttpRequest, me: Me) -> HttpResponse:
    """What everybody around the family reads; write too."""
    form = NewsForm(posted(request))
    if form.is_valid() and done(form, verbs.write_update, me.case, me.account, **form.cleaned_data):
        messages.success(request, _("Sent. Everybody around you can read it."))
        return go("family:news")
    rows = list(seen_list(request, me.case.updates.order_by("-at", "-id"))[:SHOWN])
    if rows:
        note_read(me.case, me.account, Level.PLAN)
    return shown(request, "family/news.html", me, "home", form=form, rows=[(row, _who(row.voice)) for row in rows])


def _who(voice: str) -> Who:
    return reading.Who(voice, words.VOICES[voice])
