"""intentional-connection doctor: what is wrong with this installation, in plain words."""

from __future__ import annotations

import os
import shutil
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from intentional_connection.config import checks, set_up
from intentional_connection.ops.home import PACKAGE
from intentional_connection.ops.supervisor import answers
from intentional_connection.ops.words import CannotGoOn, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from intentional_connection.ops.home import Home

SCARCE_BYTES = 1_000_000_000


def examine(home: Home) -> int:
    """Print one line per part: fine, or what is wrong and what to do. 1 when anything is wrong."""
    wrong = 0
    for name, look in _parts(home):
        try:
            found = look()
        except Exception as problem:  # noqa: BLE001 - the doctor reports everything and goes on
            found = [f"Could not be examined: {problem}"]
        wrong += len(found)
        tell(f"{name:<12}{'fine' if not found else found[0]}")
        for text in found[1:]:
            tell(f"{'':<12}{text}")
    tell("\nNothing is wrong." if not wrong else f"\n{wrong} to mend.")
    return 1 if wrong else 0


def _parts(home: Home) -> list[tuple[str, Callable[[], list[str]]]]:
    database, at = _database(home)
    parts: list[tuple[str, Callable[[], list[str]]]] = [("database", lambda: database)]
    if at and not database:
        url = at.app
        parts += [
            ("roles", lambda: checks.login(url) + checks.roles(url) + checks.extensions(url)),
            ("walls", lambda: checks.walls(url, _walled_tables(home, at))),
            ("worker", lambda: checks.jobs(url)),
        ]
    return [
        *parts,
        ("site", lambda: _site(home)),
        ("mail", lambda: mail(demo=set_up.is_demo(home))),
        ("languages", languages),
        ("secrets", lambda: secrets(home)),
        ("disk", lambda: disk(home)),
    ]


def _database(home: Home) -> tuple[list[str], set_up.Addresses | None]:
    try:
        at = set_up.external() or set_up.embedded(home, start=False)
    except CannotGoOn as problem:
        return [str(problem)], None
    if at.server and not at.server.pid():
        return ["The database is not running: start the site with ./run."], None
    broken = checks.reach(at.app)
    return ([broken] if broken else []), at


def _walled_tables(home: Home, at: set_up.Addresses) -> list[str]:
    """Every table whose model declares a level."""
    os.environ.update(set_up.environment(home, at, IC_NO_POOL="1"))
    import django  # noqa: PLC0415 - the settings read the environment above
    from django.apps import apps  # noqa: PLC0415

    django.setup()
    return sorted(model._meta.db_table for model in apps.get_models() if hasattr(model, "LEVEL"))


def _site(home: Home) -> list[str]:
    try:
        address = (home.folder / "address").read_text(encoding="utf-8")
    except OSError:
        return ["The site is not running from this folder."]
    return [] if answers(f"{address}ready") else [f"The site does not answer at {address}; its log: {home.folder}/server.log"]


def mail(*, demo: bool) -> list[str]:
    """Say whether a mail server is named and answers."""
    url = os.environ.get("IC_EMAIL_URL", "")
    if not url:
        return [] if demo else ["IC_EMAIL_URL is missing: nobody can get a sign-in code or a message."]
    said = urlsplit(url)
    if not said.hostname:
        return ["IC_EMAIL_URL cannot be read; it looks like smtp+tls://user:password@mail.example.org:587"]
    try:
        with socket.create_connection((said.hostname, said.port or 25), timeout=5):
            return []
    except OSError as problem:
        return [f"The mail server {said.hostname} does not answer at port {said.port or 25}: {problem.strerror or problem}"]


def languages() -> list[str]:
    """Catalogues that were not compiled, or are older than their source."""
    said = []
    for source in sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        name = source.relative_to(PACKAGE)
        if not compiled.exists():
            said.append(f"{name} was not compiled: its pages fall back to English. Start again with ./run.")
    return said


def secrets(home: Home) -> list[str]:
    """Say when others may read the passwords."""
    if not home.file.exists() or not home.file.stat().st_mode & 0o077:
        return []
    return [f"Others may read {home.file}: chmod 600 {home.file}"]


def disk(home: Home) -> list[str]:
    """Say when room is scarce."""
    free = shutil.disk_usage(home.folder).free
    return [] if free > SCARCE_BYTES else [f"Only {free // 1_000_000} MB are free in {home.folder}."]
