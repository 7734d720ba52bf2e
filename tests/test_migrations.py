"""Migrations go forwards, back to nothing and forwards again; no model has moved on without one."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from conftest import as_role
from intentional_connection.access.rls import unforced
from intentional_connection.access.seats import CEILING, SYSTEM_ID
from intentional_connection.cases.models import Case
from tests.world import World, leave

if TYPE_CHECKING:
    from collections.abc import Iterator


def rooms() -> list[str]:
    """Labels of our rooms with tables."""
    return [one.label for one in apps.get_app_configs() if one.name.startswith("intentional_connection.") and one.models_module]


@contextmanager
def own_database(blocker: Any, *, like_the_tests: bool = False) -> Iterator[None]:
    """A database of the test's own, empty or a copy of the one migrated for the tests; the default connection leads to it."""
    name = f"{connection.settings_dict['NAME']}_migrations"
    with blocker.unblock():
        old = connection.settings_dict["NAME"]
        assert old.startswith("test_"), "run the whole file: no test database was asked for"
        connection.close()
        template = f' TEMPLATE "{old}"' if like_the_tests else ""
        _on_the_server(f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"{template}')
        connection.settings_dict["NAME"] = name
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = old
            _on_the_server(f'DROP DATABASE "{name}"')


def _on_the_server(*statements: str) -> None:
    said = connection.settings_dict
    login = psycopg.connect(
        dbname="postgres", user=said["USER"], password=said["PASSWORD"], host=said["HOST"], port=said["PORT"] or None,
        autocommit=True,
    )  # fmt: skip
    with login:
        for statement in statements:
            login.execute(statement)


def shape() -> set[tuple[str, ...]]:
    """Tables, columns, functions, triggers, policies and rights as the database tells them."""
    queries = (
        "SELECT 'column', table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'",
        ("SELECT 'function', oid::regprocedure::text, pg_get_userbyid(proowner), prosecdef::text, coalesce(proacl::text, '') "
        "FROM pg_proc WHERE pronamespace = 'public'::regnamespace"),
        "SELECT 'trigger', tgrelid::regclass::text, tgname, tgfoid::regproc::text FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT 'policy', tablename, policyname, cmd, roles::text, coalesce(qual, ''), coalesce(with_check, '') FROM pg_policies",
        ("SELECT 'table', relname, relrowsecurity::text, relforcerowsecurity::text, coalesce(relacl::text, '') FROM pg_class "
        "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"),
        "SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    )
    found: set[tuple[str, ...]] = set()
    with connection.cursor() as cursor:
        for query in queries:
            cursor.execute(query)
            found |= {tuple(map(str, row)) for row in cursor.fetchall()}
    return found


@pytest.mark.deep
def test_forwards_backwards_forwards(django_db_setup: None, django_db_blocker: Any) -> None:
    """Every migration of ours is reversible: nothing of ours is left, and it all comes back the same, to the last right."""
    with own_database(django_db_blocker):
        call_command("migrate", verbosity=0)
        first = shape()
        walk_back()
        ours = tuple(f"{label}_" for label in rooms())
        left = {row[1] for row in shape() if row[0] in {"table", "policy"} and row[1].startswith(ours)}
        assert left == set()
        assert not [row for row in shape() if row[0] == "function" and row[2] == "ic_keeper"]
        call_command("migrate", verbosity=0)
        assert shape() == first
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM access_ceiling")
            assert cursor.fetchone() == (len(CEILING),)


def walk_back() -> None:
    """Undo ours, the last room first, and whatever stands on them."""
    for label in ("cases", "account", *reversed(rooms())):
        executor = MigrationExecutor(connections["default"])
        executor.migrate([(label, None)])


@pytest.mark.deep
def test_the_walls_come_down_and_stand_again(django_db_setup: None, django_db_blocker: Any) -> None:
    """The one migration that is all SQL: back and forth gives the same walls."""
    with own_database(django_db_blocker, like_the_tests=True):
        first = shape()
        call_command("migrate", "cases", "0001", verbosity=0)
        assert not [row for row in shape() if row[0] == "policy" and row[1].startswith("cases_")]
        call_command("migrate", verbosity=0)
        assert shape() == first


def test_no_model_has_moved_on_without_a_migration(app: None) -> None:
    """makemigrations has nothing to do."""
    as_role("ic_owner")
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_a_data_migration_needs_the_force_taken_off(app: None) -> None:
    """Under FORCE the owner changes no row, silently; unforced it changes all, and the force is back afterwards."""
    World.build().maple()
    leave()
    connection.check_constraints()
    as_role("ic_owner")
    assert Case.objects.all().update(community="Elsewhere") == 0
    with transaction.atomic(), connection.schema_editor(atomic=False) as editor, unforced(editor, "cases_case"):
        assert Case.objects.all().update(community="Elsewhere") == 1
    assert Case.objects.count() == 0


def test_the_jobs_account_and_the_ceiling_are_there_from_the_first_day(app: None) -> None:
    """Written by the migration that builds the walls."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_account WHERE id = %s AND NOT is_active", [SYSTEM_ID])
        assert cursor.fetchone() == (1,)
