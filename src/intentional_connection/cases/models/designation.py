"""One named worker, and the plan where nobody speaks the family's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from intentional_connection.access.models import ScopedQuerySet
from intentional_connection.access.privacy import PLAIN
from intentional_connection.access.seats import Level, Seat
from intentional_connection.cases.models.case import Case
from intentional_connection.cases.models.circle import CircleMember
from intentional_connection.cases.models.contact import LastContact
from intentional_connection.cases.models.referral import Referral
from intentional_connection.journal.models import Thing
from intentional_connection.kernel import clock
from intentional_connection.partners.models import Organization

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from intentional_connection.partners.models import Membership


class Rank(models.TextChoices):
    # Translators: the one named worker of a family
    PRIMARY = "primary", _("your worker")
    # Translators: steps in when the worker is away
    BACKUP = "backup", _("backup")


class TsTzRange(models.Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class DesignationQuerySet(ScopedQuerySet):
    def standing(self) -> Self:
        """Begun and not ended."""
        now = clock.now()
        return self.filter(since__lte=now).filter(Q(until=None) | Q(until__gt=now))

    def held_by(self, membership: Membership) -> Self:
        """Those by which this membership is a family's one contact: a worker, named or for the time being, or a supervisor."""
        rows = self.primary().filter(
            until=None, account_id=membership.account_id, organization_id=membership.organization_id
        )
        as_worker = Q(interim=False) | Q(works_there())
        return rows.filter(as_worker if membership.seat == Seat.WORKER else ~as_worker)

    def primary(self) -> Self:
        """The single contact, one at any instant."""
        return self.filter(rank=Rank.PRIMARY)


def works_there() -> Exists:
    """The contact stands in the circle as a worker: also a colleague who does the worker's part for the time being."""
    rows = CircleMember.objects.standing().filter(seat=Seat.WORKER, account_id=OuterRef("account_id"))
    return Exists(rows.filter(case_id=OuterRef("case_id"), organization_id=OuterRef("organization_id")))


class Designation(Thing):
    """Who is the family's one contact, or the backup, from … to ….

    From acceptance on there is exactly one primary contact at any instant: until a worker is named
    it is the person who accepted (`interim`). The database holds both halves of that sentence.
    `points` is the family's weight in the worker's caseload; `languages` the codes of the worker's languages on
    the day of the naming, best first. Why this worker: `DesignationExplanation`.
    """

    FREEZES = False
    LEVEL = Level.BASIC
    WRITE_LEVEL = Level.CIRCLE
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(
        (
            "id",
            "case",
            "referral",
            "account",
            "organization",
            "rank",
            "interim",
            "points",
            "since",
            "until",
            "named_by",
            "languages",
        ),
        PLAIN,
    )

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="designations")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="designations")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    rank = models.CharField(max_length=10, choices=Rank)
    interim = models.BooleanField(default=False)
    points = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    languages = ArrayField(models.CharField(max_length=12), default=list)

    objects = DesignationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_primary_contact_at_any_instant",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    (TsTzRange("since", "until"), RangeOperators.OVERLAPS),
                ],
                condition=Q(rank=Rank.PRIMARY),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank} {self.pk}"


class DesignationExplanation(Thing):
    """Why this worker: for the agency alone, as it tells of colleagues' caseloads and absences.

    `explanation` keeps the suggestions as they were shown, `inputs` what they were made from, `chosen_rank` the
    place of the one chosen (1 = first, 0 = not among them), `override` the reason code where it was not the first.
    """

    FREEZES = False
    LEVEL = Level.WORKLOG
    WRITE_LEVEL = Level.CIRCLE
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(
        ("id", "case", "designation", "explanation", "inputs", "chosen_rank", "override"), PLAIN
    )

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    designation = models.OneToOneField(Designation, on_delete=models.PROTECT, related_name="why")
    explanation = models.JSONField(default=dict)
    inputs = models.JSONField(default=dict)
    chosen_rank = models.PositiveSmallIntegerField(default=0)
    override = models.CharField(max_length=40, blank=True)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


def worker_stands(case: Case) -> bool:
    """Whether somebody does the worker's part now: the worker by name, or a colleague until one is named."""
    return Designation.objects.standing().primary().filter(Q(interim=False) | Q(works_there()), case=case).exists()


def needs_handover(case: Case, referral: Referral) -> bool:
    """Whether a worker of this agency has been in touch since it has the family without a gap: then nobody is simply named anew."""
    began = None
    for row in Designation.objects.primary().filter(case=case, referral=referral).order_by("-since"):
        if began is not None and row.until != began:  # every adult had stopped taking part meanwhile
            return False
        if not row.interim:
            return LastContact.objects.filter(case=case).exists()
        began = row.since
    return False


def instant_after(case: Case | UUID) -> datetime:
    """Now, and not before the last designation began: a transaction that waited for a lock began earlier than what it waited for."""
    last: datetime | None = Designation.objects.filter(case=case).aggregate(last=models.Max("since"))["last"]
    now = clock.now()
    return max(now, last) if last else now


class LanguagePlan(Thing):
    """No speaker was free: an interpreter works with the named worker; the reason is kept and counted."""

    FREEZES = False
    LEVEL = Level.BASIC
    WRITE_LEVEL = Level.CIRCLE
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "designation", "kind", "reason", "by", "at"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="language_plans")
    designation = models.OneToOneField(Designation, on_delete=models.PROTECT, related_name="language_plan")
    kind = models.CharField(max_length=40)
    reason = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.kind
