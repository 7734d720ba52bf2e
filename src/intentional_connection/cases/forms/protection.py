"""What a person may type where only those named read it, and how an adult's yes to it is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from intentional_connection.cases.forms.family import reasons
from intentional_connection.cases.forms.sharing import SaidForm
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.cases.models.protection import HearsBy
from intentional_connection.ui.forms import Form

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from intentional_connection.cases.models import Case, FrozenView, Newcomer
    from intentional_connection.cases.models.hearing import Hearer
    from intentional_connection.partners.models import Membership, Organization
    from intentional_connection.people.models import Account
    from intentional_connection.practice.edition import Edition

#: Who hears a concern, in words for whoever stands around the family.
HEARS = {
    HearsBy.WORKER: gettext_lazy("The family’s worker"),
    HearsBy.SUPERVISOR: gettext_lazy("Somebody who leads the settlement agency"),
    # Translators: who hears a concern: Sponsorship Agreement Holder
    HearsBy.SAH: pgettext_lazy("hears", "The SAH"),
    HearsBy.LISTENER: gettext_lazy("Somebody outside, who only listens"),
}


def _text(label: Any, size: int, *, rows: int = 4, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=size, widget=widget, required=required, help_text=help_text)


def _choose(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    form.fields[name].choices = list(choices)  # type: ignore[attr-defined]


class TapForm(Form):
    """One button."""


class ConcernForm(Form):
    """In own words, and who hears it; about whom was chosen on the page before."""

    text = _text(gettext_lazy("What happened, in your own words?"), 1000, rows=6)
    hears = forms.ChoiceField(
        label=gettext_lazy("Who hears it?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who hears it.")},
    )

    def __init__(self, data: Any = None, *, offered: Iterable[Hearer]) -> None:
        super().__init__(data)
        _choose(self, "hears", [(one.hears.value, HEARS[one.hears]) for one in offered])


class ReplyForm(Form):
    """A few words to each other."""

    text = _text(gettext_lazy("Your answer"), 1000)


class NoteForm(Form):
    """A note for safety."""

    text = _text(
        gettext_lazy("The note"), 300, rows=3,
        help_text=gettext_lazy("Only for safety. Nothing about health; notes of your work stay in your agency’s own system."),
    )  # fmt: skip


class ReaderForm(Form):
    """One more reader."""

    account = forms.ChoiceField(label=gettext_lazy("Who else reads it?"))

    def __init__(self, data: Any = None, *, people: Iterable[Account]) -> None:
        super().__init__(data)
        self.people = {str(one.pk): one for one in people}
        _choose(self, "account", [(pk, str(one.profile)) for pk, one in self.people.items()])  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {"account": self.people[self.cleaned_data["account"]]}


class DifficultyForm(Form):
    """Does safety come first, and on whose page the tasks stand."""

    safety = forms.ChoiceField(
        label=gettext_lazy("Is somebody’s safety at risk?"),
        choices=[
            # Translators: an answer
            ("yes", gettext_lazy("Yes")),
            # Translators: an answer
            ("no", gettext_lazy("No")),
        ],
        widget=forms.RadioSelect(attrs={"class": "columns"}),
        error_messages={"required": gettext_lazy("Say whether somebody’s safety is at risk.")},
    )
    person = forms.ChoiceField(
        label=gettext_lazy("On whose plan do the tasks stand?"),
        help_text=gettext_lazy("Only adults whose private tasks no sponsor reads are listed. This adult reads the tasks too."),
        required=False,
    )

    def __init__(self, data: Any = None, *, people: Iterable[Newcomer]) -> None:
        super().__init__(data)
        self.people = {str(one.pk): one for one in people}
        _choose(self, "person", [("", _("No tasks, only this page")), *((pk, one.name) for pk, one in self.people.items())])
        if not self.people:
            del self.fields["person"]

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {"safety": self.cleaned_data["safety"] == "yes", "person": self.people.get(self.cleaned_data.get("person", ""))}


class SideForm(Form):
    """What one side said, heard apart."""

    side = forms.ChoiceField(label=gettext_lazy("Who spoke?"), widget=forms.RadioSelect)
    happened = _text(gettext_lazy("What happened, in their own words"), 1000, rows=5)
    needed = _text(gettext_lazy("What is needed now"), 600, rows=3, required=False)
    may_be_told = _text(gettext_lazy("What may be told, and to whom"), 600, rows=3, required=False)

    def __init__(self, data: Any = None, *, adults: Iterable[Newcomer], voices: Iterable[Voice]) -> None:
        super().__init__(data)
        self.adults = {str(one.pk): one for one in adults}
        others = [(voice.value, voice.label) for voice in voices if voice != Voice.NEWCOMER]
        _choose(self, "side", [*((pk, one.name) for pk, one in self.adults.items()), *others])

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        said = dict(self.cleaned_data)
        side = said.pop("side")
        adult = self.adults.get(side)
        return said | {"voice": Voice.NEWCOMER if adult else side, "newcomer": adult}


class DecisionForm(Form):
    """The next step, who takes it, by which day."""

    step = forms.ChoiceField(label=gettext_lazy("The next step"))
    owner = forms.ChoiceField(label=gettext_lazy("Who takes it?"))
    due_on = forms.DateField(label=gettext_lazy("By which day?"))
    text = _text(gettext_lazy("A few words, if needed"), 400, rows=3, required=False)

    def __init__(self, data: Any = None, *, edition: Edition, voices: Iterable[Voice]) -> None:
        super().__init__(data)
        _choose(self, "step", reasons(edition, "difficulty"))
        _choose(self, "owner", [(voice.value, voice.label) for voice in voices])


class OutcomeForm(Form):
    """How it was settled."""

    outcome = forms.ChoiceField(label=gettext_lazy("How was it settled?"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, edition: Edition) -> None:
        super().__init__(data)
        _choose(self, "outcome", reasons(edition, "difficulty"))


class FreezeForm(SaidForm):
    """Whose view stands still, and how the adult's yes was said."""

    organization = forms.ChoiceField(label=gettext_lazy("Who sees nothing new from now on?"), widget=forms.RadioSelect)
    field_order = ("organization",)

    def __init__(self, data: Any = None, *, case: Case, places: Iterable[Organization]) -> None:
        super().__init__(data, case=case)
        del self.fields["language"]  # a consent keeps it, this word does not
        self.places = {str(one.pk): one for one in places}
        _choose(self, "organization", [(pk, one.name) for pk, one in self.places.items()])

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return self.cleaned_data | {"organization": self.places[self.cleaned_data["organization"]]}


