"""Organizations begin, take people in, describe their workers and make agreements."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from conftest import as_, reading_everything
from intentional_connection.access.seats import Seat
from intentional_connection.cases.models import Case
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices.models import Notice
from intentional_connection.partners import verbs
from intentional_connection.partners.models import (
    AgreementSignature,
    Kind,
    Membership,
    Organization,
    PartnershipAgreement,
    Site,
    WorkerLanguage,
    seat_holders,
)
from intentional_connection.partners.verbs import Colleague
from intentional_connection.people.models import Account, Profile
from intentional_connection.people.verbs import account_of
from tests.families import days_later
from tests.world import World, enter, fresh


def colleague(name: str, seat: Seat) -> Colleague:
    """Somebody new."""
    return Colleague(f"{name}@example.org", name.capitalize(), seat, phone="519 555 0177")


# --- beginning ----------------------------------------------------------------------------


def test_an_installation_begins_once(world: World) -> None:
    """The second one who tries is sent to the coordinator; nobody founds for somebody else."""
    who = account_of("late@example.org")
    enter(who)
    with pytest.raises(Refused, match="begun already"):
        verbs.found_site(who, who, site="Mine", organization="Mine", name="Late")
    with pytest.raises(NotAllowed):
        verbs.found_site(world.cora, who, site="Mine", organization="Mine", name="Late")
    assert Site.objects.count() == 2


def test_a_site_and_an_organization_have_a_name_of_their_own(world: World) -> None:
    """However it is written."""
    enter(world.cora)
    with pytest.raises(Refused, match="Choose another name"):
        verbs.add_site(world.site, world.cora, name="GRAND river")
    with pytest.raises(Refused, match="Choose another name"):
        verbs.add_organization(world.site, world.cora, kind=Kind.SPO, name="harbour SETTLEMENT agency")
    assert verbs.add_organization(world.bay, world.cora, kind=Kind.SPO, name="Harbour settlement agency").site == world.bay


def test_only_a_sahs_group_has_a_sah(world: World) -> None:
    """Said by the verb and held by the database."""
    enter(world.cora)
    for kind, sah in ((Kind.CONSTITUENT_GROUP, None), (Kind.SPO, world.lakeside)):
        with pytest.raises(Refused, match="needs its SAH"):
            verbs.add_organization(world.site, world.cora, kind=kind, name="Odd", sah=sah)
    with pytest.raises(IntegrityError, match="only_constituent_groups"), transaction.atomic():
        Organization.objects.create(kind=Kind.SPO, site=world.site, name="Odd", sah=world.lakeside, made_by=world.cora)


def test_a_group_of_five_registers_itself_where_the_site_opened_that_door(world: World) -> None:
    """Its maker represents it; a SAH's group is added by its site."""
    who = account_of("gil@example.org")
    enter(who)
    said = {"name": "Gil’s five", "person": "Gil"}
    with pytest.raises(Refused, match="registers itself"):
        verbs.register_group(who, who, site=world.site, kind=Kind.CONSTITUENT_GROUP, **said)
    with pytest.raises(Refused, match="not in this site"):
        verbs.register_group(who, who, site=world.bay, kind=Kind.GROUP_OF_FIVE, **said)
    row = verbs.register_group(who, who, site=world.site, kind=Kind.COMMUNITY_SPONSOR, **said)
    assert fresh(who).organizations(Seat.SPONSOR_REP) == [row.pk]
    assert Profile.objects.get(account=who).name == "Gil"
    other = account_of("gal@example.org")
    enter(other)
    with pytest.raises(Refused, match="Choose another name"):
        verbs.register_group(other, other, site=world.site, kind=Kind.GROUP_OF_FIVE, **said)


# --- people -------------------------------------------------------------------------------


