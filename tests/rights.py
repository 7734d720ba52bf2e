"""The tables CEILING and GRANTS as text. Rewrite the golden copy:  .venv/bin/python -m tests.rights > tests/golden/rights.txt

Then copy the changed lines into docs/access.md; the tests compare all three.
"""

from __future__ import annotations

import sys

from intentional_connection.access.seats import CEILING, GRANTS, Level, Seat


def text() -> str:
    """Both tables, one line per seat and per right."""
    return "\n".join([*_ceiling(), "", *_grants(), ""])


def _ceiling() -> list[str]:
    levels = [level for level in Level if any(level in read | write for read, write in CEILING.values())]
    names = [level.code for level in levels]
    lines = [f"| Seat | {' | '.join(names)} |", "| --- " * (len(names) + 1) + "|"]
    for seat, (read, write) in CEILING.items():
        cells = ["W" if level in write else "R" if level in read else "–" for level in levels]
        lines.append(f"| {seat} | {' | '.join(cells)} |")
    return lines


def _grants() -> list[str]:
    lines = ["| Right | Seats |", "| --- | --- |"]
    return lines + [f"| {can} | {', '.join(seat for seat in Seat if seat in seats)} |" for can, seats in GRANTS.items()]


if __name__ == "__main__":
    sys.stdout.write(text())
