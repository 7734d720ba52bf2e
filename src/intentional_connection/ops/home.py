"""The folder of one installation (IC_HOME): its secrets, its lock, what was done already."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from intentional_connection.ops import roles
from intentional_connection.ops.words import CannotGoOn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PACKAGE = Path(__file__).resolve().parent.parent


class Home:
    """`secrets.env` (0600) holds one NAME=value a line: the key of the site and the logins' passwords."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise CannotGoOn(f"The folder {folder} cannot be made: {problem.strerror}. Choose another with --data.") from None
        self.folder = folder.resolve()
        self.file = self.folder / "secrets.env"

    def secrets(self) -> dict[str, str]:
        """Read the secrets; make those that are missing. Safe when two starts come at once."""
        with self.alone("secrets.lock"):
            known = self.known()
            wanted = ["IC_SECRET_KEY", *(f"PASSWORD_{role.upper()}" for role in roles.LOGINS)]
            missing = {name: secrets.token_urlsafe(32) for name in wanted if name not in known}
            if missing:
                self._write({**known, **missing})
            return {**known, **missing}

    def passwords(self) -> dict[str, str]:
        """The password of each database login."""
        held = self.secrets()
        return {role: held[f"PASSWORD_{role.upper()}"] for role in roles.LOGINS}

    def known(self) -> dict[str, str]:
        """What the file says now."""
        try:
            lines = self.file.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return {}
        return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))

    @contextlib.contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """Wait until nobody else does this."""
        with (self.folder / name).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def done_already(self, what: str, mark: str) -> bool:
        """Was the step done for exactly this state of the files."""
        try:
            return (self.folder / f"{what}.done").read_text(encoding="utf-8") == mark
        except OSError:
            return False

    def note_done(self, what: str, mark: str) -> None:
        """Remember a step, to skip it at the next start."""
        (self.folder / f"{what}.done").write_text(mark, encoding="utf-8")

    def _write(self, values: dict[str, str]) -> None:
        aside = self.folder / "secrets.env.new"
        aside.unlink(missing_ok=True)
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write("# Made by the launcher. Whoever reads this file reads everything; keep it at 0600 and in the backup.\n")
            out.writelines(f"{name}={value}\n" for name, value in sorted(values.items()))
        aside.replace(self.file)


class Held:
    """A lock kept as long as this process lives; the system frees it even after kill -9."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a+", encoding="utf-8")

    def take(self) -> bool:
        """False when another process has it."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def leave(self) -> None:
        """Give it back."""
        self._file.close()


def digest(files: Iterable[Path], *more: str) -> str:
    """One mark for the content of these files and some words."""
    mark = hashlib.sha256("\0".join(more).encode())
    for path in sorted(files):
        mark.update(str(path).encode() + b"\0" + path.read_bytes())
    return mark.hexdigest()
