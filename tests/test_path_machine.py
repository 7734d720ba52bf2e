"""Random sequences of verbs over one family: the handbook's stage table holds whatever order people act in (tests/path_machine.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.path_machine import OneFamily

if TYPE_CHECKING:
    from tests.world import World


def run(world: World, examples: int, steps: int) -> None:
    machine = type("OneFamilyOfThisWorld", (OneFamily,), {"world": world})
    how = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, database=None, derandomize=True,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=how)


def test_whatever_order_people_act_in_the_table_holds(world: World) -> None:
    run(world, 6, 25)


@pytest.mark.deep
def test_whatever_order_people_act_in_the_table_holds_longer(world: World) -> None:
    run(world, 150, 50)
