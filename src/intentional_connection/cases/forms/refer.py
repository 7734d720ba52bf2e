"""The sender's five steps: twelve answers, each kept as it is given."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from intentional_connection.cases.forms.choices import (
    LANGUAGES,
    Offer,
    by_site,
    day_for_answer,
    expected_choices,
    language_boxes,
    spoken,
)
from intentional_connection.cases.models.answers import PROGRAMME_OF, usual_answer_by
from intentional_connection.cases.models.case import Programme, Wish
from intentional_connection.kernel import places
from intentional_connection.partners.models import Kind
from intentional_connection.ui.forms import Form

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intentional_connection.partners.models import Organization

MOST_NAMES, LONGEST_NAME = 20, 60
#: Marks that turn lines around; a name on our pages is isolated already and needs none.
TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
POSTAL_CODE = re.compile(r"([A-Z][0-9][A-Z])\s*-?\s*[0-9][A-Z][0-9]")


class NamesField(forms.CharField):
    """First names or initials, one per line."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=MOST_NAMES * (LONGEST_NAME + 2), widget=forms.Textarea(attrs={"rows": 4}), **more)

    def clean(self, value: Any) -> list[str]:
        """The names, without blank lines."""
        text = super().clean(value)
        names = [line for line in (TURNS.sub("", line).strip() for line in text.splitlines()) if line]
        if self.required and not names:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(names) > MOST_NAMES:
            raise forms.ValidationError(
                ngettext("Write at most %(count)d name.", "Write at most %(count)d names.", MOST_NAMES)
                % {"count": MOST_NAMES}
            )
        if any(len(name) > LONGEST_NAME for name in names):
            raise forms.ValidationError(
                ngettext(
                    "Shorten each name to %(count)d character. One name per line; initials are enough.",
                    "Shorten each name to %(count)d characters. One name per line; initials are enough.",
                    LONGEST_NAME,
                )
                % {"count": LONGEST_NAME}
            )
        return names


class Step(Form):
    """One step. With the button "later" nothing has to be answered; what is there has to be right."""

    title: ClassVar[Any]

    def __init__(self, data: Any = None, *, kept: dict[str, Any], offer: Offer) -> None:
        super().__init__(data, initial=self.shown(kept))
        self.offer = offer
        self.choose()
        if data is not None and "later" in data:
            for one in self.fields.values():
                one.required = False

    def shown(self, kept: dict[str, Any]) -> dict[str, Any]:
        """What was answered before, for the boxes."""
        return dict(kept)

    def choose(self) -> None:
        """Fill in the choices."""

    def answers(self) -> dict[str, Any]:
        """What the draft keeps."""
        return dict(self.cleaned_data)

    def offer_choices(self, name: str, choices: list[Any]) -> None:
        """Give a select its choices."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class HelpersStep(Step):
    """Which agency, which group, which programme; only what is not known beforehand is asked."""

    title = gettext_lazy("Who helps the family")

    agency = forms.ChoiceField(
        label=gettext_lazy("Which settlement agency do you ask?"),
        error_messages={"required": gettext_lazy("Choose a settlement agency.")},
    )
    group = forms.ChoiceField(
        label=gettext_lazy("Which group sponsors the family?"), error_messages={"required": gettext_lazy("Choose a group.")}
    )
    programme = forms.ChoiceField(
        label=gettext_lazy("Under which programme?"),
        widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in (Programme.SAH, Programme.BVOR, Programme.JAS)],
        help_text=gettext_lazy("The family never sees this answer."),
    )

    def choose(self) -> None:
        """A group without a SAH is asked for the agency only, an agency for the group only."""
        offer = self.offer
        if offer.outreach:
            del self.fields["agency"]
        else:
            self.offer_choices("agency", [("", _("Choose an agency")), *by_site(offer)])
            if offer.place.kind == Kind.SAH:
                self.fields["agency"].help_text = _(
                    "Also where you have no agreement yet: terms for this one family then go along."
                )
        if offer.outreach or offer.place.kind != Kind.SAH:
            del self.fields["programme"]
        if not offer.outreach and offer.place.kind != Kind.SAH:
            del self.fields["group"]
        else:
            self._offer_groups()

    def _offer_groups(self) -> None:
        rows = [(str(row.pk), row.name) for row in self.offer.groups]
        self.offer_choices("group", [("", _("Choose a group")), *rows])
        if len(rows) == 1:
            self.initial.setdefault("group", rows[0][0])

    def answers(self) -> dict[str, Any]:
        """The group of an agency's outreach says its programme."""
        said = dict(self.cleaned_data)
        group = self.offer.named(said.get("group"))
        if self.offer.outreach and group:
            said["programme"] = PROGRAMME_OF[Kind(group.kind)]
        return said


