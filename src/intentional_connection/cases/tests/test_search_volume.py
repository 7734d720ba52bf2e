"""Searching stays flat: no table is read through, whoever asks and however many families there are."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import as_, as_role
from intentional_connection.cases.models.search import find
from intentional_connection.cases.tests.asking import OWN
from intentional_connection.cases.trees import TREES
from intentional_connection.kernel import names
from intentional_connection.kernel.ids import seat_principal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from tests.world import World

#: Everyday names in several scripts, for rows beside which the one sought hides.
NAMES = (
    *("Mohammed", "Fatima", "Yusuf", "Amina", "Oleksandr", "Олена", "ሰላም", "ገብረ", "محمد", "زهرا", "Cabdiraxmaan", "Xasan"),
    *("Nguyen", "Marie", "Jean", "Ali", "Omar", "Hassan", "Tesfay", "Helen"),
)
FAMILIES, PEOPLE = 5000, 3
TABLES = ("cases_case", "cases_newcomer", "cases_searchkey", "access_reach")


def sql(text: str, *said: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, said)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def as_the_owner() -> Iterator[None]:
    """Rows by the thousand, past walls and triggers, in a transaction that is never committed."""
    connection.check_constraints()
    as_role("ic_owner")
    for table in TABLES:
        sql(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    connection.check_constraints()
    for table in TABLES:
        sql(f"ANALYZE {table}")
        sql(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    as_role("ic_app")


def fill(world: World, families: int = FAMILIES) -> None:
    """Families as copies of the one that stands; every tenth is its SAH's, and fifty are its worker's too."""
    people = {name: sorted(names.stored_keys(name)) for name in NAMES}
    with as_the_owner():
        sql("CREATE TEMP TABLE said (place int, name text, keys text[]) ON COMMIT DROP")
        for place, (name, keys) in enumerate(people.items()):
            sql("INSERT INTO said VALUES (%s, %s, %s)", place, name, keys)
        sql(
            """
            CREATE TEMP TABLE many ON COMMIT DROP AS
            SELECT n, uuidv7(make_interval(secs => n)) AS id FROM generate_series(1, %s) n
            """,
            families,
        )
        columns = sql(
            "SELECT string_agg(column_name, ', ') FROM information_schema.columns "
            "WHERE table_name = 'cases_case' AND column_name NOT IN ('id', 'number', 'tree')"
        )[0][0]
        one = "(SELECT * FROM cases_case LIMIT 1)"
        sql(f"INSERT INTO cases_case (id, number, tree, {columns}) SELECT m.id, 1000 + m.n, c.tree, {columns} FROM many m, {one} c")
        sql(
            "INSERT INTO cases_newcomer (id, case_id, name, age_group) SELECT uuidv7(), m.id, s.name, 'adult' "
            "FROM many m CROSS JOIN generate_series(1, %s) g JOIN said s ON s.place = abs(hashint4(m.n * 10 + g)) %% %s",
            PEOPLE, len(NAMES),
        )  # fmt: skip
        _keys_and_reach(world, families)


def _keys_and_reach(world: World, families: int) -> None:
    sql(
        "INSERT INTO cases_searchkey (id, case_id, newcomer_id, level, keys) "
        "SELECT uuidv7(), n.case_id, n.id, 1, s.keys FROM cases_newcomer n JOIN said s ON s.name = n.name"
    )
    sql("CREATE TEMP TABLE trees (place int, keys text[]) ON COMMIT DROP")
    for place, tree in enumerate(TREES.values()):
        sql("INSERT INTO trees VALUES (%s, %s)", place, sorted(names.stored_keys(f"{tree.en} {tree.fr}")))
    sql(
        "INSERT INTO cases_searchkey (id, case_id, newcomer_id, level, keys) SELECT uuidv7(), m.id, NULL, 1, "
        "t.keys || ('#' || (1000 + m.n))::text FROM many m JOIN trees t ON t.place = abs(hashint4(m.n)) %% %s",
        len(TREES),
    )
    columns = "scope, principal, since, until, case_id, read, write"
    every = {seat_principal(world.lakeside.pk, "sah_staff"): 10, world.people["selam"].pk: families // 50}
    for principal, one_in in every.items():
        for scope, rest in (("m.id", ""), ("n.id", "JOIN cases_newcomer n ON n.case_id = m.id")):
            sql(
                f"INSERT INTO access_reach ({columns}) SELECT {scope}, %s, now() - interval '1 day', '9999-12-31', m.id, 4097, 0 "
                f"FROM many m {rest} WHERE m.n %% %s = 0",
                principal, one_in,
            )  # fmt: skip


def scans() -> dict[str, tuple[int, int]]:
    """Table -> (times read through from end to end, rows met that way), in this transaction."""
    text = "SELECT relname, seq_scan, seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = ANY (%s)"
    return {table: (times, rows) for table, times, rows in sql(text, list(TABLES))}


#: A common and a rare name, a number, many words, a beginning, a telephone, and what nobody is called.
TYPED = ("Mohammed", "maple", "Maple 1010", "mohamed fatima 1010", "Tesfay Selam Omar 2000", "Hel", "5195550150", "nobodyatall")


def asked_by(browser: Client, text: str) -> int:
    """How many questions the page asks the database to show what it found."""
    with CaptureQueriesContext(connection) as asked:
        assert b"found</h2>" in browser.post("/find/", {"q": text}).content
    return len([one for one in asked.captured_queries if not any(word in one["sql"] for word in OWN)])


def test_thousands_of_families_ask_no_more_and_no_table_is_read_through(world: World) -> None:
    """Not for a worker with fifty families, not for a SAH with five hundred, not for somebody who reads none."""
    world.maple()
    browser = world.client(world.paul)
    once = asked_by(browser, "Luwam")
    fill(world)
    assert sql("SELECT reltuples FROM pg_class WHERE relname = 'cases_searchkey'")[0][0] > 10_000
    for name, has in (("selam", True), ("paul", True), ("cora", False)):
        with as_(getattr(world, name)):
            before = scans()
            answers = {text: {one.case_id for one in find(text)} for text in TYPED}
            assert scans() == before, name
        assert bool(answers["Mohammed"]) is has
        assert all(len(one) <= 50 for one in answers.values())
    assert b"More than 25" in browser.post("/find/", {"q": "Mohammed"}).content
    assert asked_by(browser, "Mohammed") == once
