"""Family who come later: who, until when the application counts, and taking them into the family."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from intentional_connection.access.seats import GRANTS, Can, Level, Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.ending import FollowsForm
from intentional_connection.cases.forms.sharing import SaidForm
from intentional_connection.cases.models import Newcomer
from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.cases.models.ending import ONE_YEAR_WINDOW, WINDOW_WARNS
from intentional_connection.cases.models.ends import following
from intentional_connection.cases.models.gathering import first_arrival
from intentional_connection.cases.models.keeping import writing
from intentional_connection.journal.models import note_read
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.web.helpers import done, go, page, posted, seen, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from intentional_connection.cases.models import FollowingRelative


@opens(Newcomer, Can.SAY_WHO_FOLLOWS)
@signed_in
def follows(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who follows, as one adult says it; the last day on which an application counts."""
    newcomer = seen(request, Newcomer.objects.select_related("case__adoption"), pk)
    by, case = request.by, newcomer.case  # type: ignore[attr-defined]
    seats = newcomer.seats_of(by)
    if newcomer.age_group != AgeGroup.ADULT:
        raise Http404
    if not seats & GRANTS[Can.SAY_WHO_FOLLOWS] or not writing(case, by).may(case.pk, newcomer.pk, secret=True):
        raise NotAllowed
    data = posted(request)
    coming = data.get("coming") if data is not None else None
    rows = following(newcomer, by)
    relative = next((row for row in rows if str(row.pk) == coming), None)
    form = FollowsForm(None if coming else data)
    said = SaidForm(data if relative else None, case=case, own=bool(relative and relative.age_group == AgeGroup.CHILD))
    if _act(form, said, newcomer, relative, by):
        messages.success(request, _("Saved."))
        return go("cases:follows", pk=pk)
    note_read(newcomer, by, Level.SENSITIVE)
    arrived = first_arrival(case)
    last = arrived + ONE_YEAR_WINDOW if arrived else None
    return page(
        request,
        "cases/ending/follows.html",
        case=case,
        newcomer=newcomer,
        rows=rows,
        form=form,
        said=said,
        last_day=last,
        is_near=bool(last and last - WINDOW_WARNS <= clock.today() <= last),
        works=Seat.WORKER in seats,
    )


def _act(form: FollowsForm, said: SaidForm, newcomer: Newcomer, relative: FollowingRelative | None, by: Any) -> Any:
    """Write somebody down, or take somebody in."""
    sent: Any = form if relative is None else said
    if not sent.is_valid():
        return None
    act: Any = verbs.say_who_follows if relative is None else verbs.add_following
    words = form.cleaned_data if relative is None else ({} if said.own else said.evidence())
    return done(sent, act, relative or newcomer, by, **words)
