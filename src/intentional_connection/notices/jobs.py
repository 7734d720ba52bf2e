"""Mail the notices: a link, a day and an hour, nothing else (handbook 3.7)."""

from __future__ import annotations

from email.mime.text import MIMEText
from typing import TYPE_CHECKING

from babel.dates import format_datetime
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from intentional_connection.access.models import Reach
from intentional_connection.access.seats import SYSTEM_ID, Level
from intentional_connection.access.walls import entered
from intentional_connection.journal.jobs import job
from intentional_connection.kernel import clock
from intentional_connection.notices.calendar import FILE_NAME, Entry, Method, as_file
from intentional_connection.notices.models import Notice

if TYPE_CHECKING:
    from intentional_connection.notices.models import CalendarEntry


@job("notices.send")
def send(*, notice_id: str) -> None:
    """Send one notice, once; a repeat finds it sent. The stable Message-ID makes a crash's repeat recognisable.

    Whether its reader still reads anything of the family is asked again at this moment (handbook 3.2).
    """
    waiting = Notice.objects.select_for_update(of=("self",), no_key=True).unsent()
    notice = waiting.filter(pk=notice_id).select_related("reader", "entry").first()
    if notice is None:
        return
    if _still_reads(notice):
        message(notice).send()
        notice.sent_at = clock.now()
    else:
        notice.stopped_at = clock.now()
    notice.tries += 1
    notice.save(update_fields=["sent_at", "stopped_at", "tries"])


def _still_reads(notice: Notice) -> bool:
    if notice.case_id is None:
        return True
    with entered(notice.reader_id):
        rows = Reach.objects.of(notice.reader.principals()).filter(case_id=notice.case_id, read__gt=0)
        reads = notice.case_id not in notice.reader.frozen and (
            rows.reading(Level.TIMES) if notice.entry_id else rows
        ).exists()  # a calendar file tells an hour
    with entered(SYSTEM_ID):
        return reads


def message(notice: Notice) -> EmailMessage:
    """The mail in the reader's language: no name, family, place, need or organization."""
    with translation.override(notice.reader.language):
        text = _("There is something for you.\n\n%(link)s\n\n%(when)s (Ontario time)") % {
            "link": _link(notice),
            "when": _when(notice),
        }
        letter = EmailMessage(
            subject=_("There is something for you"),
            body=text,
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[notice.reader.email],
            headers={"Message-ID": f"<{notice.pk}@{settings.MAIL_DOMAIN}>", "Auto-Submitted": "auto-generated"},
        )
        if notice.entry:
            letter.attach(_file(notice.entry, _link(notice)))
        return letter


def _link(notice: Notice) -> str:
    """An address that tells nothing; behind the sign-in it leads on to the notice's page."""
    return f"{settings.BASE_URL}/n/{notice.pk}/"


def _when(notice: Notice) -> str:
    """The hour of what the calendar file is about, else of the message."""
    moment = notice.entry.starts_at if notice.entry else notice.made_at
    locale = "fr_CA" if notice.reader.language.startswith("fr") else "en_CA"
    return format_datetime(moment.astimezone(clock.ONTARIO), "EEEE d MMMM, HH:mm", locale=locale)


def _file(entry: CalendarEntry, link: str) -> MIMEText:
    said = Entry(str(entry.uid), entry.sequence, entry.starts_at, entry.ends_at, entry.zone, Method(entry.method))
    content = as_file(
        said, title=_("There is something for you"), link=link, sender=settings.DEFAULT_FROM_EMAIL, made_at=entry.made_at
    )
    part = MIMEText(content.decode(), "calendar", "utf-8")
    part.set_param("method", entry.method)
    part.add_header("Content-Disposition", "attachment", filename=FILE_NAME)
    return part
