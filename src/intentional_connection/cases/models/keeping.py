"""From what applies to a family now to its tasks and lines: what is missing is made, what ceased is kept and set aside."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Max

from intentional_connection.access.models import Reach
from intentional_connection.access.seats import Level, Seat
from intentional_connection.cases.models.board import FamilyBoard
from intentional_connection.cases.models.case import AgeGroup, Case, Newcomer, Wish
from intentional_connection.cases.models.designation import LanguagePlan
from intentional_connection.cases.models.roles import Role, RoleAgreement, RoleLine
from intentional_connection.cases.models.tasks import Circumstance, PrivateCircumstance, Task
from intentional_connection.kernel import clock
from intentional_connection.partners.models import Kind
from intentional_connection.roles.days import due
from intentional_connection.roles.model import Cell, Family, Human, Line
from intentional_connection.roles.tasks import hidden, not_needed_after_outreach, proposed, wanted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from intentional_connection.people.models import Account
    from intentional_connection.practice.catalogue import TaskType

    Fact = tuple[str, UUID | None]
    Where = tuple[str, UUID | None]

#: Why a task falls away where the agency itself reached out (a code of the edition).
AGENCY_BEGAN = "agency_began"
NEEDS_INTERPRETER = "needs_interpreter"


@dataclass(frozen=True)
class Writing:
    """Where an account may write: families and people by `plan`, people by `sensitive`."""

    plan: frozenset[UUID]
    sensitive: frozenset[UUID]

    def may(self, case: UUID, person: UUID | None, *, secret: bool) -> bool:
        """Whether a task or line about this person (None: about all) may be written."""
        return person in self.sensitive if secret else (person or case) in self.plan


def writing(case: Case, by: Account) -> Writing:
    """What the account may write around this family now, in one query."""
    rows = Reach.objects.of(by.principals()).filter(case_id=case.pk, write__gt=0)
    said = [(row.scope, row.write) for row in rows]
    plan, sensitive = (frozenset(scope for scope, mask in said if mask & level) for level in (Level.PLAN, Level.SENSITIVE))
    return Writing(plan, sensitive)


def hold(case: UUID) -> None:
    """Let one change after another happen to a family's board: a version is what stood at one moment."""
    Case.objects.select_for_update(of=("self",), no_key=True).filter(pk=case).first()


def next_version(case: UUID) -> int:
    """The version in which a change made now begins: the one after the last that was written down."""
    last = RoleAgreement.objects.filter(case_id=case).aggregate(last=Max("version"))["last"]
    return (last or 0) + 1


def has_sah(case: Case) -> bool:
    """Whether a SAH stands around the family now."""
    return case.circle.standing().with_seat(Seat.SAH_STAFF).exists()


def began_by_outreach(case: Case) -> bool:
    """Whether the agency itself opened the family's path."""
    return case.opened_in.kind == Kind.SPO


def bring_up_to_date(case: Case, by: Account, *, with_lines: bool) -> None:
    """Make the tasks that apply and are not there, set aside those whose condition ceased, and draw up their lines.

    Only where the account may write: another adult's, and what is another's secret, is left to who may.
    """
    hold(case.pk)
    may, types = writing(case, by), {one.code: one for one in case.adoption.edition.tasks}
    sah = has_sah(case)
    wants = {
        place: secret
        for place, secret in _wanted(case, types.values(), _facts(case, by), sah=sah).items()
        if may.may(case.pk, place[1], secret=secret)
    }
    _keep_tasks(case, by, types, wants, may)
    if with_lines:
        _keep_lines(case, by, types, wants, sah=sah)
    keep_days(case, by)


