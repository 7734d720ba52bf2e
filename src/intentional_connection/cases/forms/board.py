"""What a person may say on the board: the own part, whom to ask, a yes, a question, an own task."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from intentional_connection.cases.forms.family import reasons
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.roles import RolePart
from intentional_connection.ui.forms import Form

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intentional_connection.cases.models import Newcomer, RoleLine
    from intentional_connection.practice.edition import Edition

    Choices = list[tuple[str, str]]

#: A line as it was shown: its row, and the digest of what it said.
SHOWN = re.compile(r"([0-9a-f-]{36}) ([0-9a-f]{64})")
MOST_SHOWN = 400
ROW = re.compile(r"([0-9a-f-]{36}):([\w:-]{1,40})")


class LineForm(Form):
    """One of several forms about a line; `seen` is the digest of the line that was shown."""

    name = ""
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, row: RoleLine, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, auto_id=f"{self.name}_%s", initial={"seen": row.digest, **(initial or {})})

    def _choose(self, field: str, choices: Choices) -> None:
        self.fields[field].choices = choices  # type: ignore[attr-defined]

    def show_anew(self, digest: str) -> None:
        """After a refusal: what is shown from now on is the line as it stands."""
        self.data = {**self.data.dict(), "seen": digest}  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return dict(self.cleaned_data)


class PartForm(LineForm):
    """The own party's part, whom it names, and a reason where the lead asks for one."""

    name = "part"
    part = forms.ChoiceField(
        label=gettext_lazy("What do you do in this?"), widget=forms.RadioSelect(attrs={"class": "columns"}), required=False
    )
    person = forms.ChoiceField(label=gettext_lazy("Who of you?"), required=False)
    reason = forms.ChoiceField(label=gettext_lazy("If you lead this: why?"), required=False)

    def __init__(
        self, data: Any = None, *, row: RoleLine, now: dict[str, Any], people: Choices, edition: Edition, lead: str
    ) -> None:
        super().__init__(data, row=row, initial=now)
        parts = [(str(RolePart.LEAD), _("We lead this")), (str(RolePart.HELP), _("We help"))]
        # Translators: an answer: we want to be kept informed
        told = [(str(RolePart.INFORMED), _("Tell us")), ("", pgettext("part", "No part"))]
        self._choose("part", [*(parts if lead != "no" else parts[1:]), *told])
        # Translators: a list's first entry: nobody is named
        self._choose("person", [("", pgettext("named", "Nobody by name")), *people])
        self._choose("reason", [("", _("Choose a reason")), *reasons(edition, "lead_reason")])
        if lead != "with_reason":
            del self.fields["reason"]

    def said(self) -> dict[str, Any]:
        """What the verb asks for: ids as ids."""
        said = super().said()
        return {**said, "person": UUID(said["person"]) if said["person"] else None}


class AskPartyForm(LineForm):
    """Which other party is asked to lead."""

    name = "ask"
    party = forms.ChoiceField(label=gettext_lazy("Whom do you ask to lead?"), widget=forms.RadioSelect(attrs={"class": "columns"}))

    def __init__(self, data: Any = None, *, row: RoleLine, parties: Choices) -> None:
        super().__init__(data, row=row)
        self._choose("party", parties)