class FamilyStep(Step):
    """First names and languages; nothing else about anybody."""

    # Translators: heading of a step: the people of the family
    title = gettext_lazy("The family")

    adults = NamesField(
        label=gettext_lazy("Adults: first names or initials"),
        help_text=gettext_lazy("One per line. Initials are enough. The agency sees them only after it accepts."),
    )
    children = NamesField(
        label=gettext_lazy("Children under 18: first names or initials"),
        help_text=gettext_lazy("One per line. Leave it empty if there are none."),
        required=False,
    )
    language_1 = forms.ChoiceField(
        label=gettext_lazy("Language they speak best"), error_messages={"required": gettext_lazy("Choose a language.")}
    )
    # Translators: label: a language that the family speaks less well than the first
    language_2 = forms.ChoiceField(label=gettext_lazy("Second language"), required=False)
    # Translators: label: a language that the family speaks
    language_3 = forms.ChoiceField(label=gettext_lazy("Third language"), required=False)
    # Translators: label: a language that the family speaks
    language_4 = forms.ChoiceField(label=gettext_lazy("Fourth language"), required=False)

    def shown(self, kept: dict[str, Any]) -> dict[str, Any]:
        """Names one per line, each language in its box."""
        spoken = dict(zip(LANGUAGES, kept.get("languages") or (), strict=False))
        return {key: "\n".join(kept.get(key) or ()) for key in ("adults", "children")} | spoken

    def choose(self) -> None:
        """The same languages in every box."""
        for name, choices in language_boxes().items():
            self.offer_choices(name, choices)

    def answers(self) -> dict[str, Any]:
        """Each language once, in the order given."""
        said = self.cleaned_data
        return {"adults": said["adults"], "children": said["children"], "languages": spoken(said)}


class PlaceStep(Step):
    """Where the family will live, and from when; never an address."""

    title = gettext_lazy("Where and when")

    community = forms.CharField(
        label=gettext_lazy("In which community will the family live?"),
        help_text=gettext_lazy("The town or part of the city, never an address."),
        max_length=80,
    )
    fsa = forms.CharField(
        # Translators: label: the first three characters of a postal code
        label=gettext_lazy("Postal area"),
        help_text=gettext_lazy("The first three characters of the postal code, like N2G. We keep no more."),
        max_length=10,
    )
    expected = forms.ChoiceField(
        label=gettext_lazy("When do you expect the family?"),
        help_text=gettext_lazy("Your best guess is enough."),
    )

    def shown(self, kept: dict[str, Any]) -> dict[str, Any]:
        """The two boxes of one answer."""
        where = kept.get("community") or {}
        return {"community": where.get("name", ""), "fsa": where.get("fsa", ""), "expected": kept.get("expected", "")}

    def choose(self) -> None:
        """From this month on."""
        self.offer_choices("expected", expected_choices())

    def clean_community(self) -> str:
        """The name without marks that turn lines around."""
        return TURNS.sub("", self.cleaned_data["community"]).strip()

    def clean_fsa(self) -> str:
        """Three characters; of a whole postal code no more is kept."""
        typed = places.tidy_fsa(self.cleaned_data["fsa"])
        whole = POSTAL_CODE.fullmatch(typed)
        fsa = whole[1] if whole else typed
        if fsa and not places.valid_fsa(fsa):
            raise forms.ValidationError(_("Write the first three characters of an Ontario postal code, like N2G."))
        return fsa

    def answers(self) -> dict[str, Any]:
        """The community and its postal area are one answer."""
        said = self.cleaned_data
        return {"community": {"name": said["community"], "fsa": said["fsa"]}, "expected": said["expected"]}


