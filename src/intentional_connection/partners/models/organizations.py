"""Sites, organizations, and who belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

import pghistory
from django.conf import settings
from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intentional_connection.access.privacy import CONTACT, PLAIN
from intentional_connection.access.seats import SYSTEM_ID, Seat
from intentional_connection.journal.models import Thing
from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from uuid import UUID

    from intentional_connection.partners.models.workers import Absence, WorkerLanguage
    from intentional_connection.people.models import Account


class OpenQuerySet(models.QuerySet):  # type: ignore[type-arg]  # one queryset for two models
    """Rows that hold neither a person nor a case: every signed-in account may read them."""

    def visible_to(self, account: Account) -> Self:
        """All, for whoever is signed in."""
        return self if account.is_active else self.none()

    def in_name_order(self) -> Self:
        """Sorted as people sort names, accents folded."""
        return self.order_by(models.Func(F("name"), function="fold"))


class SiteQuerySet(OpenQuerySet):
    def have_begun(self) -> bool:
        """Whether this installation has any site: after the first start, for ever."""
        return self.exists()

    def besides(self, site: Site) -> Self:
        """All but this one."""
        return self.exclude(pk=site.pk)

    def with_parts(self) -> Self:
        """Sites with what they have adopted, for `has_part`."""
        return self.prefetch_related("adoptions")


class Site(Thing):
    """A place that adopts the practice, with its own switches."""

    LOCKED = False
    PRIVACY: ClassVar = dict.fromkeys(("id", "name", "made_by", "made_at"), PLAIN)

    name = models.CharField(max_length=80, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    objects = SiteQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def has_part(self, part: str) -> bool:
        """Whether the site has adopted this optional part of the practice (rows of the room above, by relation)."""
        newest = max(self.adoptions.all(), key=lambda row: (row.at, row.pk), default=None)
        return newest is not None and newest.has(part)

    def seats_of(self, account: Account) -> set[Seat]:
        """Coordinators of the site's network organizations, and the coordinator who opened the site."""
        if account.pk == SYSTEM_ID:
            return {Seat.SYSTEM}
        mine = account.organizations(Seat.COORDINATOR)
        here = bool(mine) and (
            self.made_by_id == account.pk or Organization.objects.filter(pk__in=mine, site=self).exists()
        )
        return {Seat.COORDINATOR} if here else set()


class Kind(models.TextChoices):
    """What an organization is in the practice."""

    SAH = "sah", _("Sponsorship Agreement Holder (SAH)")
    SPO = "spo", _("Settlement agency")
    CONSTITUENT_GROUP = "constituent_group", _("Sponsor group of a SAH")
    GROUP_OF_FIVE = "group_of_five", _("Group of Five")
    COMMUNITY_SPONSOR = "community_sponsor", _("Community sponsor")
    NETWORK = "network", _("Coordination of the site")


#: Which seats an organization of each kind gives.
SEATS_OF_KIND: dict[str, tuple[Seat, ...]] = {
    Kind.SAH: (Seat.SAH_STAFF,),
    Kind.SPO: (Seat.SUPERVISOR, Seat.WORKER),
    Kind.CONSTITUENT_GROUP: (Seat.SPONSOR_REP, Seat.SPONSOR_MEMBER),
    Kind.GROUP_OF_FIVE: (Seat.SPONSOR_REP, Seat.SPONSOR_MEMBER),
    Kind.COMMUNITY_SPONSOR: (Seat.SPONSOR_REP, Seat.SPONSOR_MEMBER),
    Kind.NETWORK: (Seat.COORDINATOR,),
}
#: What people of a seat are called beside their names, and what one is asked when taking somebody in.
SEAT_NAMES: dict[str, Any] = {
    Seat.SAH_STAFF: _("Staff of the SAH: refers families, signs agreements"),
    Seat.SUPERVISOR: _("Supervisor: answers referrals, names workers"),
    Seat.WORKER: _("Settlement worker: is in touch with families"),
    Seat.SPONSOR_REP: _("Representative: speaks for the sponsors, refers where there is no SAH"),
    Seat.SPONSOR_MEMBER: _("Member of the sponsor group"),
    Seat.COORDINATOR: _("Coordinator: sets the site up, reads nothing about families"),
}


class NobodyCame(models.Func):
    """Whether none of an organization's people has ever signed in; outsiders may ask."""

    function = "nobody_came"
    output_field = models.BooleanField()


