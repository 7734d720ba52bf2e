"""One's own page about being told; and what is shown, to whom, when a mail came back."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from conftest import as_
from intentional_connection.access.seats import SYSTEM_ID, Seat
from intentional_connection.access.walls import entered
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices import outbox
from intentional_connection.notices.models import Notice, NoticeFailure, NoticePreference, Undelivered
from intentional_connection.notices.verbs import choose_notices
from intentional_connection.partners.models import Kind
from intentional_connection.partners.verbs import Colleague, add_members
from intentional_connection.people.verbs import account_of
from tests.world import enter, leave

if TYPE_CHECKING:
    from tests.world import World

SAYS = {"channel": "mail", "digest": "weekly", "quiet_from": "22:30", "quiet_to": "07:00", "zone": "Africa/Cairo"}
SAID = {**SAYS, "quiet_from": time(22, 30), "quiet_to": time(7)}


def came_back(world: World, name: str, day: int = 1) -> NoticeFailure:
    """A mail to somebody was refused."""
    leave()
    with clock.at(clock.now() + timedelta(days=day)), entered(SYSTEM_ID):
        notice = Notice.objects.create(reader=world.people[name], by_id=SYSTEM_ID, key="told")
        return NoticeFailure.objects.create(notice=notice, reader=world.people[name], code=Undelivered.REFUSED)


def text(world: World, name: str, path: str) -> str:
    return world.client(getattr(world, name)).get(path).content.decode()


def test_the_page_keeps_what_was_chosen(world: World) -> None:
    browser = world.client(world.selam)
    shown = browser.get("/me/notices/").content.decode()
    assert '<option value="21:00" selected>' in shown
    assert '<option value="08:00" selected>' in shown
    assert 'href="/me/notices/"' in browser.get("/me/").content.decode()
    assert browser.post("/me/notices/", SAYS).status_code == 303
    enter(world.selam)
    row = NoticePreference.objects.get()
    assert {name: getattr(row, name) for name in SAID} == SAID
    assert '<option value="22:30" selected>' in browser.get("/me/notices/").content.decode()


def test_the_page_speaks_french(world: World) -> None:
    browser = world.client(world.selam)
    browser.cookies["django_language"] = "fr"
    page = browser.get("/me/notices/").content.decode()
    for words in ("Comment nous vous avisons", "Un courriel par semaine, le lundi", "Kaboul"):
        assert words in page


@pytest.mark.parametrize(
    "wrong", [{"channel": "pigeon"}, {"digest": ""}, {"quiet_from": "25:00"}, {"zone": "Mars/Base"}, {"quiet_from": "07:30"}]
)
def test_what_cannot_be_kept_is_refused(world: World, wrong: dict[str, str]) -> None:
    answer = world.client(world.selam).post("/me/notices/", SAYS | wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    enter(world.selam)
    assert not NoticePreference.objects.exists()


def test_nobody_chooses_for_somebody_else(world: World) -> None:
    enter(world.helen)
    with pytest.raises(NotAllowed):
        choose_notices(world.selam, world.helen, **SAID)
    enter(world.selam)
    with pytest.raises(Refused):
        choose_notices(world.selam, world.selam, **SAID | {"channel": "pigeon"})
    with pytest.raises(Refused):
        choose_notices(world.selam, world.selam, **SAID | {"zone": "Mars/Base"})
    assert Client().get("/me/notices/").headers["Location"].endswith("?next=/me/notices/")


def test_what_waits_is_asked_again_when_the_choice_changes(world: World) -> None:
    enter(world.helen)
    outbox.post([world.selam.pk], world.helen, "told", about=world.harbour)
    enter(world.selam)
    mine = {str(pk) for pk in Notice.objects.unsent().values_list("pk", flat=True)}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE task_name = 'notices.send'")
        choose_notices(world.selam, world.selam, **SAID)
        cursor.execute("SELECT args ->> 'notice_id' FROM procrastinate_jobs WHERE task_name = 'notices.send' AND status = 'todo'")
        assert {one for (one,) in cursor.fetchall()} == mine


def test_who_could_not_be_written_to_is_told_on_the_page(world: World) -> None:
    came_back(world, "selam")
    for path in ("/today/", "/me/notices/"):
        page = text(world, "selam", path)
        assert "We could not write to you at <bdi>selam@example.org</bdi>" in page
        assert "We could not write" not in text(world, "omar", path)


def test_whoever_leads_the_organization_sees_the_next_step_and_nobody_else(world: World) -> None:
    for name in ("selam", "tom", "helen"):
        came_back(world, name)
    for leader, place in (("helen", world.harbour), ("ruth", world.st_marks)):
        assert text(world, leader, f"/organizations/{place.pk}/").count("Call, and ask for another address") == 1
    for other, place in (("omar", world.harbour), ("nadia", world.harbour), ("cora", world.harbour), ("paul", world.st_marks)):
        assert "came back" not in text(world, other, f"/organizations/{place.pk}/")


def test_whoever_invited_sees_that_the_mail_came_back_and_what_to_do(world: World) -> None:
    """Not the site's other people, and no mail of before the invitation."""
    came_back(world, "omar", day=-1)
    enter(world.cora)
    oaks = world.organization("oaks", Kind.CONSTITUENT_GROUP, "Oak Street group", sah=world.lakeside)
    world.person("olga", oaks, Seat.SPONSOR_REP, world.cora)
    page = f"/organizations/{oaks.pk}/"
    for name, email in (("rosa", "rosa@example.org"), ("omar", "omar@example.org")):
        enter(world.olga)
        add_members(oaks, world.olga, people=[Colleague(email, name, Seat.SPONSOR_MEMBER)])
        world.people[name] = account_of(email)
    assert "came back" not in text(world, "olga", page)
    came_back(world, "rosa")
    assert text(world, "olga", page).count("Call, and ask for another address") == 1
    with as_(world.helen):
        assert not NoticeFailure.objects.filter(reader=world.people["rosa"]).exists()


def test_it_is_gone_once_a_mail_went_through(world: World) -> None:
    row = came_back(world, "selam")
    with entered(SYSTEM_ID):
        NoticeFailure.objects.standing().filter(reader=world.selam).update(ended_at=clock.now())
    assert "could not write" not in text(world, "selam", "/today/")
    assert "came back" not in text(world, "helen", f"/organizations/{world.harbour.pk}/")
    for changed in ({"ended_at": None}, {"code": "gave_up"}, {"reader": world.people["omar"]}):
        _is_refused(row, changed)


def _is_refused(row: NoticeFailure, changed: dict[str, Any]) -> None:
    with entered(SYSTEM_ID), pytest.raises(DatabaseError), transaction.atomic():
        NoticeFailure.objects.filter(pk=row.pk).update(**changed)


def test_no_reader_writes_or_ends_a_failure(world: World) -> None:
    row = came_back(world, "selam")
    enter(world.selam)
    assert NoticeFailure.objects.get().notice_id == row.notice_id
    with pytest.raises(DatabaseError), transaction.atomic():
        NoticeFailure.objects.filter(pk=row.pk).update(ended_at=clock.now())
    enter(world.helen)
    assert NoticeFailure.objects.filter(pk=row.pk).exists()
    assert not Notice.objects.filter(pk=row.notice_id).exists(), "that it came back, never what it was about"
