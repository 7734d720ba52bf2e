"""A worker leaves: not without a colleague who stands in; then a family gets its next worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.stories import path_acts as path

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stories.person import Person


#: One of Amal's, whose adults are here.
FAMILY = "Hemlock 6"


def test_a_worker_leaves_and_no_family_is_left_alone(somebody_elsewhere: Callable[..., Person]) -> None:
    """Amal leaves Harbour: refused until somebody is named, who stands in while the successor is found."""
    helen = somebody_elsewhere(java_script_enabled=False).be("Helen")
    home = path.home_of(helen, FAMILY)
    helen.open("/team/")
    helen.press("The agency: people")
    path.follow(helen, helen.page.locator("main li, main tr, main dl > div").filter(has_text="Amal").locator('a[href$="/end/"]').first)
    helen.sees("as their contact", FAMILY)
    helen.press("End this membership")
    helen.sees("Choose an answer.")
    helen.page.get_by_label("Helen").first.check()
    helen.press("End this membership")
    helen.sees("Ended.")
    helen.open("/today/")
    helen.sees("The family needs one worker by name.")
    helen.open(f"{home}handover/new/")
    helen.page.locator("main [name=worker]").first.check()
    helen.press("Begin the handover")
    while (yes := helen.page.get_by_role("link", name="Write the yes down")).count():
        path.follow(helen, yes.first)
        path.fill(helen, method="aloud", witness="Miriam")
        helen.press("Write this yes down")
        helen.open(f"{home}handover/")
    path.hand_over(helen, home)
