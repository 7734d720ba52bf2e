"""The family moves: fresh consent, a warm handover to the new community; a sponsor group leaves and another one comes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.urls import reverse

from conftest import as_, reading_everything
from intentional_connection.access.seats import TAKING_PART, Level, Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.models import (
    Case,
    CircleMember,
    Designation,
    FollowingRelative,
    Move,
    Newcomer,
    Referral,
    Task,
    TodayEntry,
)
from intentional_connection.cases.models.board import FamilyBoard, with_board
from intentional_connection.cases.models.circle import Method
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices.models import Notice
from intentional_connection.partners.models import Kind
from intentional_connection.practice.edition import load
from intentional_connection.roles.states import State
from tests.families import days_later, own_account
from tests.world import enter, fresh, leave

if TYPE_CHECKING:
    from intentional_connection.partners.models import Organization
    from tests.world import World

pytestmark = pytest.mark.maple_stands

#: Lines that nobody carries: the board says so, and everybody around the family sees it.
NOBODY = (State.ORPHANED, State.NOBODY_LEADS)
NEW: dict[str, Any] = {"community": "Guelph Lake", "fsa": "n1h"}


def home(world: World) -> Case:
    """Maple 12 here, its adults with accounts and a yes of their own to everybody, the private tasks too for the agency."""
    case = world.contact(world.maple())
    for name, first in (("luwam", "Luwam"), ("yared", "Y.")):
        person = own_account(world, case, name, first_name=first)
        yes(world, name, person, world.harbour, TAKING_PART | Level.SENSITIVE)
        yes(world, name, person, world.st_marks)
        yes(world, name, person, world.lakeside)
    return case


def yes(world: World, name: str, person: Newcomer, place: Organization, levels: Level = TAKING_PART) -> None:
    who = getattr(world, name)
    enter(who)
    verbs.choose_sharing(person, who, choices={place.pk: levels}, language="en", method=Method.OWN_PHONE)


def plan(world: World, case: Case, by: str = "selam", **said: Any) -> Move:
    who = getattr(world, by)
    enter(who)
    return verbs.plan_move(case, who, **(NEW | {"on": clock.today() + timedelta(days=20)} | said))


def adults(world: World, case: Case) -> dict[str, Newcomer]:
    enter(world.luwam)
    return {"luwam": case.newcomers.get(name="Luwam"), "yared": case.newcomers.get(name="Y.")}


def asked(world: World, case: Case) -> tuple[Move, Referral]:
    """The new community's agency was named, each adult said yes, the SAH asked it."""
    move = plan(world, case)
    enter(world.selam)
    verbs.name_new_agency(move, world.selam, agency=world.northgate)
    for name, person in adults(world, case).items():
        yes(world, name, person, world.northgate)
    enter(world.paul)
    return move, verbs.refer_to_new_place(move, world.paul, answer_by=clock.today() + timedelta(days=7))


def sees(world: World, name: str, model: Any, /, **which: Any) -> bool:
    who = world.people[name]
    with as_(who):
        first = model.objects.visible_to(fresh(who)).filter(**which).exists()
        assert first == model.objects.filter(**which).exists()
    return bool(first)


def waits(world: World, name: str) -> set[str]:
    who = world.people[name]
    with as_(who):
        return {row.key for row in TodayEntry.objects.visible_to(fresh(who)).oldest_first(fresh(who), 99)}


def test_any_voice_plans_a_move_and_the_private_tasks_are_each_adults_own(world: World) -> None:
    case = home(world)
    for by in ("luwam", "ruth", "paul"):
        move = plan(world, case, by)
        with pytest.raises(Refused):
            plan(world, case, by)
        verbs.call_off_move(move, getattr(world, by))
    for by in ("tom", "helen", "grace"):
        with pytest.raises(NotAllowed):
            plan(world, case, by)
    with pytest.raises(Refused):
        plan(world, case, on=clock.today() + timedelta(days=400))
    plan(world, case)
    assert sees(world, "selam", Task, case=case, code="T103", secret=True, ceased_at=None)
    assert not sees(world, "ruth", Task, case=case, code="T103")
    assert "settle_move" in waits(world, "selam")
    with reading_everything():
        told = Notice.objects.filter(key="move_planned", case_id=case.pk)
        assert {"ruth@example.org", "luwam@example.org"} <= set(told.values_list("reader__email", flat=True))


