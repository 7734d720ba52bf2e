"""What people of the stories do, page by page; each reads like the sentence of the practice that it plays."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.stories.person import Person

LANGUAGES = ("Language they speak best", "Second language", "Third language", "Fourth language")
PREVIEW_FIELDS = 10


@dataclass
class Family:
    """What its sender says of a family. Names and needs are planted: nobody may meet them before acceptance."""

    adults: tuple[str, ...]
    languages: tuple[str, ...]
    children: tuple[str, ...] = ()
    community: str = "Riverton"
    fsa: str = "N2G"
    needs: str = ""
    wishes: tuple[str, ...] = ()
    agency: str = "Harbour settlement agency"
    group: str = ""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What opens only with the yes of the agency."""
        return (*self.adults, *self.children, *filter(None, [self.needs, *self.wishes]))


def begin(sender: Person) -> None:
    """An empty draft."""
    sender.open("/refer/")
    sender.press("Refer a family")


def say_who_helps(sender: Person, family: Family) -> None:
    """Step 1: agency, group, programme."""
    sender.pick("Which settlement agency do you ask?", family.agency)
    if family.group:
        sender.pick("Which group sponsors the family?", family.group)
        sender.tick("Sponsored by a group of a Sponsorship Agreement Holder (SAH)")
    sender.press("Save and continue")


def say_who_they_are(sender: Person, family: Family) -> None:
    """Step 2: first names and languages."""
    sender.write("Adults: first names or initials", "\n".join(family.adults))
    sender.write("Children under 18: first names or initials", "\n".join(family.children))
    for label, language in zip(LANGUAGES, family.languages, strict=False):
        sender.pick(label, language)
    sender.press("Save and continue")


def say_where_and_when(sender: Person, family: Family) -> None:
    """Step 3: community, postal area, month."""
    sender.write("In which community will the family live?", family.community)
    sender.write("Postal area", family.fsa)
    sender.box("When do you expect the family?").select_option(index=3)
    sender.press("Save and continue")


def say_what_they_wish(sender: Person, family: Family) -> None:
    """Step 4: wishes, the day of the answer, needs."""
    for wish in family.wishes:
        sender.tick(wish)
    sender.write("What do you see that the family needs?", family.needs)
    sender.press("Save and continue")


def say_their_yes(sender: Person) -> None:
    """Step 5: the family's consent, passed on."""
    sender.tick("Yes, each adult of the family agreed to this")
    sender.press("Save and check all answers")


def send(sender: Person) -> str:
    """From the check page to the confirmation; the reference is the family's name on every list."""
    sender.press("Send the referral")
    sender.reads("What happens next")
    return reference(sender)


def reference(sender: Person) -> str:
    """Tree and number on the confirmation."""
    text = sender.page.locator(".reference").inner_text()
    assert re.fullmatch(r"\D+ \d+", text), text
    return text


def refer(sender: Person, family: Family) -> str:
    """All five steps at once."""
    begin(sender)
    say_who_helps(sender, family)
    say_who_they_are(sender, family)
    say_where_and_when(sender, family)
    say_what_they_wish(sender, family)
    say_their_yes(sender)
    return send(sender)


def open_from_today(person: Person, label: str) -> None:
    """What waits about this family, from the person's Today."""
    person.open("/today/")
    person.press_in(person.row(label))


def open_family(person: Person, label: str) -> None:
    """The family's page, from the list of families."""
    person.open("/families/")
    person.press_in(person.row(label))


def reads_ten_fields_and_no_more(agency: Person, label: str, family: Family) -> None:
    """The preview: ten fields; no name, need or kind of wish on any page where the agency meets the family."""
    expect(agency.page.locator("main dl.facts > div")).to_have_count(PREVIEW_FIELDS)
    agency.sees(label, family.community)
    agency.sees_nowhere(*family.secrets)
    page = agency.path
    for elsewhere in ("/today/", "/families/", "/outbox/"):
        agency.open(elsewhere)
        agency.sees_nowhere(*family.secrets)
    agency.open(page)


def name_worker(agency: Person, backup: str = "") -> str:
    """The first suggested worker, and a backup."""
    first = agency.page.locator("ol.ranked > li").first
    expect(first.locator("input")).to_be_checked()
    name = re.sub(r"^\d+\.\s*", "", first.locator("strong").inner_text())
    if backup:
        agency.pick("Who is the backup?", backup)
    agency.press("Name this worker")
    agency.reads("Saved. The worker and the sponsors are told.")
    agency.sees(name)
    return name
