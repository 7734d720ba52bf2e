"""The list of my families, 25 at a time, each with where it stands in words."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from conftest import reading_everything
from intentional_connection.access.seats import Level
from intentional_connection.cases import verbs
from intentional_connection.cases.tests.asking import questions
from intentional_connection.journal.models import ReadLog
from intentional_connection.kernel import clock
from tests.world import enter

if TYPE_CHECKING:
    from intentional_connection.people.models import Account
    from tests.world import World


def families(world: World, account: Account, query: str = "") -> str:
    answer = world.client(account).get(f"/families/{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_each_family_stands_under_its_tree_and_number_never_under_a_name(world: World) -> None:
    family = world.maple()
    page = families(world, world.selam)
    assert family.label in page
    assert "Tigrinya, Arabic" in page
    assert "Riverton" in page
    assert "Luwam" not in page


def test_a_family_says_in_words_where_it_stands(world: World) -> None:
    referral = world.refer()
    assert "Waiting for an agency" in families(world, world.paul)
    family = world.accept(referral)
    assert "Accepted; the worker is named next" in families(world, world.paul)
    world.name_worker(family)
    assert re.search(r"A worker is named · <bdi>Selam</bdi>", families(world, world.paul))
    world.contact(family)
    assert "Preparing together" in families(world, world.paul)
    enter(world.paul)
    verbs.sleep(family, world.paul, reason="no_date", wake_on=clock.today() + timedelta(days=400))
    assert "Waiting for news" in families(world, world.selam)
    assert "Preparing together" not in families(world, world.selam)


def test_a_family_that_was_passed_on_needs_another_agency(world: World) -> None:
    referral = world.refer()
    enter(world.helen)
    verbs.decline(referral, world.helen, reason="no_place", next_step="call_together")
    assert "Another agency is needed" in families(world, world.ruth)


def test_before_it_accepts_an_agency_has_no_family_in_its_list(world: World) -> None:
    referral = world.refer()
    page = families(world, world.helen)
    assert str(referral.case_id) not in page
    assert "Referrals wait on Today" in page


def test_the_coordinator_has_no_families_and_no_way_to_them_in_the_navigation(world: World) -> None:
    world.maple()
    assert "No family yet" in families(world, world.cora)
    assert 'href="/families/"' not in world.client(world.cora).get("/today/").content.decode()


def test_a_long_list_continues_where_it_ended_and_asks_no_more(world: World) -> None:
    first = world.refer()
    few = len(questions(world.client(world.paul), "/families/"))
    for _ in range(59):
        world.refer()
    assert len(questions(world.client(world.paul), "/families/")) == few <= 12
    met, query = [], ""
    for _ in range(3):
        page = families(world, world.paul, query)
        met += re.findall(r'<th scope="row"><a href="/families/([^/]+)/', page)
        more = re.search(r'href="(\?before=[^"]+)"', page)
        query = more[1] if more else ""
    assert query == ""
    assert len(met) == len(set(met)) == 60
    assert met[-1] == str(first.case_id)
    assert "There are no earlier families" in families(world, world.paul, f"?before={first.case_id}")


@pytest.mark.parametrize("before", ["x", "1", "' OR 1=1 --", "0" * 400])
def test_an_odd_continuation_is_not_found(world: World, before: str) -> None:
    assert world.client(world.paul).get("/families/", {"before": before}).status_code == 404


def test_a_stranger_s_family_as_continuation_shows_nothing_of_it(world: World) -> None:
    world.refer()
    assert world.client(world.paul).get("/families/", {"before": str(uuid4())}).status_code == 200


def test_a_list_that_shows_more_than_the_first_level_is_written_down_once(world: World) -> None:
    """One line for the page, with the levels of all its rows; a page without them writes none."""
    world.contact(world.maple())
    browser = world.client(world.paul)
    for path in ("/families/", "/today/"):
        assert browser.get(path).status_code == 200
    world.client(world.tom).get("/families/")
    world.refer()
    browser.get("/today/")
    with reading_everything():
        rows = list(ReadLog.objects.filter(kind="list").order_by("at", "id").values_list("by", "level"))
    assert rows == [(world.paul.pk, int(Level.PREVIEW | Level.LAST_CONTACT)), (world.paul.pk, int(Level.PREVIEW))]
