"""Somebody leaves an organization: nobody reads on, and no family is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conftest import as_, reading_everything
from intentional_connection.access.seats import Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.models import Case, CircleMember, Designation
from intentional_connection.cases.models.designation import Rank
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices.models import Notice
from intentional_connection.partners.models import Membership
from tests.world import enter, fresh

if TYPE_CHECKING:
    from intentional_connection.people.models import Account
    from tests.world import World


def end(world: World, name: str, by: str, cover: str = "") -> Membership:
    """Somebody ends somebody's membership; a colleague stands in where families would be left alone."""
    row = world.membership(name)
    said = {"cover": world.membership(cover)} if cover else {}
    who = getattr(world, by)
    enter(who)
    return verbs.end_membership(row, who, **said)


def contact_of(case: Case) -> Designation:
    with reading_everything():
        return Designation.objects.standing().primary().select_related("account").get(case=case)


def reads(account: Account, case: Case) -> bool:
    with as_(account):
        return Case.objects.filter(pk=case.pk).exists()


def test_a_worker_who_leaves_reads_nothing_and_the_supervisor_stands_in_at_the_same_instant(world: World) -> None:
    """After the first contact; Today asks the agency for the next worker, whom the family's side agrees to."""
    case = world.contact(world.maple())
    before = contact_of(case)
    end(world, "selam", "helen", cover="helen")
    after = contact_of(case)
    with reading_everything():
        before.refresh_from_db()
        assert not CircleMember.objects.standing().filter(case=case, account=world.people["selam"]).exists()
    assert (after.account, after.interim, after.since) == (world.people["helen"], True, before.until)
    assert not reads(world.people["selam"], case)
    browser = world.client(world.helen)
    assert f"/families/{case.pk}/worker/" in browser.get("/today/").content.decode()
    page = browser.get(f"/families/{case.pk}/worker/", follow=True).content.decode()
    assert "Begin the handover" in page
    with pytest.raises(Refused, match="handover"):
        world.name_worker(case, "omar")
    hand_on(world, case, "omar")
    assert contact_of(case).account == world.people["omar"]


def hand_on(world: World, case: Case, to: str) -> None:
    """Begun by the supervisor, agreed by the sponsors' contact before arrival, done."""
    membership = world.membership(to)
    enter(world.helen)
    row = verbs.open_handover(case, world.helen, to=membership)
    enter(world.ruth)
    verbs.agree_handover(row, world.ruth)
    enter(world.helen)
    verbs.hand_over(row, world.helen, override="" if to == "selam" else "share_evenly")


def test_no_departure_without_a_colleague_who_stands_in(world: World) -> None:
    """Nobody named, the person itself, somebody of another agency: refused, nothing changes."""
    case = world.maple()
    with pytest.raises(Refused, match="1 family has this person as its contact"):
        end(world, "selam", "helen")
    for cover in ("selam", "yonas"):
        with pytest.raises(Refused, match="a worker or a supervisor"):
            end(world, "selam", "helen", cover=cover)
    assert contact_of(case).account == world.people["selam"]
    end(world, "lena", "helen")  # whoever is nobody's contact leaves as before


def test_a_colleague_who_stands_in_does_the_workers_part_until_the_next_one_is_there(world: World) -> None:
    """In the circle at the same instant; also leaves only with a cover, and may stay as the worker."""
    case = world.contact(world.maple())
    before = contact_of(case)
    end(world, "selam", "helen", cover="omar")
    after = contact_of(case)
    with reading_everything():
        before.refresh_from_db()
    assert (after.account, after.interim, after.since) == (world.people["omar"], True, before.until)
    world.contact(case, by="omar")
    page = world.client(world.omar).get(f"/memberships/{world.membership('omar').pk}/end/").content.decode()
    assert case.label in page
    with pytest.raises(Refused, match="Choose a colleague who stands in"):
        end(world, "omar", "helen")
    hand_on(world, case, "omar")
    assert (contact_of(case).account, contact_of(case).interim) == (world.people["omar"], False)


def test_a_backup_who_stands_in_is_the_backup_no_longer(world: World) -> None:
    case = world.accept(world.refer())
    world.name_worker(case, backup=world.membership("omar"))
    end(world, "selam", "helen", cover="omar")
    with reading_everything():
        rows = CircleMember.objects.standing().filter(case=case, account=world.people["omar"])
        assert [row.seat for row in rows] == [Seat.WORKER]
        assert not Designation.objects.standing().filter(case=case, rank=Rank.BACKUP).exists()
    world.name_worker(case, "lena", override="share_evenly")  # nobody was in touch yet: simply named
    assert contact_of(case).account == world.people["lena"]


def test_who_comes_back_finds_no_family_of_before(world: World) -> None:
    """Invited again, joined again: the old place in the circle ended with the old membership."""
    case = world.maple()
    end(world, "selam", "helen", cover="helen")
    world.person("selam", world.harbour, Seat.WORKER, world.helen)
    assert not reads(world.people["selam"], case)


