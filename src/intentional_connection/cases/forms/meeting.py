"""What a person may type about the day of a meeting: plan, move, call off, answer, ask."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from intentional_connection.cases.models.gathering import has_kind
from intentional_connection.cases.models.meeting import BEFORE_ARRIVAL, REPEATED, Coming, MeetingKind, Voice, Way
from intentional_connection.kernel import tongues
from intentional_connection.kernel.zones import ONTARIO, ZONES
from intentional_connection.ui.forms import Form
from intentional_connection.ui.templatetags.ic import in_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from intentional_connection.cases.models import Case
    from intentional_connection.cases.models.gathering import Gathering, Guest
    from intentional_connection.practice.edition import Edition

#: Minutes offered for a meeting.
MINUTES = (20, 25, 30, 40, 45, 60, 75, 90, 120)
WRONG_HOUR = gettext_lazy("Write the hour like 18:30.")


class TimeInput(forms.TimeInput):
    """An hour on a clock. What is none stays readable as it was typed."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Show a text field instead of the clock while the text is no hour."""
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown and not _is_hour(shown):
            context["widget"]["type"] = "text"
        return context


def _is_hour(text: str) -> bool:
    try:
        time.fromisoformat(text)
    except ValueError:
        return False
    return True


def hour_field(label: Any, *, required: bool = True) -> forms.TimeField:
    """A question for an hour."""
    return forms.TimeField(
        label=label,
        required=required,
        widget=TimeInput(),
        input_formats=["%H:%M", "%H:%M:%S"],
        error_messages={"invalid": WRONG_HOUR, "required": WRONG_HOUR},
    )


def zone_field() -> forms.ChoiceField:
    """A question for the clock on which an hour was agreed."""
    return forms.ChoiceField(
        label=gettext_lazy("On the clock of which place?"),
        help_text=gettext_lazy("Ontario’s hour stands beside it wherever it is shown."),
    )


def zones() -> list[tuple[str, str]]:
    """Places and their clocks, in the reader's language."""
    return [(key, in_language(name)) for key, name in ZONES.items()]


def languages_of(case: Case) -> list[Any]:
    """The family's languages, English and French first; then every other."""
    reads = (get_language() or "en").split("-")[0]
    first = list(dict.fromkeys([*case.languages, "en", "fr"]))
    return [
        (_("Languages of the family"), [(code, tongues.name(code, reads)) for code in first]),
        # Translators: group of a list: languages that the family did not name
        (_("Other languages"), [pair for pair in tongues.choices(reads) if pair[0] not in first]),
    ]


def moment_in(day: date, hour: time, zone: str) -> datetime:
    """The instant of a day and hour on a place's clock. Refused when the clocks jump over that hour."""
    local = datetime.combine(day, hour, ZoneInfo(zone))
    moment = local.astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise forms.ValidationError(_("Clocks are changed on this day, and this hour does not exist. Write another one."))
    return moment


def minutes_choices(own: int = 0) -> list[tuple[int, str]]:
    """How long: the usual lengths, and the agenda's own."""
    return [
        # Translators: how long a meeting takes
        (count, ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count})
        for count in sorted({*MINUTES, own} - {0})
    ]


