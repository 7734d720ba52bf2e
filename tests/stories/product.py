"""The product as somebody starts it: one command, a folder of its own, an address; stopped by Ctrl-C."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from intentional_connection.ops.processes import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS, STOP_SECONDS = 240, 20
#: Nothing of the tests' own database or settings reaches the product; where PostgreSQL lies may be said.
OURS = ("IC_", "DATABASE_", "DJANGO_", "PG", "PYTEST_")
KEPT = ("PGBIN", MARK)


@dataclass(frozen=True)
class Product:
    """A running site."""

    base: str
    home: Path

    @property
    def outbox(self) -> list[str]:
        """The mails kept as files."""
        return [file.read_text(encoding="utf-8") for file in sorted((self.home / "outbox").glob("*.log"))]


@contextmanager
def running(home: Path, *words: str, **more: str) -> Iterator[Product]:
    """Start the site with the command that ./run hands on to; it ends with the block, or with whoever runs the tests."""
    log = home.with_suffix(".log")
    plain = {name: value for name, value in os.environ.items() if name in KEPT or not name.startswith(OURS)}
    command = [sys.executable, "-m", "intentional_connection.config.cli", "up", "--data", str(home), *words]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*_bound(), *command], cwd=ROOT, env=plain | more, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            start_new_session=True,
        )  # fmt: skip
    try:
        yield Product(_address(home, process, log), home)
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(STOP_SECONDS)
    assert code == 0, log.read_text(encoding="utf-8")


def copied(home: Path, there: Path) -> Path:
    """The folder of a site that is stopped, once more: with its database, whoever owns the files."""
    subprocess.run(["cp", "-a", str(home), str(there)], check=True)
    return there


def _bound() -> list[str]:
    """A test run that is killed takes the site with it: the kernel then asks it to stop."""
    found = shutil.which("setpriv")
    return [found, "--pdeathsig", "TERM"] if found else []


def _address(home: Path, process: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if (home / "address").exists():
            return (home / "address").read_text(encoding="utf-8").rstrip("/")
        time.sleep(0.1)
    raise AssertionError(f"The site did not start:\n{log.read_text(encoding='utf-8')}")
