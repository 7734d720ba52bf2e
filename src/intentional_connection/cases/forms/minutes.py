"""What is typed while people meet: one form whose questions follow from the agenda and from who is invited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from intentional_connection.cases.forms.meeting import (
    guest_choices,
    hour_field,
    languages_of,
    moment_in,
    nameless,
    reasons_in,
    zone_field,
    zones,
)
from intentional_connection.cases.forms.staying import every_words
from intentional_connection.cases.models import Presence
from intentional_connection.cases.models.contact import ContactKind
from intentional_connection.cases.models.meeting import BEFORE_ARRIVAL, MeetingKind, Voice, Way, records_of
from intentional_connection.cases.models.rhythm import Rhythm
from intentional_connection.cases.verbs.minutes import Hope, Minutes, Owned, Wanted, Was
from intentional_connection.kernel.zones import ONTARIO
from intentional_connection.ui.forms import Form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.forms.boundfield import BoundField

    from intentional_connection.cases.models import AgendaPoint, Case, MeetingGuest, Newcomer
    from intentional_connection.cases.models.gathering import Gathering, Guest
    from intentional_connection.practice.edition import Agenda

#: Rows offered for decisions, questions and resources; "more rows" adds as many again, up to the most.
ROWS, MOST_ROWS = 3, 30
#: What an adult may want first, and how many days of payment may be told.
PRIORITIES, PAYMENTS = 3, 3
RHYTHMS = (7, 14, 30, 60, 90)


class KeepForm(Form):
    """No question of its own: what was typed is kept as it stands."""


class MinutesForm(Form):
    """When it really was, who was there, and what the edition's agenda asks to be written down."""

    on = forms.DateField()
    began = hour_field("")
    ended = hour_field("")
    zone = zone_field()
    way = forms.ChoiceField(choices=Way.choices, widget=forms.RadioSelect(attrs={"class": "columns"}))
    language = forms.ChoiceField()
    with_interpreter = forms.BooleanField(required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        gathering: Gathering,
        case: Case,
        agenda: Agenda,
        people: list[Guest],
        adults: list[Newcomer],
        points: list[AgendaPoint],
        typed: dict[str, Any],
    ) -> None:
        self.agenda, self.adults, self.points = agenda, adults, points
        self.guests, self.case, self.people = gathering.guests, case, people
        self.rows = _rows(data, typed)
        super().__init__(data, initial={**_as_planned(gathering), **_as_typed(typed)})

    def ask(self) -> None:
        """Ask what this meeting's agenda and guests need."""
        self._label()
        self._ask_presence()
        for record in records_of(self.agenda):
            if ask := getattr(self, f"_ask_{record}", None):
                ask()
        self._ask_points()

    def _label(self) -> None:
        words = {
            "on": _("On which day did you meet?"),
            "began": _("When did it begin?"),
            "ended": _("When did it end?"),
            "way": _("How did you meet?"),
            "language": _("In which language did you speak?"),
            "with_interpreter": _("An interpreter was there"),
        }
        for name, label in words.items():
            self.fields[name].label = label
        self._choose("zone", zones())
        self._choose("language", languages_of(self.case))

    def _choose(self, name: str, choices: Any) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _ask_presence(self) -> None:
        why = [("", _("No reason is written down")), *reasons_in(self.case.adoption.edition, "absent")]
        met: dict[str, int] = {}
        for guest in self.guests:
            met[guest.voice] = met.get(guest.voice, 0) + 1
            name = _name_of(guest) or nameless(guest.voice, met[guest.voice])
            self.fields[f"was-{guest.pk}"] = forms.ChoiceField(
                label=name, choices=Presence.State.choices, widget=forms.RadioSelect(attrs={"class": "columns"}),
                initial=Presence.State.PRESENT,
            )  # fmt: skip
            self.fields[f"why-{guest.pk}"] = forms.ChoiceField(
                label=_("If not: why was %(name)s not there?") % {"name": name}, choices=why, required=False
            )
        invited = {(guest.account_id, guest.newcomer_id) for guest in self.guests}
        self.others = {
            one.key: one
            for one in self.people
            if (one.account.pk if one.account else None, one.newcomer.pk if one.newcomer else None) not in invited
        }
        if self.others:
            self.fields["also"] = forms.MultipleChoiceField(
                label=_("Who else was there?"),
                choices=guest_choices(self.others.values()),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def _ask_expectations(self) -> None:
        for voice in (Voice.SPONSOR, Voice.WORKER, Voice.SAH):
            if voice in {guest.voice for guest in self.guests}:
                self.fields[f"hope-{voice}"] = _words(self._asked(str(voice.label)), 400)
        there = {guest.newcomer_id for guest in self.guests}
        for adult in self.adults:
            if adult.pk in there or self.agenda.kind not in BEFORE_ARRIVAL:
                self.fields[f"hope-{adult.pk}"] = _words(self._asked(adult.name), 400)

    def _asked(self, name: str) -> str:
        """At the end of the year one looks back instead of ahead."""
        if self.agenda.kind == MeetingKind.CLOSING:
            return _("The year in the words of %(name)s: what was good, what was hard?") % {"name": name}
        return _hopes_of(name)

    def _ask_priorities(self) -> None:
        for adult in self.adults:
            for rank in range(1, PRIORITIES + 1):
                label = _("%(name)s wants, number %(rank)d") % {"name": adult.name, "rank": rank}
                self.fields[f"want-{adult.pk}-{rank}"] = _words(label, 300)

    def _ask_payment_dates(self) -> None:
        for adult in self.adults:
            label = _("%(name)s wants the days of payment told here") % {"name": adult.name}
            self.fields[f"paid-{adult.pk}"] = forms.BooleanField(label=label, required=False)
            for number in range(1, PAYMENTS + 1):
                label = _("Day of payment %(number)d for %(name)s") % {"number": number, "name": adult.name}
                self.fields[f"paid-{adult.pk}-{number}"] = _day(label)

    def _ask_rhythm(self) -> None:
        every = [("", _("Not agreed yet")), *((str(days), every_words(days)) for days in RHYTHMS)]
        self.fields["rhythm_every_days"] = forms.ChoiceField(label=_("How often are you in touch?"), choices=every, required=False)
        self.fields["rhythm_way"] = forms.ChoiceField(label=_("How are you in touch?"), choices=ContactKind.choices, required=False)
        self.fields["rhythm_next_on"] = _day(_("The next time"))
        self.fields["rhythm_review_on"] = _day(_("Day of the next review"))

    def _ask_decisions(self) -> None:
        # Translators: label of a row: what was decided at a meeting
        self._ask_owned("decision", pgettext("row", "Decision"), _("Who does it?"))

    def _ask_open_questions(self) -> None:
        # Translators: label of a row: what nobody could answer at a meeting
        self._ask_owned("question", pgettext("row", "Open question"), _("Who finds the answer?"))

    def _ask_owned(self, kind: str, what: str, who: str) -> None:
        for number in range(1, self.rows + 1):
            # Translators: label of a row with its number: Decision 1
            label = pgettext("row", "%(what)s %(number)d") % {"what": what, "number": number}
            self.fields[f"{kind}-{number}-text"] = _words(label, 400)
            self.fields[f"{kind}-{number}-owner"] = forms.ChoiceField(
                label=who, choices=[("", _("Choose one of the four")), *Voice.choices], required=False
            )
            self.fields[f"{kind}-{number}-due"] = _day(_("By which day?"))

    def _ask_resources(self) -> None:
        for number in range(1, self.rows + 1):
            label = _("Service or paper %(number)d") % {"number": number}
            self.fields[f"resource-{number}-title"] = _words(label, 160)
            self.fields[f"resource-{number}-at"] = _words(_("How to reach it"), 200)

    def _ask_points(self) -> None:
        if self.points:
            self.fields["points"] = forms.MultipleChoiceField(
                label=_("Points of the agenda that you talked about"),
                choices=[(str(row.pk), row.text) for row in self.points],
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[str(row.pk) for row in self.points],
            )

    def group(self, *starts: str) -> list[BoundField]:
        """The fields whose names begin so, in their order."""
        return [self[name] for name in self.fields if name.startswith(starts)]

    @property
    def frame(self) -> list[BoundField]:
        """When, how, in which language."""
        return self.group("on", "began", "ended", "zone", "way", "language", "with_interpreter")

    @property
    def presence(self) -> list[list[BoundField]]:
        """Who was there, a line for each."""
        return _lines(self.group("was-", "why-"), 2)

    @property
    def besides(self) -> list[BoundField]:
        """Who came without having been invited."""
        return self.group("also")

    @property
    def asked(self) -> list[BoundField]:
        """Points of the voices."""
        return self.group("points")

    @property
    def summary(self) -> str:
        """The error summary alone: the page lays the fields out itself."""
        return self.render("cases/meeting/_summary.html")

    def of_record(self, record: str) -> list[list[BoundField]]:
        """What the page asks for a record of the agenda, in lines of fields that belong together."""
        start, length = STARTS.get(record, ("", 1))
        return _lines(self.group(start), length) if start else []

    def clean(self) -> dict[str, Any]:
        """Hours as instants; a row that was begun is whole."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("began", "ended"):
            if all(said.get(part) is not None for part in ("on", name, "zone")):
                try:
                    said[f"{name}_at"] = moment_in(said["on"], said[name], said["zone"])
                except forms.ValidationError as error:
                    self.add_error(name, error)
        for kind in ("decision", "question"):
            self._require_whole(kind)
        if said.get("rhythm_every_days") and not said.get("rhythm_next_on") and not self.has_error("rhythm_next_on"):
            self.add_error("rhythm_next_on", _("Write the day on which you are in touch next."))
        return said

    def _require_whole(self, kind: str) -> None:
        said = self.cleaned_data
        for number in range(1, self.rows + 1):
            row = {part: said.get(f"{kind}-{number}-{part}") for part in ("text", "owner", "due")}
            if not any(row.values()):
                continue
            words = {
                "text": _("Write in a few words what it is."),
                "owner": _("Choose who takes care of it."),
                "due": _("Write the day by which it is done."),
            }
            for part, text in words.items():
                name = f"{kind}-{number}-{part}"
                if name in self.fields and not row[part] and not self.has_error(name):
                    self.add_error(name, text)

    def minutes(self) -> Minutes:
        """What the verb asks for."""
        said = self.cleaned_data
        return Minutes(
            started_at=said["began_at"],
            ended_at=said["ended_at"],
            zone=said["zone"],
            way=said["way"],
            language=said["language"],
            with_interpreter=said["with_interpreter"],
            presences=tuple(Was(row, said[f"was-{row.pk}"], said[f"why-{row.pk}"]) for row in self.guests),
            also=tuple(self.others[key] for key in said.get("also", ())),
            hopes=tuple(self._hopes()),
            priorities=tuple(self._priorities()),
            decisions=tuple(self._owned("decision")),
            questions=tuple(self._owned("question")),
            resources=tuple(self._resources()),
            payment_dates=tuple(self._payments()),
            rhythm=self._rhythm(),
            points=tuple(row for row in self.points if str(row.pk) in said.get("points", ())),
        )

    def _hopes(self) -> Iterator[Hope]:
        for voice in Voice:
            if text := self.cleaned_data.get(f"hope-{voice}"):
                yield Hope(voice, text)
        for adult in self.adults:
            if text := self.cleaned_data.get(f"hope-{adult.pk}"):
                yield Hope(Voice.NEWCOMER, text, adult)

    def _priorities(self) -> Iterator[Wanted]:
        for adult in self.adults:
            texts = [self.cleaned_data.get(f"want-{adult.pk}-{rank}") for rank in range(1, PRIORITIES + 1)]
            for rank, text in enumerate(filter(None, texts), 1):
                yield Wanted(adult, rank, text)

    def _owned(self, kind: str) -> Iterator[Owned]:
        for number in range(1, self.rows + 1):
            if text := self.cleaned_data.get(f"{kind}-{number}-text"):
                yield Owned(text, self.cleaned_data[f"{kind}-{number}-owner"], self.cleaned_data[f"{kind}-{number}-due"])

    def _resources(self) -> Iterator[tuple[str, str]]:
        for number in range(1, self.rows + 1):
            if title := self.cleaned_data.get(f"resource-{number}-title"):
                yield title, self.cleaned_data[f"resource-{number}-at"]

    def _payments(self) -> Iterator[tuple[Newcomer, Any]]:
        for adult in self.adults:
            if not self.cleaned_data.get(f"paid-{adult.pk}"):
                continue
            days = {self.cleaned_data.get(f"paid-{adult.pk}-{number}") for number in range(1, PAYMENTS + 1)}
            for day in sorted(filter(None, days)):
                yield adult, day

    def _rhythm(self) -> Rhythm | None:
        said = self.cleaned_data
        if not said.get("rhythm_every_days"):
            return None
        return Rhythm(int(said["rhythm_every_days"]), said["rhythm_way"], said["rhythm_next_on"], said["rhythm_review_on"])


#: How the names of the fields of each record begin, and how many belong together.
STARTS = {
    "expectations": ("hope-", 1),
    "priorities": ("want-", PRIORITIES),
    "resources": ("resource-", 2),
    "payment_dates": ("paid-", PAYMENTS + 1),
    "rhythm": ("rhythm_", 4),
    "open_questions": ("question-", 3),
    "decisions": ("decision-", 3),
}


def _lines(fields: list[BoundField], length: int) -> list[list[BoundField]]:
    return [fields[start : start + length] for start in range(0, len(fields), length)]


def _rows(data: Any, typed: dict[str, Any]) -> int:
    """How many rows: as sent, as kept, or the usual few."""
    said = data.get("rows") if data is not None else typed.get("rows", [""])[0]
    return min(max(int(said), ROWS), MOST_ROWS) if str(said or "").isascii() and str(said or "").isdigit() else ROWS


def _as_planned(gathering: Gathering) -> dict[str, Any]:
    date = gathering.date
    if date is None:
        return {"zone": ONTARIO, "way": Way.PHONE, "language": "en"}
    local = date.starts_at.astimezone(ZoneInfo(date.zone))
    known = {name: getattr(date, name) for name in ("zone", "way", "language")}
    helped = bool(gathering.place and gathering.place.interpreter)
    return {"on": local.date(), "began": f"{local:%H:%M}", "with_interpreter": helped, **known}


def _as_typed(typed: dict[str, Any]) -> dict[str, Any]:
    """What was kept, by field; several answers stay several."""
    if not typed:
        return {}
    said = {name: values[0] for name, values in typed.items() if values}
    ticked = {name: typed.get(name, []) for name in ("also", "points")}
    return said | ticked | {"with_interpreter": "with_interpreter" in typed}


def _name_of(guest: MeetingGuest) -> str:
    if guest.newcomer:
        return str(guest.newcomer.name)
    return getattr(getattr(guest.account, "profile", None), "name", "")


def _words(label: str, most: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False)


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, required=False)


def _hopes_of(name: str) -> str:
    return _("One sentence: what does %(name)s hope, what is a worry?") % {"name": name}
