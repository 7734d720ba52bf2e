"""A worker leaves: not without a colleague who stands in, and then each family gets its next worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.stories import path_acts as path

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stories.person import Person


def test_a_worker_leaves_and_no_family_is_left_alone(somebody: Callable[..., Person]) -> None:
    """Lena leaves Harbour: refused until somebody is named; the families stand with the cover, who waits for successors."""
    helen = somebody(java_script_enabled=False).be("Helen")
    lena = somebody(java_script_enabled=False).be("Lena")
    lena.open("/families/")
    homes = [link.get_attribute("href") for link in lena.page.locator('main a[href^="/families/"]').all()]
    home = next(one for one in homes if one and one.count("/") == 3)
    helen.open("/today/")
    helen.open(home)
    helen.page.goto(f"{helen.base}{_team(helen)}")
    row = helen.page.locator("main li, main tr, main div").filter(has_text="Lena").last
    path.follow(helen, row.locator('a[href$="/end/"]'))
    helen.sees("as its contact")
    helen.press("End this membership")
    helen.sees("Choose an answer.")
    helen.page.locator("main [name=cover]").first.check()
    helen.press("End this membership")
    helen.sees("Ended.")
    lena.page.goto(f"{lena.base}{home}")
    lena.sees_nowhere("Hand over")
    helen.open(home)
    helen.sees("helps for the time being")
    path.begin_handover(helen, home)
    helen.sees("Nobody is moved" if "sponsors’ contact" in helen.page.locator("main").inner_text() else "No family is moved")


def _team(agency: Person) -> str:
    """The agency's own page."""
    agency.open("/today/")
    return str(agency.page.locator('a[href^="/organizations/"]').first.get_attribute("href"))
