"""What the second wall costs: Today, a family and its board with the policies on and off, in one run.

`python -m bench.walls` prints a Markdown table; 1 when a goal is missed. Real pages through the whole middleware, as a worker
with 60 families; "off" = the same requests as a role that passes every policy (BYPASSRLS), with the first wall as it is. CPU of
this process and of its one database process together, in interleaved rounds; the ratio is the median of the rounds' ratios.
Asks for a throw-away PostgreSQL of its own, or takes that of DATABASE_OWNER_URL where one is set (a test database is made there).
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from intentional_connection.ops import binaries
from intentional_connection.ops.postgres import Server
from intentional_connection.ops.roles import LOGINS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

ROUNDS, PAGES, WARM, FAMILIES = 15, 12, 10, 60
#: Page -> at most so many times the CPU without policies (docs/performance.md, B9).
GOALS = {"Today": 1.2, "family": 1.4, "board": 1.4}
ON, OFF = "ic_app", "ic_reader"
TICK = os.sysconf("SC_CLK_TCK")


@contextmanager
def a_server() -> Iterator[None]:
    """A PostgreSQL for this run alone, unless one is named."""
    if os.environ.get("DATABASE_OWNER_URL"):
        yield
        return
    folder = Path(tempfile.mkdtemp(prefix="bench-walls-"))
    server = Server(binaries.find(), folder / "pg", {role: f"only-for-tests-{role}" for role in LOGINS}, tests=True)
    try:
        server.start()
        os.environ["DATABASE_OWNER_URL"], os.environ["DATABASE_URL"] = (server.url(role, "ic") for role in ("ic_owner", "ic_app"))
        yield
    finally:
        server.stop(2)
        shutil.rmtree(folder, ignore_errors=True)


def cpu(backend: int) -> float:
    """Seconds of CPU that this process and the database's process have used until now."""
    fields = Path(f"/proc/{backend}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / TICK


def measured(browser: Client, path: str, role: str, backend: int) -> float:
    """Milliseconds of CPU for one page, on average of a round, as this role."""
    from conftest import as_role  # noqa: PLC0415 - Django stands by now

    as_role(role)
    began = cpu(backend)
    for _ in range(PAGES):
        answer = browser.get(path)
        if answer.status_code != HTTPStatus.OK:
            raise ValueError(f"{path} answered {answer.status_code}: nothing was measured")
    return (cpu(backend) - began) * 1000 / PAGES


def rounds(browser: Client, path: str, backend: int) -> tuple[list[float], list[float]]:
    """On and off in turns, each time the other one first, so that a busy machine hurts both alike."""
    on, off = [], []
    for number in range(ROUNDS):
        for role in (ON, OFF) if number % 2 else (OFF, ON):
            (on if role == ON else off).append(measured(browser, path, role, backend))
    return on, off


def the_same(browser: Client, path: str) -> bool:
    """Whether both roles get a page of as many lines: else the ratio compares two things. A name or an order may differ."""
    from conftest import as_role  # noqa: PLC0415

    found = []
    for role in (ON, OFF):
        as_role(role)
        for _ in range(WARM):
            body = browser.get(path).content.decode()
        found.append(len(body.splitlines()))
    return found[0] == found[1]


def prepared() -> tuple[Client, dict[str, str], int]:
    """The world with 60 families at one worker, whose browser it is; the three pages; the database's process."""
    from django.db import connection  # noqa: PLC0415

    from conftest import as_role  # noqa: PLC0415
    from tests.families import Families  # noqa: PLC0415
    from tests.many import multiply  # noqa: PLC0415
    from tests.world import leave  # noqa: PLC0415

    as_role(ON)
    world = Families.build()
    multiply(world.settled, 1, FAMILIES)
    as_role("ic_owner")
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {OFF}")
        cursor.execute("ANALYZE")
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    as_role(ON)
    leave()
    browser, family = world.client(world.people["selam"]), f"/families/{world.settled.pk}/"
    return browser, {"Today": "/today/", "family": family, "board": f"{family}board/"}, backend


def report() -> int:
    """Measure and print; 1 when a goal is missed or a page differs."""
    browser, paths, backend = prepared()
    print(f"Worker with {FAMILIES} families; {ROUNDS} rounds of {PAGES} pages each way, interleaved; CPU of page and database together;")
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    print("| Page | on, ms | off, ms | on / off | quarter to quarter | goal | |\n| --- | ---: | ---: | ---: | --- | ---: | --- |")
    missed = 0
    for name, path in paths.items():
        same = the_same(browser, path)
        on, off = rounds(browser, path, backend)
        ratios = [one / other for one, other in zip(on, off, strict=True)]
        low, _middle, high = statistics.quantiles(ratios, n=4)
        ratio, goal = statistics.median(on) / statistics.median(off), GOALS[name]
        kept = ratio <= goal and same
        missed += not kept
        verdict = "kept" if kept else "MISSED" if same else "PAGES DIFFER"
        print(
            f"| {name} | {statistics.median(on):.1f} | {statistics.median(off):.1f} | {ratio:.2f} | {low:.2f}–{high:.2f} "
            f"| {goal} | {verdict} |"
        )
    return 1 if missed else 0


def main() -> int:
    """Run it all on a test database that is taken away again; nothing is committed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intentional_connection.config.settings_test")
    with a_server():
        import django  # noqa: PLC0415 - asks for the database's address when it is loaded
        from django.db import connection, transaction  # noqa: PLC0415
        from django.test.utils import setup_databases, setup_test_environment, teardown_databases  # noqa: PLC0415

        django.setup()
        setup_test_environment()
        made = setup_databases(verbosity=0, interactive=False, keepdb="--keep" in sys.argv)
        try:
            from intentional_connection.config.demo import let_clock_be_set  # noqa: PLC0415

            with connection.cursor() as cursor:
                let_clock_be_set(cursor)
            with transaction.atomic():
                code = report()
                transaction.set_rollback(True)
        finally:
            teardown_databases(made, verbosity=0, keepdb="--keep" in sys.argv)
    return code


if __name__ == "__main__":
    sys.exit(main())
