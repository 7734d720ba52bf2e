"""Search among the families and people that one may see. What was typed is sent, never kept and never in an address (ADR 0019)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intentional_connection.access.seats import Level
from intentional_connection.cases.models import Case, Newcomer
from intentional_connection.cases.models.path import where
from intentional_connection.cases.models.search import find as look_up
from intentional_connection.desk.forms import FindForm
from intentional_connection.desk.views.today import PAGE, levels_of
from intentional_connection.journal.models import note_list
from intentional_connection.web.helpers import page, posted, seen_list, signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from intentional_connection.cases.models.path import Where


@dataclass(frozen=True, slots=True)
class Row:
    """One family that answers: where it stands, and the people in it whose names answer."""

    case: Case
    stands: Where
    people: list[Newcomer]


@signed_in
def find(request: HttpRequest) -> HttpResponse:
    """Find a family or a person by name in any script, by tree and number, or by telephone; 25 at most, newest first."""
    form = FindForm(posted(request))
    asked = form.is_bound and form.is_valid()
    rows, is_more = _rows(request, form.cleaned_data["q"]) if asked else ([], False)
    return page(request, "desk/find.html", form=form, asked=asked, rows=rows, is_more=is_more, most=PAGE)


def _rows(request: HttpRequest, text: str) -> tuple[list[Row], bool]:
    by = request.by  # type: ignore[attr-defined]
    found = look_up(text)
    ids = list(dict.fromkeys(one.case_id for one in found))
    shown = set(ids[:PAGE])
    people: dict[object, list[Newcomer]] = {}
    for person in seen_list(request, Newcomer).among({one.newcomer_id for one in found if one.case_id in shown}).in_order():  # type: ignore[attr-defined]
        people.setdefault(person.case_id, []).append(person)
    cases = list(seen_list(request, Case).among(shown))  # type: ignore[attr-defined]
    stands = where(by, cases)
    by_identity = {Level.IDENTITY for one in found if one.case_id in shown and one.level == Level.IDENTITY}
    note_list(by, *levels_of(stands.values()), *by_identity)
    return [Row(case, stands[case.pk], people.get(case.pk, [])) for case in cases], len(ids) > PAGE
