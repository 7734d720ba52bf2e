"""Naming a family's one worker: what both ways, the first naming and a handover, need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Seat
from intentional_connection.cases.models.circle import CircleMember
from intentional_connection.cases.models.designation import (
    Designation,
    DesignationExplanation,
    LanguagePlan,
    Rank,
    instant_after,
)
from intentional_connection.cases.models.referral import Referral
from intentional_connection.cases.models.suggesting import inputs_of, points_of, spoken, team_of
from intentional_connection.kernel.errors import Refused
from intentional_connection.matching.model import Policy, as_data
from intentional_connection.matching.score import shared_languages
from intentional_connection.matching.suggest import suggest
from intentional_connection.partners.models import Membership

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from intentional_connection.cases.models.case import Case
    from intentional_connection.matching.suggest import Suggestions
    from intentional_connection.partners.models import Organization
    from intentional_connection.people.models import Account


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whom the supervisor chose, with the reason codes that the practice asks for."""

    worker: Membership
    backup: Membership | None = None
    override: str = ""
    plan_reason: str = ""


def name_anew(case: Case, referral: Referral, by: Account, chosen: Chosen, *, leaving: UUID | None = None) -> Designation:
    """End what stands and name whom the supervisor chose, at one instant; `leaving` is not suggested again."""
    worker = chosen.worker
    family, team = inputs_of(case, referral, [row for row in team_of(referral) if row.account_id != leaving])
    suggestions = suggest(family, team)
    rank = next((one.rank for one in suggestions.suggested if one.worker == str(worker.pk)), 0)
    person = next(one for one in team if one.public_id == str(worker.pk))
    speaks = bool(shared_languages(family, person, Policy()))
    if not speaks and not suggestions.speaks:
        _require_plan(case, chosen.plan_reason)
    _require_override(case, suggestions, rank, chosen.override)
    now = instant_after(case)
    _end_current(case, referral.agency, now)
    row = _name(case, referral, by, worker, Rank.PRIMARY, now)
    row.languages, row.points = spoken(worker, first=case.languages), points_of(case)
    row.save(update_fields=["languages", "points"])
    DesignationExplanation.objects.create(
        case=case,
        designation=row,
        explanation=suggestions.as_data(),
        inputs={"family": as_data(family), "workers": [as_data(one) for one in team]},
        chosen_rank=rank,
        override=chosen.override if rank != 1 else "",
    )
    why = chosen.override if suggestions.speaks else chosen.plan_reason
    if not speaks and why:
        LanguagePlan.objects.create(case=case, designation=row, kind="interpreter", reason=why, by=by)
    if chosen.backup:
        _name(case, referral, by, chosen.backup, Rank.BACKUP, now)
    return row


def accepted(case: Case) -> Referral:
    """The referral that stands, locked: nobody passes the family on meanwhile."""
    if standing := case.accepted_referral:
        Referral.objects.select_for_update(of=("self",), no_key=True).get(pk=standing.pk)
    referral = case.accepted_referral
    if referral is None:
        raise Refused(_("Accept the referral first."))
    return referral


def require_own(referral: Referral, worker: Membership, backup: Membership | None = None) -> None:
    """Workers of the agency that has the family, as they stand now; the backup is somebody else."""
    for person in filter(None, (worker, backup)):
        # As it stands now, and so until we are done: nobody is named who leaves meanwhile.
        here = Membership.objects.select_for_update(of=("self",), no_key=True).in_force().filter(pk=person.pk)
        if not here.filter(organization_id=referral.agency_id, seat=Seat.WORKER).exists():
            raise Refused(_("Choose a worker of your agency."))
    if backup and backup.account_id == worker.account_id:
        raise Refused(_("The backup is somebody else than the worker. Choose another person."), "backup")


def _require_plan(case: Case, plan_reason: str) -> None:
    if plan_reason not in case.adoption.edition.reasons_of("no_speaker"):
        raise Refused(_("Nobody free speaks the family’s language. Choose why an interpreter will help."), "plan_reason")


def _require_override(case: Case, suggestions: Suggestions, rank: int, override: str) -> None:
    reasons = case.adoption.edition.reasons_of("override")
    asked = case.adoption.has("worker_suggestions") and suggestions.suggested and rank != 1
    if override not in reasons and (asked or override):
        raise Refused(_("You chose another worker than the first suggested. Choose the reason."), "override")


def _end_current(case: Case, agency: Organization, now: datetime) -> None:
    """Also whoever covers for some days, now or later: that was for the worker of before. Another agency leaves on its own day."""
    Designation.objects.filter(case=case, until=None).update(until=now)
    rows = CircleMember.objects.filter(Q(until=None) | Q(until__gt=now), case=case, organization=agency)
    rows.filter(seat__in=(Seat.WORKER, Seat.BACKUP)).update(until=now)


def _name(
    case: Case, referral: Referral, by: Account, person: Membership, rank: Rank, now: datetime
) -> Designation:
    seat = Seat.WORKER if rank == Rank.PRIMARY else Seat.BACKUP
    CircleMember.objects.create(
        case=case,
        seat=seat,
        organization=referral.agency,
        account=person.account,
        referral=referral,
        since=now,
        added_by=by,
    )
    return Designation.objects.create(
        case=case,
        referral=referral,
        account=person.account,
        organization=referral.agency,
        rank=rank,
        since=now,
        named_by=by,
    )
