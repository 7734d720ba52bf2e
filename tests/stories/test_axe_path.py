"""The pages from the first contact to the end of the year through axe-core, the family's own in both directions."""

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

#: What whoever plans, holds and writes down opens, until the check is complete.
TO_CHECK = frozenset(
    {
        *("plan_meeting", "met_already", "not_held", "meetings", "meeting", "move_meeting", "call_off", "hold", "minutes_print"),
        *("board", "line", "confirm", "record_yes", "write_down", "answer_line_question", "versions", "add_task", "board_print"),
        *("circumstances", "ready", "task", "gap", "answer_gap", "travel", "arrival", "undo_arrival"),
        *("sharing", "withdraw_sharing", "check", "connection", "add_connection", "keys"),
    }
)
#: What the worker opens in the year after it.
OF_YEAR = frozenset(
    {
        *("rhythm", "questions", "answer_worker_question", "news", "private_lines", "private", "check_in"),
        *("refer_onward", "record_outcome", "concerns", "tell", "safety", "write_note", "note", "note_reader", "open_difficulty"),
        *("support", "add_support", "name_colleague", "view", "move", "follows", "stop", "month_13", "budget", "ending", "close"),
    }
)
#: Who opens what, beginning with these families of the demo world: before and after arrival, late in the year, changing hands.
WAYS = {
    "Selam": (("maple", 12), ("juniper", 30), ("cedar", 7)),
    "Helen": (("alder", 3), ("cedar", 7)),
    "Paul": (("alder", 3),),
}
#: Where else they begin, at each of these families.
DOORS = {"Selam": ("meetings/not-held/",), "Helen": ("worker-request/",), "Paul": ("safety/", "ending/")}
PAGES = {
    "Selam": TO_CHECK | OF_YEAR,
    "Helen": frozenset({"handover", "open_handover", "worker_requests", "worker_request"}),
    "Paul": frozenset({"term", "difficulty", "hear_side", "decide_difficulty", "difficulty_reader", "end_difficulty"}),
}
OWN_PAGES = frozenset(
    {
        *("home", "people", "worker", "other_worker", "meeting", "plan", "line", "connections", "sharing", "view", "help", "gap"),
        *("tell", "told", "how", "private", "questions", "news", "year", "budget", "information", "stop"),
    }
)
#: Pages of one kind that are opened to find the way on.
MOST_OF_A_KIND = 3


def walk_path(look: Look, person: Person, first: list[str], room: str, wanted: frozenset[str]) -> set[str]:
    """Open a few pages of each kind that is wanted until each was looked at once, and say which were never met."""
    waiting, met, opened = list(first), set(first), Counter[str]()
    looked = set[str]()
    while waiting and looked < wanted:
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


def _walks(person: Person, look: Look, seat: str) -> None:
    first = list[str]()
    for family in WAYS[seat]:
        home = path.home_of(person, person.label(*family))
        first += [home, *(f"{home}{page}" for page in ("board/?show=waiting", "gaps/", *DOORS[seat]))]
    never = walk_path(look, person, first, "cases:", PAGES[seat])
    assert not never, never
    assert not look.wrong, "\n".join(look.wrong)


@pytest.mark.parametrize("seat", WAYS)
def test_every_page_on_the_way_is_open_to_all(somebody: Callable[..., Person], looked_at: set[str], seat: str) -> None:
    """Planning, holding, a yes read back, arrival, connections, the year, its hard parts, its end."""
    _walks(somebody(bypass_csp=True, reduced_motion="reduce").be(seat), Look(USUAL, in_turn=True, done=looked_at), seat)


@pytest.mark.deep
@pytest.mark.parametrize("language", ["English", "Français"])
@pytest.mark.parametrize("seat", WAYS)
def test_every_page_on_the_way_in_all_variants(somebody: Callable[..., Person], seat: str, language: str) -> None:
    """Both widths, both directions, both colours, both languages."""
    _walks(somebody(bypass_csp=True, reduced_motion="reduce").speak(language).be(seat), Look(ALL), seat)


def _own_walk(hala: Person, look: Look) -> None:
    first = ["/my/", "/my/meeting/", "/my/worker/", "/my/worker/other/", "/my/choices/new/", "/my/information/stop/"]
    never = walk_path(look, hala, first, "family:", OWN_PAGES)
    assert not never, never
    assert not look.wrong, "\n".join(look.wrong)


def test_the_familys_own_pages_are_open_to_all(somebody: Callable[..., Person]) -> None:
    """On a small telephone, in a language that runs from right to left."""
    hala = somebody(viewport=NARROW, bypass_csp=True, reduced_motion="reduce").be("Hala")
    speak_at_home(hala, "ar")
    expect(hala.page.locator("html")).to_have_attribute("dir", "rtl")
    _own_walk(hala, Look(((NARROW, "rtl", "light"), (NARROW, "rtl", "dark")), in_turn=True))


@pytest.mark.deep
@pytest.mark.parametrize(("language", "way"), [("ar", "rtl"), ("en", "ltr"), ("fr", "ltr"), ("prs", "rtl"), ("ti", "ltr"), ("so", "ltr")])
def test_the_familys_own_pages_in_every_language(somebody: Callable[..., Person], language: str, way: str) -> None:
    """Each language, both widths, both colours."""
    hala = somebody(viewport=NARROW, bypass_csp=True, reduced_motion="reduce").be("Hala")
    speak_at_home(hala, language)
    _own_walk(hala, Look(tuple((size, way, colours) for size in (NARROW, WIDE) for colours in ("light", "dark"))))


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
