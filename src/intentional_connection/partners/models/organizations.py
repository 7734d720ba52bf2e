"""Sites, organizations, and who belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

import pghistory
from django.conf import settings
from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intentional_connection.access.models import Reach
from intentional_connection.access.privacy import CONTACT, NAME, PLAIN
from intentional_connection.access.seats import SYSTEM_ID, Level, Seat
from intentional_connection.journal.models import Thing
from intentional_connection.kernel import clock
from intentional_connection.partners.models.limits import CoveredToday, FrozenOf, HiddenFromMe

if TYPE_CHECKING:
    from uuid import UUID

    from intentional_connection.partners.models.workers import Absence, WorkerLanguage
    from intentional_connection.people.models import Account


class OpenQuerySet(models.QuerySet):  # type: ignore[type-arg]  # one queryset for several models
    """Rows that hold neither a person nor a family: every signed-in account may read them, where nothing else is said."""

    def visible_to(self, account: Account) -> Self:
        """All, for whoever is signed in."""
        return self if account.is_active else self.none()

    def in_name_order(self) -> Self:
        """Sorted as people sort names, accents folded."""
        return self.order_by(models.Func(F("name"), function="fold"))


class SiteQuerySet(OpenQuerySet):
    def looked_after_by(self, account: Account) -> Self:
        """Sites of the coordinator's network organizations, and those that the coordinator opened."""
        mine = account.organizations(Seat.COORDINATOR)
        if not mine:
            return self.none()
        return self.filter(
            Q(made_by_id=account.pk) | Q(pk__in=Organization.objects.filter(pk__in=mine).values("site_id"))
        )

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
        if not account.organizations(Seat.COORDINATOR):
            return set()
        return {Seat.COORDINATOR} if Site.objects.looked_after_by(account).filter(pk=self.pk).exists() else set()


class Kind(models.TextChoices):
    """What an organization is in the practice."""

    SAH = "sah", _("Sponsorship Agreement Holder (SAH)")
    SPO = "spo", _("Settlement agency")
    CONSTITUENT_GROUP = "constituent_group", _("Sponsor group of a SAH")
    GROUP_OF_FIVE = "group_of_five", _("Group of Five")
    COMMUNITY_SPONSOR = "community_sponsor", _("Community sponsor")
    NETWORK = "network", _("Coordination of the site")


#: Organizations that families and partners have to find: whoever is signed in sees them. A sponsor group is no open list.
OPEN_KINDS = (Kind.SAH, Kind.SPO, Kind.NETWORK)
#: The seat that leads an organization of each kind: it takes people in, and is never left empty.
LEADS: dict[str, Seat] = {
    Kind.SAH: Seat.SAH_STAFF,
    Kind.SPO: Seat.SUPERVISOR,
    Kind.CONSTITUENT_GROUP: Seat.SPONSOR_REP,
    Kind.GROUP_OF_FIVE: Seat.SPONSOR_REP,
    Kind.COMMUNITY_SPONSOR: Seat.SPONSOR_REP,
    Kind.NETWORK: Seat.COORDINATOR,
}
#: Which seats an organization of each kind gives.
SEATS_OF_KIND: dict[str, tuple[Seat, ...]] = {
    Kind.SAH: (Seat.SAH_STAFF,),
    Kind.SPO: (Seat.SUPERVISOR, Seat.WORKER),
    Kind.CONSTITUENT_GROUP: (Seat.SPONSOR_REP, Seat.SPONSOR_MEMBER),
    Kind.GROUP_OF_FIVE: (Seat.SPONSOR_REP, Seat.SPONSOR_MEMBER),
    Kind.COMMUNITY_SPONSOR: (Seat.SPONSOR_REP, Seat.SPONSOR_MEMBER),
    Kind.NETWORK: (Seat.COORDINATOR, Seat.LISTENER),
}
#: What people of a seat are called beside their names, and what one is asked when taking somebody in.
SEAT_NAMES: dict[str, Any] = {
    Seat.SAH_STAFF: _("Staff of the SAH: refers families, signs agreements"),
    Seat.SUPERVISOR: _("Supervisor: answers referrals, names workers"),
    Seat.WORKER: _("Settlement worker: is in touch with families"),
    Seat.SPONSOR_REP: _("Representative: speaks for the sponsors, refers where there is no SAH"),
    Seat.SPONSOR_MEMBER: _("Member of the sponsor group"),
    Seat.COORDINATOR: _("Coordinator: sets the site up, reads nothing about families"),
    Seat.LISTENER: _("Listener: hears what people are worried about, stands in no circle"),
}


class NobodyCame(models.Func):
    """Whether nobody has joined an organization yet; outsiders may ask."""

    function = "nobody_came"
    output_field = models.BooleanField()


