"""Secrets, locks, marks, ports."""

from __future__ import annotations

import socket
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from intentional_connection.ops import ports, roles
from intentional_connection.ops.home import Held, Home, digest
from intentional_connection.ops.words import CannotGoOn

if TYPE_CHECKING:
    from pathlib import Path


def test_secrets_are_made_once_random_and_for_the_owner_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    first = home.secrets()
    assert stat.S_IMODE(home.file.stat().st_mode) == 0o600
    assert Home(tmp_path / "home").secrets() == first
    assert len(set(first.values())) == len(first) == 1 + len(roles.LOGINS)
    assert Home(tmp_path / "other").secrets()["IC_SECRET_KEY"] != first["IC_SECRET_KEY"]
    assert len(first["IC_SECRET_KEY"]) >= 40


def test_two_first_starts_at_once_agree_on_the_secrets(tmp_path: Path) -> None:
    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(lambda _: Home(tmp_path / "home").secrets(), range(6)))
    assert all(secrets == said[0] for secrets in said)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotGoOn, match="Choose another with --data"):
        Home(tmp_path / "file" / "home")


def test_a_lock_goes_with_its_process_even_after_kill_9(tmp_path: Path) -> None:
    code = f"""
import sys, time
from pathlib import Path
from intentional_connection.ops.home import Held
held = Held(Path({str(tmp_path / "running")!r})); print(held.take(), flush=True); time.sleep(60)
"""
    other = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": ":".join(sys.path)})
    assert other.stdout
    assert other.stdout.readline() == "True\n"
    mine = Held(tmp_path / "running")
    assert not mine.take()
    other.kill()
    other.communicate()
    assert mine.take()
    mine.leave()


def test_a_step_is_done_again_when_a_file_changed(tmp_path: Path) -> None:
    home, file = Home(tmp_path), tmp_path / "file"
    file.write_text("one")
    home.note_done("step", digest([file]))
    assert home.done_already("step", digest([file]))
    file.write_text("two")
    assert not home.done_already("step", digest([file]))


def test_a_port_in_use_gives_way_to_the_next() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(CannotGoOn, match=f"Port {taken} is in use"):
            ports.choose("127.0.0.1", taken)
    first = ports.choose("127.0.0.1")
    second = ports.choose("127.0.0.1")  # nobody listens yet; the claim alone keeps the first
    assert ports.FIRST <= first.number < second.number
    for port in (first, second):
        assert port.claim
        port.claim.close()


def test_impossible_ports_are_refused_in_words() -> None:
    with pytest.raises(CannotGoOn, match="Choose another"):
        ports.choose("127.0.0.1", 70_000)


def test_passwords_that_would_break_out_of_the_statement_are_refused() -> None:
    with pytest.raises(ValueError, match="letters"):
        roles.server_sql({"ic_app": "x'; DROP ROLE ic_owner; --"}, 18)
