"""What a coordinator sets up, and whom organizations take in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intentional_connection.access.seats import Seat
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices.models import Notice
from intentional_connection.partners import verbs
from intentional_connection.partners.models import Kind, Membership, Organization, Site
from intentional_connection.partners.verbs import Colleague
from intentional_connection.people.models import Account
from tests.world import enter

if TYPE_CHECKING:
    from tests.world import World

NEW = {"kind": "spo", "name": "Riverbend agency", "fsa": "n2g", "phone": "519 555 0170", "sah": ""}
PERSON = {"name": "Zoé", "email": "zoe@example.org", "seat": "supervisor", "phone": "", "language": "fr"}


def test_a_coordinator_adds_an_organization_and_invites_people_until_one_has_joined(world: World) -> None:
    browser = world.client(world.cora)
    assert browser.post(f"/sites/{world.site.pk}/organizations/new/", NEW).status_code == 303
    place = Organization.objects.get(name="Riverbend agency")
    assert place.fsa == "N2G"
    site = browser.get(f"/sites/{world.site.pk}/").content.decode()
    assert site.count("Nobody has joined yet") == 1
    new = f"/organizations/{place.pk}/people/new/"
    assert f'href="{new}"' in browser.get(f"/organizations/{place.pk}/").content.decode()
    assert browser.post(new, PERSON | {"email": "zeo@example.org"}).status_code == 303
    assert browser.post(new, PERSON).status_code == 303  # the first address was mistyped
    enter(Account.objects.get(email="zoe@example.org"))
    world.join(Membership.objects.get(account__email="zoe@example.org"))
    assert f'href="{new}"' not in browser.get(f"/organizations/{place.pk}/").content.decode()
    assert browser.post(new, PERSON | {"email": "second@example.org"}).status_code == 403
    enter(world.cora)
    with pytest.raises(NotAllowed):
        verbs.add_members(place, world.cora, people=[Colleague("second@example.org", "S", Seat.WORKER)])


def test_the_first_person_invites_the_colleagues_and_each_gets_a_mail(world: World) -> None:
    browser = world.client(world.helen)
    answer = browser.post(f"/organizations/{world.harbour.pk}/people/new/", PERSON | {"seat": "worker"})
    assert answer.status_code == 303
    enter(world.helen)
    row = Membership.objects.get(account__email="zoe@example.org")
    assert (row.seat, row.account.language, row.name) == (Seat.WORKER, "fr", "Zoé")
    enter(row.account)
    assert Notice.objects.get(reader=row.account).key == "invited"
    page = browser.get(f"/organizations/{world.harbour.pk}/").content.decode()
    assert page.index("Invited, not joined yet") < page.index("Zoé")


def test_a_worker_takes_nobody_in(world: World) -> None:
    browser = world.client(world.selam)
    path = f"/organizations/{world.harbour.pk}/people/new/"
    assert "<form method=\"post\" novalidate" not in browser.get(path).content.decode()
    assert browser.post(path, PERSON).status_code == 403


def test_a_role_that_the_organization_does_not_give_is_refused(world: World) -> None:
    browser = world.client(world.helen)
    answer = browser.post(f"/organizations/{world.harbour.pk}/people/new/", PERSON | {"seat": "sah_staff"})
    assert answer.status_code == 422
    assert 'value="zoe@example.org"' in answer.content.decode()
    enter(world.helen)
    with pytest.raises(Refused):
        verbs.add_members(world.harbour, world.helen, people=[Colleague("z@example.org", "Z", Seat.COORDINATOR)])


@pytest.mark.parametrize("reader", ["cora", "paul", "nadia", "grace"])
def test_names_of_people_are_for_their_colleagues(world: World, reader: str) -> None:
    page = world.client(getattr(world, reader)).get(f"/organizations/{world.harbour.pk}/").content.decode()
    assert "Selam" not in page
    assert "Names of people are for their colleagues" in page


def test_a_sponsor_group_of_a_sah_needs_its_sah_and_no_other_has_one(world: World) -> None:
    path = f"/sites/{world.site.pk}/organizations/new/"
    browser = world.client(world.cora)
    group = NEW | {"kind": "constituent_group", "name": "St Anne’s group"}
    assert browser.post(path, group).status_code == 422
    assert browser.post(path, group | {"sah": str(world.lakeside.pk)}).status_code == 303
    assert Organization.objects.get(name="St Anne’s group").sah == world.lakeside
    assert browser.post(path, NEW | {"sah": str(world.lakeside.pk)}).status_code == 422


@pytest.mark.parametrize("wrong", [{"name": "harbour settlement agency"}, {"fsa": "N2G 1A1"}, {"fsa": "H2X"}, {"kind": "x"}])
def test_an_organization_that_cannot_be_is_refused_with_the_reason(world: World, wrong: dict[str, str]) -> None:
    answer = world.client(world.cora).post(f"/sites/{world.site.pk}/organizations/new/", NEW | wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize("person", ["paul", "helen", "selam", "grace"])
def test_only_the_coordination_of_a_site_adds_organizations_and_sites(world: World, person: str) -> None:
    browser = world.client(getattr(world, person))
    assert browser.post(f"/sites/{world.site.pk}/organizations/new/", NEW).status_code == 403
    assert browser.post(f"/sites/{world.site.pk}/another/", {"name": "Third"}).status_code == 403
    assert "Add an organization" not in browser.get(f"/sites/{world.site.pk}/").content.decode()


def test_a_coordinator_opens_another_site_and_sets_it_up(world: World) -> None:
    browser = world.client(world.cora)
    assert browser.post(f"/sites/{world.site.pk}/another/", {"name": "Third"}).status_code == 303
    third = Site.objects.get(name="Third")
    assert f"/sites/{third.pk}/" in browser.get(f"/sites/{world.site.pk}/").content.decode()
    assert browser.post(f"/sites/{third.pk}/organizations/new/", NEW | {"kind": "network"}).status_code == 303
    assert browser.post(f"/sites/{world.site.pk}/another/", {"name": "third"}).status_code == 422


def test_the_day_an_organization_was_registered_stands_with_it(world: World) -> None:
    enter(world.cora)
    row = verbs.add_organization(world.bay, world.cora, kind=Kind.SPO, name="Dockside agency")
    assert row.made_at == clock.now()