def test_colleagues_invite_people_and_each_gets_a_neutral_notice(world: World) -> None:
    """Known by the address; the seat is one that such an organization gives."""
    enter(world.helen)
    (row,) = verbs.add_members(world.harbour, world.helen, people=[colleague("nina", Seat.WORKER)])
    assert (row.seat, row.added_by, row.account.email) == (Seat.WORKER, world.helen, "nina@example.org")
    with as_(row.account):
        assert [notice.key for notice in Notice.objects.all()] == ["invited"]
        assert not Profile.objects.filter(account=row.account).exists()
    enter(world.helen)
    with pytest.raises(Refused, match="does not give this role"):
        verbs.add_members(world.harbour, world.helen, people=[colleague("nina", Seat.SAH_STAFF)])
    with pytest.raises(Refused, match="cannot add yourself"):
        verbs.add_members(world.harbour, world.helen, people=[colleague("helen", Seat.WORKER)])


def test_taking_somebody_in_twice_changes_nothing(world: World) -> None:
    """However the address is written."""
    enter(world.helen)
    again = Colleague("SELAM@Example.org", "Somebody", Seat.WORKER)
    assert verbs.add_members(world.harbour, world.helen, people=[again])[0].account == world.selam
    assert Profile.objects.get(account=world.selam).name == "Selam"
    assert Account.objects.filter(email__iexact="selam@example.org").count() == 1


def test_one_person_in_several_organizations_keeps_the_own_name(world: World) -> None:
    """Somebody out of sight of who takes them in; their profile is theirs."""
    enter(world.ruth)
    person = Colleague("omar@example.org", "O.", Seat.SPONSOR_MEMBER)
    (row,) = verbs.add_members(world.st_marks, world.ruth, people=[person])
    world.join(row)
    with as_(world.people["omar"]):
        assert len(world.omar.seats) == 2
        assert Profile.objects.get(account=world.omar).name == "Omar"


def test_the_coordinator_invites_people_until_one_has_joined(world: World) -> None:
    """An organization that has people looks after itself."""
    enter(world.cora)
    with pytest.raises(NotAllowed):
        verbs.add_members(world.harbour, world.cora, people=[colleague("nina", Seat.WORKER)])
    place = world.organization("lantern", Kind.SPO, "Lantern agency")
    verbs.add_members(place, world.cora, people=[colleague("lai", Seat.SUPERVISOR)])
    (lia,) = verbs.add_members(place, world.cora, people=[colleague("lia", Seat.SUPERVISOR)])
    world.join(lia)
    enter(world.cora)
    with pytest.raises(NotAllowed):
        verbs.add_members(place, world.cora, people=[colleague("nina", Seat.WORKER)])


def test_whom_to_tell_is_known_by_ids_alone(world: World) -> None:
    """An outsider learns no name: the profile stays out of sight."""
    enter(world.paul)
    (helen,) = seat_holders(world.harbour, Seat.SUPERVISOR)
    assert helen == world.people["helen"].pk
    assert not Profile.objects.filter(account_id=helen).exists()
    assert not Membership.objects.filter(account_id=helen).exists()


def test_a_membership_holds_from_its_first_to_its_last_day(world: World) -> None:
    """Compared when read: nothing is swept."""
    base = clock.now()
    row = world.membership("selam")
    Membership.objects.filter(pk=row.pk).update(until=base + timedelta(days=10))
    for day, stands in ((0, True), (9.9, True), (10, False)):
        with days_later(base, day), as_(world.people["selam"]):
            assert bool(world.selam.seats) is stands


def test_one_has_seats_towards_a_colleague_but_no_worker_over_another(world: World) -> None:
    """Selam describes herself, not Omar; Helen describes both."""
    selam, omar = world.membership("selam"), world.membership("omar")
    said = {"languages": {"ar": 3}, "fsa": "N2G", "cap_points": 10}
    enter(world.selam)
    verbs.describe_worker(selam, world.selam, **said)
    with pytest.raises(NotAllowed):
        verbs.describe_worker(omar, world.selam, **said)
    enter(world.helen)
    verbs.describe_worker(omar, world.helen, **said)


