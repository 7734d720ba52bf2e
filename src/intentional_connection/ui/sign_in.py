"""Sign-in by e-mail code, in our words: the two forms and what is said when a code is wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.views import confirm_login_code
from allauth.mfa import app_settings
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from cryptography.exceptions import InvalidSignature
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.forms import CharField, EmailInput, HiddenInput, TextInput
from django.utils.translation import gettext_lazy as _

from intentional_connection.ui.forms import PlainWords

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SAYS = {
    "incorrect_code": _("This is not the code of the last e-mail. Look once more and write it here."),
    "incorrect_code_of_app": _("This code is not good, or it was used already. Wait for the next one and write it here."),
}
#: An e-mail code has 8 characters and a hyphen; the rest is room for a slip.
CODE_LENGTH = 20
#: A device answers with some hundred characters.
LONGEST_ANSWER = 20_000


class AskCode(PlainWords, RequestLoginCodeForm):  # type: ignore[misc]  # allauth ships no types
    """Ask for a code; the answer is the same whether the address is known or not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["email"]
        field.label = _("Your e-mail address")
        field.widget = EmailInput(attrs={"autocomplete": "email"})


class WriteCode(PlainWords, ConfirmLoginCodeForm):  # type: ignore[misc]  # allauth ships no types
    """Write the code of the e-mail."""

    code = CharField(
        label=_("Code from the e-mail"),
        max_length=CODE_LENGTH,
        widget=TextInput(attrs={"autocomplete": "one-time-code", "class": "code", "spellcheck": "false"}),
    )


class SecondStep(PlainWords, AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """Write the code of the app, or one for emergencies."""

    code = CharField(
        label=_("Code from the app, or for emergencies"),
        max_length=CODE_LENGTH,
        widget=TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code"}),
    )

    def clean_code(self) -> str:
        """A code opens once, also while its neighbours in time are still good."""
        code: str = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            good_for = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
            cache.touch(self.authenticator.wrap()._get_used_cache_key(code), good_for)  # noqa: SLF001 - the library's own mark
        return code


class PasskeyAnswer(PlainWords, AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """What the device answered; nonsense is a wrong answer, never a defect."""

    credential = CharField(max_length=LONGEST_ANSWER, widget=HiddenInput)

    def clean_credential(self) -> Any:
        """The passkey that answered; the field is hidden, so its mistake stands on the form."""
        try:
            self.cleaned_data["credential"] = json.loads(self.cleaned_data["credential"])
            return super().clean_credential()
        except (AttributeError, KeyError, TypeError, ValueError, InvalidSignature, ValidationError):
            self.add_error(None, _("This passkey does not open this account. Try again, or write a code."))
            return None


def write_code(request: HttpRequest) -> HttpResponse:
    """The page of the code. Where no account is known the database is asked all the same: the work tells nothing either."""
    if request.session.get(LOGIN_SESSION_KEY, {}).get("user_pk", "") is None:
        get_user_model()._default_manager.filter(pk=UUID(int=0)).first()
    answer: HttpResponse = confirm_login_code(request)
    return answer
