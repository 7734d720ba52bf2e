"""The twelve answers of a referral, as the draft keeps them and as the act needs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

#: Keys of the twelve answers in the order of asking; `terms` is no question (it follows from the agency).
ANSWERS = (
    "agency",
    "group",
    "programme",
    "adults",
    "children",
    "languages",
    "community",
    "expected",
    "wishes",
    "answer_by",
    "needs",
    "consent",
)
#: Without these a referral cannot be sent.
NEEDED = ("agency", "group", "programme", "adults", "languages", "community", "expected", "answer_by", "consent")


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody says of the family. `expected` is the first day of a month, None = already here."""

    agency: str
    group: str
    programme: str
    adults: tuple[str, ...]
    children: tuple[str, ...]
    languages: tuple[str, ...]
    community: str
    fsa: str
    expected: date | None
    wishes: tuple[str, ...]
    call_first: bool
    answer_by: date
    needs: str

    @classmethod
    def missing(cls, kept: dict[str, Any]) -> list[str]:
        """Answers that are still needed before sending, in the order of asking."""
        return [key for key in NEEDED if not kept.get(key)]

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self:
        """Read the draft's JSON; every needed answer is there (see `missing`).

        Shapes: agency, group = ids; adults, children, languages, wishes = lists of texts;
        community = {"name", "fsa"}; expected = "here" or "2027-03"; wishes may hold "call_first";
        answer_by = ISO day; needs = text; consent = true.
        """
        expected = kept["expected"]
        wishes = tuple(kept.get("wishes") or ())
        return cls(
            agency=kept["agency"],
            group=kept["group"],
            programme=kept["programme"],
            adults=tuple(kept["adults"]),
            children=tuple(kept.get("children") or ()),
            languages=tuple(kept["languages"]),
            community=kept["community"]["name"],
            fsa=kept["community"]["fsa"],
            expected=None if expected == "here" else date.fromisoformat(f"{expected}-01"),
            wishes=tuple(wish for wish in wishes if wish != "call_first"),
            call_first="call_first" in wishes,
            answer_by=date.fromisoformat(kept["answer_by"]),
            needs=kept.get("needs") or "",
        )
