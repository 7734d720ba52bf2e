"""Agencies, SAHs and networks are found by everybody; a sponsor group is no open list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import ProgrammingError, transaction

from conftest import as_
from intentional_connection.kernel.errors import Refused
from intentional_connection.partners import verbs
from intentional_connection.partners.models import Kind, Organization
from intentional_connection.people.verbs import account_of
from tests.world import enter

if TYPE_CHECKING:
    from tests.world import World


def groups_seen(world: World, name: str) -> set[str]:
    """Keys of the groups that somebody sees, the same in both walls."""
    account = getattr(world, name)
    with as_(account):
        second = set(Organization.objects.values_list("name", flat=True))
        first = set(Organization.objects.visible_to(account).values_list("name", flat=True))
    assert first == second
    assert {"Lakeside SAH", "Harbour settlement agency", "Bayview welcome", "Grand River network"} <= second
    return {key for key in ("st_marks", "birch_group") if getattr(world, key).name in second}


@pytest.mark.parametrize(
    ("name", "groups"),
    [
        ("ruth", {"st_marks"}),  # its own people
        ("grace", {"birch_group"}),
        ("paul", {"st_marks"}),  # its SAH
        ("hugo", set()),
        ("helen", {"st_marks", "birch_group"}),  # a supervisor of the site reaches out
        ("selam", set()),
        ("bruno", set()),  # a supervisor of another site
        ("cora", {"st_marks", "birch_group"}),  # the site's coordinator
        ("stranger", set()),
    ],
)
def test_a_sponsor_group_is_seen_by_those_who_have_to_do_with_it(world: World, name: str, groups: set[str]) -> None:
    if name == "stranger":
        world.people["stranger"] = account_of("stranger@example.org")
    assert groups_seen(world, name) == groups


def test_who_stands_around_a_family_with_a_group_reads_its_name(world: World) -> None:
    """The worker, from the naming on; a colleague of the worker does not."""
    case = world.maple()
    assert groups_seen(world, "selam") == {"st_marks"}
    assert groups_seen(world, "omar") == set()
    assert "St Mark’s group" in world.client(world.selam).get(f"/families/{case.pk}/").content.decode()


def test_an_agency_of_another_site_reads_the_name_of_the_group_that_asks_it(world: World) -> None:
    referral = world.refer_birch(agency=str(world.bayview.pk))
    assert groups_seen(world, "bruno") == {"birch_group"}
    assert "Birch Street five" in world.client(world.bruno).get(f"/referrals/{referral.pk}/").content.decode()


def test_the_page_of_a_group_is_not_there_for_others(world: World) -> None:
    path = f"/organizations/{world.st_marks.pk}/"
    assert world.client(world.hugo).get(path).status_code == 404
    assert world.client(world.paul).get(path).status_code == 200
    for name in ("hugo", "ruth"):
        site = world.client(getattr(world, name)).get(f"/sites/{world.site.pk}/").content.decode()
        assert ("St Mark’s group" in site) is (name == "ruth")
        assert "Birch Street five" not in site


def test_a_taken_name_is_told_by_a_yes_or_no(world: World) -> None:
    """Also about a group out of sight, however it is written; nothing else of it is told."""
    who = account_of("gil@example.org")
    enter(who)
    said = {"site": world.site, "kind": Kind.GROUP_OF_FIVE, "person": "Gil"}
    with pytest.raises(Refused, match="Choose another name"):
        verbs.register_group(who, who, name="BIRCH street five", **said)
    assert verbs.register_group(who, who, name="Gil’s five", **said)


def test_nobody_registers_an_agency_past_the_coordinator(world: World) -> None:
    """The database asks too: who looks after the site, and in whose name."""
    enter(world.hugo)
    for kind in (Kind.SPO, Kind.SAH, Kind.NETWORK, Kind.CONSTITUENT_GROUP):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Organization.objects.create(kind=kind, site=world.site, name="Odd", sah=None, made_by=world.people["hugo"])
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Organization.objects.create(kind=Kind.GROUP_OF_FIVE, site=world.site, name="Odd", made_by=world.people["cora"])
