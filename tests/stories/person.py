"""Somebody at a browser: reads and presses what a person can read and press, by its words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, override
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page


@dataclass
class Person:
    """A browser of one's own. English words are given; the person's language is what stands on the page."""

    context: BrowserContext
    base: str
    clicks: int = 0
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.page = self.context.new_page()

    def words(self, text: str, **named: Any) -> str:
        """The product's sentence in the language of the page."""
        with override(self.language):
            return gettext(text) % named

    def open(self, path: str) -> None:
        """Go to an address, as from a link in a mail."""
        answer = self.page.goto(self.base + path)
        assert answer is not None
        assert answer.status < 500, f"{path}: {answer.status}"

    def be(self, name: str) -> Person:
        """Become somebody of the demo world."""
        self.open("/demo/")
        self.press("Be %(name)s", name=name)
        return self

    def speak(self, language: str) -> Person:
        """Choose the page's language in its own name."""
        self.open("/")
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=language, exact=True).first.click()
        return self

    def press(self, text: str, **named: Any) -> None:
        """Press the button or the link that begins with these words, in the page's own part first."""
        self._click(self.thing(self.words(text, **named)))

    def thing(self, name: str) -> Locator:
        """The button or link of that name: in the page's own part, else in header and foot."""
        begins = re.compile(f"^{re.escape(name)}")
        for place in (self.page.locator("main"), self.page.locator("body")):
            found = place.get_by_role("button", name=begins).or_(place.get_by_role("link", name=begins))
            if found.count():
                return found
        raise AssertionError(f"{name!r} is not on {self.page.url}:\n{self.text}")

    def row(self, label: str) -> Locator:
        """The lines of a list in which this word stands: a family's name, a language."""
        return self.page.locator("main li, main tr").filter(has_text=re.compile(rf"(^|\W){re.escape(label)}(\W|$)"))

    def press_in(self, row: Locator) -> None:
        """Press what stands in this line."""
        self._click(row.first.get_by_role("link"))

    def _click(self, thing: Locator) -> None:
        with self.page.expect_navigation():
            thing.click()
        self.clicks += 1

    def label(self, tree: str, number: int) -> str:
        """What a family is called in the language of the page."""
        from intentional_connection.cases.models.case import label_of  # noqa: PLC0415 - pictures are taken without models

        with override(self.language):
            return label_of(tree, number)

    def write(self, label: str, text: str) -> None:
        """Fill in a box."""
        self.box(label).fill(text)

    def pick(self, label: str, value: str) -> None:
        """Choose from a list, by what stands there or by its code."""
        self.box(label).select_option(value)

    def tick(self, label: str) -> None:
        """Choose one of the answers shown."""
        self.box(label).check()

    def box(self, label: str) -> Locator:
        """The field under this label."""
        return self.page.get_by_label(re.compile(f"^{re.escape(self.words(label))}"))

    def sees(self, *texts: str) -> None:
        """These words stand on the page."""
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text, use_inner_text=True)

    def reads(self, text: str, **named: Any) -> None:
        """This sentence of the product stands on the page, in the person's language."""
        self.sees(self.words(text, **named))

    def sees_nowhere(self, *texts: str) -> None:
        """Not on the page, nor in its source; Maple 7 is not Maple 70."""
        source = self.page.content()
        for text in texts:
            assert not re.search(rf"{re.escape(text)}(?!\d)", source), f"{text!r} stands on {self.page.url}"

    @property
    def language(self) -> str:
        """The language of the page, "en" before the first one."""
        return self.page.locator("html").get_attribute("lang") or "en"

    @property
    def text(self) -> str:
        """What can be read on the page."""
        return self.page.locator("body").inner_text()

    @property
    def path(self) -> str:
        """Where the person is."""
        return self.page.url.removeprefix(self.base)
