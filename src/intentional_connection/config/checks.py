"""Questions to the database that need no Django: the login, the roles, the walls, the jobs."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from intentional_connection.ops.roles import EXTENSIONS, GRANTS_SAY_INHERIT

#: Role: (may log in, may pass the walls). None of them is a superuser or makes roles.
WANTED = {
    "ic_owner": (True, False),
    "ic_app": (True, False),
    "ic_keeper": (False, False),
    "ic_backup": (True, True),
    "ic_eraser": (True, False),
}


def parts(url: str) -> dict[str, Any]:
    """An address taken apart."""
    return dict(conninfo_to_dict(url))


def reach(url: str) -> str | None:
    """Why the database does not answer, in words; None when it does."""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10000
    except psycopg.OperationalError as problem:
        return f"The database does not answer: {str(problem).strip().splitlines()[-1]}"
    return None if version >= 15 else f"PostgreSQL {version} is too old; 15 is the oldest that works."  # noqa: PLR2004


def login(url: str) -> list[str]:
    """What is wrong with the site's login: it must be an ordinary one, owning nothing."""
    broken = reach(url)
    if broken:
        return [broken]
    (row,) = _rows(
        url,
        "SELECT current_user, r.rolsuper, r.rolbypassrls, r.rolcreaterole, "
        "pg_get_userbyid(d.datdba) = current_user OR pg_has_role(pg_get_userbyid(d.datdba), 'USAGE') "
        "FROM pg_roles r, pg_database d WHERE r.rolname = current_user AND d.datname = current_database()",
    )
    name = row[0]
    words = ("is a superuser", "passes the walls (BYPASSRLS)", "may make roles", "owns the database")
    found = [f"{name} {text}" for text, wrong in zip(words, row[1:], strict=True) if wrong]
    if not found:
        return []
    return [f"DATABASE_URL must use the login ic_app, but {'; '.join(found)}. See docs/operate.md, 'Your own server'."]


def roles(url: str) -> list[str]:
    """What is wrong with the five roles and what they lend each other."""
    held = {row[0]: row[1:] for row in _rows(
        url, "SELECT rolname, rolcanlogin, rolbypassrls, rolsuper, rolcreaterole, rolinherit FROM pg_roles")}  # fmt: skip
    version = int(_rows(url, "SHOW server_version_num")[0][0]) // 10000
    said = []
    for name, (enters, passes) in WANTED.items():
        if name not in held:
            said.append(f"The role {name} is missing.")
            continue
        found = held[name]
        if found[0] != enters:
            said.append(f"The role {name} must {'be' if enters else 'not be'} able to log in.")
        if found[1] != passes:
            said.append(f"The role {name} must {'have' if passes else 'not have'} BYPASSRLS.")
        if found[2] or found[3]:
            said.append(f"The role {name} must be neither superuser nor maker of roles.")
    if "ic_owner" in held:
        said += _inherits(url, version, owner_inherits=bool(held["ic_owner"][4]))
    return said


def _inherits(url: str, version: int, *, owner_inherits: bool) -> list[str]:
    """By inheritance the policies of the lent roles would hold for the owner, and forced walls would be void."""
    inherit = "m.inherit_option" if version >= GRANTS_SAY_INHERIT else str(owner_inherits).lower()
    lent = {row[0]: row[1] for row in _rows(
        url,
        f"SELECT pg_get_userbyid(m.roleid), {inherit} FROM pg_auth_members m "  # noqa: S608 - two fixed words
        "WHERE pg_get_userbyid(m.member) = 'ic_owner'",
    )}  # fmt: skip
    said = [f"{name} must be granted to ic_owner." for name in ("ic_app", "ic_keeper", "ic_eraser") if name not in lent]
    how = "WITH INHERIT FALSE, SET TRUE" if version >= GRANTS_SAY_INHERIT else "and ic_owner made NOINHERIT"
    said += [f"ic_owner inherits from {name}: grant it {how}." for name, wrong in lent.items() if wrong]
    return said


def extensions(url: str) -> list[str]:
    """Extensions that are missing."""
    there = {row[0] for row in _rows(url, "SELECT extname FROM pg_extension")}
    return [f"The extension {name} is missing: CREATE EXTENSION {name};" for name in EXTENSIONS if name not in there]


def walls(url: str, tables: list[str]) -> list[str]:
    """Tables of people or cases whose wall is open, and what the site may delete."""
    held = {row[0]: row[1:] for row in _rows(
        url,
        "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, pg_get_userbyid(c.relowner), "
        "has_table_privilege('ic_app', c.oid, 'DELETE'), has_table_privilege('ic_app', c.oid, 'SELECT') "
        "FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace",
    )}  # fmt: skip
    said = []
    for table in tables:
        if table not in held:
            said.append(f"The table {table} is missing: run intentional-connection migrate.")
            continue
        enabled, forced, owner, deletes, reads = held[table]
        if not (enabled and forced):
            said.append(f"The wall of {table} is {'not forced' if enabled else 'off'}.")
        if owner == "ic_app" or deletes:
            said.append(f"The site's login must not be able to delete rows of {table}.")
        if not reads:
            said.append(f"The site's login may not read {table}: the default privileges of docs/operate.md are missing.")
    return said


def jobs(url: str) -> list[str]:
    """What is wrong with the worker: silent, or jobs that wait or failed."""
    workers, late, failed = _rows(
        url,
        "SELECT (SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '2 minutes'), "
        "(SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND coalesce(scheduled_at, now()) "
        "< now() - interval '10 minutes'), (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed')",
    )[0]
    said = []
    if not workers:
        said.append("No worker has given a sign of life for two minutes: nothing is sent. Run intentional-connection worker.")
    if late:
        said.append(f"Jobs that should have begun more than ten minutes ago: {late}.")
    if failed:
        said.append(f"Jobs that failed for good: {failed}; the worker's log says why.")
    return said


def _rows(url: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url, connect_timeout=5) as connection:
        return connection.execute(query).fetchall()  # type: ignore[arg-type]  # our own fixed text
