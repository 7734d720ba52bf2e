"""The demo world: invented people and families at every state, played through the same verbs as real life.

Dates are relative to the day on which it is played; the same day and seed give the same world, keys apart.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import transaction

from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.config.demo_cast import Cast
from intentional_connection.config.demo_families import play_families, silent
from intentional_connection.config.demo_plan import SEED
from intentional_connection.ops.words import CannotGoOn

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

#: Only test and demo databases: the walls' clock can be set for one transaction, as Python's can.
CLOCK = """
CREATE OR REPLACE FUNCTION ic_now() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT coalesce(nullif(current_setting('ic.now', true), '')::timestamptz, statement_timestamp()) $$
"""
#: Tables that a new world keeps: what migrations wrote.
KEPT = ("access_ceiling", "django_migrations", "django_content_type", "procrastinate_workers", "erasure_schedule")
TABLES = """
SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables
 WHERE schemaname = 'public' AND NOT tablename = ANY (%s)
"""
SYSTEM = "INSERT INTO people_account SELECT * FROM kept_account"
#: Tables whose size the planner must know at once; before PostgreSQL looks by itself, a board would take seconds.
FILLED = """
SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables
 WHERE schemaname = 'public' AND tablename ~ '^(access|cases|people|partners)_' AND tablename !~ 'event$'
"""
#: Sites, and a clock that nobody can set: real people work here, whatever a folder or IC_DEMO says.
REAL = """
SELECT EXISTS (SELECT FROM partners_site) AND prosrc NOT LIKE '%%ic.now%%'
  FROM pg_proc WHERE proname = 'ic_now' AND pronamespace = 'public'::regnamespace
"""


def make_room(*, reset: bool = False) -> None:
    """Let the clock of this database be set; `reset` throws the demo world away that is there.

    Refused where real people may be, and without `reset` where there is a world already.
    """
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner, owner.cursor() as cursor:
        require_no_real_site(cursor)
        if reset:
            wipe(cursor)
        require_no_world(cursor)
        let_clock_be_set(cursor)


def play(told: Callable[[int, int], None] = silent) -> None:
    """Play the world into the room that was made, then let the planner know what stands there."""
    tell_story(told=told)
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner, owner.cursor() as cursor:
        count_rows(cursor)


def tell_story(now: datetime | None = None, *, seed: int = SEED, told: Callable[[int, int], None] = silent) -> Cast:
    """Sites, organizations and people first, then each family's path, from the oldest to the newest.

    All or nothing: what is cut off leaves nothing, so that the next start plays it again. `told` hears after each family
    how many of how many are there.
    """
    with transaction.atomic():
        cast = Cast.build(now)
        play_families(cast, seed, told)
        cast.mark_old_notices_sent()
    return cast


def require_no_real_site(cursor: Any) -> None:
    """Refused where a site began without the demo: nothing there is emptied, and its clock stays as it is."""
    cursor.execute(REAL, [])
    if cursor.fetchone()[0]:
        raise CannotGoOn("This database holds a real site; nothing was thrown away. Give the demo a database of its own.")


def require_no_world(cursor: Any) -> None:
    """Refused where a world was played: a second one beside it would be nobody's."""
    cursor.execute("SELECT EXISTS (SELECT FROM partners_site)")
    if cursor.fetchone()[0]:
        raise CannotGoOn("A demo world is there already. To throw it away and make it anew: demo --reset")


def let_clock_be_set(cursor: Any) -> None:
    """As the owner: replace the body of the walls' clock. Never in a database with real families."""
    cursor.execute(CLOCK)


def count_rows(cursor: Any) -> None:
    """As the owner: let the planner know what stands in the tables now."""
    cursor.execute(FILLED)
    (tables,) = cursor.fetchone()
    cursor.execute(f"ANALYZE {tables}")


def wipe(cursor: Any) -> None:
    """As the owner: empty every table but those that migrations filled; the account of the jobs stays."""
    cursor.execute("CREATE TEMPORARY TABLE kept_account ON COMMIT DROP AS SELECT * FROM people_account WHERE id = %s", [SYSTEM_ID])
    cursor.execute(TABLES, [list(KEPT)])
    (tables,) = cursor.fetchone()
    cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY")
    cursor.execute(SYSTEM)
