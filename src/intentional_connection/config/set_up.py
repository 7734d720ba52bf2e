"""What stands between a folder and a running site: database, tables, catalogues, static files, demo world.

Each step is skipped at the next start while nothing it depends on has changed. Django runs in
processes of their own, so that the supervisor stays small.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from intentional_connection.ops import binaries
from intentional_connection.ops.home import PACKAGE, Home, digest
from intentional_connection.ops.postgres import Server
from intentional_connection.ops.words import BEGAN, CannotGoOn, hand_on, say, tell

SETTINGS = "intentional_connection.config.settings"
#: The list of what was erased, by id (settings.ERASED_FILE).
ERASED = "erased.jsonl"
#: What a served process may not know: the logins that can do more than the site.
PRIVATE = ("DATABASE_OWNER_URL", "IC_CONNECT_URL", "IC_BACKUP_URL", "IC_ERASER_URL")


def home_folder(named: str | None = None) -> Home:
    """The installation's folder: --data, else IC_HOME, else var/ beside the source (or here, when installed)."""
    root = PACKAGE.parent.parent
    usual = (root if (root / "pyproject.toml").exists() else Path.cwd()) / "var"
    return Home(Path(named or os.environ.get("IC_HOME") or usual).absolute())


@dataclass(frozen=True)
class Addresses:
    """The database by login: the site's, the worker's (never through a pooler), the owner's, the backup's, the eraser's."""

    app: str
    worker: str
    owner: str
    backup: str
    eraser: str = ""
    server: Server | None = None

    def identity(self) -> str:
        """Changes when the database is another one; holds no password."""
        if self.server:
            return str((self.server.data / "PG_VERSION").stat().st_mtime_ns)
        said = urlsplit(self.app)
        return hashlib.sha256(f"{said.hostname}:{said.port}{said.path}?{said.query}".encode()).hexdigest()


def external() -> Addresses | None:
    """Somebody's own server, when DATABASE_URL names one."""
    app = os.environ.get("DATABASE_URL", "")
    if not app:
        return None
    return Addresses(
        app=app,
        worker=os.environ.get("IC_CONNECT_URL") or app,
        owner=os.environ.get("DATABASE_OWNER_URL", ""),
        backup=os.environ.get("IC_BACKUP_URL", ""),
        eraser=os.environ.get("IC_ERASER_URL", ""),
    )


def embedded(home: Home, *, start: bool) -> Addresses:
    """Our own server in the home folder; `start` it, or only say where it is."""
    server = Server(binaries.find(), home.folder / "postgres", home.passwords())
    if start:
        server.start()
    app = server.url("ic_app")
    owner, backup, eraser = (server.url(role) for role in ("ic_owner", "ic_backup", "ic_eraser"))
    return Addresses(app=app, worker=app, owner=owner, backup=backup, eraser=eraser, server=server)


def environment(home: Home, at: Addresses, **more: str) -> dict[str, str]:
    """What a served process knows; never another login than the site's."""
    plain = {name: value for name, value in os.environ.items() if name not in PRIVATE}
    return {
        **plain,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "IC_HOME": str(home.folder),
        "IC_SECRET_KEY": os.environ.get("IC_SECRET_KEY") or home.secrets()["IC_SECRET_KEY"],
        "IC_DEMO": "1" if is_demo(home) else "0",
        "DATABASE_URL": at.app,
        "PYTHONUNBUFFERED": "1",
        **more,
    }


def is_demo(home: Home) -> bool:
    """The demo world was played or begun here, or is asked for by IC_DEMO=1; never where the site began empty."""
    if home.done_already("world", "empty"):
        return False
    return home.done_already("world", "demo") or home.done_already("world", "demo begun") or os.environ.get("IC_DEMO") == "1"


def as_owner(home: Home, at: Addresses) -> dict[str, str]:
    """The environment in which migrations run."""
    return environment(home, at, IC_CONNECT_URL=at.owner or at.worker)


