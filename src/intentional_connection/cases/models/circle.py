"""The people around a family, and each adult's consents: what Reach is made from."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from intentional_connection.access.models import ScopedQuerySet
from intentional_connection.access.privacy import FREE_TEXT, PLAIN
from intentional_connection.access.seats import Level, Seat
from intentional_connection.cases.models.case import Case, Newcomer
from intentional_connection.journal.models import Thing
from intentional_connection.kernel import clock
from intentional_connection.partners.models import Organization

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from intentional_connection.people.models import Account


class CircleQuerySet(ScopedQuerySet):
    def visible_to(self, account: Account) -> Self:
        """Who stands around a family that I read. Whoever was named for added support: oneself and the worker alone."""
        works = CircleMember.objects.standing().filter(
            seat=Seat.WORKER, account_id=account.pk, case_id=OuterRef("case_id"), organization__in=account.organizations(Seat.WORKER)
        )
        told = ~Q(seat=Seat.NEED_TO_KNOW) | Q(account_id=account.pk) | Exists(works)
        return super().visible_to(account).filter(told)

    def standing(self) -> Self:
        """Begun and not ended. A row without a first day is an invitation: it counts for nothing."""
        now = clock.now()
        return self.filter(since__lte=now).filter(Q(until=None) | Q(until__gt=now))

    def of(self, account: Account) -> Self:
        """Rows through which the account belongs: its own, or a seat it holds in the organization."""
        mine = Q(account_id=account.pk)
        for place, seat in account.seats:
            mine |= Q(account=None, organization_id=place, seat=seat)
        return self.filter(mine)

    def of_adults(self, case_id: UUID) -> Self:
        """The family's own adults who have an account, with it."""
        rows = self.standing().with_seat(Seat.NEWCOMER).filter(case_id=case_id, account__isnull=False)
        return rows.select_related("account")

    def with_seat(self, *seats: Seat) -> Self:
        """Rows of these seats."""
        return self.filter(seat__in=seats)


@pghistory.track()
class CircleMember(Thing):
    """Who stands around the family, in which seat, from … to ….

    Without an account the row means "whoever holds this seat in the organization today", with
    `contact` as the person to call. The row of an agency asked has no `since` until the agency
    accepts: the database then writes it, and `until` when the referral is passed on.
    """

    FREEZES = False
    LEVEL = Level.BASIC
    WRITE_LEVEL = Level.CIRCLE
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(
        (
            "id",
            "case",
            "seat",
            "organization",
            "account",
            "contact",
            "newcomer",
            "referral",
            "since",
            "until",
            "added_by",
        ),
        PLAIN,
    )

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="circle")
    seat = models.CharField(max_length=30)
    organization = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="circle_rows")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="circle_rows"
    )
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="contact_rows"
    )
    newcomer = models.ForeignKey(Newcomer, null=True, on_delete=models.PROTECT, related_name="circle_rows")
    referral = models.ForeignKey("cases.Referral", null=True, on_delete=models.PROTECT, related_name="circle_rows")
    since = models.DateTimeField(null=True, default=clock.now)
    until = models.DateTimeField(null=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = CircleQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(organization__isnull=False) | Q(newcomer__isnull=False), name="somebody_belongs"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat} {self.pk}"

    @property
    def covers_until(self) -> date | None:
        """The last day on which a colleague stands in for the worker who is away; None for everybody else."""
        if self.seat != Seat.WORKER or self.until is None:
            return None
        return (self.until - timedelta(seconds=1)).astimezone(clock.ONTARIO).date()


class Method(models.TextChoices):
    """How a consent was given (handbook 3.5)."""

    OWN_PHONE = "own_phone", _("on the own phone")
    ALOUD = "aloud", _("aloud, with an interpreter")
    # Translators: how a yes was given: written and signed
    PAPER = "paper", _("on paper")
    RELAYED = "relayed", _("relayed before arrival")
    APPLICATION = "application", _("with the sponsorship application")


#: A yes of one's own.
CHOSEN = (Method.OWN_PHONE, Method.ALOUD, Method.PAPER)


