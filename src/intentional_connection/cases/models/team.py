"""An agency's team for its supervisor: who has how much, which languages are wanted, and who waits for a worker."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection

from intentional_connection.access.seats import Seat
from intentional_connection.cases.models.designation import Designation
from intentional_connection.cases.models.today import TodayEntry
from intentional_connection.kernel import clock
from intentional_connection.kernel.ids import seat_principal
from intentional_connection.partners.models import Membership

if TYPE_CHECKING:
    from uuid import UUID

    from intentional_connection.partners.models import Absence, Organization
    from intentional_connection.people.models import Account

#: Families on one page of a worker's list, and families shown that wait for a worker.
PAGE = 25
#: Key of Today under which a family waits for a worker.
NAME_WORKER = "name_worker"


@dataclass(frozen=True, slots=True)
class Colleague:
    """One worker: how many families with how many points of how many, and the days away that are not over."""

    membership: Membership
    families: int
    points: int

    @property
    def shown_points(self) -> int:
        """Points as a bar shows them: never beyond its end."""
        return min(self.points, self.membership.cap_points)

    @property
    def is_over(self) -> bool:
        """More points than the agency's cap."""
        return self.points > self.membership.cap_points

    @property
    def away(self) -> list[Absence]:
        """Absences that are not over, the next one first."""
        return self.membership.days_away


@dataclass(frozen=True, slots=True)
class Language:
    """A first language of the agency's families: how many families, and how many workers speak it."""

    code: str
    families: int
    workers: int


@dataclass(frozen=True, slots=True)
class Team:
    """What the supervisor's page shows of one agency."""

    colleagues: list[Colleague]
    languages: list[Language]
    waiting: list[TodayEntry]


def team_for(agency: Organization, by: Account) -> Team:
    """The agency's workers, languages and waiting families: seven questions for any number of them."""
    rows = Membership.objects.visible_to(by).in_force().of_organization(agency).with_seat(Seat.WORKER)
    members = list(rows.describing_workers().prefetch_related("absences__cover__account__profile"))
    loads = _loads(agency)
    named = [one for one in loads if not one.interim]
    colleagues = [
        Colleague(
            row,
            sum(one.families for one in named if one.account_id == row.account_id),
            sum(one.points for one in named if one.account_id == row.account_id),
        )
        for row in members
    ]
    return Team(colleagues, _languages(loads, members), _waiting(agency, by))


class _Load(NamedTuple):
    """Families of one contact and one first language, as the database sums them."""

    account_id: UUID
    interim: bool
    language: str
    families: int
    points: int


def _loads(agency: Organization) -> list[_Load]:
    """Sums of the agency's own families: asked of the database in one piece, for each row would be asked who may read it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT account_id, interim, language, families, points FROM team_loads(%s)", [agency.pk])
        return [_Load(pk, interim, language, int(families), int(points)) for pk, interim, language, families, points in cursor.fetchall()]


def _languages(loads: list[_Load], members: list[Membership]) -> list[Language]:
    families: Counter[str] = Counter()
    for one in loads:
        families[one.language] += one.families
    spoken = Counter(one.language for member in members for one in member.spoken)
    return [Language(code, n, spoken[code]) for code, n in sorted(families.items(), key=lambda one: (-one[1], one[0]))]


def _waiting(agency: Organization, by: Account) -> list[TodayEntry]:
    rows = TodayEntry.objects.visible_to(by).filter(
        principal=seat_principal(agency.pk, Seat.SUPERVISOR), key=NAME_WORKER, since__lte=clock.now()
    )
    return list(rows.order_by("since", "case_id")[: PAGE + 1])


def families_with(member: Membership, by: Account, *, before: UUID | None = None) -> list[Designation]:
    """The families of one worker, newest first: a page and one more; `before` is the family after which it continues."""
    rows = Designation.objects.visible_to(by).held_by(member).select_related("case")
    if before:
        rows = rows.filter(case_id__lt=before)
    return list(rows.order_by("-case_id")[: PAGE + 1])
