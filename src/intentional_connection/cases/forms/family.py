"""What a person may type about a family that is under way: a contact, a sleep, the one worker."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from intentional_connection.cases.forms.choices import expected_choices
from intentional_connection.cases.models.contact import ContactKind
from intentional_connection.cases.models.waking import Still
from intentional_connection.kernel import clock, tongues
from intentional_connection.ui.forms import Form

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intentional_connection.cases.models import Case, Contact, FollowUp, Need
    from intentional_connection.matching.suggest import Suggestions
    from intentional_connection.partners.models import Membership
    from intentional_connection.practice.edition import Edition
    from intentional_connection.practice.models import Adoption

#: Minutes offered for a contact; the first call seldom needs another figure.
MINUTES = (5, 15, 30, 45, 60, 90, 120)
#: Farther ahead a day to ask again is a slip of the pen.
MOST_YEARS = 15


def _beside() -> forms.RadioSelect:
    """Short answers stand beside each other where there is room."""
    return forms.RadioSelect(attrs={"class": "columns"})


def language_of_page() -> str:
    """The page's language, for names of languages and texts of the edition."""
    return (get_language() or "en").split("-")[0]


class ContactForm(Form):
    """How one was in touch, and when next. Filled in beforehand, so that the usual call is one press."""

    kind = forms.ChoiceField(
        label=gettext_lazy("How were you in touch?"), choices=ContactKind.choices, widget=_beside()
    )
    on = forms.DateField(label=gettext_lazy("On which day?"))
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("How long, in minutes?"),
        coerce=int,
        choices=[(count, str(count)) for count in MINUTES],
        widget=_beside(),
    )
    language = forms.ChoiceField(label=gettext_lazy("In which language?"))
    next_on = forms.DateField(
        label=gettext_lazy("When are you in touch next?"), help_text=gettext_lazy("As your rhythm suggests."), required=False
    )

    def __init__(self, data: Any = None, *, case: Case, last: Contact | None = None, rhythm: FollowUp | None = None) -> None:
        initial = {
            "kind": last.kind if last else ContactKind.CALL,
            "on": clock.today(),
            "minutes": 15,
            "language": (case.languages or ["en"])[0],
        }
        if rhythm and rhythm.follow_up_every_days:
            initial["next_on"] = clock.today() + timedelta(days=rhythm.follow_up_every_days)
        super().__init__(data, initial=initial)
        own = [(code, tongues.name(code, language_of_page())) for code in case.languages]
        others = [pair for pair in tongues.choices(language_of_page()) if pair[0] not in case.languages]
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            (_("Languages of the family"), own),
            # Translators: group of a list: languages that the family did not name
            (_("Other languages"), others),
        ]
        if rhythm is None:
            del self.fields["next_on"]


class SleepForm(Form):
    """Why the family waits, and when to ask again: months or years."""

    LATER = (
        ("6", gettext_lazy("In 6 months")),
        ("12", gettext_lazy("In 1 year")),
        ("day", gettext_lazy("On another day")),
    )

    reason = forms.ChoiceField(label=gettext_lazy("Why does the family wait?"), widget=forms.RadioSelect)
    when = forms.ChoiceField(
        label=gettext_lazy("When should we ask you again?"), choices=LATER, widget=forms.RadioSelect, initial="6"
    )
    wake_on = forms.DateField(
        label=gettext_lazy("The other day"),
        help_text=gettext_lazy("Only if you chose “On another day”. It may be years from now."),
        required=False,
    )

    def __init__(self, data: Any = None, *, edition: Edition) -> None:
        super().__init__(data)
        self.fields["reason"].choices = reasons(edition, "pause")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Turn the choice into one day."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        when, day = said.get("when"), said.get("wake_on")
        if when in {"6", "12"}:
            said["wake_on"] = months_later(clock.today(), int(when))
        elif when == "day" and not self.has_error("wake_on"):
            self._require_day(day)
        return said

    def _require_day(self, day: date | None) -> None:
        if day is None:
            self.add_error("wake_on", _("Write the day on which we ask you again."))
        elif day > months_later(clock.today(), 12 * MOST_YEARS):
            self.add_error(
                "wake_on",
                ngettext(
                    "This day is more than %(years)d year ahead. Check the year.",
                    "This day is more than %(years)d years ahead. Check the year.",
                    MOST_YEARS,
                )
                % {"years": MOST_YEARS},
            )


    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {"reason": self.cleaned_data["reason"], "wake_on": self.cleaned_data["wake_on"]}


