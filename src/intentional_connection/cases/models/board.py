"""Everything of one family's board in a fixed number of questions, turned into the shapes of the pure room `roles`.

Nothing is stored of how a line stands: it is computed here on each reading, from the rows that the reader may see.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from django.db import connection
from django.db.models import DateField, DateTimeField, Exists, IntegerField, OuterRef, Q, Subquery

from intentional_connection.access.models import Reach
from intentional_connection.access.seats import GRANTS, Level, Seat
from intentional_connection.cases.models.arrival import Arrival, TravelNotice
from intentional_connection.cases.models.case import AgeGroup, Case
from intentional_connection.cases.models.designation import Designation
from intentional_connection.cases.models.gathering import VOICE_OF
from intentional_connection.cases.models.roles import Confirmation, Question, RoleAgreement, RoleLine
from intentional_connection.cases.models.tasks import Task, TaskDone
from intentional_connection.kernel import clock
from intentional_connection.people.models import Profile
from intentional_connection.roles.days import due
from intentional_connection.roles.model import (
    Board,
    Cell,
    Circle,
    Days,
    Due,
    Family,
    Human,
    Line,
    Part,
    Party,
    Person,
)
from intentional_connection.roles.model import Task as PureTask
from intentional_connection.roles.states import Look, look

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from intentional_connection.cases.models.circle import CircleMember
    from intentional_connection.cases.models.meeting import Voice
    from intentional_connection.people.models import Account
    from intentional_connection.practice.catalogue import TaskType
    from intentional_connection.roles.model import Id

    Where = tuple[str, UUID | None]

ASSESSMENT = "T048"
#: Seats through which an organization's people belong; each holder can be named.
_HELD = (Seat.SPONSOR_REP, Seat.SPONSOR_MEMBER, Seat.SAH_STAFF)
_HOLDERS = """
(SELECT m.seat::text, m.contact_id, h.account_id FROM cases_circlemember m
 CROSS JOIN LATERAL seat_holders(m.organization_id, ARRAY[m.seat::text]) AS h(account_id)
 WHERE m.case_id = %s AND m.account_id IS NULL AND m.seat = ANY (%s)
   AND m.since <= ic_now() AND (m.until IS NULL OR m.until > ic_now())
 ORDER BY m.id)
UNION ALL SELECT 'away', NULL, away_uncovered(%s, %s)
"""


def with_board(by: Account) -> Any:
    """Families with what the board's page needs of them: the last version, and whether `by` reads the plan at all."""
    last = RoleAgreement.objects.filter(case=OuterRef("pk")).order_by("-version")
    plan = Reach.objects.of(by.principals()).reading(Level.PLAN).filter(scope=OuterRef("pk"))
    return Case.objects.select_related("adoption", "opened_in").annotate(
        reads_plan=Exists(plan),
        last_version=Subquery(last.values("version")[:1], output_field=IntegerField()),
        written_at=Subquery(last.values("at")[:1], output_field=DateTimeField()),
    )


