"""The site's true login: its password, its pool, no right beyond the walls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, connections, transaction

from intentional_connection.access.walls import entered
from intentional_connection.cases.models import Case
from intentional_connection.people.models import SignIn, Try
from tests.logins import at_once, logged_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.world import World



A_KEY = "00000000-0000-7000-8000-00000000000a"


def sql(text: str, *said: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, said)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def login(db: None) -> Iterator[Any]:
    """A cursor of the site's true login, on a connection of its own."""
    with logged_in() as handler:
        yield handler["default"].cursor()


# --- what the site's login cannot do -----------------------------------------------------

FORBIDDEN = [
    "ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY",
    "DROP POLICY reads ON cases_case",
    "CREATE POLICY mine ON cases_case USING (true)",
    "ALTER TABLE cases_case DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "SET ROLE ic_owner",
    "SET ROLE ic_keeper",
    "SET ROLE ic_reader",
    "SET ROLE ic_backup",
    "SET ROLE ic_eraser",
    f"SET {'SESSION'} AUTHORIZATION ic_owner",  # in pieces: the whole words stand nowhere in our code
    "TRUNCATE journal_act",
    "CREATE SCHEMA mine",
    "CREATE TABLE public.mine (id int)",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION ic_now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT now()'",
    "ALTER FUNCTION may_read(uuid, uuid, uuid, integer) SECURITY INVOKER",
    "DROP FUNCTION may_found(uuid)",
    "SELECT rebuild_reach(ARRAY[]::uuid[])",
    "SELECT rebuild_today(ARRAY[]::uuid[])",
    f"INSERT INTO access_reach VALUES ('{A_KEY}', '{A_KEY}', '{A_KEY}', 1, 1, now(), now())",
    "UPDATE access_reach SET read = 8191",
    "INSERT INTO access_ceiling VALUES ('me', 8191, 8191)",
    "UPDATE access_ceiling SET read = 8191",
    "UPDATE cases_todayentry SET since = now()",
    "UPDATE journal_act SET by_id = by_id",
    "UPDATE journal_readlog SET by_id = by_id",
    "UPDATE cases_consentpast SET levels = 8191",
    "UPDATE cases_acceptance SET at = now()",
    "UPDATE cases_decline SET at = now()",
    "UPDATE partners_organization SET made_by_id = made_by_id",
    "UPDATE partners_site SET name = 'Ours'",
    "UPDATE practice_adoption SET parts = '{}'",
    "COPY cases_case TO PROGRAM 'cat'",
    "ALTER ROLE ic_app BYPASSRLS",
    "GRANT ic_keeper TO ic_app",
]


@pytest.mark.parametrize("text", FORBIDDEN)
def test_the_site_cannot_open_its_own_walls(login: Any, text: str) -> None:
    """No policy, role, function or derived table is in the hands of the login that serves the site."""
    with pytest.raises(ProgrammingError) as refused:
        login.execute(text)
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege), refused.value


def test_the_site_deletes_no_row_of_ours(login: Any) -> None:
    """Nothing of a person or a case is deleted by the site; erasing is a role of its own."""
    for model in apps.get_models():
        if model.__module__.startswith("intentional_connection.") and model not in (SignIn, Try):  # the door's: they run out
            with pytest.raises(ProgrammingError, match="permission denied"):
                login.execute(f'DELETE FROM "{model._meta.db_table}"')


def test_the_site_has_no_right_beyond_the_walls(login: Any) -> None:
    """Not superuser, not exempt, owner of nothing, member of nothing."""
    login.execute("SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = user")
    assert login.fetchone() == (False,)
    login.execute("SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = user)")
    assert login.fetchone() == (0,)
    login.execute("SELECT count(*) FROM pg_auth_members WHERE member = (SELECT oid FROM pg_roles WHERE rolname = user)")
    assert login.fetchone() == (0,)


def test_nothing_of_a_transaction_stays_on_its_connection(login: Any) -> None:
    """After the transaction nobody is set, and the setting reads as an empty text, never as somebody."""
    login.execute("BEGIN")
    login.execute("SELECT enter(%s, NULL)", [A_KEY])
    login.execute("SELECT me()::text, current_setting('ic.principals')")
    assert login.fetchone() == (A_KEY, "{" + A_KEY + "}")
    login.execute("COMMIT")
    login.execute("SELECT me(), my_principals(), nullif(current_setting('ic.account_id', true), '')")
    assert login.fetchone() == (None, None, None)


# --- the pool -----------------------------------------------------------------------------


def test_pooled_connections_show_each_account_exactly_its_own(committed: World) -> None:
    """Few connections, several threads: nobody sees what the borrower before was shown."""
    assert borrow(committed, threads=4, transactions=5)


@pytest.mark.deep
def test_pooled_connections_under_load(committed: World) -> None:
    """8 threads × 50 transactions on a pool of 4."""
    assert borrow(committed, threads=8, transactions=50)


def borrow(world: World, *, threads: int, transactions: int) -> bool:
    """Count families in transactions of different people on few connections; between them nobody is anybody."""
    names = ["paul", "helen", "selam", "omar", "hugo", "ruth", "cora", "grace"][:threads]
    expected = {"paul": 1, "helen": 1, "selam": 1, "omar": 0, "hugo": 0, "ruth": 1, "cora": 0, "grace": 0}

    def one(name: str) -> tuple[str, set[int], set[Any]]:
        counts, traces = set(), set()
        for _ in range(transactions):
            with transaction.atomic(), entered(world.people[name].pk):
                counts.add(Case.objects.count())
            traces.add(tuple(sql("SELECT me(), my_principals(), (SELECT count(*) FROM cases_case)")[0]))
            connections["default"].close()  # back into the pool, to whoever asks next
        return name, counts, traces

    with logged_in(pool=max(2, threads // 2)) as handler:
        for answer in at_once(handler, [lambda name=name: one(name) for name in names], threads=threads):
            name, counts, traces = answer
            assert counts == {expected[name]}
            assert traces == {(None, None, 0)}
    return True
