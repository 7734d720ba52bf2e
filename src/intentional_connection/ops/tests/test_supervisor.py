"""Server and worker: started, watched, ended in order; what a killed run left is cleared away."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from intentional_connection.ops import ports, processes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SITE = """
import os, signal, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Page(BaseHTTPRequestHandler):
    def do_GET(self): self.send_response(200); self.end_headers()
    def log_message(self, *_): pass
signal.signal(signal.SIGTERM, lambda *_: (print("server ends", flush=True), os._exit(0)))
HTTPServer(("127.0.0.1", int(sys.argv[1])), Page).serve_forever()
"""
WORKER = """
import os, signal, time
print("worker begins", os.getpid(), flush=True)
signal.signal(signal.SIGTERM, lambda *_: (print("worker ends", flush=True), os._exit(0)))
while True: time.sleep(1)
"""
MAIN = """
import os, sys
from pathlib import Path
from intentional_connection.ops import processes
from intentional_connection.ops.supervisor import Child, Supervisor
home, port = Path(sys.argv[1]), sys.argv[2]
env = {**os.environ, processes.MARK: str(home)}
log = home / "log"
def last():
    with log.open("a") as out: out.write("database ends\\n")
children = [Child("server", [sys.executable, "-c", os.environ["SITE"], port], env, log),
            Child("worker", [sys.executable, "-c", os.environ["WORKER"]], env, log)]
sys.exit(Supervisor(home, children, last).run(f"http://127.0.0.1:{port}/ready", lambda: print("ready", flush=True)))
"""


def start(home: Path) -> subprocess.Popen[str]:
    port = ports.choose("127.0.0.1")
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, str(home), str(port.number)], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "SITE": SITE, "WORKER": WORKER},
    )  # fmt: skip
    assert process.stdout
    while (line := process.stdout.readline()) != "ready\n":
        assert line, "the supervisor ended before it was ready"
    if port.claim:
        port.claim.close()
    return process


def test_ctrl_c_ends_worker_then_server_then_database_within_ten_seconds(place: Path) -> None:
    process = start(place)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    assert process.returncode == 0
    assert time.monotonic() - began < 10
    ends = [line for line in (place / "log").read_text().splitlines() if line.endswith("ends")]
    assert ends == ["worker ends", "server ends", "database ends"]
    assert processes.children_of_run(place) == []


def test_a_worker_that_dies_is_started_again(place: Path) -> None:
    process = start(place)
    first = _worker(place, 1)
    os.kill(first, signal.SIGKILL)
    assert _worker(place, 2) != first
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=10)
    assert processes.children_of_run(place) == []


def test_what_a_killed_run_left_is_ended_by_the_next(place: Path) -> None:
    killed = start(place)
    killed.kill()
    killed.communicate()
    left = processes.children_of_run(place)
    assert len(left) == 2
    following = start(place)
    assert not any(processes.alive(pid) for pid in left)
    following.send_signal(signal.SIGINT)
    following.communicate(timeout=10)


def _worker(home: Path, count: int) -> int:
    """The process number of the worker's n-th life."""
    lives: list[str] = []

    def there() -> bool:
        lives[:] = [line for line in (home / "log").read_text().splitlines() if line.startswith("worker begins")]
        return len(lives) >= count

    _until(there)
    return int(lives[count - 1].split()[2])


def _until(true: Callable[[], bool], seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)
