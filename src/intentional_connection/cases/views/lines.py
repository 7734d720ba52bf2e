"""One line of the board: what each party says, its past in sentences, and everything one can say about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.board import (
    AgainForm,
    AnswerForm,
    AskPartyForm,
    NotNeededForm,
    PartForm,
    QuestionForm,
    SplitForm,
    TakeBackForm,
    YesForm,
)
from intentional_connection.cases.models import Question, RoleLine
from intentional_connection.cases.models.board import FamilyBoard, cells_of_row, place_of, with_board
from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.cases.models.narrowing import hidden_from
from intentional_connection.cases.models.rules import WHY
from intentional_connection.cases.views.changes import history
from intentional_connection.cases.views.rows import all_shown, column_word, columns
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.roles.leading import Answer, who_may_lead, who_sets_not_needed
from intentional_connection.roles.model import Part, Party
from intentional_connection.web.helpers import done, go, page, posted, seen, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from intentional_connection.cases.forms.board import LineForm
    from intentional_connection.cases.models import Case
    from intentional_connection.cases.views.rows import Shown
    from intentional_connection.roles.leading import MayLead

#: What each form of the page asks for; a yes stands on the family, the others on the line.
ACTS: dict[str, Callable[..., Any]] = {
    "part": verbs.say_part,
    "ask": verbs.ask_party,
    "not_needed": verbs.set_not_needed,
    "again": verbs.need_again,
    "split": verbs.split_line,
    "yes": verbs.confirm_lines,
    "take_back": verbs.take_back_yes,
    "question": verbs.ask_about,
}


@dataclass(frozen=True)
class Opened:
    """A line with the board around it."""

    own: FamilyBoard
    row: RoleLine
    shown: Shown

    @property
    def kind(self) -> str:
        """The kind by which the matrix says who may lead."""
        task_type = self.own.types.get(self.row.key)
        return task_type.kind if task_type else "good_practice"

    def may_lead(self, voice: Voice) -> MayLead:
        """Whether this party may lead here, and what is said beside it."""
        return who_may_lead(self.kind, Party(voice.value), has_sah=self.own.has_sah)


@opens(RoleLine, Can.SHARE_ROLES, Can.CONFIRM_ROLES)
@signed_in
def line(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One line: say the own part, ask another, yes, question, set aside, split; and how it came to stand so."""
    opened = _opened(request, pk)
    form = None
    act = request.POST.get("act", "")
    if request.method == "POST" and act in ACTS:
        form = _forms(opened, request.POST).get(act)
        if form is None:
            raise NotAllowed
        place = opened.own.case if act == "yes" else opened.row
        if form.is_valid() and done(form, ACTS[act], place, opened.own.by, **form.said()) is not None:
            messages.success(request, _("Saved. The others see it."))
            return go("cases:line", pk=pk)
        opened = _opened(request, pk)
        form.show_anew(opened.row.digest)
    return page(request, "cases/board/line.html", form=form, **_context(opened, act, form))


def _opened(request: HttpRequest, pk: UUID) -> Opened:
    """The line as it stands now, whichever of its rows the address names."""
    by = request.by  # type: ignore[attr-defined]
    asked = seen(request, RoleLine, pk)
    case: Case = seen(request, with_board(by), asked.case_id)
    own = FamilyBoard.of(case, by, key=asked.key)
    here = place_of(asked)
    shown = next((one for one in all_shown(own) if place_of(one.row) == here), None)
    if shown is None:  # what stands there now is not this reader's to see
        raise Http404
    return Opened(own, shown.row, shown)


def _context(opened: Opened, act: str, form: LineForm | None) -> dict[str, Any]:
    own, row = opened.own, opened.row
    forms = _forms(opened, None)
    if form is not None:
        forms[act] = form
    rows = [one for one in own.history if place_of(one) == place_of(row)]
    return {
        "case": own.case,
        "hidden_from": hidden_from(row, own.by) if own.seats & {Seat.WORKER, Seat.NEWCOMER} else [],
        "newcomers": own.newcomers,
        "own": own,
        "can": own.can,
        "one": opened.shown,
        "forms": forms,
        "parties": _parties(opened),
        "tasks": _tasks(own, row),
        "questions": [one for one in own.questions if place_of(one.line) == place_of(row)],
        "history": history(own, rows),
        "setters": own.voice is not None and Party(own.voice.value) in _setters(opened),
    }


@dataclass(frozen=True, slots=True)
class PartyShown:
    """One party on the line's page: its part, its yes, and what is said about it as a lead."""

    voice: str
    label: str
    word: str
    name: str
    note: str
    yes: list[str]
    why: str


def _parties(opened: Opened) -> list[PartyShown]:
    return [
        PartyShown(
            chip.party, chip.label, chip.word, chip.name, chip.note, _yes_of(opened, chip.party), _why(opened, chip.party)
        )
        for chip in opened.shown.chips
    ]


def _why(opened: Opened, voice: str) -> str:
    may = opened.may_lead(Voice(voice))
    return str(WHY[may.code]) if may.code and may.code != "not_in_circle" else ""


