"""Whatever order people act in, both walls answer as the words say (tests/access_machine.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.access_machine import OneCircle

if TYPE_CHECKING:
    from tests.world import World


def run(world: World, examples: int, steps: int) -> None:
    machine = type("OneCircleOfThisWorld", (OneCircle,), {"world": world})
    how = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, database=None, derandomize=True,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=how)


def test_both_walls_keep_the_words_whatever_order_people_act_in(world: World) -> None:
    run(world, 4, 12)
    assert OneCircle.looks > 100


@pytest.mark.deep
def test_both_walls_keep_the_words_for_long(world: World) -> None:
    run(world, 120, 30)
    print(f"\n{OneCircle.looks:,} rows looked at, 0 differences")  # noqa: T201 - a figure that is asked for
