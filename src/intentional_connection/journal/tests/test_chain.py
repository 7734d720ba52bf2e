"""Chains of digests: whatever changes, disappears, is cut off or slipped in afterwards is found, with chain, record and day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import ProgrammingError, connection, transaction

from conftest import as_, as_role, reading_everything
from intentional_connection.access.seats import SYSTEM_ID, Level
from intentional_connection.journal import chain
from intentional_connection.journal.models import Act, note_read
from intentional_connection.kernel import clock
from intentional_connection.people.models import Account
from tests.families import days_later
from tests.world import World, enter, leave

if TYPE_CHECKING:
    from collections.abc import Callable

    from intentional_connection.cases.models import Case

pytestmark = pytest.mark.maple_stands


def ask(text: str, said: list[Any]) -> list[tuple[Any, ...]]:
    """A question to the database, in whatever role stands."""
    with connection.cursor() as cursor:
        cursor.execute(text, said or None)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def home(world: World) -> Case:
    """A family in whose journal something happened on three days; the day of the last is past."""
    base = clock.now()
    case = world.maple()
    for day in range(3):
        with days_later(base, day):
            enter(world.selam)
            note_read(case, world.selam, Level.PLAN)
            note_read(case, world.selam, Level.PLAN)
            connection.check_constraints()
    leave()
    return case


def found() -> list[chain.Fault]:
    """What `verify` finds, asked past the walls."""
    connection.check_constraints()
    with reading_everything():
        return list(chain.faults(ask))


def chain_of(case: Case, level: Level) -> Any:
    """The id of a family's chain of one level."""
    with reading_everything():
        ((one,),) = ask("SELECT journal_chain_of(%s, NULL, %s)", [case.pk, int(level)])
    return one


def records(case: Case, level: Level) -> list[Any]:
    """Ids of the records of a family's chain, in their order."""
    one = chain_of(case, level)
    with reading_everything():
        return [row[0] for row in ask("SELECT record FROM journal_link WHERE chain_id = %s ORDER BY position", [one])]


