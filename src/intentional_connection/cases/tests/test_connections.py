"""The connection check: made from the edition's list, answered by the newcomer and the worker, complete only by both."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from conftest import as_
from intentional_connection.access.seats import Level
from intentional_connection.cases import verbs
from intentional_connection.cases.models import (
    Arrival,
    Case,
    Circumstance,
    ConnectionAnswer,
    ConnectionCheck,
    Newcomer,
    ServiceConnection,
)
from intentional_connection.cases.models.checking import check_summary, items_of
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.connection import Linked
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.cases.tests.asking import questions
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.practice.edition import load
from intentional_connection.practice.models import Adoption
from intentional_connection.practice.verbs import adopt
from tests.families import own_account
from tests.world import World, enter, fresh

if TYPE_CHECKING:
    from intentional_connection.people.models import Account

pytestmark = pytest.mark.maple_stands

ALOUD: dict[str, Any] = {"method": Method.ALOUD, "witness": "Hanna B."}


def landed(world: World) -> Case:
    """Maple 12 has arrived; its worker is Selam."""
    case = world.maple()
    enter(world.selam)
    for person in case.newcomers.all():
        Arrival.objects.create(case=case, newcomer=person, on=clock.today(), by=world.selam)
    return case


def opened(world: World) -> Case:
    case = landed(world)
    verbs.open_check(case, world.selam)
    return case


def item(case: Case, key: str, person: str | None = None) -> ServiceConnection:
    found: ServiceConnection = ServiceConnection.objects.select_related("newcomer").get(
        case=case, item=key, **({"newcomer__name": person} if person else {"newcomer": None})
    )
    return found


def answer(world: World, row: ServiceConnection, state: str, by: str = "selam", **said: Any) -> ConnectionAnswer:
    who = getattr(world, by)
    enter(who)
    return verbs.answer_connection(row, who, state=state, **said)


def person(case: Case, name: str) -> Newcomer:
    return Newcomer.objects.get(case=case, name=name)


def complete(case: Case) -> bool:
    return ConnectionCheck.objects.get(case=case).completed_at is not None


def address(name: str, row: Any) -> str:
    return reverse(f"cases:{name}", kwargs={"pk": row.pk})


# --- opening ------------------------------------------------------------------------


def test_the_list_is_made_per_person_from_the_edition(world: World) -> None:
    case = opened(world)
    made: dict[str, set[str]] = {}
    for row in ServiceConnection.objects.filter(case=case).select_related("newcomer"):
        made.setdefault(row.item, set()).add(row.newcomer.name if row.newcomer else "")
    assert made["registered"] == {"Luwam", "Y."}
    assert made["health_card"] == {"Luwam", "Y.", "S."}
    assert made["doctor"] == {""}
    assert made["child_benefit"] == {""}
    assert "school" not in made, "nobody said that a child is of school age"
    assert "employment" not in made


def test_what_holds_for_one_person_makes_an_item_for_that_person_alone(world: World) -> None:
    case = landed(world)
    child, adult = person(case, "S."), person(case, "Luwam")
    for who, condition in ((child, "has_school_age"), (adult, "job_seeking")):
        Circumstance.objects.create(case=case, newcomer=who, condition=condition, by=world.selam)
    Circumstance.objects.create(
        case=case, newcomer=child, condition="has_preschool", by=world.selam, ended_at=clock.now(), ended_by=world.selam
    )
    verbs.open_check(case, world.selam)
    assert item(case, "school", "S.")
    assert item(case, "employment", "Luwam")
    assert not ServiceConnection.objects.filter(case=case, item__in=["child_care"]).exists()
    assert ServiceConnection.objects.filter(case=case, item="employment").count() == 1


def test_every_open_item_has_an_owner_and_a_day_to_come(world: World) -> None:
    case = opened(world)
    rows = list(ServiceConnection.objects.filter(case=case))
    assert all(row.owner in Voice.values and row.due_on > clock.today() for row in rows)
    edition = load("ontario-2021", 1)
    day = edition.task("T047").due_day_from_arrival
    assert day
    assert item(case, "registered", "Luwam").due_on == clock.today() + timedelta(days=day)
    assert item(case, "first_service", "Luwam").due_on == clock.today() + timedelta(days=30)


def test_opening_again_adds_what_is_missing_and_changes_nothing(world: World) -> None:
    case = opened(world)
    row = item(case, "registered", "Luwam")
    verbs.set_connection(row, world.selam, owner=Voice.SPONSOR, due_on=clock.today() + timedelta(days=3))
    before = set(ServiceConnection.objects.filter(case=case).values_list("pk", flat=True))
    Circumstance.objects.create(case=case, newcomer=person(case, "S."), condition="has_school_age", by=world.selam)
    verbs.open_check(case, world.selam)
    after = ServiceConnection.objects.filter(case=case)
    assert [one.item for one in after.exclude(pk__in=before)] == ["school"]
    assert item(case, "registered", "Luwam").owner == Voice.SPONSOR
    assert ConnectionCheck.objects.filter(case=case).count() == 1


def test_the_list_does_not_open_before_arrival(world: World) -> None:
    case = world.maple()
    enter(world.selam)
    with pytest.raises(Refused):
        verbs.open_check(case, world.selam)
    text = unescape(world.client(world.selam).get(address("check", case)).content.decode())
    assert "It opens at the first meeting together" in text
    assert address("open_check", case) not in text


def test_only_the_worker_opens_and_arranges_the_list(world: World) -> None:
    case = landed(world)
    own_account(world, case, "luwam", first_name="Luwam")
    for name in ("ruth", "tom", "paul", "helen", "luwam"):
        enter(getattr(world, name))
        with pytest.raises(NotAllowed):
            verbs.open_check(case, getattr(world, name))
        assert world.client(getattr(world, name)).post(address("open_check", case)).status_code == 403


def test_a_site_without_the_check_has_none(world: World) -> None:
    world.maple()  # the one that stands there already keeps what its site had then
    enter(world.cora)
    adopt(world.site, world.cora, parts=[one.key for one in load("ontario-2021", 1).parts if one.key != "connection_check"])
    case = landed(world)
    assert not Adoption.objects.get(pk=case.adoption_id).has("connection_check")
    with pytest.raises(Refused):
        verbs.open_check(case, world.selam)
    assert "not in this site" in world.client(world.selam).get(address("check", case)).content.decode()


def test_of_an_adult_who_said_no_to_the_agency_there_is_no_item(world: World) -> None:
    case = landed(world)
    verbs.choose_sharing(
        person(case, "Y."), world.selam, choices={world.harbour.pk: Level(0)}, language="ti", method=Method.ALOUD, witness="Hanna"
    )
    verbs.open_check(case, world.selam)
    names = set(ServiceConnection.objects.filter(case=case).values_list("newcomer__name", flat=True))
    assert names == {None, "Luwam", "S."}


# --- answering ----------------------------------------------------------------------


def test_the_worker_alone_completes_nothing(world: World) -> None:
    case = opened(world)
    for row in ServiceConnection.objects.filter(case=case):
        answer(world, row, Linked.CONNECTED)
    assert not complete(case)
    assert not any(one.is_settled for one in items_of(case, world.selam))


def test_the_newcomers_alone_complete_nothing(world: World) -> None:
    case = opened(world)
    for row in ServiceConnection.objects.filter(case=case).select_related("newcomer"):
        speaker = row.newcomer if row.newcomer and row.newcomer.age_group == "adult" else person(case, "Luwam")
        answer(world, row, Linked.CONNECTED, newcomer=speaker, **ALOUD)
    assert not complete(case)


def settle(world: World, case: Case) -> list[ServiceConnection]:
    """Both answer every item; Luwam speaks for the family and the child."""
    enter(world.selam)
    rows = list(ServiceConnection.objects.filter(case=case).select_related("newcomer").order_by("id"))
    for row in rows:
        speaker = row.newcomer if row.newcomer and row.newcomer.age_group == "adult" else person(case, "Luwam")
        answer(world, row, Linked.CONNECTED)
        answer(world, row, Linked.NOT_WANTED, newcomer=speaker, **ALOUD)
    return rows


def test_both_answers_for_each_item_complete_it_and_a_changed_answer_opens_it_again(world: World) -> None:
    case = opened(world)
    rows = settle(world, case)
    assert complete(case)
    answer(world, rows[0], Linked.REFERRED)
    assert not complete(case)
    answer(world, rows[0], Linked.CONNECTED)
    assert complete(case)
    verbs.add_connection(
        case, world.selam, label="Swimming class", newcomer=None, owner=Voice.SPONSOR, due_on=clock.today() + timedelta(days=9)
    )
    assert not complete(case)


def test_a_reason_stands_for_the_missing_answers_and_taken_away_opens_again(world: World) -> None:
    case = opened(world)
    rows = settle(world, case)
    answer(world, rows[0], Linked.OFFERED, newcomer=rows[0].newcomer or person(case, "Luwam"), **ALOUD)
    assert not complete(case)
    care: dict[str, Any] = {"owner": rows[0].owner, "due_on": rows[0].due_on}
    verbs.set_connection(rows[0], world.selam, reason="waiting_list", **care)
    assert complete(case)
    verbs.set_connection(rows[0], world.selam, **care)
    assert not complete(case)
    with pytest.raises(Refused):
        verbs.set_connection(rows[0], world.selam, reason="no_place", **care)


def test_an_item_that_the_worker_may_not_see_any_more_keeps_the_check_open(world: World) -> None:
    case = opened(world)
    for row in ServiceConnection.objects.filter(case=case).select_related("newcomer"):
        if row.newcomer is None or row.newcomer.name != "Y.":
            answer(world, row, Linked.CONNECTED)
            speaker = row.newcomer if row.newcomer and row.newcomer.age_group == "adult" else person(case, "Luwam")
            answer(world, row, Linked.CONNECTED, newcomer=speaker, **ALOUD)
    other = person(case, "Y.")
    verbs.choose_sharing(
        other, world.selam, choices={world.harbour.pk: Level(0)}, language="ti", method=Method.ALOUD, witness="Hanna"
    )
    answer(world, item(case, "doctor"), Linked.CONNECTED)
    assert all(one.is_settled for one in items_of(case, world.selam))
    assert not complete(case)


def test_an_adult_answers_for_oneself_the_family_and_the_children_never_for_another_adult(world: World) -> None:
    case = opened(world)
    luwam = own_account(world, case, "luwam", first_name="Luwam")
    enter(world.luwam)
    for row in (item(case, "registered", "Luwam"), item(case, "doctor"), item(case, "health_card", "S.")):
        said = answer(world, row, Linked.CONNECTED, by="luwam")
        assert (said.voice, said.newcomer_id, said.method, said.witness) == ("newcomer", luwam.pk, "own_phone", "")
    with pytest.raises((Refused, NotAllowed)):
        answer(world, item(case, "registered", "Y."), Linked.CONNECTED, by="luwam")
    enter(world.luwam)
    with pytest.raises(Refused):
        answer(world, item(case, "doctor"), Linked.CONNECTED, by="luwam", newcomer=person(case, "Y."))


def test_an_answer_written_down_has_a_witness_and_its_own_adult(world: World) -> None:
    case = opened(world)
    row = item(case, "registered", "Luwam")
    said = answer(world, row, Linked.REFERRED, newcomer=person(case, "Luwam"), **ALOUD)
    assert (said.voice, said.method, said.witness, said.by_id) == ("newcomer", "aloud", "Hanna B.", world.selam.pk)
    for wrong in (
        {"newcomer": person(case, "Luwam")},
        {"newcomer": person(case, "Luwam"), "method": Method.ALOUD, "witness": "Ruth"},
        {"newcomer": person(case, "Luwam"), "method": Method.PAPER},
        {"newcomer": person(case, "Y."), **ALOUD},
        {"newcomer": person(case, "S."), **ALOUD},
    ):
        with pytest.raises(Refused):
            answer(world, row, Linked.CONNECTED, **wrong)
    with pytest.raises(Refused):
        answer(world, row, "somehow")


@pytest.mark.parametrize("name", ["ruth", "tom", "paul", "helen"])
def test_the_others_read_the_list_and_answer_nothing(world: World, name: str) -> None:
    case = opened(world)
    row = item(case, "registered", "Luwam")
    answer(world, row, Linked.REFERRED)
    who: Account = getattr(world, name)
    browser = world.client(who)
    text = unescape(browser.get(address("check", case)).content.decode())
    assert "Registered with the settlement agency" in text
    assert "Referred" in text
    assert address("connection", row) not in text
    assert browser.post(address("family_answer", row)).status_code == 403
    with pytest.raises(NotAllowed):
        answer(world, row, Linked.CONNECTED, by=name)


def test_an_own_item_names_its_owner_and_a_day_to_come(world: World) -> None:
    case = opened(world)
    said: dict[str, Any] = {"label": "Library card", "newcomer": person(case, "S."), "owner": Voice.SPONSOR}
    row = verbs.add_connection(case, world.selam, **said, due_on=clock.today())
    assert (row.item.startswith("own:"), row.label) == (True, "Library card")
    for wrong in ({"due_on": clock.today() - timedelta(days=1)}, {"due_on": clock.today(), "owner": "network"}):
        with pytest.raises(Refused):
            verbs.add_connection(case, world.selam, **(said | wrong))
    assert "Library card" in world.client(world.ruth).get(address("check", case)).content.decode()


# --- pages --------------------------------------------------------------------------


def test_the_worker_works_through_an_item_on_its_page(world: World) -> None:
    case = opened(world)
    row = item(case, "registered", "Luwam")
    browser = world.client(world.selam)
    day = (clock.today() + timedelta(days=5)).isoformat()
    sent: list[tuple[str, dict[str, str]]] = [
        ("connection", {"state": "connected"}),
        ("family_answer", {"newcomer": str(row.newcomer_id), "state": "connected", "method": "aloud", "witness": "Hanna B."}),
        ("care_connection", {"owner": "newcomer", "due_on": day, "reason": ""}),
    ]
    for name, said in sent:
        assert browser.post(address(name, row), said)["Location"] == address("check", case), name
        assert browser.post(address(name, row), {"once": ""}).status_code == 422, name
    with as_(world.selam):
        found = next(one for one in items_of(case, fresh(world.selam)) if one.row.pk == row.pk)
    assert (found.is_settled, found.worker, found.family, found.row.owner) == (True, "connected", "connected", "newcomer")


def test_the_worker_opens_the_list_and_adds_to_it(world: World) -> None:
    case = landed(world)
    browser = world.client(world.selam)
    assert browser.post(address("open_check", case))["Location"] == address("check", case)
    said = {"label": "Choir", "newcomer": "", "owner": "sponsor", "due_on": clock.today().isoformat()}
    assert browser.post(address("add_connection", case), said).status_code == 303
    assert browser.post(address("add_connection", case), said | {"label": ""}).status_code == 422
    text = unescape(browser.get(address("check", case)).content.decode())
    assert "Choir" in text
    assert "0 of " in text


def test_the_summary_says_how_many_are_settled(world: World) -> None:
    case = landed(world)
    assert not check_summary(case, world.selam).is_open
    verbs.open_check(case, world.selam)
    count = ServiceConnection.objects.filter(case=case).count()
    row = item(case, "doctor")
    answer(world, row, Linked.CONNECTED)
    answer(world, row, Linked.CONNECTED, newcomer=person(case, "Luwam"), **ALOUD)
    summary = check_summary(case, world.selam)
    assert (summary.settled, summary.count, summary.completed_at) == (1, count, None)


def test_the_pages_ask_few_questions(world: World) -> None:
    case = opened(world)
    few = len(questions(world.client(world.selam), address("check", case)))
    for number in range(10):
        enter(world.selam)
        verbs.add_connection(case, world.selam, label=f"No {number}", newcomer=None, owner="worker", due_on=clock.today())
    assert len(questions(world.client(world.selam), address("check", case))) == few <= 12
    assert len(questions(world.client(world.selam), address("connection", item(case, "doctor")))) <= 12
