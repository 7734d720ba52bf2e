"""The mail of a notice, or of all that wait: a link, a day and an hour, nothing else (handbook 3.7)."""

from __future__ import annotations

import smtplib
from contextlib import suppress
from email.mime.text import MIMEText
from enum import StrEnum
from typing import TYPE_CHECKING

from babel.dates import format_datetime
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intentional_connection.kernel import clock
from intentional_connection.notices.calendar import FILE_NAME, Entry, Method, as_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from intentional_connection.notices.models import CalendarEntry, Notice

#: From here on a mail server's answer is for good (RFC 5321, 4.2.1).
FOR_GOOD = 500


class Answer(StrEnum):
    """What the mail server said: taken; try again; never to this address."""

    TAKEN = "taken"
    LATER = "later"
    REFUSED = "refused"


def hand_over(letter: EmailMessage) -> Answer:
    """Give the mail to the server. What it has taken counts as taken, however the conversation ends afterwards."""
    server = get_connection()
    try:
        server.open()
        server.send_messages([letter])
    except smtplib.SMTPRecipientsRefused as refusal:
        return _for_good(min(code for code, _text in refusal.recipients.values()))
    except smtplib.SMTPDataError as refusal:
        return _for_good(refusal.smtp_code)
    except (smtplib.SMTPException, OSError):  # the site's own server, login or line: nothing that the address can help
        return Answer.LATER
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.close()
    return Answer.TAKEN


def _for_good(code: int) -> Answer:
    return Answer.REFUSED if code >= FOR_GOOD else Answer.LATER


def letter_of(notices: Sequence[Notice]) -> EmailMessage:
    """The mail in the reader's language: no name, family, place, need or organization.

    It is called by its first notice, so that a repeat after a crash is recognised.
    """
    first = notices[0]
    with translation.override(first.reader.language):
        letter = _one(first) if len(notices) == 1 else _many(notices)
        letter.to = [first.reader.email]
        letter.extra_headers = {"Message-ID": f"<{first.pk}@{settings.MAIL_DOMAIN}>", "Auto-Submitted": "auto-generated"}
        return letter


def root_letter(day: date, digest: str) -> EmailMessage:
    """A day and a digest for a partner to keep, in no language: it says nothing of anybody."""
    headers = {"Message-ID": f"<root-{day}@{settings.MAIL_DOMAIN}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(str(day), f"{day} {digest}\n", to=[settings.IC_ROOT_MAIL_TO], headers=headers)


def _one(notice: Notice) -> EmailMessage:
    link = f"{settings.BASE_URL}/n/{notice.pk}/"  # tells nothing; behind the sign-in it leads on to the notice's page
    moment = notice.entry.starts_at if notice.entry else notice.made_at
    text = _("There is something for you.\n\n%(link)s\n\n%(when)s (Ontario time)") % {
        "link": link,
        "when": _when(moment, notice.reader.language),
    }
    letter = EmailMessage(subject=_("There is something for you"), body=text)
    if notice.entry:
        letter.attach(_file(notice.entry, link))
    return letter


def _many(notices: Sequence[Notice]) -> EmailMessage:
    count = {"count": len(notices)}
    text = ngettext(
        "There is %(count)d thing for you.\n\n%(link)s\n\n%(when)s (Ontario time)",
        "There are %(count)d things for you.\n\n%(link)s\n\n%(when)s (Ontario time)",
        len(notices),
    ) % {**count, "link": f"{settings.BASE_URL}/today/", "when": _when(clock.now(), notices[0].reader.language)}
    subject = ngettext("There is %(count)d thing for you", "There are %(count)d things for you", len(notices)) % count
    return EmailMessage(subject=subject, body=text)


def _when(moment: datetime, language: str) -> str:
    locale = "fr_CA" if language.startswith("fr") else "en_CA"
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
