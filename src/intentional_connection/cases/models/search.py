"""By what a family or a person is found: stored keys, read by the database alone (docs/access.md)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models

from intentional_connection.access.privacy import PLAIN, SECRET
from intentional_connection.access.seats import Level
from intentional_connection.cases.models.case import Case, Newcomer
from intentional_connection.cases.trees import TREES
from intentional_connection.journal.models import Thing
from intentional_connection.kernel import names
from intentional_connection.kernel.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from intentional_connection.cases.models.case import NewcomerIdentity


class SearchKeyQuerySet(models.QuerySet["SearchKey"]):
    def visible_to(self, account: object) -> Self:
        """No row, for nobody: whoever searches asks `find`."""
        del account
        return self.none()


class SearchKey(Thing):
    """The keys of a family's tree and number (no `newcomer`), or of what one level says of one person."""

    PRIVACY: ClassVar = {"id": PLAIN, "case": PLAIN, "newcomer": PLAIN, "level": PLAIN, "keys": SECRET}

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    newcomer = models.ForeignKey(Newcomer, on_delete=models.PROTECT, null=True, related_name="+")
    level = models.IntegerField()
    keys = ArrayField(models.TextField())

    objects = SearchKeyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "newcomer", "level"], name="one_row_of_keys_per_level", nulls_distinct=False)
        ]
        indexes: ClassVar = [GinIndex(fields=["keys"], name="search_keys", fastupdate=False)]

    def __str__(self) -> str:
        return str(self.pk)


@dataclass(frozen=True, slots=True)
class Found:
    """A row that answers: the family, the person where one was meant, and the level that was read for it."""

    case_id: UUID
    newcomer_id: UUID | None
    level: Level


def keys_of_family(tree: str, number: int) -> set[str]:
    """By which a family is found: its tree in both languages, and its number."""
    return names.stored_keys(f"{TREES[tree].en} {TREES[tree].fr} {number}")


def keys_of_identity(full_name: str, phone: str) -> set[str]:
    """By which one person is found for whoever reads the identity."""
    return names.stored_keys(full_name) | names.phone_keys(phone)


def keep_family_keys(case: Case, people: Iterable[Newcomer]) -> None:
    """Let a family just made be found by its tree and number, its people by their first names. Each verb that names them calls it."""
    rows = [_row(case.pk, None, Level.BASIC, keys_of_family(case.tree, case.number))]
    _keep(rows + [_row(case.pk, one.pk, Level.BASIC, names.stored_keys(one.name)) for one in people])


def keep_identity_keys(identity: NewcomerIdentity) -> None:
    """Let a person be found by full name and telephone. The verb that writes them calls it."""
    keys = keys_of_identity(identity.full_name, identity.phone)
    _keep([_row(identity.case_id, identity.newcomer_id, Level.IDENTITY, keys)])


def _row(case_id: UUID, newcomer_id: UUID | None, level: Level, keys: set[str]) -> dict[str, Any]:
    person = str(newcomer_id) if newcomer_id else None
    return {"id": str(new_id()), "case_id": str(case_id), "newcomer_id": person, "level": int(level), "keys": sorted(keys)}


def _keep(rows: list[dict[str, Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT keep_search_keys(%s)", [json.dumps(rows)])


def find(text: str) -> list[Found]:
    """The families and people within the reach of whoever entered that answer to every typed word, newest families first.

    Where none does, those to which every word comes close: one wrong letter.
    """
    return _find(names.asked_keys(text)) or _find(names.asked_keys(text, near=True))


def _find(asked: list[list[str]]) -> list[Found]:
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id, newcomer_id, level FROM find_families(%s)", [json.dumps(asked)])
        return [Found(case_id, newcomer_id, Level(level)) for case_id, newcomer_id, level in cursor.fetchall()]
