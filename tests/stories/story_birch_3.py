"""Birch 3: a Group of Five, which has no SAH, refers its family itself; three voices come to the completed check."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.stories import acts
from tests.stories import path_acts as path
from tests.stories.conftest import NARROW
from tests.stories.mailbox import code_in, letter_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Route

    from tests.stories.person import Person

ADDRESS = f"rowan.street.{secrets.token_hex(3)}@example.org"
GROUP = "Rowan Street five"
BIRCH = acts.Family(adults=("Mariam-Planted",), languages=("ar",), needs="A quiet room for the baby.")

THREE = acts.Family(adults=("Semhar",), languages=("ti",))


def mirrored(somebody: Callable[..., Person]) -> Person:
    """A small telephone on which every page runs from right to left."""
    person = somebody(viewport=NARROW)

    def turn(route: Route) -> None:
        answer = route.fetch(url=_turned(route.request.url), max_redirects=0)
        headers = answer.headers
        if "location" in headers:
            headers["location"] = _turned(headers["location"])
        route.fulfill(response=answer, headers=headers)

    person.context.route(lambda url: not urlsplit(url).path.startswith("/static/"), turn)
    return person


def _turned(url: str) -> str:
    return url if "dir=rtl" in url else f"{url}{'&' if urlsplit(url).query else '?'}dir=rtl"


def fits(person: Person) -> None:
    """From right to left, and nothing to scroll sideways."""
    assert person.page.locator("html").get_attribute("dir") == "rtl"
    assert person.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), person.path


def test_birch_3_finds_its_own_way(somebody: Callable[..., Person]) -> None:
    """From the public start page to the named worker, on a small telephone, every page mirrored."""
    rowan, helen = mirrored(somebody), mirrored(somebody)
    come_in(rowan)
    register(rowan)
    rowan.press("Refer a family")
    label = write_the_referral(rowan)
    helen.be("Helen")
    acts.open_from_today(helen, label)
    acts.reads_ten_fields_and_no_more(helen, label, BIRCH)
    helen.sees(GROUP, "519 555 0177")
    helen.press("Accept the family")
    fits(helen)
    worker = acts.name_worker(helen)
    acts.open_family(rowan, label)
    fits(rowan)
    rowan.sees(worker, "Harbour settlement agency")


def come_in(rowan: Person) -> None:
    """No invitation: an e-mail address, and the code that was sent to it."""
    rowan.open("/")
    rowan.press("I sponsor a family")
    rowan.press("Ask for a worker")
    rowan.write("Your e-mail address", ADDRESS)
    rowan.press("Send me a code")
    fits(rowan)
    rowan.write("Code from the e-mail", code_in(letter_to(ADDRESS, rowan)))
    rowan.press("Sign in")


def register(rowan: Person) -> None:
    """Who they are and how to reach them."""
    rowan.tick("A Group of Five: five or more people who sponsor together")
    rowan.pick("Where will the family live?", "Grand River")
    rowan.write("Name of your group", GROUP)
    rowan.write("Your name", "Noor")
    rowan.write("Telephone", "519 555 0177")
    fits(rowan)
    rowan.press("Go on to the family")


def write_the_referral(rowan: Person) -> str:
    """The same five steps; neither group nor programme is asked."""
    for step in (acts.say_who_helps, acts.say_who_they_are, acts.say_where_and_when, acts.say_what_they_wish):
        fits(rowan)
        step(rowan, BIRCH)
    acts.say_their_yes(rowan)
    fits(rowan)
    return acts.send(rowan)


def test_a_family_of_a_group_of_five_comes_there_with_three_voices(somebody: Callable[..., Person]) -> None:
    """No SAH: no column for it. Notice came late, so the first meeting is not held. Without JavaScript."""
    grace, helen, selam = (somebody(java_script_enabled=False).be(name) for name in ("Grace", "Helen", "Selam"))
    label = acts.refer(grace, THREE)
    acts.open_from_today(helen, label)
    helen.press("Accept the family")
    assert acts.name_worker(helen) == "Selam"
    home = path.home_of(selam, label)
    path.do(selam, f"{home}contact/", "Save this contact")
    path.draw_up(selam, home, path.TEMPORARY)
    today = path.in_days(0).isoformat()
    path.do(grace, f"{home}travel/", "Save this notice", received_on=today, lands_on=today)
    late_notice_is_said_honestly(selam, home)
    path.do(selam, f"{home}arrival/", "Record the arrival", on=today)
    path.share(selam, home, "Semhar")
    path.meet_together(selam, home, "Semhar", "To learn to swim.")
    grace.open(f"{home}board/")
    grace.sees_nowhere('class="seat sah"', "SAH", 'data-who="Sponsorship')
    path.write_down(selam, home, ("Semhar",), grace)
    path.answer_check(selam, home, ("Semhar",))
    path.stands_at(selam, home, "Connected")


def late_notice_is_said_honestly(selam: Person, home: str) -> None:
    """The short agenda is offered first; "not held" has its reason and no day but today's; what is past due is no fault."""
    selam.open(f"{home}meetings/new/?kind=pre_arrival")
    selam.reads("The travel date is near")
    path.do(selam, f"{home}meetings/not-held/", "Save", reason="late_notice")
    selam.open(f"{home}meetings/")
    selam.sees("Not held")
    path.follow(selam, selam.page.locator('main a[href^="/meetings/"]').first)
    selam.sees(f"{path.in_days(0).day} {path.in_days(0):%B}")
    selam.sees_nowhere("Held")
    selam.open(f"{home}board/")
    selam.sees("As soon as possible")
