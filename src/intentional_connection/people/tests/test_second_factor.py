"""The second step of signing in: for whom, from when, by what, and what is done when it is lost."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator

from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.config.rescue import reset
from intentional_connection.journal.models import Act
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices.models import Notice
from intentional_connection.partners import verbs as partners
from intentional_connection.partners.models import Membership
from intentional_connection.people import verbs
from intentional_connection.people.models import Account
from intentional_connection.people.tests.doors import (
    Device,
    at_the_door,
    code_of,
    forget_tries,
    has_second_step,
    set_up_app,
)
from tests.world import World, enter, fresh, leave

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

SET_UP = "/me/second-step/"


@pytest.fixture(autouse=True)
def real_site(settings: SettingsWrapper) -> None:
    """Not the demo, where nobody is asked."""
    settings.IC_DEMO = False


def later(days: float, browser: Client, path: str = "/today/") -> tuple[int, str]:
    """What a page answers so many days later."""
    leave()
    with clock.at(clock.now() + timedelta(days=days)):
        answer = browser.get(path)
    return answer.status_code, answer.headers.get("Location", "")


def test_who_works_with_families_needs_it_after_the_grace_and_is_led_there(world: World, settings: SettingsWrapper) -> None:
    """Supervisor, SAH staff, worker, coordinator; not sponsors. The days are the site's choice."""
    settings.IC_IDLE_MINUTES = 0
    for name in ("helen", "paul", "selam", "cora"):
        browser = world.client(getattr(world, name))
        assert later(13, browser, "/me/")[0] == 200, name
        assert later(15, browser, "/me/") == (303, SET_UP), name
    assert later(15, browser, "/today/") == (303, SET_UP)
    assert later(15, browser, SET_UP)[0] == 200
    for name in ("ruth", "tom", "grace"):
        assert later(400, world.client(getattr(world, name)), "/me/")[0] == 200, name
    settings.IC_SECOND_FACTOR_GRACE_DAYS = 30
    assert later(15, world.client(world.helen), "/me/")[0] == 200
    settings.IC_SECOND_FACTOR_GRACE_DAYS = 0
    leave()
    assert world.client(world.helen).post("/me/", {"name": "x"}).headers["Location"] == SET_UP
    settings.IC_DEMO = True
    assert later(400, world.client(world.helen), "/me/")[0] == 200


def test_within_the_grace_one_is_told_once(world: World) -> None:
    browser = world.client(world.helen)
    leave()
    assert "Days left: 13" in browser.get("/me/").content.decode()
    assert "Days left" not in browser.get("/me/").content.decode()


def test_an_app_is_set_up_then_asked_for_and_its_code_opens_once(world: World, settings: SettingsWrapper) -> None:
    settings.IC_SECOND_FACTOR_GRACE_DAYS = 0
    helen = world.helen
    browser = at_the_door(helen)
    assert browser.get("/today/").headers["Location"] == SET_UP
    secret, page = set_up_app(browser)
    codes = re.findall(r"<code[^>]*>(\d{4} \d{4})</code>", page.content.decode())
    assert len(codes) == 10, "with the first second step come ten codes for emergencies"
    assert browser.get("/me/").status_code == 200
    held = Authenticator.objects.get(user=helen, type="totp").data["secret"]
    assert secret not in json.dumps(held), "the seed is closed in the database"
    assert codes[0].replace(" ", "") not in browser.get("/me/second-step/codes/").content.decode(), "shown once"

    other = at_the_door(helen)
    assert other.get("/me/").headers["Location"].startswith("/accounts/login/"), "the e-mail code alone opens nothing"
    page = other.get("/accounts/second-step/")
    assert "One step more" in page.content.decode()
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "not good" in other.post("/accounts/second-step/", {"code": "000000"}).content.decode()
    code = code_of(secret, 1)
    assert other.post("/accounts/second-step/", {"code": code}).status_code == 302
    assert other.get("/me/").status_code == 200
    third = at_the_door(helen)
    assert "used already" in third.post("/accounts/second-step/", {"code": code}).content.decode()
    for times in (True, False):
        third = at_the_door(helen)
        assert (third.post("/accounts/second-step/", {"code": codes[0]}).status_code == 302) is times, "an emergency code works once"


def test_setting_it_up_ends_every_other_sign_in(world: World) -> None:
    first, second = at_the_door(world.helen), at_the_door(world.helen)
    assert second.get("/me/").status_code == 200
    set_up_app(first)
    assert (first.get("/me/").status_code, second.get("/me/").status_code) == (200, 302)


def test_a_passkey_is_set_up_and_opens(world: World, settings: SettingsWrapper) -> None:
    settings.IC_SECOND_FACTOR_GRACE_DAYS = 0
    device, helen = Device(), world.helen
    browser = at_the_door(helen)
    page = browser.get("/me/second-step/passkey/", secure=True).content.decode()
    assert re.search(r'<script src="[^"]*passkey\.js" defer></script>', page)
    assert "hidden data-act" in page, "without the script the button does not show"
    answer = browser.post("/me/second-step/passkey/", {"credential": device.create(page)}, secure=True)
    assert "Write these codes down now" in answer.content.decode()
    other = at_the_door(helen)
    page = other.get("/accounts/second-step/", secure=True).content.decode()
    strange = Device().get(page)
    assert "does not open this account" in other.post("/accounts/second-step/", {"credential": strange}, secure=True).content.decode()
    page = other.get("/accounts/second-step/", secure=True).content.decode()
    assert other.post("/accounts/second-step/", {"credential": device.get(page)}, secure=True).status_code == 302
    assert other.get("/me/").status_code == 200


