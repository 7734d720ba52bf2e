"""The family: its tree and number, its people, and their identity apart."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from intentional_connection.access.models import Reach, Reaches, ScopedQuerySet
from intentional_connection.access.privacy import CONTACT, NAME, PLAIN
from intentional_connection.access.seats import SYSTEM_ID, Level, Seat
from intentional_connection.cases.trees import TREES
from intentional_connection.journal.models import Thing
from intentional_connection.kernel import clock
from intentional_connection.partners.models import Organization, Site
from intentional_connection.practice.models import Adoption

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from uuid import UUID

    from intentional_connection.cases.models.referral import Referral
    from intentional_connection.people.models import Account


class Programme(models.TextChoices):
    """Under which programme the family is sponsored. Never shown to families."""

    SAH = "sah", _("Sponsored by a group of a Sponsorship Agreement Holder (SAH)")
    BVOR = "bvor", _("Blended Visa Office-Referred (BVOR)")
    JAS = "jas", _("Joint Assistance Sponsorship (JAS)")
    G5 = "g5", _("Group of Five")
    # Translators: a group that sponsors through an organization of the community
    CS = "cs", _("Community sponsor")


class Wish(models.TextChoices):
    """What the family wishes of the help; before acceptance an agency reads only whether there is one."""

    # Translators: what the family wishes
    INTERPRETER = "interpreter", _("An interpreter")
    WOMAN = "woman", _("A woman as worker")
    MAN = "man", _("A man as worker")


class CaseQuerySet(ScopedQuerySet):
    def among(self, ids: Collection[UUID]) -> Self:
        """Those of these ids, newest first."""
        return self.filter(pk__in=ids).order_by("-id")

    def with_id(self, pk: UUID) -> Case | None:
        """The one of this id, None where it is out of sight."""
        found: Case | None = self.filter(pk=pk).first()
        return found

    def page_for(self, account: Account, *, before: UUID | None = None, size: int = 25) -> Self:
        """The account's newest families, ids first from Reach, at most `size`; `before` continues a list."""
        rows = Reach.objects.of(account.principals()).reading(Level.BASIC).filter(scope=models.F("case_id"))
        if before:
            rows = rows.filter(scope__lt=before)
        ids = rows.order_by("-scope").values_list("scope", flat=True).distinct()[:size]
        return self.filter(pk__in=list(ids)).order_by("-id")


class Case(Thing):
    """One sponsored application: one or more persons who settle. Shared pages say "family".

    `expected_month` is the first day of the month in which they should land; None = already here.
    `sponsored_months` counts from the first arrival; the edition says how many for each programme.
    """

    FREEZES = False
    LEVEL = Level.BASIC
    WRITE_LEVEL = Level.CIRCLE
    SCOPES = ("pk",)
    PRIVACY: ClassVar = dict.fromkeys(
        (
            "id",
            "tree",
            "number",
            "site",
            "adoption",
            "programme",
            "community",
            "fsa",
            "languages",
            "wishes",
            "expected_month",
            "opened_by",
            "opened_in",
            "opened_at",
            "sponsored_months",
        ),
        PLAIN,
    )

    tree = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    adoption = models.ForeignKey(Adoption, on_delete=models.PROTECT, related_name="+")
    programme = models.CharField(max_length=10, choices=Programme)
    community = models.CharField(max_length=80)
    fsa = models.CharField(max_length=3)
    languages = ArrayField(models.CharField(max_length=12))
    wishes = ArrayField(models.CharField(max_length=20), default=list)
    expected_month = models.DateField(null=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_in = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=clock.now)
    sponsored_months = models.PositiveSmallIntegerField(default=12)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tree", "number"], name="one_family_per_tree_and_number")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What every list calls the family: a tree and a number."""
        return label_of(self.tree, self.number)

    @property
    def wish_labels(self) -> list[str]:
        """What the family wishes of the help, in the reader's language."""
        return [str(Wish(wish).label) for wish in self.wishes]

    def seats_of(self, account: Account) -> set[Seat]:
        """The account's seats in the family's circle now."""
        if account.pk == SYSTEM_ID:
            return {Seat.SYSTEM}
        return {Seat(row.seat) for row in self.circle.standing().of(account)}

    @property
    def accepted_referral(self) -> Referral | None:
        """The referral by which an agency has the family now."""
        accepted = self.referrals.filter(acceptance__isnull=False, decline=None)
        return accepted.select_related("agency", "sender", "terms").order_by("-acceptance__at").first()

    def why_not_pause(self, account: Account, last: Referral | None = None) -> str:
        """Why this account cannot let the family wait or wake it, "" where it can: only the side that referred does.

        `last` is the newest referral, where the page knows it already.
        """
        last = last or self.referrals.newest_first().first()
        if last is None or last.is_sent_by(account):
            return ""
        return gettext("Your SAH referred this family, so your SAH lets it wait and wakes it. Tell your SAH what you know.")

    @cached_property
    def has_sah(self) -> bool:
        """Groups of Five and community sponsors have no SAH: three voices suffice."""
        return self.circle.standing().filter(seat=Seat.SAH_STAFF).exists()


