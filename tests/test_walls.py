"""Both walls answer alike, and as the handbook says: for every account and every table, on several days."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection

from conftest import as_, as_role, reading_everything
from intentional_connection.access.models import Ceiling, Reach
from intentional_connection.access.seats import CEILING, SYSTEM_ID
from intentional_connection.cases.models import TodayEntry
from intentional_connection.people.models import Account
from tests.families import Families, as_of_now, days_later
from tests.reference import Facts, Reference
from tests.reference_rows import RULES, past_rules
from tests.world import enter

#: Tables of ours without walls, and why each of them needs none.
OUTSIDE = {
    "people_account": "read before anybody is known; holds no name and no case data",
    "people_signin": "sign-in, read before anybody is known: a browser and whose it is",
    "people_try": "counts of tries, under digests",
    "partners_site": "a place's name, read by whoever signs in",
    "practice_adoption": "which parts of the practice a site adopted",
    "access_ceiling": "the matrix of the handbook, written by migrations",
}
#: Tables of libraries: none may name a person or a case.
LIBRARIES = {
    "mfa_authenticator": "sign-in: second steps, their seeds closed, read before anybody is known",
    "account_emailaddress": "sign-in: an address, read before anybody is known",
    "account_emailconfirmation": "sign-in",
    "auth_group": "unused",
    "auth_group_permissions": "unused",
    "auth_permission": "unused",
    "django_content_type": "names of models",
    "django_session": "empty: our own table of sign-ins stands instead",
    "django_migrations": "names of migrations",
    "procrastinate_events": "jobs carry ids only",
    "procrastinate_jobs": "jobs carry ids only",
    "procrastinate_periodic_defers": "jobs carry ids only",
    "procrastinate_workers": "which worker runs",
    "erasure_schedule": "how long each table keeps its rows, written by migrations",
    "ic_cache": "counters of sign-in and tokens of forms that were sent",
}


#: Tables that nobody reads: a wall with a door for triggers and the keeper's functions alone.
CLOSED = {
    "pghistory_context": "which act wrote an event: whose, and the verb's name",
    "journal_chain": "the ends of the chains of digests: how many acts there were would tell of those one may not see",
    "journal_link": "the chains of digests, link by link",
    "journal_root": "the daily roots over all chains",
    "erasure_tombstone": "what was erased, by id, day and count",
}


def ours() -> list[Any]:
    """Every model of our rooms, event tables too."""
    return [model for model in apps.get_models() if model.__module__.startswith("intentional_connection.")]


def walled() -> dict[Any, Any]:
    """Model -> rule of the reference, for every table behind the walls."""
    return RULES | past_rules(ours())


def sql(text: str, *said: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, said)
        return cursor.fetchall()


Answers = dict[Any, set[Any]]


def in_words(account: Account, facts: Facts) -> Answers:
    """What the handbook lets one account read, table by table; asked past the walls."""
    reference = Reference(account, facts)
    return {model: reference.rows(model, rule) for model, rule in walled().items()}


def differences(who: Account, facts: Facts) -> list[str]:
    """Where reference, first wall and second wall differ for one account."""
    account = as_of_now(who)
    with reading_everything():
        return differing(account, in_words(account, facts))


def differing(account: Account, said: Answers) -> list[str]:
    """Where the first wall, asked past the second, or the second wall alone differs from the words."""
    found = []
    first = {model: set(model._default_manager.visible_to(account).values_list("pk", flat=True)) for model in said}
    as_role("ic_app")
    for model, words in said.items():
        second = set(model._default_manager.values_list("pk", flat=True))
        for wall, rows in (("first", first[model]), ("second", second)):
            if rows != words:
                found.append(
                    f"{account.email} {model.__name__}, {wall} wall: {len(rows - words)} too many, "
                    f"{len(words - rows)} missing, of {len(words)}"
                )
    return found


def test_both_walls_answer_as_the_handbook_says(families: Families) -> None:
    """Every account × every table, as the days go by: words, first wall and second wall give the same rows.

    Day 45: what was declined is gone, somebody left, a consent for two weeks holds. Day 75: consents ran out.
    """
    wrong: list[str] = []
    answers: dict[Any, set[frozenset[Any]]] = {}
    for day in (0.001, 45, 75):
        with days_later(families.base, day):
            everybody = [*families.everybody(), Account.objects.get(pk=SYSTEM_ID)]
            enter(None)
            with reading_everything():
                facts = Facts.read()
            for who in everybody:
                account = as_of_now(who)
                with reading_everything():
                    said = in_words(account, facts)
                    wrong += [f"day {day}: {text}" for text in differing(account, said)]
                for model, rows in said.items():
                    answers.setdefault(model, set()).add(frozenset(rows))
    assert not wrong, "\n".join(wrong)
    # The world has something to hide in every table: some read rows of it that others do not.
    # Nobody reads the keys of the search.
    assert [model.__name__ for model, seen in answers.items() if len(seen) < 2] == ["SearchKey"]


def test_the_comparison_sees_a_hole_in_either_wall(families: Families) -> None:
    """A policy too many, a right too many in Reach: the comparison names account, table and wall."""
    with reading_everything():
        facts = Facts.read()
    assert differences(families.tom, facts) == []
    as_role("ic_owner")
    with connection.cursor() as cursor:
        cursor.execute("CREATE POLICY hole ON cases_contact FOR SELECT TO ic_app USING (true)")
    as_role("ic_app")
    assert [text.split(", ")[0] for text in differences(families.tom, facts)] == ["tom@example.org Contact"]
    as_role("ic_keeper")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_reach (principal, scope, case_id, read, write, since, until) "
            "SELECT %s, id, id, 2, 0, now() - interval '1 day', '9999-12-31' FROM cases_case",
            [families.people["stranger"].pk],
        )
    as_role("ic_app")
    said = {text.split(":")[0] for text in differences(families.stranger, facts)}
    assert {"stranger@example.org Need, first wall", "stranger@example.org Need, second wall"} <= said


def test_every_table_stands_behind_both_walls() -> None:
    """No table of ours without a rule in the reference; those outside are named with their reason."""
    assert {model._meta.db_table for model in ours()} == {model._meta.db_table for model in walled()} | set(OUTSIDE)
    assert [model.__name__ for model in walled() if not hasattr(model._default_manager.all(), "visible_to")] == []


def test_every_table_of_the_database_is_accounted_for(app: None) -> None:
    """Walled tables force their policies upon everybody, the owner too; no other table is unknown."""
    forced = {table for table, is_forced in tables().items() if is_forced}
    assert forced == {model._meta.db_table for model in walled()} | set(CLOSED)
    assert {table for table, is_forced in tables().items() if not is_forced} == set(OUTSIDE) | set(LIBRARIES)


def tables() -> dict[str, bool]:
    """Every table, and whether row security is on and forced."""
    return dict(
        sql(
            "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class "
            "WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        )
    )


def test_no_view_passes_the_walls(app: None) -> None:
    """A view or materialized view of the owner would read for its reader: there is none."""
    assert sql("SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace") == []


def test_nobody_reads_nothing(families: Families) -> None:
    """With nobody set every table is empty, also right after somebody was: it fails closed."""
    for account in (None, families.helen, None):
        with as_(account):
            counts = {model._meta.db_table: model._default_manager.count() for model in walled()}
        if account is None:
            assert {table for table, count in counts.items() if count} == set()
        else:
            assert sum(counts.values()) > 50


def test_the_database_holds_the_ceiling_of_the_code(app: None) -> None:
    """The matrix is written by a migration; where the code moved on, a new migration is missing."""
    stored = {row.seat: (row.read, row.write) for row in Ceiling.objects.all()}
    assert stored == {str(seat): (int(read), int(write)) for seat, (read, write) in CEILING.items()}


def test_reach_and_today_hold_no_row_that_the_derivation_would_not_write(families: Families) -> None:
    """Rebuilding everything from the source rows changes nothing: no trigger was missing on the way."""
    with reading_everything():
        before = stored()
        assert len(before[0]) > 200
        assert len(before[1]) > 10
    as_role("ic_keeper")
    sql("SELECT rebuild_reach(array_agg(id)), rebuild_today(array_agg(id)) FROM cases_case")
    with reading_everything():
        assert stored() == before


def stored() -> tuple[set[Any], set[Any]]:
    """Every row of Reach and of Today."""
    return set(Reach.objects.values_list()), set(TodayEntry.objects.values_list())
