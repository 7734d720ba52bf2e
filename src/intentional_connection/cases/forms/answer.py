"""What agency and sender say about a referral that was sent: yes, a question, pass on, a reply, back, again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intentional_connection.cases.forms.choices import (
    LANGUAGES,
    Offer,
    by_site,
    day_for_answer,
    expected_choices,
    language_boxes,
    spoken,
)
from intentional_connection.cases.models.answers import usual_answer_by
from intentional_connection.cases.models.case import Programme
from intentional_connection.cases.models.referral import ReplyKind
from intentional_connection.cases.verbs.answer import CORRECTABLE
from intentional_connection.kernel import clock
from intentional_connection.partners.models import Kind
from intentional_connection.ui.forms import Form
from intentional_connection.ui.templatetags.ic import in_language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intentional_connection.cases.models import Referral
    from intentional_connection.partners.models import Organization
    from intentional_connection.practice.edition import Edition

YES_NO = (
    # Translators: an answer
    ("yes", gettext_lazy("Yes")),
    # Translators: an answer
    ("no", gettext_lazy("No")),
)


class AcceptForm(Form):
    """One button."""


class AskForm(Form):
    """A question by code about one of the ten fields: no free text travels before acceptance."""

    about = forms.ChoiceField(label=gettext_lazy("What do you want to know?"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, edition: Edition) -> None:
        super().__init__(data)
        self.fields["about"].choices = [  # type: ignore[attr-defined]
            (code, in_language(edition.question(code))) for code in edition.question_codes
        ]


class NoForm(Form):
    """A coded reason and always a next step."""

    # Translators: label: the reason for passing a referral on or taking it back
    reason = forms.ChoiceField(label=gettext_lazy("Why?"), widget=forms.RadioSelect)
    next_step = forms.ChoiceField(label=gettext_lazy("What comes next?"), widget=forms.RadioSelect)
    next_agency = forms.ChoiceField(
        label=gettext_lazy("Which other agency?"),
        help_text=gettext_lazy("Only if you chose to ask another agency."),
        required=False,
    )
    later_on = forms.DateField(
        label=gettext_lazy("From which day?"), help_text=gettext_lazy("Only if you chose a later day."), required=False
    )

    def __init__(
        self, data: Any = None, *, edition: Edition, groups: Iterable[str], agencies: Iterable[Organization]
    ) -> None:
        super().__init__(data)
        self.agencies = {str(row.pk): row for row in agencies}
        codes = [code for group in groups for code in edition.reasons_of(group)]
        self._choose("reason", [(code, in_language(edition.reason(code))) for code in codes])
        self._choose("next_step", [(code, in_language(edition.next_step(code))) for code in edition.next_steps])
        named: dict[str, list[tuple[str, str]]] = {}
        for pk, row in self.agencies.items():
            named.setdefault(row.site.name, []).append((pk, row.name))
        self._choose("next_agency", [("", _("Choose an agency")), *named.items()])

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The next step needs its agency, or its day."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        step = said.get("next_step")
        if step == "other_agency" and not said.get("next_agency"):
            self.add_error("next_agency", _("Name the other agency, or choose another next step."))
        later_on = said.get("later_on")
        if step == "later_date" and not self.has_error("later_on") and (not later_on or later_on <= clock.today()):
            self.add_error("later_on", _("Write a day after today from which you could help."))
        return said

    def said(self) -> dict[str, Any]:
        """What the verb asks for; an agency or day that belongs to another next step is left out."""
        said = self.cleaned_data
        step = said["next_step"]
        return {
            "reason": said["reason"],
            "next_step": step,
            "next_agency": self.agencies[said["next_agency"]] if step == "other_agency" else None,
            "later_on": said["later_on"] if step == "later_date" else None,
        }


class ReplyForm(Form):
    """Right as it is, corrected, or told by telephone. Only what was asked about can be corrected."""

    # Translators: label: how a question is answered
    kind = forms.ChoiceField(label=gettext_lazy("Your answer"), widget=forms.RadioSelect, choices=ReplyKind.choices)
    call_name = forms.CharField(label=gettext_lazy("Whom should the agency call?"), max_length=80)
    call_phone = forms.CharField(label=gettext_lazy("At which number?"), max_length=30)
    programme = forms.ChoiceField(label=gettext_lazy("Under which programme?"), widget=forms.RadioSelect)
    community = forms.CharField(label=gettext_lazy("In which community will the family live?"), max_length=80)
    adults = forms.IntegerField(label=gettext_lazy("How many adults?"), min_value=1, max_value=20)
    children = forms.IntegerField(label=gettext_lazy("How many children under 18?"), min_value=0, max_value=20)
    language_1 = forms.ChoiceField(label=gettext_lazy("Language they speak best"))
    # Translators: label: a language that the family speaks
    language_2 = forms.ChoiceField(label=gettext_lazy("Second language"))
    # Translators: label: a language that the family speaks
    language_3 = forms.ChoiceField(label=gettext_lazy("Third language"))
    # Translators: label: a language that the family speaks
    language_4 = forms.ChoiceField(label=gettext_lazy("Fourth language"))
    expected_month = forms.ChoiceField(label=gettext_lazy("When do you expect the family?"))
    wish = forms.ChoiceField(
        label=gettext_lazy("Is there a wish about an interpreter, or a woman or a man as worker?"),
        widget=forms.RadioSelect,
        choices=YES_NO,
    )
    call_first = forms.ChoiceField(
        label=gettext_lazy("Should the agency call before it answers?"), widget=forms.RadioSelect, choices=YES_NO
    )
    answer_by = forms.DateField(label=gettext_lazy("By when would you like the answer?"))

    def __init__(self, data: Any = None, *, referral: Referral, about: str) -> None:
        super().__init__(data, initial=_as_it_stands(referral))
        self.about = CORRECTABLE.get(about, ())
        for name in list(self.fields):
            if name != "kind" and name not in _boxes(self.about):
                del self.fields[name]
            elif name != "kind":
                self.fields[name].required = False
        if not self.about:
            self._choose("kind", [pair for pair in ReplyKind.choices if pair[0] != ReplyKind.CORRECTED])
        self._offer(referral)

    def _offer(self, referral: Referral) -> None:
        kinds = (Programme.SAH, Programme.BVOR, Programme.JAS)
        if referral.sender.kind != Kind.SAH:
            kinds = (Programme.G5, Programme.CS)  # type: ignore[assignment]
        offered: dict[str, list[Any]] = {
            **language_boxes(),
            "programme": [(one.value, one.label) for one in kinds],
            "expected_month": expected_choices()[1:],
        }
        for name, choices in offered.items():
            if name in self.fields:
                self._choose(name, choices)

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A correction needs its boxes filled; for the other answers they do not count."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("kind") == ReplyKind.CORRECTED:
            self._require_boxes(said)
        else:
            for name in [one for one in self.errors if one in _boxes(self.about)]:
                del self.errors[name]
        return said

    def _require_boxes(self, said: dict[str, Any]) -> None:
        for name in _boxes(self.about):
            filled = said.get(name) not in (None, "")
            if not filled and not self.has_error(name) and name not in LANGUAGES[1:]:
                self.add_error(name, _("Write here what is right."))
        if "answer_by" in self.about and said.get("answer_by"):
            try:
                day_for_answer(said["answer_by"])
            except forms.ValidationError as error:
                self.add_error("answer_by", error)

    def corrected(self) -> dict[str, Any]:
        """The preview's fields as they are right."""
        said = self.cleaned_data
        if said["kind"] != ReplyKind.CORRECTED:
            return {}
        return {name: _value(name, said) for name in self.about}


