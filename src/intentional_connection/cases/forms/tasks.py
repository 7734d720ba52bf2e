"""What a person may type about tasks, about what holds for a family, and about what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from intentional_connection.cases.forms.family import language_of_page
from intentional_connection.kernel import clock
from intentional_connection.ui.forms import Form

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from intentional_connection.cases.models.circumstances import Question


class CommentForm(Form):
    """A few words beside a task."""

    text = forms.CharField(
        label=gettext_lazy("A few words beside this task"), widget=forms.Textarea(attrs={"rows": 3}), max_length=400
    )


class DoneForm(Form):
    """On which day it was done; the usual tick is one press."""

    on = forms.DateField(label=gettext_lazy("On which day?"), required=False)

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {"on": self.cleaned_data.get("on") or clock.today()}


class NotDoneForm(Form):
    """One button."""


class CircumstancesForm(Form):
    """Each open condition as a question, for the family and for its people."""

    def __init__(self, data: Any = None, *, questions: Iterable[Question]) -> None:
        super().__init__(data)
        self.asked = {f"q{number}": question for number, question in enumerate(questions)}
        for name, question in self.asked.items():
            self.fields[name] = forms.BooleanField(
                label=question.text.in_(language_of_page()), required=False, initial=question.holds
            )

    def groups(self) -> list[dict[str, Any]]:
        """The questions as the page shows them: of the whole family, then person by person, the private ones apart."""
        found: dict[tuple[Any, bool], dict[str, Any]] = {}
        for name, question in self.asked.items():
            place = (question.person.pk if question.person else None, question.secret)
            group = found.setdefault(place, {"person": question.person, "secret": question.secret, "fields": []})
            group["fields"].append(self[name])
        return list(found.values())

    def holds(self) -> dict[tuple[str, UUID | None], bool]:
        """What the verb asks for."""
        return {question.key: bool(self.cleaned_data[name]) for name, question in self.asked.items()}


class GapForm(Form):
    """What somebody sees missing."""

    text = forms.CharField(
        label=gettext_lazy("What is missing?"),
        help_text=gettext_lazy("A few words. Nothing about health or money here; tell the worker that directly."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )


class AnswerGapForm(Form):
    """The worker's answer, or the day by which there will be one."""

    text = forms.CharField(
        label=gettext_lazy("Your answer"), widget=forms.Textarea(attrs={"rows": 3}), max_length=400, required=False
    )
    by_day = forms.DateField(
        label=gettext_lazy("Or: by which day will you know?"), required=False
    )
