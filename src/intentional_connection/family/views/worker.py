"""The family's worker: another one comes, wishes and yes; or an adult asks for another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intentional_connection.cases import verbs
from intentional_connection.cases.models import WorkerRequest
from intentional_connection.family import changing, reading
from intentional_connection.family.forms import OtherWorkerForm, TapForm, WishForm
from intentional_connection.family.tongue import day
from intentional_connection.family.views.own import own_page, say_why, shown
from intentional_connection.kernel import clock
from intentional_connection.web.helpers import done, go, posted, seen_list

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from intentional_connection.family.reading import Me


@own_page
def worker(request: HttpRequest, me: Me) -> HttpResponse:
    """Who comes next, what the adult wants to be passed on, and the yes; without a handover, who helps."""
    change = changing.change(me)
    wish = changing.my_wish(me, change) if change else None
    form = WishForm(posted(request), wish=wish)
    if change and form.is_valid() and done(form, verbs.wish_for_handover, change.row, me.account, **form.cleaned_data):
        messages.success(request, _("Saved."))
        return go("family:worker")
    around = reading.people(me.account, me.case)
    return shown(request, "family/worker.html", me, "people", worker=reading.worker_of(around), change=change, form=form, wish=wish)


@own_page
@require_POST
def agree(request: HttpRequest, me: Me) -> HttpResponse:
    """Yes to the next worker, in one tap."""
    change = changing.change(me)
    if change is None:
        raise Http404
    form = TapForm(posted(request))
    if form.is_valid() and done(form, verbs.agree_handover, change.row, me.account):
        messages.success(request, _("Saved."))
    say_why(request, form)
    return go("family:worker")


@own_page
def other(request: HttpRequest, me: Me) -> HttpResponse:
    """Ask for another worker: read by those who lead the agency, never by the worker; their answer."""
    asked = seen_list(request, WorkerRequest).of_adult(me.newcomer.pk).first()  # type: ignore[attr-defined]
    form = OtherWorkerForm(posted(request), edition=me.case.adoption.edition)
    if form.is_valid() and done(form, verbs.ask_other_worker, me.case, me.account, **form.cleaned_data):
        messages.success(request, _("The agency knows. It answers you here."))
        return go("family:other_worker")
    on = day(asked.at.astimezone(clock.ONTARIO).date()) if asked else ""
    return shown(request, "family/other_worker.html", me, "help", form=form, asked=asked, on=on)