@dataclass
class FamilyBoard:
    """One family's board as one reader may see it today."""

    case: Case
    by: Account
    today: date
    circle: list[CircleMember] = field(default_factory=list)
    newcomers: list[Any] = field(default_factory=list)
    tasks: list[Any] = field(default_factory=list)
    rows: list[RoleLine] = field(default_factory=list)
    history: list[RoleLine] = field(default_factory=list)
    yeses: list[Confirmation] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    holders: list[tuple[str, UUID | None, UUID]] = field(default_factory=list)
    away: frozenset[UUID] = frozenset()
    contact: Designation | None = None
    names: dict[Any, str] = field(default_factory=dict)

    @classmethod
    def of(cls, case: Case, by: Account, *, key: str = "") -> Self:
        """Ask the database: ten questions for any number of tasks and people; with the whole past of one `key`."""
        own = cls(case, by, clock.today())
        own.circle = list(case.circle.standing().visible_to(by).select_related("organization"))
        own.newcomers = list(_with_days(case.newcomers.visible_to(by).in_order()))
        own.tasks = list(_with_ticks(Task.objects.visible_to(by).filter(case=case).order_by("code", "newcomer_id")))
        own.history = list(_rows(case, by, key).prefetch_related("roles"))
        own.rows = [row for row in own.history if row.is_current]
        own.yeses = list(_said_yes(case, by))
        own.questions = list(_asked(case, by, key))
        own.holders, own.away = _holders(case)
        contacts = Designation.objects.visible_to(by).standing().primary().filter(case=case)
        own.contact = contacts.select_related("language_plan").first()
        own.names = _names(own)
        return own

    @classmethod
    def dated(cls, case: Case, by: Account) -> Self:
        """The tasks with their days and nothing else: two questions."""
        own = cls(case, by, clock.today())
        own.newcomers = list(_with_days(case.newcomers.visible_to(by).in_order()))
        own.tasks = list(_with_ticks(Task.objects.visible_to(by).filter(case=case)))
        return own

    @classmethod
    def past(cls, case: Case, by: Account) -> Self:
        """The lines of all versions with their words and names, and nothing of how they stand."""
        own = cls(case, by, clock.today())
        own.newcomers = list(case.newcomers.visible_to(by).in_order())
        own.tasks = list(Task.objects.visible_to(by).filter(case=case))
        own.history = list(RoleLine.objects.visible_to(by).of_case(case.pk))
        own.names = _names(own)
        return own

    # --- who reads, and for whom ---------------------------------------------------------

    @cached_property
    def seats(self) -> set[Seat]:
        """The reader's seats around this family, from the circle already read."""
        mine = set(self.by.seats)
        return {
            Seat(row.seat)
            for row in self.circle
            if row.account_id == self.by.pk or (row.account_id is None and (row.organization_id, row.seat) in mine)
        }

    @cached_property
    def can(self) -> dict[str, bool]:
        """Which acts the reader may do here."""
        return {str(can): True for can, granted in GRANTS.items() if granted & self.seats}

    @cached_property
    def voice(self) -> Voice | None:
        """For whom the reader speaks; None for those who only look on."""
        return next((voice for seat, voice in VOICE_OF.items() if seat in self.seats and seat != Seat.SPONSOR_MEMBER), None)

    @cached_property
    def adult(self) -> UUID | None:
        """Which adult of the family the reader is."""
        mine = (row.newcomer_id for row in self.circle if row.account_id == self.by.pk and row.newcomer_id)
        return next(mine, None)

    @cached_property
    def types(self) -> dict[str, TaskType]:
        """The catalogue of the family's path."""
        return {one.code: one for one in self.case.adoption.edition.tasks}

    @cached_property
    def has_sah(self) -> bool:
        """Whether there is a column for the SAH."""
        return any(row.seat == Seat.SAH_STAFF for row in self.circle)

    # --- the engine's shapes -------------------------------------------------------------

    @cached_property
    def days(self) -> Days:
        """The days that due dates are counted from. The referral's day is the one on which the family's path began."""
        expected: dict[Id, date] = {one.pk: one.lands_on for one in self.newcomers if one.lands_on}
        received = [one.received_on for one in self.newcomers if one.received_on]
        done = {row.newcomer_id: row.done_on for row in self.tasks if row.code == ASSESSMENT and row.done_on}
        return Days(
            referral=self.case.opened_at.astimezone(clock.ONTARIO).date(),
            notice=min(received, default=None),
            arrivals={one.pk: one.landed_on for one in self.newcomers if one.landed_on},
            expected=min(expected.values(), default=self.case.expected_month),
            events=self._events(),
            expected_of=expected,
            assessed={pk: day for pk, day in done.items() if pk is not None},
        )

    def _events(self) -> dict[str, date]:
        """The day of each event: its tasks were made when it was recorded."""
        found: dict[str, date] = {}
        for row in self.tasks:
            task_type = self.types.get(row.code)
            if task_type is not None and task_type.anchor == "event":
                day = row.at.astimezone(clock.ONTARIO).date()
                found[task_type.applies_if] = min(day, found.get(task_type.applies_if, day))
        return found

    @cached_property
    def family(self) -> Family:
        """The family as the engine knows it; the languages are those it speaks."""
        humans = tuple(Human(one.pk, one.name, one.age_group == AgeGroup.ADULT) for one in self.newcomers)
        plan = getattr(self.contact, "language_plan", None) is not None
        languages = frozenset(self.case.languages)
        return Family(humans, has_sah=self.has_sah, languages=languages, interpreter_plan=plan, days=self.days)

    @cached_property
    def required_adults(self) -> frozenset[UUID]:
        """Adults who are asked: those with an own key, and all of them once somebody has landed."""
        adults = {one.pk for one in self.newcomers if one.age_group == AgeGroup.ADULT}
        with_key = {row.newcomer_id for row in self.circle if row.seat == Seat.NEWCOMER}
        return frozenset(adults if self.days.arrivals else adults & with_key)

    @cached_property
    def around(self) -> Circle:
        """The people who can be named, and who stands in for a party that named nobody."""
        seats = {row.seat for row in self.circle}
        required = {Party.SPONSOR: Seat.SPONSOR_REP, Party.WORKER: Seat.WORKER, Party.SAH: Seat.SAH_STAFF}
        return Circle(
            frozenset(party for party, seat in required.items() if seat in seats),
            self.required_adults,
            tuple(self._people()),
            {party: self._stand_in(party) for party in (Party.SPONSOR, Party.WORKER, Party.SAH)},
        )

    def _people(self) -> Iterable[Person]:
        spoken = frozenset(self.contact.languages) if self.contact else frozenset()
        for row in self.circle:
            if row.seat == Seat.WORKER and row.account_id:
                yield Person(row.account_id, Party.WORKER, spoken, here=row.account_id not in self.away)
        for seat, _contact, account in self.holders:
            sponsor = seat != Seat.SAH_STAFF
            yield Person(account, Party.SPONSOR if sponsor else Party.SAH, is_volunteer=sponsor)

    def _stand_in(self, party: Party) -> UUID | None:
        if party is Party.WORKER:
            return next((row.account_id for row in self.circle if row.seat == Seat.WORKER and row.account_id), None)
        wanted = Seat.SPONSOR_REP if party is Party.SPONSOR else Seat.SAH_STAFF
        held = [(contact, account) for seat, contact, account in self.holders if seat == wanted]
        named = next((contact for contact, account in held if contact == account), None)
        return named or next((account for _contact, account in held), None)

    @cached_property
    def pure_tasks(self) -> dict[Where, PureTask]:
        """Each task with its day."""
        return {(row.code, row.newcomer_id): self._pure(row) for row in self.tasks}

    def _pure(self, row: Any) -> PureTask:
        task_type = self.types.get(row.code)
        day = due(task_type, self.days, row.newcomer_id, self.today, entered=row.due_on) if task_type else Due(row.due_on)
        return PureTask(row.code, row.newcomer_id, day, done=row.done_on is not None, holds=row.ceased_at is None)

    @cached_property
    def lines(self) -> dict[Where, Line]:
        """Each line with its cells, yeses and open questions, by its place."""
        yes: defaultdict[UUID, set[Any]] = defaultdict(set)
        for one in self.yeses:
            yes[one.line_id].add((Party(one.party), one.newcomer_id))
        asked: defaultdict[Where, int] = defaultdict(int)
        for question in (one for one in self.questions if one.answered_at is None):
            asked[question.line.key, question.line.newcomer_id] += 1
        return {place_of(row): _line(row, yes[row.pk], asked[place_of(row)]) for row in self.rows}

    @cached_property
    def board(self) -> Board:
        """All of it, as the engine takes it."""
        return Board(
            self.types, self.family, self.around, tuple(self.lines.values()), tuple(self.pure_tasks.values()), self.today
        )

    @cached_property
    def looks(self) -> dict[Where, Look]:
        """How each line stands."""
        return look(self.board)  # type: ignore[return-value]

    @cached_property
    def spoken(self) -> set[tuple[Where, Party]]:
        """Which party ever said yes at which place: what it says there is no mere proposal any more."""
        return {((one.line.key, one.line.newcomer_id), Party(one.party)) for one in self.yeses}


