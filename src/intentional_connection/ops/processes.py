"""What runs on this machine, read from /proc: alive, zombie, whose folder, whose child."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

PROC = Path("/proc")
MARK = "IC_RUN_OF"


def alive(pid: int) -> bool:
    """The process runs. A zombie, left by a slow parent after kill -9, is dead."""
    if not PROC.is_dir():
        return _answers(pid)
    try:
        after_name = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
    except OSError:
        return False
    return after_name.split()[0] not in {"Z", "X"}


def working_in(data: Path) -> list[int]:
    """Living PostgreSQL processes of these data: the server and its helpers stand in their data's folder."""
    target = data.resolve()
    found = [pid for pid in _pids() if _points_to(pid, "cwd") == target]
    return [pid for pid in found if alive(pid) and getattr(_points_to(pid, "exe"), "name", "") == "postgres"]


def children_of_run(home: Path) -> list[int]:
    """Servers and workers of an earlier run with this home, whose supervisor was killed."""
    mark = f"{MARK}={home.resolve()}".encode()
    return [pid for pid in _pids() if pid != os.getpid() and mark in _environment(pid) and alive(pid)]


def end(pids: list[int], seconds: float = 3.0) -> None:
    """Ask these processes to stop; end those that do not within the time."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        left = [pid for pid in pids if alive(pid)]
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)
        until = time.monotonic() + seconds
        while time.monotonic() < until and any(alive(pid) for pid in left):
            time.sleep(0.05)


def _pids() -> list[int]:
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()] if PROC.is_dir() else []


def _points_to(pid: int, link: str) -> Path | None:
    try:
        return (PROC / str(pid) / link).readlink()
    except OSError:
        return None


def _environment(pid: int) -> list[bytes]:
    try:
        return (PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
