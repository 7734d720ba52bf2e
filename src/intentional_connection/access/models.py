"""Reach: the stored answer to "who reaches which case", and the ceiling it is cut by.

Both tables are written by the database alone: Reach by `rebuild_reach()`, Ceiling by migrations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from intentional_connection.access.privacy import PLAIN
from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from intentional_connection.access.seats import Level


class ReachQuerySet(models.QuerySet["Reach"]):
    def visible_to(self, account: Any) -> Self:
        """What is stored about the account itself and its seats."""
        return self.filter(principal__in=account.principals())

    def of(self, principals: Collection[UUID]) -> Self:
        """Rows of these principals that hold at this moment."""
        now = clock.now()
        return self.filter(principal__in=principals, since__lte=now, until__gt=now)

    def reading(self, level: Level) -> Self:
        """Rows that may read any of these levels."""
        return self.alias(bits=F("read").bitand(int(level))).filter(bits__gt=0)


class Reach(models.Model):
    """Principal × scope × period: which levels may be read and written there.

    principal = an account, or a seat in an organization; scope = the id of a case, of one person
    in it or of one thing. "No end" is the year 9999.
    """

    PRIVACY: ClassVar = dict.fromkeys(("principal", "scope", "case_id", "read", "write", "since", "until"), PLAIN)

    pk = models.CompositePrimaryKey("scope", "principal", "since", "until")
    principal = models.UUIDField()
    scope = models.UUIDField()
    case_id = models.UUIDField()
    read = models.IntegerField()
    write = models.IntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField()

    objects = ReachQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["case_id"], name="reach_case"),
            models.Index("principal", F("scope").desc(), condition=Q(scope=F("case_id")), name="reach_families"),
        ]

    def __str__(self) -> str:
        return f"{self.principal} -> {self.scope}"


class Reaches(models.Func):
    """Whether an account reads one of these levels now, where a column of the row names the scope.

    Says what `Exists(Reach.objects.of(…).reading(level).filter(scope=OuterRef(…)))` says. It stands in every question of
    every page; put together by the ORM each time it took a quarter of a page's processor time.
    """

    output_field = models.BooleanField()
    ROWS = (
        "SELECT 1 FROM access_reach reached WHERE reached.principal = ANY(%s) AND reached.since <= %s AND reached.until > %s"
        " AND (reached.read & %s) > 0"
    )

    def __init__(self, *columns: str, principals: tuple[UUID, ...], now: datetime, level: int) -> None:
        super().__init__(*columns)
        self.asked = [list(principals), now, now, level]

    @classmethod
    def by(cls, account: Any, level: int, *columns: str) -> Self:
        """For this account at this moment."""
        return cls(*columns, principals=tuple(account.principals()), now=clock.now(), level=int(level))

    def as_sql(self, compiler: Any, connection: Any, **_extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Put the columns' names into the one sentence."""
        del connection
        found = [compiler.compile(one) for one in self.get_source_expressions()]
        scopes = " OR ".join(f"reached.scope = {sql}" for sql, _params in found)
        return f"EXISTS ({self.ROWS} AND ({scopes}))", [*self.asked, *(param for _sql, params in found for param in params)]


class Ceiling(models.Model):
    """The table CEILING of access/seats.py as the database reads it; a test compares the two."""

    PRIVACY: ClassVar = dict.fromkeys(("seat", "read", "write"), PLAIN)

    seat = models.CharField(max_length=30, primary_key=True)
    read = models.IntegerField()
    write = models.IntegerField()

    def __str__(self) -> str:
        return self.seat


class ScopedQuerySet(models.QuerySet[Any]):
    """First wall: narrow rows to those that an account may read, by the model's own LEVEL and SCOPES.

    `SCOPES` names the columns that open a row: a case, one person in it, one thing. `FREEZES` False: also in a frozen
    view newer rows are seen, as who stands around the family.
    """

    def visible_to(self, account: Any) -> Self:
        """Rows that the account may read now."""
        reached = Reaches.by(account, self.model.LEVEL, *self.model.SCOPES)
        return self.filter(reached).unfrozen_for(account)

    def unfrozen_for(self, account: Any) -> Self:
        """Without rows that came after the account's view of their family was frozen; its own stay."""
        if not (account.frozen and self.model.FREEZES):
            return self
        late = Q()
        for case_id, floor in account.frozen.items():
            late |= Q(case_id=case_id, pk__gte=floor)
            for column in self.model.FREEZES_AT:
                late |= Q(case_id=case_id, **{f"{column}__gt": account.frozen_since[case_id]})
        return self.exclude(late & ~Q(by=account.pk) if self._names_its_writer() else late)

    def _names_its_writer(self) -> bool:
        return any(field.name == "by" for field in self.model._meta.concrete_fields)
