"""Who does what, in plain words, and the adult's yes or question to each line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can
from intentional_connection.cases import verbs
from intentional_connection.cases.models import RoleLine
from intentional_connection.family import reading, words
from intentional_connection.family.forms import LinesForm, QuestionForm, TapForm
from intentional_connection.family.views.own import own_page, say_why, shown
from intentional_connection.kernel.ways import opens
from intentional_connection.practice.wording import PHASES
from intentional_connection.web.helpers import done, go, posted, seen

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from intentional_connection.family.reading import Line, Me
    from intentional_connection.family.tongue import Said

#: Lines that people added themselves stand after those of the catalogue.
OWN = "own"


@dataclass(frozen=True, slots=True)
class Phase:
    """One time of the plan: its name (none for lines that people added), and how many lines still wait for this adult."""

    key: str
    name: Said | None
    waiting: int


@own_page
def plan(request: HttpRequest, me: Me) -> HttpResponse:
    """One time of the plan (`?when=`), by itself the first in which this adult's yes is missing."""
    lines = reading.lines(me, reading.people(me.account, me.case))
    phases = _phases(me, lines)
    keys = [phase.key for phase in phases]
    chosen = request.GET.get("when", "")
    waiting = [phase.key for phase in phases if phase.waiting]
    when = chosen if chosen in keys else (waiting or keys or [""])[0]
    here = [line for line in lines if (line.phase or OWN) == when]
    return shown(request, "family/plan.html", me, "plan", phases=phases, when=when, lines=here, open=[x for x in here if not x.yes])


def _phases(me: Me, lines: list[Line]) -> list[Phase]:
    edition = me.case.adoption.edition
    found = []
    for key in (*PHASES, OWN):
        of_it = [line for line in lines if (line.phase or OWN) == key]
        if of_it:
            waiting = sum(not line.yes and not line.asked for line in of_it)
            found.append(Phase(key, words.phase(edition, key) if key != OWN else None, waiting))
    return found


@own_page
def yes(request: HttpRequest, me: Me) -> HttpResponse:
    """Say yes to one line, or to all that stand on the page."""
    rows = list(reading.line_rows(me))
    form = LinesForm(posted(request), rows=rows)
    if form.is_valid() and done(
        form, verbs.confirm_lines, me.case, me.account, lines=form.chosen, newcomer=me.newcomer
    ):  # fmt: skip
        messages.success(request, _("Saved."))
    elif form.is_bound and not form.non_field_errors():  # a line has changed: its row is not among the rows of now
        messages.warning(request, _("Something here has changed. Look once more."))
    say_why(request, form)
    return _back(form.data.get("when", ""))


@opens(RoleLine)
@own_page
def line(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """One line: who does what in it, the own yes or question, and what was answered."""
    row = seen(request, reading.line_rows(me), pk)
    found = _line(me, row.pk)
    asked = reading.my_questions(me, row.pk)
    return shown(request, "family/line.html", me, "plan", line=found, asked=asked, form=QuestionForm(None))


def _line(me: Me, pk: UUID) -> Line | None:
    around = reading.people(me.account, me.case)
    return next((one for one in reading.lines(me, around) if one.pk == pk), None)


@opens(RoleLine, Can.CONFIRM_ROLES)
@own_page
def ask(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """Ask about a line instead of saying yes: one tap, or with words."""
    row = seen(request, reading.line_rows(me), pk)
    form = QuestionForm(posted(request))
    if form.is_valid() and done(form, verbs.ask_about, row, me.account, text=form.cleaned_data["text"]):
        messages.success(request, _("You have a question. Your worker answers."))
        return _back(form.data.get("when", ""))
    return shown(request, "family/line.html", me, "plan", line=_line(me, pk), asked=[], form=form)


@opens(RoleLine, Can.CONFIRM_ROLES)
@own_page
def take_back(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """Take one's yes to a line back, any day."""
    row = seen(request, reading.line_rows(me), pk)
    form = TapForm(posted(request))
    if form.is_valid() and done(form, verbs.take_back_yes, row, me.account):
        messages.success(request, _("Your yes is taken back."))
    say_why(request, form)
    return go("family:line", pk=pk)


def _back(when: str) -> HttpResponse:
    response = go("family:plan")
    if when.isidentifier():
        response["Location"] += f"?when={when}"
    return response
