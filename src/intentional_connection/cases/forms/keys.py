"""Giving a key of the family's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intentional_connection.ui.forms import Form
from intentional_connection.ui.languages import FAMILY

if TYPE_CHECKING:
    from intentional_connection.cases.models import Newcomer


class KeyForm(Form):
    """In which language the own page greets the adult; the adult can change it there."""

    language = forms.ChoiceField(label=_("Language of the page"), choices=FAMILY)

    def __init__(self, data: Any, *, newcomer: Newcomer, language: str = "") -> None:
        prefix = newcomer.pk.hex
        super().__init__(data, prefix=prefix, initial={"language": language})
        self.newcomer = newcomer


class PressForm(Form):
    """A button and nothing else."""
