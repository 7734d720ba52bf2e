"""The pages between first contact and completed check through axe-core, the family's own in both directions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.crawl import view_of
from tests.stories import path_acts as path
from tests.stories.conftest import NARROW, WIDE
from tests.stories.test_axe import ALL, USUAL, Look, links

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stories.person import Person

#: Families of the demo world that stand before and after their arrival.
FAMILIES = (("maple", 12), ("juniper", 30))
#: What whoever plans, holds and writes down opens.
PAGES = frozenset(
    {
        *("plan_meeting", "met_already", "not_held", "meetings", "meeting", "move_meeting", "call_off", "hold", "minutes_print"),
        *("board", "line", "confirm", "record_yes", "write_down", "answer_line_question", "versions", "add_task", "board_print"),
        *("circumstances", "ready", "task", "gap", "answer_gap", "travel", "arrival", "undo_arrival"),
        *("sharing", "withdraw_sharing", "check", "connection", "add_connection", "keys"),
    }
)
OWN_PAGES = frozenset({"home", "plan", "line", "meeting", "connections", "people", "sharing", "help"})
#: Pages of one kind that are opened to find the way on.
MOST_OF_A_KIND = 3


def walk_path(look: Look, person: Person, first: list[str], room: str, wanted: frozenset[str]) -> set[str]:
    """Open a few pages of each kind that is wanted, look at the first of each, and say which were never met."""
    waiting, met, opened = list(first), set(first), Counter[str]()
    looked = set[str]()
    while waiting:
        address = waiting.pop(0)
        kind = view_of(address).removeprefix(room)
        if address not in first and (kind not in wanted or opened[kind] >= MOST_OF_A_KIND):
            continue
        opened[kind] += 1
        person.open(address)
        if kind in wanted and kind not in looked:
            looked.add(kind)
            if room + kind not in look.done:
                look.look(person.page, person.path)
        fresh = [one for one in links(person) if one not in met]
        met.update(fresh)
        waiting.extend(fresh)
    return set(wanted) - looked


def _worker_walks(person: Person, look: Look) -> None:
    first = list[str]()
    for family in FAMILIES:
        home = path.home_of(person, person.label(*family))
        first += [home, f"{home}board/?show=waiting", f"{home}gaps/", f"{home}meetings/not-held/"]
    never = walk_path(look, person, first, "cases:", PAGES)
    assert not never, never
    assert not look.wrong, "\n".join(look.wrong)


def test_every_page_on_the_workers_way_is_open_to_all(somebody: Callable[..., Person], looked_at: set[str]) -> None:
    """Planning, holding, the board, a yes read back, arrival, choices, connections, keys."""
    _worker_walks(somebody(bypass_csp=True, reduced_motion="reduce").be("Selam"), Look(USUAL, done=looked_at))


@pytest.mark.deep
@pytest.mark.parametrize("language", ["English", "Français"])
def test_every_page_on_the_workers_way_in_all_variants(somebody: Callable[..., Person], language: str) -> None:
    """Both widths, both directions, both colours, both languages."""
    _worker_walks(somebody(bypass_csp=True, reduced_motion="reduce").speak(language).be("Selam"), Look(ALL))


@pytest.mark.parametrize(("language", "way", "colours"), [("ar", "rtl", "light"), ("en", "ltr", "dark")])
def test_the_familys_own_pages_are_open_to_all(somebody: Callable[..., Person], language: str, way: str, colours: str) -> None:
    """On a small telephone, in a language that runs from right to left, and in English."""
    hala = somebody(viewport=NARROW, bypass_csp=True, reduced_motion="reduce").be("Hala")
    speak_at_home(hala, language)
    expect(hala.page.locator("html")).to_have_attribute("dir", way)
    look = Look(((NARROW, way, colours),))
    never = walk_path(look, hala, ["/my/", "/my/meeting/"], "family:", OWN_PAGES)
    assert not never, never
    assert not look.wrong, "\n".join(look.wrong)


def speak_at_home(adult: Person, language: str) -> None:
    """Choose the language of the own page."""
    adult.open("/my/")
    adult.page.locator("details.lang > summary").click()
    path.follow(adult, adult.page.locator(f'form.languages button[value="{language}"]'))
    expect(adult.page.locator("html")).to_have_attribute("lang", language)


def test_the_doors_of_the_own_page_are_open_to_all(somebody: Callable[..., Person]) -> None:
    """The key as it is given, the door before and after, the letter to pass on and what it opens."""
    look = Look(((NARROW, "rtl", "light"), (WIDE, "ltr", "dark")))
    options = {"viewport": NARROW, "bypass_csp": True, "reduced_motion": "reduce"}
    selam = somebody(**options).be("Selam")
    home = path.home_of(selam, "Maple 12")
    link = path.give_key(selam, home, "Luwam", "so")
    look.look(selam.page, "the key")
    there = link[link.index("/k/") :]
    luwam, other = somebody(**options), somebody(**options)
    luwam.open(there)
    look.look(luwam.page, "the door")
    path.follow(luwam, luwam.page.locator("main form button"))
    other.open(there)
    look.look(other.page, "an old door")
    selam.open(f"{home}keys/")
    selam.press("Make a letter")
    look.look(selam.page, "the letter")
    code = selam.page.locator("bdi.code").inner_text()
    other.open("/l/")
    look.look(other.page, "the door of the letter")
    other.page.locator('main input:not([type="hidden"])').fill(code)
    path.follow(other, other.page.locator("main form button"))
    look.look(other.page, "what the letter opens")
    other.sees("Selam")
    assert not look.wrong, "\n".join(look.wrong)
