"""Staying in touch between meetings: questions, news for all, the private line, how somebody is, and the way to a service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from intentional_connection.access.models import ScopedQuerySet
from intentional_connection.access.privacy import CONTACT, FREE_TEXT, PLAIN
from intentional_connection.access.seats import Level, Seat
from intentional_connection.cases.models.case import Case, FamilyThing, Newcomer, OfPersonQuerySet
from intentional_connection.cases.models.circle import CircleMember
from intentional_connection.cases.models.connection import ServiceConnection
from intentional_connection.cases.models.handover import HandoverWish
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from intentional_connection.people.models import Account


class WorkerQuestion(FamilyThing):
    """A question that sponsors, SAH or family ask the worker in the open, and its answer; its age is counted from `at`."""

    FREEZES_AT = ("answered_at",)
    LEVEL = Level.PLAN
    WRITE_LEVEL = Level.PLAN
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "case", "voice", "by", "at", "answered_by", "answered_at"), PLAIN),
        "text": FREE_TEXT,
        "answer": FREE_TEXT,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="worker_questions")
    voice = models.CharField(max_length=20, choices=Voice)
    text = models.CharField(max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    answer = models.CharField(max_length=600, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class Update(FamilyThing):
    """News that one voice writes to all four; the family reads it too."""

    LEVEL = Level.PLAN
    WRITE_LEVEL = Level.PLAN
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = {**dict.fromkeys(("id", "case", "voice", "by", "at"), PLAIN), "text": FREE_TEXT}

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="updates")
    voice = models.CharField(max_length=20, choices=Voice)
    text = models.CharField(max_length=600)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class PrivateQuerySet(ScopedQuerySet):
    def visible_to(self, account: Account) -> Self:
        """The adult's own; the worker to whom it was said; a later worker only where the adult agreed (handbook 3.3, 3.6)."""
        around = CircleMember.objects.standing().filter(account_id=account.pk, case_id=OuterRef("case_id"))
        adult = around.filter(seat=Seat.NEWCOMER, newcomer_id=OuterRef("newcomer_id"))
        said = HandoverWish.objects.newest().filter(newcomer_id=OuterRef("newcomer_id"), with_private=True)
        passed_on = said.filter(handover__done_at__isnull=False, handover__to_id=account.pk)
        return super().visible_to(account).filter(Q(worker_id=account.pk) | Exists(adult) | Exists(passed_on))


class PrivateMessage(FamilyThing):
    """The private line: one adult and the worker, nobody else. Absent from everybody else's pages, counts and history."""

    FREEZES = False
    LEVEL = Level.PRIVATE
    WRITE_LEVEL = Level.PRIVATE
    SCOPES = ("newcomer_id",)
    PRIVACY: ClassVar = {**dict.fromkeys(("id", "case", "newcomer", "worker", "by", "at"), PLAIN), "text": FREE_TEXT}

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    newcomer = models.ForeignKey(Newcomer, on_delete=models.PROTECT, related_name="private_messages")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = PrivateQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class Feeling(models.TextChoices):
    """How an adult is, on a scale of three faces."""

    # Translators: answer to "How are you?"
    GOOD = "good", _("Good")
    # Translators: answer to "How are you?"
    SO_SO = "so_so", _("So-so")
    # Translators: answer to "How are you?"
    HARD = "hard", _("Not good")


