"""How a line of the board is shown: its words, its people, its day, who does what, how it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Seat
from intentional_connection.cases.models.board import place_of
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.cases.models.rules import together
from intentional_connection.roles.leading import OBLIGATION, decides, who_may_lead, who_sets_not_needed
from intentional_connection.roles.model import Cell, Part, Party
from intentional_connection.roles.states import Flag, State
from intentional_connection.roles.tasks import proposed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from django.utils.functional import Promise

    from intentional_connection.cases.models import RoleLine
    from intentional_connection.cases.models.board import FamilyBoard, Where
    from intentional_connection.practice.catalogue import TaskType
    from intentional_connection.roles.model import Due, Line, Yes
    from intentional_connection.roles.model import Task as PureTask
    from intentional_connection.roles.states import Look

#: The columns of the board; the family's is the first.
COLUMNS = (Voice.NEWCOMER, Voice.SPONSOR, Voice.WORKER, Voice.SAH)
#: States in which there is something to settle.
OPEN = (State.NOBODY_LEADS, State.TWO_LEADS, State.ORPHANED)


@dataclass(frozen=True, slots=True)
class Mark:
    """How a state is shown: the tag's and the row's class, an icon, a word."""

    tag: str
    row: str
    icon: str
    word: Promise


MARKS: dict[State, Mark] = {
    # Translators: state of a line of the board
    State.NOBODY_LEADS: Mark("gap", "is-gap", "q", gettext_lazy("Nobody leads yet")),
    # Translators: state of a line of the board: two parties said that they lead
    State.TWO_LEADS: Mark("dup", "is-dup", "two", gettext_lazy("Two leads")),
    # Translators: state of a line of the board: whoever led is not there any more
    State.ORPHANED: Mark("gap", "is-gap", "q", gettext_lazy("Needs a new person")),
    # Translators: state of a line of the board: a yes is missing
    State.WAITING: Mark("", "", "wait", pgettext_lazy("line", "Waiting")),
    State.FAMILY_NOT_ASKED: Mark("", "", "people", gettext_lazy("Family not asked yet")),
    # Translators: state of a line of the board
    State.AGREED: Mark("ok", "", "check", gettext_lazy("Agreed by all")),
    # Translators: state of a line of the board
    State.NOT_NEEDED: Mark("plain", "", "check", pgettext_lazy("line", "Not needed")),
}
FLAGS: dict[Flag, Promise] = {
    Flag.HELPER_WITHOUT_LEAD: gettext_lazy("Somebody helps already. A lead is missing."),
    Flag.PREREQUISITE_OPEN: gettext_lazy("Something that comes first is due later than this."),
    Flag.DATE_IMPOSSIBLE: gettext_lazy("This day does not fit with the days around it. Look at it together."),
    Flag.INTERPRETER_MISSING: gettext_lazy("An interpreter would help here: the languages differ."),
    Flag.UNDERTAKING_LEAD: gettext_lazy("A duty of the sponsors: they stay answerable."),
    Flag.FUNDED_SERVICE_NOTICE: gettext_lazy("The agency is funded for this."),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One party's part in a line, as a word, with whom it named."""

    party: str
    label: str
    word: str = ""
    strong: bool = False
    name: str = ""
    note: str = ""
    decides: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """The day of a line: the earliest of its open tasks; `last` is a government's last day."""

    on: date | None = None
    asap: bool = False
    suggested: bool = False
    last: date | None = None

    @property
    def short(self) -> str:
        """The day in few signs: 5 Dec 2026, 5 déc. 2026."""
        return short_day(self.on)

    @property
    def shortest(self) -> str:
        """The day without its year, for paper."""
        return short_day(self.on).rpartition(" ")[0]

    @property
    def short_last(self) -> str:
        """A government's last day in few signs."""
        return short_day(self.last)


def short_day(day: date | None) -> str:
    """A day in few signs, in the reader's language; nothing for none."""
    if day is None:
        return ""
    return formats.date_format(day, "j N Y").lower() if language_of_page() == "fr" else formats.date_format(day, "j M Y")


@dataclass(frozen=True)
class Shown:
    """A line as the page needs it."""

    row: RoleLine
    title: str
    phase: str
    domain: str
    look: Look
    mark: Mark
    chips: list[Chip]
    when: When
    names: list[str] = field(default_factory=list)
    flags: list[Promise] = field(default_factory=list)
    waits: str = ""
    reason: str = ""
    done: int = 0
    of: int = 0
    lock: bool = False
    ours: bool = False
    settled: bool = False
    may_take: bool = False
    my_yes: bool = False
    questions: int = 0
    yeses: frozenset[Yes] = frozenset()

    @property
    def state(self) -> State:
        """How the line stands."""
        return self.look.state

    @property
    def is_open(self) -> bool:
        """Whether there is something to settle: a gap, two leads, a question."""
        return self.state in OPEN or bool(self.questions)

    @property
    def is_folded(self) -> bool:
        """Set aside by all whose word it is: shown folded."""
        return self.state is State.NOT_NEEDED and self.settled

    @property
    def waits_for_me(self) -> bool:
        """Whether the reader's own yes is missing on a line that can be confirmed as it stands."""
        return not self.my_yes and self.state not in OPEN


