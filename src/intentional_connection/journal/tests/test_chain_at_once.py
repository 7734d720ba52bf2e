"""Several people write into the same chains at the same instant: no fork, no gap, nobody waits for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from conftest import reading_everything
from intentional_connection.access.seats import Level
from intentional_connection.access.walls import entered
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
    """Four people, two levels each, in opposite orders, ten times: 80 links and lists beside them, every chain whole."""
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
        answers = at_once(handler, [request(*one) for one in zip(people, ORDERS, strict=True)], threads=len(people))
    assert answers == [None] * len(people)
    with transaction.atomic(), reading_everything():
        assert list(chain.faults(ask)) == []
        lengths = ask("SELECT level, length FROM journal_chain WHERE case_id = %s AND level IN (4, 1024) ORDER BY level", [committed.home.pk])
    assert lengths == [(4, 2 * TIMES), (1024, 2 * TIMES)]


def ask(text: str, said: list[Any]) -> list[tuple[Any, ...]]:
    """A question to the database, in whatever role stands."""
    with connection.cursor() as cursor:
        cursor.execute(text, said or None)
        return cursor.fetchall()
