"""Thing, the base of every row; the journal of acts; the read log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import Coalesce

from intentional_connection.access.models import Reach
from intentional_connection.access.privacy import PLAIN
from intentional_connection.access.seats import BY_THING, Level
from intentional_connection.kernel import clock, ids

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID


class Thing(models.Model):
    """Base of every row: a key made in Python, ordered by time."""

    #: Whether newer rows stay out of the sight of an organization whose view of the family is frozen.
    FREEZES: ClassVar[bool] = True
    #: Moments at which a row is changed in its place: where that came after the freeze, the row is out of sight.
    FREEZES_AT: ClassVar[tuple[str, ...]] = ()
    #: Whether an adult of the family can hide rows of this table from somebody of the sponsors.
    NARROWS: ClassVar[bool] = False

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)

    class Meta:
        abstract = True


#: Kinds of rows that can be hidden from somebody, and of what stands beside them: acts about them are hidden with them.
NARROWED = (
    *("task", "taskdone", "taskcomment", "roleline", "role", "confirmation", "question", "serviceconnection", "connectionanswer"),
    *("onwardreferral", "onwardoutcome", "circumstance", "privatecircumstance", "budgetline", "supportplan"),
)


class ActQuerySet(models.QuerySet["Act"]):
    def visible_to(self, account: Any) -> Self:
        """My own acts, those about a case whose level I may read, and those about a person or thing that I may read."""
        of_the_family = models.Case(models.When(of_a_thing=0, then=F("case_id")))
        covering = (
            Reach.objects.of(account.principals())
            .filter(Q(scope=OuterRef("of_the_family")) | Q(scope=OuterRef("thing_id")))
            .alias(bits=models.ExpressionWrapper(F("read").bitand(OuterRef("level")), models.IntegerField()))  # type: ignore[arg-type]
            .filter(bits__gt=0)
        )
        rows = self.alias(of_a_thing=F("level").bitand(int(BY_THING)), of_the_family=of_the_family)
        for case_id, floor in account.frozen.items():
            rows = rows.exclude(~Q(by_id=account.pk), case_id=case_id, pk__gte=floor)
        if account.hidden:
            rows = rows.exclude(kind__in=NARROWED, thing_id__in=account.hidden)
        return rows.filter(Q(by_id=account.pk) | models.Exists(covering))

    def about(self, case_id: Any) -> Self:
        """Acts about one family, newest first."""
        return self.filter(case_id=case_id).order_by("-at", "-id")

    def told(self, verbs: Iterable[str]) -> Self:
        """Acts of these verbs alone."""
        return self.filter(verb__in=list(verbs))


class Act(Thing):
    """Who did which verb on what, when, in which seat. Append-only; PLAIN facts only."""

    PRIVACY: ClassVar = dict.fromkeys(
        ("id", "at", "by", "seat", "verb", "room", "kind", "thing_id", "case_id", "level", "facts"), PLAIN
    )

    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seat = models.CharField(max_length=30)
    verb = models.CharField(max_length=60)
    room = models.CharField(max_length=30)
    kind = models.CharField(max_length=60)
    thing_id = models.UUIDField()
    case_id = models.UUIDField(null=True)
    level = models.IntegerField(default=0)
    facts = models.JSONField(default=dict)

    objects = ActQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case_id", "-at"], name="act_case")]

    def __str__(self) -> str:
        return f"{self.verb} {self.kind}"


class ReadLogQuerySet(models.QuerySet["ReadLog"]):
    def visible_to(self, account: Any) -> Self:
        """What I opened myself; as an adult of a family, what others opened of what I read there myself.

        Never what is protected, nothing of one person but of whom I read the same, nothing that another adult opened.
        """
        told = (
            Reach.objects.of(account.principals())
            .filter(case_id=OuterRef("case_id"), scope=Coalesce(OuterRef("person_id"), OuterRef("case_id")))
            .alias(bits=models.ExpressionWrapper(F("read").bitand(OuterRef("level")), models.IntegerField()))  # type: ignore[arg-type]
            .filter(bits__gt=0)
        )
        adults = Reach.objects.writing(Level.IDENTITY).filter(case_id=OuterRef("case_id"))  # nobody else writes who one is
        own = adults.of([account.pk])
        rows = self.alias(secret=F("level").bitand(int(Level.PROTECTION)), of_a_person=F("level").bitand(int(BY_THING)))
        told_me = Q(secret=0) & (Q(of_a_person=0) | Q(person_id__isnull=False))
        return rows.filter(
            Q(by_id=account.pk)
            | told_me & models.Exists(own) & ~models.Exists(adults.filter(principal=OuterRef("by_id"))) & models.Exists(told)
        )

    def told_to(self, account: Any, case_id: Any) -> Self:
        """What others opened of a family, as its adult may know it."""
        return self.filter(case_id=case_id).exclude(by_id=account.pk)


class ReadLog(Thing):
    """Who opened what above `basic`. Append-only."""

    PRIVACY: ClassVar = dict.fromkeys(
        ("id", "at", "by", "kind", "thing_id", "case_id", "person_id", "level", "emergency_id"), PLAIN
    )

    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    thing_id = models.UUIDField()
    case_id = models.UUIDField(null=True)
    #: Of which one person of the family; None = of all, or of nobody of a family.
    person_id = models.UUIDField(null=True)
    level = models.IntegerField()
    #: While the family stood open to the reader because of an emergency: which opening. Written by the database alone.
    emergency_id = models.UUIDField(null=True)

    objects = ReadLogQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case_id", "-at"], name="read_case")]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing_id}"


def note_read(row: models.Model, by: Any, level: Level, of: Iterable[UUID] = ()) -> None:
    """Write the read log's lines for a row above `basic`; `of` = whose it is that stands on a page about a whole family."""
    _note(row, by, str(row._meta.model_name), level, of)


