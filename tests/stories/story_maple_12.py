"""Maple 12: a Tigrinya-speaking family, referred warmly by its SAH to one worker. Without JavaScript."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.stories import acts

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stories.person import Person

MAPLE = acts.Family(
    adults=("Winta-Planted", "Dawit-Planted"),
    children=("Sennait-Planted",),
    languages=("ti", "am"),
    group="St Mark’s group",
    wishes=("A woman as worker",),
    needs="The grandmother walks with two sticks.",
)
#: First contact from Today: open the family, open the form, save it.
MOST_CLICKS = 3


def test_maple_12_comes_to_selam(somebody: Callable[..., Person]) -> None:
    """From the first answer of the SAH to the first contact of the worker."""
    paul = somebody(java_script_enabled=False).be("Paul")
    helen = somebody(java_script_enabled=False).be("Helen")
    label = refer_with_a_night_between(paul)
    answer(helen, paul, label)
    name_selam(helen)
    selam_calls(somebody(java_script_enabled=False).be("Selam"), label)
    sponsors_see_the_day_alone(somebody(java_script_enabled=False).be("Ruth"), label)


def refer_with_a_night_between(paul: Person) -> str:
    """Five steps; after the second Paul signs out, comes back, and nothing is lost."""
    acts.begin(paul)
    acts.say_who_helps(paul, MAPLE)
    acts.say_who_they_are(paul, MAPLE)
    paul.press("Sign out")
    paul.be("Paul")
    paul.open("/refer/")
    paul.press_in(paul.row("Amharic"))
    acts.say_where_and_when(paul, MAPLE)
    acts.say_what_they_wish(paul, MAPLE)
    without_the_familys_yes_nothing_is_sent(paul)
    acts.say_their_yes(paul)
    paul.sees(*MAPLE.secrets, "Riverton", "N2G")
    return acts.send(paul)


def without_the_familys_yes_nothing_is_sent(paul: Person) -> None:
    """The draft is kept; there is no button to send."""
    paul.press("Save and check all answers")
    paul.reads("The family has not said yes yet. The draft is kept; send it when they have.")
    assert not paul.page.get_by_role("button", name="Send the referral").count()
    paul.page.go_back()


def answer(helen: Person, paul: Person, label: str) -> None:
    """Harbour reads ten fields, asks about one, gets the answer, accepts."""
    acts.open_from_today(helen, label)
    acts.reads_ten_fields_and_no_more(helen, label, MAPLE)
    helen.press("Ask a question first")
    helen.page.locator("input[name=about][value=languages]").check()
    helen.press("Send the question")
    acts.open_from_today(paul, label)  # straight to the answer
    paul.tick("It is right as it stands")
    paul.press("Send the answer")
    helen.page.reload()
    helen.reads("It is right as it stands")
    helen.sees_nowhere(*MAPLE.secrets)
    helen.press("Accept the family")
    paul.page.reload()
    paul.reads("Open the family")


def name_selam(helen: Person) -> None:
    """Up to five suggestions, each with reasons; Selam, who speaks Tigrinya, is the first."""
    suggestions = helen.page.locator("ol.ranked > li")
    assert 1 <= suggestions.count() <= 5
    for one in suggestions.all():
        assert one.locator(".why").count() >= 3, one.inner_text()
    helen.reads("Set aside for this family:")
    expect(suggestions.first).to_contain_text("Tigrinya")
    assert acts.name_worker(helen, backup="Amal") == "Selam"
    helen.sees("Amal", *MAPLE.adults)


def selam_calls(selam: Person, label: str) -> None:
    """Three clicks from Today to a noted first contact; the brief, the people and what happened are on the way."""
    selam.open("/today/")
    selam.clicks = 0
    selam.press_in(selam.row(label))
    if not selam.path.endswith("/contact/"):
        selam.press("Log a contact")
    selam.press("Save this contact")
    assert selam.clicks <= MOST_CLICKS
    selam.reads("Saved. Sponsors see the day of the last contact, nothing else.")
    selam.sees(MAPLE.needs, *MAPLE.adults, "Ruth", "Paul", "Amal", "Lakeside SAH", "15 minutes")
    expect(selam.page.locator(".timeline > li")).not_to_have_count(0)
    selam.open("/today/")
    expect(selam.row(label)).to_have_count(0)


def sponsors_see_the_day_alone(ruth: Person, label: str) -> None:
    """Whoever speaks for the group sees the worker and the day of the last contact, not how long it took."""
    acts.open_family(ruth, label)
    ruth.sees("Selam", "Last contact:")
    ruth.sees_nowhere("15 minutes")


def test_a_family_sleeps_for_years_and_is_woken(somebody: Callable[..., Person]) -> None:
    """The sender lets a family wait until a day years from now, and wakes it before."""
    family = acts.Family(adults=("Rahwa",), languages=("ti",), group="St Mark’s group")
    paul, helen = somebody().be("Paul"), somebody().be("Helen")
    label = acts.refer(paul, family)
    acts.open_from_today(helen, label)
    helen.press("Accept the family")
    acts.open_family(paul, label)
    paul.press("Let the family wait")
    paul.tick("No date of arrival is known yet")
    paul.tick("On another day")
    paul.write("The other day", f"{datetime.now(UTC).year + 4}-05-04")
    paul.press("Let the family wait")
    paul.reads("Saved. We ask you again on the day you chose.")
    helen.open("/today/")
    expect(helen.row(label)).to_have_count(0)
    acts.open_family(paul, label)
    paul.press("The family is expected again")
    paul.press("Yes, wake the family: what waited goes on")
    helen.open("/today/")
    expect(helen.row(label)).to_have_count(1)
