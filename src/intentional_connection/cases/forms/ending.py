"""What is typed about the year's end and the ways out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intentional_connection.cases.forms.family import reasons
from intentional_connection.cases.forms.sharing import SAID, SaidForm
from intentional_connection.cases.models import ClosingChoice
from intentional_connection.cases.models.answers import usual_answer_by
from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.ending import MoveOutcome
from intentional_connection.kernel import clock
from intentional_connection.ui.forms import Form

if TYPE_CHECKING:
    from datetime import date

    from intentional_connection.partners.models import Organization
    from intentional_connection.practice.edition import Edition

#: How many people the family may be given to call after the end.
LASTING = 3


class StopForm(SaidForm):
    """One adult stops taking part: one press on the own telephone; aloud or on paper, how it was said and before whom."""

    EVIDENCE = ("method", "interpreter", "witness")

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        self.fields.pop("language", None)

    def evidence(self) -> dict[str, Any]:
        """How it was said, as the verb asks for it."""
        return {"method": Method.OWN_PHONE} if self.own else {name: self.cleaned_data[name] for name in self.EVIDENCE}


class TermForm(Form):
    """How many months the sponsors support the family."""

    months = forms.IntegerField(label=gettext_lazy("How many months, from the arrival on?"), min_value=6, max_value=36)


class CloseForm(Form):
    """Why and when the year together ends, and whom the family may call afterwards."""

    reason = forms.ChoiceField(label=gettext_lazy("Why does it end?"), widget=forms.RadioSelect)
    on = forms.DateField(
        label=gettext_lazy("The last day of the support"),
        help_text=gettext_lazy("Everybody but the family reads for 30 days more."),
    )

    def __init__(self, data: Any = None, *, edition: Edition, on: date | None) -> None:
        super().__init__(data, initial={"on": on or clock.today()})
        self.fields["reason"].choices = reasons(edition, "closure")  # type: ignore[attr-defined]
        for number in range(1, LASTING + 1):
            name = _("Person %(number)d whom the family may call: name") % {"number": number}
            how = _("Person %(number)d: telephone, or how to reach this person") % {"number": number}
            self.fields[f"name_{number}"] = forms.CharField(label=name, max_length=120, required=False)
            self.fields[f"reached_{number}"] = forms.CharField(label=how, max_length=120, required=False)
        self.fields["none_wanted"] = forms.BooleanField(label=_("The family wants nobody to call afterwards"), required=False)

    def clean(self) -> dict[str, Any]:
        """A name goes with a way to reach the person."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(1, LASTING + 1):
            name, how = said.get(f"name_{number}", ""), said.get(f"reached_{number}", "")
            if bool(name) != bool(how):
                about = "name" if how else "reached"
                self.add_error(f"{about}_{number}", _("Write both: a name, and how to reach this person."))
        return said

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        pairs = [(self.cleaned_data[f"name_{number}"], self.cleaned_data[f"reached_{number}"]) for number in range(1, LASTING + 1)]
        contacts = [pair for pair in pairs if pair[0]]
        return {"contacts": contacts, **{name: self.cleaned_data[name] for name in ("reason", "on", "none_wanted")}}


class ClosingForm(Form):
    """What one adult wants after the end, written down by the worker."""

    month_13 = forms.BooleanField(label=gettext_lazy("May we ask a question in month 13?"), required=False)
    interview = forms.ChoiceField(
        label=gettext_lazy("A talk about the year?"), choices=ClosingChoice.Interview, widget=forms.RadioSelect(attrs={"class": "columns"})
    )
    forget_early = forms.BooleanField(label=gettext_lazy("Take the names away now, not after 24 months"), required=False)
    method = forms.ChoiceField(
        label=gettext_lazy("How was it said?"),
        choices=[(method.value, method.label) for method in SAID],
        widget=forms.RadioSelect(attrs={"class": "columns"}),
    )


class TapForm(Form):
    """A button and nothing else."""


class BudgetForm(Form):
    """One amount a month per item; what is not known stays empty."""

    def __init__(self, data: Any = None, *, edition: Edition, standing: dict[str, Decimal]) -> None:
        super().__init__(data)
        self.groups: dict[str, list[str]] = {}
        for group in ("income", "cost"):
            self.groups[group] = [code for code, _label in reasons(edition, group)]
            for code, label in reasons(edition, group):
                self.fields[code] = forms.DecimalField(
                    label=label, required=False, min_value=0, max_value=Decimal(99999), decimal_places=2, initial=standing.get(code)
                )

    @property
    def income(self) -> list[Any]:
        """Questions about money that comes in."""
        return [self[code] for code in self.groups["income"]]

    @property
    def cost(self) -> list[Any]:
        """Questions about what it costs to live."""
        return [self[code] for code in self.groups["cost"]]


class MoveForm(Form):
    """Where to, and when."""

    community = forms.CharField(label=gettext_lazy("To which community does the family move?"), max_length=80)
    fsa = forms.RegexField(
        r"^\s*[A-Za-z]\d[A-Za-z]\s*$",
        label=gettext_lazy("Postal area there"),
        help_text=gettext_lazy("The first three signs of the postal code, as in N2G."),
        error_messages={"invalid": gettext_lazy("Write a letter, a digit and a letter, as in N2G.")},
        max_length=10,
    )
    on = forms.DateField(label=gettext_lazy("On which day?"))


class SettleForm(Form):
    """How the sponsorship goes on after the move."""

    outcome = forms.ChoiceField(label=gettext_lazy("How does it go on?"), choices=MoveOutcome, widget=forms.RadioSelect)


class FollowsForm(Form):
    """Somebody of the family who follows later."""

    name = forms.CharField(label=gettext_lazy("First name or initials"), max_length=60)
    age_group = forms.ChoiceField(
        label=gettext_lazy("Adult or child?"), choices=AgeGroup, widget=forms.RadioSelect(attrs={"class": "columns"})
    )
    applied_on = forms.DateField(label=gettext_lazy("When was the application sent?"), required=False)


class PlaceForm(Form):
    """One organization of a list."""

    def __init__(self, data: Any = None, *, name: str, label: str, places: list[Organization]) -> None:
        super().__init__(data)
        self.places = {str(place.pk): place for place in places}
        choices = [("", _("Choose from the list")), *((key, place.name) for key, place in self.places.items())]
        self.fields[name] = forms.ChoiceField(label=label, choices=choices)

    def place(self, name: str) -> Organization:
        """The organization itself."""
        return self.places[self.cleaned_data[name]]


class NewReferralForm(Form):
    """By when the agency of the new community is asked to answer."""

    answer_by = forms.DateField(label=gettext_lazy("By when would you like the answer?"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"answer_by": usual_answer_by()})
