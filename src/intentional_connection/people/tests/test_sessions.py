"""Where one is signed in: a new key at each sign-in, an end for all others in one act, and ends that end at the next page."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.conf import settings as site
from django.contrib.sessions.backends.db import SessionStore as Former
from django.contrib.sessions.models import Session
from django.test import Client

from conftest import as_role
from intentional_connection.journal.models import Act
from intentional_connection.kernel import clock
from intentional_connection.partners.models import Membership
from intentional_connection.people.jobs import clear_the_door
from intentional_connection.people.models import Account, SignIn, Try
from intentional_connection.people.tests.doors import ask_for_code, at_the_door, write_code
from tests.world import World, enter, leave

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

ALL = "/me/sign-ins/"
OK, GONE = 200, 302


@pytest.fixture(autouse=True)
def real_site(settings: SettingsWrapper) -> None:
    """Not the demo, where nobody is signed out."""
    settings.IC_DEMO = False


def key(browser: Client) -> str:
    return browser.cookies[site.SESSION_COOKIE_NAME].value


def opens(*browsers: Client) -> list[int]:
    leave()
    return [browser.get("/me/").status_code for browser in browsers]


def test_signing_in_makes_a_new_key_and_the_one_before_opens_nothing(world: World) -> None:
    browser = Client()
    ask_for_code(world.helen, browser)
    before = key(browser)
    write_code(browser)
    assert key(browser) != before
    thief = Client()
    thief.cookies[site.SESSION_COOKIE_NAME] = before
    assert opens(browser, thief) == [OK, GONE]
    signed_in = key(browser)
    browser.post("/accounts/logout/")
    thief.cookies[site.SESSION_COOKIE_NAME] = signed_in
    assert opens(thief) == [GONE]


def test_one_sees_the_own_sign_ins_and_ends_all_others_in_one_act(world: World) -> None:
    here, there, elsewhere, other = (at_the_door(who) for who in (world.helen, world.helen, world.helen, world.paul))
    assert opens(here, there, elsewhere, other) == [OK] * 4
    here.defaults["REMOTE_ADDR"] = "203.0.113.9"
    html = here.get(ALL).content.decode()
    assert (html.count("This browser"), html.count("Another browser")) == (1, 2)
    assert "203.0.113" not in html
    assert html.count("last used") == 3
    before = key(here)
    assert here.post(ALL).status_code == 303
    assert key(here) != before
    assert opens(here, there, elsewhere, other) == [OK, GONE, GONE, OK]
    html = here.get(ALL).content.decode()
    assert (html.count("This browser"), html.count("Another browser")) == (1, 0)
    assert "signed in here only" in html
    enter(world.helen)
    (act,) = Act.objects.filter(verb="end_devices")
    assert (act.by_id, act.thing_id, act.facts) == (world.helen.pk, world.helen.pk, {})


def test_a_closed_account_and_an_ended_membership_end_at_the_next_page(world: World) -> None:
    helen, omar = at_the_door(world.helen), at_the_door(world.omar)
    place = f"/memberships/{world.membership('helen').pk}/end/"
    assert [opens(helen, omar), omar.get(place).status_code] == [[OK, OK], OK]
    enter(world.omar)
    Membership.objects.filter(account=world.people["omar"]).update(until=clock.now())
    leave()
    assert omar.get(place).status_code == 404, "the colleagues of yesterday"
    Account.objects.filter(pk=world.people["helen"].pk).update(is_active=False)
    assert opens(helen) == [GONE]


def test_an_open_page_keeps_nobody_signed_in(world: World, settings: SettingsWrapper) -> None:
    """What a browser loads by itself is no use: files, and whether the site answers. Only the minutes' own script is."""
    browser, base = at_the_door(world.helen), clock.now()
    assert opens(browser) == [OK]
    for minute in range(5, 36, 5):
        with clock.at(base + timedelta(minutes=minute)):
            assert browser.get("/health").status_code == OK
            browser.get("/static/ui/ic.css")
    with clock.at(base + timedelta(minutes=36)):
        assert browser.get("/me/").status_code == GONE
    settings.IC_IDLE_MINUTES = 10_000
    browser = at_the_door(world.helen)
    assert opens(browser) == [OK]
    with clock.at(base + timedelta(hours=12, minutes=2)):
        assert browser.get("/me/").status_code == GONE, "twelve hours at most, however busy"


def test_what_has_run_out_is_cleared_away(world: World) -> None:
    browser = at_the_door(world.helen)
    leave()
    assert SignIn.objects.filter(account=world.people["helen"]).exists()
    assert Try.objects.exists()
    with clock.at(clock.now() + timedelta(days=1)):
        clear_the_door()
    assert not SignIn.objects.exists()
    assert not Try.objects.exists()
    assert opens(browser) == [GONE]


def test_who_was_signed_in_before_the_new_table_stays_signed_in(world: World) -> None:
    helen = world.helen
    old = Former()
    old.update({"_auth_user_id": str(helen.pk), "_auth_user_backend": site.AUTHENTICATION_BACKENDS[0]})
    old["_auth_user_hash"] = helen.get_session_auth_hash()
    old.create()
    as_role("ic_owner")
    move = import_module("intentional_connection.people.migrations.0004_door").take_over
    move(apps, None)
    as_role("ic_app")
    assert not Session.objects.exists()
    browser = Client()
    browser.cookies[site.SESSION_COOKIE_NAME] = old.session_key or ""
    assert opens(browser) == [OK]
