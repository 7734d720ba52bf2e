"""The first page of an adult, and the people around the family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intentional_connection.family import changing, reading, services
from intentional_connection.family.forms import LanguageForm
from intentional_connection.family.views.own import own_page, shown
from intentional_connection.people import verbs
from intentional_connection.web.helpers import done, go, posted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from intentional_connection.family.reading import Me


@own_page
def home(request: HttpRequest, me: Me) -> HttpResponse:
    """The next meeting and its answer, who helps, who does what next, what is connected, who sees what."""
    around = reading.people(me.account, me.case)
    lines = reading.lines(me, around) if me.case.adoption.has("role_agreement") else []
    return shown(
        request,
        "family/home.html",
        me,
        "home",
        next=reading.next_meeting(me.account, me.case, me.newcomer),
        worker=reading.worker_of(around),
        change=changing.change(me),
        lines=reading.first_lines(lines, has_arrived=me.has_arrived),
        open_yes=sum(not line.yes for line in lines),
        links=services.connections(me) if me.has_check else [],
    )


@own_page
def people(request: HttpRequest, me: Me) -> HttpResponse:
    """Who stands around the family, why, and how to call them."""
    return shown(request, "family/people.html", me, "people", people=reading.people(me.account, me.case))


@own_page
def language(request: HttpRequest, me: Me) -> HttpResponse:
    """Read on in another language, on every device."""
    form = LanguageForm(posted(request))
    if form.is_valid():
        done(form, verbs.read_in, me.account, me.account, language=form.cleaned_data["language"])
    return go("family:home")
