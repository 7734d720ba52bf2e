"""Each part of the score: its points, and the facts a page shows beside them."""

from datetime import date
from typing import Any

import pytest

from intentional_connection.matching import score
from intentional_connection.matching.model import Absence, FamilyLanguage, Policy, Weights
from intentional_connection.matching.tests.world import a_family, a_worker, point

POLICY = Policy()
TI_THEN_EN = (FamilyLanguage("ti"), FamilyLanguage("en", order=2))


@pytest.mark.parametrize(
    ("spoken", "points", "code", "level"),
    [
        ({"ti": 3}, 300, "ti", 3),
        ({"ti": 2}, 200, "ti", 2),
        ({"ti": 1}, 100, "ti", 1),
        ({"en": 3}, 150, "en", 3),
        ({"ti": 1, "en": 3}, 150, "en", 3),
        ({"ti": 3, "en": 3}, 300, "ti", 3),
        ({"so": 3}, 0, None, None),
        ({"ti": 0}, 0, None, None),
    ],
)
def test_language_counts_the_familys_first_language_most(
    spoken: dict[str, int], points: int, code: str | None, level: int | None
) -> None:
    part = score.language(a_family(languages=TI_THEN_EN), a_worker(languages=spoken), POLICY)
    assert (part.points, part.params) == (points, {"language": code, "level": level})


def test_a_language_the_family_hardly_speaks_is_not_one_to_be_served_in() -> None:
    family = a_family(languages=(FamilyLanguage("en", level=1),))
    assert score.shared_languages(family, a_worker(languages={"en": 3}), POLICY) == []


def test_a_level_is_the_lower_of_the_two() -> None:
    family = a_family(languages=(FamilyLanguage("ti", level=2),))
    assert score.language(family, a_worker(languages={"ti": 3}), POLICY).params["level"] == 2


@pytest.mark.parametrize(
    ("spoken", "wanted", "level"),
    [("ar", "apc", 2), ("apc", "ar", 2), ("apc", "ary", 0), ("kmr", "ku", 2), ("fa", "prs", 0)],
)
def test_a_dialect_meets_its_wider_language_one_level_lower(
    spoken: str, wanted: str, level: int
) -> None:
    assert score.level_in(a_worker(languages={spoken: 3}), wanted) == level


def test_the_best_of_several_ways_of_understanding_counts() -> None:
    assert score.level_in(a_worker(languages={"ar": 3, "apc": 1}), "apc") == 2
    assert score.level_in(a_worker(languages={"ar": 1}), "apc") == 1


@pytest.mark.parametrize(("load_points", "points"), [(0, 191), (11, 100), (22, 8), (23, 0)])
def test_load_counts_the_room_left_once_the_family_is_added(load_points: int, points: int) -> None:
    part = score.load(a_family(), a_worker(load_points=load_points), POLICY)
    assert part.points == points
    assert part.params == {"points": load_points, "after": load_points + 1, "cap": 24}


@pytest.mark.parametrize(
    ("home", "office", "points", "km"),
    [
        ("K1A", "K1A", 100, 0),
        ("K1A", "M5V", 0, 354),
        ("K1A", None, 0, None),
        (None, "K1A", 0, None),
    ],
)
def test_distance_counts_nearness_and_says_when_it_is_unknown(
    home: str | None, office: str | None, points: int, km: int | None
) -> None:
    family = a_family(point=point(home) if home else None)
    worker = a_worker(point=point(office) if office else None)
    part = score.distance(family, worker, POLICY)
    assert part.points == points
    assert part.params["km"] == pytest.approx(km, abs=5)


def test_an_agreement_counts_more_than_terms_for_one_case() -> None:
    both = a_worker(has_agreement=True, has_terms=True)
    terms = a_worker(has_agreement=False, has_terms=True)
    assert score.agreement(a_family(), both, POLICY).params == {"kind": "agreement"}
    assert score.agreement(a_family(), terms, POLICY).points == 25


@pytest.mark.parametrize(
    ("given", "points", "away_from"),
    [
        ({}, 50, None),
        ({"absences": (Absence(date(2026, 11, 17), date(2026, 11, 20)),)}, 25, "2026-11-17"),
        ({"absences": (Absence(date(2026, 10, 1), date(2026, 10, 2)),)}, 50, None),
        ({"left_on": date(2026, 11, 5)}, 5, "2026-11-05"),
        ({"left_on": date(2026, 12, 2)}, 50, None),
    ],
)
def test_presence_counts_the_first_weeks(
    given: dict[str, Any], points: int, away_from: str | None
) -> None:
    part = score.presence(a_family(), a_worker(**given), POLICY)
    assert (part.points, part.params) == (points, {"away_from": away_from})


@pytest.mark.parametrize(
    "broken",
    [
        lambda: Policy(farthest_km=0),
        lambda: Policy(presence_days=0),
        lambda: Policy(weights=Weights(load=-1)),
        lambda: FamilyLanguage("ti", level=4),
        lambda: FamilyLanguage("ti", order=0),
        lambda: a_family(persons=0),
        lambda: a_family(load_points=0),
    ],
)
def test_values_that_mean_nothing_are_refused(broken: Any) -> None:
    with pytest.raises(ValueError, match=r"level|policy|family"):
        broken()
