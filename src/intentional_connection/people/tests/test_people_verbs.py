"""An account signs in and holds nothing; a profile is the person's own."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, transaction

from conftest import as_
from intentional_connection.access.seats import SYSTEM_ID, Seat
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.people.models import Account, Profile
from intentional_connection.people.verbs import account_of, edit_profile
from tests.world import World, enter


def test_an_address_is_one_account_however_it_is_written(world: World) -> None:
    """Capitals and spaces are the same person."""
    first = account_of(" New@Example.org ", language="fr")
    assert (first.email, first.language) == ("new@example.org", "fr")
    assert account_of("NEW@example.ORG") == first
    assert Account.objects.get_by_natural_key("NEW@EXAMPLE.ORG") == first


def test_one_edits_only_the_own_profile(world: World) -> None:
    """Name, telephone and language of reading; nobody writes another's."""
    enter(world.selam)
    edit_profile(world.selam, world.selam, name="Selam A.", phone="519 555 0111", language="fr")
    assert (Profile.objects.get(account=world.selam).name, world.selam.language) == ("Selam A.", "fr")
    enter(world.helen)
    with pytest.raises(NotAllowed):
        edit_profile(world.selam, world.helen, name="Other", phone="")


def test_a_profile_is_seen_by_colleagues_and_by_the_people_around_a_family(world: World) -> None:
    """Before the agency accepts it sees no sponsor; afterwards everybody in the circle sees the contacts given."""
    referral = world.refer()
    seen = {}
    for step in ("before", "after"):
        for name in ("helen", "ruth", "hugo"):
            with as_(getattr(world, name)):
                seen[step, name] = set(Profile.objects.values_list("name", flat=True))
        if step == "before":
            world.name_worker(world.accept(referral))
    assert "Ruth" not in seen["before", "helen"]
    assert {"Ruth", "Paul", "Selam"} <= seen["after", "helen"]
    assert {"Helen", "Selam"} & seen["before", "ruth"] == set()
    assert {"Helen", "Selam"} <= seen["after", "ruth"]
    assert seen["after", "hugo"] == {"Hugo"}


def test_nobody_writes_somebody_elses_profile(world: World) -> None:
    """Not even the first one, for an address that nobody has used yet."""
    nobody = account_of("nobody@example.org")
    enter(world.hugo)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Profile.objects.create(account=nobody, name="Typed by Hugo")


def test_the_jobs_account_signs_in_nowhere(world: World) -> None:
    """It exists from the first migration, without a usable password, not active."""
    system = Account.objects.get(pk=SYSTEM_ID)
    assert (system.is_system, system.is_active, system.has_usable_password()) == (True, False, False)
    assert world.selam.is_system is False
    assert world.selam.seats_of(world.selam) == {Seat.SELF}
    assert world.selam.seats_of(world.helen) == set()
    assert world.people["selam"].email not in str(world.selam)
