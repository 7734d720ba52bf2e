"""Mail the notices: a link, a day and an hour, nothing else (handbook 3.7)."""

from __future__ import annotations

from babel.dates import format_datetime
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from intentional_connection.journal.jobs import job
from intentional_connection.kernel import clock
from intentional_connection.notices.models import Notice


@job("notices.send")
def send(*, notice_id: str) -> None:
    """Send one notice, once; a repeat finds it sent. The stable Message-ID makes a crash's repeat recognisable."""
    notice = Notice.objects.select_for_update(no_key=True).filter(pk=notice_id, sent_at=None).first()
    if notice is None:
        return
    message(notice).send()
    notice.sent_at = clock.now()
    notice.tries += 1
    notice.save(update_fields=["sent_at", "tries"])


def message(notice: Notice) -> EmailMessage:
    """The mail in the reader's language: no name, family, place, need or organization."""
    with translation.override(notice.reader.language):
        locale = "fr_CA" if notice.reader.language.startswith("fr") else "en_CA"
        when = format_datetime(notice.made_at.astimezone(clock.ONTARIO), "EEEE d MMMM, HH:mm", locale=locale)
        text = _("There is something for you.\n\n%(link)s\n\n%(when)s (Ontario time)") % {
            "link": settings.BASE_URL + notice.path,
            "when": when,
        }
        return EmailMessage(
            subject=_("There is something for you"),
            body=text,
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[notice.reader.email],
            headers={"Message-ID": f"<{notice.pk}@{settings.MAIL_DOMAIN}>", "Auto-Submitted": "auto-generated"},
        )
