"""Where an account is signed in, and how often something was tried."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models

from intentional_connection.access.privacy import PLAIN, SECRET
from intentional_connection.kernel import clock
from intentional_connection.people.models.accounts import Account


class SignInManager(BaseSessionManager["SignIn"]):
    def open_of(self, account: Account) -> list[SignIn]:
        """The account's sign-ins that still open something, the one used last first."""
        rows = self.filter(account_id=account.pk, expire_date__gt=clock.now()).order_by("-expire_date", "pk")
        return [row for row in rows if row.fits(account)]


class SignIn(AbstractBaseSession):
    """What a browser carries from page to page (Django's session), and whose sign-in it is. Neither address nor place is kept."""

    PRIVACY: ClassVar = {"session_key": SECRET, "session_data": SECRET, "expire_date": PLAIN, "account": PLAIN}

    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    objects = SignInManager()  # type: ignore[misc]  # the library declares it for the class

    @classmethod
    def get_session_store_class(cls) -> Any:
        """What reads the data of a row."""
        return SessionStore

    def fits(self, account: Account) -> bool:
        """Whether it still signs in: not ended by a later renewal of the account's secret."""
        held = self.get_decoded()
        return held.get(SESSION_KEY) == str(account.pk) and held.get(HASH_SESSION_KEY) == account.get_session_auth_hash()


class Try(models.Model):
    """How often something was tried within a while, from one place or for one account: a brake's count, kept as a digest."""

    PRIVACY: ClassVar = {"key": SECRET, "count": PLAIN, "ends_at": PLAIN}

    key = models.CharField(max_length=64, primary_key=True)
    count = models.IntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["ends_at"], name="try_ends")]

    def __str__(self) -> str:
        return self.key[:8]