class OrganizationQuerySet(OpenQuerySet):
    def visible_to(self, account: Account) -> Self:
        """SAHs, agencies and networks; a sponsor group only for those who have to do with it.

        These are its people and whoever it invited, its SAH's staff, supervisors of its site's agencies (they
        reach out), its site's coordinator, and who reads a family with it or a referral that it sent.
        """
        if account.pk == SYSTEM_ID:
            return self
        reached = Reach.objects.of(account.principals())
        families, paths = (reached.reading(level).values("scope") for level in (Level.BASIC, Level.PREVIEW))
        groups = Organization.objects.all()  # subqueries: a join would give an organization once for each row
        agencies = groups.filter(pk__in=account.organizations(Seat.SUPERVISOR))
        return self.filter(
            Q(kind__in=OPEN_KINDS)
            | Q(pk__in=account.organizations())
            | Q(pk__in=account.invited_to())
            | Q(sah_id__in=account.organizations(Seat.SAH_STAFF))
            | Q(site_id__in=agencies.values("site_id"))
            | Q(site_id__in=Site.objects.looked_after_by(account).values("pk"))
            | Q(pk__in=groups.filter(circle_rows__case_id__in=families).values("pk"))
            | Q(pk__in=groups.filter(Q(sent__pk__in=paths) | Q(sent__case_id__in=paths)).values("pk"))
        )

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
        """Each with `awaits_people`: until somebody has joined, its site's coordinator invites people."""
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
        """The account's seats in this organization; until somebody has joined it, those of its site's coordinator."""
        if account.pk == SYSTEM_ID:
            return {Seat.SYSTEM}
        seats = {Seat(seat) for place, seat in account.seats if place == self.pk}
        if not seats and nobody_came(self):
            seats |= self.site.seats_of(account)
        return seats


def nobody_came(organization: Organization) -> bool:
    """Whether nobody has joined yet: then the coordinator may still invite the right one.

    Once a family was referred to it, only while no invitation stands: the preview waits for its own people.
    """
    return Organization.objects.filter(NobodyCame("id"), pk=organization.pk).exists()


def name_taken(site: Site, name: str) -> bool:
    """Whether an organization of the site is called so, however it is written; yes or no, also about one out of sight."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name_taken(%s, %s)", [site.pk, name])
        return bool(cursor.fetchone()[0])


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

    def not_ended(self) -> Self:
        """Begun or invited, not ended."""
        return self.filter(Q(until=None) | Q(until__gt=clock.now()))

    def with_limits_of_today(self) -> Self:
        """Each with the families of which the organization sees nothing newer (`frozen_views`), whom one covers, what is hidden."""
        return self.annotate(frozen_views=FrozenOf(models.F("organization_id")), covers=CoveredToday(), hidden=HiddenFromMe())

    def invitations(self) -> Self:
        """Invited, not answered yet."""
        return self.filter(since=None, until=None)

    def can_cover(self, membership: Membership) -> Self:
        """Colleagues of the same agency who can stand in for this one."""
        here = self.filter(organization_id=membership.organization_id, seat__in=(Seat.WORKER, Seat.SUPERVISOR))
        return here.exclude(account_id=membership.account_id)

    def of_account(self, account: Account) -> Self:
        """One account's own."""
        return self.filter(account=account)

    def with_inviter(self) -> Self:
        """With the organization that invites."""
        return self.select_related("organization__site").order_by("pk")

    def leading(self, organization: Organization) -> Self:
        """Those who lead an organization today, without a last day."""
        return self.filter(organization=organization, seat=LEADS[organization.kind], since__isnull=False, until=None)

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
    """An account's seat in an organization, from … to …; a worker's place and room for families with it.

    Without `since` it is an invitation, which counts for nothing: only the account itself says yes. `invited_as` and
    `invited_phone` are what the inviter typed, until then the only name and number that the organization reads.
    """

    PRIVACY: ClassVar = {
        **dict.fromkeys(
            ("id", "organization", "account", "seat", "since", "until", "added_by", "fsa", "cap_points", "gender"), PLAIN
        ),
        "invited_as": NAME,
        "invited_phone": CONTACT,
    }

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="memberships")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    seat = models.CharField(max_length=30)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    invited_as = models.CharField(max_length=80, blank=True)
    invited_phone = models.CharField(max_length=30, blank=True)
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
        """The person's own name; before the own yes what the inviter typed; "" while none is known."""
        if self.since is None:
            return self.invited_as
        return getattr(getattr(self.account, "profile", None), "name", "")

    @property
    def phone(self) -> str:
        """The person's own telephone, before the own yes the one that the inviter typed."""
        if self.since is None:
            return self.invited_phone
        return getattr(getattr(self.account, "profile", None), "phone", "")

    @property
    def seat_name(self) -> Any:
        """The seat in words."""
        return SEAT_NAMES[Seat(self.seat)]

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
        return seats | {Seat.SELF} if account.pk == self.account_id else seats - {Seat.WORKER}
