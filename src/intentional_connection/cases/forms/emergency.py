"""What a colleague types to open a family because of an emergency, and what is said of it afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, ngettext

from intentional_connection.cases.models.emergency import MOST_HOURS
from intentional_connection.cases.trees import TREES
from intentional_connection.ui.forms import Form

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intentional_connection.partners.models import Organization

#: Hours offered; the fewest that will do.
HOURS = (1, 4, 12, MOST_HOURS)


class OpenForm(Form):
    """Which family, why, for how long, and whether the SAH is part of it."""

    agency = forms.ChoiceField(label=gettext_lazy("Your agency"))
    tree = forms.ChoiceField(label=gettext_lazy("The family’s tree"))
    number = forms.IntegerField(label=gettext_lazy("The family’s number"), min_value=1, max_value=9999)
    reason = forms.CharField(
        label=gettext_lazy("What is the emergency?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Two people read this. Nothing about health that they need not know."),
    )
    hours = forms.TypedChoiceField(label=gettext_lazy("For how many hours?"), coerce=int, initial=HOURS[0])
    about_sah = forms.BooleanField(
        label=gettext_lazy("It is about the SAH: tell the listener of the site instead."), required=False
    )

    def __init__(self, data: Any = None, *, agencies: Iterable[Organization]) -> None:
        super().__init__(data)
        self.agencies = {str(one.pk): one for one in agencies}
        language = get_language() or "en"
        self._choices("agency", [(pk, one.name) for pk, one in self.agencies.items()])
        self._choices("tree", sorted(((key, name.in_(language)) for key, name in TREES.items()), key=lambda pair: pair[1]))
        self._choices("hours", [(hours, ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}) for hours in HOURS])
        if len(self.agencies) == 1:
            del self.fields["agency"]

    def _choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def place(self) -> Organization:
        """The agency for which it is opened."""
        chosen = self.cleaned_data.get("agency")
        return self.agencies[chosen] if chosen else next(iter(self.agencies.values()))

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {name: self.cleaned_data[name] for name in ("tree", "number", "reason", "hours", "about_sah")}


class ReviewForm(Form):
    """Fine, or not fine because."""

    fine = forms.ChoiceField(
        label=gettext_lazy("Was it right to open the family?"),
        choices=[
            ("yes", gettext_lazy("Yes, it was fine")),
            ("no", gettext_lazy("No, it was not fine")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say whether it was fine.")},
    )
    text = forms.CharField(
        label=gettext_lazy("If not: what was not right?"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {"fine": self.cleaned_data["fine"] == "yes", "text": self.cleaned_data["text"]}
