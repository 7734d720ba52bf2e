"""What a person may type about oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
