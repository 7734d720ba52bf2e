"""Post notices in the transaction of the act; the worker mails them after the commit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from intentional_connection.journal.jobs import later
from intentional_connection.journal.models import case_of
from intentional_connection.notices.models import CalendarEntry, Notice
from intentional_connection.people.models import Account

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db import models

    from intentional_connection.notices.calendar import Entry


def post(
    readers: Iterable[UUID],
    by: Any,
    key: str,
    *,
    about: models.Model,
    path: str = "/",
    entry: Entry | None = None,
    thing: UUID | None = None,
) -> None:
    """Tell these accounts (the acting one excepted) that there is something for them.

    `path` is the page they open after signing in; it carries ids only. `entry` goes along as a calendar file.
    `thing`: the line that it is about; from whom that is hidden when the mail goes out is not told.
    An adult without an address to write to is left out: the own page is the channel.
    """
    told = Account.objects.reached_by_mail(set(readers) - {by.pk})
    kept = _kept(entry, by) if entry and told else None
    rows = [
        Notice(reader_id=reader, by_id=by.pk, key=key, case_id=case_of(about), path=path, entry=kept, thing_id=thing) for reader in told
    ]
    Notice.objects.bulk_create(rows)
    for row in rows:
        later("notices.send", notice_id=str(row.pk))


def _kept(entry: Entry, by: Any) -> CalendarEntry:
    return CalendarEntry.objects.create(
        uid=UUID(entry.uid),
        sequence=entry.sequence,
        method=entry.method,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        zone=entry.zone,
        by_id=by.pk,
    )
