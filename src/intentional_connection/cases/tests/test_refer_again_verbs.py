"""Refer a declined family again, or open a family that the agency reached itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from conftest import as_
from intentional_connection.access.seats import Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.models import (
    Acceptance,
    Case,
    CircleMember,
    Consent,
    Designation,
    Need,
    Referral,
    ReferralDraft,
)
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused
from tests.world import World, enter


def declined(world: World, **answers: object) -> Referral:
    """A family that Harbour passed on."""
    referral = world.refer(**answers)
    enter(world.helen)
    reason = referral.edition.reasons_of("agency")[0]
    verbs.decline(referral, world.helen, reason=reason, next_step="call_together")
    return referral


# --- again --------------------------------------------------------------------------------


def again(world: World, case: Case, by: str = "paul", **said: object) -> Referral:
    """Refer a family to Northgate after a no."""
    who = getattr(world, by)
    enter(who)
    answer_by = clock.today() + timedelta(days=5)
    return verbs.refer_again(case, who, **{"agency": world.northgate, "answer_by": answer_by, "consent": True, **said})


def test_a_declined_family_is_referred_to_another_agency(world: World) -> None:
    """A new referral with the same fields, a new yes, terms where there is no agreement; the old agency sees none of it."""
    old = declined(world)
    new = again(world, old.case)
    assert new.case == old.case
    assert (new.preview.tree, new.preview.adults) == (old.preview.tree, old.preview.adults)
    assert new.preview.answer_by == clock.today() + timedelta(days=5)
    assert Consent.objects.filter(case=old.case, recipient=world.northgate, method="relayed").count() == 2
    assert hasattr(new, "terms")
    with as_(world.helen):
        assert not Referral.objects.filter(pk=new.pk).exists()
    with as_(world.nadia):
        assert Referral.objects.get() == new


def test_referring_again_needs_a_no_a_yes_and_a_day(world: World) -> None:
    """Not while an agency is asked, not without the family's yes, not for a day that is past, not to a SAH."""
    asked = world.refer().case
    with pytest.raises(Refused, match="still asked"):
        again(world, asked)
    case = declined(world).case
    with pytest.raises(Refused, match="Ask the family first"):
        again(world, case, consent=False)
    with pytest.raises(Refused, match="past"):
        again(world, case, answer_by=clock.today() - timedelta(days=1))
    with pytest.raises(Refused, match="days ahead"):
        again(world, case, answer_by=clock.today() + timedelta(days=61))
    with pytest.raises(Refused, match="no longer there"):
        again(world, case, agency=world.hillside)


def test_the_group_of_a_sah_does_not_refer_again(world: World) -> None:
    """Its SAH does; a group without one does it itself."""
    with pytest.raises(Refused, match="Your SAH refers"):
        again(world, declined(world).case, by="ruth")
    birch = world.refer_birch()
    enter(world.helen)
    verbs.decline(birch, world.helen, reason=birch.edition.reasons_of("agency")[0], next_step="call_together")
    assert again(world, birch.case, by="grace").sender == world.birch_group


# --- outreach -----------------------------------------------------------------------------


def reached(world: World, by: str = "helen", place: str = "harbour", **changed: object) -> ReferralDraft:
    """What an agency wrote about a family of Birch Street."""
    answers = {"group": str(world.birch_group.pk), "programme": "g5", "agency": str(getattr(world, place).pk), **changed}
    return world.draft(by, place, outreach=True, **answers)


def test_an_agency_opens_a_family_that_it_reached_itself(world: World) -> None:
    """Accepted at once, its supervisor the contact until a worker is named; the group stands in the circle with its need."""
    draft = reached(world)
    referral = verbs.reach_out(draft, world.helen)
    assert verbs.reach_out(ReferralDraft.objects.get(pk=draft.pk), world.helen) == referral
    assert (referral.outreach, referral.sender, referral.agency) == (True, world.birch_group, world.harbour)
    assert Acceptance.objects.filter(referral=referral).exists()
    assert Designation.objects.get(case=referral.case).interim
    assert Need.objects.filter(case=referral.case).exists()
    assert CircleMember.objects.get(seat=Seat.SUPERVISOR).since == clock.now()
    with as_(world.grace):
        assert Case.objects.get() == referral.case
        assert referral.case.needs.get().origin == world.harbour


def test_outreach_needs_the_part_the_yes_and_a_group_without_a_sah(world: World) -> None:
    """Bay has not adopted it; a SAH's group is referred by its SAH."""
    with pytest.raises(Refused, match="not in this site"):
        verbs.reach_out(reached(world, "bruno", "bayview"), world.bruno)
    with pytest.raises(Refused, match="not said yes"):
        verbs.reach_out(reached(world, consent=False), world.helen)
    with pytest.raises(Refused, match="no longer there"):
        verbs.reach_out(reached(world, group=str(world.st_marks.pk)), world.helen)


def test_an_outreach_without_a_need_keeps_none(world: World) -> None:
    """An empty box is no need."""
    referral = verbs.reach_out(reached(world, needs=""), world.helen)
    assert not Need.objects.filter(case=referral.case).exists()
