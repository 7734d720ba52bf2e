"""Erasure by the one who runs the server, as the login ic_eraser: what is due, and again what a restored backup brought back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from pathlib import Path


def due(url: str) -> int:
    """Delete what is due by the schedule; how many families and accounts went."""
    with psycopg.connect(url, connect_timeout=5) as connection:
        (row,) = connection.execute("SELECT erase_due()").fetchall()
    return int(row[0])


def again(url: str, file: Path) -> int:
    """Erase what stands in the list of ids but has no tombstone in this database: a backup of before was read back."""
    if not file.exists():
        return 0
    listed = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    with psycopg.connect(url, connect_timeout=5) as connection:
        known = {str(row[0]) for row in connection.execute("SELECT id FROM erasure_tombstone")}
        missing = [row for row in listed if row["id"] not in known]
        for row in missing:
            connection.execute("SELECT erase_again(%s, %s)", [row["id"], row["kind"]])
    return len(missing)
