"""Every page of every seat opens, in both languages, within its bounds. The pages are found, not listed."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

import pytest

from tests.crawl import Page, every_page
from tests.crowd import SEATS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.crowd import Crowd

MOST_QUERIES, MOST_QUERIES_OF_TODAY = 12, 6
#: Seats that sixty more families reach.
WITH_FAMILIES = ["paul", "ruth", "helen", "selam"]
FIRST_LOAD_BYTES = 120 * 1024


@pytest.mark.parametrize("seat", SEATS)
def test_every_page_answers_within_its_bounds(crowd: Crowd, seat: str) -> None:
    """No defect behind any link, no question to the database too many, no other host, nothing inline."""
    pages = crowd.pages(seat)
    assert len(pages) > 5
    for page in pages:
        assert page.status in {200, 302, 303}, f"{page.path} ({page.view}): {page.status}"
        most = MOST_QUERIES_OF_TODAY if page.view == "desk:today" else MOST_QUERIES
        assert len(page.queries) <= most, f"{page.path} asks {len(page.queries)}: {page.queries}"
        assert_kept_nowhere(page.headers)
        if page.status == 200 and page.html:
            assert_page_is_whole(page)


def assert_kept_nowhere(headers: Mapping[str, str]) -> None:
    """Whatever the answer: no browser and no proxy keeps it, nothing of another host or typed into it can run."""
    assert headers["Cache-Control"] == "no-store"
    policy = dict(one.strip().partition(" ")[::2] for one in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert set(" ".join(policy.values()).split()) <= {"'self'", "'none'", "data:"}
    assert policy["img-src"] == "'self' data:"
    assert {policy[name] for name in ("base-uri", "object-src", "frame-ancestors")} == {"'none'"}
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin")


def assert_page_is_whole(page: Page) -> None:
    """One title, one h1, a language, no inline style or script, nothing from another host, not too heavy."""
    assert page.html.count("<h1") == 1, page.path
    assert re.search(r'<html lang="(en|fr)" dir="(ltr|rtl)"', page.html), page.path
    assert not re.search(r"<(style|script)[ >](?![^>]*src=)| style=| on[a-z]+=\"", page.html), page.path
    assert not re.search(r'(src|href|action)="(https?:)?//', page.html), page.path
    assert page.html.count('class="btn main"') <= 1, page.path
    assert len(gzip.compress(page.html.encode())) < FIRST_LOAD_BYTES, page.path


def test_sixty_families_ask_the_database_no_more_than_one(crowd: Crowd) -> None:
    """The number of questions of each kind of page, for each seat, does not grow with the number of families.

    With many, two pages of a kind are enough: the newest stand first, and none is special.
    """
    few = {seat: most_by_view(crowd.pages(seat)) for seat in WITH_FAMILIES}
    for _ in range(60):
        crowd.one_more()
    for seat in WITH_FAMILIES:
        many = most_by_view(every_page(crowd.client(getattr(crowd, seat)), most=2))
        grown = {view: (few[seat][view], count) for view, count in many.items() if count > few[seat].get(view, count)}
        assert not grown, seat


def most_by_view(pages: list[Page]) -> dict[str, int]:
    """The most questions that a page of each kind asked."""
    most: dict[str, int] = {}
    for page in pages:
        most[page.view] = max(most.get(page.view, 0), len(page.queries))
    return most
