"""One family many times over, by the owner of the tables past triggers and walls: for pages that must ask the same of 1 and of 5,000."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from conftest import as_role

if TYPE_CHECKING:
    from intentional_connection.cases.models import Case

#: Rows of a family that overviews and its own page ask for, in the order in which they stand on each other; its stored answers last.
TABLES = (
    *("cases_case", "cases_referral", "cases_referralpreview", "cases_acceptance", "cases_circlemember", "cases_designation"),
    *("cases_newcomer", "cases_consent", "cases_contact", "cases_lastcontact", "journal_act"),
    *("access_reach", "cases_todayentry"),
)
#: Columns that name the family, or a row of it.
OWN = frozenset({"id", "case_id", "referral_id", "newcomer_id", "scope"})


def multiply(case: Case, first: int, last: int) -> None:
    """Let the family stand there once more for each number from `first` to `last`, each copy with rows of its own."""
    as_role("ic_owner")
    for table in TABLES:
        _loosen(table)
    for table in TABLES:
        _copy(table, case, first, last)
    for table in TABLES:
        _tighten(table)
    as_role("ic_app")


def read_through() -> dict[str, int]:
    """Table -> rows met by reading it from end to end, so far in this transaction."""
    return {table: int(rows) for table, rows in _run("SELECT relname, seq_tup_read FROM pg_stat_xact_user_tables")}


def _run(sql: str, *said: object) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, said or None)
        return cursor.fetchall() if cursor.description else []


def _loosen(table: str) -> None:
    _run("SET CONSTRAINTS ALL IMMEDIATE")
    _run(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE {table} DISABLE TRIGGER USER")


def _tighten(table: str) -> None:
    _run(f"SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {table} ENABLE TRIGGER USER; ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    _run(f"ANALYZE {table}")


def _copy(table: str, case: Case, first: int, last: int) -> None:
    rows = _run("SELECT column_name FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public'", table)
    columns = [name for (name,) in rows]
    fresh = {name: f"md5(t.{name}::text || n)::uuid" for name in columns if name in OWN}
    if {"tree", "number"} <= set(columns):
        fresh["number"] = "100000 + n"
    said = ", ".join(fresh.get(name, f't."{name}"') for name in columns)
    named = ", ".join(f'"{name}"' for name in columns)
    family = {"cases_case": "t.id", "access_reach": "t.scope"}.get(table, "t.case_id")
    copies = f"SELECT {said} FROM {table} t, generate_series(%s::integer, %s::integer) n WHERE {family} = %s"
    _run(f"INSERT INTO {table} ({named}) {copies}", first, last, case.pk)
