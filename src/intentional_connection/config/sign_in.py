"""Sign-in by e-mail code: no open sign-up, and the same answer whether an account exists or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter

from intentional_connection.ui.sign_in import SAYS

if TYPE_CHECKING:
    from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """What differs from the library's defaults."""

    error_messages = DefaultAccountAdapter.error_messages | SAYS

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come in by invitation, or as a Group of Five by the start page."""
        del request
        return False