@pytest.mark.parametrize("outcome", ["self_supporting", "money_only", "another_group", "breakdown"])
def test_four_ways_in_which_it_goes_on(world: World, outcome: str) -> None:
    case = home(world)
    move = plan(world, case, on=clock.today())
    enter(world.luwam)
    with pytest.raises(NotAllowed):
        verbs.settle_move(move, world.luwam, outcome=outcome)
    enter(world.ruth)
    verbs.settle_move(move, world.ruth, outcome=outcome)
    with pytest.raises(Refused):
        verbs.settle_move(move, world.ruth, outcome=outcome)
    with as_(world.selam):
        assert (Case.objects.get(pk=case.pk).community, Case.objects.get(pk=case.pk).fsa) == ("Guelph Lake", "N1H")
    assert "settle_move" not in waits(world, "selam")


def test_nobody_is_referred_to_the_new_place_without_each_adults_own_fresh_yes(world: World) -> None:
    case = home(world)
    move = plan(world, case)
    enter(world.paul)
    by = clock.today() + timedelta(days=7)
    with pytest.raises(Refused):
        verbs.refer_to_new_place(move, world.paul, answer_by=by)
    enter(world.selam)
    with pytest.raises(Refused):
        verbs.name_new_agency(move, world.selam, agency=world.harbour)
    verbs.name_new_agency(move, world.selam, agency=world.northgate)
    people = adults(world, case)
    yes(world, "luwam", people["luwam"], world.northgate)
    enter(world.paul)
    with pytest.raises(Refused):
        verbs.refer_to_new_place(move, world.paul, answer_by=by)
    yes(world, "yared", people["yared"], world.northgate)
    enter(world.ruth)
    with pytest.raises(Refused):
        verbs.refer_to_new_place(move, world.ruth, answer_by=by)
    enter(world.paul)
    referral = verbs.refer_to_new_place(move, world.paul, answer_by=by)
    with pytest.raises(Refused):
        verbs.refer_to_new_place(move, world.paul, answer_by=by)
    assert not sees(world, "nadia", Case, pk=case.pk)
    with as_(world.nadia):
        assert Referral.objects.get(pk=referral.pk).preview.community == "Guelph Lake"
    assert "answer_referral" in waits(world, "nadia")
    assert sees(world, "selam", Case, pk=case.pk), "the present agency keeps the family meanwhile"


def test_the_new_agency_takes_over_at_once_and_the_old_one_leaves_on_the_agreed_day(world: World) -> None:
    case = home(world)
    _move, referral = asked(world, case)
    start = clock.now()
    world.accept(referral, by="nadia")
    connection.check_constraints()
    with as_(world.nadia):
        contact = Designation.objects.get(case=case, until=None)
        assert (contact.account_id, contact.interim) == (world.nadia.pk, True)
        assert Case.objects.get(pk=case.pk).community == "Guelph Lake"
    assert "name_worker" in waits(world, "nadia")
    assert "name_worker" not in waits(world, "helen")
    world.name_worker(case, "yonas", by="nadia")
    connection.check_constraints()
    assert sees(world, "yonas", Newcomer, case=case)
    assert sees(world, "selam", Case, pk=case.pk)
    leave()
    with days_later(start, 22):
        assert not sees(world, "selam", Case, pk=case.pk)
        assert not sees(world, "helen", Case, pk=case.pk)
        for name in ("yonas", "nadia", "ruth", "paul"):
            assert sees(world, name, Case, pk=case.pk), name
    leave()


