"""The connection check as pages read it: which items there should be, how far each is, and how many are settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F, OuterRef, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intentional_connection.access.models import Reach
from intentional_connection.access.seats import Level
from intentional_connection.cases.models.arrival import Arrival
from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.cases.models.connection import (
    SETTLED,
    ConnectionAnswer,
    ConnectionCheck,
    Linked,
    ServiceConnection,
)
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.cases.models.tasks import Circumstance, Task
from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from intentional_connection.cases.models.case import Case, Newcomer
    from intentional_connection.people.models import Account
    from intentional_connection.practice.edition import CheckItem, Edition

#: Where neither the catalogue nor people say a day: so long from now.
DAYS = 30
#: An item that people added themselves: `own:` and an id.
OWN = "own:"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item that the check should hold: for one person, or None for the whole family; owner and day are suggestions."""

    item: str
    newcomer: Newcomer | None
    owner: Voice
    due_on: date


def wanted(case: Case, by: Account) -> list[Wanted]:
    """The items that the edition's list makes for this family, of the people whose plan `by` may write."""
    writable = _writable(case, by)
    people = [one for one in case.newcomers.visible_to(by).in_order() if one.pk in writable]
    facts = Circumstance.objects.visible_to(by).filter(case=case, ended_at=None)
    holds = {(row.condition, row.newcomer_id) for row in facts}
    days = _Days(case, by)
    return [
        Wanted(item.key, person, _owner(item, case), days.of(item, person))
        for item in case.adoption.edition.check_items
        for person in _for_whom(item, people, holds, family=case.pk in writable)
    ]


def _writable(case: Case, by: Account) -> set[UUID]:
    rows = Reach.objects.of(by.principals()).filter(case_id=case.pk)
    bits = rows.alias(bits=F("write").bitand(int(Level.PLAN))).filter(bits__gt=0)
    return set(bits.values_list("scope", flat=True))


def _for_whom(
    item: CheckItem, people: list[Newcomer], holds: set[tuple[str, UUID | None]], *, family: bool
) -> list[Newcomer | None]:
    about = _about(item.condition, people, holds)
    if item.per == "case":
        return [None] if about and family else []
    meant = [one for one in people if item.per == "person" or (one.age_group == AgeGroup.ADULT) == (item.per == "adult")]
    return [one for one in meant if None in about or one.pk in about]


def _about(condition: str, people: list[Newcomer], holds: set[tuple[str, UUID | None]]) -> set[UUID | None]:
    """Whom the condition holds for: ids, None for everybody."""
    if condition == "always":
        return {None}
    if condition == "has_children":
        return {None} if any(one.age_group == AgeGroup.CHILD for one in people) else set()
    return {person for fact, person in holds if fact == condition}


def _owner(item: CheckItem, case: Case) -> Voice:
    owner = Voice(item.default_owner.lower())
    return Voice.WORKER if owner == Voice.SAH and not case.has_sah else owner


class _Days:
    """Suggested days: what people wrote at the task, else the catalogue's day from arrival, else thirty days from now."""

    def __init__(self, case: Case, by: Account) -> None:
        self.edition: Edition = case.adoption.edition
        landed = Arrival.objects.visible_to(by).standing().filter(case=case)
        self.landed = dict(landed.values_list("newcomer_id", "on"))
        dated = Task.objects.visible_to(by).filter(case=case, due_on__isnull=False)
        self.written = {(code, person): day for code, person, day in dated.values_list("code", "newcomer_id", "due_on")}

    def of(self, item: CheckItem, person: Newcomer | None) -> date:
        """The day to suggest, never one that is over."""
        later = clock.today() + timedelta(days=DAYS)
        if not item.task:
            return later
        day = self.written.get((item.task, person.pk if person else None)) or self._counted(item.task, person)
        return day if day and day > clock.today() else later

    def _counted(self, code: str, person: Newcomer | None) -> date | None:
        number = self.edition.task(code).due_day_from_arrival
        first = min(self.landed.values(), default=None)
        landed = self.landed.get(person.pk, first) if person else first
        return landed + timedelta(days=number) if landed and number is not None else None


@dataclass(frozen=True, slots=True)
class Item:
    """One item as the list shows it: how far it is in the worker's words and in the newcomer's, who sees to it, by when."""

    row: ServiceConnection
    label: str
    plain: str
    worker: str
    family: str
    reason: str

    @property
    def is_settled(self) -> bool:
        """Both have answered "connected" or "not wanted", or a reason stands there."""
        return bool(self.row.reason) or {self.worker, self.family} <= {str(one) for one in SETTLED}

    @property
    def worker_says(self) -> str:
        """The worker's answer in words, "" while there is none."""
        return str(Linked(self.worker).label) if self.worker else ""

    @property
    def family_says(self) -> str:
        """The newcomer's answer in words, "" while there is none."""
        return str(Linked(self.family).label) if self.family else ""

    @property
    def owner(self) -> str:
        """Whose word it is that sees to it."""
        return str(Voice(self.row.owner).label)


def items_of(case: Case, by: Account) -> list[Item]:
    """Every item of the family that `by` may see, the whole family's first, then person by person. One question."""
    return [_item(row, case.adoption.edition) for row in with_answers(case, by)]


def item_of(row: ServiceConnection, case: Case, by: Account) -> Item:
    """One item with its answers."""
    found = next(one for one in with_answers(case, by) if one.pk == row.pk)
    return _item(found, case.adoption.edition)


def with_answers(case: Case, by: Account) -> list[Any]:
    """The connections with the newest answer of either voice."""
    said = ConnectionAnswer.objects.filter(connection=OuterRef("pk")).order_by("-at", "-id").values("state")
    rows = ServiceConnection.objects.visible_to(by).filter(case=case).select_related("newcomer")
    rows = rows.annotate(
        worker_state=Subquery(said.filter(voice=Voice.WORKER)[:1]), family_state=Subquery(said.filter(voice=Voice.NEWCOMER)[:1])
    )
    return list(rows.order_by(F("newcomer_id").asc(nulls_first=True), "id"))


def _item(row: Any, edition: Edition) -> Item:
    known = next((one for one in edition.check_items if one.key == row.item), None)
    language = get_language() or "en"
    return Item(
        row=row,
        label=known.label.in_(language) if known else row.label,
        plain=known.plain.in_(language) if known else "",
        worker=row.worker_state or "",
        family=row.family_state or "",
        reason=edition.reason(row.reason).in_(language) if row.reason else "",
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """How far the check is: opened, how many of how many settled, complete since."""

    is_open: bool
    settled: int = 0
    count: int = 0
    completed_at: Any = None


def check_summary(case: Case, by: Account) -> Summary:
    """The check in figures, of what `by` may see. At most two questions."""
    check = ConnectionCheck.objects.visible_to(by).of_case(case)
    return summary_of(check, items_of(case, by)) if check else Summary(is_open=False)


def summary_of(check: ConnectionCheck, items: Iterable[Item]) -> Summary:
    """The check in figures, from items at hand."""
    settled = [one.is_settled for one in items]
    return Summary(is_open=True, settled=sum(settled), count=len(settled), completed_at=check.completed_at)


def all_settled(case: Case) -> bool:
    """Whether every item of the family has both answers, or a reason; also items that one may not see oneself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT connections_settled(%s)", [case.pk])
        return bool(cursor.fetchone()[0])


def has_landed(case: Case, by: Account) -> bool:
    """Whether somebody of the family has arrived, as far as `by` may know."""
    return Arrival.objects.visible_to(by).standing().filter(case=case).exists()


def name_of_whole() -> str:
    """What lists call the items of the whole family."""
    return _("The whole family")
