"""What an adult answers alone: for each organization yes or no to each of three choices. Nothing is chosen beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intentional_connection.access.seats import Level
from intentional_connection.cases.forms.family import language_of_page
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.sharing import CHOICES
from intentional_connection.kernel import tongues
from intentional_connection.ui.forms import Form

if TYPE_CHECKING:
    from uuid import UUID

    from django.forms.boundfield import BoundField
    from django.utils.functional import Promise

    from intentional_connection.cases.models import Case, Newcomer
    from intentional_connection.partners.models import Organization
    from intentional_connection.practice.edition import Edition

#: Short names of the three choices, as they stand beside yes and no.
SHORT: dict[str, Promise] = {
    "choice_plan": gettext_lazy("First names, plan and meetings"),
    "choice_identity": gettext_lazy("Full names, birth date, address, travel"),
    "choice_sensitive": gettext_lazy("Content of private tasks, such as health or money"),
}
YES, NO = "yes", "no"
#: An answer said aloud or on paper, as the worker writes it down.
SAID = (Method.ALOUD, Method.PAPER)


def _yes_or_no() -> list[tuple[str, str]]:
    # Translators: an answer
    yes = _("Yes")
    # Translators: an answer
    no = _("No")
    return [(YES, yes), (NO, no)]


class SaidForm(Form):
    """How a word was said that somebody else writes down: how, in which language, before whom. None of it for oneself."""

    EVIDENCE: tuple[str, ...] = ("method", "language", "interpreter", "witness")

    method = forms.ChoiceField(
        label=gettext_lazy("How was it said?"),
        choices=[(method.value, method.label) for method in SAID],
        widget=forms.RadioSelect(attrs={"class": "columns"}),
        error_messages={"required": gettext_lazy("Choose how it was said.")},
    )
    language = forms.ChoiceField(label=gettext_lazy("In which language?"))
    interpreter = forms.CharField(
        label=gettext_lazy("Who interpreted?"),
        help_text=gettext_lazy("A name or a number; never a relative or a sponsor."),
        max_length=36,
        required=False,
    )
    witness = forms.CharField(
        label=gettext_lazy("Who was there as a witness?"),
        help_text=gettext_lazy("Nobody of the sponsors and no relative. An interpreter can be the witness."),
        max_length=36,
        error_messages={"required": gettext_lazy("Write who was there as a witness. An interpreter can be the witness.")},
    )

    def __init__(self, data: Any = None, *, case: Case, own: bool = False) -> None:
        super().__init__(data)
        self.own = own
        if own:
            for name in self.EVIDENCE:
                del self.fields[name]
            return
        page = language_of_page()
        spoken = [(code, tongues.name(code, page)) for code in case.languages]
        others = [pair for pair in tongues.choices(page) if pair[0] not in case.languages]
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            (_("Languages of the family"), spoken),
            # Translators: group of a list: languages that the family did not name
            (_("Other languages"), others),
        ]

    def evidence(self) -> dict[str, Any]:
        """Method, language, witness and interpreter, as the verbs ask for them."""
        if self.own:
            return {"method": Method.OWN_PHONE, "language": language_of_page()}
        return {name: self.cleaned_data[name] for name in self.EVIDENCE}


@dataclass(frozen=True, slots=True)
class Row:
    """One organization with its three questions."""

    organization: Organization
    questions: list[BoundField]


class SharingForm(SaidForm):
    """Yes or no to each choice for each organization. One left wholly unanswered stays as it is; half an answer is asked about."""

    def __init__(
        self,
        data: Any = None,
        *,
        newcomer: Newcomer,
        organizations: list[Organization],
        edition: Edition,
        own: bool = False,
    ) -> None:
        super().__init__(data, case=newcomer.case, own=own)
        self.organizations = organizations
        self.texts = [edition.consent_text(key) for key in CHOICES]
        for place in organizations:
            for key in CHOICES:
                self.fields[_name(place, key)] = forms.ChoiceField(
                    label=SHORT[key],  # type: ignore[arg-type]
                    choices=_yes_or_no(),
                    widget=forms.RadioSelect(attrs={"class": "columns"}),
                    required=False,
                )

    def rows(self) -> list[Row]:
        """Each organization with its questions, for the page."""
        return [Row(place, [self[_name(place, key)] for key in CHOICES]) for place in self.organizations]

    def clean(self) -> dict[str, Any]:
        """Ask about half an answer, and for at least one whole one."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(said.get(_name(place, key)) for place in self.organizations for key in CHOICES):
            self.add_error(None, _("Answer yes or no for at least one organization or group."))
        for place in self.organizations:
            self._require_whole(place, said)
        return said

    def _require_whole(self, place: Organization, said: dict[str, Any]) -> None:
        answers = {key: said.get(_name(place, key)) for key in CHOICES}
        if not any(answers.values()):
            return
        for key, answer in answers.items():
            if not answer and not self.has_error(_name(place, key)):
                self.add_error(_name(place, key), _("Answer yes or no here too."))
        first, *others = CHOICES
        if answers[first] == NO and YES in {answers[key] for key in others}:
            self.add_error(_name(place, first), _("This goes with the other two. Say yes here too, or no to all three."))

    @property
    def choices(self) -> dict[UUID, Level]:
        """The levels chosen, for each organization that was answered."""
        answered = [place for place in self.organizations if self.cleaned_data[_name(place, next(iter(CHOICES)))]]
        return {place.pk: self._levels(place) for place in answered}

    def _levels(self, place: Organization) -> Level:
        levels = Level(0)
        for key, level in CHOICES.items():
            if self.cleaned_data[_name(place, key)] == YES:
                levels |= level
        return levels

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {"choices": self.choices, **self.evidence()}


def _name(place: Organization, key: str) -> str:
    return f"{key}_{place.pk.hex}"


class WithdrawForm(SaidForm):
    """To which organization an adult says no from now on."""

    organization = forms.ChoiceField(
        label=gettext_lazy("Who sees nothing more, from now on?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose an organization or group.")},
    )
    field_order = ("organization",)

    def __init__(self, data: Any = None, *, newcomer: Newcomer, organizations: list[Organization], own: bool = False) -> None:
        super().__init__(data, case=newcomer.case, own=own)
        self.places = {str(place.pk): place for place in organizations}
        self.fields["organization"].choices = [(pk, place.name) for pk, place in self.places.items()]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {"organization": self.places[self.cleaned_data["organization"]], **self.evidence()}
