"""Meetings: planned, moved, called off, answered; told in neutral words; held with nothing dated falsely."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.access.walls import entered
from intentional_connection.cases import verbs
from intentional_connection.cases.models import Arrival, Meeting, MeetingDate, MeetingHeld, Newcomer, TodayEntry
from intentional_connection.cases.models.gathering import Guest, gatherings, next_meeting, whom_to_invite
from intentional_connection.cases.models.meeting import Coming, MeetingKind, Voice, Way
from intentional_connection.cases.verbs.minutes import Hope, Minutes, Owned, Rhythm, Was
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices.calendar import Method
from intentional_connection.notices.models import CalendarEntry, Notice
from intentional_connection.partners import verbs as partners
from intentional_connection.people.models import NO_MAIL, Account
from intentional_connection.people.verbs import account_of
from tests.families import own_account
from tests.world import World, enter

if TYPE_CHECKING:
    from intentional_connection.cases.models import Case

pytestmark = pytest.mark.maple_stands


def family(world: World) -> Case:
    return world.contact(world.maple())


def people(case: Case, *names: str) -> list[Guest]:
    found = {one.name: one for one in whom_to_invite(case)}
    return [found[name] for name in names] if names else [one for one in found.values() if not one.newcomer]


def plan(world: World, case: Case, by: str = "selam", **said: Any) -> Meeting:
    who = getattr(world, by)
    enter(who)
    asked = {"kind": MeetingKind.PRE_ARRIVAL, "starts_at": clock.now() + timedelta(days=5), "guests": people(case)}
    return verbs.plan_meeting(case, who, **(asked | said))


def told(key: str) -> dict[str, Notice]:
    with entered(SYSTEM_ID):
        rows = list(Notice.objects.filter(key=key).select_related("reader", "entry"))
    return {row.reader.email.partition("@")[0]: row for row in rows}


def held(world: World, meeting: Meeting, **said: Any) -> MeetingHeld:
    enter(world.selam)
    now = clock.now()
    asked = {
        "started_at": now - timedelta(minutes=4),
        "ended_at": now - timedelta(minutes=1),
        "way": Way.PHONE,
        "language": "en",
        "presences": tuple(Was(guest, "present") for guest in meeting.guests.all()),
    }
    return verbs.hold_meeting(meeting, world.selam, minutes=Minutes(**(asked | said)))


def arrive(world: World, case: Case, on: Any = None) -> None:
    enter(world.ruth)
    for person in Newcomer.objects.filter(case=case):
        Arrival.objects.create(case=case, newcomer=person, on=on or clock.today(), by=world.ruth)


def test_everybody_around_the_family_can_be_invited(world: World) -> None:
    case = family(world)
    enter(world.ruth)
    names = {one.name for one in whom_to_invite(case)}
    assert {"Luwam", "Y.", "Selam", "Ruth", "Tom", "Paul"} <= names
    assert "S." not in names  # a child


def test_the_worker_and_the_representative_plan_and_nobody_else(world: World) -> None:
    case = family(world)
    assert plan(world, case, "ruth").dates.get().sequence == 0
    for name in ("paul", "tom", "helen"):
        with pytest.raises(NotAllowed):
            plan(world, case, name, kind=MeetingKind.REVIEW)


def test_the_guests_are_told_with_an_entry_for_their_calendars(world: World) -> None:
    case = family(world)
    meeting = plan(world, case)
    rows = told("meeting_planned")
    assert set(rows) == {"ruth", "tom", "paul"}
    entry = rows["ruth"].entry
    assert entry is not None
    assert (entry.uid, entry.sequence, entry.method) == (meeting.pk, 0, Method.REQUEST)
    assert rows["ruth"].path == f"/meetings/{meeting.pk}/"
    assert len({row.entry_id for row in rows.values()}) == 1


def test_an_adult_without_an_address_is_invited_and_gets_no_mail(world: World) -> None:
    case = family(world)
    own_account(world, case, "luwam", first_name="Luwam")
    enter(world.selam)
    account = world.people["luwam"]
    account.email = f"x{NO_MAIL}"
    account.save()
    meeting = plan(world, case, guests=people(case, "Luwam", "Ruth"))
    assert {guest.newcomer_id is not None for guest in meeting.guests.all()} == {True, False}
    assert set(told("meeting_planned")) == {"ruth"}


@pytest.mark.parametrize(
    ("days", "text"), [(-1, "past"), (0, "past"), (800, "two years")], ids=["yesterday", "now", "in some years"]
)
def test_an_hour_that_is_past_or_far_ahead_is_refused(world: World, days: int, text: str) -> None:
    case = family(world)
    with pytest.raises(Refused, match=text):
        plan(world, case, starts_at=clock.now() + timedelta(days=days))


def test_before_a_worker_is_named_nobody_plans(world: World) -> None:
    case = world.accept(world.refer())
    with pytest.raises(Refused, match="No worker is named yet"):
        plan(world, case, "ruth", guests=[])


def test_a_family_that_sleeps_is_woken_first(world: World) -> None:
    case = family(world)
    enter(world.paul)
    verbs.sleep(case, world.paul, reason="no_date", wake_on=clock.today() + timedelta(days=40))
    with pytest.raises(Refused, match="Wake it first"):
        plan(world, case)


def test_one_meeting_before_arrival_at_a_time(world: World) -> None:
    case = family(world)
    plan(world, case)
    with pytest.raises(Refused, match="planned already"):
        plan(world, case, kind=MeetingKind.SHORT)


def test_strangers_are_not_invited(world: World) -> None:
    case = family(world)
    stranger = Guest(Voice.SPONSOR, account_of("stranger@example.org"))
    for guests in ([], [stranger]):
        with pytest.raises(Refused, match="Choose who is invited"):
            plan(world, case, guests=guests)


def test_on_a_day_on_which_the_worker_is_away_nobody_meets(world: World) -> None:
    case = family(world)
    day = clock.today() + timedelta(days=5)
    cover, selam = world.membership("omar"), world.membership("selam")
    partners.record_absence(selam, world.selam, from_on=day, to_on=day, cover=cover)
    with pytest.raises(Refused, match="away on this day"):
        plan(world, case, starts_at=datetime(day.year, day.month, day.day, 15, tzinfo=UTC))


def move(world: World, meeting: Meeting, by: str = "ruth", **said: Any) -> MeetingDate:
    who = getattr(world, by)
    enter(who)
    asked = {
        "starts_at": clock.now() + timedelta(days=8), "minutes": 45, "zone": "Africa/Cairo", "way": Way.PHONE, "place": "519 555 0100",
        "language": "en", "interpreter": "", "asked_by": Voice.SPONSOR, "reason": "someone_ill",
    }  # fmt: skip
    return verbs.move_meeting(meeting, who, **(asked | said))


def test_a_moved_meeting_keeps_its_identity_and_its_earlier_days(world: World) -> None:
    case = family(world)
    meeting = plan(world, case)
    move(world, meeting)
    move(world, meeting, reason="work_hours", starts_at=clock.now() + timedelta(days=9))
    (shown,) = gatherings(world.ruth, [meeting])
    assert [(row.sequence, row.asked_by, row.reason) for row in shown.dates] == [
        (2, "sponsor", "work_hours"), (1, "sponsor", "someone_ill"), (0, "", ""),
    ]  # fmt: skip
    with entered(SYSTEM_ID):
        rows = list(CalendarEntry.objects.order_by("sequence").values_list("uid", "sequence", "zone"))
    assert rows == [(meeting.pk, 0, "America/Toronto"), (meeting.pk, 1, "Africa/Cairo"), (meeting.pk, 2, "Africa/Cairo")]


def test_a_change_needs_something_new_and_a_listed_reason(world: World) -> None:
    meeting = plan(world, family(world))
    date = move(world, meeting)
    with pytest.raises(Refused, match="Nothing has changed"):
        move(world, meeting, starts_at=date.starts_at)
    with pytest.raises(Refused, match="listed reasons"):
        move(world, meeting, reason="they_are_lazy")


def test_a_meeting_called_off_leaves_the_calendars_with_a_rising_number(world: World) -> None:
    meeting = plan(world, family(world))
    enter(world.ruth)
    verbs.call_off_meeting(meeting, world.ruth, asked_by=Voice.NEWCOMER, reason="someone_ill")
    rows = told("meeting_called_off")
    assert set(rows) == {"selam", "tom", "paul"}
    entry = rows["selam"].entry
    assert entry is not None
    assert (entry.uid, entry.sequence, entry.method) == (meeting.pk, 1, Method.CANCEL)
    with pytest.raises(Refused, match="over, or was called off"):
        move(world, Meeting.objects.get(pk=meeting.pk))


def test_a_guest_answers_and_may_change_the_answer(world: World) -> None:
    case = family(world)
    meeting = plan(world, case)
    enter(world.ruth)
    verbs.answer_meeting(meeting, world.ruth, coming=Coming.YES)
    verbs.answer_meeting(meeting, world.ruth, coming=Coming.OTHER)
    found = next_meeting(world.ruth, case)
    assert found is not None
    assert [row.coming for row in found.answers.values()] == [Coming.OTHER]
    assert set(told("meeting_answered")) == {"selam"}


def test_whoever_is_not_invited_cannot_answer(world: World) -> None:
    case = family(world)
    meeting = plan(world, case, guests=people(case, "Ruth"))
    enter(world.paul)
    with pytest.raises(Refused, match="not on the list"):
        verbs.answer_meeting(meeting, world.paul, coming=Coming.YES)


def test_the_link_that_was_passed_on_answers_for_the_family(world: World) -> None:
    meeting = plan(world, family(world))
    system = Account.objects.get(pk=SYSTEM_ID)
    enter(system)
    row = verbs.answer_meeting(Meeting.objects.get(pk=meeting.pk), system, coming=Coming.YES)
    assert row.guest is None


def test_after_the_hour_nobody_answers(world: World) -> None:
    meeting = plan(world, family(world))
    with clock.at(clock.now() + timedelta(days=6)):
        enter(world.ruth)
        with pytest.raises(Refused, match="has passed"):
            verbs.answer_meeting(meeting, world.ruth, coming=Coming.YES)


def test_every_voice_asks_for_a_meeting_once_until_one_is_planned(world: World) -> None:
    case = family(world)
    for name in ("ruth", "paul"):
        enter(getattr(world, name))
        verbs.ask_for_meeting(case, getattr(world, name), text="Which school?")
    with pytest.raises(Refused, match="asked already"):
        verbs.ask_for_meeting(case, world.paul)
    assert set(told("meeting_asked")) == {"selam"}
    enter(world.selam)
    assert TodayEntry.objects.filter(key="meeting_asked", case_id=case.pk).exists()
    plan(world, case)
    assert not TodayEntry.objects.filter(key="meeting_asked", case_id=case.pk).exists()
    enter(world.paul)
    verbs.ask_for_meeting(case, world.paul)


def test_sponsor_members_read_and_do_not_ask(world: World) -> None:
    case = family(world)
    enter(world.tom)
    with pytest.raises(NotAllowed):
        verbs.add_point(case, world.tom, text="Money")


# --- holding ------------------------------------------------------------------------------------


def test_everything_is_written_in_one_act_and_all_voices_are_told(world: World) -> None:
    case = family(world)
    meeting = plan(world, case)
    enter(world.ruth)
    point = verbs.add_point(case, world.ruth, text="Winter clothes")
    enter(world.selam)
    verbs.keep_minutes(meeting, world.selam, typed={"decision-1-text": ["Half a sentence"]})
    day = clock.today() + timedelta(days=9)
    held(
        world, meeting,
        hopes=(Hope(Voice.SPONSOR, "That they feel at home"),),
        decisions=(Owned("Ruth meets them at the airport", Voice.SPONSOR, day),),
        questions=(Owned("Which school?", Voice.WORKER, day),),
        resources=(("English classes", "519 555 0177"),),
        points=(point,),
    )  # fmt: skip
    assert meeting.decisions.get().owner == Voice.SPONSOR
    assert meeting.resources.get().title == "English classes"
    assert meeting.points.get() == point
    assert meeting.drafts.get().typed == {}
    assert set(told("meeting_held")) == {"ruth", "tom", "paul"}
    enter(world.tom)
    assert Meeting.objects.get(pk=meeting.pk).expectations.get().text == "That they feel at home"


@pytest.mark.parametrize(
    ("began", "ended", "text"),
    [
        (10, 70, "still to come"),
        (-30, -40, "not after the beginning"),
        (-30, 5, "still to come"),
        (-60 * 24 * 30, -60, "before the family"),
    ],
)
def test_nothing_is_dated_falsely(world: World, began: int, ended: int, text: str) -> None:
    meeting = plan(world, family(world))
    now = clock.now()
    with pytest.raises(Refused, match=text):
        held(world, meeting, started_at=now + timedelta(minutes=began), ended_at=now + timedelta(minutes=ended))
    assert not MeetingHeld.objects.exists()


def test_a_meeting_by_telephone_that_nobody_planned_is_recorded_afterwards(world: World) -> None:
    case = family(world)
    enter(world.selam)
    meeting = verbs.met_already(case, world.selam, kind=MeetingKind.SHORT, guests=people(case, "Ruth", "Selam"))
    assert not meeting.dates.exists()
    assert TodayEntry.objects.filter(key="hold_meeting", case_id=case.pk).exists()
    row = held(world, meeting)
    assert row.started_at < row.at
    assert told("meeting_planned") == {}
    with pytest.raises(Refused):
        held(world, Meeting.objects.get(pk=meeting.pk))


def test_the_first_meeting_together_needs_the_family_and_its_arrival(world: World) -> None:
    case = family(world)
    meeting = plan(world, case, kind=MeetingKind.POST_ARRIVAL, guests=people(case, "Luwam", "Ruth", "Selam"))
    with pytest.raises(Refused, match="had not arrived"):
        held(world, meeting)
    arrive(world, case)
    with pytest.raises(Refused, match="adult of the family"):
        held(world, meeting, presences=())
    held(world, meeting, rhythm=Rhythm(14, "call", clock.today() + timedelta(days=14)))
    assert case.follow_ups.get(ended_at=None).meeting == meeting


def test_a_meeting_before_arrival_is_not_held_after_it(world: World) -> None:
    case = family(world)
    meeting = plan(world, case)
    arrive(world, case, clock.today() - timedelta(days=1))
    with pytest.raises(Refused, match="had arrived by that day"):
        held(world, meeting)


def test_late_notice_is_written_down_with_its_reason_and_today(world: World) -> None:
    case = family(world)
    enter(world.selam)
    row = verbs.not_held(case, world.selam, kind=MeetingKind.SHORT, reason="late_notice")
    assert row.at == clock.now()
    assert not row.meeting.dates.exists()
    assert not TodayEntry.objects.filter(key__in=["plan_meeting", "hold_meeting"], case_id=case.pk).exists()
    with pytest.raises(Refused, match="already"):
        verbs.not_held(case, world.selam, kind=MeetingKind.SHORT, reason="late_notice")


def test_a_planned_meeting_that_is_not_held_leaves_the_calendars(world: World) -> None:
    case = family(world)
    meeting = plan(world, case)
    enter(world.selam)
    verbs.not_held(case, world.selam, kind=MeetingKind.PRE_ARRIVAL, reason="late_notice")
    entry = told("meeting_not_held")["ruth"].entry
    assert entry is not None
    assert (entry.uid, entry.method) == (meeting.pk, Method.CANCEL)


def test_an_open_question_gets_one_answer_from_any_voice(world: World) -> None:
    case = family(world)
    meeting = plan(world, case)
    held(world, meeting, questions=(Owned("Which school?", Voice.WORKER, clock.today()),))
    question = meeting.open_questions.get()
    enter(world.ruth)
    verbs.answer_open_question(question, world.ruth, answer="The one on King Street")
    with pytest.raises(Refused, match="its answer already"):
        verbs.answer_open_question(question, world.ruth, answer="Another")
    enter(world.tom)
    with pytest.raises(NotAllowed):
        verbs.answer_open_question(question, world.tom, answer="Another")


def test_only_the_writer_reads_the_draft_and_only_the_worker_runs_the_meeting(world: World) -> None:
    meeting = plan(world, family(world))
    enter(world.selam)
    verbs.keep_minutes(meeting, world.selam, typed={"hope-worker": ["Calm"]})
    verbs.keep_minutes(meeting, world.selam, typed={"hope-worker": ["Calm days"]})
    assert meeting.drafts.get().typed == {"hope-worker": ["Calm days"]}
    enter(world.ruth)
    assert not meeting.drafts.exists()
    with pytest.raises(NotAllowed):
        verbs.keep_minutes(meeting, world.ruth, typed={})


def test_a_new_rhythm_ends_the_earlier_one(world: World) -> None:
    case = family(world)
    enter(world.selam)
    day = clock.today() + timedelta(days=7)
    verbs.set_rhythm(case, world.selam, every_days=7, way="call", next_on=day)
    verbs.set_rhythm(case, world.selam, every_days=30, way="call", next_on=day, review_on=day + timedelta(days=80))
    assert (case.follow_ups.get(ended_at=None).follow_up_every_days, case.follow_ups.count()) == (30, 2)
    with pytest.raises(Refused, match="past"):
        verbs.set_rhythm(case, world.selam, every_days=30, way="call", next_on=clock.today() - timedelta(days=1))
