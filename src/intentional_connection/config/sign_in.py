"""Sign-in by e-mail code: no open sign-up, and the same answer whether an account exists or not."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

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


class SecondSteps(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Seeds of codes are kept closed: a copy of the database alone makes no code."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": SAYS["incorrect_code_of_app"]}

    def encrypt(self, text: str) -> str:
        """Close a seed with the site's secret."""
        return _lock().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open it; earlier secrets of the site are tried too."""
        return _lock().decrypt(encrypted_text.encode()).decode()


def _lock() -> MultiFernet:
    secrets: list[Any] = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(f"second step {secret}".encode()).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
