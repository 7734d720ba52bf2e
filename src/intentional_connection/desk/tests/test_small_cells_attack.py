"""Nothing small on the coordinator's page can be computed from the rest of it: sums, counted meetings, medians, shortages, two days.

The attacker knows the rule and every number of the page. A cell that is hidden because it is small stays open when other families
would give the very same page: looked for among all worlds that differ in up to three families.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from intentional_connection.cases.models.overview import Broad, Count
from intentional_connection.desk.views.sites import STEPS, glance
from intentional_connection.kernel.small_cells import SMALL
from intentional_connection.partners.models import Site

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A family as far as the page counts it: how many of the path's steps it has behind it, and the language that nobody speaks for it.
Kind = tuple[int, str]
KINDS: list[Kind] = [(0, ""), (0, "so"), (0, "prs"), *((done, "") for done in range(1, len(STEPS) + 1))]
FIVE = SMALL + 1


def stage(kind: Kind) -> str:
    """The stage after so many steps: meeting before arrival, arrival, connected."""
    stages = [Broad.BEFORE_MEETING, Broad.UNTIL_ARRIVAL, Broad.UNTIL_CONNECTED, Broad.FOLLOWING_UP]
    return str(stages[sum(kind[0] >= step for step in (4, 5, 7))])


def counted(world: Counter[Kind]) -> list[Count]:
    """What site_counts() says of such families, read naively."""
    everybody = sum(world.values())
    stages: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    for kind, n in world.items():
        stages[stage(kind)] += n
        waiting[kind[1]] += n
    found = [Count("stage", key, n, None) for key, n in stages.items() if n]
    found += [Count("shortage", key, n if n >= FIVE else None, None) for key, n in waiting.items() if key and n]
    for number, key in enumerate(STEPS, 1):
        n = sum(count for kind, count in world.items() if kind[0] >= number)
        tells = n >= FIVE and not 1 <= everybody - n <= SMALL
        if n:
            found.append(Count("days", key, n // FIVE * FIVE if tells else None, 3 if tells else None))
    held = {"pre_arrival": 4, "post_arrival": 6}
    found += [Count("open", key, sum(n for kind, n in world.items() if kind[0] >= done), None) for key, done in held.items()]
    return [*found, Count("open", "referrals", everybody, None), Count("workers", "", 7, None)]


def page(world: Counter[Kind]) -> tuple[object, ...]:
    """Everything that the page shows of one site."""
    shown = glance(Site(name="Grand River"), counted(world))
    cells = (*shown.stages, shown.families, shown.workers, *shown.steps, *shown.openly, *shown.shortage)
    return tuple((str(cell.name), cell.n, cell.why, cell.median) for cell in cells)


def small(world: Counter[Kind]) -> dict[str, int]:
    """The groups of one to four that the page must not give away."""
    groups: Counter[str] = Counter()
    for (done, language), n in world.items():
        groups[stage((done, language))] += n
        groups[f"language {language}"] += n if language else 0
    return {key: n for key, n in groups.items() if 1 <= n <= SMALL}


def others(world: Counter[Kind]) -> Iterator[Counter[Kind]]:
    """Worlds with up to three families more or less, or of another kind."""
    edits = [(kind, change) for kind in KINDS for change in (1, -1)]
    for size in (1, 2, 3):
        for chosen in combinations_with_replacement(edits, size):
            other = Counter(world)
            for kind, change in chosen:
                other[kind] += change
            if min(other.values()) >= 0:
                yield Counter({kind: n for kind, n in other.items() if n})


WORLDS = st.dictionaries(st.sampled_from(KINDS), st.integers(1, 11), min_size=1, max_size=4).map(Counter)


@settings(max_examples=25, deadline=None)
@given(WORLDS)
@example(Counter({(4, ""): 1, (7, ""): 10}))  # a median behind ten of eleven families
@example(Counter({(0, "so"): 9, (4, ""): 1}))  # a shortage as large as the stage that was held back
@example(Counter({(0, "so"): 1, (2, ""): 10}))  # all but one have a worker
@example(Counter({(4, ""): 4}))  # meetings counted openly in a tiny site
@example(Counter({(0, ""): 1, (7, ""): 5}))
def test_every_small_group_could_be_another_number(world: Counter[Kind]) -> None:
    shown, hidden = page(world), small(world)
    for other in others(world):
        if not hidden:
            return
        there = small(other)
        if any(there.get(key) != n for key, n in hidden.items()) and page(other) == shown:
            hidden = {key: n for key, n in hidden.items() if there.get(key, 0) == n}
    assert not hidden, (dict(world), shown)


@settings(max_examples=25, deadline=None)
@given(WORLDS)
def test_a_hidden_stage_leaves_no_sum_beside_it(world: Counter[Kind]) -> None:
    """Neither the families in all, nor what each family has one of."""
    shown = glance(Site(name="Grand River"), counted(world))
    if any(cell.n is None for cell in shown.stages):
        assert shown.families.n is None
        assert {str(cell.name) for cell in shown.openly if cell.n is not None} == {"Months active", "Agreements in force"}
        assert all(cell.n is None for cell in shown.shortage)
    else:
        assert shown.families.n == sum(world.values())
