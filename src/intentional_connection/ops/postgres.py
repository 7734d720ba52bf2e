"""A PostgreSQL of our own in a folder: made, started, stopped, asked. Never on a network port.

No superuser password exists: roles are written by `postgres --single` while the server stands still,
and the access file lets nobody in without a password (scram) and the superuser not at all.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shlex
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from intentional_connection.ops import processes, roles
from intentional_connection.ops.binaries import major
from intentional_connection.ops.unprivileged import prefix_for
from intentional_connection.ops.words import CannotGoOn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: The shortest question of the protocol: eight bytes, answered by one letter before anybody signs in.
ASKS_FOR_TLS = (8).to_bytes(4, "big") + (80877103).to_bytes(4, "big")
PORT = 5432
#: A socket's address holds 108 bytes, a zero at the end included.
LONGEST_SOCKET = 107
BUILTIN_LOCALE = 17
SUPERUSER = "postgres"
ACCESS = "".join(f"local all {role} scram-sha-256\n" for role in roles.LOGINS)
QUIET = ["-c", "exit_on_error=true", "-c", "log_checkpoints=off"]


class Server:
    """One server: `folder` holds data, log, lock and socket. `tests`: may lose data in a power cut."""

    def __init__(self, binaries: Path, folder: Path, passwords: Mapping[str, str], *, tests: bool = False) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.binaries, self.folder, self.passwords, self.tests = binaries, folder.resolve(), passwords, tests
        self.data, self.log = self.folder / "data", self.folder / "log"
        self.version = major(binaries)
        self._prefix: tuple[str, ...] | None = None

    def start(self) -> None:
        """Make the cluster if there is none and start it if it does not run. Safe when many call at once."""
        with self._alone():
            self._check_version()
            if not (self.data / "PG_VERSION").exists():
                self._make()
            if self._roles_changed():
                self._stop()
                self._write_roles(self.data)
            until = time.monotonic() + 60
            while not self._answers():
                if time.monotonic() > until:
                    raise CannotGoOn(f"PostgreSQL does not answer for more than a minute; its log is {self.log}.")
                if not self.pid():
                    self._clear_the_dead()
                    self._launch()
                time.sleep(0.02)

    def stop(self, seconds: int = 5) -> None:
        """Stop it: first politely, then at once; data stay whole either way."""
        with self._alone():
            self._stop(seconds)

    def pid(self) -> int | None:
        """The server's process, None when it does not run. Believes neither a zombie nor a number used again."""
        lines = self._pid_file()
        if not lines or not lines[0].isdigit():
            return None
        pid = int(lines[0])
        return pid if processes.alive(pid) and (not processes.PROC.is_dir() or self._ours(pid)) else None

    def url(self, role: str, database: str = roles.DATABASE) -> str:
        """The address for one login, with its password; for the environment of a process, never for a log."""
        folder = quote(self.socket_folder(), safe="")
        return f"postgresql://{role}:{self.passwords[role]}@/{database}?host={folder}&port={PORT}"

    def socket_folder(self) -> str:
        """Where the running server listens."""
        lines = self._pid_file()
        return lines[4] if len(lines) > 4 and lines[4] else str(self.folder)  # noqa: PLR2004 - fifth line

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / "data.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _pid_file(self) -> list[str]:
        try:
            return [line.strip() for line in (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()]
        except OSError:
            return []

    def _answers(self) -> bool:
        """It is ready and says a word itself: one that was killed a moment ago still has its number and its socket."""
        if not self.pid() or self._pid_file()[-1] != "ready":
            return False
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(1)
            line.connect(f"{self.socket_folder()}/.s.PGSQL.{PORT}")
            line.sendall(ASKS_FOR_TLS)
            return line.recv(1) in {b"N", b"S"}
        return False

    def _ours(self, pid: int) -> bool:
        return pid in processes.working_in(self.data)

    def _check_version(self) -> None:
        with contextlib.suppress(OSError):
            made_by = int((self.data / "PG_VERSION").read_text(encoding="utf-8"))
            if made_by != self.version:
                raise CannotGoOn(
                    f"The data in {self.data} were made by PostgreSQL {made_by}, the programs in {self.binaries} are "
                    f"version {self.version}. Set PGBIN to the programs of version {made_by}, or move the data over as "
                    "docs/operate.md says under 'A new main version'."
                )

    def _make(self) -> None:
        """Make the cluster aside and give it its name when it is whole: a killed start leaves no half."""
        aside = self.folder / "data.new"
        shutil.rmtree(aside, ignore_errors=True)
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if self.version >= BUILTIN_LOCALE else []
        quick = ["--no-sync"] if self.tests else []
        self._run("initdb", "-D", str(aside), "-U", SUPERUSER, "-A", "reject", "-E", "UTF8", *builtin,
                  "--locale=C.UTF-8", *quick)  # fmt: skip
        (aside / "pg_hba.conf").write_text(ACCESS, encoding="utf-8")
        with (aside / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write(f"\nlisten_addresses = ''\nport = {PORT}\nunix_socket_permissions = 0700\n")
            conf.write("max_connections = 60\nshared_buffers = 64MB\n")
            conf.write("synchronous_commit = off\nfsync = off\nfull_page_writes = off\nautovacuum = off\n" if self.tests else "")
        self._write_roles(aside)
        if not self.tests:
            self._single(aside, "template1", [roles.make_database_sql()])
        aside.rename(self.data)

    def _statements(self) -> list[str]:
        return [*roles.server_sql(self.passwords, self.version, tests=self.tests), *roles.database_sql()]

    def _mark_of_roles(self) -> str:
        return hashlib.sha256("\n".join(self._statements()).encode()).hexdigest()

    def _roles_changed(self) -> bool:
        """Passwords were lost and made anew, or this release says the roles differently."""
        try:
            return (self.data / "ic_roles").read_text(encoding="utf-8") != self._mark_of_roles()
        except OSError:
            return True

    def _write_roles(self, data: Path) -> None:
        self._single(data, "template1", self._statements())
        if data == self.data and not self.tests:
            self._single(data, roles.DATABASE, roles.database_sql())
        (data / "ic_roles").write_text(self._mark_of_roles(), encoding="utf-8")

    def _single(self, data: Path, database: str, statements: list[str]) -> None:
        """Run statements as the superuser in a process of our own; passwords travel by pipe only."""
        said = "".join(f"{statement}\n\n" for statement in statements)
        self._run("postgres", "--single", "-j", "-D", str(data), *QUIET, database, said=said)

    def _launch(self) -> None:
        options = shlex.join(["-k", self._socket_place()])
        try:
            self._run("pg_ctl", "start", "-w", "-t", "60", "-s", "-D", str(self.data), "-l", str(self.log), "-o", options)
        except CannotGoOn as problem:
            tail = "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:])
            raise CannotGoOn(f"{problem}\nThe last lines of {self.log}:\n{tail}") from None

    def _stop(self, seconds: int = 5) -> None:
        if not self.pid():
            return
        place = self.socket_folder()
        for mode in ("fast", "immediate"):
            with contextlib.suppress(CannotGoOn):
                self._run("pg_ctl", "stop", "-w", "-s", "-t", str(seconds), "-m", mode, "-D", str(self.data))
            if not self.pid():
                break
        if place != str(self.folder):
            shutil.rmtree(place, ignore_errors=True)

    def _socket_place(self) -> str:
        """Beside the data, or in a short temporary folder when that address would be too long for a socket."""
        wanted = f"{self.folder}/.s.PGSQL.{PORT}.lock"
        if len(os.fsencode(wanted)) <= LONGEST_SOCKET and "," not in wanted and '"' not in wanted:
            return str(self.folder)
        short = tempfile.mkdtemp(prefix="ic-")
        owner = self.folder.stat()
        if os.geteuid() == 0:
            os.chown(short, owner.st_uid, owner.st_gid)
        return short

    def _clear_the_dead(self) -> None:
        """After kill -9: wait for the helpers to notice, then take the old number away, at data and socket."""
        until = time.monotonic() + 30
        while processes.working_in(self.data):
            if time.monotonic() > until:
                raise CannotGoOn(f"Something still works in {self.data}: {processes.working_in(self.data)}. End it first.")
            time.sleep(0.05)
        for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
            (Path(self.socket_folder()) / name).unlink(missing_ok=True)
        if self.socket_folder() != str(self.folder):
            shutil.rmtree(self.socket_folder(), ignore_errors=True)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _run(self, program: str, *arguments: str, said: str | None = None) -> None:
        if self._prefix is None:
            self._prefix = prefix_for(self.binaries, self.folder)
        plain = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        done = subprocess.run(
            [*self._prefix, str(self.binaries / program), *arguments],
            input=said, stdin=None if said is not None else subprocess.DEVNULL,
            capture_output=True, text=True, env={**plain, "LC_MESSAGES": "C"}, cwd=self.folder, check=False,
        )  # fmt: skip
        if done.returncode:
            told = [line for line in done.stderr.splitlines() if line.strip() and "PASSWORD" not in line]
            raise CannotGoOn(f"PostgreSQL's {program} did not work: {' '.join(told[-3:])}")
