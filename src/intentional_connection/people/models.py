"""Account: sign-in and nothing else. Profile: the person's name, languages and telephone, behind the walls."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import UUID

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from intentional_connection.access.models import Reach, Reaches
from intentional_connection.access.privacy import CONTACT, FREE_TEXT, NAME, PLAIN, SECRET
from intentional_connection.access.seats import SYSTEM_ID, Level, Seat
from intentional_connection.kernel import clock, ids
from intentional_connection.kernel.ids import seat_principal

if TYPE_CHECKING:
    from collections.abc import Iterable


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        """Sign-in finds people by e-mail, however it is written."""
        return self.get(email__iexact=username)

    def known_as(self, email: str) -> Account | None:
        """The account of this address, None when there is none."""
        return self.filter(email__iexact=email.strip()).first()

    def reached_by_mail(self, ids: Iterable[UUID]) -> list[UUID]:
        """Those of these accounts that have an address to write to, in the order of their ids."""
        rows = self.filter(pk__in=list(ids)).exclude(email__endswith=NO_MAIL).order_by("pk")
        return list(rows.values_list("pk", flat=True))

    def addresses_among(self, emails: Iterable[str]) -> set[str]:
        """Which of these addresses (in small letters) have an account that may sign in."""
        return set(self.filter(email__in=list(emails), is_active=True).values_list("email", flat=True))


class Account(AbstractBaseUser):
    """Somebody who can sign in. Holds no name and no case data; read before anybody is known."""

    PRIVACY: ClassVar = {
        "id": PLAIN,
        "password": SECRET,
        "last_login": PLAIN,
        "email": CONTACT,
        "language": PLAIN,
        "is_active": PLAIN,
        "made_at": PLAIN,
    }

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    email = models.EmailField(unique=True)
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=clock.now)

    objects = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return str(self.pk)

    @cached_property
    def _memberships(self) -> list[Any]:
        """Memberships and invitations that have not ended; one query, once per request."""
        return list(self.memberships.not_ended().with_limits_of_today())  # type: ignore[attr-defined]

    @cached_property
    def seats(self) -> list[tuple[UUID, str]]:
        """(organization, seat) of each membership in force. An invitation counts for nothing."""
        now = clock.now()
        rows = self._memberships
        return [(row.organization_id, row.seat) for row in rows if row.since is not None and row.since <= now]

    @cached_property
    def frozen(self) -> dict[UUID, UUID]:
        """Families of which one's organization sees what stood at a moment: family -> first row left out. Nearly always empty."""
        found = [pair for row in self._memberships for pair in (row.frozen_views or {}).items()]
        return {UUID(case): UUID(floor) for case, (floor, _at) in sorted(found, key=lambda pair: pair[1][0], reverse=True)}

    @cached_property
    def frozen_since(self) -> dict[UUID, datetime]:
        """The same families -> the moment."""
        found = [pair for row in self._memberships for pair in (row.frozen_views or {}).items()]
        return {
            UUID(case): datetime.fromisoformat(at) for case, (_floor, at) in sorted(found, key=lambda pair: pair[1][0], reverse=True)
        }

    @cached_property
    def covered(self) -> list[UUID]:
        """Accounts of colleagues who are away today and whose families are mine meanwhile. Nearly always empty."""
        return next((row.covers for row in self._memberships), [])

    def invited_to(self) -> list[UUID]:
        """Organizations that wait for the account's yes."""
        return [row.organization_id for row in self._memberships if row.since is None]

    def principals(self) -> list[UUID]:
        """The account itself and the seats it holds in organizations today."""
        return [self.pk, *(seat_principal(place, seat) for place, seat in self.seats)]

    def organizations(self, *seats: Seat) -> list[UUID]:
        """Organizations in which the account holds one of these seats (any seat when none is named)."""
        return [place for place, seat in self.seats if not seats or seat in seats]

    def seats_of(self, account: Account) -> set[Seat]:
        """One is only oneself towards one's own account."""
        return {Seat.SELF} if account.pk == self.pk else set()

    @property
    def has_mail(self) -> bool:
        """Whether there is an address to write to; adults of a family often have none."""
        return not self.email.endswith(NO_MAIL)

    @property
    def is_system(self) -> bool:
        """Whether jobs act through this account."""
        return self.pk == SYSTEM_ID


