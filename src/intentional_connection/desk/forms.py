"""What a person may type on the pages that join rooms."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from intentional_connection.ui.forms import Form


class FindForm(Form):
    """One box for everything by which people remember a family."""

    q = forms.CharField(
        label=_("Name, family or telephone"),
        help_text=_("In any script or spelling. For example: Maple 12, a first name, or the last seven digits of a telephone."),
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "dir": "auto", "enterkeyhint": "search"}),
    )
