"""Formal agreements between a settlement agency and a SAH, and who signed them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intentional_connection.access.privacy import PLAIN
from intentional_connection.access.seats import SYSTEM_ID, Seat
from intentional_connection.journal.models import Thing
from intentional_connection.kernel import clock
from intentional_connection.partners.models.organizations import Organization

if TYPE_CHECKING:
    from datetime import date

    from intentional_connection.people.models import Account


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

    def still_stands(self, day: date) -> Self:
        """Proposed or signed, and not over by this day."""
        return self.filter(Q(to_on=None) | Q(to_on__gte=day))

    def to_sign_by(self, account: Account) -> Self:
        """Still standing, and without the signature of the side for which the account may sign; oldest first."""
        mine = account.organizations(Seat.SUPERVISOR, Seat.SAH_STAFF)
        signed = AgreementSignature.objects.filter(agreement=models.OuterRef("pk"), organization__in=mine)
        ours = self.filter(Q(agency_id__in=mine) | Q(sah_id__in=mine)).still_stands(clock.today())
        return ours.exclude(models.Exists(signed)).select_related("agency", "sah").order_by("made_at", "id")

    def of(self, organization: Organization) -> Self:
        """Those of one organization with both sides and who signed, newest first."""
        mine = self.filter(Q(agency=organization) | Q(sah=organization))
        return mine.with_sides().order_by("-from_on", "-id")

    def with_sides(self) -> Self:
        """With both sides and who signed."""
        return self.select_related("agency", "sah").prefetch_related("signatures")

    def between(self, agency: Organization, sah: Organization) -> Self:
        """Agreements of these two."""
        return self.filter(agency=agency, sah=sah)


class AgreementState(models.TextChoices):
    """Where an agreement stands, seen from one of its sides."""

    TO_SIGN = "to_sign", _("Waiting for your signature")
    WAITING = "waiting", _("Waiting for the other side")
    TO_COME = "to_come", _("Signed, not begun")
    IN_FORCE = "in_force", _("In force")
    ENDED = "ended", _("Ended")


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

    def state_for(self, side: Organization) -> AgreementState:
        """Where it stands today for one of its two sides."""
        signed = {row.organization_id for row in self.signatures.all()}
        today = clock.today()
        if self.to_on and self.to_on < today:
            return AgreementState.ENDED
        if side.pk not in signed:
            return AgreementState.TO_SIGN
        if len(signed) == 1:
            return AgreementState.WAITING
        return AgreementState.IN_FORCE if self.from_on <= today else AgreementState.TO_COME

    def other_side(self, side: Organization) -> Organization:
        """Who agrees with this side."""
        return self.sah if side.pk == self.agency_id else self.agency

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
