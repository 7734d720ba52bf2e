"""A day before people meet each guest is reminded, once: by the newest day, not who asked for another one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.access.walls import entered
from intentional_connection.cases import jobs, verbs
from intentional_connection.cases.models.gathering import whom_to_invite
from intentional_connection.cases.models.meeting import Coming, MeetingKind, Way
from intentional_connection.journal.models import Act
from intentional_connection.kernel import clock
from intentional_connection.notices.models import Notice
from tests.families import days_later
from tests.world import World, enter

if TYPE_CHECKING:
    from intentional_connection.cases.models import Case, Meeting

pytestmark = pytest.mark.maple_stands
EVERYBODY = ["paul", "ruth", "selam", "tom"]


def planned(world: World, case: Case, days: float = 5) -> Meeting:
    enter(world.selam)
    guests = [one for one in whom_to_invite(case) if not one.newcomer]
    starts_at = clock.now() + timedelta(days=days)
    return verbs.plan_meeting(case, world.selam, kind=MeetingKind.PRE_ARRIVAL, starts_at=starts_at, guests=guests)


def moved(world: World, meeting: Meeting, starts_at: datetime) -> None:
    enter(world.selam)
    reason = meeting.case.adoption.edition.reasons_of("meeting_moved")[0]
    said: dict[str, Any] = {"minutes": 60, "zone": "America/Toronto", "way": Way.PHONE, "place": "", "language": "en", "interpreter": ""}
    verbs.move_meeting(meeting, world.selam, starts_at=starts_at, asked_by="sponsor", reason=reason, **said)


def reminded(base: datetime, day: float) -> list[str]:
    """Run the job so many days later; everybody who was ever reminded, once for each reminder."""
    enter(None)
    with days_later(base, day), entered(SYSTEM_ID):
        jobs.remind_meetings()
        rows = Notice.objects.filter(key="meeting_near").order_by("reader__email", "id")
        return [email.partition("@")[0] for email in rows.values_list("reader__email", flat=True)]


def test_each_guest_is_reminded_once_a_day_before(world: World) -> None:
    case = world.contact(world.maple())
    meeting, base = planned(world, case), clock.now()
    assert reminded(base, 3.9) == []
    assert reminded(base, 4.01) == EVERYBODY
    assert reminded(base, 4.05) == EVERYBODY
    assert reminded(base, 4.9) == EVERYBODY
    with entered(SYSTEM_ID):
        row = Notice.objects.filter(key="meeting_near").select_related("entry").first()
    assert row is not None
    assert row.entry is not None
    assert (row.path, row.entry.uid, row.entry.sequence, row.by_id) == (f"/meetings/{meeting.pk}/", meeting.pk, 0, SYSTEM_ID)
    enter(world.selam)
    assert Act.objects.about(case.pk).told(["remind_meeting"]).count() == 1


def test_the_newest_day_counts_and_is_reminded_of_again(world: World) -> None:
    meeting, base = planned(world, world.contact(world.maple())), clock.now()
    moved(world, meeting, base + timedelta(days=8))
    assert reminded(base, 4.5) == []
    assert reminded(base, 7.5) == EVERYBODY
    enter(None)
    with days_later(base, 7.6):
        moved(world, meeting, base + timedelta(days=12))
    assert reminded(base, 11.5) == sorted(EVERYBODY * 2)


def test_who_asked_for_another_time_is_not_reminded_of_this_one(world: World) -> None:
    meeting, base = planned(world, world.contact(world.maple())), clock.now()
    for name, coming in (("tom", Coming.OTHER), ("ruth", Coming.OTHER), ("ruth", Coming.YES)):
        enter(getattr(world, name))
        verbs.answer_meeting(meeting, getattr(world, name), coming=coming)
    assert reminded(base, 4.5) == ["paul", "ruth", "selam"]


def test_what_was_planned_within_a_day_called_off_or_past_reminds_nobody(world: World) -> None:
    case = world.contact(world.maple())
    meeting, base = planned(world, case, days=0.9), clock.now()
    assert reminded(base, 0.1) == []
    assert reminded(base, 0.95) == []
    moved(world, meeting, base + timedelta(days=5))
    reason = case.adoption.edition.reasons_of("meeting_moved")[0]
    enter(world.selam)
    verbs.call_off_meeting(meeting, world.selam, asked_by="sponsor", reason=reason)
    assert reminded(base, 4.5) == []