class AgainForm(Form):
    """Another agency, with the family's yes to it."""

    agency = forms.ChoiceField(
        label=gettext_lazy("Which settlement agency do you ask now?"),
        error_messages={"required": gettext_lazy("Choose a settlement agency.")},
    )
    answer_by = forms.DateField(label=gettext_lazy("By when would you like the answer?"))
    consent = forms.BooleanField(
        label=gettext_lazy("Yes, each adult of the family agreed that this agency is asked"),
        error_messages={"required": gettext_lazy("Ask the family first: they say yes or no to each agency.")},
    )

    def __init__(self, data: Any = None, *, offer: Offer, suggested: str = "") -> None:
        super().__init__(data, initial={"agency": suggested, "answer_by": usual_answer_by()})
        self.offer = offer
        choices = [("", _("Choose an agency")), *by_site(offer)]
        self.fields["agency"].choices = choices  # type: ignore[attr-defined]

    def clean_answer_by(self) -> date | None:
        """From today on, within two months."""
        return day_for_answer(self.cleaned_data["answer_by"])

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {**self.cleaned_data, "agency": self.offer.named(self.cleaned_data["agency"])}


def _boxes(about: tuple[str, ...]) -> tuple[str, ...]:
    return LANGUAGES if about == ("languages",) else about


def _as_it_stands(referral: Referral) -> dict[str, Any]:
    now = referral.preview
    return {
        **{name: getattr(now, name) for names in CORRECTABLE.values() for name in names},
        **dict(zip(LANGUAGES, now.languages, strict=False)),
        "expected_month": f"{now.expected_month:%Y-%m}" if now.expected_month else "here",
        "wish": "yes" if now.wish else "no",
        "call_first": "yes" if now.call_first else "no",
    }


def _value(name: str, said: dict[str, Any]) -> Any:
    """A box's answer as the preview keeps it."""
    if name == "languages":
        return spoken(said)
    if name in {"wish", "call_first"}:
        return said[name] == "yes"
    if name == "expected_month":
        return None if said[name] == "here" else date.fromisoformat(f"{said[name]}-01")
    return said[name]