def test_a_no_of_the_new_agency_leaves_the_old_one_in_place(world: World) -> None:
    case = home(world)
    move, referral = asked(world, case)
    enter(world.nadia)
    verbs.decline(referral, world.nadia, reason=load("ontario-2021", 1).reasons_of("agency")[0], next_step="call_together")
    connection.check_constraints()
    assert sees(world, "selam", Case, pk=case.pk)
    assert not sees(world, "nadia", Case, pk=case.pk)
    assert "refer_again" not in waits(world, "paul")
    with as_(world.selam):
        assert Designation.objects.get(case=case, until=None).account_id == world.selam.pk
        assert Case.objects.get(pk=case.pk).community == "Riverton"
    enter(world.paul)
    with pytest.raises(Refused):
        verbs.refer_again(case, world.paul, agency=world.northgate, answer_by=clock.today() + timedelta(days=7), consent=True)
    verbs.refer_to_new_place(move, world.paul, answer_by=clock.today() + timedelta(days=7))


def test_the_group_leaves_and_another_one_comes_by_each_adults_yes(world: World) -> None:
    case = home(world)
    enter(world.cora)
    oaks = world.organization("oaks", Kind.CONSTITUENT_GROUP, "Oak Street group", sah=world.lakeside)
    world.person("olga", oaks, Seat.SPONSOR_REP, world.cora)
    for name in ("paul", "selam", "tom"):
        enter(getattr(world, name))
        with pytest.raises(NotAllowed):
            verbs.leave_family(case, getattr(world, name))
    enter(world.paul)
    with pytest.raises(Refused):
        verbs.bring_group(case, world.paul, group=oaks)
    browser = world.client(world.ruth)
    address = reverse("cases:leave_family", kwargs={"pk": case.pk})
    assert "What follows" in browser.get(address).content.decode()
    assert browser.post(address, {}).status_code == 303
    for name in ("ruth", "tom"):
        assert not sees(world, name, Case, pk=case.pk), name
    assert "find_group" in waits(world, "paul")
    enter(world.hugo)
    with pytest.raises(NotAllowed):
        verbs.bring_group(case, world.hugo, group=oaks)
    sah = world.client(world.paul)
    address = reverse("cases:bring_group", kwargs={"pk": case.pk})
    assert "Oak Street group" in sah.get(address).content.decode()
    assert sah.post(address, {"group": str(oaks.pk)}).status_code == 303
    assert "find_group" not in waits(world, "paul")
    assert not sees(world, "olga", Case, pk=case.pk), "nothing before an adult's yes"
    yes(world, "luwam", adults(world, case)["luwam"], oaks)
    assert sees(world, "olga", Newcomer, case=case, name="Luwam")
    assert not sees(world, "olga", Newcomer, case=case, name="Y.")
    with as_(world.paul):
        assert CircleMember.objects.standing().filter(case=case, organization=oaks).count() == 2


def test_what_the_group_led_has_nobody_any_more_and_the_worker_is_told(world: World) -> None:
    """The board says that nobody leads it yet, beside no name."""
    case = home(world)
    enter(world.selam)
    verbs.open_board(case, world.selam)
    looks = FamilyBoard.of(with_board(world.selam).get(pk=case.pk), world.selam).looks
    led = {place for place, look in looks.items() if look.state not in NOBODY}
    enter(world.ruth)
    with reading_everything():
        told = Notice.objects.filter(reader=world.selam, key="group_left").count()
    verbs.leave_family(case, world.ruth)
    enter(world.selam)
    looks = FamilyBoard.of(with_board(world.selam).get(pk=case.pk), world.selam).looks
    orphaned = {place for place in led if looks[place].state in NOBODY}
    types = {one.code: one for one in case.adoption.edition.tasks}
    assert orphaned
    assert {types[key].lead_default for key, _person in orphaned} == {"SPONSOR"}
    page = world.client(world.selam).get(reverse("cases:board", kwargs={"pk": case.pk}) + "?show=open").content.decode()
    assert page.count("Nobody leads yet") >= len(orphaned)
    with reading_everything():
        assert Notice.objects.filter(reader=world.selam, key="group_left").count() == told + 1


