"""The next meeting: its two clocks, and the answer in one tap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _

from intentional_connection.cases import verbs
from intentional_connection.family import reading
from intentional_connection.family.forms import AnswerForm
from intentional_connection.family.views.own import own_page, shown
from intentional_connection.web.helpers import done, go, posted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from intentional_connection.family.reading import Me


@own_page
def meeting(request: HttpRequest, me: Me) -> HttpResponse:
    """Say that one comes, or needs another time. The answer is to the day shown: one that moved meanwhile is shown anew."""
    appointment = reading.next_meeting(me.account, me.case, me.newcomer)
    form = AnswerForm(posted(request), appointment=appointment)
    if appointment and form.is_valid() and done(
        form, verbs.answer_meeting, appointment.meeting, me.account, coming=form.cleaned_data["coming"]
    ):  # fmt: skip
        messages.success(request, said(form.cleaned_data["coming"]))
        return go("family:home")
    return shown(request, "family/meeting.html", me, "home", next=appointment, form=form)


def said(coming: str) -> str:
    """What the page says after the answer."""
    if coming == "yes":
        return _("Good. You will come.")
    return _("Your worker knows. You will hear about another time.")
