"""One row per reader: there is something for you. No name, need, place or organization in it."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from intentional_connection.access.privacy import PLAIN
from intentional_connection.access.seats import SYSTEM_ID, Seat
from intentional_connection.journal.models import Thing
from intentional_connection.kernel import clock
from intentional_connection.kernel.zones import ONTARIO
from intentional_connection.notices.calendar import Method
from intentional_connection.notices.hours import Digest, Hours
from intentional_connection.people.models import Account

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, account: Account) -> Self:
        """My own; the sending job sees all."""
        return self if account.pk == SYSTEM_ID else self.filter(reader_id=account.pk)

    def unsent(self) -> Self:
        """Waiting for the channel, oldest first."""
        return self.filter(sent_at=None, stopped_at=None).order_by("made_at", "id")

    def due_with(self, notice: Notice, now: datetime, *, together: bool) -> Self:
        """The notice alone, or all that go into the same mail; not what was tried and waits for its next try."""
        same = self.filter(reader_id=notice.reader_id, entry=None) if together else self.filter(pk=notice.pk)
        return same.exclude(tries__gt=0, due_at__gt=now).unsent()

    def waiting_since(self, notice: Notice, *, together: bool) -> datetime:
        """Since when it waits, or the first of those that go into the same mail; not what was tried already."""
        if together and not notice.tries:
            notice = self.unsent().filter(reader_id=notice.reader_id, entry=None, tries=0).first() or notice
        return notice.made_at

    def overdue(self, since: datetime) -> Self:
        """What should have been sent before then."""
        return self.alias(due=Coalesce("due_at", "made_at")).filter(due__lt=since)

    def about(self, key: str, case_ids: Iterable[UUID]) -> Self:
        """What was told under this key about these families."""
        return self.filter(key=key, case_id__in=list(case_ids))


    def about_or_failed(self, key: str, case_ids: Iterable[UUID]) -> tuple[set[UUID | None], NoticeFailure | None]:
        """The families of which was told under this key, and the newest mail that came back; in one question."""
        told, came_back = models.Q(key=key, case_id__in=list(case_ids)), models.Q(failure__isnull=False, failure__ended_at=None)
        rows = list(self.filter(told | came_back).select_related("failure").order_by("failure__at"))
        failed = [row.failure for row in rows if hasattr(row, "failure") and row.failure.ended_at is None]
        return {row.case_id for row in rows if row.key == key}, failed[-1] if failed else None


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

    `thing_id`: a line that it is about and that may be hidden from its reader when it is sent.
    `due_at`: when it is tried next, where it was put off. `stopped_at`: when it was to be sent, its reader read nothing of
    the family any more or wanted no mail, or it could not be delivered (`NoticeFailure`).
    """

    PRIVACY: ClassVar = dict.fromkeys(
        ("id", "reader", "by", "key", "case_id", "thing_id", "path", "entry", "made_at", "due_at", "sent_at", "stopped_at", "tries"), PLAIN
    )

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    case_id = models.UUIDField(null=True)
    thing_id = models.UUIDField(null=True)
    path = models.CharField(max_length=120, default="/")
    entry = models.ForeignKey(CalendarEntry, null=True, on_delete=models.PROTECT, related_name="notices")
    made_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(null=True)
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


class Channel(models.TextChoices):
    MAIL = "mail", _("By e-mail")
    PAGE = "page", _("Only here, on the page Today")


class NoticePreferenceQuerySet(models.QuerySet["NoticePreference"]):
    def visible_to(self, account: Account) -> Self:
        """My own; the sending job reads all."""
        return self if account.pk == SYSTEM_ID else self.filter(account_id=account.pk)

    def of(self, account: Account) -> NoticePreference:
        """What the account chose, else what holds until somebody chooses."""
        quiet_from, quiet_to = settings.QUIET_HOURS
        row = self.filter(account=account).first()
        return row or NoticePreference(account=account, quiet_from=quiet_from, quiet_to=quiet_to)


class NoticePreference(models.Model):
    """How and when somebody is told: by mail or only on the page, outside the quiet hours, in one mail or each by itself.

    `zone` is the IANA name of the clock beside the reader. The same hour twice means no quiet hours.
    """

    PRIVACY: ClassVar = dict.fromkeys(("account", "channel", "digest", "quiet_from", "quiet_to", "zone"), PLAIN)

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, primary_key=True, related_name="notice_preference"
    )
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.MAIL)
    digest = models.CharField(max_length=10, choices=[(str(one), str(one)) for one in Digest], default=Digest.OFF)
    quiet_from = models.TimeField()
    quiet_to = models.TimeField()
    zone = models.CharField(max_length=40, default=ONTARIO)

    objects = NoticePreferenceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.channel} {self.digest}"

    @classmethod
    def at_once(cls, account: Account) -> NoticePreference:
        """By mail, alone, at any hour."""
        return cls(account=account, quiet_from=time(), quiet_to=time())

    def gathers(self, notice: Notice) -> bool:
        """Whether it waits for others of its reader: a calendar file never does, its hour might pass."""
        return self.channel == Channel.MAIL and self.digest != Digest.OFF and notice.entry_id is None

    def hours(self, *, digest: bool) -> Hours:
        """When the reader may be written to, with or without waiting for others."""
        return Hours(self.quiet_from, self.quiet_to, self.zone, Digest(self.digest) if digest else Digest.OFF)


class Undelivered(models.TextChoices):
    REFUSED = "refused"
    GAVE_UP = "gave_up"


class NoticeFailureQuerySet(models.QuerySet["NoticeFailure"]):
    def visible_to(self, account: Account) -> Self:
        """My own, those of the people whose organization I lead, and of whom I invited, since then; the sending job reads all."""
        if account.pk == SYSTEM_ID:
            return self
        seats = getattr(Account, "memberships").rel.related_model.objects  # noqa: B009 - a relation of the room above
        led = account.organizations(Seat.SUPERVISOR, Seat.SAH_STAFF, Seat.SPONSOR_REP)
        people = seats.in_force().filter(organization__in=led)
        invited = seats.invitations().filter(added_by=account.pk, account=models.OuterRef("reader"), pk__lt=models.OuterRef("notice"))
        mine = models.Q(reader_id=account.pk) | models.Q(reader__in=people.values("account")) | models.Exists(invited)
        return self.filter(mine)

    def standing(self) -> Self:
        """No later mail went through; the oldest first."""
        return self.filter(ended_at=None).order_by("at", "id")

    def of(self, account: Account) -> NoticeFailure | None:
        """The newest that stands for this reader."""
        return self.standing().filter(reader=account).last()


class NoticeFailure(Thing):
    """A mail that could not be delivered: refused for good, or given up after trying for days. Never what it was about.

    `ended_at`: a later mail to the same reader went through.
    """

    PRIVACY: ClassVar = dict.fromkeys(("id", "notice", "reader", "code", "at", "ended_at"), PLAIN)

    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="failure")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=10, choices=Undelivered)
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    objects = NoticeFailureQuerySet.as_manager()

    def __str__(self) -> str:
        return self.code
