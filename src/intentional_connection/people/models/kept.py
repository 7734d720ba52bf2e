"""What was typed and waits for its writer."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar, Self

from django.db import models

from intentional_connection.access.privacy import FREE_TEXT, PLAIN
from intentional_connection.access.seats import Level, Seat
from intentional_connection.kernel import clock, ids
from intentional_connection.people.models.accounts import Account

#: What its writer has not touched or come back for is emptied after so long: forms, drafts, unfinished minutes (handbook 3.9).
DRAFT_KEPT = timedelta(days=30)


class KeptFormQuerySet(models.QuerySet["KeptForm"]):
    def visible_to(self, account: Account) -> Self:
        """What I typed myself; the jobs what is old."""
        if account.is_system:
            return self.filter(at__lt=clock.now() - DRAFT_KEPT)
        return self.filter(account_id=account.pk)

    def waiting_at(self, path: str) -> KeptForm | None:
        """What waits on this page."""
        return self.filter(path=path).exclude(fields={}).first()

    def any_waiting(self) -> bool:
        """Whether anything waits anywhere."""
        return self.exclude(fields={}).exists()


class KeptForm(models.Model):
    """A form sent after too long a silence: kept inside the walls for its writer, who signs in again (handbook 3.8).

    `fields` = what was typed, by field name; emptied when sent again or put away.
    """

    LEVEL = Level.PROTECTION  # nobody but its writer
    PRIVACY: ClassVar = {"id": PLAIN, "account": PLAIN, "path": PLAIN, "at": PLAIN, "fields": FREE_TEXT}

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    fields = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)

    objects = KeptFormQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "path"], name="one_kept_form_per_page")]

    def seats_of(self, account: Account) -> set[Seat]:
        """Nobody but the jobs acts on it by itself; its writer acts through the own account."""
        return {Seat.SYSTEM} if account.is_system else set()

    def __str__(self) -> str:
        return str(self.pk)