class ConsentQuerySet(ScopedQuerySet):
    def visible_to(self, account: Account) -> Self:
        """The adult's own and its worker: all. An organization: the yes to itself while it stands, and what was passed on.

        What an adult said to others is not told.
        """
        rows = super().visible_to(account)
        if account.is_system:
            return rows
        around = CircleMember.objects.standing().filter(account_id=account.pk, case_id=OuterRef("case_id"))
        own = Q(seat=Seat.NEWCOMER, newcomer_id=OuterRef("newcomer_id"))
        told = around.filter(own | Q(seat=Seat.WORKER, organization_id__in=account.organizations(Seat.WORKER)))
        to_me = Q(recipient_id__in=account.organizations(), withdrawn_at=None)
        return rows.filter(Q(method__in=(Method.RELAYED, Method.APPLICATION)) | to_me | Exists(told))

    def chosen(self) -> Self:
        """Said by the adult: on the own telephone, aloud or on paper; not passed on by others."""
        return self.filter(method__in=CHOSEN)

    def to_person(self, account_id: UUID) -> Self:
        """A yes to this one person of an organization, and to nobody else there."""
        return self.filter(recipient_person_id=account_id)

    def in_force(self) -> Self:
        """Given, not run out, not withdrawn. A yes passed on before arrival also ends by the arrival's day: the walls know."""
        now = clock.now()
        return (
            self.filter(given_at__lte=now)
            .filter(Q(expires_at=None) | Q(expires_at__gt=now))
            .filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=now))
        )

    def run_out(self) -> Self:
        """Whose last day is past, where the adult has not said yes to the same organization anew."""
        now = clock.now()
        again = Consent.objects.in_force().filter(newcomer_id=OuterRef("newcomer_id"), recipient_id=OuterRef("recipient_id"))
        again = again.filter(given_at__gt=OuterRef("given_at"))
        return self.filter(expires_at__lte=now, withdrawn_at=None).exclude(Exists(again))


@pghistory.track()
class Consent(Thing):
    """One adult lets one organization read some levels. Relayed ones are provisional until the adult chooses.

    Giver `newcomer`; `recipient` an organization, `recipient_person` where the yes is to one person of it; `levels` a
    mask of Level, `left_out` topics (domains of the catalogue) taken out of it; `edition`, `text_key` and `text_digest`
    name the sentence that was shown, in `language`; `recorded_by` and `witness`, who is no sponsor and no relative.
    """

    FREEZES = False
    LEVEL = Level.CIRCLE
    WRITE_LEVEL = Level.CIRCLE
    SCOPES = ("case_id", "newcomer_id")
    PRIVACY: ClassVar = {
        **dict.fromkeys(
            (
                "id",
                "case",
                "newcomer",
                "recipient",
                "recipient_person",
                "purpose",
                "levels",
                "left_out",
                "edition",
                "language",
                "text_key",
                "text_digest",
                "method",
                "recorded_by",
                "given_at",
                "expires_at",
                "withdrawn_at",
            ),
            PLAIN,
        ),
        "witness": FREE_TEXT,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents")
    newcomer = models.ForeignKey(Newcomer, on_delete=models.PROTECT, related_name="consents")
    recipient = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40, default="settlement")
    levels = models.IntegerField()
    recipient_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    left_out = ArrayField(models.CharField(max_length=40), default=list)
    edition = models.CharField(max_length=50, blank=True)
    language = models.CharField(max_length=12)
    text_key = models.CharField(max_length=60)
    text_digest = models.CharField(max_length=64)
    method = models.CharField(max_length=20, choices=Method)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    witness = models.CharField(max_length=80, blank=True)
    given_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ConsentQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.method} {self.pk}"

    def is_in_force(self) -> bool:
        """Given, not run out, not withdrawn: the same as `in_force`, for a row at hand."""
        ends = [end for end in (self.expires_at, self.withdrawn_at) if end]
        return self.given_at <= clock.now() and all(end > clock.now() for end in ends)
