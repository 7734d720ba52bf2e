"""The travel notice in its versions, and each person's arrival: days from which dates are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intentional_connection.access.models import ScopedQuerySet
from intentional_connection.access.privacy import CONTACT, FREE_TEXT, PLAIN
from intentional_connection.access.seats import Level
from intentional_connection.cases.models.case import Case, FamilyThing, Newcomer
from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID


class TravelNoticeQuerySet(ScopedQuerySet):
    def newest_first(self) -> Self:
        """The last version first."""
        return self.order_by("-version", "id")

    def of_family(self, case_id: UUID) -> Self:
        """Those of one family."""
        return self.filter(case_id=case_id)


class TravelNotice(FamilyThing):
    """When one person should land, in one version. `lands_on` None = the flight was cancelled and no new day is known.

    `received_on` is the day on which the sponsor side got the notice. A new notice is a new version; the old ones stay.
    The day is `plan` (dates hang on it); flight, port and needs are `TravelDetail`.
    """

    LEVEL = Level.PLAN
    WRITE_LEVEL = Level.TRAVEL
    SCOPES = ("newcomer_id",)
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "newcomer", "version", "received_on", "lands_on", "reason", "by", "at"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="travel_notices")
    newcomer = models.ForeignKey(Newcomer, on_delete=models.PROTECT, related_name="travel_notices")
    version = models.PositiveSmallIntegerField(default=1)
    received_on = models.DateField()
    lands_on = models.DateField(null=True)
    reason = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = TravelNoticeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["newcomer", "version"], name="one_notice_per_version")]

    def __str__(self) -> str:
        return f"{self.version} {self.lands_on}"


class OfFamilyQuerySet(ScopedQuerySet):
    def of_family(self, case_id: UUID) -> Self:
        """Those of one family."""
        return self.filter(case_id=case_id)


class TravelDetail(FamilyThing):
    """Flight, port of entry, hour, special needs of one person's journey: follows that adult's yes to `identity`."""

    LEVEL = Level.TRAVEL
    WRITE_LEVEL = Level.TRAVEL
    SCOPES = ("newcomer_id",)
    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "case", "newcomer", "notice", "lands_at"), PLAIN),
        "flight": CONTACT,
        "port": CONTACT,
        "needs": FREE_TEXT,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    newcomer = models.ForeignKey(Newcomer, on_delete=models.PROTECT, related_name="+")
    notice = models.OneToOneField(TravelNotice, on_delete=models.PROTECT, related_name="detail")
    flight = models.CharField(max_length=40, blank=True)
    port = models.CharField(max_length=80, blank=True)
    lands_at = models.TimeField(null=True)
    needs = models.CharField(max_length=400, blank=True)

    objects = OfFamilyQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class ArrivalQuerySet(ScopedQuerySet):
    def standing(self) -> Self:
        """Recorded and not taken back."""
        return self.filter(undone_at=None)

    def of_family(self, case_id: UUID) -> Self:
        """Those of one family, in the order of their days."""
        return self.filter(case_id=case_id).order_by("on", "id")


class Undone(models.TextChoices):
    """Why an arrival that was recorded did not stand."""

    MISTAKE = "mistake", _("It was written down by mistake")
    MOVED = "moved", _("The journey was moved to another day")
    CANCELLED = "cancelled", _("The journey was cancelled")
    NO_SHOW = "no_show", _("The flight landed without this person")


class Arrival(FamilyThing):
    """One person landed: day 0 of what is counted for them. Rows of one day are one landing; a split arrival has several.

    Recorded by mistake, it is undone with a reason and stays; a moved day is a new row.
    """

    LEVEL = Level.PLAN
    WRITE_LEVEL = Level.PLAN
    SCOPES = ("newcomer_id",)
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "newcomer", "on", "by", "at", "undone_by", "undone_at", "undone_why"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="arrivals")
    newcomer = models.ForeignKey(Newcomer, on_delete=models.PROTECT, related_name="arrivals")
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_why = models.CharField(max_length=40, blank=True)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["newcomer"], condition=Q(undone_at=None), name="one_arrival_at_a_time"),
        ]

    def __str__(self) -> str:
        return str(self.on)


def landing_days(notices: list[TravelNotice]) -> dict[UUID, date | None]:
    """The day on which each person should land by the newest notice, by the person's id."""
    newest: dict[UUID, TravelNotice] = {}
    for row in notices:
        if row.newcomer_id not in newest or row.version > newest[row.newcomer_id].version:
            newest[row.newcomer_id] = row
    return {pk: row.lands_on for pk, row in newest.items()}
