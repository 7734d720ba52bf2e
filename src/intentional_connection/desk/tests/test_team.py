"""The supervisor's team: points against the cap, languages, absences with their cover, families that wait."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from intentional_connection.kernel import clock
from intentional_connection.partners import verbs as partners
from intentional_connection.partners.models import Absence
from intentional_connection.practice.edition import load
from tests.world import enter

if TYPE_CHECKING:
    from tests.world import World


def text(world: World, query: str = "", by: str = "helen") -> str:
    answer = world.client(getattr(world, by)).get(f"/team/{query}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_it_shows_who_has_how_much_and_which_languages_are_wanted(world: World) -> None:
    world.maple()
    reasons = load("ontario-2021", 1).reasons_of
    plan = {"plan_reason": reasons("no_speaker")[0], "override": reasons("override")[0]}
    world.name_worker(world.accept(world.refer(languages=["so"])), "omar", **plan)
    page = text(world)
    assert '<meter min="0" max="24" value="1" aria-hidden="true"></meter> 1 of 24' in page
    assert "0 of 24" in page
    assert "Tigrinya" in page
    assert "nobody yet" in page


def test_a_family_without_a_worker_waits_there_with_one_press_to_name_one(world: World) -> None:
    case = world.accept(world.refer())
    page = text(world)
    assert f'<a class="btn main" href="/families/{case.pk}/worker/">' in page
    world.name_worker(case)
    assert "Every family has its worker." in text(world)


def test_who_is_away_stands_there_with_the_cover(world: World) -> None:
    row = world.membership("selam")
    enter(world.helen)
    partners.record_absence(row, world.helen, from_on=clock.today(), to_on=clock.today() + timedelta(days=3))
    assert "nobody covers yet" in text(world)
    enter(world.helen)
    other = {"from_on": clock.today() + timedelta(days=9), "to_on": clock.today() + timedelta(days=12)}
    Absence.objects.create(membership=row, cover=world.membership("omar"), by=world.helen, **other)
    assert "Omar</bdi> covers" in text(world)


def test_a_worker_s_families_are_listed_to_be_reassigned(world: World) -> None:
    case = world.maple()
    row = world.membership("selam")
    page = text(world, f"?worker={row.pk}")
    assert case.label in page
    assert f'<a class="btn small" href="/families/{case.pk}/handover/new/">' in page
    assert "There are no earlier families." in text(world, f"?worker={row.pk}&before={case.pk}")


def test_it_is_for_whoever_leads_an_agency_and_shows_no_other_agency(world: World) -> None:
    case = world.maple()
    row = world.membership("selam")
    for name in ("paul", "ruth", "tom", "selam", "cora"):
        assert world.client(getattr(world, name)).get("/team/").status_code == 403
    assert "Selam" not in text(world, by="nadia")
    assert case.label not in text(world, by="nadia")
    for query in (f"?worker={row.pk}", f"?agency={world.harbour.pk}", "?worker=x", f"?worker={row.pk}&before=x"):
        assert world.client(world.nadia).get(f"/team/{query}").status_code == 404


@pytest.mark.parametrize("name", ["paul", "nadia", "selam", "cora", "ruth"])
def test_the_database_sums_for_the_agency_s_own_supervisor_alone(world: World, name: str) -> None:
    world.maple()
    enter(getattr(world, name))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM team_loads(%s)", [world.harbour.pk])
        assert cursor.fetchall() == []
