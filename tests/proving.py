"""The heart of ./test: runs the groups' checks three at a time, on a throw-away PostgreSQL, and sums up."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from intentional_connection.ops import binaries, processes
from intentional_connection.ops.home import Held
from intentional_connection.ops.postgres import Server
from intentional_connection.ops.roles import LOGINS
from intentional_connection.ops.words import CannotGoOn, say, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
GROUPS = ("quick", "db", "stories")
PURE = (
    "tests/test_architecture.py",
    "src/intentional_connection/kernel",
    "src/intentional_connection/matching",
    "src/intentional_connection/roles",
)
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
AT_ONCE = 3
NO_TESTS_FOUND = 5


@dataclass
class Check:
    """One command, and what came out of it. With `report`, pytest counts for itself."""

    name: str
    command: list[str]
    report: Path | None = None
    env: dict[str, str] = field(default_factory=dict)
    passed: int = 0
    failed: int = 0
    skipped: list[str] = field(default_factory=list)
    output: str = ""
    seconds: float = 0.0

    def run(self, running: Running) -> Check:
        """Run to the end; count."""
        began = time.monotonic()
        code, self.output = running.call(self.name, self.command, self.env)
        self.seconds = time.monotonic() - began
        if self.report and self.report.exists():
            self._count(self.report)
        if code and not self.failed:
            self.failed = 1
        elif not code and not self.report:
            self.passed = 1
        if code == NO_TESTS_FOUND and self.report:
            self.output += "\nNo test was found."
        return self

    def _count(self, report: Path) -> None:
        for suite in ET.parse(report).getroot().iter("testsuite"):
            total, broken = int(suite.get("tests", 0)), int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            self.skipped += [
                f"{case.get('classname')}.{case.get('name')}: {note.get('message')}"
                for case in suite.iter("testcase")
                for note in case.iter("skipped")
            ]
            self.failed += broken
            self.passed += total - broken - len(self.skipped)


class Running:
    """The processes that run now, to be ended together when somebody presses Ctrl-C."""

    def __init__(self, env: dict[str, str], logs: Path) -> None:
        self.env, self.logs, self.open, self.over = env, logs, set[int](), threading.Event()
        logs.mkdir(exist_ok=True)

    def call(self, name: str, command: list[str], env: dict[str, str]) -> tuple[int, str]:
        """Run one command in a group of its own; its words go to a log that can be watched and stays."""
        if self.over.is_set():
            return 1, "stopped"
        log = self.logs / f"{name.replace(' ', '-')}.log"
        with log.open("w", encoding="utf-8") as out:
            process = subprocess.Popen(
                command, cwd=ROOT, env={**self.env, **env}, stdin=subprocess.DEVNULL, stdout=out,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
            self.open.add(process.pid)
            code = process.wait()
            self.open.discard(process.pid)
        return code, log.read_text(encoding="utf-8", errors="replace")

    def end(self) -> None:
        """End everything, grandchildren included."""
        self.over.set()
        for group in list(self.open):
            try:
                os.killpg(group, signal.SIGKILL)
            except ProcessLookupError:
                continue


def main() -> int:
    """Prove the groups named on the command line; 0 when nothing failed."""
    asked = sys.argv[1:]
    groups = [name for name in GROUPS if name in asked] or list(GROUPS)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _clear_leftovers()
    folder = ROOT / "var" / f"test-{os.getpid()}"
    folder.mkdir(parents=True)
    held = Held(folder / "held")
    held.take()
    running = Running(_environment(folder), ROOT / "var" / "last-test")
    server: Server | None = None
    try:
        if set(groups) != {"quick"}:
            server = _server(folder)
            running.env |= {"DATABASE_OWNER_URL": server.url("ic_owner", "ic"), "DATABASE_URL": server.url("ic_app", "ic")}
        return _prove(groups, folder, running, deep="deep" in asked, server=server)
    except CannotGoOn as problem:
        tell(f"\n{problem}\n\n0 passed, 1 failed")
        return 1
    except KeyboardInterrupt:
        tell("\nStopped.")
        return 130
    finally:
        running.end()
        if server:
            server.stop(2)
        shutil.rmtree(folder, ignore_errors=True)


def _server(folder: Path) -> Server:
    say("Starting a PostgreSQL for the tests alone")
    server = Server(binaries.find(), folder / "pg", {role: f"only-for-tests-{role}" for role in LOGINS}, tests=True)
    server.start()
    return server


def _prove(groups: list[str], folder: Path, running: Running, *, deep: bool, server: Server | None) -> int:
    done = []
    for first in _before(server):
        done.append(first.run(running))
        _print(first)
    checks = [*_tests(groups, folder, deep=deep, server=server), *(_quick() if "quick" in groups else [])]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            for finished in as_completed([pool.submit(check.run, running) for check in checks]):
                done.append(finished.result())
                _print(done[-1])
        except KeyboardInterrupt:
            running.end()
            raise
    missing = "stories" in groups and not _browser()
    return _sum_up(done, browser_missing=missing)


def _before(server: Server | None) -> Iterator[Check]:
    """What the others stand on: the catalogues, and one migrated database that each pytest copies."""
    yield Check("catalogues compile", [sys.executable, "-m", "intentional_connection.ui.messages", "compile"])
    if server:
        migrate = (
            "import django; django.setup(); from django.db import connection; connection.creation.create_test_db(0, autoclobber=True)"
        )
        yield Check("migrated database", [sys.executable, "-c", migrate], env=_other_database(server, "ready") | {"IC_TEST_TEMPLATE": ""})


def _quick() -> list[Check]:
    here = Path(sys.executable).parent
    return [
        Check("mypy", [str(here / "mypy"), "src"]),
        Check("ruff", [str(here / "ruff"), "check", "."]),
        Check("lint-imports", [str(here / "lint-imports")]),
        Check("djlint", [str(here / "djlint"), "src", "--lint", "--quiet"]),
        Check("vulture", [str(here / "vulture")]),
        Check("deptry", [str(here / "deptry"), "src"]),
        Check("catalogues complete", [sys.executable, "-m", "intentional_connection.ui.messages", "check"]),
        Check("django check", [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
              env={"DJANGO_SETTINGS_MODULE": "intentional_connection.config.settings",
                   "IC_BASE_URL": "https://example.org", "IC_SECRET_KEY": "".join(map(str, range(60)))}),
    ]  # fmt: skip


def _tests(groups: list[str], folder: Path, *, deep: bool, server: Server | None) -> Iterator[Check]:
    also = "" if deep else " and not deep"
    if "db" in groups:
        for name, path in (("tests of the house", "tests"), ("tests of the rooms", "src")):
            check = _pytest(name, folder / f"{path}.xml", f"not browser{also}", path)
            check.env = _other_database(server, path)
            yield check
        migrations = [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"]
        yield Check("models and migrations agree", migrations, env=_other_database(server, "postgres"))
    elif "quick" in groups:
        paths = [path for path in PURE if (ROOT / path).exists()]
        yield _pytest("pure tests", folder / "pure.xml", "not browser and not deep", *paths)
    if "stories" in groups and _browser():
        check = _pytest("stories in a browser", folder / "stories.xml", f"browser{also}", "tests/stories")
        check.env = _other_database(server, "stories")
        yield check


def _pytest(name: str, report: Path, marks: str, *paths: str) -> Check:
    pytest = [sys.executable, "-m", "pytest", "--create-db", "-m", marks, f"--junit-xml={report}", "--durations=5", *paths]
    return Check(name, pytest, report=report)


def _other_database(server: Server | None, name: str) -> dict[str, str]:
    """Two pytest at once must not share a database."""
    if server is None:
        return {}
    urls = {"DATABASE_OWNER_URL": server.url("ic_owner", name), "DATABASE_URL": server.url("ic_app", name)}
    return urls | {"IC_TEST_TEMPLATE": "test_ready"}


def _browser() -> str | None:
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of the caller's own installation reaches the tests, PGBIN and IC_BROWSER apart."""
    kept = {"IC_BROWSER", "PGBIN"}
    plain = {
        name: value
        for name, value in os.environ.items()
        if name in kept or not name.startswith(("IC_", "DATABASE_", "DJANGO_", "PG", "PYTEST_"))
    }
    return {
        **plain,
        "DJANGO_SETTINGS_MODULE": "intentional_connection.config.settings_test",
        "IC_HOME": str(folder / "home"),
        "IC_SECRET_KEY": "only-for-tests-and-long-enough-for-the-check-of-fifty-characters",
        processes.MARK: str(folder),
    }


