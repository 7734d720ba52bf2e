"""What each adult lets each organization around the family see now, by which yes, and who has read it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Min
from django.utils.translation import gettext as _

from intentional_connection.access.models import Reach
from intentional_connection.access.seats import TAKING_PART, Level, Seat
from intentional_connection.cases.models.arrival import Arrival
from intentional_connection.cases.models.case import Case
from intentional_connection.cases.models.circle import CHOSEN, CircleMember, Consent, Method
from intentional_connection.kernel import clock, tongues
from intentional_connection.kernel.errors import Refused
from intentional_connection.partners.models import Kind
from intentional_connection.people.models import Profile
from intentional_connection.practice.edition import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from intentional_connection.cases.models.case import Newcomer
    from intentional_connection.partners.models import Organization
    from intentional_connection.people.models import Account

#: The three choices: the edition's sentence, and the levels that a yes to it opens.
CHOICES: dict[str, Level] = {
    "choice_plan": TAKING_PART,
    "choice_identity": Level.IDENTITY,
    "choice_sensitive": Level.SENSITIVE,
}
_NONE = Level(0)
#: What stands between several names in the place of one witness.
BETWEEN = " · "
#: In this order organizations stand on the pages: who is nearest to the family first.
_ORDER = (Seat.SPONSOR_REP, Seat.SPONSOR_MEMBER, Seat.SAH_STAFF, Seat.WORKER, Seat.SUPERVISOR)


class How(StrEnum):
    """By which word an organization reads, or does not read, what one adult shares."""

    CHOSEN = "chosen"  # the adult said yes
    NO = "no"  # the adult said no
    RELAYED = "relayed"  # passed on before arrival, provisional
    RAN_OUT = "ran_out"  # over; of what was passed on `basic` alone is left
    APPLICATION = "application"  # signed with the sponsorship application
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Holds:
    """What one organization may see of one adult now. `on`: since when; `until`: the last day, None = no end known."""

    organization: Organization
    shape: str
    how: How
    levels: Level = _NONE
    on: datetime | None = None
    until: date | None = None

    @property
    def answers(self) -> list[bool]:
        """Yes or no to each of the three choices, in their order."""
        return [bool(self.levels & level) for level in CHOICES.values()]

    @property
    def is_own(self) -> bool:
        """Said by the adult, not by others before."""
        return self.how in {How.CHOSEN, How.NO}


def organizations_around(case: Case, by: Account) -> list[Organization]:
    """Every organization in the circle now, or out of it by the adults' own no alone; last, an agency where they move to."""
    rows = CircleMember.objects.visible_to(by).filter(case=case, organization__isnull=False, seat__in=_ORDER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT left_by_a_no(%s)", [case.pk])
        left = [place for (place,) in cursor.fetchall()]
    asked = rows.standing() | rows.filter(organization_id__in=left)
    ordered = sorted(asked.select_related("organization"), key=lambda row: (_ORDER.index(Seat(row.seat)), row.pk))
    moving = case.moves.visible_to(by).standing().filter(agency__isnull=False).select_related("agency")
    found = {row.organization_id: row.organization for row in ordered if row.organization}
    return list((found | {row.agency_id: row.agency for row in moving}).values())


def choices_of(newcomer: Newcomer, by: Account, around: list[Organization] | None = None) -> list[Holds]:
    """What holds now for one adult, per organization around the family."""
    return choices_of_all(newcomer.case, [newcomer], by, around)[newcomer.pk]


def choices_of_all(
    case: Case, adults: Iterable[Newcomer], by: Account, around: list[Organization] | None = None
) -> dict[UUID, list[Holds]]:
    """What holds now for each of these adults, by their ids; the same few questions for any number of them."""
    around = organizations_around(case, by) if around is None else around
    said: dict[tuple[UUID, UUID], list[Consent]] = {}
    for row in Consent.objects.visible_to(by).filter(case=case, recipient_person=None).order_by("given_at", "id"):
        said.setdefault((row.newcomer_id, row.recipient_id), []).append(row)
    last_day = _last_day(case, by)
    readable = set() if last_day else _plan_of(case, by)
    return {
        adult.pk: [
            _holds(place, said.get((adult.pk, place.pk), []), last_day, known=adult.pk in readable) for place in around
        ]
        for adult in adults
    }


def _last_day(case: Case, by: Account) -> date | None:
    """The last day of what was passed on before arrival, once the family is here."""
    landed = Arrival.objects.visible_to(by).standing().filter(case=case).aggregate(day=Min("on"))["day"]
    return landed + timedelta(days=case.adoption.edition.limits.consent_relayed_days) if landed else None


def _plan_of(case: Case, by: Account) -> set[UUID]:
    """Of whom `by` reads the plan: who does not cannot know whether somebody landed."""
    rows = Reach.objects.of(by.principals()).reading(Level.PLAN).filter(case_id=case.pk)
    return set(rows.values_list("scope", flat=True))


def _holds(place: Organization, said: list[Consent], last_day: date | None, *, known: bool) -> Holds:
    shape = _shape(place)
    own = [row for row in said if row.method in CHOSEN]
    if own:
        return _own(place, shape, own)
    standing = [row for row in said if row.withdrawn_at is None or row.withdrawn_at > clock.now()]
    if not standing:
        return Holds(place, shape, How.NO if said else How.NOTHING)
    row = standing[-1]
    if row.method == Method.RELAYED:
        return _relayed(place, shape, row, last_day, known=known)
    over = clock.today() > last_day if last_day else not known
    levels = Level(row.levels) & ~Level.IDENTITY if over else Level(row.levels)
    return Holds(place, shape, How.APPLICATION, levels, row.given_at, None if over else last_day)


def _own(place: Organization, shape: str, own: list[Consent]) -> Holds:
    row = own[-1]
    if row.withdrawn_at:
        return Holds(place, shape, How.NO, on=row.withdrawn_at)
    if not row.is_in_force():
        return Holds(place, shape, How.RAN_OUT, on=row.expires_at)
    until = row.expires_at.astimezone(clock.ONTARIO).date() if row.expires_at else None
    return Holds(place, shape, How.CHOSEN, Level(row.levels), row.given_at, until)


def _relayed(place: Organization, shape: str, row: Consent, last_day: date | None, *, known: bool) -> Holds:
    over = clock.today() > last_day if last_day else not known
    if over:
        return Holds(place, shape, How.RAN_OUT, Level.BASIC, row.given_at)
    return Holds(place, shape, How.RELAYED, Level(row.levels), row.given_at, last_day)


def _shape(place: Organization) -> str:
    return {Kind.SPO: "worker", Kind.SAH: "sah"}.get(Kind(place.kind), "sponsor")


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody of an organization who opened something of the family, and when last."""

    account_id: UUID
    name: str
    organization_id: UUID
    levels: Level
    last_at: datetime


def who_read(case: Case, by: Account) -> dict[UUID, list[Reading]]:
    """Who of each organization opened something of the family until now, the last first. For its adults and its worker."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organization_id, account_id, levels, last_at FROM who_read(%s) ORDER BY last_at DESC", [case.pk])
        rows = cursor.fetchall()
    named = Profile.objects.visible_to(by).filter(account_id__in={row[1] for row in rows})
    names = {profile.account_id: profile.name for profile in named}
    found: dict[UUID, list[Reading]] = {}
    for place, account, levels, last_at in rows:
        found.setdefault(place, []).append(Reading(account, names.get(account, ""), place, Level(levels), last_at))
    return found