class WishesStep(Step):
    """What the family wishes of the help, by when you want the answer, what the sponsors see."""

    title = gettext_lazy("Wishes and needs")

    wishes = forms.MultipleChoiceField(
        label=gettext_lazy("What does the family wish?"),
        help_text=gettext_lazy("Before it accepts, the agency reads only that there is a wish, not which."),
        widget=forms.CheckboxSelectMultiple,
        choices=[*Wish.choices, ("call_first", gettext_lazy("Please call us before you answer"))],
        required=False,
    )
    answer_by = forms.DateField(label=gettext_lazy("By when would you like the answer?"))
    needs = forms.CharField(
        label=gettext_lazy("What do you see that the family needs?"),
        help_text=gettext_lazy(
            "The agency reads this only after it accepts. The family and its sponsors can read it. "
            "Nothing about health, money or religion."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        required=False,
    )

    def shown(self, kept: dict[str, Any]) -> dict[str, Any]:
        """A few working days are suggested for the answer."""
        day = kept.get("answer_by")
        return {**kept, "answer_by": date.fromisoformat(day) if day else usual_answer_by()}

    def choose(self) -> None:
        """An agency that opens a family itself waits for no answer."""
        if self.offer.outreach:
            del self.fields["answer_by"]
            self.offer_choices("wishes", list(Wish.choices))
            self.fields["wishes"].help_text = ""
            self.fields["needs"].help_text = _(
                "The family and its sponsors can read this. Nothing about health, money or religion."
            )

    def clean_wishes(self) -> list[str]:
        """A woman or a man, not both."""
        said: list[str] = self.cleaned_data["wishes"]
        if {Wish.WOMAN, Wish.MAN} <= set(said):
            raise forms.ValidationError(_("Choose a woman or a man as worker, or neither."))
        return said

    def clean_answer_by(self) -> date | None:
        """From today on, within two months."""
        return day_for_answer(self.cleaned_data["answer_by"])

    def answers(self) -> dict[str, Any]:
        """Days as ISO texts."""
        said = dict(self.cleaned_data)
        day = said.pop("answer_by", None)
        return said | ({"answer_by": day.isoformat()} if day else {})


class ConsentStep(Step):
    """The family's yes. Without it the draft is kept, and not sent."""

    title = gettext_lazy("The family’s yes")

    consent = forms.BooleanField(label=gettext_lazy("Yes, each adult of the family agreed to this"), required=False)


class SendForm(Form):
    """One button."""


class StartForm(Form):
    """For which of one's organizations."""

    place = forms.ChoiceField(
        label=gettext_lazy("For which of your organizations?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of your organizations.")},
    )

    def __init__(self, data: Any = None, *, mine: Iterable[Organization]) -> None:
        self.mine = {str(row.pk): row for row in mine}
        super().__init__(data, initial={"place": next(iter(self.mine), "")})
        field = self.fields["place"]
        field.choices = [(pk, row.name) for pk, row in self.mine.items()]  # type: ignore[attr-defined]
        if len(self.mine) == 1:
            field.widget = forms.HiddenInput()

    def chosen(self) -> Organization:
        """The organization for which the referral is written."""
        return self.mine[self.cleaned_data["place"]]


#: The five steps in their order; each key is the address, beside it the answers that it asks for.
STEPS: dict[str, type[Step]] = {
    "helpers": HelpersStep,
    "family": FamilyStep,
    "place": PlaceStep,
    "wishes": WishesStep,
    "consent": ConsentStep,
}
ASKED_IN: dict[str, tuple[str, ...]] = {
    "helpers": ("agency", "group", "programme"),
    "family": ("adults", "children", "languages"),
    "place": ("community", "expected"),
    "wishes": ("wishes", "answer_by", "needs"),
    "consent": ("consent",),
}


def step_of(key: str) -> str:
    """The step that asks for an answer."""
    return next(step for step, keys in ASKED_IN.items() if key in keys)
