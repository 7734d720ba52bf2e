"""An adult stops taking part: everybody's view ends at the next request, services go on, and the adult can come back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.urls import reverse

from conftest import as_, reading_everything
from intentional_connection.access.seats import TAKING_PART, Level
from intentional_connection.cases import verbs
from intentional_connection.cases.models import (
    Case,
    CircleMember,
    Consent,
    Designation,
    Newcomer,
    ReferralPreview,
    TodayEntry,
    Withdrawal,
)
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.path import Stand, where
from intentional_connection.journal.models import Act
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices.models import Notice
from intentional_connection.people.models import Key
from tests.families import own_account
from tests.world import enter, fresh

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.maple_stands

AROUND = ("paul", "ruth", "tom", "helen", "selam")
OWN_PAGES = ("home", "people", "plan", "sharing", "help", "information", "stop", "gap", "meeting")


def home(world: World) -> tuple[Case, Newcomer, Newcomer]:
    """Maple 12 at its worker; both adults with an account."""
    case = world.contact(world.maple())
    return case, own_account(world, case, "luwam", first_name="Luwam"), own_account(world, case, "yared", first_name="Y.")


def stop(world: World, person: Newcomer, by: str, **said: Any) -> Withdrawal:
    who = getattr(world, by)
    enter(who)
    row = verbs.withdraw(person, who, **(said or {"method": Method.OWN_PHONE}))
    connection.check_constraints()
    return row


def sees(world: World, name: str, model: Any, **which: Any) -> bool:
    """Whether somebody reads it now; both walls agree."""
    who = world.people[name]
    with as_(who):
        first = model.objects.visible_to(fresh(who)).filter(**which).exists()
        assert first == model.objects.filter(**which).exists()
    return bool(first)


def test_one_adult_goes_and_the_others_see_only_who_stays(world: World) -> None:
    case, luwam, yared = home(world)
    stop(world, luwam, "luwam")
    for name in AROUND:
        assert not sees(world, name, Newcomer, pk=luwam.pk), name
        assert sees(world, name, Newcomer, pk=yared.pk), name
    assert sees(world, "luwam", Newcomer, pk=luwam.pk)
    with as_(world.luwam):
        assert where(world.luwam, [case])[case.pk].stand == Stand.STOPPED
        assert not Consent.objects.filter(newcomer=luwam).in_force().exists()
    with as_(world.yared):
        assert where(world.yared, [case])[case.pk].stand == Stand.PREPARING
        assert not Withdrawal.objects.exists(), "what an adult says is nobody else's"


def test_the_last_adult_takes_everybody_out_and_nobody_is_told(world: World) -> None:
    case, luwam, yared = home(world)
    enter(world.ruth)
    verbs.carry_link(case, world.ruth)
    with reading_everything():
        told = Notice.objects.count()
    stop(world, luwam, "luwam")
    stop(world, yared, "yared")
    for name in AROUND:
        assert not sees(world, name, Case, pk=case.pk), name
        with as_(world.people[name]):
            assert not TodayEntry.objects.visible_to(fresh(world.people[name])).filter(case_id=case.pk).exists()
            assert not Act.objects.filter(case_id=case.pk).exclude(by_id=world.people[name].pk).exists()
        browser = world.client(getattr(world, name))
        assert browser.get(reverse("cases:family", kwargs={"pk": case.pk})).status_code == 404
        assert case.label not in browser.get(reverse("desk:families")).content.decode()
    with reading_everything():
        assert not Key.objects.filter(case_id=case.pk, kind="carried", ended_at=None).exists()
        assert not Designation.objects.filter(case=case, until=None).exists()
        assert not CircleMember.objects.filter(case=case, until=None, newcomer=None, since__isnull=False).exists()
        assert Notice.objects.count() == told
        assert Case.objects.filter(pk=case.pk).exists(), "counts remain"


def test_an_agency_that_was_asked_reads_the_preview_no_longer_once_every_adult_stopped(world: World) -> None:
    """A move's new agency has not answered yet: what it was shown is closed too."""
    case, luwam, yared = home(world)
    enter(world.selam)
    move = verbs.plan_move(case, world.selam, community="Guelph Lake", fsa="N1H", on=clock.today() + timedelta(days=9))
    verbs.name_new_agency(move, world.selam, agency=world.northgate)
    for who, person in ((world.luwam, luwam), (world.yared, yared)):
        enter(who)
        verbs.choose_sharing(person, who, choices={world.northgate.pk: TAKING_PART}, language="en", method=Method.OWN_PHONE)
    enter(world.paul)
    asked = verbs.refer_to_new_place(move, world.paul, answer_by=clock.today() + timedelta(days=7))
    assert sees(world, "nadia", ReferralPreview, referral=asked)
    stop(world, luwam, "luwam")
    assert sees(world, "nadia", ReferralPreview, referral=asked)
    stop(world, yared, "yared")
    assert not sees(world, "nadia", ReferralPreview, referral=asked)
    assert world.client(world.nadia).get(reverse("cases:referral", kwargs={"pk": asked.pk})).status_code == 404


