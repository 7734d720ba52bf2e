"""A family opened because of an emergency: for one colleague of its agency, for hours, with two people who look at it (handbook 3.6)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import connection, models
from django.db.models import F, Q

from intentional_connection.access.models import ScopedQuerySet
from intentional_connection.access.privacy import FREE_TEXT, PLAIN
from intentional_connection.access.seats import Level, Seat
from intentional_connection.cases.models.case import Case, FamilyThing
from intentional_connection.kernel import clock
from intentional_connection.partners.models import Organization

if TYPE_CHECKING:
    from uuid import UUID

    from intentional_connection.people.models import Account

#: An opening ends by itself after so many hours at the latest.
MOST_HOURS = 24


class EmergencyQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        """Not ended, and not run out."""
        return self.filter(ended_at=None, until__gt=clock.now())

    def of_case(self, case_id: UUID) -> Self:
        """Of one family, the newest first."""
        return self.filter(case_id=case_id).newest_first()

    def opened_by(self, account: Account) -> Self:
        """What one opened oneself."""
        return self.filter(by=account.pk)

    def newest_first(self) -> Self:
        """The newest first, with the agency and who opened it."""
        return self.select_related("organization", "by__profile").order_by("-at", "-id")


class EmergencyAccess(FamilyThing):
    """One colleague reads one family for at most a day, never `private` and nothing of `protection`, and writes nothing.

    `first` and `second` were told at once and look at it: a supervisor of the agency and the SAH's named person, or the
    site's listener; `…_place` the organization for which each of them was told. Read by these two and the opener.
    """

    FREEZES = False
    LEVEL = Level.PROTECTION
    WRITE_LEVEL = Level.PROTECTION
    SCOPES = ("pk",)
    PRIVACY: ClassVar = {
        **dict.fromkeys(
            (
                *("id", "case", "organization", "first", "first_place", "second", "second_place"),
                *("by", "at", "until", "ended_at", "ended_by"),
            ),
            PLAIN,
        ),
        "reason": FREE_TEXT,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    first = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_place = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second_place = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__gt=F("at"), until__lte=F("at") + timedelta(hours=MOST_HOURS)), name="emergency_of_a_day_at_most"
            ),
            models.CheckConstraint(
                condition=~Q(first=F("second")) & ~Q(first=F("by")) & ~Q(second=F("by")), name="emergency_told_to_two_others"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        """Whether it lets its opener read now."""
        return self.ended_at is None and self.until > clock.now()

    def seats_of(self, account: Account) -> set[Seat]:
        """Of whoever opened it, the seats in the agency; of the two who were told, the seat for which they were."""
        if account.pk == self.by_id:
            return self._held(account, self.organization_id, Seat.WORKER, Seat.SUPERVISOR)
        told = {self.first_id: self.first_place_id, self.second_id: self.second_place_id}
        return self._held(account, told.get(account.pk), Seat.SUPERVISOR, Seat.SAH_STAFF, Seat.LISTENER)

    @staticmethod
    def _held(account: Account, place: UUID | None, *seats: Seat) -> set[Seat]:
        return {seat for seat in seats if place in account.organizations(seat)}


class EmergencyReviewQuerySet(ScopedQuerySet):
    def of(self, emergency: EmergencyAccess) -> Self:
        """What was said of one opening, in order."""
        return self.filter(emergency=emergency).order_by("at", "id")


class EmergencyReview(FamilyThing):
    """What one of the two who were told says of it: fine, or not fine because."""

    FREEZES = False
    LEVEL = Level.PROTECTION
    WRITE_LEVEL = Level.PROTECTION
    SCOPES = ("emergency_id",)
    PRIVACY: ClassVar = {**dict.fromkeys(("id", "case", "emergency", "fine", "by", "at"), PLAIN), "text": FREE_TEXT}

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    emergency = models.ForeignKey(EmergencyAccess, on_delete=models.PROTECT, related_name="reviews")
    fine = models.BooleanField()
    text = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = EmergencyReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["emergency", "by"], name="one_review_each")]

    def __str__(self) -> str:
        return str(self.pk)

    def act_scope(self) -> UUID:
        """Acts about it are as protected as what was opened."""
        return self.emergency_id


def family_of_agency(agency: Organization, tree: str, number: int) -> UUID | None:
    """The id of the family so called that is with this agency now; None also for every other family."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT emergency_family(%s, %s, %s)", [agency.pk, tree, number])
        return cursor.fetchone()[0]  # type: ignore[no-any-return]


def whom_to_tell(case_id: UUID, agency: Organization, *, about_sah: bool) -> list[UUID] | None:
    """The two people to be told, each with the organization: account, place, account, place. None where there are no two."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT emergency_tells(%s, %s, %s)", [case_id, agency.pk, about_sah])
        return cursor.fetchone()[0]  # type: ignore[no-any-return]
