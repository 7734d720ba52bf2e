"""An adult stops taking part, alone on a telephone: nobody finds the family any more; the own page stays; then the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.stories import acts
from tests.stories import path_acts as path
from tests.stories.conftest import NARROW

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stories.person import Person

FAMILY = "Willow 6"


def test_an_adult_stops_taking_part_and_comes_back(somebody: Callable[..., Person]) -> None:
    """Mehret stops: Ruth, Paul, Selam and Helen find nothing; her page says what goes on; she comes back, and is called."""
    selam, ruth, paul, helen = (somebody(java_script_enabled=False).be(name) for name in ("Selam", "Ruth", "Paul", "Helen"))
    home = path.home_of(selam, FAMILY)
    mehret = somebody(viewport=NARROW, java_script_enabled=False)
    path.open_key(mehret, path.give_key(selam, home, "Mehret", "en"))
    around = (selam, ruth, paul, helen)
    assert [path.status_of(one, home) for one in around] == [200] * 4
    stop(mehret)
    for one in around:
        assert path.status_of(one, home) == 404
        for page in ("/families/", "/today/", "/outbox/"):
            one.open(page)
            one.sees_nowhere("Mehret")
        one.open("/families/")
        one.sees_nowhere(FAMILY)
    own_page_stays(mehret)
    mehret.open("/my/information/")
    mehret.press("Take part again")
    mehret.sees("You take part again. The agency calls you.")
    assert [path.status_of(one, home) for one in (ruth, paul)] == [404] * 2
    acts.open_from_today(helen, FAMILY)
    worker = acts.name_worker(helen)
    mehret.open("/my/")
    mehret.sees(worker)


def stop(mehret: Person) -> None:
    """From the own page, by what can be pressed: nobody is asked, nothing is written."""
    mehret.open("/my/information/")
    mehret.press("Stop taking part")
    mehret.sees("Nobody asks you why. Nobody gets a message.")
    assert mehret.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    mehret.press("Yes, I stop taking part")
    mehret.sees("You stopped taking part", "Help and services go on.", "Harbour settlement agency")


def own_page_stays(mehret: Person) -> None:
    """Every page of the own opens as before."""
    for page in ("/my/", "/my/people/", "/my/plan/", "/my/connections/", "/my/choices/", "/my/help/", "/my/private/"):
        assert path.status_of(mehret, page) == 200, page
    mehret.open("/my/")
    mehret.sees("Mehret")
