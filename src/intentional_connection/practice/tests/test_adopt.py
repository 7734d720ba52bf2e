"""A site adopts the practice in part; what it did not adopt is skipped; nobody but its coordination chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intentional_connection.cases.models import Case
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.partners.verbs import add_site
from intentional_connection.practice.edition import load
from intentional_connection.practice.models import Adoption
from intentional_connection.practice.verbs import adopt
from tests.world import enter

if TYPE_CHECKING:
    from tests.world import World

EVERY = {part.key for part in load("ontario-2021", 1).parts}


def test_two_sites_have_switches_of_their_own(world: World) -> None:
    enter(world.cora)
    assert set(Adoption.objects.of(world.site).parts) == EVERY
    assert Adoption.objects.of(world.bay).parts == ["language_first"]
    assert not Adoption.objects.of(world.bay).has("warm_referral")


def test_a_new_choice_is_a_new_row_with_the_editions_digest(world: World) -> None:
    enter(world.cora)
    row = adopt(world.bay, world.cora, parts=["outreach"])
    assert row.parts == ["language_first", "outreach"]
    assert row.edition_digest == load("ontario-2021", 1).digest
    assert Adoption.objects.of(world.bay) == row
    assert world.bay.adoptions.count() == 2


def test_a_running_family_keeps_the_parts_it_started_with(world: World) -> None:
    referral = world.refer()
    enter(world.cora)
    adopt(world.site, world.cora, parts=["agreements"])
    enter(world.paul)
    case = Case.objects.get(pk=referral.case_id)
    assert set(case.adoption.parts) == EVERY


def test_a_site_that_has_not_chosen_has_what_belongs_to_every_site(world: World) -> None:
    enter(world.cora)
    site = add_site(world.site, world.cora, name="Lake")
    adoption = Adoption.objects.of(site)
    assert adoption.parts == ["language_first"]
    assert adoption.edition is load("ontario-2021", 1)
    assert not site.adoptions.exists()
    assert adopt(site, world.cora, parts=[]).parts == ["language_first"]


def test_an_unknown_part_or_edition_is_refused(world: World) -> None:
    enter(world.cora)
    with pytest.raises(Refused, match="not in the edition"):
        adopt(world.bay, world.cora, parts=["homework"])
    assert world.bay.adoptions.count() == 1


def test_adopting_the_same_parts_again_is_refused(world: World) -> None:
    enter(world.cora)
    with pytest.raises(Refused, match="exactly these parts"):
        adopt(world.bay, world.cora, parts=[])


def test_an_old_tab_overwrites_nothing(world: World) -> None:
    enter(world.cora)
    seen = Adoption.objects.of(world.bay).pk
    adopt(world.bay, world.cora, parts=["outreach"], after=seen)
    with pytest.raises(Refused, match="changed the parts meanwhile"):
        adopt(world.bay, world.cora, parts=["agreements"], after=seen)
    assert Adoption.objects.of(world.bay).has("outreach")


@pytest.mark.parametrize("person", ["paul", "helen", "selam", "ruth", "grace", "bruno"])
def test_only_the_coordination_adopts(world: World, person: str) -> None:
    who = getattr(world, person)
    enter(who)
    with pytest.raises(NotAllowed):
        adopt(world.site, who, parts=[])


def test_the_history_says_what_was_added_and_taken_out_newest_first(world: World) -> None:
    enter(world.cora)
    adopt(world.bay, world.cora, parts=["outreach", "agreements"])
    adopt(world.bay, world.cora, parts=["outreach", "follow_up"])
    newest, second, first = Adoption.objects.changes(world.bay)
    assert [part.key for part in newest.added] == ["follow_up"]
    assert [part.key for part in newest.taken_out] == ["agreements"]
    assert [part.key for part in second.added] == ["agreements", "outreach"]
    assert [part.key for part in first.added] == ["language_first"]
    assert first.taken_out == second.taken_out == ()
    assert len(Adoption.objects.changes(world.bay, most=2)) == 2
    assert [part.key for part in Adoption.objects.changes(world.bay, most=1)[0].added] == ["follow_up"]
