"""Who can hear a concern, who can be named as a reader, whose view can stand still: never the one it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q

from intentional_connection.access.models import Reach
from intentional_connection.access.seats import Level, Seat
from intentional_connection.cases.models.circle import CHOSEN, CircleMember, Consent
from intentional_connection.cases.models.gathering import everybody_around
from intentional_connection.cases.models.keeping import writing
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.cases.models.protection import FrozenView, HearsBy
from intentional_connection.partners.models import Membership, Organization, seat_holders
from intentional_connection.people.models import Account

if TYPE_CHECKING:
    from uuid import UUID

    from intentional_connection.cases.models.case import Case, Newcomer

#: About whom somebody can tell a problem.
ABOUT = (Voice.SPONSOR, Voice.WORKER, Voice.SAH)
_SPONSORS = (Seat.SPONSOR_REP, Seat.SPONSOR_MEMBER)
_EVERY_SEAT = (*_SPONSORS, Seat.SAH_STAFF, Seat.SUPERVISOR, Seat.WORKER)


def sponsors_of(case: Case) -> list[Organization]:
    """The organizations that sponsor the family: its groups; where there is none, the SAH itself."""
    rows = case.circle.standing().filter(organization__isnull=False).select_related("organization").order_by("since", "id")
    groups = {row.organization_id: row.organization for row in rows if row.seat in _SPONSORS}
    return list((groups or {row.organization_id: row.organization for row in rows if row.seat == Seat.SAH_STAFF}).values())


def accused(case: Case, about: str) -> tuple[Organization | None, set[UUID]]:
    """Whom a concern about this voice is about: the organization (None for the worker), and the accounts."""
    if about == Voice.WORKER:
        workers = case.circle.standing().with_seat(Seat.WORKER, Seat.BACKUP)
        return None, {row.account_id for row in workers if row.account_id}
    places = sponsors_of(case) if about == Voice.SPONSOR else _sahs(case)
    return (places[0] if places else None), {pk for place in places for pk in seat_holders(place, *_EVERY_SEAT)}


def _sahs(case: Case) -> list[Organization]:
    rows = case.circle.standing().with_seat(Seat.SAH_STAFF).select_related("organization")
    return [row.organization for row in rows if row.organization]


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody who can hear a concern: a person, or whoever holds a seat in an organization; `told` are their accounts."""

    hears: HearsBy
    told: frozenset[UUID]
    account_id: UUID | None = None
    organization_id: UUID | None = None
    seat: str = ""


def hearers(case: Case, about: str, by: Account) -> list[Hearer]:
    """Who exists now, is not the one who tells, and is not the one it is about. The listener is looked for last."""
    _place, them = accused(case, about)
    found = [*_around(case), *_listeners(case)]
    fits = [one for one in found if one.told and not one.told & them and one.told != {by.pk}]
    return list({one.hears: one for one in reversed(fits)}.values())[::-1]


def _around(case: Case) -> list[Hearer]:
    found: list[Hearer] = []
    for row in case.circle.standing().select_related("organization").order_by("since", "id"):
        if row.seat == Seat.WORKER and row.account_id:
            found.append(Hearer(HearsBy.WORKER, frozenset({row.account_id}), account_id=row.account_id))
        elif row.seat in {Seat.SUPERVISOR, Seat.SAH_STAFF} and row.organization:
            hears = HearsBy.SAH if row.seat == Seat.SAH_STAFF else HearsBy.SUPERVISOR
            found.append(_seat(hears, row.organization, Seat(row.seat)))
    order = list(HearsBy)
    return sorted(found, key=lambda one: order.index(one.hears))


def _listeners(case: Case) -> list[Hearer]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT listeners_of(%s)", [case.pk])
        places = Organization.objects.filter(pk__in=[row[0] for row in cursor.fetchall()])
    return [_seat(HearsBy.LISTENER, place, Seat.LISTENER) for place in places]


def _seat(hears: HearsBy, place: Organization, seat: Seat) -> Hearer:
    return Hearer(hears, frozenset(seat_holders(place, seat)), organization_id=place.pk, seat=str(seat))


def people_to_name(case: Case, besides: set[UUID]) -> list[Account]:
    """People of the circle who can be named as readers, but for these."""
    rows = case.circle.standing().with_seat(Seat.SUPERVISOR).select_related("organization")
    leads = {pk for row in rows if row.organization for pk in seat_holders(row.organization, Seat.SUPERVISOR)}
    people = Account.objects.filter(pk__in=(everybody_around(case) | leads) - besides)
    return list(people.filter(profile__isnull=False).select_related("profile").order_by("profile__name", "pk"))


def colleagues(case: Case, by: Account) -> list[Membership]:
    """Workers and leads of the worker's own agency who do not stand by name around the family yet."""
    around = set(case.circle.standing().exclude(account=None).values_list("account_id", flat=True))
    rows = Membership.objects.visible_to(by).in_force().filter(organization__in=by.organizations(Seat.WORKER))
    rows = rows.filter(seat__in=(Seat.WORKER, Seat.SUPERVISOR)).exclude(account_id__in=around | {by.pk})
    named = rows.filter(account__profile__isnull=False).select_related("account__profile").order_by("account__profile__name", "id")
    return list({row.account_id: row for row in named}.values())


def frozen_for(newcomer: Newcomer, by: Account) -> dict[UUID, FrozenView]:
    """By which of this adult's words the view of an organization stands still now."""
    rows = FrozenView.objects.visible_to(by).standing().filter(newcomer=newcomer)
    return {row.organization_id: row for row in rows}


def may_hold_tasks(case: Case, by: Account) -> list[Newcomer]:
    """Adults of whom nobody of the sponsors reads what is sensitive: their tasks about a difficulty tell nobody of it."""
    sponsors = [place.pk for place in sponsors_of(case)]
    said = Consent.objects.visible_to(by).in_force().filter(case=case, recipient__in=sponsors, method__in=CHOSEN)
    told = {row.newcomer_id for row in said if row.levels & Level.SENSITIVE}
    adults = case.newcomers.adults().visible_to(by).in_order()
    return [one for one in adults if one.pk in writing(case, by).sensitive and one.pk not in told]


def need_to_know(newcomer: Newcomer, by: Account) -> list[tuple[CircleMember, Consent]]:
    """Colleagues who were named for added support with this adult's yes, each with that yes."""
    said = Consent.objects.visible_to(by).in_force().filter(newcomer=newcomer, recipient_person__isnull=False)
    yeses: dict[Any, Consent] = {row.recipient_person_id: row for row in said}
    rows = CircleMember.objects.visible_to(by).standing().with_seat(Seat.NEED_TO_KNOW).filter(
        Q(account_id__in=list(yeses)), case_id=newcomer.case_id
    )
    return [(row, yeses[row.account_id]) for row in rows.select_related("account__profile").order_by("since", "id")]


def reads_support(newcomer: Newcomer, by: Account) -> bool:
    """Whether somebody reads what is sensitive of this person."""
    return Reach.objects.of(by.principals()).reading(Level.SENSITIVE).filter(scope=newcomer.pk).exists()
