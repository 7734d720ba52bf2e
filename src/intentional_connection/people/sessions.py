"""Sessions in the database that know whose they are, so that somebody can see and end the own ones."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as Kept

from intentional_connection.people.models import SignIn


class SessionStore(Kept):
    """Django's store over our own rows."""

    @classmethod
    def get_model_class(cls) -> type[SignIn]:
        """The rows."""
        return SignIn

    def create_model_instance(self, data: dict[str, Any]) -> SignIn:
        """The row of a session, with the account that is signed in."""
        row: Any = super().create_model_instance(data)
        row.account_id = data.get(SESSION_KEY)
        return cast("SignIn", row)
