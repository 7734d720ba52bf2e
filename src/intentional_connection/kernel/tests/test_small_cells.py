"""Nothing hidden can be computed from what is shown."""

from __future__ import annotations

from itertools import product

from hypothesis import example, given
from hypothesis import strategies as st

from intentional_connection.kernel.small_cells import SMALL, Hidden, hide_small

COUNTS = st.lists(st.integers(0, 14), min_size=1, max_size=6).map(lambda numbers: dict(enumerate(numbers)))


def others(counts: dict[int, int], key: int) -> list[dict[int, int]]:
    """The same counts with another number in this cell: alone, or balanced by one or two other cells."""
    found = []
    for change in (-3, -2, -1, 1, 2, 3):
        found.append(counts | {key: counts[key] + change})
        found += [counts | {key: counts[key] + change, one: counts[one] - change} for one in counts if one != key]
    pairs = [(a, b) for a, b in product(counts, repeat=2) if a != b and key not in (a, b)]
    for a, b in pairs:
        found.append(counts | {key: counts[key] + 1, a: counts[a] + 1, b: counts[b] - 2})
        found.append(counts | {key: counts[key] - 1, a: counts[a] + 2, b: counts[b] - 1})
    return [one for one in found if min(one.values()) >= 0]


@given(COUNTS)
@example({0: 1, 1: 5})
@example({0: 4, 1: 5})
@example({0: 1, 1: 1, 2: 5, 3: 9})
@example({0: 4, 1: 4, 2: 4})
@example({0: 1})
def test_every_hidden_cell_could_be_another_number_with_the_very_same_page(counts: dict[int, int]) -> None:
    """Also for a reader who knows the rule: the rule itself gives the same page for another number."""
    shown = hide_small(counts)
    for key, cell in shown.cells.items():
        if isinstance(cell, Hidden):
            assert any(hide_small(other) == shown and other[key] != counts[key] for other in others(counts, key)), (counts, key)


@given(COUNTS)
def test_small_cells_are_hidden_and_nothing_false_is_shown(counts: dict[int, int]) -> None:
    shown = hide_small(counts)
    for key, count in counts.items():
        cell = shown.cells[key]
        assert (cell is Hidden.SMALL) == (1 <= count <= SMALL)
        assert isinstance(cell, Hidden) or cell == count
        assert count or cell == 0
    assert shown.total in (None, sum(counts.values()))


@given(COUNTS.filter(lambda counts: not any(1 <= count <= SMALL for count in counts.values())))
def test_without_a_small_cell_everything_is_shown(counts: dict[int, int]) -> None:
    shown = hide_small(counts)
    assert shown.cells == counts
    assert shown.total == sum(counts.values())


def test_the_cell_that_is_held_back_is_chosen_by_its_place() -> None:
    """By its size the choice itself would tell something."""
    assert hide_small({"a": 2, "b": 90, "c": 30}).cells["c"] is Hidden.HELD_BACK
    assert hide_small({"a": 2, "b": 30, "c": 90}).cells["c"] is Hidden.HELD_BACK
