"""A sign-in ends by itself: after half an hour without use, and after twelve hours at most."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from intentional_connection.cases.models import ReferralDraft
from intentional_connection.kernel import clock
from tests.world import World, enter, leave

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper


@pytest.fixture(autouse=True)
def real_site(settings: SettingsWrapper) -> None:
    """Not the demo, where nobody is signed out."""
    settings.IC_DEMO = False


def status(browser: Client, base: datetime, minutes: float, path: str = "/today/") -> int:
    """What the page answers so many minutes later."""
    leave()
    with clock.at(base + timedelta(minutes=minutes)):
        return browser.get(path).status_code


def test_after_half_an_hour_without_use_one_signs_in_again_and_comes_back(world: World) -> None:
    base, browser = clock.now(), world.client(world.paul)
    assert [status(browser, base, minute) for minute in (0, 25, 50, 79)] == [200] * 4
    with clock.at(base + timedelta(minutes=110)):
        answer = browser.get("/families/?before=")
        assert answer.status_code == 302
        assert answer["Location"].endswith(f"?next={quote('/families/?before=')}")
        assert "not used for a while" in browser.get(answer["Location"]).content.decode()
    assert status(browser, base, 111) == 302


def test_after_twelve_hours_one_signs_in_again_however_busy(world: World) -> None:
    base, browser = clock.now(), world.client(world.paul)
    answers = [status(browser, base, minute) for minute in range(0, 12 * 60 + 40, 20)]
    assert answers[:37] == [200] * 37
    assert answers[37:] == [302]


def test_what_is_sent_too_late_does_nothing_and_says_what_is_kept(world: World) -> None:
    base, browser = clock.now(), world.client(world.paul)
    draft = world.draft(needs="Kept")
    address = f"/refer/{draft.pk}/needs/"
    status(browser, base, 0)
    with clock.at(base + timedelta(minutes=45)):
        answer = browser.post(address, {"needs": "Lost"}, follow=True)
        (back, code), *_rest = answer.redirect_chain
        assert code == 303
        assert back.endswith(f"?next={address}")
        text = answer.content.decode()
        assert "Nothing was sent" in text
        assert f'value="{address}"' in text
    enter(world.paul)
    assert ReferralDraft.objects.get(pk=draft.pk).answers["needs"] == "Kept"


def test_signing_in_begins_anew(world: World) -> None:
    base, browser = clock.now(), world.client(world.paul)
    assert [status(browser, base, minute) for minute in (0, 60)] == [200, 302]
    with clock.at(base + timedelta(minutes=61)):
        browser.force_login(world.paul, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert [status(browser, base, minute) for minute in (62, 80)] == [200, 200]


def test_pages_that_ask_nobody_and_the_demo_sign_nobody_out(world: World, settings: SettingsWrapper) -> None:
    base, browser = clock.now(), world.client(world.paul)
    status(browser, base, 0)
    assert status(browser, base, 60, "/health") == 200
    settings.IC_DEMO = True
    assert status(browser, base, 600) == 200
