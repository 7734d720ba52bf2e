"""The warm referral: draft, the ten fields of its preview, question, answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intentional_connection.access.models import ScopedQuerySet
from intentional_connection.access.privacy import CONTACT, FREE_TEXT, PLAIN, SECRET
from intentional_connection.access.seats import Level, Seat
from intentional_connection.cases.models.case import Case, FamilyThing, Programme, label_of
from intentional_connection.cases.models.circle import CircleMember
from intentional_connection.journal.models import Thing
from intentional_connection.kernel import clock, working_days
from intentional_connection.kernel.errors import Refused
from intentional_connection.partners.models import Organization
from intentional_connection.people.models import DRAFT_KEPT
from intentional_connection.practice.models import Adoption

if TYPE_CHECKING:
    from intentional_connection.people.models import Account
    from intentional_connection.practice.edition import Edition


class DraftQuerySet(models.QuerySet["ReferralDraft"]):
    def visible_to(self, account: Account) -> Self:
        """My own drafts, in organizations to which I belong; the jobs' account reads those that are to be emptied."""
        if account.is_system:
            return self.outdated()
        return self.filter(by_id=account.pk, organization_id__in=account.organizations())

    def unsent(self) -> Self:
        """Not sent yet and not emptied, newest first."""
        return self.filter(sent_at=None, emptied_at=None).order_by("-saved_at")

    def outdated(self) -> Self:
        """Unsent and untouched for 30 days (handbook 3.9)."""
        return self.filter(sent_at=None, saved_at__lt=clock.now() - ReferralDraft.KEPT)


class ReferralDraft(Thing):
    """A referral being written; it survives signing out. Emptied when it is sent, or untouched for 30 days."""

    KEPT = DRAFT_KEPT
    PRIVACY: ClassVar = {
        **dict.fromkeys(
            ("id", "organization", "by", "outreach", "case", "made_at", "saved_at", "sent_at", "emptied_at"), PLAIN
        ),
        "answers": FREE_TEXT,
    }

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outreach = models.BooleanField(default=False)  # an agency opens a family that it reached itself
    answers = models.JSONField(default=dict)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)

    objects = DraftQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)

    def seats_of(self, account: Account) -> set[Seat]:
        """The author's seats in the organization for which the draft is written."""
        if account.is_system:
            return {Seat.SYSTEM}
        return self.organization.seats_of(account) if account.pk == self.by_id else set()


class ReferralQuerySet(ScopedQuerySet):
    def unanswered(self) -> Self:
        """Sent, neither accepted nor declined."""
        return self.filter(acceptance=None, decline=None)

    def newest_first(self) -> Self:
        """By the day it was sent."""
        return self.order_by("-sent_at", "-id")


class ReferralThing(Thing):
    """Rows of a referral's path: readable by its sender, and by the agency asked, for this referral only."""

    LEVEL = Level.PREVIEW
    WRITE_LEVEL = Level.PREVIEW
    SCOPES: ClassVar[tuple[str, ...]] = ("case_id", "referral_id")
    FREEZES = False

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    def act_scope(self) -> object:
        """Acts about these rows are read by whoever reads the referral."""
        return self.referral_id  # type: ignore[attr-defined]


class Referral(ReferralThing):
    """A family referred warmly by `sender` to `agency`. Where a SAH or group refers again, a new row."""

    SCOPES: ClassVar[tuple[str, ...]] = ("case_id", "pk")
    PRIVACY: ClassVar = {
        **dict.fromkeys(("id", "case", "sender", "agency", "sent_by", "sent_at", "outreach"), PLAIN),
        "fingerprint": SECRET,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    sender = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="sent")
    agency = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=clock.now)
    outreach = models.BooleanField(default=False)
    fingerprint = models.CharField(max_length=64, db_index=True)

    objects = ReferralQuerySet.as_manager()  # type: ignore[misc]  # its own queryset, over that of its kind

    def __str__(self) -> str:
        return str(self.pk)

    def act_scope(self) -> object:
        """The referral itself."""
        return self.pk

    def seats_of(self, account: Account) -> set[Seat]:
        """The sender's seats in the circle, and the supervisors of the agency asked; a SAH's group does not speak for it."""
        if account.is_system:
            return {Seat.SYSTEM}
        rows = CircleMember.objects.filter(case_id=self.case_id, organization_id=self.sender_id).standing().of(account)
        seats = {Seat(row.seat) for row in rows.with_seat(Seat.SAH_STAFF, Seat.SPONSOR_REP)}
        if self.agency_id in account.organizations(Seat.SUPERVISOR):
            seats.add(Seat.SUPERVISOR)
        return seats

    @property
    def edition(self) -> Edition:
        """The edition of the agency's site; an agency may not read the case before it accepts."""
        return Adoption.objects.of(self.agency.site).edition

    @property
    def is_accepted(self) -> bool:
        """Accepted, and not passed on since."""
        return hasattr(self, "acceptance") and not self.is_declined

    @property
    def is_declined(self) -> bool:
        """Passed on or taken back."""
        return hasattr(self, "decline")

    @property
    def open_question(self) -> ReferralQuestion | None:
        """The agency's question that waits for the sender."""
        return self.questions.filter(reply=None).first()

    def is_sent_by(self, account: Account) -> bool:
        """Whether the account belongs to the side that referred: a SAH's group does not speak for it."""
        return self.sender_id in account.organizations(Seat.SAH_STAFF, Seat.SPONSOR_REP)

    def working_days_waiting(self) -> int:
        """Ontario's working days since it was sent."""
        sent_on = self.sent_at.astimezone(clock.ONTARIO).date()
        return working_days.working_days_between(sent_on, clock.today())

    def require_unanswered(self) -> None:
        """Refused when somebody has answered already."""
        if hasattr(self, "acceptance") or self.is_declined:
            raise Refused(_("This referral has been answered already. Open the family to see who helps."))


