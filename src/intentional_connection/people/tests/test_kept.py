"""A form sent after too long a silence waits for its writer, on the same page, and for nobody else."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from conftest import reading_everything
from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.access.walls import entered
from intentional_connection.cases.models import ReferralDraft
from intentional_connection.kernel import clock
from intentional_connection.people.jobs import empty_kept_forms
from intentional_connection.people.models import KeptForm
from tests.world import BACKEND, World, enter, leave

if TYPE_CHECKING:

    from pytest_django.fixtures import SettingsWrapper

    from intentional_connection.people.models import Account

WORDS = "A home without stairs, please"


@pytest.fixture(autouse=True)
def real_site(settings: SettingsWrapper) -> None:
    """Not the demo, where nobody is signed out."""
    settings.IC_DEMO = False


def too_late(world: World, **typed: str) -> tuple[Client, str]:
    """Paul writes a step of a referral and sends it after 45 minutes."""
    base, browser = clock.now(), world.client(world.paul)
    draft = world.draft(needs="Before")
    by = (clock.today() + timedelta(days=7)).isoformat()
    leave()
    address = f"/refer/{draft.pk}/wishes/"
    with clock.at(base):
        browser.get(address)
    with clock.at(base + timedelta(minutes=45)):
        answer = browser.post(address, {"csrfmiddlewaretoken": "old", "once": "0" * 32, "needs": WORDS, "answer_by": by} | typed)
        assert answer.status_code == 303
    return browser, address


def sent_now(browser: Client, address: str) -> dict[str, str]:
    """What the button "Send it now" sends: every field of the page that shows what was typed."""
    page = browser.get(address).content.decode()
    return {name: unescape(value) for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)}


def sign_in(browser: Client, account: Account) -> None:
    with clock.at(clock.now() + timedelta(minutes=46)):
        browser.force_login(account, backend=BACKEND)


def read(browser: Client, address: str) -> str:
    leave()
    with clock.at(clock.now() + timedelta(minutes=47)):
        return unescape(browser.get(address).content.decode())


def needs_of(world: World, address: str) -> str:
    enter(world.paul)
    return str(ReferralDraft.objects.get(pk=address.split("/")[2]).answers["needs"])


def test_the_writer_finds_it_on_the_same_page_and_sends_it(world: World) -> None:
    browser, address = too_late(world)
    assert "what you typed is there" in read(browser, "/accounts/login/code/")
    sign_in(browser, world.paul)
    text = read(browser, address)
    assert "Here is what you typed" in text
    assert WORDS in text
    assert needs_of(world, address) == "Before"  # looking does nothing
    leave()
    with clock.at(clock.now() + timedelta(minutes=48)):
        assert browser.post(address, sent_now(browser, address)).status_code in {302, 303}
    assert needs_of(world, address) == WORDS
    assert "Here is what you typed" not in read(browser, address)
    assert browser.cookies["kept"].value == ""


def test_it_can_be_put_away(world: World) -> None:
    browser, address = too_late(world)
    sign_in(browser, world.paul)
    read(browser, address)
    enter(world.paul)
    row = KeptForm.objects.get()
    leave()
    with clock.at(clock.now() + timedelta(minutes=48)):
        browser.post(f"/me/kept/{row.pk}/", {"once": "1" * 32})
    enter(world.paul)
    assert KeptForm.objects.get().fields == {}
    assert needs_of(world, address) == "Before"
    assert "Here is what you typed" not in read(browser, address)


def test_nobody_else_sees_it_on_the_same_browser(world: World) -> None:
    browser, address = too_late(world)
    sign_in(browser, world.helen)
    assert WORDS not in read(browser, address)
    enter(world.helen)
    assert not KeptForm.objects.exists()
    with entered(SYSTEM_ID):
        assert not KeptForm.objects.exists()


def test_nothing_typed_is_nothing_kept_and_a_nul_is_no_obstacle(world: World) -> None:
    too_late(world, needs="  ", answer_by="")
    enter(world.paul)
    assert not KeptForm.objects.exists()
    too_late(world, needs="No\x00 stairs")
    enter(world.paul)
    assert KeptForm.objects.get().fields["needs"] == ["No stairs"]


def test_who_uses_the_page_in_time_keeps_nothing(world: World) -> None:
    browser = world.client(world.paul)
    draft = world.draft()
    leave()
    browser.post(f"/refer/{draft.pk}/wishes/", {"csrfmiddlewaretoken": "x", "needs": WORDS})
    enter(world.paul)
    assert not KeptForm.objects.exists()
    assert "kept" not in browser.cookies


def test_what_another_site_put_together_is_not_kept(world: World) -> None:
    base, browser = clock.now(), Client(enforce_csrf_checks=True)
    browser.force_login(world.paul, backend=BACKEND)
    draft = world.draft(needs="Before")
    leave()
    address = f"/refer/{draft.pk}/wishes/"
    with clock.at(base):
        browser.get(address)
    with clock.at(base + timedelta(minutes=45)):
        browser.post(address, {"csrfmiddlewaretoken": "x" * 64, "once": "0" * 32, "needs": "Forged"})
    with reading_everything():
        assert not KeptForm.objects.exists()


def test_what_nobody_came_back_for_is_emptied_after_thirty_days(world: World) -> None:
    too_late(world)
    with reading_everything():
        (row,) = KeptForm.objects.all()
    for days, words in ((29, True), (31, False)):
        with clock.at(row.at + timedelta(days=days)), entered(SYSTEM_ID):
            empty_kept_forms()
        with reading_everything():
            assert bool(KeptForm.objects.get().fields) is words
