"""What the waker says of each need after a sleep, and what has changed around the family meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from intentional_connection.access.models import ScopedQuerySet
from intentional_connection.access.privacy import PLAIN
from intentional_connection.access.seats import Level, Seat
from intentional_connection.cases.models.case import Case, FamilyThing
from intentional_connection.cases.models.designation import Designation
from intentional_connection.cases.models.gathering import worker_of
from intentional_connection.cases.models.referral import Need
from intentional_connection.kernel import clock
from intentional_connection.notices import outbox
from intentional_connection.partners.models import Kind, PartnershipAgreement, seat_holders

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.db.models import QuerySet

    from intentional_connection.cases.models import Consent, Pause, Referral
    from intentional_connection.people.models import Account


class Still(models.TextChoices):
    """What holds of a need after a sleep."""

    # Translators: what was missing before the family's years of waiting
    ASK = "ask", _("Ask again")
    # Translators: what was missing before the family's years of waiting
    SO = "so", _("Still so")
    # Translators: what was missing before the family's years of waiting
    NO_LONGER = "no_longer", _("No longer")


class NeedCheckQuerySet(ScopedQuerySet):
    def telling(self) -> Self:
        """Those that change whether a need waits for an answer, oldest first: "still so" leaves it as it was."""
        return self.exclude(still=Still.SO).order_by("at", "id")

    def over(self) -> Self:
        """Those of the needs around this query that say: no longer."""
        return self.filter(need=OuterRef("pk"), still=Still.NO_LONGER)


class NeedCheck(FamilyThing):
    """What was said of a need when the family woke: still so, no longer, or the worker asks again. The newest counts."""

    LEVEL = Level.PLAN
    WRITE_LEVEL = Level.PLAN
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "need", "still", "by", "at"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="checks")
    still = models.CharField(max_length=10, choices=Still)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = NeedCheckQuerySet.as_manager()

    def __str__(self) -> str:
        return self.still


def stale_needs(pause: Pause, by: Account) -> list[Need]:
    """What was missing before the sleep, as far as the waker reads it, without what was said to be no longer so."""
    rows = Need.objects.visible_to(by).filter(case=pause.case_id, at__lt=pause.at).exclude(Exists(NeedCheck.objects.over()))
    return list(rows.order_by("at", "id"))


def with_over(needs: QuerySet[Need]) -> QuerySet[Need]:
    """Needs, each with the moment at which it was said to be none any more (`over_at`)."""
    return needs.annotate(over_at=Subquery(NeedCheck.objects.over().values("at")[:1]))


def end_sleep(pause: Pause, by: Account, still: Mapping[UUID, str] | None = None) -> None:
    """The family is expected again: each need from before is as the waker says, asked again where nothing is said.

    The worker is told that there is something to ask; where nobody is named any more, whoever leads the agency.
    """
    case, said = pause.case, still or {}
    checks = [NeedCheck(case=case, need=need, still=said.get(need.pk, Still.ASK), by=by) for need in stale_needs(pause, by)]
    NeedCheck.objects.bulk_create(checks)
    pause.end(by)
    if (worker := worker_of(case)) and any(check.still == Still.ASK for check in checks):
        outbox.post([worker], by, "gap_seen", about=case, path=f"/families/{case.pk}/gaps/")
    referral = case.accepted_referral
    if referral and Designation.objects.standing().primary().filter(case=case, interim=True).exists():
        leads = seat_holders(referral.agency, Seat.SUPERVISOR)
        outbox.post(leads, by, "worker_wanted", about=case, path=f"/families/{case.pk}/")


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What a sleep may have outlived: the worker named before it, the agreement of both sides, a yes of an adult.

    `named`: the newest worker by name, whether there still or not; `agreed` None where no SAH agreed with the agency.
    """

    referral: Referral | None
    named: Designation | None
    agreed: bool | None
    run_out: list[Consent]


def meanwhile(case: Case, by: Account, referral: Referral | None) -> Meanwhile:
    """What the waker may read of it."""
    named = Designation.objects.visible_to(by).primary().filter(case=case, interim=False).select_related("account__profile")
    agreed = None
    if referral and referral.sender.kind == Kind.SAH and case.adoption.has("agreements"):
        rows = PartnershipAgreement.objects.visible_to(by).between(referral.agency, referral.sender)
        agreed = rows.in_force(clock.today()).exists()
    ended = case.consents.visible_to(by).run_out().select_related("newcomer", "recipient").order_by("expires_at", "id")
    return Meanwhile(referral, named.order_by("-since").first(), agreed, list(ended))
