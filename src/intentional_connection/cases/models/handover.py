"""From one worker to the next: the handover, what the family wishes for it, its yes, and another worker asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import connection, models
from django.db.models import Exists, OuterRef, Q

from intentional_connection.access.models import ScopedQuerySet
from intentional_connection.access.privacy import FREE_TEXT, NAME, PLAIN
from intentional_connection.access.seats import Level, Seat
from intentional_connection.cases.models.case import Case, FamilyThing, Newcomer
from intentional_connection.cases.models.circle import CircleMember, Method
from intentional_connection.cases.models.designation import Designation
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.journal.models import Thing
from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from uuid import UUID

    from intentional_connection.people.models import Account


class HandoverQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        """Begun, neither done nor called off."""
        return self.filter(done_at=None, called_off_at=None)

    def of_family(self, case_id: UUID) -> Self:
        """Those of one family, the newest first."""
        return self.filter(case_id=case_id).order_by("-id")

    def counting(self) -> Self:
        """Open or done, not called off."""
        return self.filter(called_off_at=None)

    def with_people(self) -> Self:
        """With both workers' names."""
        return self.select_related("to__profile", "designation__account__profile", "designation__organization")


class Handover(FamilyThing):
    """The family goes from the worker of `designation` to `to`, a worker of the same agency. One at a time, held by the database.

    `on` = the day of change, where it is agreed. Why is not written: nobody is blamed.
    """

    FREEZES = False
    LEVEL = Level.BASIC
    WRITE_LEVEL = Level.CIRCLE
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(
        ("id", "case", "designation", "to", "on", "by", "at", "done_at", "done_by", "called_off_at", "called_off_by"), PLAIN
    )

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="handovers")
    designation = models.ForeignKey(Designation, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="next_for")
    on = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    called_off_at = models.DateTimeField(null=True)
    called_off_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = HandoverQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(done_at=None, called_off_at=None), name="one_open_handover"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        """Neither done nor called off."""
        return self.done_at is None and self.called_off_at is None


class WishQuerySet(ScopedQuerySet):
    def visible_to(self, account: Account) -> Self:
        """The adult's own; those of a handover that I make or take on: whoever only covers reads none."""
        around = CircleMember.objects.standing().filter(account_id=account.pk, seat=Seat.NEWCOMER)
        own = Exists(around.filter(newcomer_id=OuterRef("newcomer_id")))
        hands_over = Q(handover__designation__account_id=account.pk) | Q(handover__to_id=account.pk)
        return super().visible_to(account).filter(hands_over | Q(own))

    def newest(self) -> Self:
        """The last word of each adult in each handover."""
        later = HandoverWish.objects.filter(handover=OuterRef("handover"), newcomer=OuterRef("newcomer"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later))


class HandoverWish(FamilyThing):
    """What one adult wants the next worker to know, and what not; `with_private`: the private line too.

    On the private line: the adult, the leaving and the new worker. The newest of each adult counts.
    """

    FREEZES = False
    LEVEL = Level.PRIVATE
    WRITE_LEVEL = Level.PRIVATE
    SCOPES = ("newcomer_id",)
    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "case", "handover", "newcomer", "with_private", "by", "at"), PLAIN),
        "pass_on": FREE_TEXT,
        "keep_back": FREE_TEXT,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="wishes")
    newcomer = models.ForeignKey(Newcomer, on_delete=models.PROTECT, related_name="+")
    pass_on = models.CharField(max_length=600, blank=True)
    keep_back = models.CharField(max_length=600, blank=True)
    with_private = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = WishQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class HandoverYes(FamilyThing):
    """The yes without which nobody is moved: of each adult after the first meeting, before arrival of the sponsors' contact."""

    FREEZES = False
    LEVEL = Level.BASIC
    WRITE_LEVEL = Level.CIRCLE
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "case", "handover", "voice", "newcomer", "method", "by", "at"), PLAIN),
        "witness": NAME,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="yeses")
    voice = models.CharField(max_length=20, choices=Voice)
    newcomer = models.ForeignKey(Newcomer, null=True, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=20, choices=Method, default=Method.OWN_PHONE)
    witness = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handover", "voice", "newcomer"], nulls_distinct=False, name="one_yes_of_each"),
        ]

    def __str__(self) -> str:
        return self.voice


class RequestQuerySet(ScopedQuerySet):
    def unanswered(self) -> Self:
        """Those that wait for the agency's answer."""
        return self.filter(answered_at=None)

    def of_family(self, case_id: UUID) -> Self:
        """Those of one family, who has waited longest first."""
        return self.filter(case_id=case_id).order_by("id")

    def of_adult(self, newcomer_id: UUID) -> Self:
        """What one adult asked for, the newest first."""
        return self.filter(newcomer_id=newcomer_id).order_by("-id")


class WorkerRequest(Thing):
    """An adult asks for another worker. Read by that adult and the agency's supervisors, never by the worker.

    `wish` a code of the edition's group "worker_wish"; `text` what the adult wants to add.
    """

    FREEZES = False
    LEVEL = Level.PROTECTION
    WRITE_LEVEL = Level.PROTECTION
    SCOPES = ("pk",)
    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "case", "newcomer", "designation", "wish", "by", "at", "answered_by", "answered_at"), PLAIN),
        "text": FREE_TEXT,
        "answer": FREE_TEXT,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    newcomer = models.ForeignKey(Newcomer, on_delete=models.PROTECT, related_name="+")
    designation = models.ForeignKey(Designation, on_delete=models.PROTECT, related_name="+")
    wish = models.CharField(max_length=40)
    text = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    answer = models.CharField(max_length=400, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["newcomer"], condition=Q(answered_at=None), name="one_open_request_of_an_adult"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def seats_of(self, account: Account) -> set:  # type: ignore[type-arg]
        """The account's seats around the family; a supervisor's among them."""
        return self.case.seats_of(account)

    def act_scope(self) -> object:
        """Acts about it are read by whoever reads it."""
        return self.pk


@dataclass(frozen=True, slots=True)
class Asked:
    """One yes that a handover needs: an adult's, or before arrival the sponsors' (no `newcomer`)."""

    newcomer: Newcomer | None
    said: bool


def family_speaks(case: Case) -> bool:
    """Whether each adult says yes to another worker: somebody is here, or all have met. Before that the sponsors' contact does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT family_speaks(%s)", [case.pk])
        return bool(cursor.fetchone()[0])


def whose_yes(handover: Handover, by: Account) -> list[Asked]:
    """Whose yes the handover needs, as the reader may know it; nobody's while no sponsors stand there before arrival."""
    said = set(HandoverYes.objects.visible_to(by).filter(handover=handover).values_list("voice", "newcomer_id"))
    if family_speaks(handover.case):
        adults = handover.case.newcomers.visible_to(by).adults().in_order()  # type: ignore[attr-defined]
        return [Asked(one, (Voice.NEWCOMER, one.pk) in said) for one in adults]
    sponsors = handover.case.circle.standing().filter(seat=Seat.SPONSOR_REP)
    return [Asked(None, (Voice.SPONSOR, None) in said)] if sponsors.exists() else []
