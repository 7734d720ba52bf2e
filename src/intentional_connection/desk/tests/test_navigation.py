"""The way to everywhere: what each seat finds in the navigation, and that it costs nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

if TYPE_CHECKING:
    from tests.world import World

PLACES = {
    "paul": ["Today", "Families", "Groups", "Refer a family", "Organization"],
    "ruth": ["Today", "Families", "Refer a family", "My group"],
    "tom": ["Today", "Families", "My group"],
    "helen": ["Today", "Families", "Open a family", "Team"],
    "selam": ["Today", "Families", "Team"],
    "cora": ["Today", "Sites", "Set-up"],
}


def navigation(page: str) -> list[tuple[str, str, str]]:
    """(address, current or not, label) of each entry."""
    inside = re.search(r'<nav class="nav".*?</nav>', page, re.DOTALL)
    assert inside
    return re.findall(r'<a href="([^"]+)"( aria-current="page")?>([^<]+)</a>', inside[0])


@pytest.mark.parametrize("name", PLACES)
def test_each_seat_finds_its_places(world: World, name: str) -> None:
    page = world.client(getattr(world, name)).get("/today/").content.decode()
    entries = navigation(page)
    assert [label for _url, _current, label in entries] == PLACES[name]
    assert [label for _url, current, label in entries if current] == ["Today"]


def test_the_team_is_one_s_own_agency(world: World) -> None:
    page = world.client(world.selam).get("/today/").content.decode()
    assert (reverse("partners:organization", kwargs={"pk": world.harbour.pk}), "", "Team") in navigation(page)
    page = world.client(world.helen).get("/today/").content.decode()
    assert ("/team/", "", "Team") in navigation(page)


def test_an_overview_is_the_current_place_and_no_other(world: World) -> None:
    for name, path, place in (("paul", "/groups/", "Groups"), ("helen", "/team/", "Team"), ("cora", "/sites/", "Sites")):
        page = world.client(getattr(world, name)).get(path).content.decode()
        assert [label for _url, current, label in navigation(page) if current] == [place]


def test_a_family_s_page_stands_under_families(world: World) -> None:
    page = world.client(world.selam).get(f"/families/{world.maple().pk}/").content.decode()
    assert [label for _url, current, label in navigation(page) if current] == ["Families"]
