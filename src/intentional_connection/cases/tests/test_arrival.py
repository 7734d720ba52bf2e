"""The travel notice in its versions, split and moved arrivals; who reads the day and who the flight."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from intentional_connection.access.seats import Level
from intentional_connection.cases import verbs
from intentional_connection.cases.models import Arrival, Case, Pause, TodayEntry, TravelDetail, TravelNotice
from intentional_connection.cases.models.gathering import whom_to_invite
from intentional_connection.cases.models.path import where
from intentional_connection.cases.tests.asking import questions
from intentional_connection.cases.views.around import stages
from intentional_connection.journal.models import Act
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices.models import Notice
from tests.crawl import open_page
from tests.world import enter, leave

if TYPE_CHECKING:
    from datetime import date

    from intentional_connection.people.models import Account
    from tests.world import World

pytestmark = pytest.mark.maple_stands

FLIGHT = {"flight": "AC 123", "port": "Toronto Pearson", "needs": "A wheelchair at the gate"}


def address(name: str, family: Case) -> str:
    return reverse(f"cases:{name}", kwargs={"pk": family.pk})


def people(world: World, family: Case, by: Account) -> list[Any]:
    enter(by)
    return list(family.newcomers.in_order())


def day(ahead: int) -> date:
    return clock.today() + timedelta(days=ahead)


def travels(world: World, family: Case, by: str = "ruth", lands: int | None = 20, **said: Any) -> list[TravelNotice]:
    who = getattr(world, by)
    said = {"newcomers": people(world, family, who), "received_on": clock.today(), "reason": ""} | said
    return verbs.record_travel(family, who, lands_on=None if lands is None else day(lands), **said)


def lands(world: World, family: Case, by: str = "ruth", ago: int = 0, **said: Any) -> list[Arrival]:
    who = getattr(world, by)
    return verbs.record_arrival(family, who, on=day(-ago), **({"newcomers": people(world, family, who)} | said))


def text(world: World, name: str, family: Case, page: str) -> str:
    answer = world.client(getattr(world, name)).get(address(page, family))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


# --- the notice --------------------------------------------------------------------------


def test_a_notice_is_each_person_s_own_and_a_change_is_a_new_version_with_its_reason(world: World) -> None:
    family = world.maple()
    assert [row.version for row in travels(world, family)] == [1, 1, 1]
    with pytest.raises(Refused, match="Choose why it has changed"):
        travels(world, family, lands=30)
    moved = travels(world, family, lands=30, reason="moved_by_office", newcomers=people(world, family, world.ruth)[:2])
    assert [(row.version, row.reason) for row in moved] == [(2, "moved_by_office")] * 2
    assert sorted(TravelNotice.objects.filter(case=family).values_list("version", flat=True)) == [1, 1, 1, 2, 2]


def test_a_journey_that_was_called_off_has_no_day_until_there_is_a_new_one(world: World) -> None:
    family = world.maple()
    with pytest.raises(Refused, match="nothing to call off"):
        travels(world, family, lands=None)
    travels(world, family)
    assert where(world.ruth, [family])[family.pk].stage == "travel_known"
    travels(world, family, lands=None, reason="flight_cancelled")
    assert where(world.ruth, [family])[family.pk].facts.lands_on is None
    assert where(world.ruth, [family])[family.pk].stage != "travel_known"


@pytest.mark.parametrize(
    ("lands_on", "received", "says"),
    [(5, 1, "still to come"), (-3, 0, "before the notice came"), (900, 0, "two years ahead")],
)
def test_days_that_cannot_be_are_refused(world: World, lands_on: int, received: int, says: str) -> None:
    family = world.maple()
    with pytest.raises(Refused, match=says):
        travels(world, family, lands=lands_on, received_on=day(received))
    assert not TravelNotice.objects.filter(case=family).exists()


@pytest.mark.parametrize("name", ["selam", "tom", "helen", "nadia", "omar"])
def test_only_representative_and_sah_record_the_notice(world: World, name: str) -> None:
    family = world.maple()
    newcomers = people(world, family, world.ruth)
    who = getattr(world, name)
    enter(who)
    with pytest.raises(NotAllowed):
        verbs.record_travel(family, who, newcomers=newcomers, received_on=clock.today(), lands_on=day(9))


def test_the_worker_and_members_read_the_day_and_never_the_flight(world: World) -> None:
    family = world.maple()
    travels(world, family, **FLIGHT)
    for name in ("selam", "tom", "helen"):
        page = text(world, name, family, "travel")
        assert "Lands on" in page, name
        assert not any(word in page for word in ("AC 123", "Pearson", "wheelchair")), name
        enter(getattr(world, name))
        assert not TravelDetail.objects.exists(), name
    for name in ("ruth", "paul"):
        page = text(world, name, family, "travel")
        assert all(word in page for word in ("AC 123", "Pearson", "A wheelchair at the gate")), name


def test_the_earlier_versions_stay_to_be_read(world: World) -> None:
    family = world.maple()
    travels(world, family, lands=20, flight="AC 1")
    travels(world, family, lands=25, flight="AC 2", reason="moved_by_office")
    page = text(world, "ruth", family, "travel")
    assert "The visa office moved the date" in page
    assert "AC 1" in page[page.index("What was written down before") :]
    assert "AC 2" in page
    assert "What was written down before" in text(world, "selam", family, "travel")


def test_a_notice_wakes_a_family_that_waited_and_tells_everybody_without_a_word(world: World) -> None:
    family = world.maple()
    enter(world.paul)
    verbs.sleep(family, world.paul, reason="no_date", wake_on=day(400))
    travels(world, family, **FLIGHT)
    assert not Pause.objects.standing().filter(case=family).exists()
    told = []
    for name in ("paul", "tom", "selam", "ruth", "helen"):
        enter(getattr(world, name))
        rows = Notice.objects.filter(reader=getattr(world, name), key="travel_recorded", path=address("travel", family))
        told += [name for _row in rows]
    assert told == ["paul", "tom", "selam"]


def test_the_form_offers_everybody_chosen_and_keeps_what_was_typed(world: World) -> None:
    family = world.maple()
    browser = world.client(world.ruth)
    form = next(form for form in open_page(browser, address("travel", family)).forms if "newcomers" in form.filled())
    everybody = [str(one.pk) for one in people(world, family, world.ruth)]
    assert browser.get(address("travel", family)).content.decode().count(" checked") == len(everybody) == 3
    said = {**form.filled(), "newcomers": everybody, "lands_at": "14:30"}
    answer = browser.post(address("travel", family), {**said, "lands_on": "2027-02-30", "flight": "AC 9"})
    assert answer.status_code == 422
    assert "This date does not exist" in answer.content.decode()
    assert 'value="AC 9"' in answer.content.decode()
    assert browser.post(address("travel", family), {**said, "lands_on": day(12).isoformat(), "flight": "AC 9"}).status_code == 303
    enter(world.ruth)
    assert TravelDetail.objects.filter(flight="AC 9").count() == 3
    again = next(form for form in open_page(browser, address("travel", family)).forms if "newcomers" in form.filled())
    called_off = {**again.filled(), "newcomers": everybody, "lands_at": "14:30", "known": "none", "reason": "flight_cancelled"}
    assert browser.post(address("travel", family), called_off).status_code == 303
    assert "The journey was called off" in text(world, "selam", family, "travel")


def test_nobody_outside_opens_journey_or_arrival(world: World) -> None:
    family = world.maple()
    for name in ("cora", "nadia", "omar", "hugo", "grace"):
        for page in ("travel", "arrival", "undo_arrival", "ready", "circumstances", "gap"):
            assert world.client(getattr(world, name)).get(address(page, family)).status_code == 404, (name, page)


# --- the arrival -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ruth", "paul", "selam"])
def test_representative_sah_and_worker_record_who_has_landed(world: World, name: str) -> None:
    family = world.maple()
    assert len(lands(world, family, by=name)) == 3
    for reader in ("ruth", "paul", "selam", "helen", "tom"):
        enter(getattr(world, reader))
        assert where(getattr(world, reader), [family])[family.pk].stage == "arrived", reader


@pytest.mark.parametrize("name", ["tom", "helen", "omar"])
def test_nobody_else_records_an_arrival(world: World, name: str) -> None:
    family = world.maple()
    newcomers = people(world, family, world.ruth)
    who = getattr(world, name)
    enter(who)
    with pytest.raises(NotAllowed):
        verbs.record_arrival(family, who, newcomers=newcomers, on=clock.today())


def test_an_arrival_is_never_in_the_future_and_never_twice(world: World) -> None:
    family = world.maple()
    with pytest.raises(Refused, match="still to come"):
        lands(world, family, ago=-1)
    with pytest.raises(Refused, match="Check the year"):
        lands(world, family, ago=900)
    lands(world, family, ago=2)
    with pytest.raises(Refused, match="has arrived already"):
        lands(world, family)
    with pytest.raises(Refused, match="has arrived already"):
        travels(world, family, reason="split")


def test_who_comes_later_has_a_first_day_of_their_own(world: World) -> None:
    family = world.maple()
    travels(world, family, lands=0)
    first, second, child = people(world, family, world.ruth)
    lands(world, family, ago=0, newcomers=[first])
    travels(world, family, lands=40, newcomers=[second, child], reason="split")
    facts = where(world.ruth, [family])[family.pk].facts
    assert (facts.arrived_on, facts.lands_on) == (clock.today(), day(40))
    later = datetime.combine(day(41), datetime.min.time(), clock.ONTARIO) + timedelta(hours=12)
    leave()
    with clock.at(later):
        lands(world, family, newcomers=[second, child])
        assert sorted(set(Arrival.objects.standing().values_list("on", flat=True))) == [day(-41), day(0)]


def test_an_arrival_taken_back_stays_with_its_reason_and_can_be_recorded_again(world: World) -> None:
    family = world.maple()
    lands(world, family, ago=3)
    with pytest.raises(Refused, match="Choose why"):
        verbs.undo_arrival(family, world.ruth, newcomers=people(world, family, world.ruth), why="x")
    gone = verbs.undo_arrival(family, world.ruth, newcomers=people(world, family, world.ruth), why="no_show")
    assert [row.undone_why for row in gone] == ["no_show"] * 3
    assert where(world.ruth, [family])[family.pk].stage != "arrived"
    with pytest.raises(Refused, match="no arrival of this person"):
        verbs.undo_arrival(family, world.ruth, newcomers=people(world, family, world.ruth), why="no_show")
    lands(world, family, ago=1)
    page = text(world, "selam", family, "arrival")
    assert "taken back: The flight landed without this person" in page


def test_somebody_else_s_people_are_nobody_s_arrival(world: World) -> None:
    family, other = world.maple(), world.maple()
    strangers = people(world, other, world.ruth)
    with pytest.raises(Refused, match="among the people of the family"):
        lands(world, family, newcomers=strangers)


def test_the_day_of_the_flight_asks_the_sponsors_and_the_arrival_asks_the_worker_for_meeting_two(world: World) -> None:
    family = world.contact(world.maple())
    travels(world, family, lands=0)
    enter(world.ruth)
    assert "record_arrival" in {row.key for row in TodayEntry.objects.oldest_first(world.ruth)}
    assert address("arrival", family) in world.client(world.ruth).get("/today/").content.decode()
    lands(world, family)
    assert "record_arrival" not in {row.key for row in TodayEntry.objects.oldest_first(world.ruth)}
    enter(world.selam)
    keys = {row.key for row in TodayEntry.objects.oldest_first(world.selam)}
    assert "plan_meeting_two" in keys
    assert "plan_meeting" not in keys


def test_what_was_passed_on_says_its_last_day_once_somebody_has_landed(world: World) -> None:
    family = world.maple()
    assert "Its last day is" not in text(world, "ruth", family, "family")
    lands(world, family, ago=1)
    assert "Its last day is" in text(world, "selam", family, "family")
    later = datetime.combine(day(31), datetime.min.time(), clock.ONTARIO) + timedelta(hours=12)
    with clock.at(later):
        assert "It ran out on" in text(world, "ruth", family, "family")


def test_the_bar_and_the_list_say_the_day_instead_of_the_month(world: World) -> None:
    family = world.maple()
    assert "expected in" in text(world, "selam", family, "family")
    travels(world, family, lands=20)
    page = text(world, "selam", family, "family")
    assert "expected in" not in page
    assert "lands on" in page
    assert "The travel date is known" in world.client(world.selam).get("/families/").content.decode()
    lands(world, family)
    assert "arrived on" in text(world, "tom", family, "family")
    assert "The family has arrived" in world.client(world.paul).get("/families/").content.decode()


def test_the_acts_are_told_in_the_timeline_without_content(world: World) -> None:
    family = world.maple()
    travels(world, family, **FLIGHT)
    lands(world, family)
    page = text(world, "tom", family, "family")
    assert "recorded the travel date" in page
    assert "recorded the arrival" in page
    enter(world.ruth)
    facts = list(Act.objects.filter(verb__in=("record_travel", "record_arrival")).values_list("facts", "level"))
    assert facts == [({"count": 3}, int(Level.BASIC))] * 2


@pytest.mark.parametrize("name", ["ruth", "selam"])
def test_the_pages_ask_a_fixed_number_of_questions(world: World, name: str) -> None:
    family = world.maple()
    travels(world, family)
    travels(world, family, lands=30, reason="moved_by_office")
    lands(world, family, newcomers=people(world, family, world.ruth)[:1])
    browser = world.client(getattr(world, name))
    pages = ("family", "travel", "arrival", "ready", "circumstances", "gap")
    asked = {page: len(questions(browser, address(page, family))) for page in pages}
    assert max(asked.values()) <= 12, asked


# --- where the family stands -------------------------------------------------------------


def planned(world: World, family: Case) -> None:
    enter(world.selam)
    guests = [one for one in whom_to_invite(family) if one.account and one.account.pk != world.selam.pk]
    starts = clock.now() + timedelta(days=5)
    verbs.plan_meeting(family, world.selam, kind="pre_arrival", starts_at=starts, way="phone", place="519 555 0100", guests=guests)


def test_a_planned_meeting_lifts_members_who_cannot_read_the_last_contact(world: World) -> None:
    family = world.contact(world.maple())
    stage = {}
    for _ in range(2):
        for name in ("tom", "ruth", "selam"):
            enter(getattr(world, name))
            stage[name] = where(getattr(world, name), [family])[family.pk].stage
        if stage["tom"] == "accepted":
            planned(world, family)
    assert set(stage.values()) == {"preparing"}
    assert "Next: " in text(world, "tom", family, "family")
    assert "The meeting before arrival is planned" in text(world, "ruth", family, "family")


def test_a_meeting_that_was_not_held_is_said_so_and_never_done(world: World) -> None:
    family = world.contact(world.maple())
    enter(world.selam)
    verbs.not_held(family, world.selam, kind="short", reason="late_notice")
    page = text(world, "ruth", family, "family")
    assert "(not held)" in page
    travels(world, family, lands=3)
    page = text(world, "selam", family, "family")
    assert "(not held)" in page
    assert "The family lands on:" in page


def test_a_step_that_nobody_went_through_is_not_shown_as_done(world: World) -> None:
    family = world.contact(world.maple())
    lands(world, family)
    enter(world.selam)
    states = {step.name.en: step.state for step in stages(family, where(world.selam, [family])[family.pk])}
    assert states["Arrived"] == "current"
    assert states["Meeting before arrival"] == states["Travel known"] == "passed"
    assert states["Preparing"] == "done"
