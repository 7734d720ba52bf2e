"""Pages of meetings: planned by two sides, read by four voices, written while people talk, printed."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.conf import settings

from conftest import reading_everything
from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.access.walls import entered
from intentional_connection.cases import verbs
from intentional_connection.cases.jobs import empty_old_drafts
from intentional_connection.cases.models import Meeting, MeetingHeld, MinutesDraft, Newcomer, TravelNotice
from intentional_connection.cases.models.meeting import MeetingKind
from intentional_connection.cases.tests.asking import questions
from intentional_connection.cases.tests.test_meeting_verbs import arrive, family, held, move, people, plan
from intentional_connection.cases.verbs.minutes import Hope, Owned
from intentional_connection.kernel import clock
from tests.world import World, enter, leave

if TYPE_CHECKING:
    from intentional_connection.cases.models import Case
    from intentional_connection.people.models import Account

pytestmark = pytest.mark.maple_stands


def read(world: World, account: Account, path: str, language: str = "en") -> str:
    browser = world.client(account)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    leave()
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return unescape(answer.content.decode())


def planned(world: World, case: Case, **said: Any) -> dict[str, Any]:
    """What a browser sends from the page of a plan."""
    enter(world.selam)
    day = clock.today() + timedelta(days=6)
    asked = {
        "kind": "pre_arrival", "on": day.isoformat(), "at": "18:30", "zone": "Africa/Cairo", "minutes": "60", "way": "video",
        "place": "https://meet.example.org/abc", "language": "en", "interpreter": "", "guests": [one.key for one in people(case)],
        "once": uuid4().hex,
    }  # fmt: skip
    return asked | said


def typed(meeting: Meeting, **said: Any) -> dict[str, Any]:
    """What a browser sends from the page on which a meeting is held."""
    now = clock.now().astimezone(clock.ONTARIO)
    began, ended = now - timedelta(minutes=3), now - timedelta(minutes=1)
    asked = {
        "on": f"{began:%Y-%m-%d}", "began": f"{began:%H:%M}", "ended": f"{ended:%H:%M}", "zone": "America/Toronto", "way": "phone",
        "language": "en", "rows": "3", "once": uuid4().hex, "rhythm_way": "call",
    }  # fmt: skip
    there = {f"was-{guest.pk}": "present" for guest in meeting.guests.all()}
    return asked | there | said


def test_a_plan_in_another_zone_is_shown_on_two_clocks(world: World) -> None:
    case = family(world)
    page = f"/families/{case.pk}/meetings/new/"
    assert "Save and invite" in read(world, world.ruth, page)
    answer = world.client(world.ruth).post(page, planned(world, case))
    assert answer.status_code == 303
    enter(world.ruth)
    meeting = Meeting.objects.get()
    local = meeting.dates.get().starts_at.astimezone(ZoneInfo("Africa/Cairo"))
    assert (local.hour, local.minute) == (18, 30)
    text = read(world, world.ruth, f"/meetings/{meeting.pk}/")
    assert "(Ontario time)" in text
    assert re.search(r"Cairo: \w+ \d+ \w+ \d+, 18:30", text)
    assert 'href="https://meet.example.org/abc"' in text
    assert "Le Caire" in read(world, world.ruth, f"/meetings/{meeting.pk}/", "fr")


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"on": ""}, "Write the date here"),
        ({"at": "half past six"}, "Write the hour like 18:30"),
        ({"guests": []}, "Choose at least one answer"),
        ({"guests": ["a:nobody"]}, "Choose one of the answers shown"),
        ({"on": "2020-01-01"}, "This hour is past"),
        ({"on": "2027-03-14", "at": "02:30", "zone": "America/Toronto"}, "this hour does not exist"),
        ({"zone": "Moon/Base"}, "Choose one of the answers shown"),
        ({"place": "x" * 301}, "Shorten this"),
    ],
)
def test_what_cannot_be_is_said_beside_the_question(world: World, said: dict[str, Any], text: str) -> None:
    case = family(world)
    answer = world.client(world.selam).post(f"/families/{case.pk}/meetings/new/", planned(world, case, **said))
    assert answer.status_code == 422
    assert text in unescape(answer.content.decode())


def test_who_may_not_plan_gets_no_form(world: World) -> None:
    case = family(world)
    for name in ("paul", "tom"):
        assert world.client(getattr(world, name)).get(f"/families/{case.pk}/meetings/new/").status_code == 403
    assert world.client(world.hugo).get(f"/families/{case.pk}/meetings/new/").status_code == 404


def test_near_the_journey_the_short_meeting_is_offered_first(world: World) -> None:
    case = family(world)
    assert "travel date is near" not in read(world, world.selam, f"/families/{case.pk}/meetings/new/")
    enter(world.ruth)
    for person in Newcomer.objects.filter(case=case):
        TravelNotice.objects.create(
            case=case, newcomer=person, received_on=clock.today(), lands_on=clock.today() + timedelta(days=4), by=world.ruth
        )
    text = read(world, world.selam, f"/families/{case.pk}/meetings/new/")
    assert "travel date is near" in text
    assert re.search(r'value="short"[^>]*checked', text)
    answer = world.client(world.selam).post(f"/families/{case.pk}/meetings/not-held/", {"reason": "late_notice", "once": uuid4().hex})
    assert answer.status_code == 303
    assert "The travel date became known too late" in read(world, world.ruth, f"/meetings/{Meeting.objects.get().pk}/")


def test_a_moved_meeting_shows_its_earlier_day_with_who_and_why(world: World) -> None:
    meeting = plan(world, family(world))
    move(world, meeting)
    text = read(world, world.paul, f"/meetings/{meeting.pk}/")
    assert "Earlier days of this meeting" in text
    assert "Someone is ill" in text
    assert text.count("<s>") == 1


def test_the_calendar_file_is_neutral_and_says_the_same_instant(world: World) -> None:
    meeting = plan(world, family(world))
    date = move(world, meeting)
    answer = world.client(world.ruth).get(f"/meetings/{meeting.pk}/calendar.ics")
    assert answer["Content-Disposition"] == 'attachment; filename="calendar.ics"'
    text = answer.content.decode()
    event = vobject.readOne(text).vevent
    assert event.dtstart.value == date.starts_at.replace(microsecond=0)
    assert event.sequence.value == "1"
    assert event.summary.value == "There is something for you"
    for word in ("Maple", "Luwam", "Ruth", "Harbour", "519 555", "ATTENDEE", "LOCATION", "DESCRIPTION", "meeting before"):
        assert word not in text


def test_two_buttons_answer_an_invitation(world: World) -> None:
    meeting = plan(world, family(world))
    answer = world.client(world.ruth).post(f"/meetings/{meeting.pk}/", {"coming": "yes", "once": uuid4().hex})
    assert answer.status_code == 303
    assert "I will come" in read(world, world.selam, f"/meetings/{meeting.pk}/")


def test_a_point_and_a_wish_to_meet(world: World) -> None:
    case = family(world)
    page = f"/families/{case.pk}/meetings/"
    assert world.client(world.paul).post(page, {"text": "", "once": uuid4().hex}).status_code == 422
    assert world.client(world.paul).post(page, {"text": "Winter clothes", "meet": "on", "once": uuid4().hex}).status_code == 303
    text = read(world, world.selam, page)
    assert "Winter clothes" in text
    assert "a meeting is wanted" in text


# --- while people talk --------------------------------------------------------------------------


def test_what_is_typed_is_kept_for_its_writer_and_comes_back(world: World) -> None:
    meeting = plan(world, family(world))
    browser = world.client(world.selam)
    said = typed(meeting, **{"hope-sponsor": "That they feel <b>at home</b>", "ended": "not yet"})
    answer = browser.post(f"/meetings/{meeting.pk}/keep/", said, headers={"X-Requested-With": "script"})
    assert (answer.status_code, answer.content) == (204, b"")
    text = read(world, world.selam, f"/meetings/{meeting.pk}/hold/")
    assert 'value="That they feel <b>at home</b>"' in text
    assert 'value="not yet"' in text
    assert browser.get(f"/meetings/{meeting.pk}/keep/").status_code == 303
    assert world.client(world.ruth).get(f"/meetings/{meeting.pk}/hold/").status_code == 403
    enter(world.ruth)
    assert not MinutesDraft.objects.exists()


def test_more_rows_are_shown_after_keeping(world: World) -> None:
    meeting = plan(world, family(world))
    browser = world.client(world.selam)
    answer = browser.post(f"/meetings/{meeting.pk}/keep/", typed(meeting, more="1", **{"decision-3-text": "Third"}))
    assert answer["Location"].endswith("/hold/")
    text = read(world, world.selam, f"/meetings/{meeting.pk}/hold/")
    assert 'name="decision-6-text"' in text
    assert 'value="Third"' in text
    for rows in ("-1", "²", "999999999", ""):
        assert browser.post(f"/meetings/{meeting.pk}/keep/", typed(meeting, rows=rows, more="1")).status_code == 303
        assert 'name="decision-3-text"' in read(world, world.selam, f"/meetings/{meeting.pk}/hold/")


def test_finishing_shares_the_minutes_and_they_can_be_printed(world: World) -> None:
    case = family(world)
    meeting = plan(world, case)
    due = (clock.today() + timedelta(days=3)).isoformat()
    with clock.at(clock.now() + timedelta(minutes=5)):
        enter(world.selam)
        said = typed(
            meeting,
            **{
                "hope-sponsor": "That they feel at home",
                "decision-1-text": "Ruth meets them at the airport", "decision-1-owner": "sponsor", "decision-1-due": due,
                "question-2-text": "Which school?", "question-2-owner": "worker", "question-2-due": due,
                "resource-1-title": "English classes", "resource-1-at": "519 555 0177",
            },
        )  # fmt: skip
        leave()
        answer = world.client(world.selam).post(f"/meetings/{meeting.pk}/hold/", said)
        assert answer.status_code == 303, re.findall(r'class="error"[^<]*<[^<]*', answer.content.decode())
    for name in ("ruth", "tom", "paul"):
        text = read(world, getattr(world, name), f"/meetings/{meeting.pk}/")
        for words in ("at home", "Ruth meets them", "Which school?", "English classes"):
            assert words in text
    assert "Which school?" in read(world, world.tom, f"/meetings/{meeting.pk}/print/")
    text = read(world, world.helen, f"/meetings/{meeting.pk}/")
    assert "(Ontario time)" in text
    assert "Which school?" not in text
    assert world.client(world.helen).get(f"/meetings/{meeting.pk}/print/").status_code == 404


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"decision-1-text": "No owner"}, "Choose who takes care of it"),
        ({"decision-1-owner": "worker"}, "Write in a few words"),
        ({"question-1-text": "Why?", "question-1-owner": "sah", "question-1-due": "soon"}, "This date does not exist"),
        ({"ended": "00:00"}, "not after the beginning"),
        ({"began": "25:00"}, "Write the hour like 18:30"),
        ({"hope-worker": "x" * 401}, "Shorten this"),
    ],
)
def test_what_is_half_written_is_asked_for_and_nothing_is_lost(world: World, said: dict[str, Any], text: str) -> None:
    meeting = plan(world, family(world))
    enter(world.selam)
    answer = world.client(world.selam).post(f"/meetings/{meeting.pk}/hold/", typed(meeting, **{"hope-sponsor": "Kept words"} | said))
    assert answer.status_code == 422
    page = unescape(answer.content.decode())
    assert text in page
    assert "Kept words" in page
    assert not MeetingHeld.objects.exists()


def test_what_each_had_hoped_is_read_back_at_the_next_meeting(world: World) -> None:
    case = family(world)
    held(world, plan(world, case), hopes=(Hope("sponsor", "That they feel at home"),))
    arrive(world, case)
    second = plan(world, case, kind=MeetingKind.POST_ARRIVAL, guests=people(case, "Luwam", "Ruth", "Selam"))
    text = read(world, world.selam, f"/meetings/{second.pk}/hold/")
    assert "what each had hoped" in text
    assert "That they feel at home" in text
    assert "Luwam wants, number 1" in text
    assert "wants the days of payment told here" in text


def test_days_of_payment_are_told_only_where_the_adult_wants_it(world: World) -> None:
    case = family(world)
    meeting = plan(world, case, kind=MeetingKind.POST_ARRIVAL, guests=people(case, "Luwam", "Y.", "Ruth", "Selam"))
    arrive(world, case)
    with clock.at(clock.now() + timedelta(minutes=5)):
        enter(world.selam)
        luwam, other = case.newcomers.adults().in_order()
        day = (clock.today() + timedelta(days=20)).isoformat()
        days = {f"paid-{luwam.pk}": "on", f"paid-{luwam.pk}-1": day, f"paid-{other.pk}-1": day}
        said = typed(meeting, **days, **{f"want-{luwam.pk}-1": "School"})
        leave()
        answer = world.client(world.selam).post(f"/meetings/{meeting.pk}/hold/", said)
        assert answer.status_code == 303, re.findall(r'class="error"[^<]*<[^<]*', answer.content.decode())
    enter(world.selam)
    assert [row.newcomer_id for row in meeting.payment_dates.all()] == [luwam.pk]
    assert meeting.priorities.get().text == "School"


def test_a_meeting_that_took_place_unplanned_is_written_down(world: World) -> None:
    case = family(world)
    enter(world.selam)
    said = {"kind": "short", "guests": [one.key for one in people(case, "Ruth", "Selam")], "once": uuid4().hex}
    assert world.client(world.selam).post(f"/families/{case.pk}/meetings/met/", said).status_code == 303
    meeting = Meeting.objects.get()
    assert "No day was fixed here" in read(world, world.selam, f"/meetings/{meeting.pk}/hold/")
    assert world.client(world.selam).get(f"/meetings/{meeting.pk}/calendar.ics").status_code == 404


def test_an_open_question_is_answered_on_its_own_page(world: World) -> None:
    case = family(world)
    meeting = plan(world, case)
    held(world, meeting, questions=(Owned("Which school?", "worker", clock.today()),))
    question = meeting.open_questions.get()
    page = f"/open-questions/{question.pk}/"
    assert "Which school?" in read(world, world.ruth, page)
    assert world.client(world.ruth).post(page, {"answer": "On King Street", "once": uuid4().hex}).status_code == 303
    assert "On King Street" in read(world, world.paul, f"/meetings/{meeting.pk}/")
    assert world.client(world.tom).get(page).status_code == 403


def test_no_page_asks_more_than_twelve_questions(world: World) -> None:
    case = family(world)
    first = plan(world, case)
    counted = {}
    family_pages = [f"/families/{case.pk}/meetings/", f"/families/{case.pk}/meetings/new/"]
    for path in (*family_pages, f"/meetings/{first.pk}/", f"/meetings/{first.pk}/hold/"):
        leave()
        counted[path] = questions(world.client(world.selam), path)
    held(world, first, questions=(Owned("Which school?", "worker", clock.today()),))
    leave()
    counted["held"] = questions(world.client(world.selam), f"/meetings/{first.pk}/")
    enter(world.selam)
    for number in range(3):
        verbs.add_point(case, world.selam, text=f"Point {number}")
        plan(world, case, kind=MeetingKind.REVIEW, starts_at=clock.now() + timedelta(days=30))
        verbs.call_off_meeting(Meeting.objects.order_by("id").last(), world.selam, asked_by="worker", reason="someone_ill")
    leave()
    counted["more"] = questions(world.client(world.selam), f"/families/{case.pk}/meetings/")
    assert {path: len(sql) for path, sql in counted.items() if len(sql) > 12} == {}, "\n".join(max(counted.values(), key=len))
    assert len(counted["more"]) <= len(counted[f"/families/{case.pk}/meetings/"]) + 1


def test_minutes_that_nobody_finished_are_emptied_after_thirty_days(world: World) -> None:
    meeting = plan(world, family(world))
    enter(world.selam)
    saved = verbs.keep_minutes(meeting, world.selam, typed={"hope-worker": ["Calm"]}).saved_at
    for days, typed in ((29, True), (31, False)):
        with clock.at(saved + timedelta(days=days)), entered(SYSTEM_ID):
            empty_old_drafts()
        with reading_everything():
            assert bool(meeting.drafts.get().typed) is typed
