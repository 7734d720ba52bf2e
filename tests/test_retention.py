"""How long each table keeps its rows: every table has a rule, the database holds the same schedule, the page says it, rows of age go."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection, transaction
from psycopg import conninfo

from conftest import as_role, reading_everything
from intentional_connection.access.privacy import PLAIN
from intentional_connection.access.retention import RETENTION, Rule, page
from intentional_connection.access.seats import SYSTEM_ID, Level
from intentional_connection.cases.models import Case
from intentional_connection.cases.models.erasing import erase_due
from intentional_connection.config import erasing
from intentional_connection.journal.models import ReadLog, note_read
from intentional_connection.kernel import clock
from intentional_connection.notices.models import Notice
from intentional_connection.partners.models import Membership
from intentional_connection.people.models import Account, KeptForm, Profile
from intentional_connection.people.verbs import account_of, edit_profile
from tests.source import ROOT
from tests.world import World, enter, leave

if TYPE_CHECKING:
    from pathlib import Path


def sql(text: str, *said: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, said)
        return cursor.fetchall()


def test_every_table_has_a_rule(app: None) -> None:
    tables = {row[0] for row in sql(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    )}  # fmt: skip
    assert tables - set(RETENTION) == set(), "tables without a rule of retention"
    assert set(RETENTION) - tables == set()


def test_the_database_holds_the_same_schedule(app: None) -> None:
    wanted = {
        (table, str(keep.rule), keep.key, keep.days, keep.parent) for table, keeps in RETENTION.items() for keep in keeps
    }
    with reading_everything():
        assert set(sql("SELECT * FROM erasure_schedule")) == wanted


def test_the_eraser_may_delete_where_a_rule_says_so_and_read_no_personal_field(app: None) -> None:
    deletes = {row[0] for row in sql(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
        "AND has_table_privilege('ic_eraser', oid, 'DELETE')"
    )}  # fmt: skip
    rules = {table for table, keeps in RETENTION.items() if any(keep.rule != Rule.KEPT for keep in keeps)}
    assert deletes == rules | {"procrastinate_jobs"}
    readable = set(sql(
        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
        "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND has_column_privilege('ic_eraser', c.oid, a.attnum, 'SELECT')"
    ))  # fmt: skip
    personal = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if getattr(model, "PRIVACY", {}).get(field.name, PLAIN) != PLAIN
    }
    assert personal & readable == set()
    assert len(readable) > 100


def test_every_table_with_a_personal_field_is_emptied_by_something() -> None:
    personal = [model for model in apps.get_models() if any(said != PLAIN for said in getattr(model, "PRIVACY", {}).values())]
    kept = {model._meta.db_table for model in personal if RETENTION[model._meta.db_table][0].rule == Rule.KEPT}
    assert kept <= {"people_account", "partners_organization", "partners_site"}


def test_the_page_says_what_the_data_say() -> None:
    assert (ROOT / "docs/security/retention.md").read_text(encoding="utf-8") == page()


def test_rows_of_age_go_and_younger_ones_stay(world: World) -> None:
    began = clock.now()
    enter(world.selam)
    note_read(world.selam, world.selam, Level.PLAN)
    KeptForm.objects.create(account=world.selam, path="/x/", fields={"text": "Canary kept"})
    old, left = account_of("leaves@example.org"), account_of("stays@example.org")
    for who in (old, left):
        enter(who)
        edit_profile(who, who, name="Canary Leaves", phone="", language="en")
    leave()
    for days, forms, logs, people in ((59, 1, 1, 2), (61, 0, 1, 2), (731, 0, 0, 0)):
        with clock.at(began + timedelta(days=days)):
            enter(Account.objects.get(pk=SYSTEM_ID))
            if days == 731:
                Account.objects.filter(pk=left.pk).update(last_login=clock.now())
            erase_due()
            connection.check_constraints()
            with reading_everything():
                assert KeptForm.objects.count() == forms
                assert ReadLog.objects.filter(by=world.selam).count() == logs
                assert Profile.objects.filter(name="Canary Leaves").count() == (people or 1)
        leave()
    with reading_everything():
        assert not Account.objects.filter(email="leaves@example.org").exists()
        assert Account.objects.filter(email="stays@example.org").exists()
        assert Membership.objects.filter(account=world.selam).exists()
        assert Notice.objects.filter(made_at__lt=began + timedelta(days=365)).count() == 0
    as_role("ic_app")


def test_the_list_outside_the_database_makes_a_restored_family_go(committed: World, tmp_path: Path) -> None:
    """Ids without a tombstone in this database are erased, and only once."""
    said, case, file = connection.settings_dict, committed.home.pk, tmp_path / "erased.jsonl"
    file.write_text(json.dumps({"id": str(case), "kind": "family", "on": "2026-01-01"}) + "\n")
    url = conninfo.make_conninfo(
        host=said["HOST"], port=said["PORT"] or None, dbname=said["NAME"], user="ic_eraser",
        password=said["PASSWORD"].replace("ic_owner", "ic_eraser"),
    )  # fmt: skip
    assert erasing.again(url, file) == 1
    assert erasing.again(url, file) == 0
    assert erasing.due(url) == 0
    assert erasing.again(url, tmp_path / "nothing.jsonl") == 0
    with transaction.atomic(), reading_everything():
        assert not Case.objects.filter(pk=case).exists()
