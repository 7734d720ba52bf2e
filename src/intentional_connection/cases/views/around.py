"""What the family's page says: the stages, the people, and who reads what by which yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy, pgettext_lazy

from intentional_connection.access.seats import GRANTS, Seat
from intentional_connection.cases.models.circle import Method
from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.utils.functional import Promise

    from intentional_connection.cases.models import Case, CircleMember, Consent
    from intentional_connection.cases.models.path import Where
    from intentional_connection.kernel.text import Text
    from intentional_connection.people.models import Account


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the path: done, current, not held (with its reason written down), passed, to come, or not in this site."""

    name: Text
    state: str


def stages(case: Case, stands: Where) -> list[Step]:
    """The edition's stages from the referral on, with the words "not in this site" where a part is off."""
    path = [stage for stage in case.adoption.edition.stages if stage.key != "partnership"]
    here = [stage.key for stage in path].index(stands.stage)
    return [
        Step(stage.name, _state(stage.key, number, here, stands, is_in=stage.is_in(case.adoption.parts)))
        for number, stage in enumerate(path)
    ]


#: Stages that lie behind every family with a worker.
_FIRST = frozenset({"referred", "accepted", "preparing"})


def _state(key: str, number: int, here: int, stands: Where, *, is_in: bool) -> str:
    if key == "pre_arrival_meeting" and stands.facts.not_met and not stands.facts.met_before:
        return "not_held_current" if number == here else "not_held"
    if number == here:
        return "current"
    if number < here and (key in _FIRST or key in stands.facts.stages):
        return "done"
    if not is_in:
        return "off"
    return "passed" if number < here else "to_come"


@dataclass(frozen=True, slots=True)
class Place:
    """How a seat is shown: its shape, its word, and why somebody in it is there."""

    shape: str
    word: Promise
    why: Promise


#: In the order in which people stand on the page: the family first, then who is nearest to it.
PLACES: dict[str, Place] = {
    # Translators: short word beside a shape, on the list of the people around a family
    Seat.NEWCOMER: Place("newcomer", pgettext_lazy("seat", "Family"), gettext_lazy("Belongs to the family.")),
    # Translators: short word beside a shape, on the list of the people around a family
    Seat.SPONSOR_REP: Place("sponsor", pgettext_lazy("seat", "Sponsors"), gettext_lazy("Speaks for the sponsors.")),
    # Translators: short word beside a shape, on the list of the people around a family
    Seat.SPONSOR_MEMBER: Place("sponsor", pgettext_lazy("seat", "Sponsors"), gettext_lazy("Sponsors of the family.")),
    Seat.SAH_STAFF: Place(
        "sah",
        # Translators: Sponsorship Agreement Holder, short; beside a diamond
        pgettext_lazy("seat", "SAH"),
        gettext_lazy("Stands behind the sponsors: the Sponsorship Agreement Holder (SAH)."),
    ),
    # Translators: short word beside a shape, on the list of the people around a family
    Seat.WORKER: Place("worker", pgettext_lazy("seat", "Worker"), gettext_lazy("The one worker from beginning to end.")),
    # Translators: short word beside a shape: steps in when the worker is away
    Seat.BACKUP: Place("worker", pgettext_lazy("seat", "Backup"), gettext_lazy("Steps in when the worker is away.")),
    # Translators: short word beside a shape: the supervisor at the settlement agency
    Seat.SUPERVISOR: Place("worker", pgettext_lazy("seat", "Agency"), gettext_lazy("Answers for the settlement agency.")),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody around the family, with the telephone that this person or organization gives."""

    seat: str
    shape: str
    word: Promise
    why: Promise
    name: str
    organization: str
    phone: str
    #: The last day on which this colleague covers for the worker.
    covers_until: date | None = None


def people_around(rows: Iterable[CircleMember]) -> list[Person]:
    """Who stands around the family. Members of a group whose contact is listed are not listed again."""
    known = [row for row in rows if row.seat in PLACES]
    led = {row.organization_id for row in known if row.seat == Seat.SPONSOR_REP}
    shown = [row for row in known if row.seat != Seat.SPONSOR_MEMBER or row.organization_id not in led]
    order = list(PLACES)
    return [_person(row) for row in sorted(shown, key=lambda row: order.index(Seat(row.seat)))]


def _person(row: CircleMember) -> Person:
    account = row.account or row.contact
    profile = getattr(account, "profile", None)
    organization = row.organization
    phone = (profile.phone if profile else "") or (organization.phone if organization else "")
    covers_until = row.covers_until
    seat = Seat.BACKUP if covers_until else row.seat
    place = PLACES[seat]
    return Person(
        seat=seat,
        shape=place.shape,
        word=place.word,
        why=place.why,
        name=profile.name if profile else "",
        organization=organization.name if organization else "",
        phone=phone,
        covers_until=covers_until,
    )


def rights_among(circle: Iterable[CircleMember], by: Account) -> dict[str, bool]:
    """Which acts `by` may do, from the circle that the page has read already. A hint for pages; the verb asks again."""
    mine = set(by.seats)
    seats = {row.seat for row in circle if row.account_id == by.pk or (row.account_id is None and (row.organization_id, row.seat) in mine)}
    return {str(can): True for can, granted in GRANTS.items() if granted & seats}


@dataclass(frozen=True, slots=True)
class Yes:
    """An organization that reads, since when, by which yes; provisional until each adult chooses alone.

    `until`: the last day of a yes that was passed on, known once somebody has landed; `over`: that day is past.
    """

    organization: str
    given: str
    since: datetime
    provisional: bool
    until: date | None = None
    over: bool = False


def agreed_reading(
    consents: Iterable[Consent], circle: Iterable[CircleMember], *, landed: date | None = None, relayed_days: int = 30
) -> list[Yes]:
    """One line per organization of the circle and way of saying yes, oldest first; `landed` is the first arrival's day.

    A yes to an agency that was asked and has not accepted, or has passed the family on, opens nothing: it has no line.
    """
    reading = {member.organization_id for member in circle}
    first: dict[tuple[object, str], Consent] = {}
    for row in sorted((one for one in consents if one.recipient_id in reading), key=lambda row: row.given_at):
        first.setdefault((row.recipient_id, row.method), row)
    last = landed + timedelta(days=relayed_days) if landed else None
    return [_yes(row, last if row.method == Method.RELAYED else None) for row in first.values()]


def _yes(row: Consent, last: date | None) -> Yes:
    over = last is not None and last < clock.today()
    return Yes(row.recipient.name, str(Method(row.method).label), row.given_at, row.method == Method.RELAYED, last, over)