def tamper(*texts: str, of: tuple[str, ...] = ("journal_readlog", "journal_act", "journal_link", "journal_chain")) -> None:
    """Do something with the owner's power, past walls and triggers."""
    connection.check_constraints()
    as_role("ic_owner")
    for table in of:
        ask(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE {table} DISABLE TRIGGER USER", [])
    for text in texts:
        ask(text, [])
    ask("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED", [])
    for table in of:
        ask(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY; ALTER TABLE {table} ENABLE TRIGGER USER", [])
    as_role("ic_app")


def test_a_journal_that_nobody_touched_is_whole(home: Case) -> None:
    """Every act and every read of the world stands in its chain, once."""
    assert found() == []
    with reading_everything():
        (links, acts, reads) = (ask(f"SELECT count(*) FROM journal_{table}", [])[0][0] for table in ("link", "act", "readlog"))
    assert links == acts + reads > 20
    assert len(records(home, Level.PLAN)) >= 6


def both(*ids: Any) -> list[str]:
    """Take rows away together with their links."""
    some = ", ".join(f"'{one}'" for one in ids)
    return [f"DELETE FROM journal_readlog WHERE id IN ({some})", f"DELETE FROM journal_link WHERE record IN ({some})"]


def swapped(table: str, key: str, changed: str, *ids: Any) -> str:
    """Let two rows change places in everything but their key."""
    first, second = ids
    return (
        f"UPDATE {table} r SET {changed} FROM {table} o "
        f"WHERE (r.{key}, o.{key}) IN (('{first}', '{second}'), ('{second}', '{first}'))"
    )


SLIPPED_IN = (
    "INSERT INTO journal_readlog (id, at, by_id, kind, thing_id, case_id, level) SELECT "
    "'00000000-0000-7000-8000-00000000dead', at, by_id, kind, thing_id, case_id, level FROM journal_readlog WHERE id = '{}'"
)
#: What is done to the family's chain of six reads (ids, chain), and what of it is found where.
TAMPERINGS: dict[str, tuple[Callable[[list[Any], Any], list[str]], list[tuple[str, int]]]] = {
    "a changed fact": (
        lambda ids, _one: [f"UPDATE journal_readlog SET kind = 'need' WHERE id = '{ids[2]}'"],
        [("changed", 3)],
    ),
    "a moment moved": (
        lambda ids, _one: [f"UPDATE journal_readlog SET at = at - interval '1 day' WHERE id = '{ids[3]}'"],
        [("changed", 4)],
    ),
    "another reader": (
        lambda ids, _one: [f"UPDATE journal_readlog SET by_id = '{SYSTEM_ID}' WHERE id = '{ids[1]}'"],
        [("changed", 2)],
    ),
    "a middle row deleted": (
        lambda ids, _one: [f"DELETE FROM journal_readlog WHERE id = '{ids[2]}'"],
        [("missing", 3)],
    ),
    "a middle row deleted with its link": (lambda ids, _one: both(ids[2]), [("missing", 4)]),
    "the last two rows deleted": (
        lambda ids, _one: [f"DELETE FROM journal_readlog WHERE id IN ('{ids[4]}', '{ids[5]}')"],
        [("missing", 5), ("missing", 6)],
    ),
    "the last two rows cut off with their links": (lambda ids, _one: both(ids[4], ids[5]), [("cut", 5)]),
    "two rows swapped": (
        lambda ids, _one: [swapped("journal_readlog", "id", "at = o.at, kind = o.kind, by_id = o.by_id", ids[1], ids[4])],
        [("changed", 2), ("changed", 5)],
    ),
    "two links swapped": (
        lambda ids, _one: [swapped("journal_link", "record", "record = o.record, said = o.said", ids[1], ids[4])],
        [("broken", 2), ("broken", 5)],
    ),
    "a row slipped in past the triggers": (lambda ids, _one: [SLIPPED_IN.format(ids[2])], [("inserted", 0)]),
    "the end of the chain taken away": (
        lambda _ids, one: [f"DELETE FROM journal_chain WHERE id = '{one}'"],
        [("cut", 7)],
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_whoever_has_the_database_leaves_a_mark(home: Case, name: str) -> None:
    """With the owner's power: each of these is found, at its place, and nothing else is suspected."""
    act, wanted = TAMPERINGS[name]
    one, ids = chain_of(home, Level.PLAN), records(home, Level.PLAN)
    assert len(ids) == 6
    tamper(*act(ids, one))
    assert [(fault.what, fault.position) for fault in found()] == wanted
    assert {fault.chain for fault in found()} == {one}


def test_a_changed_act_is_found_with_its_family_its_level_and_its_day(home: Case) -> None:
    """The journal as the read log: what somebody did, in which seat."""
    with reading_everything():
        act = Act.objects.filter(case_id=home.pk, verb="designate").get()
    tamper(f"UPDATE journal_act SET facts = '{{\"count\": 3}}' WHERE id = '{act.pk}'")
    ((fault, count),) = chain.first_of_each(found())
    with reading_everything():
        said = chain.names(ask, [fault.chain])
    assert (fault.record, fault.what, count) == (act.pk, "changed", 1)
    assert fault.on == act.at.astimezone(clock.ONTARIO).date()
    assert said == {fault.chain: f"family {home.pk}, basic"}


def test_what_erasure_takes_away_is_said_and_not_suspected(home: Case) -> None:
    """Digest and count stay; a record marked as erased that is still there is told; later records are looked at as ever."""
    ids = records(home, Level.PLAN)
    as_role("ic_keeper")  # the eraser's right to call it: test below
    ((gone,),) = ask("SELECT journal_forget_records(%s)", [ids[:2]])
    as_role("ic_app")
    assert gone == 2
    assert [fault.what for fault in found()] == ["kept", "kept"]
    tamper(f"DELETE FROM journal_readlog WHERE id IN ('{ids[0]}', '{ids[1]}')")
    assert found() == []
    as_role("ic_keeper")
    ((rest,),) = ask("SELECT journal_forget(%s)", [home.pk])
    assert ask("SELECT journal_forget(%s)", [home.pk]) == [(0,)]
    as_role("ic_app")
    tamper(f"DELETE FROM journal_readlog WHERE case_id = '{home.pk}'; DELETE FROM journal_act WHERE case_id = '{home.pk}'")
    assert found() == []
    with reading_everything():
        told = chain.erased(ask)
    assert sum(count for _chain, count, _on in told) == rest + 2
    enter(None)
    tamper(f"UPDATE journal_link SET said = sha256('x') WHERE record = '{ids[1]}'")
    assert [(fault.what, fault.position) for fault in found()] == [("broken", 2)]


def test_a_chain_cut_off_with_care_is_found_by_an_earlier_root(home: Case, world: World) -> None:
    """Rows, links and the end rewound together: inside everything fits, but the root that somebody else keeps does not."""
    day = clock.today() + timedelta(days=2)
    ids, one = records(home, Level.PLAN), chain_of(home, Level.PLAN)
    with reading_everything():
        before = chain.root_of(ask, day)
        earlier = chain.root_of(ask, day - timedelta(days=1))
    with days_later(clock.now(), 10):
        enter(world.selam)
        note_read(home, world.selam, Level.PLAN)
        connection.check_constraints()
    with reading_everything():
        assert chain.root_of(ask, day) == before  # what came later changes no day that is over
    last = f"SELECT {{}} FROM journal_link WHERE record = '{ids[3]}'"
    tamper(
        f"DELETE FROM journal_link WHERE chain_id = '{one}' AND position > 4",
        f"DELETE FROM journal_readlog WHERE case_id = '{home.pk}' AND at > ({last.format('at')})",
        f"UPDATE journal_chain SET length = 4, head = ({last.format('digest')}) WHERE id = '{one}'",
    )
    assert found() == []
    with reading_everything():
        assert chain.root_of(ask, day)[0] != before[0]
        assert chain.root_of(ask, day - timedelta(days=1)) == earlier


def test_the_root_of_a_day_that_is_over_is_kept_once_by_the_jobs_alone(home: Case, world: World) -> None:
    """Nobody else keeps one or learns it; today's is not asked for."""
    yesterday = clock.today() - timedelta(days=1)
    with as_(world.selam):
        assert ask("SELECT journal_keep_root(%s)", [yesterday]) == [(None,)]
    with as_(Account.objects.get(pk=SYSTEM_ID)):
        ((digest,),) = ask("SELECT journal_keep_root(%s)", [yesterday])
        assert ask("SELECT journal_keep_root(%s)", [yesterday]) == [(digest,)]
        assert ask("SELECT journal_keep_root(%s)", [clock.today()]) == [(None,)]
    with reading_everything():
        assert chain.last_kept_root(ask) == (yesterday, digest)
        assert chain.root_of(ask, yesterday)[0] == digest


@pytest.mark.parametrize("text", [
    "SELECT 1 FROM journal_chain", "SELECT 1 FROM journal_link", "SELECT 1 FROM journal_root",
    "UPDATE journal_chain SET length = 0", "DELETE FROM journal_link", "INSERT INTO journal_link SELECT * FROM journal_link",
    "SELECT * FROM journal_root_of('2026-01-01')",
    "SELECT journal_forget('00000000-0000-7000-8000-000000000001')", "SELECT journal_forget_records('{}')",
    "SELECT journal_add_link('act', gen_random_uuid(), NULL, gen_random_uuid(), 1, '', now())",
])  # fmt: skip
def test_nobody_reads_or_writes_a_chain_through_the_site(world: World, text: str) -> None:
    """Not even how many links there are; erasing is the eraser's."""
    with as_(world.selam), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ask(text, [])


def test_only_the_eraser_may_let_a_chain_forget(world: World) -> None:
    """The right stands with that login alone."""
    names = ("ic_app", "ic_owner", "ic_backup", "ic_eraser")
    may = [
        one for one in names for text in ("journal_forget(uuid)", "journal_forget_records(uuid[])")
        if ask("SELECT has_function_privilege(%s, %s, 'EXECUTE')", [one, text])[0][0]
    ]  # fmt: skip
    assert may == ["ic_eraser", "ic_eraser"]
