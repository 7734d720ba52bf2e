"""The journey and the landing: the notice in its versions, who has arrived, and taking an arrival back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Level
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.arrival import ArrivalForm, TravelForm, UndoForm
from intentional_connection.cases.models import Arrival, Case, TravelDetail, TravelNotice
from intentional_connection.cases.models.arrival import Undone, landing_days
from intentional_connection.journal.models import note_read
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from intentional_connection.cases.models import Newcomer

CASES = Case.objects.select_related("adoption")


class Journey:
    """What the reader may know of everybody's journey: notices with their content, arrivals. Four queries."""

    def __init__(self, request: HttpRequest, case: Case) -> None:
        self.edition = case.adoption.edition
        self.people = list(seen_list(request, case.newcomers.in_order()))
        notices = seen_list(request, TravelNotice.objects.newest_first()).of_family(case.pk).select_related("newcomer")  # type: ignore[attr-defined]
        self.notices: list[TravelNotice] = list(notices)
        details = seen_list(request, TravelDetail).of_family(case.pk)  # type: ignore[attr-defined]
        self.details: dict[UUID, TravelDetail] = {row.notice_id: row for row in details}
        arrivals = seen_list(request, Arrival).of_family(case.pk).select_related("newcomer")  # type: ignore[attr-defined]
        self.arrivals: list[Arrival] = list(arrivals)
        self.here = {row.newcomer_id for row in self.arrivals if row.undone_at is None}
        self.lands = landing_days(self.notices)

    @property
    def travelling(self) -> list[Newcomer]:
        """Who has not landed yet."""
        return [person for person in self.people if person.pk not in self.here]

    @property
    def newest(self) -> TravelNotice | None:
        """The newest notice of those who have not landed yet."""
        return next((row for row in self.notices if row.newcomer_id not in self.here), None)

    def due(self) -> list[UUID]:
        """Who should have landed by today, by the newest notices; nobody named: everybody who is not here."""
        today = clock.today()
        return [person.pk for person in self.travelling if (day := self.lands.get(person.pk)) and day <= today]

    def rows(self) -> list[dict[str, Any]]:
        """Where each journey stands, newest notice first; people whose journeys are alike stand together."""
        found: dict[Any, dict[str, Any]] = {}
        for person in self.people:
            row = self._row(person)
            found.setdefault(_alike(row), row | {"people": []})["people"].append(person)
        return list(found.values())

    def _row(self, person: Newcomer) -> dict[str, Any]:
        own = [self._notice(row) for row in self.notices if row.newcomer_id == person.pk]
        landings = [row for row in self.arrivals if row.newcomer_id == person.pk]
        gone = [row for row in landings if row.undone_at is not None]
        return {
            "arrival": next((row for row in landings if row.undone_at is None), None),
            "undone": [{"on": row.on, "why": Undone(row.undone_why).label} for row in gone],
            "notice": own[0] if own else None,
            "earlier": own[1:],
        }

    def _notice(self, row: TravelNotice) -> dict[str, Any]:
        why = self.edition.reason(row.reason) if row.reason else None
        return {"row": row, "detail": self.details.get(row.pk), "why": why}


def _alike(row: dict[str, Any]) -> tuple[Any, ...]:
    """What a row says, whoever it is about."""
    notices = [one for one in (row["notice"], *row["earlier"]) if one]
    said = [(one["row"].received_on, one["row"].lands_on, one["row"].reason, _content(one["detail"])) for one in notices]
    gone = [(one["on"], str(one["why"])) for one in row["undone"]]
    return (row["arrival"] and row["arrival"].on, tuple(said), tuple(gone))


def _content(detail: TravelDetail | None) -> tuple[Any, ...]:
    return (detail.flight, detail.port, detail.lands_at, detail.needs) if detail else ()


@opens(Case, Can.RECORD_TRAVEL)
@signed_in
def travel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """When people should land; those whom the notice reaches write down a new one. The worker reads the day alone."""
    case = seen(request, CASES, pk)
    by = request.by  # type: ignore[attr-defined]
    can, journey = rights(case, by), Journey(request, case)
    _note(case, by, journey)
    form = None
    if can.get(Can.RECORD_TRAVEL) and case.adoption.has("travel_notice") and journey.travelling:
        form = _travel_form(request, case, journey)
        if form.is_valid() and done(form, verbs.record_travel, case, by, **form.said()):
            messages.success(request, _("Saved. Everybody around the family is told that there is something new, without any detail."))
            return go("cases:travel", pk=pk)
    return page(
        request,
        "cases/arrival/travel.html",
        case=case,
        can=can,
        form=form,
        rows=journey.rows(),
        newest=journey.newest,
        has_part=case.adoption.has("travel_notice"),
    )


def _travel_form(request: HttpRequest, case: Case, journey: Journey) -> TravelForm:
    newest = journey.newest
    detail = journey.details.get(newest.pk) if newest else None
    return TravelForm(posted(request), people=journey.travelling, edition=case.adoption.edition, last=newest, detail=detail)


@opens(Case, Can.RECORD_ARRIVAL)
@signed_in
def arrival(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who has landed and when; for representative, SAH and worker the form to write it down."""
    case = seen(request, CASES, pk)
    by = request.by  # type: ignore[attr-defined]
    can, journey = rights(case, by), Journey(request, case)
    _note(case, by, journey)
    form = None
    if can.get(Can.RECORD_ARRIVAL) and journey.travelling:
        due = journey.due()
        days = [journey.lands[pk] for pk in due]
        on = max((day for day in days if day), default=None)
        form = ArrivalForm(posted(request), people=journey.travelling, on=on, chosen=due)
        if form.is_valid() and done(form, verbs.record_arrival, case, by, **form.said()):
            messages.success(request, _("Saved. Every day that is counted from the arrival stands now."))
            return go("cases:arrival", pk=pk)
    return page(request, "cases/arrival/arrival.html", case=case, can=can, form=form, rows=journey.rows(), here=bool(journey.here))


@opens(Case, Can.RECORD_ARRIVAL)
@signed_in
def undo_arrival(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take an arrival back, with why: it was moved, cancelled, somebody did not come, or it was a mistake."""
    case = seen(request, CASES, pk)
    by = request.by  # type: ignore[attr-defined]
    if not rights(case, by).get(Can.RECORD_ARRIVAL):
        raise NotAllowed
    standing = [row for row in Journey(request, case).arrivals if row.undone_at is None]
    if not standing:
        return go("cases:arrival", pk=pk)
    form = UndoForm(posted(request), arrivals=standing)
    if form.is_valid() and done(form, verbs.undo_arrival, case, by, **form.said()):
        messages.success(request, _("Taken back. The days that were counted from it move."))
        return go("cases:arrival", pk=pk)
    return page(request, "cases/arrival/undo.html", case=case, form=form)


def _note(case: Case, by: Any, journey: Journey) -> None:
    """The read log's lines for the levels above `basic` that the page shows."""
    if journey.details:
        note_read(case, by, Level.PLAN | Level.TRAVEL, of=[row.newcomer_id for row in journey.details.values()])
    elif journey.notices or journey.arrivals:
        note_read(case, by, Level.PLAN)
