"""Nobody is taken in without the own yes; until then an inviter reads what they typed and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import ProgrammingError, transaction

from conftest import as_, reading_everything
from intentional_connection.access.seats import Seat
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.partners import verbs
from intentional_connection.partners.models import Kind, Membership, Organization, seat_holders
from intentional_connection.partners.verbs import Colleague
from intentional_connection.people.models import Profile
from intentional_connection.people.verbs import account_of
from tests.world import enter, fresh

if TYPE_CHECKING:
    from tests.world import World

PERSON = {"name": "Somebody", "email": "hugo@example.org", "seat": "supervisor", "phone": "519 555 0188", "language": "en"}


def invited(world: World, name: str, place: str = "harbour", seat: Seat = Seat.SUPERVISOR, by: str = "helen") -> Membership:
    """An invitation that stands."""
    who = getattr(world, by)
    enter(who)
    person = Colleague(f"{name}@example.org", "Typed name", seat, "519 555 0188")
    (row,) = verbs.add_members(getattr(world, place), who, people=[person])
    return row


def test_an_invitation_counts_for_nothing(world: World) -> None:
    """No seat, no family, no colleague, no notice to the organization, in both walls."""
    case = world.maple()
    row = invited(world, "hugo")
    enter(world.hugo)
    assert world.harbour.pk not in fresh(world.hugo).organizations()
    assert not type(case).objects.filter(pk=case.pk).exists()
    assert not Profile.objects.filter(name="Helen").exists()
    assert not Membership.objects.in_force().filter(pk=row.pk).exists()
    assert world.people["hugo"].pk not in seat_holders(world.harbour, Seat.SUPERVISOR)


def test_the_inviter_reads_what_was_typed_and_not_the_account(world: World) -> None:
    """Neither name nor telephone of somebody who has an account."""
    row = invited(world, "hugo")
    for queryset in (Profile.objects.all(), Profile.objects.visible_to(world.helen)):
        with as_(world.helen):
            assert not queryset.filter(account=world.people["hugo"]).exists()
    page = world.client(world.helen).get(f"/organizations/{world.harbour.pk}/").content.decode()
    assert "Typed name" in page
    assert "Hugo" not in page
    world.join(row)
    page = world.client(world.helen).get(f"/organizations/{world.harbour.pk}/").content.decode()
    assert "Hugo" in page
    assert "Typed name" not in page


def test_the_answer_is_the_same_whether_an_address_is_known_or_not(world: World) -> None:
    browser = world.client(world.helen)
    path = f"/organizations/{world.harbour.pk}/people/new/"
    told = []
    for address in ("hugo@example.org", "nobody@example.org"):
        answer = browser.post(path, PERSON | {"email": address}, follow=True)
        told.append((answer.redirect_chain, [str(one) for one in answer.context["messages"]]))
    assert told[0] == told[1]
    page = browser.get(f"/organizations/{world.harbour.pk}/").content.decode()
    assert page.count("Somebody</bdi>") == 2
    assert "Hugo" not in page


def test_who_was_invited_joins_on_today_and_brings_the_typed_name_along(world: World) -> None:
    """Somebody without any seat or name yet."""
    row = invited(world, "nina", seat=Seat.WORKER)
    browser = world.client(row.account)
    page = browser.get("/today/").content.decode()
    assert "Harbour settlement agency</bdi> invites you as" in page
    assert "Typed name" in page
    assert page.count('class="btn main"') == 1
    assert browser.post(f"/invitations/{row.pk}/join/", {}).status_code == 303
    assert "invites you" not in browser.get("/today/").content.decode()
    enter(row.account)
    assert fresh(row.account).seats == [(world.harbour.pk, Seat.WORKER)]
    assert Profile.objects.get(account=row.account).name == "Typed name"


def test_who_has_a_name_here_keeps_it(world: World) -> None:
    world.join(invited(world, "omar", "st_marks", Seat.SPONSOR_MEMBER, "ruth"))
    enter(world.omar)
    assert Profile.objects.get(account=world.omar).name == "Omar"


def test_who_is_not_meant_turns_the_invitation_down_and_it_never_comes_back(world: World) -> None:
    row = invited(world, "hugo")
    browser = world.client(world.hugo)
    assert browser.post(f"/invitations/{row.pk}/turn-down/", {}).status_code == 303
    assert "invites you" not in browser.get("/today/").content.decode()
    assert browser.post(f"/invitations/{row.pk}/join/", {}).status_code == 404
    row.refresh_from_db()
    enter(world.hugo)
    with pytest.raises(Refused, match="answered or taken back"):
        verbs.join(row, world.hugo)
    with pytest.raises(ProgrammingError, match="begins a membership"), transaction.atomic():
        Membership.objects.filter(pk=row.pk).update(since=clock.now())


def test_nobody_says_yes_for_somebody_else(world: World) -> None:
    """Neither by the verb, nor past it: the database asks who writes the first day."""
    row = invited(world, "hugo")
    enter(world.helen)
    with pytest.raises(NotAllowed):
        verbs.join(row, world.helen)
    with pytest.raises(ProgrammingError, match="begins a membership"), transaction.atomic():
        Membership.objects.filter(pk=row.pk).update(since=clock.now())
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Membership.objects.create(
            organization=world.harbour, account=world.people["nadia"], seat=Seat.WORKER, since=clock.now(), added_by=world.helen
        )
    assert world.client(world.nadia).get(f"/invitations/{row.pk}/join/").status_code == 404


def test_a_membership_that_ended_is_renewed_by_nobody(world: World) -> None:
    """Who leads cannot bring somebody back either: it takes a new invitation and a new yes."""
    row = world.membership("omar")
    enter(world.helen)
    Membership.objects.filter(pk=row.pk).update(until=clock.now())
    with pytest.raises(ProgrammingError, match="renews"), transaction.atomic():
        Membership.objects.filter(pk=row.pk).update(until=None)


def test_a_first_person_with_a_mistyped_address_is_invited_again(world: World) -> None:
    """While nobody has joined, and no family was referred there."""
    enter(world.cora)
    place = world.organization("lantern", Kind.SPO, "Lantern agency")
    for name in ("lia", "lya"):
        verbs.add_members(place, world.cora, people=[Colleague(f"{name}@example.org", "Lia", Seat.SUPERVISOR)])
    world.refer(agency=str(place.pk))
    enter(world.cora)
    with pytest.raises(NotAllowed):
        verbs.add_members(place, world.cora, people=[Colleague("mine@example.org", "Lia", Seat.SUPERVISOR)])
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Membership.objects.create(
            organization=place, account=account_of("mine@example.org"), seat=Seat.SUPERVISOR, added_by=world.cora
        )


def test_an_agency_without_anybody_is_given_its_first_person_also_after_a_referral(world: World) -> None:
    enter(world.cora)
    place = world.organization("lantern", Kind.SPO, "Lantern agency")
    world.refer(agency=str(place.pk))
    enter(world.cora)
    assert len(verbs.add_members(place, world.cora, people=[Colleague("lia@example.org", "Lia", Seat.SUPERVISOR)])) == 1


def test_an_invitation_stands_until_it_is_answered(world: World) -> None:
    """Inviting again changes nothing."""
    row = invited(world, "hugo")
    base = clock.now()
    with clock.at(base + timedelta(days=300)):
        assert invited(world, "hugo") == row
    with reading_everything():
        assert Organization.objects.get(pk=row.organization_id) == world.harbour


def test_nobody_invites_addresses_by_the_hundred(world: World) -> None:
    browser = world.client(world.helen)
    path = f"/organizations/{world.harbour.pk}/people/new/"
    answers = [browser.post(path, PERSON | {"email": f"n{count}@example.org"}).status_code for count in range(31)]
    assert set(answers[:30]) == {303}
    assert answers[30] == 429
    assert world.client(world.nadia).post(f"/organizations/{world.northgate.pk}/people/new/", PERSON).status_code == 303
