"""A family is forgotten when its day has come: every table, every event, the accounts; a count stays, a restored backup forgets again."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from conftest import as_, as_role, reading_everything
from intentional_connection.access.privacy import PLAIN
from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.cases import verbs
from intentional_connection.cases.jobs import erase_what_is_due
from intentional_connection.cases.models import ClosingChoice, Closure, Newcomer
from intentional_connection.kernel import clock
from intentional_connection.people.models import Account
from intentional_connection.people.verbs import edit_profile
from tests.families import Families, days_later
from tests.world import enter, leave

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Tables in which the id of an erased family may stand: what was done, who read, that it is gone. None holds a name or a word.
MAY_NAME_IT = {"journal_act", "journal_readlog", "erasure_tombstone", "journal_link", "journal_chain"}
#: Days from the world's beginning to 24 months after the closing, and a day before.
DUE, NOT_YET = 742, 739


@pytest.fixture(autouse=True)
def file(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.ERASED_FILE = tmp_path / "erased.jsonl"
    yield settings.ERASED_FILE
    leave()


def sql(text: str, *said: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, said)
        return cursor.fetchall()


def dump() -> dict[str, str]:
    """Every table of the database as text, read past the walls."""
    with reading_everything():
        tables = [row[0] for row in sql(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        )]  # fmt: skip
        return {table: sql(f'SELECT coalesce(string_agg(t::text, chr(10)), \'\') FROM "{table}" t')[0][0] for table in tables}


def personal(case_id: Any) -> dict[str, str]:
    """What personal fields of this family's rows hold and nobody else's do: text -> where it stands."""
    own: dict[str, str] = {}
    others: set[str] = set()
    with reading_everything():
        for model in apps.get_models():
            columns = {field.name: field for field in model._meta.concrete_fields}
            if "case" not in columns or not hasattr(model, "PRIVACY"):
                continue
            fields = [name for name, said in model.PRIVACY.items() if said != PLAIN]
            for row in model._base_manager.values("case_id", *fields):
                for name in fields:
                    text = row[name] if isinstance(row[name], str) else ""
                    if row["case_id"] == case_id:
                        own[text] = f"{model.__name__}.{name}"
                    else:
                        others.add(text)
    return {text: where for text, where in own.items() if len(text) > 3 and not any(text in other for other in others)}


def night(families: Families, days: float) -> None:
    """The nightly job, so many days after the world began."""
    leave()
    with days_later(families.base, days), as_(Account.objects.get(pk=SYSTEM_ID)):
        erase_what_is_due()
        connection.check_constraints()


def told(families: Families) -> tuple[str, list[str]]:
    """The family to be forgotten, and words that only its people know."""
    case = families.ending.pk
    before = dump()
    colleagues = "".join(before[table] for table in ("partners_membership", "partners_organization", "people_profile"))
    for name, said in (("hanna", "Canary Hanna"), ("isaac", "Canary Isaac")):
        who = families.people[name]
        enter(who)
        edit_profile(who, who, name=said, phone="519 555 0777", language="en")
        edit_profile(who, who, name=f"{said} B.", phone="519 555 0778", language="en")
    verbs.keep_identity(Newcomer.objects.get(case=case, name="Y."), who, full_name="Canary Identity", phone="519 555 0779")
    before = dump()
    own = [text for text in personal(case) if text not in colleagues]
    words = ["Canary Hanna", "Canary Isaac", "519 555 0777", "hanna@example.org", "isaac@example.org", *own]
    assert len(words) > 20
    assert "Canary Identity" in words
    everything = "\n".join(before.values())
    assert [word for word in words if word not in everything] == []
    return str(case), words


def test_after_24_months_nothing_of_a_family_is_left_but_a_count(families: Families, file: Path) -> None:
    case, words = told(families)
    others = families.settled.pk
    night(families, NOT_YET)
    assert case in dump()["cases_case"]
    night(families, DUE)
    after = dump()
    assert [f"{table}: {word}" for table, text in after.items() for word in words if word in text] == []
    assert {table for table, text in after.items() if case in text} <= MAY_NAME_IT
    assert str(others) in after["cases_case"]
    (row,) = sql_of("SELECT kind, counts, length(digest) FROM erasure_tombstone WHERE id = %s", case)
    assert (row[0], row[2]) == ("family", 64)
    counts = json.loads(row[1])
    assert (counts["cases_newcomer"], counts["cases_case"]) == (3, 1)
    assert len(counts) > 40
    with reading_everything():
        accounts = Account.objects.filter(pk__in=[families.people[name].pk for name in ("hanna", "isaac")])
        assert {(one.email, one.is_active) for one in accounts} == {(f"{one.pk}@family.invalid", False) for one in accounts}
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    gone = {one["id"]: one["kind"] for one in lines}
    assert gone[case] == "family"
    assert [gone[str(families.people[name].pk)] for name in ("hanna", "isaac")] == ["account", "account"]
    assert all(set(one) == {"id", "kind", "on"} for one in lines)
    night(families, DUE + 1)
    assert len(file.read_text().splitlines()) == len(lines)


def sql_of(text: str, *said: Any) -> list[tuple[Any, ...]]:
    with reading_everything():
        return sql(text, *said)


def test_where_every_adult_asked_for_it_names_go_30_days_after_the_closing(families: Families) -> None:
    case = families.ending
    closure = Closure.objects
    with reading_everything():
        row = closure.get(case=case)
        adults = {name: families.people[name] for name in ("hanna", "isaac")}
        people = {name: who.circle_rows.get(case=case).newcomer_id for name, who in adults.items()}
    said = {"case": case, "closure": row, "forget_early": True}
    enter(adults["hanna"])
    ClosingChoice.objects.create(newcomer_id=people["hanna"], by=adults["hanna"], **said)
    night(families, 45)
    assert str(case.pk) in dump()["cases_case"]  # one of two asked
    enter(adults["isaac"])
    ClosingChoice.objects.create(newcomer_id=people["isaac"], by=adults["isaac"], **said)
    night(families, 29)
    assert str(case.pk) in dump()["cases_case"]
    night(families, 31)
    assert str(case.pk) not in dump()["cases_case"]


def test_a_family_whose_end_nobody_wrote_goes_36_months_after_the_last_act(families: Families) -> None:
    case, sleeps = families.settled, families.home
    enter(families.paul)
    verbs.sleep(sleeps, families.paul, reason=families.reason("pause"), wake_on=clock.today() + timedelta(days=90))
    day = max((case.expected_month or clock.today()) - clock.today(), timedelta(0)).days
    case = str(case.pk)
    night(families, 1090)
    assert case in dump()["cases_case"]
    night(families, day + 1140)
    assert str(sleeps.pk) in dump()["cases_case"]  # who sleeps is waited for
    night(families, day + 1280)
    assert str(sleeps.pk) not in dump()["cases_case"]
    left = dump()
    assert case not in left["cases_case"]
    assert left["cases_newcomer"] == left["cases_consentpast"] == ""
    assert left["partners_membership"]  # organizations and their people stay


def test_the_site_erases_nothing_by_name_and_the_eraser_nothing_without_a_tombstone(families: Families) -> None:
    case = families.ending.pk
    enter(families.hanna)
    for call in ("erase_family(%s)", "erase_account(%s)", "erase_rows(%s, 'family')", "erase_again(%s, 'family')"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            sql(f"SELECT {call}", case)
    for text in ("DELETE FROM cases_need", "UPDATE erasure_schedule SET days = 0", "INSERT INTO erasure_tombstone VALUES (%s)"):
        with pytest.raises(ProgrammingError), transaction.atomic():
            sql(text, *([case] if "%s" in text else []))
    assert sql("SELECT erase_due()") == [(0,)]
    as_role("ic_eraser")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_need WHERE case_id = %s", [case])
        assert cursor.rowcount == 0
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        sql("SELECT text FROM cases_need")
    as_role("ic_app")
    assert sql_of("SELECT count(*) FROM cases_need WHERE case_id = %s", case)[0][0] > 1


def test_a_restored_backup_forgets_again(families: Families) -> None:
    """The database of before the erasure knows the family again; the list of ids outside makes it go a second time."""
    case, words = told(families)
    hanna = families.people["hanna"].pk
    leave()
    as_role("ic_eraser")
    for one, kind in ((case, "family"), (hanna, "account")):
        sql("SELECT erase_again(%s, %s)", one, kind)
    as_role("ic_app")
    connection.check_constraints()
    assert [word for word in words if word in "\n".join(dump().values())] == []
    as_role("ic_eraser")
    sql("SELECT erase_again(%s, 'family')", case)  # again, without harm
    as_role("ic_app")
    assert sql_of("SELECT counts->>'cases_newcomer' FROM erasure_tombstone WHERE id = %s", case) == [("3",)]
