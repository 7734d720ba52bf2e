"""intentional-connection journal: is the journal whole, the daily root, and who read what since when."""

from __future__ import annotations

import time
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from intentional_connection.journal import chain
from intentional_connection.ops.words import CannotGoOn, tell

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from intentional_connection.journal.chain import Ask, Fault

#: How far it is, so many seconds apart.
PROGRESS_EVERY = 2.0
#: What is wrong, in words.
FAULTS = {
    "changed": "was changed",
    "missing": "is missing, or a record just before it",
    "broken": "does not follow from the record before it",
    "kept": "is marked as erased, but is still there",
    "inserted": "was slipped in: no chain knows it",
    "cut": "and all after it were cut off",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What stands after `journal`."""
    words = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    about = "look at every record of the journal and the read log; ends with 1 when one was changed, taken away, slipped in or cut off"
    verify = words.add_parser("verify", help=about, description=about)
    verify.add_argument("--root", metavar="DIGEST", help="compare with an earlier root that somebody else kept")
    verify.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="the day of that root")
    about = "print the digest over all chains as a day left them"
    root = words.add_parser("root", help=about, description=about)
    root.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="a day that is over (else yesterday)")
    about = "print which people and which fields were opened, by whom, since when; the question itself is logged"
    reads = words.add_parser("reads", help=about, description=about)
    whose = reads.add_mutually_exclusive_group(required=True)
    whose.add_argument("--account", metavar="WHO", help="what this account opened: its e-mail address or id")
    whose.add_argument("--organization", metavar="NAME", help="what the people of this organization opened: its name or id")
    whose.add_argument("--case", metavar="FAMILY", help='who opened anything of this family: "Maple 12" or its id')
    reads.add_argument("--since", type=date.fromisoformat, metavar="DATE", help="from this day in Ontario on")
    reads.add_argument("--until", type=date.fromisoformat, metavar="DATE", help="up to this day, the day itself included")
    reads.add_argument("--csv", action="store_true", help="as a file for a spreadsheet")


@contextmanager
def reading(url: str) -> Iterator[Ask]:
    """Ask as the login that may only read, all at one moment: people go on writing meanwhile."""
    import psycopg  # noqa: PLC0415 - the driver, which a first start lacks

    if not url:
        raise CannotGoOn("Set IC_BACKUP_URL to the address of the login ic_backup.")
    with psycopg.connect(url) as login:
        login.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        yield lambda text, said: login.execute(text, said or None).fetchall()  # type: ignore[arg-type]  # our own fixed text


def verify(ask: Ask, root: str | None, day: date | None) -> int:
    """Say what was changed, taken away, slipped in or cut off since it was written; 1 when anything was."""
    if (root is None) != (day is None):
        raise CannotGoOn("An earlier root needs both: --root DIGEST --on DATE.")
    found = list(chain.faults(ask, _progress()))
    lines = _told(ask, found)
    roots = [(day, root)] if day and root else []
    lines += [_differs(ask, *one) for one in [*roots, *filter(None, [chain.last_kept_root(ask)])]]
    gone = chain.erased(ask)
    names = chain.names(ask, [one for one, _count, _on in gone])
    for one, count, on in gone:
        tell(f"{names[one]}: {count} records erased, last on {on}")
    wrong = [line for line in lines if line]
    tell("\n".join(wrong) or "The journal is whole.")
    return 1 if wrong else 0


def _told(ask: Ask, found: list[Fault]) -> list[str]:
    firsts = chain.first_of_each(found)
    names = chain.names(ask, [one.chain for one, _count in firsts])
    return [
        f"{names.get(one.chain, f'chain {one.chain}')}: {_record(one)} {FAULTS[one.what]} (day {one.on})"
        + (f"; {count} in this chain" if count > 1 else "")
        for one, count in firsts
    ]


def _record(one: Fault) -> str:
    place = f"record {one.position}" if one.position else "a record"
    return f"{place} ({one.source} {one.record})" if one.record else place


def _differs(ask: Ask, day: date, root: str) -> str:
    """A sentence where the root of a day is another one than was kept; "" where it is the same."""
    now = chain.root_of(ask, day)[0]
    if now == root.strip().lower():
        return ""
    return f"The root of {day} was {root} and is {now} now: records of that day or before were touched."


def _progress() -> Any:
    last = time.monotonic()

    def say(text: str) -> None:
        nonlocal last
        if time.monotonic() - last >= PROGRESS_EVERY:
            last = time.monotonic()
            tell(text)

    return say


def print_root(ask: Ask, day: date | None) -> int:
    """Print the root of a day that is over, and over how much it goes."""
    today = datetime.now(ZoneInfo("America/Toronto")).date()
    day = day or today - timedelta(days=1)
    if day >= today:
        raise CannotGoOn("That day is not over in Ontario: its root can still change.")
    digest, chains, records = chain.root_of(ask, day)
    tell(f"{day} {digest}\n{chains} chains, {records} records")
    return 0
