"""Send what waits: when its reader may be told, once, and again while the mail server cannot take it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from intentional_connection.access.models import Reach
from intentional_connection.access.seats import SYSTEM_ID, Level
from intentional_connection.access.walls import entered
from intentional_connection.journal import chain
from intentional_connection.journal.jobs import job, later
from intentional_connection.kernel import clock
from intentional_connection.notices.hours import first_moment
from intentional_connection.notices.letters import Answer, hand_over, letter_of, root_letter
from intentional_connection.notices.models import Channel, Notice, NoticeFailure, NoticePreference, Undelivered

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

#: How long to wait after each try that the mail server could not take: together nearly two days.
PAUSES = tuple(timedelta(minutes=one) for one in (1, 5, 15, 60, 180, 360, 720, 1440))
#: What is told at once, also in quiet hours and whatever the reader chose: a family stands open because of an emergency.
AT_ONCE = frozenset({"emergency"})
#: What should have gone out so long ago lost its job: a worker was killed in the middle.
LOST_AFTER = timedelta(hours=1)


@job("notices.send")
def send(*, notice_id: str) -> None:
    """Send one notice, or with a digest all that wait for its reader, once; a repeat finds it sent.

    How its reader wants to be told, and whether the reader still reads anything of the family, is asked again at this
    moment (handbook 3.2). The stable Message-ID makes a crash's repeat recognisable.
    """
    asked = Notice.objects.unsent().filter(pk=notice_id).select_related("reader").first()
    if asked is None:
        return
    preference = NoticePreference.at_once(asked.reader) if asked.key in AT_ONCE else NoticePreference.objects.of(asked.reader)
    by_mail, together = preference.channel == Channel.MAIL, preference.gathers(asked)
    since = Notice.objects.waiting_since(asked, together=together)
    moment = first_moment(clock.now(), preference.hours(digest=together), since)
    if by_mail and moment > clock.now():
        _put_off(asked, moment)
        return
    locked = Notice.objects.select_for_update(of=("self",), no_key=True).select_related("reader", "entry")
    rows = list(locked.due_with(asked, clock.now(), together=together))
    if asked not in rows:  # sent meanwhile, or tried a moment ago: then another job stands for it
        return
    reading = [row for row in rows if by_mail and _still_reads(row)]
    _stop([row for row in rows if row not in reading])
    if reading:
        _deliver(reading)


@job("notices.keep_root", every="43 6 * * *")
def keep_root() -> None:
    """Keep the root over the journal's chains as yesterday left them; with IC_ROOT_MAIL_TO a partner keeps it too."""
    day = clock.today() - timedelta(days=1)
    digest = chain.keep_root(_ask, day)
    if digest and settings.IC_ROOT_MAIL_TO and hand_over(root_letter(day, digest)) != Answer.TAKEN:
        raise RootNotSent


class RootNotSent(Exception):
    """The mail server did not take the digest: the job is tried again, then shown as failed."""


def _ask(text: str, said: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, said)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


@job("notices.catch_up", every="52 * * * *")
def catch_up() -> None:
    """Ask again for what should have gone out an hour ago and did not: its job was lost with its worker."""
    for notice in Notice.objects.unsent().overdue(clock.now() - LOST_AFTER):
        later("notices.send", notice_id=str(notice.pk))


def _deliver(notices: Sequence[Notice]) -> None:
    """Hand one mail over and write down what the server said."""
    answer, now = hand_over(letter_of(notices)), clock.now()
    for row in notices:
        row.tries += 1
        row.sent_at = now if answer == Answer.TAKEN else None
    _keep(notices)
    if answer == Answer.TAKEN:
        NoticeFailure.objects.standing().filter(reader=notices[0].reader).update(ended_at=now)
    elif answer == Answer.REFUSED:
        _give_up(notices, Undelivered.REFUSED)
    else:
        _give_up([row for row in notices if row.tries > len(PAUSES)], Undelivered.GAVE_UP)
        for row in notices:
            if row.stopped_at is None:
                _put_off(row, now + PAUSES[row.tries - 1])


def _give_up(notices: Sequence[Notice], code: Undelivered) -> None:
    _stop(notices)
    NoticeFailure.objects.bulk_create([NoticeFailure(notice=row, reader=row.reader, code=code) for row in notices])


def _stop(notices: Sequence[Notice]) -> None:
    for row in notices:
        row.stopped_at = clock.now()
    _keep(notices)


def _put_off(notice: Notice, moment: datetime) -> None:
    Notice.objects.filter(pk=notice.pk).update(due_at=moment)
    later("notices.send", at=moment, notice_id=str(notice.pk))


def _keep(notices: Sequence[Notice]) -> None:
    if notices:
        Notice.objects.bulk_update(notices, ["sent_at", "stopped_at", "tries"])


def _still_reads(notice: Notice) -> bool:
    if notice.case_id is None:
        return True
    with entered(notice.reader_id):
        rows = Reach.objects.of(notice.reader.principals()).filter(case_id=notice.case_id, read__gt=0)
        reads = notice.case_id not in notice.reader.frozen and notice.thing_id not in notice.reader.hidden and (
            rows.reading(Level.TIMES) if notice.entry_id else rows
        ).exists()  # a calendar file tells an hour
    with entered(SYSTEM_ID):
        return reads