class CheckIn(FamilyThing):
    """An adult says how things are; the worker answers in person. On the private line."""

    FREEZES = False
    LEVEL = Level.PRIVATE
    WRITE_LEVEL = Level.PRIVATE
    SCOPES = ("newcomer_id",)
    PRIVACY: ClassVar = {
        **dict.fromkeys(
            ("id", "case", "newcomer", "worker", "feeling", "wants_call", "by", "at", "answered_by", "answered_at"), PLAIN
        ),
        "answer": FREE_TEXT,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    newcomer = models.ForeignKey(Newcomer, on_delete=models.PROTECT, related_name="check_ins")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    feeling = models.CharField(max_length=10, choices=Feeling)
    wants_call = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    answer = models.CharField(max_length=600, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = PrivateQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def comes_first(self) -> bool:
        """Somebody who is not well, or who asked for a call."""
        return self.wants_call or self.feeling == Feeling.HARD


class OnwardReferral(FamilyThing):
    """The worker asks one service to receive a person or the family, beside an item of the connection check.

    `service` and `reached_at` in the worker's words; `ask_on` = the day to ask what came of it.
    """

    NARROWS = True
    LEVEL = Level.PLAN
    WRITE_LEVEL = Level.PLAN
    SCOPES = ("case_id", "newcomer_id")
    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "case", "newcomer", "connection", "ask_on", "by", "at"), PLAIN),
        "service": FREE_TEXT,
        "reached_at": CONTACT,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="onward_referrals")
    newcomer = models.ForeignKey(Newcomer, null=True, on_delete=models.PROTECT, related_name="+")
    connection = models.ForeignKey(ServiceConnection, null=True, on_delete=models.PROTECT, related_name="onward_referrals")
    service = models.CharField(max_length=160)
    reached_at = models.CharField(max_length=200, blank=True)
    ask_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = OfPersonQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class OfOnwardReferralQuerySet(ScopedQuerySet):
    def visible_to(self, account: Account) -> Self:
        """Who sees the referral sees what came of it."""
        return self.filter(referral__in=OnwardReferral.objects.visible_to(account)).unfrozen_for(account)


class OnwardOutcome(FamilyThing):
    """What came of an onward referral, a code of the edition's group "outcome"; the newest counts."""

    LEVEL = Level.PLAN
    WRITE_LEVEL = Level.PLAN
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "referral", "outcome", "on", "by", "at"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey(OnwardReferral, on_delete=models.PROTECT, related_name="outcomes")
    outcome = models.CharField(max_length=40)
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = OfOnwardReferralQuerySet.as_manager()

    def __str__(self) -> str:
        return self.outcome


def onward_of(account: Account, case: Case, **only: Any) -> list[Any]:
    """Ways to services of a family, the newest first, each with its newest outcome in words (`came_of`, `outcome_on`)."""
    newest = OnwardOutcome.objects.filter(referral=OuterRef("pk")).order_by("-at", "-id")
    rows = OnwardReferral.objects.visible_to(account).filter(case=case, **only).select_related("newcomer")
    rows = rows.annotate(outcome=Subquery(newest.values("outcome")[:1]), outcome_on=Subquery(newest.values("on")[:1]))
    found: list[Any] = list(rows.order_by("-at", "-id"))
    for row in found:
        row.came_of = case.adoption.edition.reason(row.outcome) if row.outcome else None
    return found


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said on a private line: words, or how somebody is with the answer to it."""

    at: datetime
    text: str = ""
    check: CheckIn | None = None
    by_worker: bool = False


def line_of(account: Account, newcomer: Newcomer) -> list[Said]:
    """What stands on the line that the account may read, the newest first."""
    texts = PrivateMessage.objects.visible_to(account).filter(newcomer=newcomer)
    checks = CheckIn.objects.visible_to(account).filter(newcomer=newcomer)
    found = [Said(row.at, text=row.text, by_worker=row.by_id == row.worker_id) for row in texts]
    found += [Said(row.at, check=row) for row in checks]
    return sorted(found, key=lambda one: one.at, reverse=True)


def check_ins_waiting(account: Account, case: Case) -> list[CheckIn]:
    """Check-ins that nobody has answered: who is not well or wants a call first, then the oldest."""
    rows = CheckIn.objects.visible_to(account).filter(case=case, answered_at=None).select_related("newcomer")
    return sorted(rows, key=lambda row: (not row.comes_first, row.at))


def who_wrote(account: Account, case: Case) -> set[UUID]:
    """On whose private lines something stands that the account may read."""
    return set(PrivateMessage.objects.visible_to(account).filter(case=case).values_list("newcomer_id", flat=True))
