"""What an adult hides from somebody of the sponsors: by topic, from an organization or from one person of it (handbook 3.6).

Which rows that are is derived by the database for each reader (`hidden_things`); both walls leave them out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from intentional_connection.access.models import ScopedQuerySet
from intentional_connection.access.privacy import NAME, PLAIN
from intentional_connection.access.seats import Level, Seat
from intentional_connection.cases.models.case import AgeGroup, Case, FamilyThing, Newcomer
from intentional_connection.cases.models.circle import CircleMember, Method
from intentional_connection.kernel import clock
from intentional_connection.partners.models import Organization, seat_holders
from intentional_connection.people.models import Account
from intentional_connection.roles.tasks import hidden

if TYPE_CHECKING:
    from uuid import UUID

    from intentional_connection.cases.models.roles import RoleLine
    from intentional_connection.practice.edition import Edition

#: Topics of the board that an adult can hide. What brings people together (roles, travel, meetings) stays shared.
TOPICS = (
    *("health", "money", "housing", "documents", "children_school", "work", "language_learning", "agency_services"),
    "orientation_rights",
)
#: Tasks that people added themselves; and everything that is about this adult alone, whatever its topic.
OWN, ABOUT_ME = "own", ""
#: What the budget of the month after the sponsorship is called among the keys of a topic.
BUDGET = "budget"
_SPONSORS = (Seat.SPONSOR_REP, Seat.SPONSOR_MEMBER, Seat.SAH_STAFF)


class NarrowingQuerySet(ScopedQuerySet):
    def visible_to(self, account: Account) -> Self:
        """The adult who chose it, and the family's worker; never whom it is hidden from, nor another adult."""
        around = CircleMember.objects.standing().filter(account_id=account.pk, case_id=OuterRef("case_id"))
        return self.filter(Exists(around.filter(Q(seat=Seat.NEWCOMER, newcomer_id=OuterRef("newcomer_id")) | Q(seat=Seat.WORKER))))

    def standing(self) -> Self:
        """Begun, not ended."""
        return self.filter(ended_at=None)


class Narrowing(FamilyThing):
    """An adult hides a topic from an organization of the sponsors, or from one person of it (`account`). No reason is asked.

    `topic` is a domain of the catalogue, OWN, or ABOUT_ME; `keys` what belongs to it in the family's edition: codes of
    tasks, items of the connection check, conditions that would tell.
    """

    LEVEL = Level.PROTECTION
    WRITE_LEVEL = Level.PROTECTION
    SCOPES = ("pk",)
    PRIVACY: ClassVar = {
        **dict.fromkeys(
            (
                *("id", "case", "newcomer", "organization", "account", "topic", "keys", "method", "by", "at"),
                *("ended_at", "ended_by"),
            ),
            PLAIN,
        ),
        "witness": NAME,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    newcomer = models.ForeignKey(Newcomer, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=40, blank=True)
    keys = ArrayField(models.CharField(max_length=40), default=list)
    method = models.CharField(max_length=20, choices=Method, default=Method.OWN_PHONE)
    witness = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = NarrowingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "account", "newcomer", "topic"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="hidden_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def hides(self, line: RoleLine) -> bool:
        """Whether it hides this line: by its topic, or because the line is about this adult alone."""
        if self.topic == ABOUT_ME:
            return line.newcomer_id == self.newcomer_id
        concerned = line.newcomer is None or line.newcomer_id == self.newcomer_id or line.newcomer.age_group == AgeGroup.CHILD
        return concerned and line.key.partition(":")[0] in self.keys


@dataclass(frozen=True, slots=True)
class Whom:
    """From whom something can be hidden: everybody of an organization, or one person of it."""

    organization: Organization
    account: Account | None = None

    @property
    def code(self) -> str:
        """How a form names it."""
        return f"{self.organization.pk}:{self.account.pk if self.account else ''}"

    @property
    def name(self) -> str:
        """The person's name, or the organization's."""
        profile = getattr(self.account, "profile", None)
        return profile.name if profile else self.organization.name


def from_whom(case: Case, by: Account) -> list[Whom]:
    """The organizations of the sponsors' side around the family, each followed by its people whose name `by` reads."""
    rows = case.circle.standing().with_seat(*_SPONSORS).filter(organization__isnull=False).select_related("organization")
    places = {row.organization_id: row.organization for row in rows.order_by("since", "id")}
    found: list[Whom] = []
    for place in places.values():
        people = Account.objects.filter(pk__in=seat_holders(place, *_SPONSORS), profile__isnull=False)
        found += [Whom(place), *(Whom(place, one) for one in people.select_related("profile").order_by("profile__name", "pk"))]
    return found


def topics_of(edition: Edition) -> list[str]:
    """What can be hidden, in the order of the page."""
    return [*(topic for topic in TOPICS if topic in edition.domains), OWN, ABOUT_ME]


def keys_of(edition: Edition, topic: str) -> list[str]:
    """Everything of the edition that belongs to a topic: tasks, items of the check behind them, conditions that would tell."""
    if topic in {OWN, ABOUT_ME}:
        return [topic] if topic else []
    tasks = [one for one in edition.tasks if one.domain == topic]
    codes = {one.code for one in tasks}
    items = {item.key for item in edition.check_items if item.task in codes}
    told = {one.applies_if for one in tasks if hidden(one.applies_if)}
    return sorted(codes | items | told | ({BUDGET} if topic == "money" else set()))


def hidden_by(newcomer: Newcomer, by: Account) -> list[Narrowing]:
    """What this adult hides now, the newest last."""
    rows = Narrowing.objects.visible_to(by).standing().filter(newcomer=newcomer)
    return list(rows.select_related("organization", "account__profile").order_by("at", "id"))


def still_hidden(newcomer: Newcomer, by: Account, pk: UUID) -> Narrowing | None:
    """The one of this id, None where it ended or is another adult's."""
    return next((row for row in hidden_by(newcomer, by) if row.pk == pk), None)


def hidden_from(line: RoleLine, by: Account) -> list[str]:
    """From whom this line is hidden, by name: for the family's worker, and for the adult who hides it."""
    rows = Narrowing.objects.visible_to(by).standing().filter(case_id=line.case_id).select_related("organization", "account__profile")
    return [Whom(row.organization, row.account).name for row in rows.order_by("at", "id") if row.hides(line)]
