"""What a person may type about sites, organizations, people, workers and agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from intentional_connection.access.seats import Seat
from intentional_connection.kernel import clock, places, tongues
from intentional_connection.partners.models import (
    SEAT_NAMES,
    SEATS_OF_KIND,
    Gender,
    Kind,
    LanguageLevel,
    Membership,
    Organization,
    Site,
)
from intentional_connection.partners.verbs import Colleague
from intentional_connection.ui.forms import Form

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: Rows offered for a worker's languages.
LANGUAGE_ROWS = 6
#: More points than this at once is a slip of the pen (the usual cap is 24).
MOST_POINTS = 200


class AreaField(forms.CharField):
    """The first three characters of an Ontario postal code, tidied."""

    default_error_messages = {
        "area": _("Write the first three characters of an Ontario postal code, like N2G."),
    }

    def __init__(self, **said: Any) -> None:
        said.setdefault("label", _("Postal area"))
        said.setdefault("help_text", _("The first three characters of the postal code, like N2G. It says how far it is."))
        super().__init__(max_length=20, **said)
        self.widget.attrs["autocomplete"] = "off"

    def clean(self, value: Any) -> str:
        """The area in capitals, "" where it may stay empty."""
        typed = places.tidy_fsa(super().clean(value))
        if typed and not places.valid_fsa(typed):
            raise forms.ValidationError(self.error_messages["area"], code="area")
        return typed


def phone_field(*, required: bool = False) -> forms.CharField:
    """A telephone number as people write it."""
    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
    # Translators: label of a field for a telephone number
    return forms.CharField(label=pgettext_lazy("label", "Telephone"), max_length=30, required=required, widget=widget)


class PlaceField(forms.ModelChoiceField):
    """One of the organizations, named with its site: two sites may have one of the same name."""

    def label_from_instance(self, organization: Any) -> str:
        """Name and site."""
        return f"{organization.name} ({organization.site.name})"


class FirstForm(Form):
    """Everything that the first start asks."""

    site = forms.CharField(
        label=_("Name of the site"),
        help_text=_("The region or network where SAHs and agencies work together, like “Grand River”."),
        max_length=80,
    )
    organization = forms.CharField(
        label=_("Name of the coordination"),
        help_text=_("Who sets the site up: a network, a committee, a lead agency."),
        max_length=120,
    )
    name = forms.CharField(label=_("Your name"), max_length=80)
    email = forms.EmailField(
        label=_("Your e-mail address"), help_text=_("You sign in with codes that we send to it."), max_length=254
    )


class SiteForm(Form):
    """Another site."""

    name = forms.CharField(label=_("Name of the site"), max_length=80)


class OrganizationForm(Form):
    """An organization of a site."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=Kind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Its name"), max_length=120)
    sah = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("Its SAH"),
        help_text=_("Only for a sponsor group of a Sponsorship Agreement Holder (SAH)."),
        # Translators: an organization that has no SAH above it
        empty_label=pgettext_lazy("SAH", "None"),
        required=False,
    )
    fsa = AreaField(required=False)
    phone = phone_field()

    def __init__(self, data: Any = None, *, sahs: Any) -> None:
        super().__init__(data)
        self.fields["sah"].queryset = sahs  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return self.cleaned_data | {"kind": Kind(self.cleaned_data["kind"])}


class MemberForm(Form):
    """Somebody to take in."""

    name = forms.CharField(label=_("The person’s name"), max_length=80)
    email = forms.EmailField(
        label=_("The person’s e-mail address"), help_text=_("Codes to sign in are sent to it."), max_length=254
    )
    seat = forms.ChoiceField(label=_("What will the person do?"), widget=forms.RadioSelect)
    phone = phone_field()
    language = forms.ChoiceField(label=_("In which language do we write to the person?"), choices=settings.LANGUAGES)

    def __init__(self, data: Any = None, *, organization: Organization) -> None:
        offered = [(str(seat), SEAT_NAMES[seat]) for seat in SEATS_OF_KIND[organization.kind]]
        super().__init__(data, initial={"language": page_language(), "seat": offered[0][0]})
        self.fields["seat"].choices = offered  # type: ignore[attr-defined]

    def colleague(self) -> Colleague:
        """The person, as the verb takes it."""
        return Colleague(**self.cleaned_data | {"seat": Seat(self.cleaned_data["seat"])})