class DayForm(Form):
    """Day, hour, clock, length, way, language."""

    on = forms.DateField(label=gettext_lazy("On which day?"))
    at = hour_field(gettext_lazy("At what hour?"))
    zone = zone_field()
    # Translators: label: how long a meeting takes
    minutes = forms.TypedChoiceField(label=pgettext_lazy("meeting", "How long?"), coerce=int)
    way = forms.ChoiceField(
        label=gettext_lazy("How do you meet?"), choices=Way.choices, widget=forms.RadioSelect(attrs={"class": "columns"})
    )
    place = forms.CharField(
        label=gettext_lazy("Link, telephone number or address"),
        help_text=gettext_lazy("Only the people invited read it here; it is not in the message. You can add it later."),
        max_length=300,
        required=False,
    )
    # Translators: label: which language a meeting is held in
    language = forms.ChoiceField(label=pgettext_lazy("meeting", "In which language?"))
    interpreter = forms.CharField(
        # Translators: label of a field for a name
        label=gettext_lazy("Who interprets?"),
        help_text=gettext_lazy("A name or a service. Never a relative or a sponsor for private things."),
        max_length=120,
        required=False,
    )

    def __init__(self, data: Any = None, *, case: Case, minutes: int = 60, **options: Any) -> None:
        super().__init__(data, **options)
        self._choose("zone", zones())
        self._choose("minutes", minutes_choices(minutes))
        self._choose("language", languages_of(case))

    def _choose(self, name: str, choices: Sequence[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Turn day, hour and clock into one instant."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if all(said.get(name) is not None for name in ("on", "at", "zone")):
            try:
                said["starts_at"] = moment_in(said["on"], said["at"], said["zone"])
            except forms.ValidationError as error:
                self.add_error("at", error)
        return said

    def when(self) -> dict[str, Any]:
        """What the verbs ask for about the day."""
        names = ("starts_at", "minutes", "zone", "way", "place", "language", "interpreter")
        return {name: self.cleaned_data[name] for name in names}


def guest_choices(people: Iterable[Guest]) -> list[tuple[str, list[tuple[str, str]]]]:
    """People around the family under their voices."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in people:
        group = groups.setdefault(str(Voice(one.voice).label), [])
        group.append((one.key, one.name or nameless(one.voice, len(group) + 1)))
    return list(groups.items())


def nameless(voice: str, number: int) -> str:
    """Somebody whose name the reader may not read: the voice, and a number."""
    return _("%(voice)s, person %(number)d") % {"voice": Voice(voice).label, "number": number}


class GuestsForm(Form):
    """Who is invited, or was there."""

    guests = forms.MultipleChoiceField(
        label=gettext_lazy("Who is invited?"),
        help_text=gettext_lazy("Before arrival, tick adults of the family only if it is safe to reach them."),
        widget=forms.CheckboxSelectMultiple,
    )

    def _offer(self, people: list[Guest]) -> None:
        self.people = {one.key: one for one in people}
        self.fields["guests"].choices = guest_choices(people)  # type: ignore[attr-defined]

    def chosen(self) -> list[Guest]:
        """The people who were ticked."""
        return [self.people[key] for key in self.cleaned_data["guests"]]


def kinds_in(case: Case, *, arrived: bool) -> list[tuple[str, Any]]:
    """Kinds of meeting that the family's site has, and that still make sense."""
    return [
        (str(kind), kind.label)
        for kind in MeetingKind
        if has_kind(case, kind) and not (kind in BEFORE_ARRIVAL if arrived else kind in REPEATED)
    ]


class PlanForm(DayForm, GuestsForm):
    """A meeting on whose day people agreed; people are ticked beforehand, adults abroad are not."""

    # Translators: label: the kind of a meeting
    kind = forms.ChoiceField(label=gettext_lazy("Which meeting?"), widget=forms.RadioSelect)

    field_order = ("kind", "on", "at", "zone", "minutes", "way", "place", "language", "interpreter", "guests")

    def __init__(
        self, data: Any = None, *, case: Case, people: list[Guest], kind: str, arrived: bool, minutes: int, on: date | None = None
    ) -> None:
        ticked = [one.key for one in people if arrived or one.newcomer is None]
        language = case.languages[0] if arrived and case.languages else "en"
        known = {"kind": kind, "on": on, "zone": ONTARIO, "minutes": minutes, "way": Way.PLACE if arrived else Way.VIDEO}
        super().__init__(data, case=case, minutes=minutes, initial={**known, "language": language, "guests": ticked})
        self._choose("kind", kinds_in(case, arrived=arrived))
        self._offer(people)

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {"kind": self.cleaned_data["kind"], "guests": self.chosen(), **self.when()}


class MetForm(GuestsForm):
    """People met already: which meeting, and who was asked to come."""

    # Translators: label: the kind of a meeting
    kind = forms.ChoiceField(label=gettext_lazy("Which meeting?"), widget=forms.RadioSelect)
    field_order = ("kind", "guests")

    def __init__(self, data: Any = None, *, case: Case, people: list[Guest], kind: str, arrived: bool) -> None:
        ticked = [one.key for one in people if arrived or one.newcomer is None]
        super().__init__(data, initial={"kind": kind, "guests": ticked})
        self.fields["kind"].choices = kinds_in(case, arrived=arrived)  # type: ignore[attr-defined]
        self.fields["guests"].label = _("Who was there, or was asked to come?")
        self._offer(people)

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {"kind": self.cleaned_data["kind"], "guests": self.chosen()}


class WhyForm(Form):
    """Who asked for a change, and why: in codes, so that nobody is blamed."""

    asked_by = forms.ChoiceField(label=gettext_lazy("Who asked for it?"), choices=Voice.choices, widget=forms.RadioSelect)
    # Translators: label: the reason for which a meeting is moved or called off
    reason = forms.ChoiceField(label=pgettext_lazy("meeting", "Why?"), widget=forms.RadioSelect)

    def _ask(self, edition: Edition, group: str = "meeting_moved") -> None:
        self.fields["reason"].choices = reasons_in(edition, group)  # type: ignore[attr-defined]


def reasons_in(edition: Edition, group: str) -> list[tuple[str, str]]:
    """The edition's reasons of a group, in the reader's language."""
    return [(code, in_language(edition.reason(code))) for code in edition.reasons_of(group)]


class MoveForm(DayForm, WhyForm):
    """Another day, hour or way; filled in with what holds now."""

    field_order = ("asked_by", "reason", "on", "at", "zone", "minutes", "way", "place", "language", "interpreter")

    def __init__(self, data: Any = None, *, case: Case, gathering: Gathering) -> None:
        super().__init__(data, case=case, minutes=getattr(gathering.date, "minutes", 60), initial=_now_holds(gathering))
        self._ask(case.adoption.edition)

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {name: self.cleaned_data[name] for name in ("asked_by", "reason")} | self.when()


def _now_holds(gathering: Gathering) -> dict[str, Any]:
    date_, place = gathering.date, gathering.place
    if date_ is None:
        return {"zone": ONTARIO}
    local = date_.starts_at.astimezone(ZoneInfo(date_.zone))
    known = {name: getattr(date_, name) for name in ("minutes", "zone", "way", "language")}
    said = {"place": place.place, "interpreter": place.interpreter} if place else {}
    return {"on": local.date(), "at": f"{local:%H:%M}", **known, **said}


class CallOffForm(WhyForm):
    """Who asked for it, and why."""

    def __init__(self, data: Any = None, *, edition: Edition) -> None:
        super().__init__(data)
        self._ask(edition)


class NotHeldForm(Form):
    """Why the meeting before arrival does not take place."""

    # Translators: label: the reason for which a meeting does not take place
    reason = forms.ChoiceField(label=pgettext_lazy("meeting", "Why?"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, edition: Edition) -> None:
        super().__init__(data)
        self.fields["reason"].choices = reasons_in(edition, "not_held")  # type: ignore[attr-defined]


class ComingForm(Form):
    """I will come, or another time: two buttons."""

    coming = forms.ChoiceField(choices=Coming.choices, widget=forms.HiddenInput)


class PointForm(Form):
    """A point for the agenda, and whether a meeting is wanted for it."""

    text = forms.CharField(
        label=gettext_lazy("What do you want to talk about?"),
        help_text=gettext_lazy("A few words. Everybody at the meeting reads them."),
        max_length=300,
        required=False,
    )
    meet = forms.BooleanField(label=gettext_lazy("We would like a meeting for this"), required=False)

    def clean(self) -> dict[str, Any]:
        """Words, or the wish to meet."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not said.get("text") and not said.get("meet") and not self.has_error("text"):
            self.add_error("text", _("Write in a few words what you want to talk about."))
        return said


class AnswerQuestionForm(Form):
    """The answer to an open question."""

    # Translators: label: the answer to a question that was left open at a meeting
    answer = forms.CharField(label=pgettext_lazy("open question", "The answer"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
