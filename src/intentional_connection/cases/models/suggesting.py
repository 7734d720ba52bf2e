"""Gather what matching needs from the rows; matching itself is pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Sum

from intentional_connection.access.seats import Seat
from intentional_connection.cases.models.case import Wish
from intentional_connection.cases.models.designation import Designation
from intentional_connection.kernel import clock, places
from intentional_connection.matching import model as matching
from intentional_connection.matching.suggest import Suggestions, suggest
from intentional_connection.partners.models import Kind, Membership, PartnershipAgreement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from intentional_connection.cases.models.case import Case
    from intentional_connection.cases.models.referral import Referral


def team_of(referral: Referral) -> list[Membership]:
    """The agency's workers with their languages and absences, by name; three queries."""
    rows = Membership.objects.in_force().filter(organization_id=referral.agency_id).with_seat(Seat.WORKER)
    return list(rows.in_name_order().select_related("account__profile").prefetch_related("languages", "absences"))


def spoken(row: Membership, *, first: Collection[str] = ()) -> list[str]:
    """Codes of a worker's languages: those of `first` before the others, then the best known."""
    known = [one for one in row.languages.all() if one.until is None]
    return [one.language for one in sorted(known, key=lambda one: (one.language not in first, -one.level, one.language))]


def suggest_workers(case: Case, referral: Referral, team: Iterable[Membership]) -> Suggestions:
    """Up to five workers of the agency with reasons, and who was set aside by which rule. A person decides."""
    return suggest(*inputs_of(case, referral, team))


def inputs_of(case: Case, referral: Referral, team: Iterable[Membership]) -> tuple[matching.Family, list[matching.Worker]]:
    """What the suggestions are made from. A worker's public id is the membership's id."""
    loads = loads_of(referral)
    has_agreement = _has_agreement(referral)
    has_terms = hasattr(referral, "terms") or referral.sender.kind != Kind.SAH
    workers = [
        matching.Worker(
            public_id=str(row.pk),
            languages={known.language: known.level for known in row.languages.all() if known.until is None},
            load_points=loads.get(row.account_id, 0),
            cap_points=row.cap_points,
            has_agreement=has_agreement,
            has_terms=has_terms,
            point=_point(row.fsa or referral.agency.fsa),
            gender=row.gender,
            absences=tuple(matching.Absence(away.from_on, away.to_on) for away in row.absences.all()),
        )
        for row in team
    ]
    return family_of(case), workers


def family_of(case: Case) -> matching.Family:
    """What matching may know of the family: no name, no country."""
    wishes = set(case.wishes)
    persons = _persons(case)
    return matching.Family(
        public_id=str(case.pk),
        wanted_on=clock.today(),
        languages=tuple(
            matching.FamilyLanguage(code, order) for order, code in enumerate(case.languages, start=1)
        ),
        persons=persons,
        load_points=_points(case, persons),
        point=_point(case.fsa),
        interpreter_wish=Wish.INTERPRETER in wishes,
        gender_wish="woman" if Wish.WOMAN in wishes else "man" if Wish.MAN in wishes else "",
    )


def points_of(case: Case) -> int:
    """What the family weighs in a caseload, by the edition's rule."""
    return _points(case, _persons(case))


def _persons(case: Case) -> int:
    return max(1, case.newcomers.count())


def _points(case: Case, persons: int) -> int:
    rule = case.adoption.edition.caseload
    return rule.points(persons=persons, needs_interpreter=Wish.INTERPRETER in case.wishes)


def loads_of(referral: Referral) -> dict[object, int]:
    """Points of the families that each of the agency's workers has now, by account."""
    rows = Designation.objects.standing().primary().filter(organization_id=referral.agency_id, interim=False)
    return dict(rows.order_by().values_list("account_id").annotate(points=Sum("points")))


def _has_agreement(referral: Referral) -> bool:
    agreements = PartnershipAgreement.objects.between(referral.agency, referral.sender)
    return agreements.in_force(clock.today()).exists()


def _point(fsa: str) -> matching.Point | None:
    place = places.place(fsa) if fsa else None
    return matching.Point(place.lat, place.lon) if place else None