def require_said(
    case: Case, by: Account, *, own: bool, method: str, witness: str, interpreter: str = ""
) -> str:
    """The witness as it is kept, where an adult's own word may be written down this way.

    On the own telephone for the adult alone; aloud or on paper by the worker, before a witness who is no sponsor and
    no relative. Refused otherwise.
    """
    if own != (method == Method.OWN_PHONE) or method not in CHOSEN:
        raise Refused(_("Choose how it was said: aloud with an interpreter, or on paper."), "method")
    if own:
        return ""
    names = [name for name in (" ".join(witness.split()), " ".join(interpreter.split())) if name]
    if not " ".join(witness.split()):
        raise Refused(_("Write who was there as a witness. An interpreter can be the witness."), "witness")
    _require_outsiders(case, by, witness, interpreter)
    return BETWEEN.join(dict.fromkeys(names))


def _require_outsiders(case: Case, by: Account, witness: str, interpreter: str) -> None:
    relatives = {_folded(one.name) for one in case.newcomers.visible_to(by)}
    for about, name in (("witness", witness), ("interpreter", interpreter)):
        if name.strip() and _is_sponsors_name(case, name):
            raise Refused(_("A sponsor cannot be the witness or interpret here. Ask somebody else."), about)
        if name.strip() and _folded(name) in relatives:
            raise Refused(_("A relative cannot be the witness or interpret here. Ask somebody else."), about)


def _is_sponsors_name(case: Case, name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_sponsors_name(%s, %s)", [case.pk, " ".join(name.split())])
        return bool(cursor.fetchone()[0])


def _folded(name: str) -> str:
    return tongues.folded(" ".join(name.split()))


def months_on(moment: datetime, months: int) -> datetime:
    """The same hour in Ontario so many months later; a month's last day where that month is shorter."""
    local = moment.astimezone(clock.ONTARIO)
    years, month = divmod(local.month - 1 + months, 12)
    year = local.year + years
    return local.replace(year=year, month=month + 1, day=min(local.day, monthrange(year, month + 1)[1]))


def sentences_shown(levels: Level) -> list[str]:
    """Keys of the sentences to which these levels are a yes; a no was said to all of them."""
    return [key for key, level in CHOICES.items() if levels & level] or list(CHOICES)


def choices_wanted(system: Account) -> list[Case]:
    """Families in which an adult has not chosen yet, on the days on which their edition reminds of it. For the job alone."""
    found: list[Case] = []
    for edition in shipped():
        days = list(edition.limits.remind_choices_on_days)
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM choices_wanted(%s, %s)", [days, clock.today()])
            ids = [row[0] for row in cursor.fetchall()]
        mine = {"adoption__edition_key": edition.key, "adoption__edition_version": edition.version}
        found += Case.objects.visible_to(system).filter(pk__in=ids, **mine).select_related("adoption")
    return found
