"""Several people write into the same chains at the same instant: no fork, no gap, nobody waits for ever."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from conftest import reading_everything
from intentional_connection.access.seats import Level
from intentional_connection.access.walls import entered
from intentional_connection.config import traces
from intentional_connection.journal import chain
from intentional_connection.journal.models import note_list, note_read
from tests.logins import at_once, logged_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.world import World

TIMES = 10
#: Each begins with another level: in the order in which they come, two requests would lock each other out.
ORDERS = [(Level.PLAN, Level.CIRCLE), (Level.CIRCLE, Level.PLAN), (Level.MEETING, Level.PLAN), (Level.PLAN, Level.MEETING)]


def test_pages_of_one_family_opened_at_once_stand_one_after_the_other(committed: World) -> None:
    """Four people, two levels each, in opposite orders, ten times, lists beside them, while somebody verifies: every chain whole."""
    people = [committed.selam, committed.helen, committed.paul, committed.ruth]

    def request(who: Any, levels: tuple[Level, Level]) -> Callable[[], None]:
        def run() -> None:
            for _ in range(TIMES):
                with transaction.atomic(), entered(who.pk):
                    for level in levels:
                        note_read(committed.home, who, level)
                    note_list(who, Level.PLAN)

        return run

    with logged_in() as handler:
        requests = [request(*one) for one in zip(people, ORDERS, strict=True)]
        answers = at_once(handler, [*requests, looked_at], threads=len(people) + 1)
    assert answers == [None] * len(people) + [[0] * TIMES]
    with transaction.atomic(), reading_everything():
        assert list(chain.faults(ask)) == []
        text = "SELECT level, length FROM journal_chain WHERE case_id = %s AND level IN (4, 1024) ORDER BY level"
        lengths = ask(text, [committed.home.pk])
    assert lengths == [(4, 2 * TIMES), (1024, 2 * TIMES)]


def looked_at() -> list[int]:
    """The journal looked at again and again meanwhile, as the login that may only read: whole each time."""
    said = {"user": "ic_backup", "password": "only-for-tests-ic_backup", "dbname": connection.settings_dict["NAME"]}
    answers = []
    for _ in range(TIMES):
        with traces.reading(make_conninfo(os.environ["DATABASE_URL"], **said)) as asked:
            answers.append(traces.verify(asked, None, None))
    return answers


def ask(text: str, said: list[Any]) -> list[tuple[Any, ...]]:
    """A question to the database, in whatever role stands."""
    with connection.cursor() as cursor:
        cursor.execute(text, said or None)
        return cursor.fetchall()
