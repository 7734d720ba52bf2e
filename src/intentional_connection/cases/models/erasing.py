"""Erasure and retention as the site asks for them: the database deletes what its own schedule names (docs/security/retention.md)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from pathlib import Path


def erase_due() -> int:
    """Delete what is due by the schedule, and nothing else; how many families and accounts went."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT erase_due()")
        return int(cursor.fetchone()[0])


def note_erased(file: Path) -> int:
    """Complete the list of what was erased, kept outside the database: ids alone, so that a restored backup forgets again."""
    known = {json.loads(line)["id"] for line in file.read_text(encoding="utf-8").splitlines()} if file.exists() else set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id::text, kind, erased_at::date::text FROM erasure_tombstone ORDER BY erased_at, id")
        new = [row for row in cursor.fetchall() if row[0] not in known]
    with file.open("a", encoding="utf-8") as out:
        out.writelines(json.dumps({"id": one, "kind": kind, "on": on}) + "\n" for one, kind, on in new)
    return len(new)