def _yes_of(opened: Opened, voice: str) -> list[str]:
    """Who said yes for the party, and how: a yes said aloud or on paper names its witness."""
    own = [one for one in opened.own.yeses if one.line_id == opened.row.pk and one.party == voice]
    names = opened.own.names
    said = []
    for one in own:
        who = names.get(one.newcomer_id or one.by_id, column_word(Voice(voice)))
        if one.witness:
            text = _("%(name)s, %(method)s, witness: %(witness)s")
            said.append(text % {"name": who, "method": one.get_method_display(), "witness": one.witness})
        else:
            said.append(who)
    return said


def _tasks(own: FamilyBoard, row: RoleLine) -> list[tuple[Any, Any, str]]:
    """The tasks of the line: each with its day and whose it is."""
    split = {one.newcomer_id for one in own.rows if one.key == row.key and one.newcomer_id}
    mine = [
        task
        for task in own.tasks
        if task.code == row.key
        and (task.newcomer_id == row.newcomer_id if row.newcomer_id else task.newcomer_id not in split)
    ]
    return [(task, own.pure_tasks[task.code, task.newcomer_id], own.names.get(task.newcomer_id, "")) for task in mine]


def _setters(opened: Opened) -> frozenset[Party]:
    cells = cells_of_row(opened.row)
    lead = next((cell.party for cell in cells if cell.part is Part.LEAD), None)
    return who_sets_not_needed(opened.kind, lead, has_sah=opened.own.has_sah)


def _forms(opened: Opened, data: Any) -> dict[str, LineForm]:
    """The forms of whoever speaks for a party; those who only look on get none."""
    own, row = opened.own, opened.row
    if own.voice is None or not own.can.get(Can.SHARE_ROLES):
        return {}
    forms: dict[str, LineForm] = {"question": QuestionForm(data, row=row)}
    if row.not_needed:
        if Party(own.voice.value) in _setters(opened) | {Party.NEWCOMER}:
            forms["again"] = AgainForm(data, row=row)
    else:
        forms |= _sharing(opened, data)
    forms |= {"take_back": TakeBackForm(data, row=row)} if opened.shown.my_yes else {"yes": YesForm(data, row=row)}
    return forms


def _sharing(opened: Opened, data: Any) -> dict[str, LineForm]:
    own, row, edition = opened.own, opened.row, opened.own.case.adoption.edition
    forms: dict[str, LineForm] = {"part": _part_form(opened, data)}
    others = [voice for voice in columns(own) if voice != own.voice and opened.may_lead(voice).answer is Answer.YES]
    if others:
        forms["ask"] = AskPartyForm(data, row=row, parties=[(voice.value, column_word(voice)) for voice in others])
    if own.voice is not None and Party(own.voice.value) in _setters(opened):
        forms["not_needed"] = NotNeededForm(data, row=row, edition=edition)
    people = _to_split(own, row)
    if people:
        forms["split"] = SplitForm(data, row=row, people=people)
    return forms


def _to_split(own: FamilyBoard, row: RoleLine) -> list[Any]:
    """People who could have an own line: where several share one."""
    if row.newcomer_id or row.secret:
        return []
    whose = {task.newcomer_id for task, _pure, _name in _tasks(own, row) if task.ceased_at is None}
    found = [one for one in own.newcomers if one.pk in whose]
    mine = [one for one in found if own.adult in (None, one.pk) or one.age_group != AgeGroup.ADULT]
    return mine if len(found) > 1 else []


def _part_form(opened: Opened, data: Any) -> PartForm:
    own, voice = opened.own, opened.own.voice
    cell = next((one for one in cells_of_row(opened.row) if one.party.value == voice), None)
    now = {"part": cell.part.value if cell else "", "person": str(cell.person or "") if cell else ""}
    return PartForm(
        data,
        row=opened.row,
        now=now,
        people=_own_people(own),
        edition=own.case.adoption.edition,
        lead=opened.may_lead(voice).answer.value if voice else "no",
    )


def _own_people(own: FamilyBoard) -> list[tuple[str, str]]:
    """Whom the reader's party can name, by the names that the reader may read."""
    if own.voice == Voice.NEWCOMER:
        ids = [one.pk for one in own.newcomers if one.age_group == AgeGroup.ADULT]
    elif own.voice == Voice.WORKER:
        ids = [row.account_id for row in own.circle if row.seat == Seat.WORKER and row.account_id]
    else:
        of_sah = own.voice == Voice.SAH
        ids = [account for seat, _contact, account in own.holders if (seat == Seat.SAH_STAFF) is of_sah]
    return [(str(pk), own.names[pk]) for pk in dict.fromkeys(ids) if pk in own.names]


@opens(Question, Can.SHARE_ROLES)
@signed_in
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer a question about a line."""
    question: Question = seen(request, Question.objects.select_related("line", "case__adoption"), pk)
    form = AnswerForm(posted(request))
    if form.is_valid() and done(form, verbs.answer_question, question, request.by, **form.cleaned_data):  # type: ignore[attr-defined]
        messages.success(request, _("Saved. Whoever asked is told."))
        return go("cases:line", pk=question.line_id)
    opened = _opened(request, question.line_id)
    if not opened.own.can.get(Can.SHARE_ROLES):
        raise NotAllowed
    return page(
        request, "cases/board/answer.html", case=opened.own.case, newcomers=opened.own.newcomers, one=opened.shown,
        question=question, form=form,
    )  # fmt: skip