def _print(check: Check) -> None:
    word = "FAILED" if check.failed else "ok"
    say(f"{word:<7} {check.name} ({check.passed} passed, {check.failed} failed, {check.seconds:.0f} s)")
    if check.failed:
        tell("\n".join(check.output.splitlines()[-150:]))


def _sum_up(done: list[Check], *, browser_missing: bool) -> int:
    passed, failed = sum(check.passed for check in done), sum(check.failed for check in done)
    skipped = [text for check in done for text in check.skipped]
    if browser_missing and os.environ.get("IC_BROWSER") == "required":
        tell("\nFAILED  stories: no Chromium on PATH, and IC_BROWSER=required")
        failed += 1
    elif browser_missing:
        skipped.append("stories: no Chromium on PATH. Install Debian's package chromium to prove the pages.")
    tell()
    for check in done:
        if check.failed:
            tell(f"FAILED   {check.name}")
    for text in skipped:
        tell(f"SKIPPED  !!! {text}")
    tell(f"\n{passed} passed, {failed} failed" + (f", {len(skipped)} skipped" if skipped else ""))
    return 1 if failed or (skipped and os.environ.get("IC_SKIPS") == "forbidden") else 0


def _clear_leftovers() -> None:
    """What a killed ./test left: its processes, its server, its folder."""
    for folder in (ROOT / "var").glob("test-*"):
        held = Held(folder / "held")
        if held.take():
            processes.end(processes.children_of_run(folder), 1)
            if (folder / "pg" / "data").exists():
                processes.end(processes.working_in(folder / "pg" / "data"))
            shutil.rmtree(folder, ignore_errors=True)
        held.leave()


if __name__ == "__main__":
    sys.exit(main())
