"""The database's roles and rights, said once: for the launcher, for other people's servers, for tests.

ic_owner owns and migrates · ic_app serves · ic_keeper (no login) owns the wall's functions ·
ic_backup reads everything for pg_dump · ic_eraser owns the functions that delete what erasure and retention name · ic_reader: tests only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LOGINS = ("ic_owner", "ic_app", "ic_backup", "ic_eraser")
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
DATABASE = "intentional_connection"
#: From 16 on a grant itself says that nothing is inherited; before, the role says it.
GRANTS_SAY_INHERIT = 16
_PASSWORD = re.compile(r"[\w<> -]{8,}\Z")


def server_sql(passwords: Mapping[str, str], version: int, *, tests: bool = False) -> list[str]:
    """Statements for the server, safe to repeat. The site's login is never superuser, owner or exempt from walls."""
    makes_databases = "CREATEDB" if tests else "NOCREATEDB"
    plain = "NOSUPERUSER NOCREATEROLE NOREPLICATION"
    wanted = {
        "ic_owner": f"LOGIN {plain} {makes_databases} NOBYPASSRLS",
        "ic_app": f"LOGIN {plain} NOCREATEDB NOBYPASSRLS",
        "ic_keeper": f"NOLOGIN {plain} NOCREATEDB NOBYPASSRLS",
        "ic_backup": f"LOGIN {plain} NOCREATEDB BYPASSRLS",
        "ic_eraser": f"LOGIN {plain} NOCREATEDB NOBYPASSRLS",
    }
    if tests:
        wanted["ic_reader"] = f"NOLOGIN {plain} NOCREATEDB BYPASSRLS"
    return [
        *(_made(role) for role in wanted),
        *(f"ALTER ROLE {role} {text}{_secret(passwords.get(role))};" for role, text in wanted.items()),
        *_memberships(version, tests=tests),
        "ALTER ROLE ic_backup SET default_transaction_read_only = on;",
    ]


def database_sql() -> list[str]:
    """Statements for one database, by a superuser and before the first migration; safe to repeat.

    Tables made later are open to ic_app for reading, adding and changing, never for deleting; the
    policies of each table say which rows.
    """
    return [
        *(f"CREATE EXTENSION IF NOT EXISTS {name};" for name in EXTENSIONS),
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC;",
        "GRANT CREATE, USAGE ON SCHEMA public TO ic_owner, ic_keeper, ic_eraser;",
        "GRANT USAGE ON SCHEMA public TO ic_app;",
        "ALTER DEFAULT PRIVILEGES FOR ROLE ic_owner GRANT SELECT, INSERT, UPDATE ON TABLES TO ic_app;",
        "ALTER DEFAULT PRIVILEGES FOR ROLE ic_owner GRANT USAGE, SELECT ON SEQUENCES TO ic_app;",
    ]


def make_database_sql(name: str = DATABASE) -> str:
    """Make the database for its owner."""
    return f"CREATE DATABASE {name} OWNER ic_owner;"


def _memberships(version: int, *, tests: bool) -> list[str]:
    # By inheritance the policies of the lent roles would hold for the owner: FORCE would be void.
    lent = "ic_app, ic_keeper, ic_eraser, ic_reader" if tests else "ic_app, ic_keeper, ic_eraser"
    reads_all = "ic_backup, ic_reader" if tests else "ic_backup"
    if version >= GRANTS_SAY_INHERIT:
        owner = [f"GRANT {lent} TO ic_owner WITH INHERIT FALSE, SET TRUE;"]
    else:
        owner = ["ALTER ROLE ic_owner NOINHERIT;", f"GRANT {lent} TO ic_owner;"]
    return [*owner, f"GRANT pg_read_all_data TO {reads_all};"]


def _made(role: str) -> str:
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
        f"THEN CREATE ROLE {role}; END IF; END $$;"
    )


def _secret(password: str | None) -> str:
    if password is None:
        return ""
    if not _PASSWORD.match(password):
        raise ValueError("a password of letters, digits, _ and -, eight at least")
    return f" PASSWORD '{password}'"
