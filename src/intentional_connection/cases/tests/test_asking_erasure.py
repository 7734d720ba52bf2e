"""An adult asks that what is kept is deleted: on the private line, in the worker's language, waiting on Today until it is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from conftest import as_
from intentional_connection.cases import verbs
from intentional_connection.cases.models import Newcomer, PrivateMessage, TodayEntry
from intentional_connection.cases.views.timeline import QUIET
from intentional_connection.journal.models import Act
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from tests.families import own_account
from tests.world import enter, fresh, leave

if TYPE_CHECKING:
    from datetime import timedelta

    from tests.world import World

pytestmark = pytest.mark.maple_stands


def waiting(world: World, name: str) -> list[timedelta]:
    who = world.people[name]
    with as_(who):
        rows = TodayEntry.objects.visible_to(fresh(who)).oldest_first(fresh(who), 99)
        return [clock.now() - row.since for row in rows if row.key == "answer_private"]


def test_the_request_waits_for_the_worker_alone_and_the_adult_reads_the_answer(world: World) -> None:
    case = world.contact(world.maple())
    own_account(world, case, "luwam", first_name="Luwam")
    own = world.client(world.luwam)
    assert "Ask that my information is deleted" in own.get(reverse("family:information")).content.decode()
    assert own.post(reverse("family:erase")).status_code == 303
    leave()
    assert len(waiting(world, "selam")) == 1
    assert not any(waiting(world, name) for name in ("ruth", "paul", "helen"))
    with as_(world.selam):
        (row,) = PrivateMessage.objects.visible_to(fresh(world.selam))
        assert "is deleted" in row.text
        person = Newcomer.objects.get(case=case, name="Luwam")
    for name in ("ruth", "paul", "helen"):
        with as_(world.people[name]):
            assert not Act.objects.filter(verb="ask_erasure").exists(), name
    assert "ask_erasure" in QUIET
    enter(world.selam)
    with pytest.raises(Refused, match="own page"):
        verbs.ask_erasure(person, world.selam)
    verbs.write_private(person, world.selam, text="We close the year together, then it goes.")
    enter(world.ruth)
    with pytest.raises(NotAllowed):
        verbs.ask_erasure(person, world.ruth)
    leave()
    assert waiting(world, "selam") == []
    assert "then it goes" in own.get(reverse("family:private")).content.decode()
