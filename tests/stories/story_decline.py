"""An agency that has no room passes a family on, and another one takes it. Every page in French."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.stories import acts

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stories.person import Person

CEDAR = acts.Family(
    adults=("Asmeret-Planted",), children=("K.",), languages=("ti",), community="Milltown", fsa="N1H", group="Willow Lane friends"
)


def test_a_family_passed_on_finds_the_next_agency(somebody: Callable[..., Person]) -> None:
    """A coded reason, a next step, seen at once; referred again to the agency that was suggested."""
    paul, helen, nadia = (somebody().speak("Français").be(name) for name in ("Paul", "Helen", "Nadia"))
    label = acts.refer(paul, CEDAR)
    pass_on(helen, label)
    acts.open_from_today(paul, label)
    ask_again(paul)
    acts.open_from_today(nadia, label)
    acts.reads_ten_fields_and_no_more(nadia, label, CEDAR)
    nadia.press("Accept the family")
    worker = acts.name_worker(nadia)
    acts.open_family(paul, label)
    paul.sees(worker, "Northgate newcomer centre")
    helen_reads_no_more_of_it(helen, label)


def pass_on(helen: Person, label: str) -> None:
    """Nobody is blamed: a reason from the list and what comes next."""
    acts.open_from_today(helen, label)
    helen.press("Pass on")
    helen.tick("L’organisme n’a pas de place pour de nouvelles familles en ce moment")
    helen.tick("S’adresser à un autre organisme")
    helen.press("Pass on")
    helen.sees("Nommez l’autre organisme")
    helen.pick("Which other agency?", "Northgate newcomer centre")
    helen.press("Pass on")
    helen.sees("L’organisme n’a pas de place pour de nouvelles familles en ce moment")


def ask_again(paul: Person) -> None:
    """The suggested agency is chosen already; the family's yes to it is asked anew."""
    paul.sees("L’organisme n’a pas de place pour de nouvelles familles en ce moment", "Northgate newcomer centre")
    if "refer-again" not in paul.path:
        paul.press("Ask another agency")
    chosen = paul.box("Which settlement agency do you ask now?").locator("option:checked")
    assert chosen.inner_text() == "Northgate newcomer centre"
    paul.tick("Yes, each adult of the family agreed that this agency is asked")
    paul.press("Send the referral")


def helen_reads_no_more_of_it(helen: Person, label: str) -> None:
    """The agency that said no never met the names, and the family stands in none of its lists."""
    for path in ("/today/", "/families/"):
        helen.open(path)
        helen.sees_nowhere(label, *CEDAR.secrets)