def language_of_page() -> str:
    """The page's language, for the edition's texts."""
    return (get_language() or "en").split("-")[0]


def all_shown(board: FamilyBoard) -> list[Shown]:
    """Every line that the reader may see, in the order of its day."""
    copies: dict[str, list[PureTask]] = {}
    for task in board.pure_tasks.values():
        copies.setdefault(task.key, []).append(task)
    split = {place_of(row) for row in board.rows if row.newcomer_id}
    shown = [shown_line(board, row, _tasks_of(row, copies, split)) for row in board.rows]
    return sorted(shown, key=lambda one: (one.when.on is None, one.when.on or board.today, one.row.key))


def _tasks_of(row: RoleLine, copies: dict[str, list[PureTask]], split: set[Where]) -> list[PureTask]:
    tasks = copies.get(row.key, [])
    if row.newcomer_id:
        return [task for task in tasks if task.person == row.newcomer_id]
    return [task for task in tasks if (task.key, task.person) not in split]


def shown_line(board: FamilyBoard, row: RoleLine, tasks: list[PureTask]) -> Shown:
    """One line, ready to be shown."""
    line, look, task_type = board.lines[place_of(row)], board.looks[place_of(row)], board.types.get(row.key)
    holding = [task for task in tasks if task.holds]
    return Shown(
        row=row,
        title=title_of(board, row.key, row.newcomer_id),
        phase=task_type.phase if task_type else "",
        domain=task_type.domain if task_type else "",
        look=look,
        mark=MARKS[look.state],
        chips=_chips(board, row, line, task_type),
        when=_when(holding, task_type),
        names=[board.names[task.person] for task in holding if task.person in board.names],
        flags=[FLAGS[flag] for flag in Flag if flag in look.flags],
        waits=_waits(look),
        reason=_reason(board, row),
        done=sum(task.done for task in holding),
        of=len(holding),
        lock=task_type is not None and task_type.kind == OBLIGATION,
        ours=task_type is None,
        settled=_is_settled(board, line, task_type),
        may_take=_may_take(board, task_type),
        my_yes=_my_yes(board, line),
        questions=line.questions,
        yeses=line.confirmed,
    )


def title_of(board: FamilyBoard, key: str, person: UUID | None = None) -> str:
    """The task's words in the reader's language; of an own task what people wrote."""
    task_type = board.types.get(key)
    if task_type is not None:
        return task_type.title.in_(language_of_page())
    own = next((row.label for row in board.tasks if row.code == key and row.newcomer_id == person), "")
    # Translators: stands for a task whose text the reader may not read
    return own or _("An own task")


def _when(tasks: list[PureTask], task_type: TaskType | None) -> When:
    waiting = [task.due for task in tasks if not task.done]
    last = min((due.hard_limit for due in waiting if due.hard_limit), default=None)
    known = [due for due in waiting if due.on is not None]
    if not known:
        return When(last=last)
    first: Due = min(known, key=lambda due: (due.on is None, due.on))
    return When(first.on, first.is_past_due_by_late_notice, task_type is not None and not first.is_official, last)


def _chips(board: FamilyBoard, row: RoleLine, line: Line, task_type: TaskType | None) -> list[Chip]:
    catalogue = _proposals(board, task_type)
    return [_chip(board, row, line, voice, task_type, catalogue) for voice in columns(board)]


def columns(board: FamilyBoard) -> list[Voice]:
    """The columns; the SAH's is absent without one."""
    return [voice for voice in COLUMNS if voice != Voice.SAH or board.has_sah]


def _proposals(board: FamilyBoard, task_type: TaskType | None) -> set[Cell]:
    return set(proposed(task_type, has_sah=board.has_sah)) if task_type else set()


def _chip(
    board: FamilyBoard, row: RoleLine, line: Line, voice: Voice, task_type: TaskType | None, catalogue: set[Cell]
) -> Chip:
    party = Party(voice.value)
    cell = next((cell for cell in line.cells if cell.party is party), None)
    family_decides = party is Party.NEWCOMER and task_type is not None and decides(task_type) is Party.NEWCOMER
    label = column_word(voice)
    if cell is None or (family_decides and cell.part is not Part.LEAD):
        return Chip(voice.value, label, _decides(), strong=True, decides=True) if family_decides else Chip(voice.value, label)
    said = (place_of(row), party) in board.spoken
    note = "" if said or cell.part is not Part.LEAD else _note(cell, catalogue)
    return Chip(voice.value, label, _word(cell.part), cell.part is Part.LEAD, _named(board, cell), note)


