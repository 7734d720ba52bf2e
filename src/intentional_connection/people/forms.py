"""What a person may type about oneself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from allauth.mfa.totp.internal.auth import validate_totp_code
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from intentional_connection.ui.forms import Form

if TYPE_CHECKING:
    from intentional_connection.people.models import Account, Profile


class ProfileForm(Form):
    """Name, telephone, language."""

    name = forms.CharField(
        label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        # Translators: label of a field for a telephone number
        label=pgettext_lazy("label", "Telephone"),
        help_text=_("People who stand around the same families see it."),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    language = forms.ChoiceField(
        label=_("In which language do we write to you?"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, account: Account, profile: Profile | None) -> None:
        known = {"name": profile.name, "phone": profile.phone} if profile else {}
        super().__init__(data, initial={**known, "language": account.language})


class AwayForm(Form):
    """One button."""


#: An app's code has six digits; the rest is room for blanks.
CODE_LENGTH = 20
#: A device answers with some hundred characters, with a certificate some thousand.
LONGEST_ANSWER = 20_000


class AppForm(Form):
    """The code that the app shows once it has read the picture."""

    code = forms.CharField(
        label=_("Code that the app shows now"),
        max_length=CODE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code"}),
    )

    def __init__(self, data: Any = None, *, secret: str) -> None:
        super().__init__(data)
        self.secret = secret

    def clean_code(self) -> str:
        """Only a code of this very app shows that it works."""
        code: str = self.cleaned_data["code"]
        if not validate_totp_code(self.secret, code):
            raise forms.ValidationError(_("This is not the code that the app shows now. Wait for the next one and write it here."))
        return code


class PasskeyForm(Form):
    """What the device answered; the script fills it in."""

    credential = forms.CharField(max_length=LONGEST_ANSWER, widget=forms.HiddenInput)

    def clean_credential(self) -> Any:
        """Only an answer to the question that this page asked."""
        try:
            answer = json.loads(self.cleaned_data["credential"])
            webauthn.parse_registration_response(answer)
            webauthn.complete_registration(answer)
        except (AttributeError, KeyError, TypeError, ValueError) as wrong:
            raise forms.ValidationError(_("This page is out of date. Load it again.")) from wrong
        return answer
