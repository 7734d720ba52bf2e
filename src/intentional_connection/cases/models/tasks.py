"""The family's tasks: what applies to it, the tasks that follow, ticks and comments."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from intentional_connection.access.models import Reaches, ScopedQuerySet
from intentional_connection.access.privacy import FREE_TEXT, PLAIN
from intentional_connection.access.seats import Level
from intentional_connection.cases.models.case import Case, FamilyThing, Newcomer, OfPersonQuerySet
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from uuid import UUID


class Circumstance(FamilyThing):
    """Something that holds for the family or for one person and makes tasks: a temporary home, a child of school age.

    Only conditions that may be seen on the board; those whose existence is a secret are `PrivateCircumstance`.
    """

    LEVEL = Level.PLAN
    WRITE_LEVEL = Level.PLAN
    SCOPES = ("case_id", "newcomer_id")
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "newcomer", "condition", "by", "at", "ended_by", "ended_at"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="circumstances")
    newcomer = models.ForeignKey(Newcomer, null=True, on_delete=models.PROTECT, related_name="+")
    condition = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = OfPersonQuerySet.as_manager()

    def __str__(self) -> str:
        return self.condition


class PrivateCircumstance(FamilyThing):
    """A condition whose mere existence gives something away (pregnancy, a loan, low income): read with that adult's yes alone."""

    LEVEL = Level.SENSITIVE
    WRITE_LEVEL = Level.SENSITIVE
    SCOPES = ("newcomer_id",)
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "newcomer", "condition", "by", "at", "ended_by", "ended_at"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="private_circumstances")
    newcomer = models.ForeignKey(Newcomer, on_delete=models.PROTECT, related_name="+")
    condition = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.condition


class TaskQuerySet(ScopedQuerySet):
    def visible_to(self, account: object) -> Self:
        """Ordinary tasks with `plan` of the family or of the person; secret ones with that person's `sensitive`, or as a thing."""
        return self.filter(
            Q(Reaches.by(account, Level.PLAN, "case_id"), secret=False, newcomer=None)
            | Q(Reaches.by(account, Level.PLAN, "newcomer_id"), secret=False)
            | Q(Reaches.by(account, Level.SENSITIVE, "newcomer_id", "id"), secret=True)
        ).unfrozen_for(account)


class Task(FamilyThing):
    """One task of one family: a copy of a type of the catalogue (`code` T001…) or the people's own (`code` own:<id>).

    `newcomer` None = the whole family. `sensitive`: its content (comments) asks for `sensitive`. `secret`: its mere
    existence does; such a row always has a `newcomer`.
    `falls_on`: the day it is due as the family's days stood last. Ended when its condition ceased ("not needed", kept).
    """

    LEVEL = Level.PLAN
    WRITE_LEVEL = Level.PLAN
    SCOPES = ("case_id", "newcomer_id")
    PRIVACY: ClassVar = {
        **dict.fromkeys(
            ("id", "case", "code", "newcomer", "sensitive", "secret", "due_on", "falls_on", "by", "at", "ceased_at"), PLAIN
        ),
        "label": FREE_TEXT,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    code = models.CharField(max_length=40)
    newcomer = models.ForeignKey(Newcomer, null=True, on_delete=models.PROTECT, related_name="tasks")
    label = models.CharField(max_length=120, blank=True)
    sensitive = models.BooleanField(default=False)
    secret = models.BooleanField(default=False)
    due_on = models.DateField(null=True)
    falls_on = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    ceased_at = models.DateTimeField(null=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "code", "newcomer"], nulls_distinct=False, name="one_task_per_type_and_person"
            ),
            models.CheckConstraint(condition=Q(secret=False) | Q(newcomer__isnull=False), name="a_secret_is_somebodys"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.pk}"

    @property
    def is_own(self) -> bool:
        """Added by people, not from the catalogue."""
        return self.code.startswith("own:")


class OfTaskQuerySet(ScopedQuerySet):
    def visible_to(self, account: object) -> Self:
        """Who sees the task sees what stands beside it."""
        return self.filter(task__in=Task.objects.visible_to(account)).unfrozen_for(account)


class TaskDone(FamilyThing):
    """Somebody ticked a task; taken back, the row stays with its end."""

    LEVEL = Level.PLAN
    WRITE_LEVEL = Level.PLAN
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "task", "on", "by", "at", "undone_by", "undone_at"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="ticks")
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = OfTaskQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task"], condition=Q(undone_at=None), name="ticked_once"),
        ]

    def __str__(self) -> str:
        return str(self.on)


class TaskCommentQuerySet(ScopedQuerySet):
    def visible_to(self, account: object) -> Self:
        """Of an ordinary task: who sees it. Of a sensitive one: with `sensitive` of the person, or who leads or helps."""
        seen = self.filter(task__in=Task.objects.visible_to(account)).unfrozen_for(account)
        return seen.filter(
            Q(task__sensitive=False, task__secret=False)
            | Q(Reaches.by(account, Level.SENSITIVE, "task__newcomer_id", "task_id"))
            | Q(Reaches.by(account, Level.SENSITIVE, "case_id"), task__newcomer=None)
            | Q(by_id=account.pk)  # type: ignore[attr-defined]
        )

    def of_task(self, task_id: UUID) -> Self:
        """Those beside one task, oldest first."""
        return self.filter(task_id=task_id).order_by("at", "id")


class TaskComment(FamilyThing):
    """A line beside a task, by the party that wrote it. Content: follows the task's own level."""

    LEVEL = Level.SENSITIVE
    WRITE_LEVEL = Level.PLAN
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = {**dict.fromkeys(("id", "case", "task", "voice", "by", "at"), PLAIN), "text": FREE_TEXT}

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="comments")
    voice = models.CharField(max_length=20, choices=Voice)
    text = models.CharField(max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = TaskCommentQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)

    def act_scope(self) -> UUID:
        """Acts about it are told by the task."""
        return self._secret_of() or self.task_id


class NeedAnswer(FamilyThing):
    """The worker's answer to a gap that somebody saw, or the day by which there will be one."""

    LEVEL = Level.PLAN
    WRITE_LEVEL = Level.PLAN
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = {**dict.fromkeys(("id", "case", "need", "by_day", "by", "at"), PLAIN), "text": FREE_TEXT}

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    need = models.ForeignKey("cases.Need", on_delete=models.PROTECT, related_name="answers")
    text = models.CharField(max_length=400, blank=True)
    by_day = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text="") | Q(by_day__isnull=False), name="an_answer_or_a_day"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
