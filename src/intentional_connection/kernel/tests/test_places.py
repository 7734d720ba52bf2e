"""How far one place is from another, from postal areas alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentional_connection.kernel import places

EVERY_PLACE = st.sampled_from(sorted(places.places().values(), key=lambda p: p.fsa))


def test_all_525_postal_areas_of_ontario_have_a_point() -> None:
    assert len(places.places()) == 525
    assert all(41 < p.lat < 57 and -96 < p.lon < -74 for p in places.places().values())


def test_every_area_we_hold_is_a_valid_one() -> None:
    assert all(places.valid_fsa(fsa) for fsa in places.places())


@pytest.mark.parametrize("typed", ["K1A", " k1a ", "m5v", "P0L"])
def test_an_ontario_area_is_valid_however_it_is_typed(typed: str) -> None:
    assert places.valid_fsa(typed)


NOT_ONTARIO = ["", "H2X", "K1", "K1A 0B1", "M5D", "MMM", "123", "K1A\x00", "٣٣٣"]


@pytest.mark.parametrize("typed", NOT_ONTARIO)
def test_anything_else_is_not_an_ontario_area(typed: str) -> None:
    assert not places.valid_fsa(typed)


def test_a_place_is_found_by_its_area_and_unknown_areas_have_none() -> None:
    ottawa = places.place(" k1a")
    assert ottawa is not None
    assert ottawa.fsa == "K1A"
    assert places.place("K9Z") is None


def test_ottawa_to_toronto_is_about_350_km() -> None:
    ottawa, toronto = places.place("K1P"), places.place("M5V")
    assert ottawa is not None
    assert toronto is not None
    assert 345 <= places.km(ottawa, toronto) <= 360


def test_opposite_ends_of_the_earth_do_not_break_the_sum() -> None:
    here, there = places.Place("", "", 45.0, -75.0), places.Place("", "", -45.0, 105.0)
    assert places.km(here, there) == 20015


@given(EVERY_PLACE, EVERY_PLACE)
def test_distance_is_whole_never_negative_and_the_same_both_ways(
    a: places.Place, b: places.Place
) -> None:
    distance = places.km(a, b)
    assert isinstance(distance, int)
    assert distance == places.km(b, a) >= 0
    assert places.km(a, a) == 0
