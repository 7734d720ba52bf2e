"""What is open on a family's board, in two questions: for pages that only point at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q

from intentional_connection.access.seats import Seat
from intentional_connection.cases.models.gathering import VOICE_OF
from intentional_connection.cases.models.roles import Confirmation, RoleLine, RolePart
from intentional_connection.cases.models.tasks import Task
from intentional_connection.roles.model import Party
from intentional_connection.roles.tasks import led_by_the_network

if TYPE_CHECKING:
    from intentional_connection.cases.models.case import Case
    from intentional_connection.cases.models.circle import CircleMember
    from intentional_connection.people.models import Account


@dataclass(frozen=True, slots=True)
class Summary:
    """How many lines the board has, how many nobody leads, two lead, or wait for the reader's side."""

    lines: int = 0
    gaps: int = 0
    two_leads: int = 0
    waiting: int = 0


def board_summary(case: Case, by: Account) -> Summary:
    """Count what is open for this reader; a lead whose side left the circle counts as none, as on the board."""
    seats = {(row.seat, row.newcomer_id): row for row in case.circle.standing().visible_to(by)}
    around = {Party(VOICE_OF[seat].value) for seat, _person in seats if seat in VOICE_OF} | {Party.NEWCOMER}
    mine = [row for row in seats.values() if _is_mine(row, by) and row.seat in VOICE_OF]
    rows = _lines(case, by, around, mine)
    counted = [row for row in rows if not row.not_needed and (row.key.startswith("own:") or row.holds)]
    networks = {one.code for one in case.adoption.edition.tasks if led_by_the_network(one)}
    return Summary(
        lines=len(counted),
        gaps=sum(row.leads == 0 and row.key not in networks for row in counted),
        two_leads=sum(row.leads > 1 for row in counted),
        waiting=sum(row.leads == 1 and not row.mine for row in counted) if mine else 0,
    )


def _is_mine(row: CircleMember, by: Account) -> bool:
    return row.account_id == by.pk or (row.account_id is None and (row.organization_id, row.seat) in set(by.seats))


def _lines(case: Case, by: Account, around: set[Party], mine: list[CircleMember]) -> list[Any]:
    held = Task.objects.filter(case=case, code=OuterRef("key"), ceased_at=None)
    yes = Q(pk=None)
    for row in mine:
        yes |= Q(party=VOICE_OF[Seat(row.seat)], newcomer_id=row.newcomer_id)
    said = Confirmation.objects.filter(yes, line=OuterRef("pk"), taken_back_at=None)
    leading = Q(roles__part=RolePart.LEAD, roles__party__in=[party.value for party in around])
    rows = RoleLine.objects.visible_to(by).current().filter(case=case)
    return list(rows.annotate(leads=Count("roles", filter=leading), holds=Exists(held), mine=Exists(said)))
