"""The demo's plans as data: everybody in them exists, each day fits, and one seed gives one world."""

from __future__ import annotations

from itertools import pairwise

import pytest

from intentional_connection.cases.models.path import Stand
from intentional_connection.cases.trees import TREES
from intentional_connection.config.demo_plan import NOT_HELD, PLANS, STEPS, STOPPED, Plan, days_of, path_of
from intentional_connection.config.demo_turns import TURNS
from intentional_connection.config.demo_walk import ACTS, AGENCY, SITE_OF, SPEAKS, TOWNS, WORKERS
from intentional_connection.desk.demo_seats import SEATS
from intentional_connection.desk.demo_things import THINGS

SITE_OF_AGENCY = {agency: SITE_OF[agency] for agency, _supervisor in AGENCY.values()}


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.label)
def test_each_plan_names_people_who_exist_and_a_worker_who_speaks_the_language(plan: Plan) -> None:
    """Group and worker are of one site; the worker speaks a language of the family; its adults' names are its own."""
    assert plan.tree_and_number[0] in TREES
    assert plan.group in SPEAKS
    assert SITE_OF[plan.group] == SITE_OF_AGENCY[AGENCY[plan.worker][0]]
    assert SITE_OF[plan.group] in TOWNS
    for worker in filter(None, (plan.worker, plan.now)):
        (spoken,) = (set(row[3]) for row in WORKERS if row[0] == worker)
        assert spoken & set(plan.languages)
    assert plan.days_ago >= 1
    assert plan.key is None or plan.key[0] in plan.adults
    assert not set(plan.adults) & {name for other in PLANS if other is not plan for name in other.adults}


def test_no_two_families_have_one_name() -> None:
    assert len({plan.label for plan in PLANS}) == len(PLANS)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.label)
def test_the_days_of_a_path_follow_each_other_and_the_rest_lies_ahead(plan: Plan) -> None:
    """The last step falls on the day of the plan; what was not done is still to come."""
    days, done = days_of(plan), path_of(plan)
    assert days[done[-1].name] == plan.days_ago
    for earlier, later in pairwise(done):
        assert days[earlier.name] > days[later.name]
    assert all(days[step.name] < 0 for step in STEPS if step not in done)


def test_one_seed_gives_one_world_and_another_seed_another() -> None:
    assert [days_of(plan, 1) for plan in PLANS] == [days_of(plan, 1) for plan in PLANS]
    assert [days_of(plan, 1) for plan in PLANS] != [days_of(plan, 2) for plan in PLANS]


def test_every_step_has_its_act_and_every_stage_its_step() -> None:
    """A further stage is one more step and one more act."""
    assert {step.name for step in (*STEPS, NOT_HELD, STOPPED)} == {"refer", *ACTS}
    assert {step.reaches for step in (*STEPS, NOT_HELD, STOPPED)} == set(Stand) - {Stand.PAUSED, Stand.PASSED_ON}


def test_every_turn_is_a_familys_and_whoever_took_over_is_named_in_its_plan() -> None:
    assert set(TURNS) <= {plan.label for plan in PLANS}
    assert {plan.label for plan in PLANS if plan.now} == {"Linden 10"}


def test_every_thing_to_try_has_its_seat_and_its_own_key() -> None:
    assert {one.seat for one in THINGS} <= {seat.key for seat in SEATS}
    assert len({one.key for one in THINGS}) == len(THINGS)
    assert 10 <= len(THINGS) <= 14
