"""What is read only by those named: concerns, restricted notes, a difficulty heard side by side, a frozen view, added support."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from intentional_connection.access.models import Reaches, ScopedQuerySet
from intentional_connection.access.privacy import FREE_TEXT, NAME, PLAIN
from intentional_connection.access.seats import Level, Seat
from intentional_connection.cases.models.case import Case, FamilyThing, Newcomer
from intentional_connection.cases.models.circle import CircleMember, Method
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.kernel import clock
from intentional_connection.partners.models import Organization

if TYPE_CHECKING:
    from uuid import UUID

    from intentional_connection.people.models import Account


class HearsBy(models.TextChoices):
    """Who hears a concern."""

    # Translators: who hears a concern
    WORKER = "worker", _("Your worker")
    # Translators: who hears a concern
    SUPERVISOR = "supervisor", _("Somebody who leads the settlement agency")
    # Translators: who hears a concern: the sponsors' organization
    SAH = "sah", _("The sponsors’ organization")
    # Translators: who hears a concern: a person of the site outside the circle
    LISTENER = "listener", _("Somebody outside, who only listens")


class ProtectedQuerySet(ScopedQuerySet):
    def visible_to(self, account: Account) -> Self:
        """What one is named for as a reader; what one wrote oneself, while one reads the family."""
        around = Reaches.by(account, Level.BASIC, "case_id")
        return super().visible_to(account) | self.filter(around, by=account.pk)

    def of_case(self, case_id: UUID) -> Self:
        """Of one family, the newest first."""
        return self.filter(case_id=case_id).order_by("-at", "-id")

    def written_by(self, account: Account) -> Self:
        """Those of one author."""
        return self.filter(by=account.pk)

    def standing(self) -> Self:
        """Notes and difficulties that have not ended."""
        return self.filter(ended_at=None)


class ProtectedThing(FamilyThing):
    """A row that only its author and the readers named for it read; never the one it is about (handbook 3.6).

    Readers are named one by one: a frozen view does not take a row from them.
    """

    FREEZES = False
    LEVEL = Level.PROTECTION
    WRITE_LEVEL = Level.PROTECTION
    SCOPES: ClassVar[tuple[str, ...]] = ("pk",)

    objects = ProtectedQuerySet.as_manager()

    class Meta:
        abstract = True

    def seats_of(self, account: Account) -> set[Seat]:
        """The listener's where a reader is named so: a listener reads no family; else the seats around the family."""
        places = account.organizations(Seat.LISTENER)
        if places and self.readers.filter(organization__in=places, seat=Seat.LISTENER).exists():  # type: ignore[attr-defined]
            return {Seat.LISTENER}
        return super().seats_of(account)


class OfProtectedQuerySet(ScopedQuerySet):
    def in_order(self) -> Self:
        """As they were written, with the names of those who wrote them."""
        return self.order_by("at", "id").select_related("by__profile")


class Concern(ProtectedThing):
    """A problem with sponsors, worker or SAH, told to whoever the author chose. `about` the voice, `organization` whose.

    `newcomer`: the adult it comes from; None where somebody else of the circle tells.
    """

    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "case", "newcomer", "about", "organization", "hears", "by", "at", "closed_at", "closed_by"), PLAIN),
        "text": FREE_TEXT,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    newcomer = models.ForeignKey(Newcomer, null=True, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=20, choices=Voice)
    organization = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="+")
    hears = models.CharField(max_length=20, choices=HearsBy)
    text = models.CharField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.pk)


class ConcernReply(FamilyThing):
    """An answer to a concern, by its author or by whoever hears it."""

    FREEZES = False
    LEVEL = Level.PROTECTION
    WRITE_LEVEL = Level.PROTECTION
    SCOPES = ("concern_id",)
    PRIVACY: ClassVar = {**dict.fromkeys(("id", "case", "concern", "by", "at"), PLAIN), "text": FREE_TEXT}

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="replies")
    text = models.CharField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = OfProtectedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)

    def act_scope(self) -> UUID:
        """Acts about it are as protected as what it belongs to."""
        return self.concern_id


class RestrictedNote(ProtectedThing):
    """A short note for safety; readers named one by one. Never about health, never case notes."""

    PRIVACY: ClassVar = {**dict.fromkeys(("id", "case", "by", "at", "ended_at", "ended_by"), PLAIN), "text": FREE_TEXT}

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.pk)


