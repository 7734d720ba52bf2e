"""The mail of a notice through a real SMTP server: a link, a day, an hour, and nothing else."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.header import decode_header, make_header
from typing import TYPE_CHECKING

import vobject
from django.db import connection, transaction

from conftest import as_role
from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.access.walls import entered
from intentional_connection.cases import verbs
from intentional_connection.cases.models.gathering import whom_to_invite
from intentional_connection.kernel import clock
from intentional_connection.notices.jobs import send
from intentional_connection.notices.models import Notice
from intentional_connection.notices.tests.mailing import NOON, Sink, run, started_worker
from tests.logins import at_once, logged_in
from tests.world import World, enter, leave

if TYPE_CHECKING:
    from email.message import Message

    from pytest_django.fixtures import SettingsWrapper


def referred(world: World) -> list[str]:
    """Refer a family and commit; the new notices that wait."""
    before = waiting()
    with transaction.atomic():
        as_role("ic_app")
        world.refer()
        leave()
    return [one for one in waiting() if one not in before]


def waiting(*, sent: bool = False) -> list[str]:
    """Notices not sent yet (sent ones), as the jobs' account reads them."""
    with transaction.atomic():
        as_role("ic_app")
        with entered(SYSTEM_ID):
            rows = Notice.objects.filter(key="referral_sent", sent_at__isnull=not sent)
            return [str(pk) for pk in rows.values_list("pk", flat=True)]


def text_of(letter: Message) -> str:
    """What somebody reads."""
    payload = letter.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def test_the_mail_holds_a_link_a_day_and_an_hour(committed: World, post: Sink, settings: SettingsWrapper) -> None:
    """No name, family, place, need or organization: not in the subject, the text or a header."""
    (notice,) = referred(committed)
    assert run(notice) == []
    (letter,) = post.letters
    assert letter["To"] == "helen@example.org"
    lines = [line for line in text_of(letter).splitlines() if line]
    assert lines[0] == str(make_header(decode_header(letter["Subject"]))) + "." == "There is something for you."
    assert re.fullmatch(re.escape(settings.BASE_URL) + r"/n/[0-9a-f-]{36}/", lines[1])
    assert re.fullmatch(r"[A-Z][a-z]+ \d+ [A-Z][a-z]+, \d\d:\d\d \(Ontario time\)", lines[2].replace("\u202f", " "))
    assert len(lines) == 3
    for word in ("Maple", "Luwam", "Lakeside", "Harbour", "Riverton", "refer a", "Tigrinya"):
        assert word not in letter.as_string()
    assert waiting(sent=True) == [notice]


def test_a_notice_is_sent_once(committed: World, post: Sink) -> None:
    """The job comes again after all: it finds the notice sent."""
    (notice,) = referred(committed)
    run(notice)
    run(notice)
    assert len(post.letters) == 1


def test_a_crash_between_sending_and_keeping_repeats_with_the_same_id(committed: World, post: Sink) -> None:
    """At least once: the reader's program recognises the second as the first."""
    (notice,) = referred(committed)

    def crash() -> None:
        with clock.at(NOON), transaction.atomic(), entered(SYSTEM_ID):
            send(notice_id=notice)
            msg = "the power went away"
            raise RuntimeError(msg)

    with logged_in() as handler:
        (error,) = at_once(handler, [crash], threads=1)
    assert isinstance(error, RuntimeError)
    assert notice in waiting()
    run(notice)
    first, second = post.letters
    assert first["Message-ID"] == second["Message-ID"] == f"<{notice}@localhost>"
    assert waiting(sent=True) == [notice]


def test_a_server_out_of_order_leaves_the_notice_waiting(committed: World, post: Sink) -> None:
    """A failed channel never fails the act: it is tried again (test_delivery.py)."""
    (notice,) = referred(committed)
    post.data = "451 Try again later"
    assert run(notice) == []
    assert notice in waiting()
    assert post.letters == []