def keep_days(case: Case, by: Account) -> None:
    """Write down on which day each task falls as the family's days stand now, in one statement.

    Also those that `by` does not read, a secret or hidden: their days are counted for everybody whose journey is known,
    and written where there is such a task.
    """
    board = FamilyBoard.dated(case, by)
    found = {place: task.due.on for place, task in board.pure_tasks.items()}
    known = [one.pk for one in board.newcomers if one.landed_on or one.lands_on]
    for kind in board.types.values():
        if (hidden(kind.applies_if) or by.hidden) and kind.anchor != "event":
            for person in known:
                found.setdefault((kind.code, person), due(kind, board.days, person, board.today).on)
    days = [
        {"code": code, "newcomer": str(person) if person else None, "falls_on": day.isoformat() if day else None}
        for (code, person), day in found.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT keep_task_days(%s, %s)", [case.pk, json.dumps(days)])


def _facts(case: Case, by: Account) -> tuple[set[Fact], set[Fact]]:
    """What holds: openly, and what only those know who may."""
    rows = list(Circumstance.objects.visible_to(by).filter(case=case))
    openly = {(row.condition, row.newcomer_id) for row in rows if row.ended_at is None}
    if NEEDS_INTERPRETER not in {row.condition for row in rows} and asks_for_interpreter(case):
        openly.add((NEEDS_INTERPRETER, None))
    private = PrivateCircumstance.objects.visible_to(by).filter(case=case, ended_at=None)
    return openly, {(row.condition, row.newcomer_id) for row in private}


def asks_for_interpreter(case: Case) -> bool:
    """Whether the referral, or how the worker was named, speaks of an interpreter."""
    return Wish.INTERPRETER in case.wishes or LanguagePlan.objects.filter(case=case, designation__until=None).exists()


def _wanted(
    case: Case, types: Iterable[TaskType], facts: tuple[set[Fact], set[Fact]], *, sah: bool
) -> dict[Where, bool]:
    """Each task that should be there, and whether its mere existence is a secret: then it is one person's."""
    people = Newcomer.objects.filter(case=case).in_order()
    humans = tuple(Human(one.pk, one.name, one.age_group == AgeGroup.ADULT) for one in people)
    openly, private = facts
    types = list(types)
    shown = wanted(
        [one for one in types if not hidden(one.applies_if)], Family(humans, frozenset(openly), has_sah=sah)
    )
    found = {(one.code, one.person): False for one in shown}
    for fact in private:
        family = Family(humans, frozenset({fact}), has_sah=sah)
        for one in wanted([one for one in types if one.applies_if == fact[0]], family):
            found[one.code, one.person or fact[1]] = True
    return found  # type: ignore[return-value]


def _keep_tasks(
    case: Case, by: Account, types: dict[str, TaskType], wants: dict[Where, bool], may: Writing
) -> None:
    rows = {(row.code, row.newcomer_id): row for row in Task.objects.visible_to(by).filter(case=case)}
    Task.objects.bulk_create(
        [
            Task(case=case, code=code, newcomer_id=person, sensitive=types[code].sensitive, secret=secret, by=by)
            for (code, person), secret in wants.items()
            if (code, person) not in rows
        ],
        ignore_conflicts=bool(by.hidden),  # what is hidden from whoever acts is there already
    )
    mine = {
        place: row for place, row in rows.items() if not row.is_own and may.may(case.pk, place[1], secret=row.secret)
    }
    ceased = [row.pk for place, row in mine.items() if place not in wants and row.ceased_at is None]
    again = [row.pk for place, row in mine.items() if place in wants and row.ceased_at is not None]
    for ids, moment in ((ceased, clock.now()), (again, None)):
        if ids:
            Task.objects.filter(pk__in=ids).update(ceased_at=moment)


def _keep_lines(case: Case, by: Account, types: dict[str, TaskType], wants: dict[Where, bool], *, sah: bool) -> None:
    """One line per type, for everybody concerned; a secret one for its person."""
    known = set(RoleLine.objects.visible_to(by).current().filter(case=case).values_list("key", "newcomer_id"))
    places = dict.fromkeys((code, person if secret else None) for (code, person), secret in wants.items())
    missing = [place for place in places if place not in known]
    outreach, version = began_by_outreach(case), next_version(case.pk)
    lines, roles = [], []
    for code, person in missing:
        cells = proposed(types[code], has_sah=sah, outreach=outreach)
        why = AGENCY_BEGAN if outreach and not_needed_after_outreach(code) else ""
        row = row_of(Line(code, person, cells, why), case=case, by=by, version=version)
        lines.append(row)
        roles += [role_of(row, cell) for cell in cells]
    RoleLine.objects.bulk_create(lines, ignore_conflicts=bool(by.hidden))
    if by.hidden:
        there = set(RoleLine.objects.filter(case=case).values_list("pk", flat=True))
        roles = [role for role in roles if role.line_id in there]
    Role.objects.bulk_create(roles)


def row_of(line: Line, *, case: Case, by: Account, version: int) -> RoleLine:
    """The row of a line, not saved: secret where its task's existence is."""
    types = {one.code: one for one in case.adoption.edition.tasks}
    task_type = types.get(line.key)
    return RoleLine(
        case=case,
        key=line.key,
        newcomer_id=line.person,
        secret=task_type is not None and hidden(task_type.applies_if),
        begun_in=version,
        digest=line.digest,
        not_needed=line.not_needed,
        by=by,
    )


def role_of(row: RoleLine, cell: Cell, reason: str = "") -> Role:
    """The row of one party's part, not saved; the family names one of its own people, the others an account."""
    family = cell.party == "newcomer"
    return Role(
        case_id=row.case_id,
        line=row,
        party=cell.party.value,
        part=cell.part.value,
        newcomer_id=cell.person if family else None,
        account_id=None if family else cell.person,
        reason=reason,
    )