@pytest.mark.parametrize("typed", ["", "null", "[]", "{", '"x"', '{"response": 3}', '{"id": "a", "rawId": "b", "response": {}}'])
def test_nonsense_instead_of_a_passkey_is_a_wrong_answer(world: World, typed: str) -> None:
    browser = at_the_door(world.helen)
    browser.get("/me/second-step/passkey/")
    assert browser.post("/me/second-step/passkey/", {"credential": typed}).status_code == 422
    set_up_app(browser)
    other = at_the_door(world.helen)
    other.get("/accounts/second-step/")
    assert other.post("/accounts/second-step/", {"credential": typed}).status_code == 200
    assert other.get("/me/").status_code == 302


def test_who_needs_it_does_not_take_the_last_one_away_and_sponsors_may(world: World) -> None:
    for name, status in (("helen", 422), ("ruth", 303)):
        account = getattr(world, name)
        browser = at_the_door(account)
        set_up_app(browser)
        way = Authenticator.objects.get(user=account, type="totp")
        assert browser.get(f"{SET_UP}{way.pk}/remove/").status_code == 200
        assert browser.post(f"{SET_UP}{way.pk}/remove/").status_code == status
        assert has_second_step(account) is (status == 422)
    stranger = at_the_door(world.tom)
    helens = Authenticator.objects.get(type="totp")
    assert stranger.post(f"{SET_UP}{helens.pk}/remove/").status_code == 404


def test_changing_it_asks_for_a_fresh_sign_in(world: World) -> None:
    browser = at_the_door(world.helen)
    set_up_app(browser)
    base = clock.now()
    with clock.at(base + timedelta(minutes=16)):
        assert browser.get("/me/").status_code == 200
        answer = browser.post("/me/second-step/codes/")
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_new_codes_make_the_earlier_ones_void(world: World) -> None:
    browser = at_the_door(world.helen)
    assert browser.post("/me/second-step/codes/").status_code == 422, "no codes without a second step"
    _secret, page = set_up_app(browser)
    old = re.findall(r"\d{4} \d{4}", page.content.decode())
    new = re.findall(r"\d{4} \d{4}", browser.post("/me/second-step/codes/").content.decode())
    assert (len(old), len(new), set(old) & set(new)) == (10, 10, set())
    other = at_the_door(world.helen)
    assert [other.post("/accounts/second-step/", {"code": one}).status_code for one in (old[0], new[0])] == [200, 302]


def test_a_lost_one_is_reset_by_somebody_who_leads_never_by_oneself(world: World) -> None:
    browser = at_the_door(world.selam)
    set_up_app(browser)
    row = world.membership("selam")
    helens = world.membership("helen")
    for name in ("selam", "omar", "nadia", "paul", "cora"):
        who = getattr(world, name)
        enter(who)
        with pytest.raises((NotAllowed, Refused)):
            partners.reset_second_step(row, who)
    enter(world.helen)
    with pytest.raises(Refused):
        partners.reset_second_step(helens, world.helen)
    leader = world.client(world.helen)
    leave()
    assert f"/memberships/{row.pk}/second-step/" in leader.get(f"/organizations/{world.harbour.pk}/").content.decode()
    assert leader.get(f"/memberships/{row.pk}/second-step/").status_code == 200
    assert leader.post(f"/memberships/{row.pk}/second-step/").status_code == 303
    assert not has_second_step(world.people["selam"])
    assert browser.get("/me/").status_code == 302, "every sign-in has ended"
    assert at_the_door(world.selam).get("/me/").status_code == 200
    enter(world.helen)
    assert Act.objects.get(verb="reset_second_step").thing_id == row.pk
    enter(world.selam)
    assert Notice.objects.get(key="second_step_reset").reader_id == world.people["selam"].pk


def test_whoever_runs_the_server_helps_who_leads_alone(world: World) -> None:
    set_up_app(at_the_door(world.helen))
    assert not reset("nobody@example.org")
    assert reset("Helen@example.org")
    assert not has_second_step(world.people["helen"])
    enter(world.helen)
    assert Notice.objects.get(key="second_step_reset").reader_id == world.people["helen"].pk


def test_each_change_stands_in_the_journal(world: World) -> None:
    browser = at_the_door(world.helen)
    set_up_app(browser)
    browser.post("/me/second-step/codes/")
    browser.post("/me/sign-ins/")
    enter(world.helen)
    said = Act.objects.filter(by=world.helen, verb__in=("add_app", "renew_codes", "end_devices"))
    assert sorted(said.values_list("verb", flat=True)) == ["add_app", "end_devices", "renew_codes"]


def test_ten_codes_an_hour_then_no_more_also_in_another_browser(world: World) -> None:
    helen = world.helen
    secret, _page = set_up_app(at_the_door(helen))
    forget_tries("mfa_authenticate", f"account {helen.pk}")
    answers = []
    for _browser in range(3):
        other = at_the_door(helen)
        answers += [other.post("/accounts/second-step/", {"code": "000000"}).status_code for _try in range(4)]
    assert answers == [200] * 10 + [429] * 2
    assert other.post("/accounts/second-step/", {"code": code_of(secret, 1)}).status_code == 429
    with clock.at(clock.now() + timedelta(minutes=61)):
        assert other.post("/accounts/second-step/", {"code": code_of(secret, 1)}).status_code == 302


def test_nobody_acts_on_anothers_second_step(world: World) -> None:
    helen = world.helen
    enter(world.paul)
    for act in (verbs.renew_codes, verbs.end_devices):
        with pytest.raises(NotAllowed):
            act(helen, world.paul)
    system = Account.objects.get(pk=SYSTEM_ID)
    enter(system)
    with pytest.raises(NotAllowed):
        verbs.add_app(helen, system, secret="A" * 32)
    assert fresh(helen).password == helen.password
    assert Membership.objects.filter(account=helen).exists()