class NotNeededForm(LineForm):
    """Why the family does not need this."""

    name = "not_needed"
    reason = forms.ChoiceField(label=gettext_lazy("Why is it not needed?"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, row: RoleLine, edition: Edition) -> None:
        super().__init__(data, row=row)
        self._choose("reason", reasons(edition, "not_needed"))


class AgainForm(LineForm):
    """One button: the line is taken up again."""

    name = "again"


class SplitForm(LineForm):
    """For whom an own line is drawn up."""

    name = "split"
    newcomer = forms.ChoiceField(label=gettext_lazy("For whom?"), widget=forms.RadioSelect(attrs={"class": "columns"}))

    def __init__(self, data: Any = None, *, row: RoleLine, people: Iterable[Newcomer]) -> None:
        super().__init__(data, row=row)
        self.people = {str(one.pk): one for one in people}
        self._choose("newcomer", [(pk, one.name) for pk, one in self.people.items()])

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {"newcomer": self.people[self.cleaned_data["newcomer"]]}


class YesForm(LineForm):
    """One button: yes to the line as it stands."""

    name = "yes"

    def __init__(self, data: Any = None, *, row: RoleLine) -> None:
        super().__init__(data, row=row)
        self.row = row

    def clean_seen(self) -> str:
        """A yes is to what was shown: nobody agrees to what changed meanwhile."""
        seen: str = self.cleaned_data["seen"]
        if seen != self.row.digest:
            self.add_error(None, _("This line has changed meanwhile. Here is how it stands now; look at it and choose again."))
        return seen

    def said(self) -> dict[str, Any]:
        """What the verb asks for: this row and no later one."""
        return {"lines": [self.row]}


class TakeBackForm(LineForm):
    """One button: the own yes is taken back."""

    name = "take_back"

    def said(self) -> dict[str, Any]:
        """Nothing besides."""
        return {}


class QuestionForm(LineForm):
    """A question about the line, in one's own words or without any."""

    name = "question"
    text = forms.CharField(
        label=gettext_lazy("Your question"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {"text": self.cleaned_data["text"]}


class AnswerForm(Form):
    """An answer to a question about a line."""

    # Translators: label of a box: the answer to a question
    answer = forms.CharField(label=gettext_lazy("Answer"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class TakeForm(Form):
    """"We will do it", pressed beside a line of the board."""

    take = forms.RegexField(SHOWN, max_length=101, widget=forms.HiddenInput)

    def clean(self) -> None:
        """Say it in words: the box itself is hidden."""
        if "take" in self.errors:
            raise forms.ValidationError(_("Choose a line of the table: press the button beside it."))

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {"part": str(RolePart.LEAD), "seen": self.cleaned_data["take"].split()[1]}

    @property
    def pk(self) -> UUID:
        """Which row it was."""
        return UUID(self.cleaned_data["take"].split()[0])


class ConfirmForm(Form):
    """Yes to the lines as they were shown; rows are never changed, so the row says it all."""

    lines = forms.CharField(max_length=MOST_SHOWN * 80, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, rows: Iterable[RoleLine]) -> None:
        super().__init__(data, initial={"lines": " ".join(f"{row.pk}:{row.key}" for row in rows)})

    def shown(self) -> dict[UUID, str]:
        """The rows that were shown, with their keys; what is none is left out."""
        found = (ROW.fullmatch(one) for one in self.cleaned_data["lines"].split()[:MOST_SHOWN])
        return {UUID(one[1]): one[2] for one in found if one and _is_id(one[1])}


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


class RecordYesForm(ConfirmForm):
    """An adult's yes, given aloud or on paper, with a witness who is no sponsor."""

    METHODS = ((str(Method.ALOUD), gettext_lazy("Aloud, with an interpreter")), (str(Method.PAPER), pgettext_lazy("yes", "On paper")))

    method = forms.ChoiceField(label=gettext_lazy("How was the yes given?"), choices=METHODS, widget=forms.RadioSelect)
    witness = forms.CharField(
        label=gettext_lazy("Who was there as a witness?"),
        help_text=gettext_lazy("Somebody who is no sponsor: the interpreter, a colleague."),
        max_length=80,
    )
    read_back = forms.BooleanField(label=gettext_lazy("I read each line back, and the person said yes"))


class AddTaskForm(Form):
    """A task of the family's own."""

    label = forms.CharField(label=gettext_lazy("What is to be done?"), max_length=120)
    newcomer = forms.ChoiceField(label=gettext_lazy("For whom?"), required=False)
    due_on = forms.DateField(label=gettext_lazy("By which day?"), required=False)

    def __init__(self, data: Any = None, *, people: Iterable[Newcomer]) -> None:
        super().__init__(data)
        self.people = {str(one.pk): one for one in people}
        names = [(pk, one.name) for pk, one in self.people.items()]
        self.fields["newcomer"].choices = [("", _("For the whole family")), *names]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        said = self.cleaned_data
        return {"label": said["label"], "newcomer": self.people.get(said["newcomer"]), "due_on": said["due_on"]}


class OpenForm(Form):
    """One button."""


class WriteDownForm(Form):
    """One button."""
