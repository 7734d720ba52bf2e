"""One row per reader: there is something for you. No name, need, place or organization in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models

from intentional_connection.access.privacy import PLAIN
from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.journal.models import Thing
from intentional_connection.kernel import clock

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
        return self.filter(sent_at=None).order_by("made_at", "id")

    def about(self, key: str, case_ids: Iterable[UUID]) -> Self:
        """What was told under this key about these families."""
        return self.filter(key=key, case_id__in=list(case_ids))


class Notice(Thing):
    """Somebody has something to look at. `key` tells the job what happened; the mail does not."""

    PRIVACY: ClassVar = dict.fromkeys(
        ("id", "reader", "by", "key", "case_id", "path", "made_at", "sent_at", "tries"), PLAIN
    )

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    case_id = models.UUIDField(null=True)
    path = models.CharField(max_length=120, default="/")
    made_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["made_at"], condition=models.Q(sent_at=None), name="notice_unsent")
        ]

    def __str__(self) -> str:
        return self.key
