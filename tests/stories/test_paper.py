"""Paper is a channel: the board prints on two pages, the minutes of an ordinary meeting on one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.stories import path_acts as path

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stories.person import Person

PAGE = re.compile(rb"/Type\s*/Page[^s]")


def pages(person: Person, paper: str) -> int:
    """How many sheets the printer would take."""
    return len(PAGE.findall(person.page.pdf(format=paper, prefer_css_page_size=True)))


@pytest.mark.parametrize("language", ["Français", pytest.param("", marks=pytest.mark.deep)])
def test_the_board_prints_on_two_pages_and_the_minutes_on_one(somebody: Callable[..., Person], language: str) -> None:
    """Maple 12 has some ninety lines; Juniper 30 met by telephone. French is the longer language."""
    selam = somebody().be("Selam")
    if language:
        selam.speak(language)
    selam.open(f"{path.home_of(selam, selam.label('maple', 12))}board/print/")
    assert [pages(selam, paper) for paper in ("Letter", "A4")] == [2, 2]
    selam.open(f"{path.home_of(selam, selam.label('juniper', 30))}meetings/")
    path.follow(selam, selam.page.locator('main a[href^="/meetings/"]').last)
    path.follow(selam, selam.page.locator('main a[href$="/print/"]'))
    assert [pages(selam, paper) for paper in ("Letter", "A4")] == [1, 1]
