"""As for Cedar 7: an adult asks for another worker on a telephone, in Arabic; wishes and yes; then the new worker is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.stories import path_acts as path
from tests.stories.conftest import NARROW

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stories.person import Person

FAMILY = "Juniper 30"


def test_an_adult_asks_for_another_worker_and_gets_one(somebody_elsewhere: Callable[..., Person]) -> None:
    """Hala asks; the supervisor reads it, the worker does not; every adult says yes before the change."""
    hala = somebody_elsewhere(viewport=NARROW, java_script_enabled=False).be("Hala")
    hala.open("/my/")
    assert hala.page.locator("html").get_attribute("dir") == "rtl"
    path.do(hala, "/my/worker/other/", "إرسال", wish="wish_other", text="MARKED-ASKED")
    helen = somebody_elsewhere(java_script_enabled=False).be("Helen")
    selam = somebody_elsewhere(java_script_enabled=False).be("Selam")
    home = path.home_of(selam, FAMILY)
    selam.sees_nowhere("asks for another worker")
    helen.open(f"{home}worker-request/")
    helen.sees("MARKED-ASKED", "The worker does not learn of it")
    helen.write("Your answer", "We begin now.")
    helen.press("Send the answer")
    hala.open("/my/worker/other/")
    hala.sees("We begin now.")
    path.begin_handover(helen, home)
    path.do(hala, "/my/worker/", "حفظ", pass_on="MARKED-WISH", with_private=True)
    path.follow(hala, hala.page.locator('form[action="/my/worker/yes/"] button'))
    selam.open(f"{home}handover/")
    selam.sees("MARKED-WISH")
    selam.sees_nowhere("MARKED-ASKED")
    path.follow(selam, selam.page.get_by_role("link", name="Write the yes down").first)
    path.fill(selam, method="aloud", witness="Miriam")
    selam.press("Write this yes down")
    path.hand_over(helen, home)
    hala.open("/my/")
    hala.page.wait_for_load_state()
    assert "Selam" not in hala.page.locator("main section", has=hala.page.locator("#worker")).inner_text()
    selam.page.goto(f"{selam.base}{home}")
    selam.sees_nowhere(FAMILY)