def _decides() -> str:
    # Translators: the family's part in a task: it decides
    return _("Decides")


def _word(part: Part) -> str:
    # Translators: chip on the board: this party leads the task
    leads = _("Leads")
    # Translators: chip on the board: this party helps with the task
    helps = _("Helps")
    # Translators: chip on the board: this party is kept informed
    told = _("Is told")
    return {Part.LEAD: leads, Part.HELP: helps, Part.INFORMED: told}[part]


def _note(cell: Cell, catalogue: set[Cell]) -> str:
    if Cell(cell.party, cell.part) in catalogue:
        # Translators: beside a day or a lead that nobody has agreed to yet
        return pgettext("line", "suggested")
    # Translators: beside a lead: somebody asked this party, which has not answered
    return pgettext("line", "asked")


def _named(board: FamilyBoard, cell: Cell) -> str:
    if cell.person is None:
        return ""
    # Translators: stands for the name of a sponsor that the reader may not read
    return board.names.get(cell.person) or _("somebody of their side")


def _waits(look: Look) -> str:
    parties = frozenset(party for party, _person in look.missing)
    return together(parties) if parties and look.state in {State.WAITING, State.NOT_NEEDED} else ""


def _reason(board: FamilyBoard, row: RoleLine) -> str:
    edition = board.case.adoption.edition
    known = row.not_needed in edition.reasons_of("not_needed")
    return edition.reason(row.not_needed).in_(language_of_page()) if known else ""


def _is_settled(board: FamilyBoard, line: Line, task_type: TaskType | None) -> bool:
    """Whether a line that was set aside was so by all whose word it is."""
    if not line.not_needed or line.not_needed == "agency_began":
        return True
    lead = next((cell.party for cell in line.cells if cell.part is Part.LEAD), None)
    kind = task_type.kind if task_type else "good_practice"
    said = {party for party, _person in line.confirmed}
    return who_sets_not_needed(kind, lead, has_sah=board.has_sah) <= said


def _may_take(board: FamilyBoard, task_type: TaskType | None) -> bool:
    if board.voice is None:
        return False
    kind = task_type.kind if task_type else "good_practice"
    return who_may_lead(kind, Party(board.voice.value), has_sah=board.has_sah).answer == "yes"


def _my_yes(board: FamilyBoard, line: Line) -> bool:
    if board.voice is None:
        return True
    return (Party(board.voice.value), board.adult if board.voice == Voice.NEWCOMER else None) in line.confirmed


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column: who it is and under which names."""

    voice: str
    word: str
    who: str


def heads(board: FamilyBoard) -> list[Column]:
    """The heads of the columns, the family's first."""
    return [Column(voice.value, column_word(voice), _who(board, voice)) for voice in columns(board)]


def column_word(voice: Voice) -> str:
    """The head of a party's column."""
    return str(voice.label)


def _who(board: FamilyBoard, voice: Voice) -> str:
    if voice == Voice.NEWCOMER:
        return ", ".join(one.name for one in board.newcomers)
    seat = {Voice.SPONSOR: Seat.SPONSOR_REP, Voice.WORKER: Seat.WORKER, Voice.SAH: Seat.SAH_STAFF}[voice]
    rows = [row for row in board.circle if row.seat == seat]
    people = [board.names.get(row.account_id or row.contact_id, "") for row in rows]  # type: ignore[arg-type]
    places = [row.organization.name for row in rows if row.organization]
    return " · ".join(dict.fromkeys(filter(None, [*people, *places])))


@dataclass(frozen=True, slots=True)
class Group:
    """A phase, or a domain, with its lines."""

    key: str
    name: str
    lines: list[Shown]


def by_phase(board: FamilyBoard, lines: Iterable[Shown]) -> list[Group]:
    """Lines under their phases; the people's own tasks come last."""
    phases = {key: text.in_(language_of_page()) for key, text in board.case.adoption.edition.phases.items()}
    return _grouped({**phases, "": _("Our own tasks")}, lines, lambda one: one.phase)


def by_domain(board: FamilyBoard, lines: Iterable[Shown]) -> list[Group]:
    """Lines under what they are about."""
    domains = {key: text.in_(language_of_page()) for key, text in board.case.adoption.edition.domains.items()}
    return _grouped({**domains, "": _("Our own tasks")}, lines, lambda one: one.domain)


def _grouped(names: dict[str, str], lines: Iterable[Shown], key: object) -> list[Group]:
    held: dict[str, list[Shown]] = {name: [] for name in names}
    for one in lines:
        held[key(one)].append(one)  # type: ignore[operator]
    return [Group(name, names[name], found) for name, found in held.items() if found]
