"""Contacts made with the family or its sponsors, the last day of one, and sleep."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intentional_connection.access.models import ScopedQuerySet
from intentional_connection.access.privacy import PLAIN
from intentional_connection.access.seats import Level
from intentional_connection.cases.models.case import Case
from intentional_connection.journal.models import Thing
from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from intentional_connection.people.models import Account


class ContactKind(models.TextChoices):
    # Translators: how the worker was in touch
    CALL = "call", _("Telephone call")
    # Translators: how the worker was in touch
    VIDEO = "video", _("Video call")
    VISIT = "visit", _("Meeting in person")
    # Translators: how the worker was in touch
    MESSAGE = "message", _("Message")


class Contact(Thing):
    """The worker was in touch: day, kind, minutes, language. No notes: those stay in the agency's own system."""

    LEVEL = Level.WORKLOG
    WRITE_LEVEL = Level.WORKLOG
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "by", "on", "kind", "minutes", "language", "at"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contacts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    kind = models.CharField(max_length=10, choices=ContactKind)
    minutes = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=12)
    at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class LastContact(Thing):
    """The day of the last contact, and nothing more: what sponsors and SAH may know of the work log."""

    FREEZES_AT = ("on",)
    LEVEL = Level.LAST_CONTACT
    WRITE_LEVEL = Level.LAST_CONTACT
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "first_on", "on"), PLAIN)

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="last_contact")
    first_on = models.DateField()
    on = models.DateField()

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.on)


class PauseQuerySet(ScopedQuerySet):
    def standing(self) -> Self:
        """Sleeping, not woken."""
        return self.filter(woken_at=None)


class Pause(Thing):
    """The family waits, perhaps for years; the sender lets it sleep and wakes it."""

    LEVEL = Level.BASIC
    WRITE_LEVEL = Level.CIRCLE
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(
        ("id", "case", "reason", "by", "at", "wake_on", "woken_by", "woken_at"), PLAIN
    )

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    wake_on = models.DateField()
    woken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    woken_at = models.DateTimeField(null=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=Q(woken_at=None), name="one_sleep_at_a_time"),
        ]

    def __str__(self) -> str:
        return self.reason

    def end(self, by: Account) -> None:
        """Write that the family woke."""
        self.woken_by, self.woken_at = by, clock.now()
        self.save(update_fields=["woken_by", "woken_at"])
