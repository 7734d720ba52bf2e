"""The reasons of a suggestion in words: language, caseload, distance, agreement, presence; and why one is set aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from intentional_connection.cases.models.suggesting import spoken
from intentional_connection.matching.rules import Rule
from intentional_connection.partners.models import Kind
from intentional_connection.ui.templatetags.ic import bdi, day, language_name, language_names

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from django.utils.functional import Promise

    from intentional_connection.cases.models import Referral
    from intentional_connection.matching.score import ScorePart
    from intentional_connection.matching.suggest import Suggestions
    from intentional_connection.partners.models import Membership

    Facts = Mapping[str, Any]

#: How well, as the page says it; a dialect understood counts one level lower.
LEVELS: dict[int, Promise] = {
    1: gettext_lazy("Speaks %(language)s a little"),
    2: gettext_lazy("Speaks %(language)s well"),
    3: gettext_lazy("Speaks %(language)s as a first language"),
}
#: Why somebody is set aside, about one person.
ASIDE: dict[Rule, Promise] = {
    Rule.LEFT: gettext_lazy("No longer with the agency"),
    # Translators: why a worker is not suggested
    Rule.ABSENT: gettext_lazy("Away today"),
    Rule.ASKED_FOR_ANOTHER: gettext_lazy("The family asked for somebody else"),
    Rule.NO_AGREEMENT: gettext_lazy("No agreement and no terms for this family yet"),
    Rule.GENDER_WISH: gettext_lazy("Not the gender that the family wishes, or not noted"),
    Rule.AT_CAP: gettext_lazy("No room for this family now"),
}


@dataclass(frozen=True, slots=True)
class Load:
    """A caseload in points once the family is added, how many fit, and the line that says so."""

    after: int
    cap: int
    line: str


def load_of(parts: Iterable[ScorePart]) -> Load | None:
    """The caseload among the reasons."""
    facts = next((part.params for part in parts if part.code == "load"), None)
    return Load(int(facts["after"] or 0), int(facts["cap"] or 0), _load(facts)) if facts else None


def reasons_in_words(parts: Iterable[ScorePart], referral: Referral) -> list[str]:
    """The five parts of a suggestion, each as one line."""
    return [WORDS[part.code](part.params, referral) for part in parts]


def _language(facts: Facts, _referral: Referral) -> str:
    if not facts["language"]:
        return _("Speaks none of the family’s languages; an interpreter is needed")
    return str(LEVELS[facts["level"]]) % {"language": language_name(facts["language"])}


def _load(facts: Facts, _referral: Referral | None = None) -> str:
    return _("Caseload: %(points)d of %(cap)d points now, %(after)d with this family") % facts


def _distance(facts: Facts, _referral: Referral) -> str:
    km = facts["km"]
    if km is None:
        return _("Distance not known")
    if km == 0:
        return _("Works in the family’s own area")
    return ngettext("About %(km)d km from the family’s community", "About %(km)d km from the family’s community", km) % facts


def _agreement(facts: Facts, referral: Referral) -> str:
    if facts["kind"] == "agreement":
        return format_html(_("Your agency has an agreement with {sah}"), sah=bdi(referral.sender.name))
    if referral.sender.kind == Kind.SAH:
        return _("Terms for this one family")
    return _("No agreement is needed: these sponsors have no SAH")


def _presence(facts: Facts, _referral: Referral) -> str:
    if not facts["away_from"]:
        return _("No absence planned in the next weeks")
    return _("Away from %(day)s") % {"day": day(date.fromisoformat(facts["away_from"]))}


WORDS: dict[str, Callable[[Facts, Referral], str]] = {
    "language": _language,
    "load": _load,
    "distance": _distance,
    "agreement": _agreement,
    "presence": _presence,
}


def about_colleague(row: Membership, rule: Rule | None, family_speaks: Collection[str]) -> list[str]:
    """One of the team who is not suggested: the languages, and the rule by which somebody is set aside."""
    codes = spoken(row, first=family_speaks)
    lines = [_("Speaks %(languages)s") % {"languages": language_names(codes)}] if codes else []
    return [*lines, str(ASIDE[rule])] if rule else lines


def aside_words(rule: Rule) -> Promise:
    """Why somebody is set aside by this rule."""
    return ASIDE[rule]


def counted_aside(suggestions: Suggestions) -> list[str]:
    """How many were set aside by which rule, one line per rule."""
    return [
        ngettext("%(count)d worker: %(why)s", "%(count)d workers: %(why)s", count) % {"count": count, "why": ASIDE[rule]}
        for rule, count in suggestions.set_aside_by_rule().items()
    ]
