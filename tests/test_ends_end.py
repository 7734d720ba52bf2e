"""Ends end: whoever left, was replaced, or whose time is over comes in by no way, when something is read and when it is sent."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

import pytest
from django.core import mail

from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.access.walls import entered
from intentional_connection.cases import models as c
from intentional_connection.cases import verbs
from intentional_connection.cases.models.circle import Method
from intentional_connection.kernel import clock
from intentional_connection.notices import jobs, outbox
from intentional_connection.notices.models import Notice, NoticePreference
from intentional_connection.partners.models import Membership
from tests.families import days_later
from tests.world import enter, leave

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from tests.families import Families


def leaves(name: str, by: str, cover: str = "") -> Callable[[Families], None]:
    """Somebody's membership ends; where a worker's does, a colleague takes over."""

    def end(world: Families) -> None:
        enter(getattr(world, by))
        rows = Membership.objects.in_force().filter(account=world.people[name])
        colleague = Membership.objects.in_force().get(account=world.people[cover]) if cover else None
        verbs.end_membership(rows.get(), getattr(world, by), cover=colleague)

    return end


def closes(world: Families) -> None:
    world.later.row("selam", c.Closure, reason="year_over", on=clock.today())


def both_stop(world: Families) -> None:
    for name in ("amina", "dawit"):
        enter(getattr(world, name))
        verbs.withdraw(world.later.adults[name], getattr(world, name), method=Method.OWN_PHONE)


def nothing(world: Families) -> None:
    del world


#: What ends, for whom, by which act, and on which day it was still open and is closed.
ENDS = {
    "leaving a group": (("tom",), leaves("tom", "ruth"), 0, 0),
    "leaving a SAH": (("petra",), leaves("petra", "paul"), 0, 0),
    "end of a designation": (("selam",), leaves("selam", "helen", "lena"), 0, 0),
    "every adult stops": (("ruth", "paul", "selam", "helen"), both_stop, 0, 0),
    "the sponsorship's last day and thirty more": (("ruth", "paul", "tom"), nothing, 380, 390),
    "thirty days after the end of the year": (("selam", "paul", "helen", "ruth"), closes, 29, 32),
}


def ways(world: Families, browser: Client) -> dict[str, int]:
    """Each way in, with what it answers: a page, on paper, a file, a calendar, a link of a mail, a search."""
    family = f"/families/{world.settled.pk}/"
    meeting = world.later.at_hand["post_arrival"]["meeting"].pk
    paths = {
        "page": family, "mail": f"{family}board/", "print": f"{family}board/print/", "record": f"{family}record/",
        "csv": f"{family}record/?format=csv", "calendar": f"/meetings/{meeting}/calendar.ics", "meeting": f"/meetings/{meeting}/",
    }  # fmt: skip
    found = {way: browser.get(path).status_code for way, path in paths.items()}
    page = browser.post("/find/", {"q": world.settled.label}).content.decode()
    return found | {"search": 200 if f"/families/{world.settled.pk}/" in page else 404}


@pytest.mark.parametrize("end", ENDS)
def test_no_way_in_is_left_and_no_mail_goes_out(families: Families, settings: SettingsWrapper, end: str) -> None:
    people, act, still_open, over = ENDS[end]
    settings.QUIET_HOURS = (time(0), time(0))  # what is put off until the morning would prove nothing
    enter(families.selam)
    NoticePreference.objects.filter(account=families.selam).update(digest="off", quiet_from=time(0), quiet_to=time(0))
    browsers, before = {}, {}
    with days_later(families.base, still_open + 0.5):
        if act is closes:
            with days_later(families.base, 0.4):
                act(families)
        for name in people:
            leave()
            browsers[name] = families.client(getattr(families, name))
            before[name] = ways(families, browsers[name])
            enter(families.amina)
            outbox.post([families.people[name].pk], families.amina, "question_answered", about=families.settled)
        if act is not closes:
            act(families)
    with days_later(families.base, over + 0.6):
        for name in people:
            leave()
            browser = families.client(getattr(families, name)) if over else browsers[name]  # the same sign-in goes on
            after = ways(families, browser)
            opened = {way for way, status in before[name].items() if status == 200}
            assert len(opened) >= (6 if name in {"paul", "petra", "selam", "helen"} else 5), (name, before[name])
            assert {way: after[way] for way in opened} == dict.fromkeys(opened, 404), name
            assert is_stopped(families, name), name


def is_stopped(world: Families, name: str) -> bool:
    """Whether the newest mail to somebody is stopped when it is to be sent."""
    enter(world.people[name])
    notice = Notice.objects.filter(key="question_answered", reader=world.people[name]).latest("made_at")
    leave()
    mail.outbox.clear()
    with entered(SYSTEM_ID):
        jobs.send(notice_id=str(notice.pk))
        notice.refresh_from_db()
    return not mail.outbox and notice.stopped_at is not None
