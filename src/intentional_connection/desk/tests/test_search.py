"""Finding a family: what the page shows, to whom, and that what was typed stays nowhere."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import reading_everything
from intentional_connection.access.seats import TAKING_PART, Level
from intentional_connection.cases import verbs
from intentional_connection.cases.tests.asking import OWN
from intentional_connection.journal.models import ReadLog
from intentional_connection.kernel import clock
from intentional_connection.people.models import KeptForm
from tests.families import choose, own_account
from tests.world import enter, leave

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from intentional_connection.people.models import Account
    from tests.world import World


def found(world: World, account: Account, text: str) -> str:
    answer = world.client(account).post("/find/", {"q": text})
    assert answer.status_code == 200
    return str(answer.content.decode())


def main(page: str) -> str:
    """What the page says, without what differs at every opening."""
    inside = re.search(r"<main.*</main>", page, re.DOTALL)
    assert inside
    return re.sub(r'(name="csrfmiddlewaretoken" value|name="q" value)="[^"]*"', r'\1=""', inside[0])


@pytest.mark.parametrize("text", ["Luwam", "ልዋም", "lwam", "LUWAN", "luwa"])
def test_a_person_is_found_in_any_script_with_family_and_stage(world: World, text: str) -> None:
    family = world.maple()
    page = found(world, world.selam, text)
    assert f'<a href="/families/{family.pk}/">{family.label}</a>' in page
    assert "<bdi>Luwam</bdi>" in page
    assert "A worker is named" in page
    assert "1 family found" in page


def test_a_family_is_found_by_tree_and_number_in_either_language(world: World) -> None:
    family = world.maple()
    for text in (family.label, str(family.number), family.label.lower()):
        assert f"/families/{family.pk}/" in found(world, world.paul, text)
    browser = world.client(world.paul)
    browser.cookies["django_language"] = "fr"
    page = browser.post("/find/", {"q": family.label}).content.decode()
    assert f"/families/{family.pk}/" in page
    assert "1 famille trouvée" in page


def test_what_one_may_not_see_answers_like_what_does_not_exist(world: World) -> None:
    """A name of somebody else's family, a full name and a telephone without the identity: the same page, letter by letter."""
    family = world.contact(world.maple())
    luwam = own_account(world, family, "luwam", first_name="Luwam")
    enter(world.luwam)
    verbs.keep_identity(luwam, world.luwam, full_name="Luwam Tesfagiorgis", phone="519 555 0188")
    nothing = main(found(world, world.selam, "Zemzem"))
    assert "Nothing found among your families" in nothing
    for text in ("Tesfagiorgis", "519 555 0188", "Luwam Tesfagiorgis"):
        assert main(found(world, world.selam, text)) == nothing
    for name in ("hugo", "nadia", "grace", "omar"):
        assert main(found(world, getattr(world, name), "Luwam")) == main(found(world, getattr(world, name), "Zemzem"))
    choose(world, "luwam", luwam, world.harbour, TAKING_PART | Level.IDENTITY)
    for text in ("Tesfagiorgis", "519 555 0188", "Luwam Tesfagiorgis"):
        assert family.label in found(world, world.selam, text)
    with reading_everything():
        last = ReadLog.objects.filter(kind="list", by=world.selam).order_by("at", "id").last()
    assert last
    assert last.level & Level.IDENTITY


def test_an_empty_box_is_told_and_an_odd_one_finds_nothing(world: World) -> None:
    world.maple()
    browser = world.client(world.selam)
    assert browser.post("/find/", {"q": " "}).status_code == 422
    assert browser.post("/find/", {"q": "a" * 101}).status_code == 422
    for text in ("%", "';--", "�", "🌳", "()"):
        assert "Nothing found" in found(world, world.selam, text)


def test_more_than_25_ask_for_one_more_word(world: World) -> None:
    for _ in range(25):
        world.refer()
    page = found(world, world.paul, "Luwam")
    assert page.count('<th scope="row">') == 25
    assert "write one more word" not in page
    newest = world.refer()
    page = found(world, world.paul, "Luwam")
    assert page.count('<th scope="row">') == 25
    assert "More than 25: write one more word." in page
    assert str(newest.case_id) in page


def questions(browser: Client, text: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        browser.post("/find/", {"q": text})
    return len([one for one in asked.captured_queries if not any(word in one["sql"] for word in OWN)])


def test_sixty_families_ask_no_more_than_one(world: World) -> None:
    world.refer()
    browser = world.client(world.paul)
    once = questions(browser, "Luwam")
    for _ in range(59):
        world.refer()
    assert questions(browser, "Luwam") == once <= 10


def test_what_was_typed_stays_nowhere(world: World, settings: SettingsWrapper) -> None:
    """Neither in an address, nor among the forms that wait for their writer after the idle limit."""
    settings.IC_DEMO = False
    world.maple()
    base, browser = clock.now(), world.client(world.selam)
    leave()
    with clock.at(base):
        assert "family found" not in browser.get("/find/?q=Luwam").content.decode()
    with clock.at(base + timedelta(minutes=45)):
        answer = browser.post("/find/", {"q": "Luwam", "csrfmiddlewaretoken": "old"})
    assert answer.status_code == 303
    assert "Luwam" not in answer["Location"]
    with reading_everything():
        assert not KeptForm.objects.exists()


def test_the_box_stands_in_the_header_of_whoever_has_families(world: World) -> None:
    for name, has in (("selam", True), ("paul", True), ("tom", True), ("helen", True), ("cora", False)):
        page = world.client(getattr(world, name)).get("/today/").content.decode()
        assert ('id="find-q"' in page) is has, name
    page = world.client(world.selam).get("/find/").content.decode()
    assert page.count('name="q"') == 1


def test_an_adult_has_no_box(world: World) -> None:
    family = world.contact(world.maple())
    own_account(world, family, "luwam", first_name="Luwam")
    assert 'name="q"' not in world.client(world.luwam).get("/families/").content.decode()
