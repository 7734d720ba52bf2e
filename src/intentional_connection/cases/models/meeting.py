"""Meetings: when, where and with whom; what came of them. Times are a level of their own (handbook 3.3: "times")."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intentional_connection.access.models import ScopedQuerySet
from intentional_connection.access.privacy import CONTACT, FREE_TEXT, NAME, PLAIN
from intentional_connection.access.seats import Level
from intentional_connection.cases.models.case import Case, FamilyThing, Newcomer
from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from datetime import datetime

    from intentional_connection.practice.edition import Agenda


class MeetingKind(models.TextChoices):
    """What a meeting is for; the edition's agenda carries the same key."""

    PRE_ARRIVAL = "pre_arrival", _("Meeting before arrival")
    SHORT = "short", _("Short meeting before arrival")
    POST_ARRIVAL = "post_arrival", _("First meeting together")
    # Translators: a kind of meeting
    REVIEW = "review", _("Review meeting")
    HANDOVER = "handover", _("Meeting with the next worker")
    # Translators: a kind of meeting: the end of the year together
    CLOSING = "closing", _("Closing meeting")


#: Kinds that may be held again.
REPEATED = (MeetingKind.REVIEW, MeetingKind.HANDOVER, MeetingKind.CLOSING)
#: The two kinds that stand for "the meeting before arrival".
BEFORE_ARRIVAL = (MeetingKind.PRE_ARRIVAL, MeetingKind.SHORT)


def records_of(agenda: Agenda) -> tuple[str, ...]:
    """What the minutes of this agenda ask for; at the end of the year also for the year in everybody's words."""
    return ("expectations", *agenda.records) if agenda.kind == MeetingKind.CLOSING else agenda.records


class Way(models.TextChoices):
    """How people meet."""

    # Translators: how people meet
    VIDEO = "video", _("By video")
    # Translators: how people meet
    PHONE = "phone", _("By telephone")
    # Translators: how people meet
    PLACE = "place", _("In person")


class Voice(models.TextChoices):
    """The four voices as the rows name them; the same words as `roles.model.Party`."""

    # Translators: one of the four voices
    NEWCOMER = "newcomer", _("Family")
    # Translators: one of the four voices
    SPONSOR = "sponsor", _("Sponsors")
    # Translators: one of the four voices
    WORKER = "worker", _("Worker")
    # Translators: one of the four voices; short for Sponsorship Agreement Holder
    SAH = "sah", _("SAH")


class MeetingQuerySet(ScopedQuerySet):
    def with_rows(self) -> Self:
        """With its newest day and what came of it, in one query."""
        return self.select_related("held", "not_held", "called_off", "case__adoption")

    def open(self) -> Self:
        """Planned: neither held nor not held nor called off."""
        return self.filter(held=None, not_held=None, called_off=None)

    def with_next_worker(self, since: datetime) -> Self:
        """Meetings with the next worker that belong to a handover begun at this moment."""
        return self.filter(kind=MeetingKind.HANDOVER, called_off=None, at__gte=since)

    def newest_first(self) -> Self:
        """The last planned first."""
        return self.order_by("-id")


