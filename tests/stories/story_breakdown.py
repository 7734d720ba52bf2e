"""A difficulty with the sponsors: told to one who only listens, heard side by side, and a view that stands still with a yes."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from tests.stories import path_acts as path
from tests.stories.conftest import NARROW
from tests.stories.mailbox import code_in, letter_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stories.person import Person

ADDRESS = f"wren.{secrets.token_hex(3)}@example.org"
FAMILY = "Juniper 30"
PROBLEM, ANSWER = "They come without asking-Planted.", "I call you tomorrow at noon-Planted."
SIDE, OTHER_SIDE = "A closed door-Planted.", "We wanted to help-Planted."
NEW = "A lamp for the hall-Planted"


def test_a_difficulty_is_told_heard_and_the_sponsors_page_stands_still(somebody: Callable[..., Person]) -> None:
    """Juniper 30: Idris tells it, Wren listens, Selam hears both sides; Ruth sees nothing new until Idris says yes again."""
    listener = come_to_listen(somebody)
    selam, ruth = somebody().be("Selam"), somebody().be("Ruth")
    home = path.home_of(selam, FAMILY)
    idris = somebody(viewport=NARROW, java_script_enabled=False)
    path.open_key(idris, path.give_key(selam, home, "Idris", "en"))
    tell(idris)
    listen(listener)
    idris.open("/my/help/told/")
    idris.sees(PROBLEM, ANSWER)
    hear_both_sides(selam, home)
    before = look_at_all(ruth, home)
    show_nothing_new(idris)
    path.do(selam, f"{home}board/add/", "Add this task", label=NEW)
    selam.open(f"{home}board/")
    selam.sees(NEW)
    for page, text in look_at_all(ruth, home).items():
        assert text == before[page], page
    idris.open("/my/choices/new/")
    idris.press("Show them everything again")
    ruth.open(f"{home}board/")
    ruth.sees(NEW)


def come_to_listen(somebody: Callable[..., Person]) -> Person:
    """Cora invites somebody who only listens; Wren comes with a code and says yes."""
    cora, wren = somebody().be("Cora"), somebody()
    cora.open("/set-up/")
    cora.press("Grand River network")
    cora.press("Invite a person")
    path.fill(cora, name="Wren", email=ADDRESS, seat="listener")
    path.follow(cora, cora.page.locator("main form button.main"))
    wren.open("/accounts/login/code/")
    wren.write("Your e-mail address", ADDRESS)
    wren.press("Send me a code")
    wren.write("Code from the e-mail", code_in(letter_to(ADDRESS, wren)))
    wren.press("Sign in")
    wren.open("/today/")
    wren.press("Join")
    return wren


def tell(idris: Person) -> None:
    """On a small telephone: about the sponsors, to somebody outside."""
    idris.open("/my/help/")
    idris.press("Tell of a problem")
    idris.press("Your sponsors")
    path.fill(idris, text=PROBLEM, hears="listener")
    idris.press("Send")
    idris.sees(PROBLEM)
    assert idris.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def listen(wren: Person) -> None:
    """Read and answer, without opening the family."""
    wren.open("/today/")
    wren.press_in(wren.row(FAMILY))
    wren.sees(FAMILY)
    wren.sees_nowhere("Hala", "Idris")
    path.follow(wren, wren.page.locator('main a[href^="/concerns/"]').first)
    path.fill(wren, text=ANSWER)
    wren.press("Send this answer")
    wren.sees(PROBLEM, ANSWER)


def hear_both_sides(selam: Person, home: str) -> None:
    """The worker looks after it: safety first, each side apart, a step."""
    selam.open(home)
    selam.sees_nowhere(PROBLEM, ANSWER)
    selam.press("Safety and support")
    selam.press("Look after a difficulty")
    path.fill(selam, safety="yes")
    selam.press("Begin to look after it")
    selam.sees("911")
    here = selam.path
    for label, text in (("Idris", SIDE), ("Sponsors", OTHER_SIDE)):
        selam.open(f"{here}side/")
        selam.tick(label)
        path.fill(selam, happened=text)
        selam.press("Save")
    path.do(selam, f"{here}decide/", "Save", step="talk_together", owner="worker", due_on=path.in_days(3).isoformat())
    selam.sees(SIDE, OTHER_SIDE, "Talk together")


def show_nothing_new(idris: Person) -> None:
    """One tap, alone."""
    idris.open("/my/choices/new/")
    idris.sees("Nothing is deleted")
    idris.press("Show them nothing new")
    idris.sees("They see nothing new now.")


def look_at_all(ruth: Person, home: str) -> dict[str, str]:
    """What stands on the sponsors' pages about the family; nothing of what was told."""
    found = {}
    for page in ("", "board/", "ready/", "gaps/", "connections/", "arrival/", "concerns/"):
        ruth.open(f"{home}{page}")
        ruth.sees_nowhere(PROBLEM, ANSWER, SIDE, OTHER_SIDE)
        found[page] = ruth.page.locator("main").inner_text()
    return found
