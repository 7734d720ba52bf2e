"""Sites, organizations, who belongs to them, what workers speak, and agreements between agency and SAH."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

import pghistory
from django.conf import settings
from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from intentional_connection.access.privacy import CONTACT, PLAIN
from intentional_connection.access.seats import SYSTEM_ID, Seat
from intentional_connection.journal.models import Thing
from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from intentional_connection.people.models import Account


class OpenQuerySet(models.QuerySet):  # type: ignore[type-arg]  # one queryset for two models
    """Rows that hold neither a person nor a case: every signed-in account may read them."""

    def visible_to(self, account: Account) -> Self:
        """All, for whoever is signed in."""
        return self if account.is_active else self.none()

    def in_name_order(self) -> Self:
        """Sorted as people sort names, accents folded."""
        return self.order_by(models.Func(F("name"), function="fold"))


class Site(Thing):
    """A place that adopts the practice, with its own switches."""

    LOCKED = False
    PRIVACY: ClassVar = dict.fromkeys(("id", "name", "made_by", "made_at"), PLAIN)

    name = models.CharField(max_length=80, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    objects = OpenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def seats_of(self, account: Account) -> set[Seat]:
        """Coordinators of the site's network organizations."""
        if account.pk == SYSTEM_ID:
            return {Seat.SYSTEM}
        mine = account.organizations(Seat.COORDINATOR)
        here = Organization.objects.filter(pk__in=mine, site=self).exists()
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
SPONSOR_KINDS = (Kind.CONSTITUENT_GROUP, Kind.GROUP_OF_FIVE, Kind.COMMUNITY_SPONSOR)


class OrganizationQuerySet(OpenQuerySet):
    def of_kind(self, *kinds: Kind) -> Self:
        """Organizations of these kinds."""
        return self.filter(kind__in=kinds)


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
        """The account's seats in this organization; before it has any member, its maker's and the coordinator's."""
        if account.pk == SYSTEM_ID:
            return {Seat.SYSTEM}
        seats = {Seat(seat) for place, seat in account.seats if place == self.pk}
        if not seats and not Membership.objects.filter(organization=self).exists():
            seats |= self.site.seats_of(account)
        return seats


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

    def seats_of(self, account: Account) -> set[Seat]:
        """Towards a colleague's membership one has the seats of the organization; a worker only towards one's own."""
        seats = self.organization.seats_of(account)
        return seats if account.pk == self.account_id else seats - {Seat.WORKER}


class LanguageLevel(models.IntegerChoices):
    """How well a worker speaks a language; three is enough for talk about health and law."""

    SOME = 1, pgettext_lazy("language level", "a little")
    GOOD = 2, pgettext_lazy("language level", "well")
    FULL = 3, pgettext_lazy("language level", "as a first language")


class ColleagueQuerySet(models.QuerySet):  # type: ignore[type-arg]  # one queryset for two models
    def visible_to(self, account: Account) -> Self:
        """Rows about my colleagues' memberships and my own."""
        if account.pk == SYSTEM_ID:
            return self
        return self.filter(
            Q(membership__account_id=account.pk) | Q(membership__organization_id__in=account.organizations())
        )


class WorkerLanguage(Thing):
    """A language that a worker speaks with families, and how well."""

    PRIVACY: ClassVar = dict.fromkeys(("id", "membership", "language", "level", "until"), PLAIN)

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="languages")
    language = models.CharField(max_length=12)
    level = models.PositiveSmallIntegerField(choices=LanguageLevel)
    until = models.DateTimeField(null=True)

    objects = ColleagueQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["membership", "language"], condition=Q(until=None), name="one_level_per_language"
            ),
        ]

    def __str__(self) -> str:
        return self.language


class Absence(Thing):
    """Days on which a worker is away, both included."""

    PRIVACY: ClassVar = dict.fromkeys(("id", "membership", "from_on", "to_on", "by"), PLAIN)

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="absences")
    from_on = models.DateField()
    to_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ColleagueQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="absence_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.from_on}-{self.to_on}"


class AgreementQuerySet(models.QuerySet["PartnershipAgreement"]):
    def visible_to(self, account: Account) -> Self:
        """Those of my organizations."""
        if account.pk == SYSTEM_ID:
            return self
        mine = account.organizations(Seat.SUPERVISOR, Seat.WORKER, Seat.SAH_STAFF)
        return self.filter(Q(agency_id__in=mine) | Q(sah_id__in=mine))

    def in_force(self, day: date) -> Self:
        """Signed by both sides, begun, not ended."""
        return (
            self.filter(from_on__lte=day)
            .filter(Q(to_on=None) | Q(to_on__gte=day))
            .filter(
                models.Exists(AgreementSignature.objects.filter(agreement=models.OuterRef("pk"), organization=models.OuterRef("agency"))),
                models.Exists(AgreementSignature.objects.filter(agreement=models.OuterRef("pk"), organization=models.OuterRef("sah"))),
            )
        )

    def between(self, agency: Organization, sah: Organization) -> Self:
        """Agreements of these two."""
        return self.filter(agency=agency, sah=sah)


class PartnershipAgreement(Thing):
    """A formal agreement between a settlement agency and a SAH; in force once both have signed."""

    PRIVACY: ClassVar = dict.fromkeys(("id", "agency", "sah", "from_on", "to_on", "proposed_by", "made_at"), PLAIN)

    agency = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="agreements_as_agency")
    sah = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="agreements_as_sah")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="agreement_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} - {self.sah_id}"

    def seats_of(self, account: Account) -> set[Seat]:
        """The seats of both sides."""
        return self.agency.seats_of(account) | self.sah.seats_of(account)

    def side_of(self, account: Account) -> Organization | None:
        """The side for which the account may sign."""
        mine = account.organizations(Seat.SUPERVISOR, Seat.SAH_STAFF)
        return next((side for side in (self.agency, self.sah) if side.pk in mine), None)


class SignatureQuerySet(models.QuerySet["AgreementSignature"]):
    def visible_to(self, account: Account) -> Self:
        """Signatures of the agreements I may read."""
        return self.filter(agreement__in=PartnershipAgreement.objects.visible_to(account))


class AgreementSignature(Thing):
    """One side's yes, by a named person."""

    PRIVACY: ClassVar = dict.fromkeys(("id", "agreement", "organization", "by", "at"), PLAIN)

    agreement = models.ForeignKey(PartnershipAgreement, on_delete=models.PROTECT, related_name="signatures")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "organization"], name="each_side_signs_once"),
        ]

    def __str__(self) -> str:
        return str(self.at)
