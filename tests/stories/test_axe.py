"""Every page of every seat through axe-core; nothing to scroll sideways, no other host, a light first load."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from tests.crawl import view_of
from tests.stories.conftest import NARROW, WIDE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Request

    from tests.stories.person import Person

AXE = (Path(__file__).parents[1] / "vendor" / "axe-core-4.14.1" / "axe.min.js").read_text(encoding="utf-8")
#: `preload` would fetch the style sheet once more for one experimental rule.
RUN = """async () => (await axe.run(document, {resultTypes: ['violations'], preload: false})).violations.map(
    one => one.id + ': ' + one.help + ' ' + one.nodes.slice(0, 3).map(node => node.html).join(' | '))"""
FITS = "document.documentElement.scrollWidth <= innerWidth"
FIRST_LOAD_BYTES = 120 * 1024

#: Width, direction, colours.
Variant = tuple[Any, str, str]
USUAL: tuple[Variant, ...] = ((NARROW, "ltr", "light"), (WIDE, "rtl", "dark"))
ALL: tuple[Variant, ...] = tuple(
    (size, way, colours) for size in (NARROW, WIDE) for way in ("ltr", "rtl") for colours in ("light", "dark")
)
SEATS = ("Paul", "Helen", "Selam", "Ruth", "Grace", "Bruno", "Cora")
EVERY_SEAT = ("Paul", "Helen", "Selam", "Ruth", "Tom", "Grace", "Hugo", "Nadia", "Bruno", "Cora", "Hala", "Divine")
#: Adults of families, who have a page of their own (looked at in each run by test_axe_path.py).
ADULTS = frozenset({"Hala", "Divine"})
#: What these show depends on who reads: they are looked at from every seat, the others once.
BY_SEAT = frozenset({"desk:today", "cases:family", "cases:referral"})
LEAST_KINDS = 25
#: Pages on which somebody sees many families, or how many there are.
OVERVIEWS = frozenset({f"desk:{page}" for page in ("today", "families", "find", "groups", "record", "team", "sites")})


@dataclass
class Look:
    """A walk along all links, each kind of page once; what was wrong is kept with its address.

    `in_turn`: axe looks at each page in one of the variants, at the next page in the next one; that nothing scrolls
    sideways is measured in all of them.
    """

    variants: tuple[Variant, ...]
    in_turn: bool = False
    seen: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    looked: int = 0

    def walk(self, person: Person, seat: str) -> None:
        """From the first page to every kind of page that this seat can reach."""
        person.page.on("request", lambda request: self._host(request, person.base))
        first = "/" if seat == "public" else "/my/" if seat in ADULTS else "/today/"
        waiting, met = [first], {first}
        while waiting:
            path = waiting.pop(0)
            if self._is_new(path, seat):
                person.open(path)
                self._is_new(person.path, seat)  # where a redirect led
                self.look(person.page, f"{seat} {person.path}")
                self.done.add(view_of(person.path))
                fresh = [one for one in links(person) if one not in met]
                met.update(fresh)
                waiting.extend(fresh)

    def _is_new(self, path: str, seat: str) -> bool:
        view = view_of(path)
        kind = f"{view} {seat}" if view in BY_SEAT else f"{view} {_which(view, path)}"
        if not view or kind in self.seen:
            return False
        self.seen.add(kind)
        return True

    def look(self, page: Page, name: str) -> None:
        """One page in each variant, or in the one whose turn it is."""
        page.evaluate(AXE)
        self.looked += 1
        for number, (size, way, colours) in enumerate(self.variants):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=colours)
            page.evaluate("way => { document.documentElement.dir = way }", way)
            turn = not self.in_turn or number == self.looked % len(self.variants)
            said = page.evaluate(RUN) if turn else []
            if not page.evaluate(FITS):
                said.append("scrolls sideways")
            self.wrong += [f"{name} {size['width']} {way} {colours}: {text}" for text in said]

    def _host(self, request: Request, base: str) -> None:
        if not request.url.startswith((base, "data:")):
            self.wrong.append(f"asks another host: {request.url}")


def _which(view: str, path: str) -> str:
    """The start page has three doors behind it, a referral five steps: each is a page of its own."""
    if view == "cases:refer_step":
        return urlsplit(path).path.split("/")[-2]
    return urlsplit(path).query if view == "desk:start" else ""


def links(person: Person) -> list[str]:
    """Where one can go from here, languages and files apart."""
    found = person.page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))")
    whole = [urldefrag(urljoin(person.path, link)).url for link in found]
    ours = [one for one in whole if one.startswith("/") and not one.startswith(("/static/", "/language/"))]
    return [one for one in ours if not one.endswith(".ics")]


def test_every_page_is_open_to_all(somebody: Callable[..., Person], looked_at: set[str]) -> None:
    """WCAG and best practice: 320 px light or mirrored at 1280 px dark, from the public pages to each seat's."""
    look = Look(USUAL, in_turn=True, done=looked_at)
    for seat in ("public", *SEATS):
        person = somebody(bypass_csp=True, reduced_motion="reduce")
        look.walk(person if seat == "public" else person.be(seat), seat)
    assert len(look.seen) >= LEAST_KINDS
    assert look.done >= OVERVIEWS, OVERVIEWS - look.done
    assert not look.wrong, "\n".join(look.wrong)


@pytest.mark.deep
@pytest.mark.parametrize("language", ["English", "Français"])
@pytest.mark.parametrize("seat", EVERY_SEAT)
def test_every_page_of_each_seat_in_all_variants(somebody: Callable[..., Person], seat: str, language: str) -> None:
    """Both widths, both directions, both colours, both languages."""
    look = Look(ALL)
    look.walk(somebody(bypass_csp=True, reduced_motion="reduce").speak(language).be(seat), seat)
    assert look.seen
    assert not look.wrong, "\n".join(look.wrong)


def test_pages_that_refuse_are_open_to_all_too(somebody: Callable[..., Person]) -> None:
    """An empty form sent, a page that is not there."""
    look = Look(USUAL)
    paul = somebody(bypass_csp=True, reduced_motion="reduce").be("Paul")
    paul.open("/refer/")
    paul.press("Refer a family")
    paul.press("Save and continue")
    paul.reads("Something is missing or not right")
    look.look(paul.page, "a refused step")
    paul.open("/nowhere/")
    paul.reads("We did not find this page")
    look.look(paul.page, "404")
    assert not look.wrong, "\n".join(look.wrong)


def test_the_first_load_is_light(somebody: Callable[..., Person]) -> None:
    """With everything that a page brings, as it travels: at most 120 kB on a cheap telephone."""
    stranger, helen = somebody(), somebody().be("Helen")
    helen.open("/families/")
    family = str(helen.page.locator("main th a").first.get_attribute("href"))
    for person, path in ((stranger, "/"), (helen, family)):
        assert 2_000 < travelled(person, path) < FIRST_LOAD_BYTES, path


def travelled(person: Person, path: str) -> int:
    """Bytes of a page and all that belongs to it, in a browser that has kept nothing."""
    browser = person.context.browser
    assert browser is not None
    with browser.new_context(storage_state=person.context.storage_state()) as fresh:
        page = fresh.new_page()
        came: list[Request] = []
        page.on("requestfinished", lambda request: came.append(request))  # noqa: PLW0108 - the library wants a function
        page.goto(person.base + path, wait_until="networkidle")
        return sum(one.sizes()["responseBodySize"] + one.sizes()["responseHeadersSize"] for one in came)
