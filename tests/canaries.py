"""A unique word in every personal field of the world, and whoever finds one: it says whose row it came from."""

from __future__ import annotations

import re
from hashlib import md5
from typing import TYPE_CHECKING, Any

from django.db import connection, models

from conftest import as_role, reading_everything
from intentional_connection.access.privacy import Privacy
from tests.reference_rows import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.knocking import Knocker

PERSONAL = {Privacy.NAME, Privacy.CONTACT, Privacy.FREE_TEXT}
#: How a canary looks, and how many signs it needs.
CANARY, LONG = re.compile(r"zq[0-9a-f]{10}"), 13
ROW = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def personal_fields() -> Iterator[tuple[Any, models.Field[Any, Any]]]:
    """Every text field of a person's or family's table, by its privacy class."""
    for model in RULES:
        for field in model._meta.concrete_fields:
            is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
            if is_text and model.PRIVACY.get(field.name) in PERSONAL and (field.max_length or LONG) >= LONG:
                yield model, field


def plant() -> dict[str, tuple[Any, Any, str]]:
    """Write a canary into every such field that holds something; canary -> table, key, field."""
    nests: dict[str, tuple[Any, Any, str]] = {}
    as_role("ic_owner")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model, field in personal_fields():
            _write(cursor, model, field)
    with reading_everything():
        for model, field in personal_fields():
            for pk, text in model._default_manager.exclude(**{field.name: ""}).values_list("pk", field.name):
                nests[_canary(model, field, pk)] = (model, pk, field.name)
                assert _canary(model, field, pk) in text, field
    return nests


def _canary(model: Any, field: Any, pk: Any) -> str:
    return f"zq{md5(f'{model._meta.db_table}.{field.name}.{pk}'.encode(), usedforsecurity=False).hexdigest()[:10]}"


def _write(cursor: Any, model: Any, field: Any) -> None:
    """Past walls and triggers: these rows are nobody's act."""
    table, column, key = model._meta.db_table, field.column, model._meta.pk.column
    kept = (field.max_length or 100_000) - LONG
    cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    cursor.execute(
        f"UPDATE {table} SET {column} = left({column}, %s) || ' zq' || left(md5(%s || {key}::text), 10) WHERE {column} <> ''",
        [kept, f"{table}.{field.name}."],
    )
    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def strangers(text: str, who: Knocker, nests: dict[str, tuple[Any, Any, str]]) -> set[str]:
    """What stands in a text from a row that its reader may not read: table and field."""
    found = (nests[word] for word in CANARY.findall(text))
    return {f"{model.__name__}.{field}" for model, pk, field in found if pk not in who.may_read(model)}


def rows_by_key(who: Knocker) -> dict[str, Any]:
    """Key -> table, of every row behind the walls that has a key of its own."""
    own_key = (model for model in RULES if model._meta.pk.get_internal_type() == "UUIDField" and not model._meta.pk.is_relation)
    return {str(pk): model for model in own_key for pk in who.reference.facts.table(model)}


def stray_keys(text: str, who: Knocker, tables: dict[str, Any]) -> set[str]:
    """Tables of rows named in a text by their key, which the reader may not read; a listener's concern names its family."""
    heard = {str(case) for case in who.hears_of()}
    named = {key: tables[key] for key in ROW.findall(text) if key in tables}
    return {f"{model.__name__} by its key" for key, model in named.items() if key not in {str(pk) for pk in who.may_read(model)} | heard}