def test_the_own_page_goes_on_and_the_adult_takes_part_again(world: World) -> None:
    case, luwam, yared = home(world)
    own = world.client(world.luwam)
    assert own.post(reverse("family:stop"), {}).status_code == 303
    stop(world, yared, "yared")
    for name in OWN_PAGES:
        page = own.get(reverse(f"family:{name}"))
        assert page.status_code == 200, name
        assert "name of your worker soon" not in page.content.decode(), name
    said = own.get(reverse("family:information")).content.decode()
    assert "Help and services go on." in said
    assert "519 555 0110" in said, "the agency's telephone"
    assert own.get(reverse("cases:family", kwargs={"pk": case.pk})).status_code == 200
    assert own.post(reverse("family:again"), {}).status_code == 303
    connection.check_constraints()
    assert sees(world, "helen", Newcomer, pk=luwam.pk)
    assert not sees(world, "helen", Newcomer, pk=yared.pk)
    for name in ("ruth", "paul", "tom", "selam"):
        assert not sees(world, name, Case, pk=case.pk), name
    with as_(world.helen):
        assert TodayEntry.objects.visible_to(world.helen).filter(case_id=case.pk, key="name_worker").exists()
        contact = Designation.objects.get(case=case, until=None)
        assert (contact.account_id, contact.interim) == (world.helen.pk, True)
        row = Consent.objects.filter(newcomer=luwam, recipient=world.harbour).in_force().get()
        assert (Level(row.levels), row.text_key) == (TAKING_PART, "choice_plan")
    world.name_worker(case)
    connection.check_constraints()
    assert sees(world, "selam", Newcomer, pk=luwam.pk)
    enter(world.luwam)
    verbs.choose_sharing(
        luwam, world.luwam, choices={world.st_marks.pk: TAKING_PART}, language="en", method=Method.OWN_PHONE
    )
    assert sees(world, "ruth", Newcomer, pk=luwam.pk), "who is chosen again comes back"


def test_the_worker_writes_it_down_before_a_witness_also_for_the_last_one(world: World) -> None:
    case = world.contact(world.maple())
    enter(world.selam)
    adults = list(case.newcomers.adults())
    for wrong in ({"witness": ""}, {"witness": "Ruth"}, {"witness": "Luwam"}, {"method": Method.OWN_PHONE}):
        with pytest.raises(Refused):
            stop(world, adults[0], "selam", **({"method": Method.ALOUD, "witness": "Hanna B."} | wrong))
    for person in adults:
        row = stop(world, person, "selam", method=Method.PAPER, witness="Hanna B.")
        assert (row.method, row.witness) == ("paper", "Hanna B.")
    assert not any(sees(world, name, Case, pk=case.pk) for name in AROUND)


def test_never_by_a_sponsor_and_never_twice(world: World) -> None:
    case, luwam, _yared = home(world)
    for name in ("ruth", "tom", "paul", "helen", "yared"):
        with pytest.raises(NotAllowed):
            stop(world, luwam, name)
        assert world.client(getattr(world, name)).get(reverse("cases:stop", kwargs={"pk": luwam.pk})).status_code == 403
    enter(world.selam)
    child = Newcomer.objects.get(case=case, name="S.")
    with pytest.raises(Refused):
        stop(world, child, "selam", method=Method.ALOUD, witness="Hanna B.")
    enter(world.luwam)
    with pytest.raises(Refused):
        verbs.take_part_again(luwam, world.luwam, language="en")
    stop(world, luwam, "luwam")
    with pytest.raises(Refused):
        stop(world, luwam, "luwam")
    with pytest.raises(Refused):
        verbs.choose_sharing(luwam, world.luwam, choices={world.harbour.pk: TAKING_PART}, language="en", method=Method.OWN_PHONE)


def test_the_workers_page_says_what_goes_on(world: World) -> None:
    _case, luwam, _yared = home(world)
    worker = world.client(world.selam)
    address = reverse("cases:stop", kwargs={"pk": luwam.pk})
    said = worker.get(address).content.decode()
    assert "Services go on" in said
    assert "A sponsor can never say this" in said
    assert worker.post(address, {"method": "aloud", "witness": "ruth"}).status_code == 422
    answer = worker.post(address, {"method": "aloud", "interpreter": "4417", "witness": "Hanna B."})
    assert answer.status_code == 303
    assert worker.get(address).status_code == 404
