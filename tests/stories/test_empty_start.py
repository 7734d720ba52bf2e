"""The first start without demo, on a real mail server: the first person, then everybody by invitation and code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.stories import acts
from tests.stories.mailbox import Mailbox, code_in, mail_server
from tests.stories.product import copied, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.stories.person import Person
    from tests.stories.product import Product

#: Beside an agency with which there is no agreement: terms for this one family go along.
TERMS = " (with terms for this one family)"
FAMILY = acts.Family(adults=("Almaz-Planted",), languages=("ti",), group="Elm Street friends", agency=f"Quayside agency{TERMS}")


@pytest.fixture
def empty(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Product, Mailbox]]:
    """A site in which nobody is, and its mail server; mails go out at any hour of the test's clock."""
    home = copied(prepared, tmp_path_factory.mktemp("empty") / "home")
    with mail_server() as (box, address), running(home, "--empty", IC_EMAIL_URL=address, IC_QUIET_HOURS="00:00-00:00") as site:
        yield site, box


def test_an_empty_site_begins_with_one_person_and_refers_its_first_family(
    somebody: Callable[..., Person], empty: tuple[Product, Mailbox]
) -> None:
    """Set up, take in a SAH and an agency, sign in by code, refer, and the agency is told by a mail that says nothing."""
    site, box = empty
    cora = somebody(base=site.base)
    no_demo_can_be_entered(cora)
    begin(cora)
    only_once(somebody(base=site.base))
    home = cora.path
    adopt_the_practice(cora)
    cora.open(home)
    take_in_everybody(cora)
    sign_out_and_in_again(cora, box)
    paul = somebody(base=site.base)
    sign_in(paul, box, "paul@example.org")
    join(paul, "Lakeland SAH")
    helen = somebody(base=site.base)
    sign_in(helen, box, "helen@example.org")
    join(helen, "Quayside agency")
    before = len(box.letters)
    label = acts.refer(paul, FAMILY)
    the_agency_is_told(helen, box, before, label)


def no_demo_can_be_entered(person: Person) -> None:
    """Who do you want to be: that page does not exist here, and no page speaks of it."""
    for path in ("/demo/", "/outbox/"):
        answer = person.page.goto(person.base + path)
        assert answer is not None
        assert answer.status == 404 or person.path == "/set-up/", f"{path}: {answer.status}"
    person.sees_nowhere("/demo/")


def begin(cora: Person) -> None:
    """The first page asks four things; whoever answers is signed in and stands in the new site."""
    cora.open("/")
    assert cora.path == "/set-up/"
    cora.write("Name of the site", "Two Rivers")
    cora.write("Name of the coordination", "Two Rivers table")
    cora.write("Your name", "Cora")
    cora.write("Your e-mail address", "cora@example.org")
    cora.press("Make the site")
    cora.sees("Two Rivers")


def only_once(stranger: Person) -> None:
    """For everybody else the page is gone for ever, and so is the demo."""
    for path in ("/set-up/", "/demo/", "/outbox/"):
        answer = stranger.page.goto(stranger.base + path)
        assert answer is not None
        assert answer.status == 404, path


def adopt_the_practice(cora: Person) -> None:
    """A new site has adopted nothing yet: the coordination chooses its parts."""
    cora.reads("Choose the parts of the practice first: before that, nobody can refer a family here.")
    cora.press("Parts of the practice in this site")
    cora.reads("This site has not chosen yet. Its coordination chooses the first parts on this page.")
    for box in cora.page.locator("main input[type=checkbox]").all():
        box.check()
    cora.press("Save the parts")
    cora.reads("How the choice changed")


def take_in_everybody(cora: Person) -> None:
    """A SAH with a sponsor group and somebody of its staff; an agency with its supervisor."""
    home = cora.path
    add(cora, home, "sah", "Lakeland SAH", "Paul")
    add(cora, home, "spo", "Quayside agency", "Helen")
    add(cora, home, "constituent_group", "Elm Street friends", sah="Lakeland SAH")


def add(cora: Person, home: str, kind: str, name: str, who: str = "", sah: str = "") -> None:
    """One organization, and its first person."""
    cora.open(home)
    cora.press("Add an organization")
    cora.page.locator(f"input[name=kind][value={kind}]").check()
    cora.write("Its name", name)
    if sah:
        cora.pick("Its SAH", sah)
    cora.press("Add this organization")
    if who:
        cora.press(name)
        cora.press("Invite a person")
        cora.write("The person’s name", who)
        cora.write("The person’s e-mail address", f"{who.lower()}@example.org")
        cora.press("Invite this person")


def sign_out_and_in_again(cora: Person, box: Mailbox) -> None:
    """The code comes by mail, and opens the site."""
    cora.press("Sign out")
    sign_in(cora, box, "cora@example.org")
    cora.sees("Set-up")


def sign_in(person: Person, box: Mailbox, address: str) -> None:
    """Ask for a code, read the mail, write the code."""
    before = len(box.letters)
    person.open("/accounts/login/code/")
    person.write("Your e-mail address", address)
    person.press("Send me a code")
    person.write("Code from the e-mail", code_in(box.newest(address, after=before)))
    person.press("Sign in")


def join(person: Person, organization: str) -> None:
    """Somebody invited belongs from the own yes on."""
    person.open("/today/")
    person.sees(organization)
    person.press("Join")


def the_agency_is_told(helen: Person, box: Mailbox, before: int, label: str) -> None:
    """The mail names nobody and nothing; its link opens the referral."""
    letter = box.newest("helen@example.org", after=before)
    whole = letter.as_string()
    for secret in (label, "Lakeland", "Quayside", "Tigrinya", "Riverton", *FAMILY.secrets):
        assert secret not in whole
    link = next(line for line in whole.splitlines() if line.startswith(helen.base))
    helen.open(link.removeprefix(helen.base))
    acts.reads_ten_fields_and_no_more(helen, label, FAMILY)
