"""What an adult can say on the own page: mostly one tap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from intentional_connection.access.seats import Level
from intentional_connection.cases.models import ClosingChoice
from intentional_connection.cases.models.connection import Linked
from intentional_connection.cases.models.meeting import Coming
from intentional_connection.cases.models.sharing import CHOICES
from intentional_connection.cases.verbs.keys import LETTERS
from intentional_connection.family import words
from intentional_connection.family.tongue import here
from intentional_connection.family.words import FACES, FEELINGS
from intentional_connection.ui.forms import Form
from intentional_connection.ui.languages import FAMILY

if TYPE_CHECKING:
    from decimal import Decimal

    from intentional_connection.cases.models import HandoverWish, RoleLine, ServiceConnection
    from intentional_connection.cases.models.hearing import Hearer
    from intentional_connection.cases.models.narrowing import Whom
    from intentional_connection.cases.models.sharing import Holds
    from intentional_connection.family.reading import Appointment
    from intentional_connection.family.services import Link
    from intentional_connection.partners.models import Organization
    from intentional_connection.practice.edition import Edition

#: "Not yet" is said for a service that the family was told about.
STATES = {"connected": Linked.CONNECTED, "not_yet": Linked.OFFERED, "not_wanted": Linked.NOT_WANTED}

#: The three questions and the levels behind them, in the order of the edition's sentences.
SHARED = dict(zip(("plan", "identity", "sensitive"), CHOICES.values(), strict=True))


class TapForm(Form):
    """A button and nothing else."""


class PinForm(Form):
    """The number before private words."""

    number = forms.CharField(
        label=_("Your number"),
        max_length=8,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "code"}),
        error_messages={"required": _("Write your number.")},
    )


class NewPinForm(PinForm):
    """A new number: four to eight digits."""

    number = forms.CharField(
        label=_("New number: 4 to 8 digits"),
        max_length=8,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "code"}),
        error_messages={"required": _("Write your number.")},
    )


class LanguageForm(Form):
    """Choose a language."""

    language = forms.ChoiceField(choices=FAMILY)


class AnswerForm(Form):
    """I come, or I need another time; `day` says to which day of which meeting, so that a moved one is not answered by mistake."""

    coming = forms.ChoiceField(choices=Coming)
    day = forms.CharField(max_length=60)

    def __init__(self, data: Any, *, appointment: Appointment | None) -> None:
        super().__init__(data)
        self.appointment = appointment

    def clean_day(self) -> str:
        """Refused when the meeting was moved, or is over, since the page was opened."""
        day: str = self.cleaned_data["day"]
        if self.appointment is None or day != self.appointment.day_key:
            raise forms.ValidationError(_("The time has changed. Look at the new time, then answer."))
        return day


class LinesForm(Form):
    """Lines to which one says yes."""

    lines = forms.MultipleChoiceField()

    def __init__(self, data: Any, *, rows: list[RoleLine]) -> None:
        super().__init__(data)
        self.rows = {str(row.pk): row for row in rows}
        self.fields["lines"].choices = [(key, key) for key in self.rows]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[RoleLine]:
        """The lines themselves."""
        return [self.rows[key] for key in self.cleaned_data["lines"]]


class QuestionForm(Form):
    """A question about a line, with or without words."""

    text = forms.CharField(label=_("Your question"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class LinkForm(Form):
    """One connection and how far it is, as the adult says."""

    connection = forms.ChoiceField()
    state = forms.ChoiceField(choices=[(key, key) for key in STATES])

    def __init__(self, data: Any, *, links: list[Link]) -> None:
        super().__init__(data)
        self.rows = {str(link.row.pk): link.row for link in links}
        self.fields["connection"].choices = [(key, key) for key in self.rows]  # type: ignore[attr-defined]

    def clean_state(self) -> str:
        """In the words of the check."""
        return str(STATES[self.cleaned_data["state"]])

    @property
    def row(self) -> ServiceConnection:
        """The connection itself."""
        return self.rows[self.cleaned_data["connection"]]


class ChoiceForm(Form):
    """Yes or no to each of the three, for one organization. Nothing is chosen beforehand: "same as before" is no answer."""

    YES_OR_NO = (
        # Translators: an answer
        ("yes", _("Yes")),
        # Translators: an answer
        ("no", _("No")),
    )

    # their words stand in the template, where only checked languages are shown
    plan = forms.ChoiceField(choices=YES_OR_NO, widget=forms.RadioSelect)
    identity = forms.ChoiceField(choices=YES_OR_NO, widget=forms.RadioSelect)
    sensitive = forms.ChoiceField(choices=YES_OR_NO, widget=forms.RadioSelect)

    def __init__(self, data: Any, *, held: Holds) -> None:
        super().__init__(data, prefix=held.organization.pk.hex)
        self.held = held
        for field in self.fields.values():
            field.error_messages["required"] = _("Answer yes or no here too.")

    def clean(self) -> dict[str, Any]:
        """Names and private tasks stand in the plan: without it they cannot be seen."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("plan") == "no" and "yes" in {said.get("identity"), said.get("sensitive")}:
            raise forms.ValidationError(_("Say yes to the plan too, or no to all three."))
        return said

    def rows(self) -> list[tuple[str, Any, bool]]:
        """Each question with its name and what holds now."""
        return [(name, self[name], now) for name, now in zip(SHARED, self.held.answers, strict=True)]

    @property
    def levels(self) -> Level:
        """What was allowed."""
        chosen = Level(0)
        for name, level in SHARED.items():
            chosen |= level if self.cleaned_data[name] == "yes" else Level(0)
        return chosen