class OrganizationQuerySet(OpenQuerySet):
    def of_kind(self, *kinds: Kind) -> Self:
        """Organizations of these kinds."""
        return self.filter(kind__in=kinds)

    def in_site(self, site: Site) -> Self:
        """The organizations of one site."""
        return self.filter(site=site)

    def of(self, account: Account, *seats: Seat) -> Self:
        """Those in which the account holds one of these seats."""
        return self.filter(pk__in=account.organizations(*seats))

    def with_neighbours(self) -> Self:
        """Each with its site (and its parts) and its SAH."""
        return self.select_related("site", "sah").prefetch_related("site__adoptions")

    def saying_whether_empty(self) -> Self:
        """Each with `awaits_people`: until somebody has signed in, its site's coordinator adds people."""
        return self.annotate(awaits_people=NobodyCame("id"))


class Organization(Thing):
    """A SAH, a settlement agency, a sponsor group, a Group of Five, a community sponsor or a site's coordination."""

    LOCKED = False
    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "kind", "site", "sah", "name", "fsa", "made_by", "made_at"), PLAIN),
        "phone": CONTACT,
    }

    kind = models.CharField(max_length=20, choices=Kind)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="organizations")
    sah = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=120)
    fsa = models.CharField(max_length=3, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "name"], name="organization_name_once_per_site"),
            models.CheckConstraint(
                condition=Q(sah=None) | Q(kind=Kind.CONSTITUENT_GROUP), name="only_constituent_groups_have_a_sah"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def seats_of(self, account: Account) -> set[Seat]:
        """The account's seats in this organization; until one of its people has signed in, the coordinator's."""
        if account.pk == SYSTEM_ID:
            return {Seat.SYSTEM}
        seats = {Seat(seat) for place, seat in account.seats if place == self.pk}
        if not seats and nobody_came(self):
            seats |= self.site.seats_of(account)
        return seats


def nobody_came(organization: Organization) -> bool:
    """Whether none of its people has ever signed in: then the coordinator may still add the right one."""
    return Organization.objects.filter(NobodyCame("id"), pk=organization.pk).exists()


def seat_holders(organization: Organization, *seats: Seat) -> list[UUID]:
    """Ids of the accounts that hold these seats there today: whom to tell. Ids only, also to outsiders."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seat_holders(%s, %s)", [organization.pk, [str(seat) for seat in seats]])
        return [row[0] for row in cursor.fetchall()]


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, account: Account) -> Self:
        """My own and my colleagues'."""
        if account.pk == SYSTEM_ID:
            return self
        return self.filter(Q(account_id=account.pk) | Q(organization_id__in=account.organizations()))

    def in_force(self) -> Self:
        """Begun and not ended."""
        now = clock.now()
        return self.filter(since__lte=now).filter(Q(until=None) | Q(until__gt=now))

    def with_seat(self, seat: Seat) -> Self:
        """Those who hold the seat."""
        return self.filter(seat=seat)

    def of_organization(self, organization: Organization) -> Self:
        """The people of one organization."""
        return self.filter(organization=organization)

    def describing_workers(self) -> Self:
        """With names, languages and days away."""
        return self.with_names().prefetch_related("languages", "absences")

    def with_names(self) -> Self:
        """With the people's names, in their order."""
        return self.select_related("account__profile", "organization").in_name_order()

    def in_name_order(self) -> Self:
        """By the person's name, accents folded."""
        return self.order_by(models.Func(F("account__profile__name"), function="fold"), "id")


@pghistory.track()
class Membership(Thing):
    """An account's seat in an organization, from … to …; a worker's place and room for families with it."""

    PRIVACY: ClassVar = dict.fromkeys(
        ("id", "organization", "account", "seat", "since", "until", "added_by", "fsa", "cap_points", "gender"), PLAIN
    )

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="memberships")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    seat = models.CharField(max_length=30)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    fsa = models.CharField(max_length=3, blank=True)
    cap_points = models.PositiveSmallIntegerField(default=24)
    gender = models.CharField(max_length=10, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "account", "seat"], condition=Q(until=None), name="one_open_membership_per_seat"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat} {self.pk}"

    @property
    def name(self) -> str:
        """The person's name, "" while it is not known."""
        return getattr(getattr(self.account, "profile", None), "name", "")

    @property
    def spoken(self) -> list[WorkerLanguage]:
        """What the worker speaks today, best first."""
        known = [row for row in self.languages.all() if row.until is None]
        return sorted(known, key=lambda row: (-row.level, row.language))

    @property
    def days_away(self) -> list[Absence]:
        """Absences that are not over, the next one first."""
        return sorted((row for row in self.absences.all() if row.to_on >= clock.today()), key=lambda row: row.from_on)

    def seats_of(self, account: Account) -> set[Seat]:
        """Towards a colleague's membership one has the seats of the organization; a worker only towards one's own."""
        seats = self.organization.seats_of(account)
        return seats if account.pk == self.account_id else seats - {Seat.WORKER}
