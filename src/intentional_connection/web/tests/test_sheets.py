"""A table to take away opens safely in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from intentional_connection.web.sheets import as_csv, cell

SRC = Path(__file__).parents[2]
WRITES = re.compile(r"csv\.(writer|DictWriter)|text/csv|import (writer|DictWriter)")
#: The same signs in full width.
WIDE = [f"{sign}1+1" for sign in "\uff1d\uff0b\uff0d\uff20"]


#: Signs that a spreadsheet skips, or takes for a formula, before others.
SKIPPED = (" =1", "\u00a0@x", "\ufeff-1", "\0=1")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", '=HYPERLINK("x")', *WIDE, *SKIPPED])
def test_what_a_spreadsheet_would_compute_is_text(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Maple 12", "a=b", "3", "«é»"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert cell(text) == text


def test_a_file_is_utf_8_with_its_mark_and_a_neutral_name() -> None:
    answer = as_csv([("Part", "É"), ("=x", 'say "no", twice\nhere'), (None, 3)], "record")
    assert answer["Content-Disposition"] == 'attachment; filename="record.csv"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert rows == [["Part", "É"], ["'=x", 'say "no", twice\nhere'], ["", "3"]]


def test_nothing_else_in_the_product_writes_csv() -> None:
    """Every table that leaves goes through `as_csv`: another writer would forget what a spreadsheet computes."""
    found = [path.name for path in SRC.rglob("*.py") if "tests" not in path.parts and WRITES.search(path.read_text(encoding="utf-8"))]
    assert found == ["sheets.py"]
