"""One row per reader: there is something for you. No name, need, place or organization in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models

from intentional_connection.access.privacy import PLAIN
from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.journal.models import Thing
from intentional_connection.kernel import clock
from intentional_connection.notices.calendar import Method

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from intentional_connection.people.models import Account


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, account: Account) -> Self:
        """My own; the sending job sees all."""
        return self if account.pk == SYSTEM_ID else self.filter(reader_id=account.pk)

    def unsent(self) -> Self:
        """Waiting for the channel, oldest first."""
        return self.filter(sent_at=None, stopped_at=None).order_by("made_at", "id")

    def about(self, key: str, case_ids: Iterable[UUID]) -> Self:
        """What was told under this key about these families."""
        return self.filter(key=key, case_id__in=list(case_ids))


class CalendarEntryQuerySet(models.QuerySet["CalendarEntry"]):
    def visible_to(self, account: Account) -> Self:
        """Those I posted, and those that came with a notice to me; the sending job sees all."""
        if account.pk == SYSTEM_ID:
            return self
        mine = models.Q(by_id=account.pk) | models.Q(notices__reader_id=account.pk)
        return self.filter(mine).distinct()


class CalendarEntry(Thing):
    """What goes along with notices as a calendar file: from when to when, and nothing else.

    `uid` stays the same for as long as it is the same thing; a higher `sequence` replaces, CANCEL takes it out.
    """

    PRIVACY: ClassVar = dict.fromkeys(("id", "uid", "sequence", "method", "starts_at", "ends_at", "zone", "by", "made_at"), PLAIN)

    uid = models.UUIDField()
    sequence = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=10, choices=[(str(one), str(one)) for one in Method])
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    zone = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    objects = CalendarEntryQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.method} {self.sequence}"


class Notice(Thing):
    """Somebody has something to look at. `key` tells the job what happened; the mail does not.

    `stopped_at`: when it was to be sent, its reader read nothing of the family any more.
    """

    PRIVACY: ClassVar = dict.fromkeys(
        ("id", "reader", "by", "key", "case_id", "path", "entry", "made_at", "sent_at", "stopped_at", "tries"), PLAIN
    )

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    case_id = models.UUIDField(null=True)
    path = models.CharField(max_length=120, default="/")
    entry = models.ForeignKey(CalendarEntry, null=True, on_delete=models.PROTECT, related_name="notices")
    made_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["made_at"], condition=models.Q(sent_at=None, stopped_at=None), name="notice_unsent")
        ]

    def __str__(self) -> str:
        return self.key
