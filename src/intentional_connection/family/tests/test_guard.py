"""A telephone that several people use, or that is lost: a number before private words, nothing behind Back, ending every sign-in."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from conftest import as_
from intentional_connection.family.tests.playing import adult, key_for, opened
from intentional_connection.journal.models import Act
from intentional_connection.kernel import clock
from intentional_connection.people.models import Account, Pin
from tests.world import enter

if TYPE_CHECKING:
    from django.test import Client

    from intentional_connection.cases.models import Case
    from tests.world import World

pytestmark = pytest.mark.maple_stands
GUARDED = ("/my/private/", "/my/help/tell/", "/my/help/told/", "/my/pin/set/")
OPEN = ("/my/", "/my/plan/", "/my/people/", "/my/help/", "/my/how/", "/my/choices/", "/my/information/", "/my/news/")
WORDS = "Kanarienvogel"


@pytest.fixture
def case(world: World) -> Case:
    return world.maple()


@pytest.fixture
def phone(world: World, case: Case) -> Client:
    """Luwam's telephone with private words and a number before them, closed."""
    browser = opened(key_for(world, case))
    assert browser.post("/my/private/", {"text": WORDS}).status_code == 303
    assert browser.post("/my/pin/set/", {"number": "1111"}).status_code == 422
    assert browser.post("/my/pin/set/", {"number": "12"}).status_code == 422
    assert browser.post("/my/pin/set/", {"number": "2580"}).status_code == 303
    assert WORDS in browser.get("/my/private/").content.decode()
    session = browser.session
    del session["family_unlocked"]
    session.save()
    return browser


def test_private_words_and_concerns_ask_for_the_number_the_plan_never(phone: Client) -> None:
    for path in GUARDED:
        answer = phone.get(path)
        assert (answer.status_code, answer["Location"]) == (303, "/my/pin/"), path
    for path in OPEN:
        answer = phone.get(path)
        assert answer.status_code == 200, path
        assert WORDS not in answer.content.decode()
    phone.get("/my/help/told/")
    assert phone.post("/my/pin/", {"number": "2581"}).status_code == 422
    answer = phone.post("/my/pin/", {"number": "2580"})
    assert (answer.status_code, answer["Location"]) == (303, "/my/help/told/")
    assert WORDS in phone.get("/my/private/").content.decode()


def test_it_closes_again_after_ten_minutes_and_what_was_typed_is_sent_unseen(phone: Client) -> None:
    phone.post("/my/pin/", {"number": "2580"})
    with clock.at(clock.now() + timedelta(minutes=9)):
        assert phone.get("/my/private/").status_code == 200
    with clock.at(clock.now() + timedelta(minutes=30)):
        assert phone.get("/my/private/").status_code == 303
        assert phone.post("/my/private/", {"text": "More"}).status_code == 303
        for text in ("", "x" * 5000):  # a page with errors would show what stands there
            answer = phone.post("/my/private/", {"text": text})
            assert answer.status_code == 303
            assert WORDS not in answer.content.decode()
        assert phone.post("/my/pin/set/", {"number": "7412"})["Location"] == "/my/pin/"
        assert phone.post("/my/pin/end/", {})["Location"] == "/my/pin/"
        assert phone.get("/my/private/").status_code == 303


def test_ten_wrong_numbers_and_no_more_on_whatever_telephone(phone: Client) -> None:
    answers = [phone.post("/my/pin/", {"number": f"{number:04}"}).status_code for number in range(11)]
    assert answers == [422] * 10 + [429]
    assert phone.post("/my/pin/", {"number": "2580"}).status_code == 429
    phone.get("/my/leave/")
    assert phone.post("/my/open/", {"number": "2580"}).status_code == 429
    with clock.at(clock.now() + timedelta(minutes=61)):
        assert phone.post("/my/open/", {"number": "2580"}).status_code == 303


def test_forgotten_a_new_link_from_the_worker_opens_again(phone: Client, world: World, case: Case) -> None:
    fresh = opened(key_for(world, case))
    assert WORDS in fresh.get("/my/private/").content.decode()
    assert phone.get("/my/").status_code == 302  # the earlier telephone is signed out
    assert fresh.post("/my/pin/set/", {"number": "9630"}).status_code == 303


def test_the_number_is_kept_as_a_digest_and_nobody_knows_that_there_is_one(phone: Client, world: World, case: Case) -> None:
    account = Account.objects.get(pk=phone.session["_auth_user_id"])
    enter(account)
    row = Pin.objects.get()
    assert "2580" not in row.digest
    assert row.fits("2580")
    for name in ("selam", "ruth", "paul", "helen"):
        with as_(getattr(world, name)):
            assert not Pin.objects.exists()
            assert not Act.objects.filter(verb="set_pin").exists()
    enter(None)
    assert phone.post("/my/pin/", {"number": "2580"}).status_code == 303
    assert phone.post("/my/pin/end/", {}).status_code == 303
    assert phone.get("/my/private/").status_code == 200


def test_after_leaving_quickly_nothing_stands_behind_back(phone: Client) -> None:
    before = phone.cookies["sessionid"].value
    assert "Leave quickly" in phone.get("/my/").content.decode()
    answer = phone.get("/my/leave/")
    assert (answer.status_code, answer["Location"]) == (303, "https://weather.gc.ca/")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert answer["Cache-Control"] == "no-store"
    assert phone.cookies["sessionid"].value != before
    for path in (*OPEN, *GUARDED):
        answer = phone.get(path)
        text = answer.content.decode()
        assert answer.status_code == 200
        assert "This page is closed." in text, path
        assert answer["Cache-Control"] == "no-store"
        assert not {"Luwam", WORDS, "Selam", "plan"} & set(text.replace("<", " ").replace(">", " ").split())
    for path in ("/", "/nowhere/", "/today/"):
        assert not {"Luwam", WORDS} & set(re.findall(r"\w+", phone.get(path, follow=True).content.decode())), path
    assert phone.post("/my/private/", {"text": "x"}).content.decode().count("This page is closed.") == 1
    assert phone.post("/my/open/", {}).status_code == 422
    assert phone.post("/my/open/", {"number": "2580"})["Location"] == "/my/"
    assert phone.get("/my/").status_code == 200
    assert phone.get("/my/private/").status_code == 303  # the number is asked again


def test_without_a_number_one_tap_opens_again(world: World, case: Case) -> None:
    phone = opened(key_for(world, case))
    phone.get("/my/leave/")
    assert "This page is closed." in phone.get("/my/").content.decode()
    assert phone.post("/my/open/", {}).status_code == 303
    assert "Hello" in phone.get("/my/").content.decode()


def test_a_lost_telephone_is_closed_by_the_adult_or_by_the_worker(world: World, case: Case) -> None:
    lost = opened(key_for(world, case))
    account = Account.objects.get(pk=lost.session["_auth_user_id"])
    here = world.client(account)
    assert lost.get("/my/").status_code == 200
    assert "everywhere else" in here.get("/my/telephones/").content.decode()
    assert here.post("/my/telephones/", {}).status_code == 303
    assert lost.get("/my/").status_code == 302
    assert here.get("/my/").status_code == 200
    person = adult(world, case)
    enter(None)
    assert world.client(world.selam).post(f"/newcomers/{person.pk}/key/end/", {}).status_code == 303
    assert here.get("/my/").status_code == 302