def label_of(tree: str, number: int) -> str:
    """Tree and number in the reader's language: Maple 12, Érable 12."""
    return f"{TREES[tree].in_(get_language() or 'en')} {number}"


#: The name that the next family gets; only the demo world and the stories of the tests give one.
_given: ContextVar[tuple[str, int] | None] = ContextVar("given", default=None)


@contextmanager
def called(tree: str, number: int) -> Iterator[None]:
    """Let the family that is opened inside have this tree and number."""
    token = _given.set((tree, number))
    try:
        yield
    finally:
        _given.reset(token)


def chance_label(attempt: int) -> tuple[str, int]:
    """A tree and a number by chance, from a wider range with each attempt, so that no number tells how many there are."""
    if attempt == 0 and (given := _given.get()):
        return given
    return secrets.choice(sorted(TREES)), secrets.randbelow(10 ** (2 + attempt // 2)) + 1


class AgeGroup(models.TextChoices):
    # Translators: beside a first name
    ADULT = "adult", _("adult")
    # Translators: beside a first name
    CHILD = "child", _("child")


class NewcomerQuerySet(ScopedQuerySet):
    def among(self, ids: Collection[UUID | None]) -> Self:
        """Those of these ids."""
        return self.filter(pk__in=ids)

    def adults(self) -> Self:
        """Those of 18 or older."""
        return self.filter(age_group=AgeGroup.ADULT)

    def in_order(self) -> Self:
        """As the sender wrote them."""
        return self.order_by("id")


class FamilyThing(Thing):
    """A row around one family: who somebody is towards it is who one is towards the family."""

    class Meta:
        abstract = True

    def seats_of(self, account: Account) -> set[Seat]:
        """The account's seats in the family's circle now."""
        return self.case.seats_of(account)  # type: ignore[attr-defined,no-any-return]

    def _secret_of(self) -> UUID | None:
        """Whose secret this is: of a secret task or line, and of what stands beside one."""
        about: Any = getattr(self, "task", None) or getattr(self, "line", None) or self
        return about.newcomer_id if getattr(about, "secret", False) else None

    def act_level(self) -> Level:
        """Acts about a secret are as secret as the thing: that somebody ticked it would give it away."""
        return Level.SENSITIVE if self._secret_of() else self.LEVEL  # type: ignore[attr-defined,no-any-return]

    def act_scope(self) -> UUID:
        """Acts about it are told by the thing; about a secret, to whoever reads what is sensitive of that person."""
        return self._secret_of() or self.pk


class OfPersonQuerySet(ScopedQuerySet):
    def visible_to(self, account: Account) -> Self:
        """Rows about one person open with that person; rows about the whole family (no `newcomer`) with the family."""
        family, person = (Reaches.by(account, self.model.LEVEL, scope) for scope in ("case_id", "newcomer_id"))
        return self.filter(models.Q(family, newcomer=None) | models.Q(person)).unfrozen_for(account)


@pghistory.track()
class Newcomer(Thing):
    """One person of the family, by first name or initials."""

    LEVEL = Level.BASIC
    WRITE_LEVEL = Level.CIRCLE
    SCOPES = ("pk",)
    PRIVACY: ClassVar = {"id": PLAIN, "case": PLAIN, "name": NAME, "age_group": PLAIN}

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="newcomers")
    name = models.CharField(max_length=60)
    age_group = models.CharField(max_length=10, choices=AgeGroup)

    objects = NewcomerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def seats_of(self, account: Account) -> set[Seat]:
        """NEWCOMER towards oneself only; the circle's other seats as in the case."""
        seats = self.case.seats_of(account) - {Seat.NEWCOMER}
        own = self.circle_rows.standing().filter(account=account, seat=Seat.NEWCOMER).exists()
        return seats | {Seat.NEWCOMER} if own else seats


@pghistory.track()
class NewcomerIdentity(Thing):
    """Full name, birth date, telephone: a row of its own, so that no forgotten column travels along."""

    FREEZES_AT = ("pasts__pgh_created_at",)
    LEVEL = Level.IDENTITY
    WRITE_LEVEL = Level.IDENTITY
    SCOPES = ("newcomer_id",)
    PRIVACY: ClassVar = {
        "id": PLAIN,
        "case": PLAIN,
        "newcomer": PLAIN,
        "full_name": NAME,
        "born_on": CONTACT,
        "phone": CONTACT,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    newcomer = models.OneToOneField(Newcomer, on_delete=models.PROTECT, related_name="identity")
    full_name = models.CharField(max_length=120)
    born_on = models.DateField(null=True)
    phone = models.CharField(max_length=30, blank=True)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)

    def act_scope(self) -> object:
        """Acts about it are read by whoever reads this person's identity."""
        return self.newcomer_id
