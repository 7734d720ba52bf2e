"""What a carried link opens, and six letters on paper: the next meeting, its answer, the people around the family. Nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils import translation
from django.utils.translation import gettext as _

from intentional_connection.cases import verbs
from intentional_connection.family import reading
from intentional_connection.family.acting import as_door, carried_key, family_of
from intentional_connection.family.forms import AnswerForm, CodeForm
from intentional_connection.family.tongue import is_draft, menu, wanted
from intentional_connection.family.views.meeting import said
from intentional_connection.kernel.ways import by_key
from intentional_connection.web.helpers import done, go, page, posted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from intentional_connection.people.models import Account, Key

#: Which letter this browser has opened with its code.
OPENED = "letter"


@by_key
def code(request: HttpRequest) -> HttpResponse:
    """Write the six letters of the letter. A wrong code is answered like one that is too old."""
    _speak(request)
    form = CodeForm(posted(request))
    if form.is_valid():
        with as_door(request.by) as system:  # type: ignore[attr-defined]
            found = carried_key(system, code=form.cleaned_data["code"])
        if found is not None:
            request.session[OPENED] = str(found.pk)
            return _again("/l/open/")
        form.add_error("code", _("This code opens nothing. Look at the letters once more, or ask for a new letter."))
    return _letter_page(request, "family/letter/code.html", form=form)


@by_key
def opened(request: HttpRequest) -> HttpResponse:
    """The letter that was opened with its code in this browser."""
    _speak(request)
    pk = request.session.get(OPENED)
    with as_door(request.by) as system:  # type: ignore[attr-defined]
        found = carried_key(system, pk=pk) if pk else None
        return _page(request, system, found)


@by_key
def letter(request: HttpRequest, token: str) -> HttpResponse:
    """The letter behind a link; opening it spends nothing, so that it can go from hand to hand."""
    _speak(request)
    with as_door(request.by) as system:  # type: ignore[attr-defined]
        found = carried_key(system, token)
        return _page(request, system, found)


def _page(request: HttpRequest, system: Account, found: Key | None) -> HttpResponse:
    case = family_of(system, found) if found else None
    if case is None:
        response = _letter_page(request, "family/letter/old.html")
        response.status_code = 410
        return response
    appointment = reading.next_meeting(system, case, None)
    form = AnswerForm(posted(request), appointment=appointment)
    if appointment and form.is_valid() and done(
        form, verbs.answer_meeting, appointment.meeting, system, coming=form.cleaned_data["coming"]
    ):  # fmt: skip
        messages.success(request, said(form.cleaned_data["coming"]))
        return _again(request.path)
    people = reading.people(system, case)
    return _letter_page(request, "family/letter/letter.html", next=appointment, people=people, form=form)


def _speak(request: HttpRequest) -> None:
    translation.activate(wanted(request) or "en")


def _again(path: str) -> HttpResponse:
    """On in the same language, which stands in the address: nobody is signed in."""
    response = go("family:letter")
    response["Location"] = f"{path}?lang={translation.get_language()}"
    return response


def _letter_page(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    language = translation.get_language()
    response = page(request, template, menu=menu(), is_draft=is_draft(language), **context)
    response.headers["Cache-Control"] = "no-store"
    return response