def test_the_pages_of_a_move(world: World) -> None:
    case = home(world)
    address = reverse("cases:move", kwargs={"pk": case.pk})
    worker, sah = world.client(world.selam), world.client(world.paul)
    typed = {"act": "plan", "community": "Guelph Lake", "fsa": "N1H", "on": (clock.today() + timedelta(days=9)).isoformat()}
    assert worker.post(address, typed | {"fsa": "9"}).status_code == 422
    assert worker.post(address, typed).status_code == 303
    assert worker.post(address, {"act": "agency", "agency": str(world.northgate.pk)}).status_code == 303
    for name in ("selam", "paul", "ruth", "tom", "helen", "luwam"):
        assert world.client(getattr(world, name)).get(address).status_code == 200, name
    assert "Northgate" in world.client(world.luwam).get(reverse("family:sharing")).content.decode()
    refer = {"act": "refer", "answer_by": (clock.today() + timedelta(days=7)).isoformat()}
    assert sah.post(address, refer).status_code == 422
    for name, person in adults(world, case).items():
        yes(world, name, person, world.northgate)
    assert sah.post(address, refer).status_code == 303
    assert "was asked" in sah.get(address).content.decode()
    assert worker.post(address, {"act": "settle", "outcome": "money_only"}).status_code == 303
    assert worker.post(address, {"act": "nonsense"}).status_code == 200


def test_who_follows_is_one_adults_word_and_becomes_a_person_of_the_family(world: World) -> None:
    case = home(world)
    luwam = adults(world, case)["luwam"]
    enter(world.ruth)
    verbs.record_arrival(case, world.ruth, newcomers=list(case.newcomers.all()), on=clock.today() - timedelta(days=320))
    address = reverse("cases:follows", kwargs={"pk": luwam.pk})
    for name in ("ruth", "paul", "tom", "helen", "yared"):
        assert world.client(getattr(world, name)).get(address).status_code in {403, 404}, name
    own = world.client(world.luwam)
    assert own.post(address, {"name": "Bisrat", "age_group": "child", "applied_on": ""}).status_code == 303
    worker = world.client(world.selam)
    said = worker.get(address).content.decode()
    assert "Fewer than 60 days are left" in said
    assert "Bisrat" in said
    assert worker.post(address, {"name": "Saba", "age_group": "adult", "applied_on": "2031-01-01"}).status_code == 422
    assert worker.post(address, {"name": "Saba", "age_group": "adult", "applied_on": clock.today().isoformat()}).status_code == 303
    with as_(world.selam):
        rows = {row.name: row for row in FollowingRelative.objects.filter(newcomer=luwam)}
    assert not sees(world, "ruth", FollowingRelative, newcomer=luwam)
    assert worker.post(address, {"coming": str(rows["Bisrat"].pk)}).status_code == 303
    assert worker.post(address, {"coming": str(rows["Saba"].pk), "method": "aloud", "language": "ti"}).status_code == 422
    word = {"coming": str(rows["Saba"].pk), "method": "aloud", "language": "ti", "witness": "Hanna B."}
    assert worker.post(address, word).status_code == 303
    for name in ("Bisrat", "Saba"):
        assert sees(world, "ruth", Newcomer, case=case, name=name), name
    enter(world.ruth)
    later = list(case.newcomers.filter(name__in=["Bisrat", "Saba"]))
    saba = [one for one in later if one.name == "Saba"]
    verbs.record_travel(case, world.ruth, newcomers=saba, received_on=clock.today(), lands_on=clock.today() + timedelta(days=30))
    verbs.record_arrival(case, world.ruth, newcomers=later, on=clock.today())
