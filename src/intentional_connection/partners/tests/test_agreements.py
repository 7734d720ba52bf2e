"""Formal agreements: proposed by one side, in force once the other has signed too."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused
from intentional_connection.notices.models import Notice
from intentional_connection.partners import verbs
from intentional_connection.partners.models import AgreementState, PartnershipAgreement
from tests.world import enter

if TYPE_CHECKING:
    from intentional_connection.partners.models import Organization
    from intentional_connection.people.models import Account
    from tests.world import World


def day(ahead: int) -> str:
    """A day from today on, as a form sends it."""
    return str(clock.today() + timedelta(days=ahead))


def state(world: World, reader: Account, side: Organization) -> AgreementState:
    """How the newest agreement stands for one side."""
    enter(reader)
    return PartnershipAgreement.objects.with_sides().order_by("-made_at", "-id")[0].state_for(side)


def test_an_agreement_is_proposed_by_one_side_and_signed_by_the_other(world: World) -> None:
    hugo, helen = world.client(world.hugo), world.client(world.helen)
    proposal = {"partner": str(world.harbour.pk), "from_on": day(0), "to_on": day(365)}
    assert hugo.post(f"/organizations/{world.hillside.pk}/agreements/", proposal).status_code == 303
    assert state(world, world.hugo, world.hillside) == AgreementState.WAITING
    assert state(world, world.helen, world.harbour) == AgreementState.TO_SIGN
    page = helen.get(f"/organizations/{world.harbour.pk}/agreements/").content.decode()
    assert "Read and sign" in page
    row = PartnershipAgreement.objects.get(sah=world.hillside)
    assert Notice.objects.filter(key="agreement_proposed", path=f"/agreements/{row.pk}/sign/", reader=world.helen).exists()
    assert helen.post(f"/agreements/{row.pk}/sign/").status_code == 303
    assert state(world, world.hugo, world.hillside) == AgreementState.IN_FORCE
    assert "In force" in hugo.get(f"/organizations/{world.hillside.pk}/agreements/").content.decode()


def test_each_side_signs_once(world: World) -> None:
    enter(world.helen)
    row = PartnershipAgreement.objects.get(sah=world.lakeside)
    with pytest.raises(Refused):
        verbs.sign_agreement(row, world.helen)
    assert world.client(world.helen).post(f"/agreements/{row.pk}/sign/").status_code == 422


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(-9, -1, "ended"), (3, None, "to_come"), (-9, 0, "in_force"), (0, None, "in_force")],
)
def test_a_signed_agreement_holds_from_its_first_to_its_last_day(
    world: World, first: int, last: int | None, expected: str
) -> None:
    enter(world.hugo)
    today = clock.today()
    row = verbs.propose_agreement(
        world.hillside,
        world.hugo,
        partner=world.harbour,
        from_on=today + timedelta(days=first),
        to_on=None if last is None else today + timedelta(days=last),
    )
    enter(world.helen)
    verbs.sign_agreement(row, world.helen)
    assert state(world, world.helen, world.harbour) == expected
    holds = PartnershipAgreement.objects.between(world.harbour, world.hillside).in_force(today).exists()
    assert holds == (expected == "in_force")


def test_what_cannot_be_agreed_is_refused(world: World) -> None:
    path = f"/organizations/{world.hillside.pk}/agreements/"
    browser = world.client(world.hugo)
    good = {"partner": str(world.harbour.pk), "from_on": day(0), "to_on": ""}
    assert browser.post(path, good | {"to_on": day(-1)}).status_code == 422
    assert browser.post(path, good | {"partner": str(world.lakeside.pk)}).status_code == 422
    assert browser.post(path, good | {"from_on": "2027-02-29"}).status_code == 422
    assert browser.post(path, good).status_code == 303
    assert browser.post(path, good).status_code == 422, "the same two have one already"


def test_where_the_site_has_no_agreements_the_page_says_so(world: World) -> None:
    browser = world.client(world.bruno)
    path = f"/organizations/{world.bayview.pk}/agreements/"
    assert "not in this site" in browser.get(path).content.decode()
    said = {"partner": str(world.lakeside.pk), "from_on": day(0), "to_on": ""}
    assert browser.post(path, said).status_code == 422


@pytest.mark.parametrize("stranger", ["cora", "nadia", "ruth", "hugo"])
def test_only_the_two_sides_see_an_agreement(world: World, stranger: str) -> None:
    enter(world.helen)
    row = PartnershipAgreement.objects.get(sah=world.lakeside)
    browser = world.client(getattr(world, stranger))
    assert browser.get(f"/agreements/{row.pk}/sign/").status_code == 404
    assert "Only the two sides" in browser.get(f"/organizations/{world.harbour.pk}/agreements/").content.decode()


def test_a_worker_reads_an_agreement_and_signs_none(world: World) -> None:
    enter(world.helen)
    row = PartnershipAgreement.objects.get(sah=world.lakeside)
    browser = world.client(world.selam)
    assert "Only the supervisor" in browser.get(f"/agreements/{row.pk}/sign/").content.decode()
    assert browser.post(f"/agreements/{row.pk}/sign/").status_code == 403
