"""What was erased stays so when a backup of before is read back: the list of ids outside the database, by the eraser's own login."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.db import connection, transaction
from psycopg import conninfo

from conftest import reading_everything
from intentional_connection.cases.models import Case
from intentional_connection.config import erasing

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import World


def test_the_list_outside_the_database_makes_a_restored_family_go(committed: World, tmp_path: Path) -> None:
    """Ids without a tombstone in this database are erased, and only once."""
    said, case, file = connection.settings_dict, committed.home.pk, tmp_path / "erased.jsonl"
    file.write_text(json.dumps({"id": str(case), "kind": "family", "on": "2026-01-01"}) + "\n")
    url = conninfo.make_conninfo(
        host=said["HOST"], port=said["PORT"] or None, dbname=said["NAME"], user="ic_eraser",
        password=said["PASSWORD"].replace("ic_owner", "ic_eraser"),
    )  # fmt: skip
    assert erasing.again(url, file) == 1
    assert erasing.again(url, file) == 0
    assert erasing.due(url) == 0
    assert erasing.again(url, tmp_path / "nothing.jsonl") == 0
    with transaction.atomic(), reading_everything():
        assert not Case.objects.filter(pk=case).exists()
