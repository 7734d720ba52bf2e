"""Account: sign-in and nothing else. Profile: the person's name, languages and telephone, behind the walls."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import UUID

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q

from intentional_connection.access.models import Reaches
from intentional_connection.access.privacy import CONTACT, NAME, PLAIN, SECRET
from intentional_connection.access.seats import STAFF, SYSTEM_ID, Level, Seat
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

    @property
    def staff_since(self) -> datetime | None:
        """Since when the account holds a seat for which a second step is asked; None where it holds none."""
        now = clock.now()
        return min((row.since for row in self._memberships if row.seat in STAFF and row.since and row.since <= now), default=None)

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

    @cached_property
    def hidden(self) -> list[UUID]:
        """Rows that an adult of a family hides from me: tasks, lines, and what stands beside them. Nearly always empty."""
        return next((row.hidden or [] for row in self._memberships), [])

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
