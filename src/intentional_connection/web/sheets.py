"""Tables to take away: one way to write CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from django.http import HttpResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A cell that begins so would be computed by a spreadsheet instead of shown; the wide ones by some in East Asia.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
#: What spreadsheets skip before they look.
SKIPPED = " \u00a0\ufeff\u200b"


def cell(content: object) -> str:
    """The text of a cell; what a spreadsheet would take for a formula gets an apostrophe before it."""
    text = "" if content is None else str(content)
    return f"'{text}" if text.lstrip(SKIPPED).startswith(FORMULAS) else text


def written(rows: Iterable[Iterable[object]]) -> str:
    """The rows as CSV, a line each."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([cell(one) for one in row] for row in rows)
    return out.getvalue()


def as_csv(rows: Iterable[Iterable[object]], name: str) -> HttpResponse:
    """The rows as a file to keep, under a neutral name: UTF-8 with the mark by which spreadsheets know it."""
    response = HttpResponse("\ufeff" + written(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "no-store"
    return response