# --- workers ------------------------------------------------------------------------------


def test_languages_change_from_a_day_on_and_the_old_ones_are_kept(world: World) -> None:
    """What a worker spoke when she was named is never rewritten."""
    row = world.membership("selam")
    enter(world.helen)
    verbs.describe_worker(row, world.helen, languages={"ti": 3, "am": 3}, fsa="N2H", cap_points=12, gender="woman")
    known = {(one.language, one.level, one.until is None) for one in WorkerLanguage.objects.filter(membership=row)}
    assert known == {("ti", 3, True), ("am", 2, False), ("am", 3, True), ("en", 3, False)}
    row.refresh_from_db()
    assert (row.fsa, row.cap_points) == ("N2H", 12)
    assert Membership.pasts.rel.related_model.objects.filter(pgh_obj=row, pgh_label="update").exists()


def test_an_absence_ends_after_it_begins(world: World) -> None:
    """Both days included, one day is enough."""
    row = world.membership("selam")
    day = clock.today()
    with pytest.raises(Refused, match="before the first day"):
        verbs.record_absence(row, world.selam, from_on=day, to_on=day - timedelta(days=1))
    assert verbs.record_absence(row, world.selam, from_on=day, to_on=day).to_on == day


# --- agreements ---------------------------------------------------------------------------


def test_an_agreement_joins_an_agency_and_a_sah_and_holds_once_both_signed(world: World) -> None:
    """The proposer's side signs with it; nothing binds a party until it said yes."""
    enter(world.nadia)
    row = verbs.propose_agreement(world.northgate, world.nadia, partner=world.hillside, from_on=clock.today())
    standing = PartnershipAgreement.objects.between(world.northgate, world.hillside).in_force
    assert not standing(clock.today()).exists()
    with pytest.raises(Refused, match="signed already"):
        verbs.sign_agreement(row, world.nadia)
    enter(world.hugo)
    assert verbs.sign_agreement(row, world.hugo).organization == world.hillside
    assert standing(clock.today()).exists()
    assert not standing(clock.today() - timedelta(days=1)).exists()


@pytest.mark.parametrize(
    ("partner", "to_on", "text"),
    [
        ("harbour", None, "one settlement agency and one SAH"),
        ("st_marks", None, "one settlement agency and one SAH"),
        ("hillside", date(2020, 1, 1), "end before it begins"),
        ("lakeside", None, "already"),
    ],
)
def test_what_is_no_agreement_is_refused(world: World, partner: str, to_on: date | None, text: str) -> None:
    """Two agencies, a sponsor group, days the wrong way round, a second one."""
    enter(world.helen)
    with pytest.raises(Refused, match=text):
        verbs.propose_agreement(
            world.harbour, world.helen, partner=getattr(world, partner), from_on=clock.today(), to_on=to_on
        )


def test_where_agreements_are_not_adopted_terms_for_one_family_serve(world: World) -> None:
    """Bay has not adopted them."""
    enter(world.bruno)
    with pytest.raises(Refused, match="not in this site"):
        verbs.propose_agreement(world.bayview, world.bruno, partner=world.lakeside, from_on=clock.today())


def test_nobody_signs_for_the_other_side_or_reads_a_strangers_agreement(world: World) -> None:
    """The database asks too."""
    enter(world.nadia)
    proposed = verbs.propose_agreement(world.northgate, world.nadia, partner=world.hillside, from_on=clock.today())
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        AgreementSignature.objects.create(agreement=proposed, organization=world.hillside, by=world.nadia)
    for name in ("paul", "ruth", "cora"):
        with as_(getattr(world, name)):
            assert not PartnershipAgreement.objects.filter(pk=proposed.pk).exists()


def test_a_coordinator_sees_no_family(world: World) -> None:
    """Neither by the site nor by the organizations."""
    world.maple()
    with as_(world.cora):
        assert not Case.objects.exists()
    with reading_everything():
        assert Case.objects.count() == 1
