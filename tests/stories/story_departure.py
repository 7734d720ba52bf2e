"""A worker leaves: not without a colleague who stands in; then a family gets its next worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.stories import path_acts as path

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stories.person import Person


def test_a_worker_leaves_and_no_family_is_left_alone(somebody: Callable[..., Person]) -> None:
    """Selam leaves Harbour: refused until a colleague is named, who stands in while the successor is found."""
    helen = somebody(java_script_enabled=False).be("Helen")
    selam = somebody(java_script_enabled=False).be("Selam")
    home = path.home_of(selam, "Maple 12")
    helen.open("/team/")
    helen.press("The agency: people")
    path.follow(helen, helen.page.locator("main li, main tr, main dl > div").filter(has_text="Selam").locator('a[href$="/end/"]').first)
    helen.sees("as their contact", "Maple 12")
    helen.press("End this membership")
    helen.sees("Choose an answer.")
    helen.page.locator("main [name=cover]").first.check()
    helen.press("End this membership")
    helen.sees("Ended.")
    assert selam.page.goto(f"{selam.base}{home}").status == 404  # type: ignore[union-attr]
    helen.open("/today/")
    helen.sees("The family needs one worker by name.")
    helen.open(f"{home}handover/")
    helen.page.locator("main [name=worker]").first.check()
    helen.press("Begin the handover")
    ruth = somebody(java_script_enabled=False).be("Ruth")
    path.do(ruth, f"{home}handover/", "Say yes to the next worker")
    path.hand_over(helen, home)
