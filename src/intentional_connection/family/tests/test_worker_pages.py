"""The adult's page of the worker: another one comes, wishes and yes; somebody covers; another worker asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from conftest import reading_everything
from intentional_connection.access.seats import TAKING_PART
from intentional_connection.cases import verbs
from intentional_connection.cases.models import Arrival, Handover, HandoverWish, HandoverYes, WorkerRequest
from intentional_connection.family.tests.playing import adult, key_for, opened
from intentional_connection.kernel import clock
from intentional_connection.partners import verbs as partners
from tests.families import choose
from tests.world import World, enter

if TYPE_CHECKING:
    from django.test import Client

    from intentional_connection.cases.models import Case

pytestmark = pytest.mark.maple_stands


def at_home(world: World, language: str = "en") -> tuple[Case, Client]:
    """Luwam has landed, with the own telephone."""
    case = world.contact(world.maple())
    person = adult(world, case)
    Arrival.objects.create(case=case, newcomer=person, on=clock.today(), by=world.selam)
    browser = opened(key_for(world, case, language=language))
    with reading_everything():
        row = person.circle_rows.get(seat="newcomer")
    world.people["luwam"] = row.account
    choose(world, "luwam", person, world.harbour, TAKING_PART)
    return case, browser


def begun(world: World, case: Case) -> Handover:
    omar = world.membership("omar")
    enter(world.helen)
    return verbs.open_handover(case, world.helen, to=omar, on=clock.today() + timedelta(days=3))


def test_an_adult_reads_who_comes_says_wishes_and_yes(world: World) -> None:
    case, browser = at_home(world)
    assert "new worker" not in browser.get("/my/").content.decode()
    assert browser.post("/my/worker/yes/", {}).status_code == 404
    row = begun(world, case)
    home = browser.get("/my/").content.decode()
    assert "<bdi>Omar</bdi> will be your new worker." in home
    assert "/my/worker/" in home
    page = browser.get("/my/worker/").content.decode()
    for words in ("Until then <bdi>Selam</bdi> helps you.", "You decide.", "Yes, I agree", "private messages"):
        assert words in page
    said = {"pass_on": "The school", "keep_back": "My back", "with_private": "on"}
    assert browser.post("/my/worker/", said).status_code == 303
    assert browser.post("/my/worker/yes/", {}).status_code == 303
    with reading_everything():
        wish = HandoverWish.objects.get(handover=row)
        assert (wish.pass_on, wish.keep_back, wish.with_private) == ("The school", "My back", True)
        assert HandoverYes.objects.get(handover=row).method == "own_phone"
    page = browser.get("/my/worker/").content.decode()
    assert "You said yes." in page
    assert "Yes, I agree" not in page
    assert "The school" in page
    again = browser.post("/my/worker/yes/", {}, follow=True).content.decode()
    assert "stands already" in again


@pytest.mark.parametrize("language", ["fr", "ar", "prs", "ti", "so"])
def test_sentences_of_safety_stand_in_checked_languages_alone(world: World, language: str) -> None:
    case, browser = at_home(world, language)
    begun(world, case)
    page = browser.get("/my/worker/").content.decode()
    other = browser.get("/my/worker/other/").content.decode()
    draft = language != "fr"
    assert ("You decide. Without your yes nothing changes." in page) == draft
    assert ("Only those who lead the agency read this." in other) == draft
    assert "Votre oui" not in page
    assert "I want another worker" not in other


def test_an_adult_asks_for_another_worker_and_reads_the_answer(world: World) -> None:
    case, browser = at_home(world)
    assert "/my/worker/other/" in browser.get("/my/help/").content.decode()
    assert "/my/worker/other/" in browser.get("/my/worker/").content.decode()
    assert browser.post("/my/worker/other/", {"wish": ""}).status_code == 422
    page = browser.post("/my/worker/other/", {"wish": "wish_woman", "text": "Please"}, follow=True).content.decode()
    assert "The agency answers you here." in page
    assert "You asked on" in page
    again = browser.post("/my/worker/other/", {"wish": "wish_man"})
    assert again.status_code == 422
    with reading_everything():
        row = WorkerRequest.objects.get(case=case)
    enter(world.helen)
    verbs.answer_worker_request(row, world.helen, answer="We look for a woman.")
    assert "We look for a woman." in browser.get("/my/worker/other/").content.decode()


def test_while_the_worker_is_away_the_page_says_until_when_and_who_helps(world: World) -> None:
    _case, browser = at_home(world)
    selam, omar = world.membership("selam"), world.membership("omar")
    enter(world.selam)
    partners.record_absence(selam, world.selam, from_on=clock.today(), to_on=clock.today() + timedelta(days=4), cover=omar)
    page = browser.get("/my/").content.decode()
    assert "<bdi>Selam</bdi> is away until" in page
    assert "<bdi>Omar</bdi> helps you." in page
    people = browser.get("/my/people/").content.decode()
    assert "Helps you when your worker is away." in people


def test_before_the_family_is_here_the_page_asks_no_yes_of_the_adult(world: World) -> None:
    case = world.contact(world.maple())
    browser = opened(key_for(world, case))
    begun(world, case)
    page = browser.get("/my/worker/").content.decode()
    assert "will be your new worker." in page
    assert "Yes, I agree" not in page
    refused = browser.post("/my/worker/yes/", {}, follow=True).content.decode()
    assert "contact says yes" in refused