class Meeting(FamilyThing):
    """A meeting of people around one family. Its day stands in `MeetingDate`; each change is a new row there."""

    LEVEL = Level.TIMES
    WRITE_LEVEL = Level.TIMES
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "kind", "by", "at"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=20, choices=MeetingKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = MeetingQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Planned: neither held nor not held nor called off."""
        return not any(hasattr(self, name) for name in ("held", "not_held", "called_off"))


class MeetingDate(FamilyThing):
    """One day and hour of a meeting; the newest (highest `sequence`) holds, the old ones stay visible.

    `zone` is the IANA name in which the hour was agreed; `asked_by` the voice that wanted the change, `reason` its code.
    """

    LEVEL = Level.TIMES
    WRITE_LEVEL = Level.TIMES
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(
        ("id", "case", "meeting", "sequence", "starts_at", "minutes", "zone", "way", "language", "asked_by", "reason", "by", "at"),
        PLAIN,
    )

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="dates")
    sequence = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    zone = models.CharField(max_length=40, default="America/Toronto")
    way = models.CharField(max_length=10, choices=Way)
    language = models.CharField(max_length=12)
    asked_by = models.CharField(max_length=20, choices=Voice, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "sequence"], name="one_day_per_sequence"),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=480), name="a_meeting_of_some_minutes"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.sequence}"


class MeetingPlace(FamilyThing):
    """How to come: video link, telephone number or address, and the interpreter."""

    LEVEL = Level.MEETING
    WRITE_LEVEL = Level.MEETING
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "case", "date"), PLAIN),
        "place": CONTACT,
        "interpreter": NAME,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    date = models.OneToOneField(MeetingDate, on_delete=models.PROTECT, related_name="place")
    place = models.CharField(max_length=300, blank=True)
    interpreter = models.CharField(max_length=120, blank=True)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class MeetingGuest(FamilyThing):
    """Somebody invited: an account, an adult of the family (also before the adult has a key), or a voice as a whole."""

    LEVEL = Level.TIMES
    WRITE_LEVEL = Level.TIMES
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "meeting", "voice", "account", "newcomer", "by", "at"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="guests")
    voice = models.CharField(max_length=20, choices=Voice)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    newcomer = models.ForeignKey(Newcomer, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "account"], name="invited_once"),
            models.UniqueConstraint(fields=["meeting", "newcomer"], name="adult_invited_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Coming(models.TextChoices):
    # Translators: answer to an invitation
    YES = "yes", _("I will come")
    OTHER = "other", _("I need another time")


class MeetingAnswer(FamilyThing):
    """A guest's answer to one day of the meeting; the newest counts. By the guest, or by whoever carried the link."""

    LEVEL = Level.TIMES
    WRITE_LEVEL = Level.TIMES
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "meeting", "guest", "sequence", "coming", "by", "at"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="answers")
    guest = models.ForeignKey(MeetingGuest, null=True, on_delete=models.PROTECT, related_name="answers")
    sequence = models.PositiveSmallIntegerField()
    coming = models.CharField(max_length=10, choices=Coming)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class MeetingHeld(FamilyThing):
    """The meeting took place: real beginning and end; recorded when it was recorded. Nothing is dated falsely."""

    LEVEL = Level.TIMES
    WRITE_LEVEL = Level.TIMES
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(
        ("id", "case", "meeting", "started_at", "ended_at", "zone", "way", "language", "with_interpreter", "by", "at"), PLAIN
    )

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="held")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    zone = models.CharField(max_length=40, default="America/Toronto")
    way = models.CharField(max_length=10, choices=Way)
    language = models.CharField(max_length=12)
    with_interpreter = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ended_at__gt=models.F("started_at")), name="a_meeting_ends_after_it_began"),
            models.CheckConstraint(condition=Q(at__gte=models.F("started_at")), name="recorded_after_it_began"),
        ]

    def __str__(self) -> str:
        return str(self.meeting_id)


class MeetingNotHeld(FamilyThing):
    """The meeting before arrival does not take place, with its reason: "not held: late notice"."""

    LEVEL = Level.TIMES
    WRITE_LEVEL = Level.TIMES
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "meeting", "reason", "by", "at"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="not_held")
    reason = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.reason


class MeetingCalledOff(FamilyThing):
    """A planned meeting was called off, with who wanted it and why; its calendar entry is cancelled with the same identity."""

    LEVEL = Level.TIMES
    WRITE_LEVEL = Level.TIMES
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "meeting", "asked_by", "reason", "by", "at"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="called_off")
    asked_by = models.CharField(max_length=20, choices=Voice)
    reason = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.reason


class MeetingRequest(FamilyThing):
    """A voice asks for a meeting; it stands until one is planned after it."""

    LEVEL = Level.MEETING
    WRITE_LEVEL = Level.MEETING
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "voice", "by", "at"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="meeting_requests")
    voice = models.CharField(max_length=20, choices=Voice)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class AgendaPointQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        """Not talked about yet."""
        return self.filter(meeting=None)

    def waiting_for(self, meeting: Meeting) -> Self:
        """What waits for this family's next meeting, in the order in which it was said."""
        return self.open().filter(case_id=meeting.case_id).order_by("at", "id")


class AgendaPoint(FamilyThing):
    """A point that a voice puts on the agenda; `meeting` is the one at which it was talked about, None until then."""

    LEVEL = Level.MEETING
    WRITE_LEVEL = Level.MEETING
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = {**dict.fromkeys(("id", "case", "meeting", "voice", "by", "at"), PLAIN), "text": FREE_TEXT}

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agenda_points")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.PROTECT, related_name="points")
    voice = models.CharField(max_length=20, choices=Voice)
    text = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = AgendaPointQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
