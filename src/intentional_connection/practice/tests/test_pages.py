"""The page of a site's switches: its coordination chooses, everybody else reads, with the reason in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from intentional_connection.practice.edition import load
from intentional_connection.practice.models import Adoption
from intentional_connection.practice.verbs import adopt
from tests.world import enter

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from intentional_connection.partners.models import Site
    from intentional_connection.people.models import Account
    from tests.world import World

    Browser = Callable[[Account], Client]

OPTIONAL = [part.key for part in load("ontario-2021", 1).parts if part.optional]


def place(site: Site) -> str:
    return reverse("practice:parts", kwargs={"pk": site.pk})


def newest(world: World, site: Site) -> Adoption:
    enter(world.cora)
    return Adoption.objects.of(site)


def test_the_coordination_sees_a_box_for_each_optional_part(world: World, client_of: Browser) -> None:
    body = client_of(world.cora).get(place(world.bay)).content.decode()
    for key in OPTIONAL:
        assert f'type="checkbox" name="{key}"' in body
    assert 'name="language_first"' not in body
    assert body.count("not in this site") == len(OPTIONAL)
    assert body.count("btn main") == 1


def test_the_coordination_adopts_parts_and_the_history_says_so(world: World, client_of: Browser) -> None:
    browser = client_of(world.cora)
    seen = newest(world, world.bay).pk
    answer = browser.post(place(world.bay), {"warm_referral": "on", "outreach": "on", "after": str(seen)})
    assert (answer.status_code, answer["Location"]) == (303, place(world.bay))
    assert newest(world, world.bay).parts == ["language_first", "outreach", "warm_referral"]
    body = browser.get(place(world.bay)).content.decode()
    assert "Adopted: Warm referral; Reaching out to groups" in " ".join(body.split())
    assert "cora" not in body.lower()


def test_the_same_form_sent_five_times_adopts_once(world: World, client_of: Browser) -> None:
    cache.clear()
    browser = client_of(world.cora)
    form = {"outreach": "on", "after": str(newest(world, world.bay).pk), "once": uuid4().hex}
    assert {browser.post(place(world.bay), form).status_code for _time in range(5)} == {303}
    enter(world.cora)
    assert world.bay.adoptions.count() == 2


def test_an_old_tab_is_told_and_keeps_what_was_ticked(world: World, client_of: Browser) -> None:
    old = str(newest(world, world.bay).pk)
    adopt(world.bay, world.cora, parts=["agreements"])
    answer = client_of(world.cora).post(place(world.bay), {"outreach": "on", "after": old})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody changed the parts meanwhile." in body
    assert "Show the parts as they are now" in body
    assert re.search('name="outreach"[^>]* checked', body)
    assert not re.search('name="agreements"[^>]* checked', body)
    assert not newest(world, world.bay).has("outreach")


def test_a_spoilt_form_is_answered_in_words(world: World, client_of: Browser) -> None:
    answer = client_of(world.cora).post(place(world.bay), {"outreach": "on", "after": "\U0001f600" * 50})
    assert answer.status_code == 422
    assert "This page is out of date. Load it again." in answer.content.decode()


@pytest.mark.parametrize("person", ["helen", "selam", "paul", "ruth", "grace"])
def test_other_seats_read_the_parts_and_why_they_cannot_choose(world: World, client_of: Browser, person: str) -> None:
    browser = client_of(getattr(world, person))
    body = browser.get(place(world.site)).content.decode()
    assert "checkbox" not in body
    assert "Only the coordination of the site chooses the parts" in body
    assert "Grand River network" in body
    assert "not in this site" not in body
    assert browser.get(place(world.bay)).content.decode().count("not in this site") == len(OPTIONAL)
    assert browser.post(place(world.site), {"outreach": "on"}).status_code == 403


def test_who_is_not_signed_in_signs_in_first_and_comes_back(world: World, client: Client) -> None:
    answer = client.get(place(world.site))
    assert answer.status_code == 302
    assert place(world.site) in answer["Location"]


def test_a_site_that_does_not_exist_is_not_found(world: World, client_of: Browser) -> None:
    assert client_of(world.cora).get(f"/sites/{uuid4()}/practice/").status_code == 404


def test_the_page_speaks_french(world: World, client_of: Browser) -> None:
    browser = client_of(world.cora)
    browser.cookies["django_language"] = "fr"
    body = browser.get(place(world.bay)).content.decode()
    assert "Quels volets de la pratique ce site a-t-il adoptés" in body
    assert "Aiguillage chaleureux" in body
    assert body.count("pas dans ce site") == len(OPTIONAL)


def test_the_words_for_a_part_that_is_off() -> None:
    with translation.override("en"):
        assert "not in this site" in render_to_string("practice/_off.html")
    with translation.override("fr"):
        assert "pas dans ce site" in render_to_string("practice/_off.html")
