"""What came of a meeting: presence, hopes, priorities, decisions, open questions, resources; and the page being written."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intentional_connection.access.models import ScopedQuerySet
from intentional_connection.access.privacy import CONTACT, FREE_TEXT, PLAIN
from intentional_connection.access.seats import Level
from intentional_connection.cases.models.case import Case, FamilyThing, Newcomer
from intentional_connection.cases.models.meeting import Meeting, MeetingGuest, Voice
from intentional_connection.kernel import clock
from intentional_connection.people.models import DRAFT_KEPT

if TYPE_CHECKING:
    from uuid import UUID

    from intentional_connection.people.models import Account


class OfMeetingQuerySet(ScopedQuerySet):
    def of_meeting(self, meeting: Meeting) -> Self:
        """What was written at this meeting."""
        return self.filter(meeting=meeting).order_by("id")

    def before(self, meeting: Meeting) -> Self:
        """What was written at the family's earlier meetings."""
        return self.filter(case_id=meeting.case_id).exclude(meeting=meeting).order_by("id")


class MinutesDraftQuerySet(OfMeetingQuerySet):
    def visible_to(self, account: Account) -> Self:
        """My own, where I may read the family's meetings; the jobs what is old."""
        if account.is_system:
            return self.filter(saved_at__lt=clock.now() - DRAFT_KEPT)
        return super().visible_to(account).filter(by=account)


class MinutesDraft(FamilyThing):
    """What its writer has typed so far on the meeting's page; nobody else reads it. Emptied when the minutes are shared."""

    LEVEL = Level.MEETING
    WRITE_LEVEL = Level.MEETING
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = {**dict.fromkeys(("id", "case", "meeting", "by", "saved_at"), PLAIN), "typed": FREE_TEXT}

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    typed = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=clock.now)

    objects = MinutesDraftQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "by"], name="one_draft_per_writer")]

    def __str__(self) -> str:
        return str(self.pk)


class Presence(FamilyThing):
    """Was a guest there? Absent and excused carry a reason code; nobody is blamed."""

    class State(models.TextChoices):
        # Translators: was somebody at the meeting?
        PRESENT = "present", _("Was there")
        # Translators: was somebody at the meeting? A person who had said so before
        EXCUSED = "excused", _("Could not come, had said so")
        # Translators: was somebody at the meeting?
        ABSENT = "absent", _("Was not there")

    LEVEL = Level.MEETING
    WRITE_LEVEL = Level.MEETING
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "meeting", "guest", "state", "reason"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="presences")
    guest = models.OneToOneField(MeetingGuest, on_delete=models.PROTECT, related_name="presence")
    state = models.CharField(max_length=10, choices=State)
    reason = models.CharField(max_length=40, blank=True)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(state="excused") | ~Q(reason=""), name="excused_with_a_reason"),
        ]

    def __str__(self) -> str:
        return self.state


class Expectation(FamilyThing):
    """What a voice hopes or worries about, in one sentence; read back at the next meeting and at closing."""

    LEVEL = Level.MEETING
    WRITE_LEVEL = Level.MEETING
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = {**dict.fromkeys(("id", "case", "meeting", "voice", "newcomer", "by", "at"), PLAIN), "text": FREE_TEXT}

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="expectations")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="expectations")
    voice = models.CharField(max_length=20, choices=Voice)
    newcomer = models.ForeignKey(Newcomer, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = OfMeetingQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class Priority(FamilyThing):
    """What an adult of the family wants first, before anyone else's priorities. `rank` 1 is the first."""

    LEVEL = Level.MEETING
    WRITE_LEVEL = Level.MEETING
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = {**dict.fromkeys(("id", "case", "meeting", "newcomer", "rank", "by", "at"), PLAIN), "text": FREE_TEXT}

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="priorities")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="priorities")
    newcomer = models.ForeignKey(Newcomer, on_delete=models.PROTECT, related_name="priorities")
    rank = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class Decision(FamilyThing):
    """What was decided, by whom it is done and by when."""

    LEVEL = Level.MEETING
    WRITE_LEVEL = Level.MEETING
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = {**dict.fromkeys(("id", "case", "meeting", "owner", "due_on", "by", "at"), PLAIN), "text": FREE_TEXT}

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    text = models.CharField(max_length=400)
    owner = models.CharField(max_length=20, choices=Voice)
    due_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class OpenQuestion(FamilyThing):
    """What nobody could answer at the meeting: its owner, the day by which there is an answer, and the answer."""

    FREEZES_AT = ("answered_at",)
    LEVEL = Level.MEETING
    WRITE_LEVEL = Level.MEETING
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "case", "meeting", "owner", "due_on", "by", "at", "answered_by", "answered_at"), PLAIN),
        "text": FREE_TEXT,
        "answer": FREE_TEXT,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="open_questions")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="open_questions")
    text = models.CharField(max_length=400)
    owner = models.CharField(max_length=20, choices=Voice)
    due_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    answer = models.CharField(max_length=400, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class Resource(FamilyThing):
    """A service or paper that the worker brought for this family: one line of its resource list."""

    LEVEL = Level.PLAN
    WRITE_LEVEL = Level.PLAN
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "case", "meeting", "by", "at"), PLAIN),
        "title": FREE_TEXT,
        "reached_at": CONTACT,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="resources")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.PROTECT, related_name="resources")
    title = models.CharField(max_length=160)
    reached_at = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = OfMeetingQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class PaymentDate(FamilyThing):
    """A day on which support is paid, told at the meeting only because the adult wanted it; never an amount."""

    LEVEL = Level.MEETING
    WRITE_LEVEL = Level.MEETING
    SCOPES = ("newcomer_id",)
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "meeting", "newcomer", "on", "by", "at"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="payment_dates")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="payment_dates")
    newcomer = models.ForeignKey(Newcomer, on_delete=models.PROTECT, related_name="payment_dates")
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.on)


class FollowUpQuerySet(OfMeetingQuerySet):
    def of_case(self, case_id: UUID) -> Self:
        """Every rhythm of one family."""
        return self.filter(case_id=case_id)

    def standing(self) -> FollowUp | None:
        """The rhythm that holds, of one family."""
        return self.filter(ended_at=None).first()


class FollowUp(FamilyThing):
    """The agreed rhythm: who is in touch, how often, by which way. The newest without an end holds; every family has its own.

    `follow_up_every_days` 0 = when the family asks; `paused_until` rests until that day; `until_on` None = as long as needed.
    """

    LEVEL = Level.PLAN
    WRITE_LEVEL = Level.PLAN
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(
        (
            *("id", "case", "meeting", "follow_up_every_days", "way", "next_on", "review_on", "paused_until", "until_on"),
            *("by", "at", "ended_at"),
        ),
        PLAIN,
    )

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="follow_ups")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.PROTECT, related_name="follow_ups")
    follow_up_every_days = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=10)
    next_on = models.DateField(null=True)
    review_on = models.DateField(null=True)
    paused_until = models.DateField(null=True)
    until_on = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="one_rhythm_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.follow_up_every_days} days"