class WakeForm(Form):
    """What still holds after a sleep: each need from before, the month, how many they are. Nothing is presumed of a need."""

    expected_month = forms.ChoiceField(
        label=gettext_lazy("When do you expect the family?"), error_messages={"required": gettext_lazy("Choose a month.")}
    )
    people = forms.ChoiceField(
        label=gettext_lazy("Does the family have as many people as before?"),
        help_text=gettext_lazy("If not, we say whom to call. The list of people does not change here."),
        # Translators: answers to "Does the family have as many people as before?"
        choices=(("same", gettext_lazy("Yes, as many")), ("other", gettext_lazy("No, more or fewer"))),
        widget=_beside(),
    )

    def __init__(self, data: Any = None, *, case: Case, needs: Iterable[Need]) -> None:
        self.needs = list(needs)
        month = case.expected_month
        ahead = month is not None and month >= clock.today().replace(day=1)
        super().__init__(data, initial={"expected_month": f"{month:%Y-%m}" if ahead else "", "people": "same"})
        first, _here, *months = expected_choices()
        self.fields["expected_month"].choices = [first, *months]  # type: ignore[attr-defined]
        self.fields["expected_month"].required = month is not None

    def ask(self) -> None:
        """One question for each need; it is asked again unless somebody knows."""
        for need in self.needs:
            self.fields[f"need_{need.pk}"] = forms.ChoiceField(
                label=need.text, choices=Still.choices, initial=Still.ASK, widget=_beside()
            )
        self.order_fields([f"need_{need.pk}" for need in self.needs])  # type: ignore[attr-defined]

    @property
    def others(self) -> bool:
        """Whether the family has more or fewer people now."""
        return bool(self.cleaned_data["people"] == "other")

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        month = self.cleaned_data["expected_month"]
        return {
            "still": {need.pk: self.cleaned_data[f"need_{need.pk}"] for need in self.needs},
            "expected_month": date.fromisoformat(f"{month}-01") if month else None,
        }


class WorkerForm(Form):
    """The one worker, a backup, and the reasons that the practice asks for."""

    worker = forms.ChoiceField(
        label=gettext_lazy("Who is the family’s one worker?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one worker from the list.")},
    )
    override = forms.ChoiceField(
        label=gettext_lazy("If you choose another than the first suggested: why?"), required=False
    )
    plan_reason = forms.ChoiceField(
        label=gettext_lazy("Why will an interpreter help?"),
        error_messages={"required": gettext_lazy("Choose why an interpreter will help.")},
    )
    backup = forms.ChoiceField(
        label=gettext_lazy("Who is the backup?"),
        help_text=gettext_lazy("The backup reads first names and languages, and steps in when the worker is away."),
        required=False,
    )

    def __init__(
        self, data: Any = None, *, team: Iterable[Membership], suggestions: Suggestions, adoption: Adoption
    ) -> None:
        shown = suggestions.suggested if adoption.has("worker_suggestions") else ()
        edition = adoption.edition
        super().__init__(data, initial={"worker": shown[0].worker if shown else None})
        self.team = {str(row.pk): row for row in team}
        named = [(pk, name_of(row)) for pk, row in self.team.items()]
        # Translators: a list's first entry: no backup is chosen
        nobody = ("", pgettext_lazy("backup", "Nobody yet"))
        self._choose("worker", named)
        self._choose("backup", [nobody, *named])
        self._choose("override", [("", _("I chose the first suggested")), *reasons(edition, "override")])
        self._choose("plan_reason", [("", _("Choose a reason")), *reasons(edition, "no_speaker")])
        if not shown:
            del self.fields["override"]
        if suggestions.speaks:
            del self.fields["plan_reason"]

    def _choose(self, field: str, choices: list[Any]) -> None:
        self.fields[field].choices = choices  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        said = self.cleaned_data
        return {
            "worker": self.team[said["worker"]],
            "backup": self.team.get(said["backup"]),
            "override": said.get("override", ""),
            "plan_reason": said.get("plan_reason", ""),
        }


def name_of(row: Membership) -> str:
    """The colleague's name, as the colleague gives it."""
    profile = getattr(row.account, "profile", None)
    return str(profile) if profile else _("A colleague without a name yet")


def reasons(edition: Edition, group: str) -> list[tuple[str, str]]:
    """The edition's reason codes of a group, with their labels."""
    return [(code, edition.reason(code).in_(language_of_page())) for code in edition.reasons_of(group)]


def months_later(day: date, months: int) -> date:
    """The same day of a later month; a month's last day where that month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = min(day.day, monthrange(year, month + 1)[1])
    return day.replace(year=year, month=month + 1, day=last)
