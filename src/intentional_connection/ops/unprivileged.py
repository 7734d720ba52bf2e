"""PostgreSQL refuses to run as root. How root runs it all the same, without making a user.

First choice: a user namespace, in which root is called 65534; files stay where and whose they are.
Where namespaces are closed: really become 65534, if that user reaches the binaries and the data.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from intentional_connection.ops.words import CannotGoOn

NOBODY = 65534
NAMESPACE = ("unshare", "-U", f"--map-user={NOBODY}", f"--map-group={NOBODY}")
SETPRIV = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")


def works(prefix: tuple[str, ...]) -> bool:
    """A harmless command runs behind this prefix."""
    if shutil.which(prefix[0]) is None:
        return False
    return subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0


def prefix_for(binaries: Path, folder: Path) -> tuple[str, ...]:
    """What to put before each PostgreSQL command so that it does not run as root; empty for other users.

    Makes `folder` belong to whoever will run it. Refused in words when neither way is open.
    """
    if os.geteuid() != 0:
        return ()
    owner = folder.stat().st_uid
    if owner not in (0, NOBODY):
        raise CannotGoOn(f"{folder} belongs to the user {owner}. Start as that user, or choose another --data folder.")
    if works(NAMESPACE):
        _hand_over(folder, 0)
        return NAMESPACE
    closed = [place for place in (closed_on_the_way(binaries), closed_on_the_way(folder.parent)) if place]
    if works(SETPRIV) and not closed:
        _hand_over(folder, NOBODY)
        return SETPRIV
    raise CannotGoOn(_sentence(closed))


def closed_on_the_way(path: Path) -> Path | None:
    """The first folder from `/` down to `path` that the user 65534 may not enter."""
    resolved = path.resolve()
    for place in [*reversed(resolved.parents), resolved]:
        said = place.stat()
        if not said.st_mode & (0o100 if said.st_uid == NOBODY else 0o001):
            return place
    return None


def _hand_over(folder: Path, user: int) -> None:
    """Change whose the folder is, when an earlier start ran the other way."""
    if folder.stat().st_uid == user:
        return
    for place, _, files in os.walk(folder):
        for name in ("", *files):
            os.chown(Path(place) / name, user, user, follow_symlinks=False)


def _sentence(closed: list[Path]) -> str:
    begin = "PostgreSQL refuses to run as root, and this machine lends root no user namespace. "
    if closed:
        return begin + (
            f"The ordinary user {NOBODY} may not enter {closed[0]}. Move the project and its data to a folder that "
            "everybody may enter, such as /opt/intentional-connection, or start as an ordinary user, "
            "or set DATABASE_URL to a PostgreSQL server."
        )
    return begin + "Start as an ordinary user, install setpriv (package util-linux), or set DATABASE_URL."