def place_of(row: RoleLine) -> Where:
    """Where a line stands: its key, and the person where it was split off or is a secret."""
    return (row.key, row.newcomer_id)


def cells_of_row(row: RoleLine) -> tuple[Cell, ...]:
    """The parts of a row, as the engine takes them."""
    return tuple(Cell(Party(one.party), Part(one.part), one.newcomer_id or one.account_id) for one in row.roles.all())


def _line(row: RoleLine, yes: Iterable[Any], questions: int) -> Line:
    return Line(row.key, row.newcomer_id, cells_of_row(row), row.not_needed, frozenset(yes), questions)




def _with_days(people: Any) -> Any:
    """Each person with the day of landing, the day expected by the newest notice, and when the first notice came."""
    notices = TravelNotice.objects.filter(newcomer=OuterRef("pk"))
    landed = Arrival.objects.standing().filter(newcomer=OuterRef("pk"))
    return people.annotate(
        landed_on=Subquery(landed.values("on")[:1], output_field=DateField()),
        lands_on=Subquery(notices.order_by("-version").values("lands_on")[:1], output_field=DateField()),
        received_on=Subquery(notices.order_by("version").values("received_on")[:1], output_field=DateField()),
    )


def _with_ticks(tasks: Any) -> Any:
    done = TaskDone.objects.filter(task=OuterRef("pk"), undone_at=None)
    return tasks.annotate(done_on=Subquery(done.values("on")[:1], output_field=DateField()))


