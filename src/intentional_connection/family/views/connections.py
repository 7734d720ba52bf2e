"""What the family is connected to, and the adult's own answer to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _

from intentional_connection.cases import verbs
from intentional_connection.cases.models.circle import Method
from intentional_connection.family import services
from intentional_connection.family.forms import LinkForm
from intentional_connection.family.views.own import own_page, shown
from intentional_connection.web.helpers import done, go, posted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from intentional_connection.family.reading import Me


@own_page
def connections(request: HttpRequest, me: Me) -> HttpResponse:
    """Say of each item: connected, not yet, or not wanted. The worker answers too; both are needed."""
    links = services.connections(me)
    form = LinkForm(posted(request), links=links)
    if form.is_valid() and done(
        form,
        verbs.answer_connection,
        form.row,
        me.account,
        state=form.cleaned_data["state"],
        newcomer=me.newcomer,
        method=Method.OWN_PHONE,
    ):
        messages.success(request, _("Saved."))
        return go("family:connections")
    return shown(request, "family/connections.html", me, "plan", links=links, form=form, onward=services.onward(me))
