"""Fifty supervisors' presses at the same instant open one handover (handbook P06)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intentional_connection.access.seats import Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.models import Case, Handover
from intentional_connection.kernel.errors import Refused
from intentional_connection.partners.models import Membership
from tests.logins import at_once, logged_in
from tests.test_at_once import as_committed, committed_act, request

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.world import World

TRIES, THREADS = 50, 10


def test_fifty_tries_at_once_open_one_handover(committed: World) -> None:
    """The others are told in words that one is open; the database's constraint holds it."""
    helen, home = committed.people["helen"], committed.home
    committed_act(lambda: committed.contact(home))

    def colleagues() -> list[Membership]:
        rows = Membership.objects.in_force().filter(organization=committed.harbour, seat=Seat.WORKER)
        return list(rows.exclude(account=committed.people["selam"]).order_by("id"))

    workers = as_committed(helen, colleagues)

    def begin(number: int) -> Callable[[], Any]:
        to = workers[number % len(workers)]
        return request(helen, lambda by: verbs.open_handover(Case.objects.get(pk=home.pk), by, to=to))

    with logged_in() as handler:
        answers = at_once(handler, [begin(number) for number in range(TRIES)], threads=THREADS)
    assert sum(isinstance(one, Handover) for one in answers) == 1
    refused = [one for one in answers if isinstance(one, Refused)]
    assert len(refused) == TRIES - 1
    assert all("open already" in one.text for one in refused)
    assert as_committed(helen, lambda: Handover.objects.filter(case=home).count()) == 1
