"""A checkout made ready: its own Python folder (.venv) and the locked packages. For ./run and ./test.

Runs under the system's Python before anything is installed.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from typing import TYPE_CHECKING

from intentional_connection.ops.words import CannotGoOn, say

if TYPE_CHECKING:
    from pathlib import Path

LOCKS = {"run": "requirements.txt", "test": "requirements-dev.txt"}


def prepare(root: Path, purpose: str) -> Path:
    """Make .venv if needed, install the lock if it changed, and give back the Python inside. Safe to repeat."""
    folder = root / ".venv"
    python = folder / "bin" / "python"
    (root / "var").mkdir(exist_ok=True)
    with (root / "var" / "checkout.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _works(python):
            _make(folder)
        if not _installed(root, folder, purpose):
            _install(root, folder, purpose)
        _make_importable(root, folder)
    return python


def _works(python: Path) -> bool:
    try:
        return subprocess.run([python, "-c", "import ssl"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _make(folder: Path) -> None:
    with_pip = importlib.util.find_spec("ensurepip") is not None
    if not with_pip and not shutil.which("uv"):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise CannotGoOn(
            "Python cannot make a folder for packages here: its parts venv and ensurepip are missing. On Debian and "
            f"Ubuntu install the package python3-venv (or python{version}-venv): sudo apt-get install python3-venv"
        )
    say("Making .venv, a folder of its own for Python packages")
    shutil.rmtree(folder, ignore_errors=True)
    venv.EnvBuilder(with_pip=with_pip, symlinks=True).create(folder)


def _mark(root: Path, purpose: str) -> str:
    return hashlib.sha256((root / LOCKS[purpose]).read_bytes()).hexdigest()


def _installed(root: Path, folder: Path, purpose: str) -> bool:
    """The lock is installed, or, for ./run, the tests' lock, which holds it whole (a test compares them)."""
    good_enough = ["run", "test"] if purpose == "run" else ["test"]
    stamp = folder / "installed"
    said = stamp.read_text(encoding="utf-8") if stamp.exists() else ""
    return any(said == f"{name} {_mark(root, name)}" for name in good_enough)


def _install(root: Path, folder: Path, purpose: str) -> None:
    lock = root / LOCKS[purpose]
    count = sum(1 for line in lock.read_text(encoding="utf-8").splitlines() if "==" in line and line[0].isalnum())
    say(f"Installing {count} locked packages from {lock.name} (needs the network, once; with pip some minutes)")
    (folder / "installed").unlink(missing_ok=True)
    python = folder / "bin" / "python"
    uv = shutil.which("uv")
    common = ["--require-hashes", "-r", str(lock)]
    ways = [[uv, "pip", "install", "-q", "--python", str(python), *common]] if uv else []
    ways.append([str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input", *common])
    said = ""
    for way in ways:
        done = subprocess.run(way, capture_output=True, text=True, check=False, cwd=root)
        if done.returncode == 0:
            (folder / "installed").write_text(f"{purpose} {_mark(root, purpose)}", encoding="utf-8")
            return
        said = "\n".join((done.stderr or done.stdout).splitlines()[-8:])
    raise CannotGoOn(f"The packages could not be installed. Is the network there? Then start again.\n{said}")


def _make_importable(root: Path, folder: Path) -> None:
    """A path file instead of an editable install: no network, no build tools."""
    for packages in folder.glob("lib/python*/site-packages"):
        _write(packages / "intentional_connection.pth", f"{root / 'src'}\n")
    command = folder / "bin" / "intentional-connection"
    lines = [
        f"#!/bin/sh\n'''exec' \"{folder / 'bin' / 'python'}\" \"$0\" \"$@\"\n' '''",
        "import sys",
        "from intentional_connection.config.cli import main",
        "sys.exit(main())",
    ]
    _write(command, "\n".join(lines) + "\n")
    command.chmod(0o755)


def _write(path: Path, text: str) -> None:
    """Write only what changed, in one step: another start may be reading."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)
