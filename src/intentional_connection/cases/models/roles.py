"""Who does what: lines with their roles, yes by yes, and the versions written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.lookups import IsNull
from django.utils.translation import gettext_lazy as _

from intentional_connection.access.models import Reaches, ScopedQuerySet
from intentional_connection.access.privacy import FREE_TEXT, NAME, PLAIN
from intentional_connection.access.seats import Level
from intentional_connection.cases.models.case import Case, FamilyThing, Newcomer
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.meeting import Meeting, Voice
from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from uuid import UUID

    from intentional_connection.people.models import Account


class RoleAgreementQuerySet(ScopedQuerySet):
    def of_case(self, case: UUID) -> Self:
        """The versions of a family's board, the first one first, with the names of those who wrote them down."""
        return self.filter(case_id=case).order_by("version").select_related("by__profile")


class RoleAgreement(FamilyThing):
    """One version of the division of roles, written down: its lines are those begun by then and not replaced.

    `digest` is taken over the lines' digests, sorted. Version 1 is opened by the first board; it stands when written down.
    """

    LEVEL = Level.PLAN
    WRITE_LEVEL = Level.PLAN
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "version", "digest", "meeting", "by", "at"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="role_agreements")
    version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = RoleAgreementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "version"], name="one_agreement_per_version")]

    def __str__(self) -> str:
        return f"v{self.version}"


class RoleLineQuerySet(ScopedQuerySet):
    def visible_to(self, account: Account) -> Self:
        """With `plan` of the family or of the person; a secret line with that person's `sensitive` alone."""
        family, person = (Reaches.by(account, Level.PLAN, scope) for scope in ("case_id", "newcomer_id"))
        own = Reaches.by(account, Level.SENSITIVE, "newcomer_id")
        rows = self.filter(Q(family, secret=False, newcomer=None) | Q(person, secret=False) | Q(own, secret=True))
        return rows.unfrozen_for(account).as_it_stood(account)

    def as_it_stood(self, account: Account) -> Self:
        """In a frozen view a line whose successor came later stands as it stood (`stood`)."""
        if not account.frozen:
            return self
        later = RoleLine.objects.unfrozen_for(account).filter(
            case_id=OuterRef("case_id"), key=OuterRef("key"), begun_in__gte=OuterRef("ended_in"), pk__gt=OuterRef("pk")
        )
        same = later.filter(Q(newcomer_id=OuterRef("newcomer_id")) | Q(IsNull(OuterRef("newcomer_id"), True), newcomer=None))
        return self.annotate(stood=Q(ended_in__isnull=False) & ~Exists(same))

    def holds(self) -> Q:
        """What is true of lines that hold now."""
        return Q(ended_in=None) | Q(stood=True) if "stood" in self.query.annotations else Q(ended_in=None)

    def current(self) -> Self:
        """Lines that hold now."""
        return self.filter(self.holds())

    def of_case(self, case: UUID) -> Self:
        """All rows of a family's board, past ones too, with their parts."""
        return self.filter(case_id=case).order_by("id").prefetch_related("roles")

    def of_version(self, version: int) -> Self:
        """Lines of a version: begun by then, not replaced by then."""
        return self.filter(self.holds() | Q(ended_in__gt=version), begun_in__lte=version)


