"""What pages about the year's end read: the end itself, tasks of the last months, a move, groups, who follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from intentional_connection.access.seats import Seat
from intentional_connection.cases.models.arrival import Arrival
from intentional_connection.cases.models.case import Programme
from intentional_connection.cases.models.circle import CircleMember
from intentional_connection.cases.models.ending import (
    FORGOTTEN_AFTER_MONTHS,
    KEPT_AFTER_END,
    ClosingChoice,
    Closure,
    FollowingRelative,
    LastingContact,
    Move,
    MoveOutcome,
    TransitionPlan,
    months_after,
)
from intentional_connection.cases.models.tasks import Task, TaskDone
from intentional_connection.kernel import clock
from intentional_connection.partners.models import Kind, Organization

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from intentional_connection.cases.models.case import Case, Newcomer
    from intentional_connection.cases.models.referral import Referral
    from intentional_connection.people.models import Account

#: From this day after the arrival on tasks prepare the time after the sponsorship.
LAST_QUARTER = 270
#: Moves after which these sponsors support the family no more.
ENDING_MOVES = (MoveOutcome.SELF_SUPPORTING, MoveOutcome.BREAKDOWN)


@dataclass(frozen=True, slots=True)
class End:
    """Until when the sponsors support; after the end, whom to call, until when what is kept, and what each adult wants."""

    ends_on: date | None
    #: For a part of the year some of the income comes from the government; the programme is never named.
    shares_income: bool = False
    #: The last month of the support has begun, or a move that was settled ends it earlier.
    is_due: bool = False
    closure: Closure | None = None
    contacts: list[LastingContact] = field(default_factory=list)
    choices: dict[UUID, ClosingChoice] = field(default_factory=dict)

    @property
    def read_until(self) -> date | None:
        """The last day on which others read."""
        return self.closure.on + KEPT_AFTER_END if self.closure else None

    @property
    def kept_until(self) -> date | None:
        """On this day the names are taken away."""
        return months_after(self.closure.on, FORGOTTEN_AFTER_MONTHS) if self.closure else None


def shares_income(case: Case) -> bool:
    """Whether for some months a part of the income comes from the government (handbook, section 4)."""
    return case.programme == Programme.BVOR


def _is_due(case: Case, by: Account, landed: date) -> bool:
    """Whether ending is what comes next: the last month has begun, or the family moved and needs this sponsorship no more."""
    if clock.today() >= months_after(landed, case.sponsored_months - 1):
        return True
    moved = Move.objects.visible_to(by).standing().filter(case=case, outcome__in=ENDING_MOVES, on__lte=clock.today())
    return moved.exists()


def end_of(case: Case, by: Account) -> End:
    """The end of the year as the account reads it."""
    landed = Arrival.objects.visible_to(by).standing().of_family(case.pk).first()
    ends_on = months_after(landed.on, case.sponsored_months) if landed else None
    shared = shares_income(case)
    closure = Closure.objects.visible_to(by).standing().filter(case_id=case.pk).first()
    if closure is None:
        return End(ends_on, shared, landed is not None and _is_due(case, by, landed.on))
    chosen = ClosingChoice.objects.visible_to(by).filter(closure=closure).order_by("at", "id")
    contacts = LastingContact.objects.visible_to(by).filter(closure=closure).order_by("id")
    return End(ends_on, shared, True, closure, list(contacts), {row.newcomer_id: row for row in chosen})


def plan_of(case: Case, by: Account) -> TransitionPlan | None:
    """The plan for month 13, once it was begun."""
    return TransitionPlan.objects.visible_to(by).filter(case_id=case.pk).first()


def late_tasks(case: Case, by: Account) -> list[tuple[Task, Any, bool]]:
    """Tasks of the last months with their words and whether they are ticked, as far as the account sees them."""
    types = {one.code: one for one in case.adoption.edition.tasks if (one.due_day_from_arrival or 0) >= LAST_QUARTER}
    rows = Task.objects.visible_to(by).filter(case=case, code__in=types, ceased_at=None).order_by("falls_on", "code")
    ticked = set(TaskDone.objects.visible_to(by).filter(case=case, undone_at=None).values_list("task_id", flat=True))
    return [(row, types[row.code].label, row.pk in ticked) for row in rows.select_related("newcomer")]


def move_of(case: Case, by: Account) -> tuple[Move | None, Referral | None]:
    """The last move that was not called off, and the referral to an agency of the new community."""
    rows = Move.objects.visible_to(by).standing().filter(case=case).select_related("agency")
    move = rows.order_by("-at", "-id").first()
    if move is None or move.agency_id is None:
        return move, None
    asked = case.referrals.visible_to(by).filter(agency_id=move.agency_id, sent_at__gte=move.at, decline=None)
    return move, asked.newest_first().first()


def groups_for(case: Case, by: Account) -> list[Organization]:
    """Groups that could sponsor the family next: the SAH's own; where there is no SAH, those of the site."""
    around = case.circle.filter(organization__isnull=False).values("organization_id")
    rows = Organization.objects.visible_to(by).exclude(pk__in=around)
    if case.has_sah:
        own = rows.of_kind(Kind.CONSTITUENT_GROUP).filter(sah_id__in=by.organizations(Seat.SAH_STAFF))
        return list(own.in_name_order())
    return list(rows.of_kind(Kind.GROUP_OF_FIVE, Kind.COMMUNITY_SPONSOR).filter(site_id=case.site_id).in_name_order())


def following(newcomer: Newcomer, by: Account) -> list[FollowingRelative]:
    """Who follows, as this adult says it."""
    rows = FollowingRelative.objects.visible_to(by).filter(newcomer=newcomer)
    return list(rows.select_related("landed").order_by("at", "id"))


def last_agency(newcomer: Newcomer, by: Account) -> Organization | None:
    """The agency that had the family last, as this adult reads the circle."""
    rows = CircleMember.objects.visible_to(by).filter(case_id=newcomer.case_id, seat=Seat.SUPERVISOR, since__isnull=False)
    last = rows.select_related("organization").order_by("-since").first()
    return last.organization if last else None
