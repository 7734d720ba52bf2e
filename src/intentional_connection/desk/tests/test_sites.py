"""Sites side by side for their coordinator: counts, medians, small cells hidden, and never a family."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from intentional_connection.cases.models.overview import Count, site_counts
from intentional_connection.desk.views.sites import glance
from tests.many import multiply
from tests.world import enter

if TYPE_CHECKING:
    from tests.world import World


def text(world: World, by: str = "cora") -> str:
    answer = world.client(getattr(world, by)).get("/sites/")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def counts(world: World, by: str = "cora") -> dict[tuple[str, str], tuple[int | None, int | None]]:
    enter(getattr(world, by))
    return {(one.what, one.key): (one.n, one.median) for one in site_counts().get(world.site.pk, [])}


@pytest.mark.parametrize("name", ["paul", "ruth", "tom", "helen", "selam", "grace"])
def test_it_is_for_whoever_coordinates(world: World, name: str) -> None:
    world.maple()
    assert world.client(getattr(world, name)).get("/sites/").status_code == 403
    assert counts(world, name) == {}


def test_a_small_site_is_counted_as_fewer_than_five(world: World) -> None:
    family = world.contact(world.maple())
    page = text(world)
    assert "fewer than 5" in page
    for word in (family.label, "Luwam", str(family.pk), "Selam"):
        assert word not in page
    assert counts(world)["days", "answer"] == (None, None)
    assert counts(world)["open", "referrals"] == (1, None)


def test_families_and_medians_are_shown_from_five_on(world: World) -> None:
    multiply(world.contact(world.maple()), 1, 6)
    found = counts(world)
    assert found["stage", "before_meeting"] == (7, None)
    assert found["days", "answer"] == (5, 0)
    assert found["open", "agreements"] == (1, None)
    assert re.search(r"Before the first meeting\"><meter[^>]*></meter> 7\s*<", text(world))
    assert "0 days <small>(n ≥ 5)</small>" in text(world)


def test_a_language_that_nobody_speaks_is_told_without_a_small_number(world: World) -> None:
    world.refer(languages=["so"])
    world.refer()
    assert counts(world)["shortage", "so"] == (None, None)
    assert ("shortage", "ti") not in counts(world)
    assert "Somali (fewer than 5)" in text(world)


def test_nothing_small_reaches_the_page(world: World) -> None:
    said = [Count("stage", "before_meeting", 12, None), Count("stage", "until_arrival", 3, None), Count("workers", "", None, None)]
    found = glance(world.site, said)
    assert [cell.n for cell in found.stages] == [None, None, 0, 0]
    assert [cell.why for cell in found.stages[:2]] == ["not shown", "fewer than 5"]
    assert (found.families.n, found.families.why) == (None, "not shown")
    assert found.workers.why == "fewer than 5"
