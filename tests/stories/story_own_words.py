"""A yes narrowed and withdrawn, and what was typed: it outlives a lost connection and a sign-in that ended."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.stories import path_acts as path
from tests.stories.conftest import NARROW
from tests.stories.mailbox import code_in, mail_server
from tests.stories.product import running

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stories.person import Person

#: Stands in the notice of Hala's journey (config/demo_path_later.py).
FLIGHT = "XX 330"
TYPED = "Written without a connection."
#: Milliseconds after which the script of the minutes sends what was typed.
AFTER_LAST_KEY = 5_001
OUT, ON = "Written after signing out elsewhere.", "Written after signing out elsewhere. It goes on."


def test_a_yes_narrowed_and_withdrawn_works_at_the_next_request(somebody: Callable[..., Person]) -> None:
    """Juniper 30: Hala says no to the flight, then to everything; at the next request her sponsors read less."""
    hala = somebody(viewport=NARROW, java_script_enabled=False).be("Hala")
    ruth = somebody(java_script_enabled=False).be("Ruth")
    home = path.home_of(ruth, "Juniper 30")
    ruth.sees("Hala", "Idris")
    ruth.open(f"{home}travel/")
    ruth.sees(FLIGHT)
    hala.open("/my/choices/")
    sponsors = hala.page.locator("main form", has_text="St Mark’s group")
    for name, yes in (("plan", "yes"), ("identity", "no"), ("sensitive", "no")):
        sponsors.first.locator(f'[name$="-{name}"][value="{yes}"]').check()
    path.follow(hala, sponsors.first.locator("button"))
    ruth.open(f"{home}travel/")
    ruth.sees("Hala")
    ruth.sees_nowhere(FLIGHT)
    path.follow(hala, hala.page.locator('main form[action*="/no/"]', has_text="St Mark’s group").locator("button"))
    for page in ("", "travel/", "board/", "connections/"):
        ruth.open(f"{home}{page}")
        assert "Hala" not in ruth.page.locator("main").inner_text()


def test_a_telephone_meeting_is_written_down_a_day_later_and_nothing_typed_is_lost(somebody: Callable[..., Person]) -> None:
    """Juniper 30: the connection goes and comes back; the sign-in ends in another tab; the meeting has yesterday's date."""
    selam = somebody().be("Selam")
    selam.context.clock.install()
    home = path.home_of(selam, "Juniper 30")
    path.begin_to_write(selam, home, "review", "Review meeting")
    here, status = selam.path, selam.page.locator("[data-status]")
    selam.context.set_offline(True)
    types(selam, 1, TYPED)
    expect(status).to_contain_text("No connection", timeout=20_000)
    selam.context.set_offline(False)
    expect(status).to_contain_text("Saved", timeout=40_000)
    elsewhere = selam.context.new_page()
    elsewhere.goto(f"{selam.base}/today/")
    with elsewhere.expect_navigation():
        elsewhere.get_by_role("button", name="Sign out").click()
    types(selam, 2, OUT)
    expect(status).to_contain_text("You were signed out", timeout=20_000)
    elsewhere.goto(f"{selam.base}/demo/")
    elsewhere.get_by_role("button", name="Be Selam").click()
    elsewhere.wait_for_url("**/today/")
    types(selam, 2, ON)
    expect(status).to_contain_text("Saved", timeout=40_000)
    selam.open(here)
    yesterday = path.in_days(0) - timedelta(days=1)
    for row, text in ((1, TYPED), (2, ON)):
        expect(selam.page.locator(f'[name="decision-{row}-text"]')).to_have_value(text)
        path.fill(selam, **{f"decision-{row}-owner": "worker", f"decision-{row}-due": path.in_days(9).isoformat()})
    path.everybody_came(selam)
    path.fill(selam, way="phone", on=yesterday.isoformat(), began="18:30", ended="19:05")
    selam.press("Finish and share")
    selam.sees(TYPED, ON, f"{yesterday.day} {yesterday:%B %Y}, 18:30")


def types(selam: Person, row: int, text: str) -> None:
    """Write into a row and stop: the page sends it by itself a few seconds after the last key."""
    selam.page.locator(f'[name="decision-{row}-text"]').fill(text)
    selam.context.clock.fast_forward(AFTER_LAST_KEY)


@pytest.mark.deep
def test_an_idle_minute_ends_the_sign_in_and_what_was_typed_is_there_after_it(
    somebody: Callable[..., Person], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A real site, where a sign-in stands unused for one minute: the form waits for its writer."""
    home = tmp_path_factory.mktemp("idle") / "home"
    with mail_server() as (box, address), running(home, "--empty", IC_EMAIL_URL=address, IC_IDLE_MINUTES="1") as site:
        cora = somebody(base=site.base)
        cora.open("/")
        for label, text in (("Name of the site", "Two Rivers"), ("Name of the coordination", "Two Rivers table"), ("Your name", "Cora")):
            cora.write(label, text)
        cora.write("Your e-mail address", "cora@example.org")
        cora.press("Make the site")
        cora.press("Add an organization")
        cora.page.locator("input[name=kind][value=sah]").check()
        cora.write("Its name", "Lakeland-Typed SAH")
        cora.page.wait_for_timeout(62_000)
        cora.press("Add this organization")
        cora.sees("Nothing was sent yet. Sign in, and what you typed is there.")
        cora.sees_nowhere("Lakeland-Typed")
        cora.write("Your e-mail address", "cora@example.org")
        cora.press("Send me a code")
        cora.write("Code from the e-mail", code_in(box.newest("cora@example.org")))
        cora.press("Sign in")
        cora.sees("Lakeland-Typed SAH")
