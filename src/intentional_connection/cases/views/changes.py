"""What changed on the board, in sentences: "Book the language test: from nobody to Ruth"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from intentional_connection.access.seats import Level
from intentional_connection.cases.models import Case, RoleAgreement, RoleLine
from intentional_connection.cases.models.board import FamilyBoard, cells_of_row, with_board
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.cases.models.roles import RolePart
from intentional_connection.cases.models.rules import WHO
from intentional_connection.cases.views.rows import language_of_page, title_of
from intentional_connection.journal.models import note_read
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.roles.lines import Kind, differences
from intentional_connection.roles.model import Line
from intentional_connection.web.helpers import page, seen, seen_list, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from intentional_connection.roles.lines import Difference
    from intentional_connection.roles.model import Cell

#: In the address: the board as it stands now.
NOW = "now"


@dataclass(frozen=True, slots=True)
class Moment:
    """One change of a line: who, when, and what in sentences."""

    at: datetime
    who: str
    sentences: list[str]


def history(own: FamilyBoard, rows: list[RoleLine]) -> list[Moment]:
    """How a line came to stand as it does, the newest first."""
    found = []
    for before, row in zip([None, *rows], rows, strict=False):
        old = [_pure(before)] if before else []
        told = [_alone(own, one) for one in differences(old, [_pure(row)])] if before else [_("The line was drawn up.")]
        found.append(Moment(row.at, own.names.get(row.by_id, ""), told or [_("Said again.")]))
    return found[::-1]


def _pure(row: RoleLine) -> Line:
    return Line(row.key, row.newcomer_id, cells_of_row(row), row.not_needed)


def sentence(own: FamilyBoard, one: Difference) -> str:
    """One difference with its task: "Book the language test: from nobody to Ruth"."""
    title = title_of(own, one.key, one.person)  # type: ignore[arg-type]
    name = own.names.get(one.person, "") if one.person else ""
    # Translators: a task and what changed in it; mind the space before the colon in French
    return _("%(task)s: %(change)s") % {"task": f"{title} ({name})" if name else title, "change": _rest(own, one)}


def _alone(own: FamilyBoard, one: Difference) -> str:
    """One difference on the page of its own line, where the task stands above."""
    if one.kind is not Kind.LEAD_CHANGED:
        return _rest(own, one)
    # Translators: in the past of a line of the board: "Lead: from nobody to Ruth"; mind the space before the colon in French
    return _("Lead: %(change)s") % {"change": _rest(own, one)}


def _rest(own: FamilyBoard, one: Difference) -> str:
    if one.kind is Kind.ADDED:
        # Translators: what happened to a line of the board
        return pgettext("line", "added")
    if one.kind is Kind.REMOVED:
        # Translators: what happened to a line of the board
        return pgettext("line", "taken out")
    if one.kind is Kind.NOT_NEEDED:
        return _("not needed, because: %(reason)s") % {"reason": _reason(own, str(one.after))}
    if one.kind is Kind.NEEDED_AGAIN:
        return _("needed again")
    people = one.kind is Kind.LEAD_CHANGED or all(cell.part == RolePart.LEAD for cell in (*one.before, *one.after))  # type: ignore[union-attr]
    said = _people if people else _parts
    return _("from %(before)s to %(after)s") % {"before": said(own, one.before), "after": said(own, one.after)}


def _reason(own: FamilyBoard, code: str) -> str:
    edition = own.case.adoption.edition
    return edition.reason(code).in_(language_of_page()) if code in edition.reasons_of("not_needed") else code


def _people(own: FamilyBoard, cells: Any) -> str:
    # Translators: inside "from nobody to Ruth"
    return ", ".join(_name(own, cell) for cell in cells) or pgettext("lead", "nobody")


def _parts(own: FamilyBoard, cells: Any) -> str:
    told = [f"{_name(own, cell)} ({RolePart(cell.part.value).label})" for cell in cells]
    # Translators: inside "from no part to the worker (helps)"
    return ", ".join(told) or pgettext("parts", "no part")


def _name(own: FamilyBoard, cell: Cell) -> str:
    name = own.names.get(cell.person, "") if cell.person else ""
    return name or str(WHO[Voice(cell.party.value)])


@opens(Case)
@signed_in
def versions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every version that was written down, and what is different between two of them or now."""
    by = request.by  # type: ignore[attr-defined]
    case = seen(request, with_board(by), pk)
    if not case.reads_plan:
        raise NotAllowed
    own = FamilyBoard.past(case, by)
    note_read(case, by, Level.PLAN)
    written = list(seen_list(request, RoleAgreement).of_case(case.pk))  # type: ignore[attr-defined]
    numbers = [str(one.version) for one in written] + [NOW]
    first, last = _two(request, numbers)
    old, new = (list(_lines_of(own.history, one)) for one in (first, last))
    return page(
        request, "cases/board/versions.html", case=case, newcomers=own.newcomers, own=own, written=written[::-1],
        numbers=numbers, first=first, last=last, changes=[sentence(own, one) for one in differences(old, new)],
    )  # fmt: skip


def _two(request: HttpRequest, numbers: list[str]) -> tuple[str, str]:
    """Which two are compared: as the address says, else the last version written down and now."""
    default = numbers[-2] if len(numbers) > 1 else NOW
    first, last = request.GET.get("from", default), request.GET.get("to", NOW)
    return (first if first in numbers else default), (last if last in numbers else NOW)


def _lines_of(rows: Iterable[RoleLine], number: str) -> Iterable[Line]:
    for row in rows:
        if not row.secret and row.stands_in(None if number == NOW else int(number)):
            yield _pure(row)
