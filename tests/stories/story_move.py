"""A family moves: its sponsors say so, each adult says yes to an agency there alone, and the new contact stands on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.stories import acts
from tests.stories import path_acts as path
from tests.stories.conftest import NARROW

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stories.person import Person

FAMILY, AGENCY = "Cedar 7", "Northgate newcomer centre"
ADULTS = ("Feven", "Tesfay")


def test_a_family_moves_and_is_taken_on_where_it_goes(somebody_elsewhere: Callable[..., Person]) -> None:
    """Ruth plans it, Selam settles it, Feven and Tesfay say yes, Paul refers, Nadia accepts: then she is on Maha's page."""
    ruth, selam, paul, nadia = (somebody_elsewhere(java_script_enabled=False).be(name) for name in ("Ruth", "Selam", "Paul", "Nadia"))
    home = path.home_of(ruth, FAMILY)
    there = f"{home}move/"
    feven, tesfay = (somebody_elsewhere(viewport=NARROW, java_script_enabled=False) for _ in ADULTS)
    feven.be("Feven")
    path.open_key(tesfay, path.give_key(selam, home, "Tesfay", "en"))
    path.do(ruth, there, "Save the move", community="Fernwood", fsa="N1H", on=path.in_days(20).isoformat())
    settle(selam, there)
    paul.open(there)
    paul.press("Ask this agency")
    paul.sees("Each adult says yes to the new agency first")
    for phone in (feven, tesfay):
        say_yes(phone)
    nadia.open("/families/")
    nadia.sees_nowhere(FAMILY, *ADULTS)
    path.do(paul, there, "Ask this agency", answer_by=path.in_days(7).isoformat())
    paul.sees("was asked on")
    assert "Selam" in contact_of(feven)
    acts.open_from_today(nadia, FAMILY)
    nadia.sees_nowhere(*ADULTS)
    nadia.press("Accept the family")
    for phone in (feven, tesfay):
        assert "Nadia" in contact_of(phone)
        assert "Selam" not in contact_of(phone)
    selam.open(home)  # the old circle ends on the agreed day
    selam.sees(FAMILY, "Nadia")
    nadia.open(home)
    nadia.sees("Fernwood", *ADULTS)


def settle(selam: Person, there: str) -> None:
    """The worker names the agency of the new community, and says how the sponsorship goes on."""
    selam.open(there)
    selam.page.locator("main select[name=agency]").select_option(label=AGENCY)
    selam.press("Name this agency")
    path.do(selam, there, "Save how it goes on", outcome="money_only")
    selam.sees("The sponsors go on paying, from afar")


def say_yes(phone: Person) -> None:
    """Alone, to the new agency."""
    phone.open("/my/choices/")
    form = phone.page.locator("main form", has_text=AGENCY).first
    for name, answer in (("plan", "yes"), ("identity", "no"), ("sensitive", "no")):
        form.locator(f'[name$="-{name}"][value="{answer}"]').check()
    path.follow(phone, form.locator("button"))


def contact_of(phone: Person) -> str:
    """Who stands as the one contact on the own page."""
    phone.open("/my/")
    return phone.page.locator("main section", has=phone.page.locator("#worker")).inner_text()
