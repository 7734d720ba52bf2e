"""None twice, none lost, none in quiet hours: real mail servers of every temper, real jobs, real concurrency."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

from conftest import as_role
from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.access.walls import entered
from intentional_connection.kernel import clock
from intentional_connection.notices import outbox
from intentional_connection.notices.calendar import Entry
from intentional_connection.notices.jobs import PAUSES
from intentional_connection.notices.models import Notice, NoticeFailure
from intentional_connection.notices.tests.mailing import NOON, Sink, moody_server, run
from intentional_connection.notices.verbs import choose_notices
from tests.world import World, enter, leave

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django.fixtures import SettingsWrapper

NIGHT = NOON + timedelta(hours=11)
MORNING = NOON + timedelta(hours=20)
MINUTE = timedelta(minutes=1)


def committed_act(act: Callable[[], Any], at: datetime = NOON) -> Any:
    """Do something at that moment and commit it."""
    with clock.at(at), transaction.atomic():
        as_role("ic_app")
        answer = act()
        leave()
    return answer


@pytest.fixture
def maple(committed: World) -> World:
    """Maple 12 at its worker; what was told until then has gone out."""

    def sent() -> None:
        with entered(SYSTEM_ID):
            Notice.objects.unsent().update(sent_at=clock.now())

    committed_act(sent)
    return committed


def posted(world: World, name: str = "ruth", count: int = 1, *, at: datetime = NOON, meets_at: datetime | None = None) -> list[str]:
    """Selam tells somebody so many things about Maple 12; with a calendar file where an hour is named."""

    def tell() -> list[str]:
        enter(world.people["selam"])
        hour = timedelta(hours=1)
        for number in range(count):
            entry = Entry(str(world.home.pk), number, meets_at, meets_at + hour, "America/Toronto") if meets_at else None
            outbox.post([world.people[name].pk], world.selam, "told", about=world.home, path="/today/", entry=entry)
        with entered(SYSTEM_ID):
            rows = Notice.objects.filter(key="told", reader=world.people[name], entry__isnull=meets_at is None).order_by("id")
            return [str(pk) for pk in rows.values_list("pk", flat=True)]

    return committed_act(tell, at)[-count:]


def wants(world: World, name: str = "ruth", at: datetime = NOON, **changed: Any) -> None:
    """Somebody chooses how to be told."""
    said = {"channel": "mail", "digest": "off", "quiet_from": time(21), "quiet_to": time(8), "zone": "America/Toronto"}

    def choose() -> None:
        enter(world.people[name])
        choose_notices(world.people[name], getattr(world, name), **said | changed)

    committed_act(choose, at)


def kept(notice: str) -> Notice:
    def read() -> Notice:
        with entered(SYSTEM_ID):
            return Notice.objects.select_related("failure").get(pk=notice)

    return committed_act(read)


def failures(**that: Any) -> list[NoticeFailure]:
    def read() -> list[NoticeFailure]:
        with entered(SYSTEM_ID):
            return list(NoticeFailure.objects.filter(**that).order_by("at", "id"))

    return committed_act(read)


def put_off_to(notice: str) -> datetime | None:
    """The latest moment to which a job of this notice was put off."""
    with connection.cursor() as cursor:
        said = "SELECT max(scheduled_at) FROM procrastinate_jobs WHERE args ->> 'notice_id' = %s AND status = 'todo'"
        cursor.execute(said, [notice])
        return cursor.fetchone()[0]


def subjects(post: Sink) -> list[str]:
    return [letter["Subject"] for letter in post.letters]


# --- when -----------------------------------------------------------------------------------


def test_a_notice_of_the_night_goes_out_in_the_morning(maple: World, post: Sink) -> None:
    (notice,) = posted(maple, at=NIGHT)
    assert run(notice, at=NIGHT) == []
    assert post.letters == []
    assert put_off_to(notice) == kept(notice).due_at == MORNING
    assert run(notice, at=MORNING - MINUTE) == []
    assert post.letters == []
    run(notice, at=MORNING)
    assert subjects(post) == ["There is something for you"]


def test_night_is_where_the_reader_is(maple: World, post: Sink) -> None:
    (notice,) = posted(maple)
    wants(maple, zone="Asia/Kabul")
    run(notice, at=NOON - timedelta(hours=2))  # in the evening there, before nine
    first = len(post.letters)
    (second,) = posted(maple)
    run(second, at=NOON + timedelta(hours=2))
    assert (first, len(post.letters)) == (1, 1)


def test_the_choice_is_asked_again_at_the_moment_of_sending(maple: World, post: Sink) -> None:
    (notice,) = posted(maple, at=NIGHT)
    run(notice, at=NIGHT)
    wants(maple, at=NIGHT, quiet_from=time(0), quiet_to=time(0))
    assert put_off_to(notice) is not None
    run(notice, at=NIGHT + MINUTE)
    assert len(post.letters) == 1
    (later,) = posted(maple)
    wants(maple, channel="page")
    run(later)
    assert len(post.letters) == 1
    assert (kept(later).sent_at, kept(later).stopped_at is not None, failures()) == (None, True, [])


def test_one_mail_a_day_for_all_that_waits(maple: World, post: Sink, settings: SettingsWrapper) -> None:
    wants(maple, digest="daily")
    notices = posted(maple, count=3)
    run(*notices)
    assert post.letters == []
    assert {put_off_to(one) for one in notices} == {MORNING}
    assert run(*notices, at=MORNING) == []
    (letter,) = post.letters
    assert letter["Subject"] == "There are 3 things for you"
    text = letter.get_payload(decode=True).decode()  # type: ignore[union-attr]
    lines = [line for line in text.splitlines() if line]
    assert lines[:2] == ["There are 3 things for you.", f"{settings.BASE_URL}/today/"]
    assert "08:00 (Ontario time)" in lines[2]
    for word in ("Maple", "Luwam", "Selam", "Lakeside", "Harbour", "told"):
        assert word not in letter.as_string()
    assert all(kept(one).sent_at == MORNING for one in notices)
    (alone,) = posted(maple, at=MORNING)
    run(alone, at=MORNING + timedelta(days=1))
    assert subjects(post)[1:] == ["There is something for you"]


def test_a_calendar_file_comes_by_itself_and_once_a_week_is_monday(maple: World, post: Sink) -> None:
    wants(maple, digest="weekly")
    (meeting,) = posted(maple, meets_at=NOON + timedelta(days=9))
    (word,) = posted(maple)
    run(meeting, word)
    (letter,) = post.letters
    assert letter.is_multipart()
    monday = put_off_to(word).astimezone(clock.ONTARIO)  # type: ignore[union-attr]
    assert (monday.weekday(), monday.hour, monday > NOON) == (0, 8, True)
    run(word, at=monday)
    assert len(post.letters) == 2


# --- none twice, none lost -------------------------------------------------------------------


def test_many_workers_send_each_notice_once(maple: World, post: Sink) -> None:
    notices = posted(maple, count=4)
    assert run(*notices * 4) == []
    assert len(post.letters) == len({letter["Message-ID"] for letter in post.letters}) == 4
    assert run(*notices) == []
    assert len(post.letters) == 4


def test_many_workers_send_a_digest_once(maple: World, post: Sink) -> None:
    wants(maple, digest="daily")
    notices = posted(maple, count=5)
    assert run(*notices * 2, at=MORNING) == []
    assert subjects(post) == ["There are 5 things for you"]


@pytest.mark.parametrize(("where", "says"), [("recipient", "450 Busy"), ("data", "451 Later"), ("data", "421 Closing")])
def test_what_the_server_cannot_take_now_is_tried_again(maple: World, post: Sink, where: str, says: str) -> None:
    (notice,) = posted(maple)
    setattr(post, where, says)
    assert run(notice) == []
    assert (kept(notice).tries, put_off_to(notice), failures()) == (1, NOON + PAUSES[0], [])
    assert run(notice) == []  # a job that came twice does not hurry it
    assert kept(notice).tries == 1
    setattr(post, where, "")
    run(notice, at=NOON + PAUSES[0])
    assert len(post.letters) == 1
    assert kept(notice).sent_at == NOON + PAUSES[0]


@pytest.mark.parametrize("mood", ["cut", "slow"])
def test_a_server_that_leaves_or_falls_silent_loses_nothing(
    maple: World, post: Sink, settings: SettingsWrapper, mood: str
) -> None:
    (notice,) = posted(maple)
    settings.EMAIL_TIMEOUT = 1
    steady = settings.EMAIL_PORT
    with moody_server(mood) as server:
        settings.EMAIL_PORT = server.port
        assert run(notice) == []
        assert (server.begun, kept(notice).sent_at, put_off_to(notice)) == (1, None, NOON + PAUSES[0])
    settings.EMAIL_PORT = steady
    run(notice, at=NOON + PAUSES[0])
    assert [letter["Message-ID"] for letter in post.letters] == [f"<{notice}@localhost>"]


def test_what_was_taken_is_sent_however_the_conversation_ends(maple: World, settings: SettingsWrapper) -> None:
    (notice,) = posted(maple)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 1
    with moody_server("taken") as server:
        settings.EMAIL_PORT = server.port
        assert run(notice) == []
        assert (server.begun, kept(notice).sent_at) == (1, NOON)


@pytest.mark.parametrize(("where", "says"), [("recipient", "550 No such person"), ("data", "554 Not here")])
def test_a_refusal_for_good_is_written_down_and_ends_with_the_next_mail(
    maple: World, post: Sink, where: str, says: str
) -> None:
    (notice,) = posted(maple)
    setattr(post, where, says)
    assert run(notice) == []
    (row,) = failures()
    assert (str(row.notice_id), row.code, row.ended_at) == (notice, "refused", None)
    assert kept(notice).stopped_at == NOON
    setattr(post, where, "")
    run(notice)
    assert post.letters == []
    (after,) = posted(maple)
    run(after, at=NOON + MINUTE)
    assert [one.ended_at for one in failures()] == [NOON + MINUTE]


def test_after_two_days_it_is_given_up_and_said(maple: World, post: Sink) -> None:
    wants(maple, quiet_from=time(0), quiet_to=time(0))
    (notice,) = posted(maple)
    post.data = "451 Later"
    begun = moment = NOON.astimezone(UTC)
    for pause in PAUSES:
        run(notice, at=moment)
        assert put_off_to(notice) == moment + pause
        moment += pause
    assert failures() == []
    run(notice, at=moment)
    assert [(str(one.notice_id), one.code) for one in failures()] == [(notice, "gave_up")]
    assert moment - begun >= timedelta(days=1)
    assert all(one < after for one, after in itertools.pairwise(PAUSES))


def test_a_digest_that_could_not_be_sent_waits_whole(maple: World, post: Sink) -> None:
    wants(maple, digest="daily")
    notices = posted(maple, count=3)
    post.recipient = "451 Later"
    run(*notices, at=MORNING)
    assert {kept(one).tries for one in notices} == {1}
    assert {put_off_to(one) for one in notices} == {MORNING + PAUSES[0]}
    (fresh,) = posted(maple, at=MORNING + MINUTE / 2)
    run(fresh, at=MORNING + MINUTE / 2)
    assert put_off_to(fresh) == MORNING + timedelta(days=1), "the mail of the next day, not the one that is tried again"
    post.recipient = ""
    run(*notices, at=MORNING + PAUSES[0])
    assert subjects(post) == ["There are 4 things for you"]


def test_a_job_that_went_away_with_its_worker_is_asked_for_again(maple: World, post: Sink) -> None:
    (lost,) = posted(maple)
    (quiet,) = posted(maple, at=NIGHT)
    run(quiet, at=NIGHT)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    run(at=NIGHT + 2 * timedelta(hours=1), task="notices.catch_up")
    assert put_off_to(quiet) is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT args ->> 'notice_id' FROM procrastinate_jobs WHERE task_name = 'notices.send'")
        assert [one for (one,) in cursor.fetchall() if one in (lost, quiet)] == [lost]
    run(at=MORNING + timedelta(hours=2), task="notices.catch_up")
    run(lost, quiet, at=MORNING + timedelta(hours=2))
    assert len(post.letters) == 2