class RoleLine(FamilyThing):
    """One line of "who does what": a task type (or an own task), for everybody concerned or for one person.

    Never changed: an edit ends this row (`ended_in` = the version that the new one begins in) and makes another.
    `digest` covers key, person, roles and "not needed"; a yes is a yes to this row.
    """

    LEVEL = Level.PLAN
    WRITE_LEVEL = Level.PLAN
    SCOPES = ("case_id", "newcomer_id")
    PRIVACY: ClassVar = dict.fromkeys(
        ("id", "case", "key", "newcomer", "secret", "begun_in", "ended_in", "digest", "not_needed", "by", "at"), PLAIN
    )

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="role_lines")
    key = models.CharField(max_length=40)
    newcomer = models.ForeignKey(Newcomer, null=True, on_delete=models.PROTECT, related_name="+")
    secret = models.BooleanField(default=False)
    begun_in = models.PositiveSmallIntegerField()
    ended_in = models.PositiveSmallIntegerField(null=True)
    digest = models.CharField(max_length=64)
    not_needed = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = RoleLineQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "key", "newcomer"],
                condition=Q(ended_in=None),
                nulls_distinct=False,
                name="one_line_per_task_and_person",
            ),
            models.CheckConstraint(condition=Q(secret=False) | Q(newcomer__isnull=False), name="a_secret_line_is_somebodys"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.pk}"

    @property
    def is_current(self) -> bool:
        """Whether it holds now; in a frozen view, whether it held when that was frozen."""
        return self.ended_in is None or getattr(self, "stood", False)

    def stands_in(self, version: int | None) -> bool:
        """Whether it is a line of this version, or (None) of the board as it is now."""
        if version is None:
            return self.is_current
        return self.begun_in <= version and (self.is_current or self.ended_in > version)  # type: ignore[operator]


class OfLineQuerySet(ScopedQuerySet):
    def visible_to(self, account: Account) -> Self:
        """Who sees the line sees what belongs to it."""
        return self.filter(line__in=RoleLine.objects.visible_to(account)).unfrozen_for(account)


class RolePart(models.TextChoices):
    # Translators: part in a task: this party does it
    LEAD = "lead", _("leads")
    # Translators: part in a task
    HELP = "help", _("helps")
    # Translators: part in a task: this party is kept informed
    INFORMED = "informed", _("is told")


class Role(FamilyThing):
    """A party's part in a line; `account` or `newcomer` is the one person whom the party named, None = its stand-in.

    `reason` where a part asks for one (a sponsor leads a funded service, the SAH steps in for a duty).
    """

    LEVEL = Level.PLAN
    WRITE_LEVEL = Level.PLAN
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "line", "party", "part", "account", "newcomer", "reason"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(RoleLine, on_delete=models.PROTECT, related_name="roles")
    party = models.CharField(max_length=20, choices=Voice)
    part = models.CharField(max_length=10, choices=RolePart)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    newcomer = models.ForeignKey(Newcomer, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40, blank=True)

    objects = OfLineQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["line", "party"], name="one_part_per_party_and_line")]

    def __str__(self) -> str:
        return f"{self.party} {self.part}"


class Confirmation(FamilyThing):
    """A party's yes to one line; of the family, one adult's. Given aloud or on paper: with its witness, who is no sponsor."""

    LEVEL = Level.PLAN
    WRITE_LEVEL = Level.PLAN
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "case", "line", "party", "newcomer", "method", "by", "at", "taken_back_at"), PLAIN),
        "witness": NAME,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(RoleLine, on_delete=models.PROTECT, related_name="confirmations")
    party = models.CharField(max_length=20, choices=Voice)
    newcomer = models.ForeignKey(Newcomer, null=True, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=20, choices=Method, default=Method.OWN_PHONE)
    witness = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    taken_back_at = models.DateTimeField(null=True)

    objects = OfLineQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["line", "party", "newcomer"],
                condition=Q(taken_back_at=None),
                nulls_distinct=False,
                name="one_yes_per_line_and_party",
            ),
            models.CheckConstraint(
                condition=Q(party="newcomer", newcomer__isnull=False) | (~Q(party="newcomer") & Q(newcomer=None)),
                name="the_familys_yes_is_an_adults",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.pk}"


class Question(FamilyThing):
    """"I have a question" about a line instead of a yes; it keeps the line waiting until somebody answers."""

    FREEZES_AT = ("answered_at",)
    LEVEL = Level.PLAN
    WRITE_LEVEL = Level.PLAN
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "case", "line", "party", "newcomer", "by", "at", "answered_by", "answered_at"), PLAIN),
        "text": FREE_TEXT,
        "answer": FREE_TEXT,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(RoleLine, on_delete=models.PROTECT, related_name="questions")
    party = models.CharField(max_length=20, choices=Voice)
    newcomer = models.ForeignKey(Newcomer, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    answer = models.CharField(max_length=400, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = OfLineQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
