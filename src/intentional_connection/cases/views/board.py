"""The board "who does what": the page, a yes to all that one sees, own tasks, and two printed pages."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intentional_connection.access.seats import Can, Level
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.board import (
    AddTaskForm,
    ConfirmForm,
    OpenForm,
    RecordYesForm,
    TakeForm,
    WriteDownForm,
)
from intentional_connection.cases.models import Case, Newcomer, RoleLine
from intentional_connection.cases.models.board import FamilyBoard, with_board
from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.cases.models.ends import shares_income
from intentional_connection.cases.views.rows import (
    MARKS,
    all_shown,
    by_domain,
    by_phase,
    heads,
    title_of,
)
from intentional_connection.journal.models import note_read
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.roles.model import Party
from intentional_connection.roles.states import State, overloaded
from intentional_connection.web.helpers import done, go, page, posted, seen, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from intentional_connection.cases.views.rows import Shown

#: Days ahead on the first printed page.
SOON = 30


@opens(Case, Can.SHARE_ROLES)
@signed_in
def board(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everybody's lines, a filter in the address, and the one thing to do next."""
    own, lines = _opened(request, pk)
    form = TakeForm(posted(request))
    if form.is_valid():
        row = seen(request, RoleLine.objects.select_related("case__adoption"), form.pk)
        if done(form, verbs.say_part, row, own.by, **form.said()):
            messages.success(request, _("Saved: you lead this. The others see it."))
            return go("cases:board", pk=pk)
        own, lines = _opened(request, pk)
    return page(request, "cases/board/board.html", form=form, **_context(request, own, lines))


def _opened(request: HttpRequest, pk: UUID) -> tuple[FamilyBoard, list[Shown]]:
    """The board of a family whose plan the reader may see; one line of the read log."""
    by = request.by  # type: ignore[attr-defined]
    case: Case = seen(request, with_board(by), pk)
    if not case.reads_plan:  # type: ignore[attr-defined]
        raise NotAllowed
    own = FamilyBoard.of(case, by)
    note_read(case, by, Level.PLAN)
    return own, all_shown(own)


def _context(request: HttpRequest, own: FamilyBoard, lines: list[Shown]) -> dict[str, Any]:
    show = request.GET.get("show", "")
    kept = [one for one in lines if _is_shown(one, show)]
    newest = max(own.rows, key=lambda row: (row.at, row.pk), default=None)
    return {
        "case": own.case,
        "own": own,
        "can": own.can,
        "newcomers": own.newcomers,
        "heads": heads(own),
        "groups": by_phase(own, [one for one in kept if not one.is_folded]),
        "folded": [one for one in lines if one.is_folded] if show in {"", State.NOT_NEEDED} else [],
        "chips": chips(lines),
        "show": show,
        "total": sum(not one.is_folded for one in lines),
        "first_open": next((one for one in lines if one.is_open), None),
        "to_settle": sum(one.is_open for one in lines),
        "to_confirm": sum(one.waits_for_me for one in lines) if own.voice else 0,
        "overloaded": _my_load(own),
        "last_change": newest,
        "shares_income": shares_income(own.case),
        "is_off": not own.case.adoption.has("role_agreement"),
        "last_by": own.names.get(newest.by_id, "") if newest else "",
    }


def _is_shown(line: Shown, show: str) -> bool:
    if show == "open":
        return line.is_open
    return show in {"", line.state} or show not in list(State)


def chips(lines: list[Shown]) -> list[tuple[str, int, Any]]:
    """Each state that occurs, with how many lines stand so and how it is shown."""
    counts = {state: sum(one.state is state for one in lines) for state in State if state is not State.NOT_NEEDED}
    return [(state.value, count, MARKS[state]) for state, count in counts.items() if count]


def _my_load(own: FamilyBoard) -> int:
    """How many kinds of task the reader alone leads soon, where that is much: an offer to share, shown to nobody else."""
    limits = own.case.adoption.edition.limits
    found = dict(overloaded(own.board, own.today, limits.overloaded_types, limits.overloaded_within_days))
    return found.get(own.by.pk, 0)


