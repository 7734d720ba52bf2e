"""Keys of families: links and letters that open something, and the number before private words."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, ClassVar, Self

from django.contrib.auth.hashers import check_password
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from intentional_connection.access.models import Reach
from intentional_connection.access.privacy import PLAIN, SECRET
from intentional_connection.access.seats import Level, Seat
from intentional_connection.kernel import clock, ids
from intentional_connection.people.models.accounts import Account

if TYPE_CHECKING:
    from uuid import UUID


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




class PinQuerySet(models.QuerySet["Pin"]):
    def visible_to(self, account: Account) -> Self:
        """One's own: not even the worker knows whether there is one."""
        return self.filter(account_id=account.pk)

    def in_force(self) -> Pin | None:
        """The one that is asked for: not ended, and no own key was given since (then it is forgotten)."""
        newer = Key.objects.filter(kind=KeyKind.OWN, account_id=OuterRef("account_id"), made_at__gt=OuterRef("at"))
        return self.filter(~Exists(newer), ended_at=None).order_by("-at", "-id").first()


class Pin(models.Model):
    """A number that an adult sets before the private words on a shared telephone. `digest`: salted and slow, never the number.

    A new own key from the worker makes it void; it guards the private words and nothing else.
    """

    LEVEL = Level.PROTECTION  # nobody but its owner
    PRIVACY: ClassVar = {**dict.fromkeys(("id", "account", "at", "ended_at"), PLAIN), "digest": SECRET}

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=128)
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    objects = PinQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account"], condition=Q(ended_at=None), name="one_pin")]

    def __str__(self) -> str:
        return str(self.pk)

    def fits(self, number: str) -> bool:
        """Whether this is the number."""
        return check_password(number, self.digest)
