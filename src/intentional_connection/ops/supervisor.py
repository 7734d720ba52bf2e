"""Keeps the server and the worker running, and ends everything in order: worker, server, PostgreSQL."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from intentional_connection.ops import processes
from intentional_connection.ops.words import CannotGoOn, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

LONGEST_BRAKE = 30.0
STEADY_SECONDS = 60.0
STOP_SECONDS = 2.5
BIGGEST_LOG = 5_000_000


class Child:
    """One process that is started again when it dies, each time a little later (1, 2, 4 … 30 s)."""

    def __init__(self, name: str, command: Sequence[str], env: Mapping[str, str], log: Path) -> None:
        self.name, self.command, self.env, self.log = name, list(command), dict(env), log
        self.process: subprocess.Popen[bytes] | None = None
        self.brake, self.born, self.due = 1.0, 0.0, 0.0
        self.deaths = 0

    def start(self) -> None:
        """Start it in a group of its own, so that Ctrl-C reaches the supervisor alone."""
        if self.log.exists() and self.log.stat().st_size > BIGGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        self.log.touch(mode=0o600)
        with self.log.open("ab") as out:
            # What it writes (log, messages kept as files) is for the owner of the installation alone.
            self.process = subprocess.Popen(
                self.command, env=self.env, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                start_new_session=True, umask=0o077,
            )  # fmt: skip
        self.born = time.monotonic()

    def look(self) -> None:
        """Start it again if it died and its time has come."""
        now = time.monotonic()
        if self.process is not None:
            if self.process.poll() is None:
                return
            self.deaths += 1
            self.brake = 1.0 if now - self.born > STEADY_SECONDS else self.brake * 2
            self.due = now + min(self.brake, LONGEST_BRAKE)
            tell(f"The {self.name} ended by itself ({self.process.returncode}); starting it again. Its log: {self.log}")
            self.kill()
            self.process = None
        if now >= self.due:
            self.start()

    def stop(self) -> None:
        """Ask it to stop, then end its whole group."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_SECONDS)
        self.kill()

    def kill(self) -> None:
        """End what is left of its group."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Supervisor:
    """`children` are started in this order and stopped in the opposite one; `last` runs at the very end."""

    def __init__(self, home: Path, children: Sequence[Child], last: Callable[[], None]) -> None:
        self.home, self.children, self.last = home, list(children), last
        self.enough = threading.Event()

    def run(self, ready_url: str, when_ready: Callable[[], None]) -> int:
        """Until SIGINT or SIGTERM. `when_ready` is called once, when the site answers."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.enough.set())
        try:
            end_orphans(self.home)
            for child in self.children:
                child.start()
            if self._wait_until_ready(ready_url):
                when_ready()
            while not self.enough.wait(0.25):
                for child in self.children:
                    child.look()
        finally:
            self.stop()
        return 0

    def stop(self) -> None:
        """Worker, server, then what stands below; a second Ctrl-C does not break this off."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for child in reversed(self.children):
            child.stop()
        self.last()

    def _wait_until_ready(self, url: str, seconds: float = 60) -> bool:
        until = time.monotonic() + seconds
        while not self.enough.wait(0.05):
            if answers(url):
                return True
            web = self.children[0]
            if web.process is not None and web.process.poll() is not None:
                raise CannotGoOn(f"The server did not start. The end of its log:\n{last_lines(web.log)}")
            if time.monotonic() > until:
                raise CannotGoOn(f"The site does not answer at {url}. The end of its log:\n{last_lines(web.log)}")
        return False


def end_orphans(home: Path) -> None:
    """End what a killed run left; only whoever holds the home's lock may call this."""
    left = processes.children_of_run(home)
    if left:
        tell("An earlier run was cut off; ending what is left of it.")
        processes.end(left)


def answers(url: str) -> bool:
    """The address says 200."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as response:
            return bool(response.status == 200)  # noqa: PLR2004 - "OK"
    except (urllib.error.URLError, OSError):
        return False


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log."""
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])
    except OSError:
        return ""