class ProfileQuerySet(models.QuerySet["Profile"]):
    def visible_to(self, account: Account) -> Self:
        """My own; my colleagues'; those of the people in the circle of a family whose `basic` I read.

        Its sponsors all of them, and the worker who comes next.

        Asked for each profile by itself, so that the question costs the same however many families there are.
        """
        now = clock.now()
        circle, seats, coming = (
            getattr(Account, name).rel.related_model.objects for name in ("circle_rows", "memberships", "next_for")
        )
        known = Reaches.by(account, Level.BASIC, "case_id")
        mine = seats.filter(account_id=OuterRef("account_id"), organization__in=account.organizations(), since__lte=now)
        # Everybody of a sponsor group: the group names one of its people for each task.
        group = circle.filter(known, organization_id=OuterRef("organization_id"), seat=OuterRef("seat")).standing()
        sponsors = seats.in_force().filter(
            Exists(group), account_id=OuterRef("account_id"), seat__in=(Seat.SPONSOR_REP, Seat.SPONSOR_MEMBER)
        )
        return self.filter(
            Q(account_id=account.pk)
            | Q(Exists(mine))
            | Q(Exists(circle.filter(known, account_id=OuterRef("account_id"))))
            | Q(Exists(circle.filter(known, contact_id=OuterRef("account_id"))))
            | Q(Exists(sponsors))
            | Q(Exists(coming.open().filter(known, to_id=OuterRef("account_id"))))
        )

    def of(self, account: Account) -> Profile | None:
        """The account's own, None while it has none."""
        return self.filter(account=account).first()


@pghistory.track()
class Profile(models.Model):
    """How a person is called and reached, as the person gives it to the circle."""

    LEVEL = Level.BASIC
    PRIVACY: ClassVar = {"account": PLAIN, "name": NAME, "phone": CONTACT}

    account = models.OneToOneField(Account, on_delete=models.PROTECT, primary_key=True, related_name="profile")
    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=30, blank=True)

    objects = ProfileQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


#: Addresses of adults of a family who have no mail: their channel is the own page. RFC 2606: nothing is ever sent there.
NO_MAIL = "@family.invalid"


class KeyKind(models.TextChoices):
    """Links differ, because who holds the link is the person (handbook 3.8)."""

    OWN = "own", _("Own key")
    CARRIED = "carried", _("Link to pass on")


def digest_of(secret: str) -> str:
    """What is kept of a link's token or of the letters on paper: SHA-256 in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


class KeyQuerySet(models.QuerySet["Key"]):
    def visible_to(self, account: Account) -> Self:
        """One's own and those one made; links to pass on with the circle, own keys with the work log; the door sees all."""
        if account.is_system:
            return self

        def families(level: Level) -> Q:
            rows = Reach.objects.of(account.principals()).alias(bits=F("write").bitand(int(level))).filter(bits__gt=0)
            return Q(case_id__in=rows.values("scope"))

        carried, own = Q(families(Level.CIRCLE), kind=KeyKind.CARRIED), Q(families(Level.WORKLOG), kind=KeyKind.OWN)
        return self.filter(Q(account_id=account.pk) | Q(made_by_id=account.pk) | carried | own)

    def of_token(self, kind: KeyKind, token: str) -> Key | None:
        """The key of this kind and token. Letters of a paper code open nothing here: their page is braked."""
        return self.filter(kind=kind, digest=digest_of(token)).first()

    def of_code(self, code: str) -> Key | None:
        """The link to pass on that these letters on paper stand for."""
        return self.filter(kind=KeyKind.CARRIED, code_digest=digest_of(code)).first()

    def own_of(self, newcomer_id: UUID) -> list[Key]:
        """An adult's own keys that have not ended."""
        return list(self.filter(kind=KeyKind.OWN, newcomer_id=newcomer_id, ended_at=None))

    def carried_of(self, case_id: UUID) -> list[Key]:
        """A family's links to pass on that have not ended."""
        return list(self.filter(kind=KeyKind.CARRIED, case_id=case_id, ended_at=None))

    def around(self, case_id: UUID) -> Self:
        """Every key of a family, the newest first."""
        return self.filter(case_id=case_id).order_by("-made_at", "-id")

    def still_unspent(self, key: Key) -> bool:
        """Whether nobody has pressed this key's button yet."""
        return self.filter(pk=key.pk, spent_at=None).exists()


class Key(models.Model):
    """A link that opens the family's page: an adult's own key (spent once by a button), or a link to pass on.

    `digest` and `code_digest` are SHA-256 of what stands in the link and of the six letters on paper; neither is kept.
    """

    LEVEL = Level.CIRCLE
    PRIVACY: ClassVar = {
        **dict.fromkeys(
            ("id", "kind", "case_id", "newcomer_id", "account", "made_by", "made_at", "expires_at", "spent_at", "ended_at"),
            PLAIN,
        ),
        "digest": SECRET,
        "code_digest": SECRET,
    }

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    kind = models.CharField(max_length=10, choices=KeyKind)
    case_id = models.UUIDField()
    newcomer_id = models.UUIDField(null=True)
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="keys")
    digest = models.CharField(max_length=64, unique=True)
    code_digest = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - unique where there is one
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = KeyQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case_id"], name="key_case")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(kind="own") | Q(account__isnull=False), name="an_own_key_is_somebodys"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def seats_of(self, account: Account) -> set[Seat]:
        """The door opens for whoever presses the button: the system acts for somebody without an account."""
        return {Seat.SYSTEM} if account.is_system else set()

    @property
    def is_open(self) -> bool:
        """Still opens what it opens: not ended, not too old, an own key not spent."""
        now = clock.now()
        return self.ended_at is None and self.expires_at > now and (self.kind == KeyKind.CARRIED or self.spent_at is None)


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