class ReferralPreview(ReferralThing):
    """The ten fields that an agency reads before it accepts (handbook 3.4), and no other."""

    PRIVACY: ClassVar = {
        **dict.fromkeys(
            (
                "id",
                "case",
                "referral",
                "tree",
                "number",
                "sender_name",
                "programme",
                "community",
                "adults",
                "children",
                "languages",
                "expected_month",
                "wish",
                "call_first",
                "answer_by",
            ),
            PLAIN,
        ),
        "call_name": CONTACT,
        "call_phone": CONTACT,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="preview")
    tree = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    sender_name = models.CharField(max_length=120)
    call_name = models.CharField(max_length=80)
    call_phone = models.CharField(max_length=30)
    programme = models.CharField(max_length=10, choices=Programme)
    community = models.CharField(max_length=80)
    adults = models.PositiveSmallIntegerField()
    children = models.PositiveSmallIntegerField()
    languages = ArrayField(models.CharField(max_length=12))
    expected_month = models.DateField(null=True)
    wish = models.BooleanField()
    call_first = models.BooleanField()
    answer_by = models.DateField()

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """Tree and number in the reader's language."""
        return label_of(self.tree, self.number)


class CaseTerms(ReferralThing):
    """Terms for this one family, offered where SAH and agency have no agreement in force; accepted with the referral."""

    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "referral", "offered_by", "at", "text_key", "text_digest"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="terms")
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    text_key = models.CharField(max_length=60)
    text_digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.pk)


class Need(FamilyThing):
    """What the sponsors see that the family needs; opens to the agency on acceptance. Later: what anybody sees missing.

    `origin` None = an adult of the family says it.
    """

    LOCKED = False  # written once: answers stand beside it
    LEVEL = WRITE_LEVEL = Level.PLAN
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = {**dict.fromkeys(("id", "case", "origin", "by", "at"), PLAIN), "text": FREE_TEXT}

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="needs")
    origin = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class ReferralQuestion(ReferralThing):
    """The agency asks about one of the ten fields, by code: no free text travels before acceptance."""

    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "referral", "about", "by", "at"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="questions")
    about = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.about


class ReplyKind(models.TextChoices):
    """How the sender answered a question."""

    RIGHT = "right", gettext_lazy("It is right as it stands")
    CORRECTED = "corrected", gettext_lazy("It is corrected")
    CALLED = "called", gettext_lazy("We called the agency")


class ReferralReply(ReferralThing):
    """The sender's answer to a question: right, corrected in the preview, or told by telephone."""

    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "referral", "question", "kind", "by", "at"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    question = models.OneToOneField(ReferralQuestion, on_delete=models.PROTECT, related_name="reply")
    kind = models.CharField(max_length=20, choices=ReplyKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.kind


class Acceptance(ReferralThing):
    """The agency takes the family on; its circle rows count from here."""

    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "referral", "by", "at"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="acceptance")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.pk)


class RefusedBy(models.TextChoices):
    """Whose no it was; counted apart."""

    # Translators: whose no it was
    AGENCY = "agency", gettext_lazy("the agency")
    # Translators: whose no it was
    FAMILY = "family", gettext_lazy("the family")
    # Translators: whose no it was
    SENDER = "sender", gettext_lazy("the sender")


class Decline(ReferralThing):
    """Not with this agency: a coded reason and always a next step. The preview stays readable for 30 days.

    What the sender's side says when it takes a referral back stands apart: `TakenBack`.
    """

    PREVIEW_KEPT = timedelta(days=30)
    PRIVACY: ClassVar = dict.fromkeys(
        ("id", "case", "referral", "refused_by", "reason", "next_step", "next_agency", "later_on", "by", "at"), PLAIN
    )

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="decline")
    refused_by = models.CharField(max_length=10, choices=RefusedBy)
    reason = models.CharField(max_length=40, blank=True)
    next_step = models.CharField(max_length=40, blank=True)
    next_agency = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="+")
    later_on = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(refused_by=RefusedBy.AGENCY) & ~Q(reason="") & ~Q(next_step="")
                | ~Q(refused_by=RefusedBy.AGENCY) & Q(reason="", next_step="", next_agency=None, later_on=None),
                name="an_agency_says_why_and_what_next",
            ),
        ]

    def __str__(self) -> str:
        return self.refused_by


class TakenBackQuerySet(ScopedQuerySet):
    def of(self, decline: Decline) -> TakenBack | None:
        """What was said when this referral was taken back."""
        return self.filter(decline=decline).select_related("next_agency__site").first()


class TakenBack(Thing):
    """Why the sender or the family took a referral back, and what comes next: for the sender's side alone."""

    FREEZES = False
    LEVEL = WRITE_LEVEL = Level.PREVIEW
    SCOPES = ("case_id",)
    PRIVACY: ClassVar = dict.fromkeys(("id", "case", "decline", "reason", "next_step", "next_agency", "later_on"), PLAIN)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    decline = models.OneToOneField(Decline, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)
    next_step = models.CharField(max_length=40)
    next_agency = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="+")
    later_on = models.DateField(null=True)

    objects = TakenBackQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(next_step=""), name="what_is_taken_back_has_a_next_step"),
        ]

    def __str__(self) -> str:
        return self.reason
