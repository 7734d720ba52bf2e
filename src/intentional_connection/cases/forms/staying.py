"""What a person may type between meetings: the rhythm, questions, news, the private line, the way to a service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from intentional_connection.cases.forms.family import reasons
from intentional_connection.cases.models.contact import ContactKind
from intentional_connection.cases.models.rhythm import MOST_DAYS
from intentional_connection.kernel import clock
from intentional_connection.ui.forms import Form

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intentional_connection.cases.models import FollowUp, Newcomer
    from intentional_connection.practice.edition import Edition

#: Rhythms offered by themselves, in days; 0 = when the family asks.
RHYTHMS = (7, 14, 30, 0)
OWN = "own"


def every_words(days: int) -> str:
    """How often one is in touch, in words."""
    words = {
        0: _("When the family asks"),
        7: _("About once a week"),
        14: _("About every two weeks"),
        30: _("About once a month"),
        60: _("About every two months"),
        90: _("About every three months"),
    }
    return words.get(days) or ngettext("About every %(days)d day", "About every %(days)d days", days) % {"days": days}


class RhythmForm(Form):
    """How often, by which way, the next day; a rest, and an end. Filled in with what holds."""

    rhythm_every_days = forms.ChoiceField(label=gettext_lazy("How often are you in touch?"), widget=forms.RadioSelect)
    own_days = forms.IntegerField(
        label=gettext_lazy("The other number of days"),
        help_text=gettext_lazy("Only if you chose “Another number of days”."),
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
    )
    rhythm_way = forms.ChoiceField(
        label=gettext_lazy("How are you in touch?"),
        choices=ContactKind.choices,
        widget=forms.RadioSelect(attrs={"class": "columns"}),
    )
    rhythm_next_on = forms.DateField(
        label=gettext_lazy("The next time"),
        help_text=gettext_lazy("Leave it empty, and the day is counted from today."),
        required=False,
    )
    paused_until = forms.DateField(
        label=gettext_lazy("Let it rest until"),
        help_text=gettext_lazy("Until this day nobody is reminded. Leave it empty if it goes on."),
        required=False,
    )
    until_on = forms.DateField(
        label=gettext_lazy("The last day"),
        help_text=gettext_lazy("Leave it empty: as long as it is needed."),
        required=False,
    )

    def __init__(self, data: Any = None, *, now: FollowUp | None) -> None:
        super().__init__(data, initial=_as_it_is(now))
        choices = [(str(days), every_words(days)) for days in RHYTHMS]
        # Translators: a choice; a field for the number follows
        choices.append((OWN, _("Another number of days")))
        self.fields["rhythm_every_days"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The own number is needed where it was chosen."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("rhythm_every_days") == OWN and not said.get("own_days") and not self.has_error("own_days"):
            self.add_error("own_days", _("Write the number of days."))
        return said

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        said = self.cleaned_data
        every = said["rhythm_every_days"]
        return {
            "every_days": said["own_days"] if every == OWN else int(every),
            "way": said["rhythm_way"],
            "next_on": said["rhythm_next_on"],
            "paused_until": said["paused_until"],
            "until_on": said["until_on"],
        }


def _as_it_is(now: FollowUp | None) -> dict[str, Any]:
    """The rhythm that holds; days that are past are left out, so that saving again counts them anew."""
    if now is None:
        return {"rhythm_every_days": "14", "rhythm_way": ContactKind.CALL}
    listed = now.follow_up_every_days in RHYTHMS
    days = {"rhythm_next_on": now.next_on, "paused_until": now.paused_until, "until_on": now.until_on}
    return {
        "rhythm_every_days": str(now.follow_up_every_days) if listed else OWN,
        "own_days": None if listed else now.follow_up_every_days,
        "rhythm_way": now.way if now.way in ContactKind.values else ContactKind.CALL,
        **{name: day for name, day in days.items() if day and day >= clock.today()},
    }


class QuestionForm(Form):
    """A question to the worker, in the open."""

    text = forms.CharField(
        label=gettext_lazy("Your question to the worker"),
        help_text=gettext_lazy("The family, sponsors and the SAH read question and answer. Nothing about health or money here."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=400,
    )


class AnswerForm(Form):
    """The worker's answer to a question."""

    answer = forms.CharField(
        label=gettext_lazy("Your answer"),
        help_text=gettext_lazy("The family reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=600,
    )


class NewsForm(Form):
    """News for all four voices."""

    text = forms.CharField(
        # Translators: label: news that everybody around the family reads
        label=gettext_lazy("Your news for all"),
        help_text=gettext_lazy("The family reads this."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=600,
    )


class PrivateForm(Form):
    """A message on the private line."""

    text = forms.CharField(
        # Translators: label of a field for a private message
        label=gettext_lazy("Your message"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )


class CheckAnswerForm(Form):
    """The answer to how somebody is: words, or the press that says "I called"."""

    answer = forms.CharField(
        label=gettext_lazy("Your answer"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=600,
        required=False,
    )
    called = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not said.get("called") and not said.get("answer") and not self.has_error("answer"):
            self.add_error("answer", _("Write a few words, or press “I called”."))
        return said


class OnwardForm(Form):
    """The way to one service, for a person or the whole family."""

    service = forms.CharField(
        label=gettext_lazy("Which service?"),
        help_text=gettext_lazy("Its name, as people know it. Everybody around the family reads it."),
        max_length=160,
    )
    reached_at = forms.CharField(
        label=gettext_lazy("Telephone, address or link"), max_length=200, required=False
    )
    newcomer = forms.ChoiceField(label=gettext_lazy("For whom?"), required=False)
    ask_on = forms.DateField(label=gettext_lazy("When do you ask what came of it?"))

    def __init__(self, data: Any = None, *, people: Iterable[Newcomer], for_item: bool = False, **initial: Any) -> None:
        super().__init__(data, initial=initial)
        self.people = {str(row.pk): row for row in people}
        # Translators: a choice: not one person
        whole = ("", pgettext_lazy("for whom", "The whole family"))
        self.fields["newcomer"].choices = [whole, *((key, row.name) for key, row in self.people.items())]  # type: ignore[attr-defined]
        if for_item:
            del self.fields["newcomer"]

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        said = dict(self.cleaned_data)
        return said | {"newcomer": self.people.get(said.get("newcomer", ""))}


class OutcomeForm(Form):
    """What came of it."""

    outcome = forms.ChoiceField(label=gettext_lazy("What came of it?"), widget=forms.RadioSelect)
    on = forms.DateField(label=gettext_lazy("On which day?"))

    def __init__(self, data: Any = None, *, edition: Edition) -> None:
        super().__init__(data, initial={"on": clock.today()})
        self.fields["outcome"].choices = reasons(edition, "outcome")  # type: ignore[attr-defined]


def starters() -> list[str]:
    """Sentences with which news can begin, where nobody has written any."""
    return [_("This week we …"), _("Good news: …"), _("Next week we plan …"), _("Who can help with … ?")]