class ThawForm(Form):
    """Whose view goes on."""

    organization = forms.ChoiceField()

    def __init__(self, data: Any = None, *, frozen: dict[UUID, FrozenView]) -> None:
        super().__init__(data)
        self.places = {str(pk): row.organization for pk, row in frozen.items()}
        _choose(self, "organization", [(pk, pk) for pk in self.places])

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {"organization": self.places[self.cleaned_data["organization"]]}


class SupportForm(Form):
    """What is added, who does it, by which day, and when to look at it again."""

    text = _text(gettext_lazy("What is added?"), 600, rows=3)
    owner = forms.ChoiceField(label=gettext_lazy("Who does it?"))
    due_on = forms.DateField(label=gettext_lazy("By which day?"))
    review_on = forms.DateField(label=gettext_lazy("When do you look at it again?"), required=False)

    def __init__(self, data: Any = None, *, voices: Iterable[Voice]) -> None:
        super().__init__(data)
        _choose(self, "owner", [(voice.value, voice.label) for voice in voices])


class ColleagueForm(SaidForm):
    """Which colleague reads along, and how the adult's yes was said."""

    colleague = forms.ChoiceField(label=gettext_lazy("Which colleague reads along?"))
    field_order = ("colleague",)

    def __init__(self, data: Any = None, *, case: Case, team: Iterable[Membership]) -> None:
        super().__init__(data, case=case)
        self.team = {str(one.pk): one for one in team}
        _choose(self, "colleague", [(pk, str(one.account.profile)) for pk, one in self.team.items()])  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {"colleague": self.team[self.cleaned_data["colleague"]], **self.evidence()}