def _rows(case: Case, by: Account, key: str) -> QuerySet[RoleLine]:
    rows = RoleLine.objects.visible_to(by)
    return rows.filter(rows.holds() | Q(key=key), case=case).order_by("id")


def _asked(case: Case, by: Account, key: str) -> QuerySet[Question]:
    rows = Question.objects.visible_to(by).filter(Q(answered_at=None) | Q(line__key=key), case=case)
    return rows.select_related("line").order_by("id")


def _said_yes(case: Case, by: Account) -> QuerySet[Confirmation]:
    return Confirmation.objects.visible_to(by).filter(case=case, taken_back_at=None).select_related("line")


def _holders(case: Case) -> tuple[list[tuple[str, UUID | None, UUID]], frozenset[UUID]]:
    """Who holds the seats around the family today, with the contact that the row names; and which workers are away, uncovered."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, [case.pk, [str(seat) for seat in _HELD], case.pk, clock.today()])
        rows = [(seat, contact, account) for seat, contact, account in cursor.fetchall()]
    away = frozenset(account for seat, _contact, account in rows if seat == "away")
    return [row for row in rows if row[0] != "away"], away


def _names(board: FamilyBoard) -> dict[UUID, str]:
    """The names of everybody on the board, as far as the reader may read them; people of the family too."""
    ids = {account for _seat, _contact, account in board.holders}
    ids |= {pk for row in board.circle for pk in (row.account_id, row.contact_id) if pk}
    ids |= {role.account_id for row in board.history for role in row.roles.all() if role.account_id}
    ids |= {row.by_id for row in board.history}
    ids |= {pk for one in board.questions for pk in (one.by_id, one.answered_by_id) if pk}
    names = {row.account_id: row.name for row in Profile.objects.visible_to(board.by).filter(account_id__in=ids)}
    return names | {one.pk: one.name for one in board.newcomers}
