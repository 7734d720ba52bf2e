"""A table to take away opens safely in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest

from intentional_connection.web.sheets import as_csv, cell


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", '=HYPERLINK("x")'])
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
