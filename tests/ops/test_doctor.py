"""The doctor names what is wrong, in words, and says nothing when nothing is."""

from __future__ import annotations

import shutil
import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from intentional_connection.config import checks, doctor
from intentional_connection.ops import binaries
from intentional_connection.ops.home import Home
from intentional_connection.ops.postgres import Server
from intentional_connection.ops.roles import LOGINS

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="ic-test-"))
    made = Server(binaries.find(), folder / "pg", {role: f"a-password-of-{role}" for role in LOGINS}, tests=True)
    made.start()
    with psycopg.connect(made.url("ic_owner", "postgres"), autocommit=True) as owner:
        owner.execute("CREATE DATABASE site")
    with psycopg.connect(made.url("ic_owner", "site")) as owner:
        owner.execute("CREATE TABLE walled (id int)")
        owner.execute("ALTER TABLE walled ENABLE ROW LEVEL SECURITY; ALTER TABLE walled FORCE ROW LEVEL SECURITY")
        owner.execute("CREATE TABLE open_to_all (id int)")
        owner.execute("GRANT DELETE ON open_to_all TO ic_app")
        owner.execute("REVOKE SELECT ON open_to_all FROM ic_app")
    yield made
    made.stop(2)
    shutil.rmtree(folder)


def test_our_own_server_has_nothing_wrong(server: Server) -> None:
    site = server.url("ic_app", "site")
    assert checks.login(site) + checks.roles(site) + checks.extensions(site) + checks.walls(site, ["walled"]) == []


def test_an_open_wall_is_named(server: Server) -> None:
    said = "\n".join(checks.walls(server.url("ic_app", "site"), ["open_to_all", "nowhere"]))
    assert "The wall of open_to_all is off" in said
    assert "must not be able to delete rows of open_to_all" in said
    assert "may not read open_to_all" in said
    assert "The table nowhere is missing" in said


@pytest.mark.parametrize(("role", "words"), [("ic_owner", "owns the database"), ("ic_backup", "passes the walls")])
def test_the_site_may_not_come_as_another_login(server: Server, role: str, words: str) -> None:
    (said,) = checks.login(server.url(role, "site"))
    assert "must use the login ic_app" in said
    assert words in said


def test_an_owner_that_inherits_is_named(server: Server) -> None:
    server.stop()
    server._single(server.data, "template1", ["GRANT ic_app TO ic_owner WITH INHERIT TRUE;"])
    server.start()
    try:
        assert any("ic_owner inherits from ic_app" in text for text in checks.roles(server.url("ic_app", "site")))
    finally:
        server.stop()
        server._single(server.data, "template1", ["GRANT ic_app TO ic_owner WITH INHERIT FALSE, SET TRUE;"])
        server.start()


def test_a_silent_database_is_said_without_its_password(server: Server) -> None:
    url = "postgresql://ic_app:very-secret@127.0.0.1:1/site"
    said = checks.reach(url)
    assert said
    assert said.startswith("The database does not answer")
    assert "very-secret" not in said


def test_missing_and_silent_mail_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IC_EMAIL_URL", raising=False)
    assert doctor.mail(demo=True) == []
    assert "nobody can get a sign-in code" in doctor.mail(demo=False)[0]
    monkeypatch.setenv("IC_EMAIL_URL", "smtp://127.0.0.1:1")
    assert "does not answer at port 1" in doctor.mail(demo=False)[0]
    with socket.create_server(("127.0.0.1", 0)) as mail:
        monkeypatch.setenv("IC_EMAIL_URL", f"smtp://127.0.0.1:{mail.getsockname()[1]}")
        assert doctor.mail(demo=False) == []


def test_readable_secrets_are_said(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.secrets()
    assert doctor.secrets(home) == []
    home.file.chmod(0o644)
    assert doctor.secrets(home) == [f"Others may read {home.file}: chmod 600 {home.file}"]
