"""The year to its end: people who follow, a move, month 13, closure and lasting contact; and stopping before."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import connection, models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from intentional_connection.access.models import Reaches, ScopedQuerySet
from intentional_connection.access.privacy import CONTACT, NAME, PLAIN
from intentional_connection.access.seats import Level, Seat
from intentional_connection.cases.models.case import AgeGroup, Case, FamilyThing, Newcomer
from intentional_connection.cases.models.circle import CircleMember, Method
from intentional_connection.cases.models.sharing import months_on
from intentional_connection.kernel import clock
from intentional_connection.partners.models import Organization

#: Others read until so long after the end (handbook 3.9); the database counts the same.
KEPT_AFTER_END = timedelta(days=30)
#: Who follows applies within so long of the first landing: the one-year window.
ONE_YEAR_WINDOW = timedelta(days=365)

#: Names are taken away so many months after the end; the evaluation may ask until then.
FORGOTTEN_AFTER_MONTHS = 24
#: The plan for month 13 is begun so many months before the support ends.
PREPARED_MONTHS = 3

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from intentional_connection.people.models import Account


def months_after(day: date, months: int) -> date:
    """The same day so many months later, a month's last day where that month is shorter: as the database counts."""
    return months_on(datetime.combine(day, time(12), clock.ONTARIO), months).date()


def month_13_begins(arrived: date, months: int) -> date:
    """From this day on the month after the sponsorship is prepared."""
    return months_after(arrived, months - PREPARED_MONTHS)


class FollowingRelative(FamilyThing):
    """Somebody of the declared family who follows under the one-year window, as one adult says it.

    `applied_on`: the day of the application; it counts within 365 days of the first landing. `landed`: who the person became here.
    """

    LEVEL = Level.SENSITIVE
    WRITE_LEVEL = Level.SENSITIVE
    SCOPES = ("newcomer_id",)
    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "case", "newcomer", "age_group", "applied_on", "landed", "by", "at"), PLAIN),
        "name": NAME,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    newcomer = models.ForeignKey(Newcomer, on_delete=models.PROTECT, related_name="following")
    name = models.CharField(max_length=60)
    age_group = models.CharField(max_length=10, choices=AgeGroup)
    applied_on = models.DateField(null=True)
    landed = models.OneToOneField(Newcomer, null=True, on_delete=models.PROTECT, related_name="followed_as")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


#: So long before the last day of the window everybody concerned is warned.
WINDOW_WARNS = timedelta(days=60)


class MoveOutcome(models.TextChoices):
    """How the sponsorship goes on after a move (handbook, section 4)."""

    SELF_SUPPORTING = "self_supporting", _("The family supports itself")
    MONEY_ONLY = "money_only", _("The sponsors go on paying, from afar")
    ANOTHER_GROUP = "another_group", _("Another group takes over")
    BREAKDOWN = "breakdown", _("The sponsorship ends")


class MoveQuerySet(ScopedQuerySet):
    def standing(self) -> Self:
        """Not called off."""
        return self.filter(called_off_at=None)


class Move(FamilyThing):
    """The family moves to another community on an agreed day; how the sponsorship goes on is written once it is known.

    `agency`: which agency of the new community could take the family on; each adult says yes or no to it alone.
    """

    LEVEL = Level.PLAN
    WRITE_LEVEL = Level.PLAN
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(
        (
            *("id", "case", "community", "fsa", "on", "by", "at", "outcome", "settled_by", "settled_at"),
            *("called_off_at", "called_off_by", "agency"),
        ),
        PLAIN,
    )

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="moves")
    community = models.CharField(max_length=80)
    fsa = models.CharField(max_length=3)
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    outcome = models.CharField(max_length=20, choices=MoveOutcome, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)
    called_off_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="+")

    objects = MoveQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(called_off_at=None, settled_at=None), name="one_open_move"
            ),
        ]

    def __str__(self) -> str:
        return str(self.on)


class WithdrawalQuerySet(ScopedQuerySet):
    def standing(self) -> Self:
        """Not undone."""
        return self.filter(undone_at=None)

    def of(self, account: Account) -> Self:
        """Said by this account's own person."""
        return self.filter(newcomer__circle_rows__account_id=account.pk, newcomer__circle_rows__seat=Seat.NEWCOMER)

    def visible_to(self, account: Account) -> Self:
        """The adult, and whoever wrote it down."""
        around = CircleMember.objects.standing().filter(account_id=account.pk, case_id=OuterRef("case_id"))
        return self.filter(Q(by_id=account.pk) | Exists(around.filter(seat=Seat.NEWCOMER, newcomer_id=OuterRef("newcomer_id"))))


class Withdrawal(FamilyThing):
    """An adult stops taking part. Services go on; the others' view of this adult ends at the next request; only counts remain.

    Once every adult has, the agency leaves the circle too. `undone_at`: the adult takes part again.
    """

    LEVEL = Level.PROTECTION
    WRITE_LEVEL = Level.PROTECTION
    SCOPES = ("pk",)
    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "case", "newcomer", "method", "by", "at", "undone_at", "undone_by"), PLAIN),
        "witness": NAME,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    newcomer = models.ForeignKey(Newcomer, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=20, choices=Method, default=Method.OWN_PHONE)
    witness = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["newcomer"], condition=Q(undone_at=None), name="withdrawn_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