def test_the_reader_reads_in_the_own_language(committed: World, post: Sink) -> None:
    """French for whoever reads French."""
    with transaction.atomic():
        as_role("ic_app")
        helen = committed.helen
        enter(helen)
        helen.language = "fr"
        helen.save(update_fields=["language"])
        leave()
    (notice,) = referred(committed)
    run(notice)
    text = text_of(post.letters[0])
    days = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    assert re.search(rf"({days}) \d+ \w+", text)


def test_two_workers_send_once_what_verbs_asked_for(committed: World, post: Sink, settings: SettingsWrapper) -> None:
    """Two processes with the site's own login, at the same time: every job is done, each mail is there once."""
    for _ in range(4):
        referred(committed)
    for worker in [started_worker(settings.EMAIL_PORT) for _ in range(2)]:
        _out, wrong = worker.communicate(timeout=60)
        assert worker.returncode == 0, wrong
    assert waiting() == []
    sent = waiting(sent=True)
    called = [letter["Message-ID"] for letter in post.letters]
    assert len(sent) == 5, "Maple 12's too"
    assert set(called) >= {f"<{pk}@localhost>" for pk in sent}
    assert len(called) == len(set(called))
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT status::text FROM procrastinate_jobs")
        assert cursor.fetchall() == [("succeeded",)]


def test_a_hundred_readers_are_a_hundred_mails_and_never_the_one_who_acts(committed: World) -> None:
    """One row per reader; who acts needs no message about it."""
    with transaction.atomic():
        as_role("ic_app")
        referral = committed.refer()
        enter(committed.helen)
        verbs.ask(referral, committed.helen, about="wish")
        with entered(SYSTEM_ID):
            readers = list(Notice.objects.filter(key="question_asked").values_list("reader_id", flat=True))
        leave()
    assert readers == [committed.people["paul"].pk]


def invited(world: World, name: str = "ruth") -> Notice:
    """Maple 12's meeting is planned; the notice that waits for somebody."""
    with transaction.atomic():
        as_role("ic_app")
        case = world.contact(world.home)
        people = [one for one in whom_to_invite(case) if not one.newcomer]
        verbs.plan_meeting(case, world.selam, kind="pre_arrival", starts_at=MEETS_AT, zone="Africa/Cairo", guests=people)
        with entered(SYSTEM_ID):
            notice = Notice.objects.get(key="meeting_planned", reader=world.people[name])
        leave()
    return notice


MEETS_AT = datetime(2027, 3, 10, 15, 30, tzinfo=UTC)


def test_an_invitation_is_the_same_mail_with_a_file_for_the_calendar(committed: World, post: Sink) -> None:
    notice = invited(committed)
    run(str(notice.pk))
    (letter,) = post.letters
    text, file = letter.get_payload()
    assert "There is something for you." in text_of(text)
    assert "Wednesday 10 March, 10:30 (Ontario time)" in text_of(text).replace("\u202f", " ")
    assert file.get_content_type() == "text/calendar"
    assert (file.get_param("method"), file.get_filename()) == ("REQUEST", "calendar.ics")
    event = vobject.readOne(text_of(file)).vevent
    assert event.dtstart.value == MEETS_AT
    for word in ("Maple", "Luwam", "Selam", "Lakeside", "Harbour", "meeting before", "ATTENDEE"):
        assert word not in text_of(text) + text_of(file)


def test_who_reads_nothing_of_the_family_any_more_gets_no_mail(committed: World, post: Sink) -> None:
    """Asked again when it is sent: a sponsor has left the group meanwhile."""
    notice = invited(committed, "tom")
    with transaction.atomic():
        as_role("ic_app")
        row = committed.membership("tom")
        verbs.end_membership(row, committed.tom)
        leave()
    run(str(notice.pk))
    assert post.letters == []
    with transaction.atomic():
        as_role("ic_app")
        with entered(SYSTEM_ID):
            kept = Notice.objects.get(pk=notice.pk)
        leave()
    assert (kept.sent_at, kept.stopped_at is not None) == (None, True)
