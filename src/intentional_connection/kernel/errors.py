"""The two ways of saying no that people read; everything else is a defect."""

from __future__ import annotations


class Refused(Exception):
    """A rule of the practice forbids the act now; the text says what to do next, `about` which answer it is."""

    def __init__(self, text: str, about: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.about = about


class NotAllowed(Exception):
    """The person's seat has no right to this act; the page says whom to ask, or with a text where to go instead."""
