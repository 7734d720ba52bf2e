"""What a referral's forms offer: agencies and groups, languages, months, the day of an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from intentional_connection.cases.models.answers import why_not_by
from intentional_connection.kernel import clock, tongues
from intentional_connection.partners.models import Kind
from intentional_connection.ui.templatetags.ic import month

if TYPE_CHECKING:
    from uuid import UUID

    from intentional_connection.partners.models import Organization
    from intentional_connection.practice.edition import Edition

#: The boxes of one answer: the language spoken best, then up to three more.
LANGUAGES = ("language_1", "language_2", "language_3", "language_4")
#: Months ahead that a family can be expected in.
MONTHS = 36


@dataclass(frozen=True)
class Offer:
    """What the one who refers may choose from; made by the page, with a fixed number of questions."""

    place: Organization
    edition: Edition
    outreach: bool
    agencies: list[Organization] = field(default_factory=list)
    groups: list[Organization] = field(default_factory=list)
    with_agreement: frozenset[UUID] = frozenset()

    def terms_for(self, agency: Organization) -> bool:
        """Whether terms for this one family would go along: a SAH, and no agreement in force."""
        return self.place.kind == Kind.SAH and agency.pk not in self.with_agreement

    def named(self, pk: str | None) -> Organization | None:
        """The organization of this id, if it is among those offered."""
        everybody = (self.place, *self.agencies, *self.groups)
        return next((row for row in everybody if str(row.pk) == pk), None)


def by_site(offer: Offer) -> list[tuple[str, list[tuple[str, str]]]]:
    """Agencies under their sites, the sender's own site first; where terms would go along, the name says so."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for agency in offer.agencies:
        name = agency.name
        if offer.terms_for(agency):
            name = _("%(agency)s (with terms for this one family)") % {"agency": name}
        groups.setdefault(agency.site.name, []).append((str(agency.pk), name))
    return list(groups.items())


def language_boxes() -> dict[str, list[tuple[str, str]]]:
    """The choices of each language box, by name."""
    offered = tongues.choices((get_language() or "en").split("-")[0])
    first = [("", _("Choose a language")), *offered]
    # Translators: a list's first entry: the family speaks no second (third, fourth) language
    more = [("", pgettext("language", "None")), *offered]
    return {name: first if name == LANGUAGES[0] else more for name in LANGUAGES}


def spoken(said: dict[str, Any]) -> list[str]:
    """Each language once, in the order of the boxes."""
    return list(dict.fromkeys(said[name] for name in LANGUAGES if said.get(name)))


def expected_choices() -> list[tuple[str, str]]:
    """Already here, then each month from this one on."""
    today = clock.today()
    months = [divmod(today.year * 12 + today.month - 1 + ahead, 12) for ahead in range(MONTHS)]
    days = [date(year, number + 1, 1) for year, number in months]
    # Translators: an answer to "When do you expect the family?"
    here = ("here", _("Already here"))
    return [("", _("Choose a month")), here, *((f"{day:%Y-%m}", month(day)) for day in days)]


def day_for_answer(day: date | None) -> date | None:
    """The day, where an answer can be wanted by it."""
    if day and (text := why_not_by(day)):
        raise forms.ValidationError(text)
    return day
