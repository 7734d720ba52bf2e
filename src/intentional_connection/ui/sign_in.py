"""Sign-in by e-mail code, in our words: the two forms and what is said when a code is wrong."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from django.forms import CharField, EmailInput, TextInput
from django.utils.translation import gettext_lazy as _

from intentional_connection.ui.forms import PlainWords

SAYS = {
    "incorrect_code": _("This is not the code of the last e-mail. Look once more and write it here."),
    "too_many_login_attempts": _("Too many tries. Wait 5 minutes, then ask for a new code."),
    "rate_limited": _("Too many tries. Wait 5 minutes, then ask for a new code."),
}
#: An e-mail code has 8 characters and a hyphen; the rest is room for a slip.
CODE_LENGTH = 20


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
