"""How far a connection is, in the worker's word and in the family's; who sees to it, by when, and an item of one's own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intentional_connection.cases.forms.family import reasons
from intentional_connection.cases.forms.sharing import SaidForm
from intentional_connection.cases.models.checking import DAYS, name_of_whole
from intentional_connection.cases.models.connection import Linked
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.kernel import clock
from intentional_connection.ui.forms import Form

if TYPE_CHECKING:
    from intentional_connection.cases.models import Case, Newcomer, ServiceConnection
    from intentional_connection.practice.edition import Edition


class OpenForm(Form):
    """One button."""


def _state(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=Linked.choices,
        widget=forms.RadioSelect(attrs={"class": "columns"}),
        error_messages={"required": gettext_lazy("Choose how far it is.")},
    )


class AnswerForm(Form):
    """One's own answer: how far it is."""

    state = _state(gettext_lazy("How far is it?"))


class FamilyAnswerForm(SaidForm):
    """An adult's answer as said to the worker: who, how far, and how it was said."""

    newcomer = forms.ChoiceField(
        label=gettext_lazy("Whose answer is it?"),
        widget=forms.RadioSelect(attrs={"class": "columns"}),
        error_messages={"required": gettext_lazy("Choose whose answer it is.")},
    )
    state = _state(gettext_lazy("How far is it, as this person says?"))
    field_order = ("newcomer", "state")

    def __init__(self, data: Any = None, *, case: Case, adults: list[Newcomer]) -> None:
        super().__init__(data, case=case)
        self.adults = {str(one.pk): one for one in adults}
        del self.fields["language"]  # a consent keeps it, an answer does not
        self.fields["newcomer"].choices = [(key, one.name) for key, one in self.adults.items()]  # type: ignore[attr-defined]
        if len(adults) == 1:
            self.fields["newcomer"].initial = next(iter(self.adults))

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        said = self.cleaned_data
        same = {name: said[name] for name in ("state", "method", "witness", "interpreter")}
        return {"newcomer": self.adults[said["newcomer"]], **same}


def _owners(case: Case) -> list[tuple[str, str]]:
    return [(voice.value, str(voice.label)) for voice in Voice if voice != Voice.SAH or case.has_sah]


class CareForm(Form):
    """Who sees to an item, by when, and why it stays as it is, if it does."""

    owner = forms.ChoiceField(label=gettext_lazy("Who sees to it?"), widget=forms.RadioSelect(attrs={"class": "columns"}))
    due_on = forms.DateField(label=gettext_lazy("By which day?"))
    reason = forms.ChoiceField(
        label=gettext_lazy("Does it stay as it is for now? Then say why."),
        help_text=gettext_lazy("With a reason the item counts as settled, also without both answers."),
        required=False,
    )

    def __init__(self, data: Any = None, *, case: Case, row: ServiceConnection, edition: Edition) -> None:
        super().__init__(data, initial={"owner": row.owner, "due_on": row.due_on, "reason": row.reason})
        self.fields["owner"].choices = _owners(case)  # type: ignore[attr-defined]
        # Translators: a list's first entry: no reason is needed, work on this item goes on
        going_on = _("No, it goes on")
        self.fields["reason"].choices = [("", going_on), *reasons(edition, "connection")]  # type: ignore[attr-defined]


class AddForm(Form):
    """An item of one's own: what, for whom, who sees to it, by when."""

    label = forms.CharField(label=gettext_lazy("To which service or place?"), max_length=120)
    newcomer = forms.ChoiceField(label=gettext_lazy("For whom?"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Who sees to it?"), widget=forms.RadioSelect(attrs={"class": "columns"}))
    due_on = forms.DateField(label=gettext_lazy("By which day?"))

    def __init__(self, data: Any = None, *, case: Case, people: list[Newcomer]) -> None:
        super().__init__(data, initial={"owner": Voice.WORKER, "due_on": clock.today() + timedelta(days=DAYS)})
        self.people = {str(one.pk): one for one in people}
        named = [(key, one.name) for key, one in self.people.items()]
        self.fields["newcomer"].choices = [("", name_of_whole()), *named]  # type: ignore[attr-defined]
        self.fields["owner"].choices = _owners(case)  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        said = self.cleaned_data
        return {**said, "newcomer": self.people.get(said["newcomer"])}