def note_export(row: models.Model, by: Any, level: Level) -> None:
    """Write the read log's lines for what somebody takes away from the product as a file."""
    _note(row, by, "export", level)


def _note(row: models.Model, by: Any, kind: str, level: Level, of: Iterable[UUID] = ()) -> None:
    """One line; on a page about all, what belongs to single people stands in lines of its own, one for each of them."""
    person, apart = person_of(row), int(level) & int(BY_THING)
    lines: list[tuple[int, UUID | None]] = [(int(level), person)]
    if person is None and apart:
        people: list[UUID | None] = [*dict.fromkeys(of)]
        lines = [(apart, one) for one in people or [None]]
        if int(level) != apart:
            lines.append((int(level) - apart, None))
    ReadLog.objects.bulk_create(
        ReadLog(by_id=by.pk, kind=kind, thing_id=row.pk, case_id=case_of(row), person_id=one, level=bits) for bits, one in lines
    )


def note_opening(row: models.Model, by: Any, levels: Level) -> None:
    """Write down that a family was opened because of an emergency, and what could be read then."""
    ReadLog.objects.create(by_id=by.pk, kind="emergency", thing_id=row.pk, case_id=case_of(row), level=int(levels))


def note_list(by: Any, *levels: Level) -> None:
    """Write one line for a list that shows something above `basic` of several families: which levels, to whom."""
    if levels:
        level = sum(int(one) for one in set(levels))
        ReadLog.objects.create(by_id=by.pk, kind="list", thing_id=by.pk, level=level)


def case_of(row: models.Model) -> Any:
    """The id of the case that a row belongs to, None for rows outside a case."""
    return row.pk if row._meta.model_name == "case" else getattr(row, "case_id", None)


def person_of(row: models.Model) -> Any:
    """The id of the one person of a family that a row is about, None for what is about all of it."""
    return row.pk if row._meta.model_name == "newcomer" else getattr(row, "newcomer_id", None)
