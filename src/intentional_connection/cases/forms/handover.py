"""What a person may type about a handover: to whom, what the family wishes, its yes, the change; an answer to an adult."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from intentional_connection.cases.forms.family import WorkerForm, name_of
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.verbs.handover import NOT_KEPT
from intentional_connection.ui.forms import Form

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intentional_connection.partners.models import Membership


class PressForm(Form):
    """A button and nothing else."""


class OpenHandoverForm(WorkerForm):
    """To whom, and from which day where that is agreed."""

    on = forms.DateField(
        label=gettext_lazy("On which day does it change?"),
        help_text=gettext_lazy("Leave it open until everybody agrees on a day."),
        required=False,
    )

    def __init__(self, data: Any = None, **known: Any) -> None:
        super().__init__(data, **known)
        self.fields["worker"].label = _("Who is the next worker?")
        for name in ("override", "plan_reason", "backup"):
            self.fields.pop(name, None)

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {"to": self.team[self.cleaned_data["worker"]], "on": self.cleaned_data["on"]}


class HandOverForm(WorkerForm):
    """The change itself: a backup, and the reasons that the practice asks for. `first`: the next worker was suggested first."""

    def __init__(self, data: Any = None, *, first: bool, **known: Any) -> None:
        super().__init__(data, **known)
        del self.fields["worker"]
        if first:
            self.fields.pop("override", None)
        elif "override" in self.fields:
            kept = [pair for pair in self.fields["override"].choices if pair[0] not in ("", NOT_KEPT)]  # type: ignore[attr-defined]
            self._choose("override", [("", _("Choose a reason")), *kept])
            self.fields["override"].label = _("This is not the first suggestion: why this worker?")

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        said = self.cleaned_data
        reasons = {name: said.get(name, "") for name in ("override", "plan_reason")}
        return {"backup": self.team.get(said["backup"]), **reasons}


class WishForm(Form):
    """What an adult wants to be passed on, and what not; written down by the worker who hands over."""

    pass_on = forms.CharField(
        label=gettext_lazy("What should the next worker know?"),
        required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    keep_back = forms.CharField(
        label=gettext_lazy("What should not be passed on?"),
        help_text=gettext_lazy("The next worker reads this too: write which subject, not what it is about."),
        required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    with_private = forms.BooleanField(
        label=gettext_lazy("The next worker may read what was written on the private line"), required=False
    )


class HeardYesForm(Form):
    """An adult's yes to the next worker, given aloud or on paper, with a witness who is no sponsor."""

    METHODS = ((str(Method.ALOUD), gettext_lazy("Aloud, with an interpreter")), (str(Method.PAPER), pgettext_lazy("yes", "On paper")))

    method = forms.ChoiceField(label=gettext_lazy("How was the yes given?"), choices=METHODS, widget=forms.RadioSelect)
    witness = forms.CharField(
        label=gettext_lazy("Who was there as a witness?"),
        help_text=gettext_lazy("Somebody who is no sponsor: the interpreter, a colleague."),
        max_length=80,
    )


class AnswerRequestForm(Form):
    """A few words to the adult who asked for another worker."""

    answer = forms.CharField(
        label=gettext_lazy("Your answer"),
        help_text=gettext_lazy("Short and plain; the adult reads it on the own page, nobody else does."),
        max_length=400, widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


class LeaveForm(Form):
    """One button; where families would be left alone, a colleague who stands in."""

    cover = forms.ChoiceField(
        label=gettext_lazy("Who stands in for these families?"),
        help_text=gettext_lazy("The contact for the time being, until you name a worker for each family."),
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, team: Iterable[Membership], families: int) -> None:
        super().__init__(data)
        self.team = {str(row.pk): row for row in team}
        if not families:
            del self.fields["cover"]
            return
        choices = [(pk, f"{name_of(row)} ({row.seat_name})") for pk, row in self.team.items()]
        self.fields["cover"].choices = choices  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {"cover": self.team[self.cleaned_data["cover"]]} if "cover" in self.fields else {}
