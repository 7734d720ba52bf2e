"""What a person may type about the journey and the landing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intentional_connection.cases.forms.family import reasons
from intentional_connection.cases.models.arrival import Undone
from intentional_connection.kernel import clock
from intentional_connection.ui.forms import Form
from intentional_connection.ui.templatetags.ic import day as day_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from intentional_connection.cases.models import Newcomer, TravelDetail, TravelNotice
    from intentional_connection.practice.edition import Edition


class _PeopleForm(Form):
    """Several people at once; all of those offered are chosen beforehand."""

    newcomers = forms.MultipleChoiceField(label=gettext_lazy("Who?"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, people: Iterable[Newcomer], chosen: Iterable[UUID] = (), **more: Any) -> None:
        self.people = {str(person.pk): person for person in people}
        initial = {"newcomers": [str(pk) for pk in chosen] or list(self.people), **more.pop("initial", {})}
        super().__init__(data, initial=initial, **more)
        self.fields["newcomers"].choices = [(pk, person.name) for pk, person in self.people.items()]  # type: ignore[attr-defined]

    def who(self) -> list[Newcomer]:
        """The people chosen."""
        return [self.people[pk] for pk in self.cleaned_data["newcomers"]]


class TravelForm(_PeopleForm):
    """A travel notice, for several people at once."""

    newcomers = forms.MultipleChoiceField(label=gettext_lazy("Who travels?"), widget=forms.CheckboxSelectMultiple)
    received_on = forms.DateField(label=gettext_lazy("When did the notice reach you?"))
    known = forms.ChoiceField(
        label=gettext_lazy("Is there a day?"),
        choices=[
            ("day", gettext_lazy("Yes, the day below")),
            ("none", gettext_lazy("The journey was called off, no new day is known yet")),
        ],
        widget=forms.RadioSelect,
    )
    lands_on = forms.DateField(label=gettext_lazy("On which day do they land?"), required=False)
    reason = forms.ChoiceField(label=gettext_lazy("Why has the notice changed?"), widget=forms.RadioSelect)
    flight = forms.CharField(label=gettext_lazy("Flight number"), max_length=40, required=False)
    port = forms.CharField(label=gettext_lazy("Where do they enter Canada?"), max_length=80, required=False)
    lands_at = forms.TimeField(
        label=gettext_lazy("At what hour, at the place of landing?"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        required=False,
        error_messages={"invalid": gettext_lazy("Write the hour like 14:30.")},
    )
    needs = forms.CharField(
        label=gettext_lazy("Special needs on the journey"),
        help_text=gettext_lazy("Only what helps on that day: a wheelchair, a child seat, medicine to keep cool."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=400,
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        people: Iterable[Newcomer],
        edition: Edition,
        last: TravelNotice | None = None,
        detail: TravelDetail | None = None,
        chosen: Iterable[UUID] = (),
    ) -> None:
        initial = {"received_on": clock.today(), "known": "day", **_said_last(last, detail)}
        super().__init__(data, people=people, chosen=chosen, initial=initial)
        if last is None:
            del self.fields["reason"]
            del self.fields["known"]
            self.fields["lands_on"].required = True
        else:
            self.fields["reason"].choices = reasons(edition, "notice_changed")  # type: ignore[attr-defined]
        # Translators: beside the box of a flight number
        self.fields["flight"].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        """A day, or word that there is none."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("known") == "none":
            said["lands_on"] = None
        elif "lands_on" in said and said["lands_on"] is None:
            self.add_error("lands_on", _("Write the day, or say that no new day is known yet."))
        return said

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        names = ("received_on", "lands_on", "flight", "port", "lands_at", "needs")
        said = {name: self.cleaned_data[name] for name in names}
        return {"newcomers": self.who(), "reason": self.cleaned_data.get("reason", ""), **said}


def _said_last(last: TravelNotice | None, detail: TravelDetail | None) -> dict[str, Any]:
    """What the notice before said, so that only what changed is typed."""
    if last is None:
        return {}
    said = {name: getattr(detail, name) for name in ("flight", "port", "lands_at", "needs")} if detail else {}
    return {"lands_on": last.lands_on, **said}


class ArrivalForm(_PeopleForm):
    """Who has landed, and on which day."""

    newcomers = forms.MultipleChoiceField(
        label=gettext_lazy("Who has landed?"),
        help_text=gettext_lazy("Leave out whoever comes later. They have a first day of their own."),
        widget=forms.CheckboxSelectMultiple,
    )
    on = forms.DateField(label=gettext_lazy("On which day?"))

    def __init__(self, data: Any = None, *, people: Iterable[Newcomer], on: Any = None, chosen: Iterable[UUID] = ()) -> None:
        super().__init__(data, people=people, chosen=chosen, initial={"on": on or clock.today()})

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {"newcomers": self.who(), "on": self.cleaned_data["on"]}


class UndoForm(_PeopleForm):
    """Whose arrival does not stand, and why."""

    newcomers = forms.MultipleChoiceField(label=gettext_lazy("Whose arrival?"), widget=forms.CheckboxSelectMultiple)
    why = forms.ChoiceField(
        label=gettext_lazy("Why does it not stand?"), choices=Undone.choices, widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, arrivals: Iterable[Any]) -> None:
        rows = list(arrivals)
        super().__init__(data, people=[row.newcomer for row in rows])
        self.fields["newcomers"].choices = [  # type: ignore[attr-defined]
            (str(row.newcomer_id), f"{row.newcomer.name} · {day_in_words(row.on)}") for row in rows
        ]

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {"newcomers": self.who(), "why": self.cleaned_data["why"]}