class Difficulty(ProtectedThing):
    """A difficulty between family and sponsors is looked after: each side is heard apart. `safety`: it comes first.

    Ended with the support that was chosen, a code of the edition's group "difficulty".
    """

    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "safety", "by", "at", "outcome", "ended_at", "ended_by"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    safety = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    outcome = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "by"], condition=Q(ended_at=None), name="one_difficulty_at_a_time"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class DifficultySide(FamilyThing):
    """What one side said, heard apart: what happened, what is needed now, what may be told to whom. Read by who looks after it."""

    FREEZES = False
    LEVEL = Level.PROTECTION
    WRITE_LEVEL = Level.PROTECTION
    SCOPES = ("difficulty_id",)
    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "case", "difficulty", "voice", "newcomer", "by", "at"), PLAIN),
        "happened": FREE_TEXT,
        "needed": FREE_TEXT,
        "may_be_told": FREE_TEXT,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    difficulty = models.ForeignKey(Difficulty, on_delete=models.PROTECT, related_name="sides")
    voice = models.CharField(max_length=20, choices=Voice)
    newcomer = models.ForeignKey(Newcomer, null=True, on_delete=models.PROTECT, related_name="+")
    happened = models.CharField(max_length=1000)
    needed = models.CharField(max_length=600, blank=True)
    may_be_told = models.CharField(max_length=600, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = OfProtectedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.voice

    def act_scope(self) -> UUID:
        """Acts about it are as protected as what it belongs to."""
        return self.difficulty_id


class DifficultyDecision(FamilyThing):
    """What comes next in a difficulty: the step, who takes it, by which day; also who tells IRCC, and when."""

    FREEZES = False
    LEVEL = Level.PROTECTION
    WRITE_LEVEL = Level.PROTECTION
    SCOPES = ("difficulty_id",)
    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "case", "difficulty", "step", "owner", "due_on", "by", "at"), PLAIN),
        "text": FREE_TEXT,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    difficulty = models.ForeignKey(Difficulty, on_delete=models.PROTECT, related_name="decisions")
    step = models.CharField(max_length=40)
    text = models.CharField(max_length=400, blank=True)
    owner = models.CharField(max_length=20, choices=Voice)
    due_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = OfProtectedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.step

    def act_scope(self) -> UUID:
        """Acts about it are as protected as what it belongs to."""
        return self.difficulty_id


class ReaderQuerySet(ScopedQuerySet):
    def with_things(self) -> Self:
        """Of notes and difficulties, each with what is read: who hears a concern is not changed."""
        return self.filter(concern=None).select_related("case", "note", "difficulty")

    def standing(self) -> Self:
        """Named, not ended; with their names."""
        return self.filter(ended_at=None).order_by("at", "id").select_related("account__profile")


class ProtectionReader(FamilyThing):
    """One reader named for a concern, a note or a difficulty: a person, or whoever holds a seat in an organization."""

    FREEZES = False
    LEVEL = Level.PROTECTION
    WRITE_LEVEL = Level.PROTECTION
    SCOPES = ("concern_id", "note_id", "difficulty_id")
    PRIVACY: ClassVar = dict.fromkeys(
        ("id", "case", "concern", "note", "difficulty", "account", "organization", "seat", "by", "at", "ended_at"), PLAIN
    )

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    concern = models.ForeignKey(Concern, null=True, on_delete=models.PROTECT, related_name="readers")
    note = models.ForeignKey(RestrictedNote, null=True, on_delete=models.PROTECT, related_name="readers")
    difficulty = models.ForeignKey(Difficulty, null=True, on_delete=models.PROTECT, related_name="readers")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="+")
    seat = models.CharField(max_length=30, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    objects = ReaderQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(account__isnull=False, organization=None, seat="")
                | (Q(account=None, organization__isnull=False) & ~Q(seat="")),
                name="a_reader_is_a_person_or_a_seat",
            ),
            models.CheckConstraint(
                condition=Q(concern__isnull=False, note=None, difficulty=None)
                | Q(concern=None, note__isnull=False, difficulty=None)
                | Q(concern=None, note=None, difficulty__isnull=False),
                name="a_reader_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def act_scope(self) -> UUID:
        """Acts about it are as protected as the thing that is read."""
        return self.concern_id or self.note_id or self.difficulty_id  # type: ignore[return-value]


class FrozenQuerySet(ScopedQuerySet):
    def visible_to(self, account: Account) -> Self:
        """The adult who said yes, and the family's worker; never the organization whose view it is."""
        around = CircleMember.objects.standing().filter(account_id=account.pk, case_id=OuterRef("case_id"))
        told = around.filter(Q(seat=Seat.NEWCOMER, newcomer_id=OuterRef("newcomer_id")) | Q(seat=Seat.WORKER))
        return self.filter(Exists(told))

    def standing(self) -> Self:
        """Begun, not ended."""
        return self.filter(ended_at=None)


class FrozenView(FamilyThing):
    """An organization of sponsors sees the family as it stood at this moment, with an adult's yes; nothing is deleted.

    To its people it is an ordinary page without new items. Rows made later (a greater id) stay out of their sight.
    """

    LEVEL = Level.PROTECTION
    WRITE_LEVEL = Level.PROTECTION
    SCOPES = ("pk",)
    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "case", "organization", "newcomer", "method", "by", "at", "ended_at", "ended_by"), PLAIN),
        "witness": NAME,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    newcomer = models.ForeignKey(Newcomer, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=20, choices=Method, default=Method.OWN_PHONE)
    witness = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = FrozenQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "newcomer"], condition=Q(ended_at=None), name="frozen_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SupportQuerySet(ScopedQuerySet):
    def standing_of(self, case: Case) -> Self:
        """Of one family, not ended, the nearest day first."""
        return self.filter(case=case, ended_at=None).order_by("due_on", "id")


class SupportPlan(FamilyThing):
    """Added support for one person: what, who, by which day, and the day to look at it again. Replaced by a newer row, or ended."""

    LEVEL = Level.SENSITIVE
    WRITE_LEVEL = Level.SENSITIVE
    SCOPES = ("newcomer_id",)
    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "case", "newcomer", "owner", "due_on", "review_on", "by", "at", "ended_at", "ended_by"), PLAIN),
        "text": FREE_TEXT,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    newcomer = models.ForeignKey(Newcomer, on_delete=models.PROTECT, related_name="support_plans")
    text = models.CharField(max_length=600)
    owner = models.CharField(max_length=20, choices=Voice)
    due_on = models.DateField()
    review_on = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = SupportQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)

    def act_scope(self) -> UUID:
        """Acts about it are read by whoever reads what is sensitive of this person."""
        return self.newcomer_id
