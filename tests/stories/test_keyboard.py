"""The keyboard alone: refer, accept, skip to the content, find what is missing; the focus is always seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.stories import acts

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stories.person import Person

FAMILY = acts.Family(adults=("Selihom",), languages=("ti",), group="St Mark’s group")
#: More stops than this to one place is a trap.
MOST_STOPS = 60
FOCUSED = """() => { const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    return {id: one.id, tag: one.tagName, name: one.textContent.replace(/\\s+/g, ' ').trim(),
        marked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 1,
        inside: box.width > 0 && box.bottom > 0 && box.top < innerHeight} }"""


def focused(person: Person) -> dict[str, Any]:
    """Where the focus is; it is marked, and in sight."""
    at: dict[str, Any] = person.page.evaluate(FOCUSED)
    return at


def go_to(person: Person, name: str = "", target: str = "") -> None:
    """Press Tab until this button, link or field has the focus; it is seen at every stop."""
    for _ in range(MOST_STOPS):
        person.page.keyboard.press("Tab")
        at = focused(person)
        assert at["tag"] == "BODY" or (at["marked"] and at["inside"]), at
        if (target and at["id"] == target) or (name and at["name"].startswith(name)):
            return
    raise AssertionError(f"Tab never comes to {name or target} on {person.path}")


def enter(person: Person) -> None:
    """Press Enter, and wait for the page that comes."""
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")


def test_the_first_stop_skips_to_the_content(somebody: Callable[..., Person]) -> None:
    """One press past header and navigation."""
    paul = somebody().be("Paul")
    paul.open("/today/")
    paul.page.keyboard.press("Tab")
    assert focused(paul)["name"] == "Skip to the content"
    assert focused(paul)["inside"]
    paul.page.keyboard.press("Enter")
    expect(paul.page.locator("#main")).to_be_focused()


def test_what_is_missing_gets_the_focus_and_leads_to_its_field(somebody: Callable[..., Person]) -> None:
    """The summary stands in focus; each of its lines jumps to the field."""
    paul = somebody().be("Paul")
    acts.begin(paul)
    go_to(paul, "Save and continue")
    enter(paul)
    expect(paul.page.locator(".summary")).to_be_focused()
    paul.page.keyboard.press("Tab")
    paul.page.keyboard.press("Enter")
    expect(paul.page.locator("#id_agency")).to_be_focused()


def test_a_family_is_referred_and_accepted_by_keyboard(somebody: Callable[..., Person]) -> None:
    """A whole step of the sender, and the agency's yes from Today on."""
    paul, helen = somebody().be("Paul"), somebody().be("Helen")
    acts.begin(paul)
    go_to(paul, target="id_agency")
    paul.page.keyboard.type("Harbour")
    go_to(paul, target="id_group")
    paul.page.keyboard.type("St Mark")
    go_to(paul, target="id_programme_0")
    paul.page.keyboard.press("Space")
    go_to(paul, "Save and continue")
    enter(paul)
    acts.say_who_they_are(paul, FAMILY)
    acts.say_where_and_when(paul, FAMILY)
    acts.say_what_they_wish(paul, FAMILY)
    acts.say_their_yes(paul)
    go_to(paul, "Send the referral")
    enter(paul)
    label = acts.reference(paul)
    helen.open("/today/")
    go_to(helen, f"Answer the referral: {label}")
    enter(helen)
    go_to(helen, "Accept the family")
    enter(helen)
    helen.reads("Name one worker for the family")