@opens(Case, Can.SHARE_ROLES)
@signed_in
def open_board(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make the board from the catalogue."""
    by = request.by  # type: ignore[attr-defined]
    case: Case = seen(request, with_board(by), pk)
    form = OpenForm(posted(request))
    if form.is_valid() and done(form, verbs.open_board, case, by):
        messages.success(request, _("Here are the tasks that families usually have. Each side says what it does."))
        return go("cases:board", pk=pk)
    own, lines = _opened(request, pk)
    return page(request, "cases/board/board.html", form=form, **_context(request, own, lines))


@opens(Case, Can.CONFIRM_ROLES)
@signed_in
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say yes in one act to all lines that one sees, as they stand; what changed meanwhile is left out and named."""
    own, lines = _opened(request, pk)
    if own.voice is None:
        raise NotAllowed
    waiting = [one for one in lines if one.waits_for_me]
    form = ConfirmForm(posted(request), rows=[one.row for one in waiting])
    if form.is_valid():
        shown = form.shown()
        if done(form, verbs.confirm_lines, own.case, own.by, lines=list(shown)) is not None:
            _say_what_happened(request, own, shown)
            return go("cases:board", pk=pk)
    return page(
        request, "cases/board/confirm.html", case=own.case, newcomers=own.newcomers, own=own, form=form,
        groups=by_phase(own, waiting), count=len(waiting),
    )  # fmt: skip


def _say_what_happened(request: HttpRequest, own: FamilyBoard, shown: dict[UUID, str]) -> None:
    """How many lines got the yes, and which were left out because they changed meanwhile."""
    current = {row.pk for row in own.rows}
    changed = [title_of(own, key) for pk, key in shown.items() if pk not in current]
    count = len(shown) - len(changed)
    text = ngettext("You said yes to %(count)d line.", "You said yes to %(count)d lines.", count) % {"count": count}
    messages.success(request, text)
    if changed:
        text = _("These lines changed meanwhile and wait for you: %(titles)s.") % {"titles": ", ".join(changed)}
        messages.warning(request, text)


@opens(Newcomer, Can.RECORD_YES)
@signed_in
def record_yes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down the yes that an adult gave aloud or on paper, with a witness who is no sponsor."""
    newcomer: Newcomer = seen(request, Newcomer.objects.select_related("case"), pk)
    own, lines = _opened(request, newcomer.case_id)
    if not own.can.get(Can.RECORD_YES):
        raise NotAllowed
    if newcomer.age_group != AgeGroup.ADULT:
        raise Http404
    others = {one.pk for one in own.newcomers if one.age_group == AgeGroup.ADULT} - {newcomer.pk}
    waiting = [one for one in lines if _lacks_yes_of(one, newcomer, others)]
    form = RecordYesForm(posted(request), rows=[one.row for one in waiting])
    if form.is_valid():
        said = {"method": form.cleaned_data["method"], "witness": form.cleaned_data["witness"], "lines": list(form.shown())}
        if done(form, verbs.record_yes, newcomer, own.by, **said) is not None:
            _say_what_happened(request, own, form.shown())
            return go("cases:board", pk=newcomer.case_id)
    return page(
        request, "cases/board/record_yes.html", case=own.case, newcomers=own.newcomers, own=own, newcomer=newcomer,
        form=form, groups=by_phase(own, waiting), count=len(waiting),
    )  # fmt: skip


def _lacks_yes_of(line: Shown, adult: Newcomer, others: set[UUID]) -> bool:
    """Whether this adult could say yes here: to what is settled, and not to what is another adult's."""
    said = (Party.NEWCOMER, adult.pk) in line.yeses
    return not said and not line.is_open and line.row.newcomer_id not in others


@opens(Case, Can.SHARE_ROLES)
@signed_in
def add_task(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A task that the catalogue does not have."""
    own, _lines = _opened(request, pk)
    if not own.can.get(Can.SHARE_ROLES):
        raise NotAllowed
    form = AddTaskForm(posted(request), people=own.newcomers)
    if form.is_valid() and done(form, verbs.add_task, own.case, own.by, **form.said()):
        messages.success(request, _("Saved. The task stands on the board; nobody leads it yet."))
        return go("cases:board", pk=pk)
    return page(request, "cases/board/add.html", case=own.case, newcomers=own.newcomers, form=form)


@opens(Case, Can.WRITE_DOWN_ROLES)
@signed_in
def write_down(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write the board down as its next version."""
    own, lines = _opened(request, pk)
    if not own.can.get(Can.WRITE_DOWN_ROLES):
        raise NotAllowed
    form = WriteDownForm(posted(request))
    if form.is_valid() and done(form, verbs.write_down, own.case, own.by):
        messages.success(request, _("Written down. This version stays as it is; later changes begin a new one."))
        return go("cases:versions", pk=pk)
    agreed = sum(one.state in {State.AGREED, State.NOT_NEEDED} for one in lines)
    return page(
        request, "cases/board/write_down.html", case=own.case, newcomers=own.newcomers, form=form, agreed=agreed,
        total=len(lines), number=(own.case.last_version or 0) + 1,  # type: ignore[attr-defined]
    )  # fmt: skip


@opens(Case)
@signed_in
def board_print(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Two pages: what comes in the first thirty days with what is open, and the year by what it is about."""
    own, lines = _opened(request, pk)
    kept = [one for one in lines if not one.is_folded and not one.row.secret]
    start = min(own.days.arrivals.values(), default=own.days.expected) or clock.today()
    soon = [one for one in kept if one.when.on is not None and one.when.on <= start + timedelta(days=SOON)]
    later = [one for one in kept if one not in soon]
    return page(
        request, "cases/board/print.html", case=own.case, own=own, newcomers=own.newcomers, heads=heads(own),
        soon=by_phase(own, soon), later=by_domain(own, later), today=own.today,
        gaps=[one for one in later if one.is_open],
    )  # fmt: skip
