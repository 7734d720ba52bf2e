"""Texts that are data (editions, organizations), in English and French at once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both official languages."""

    en: str
    fr: str

    def in_(self, language: str) -> str:
        """Return the text in the language, English where there is no such text."""
        return self.fr if language.split("-", maxsplit=1)[0] == "fr" else self.en
