"""The adult chooses alone who sees what, and takes it back with one tap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Level
from intentional_connection.cases import verbs
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.sharing import CHOICES, choices_of, who_read
from intentional_connection.family import words
from intentional_connection.family.forms import ChoiceForm, TapForm
from intentional_connection.family.tongue import shown_in
from intentional_connection.family.views.own import own_page, say_why, shown
from intentional_connection.journal.models import note_read
from intentional_connection.web.helpers import done, go, posted

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from intentional_connection.cases.models.sharing import Holds, Reading
    from intentional_connection.family.reading import Me


@own_page
def choices(request: HttpRequest, me: Me) -> HttpResponse:
    """Choose for one organization at a time what it may see. The sentences stand there in languages that somebody checked."""
    holds = choices_of(me.newcomer, me.account)
    forms = [_form(request, one) for one in holds]
    sent = next((form for form in forms if form.is_bound), None)
    if sent and sent.is_valid() and done(sent, verbs.choose_sharing, me.newcomer, me.account, **_said(sent)):
        messages.success(request, _("Saved."))
        return go("family:sharing")
    edition, readers = me.case.adoption.edition, who_read(me.case, me.account)
    rows = [_row(form, readers) for form in forms]
    texts = {key: edition.consent_text(key).text for key in CHOICES}
    note_read(me.newcomer, me.account, Level.CIRCLE)
    return shown(
        request, "family/sharing.html", me, "home", rows=rows, texts=texts, no=edition.consent_text("withdraw").text, sent=sent
    )


def _form(request: HttpRequest, held: Holds) -> ChoiceForm:
    data = posted(request)
    mine = data if data is not None and data.get("place") == str(held.organization.pk) else None
    return ChoiceForm(mine, held=held)


def _row(form: ChoiceForm, readers: dict[UUID, list[Reading]]) -> dict[str, object]:
    place = form.held.organization
    return {"form": form, "held": form.held, "kind": words.KINDS[place.kind], "readers": readers.get(place.pk, [])}


def _said(form: ChoiceForm) -> dict[str, object]:
    """The choice, and the language in which its sentences were shown."""
    return {"choices": {form.held.organization.pk: form.levels}, "method": Method.OWN_PHONE, "language": shown_in()}


@own_page
def withdraw(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """Say no to one organization, from now on: one tap, as giving it."""
    held = next((one for one in choices_of(me.newcomer, me.account) if one.organization.pk == pk), None)
    form = TapForm(posted(request))
    if held and form.is_valid() and done(
        form, verbs.withdraw_sharing, me.newcomer, me.account, organization=held.organization, method=Method.OWN_PHONE, language=shown_in()
    ):  # fmt: skip
        messages.success(request, _("Saved."))
    say_why(request, form)
    return go("family:sharing")
