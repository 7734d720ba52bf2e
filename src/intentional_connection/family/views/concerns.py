"""Tell of a problem to one who hears it; and what the sponsors see from now on. Each adult alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Level
from intentional_connection.cases import verbs
from intentional_connection.cases.models import Concern
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.hearing import ABOUT, frozen_for, hearers, sponsors_of
from intentional_connection.family import reading, words
from intentional_connection.family.forms import PlaceForm, ReplyForm, TapForm, TellForm
from intentional_connection.family.views.own import own_page, private_page, say_why, shown
from intentional_connection.journal.models import note_list, note_read
from intentional_connection.kernel.ways import opens
from intentional_connection.web.helpers import done, go, posted, seen, seen_list

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from intentional_connection.family.reading import Me


@private_page
def tell(request: HttpRequest, me: Me) -> HttpResponse:
    """First about whom (`?about=`), then in own words, to one who hears it: never the one it is about."""
    about = request.GET.get("about", "")
    if about not in {str(voice) for voice in ABOUT}:
        voices = [voice for voice in ABOUT if voice != "sah" or me.case.has_sah]
        return shown(request, "family/tell.html", me, "help", voices=[(one.value, words.VOICES[one]) for one in voices])
    offered = hearers(me.case, about, me.account)
    form = TellForm(posted(request), offered=offered)
    if form.is_valid() and done(form, verbs.raise_concern, me.case, me.account, about=about, **form.cleaned_data):
        messages.success(request, _("Sent."))
        return go("family:told")
    agency = reading.agency_of(reading.people(me.account, me.case))
    return shown(
        request, "family/tell.html", me, "help", about=words.VOICES[about], form=form, offered=offered, agency=agency  # type: ignore[index]
    )


@private_page
def told(request: HttpRequest, me: Me) -> HttpResponse:
    """What one told, with the answers."""
    rows = list(seen_list(request, Concern).of_case(me.case.pk).written_by(me.account))  # type: ignore[attr-defined]
    note_list(me.account, *[Level.PROTECTION for _row in rows])
    sent = [(row, words.VOICES[row.about], words.HEARS[row.hears], _replies(request, row)) for row in rows]  # type: ignore[index]
    return shown(request, "family/told.html", me, "help", rows=sent, form=ReplyForm())


def _replies(request: HttpRequest, row: Concern) -> list[object]:
    return list(seen_list(request, row.replies.in_order()))


@opens(Concern, Can.HEAR_CONCERN)
@private_page
def reply(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """Add to what one told."""
    row = seen(request, Concern.objects.written_by(me.account), pk)
    form = ReplyForm(posted(request))
    if form.is_valid() and done(form, verbs.reply_to_concern, row, me.account, **form.cleaned_data):
        messages.success(request, _("Sent."))
    say_why(request, form)
    return go("family:told")


@opens(Concern, Can.HEAR_CONCERN)
@private_page
def close(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """It is settled: one tap."""
    row = seen(request, Concern.objects.written_by(me.account), pk)
    form = TapForm(posted(request))
    if form.is_valid() and done(form, verbs.close_concern, row, me.account):
        messages.success(request, _("Saved."))
    say_why(request, form)
    return go("family:told")


@own_page
def view(request: HttpRequest, me: Me) -> HttpResponse:
    """Stop showing new things to the sponsors: one tap, the adult alone."""
    frozen = frozen_for(me.newcomer, me.account)
    places = sponsors_of(me.case)
    form = PlaceForm(posted(request), places=places)
    if form.is_valid() and done(
        form, verbs.freeze_view, me.newcomer, me.account, organization=form.chosen, method=Method.OWN_PHONE
    ):
        messages.success(request, _("Saved."))
        return go("family:view")
    say_why(request, form)
    if frozen:
        note_read(me.newcomer, me.account, Level.PROTECTION)
    rows = [(place, place.pk in frozen) for place in places]
    return shown(request, "family/view.html", me, "home", rows=rows)


@own_page
def thaw(request: HttpRequest, me: Me) -> HttpResponse:
    """Show the sponsors everything again: one tap, as stopping."""
    form = PlaceForm(posted(request), places=sponsors_of(me.case))
    if form.is_valid() and done(form, verbs.thaw_view, me.newcomer, me.account, organization=form.chosen):
        messages.success(request, _("Saved."))
    say_why(request, form)
    return go("family:view")
