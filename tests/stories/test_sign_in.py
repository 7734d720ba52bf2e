"""Signing in by e-mail code, as the people of the demo world see it: the codes stand in the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.stories.mailbox import code_in, letter_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stories.person import Person

PAUL, STRANGER = "paul@demo.invalid", "nobody-here@demo.invalid"


def ask(person: Person, address: str, next_page: str = "") -> None:
    """Ask for a code."""
    person.open(next_page or "/accounts/login/code/")
    person.write("Your e-mail address", address)
    person.press("Send me a code")


def test_a_link_from_a_mail_leads_there_after_signing_in(somebody: Callable[..., Person]) -> None:
    """Whoever opens a page from a mail signs in with a code and stands on that page."""
    paul = somebody()
    ask(paul, PAUL, "/families/")
    paul.write("Code from the e-mail", code_in(letter_to(PAUL, paul, "code to sign in")))
    paul.press("Sign in")
    assert paul.path == "/families/"
    paul.reads("Families")


def test_a_wrong_code_says_what_to_do_and_the_right_one_still_works(somebody: Callable[..., Person]) -> None:
    """Nothing is lost by a slip."""
    paul = somebody()
    ask(paul, PAUL)
    paul.write("Code from the e-mail", "AAAA-AAAA")
    paul.press("Sign in")
    paul.reads("This is not the code of the last e-mail. Look once more and write it here.")
    paul.write("Code from the e-mail", code_in(letter_to(PAUL, paul, "code to sign in")))
    paul.press("Sign in")
    paul.reads("Today")


def test_the_page_does_not_say_who_is_known(somebody: Callable[..., Person]) -> None:
    """The answer is the same, address apart; nobody comes in who was not invited."""
    said = []
    for address in (PAUL, STRANGER):
        person = somebody()
        ask(person, address)
        said.append(person.text.replace(address, "ADDRESS"))
    assert said[0] == said[1]
    assert "code to sign in" not in letter_to(STRANGER, person)


def test_a_shared_computer_keeps_nothing(somebody: Callable[..., Person]) -> None:
    """After signing out neither the address nor the button "back" shows a family."""
    paul = somebody().be("Paul")
    paul.open("/families/")
    page = paul.page.locator("main th a").first.get_attribute("href")
    name = paul.page.locator("main th a").first.inner_text()
    paul.open(str(page))
    paul.press("Sign out")
    paul.page.go_back()
    assert paul.page.locator("h1", has_text=name).count() == 0
    paul.open(str(page))
    paul.reads("Send me a code")
    paul.sees_nowhere(name)