class AfterForm(Form):
    """After the end: a question in month 13, a talk about the year, names taken away early. Nothing is chosen beforehand."""

    YES_OR_NO = ChoiceForm.YES_OR_NO

    month_13 = forms.ChoiceField(label=_("May we ask you a question in one month?"), choices=YES_OR_NO, widget=forms.RadioSelect)
    interview = forms.ChoiceField(
        label=_("Do you want to talk about this year with us?"), choices=ClosingChoice.Interview, widget=forms.RadioSelect
    )
    forget_early = forms.ChoiceField(label=_("Shall we take away your names now?"), choices=YES_OR_NO, widget=forms.RadioSelect)

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        yes = {name: self.cleaned_data[name] == "yes" for name in ("month_13", "forget_early")}
        return {"interview": self.cleaned_data["interview"], **yes}


class BudgetForm(Form):
    """One amount a month for each thing; what is not known stays empty."""

    def __init__(self, data: Any = None, *, edition: Edition, standing: dict[str, Decimal]) -> None:
        super().__init__(data)
        for code in (*edition.reasons_of("income"), *edition.reasons_of("cost")):
            self.fields[code] = forms.DecimalField(
                label=edition.reason(code).in_(here()),
                required=False,
                min_value=0,
                max_value=99999,
                decimal_places=2,
                initial=standing.get(code),
            )


class GapForm(Form):
    """Something is missing."""

    text = forms.CharField(
        label=_("What is missing?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what is missing. A few words are enough.")},
    )


class WishForm(Form):
    """What the next worker should know, and what not."""

    pass_on = forms.CharField(
        label=_("What should your new worker know?"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 3})
    )
    keep_back = forms.CharField(
        label=_("What should your worker not pass on?"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 3})
    )
    # its words stand in the template, where only checked languages are shown
    with_private = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, wish: HandoverWish | None) -> None:
        said = {name: getattr(wish, name) for name in self.base_fields} if wish else {}
        super().__init__(data, initial=said)


class OtherWorkerForm(Form):
    """A wish, and a few words if the adult wants."""

    wish = forms.ChoiceField(label=_("What do you wish?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Do you want to say more? You need not."), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any, *, edition: Edition) -> None:
        super().__init__(data)
        codes = edition.reasons_of("worker_wish")
        self.fields["wish"].choices = [(code, words.wish(edition, code)) for code in codes]  # type: ignore[attr-defined]


class TellForm(Form):
    """A problem in own words, and who hears it; about whom was chosen before."""

    text = forms.CharField(
        label=_("What happened? Write in any language."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what happened. A few words are enough.")},
    )
    hears = forms.ChoiceField(
        label=_("Who hears it?"), widget=forms.RadioSelect, error_messages={"required": _("Choose who hears it.")}
    )

    def __init__(self, data: Any, *, offered: list[Hearer]) -> None:
        super().__init__(data)
        self.fields["hears"].choices = [(one.hears.value, words.HEARS[one.hears]) for one in offered]  # type: ignore[attr-defined]


class ReplyForm(Form):
    """A few words more."""

    text = forms.CharField(
        label=_("Write more"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a few words first.")},
    )


class PlaceForm(Form):
    """One organization, chosen by its button."""

    place = forms.ChoiceField()

    def __init__(self, data: Any, *, places: list[Organization]) -> None:
        super().__init__(data)
        self.places = {str(one.pk): one for one in places}
        self.fields["place"].choices = [(key, key) for key in self.places]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Organization:
        """The organization itself."""
        return self.places[self.cleaned_data["place"]]


class HideForm(Form):
    """From whom, and which topic."""

    whom = forms.ChoiceField(
        label=_("Who shall not see it?"), widget=forms.RadioSelect, error_messages={"required": _("Choose who shall not see it.")}
    )
    topic = forms.ChoiceField(
        label=_("What do you want to hide?"), widget=forms.RadioSelect, error_messages={"required": _("Choose what you want to hide.")}
    )

    def __init__(self, data: Any, *, offered: list[Whom], topics: list[str]) -> None:
        super().__init__(data)
        self.offered, self.topics = {one.code: one for one in offered}, {key or "all": key for key in topics}
        self.fields["whom"].choices = [(code, _everybody(one)) for code, one in self.offered.items()]  # type: ignore[attr-defined]
        self.fields["topic"].choices = [(code, words.TOPICS[key]) for code, key in self.topics.items()]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {"whom": self.offered[self.cleaned_data["whom"]], "topic": self.topics[self.cleaned_data["topic"]]}


def _everybody(one: Whom) -> object:
    return one.name if one.account else format_lazy(_("All of {name}"), name=one.name)


class CodeForm(Form):
    """Six letters from a sheet of paper, however they are written."""

    code = forms.CharField(
        label=_("Six letters from your letter"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "code", "spellcheck": "false"}),
        error_messages={"required": _("Write the six letters.")},
    )

    def clean_code(self) -> str:
        """Without spaces and small letters; what cannot be a code is looked up all the same and is none."""
        return "".join(sign for sign in self.cleaned_data["code"].upper() if sign in LETTERS)


class CheckInForm(Form):
    """One face, and a call if it is wanted."""

    feeling = forms.ChoiceField(
        choices=[(str(key), format_lazy("{} {}", FACES[key], word)) for key, word in FEELINGS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one face.")},
    )
    # Translators: a box to tick: the worker should call
    wants_call = forms.BooleanField(label=_("Please call me"), required=False)


class MessageForm(Form):
    """Words on the private line."""

    text = forms.CharField(
        label=_("Write to your worker"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write a few words.")},
    )


class AskForm(Form):
    """A question in the open."""

    text = forms.CharField(
        # Translators: label of a field
        label=_("Your question"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a few words.")},
    )


class NewsForm(Form):
    """News for all."""

    text = forms.CharField(
        label=_("Write to everybody"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a few words.")},
    )