def test_a_worker_does_not_leave_a_family_alone(world: World) -> None:
    case = world.maple()
    with pytest.raises(Refused, match="Ask a supervisor"):
        end(world, "selam", "selam")
    assert contact_of(case).account == world.people["selam"]


def test_a_backup_leaves_by_the_own_hand(world: World) -> None:
    """Place in the circle and designation end with the membership."""
    case = world.accept(world.refer())
    backup = world.membership("omar")
    world.name_worker(case, backup=backup)
    assert reads(world.people["omar"], case)
    end(world, "omar", "omar")
    assert not reads(world.people["omar"], case)
    with reading_everything():
        assert not Designation.objects.standing().filter(case=case, rank=Rank.BACKUP).exists()
        assert not CircleMember.objects.standing().filter(case=case, seat=Seat.BACKUP).exists()


@pytest.mark.parametrize("name", ["paul", "ruth", "helen", "cora", "grace"])
def test_the_last_one_who_leads_stays_until_somebody_else_does(world: World, name: str) -> None:
    with pytest.raises(Refused, match="Add or name somebody first"):
        end(world, name, name)


def test_with_a_successor_a_representative_leaves_and_the_family_calls_the_successor(world: World) -> None:
    case = world.maple()
    world.person("rosa", world.st_marks, Seat.SPONSOR_REP, world.ruth)
    end(world, "ruth", "ruth")
    with reading_everything():
        row = CircleMember.objects.standing().get(case=case, seat=Seat.SPONSOR_REP)
    assert row.contact_id == world.people["rosa"].pk
    assert not reads(world.people["ruth"], case)
    assert reads(world.people["rosa"], case)


def test_an_invitation_is_no_successor(world: World) -> None:
    from intentional_connection.partners import verbs as partners  # noqa: PLC0415
    from intentional_connection.partners.verbs import Colleague  # noqa: PLC0415

    enter(world.paul)
    partners.add_members(world.lakeside, world.paul, people=[Colleague("late@example.org", "Late", Seat.SAH_STAFF)])
    with pytest.raises(Refused, match="Add or name somebody first"):
        end(world, "paul", "paul")


def test_a_supervisor_who_stands_in_leaves_with_a_cover_too(world: World) -> None:
    case = world.accept(world.refer())
    assert contact_of(case).account == world.people["helen"]
    world.person("hana", world.harbour, Seat.SUPERVISOR, world.helen)
    with pytest.raises(Refused, match="Ask a supervisor"):
        end(world, "helen", "helen")
    end(world, "helen", "hana", cover="hana")
    assert contact_of(case).account == world.people["hana"]


def test_it_is_told_without_a_word_about_why_and_journalled(world: World) -> None:
    end(world, "omar", "helen")
    enter(world.people["omar"])
    assert [row.key for row in Notice.objects.filter(key="membership_ended")] == ["membership_ended"]
    assert fresh(world.people["omar"]).seats == []
    with pytest.raises(Refused, match="ended already"):
        verbs.end_membership(Membership.objects.get(account=world.people["omar"]), fresh(world.people["omar"]))


@pytest.mark.parametrize(("name", "by"), [("omar", "selam"), ("ruth", "tom"), ("omar", "nadia"), ("ruth", "paul"), ("helen", "cora")])
def test_nobody_else_ends_a_membership(world: World, name: str, by: str) -> None:
    """Neither a colleague who does not lead, nor another organization, nor the site's coordination."""
    with pytest.raises(NotAllowed):
        end(world, name, by)


def test_the_page_says_what_happens_before_it_happens(world: World) -> None:
    case = world.maple()
    row = world.membership("selam")
    path = f"/memberships/{row.pk}/end/"
    browser = world.client(world.helen)
    assert path in browser.get(f"/organizations/{world.harbour.pk}/").content.decode()
    assert path in browser.get(f"/workers/{row.pk}/").content.decode()
    page = browser.get(path).content.decode()
    assert "End the membership of <bdi>Selam</bdi>" in page
    assert case.label in page
    assert world.client(world.omar).post(path, {}).status_code == 403
    assert world.client(world.nadia).get(path).status_code == 404
    assert "Who stands in for these families?" in page
    unsaid = browser.post(path, {})
    assert unsaid.status_code == 422
    assert browser.post(path, {"cover": str(world.membership("omar").pk)}).status_code == 303
    assert not reads(world.people["selam"], case)


def test_an_invitation_is_taken_back_by_who_leads(world: World) -> None:
    from intentional_connection.partners import verbs as partners  # noqa: PLC0415
    from intentional_connection.partners.verbs import Colleague  # noqa: PLC0415

    enter(world.helen)
    (row,) = partners.add_members(world.harbour, world.helen, people=[Colleague("late@example.org", "Late", Seat.WORKER)])
    browser = world.client(world.helen)
    path = f"/memberships/{row.pk}/end/"
    assert "Take the invitation of <bdi>Late</bdi> back" in browser.get(path).content.decode()
    assert browser.post(path, {}).status_code == 303
    assert world.client(row.account).post(f"/invitations/{row.pk}/join/", {}).status_code == 404
