"""Builders of small invented worlds: families and workers with only what a test names."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from intentional_connection.kernel import places
from intentional_connection.matching.model import (
    Absence,
    Family,
    FamilyLanguage,
    Point,
    Worker,
)

THE_DAY = date(2026, 11, 2)
CODES = ("ti", "ar", "apc", "ary", "fr", "en")
FSAS = ("K1A", "K2P", "M5V", "L8P", "P0L", "N9A")


def point(fsa: str) -> Point:
    """Return the point of a postal area that we hold."""
    found = places.places()[fsa]
    return Point(found.lat, found.lon)


def a_family(**given: Any) -> Family:
    """Build Maple 12: three people who speak Tigrinya, needing a worker on THE_DAY."""
    usual: dict[str, Any] = {
        "public_id": "maple-12",
        "wanted_on": THE_DAY,
        "languages": (FamilyLanguage("ti"),),
        "persons": 3,
    }
    return Family(**usual | given)


def a_worker(public_id: str = "selam", **given: Any) -> Worker:
    """Build a worker who passes every rule and speaks English only."""
    usual: dict[str, Any] = {
        "languages": {"en": 3},
        "load_points": 6,
        "cap_points": 24,
        "has_agreement": True,
    }
    return Worker(public_id, **usual | given)


LEVELS = st.integers(min_value=1, max_value=3)
POINTS = st.none() | st.sampled_from([point(fsa) for fsa in FSAS])
NEAR_DAYS = st.dates(min_value=date(2026, 10, 1), max_value=date(2026, 12, 31))
ABSENCES = st.builds(lambda a, b: Absence(min(a, b), max(a, b)), NEAR_DAYS, NEAR_DAYS)


@st.composite
def families(draw: st.DrawFn) -> Family:
    """Draw a family of any shape the model allows."""
    codes = draw(st.lists(st.sampled_from(CODES), max_size=3, unique=True))
    return a_family(
        languages=tuple(
            FamilyLanguage(code, order, draw(LEVELS)) for order, code in enumerate(codes, start=1)
        ),
        load_points=draw(LEVELS),
        point=draw(POINTS),
        interpreter_wish=draw(st.booleans()),
        gender_wish=draw(st.sampled_from(["", "", "woman", "man"])),
        french_wish=draw(st.booleans()),
        asked_for_another=tuple(draw(st.lists(st.sampled_from(["w0", "w1"]), max_size=1))),
    )


@st.composite
def worlds(draw: st.DrawFn, most: int = 7) -> tuple[Family, list[Worker]]:
    """Draw a family and up to `most` workers, many of whom a rule sets aside."""
    workers = [
        a_worker(
            f"w{n}",
            languages=draw(st.dictionaries(st.sampled_from(CODES), LEVELS, max_size=3)),
            load_points=draw(st.integers(0, 26)),
            cap_points=draw(st.sampled_from([0, 12, 24])),
            has_agreement=draw(st.booleans()),
            has_terms=draw(st.booleans()),
            point=draw(POINTS),
            gender=draw(st.sampled_from(["", "woman", "man"])),
            absences=tuple(draw(st.lists(ABSENCES, max_size=1))),
            left_on=draw(st.none() | NEAR_DAYS),
        )
        for n in range(draw(st.integers(0, most)))
    ]
    return draw(families()), workers
