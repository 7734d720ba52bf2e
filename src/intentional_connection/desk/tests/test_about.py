"""Who may do what is printed from the tables; the outbox exists in demo alone; machines get their two answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.utils import translation

from intentional_connection.access.seats import CEILING, GRANTS, Can, Level, Seat
from intentional_connection.desk.matrix import RELATIONS as RELATIONS_OF
from intentional_connection.desk.matrix import Relation
from intentional_connection.desk.views.words import LEVELS, RELATIONS, RIGHTS, SEATS

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from tests.world import World


def test_every_seat_level_and_right_has_its_words_in_both_languages() -> None:
    assert set(SEATS) == set(Seat)
    assert set(LEVELS) == set(Level)
    assert set(RIGHTS) == set(Can)
    assert set(RELATIONS) == set(Relation)
    for words in (SEATS, LEVELS, RIGHTS, RELATIONS):
        english = [str(word) for word in words.values()]
        with translation.override("fr"):
            french = [str(word) for word in words.values()]
        assert all(english)
        assert not set(english) & set(french)
        assert len(set(english)) == len(english)
        assert len(set(french)) == len(french)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_says_each_right_and_each_reader_of_the_tables(world: World, client: Client, language: str) -> None:
    page = client.get("/who-may-do-what/", headers={"accept-language": language}).content.decode()
    with translation.override(language):
        for words in (LEVELS, RIGHTS):
            assert all(str(word) in page for word in words.values())
        shown = {seat for seats in GRANTS.values() for seat in seats} | {seat for seat, (read, _) in CEILING.items() if read}
        assert all(str(SEATS[seat]) in page for seat in shown)
        assert all(str(word) in page for relation, word in RELATIONS.items() if relation is not Relation.ANONYMOUS)
        assert page.count("<details>") == len(RELATIONS_OF)


def test_the_worker_may_log_a_contact_and_nobody_else_may(world: World, client: Client) -> None:
    page = client.get("/who-may-do-what/").content.decode()
    row = page[page.index('scope="row">Log a contact') :]
    assert "The family’s worker" in row[: row.index("</tr>")]
    assert "·" not in row[: row.index("</tr>")]


def test_the_outbox_shows_the_mails_newest_first(world: World, client: Client, settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_FILE_PATH = str(tmp_path)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert "Nothing has been sent yet" in client.get("/outbox/").content.decode()
    for subject in ("First é", "Second"):
        EmailMessage(subject, "Open http://localhost/referrals/1/ <b>", "a@example.org", ["b@example.org"]).send()
        (newest,) = set(tmp_path.glob("2*.log"))
        newest.rename(tmp_path / f"{len(list(tmp_path.iterdir()))}-{newest.name[:8]}.log")
    page = client.get("/outbox/").content.decode()
    assert page.index("Second") < page.index("First é")
    assert '<a href="http://localhost/referrals/1/"' in page
    assert "<b>" not in page


def test_outside_the_demo_there_is_no_outbox(world: World, client: Client, settings: Any) -> None:
    settings.IC_DEMO = False
    assert client.get("/outbox/").status_code == 404


def test_health_asks_no_database(client: Client) -> None:
    answer = client.get("/health")  # this test has no database: a question would fail it
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_ready_says_that_database_and_migrations_are_there(world: World, client: Client) -> None:
    assert client.get("/ready").content == b"ready\n"


def test_ready_says_when_a_migration_is_missing(db: None, client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")  # the owner alone migrates
        cursor.execute("DELETE FROM django_migrations WHERE app = 'cases' AND name LIKE '0014%%'")
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert b"lacks" in answer.content