def run(home: Home, env: dict[str, str], *arguments: str, aloud: bool = False) -> None:
    """One step in a Python of its own; its words go to a log, and to the reader when it fails or is long (`aloud`)."""
    log = home.folder / "set-up.log"
    command = [sys.executable, "-m", *arguments]
    with log.open("w", encoding="utf-8") as out:
        if aloud:
            code = _run_aloud(command, {**env, BEGAN: hand_on()[BEGAN]}, out)
        else:
            code = subprocess.run(command, env=env, stdout=out, stderr=out, check=False).returncode
    if code:
        tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:])
        raise CannotGoOn(f"The step '{' '.join(arguments[-3:])}' failed; the end of {log}:\n{tail}")


def _run_aloud(command: list[str], env: dict[str, str], out: IO[str]) -> int:
    """What the step says of its progress is shown at once; what goes wrong stays in the log."""
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=out, text=True) as step:
        for line in step.stdout or ():
            tell(line.rstrip("\n"))
    return step.returncode


def tables(home: Home, at: Addresses) -> None:
    """Bring the tables to this release, as the owner."""
    mark = digest([*PACKAGE.glob("*/migrations/*.py"), *PACKAGE.glob("*/migrations/sql/*"), *_locks()], at.identity())
    if home.done_already("tables", mark):
        return
    if not at.owner:
        raise CannotGoOn(
            "The tables may need this release's changes, and only the owner can make them: set DATABASE_OWNER_URL."
        )
    say("Preparing the database's tables")
    run(home, as_owner(home, at), "django", "migrate", "--noinput", "--skip-checks", "-v", "0")
    home.note_done("tables", mark)


def files(home: Home, at: Addresses) -> None:
    """Compile the catalogues and collect the static files."""
    catalogues = [*PACKAGE.glob("*/locale/*/LC_MESSAGES/*.po")]
    static = [path for path in PACKAGE.glob("*/static/**/*") if path.is_file()]
    mark = digest([*catalogues, *static, *_locks()])
    compiled = all(path.with_suffix(".mo").exists() for path in catalogues)
    if compiled and (home.folder / "static").is_dir() and home.done_already("files", mark):
        return
    say("Compiling the languages, collecting the static files")
    env = environment(home, at)
    if (PACKAGE.parent.parent / "pyproject.toml").exists():  # an installed package carries its .mo
        run(home, env, "intentional_connection.ui.messages", "compile")
    run(home, env, "django", "collectstatic", "--noinput", "--clear", "-v", "0")
    home.note_done("files", mark)


def world(home: Home, at: Addresses, *, empty: bool) -> None:
    """At the very first start: the demo world, or nothing. Own servers get a demo only by IC_DEMO=1."""
    demo, half = home.done_already("world", "demo"), home.done_already("world", "demo begun")
    if (demo or half) and empty:
        raise CannotGoOn(f"{home.folder} holds the demo world already. Start the empty site elsewhere: --empty --data DIR")
    if demo or home.done_already("world", "empty"):
        return
    wanted = not empty and (at.server is not None or os.environ.get("IC_DEMO") == "1")
    if wanted:
        say("Playing the demo world: invented families and people")
        home.note_done("world", "demo begun")
        env = {**environment(home, at, IC_CONNECT_URL=at.worker), "IC_DEMO": "1", "DATABASE_OWNER_URL": at.owner}
        run(home, env, "intentional_connection.config.cli", "demo", *(["--reset"] if half else []), aloud=True)
    home.note_done("world", "demo" if wanted else "empty")


def forget_again(home: Home, at: Addresses) -> None:
    """At each start: what was erased and is here again, because a backup was read back, is erased again."""
    from intentional_connection.config import erasing  # noqa: PLC0415 - needs the driver, which a first start lacks

    if at.eraser and (gone := erasing.again(at.eraser, home.folder / ERASED)):
        say(f"A backup had brought back what was erased; erased again: {gone}")


def _locks() -> list[Path]:
    lock = PACKAGE.parent.parent / "requirements.txt"
    return [lock] if lock.exists() else []