class WorkerForm(Form):
    """Languages with levels, place, room for families, and whether a woman or a man."""

    fsa = AreaField(required=False)
    cap_points = forms.IntegerField(
        label=_("Room for how many points at once?"),
        help_text=_("A family weighs 1 to 3 points. 24 is usual for a full-time worker."),
        min_value=0,
        max_value=MOST_POINTS,
    )
    gender = forms.ChoiceField(
        label=_("A woman or a man?"),
        help_text=_("Some families wish one or the other. It may stay open."),
        # Translators: the worker does not say whether a woman or a man
        choices=[("", pgettext_lazy("gender", "Not said")), *Gender.choices],
        required=False,
    )

    def __init__(self, data: Any = None, *, worker: Membership) -> None:
        known = worker.spoken
        first = {"fsa": worker.fsa, "cap_points": worker.cap_points, "gender": worker.gender}
        for number, row in enumerate(known, start=1):
            first |= {f"language_{number}": row.language, f"level_{number}": row.level}
        super().__init__(data, initial=first)
        self._ask_languages(max(LANGUAGE_ROWS, len(known)))

    def _ask_languages(self, rows: int) -> None:
        # Translators: an empty row among a worker's languages
        nothing = ("", pgettext_lazy("language", "None"))
        offered = [nothing, *tongues.choices(page_language())]
        asked: dict[str, forms.Field] = {}
        for number in range(1, rows + 1):
            labels = {"number": number}
            asked[f"language_{number}"] = forms.ChoiceField(
                label=_("Language %(number)s") % labels, choices=offered, required=False
            )
            asked[f"level_{number}"] = forms.TypedChoiceField(
                label=_("How well is language %(number)s spoken?") % labels,
                choices=[("", pgettext_lazy("language level", "Choose")), *LanguageLevel.choices],
                coerce=int,
                empty_value=None,
                required=False,
            )
        self.fields = {**asked, **self.fields}

    def rows(self) -> Iterator[tuple[Any, Any]]:
        """The language fields, two and two."""
        count = sum(name.startswith("language_") for name in self.fields)
        return ((self[f"language_{number}"], self[f"level_{number}"]) for number in range(1, count + 1))

    def clean(self) -> dict[str, Any]:
        """Each language once, each with its level."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        spoken: dict[str, int] = {}
        for language, level in self.rows():
            code, how_well = said.get(language.name), said.get(level.name)
            if code in spoken:
                self.add_error(language.name, _("This language stands above already. Choose another one, or none."))
            elif code and not how_well and not self.has_error(level.name):
                self.add_error(level.name, _("Say how well this language is spoken."))
            elif code and how_well:
                spoken[code] = how_well
        said["languages"] = spoken
        return said

    def said(self) -> Mapping[str, Any]:
        """What the verb asks for."""
        return {key: self.cleaned_data[key] for key in ("languages", "fsa", "cap_points", "gender")}


class AbsenceForm(Form):
    """Days away, both included, and who helps the worker's families meanwhile."""

    from_on = forms.DateField(label=_("First day away"))
    to_on = forms.DateField(label=_("Last day away"))
    cover = forms.ChoiceField(
        label=_("Who helps the families meanwhile?"),
        help_text=_("This colleague reads and does what the worker does, on these days only. The families and their sponsors are told."),
        required=False,
    )

    def __init__(self, data: Any = None, *, team: Iterable[Membership]) -> None:
        super().__init__(data)
        self.team = {str(row.pk): row for row in team}
        # Translators: a list's first entry: nobody covers for a colleague
        nobody = ("", pgettext_lazy("cover", "Nobody"))
        named = [(pk, f"{row.name or _('A colleague without a name yet')} ({row.seat_name})") for pk, row in self.team.items()]
        self.fields["cover"].choices = [nobody, *named]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return {**self.cleaned_data, "cover": self.team.get(self.cleaned_data["cover"])}


class AgreementForm(Form):
    """With whom, from when, until when."""

    partner = PlaceField(
        Organization.objects.none(), label=_("With which organization?"), empty_label=_("Choose an organization")
    )
    from_on = forms.DateField(label=_("From which day?"))
    to_on = forms.DateField(
        label=_("Until which day?"), help_text=_("Leave it open for an agreement without an end."), required=False
    )

    def __init__(self, data: Any = None, *, partners: Any) -> None:
        super().__init__(data, initial={"from_on": clock.today()})
        self.fields["partner"].queryset = partners  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return self.cleaned_data


class SignForm(Form):
    """One button."""


class SponsorForm(Form):
    """How a group without a SAH begins."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class GroupForm(Form):
    """A Group of Five or community sponsor about itself."""

    OWN_KINDS = (
        (Kind.GROUP_OF_FIVE.value, _("A Group of Five: five or more people who sponsor together")),
        (Kind.COMMUNITY_SPONSOR.value, _("A community sponsor: an organization that sponsors alone")),
    )

    kind = forms.ChoiceField(label=_("What are you?"), choices=OWN_KINDS, widget=forms.RadioSelect)
    site = forms.ModelChoiceField(
        Site.objects.none(), label=_("Where will the family live?"), empty_label=_("Choose the region")
    )
    name = forms.CharField(label=_("Name of your group"), help_text=_("For example your street or your first names."), max_length=120)
    person = forms.CharField(label=_("Your name"), max_length=80)
    phone = phone_field(required=True)
    fsa = AreaField(required=False)

    def __init__(self, data: Any = None, *, sites: Iterable[Site]) -> None:
        super().__init__(data, initial={"kind": Kind.GROUP_OF_FIVE.value})
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the verb asks for."""
        return self.cleaned_data | {"kind": Kind(self.cleaned_data["kind"])}


def page_language() -> str:
    """The page's language, for names of languages."""
    return (get_language() or "en").split("-")[0]
