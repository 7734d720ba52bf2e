"""./run, ./test and the locks they install."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from intentional_connection.ops import checkout, roles
from intentional_connection.ops.words import CannotGoOn

ROOT = Path(__file__).resolve().parents[2]
LOCKS = [ROOT / name for name in checkout.LOCKS.values()]


def pinned(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", lock.read_text(), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_holds_no_address(lock: Path) -> None:
    assert not re.search(r"://|--index-url|--extra-index-url|--find-links", lock.read_text())


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_pin_carries_its_hashes(lock: Path) -> None:
    entries = re.split(r"^(?=[\w])", lock.read_text(), flags=re.MULTILINE)[1:]
    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_every_dependency_is_locked_and_the_tests_lock_holds_the_sites_lock_whole() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    site, tests = (pinned(lock) for lock in LOCKS)
    named = [re.match(r"[\w-]+", text)[0].lower() for text in project["dependencies"]]  # type: ignore[index]
    assert set(named) <= set(site)
    assert site.items() <= tests.items()
    assert {re.match(r"[\w-]+", text)[0].lower() for text in project["optional-dependencies"]["dev"]} <= set(tests)  # type: ignore[index]


def test_without_venv_the_debian_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "requirements.txt").write_text("")
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(CannotGoOn, match="apt-get install python3-venv"):
        checkout.prepare(tmp_path, "run")


def test_a_failed_installation_is_said_and_leaves_no_stamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "requirements-dev.txt").touch()
    (tmp_path / "requirements.txt").write_text("no-such-package==1 --hash=sha256:" + "0" * 64)
    monkeypatch.setattr(checkout, "_make", _bare_venv)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CannotGoOn, match="could not be installed"):
        checkout.prepare(tmp_path, "run")
    assert not (tmp_path / ".venv" / "installed").exists()


@pytest.mark.parametrize("command", ["run", "test"])
def test_both_commands_use_the_standard_library_alone(command: str) -> None:
    text = (ROOT / command).read_text()
    floor = [path.read_text() for path in (ROOT / "src/intentional_connection/ops").glob("*.py")]
    imported = {name for source in [text, *floor] for name in _imports(source)}
    assert imported - set(sys.stdlib_module_names) == {"intentional_connection"}


@pytest.mark.parametrize(("command", "words"), [("run", "--port N"), ("test", "quick")])
def test_both_commands_explain_themselves(command: str, words: str) -> None:
    said = subprocess.run([sys.executable, ROOT / command, "--help"], capture_output=True, text=True, check=False)
    assert words in said.stdout + said.stderr


def test_an_unknown_group_is_refused() -> None:
    said = subprocess.run([sys.executable, ROOT / "test", "everything"], capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert "Unknown: everything" in said.stderr


def test_the_handbook_of_operation_gives_exactly_the_statements_of_the_launcher() -> None:
    manual = " ".join((ROOT / "docs" / "operate.md").read_text().split())
    passwords = {role: f"password-of-{role}" for role in roles.LOGINS}
    for statement in [*roles.server_sql(passwords, 18), *roles.database_sql(), roles.make_database_sql()]:
        assert " ".join(statement.split()) in manual
    only_15 = set(roles.server_sql(passwords, 15)) - set(roles.server_sql(passwords, 18))
    assert all(statement in manual for statement in only_15)


def test_the_command_lists_every_act() -> None:
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)}
    said = subprocess.run(
        [sys.executable, "-m", "intentional_connection.config.cli", "verbs"], capture_output=True, text=True, check=True, env=env
    ).stdout
    assert re.search(r"^cases +refer ", said, re.MULTILINE)
    assert re.search(r"^partners +\w+ ", said, re.MULTILINE)


def _bare_venv(folder: Path) -> None:
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(sys.executable)


def _imports(source: str) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name.split(".")[0] for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module.split(".")[0])
    return names
