"""Choose how and when one is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can
from intentional_connection.journal.jobs import later
from intentional_connection.journal.verb import verb
from intentional_connection.kernel.errors import Refused
from intentional_connection.kernel.zones import ZONES
from intentional_connection.notices.hours import Digest
from intentional_connection.notices.models import Channel, Notice, NoticePreference

if TYPE_CHECKING:
    from datetime import time

    from intentional_connection.people.models import Account

#: So much of each day stays open, or nothing would ever be sent.
LEAST_OPEN_MINUTES = 120


@verb(Can.CHOOSE_NOTICES)
def choose_notices(
    account: Account, by: Account, *, channel: str, digest: str, quiet_from: time, quiet_to: time, zone: str
) -> NoticePreference:
    """Say how and when one is told; what waits follows at once. Refused where less than two hours of a day are left."""
    if channel not in Channel or digest not in list(Digest) or zone not in ZONES:
        raise Refused(_("Choose one of the listed answers."))
    said = {"channel": channel, "digest": digest, "quiet_from": quiet_from, "quiet_to": quiet_to, "zone": zone}
    if NoticePreference(**said).hours(digest=False).open_minutes < LEAST_OPEN_MINUTES:
        raise Refused(_("Leave at least two hours of the day in which we may write. For no mail at all, choose the page."), "quiet_to")
    row, _made = NoticePreference.objects.update_or_create(account=account, defaults=said)
    for notice in Notice.objects.visible_to(by).unsent():
        later("notices.send", notice_id=str(notice.pk))
    return row