def all_withdrawn(case_id: UUID) -> bool:
    """Whether every adult of the family stopped taking part: yes or no, and who is not told."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT all_withdrawn(%s)", [case_id])
        return bool(cursor.fetchone()[0])


def said_yes(move: Move) -> bool:
    """Whether each adult who takes part said an own yes to the agency of the new community since the move was planned."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT said_yes_to(%s, %s, %s)", [move.case_id, move.agency_id, move.at])
        return bool(cursor.fetchone()[0])


class TransitionPlan(FamilyThing):
    """The plan for month 13, the first without sponsorship, was begun; its budget stands with each adult."""

    LEVEL = Level.PLAN
    WRITE_LEVEL = Level.PLAN
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "by", "at"), PLAIN)

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="transition")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class BudgetLine(FamilyThing):
    """One line of an adult's budget for month 13: `item` a code of the edition's groups "income" and "cost", Canadian dollars a month."""

    LEVEL = Level.SENSITIVE
    WRITE_LEVEL = Level.SENSITIVE
    SCOPES = ("newcomer_id",)
    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "case", "newcomer", "item", "by", "at", "ended_at"), PLAIN),
        "amount": CONTACT,  # of one person, never to be counted or exported
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    newcomer = models.ForeignKey(Newcomer, on_delete=models.PROTECT, related_name="budget")
    item = models.CharField(max_length=40)
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["newcomer", "item"], condition=Q(ended_at=None), name="one_amount_per_item"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="an_amount_is_not_negative"),
        ]

    def __str__(self) -> str:
        return self.item


class ClosureQuerySet(ScopedQuerySet):
    def standing(self) -> Self:
        """Not reopened."""
        return self.filter(undone_at=None)


class Closure(FamilyThing):
    """The year together has ended. `reason` a code of the edition's group "closure"; `on` the last day of the sponsorship.

    Whoever is not of the family reads until 30 days after it (handbook 3.9). `undone_at`: opened again.
    """

    LEVEL = Level.BASIC
    WRITE_LEVEL = Level.BASIC
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "meeting", "reason", "on", "by", "at", "undone_at", "undone_by"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="closures")
    meeting = models.ForeignKey("cases.Meeting", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ClosureQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=Q(undone_at=None), name="one_closure_at_a_time"),
        ]

    def __str__(self) -> str:
        return str(self.on)


class LastingContact(FamilyThing):
    """Whom the family may call after the end: a name and a telephone in the words of those who offered it."""

    LEVEL = Level.BASIC
    WRITE_LEVEL = Level.BASIC
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "case", "closure", "by", "at"), PLAIN),
        "name": NAME,
        "reached_at": CONTACT,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="lasting_contacts")
    closure = models.ForeignKey(Closure, on_delete=models.PROTECT, related_name="lasting_contacts")
    name = models.CharField(max_length=120)
    reached_at = models.CharField(max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class ClosingChoiceQuerySet(ScopedQuerySet):
    def visible_to(self, account: Account) -> Self:
        """The adult's own, and for the worker who writes answers down."""
        works = CircleMember.objects.standing().filter(case_id=OuterRef("case_id"), seat=Seat.WORKER, account_id=account.pk)
        own = Reaches.by(account, Level.CIRCLE, "newcomer_id")
        there = Exists(works.filter(organization_id__in=account.organizations(Seat.WORKER)))
        told = Q(there, Reaches.by(account, Level.CIRCLE, "case_id"))
        return self.filter(own | told).unfrozen_for(account)


class ClosingChoice(FamilyThing):
    """What one adult wants after the end: a question at month 13, an interview, and names taken away before the usual 24 months."""

    class Interview(models.TextChoices):
        # Translators: when an adult wants an interview
        NOW = "now", _("Yes, now")
        # Translators: when an adult wants an interview
        LATER = "later", _("Perhaps later")
        # Translators: when an adult wants an interview
        NEVER = "never", _("No")

    LEVEL = Level.CIRCLE
    WRITE_LEVEL = Level.CIRCLE
    SCOPES = ("newcomer_id",)
    PRIVACY: ClassVar = dict.fromkeys(
        ("id", "case", "closure", "newcomer", "month_13", "interview", "forget_early", "method", "by", "at"), PLAIN
    )

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    closure = models.ForeignKey(Closure, on_delete=models.PROTECT, related_name="choices")
    newcomer = models.ForeignKey(Newcomer, on_delete=models.PROTECT, related_name="+")
    month_13 = models.BooleanField(default=False)
    interview = models.CharField(max_length=10, choices=Interview, default=Interview.NEVER)
    forget_early = models.BooleanField(default=False)
    method = models.CharField(max_length=20, choices=Method, default=Method.OWN_PHONE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ClosingChoiceQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
