"""What may be chosen in a referral, and the answers as the check page says them; for views of this room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from intentional_connection.cases.forms.choices import Offer
from intentional_connection.cases.forms.refer import step_of
from intentional_connection.cases.models.answers import ANSWERS, NEEDED, Answers, answered
from intentional_connection.cases.models.case import Programme, Wish
from intentional_connection.kernel import clock
from intentional_connection.partners.models import Kind, Organization, PartnershipAgreement
from intentional_connection.practice.models import Adoption
from intentional_connection.ui.templatetags.ic import day, language_names, month
from intentional_connection.web.helpers import seen_list

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from intentional_connection.cases.models import ReferralDraft


def offer_for(request: HttpRequest, draft: ReferralDraft, *, everything: bool = True) -> Offer:
    """What the draft's author may choose from: four questions to the database, whatever the number of families."""
    place = draft.organization
    edition = Adoption.objects.of(place.site).edition
    if not everything:
        return Offer(place, edition, draft.outreach)
    agencies = [] if draft.outreach else agencies_for(request, place)
    return Offer(
        place, edition, draft.outreach, agencies, _groups(request, draft), agreements_of(request, place)
    )


def agencies_for(request: HttpRequest, place: Organization, *, without: UUID | None = None) -> list[Organization]:
    """Settlement agencies by name: those of the place's own site first, then site by site."""
    rows = seen_list(request, Organization.objects.select_related("site"))
    named = rows.of_kind(Kind.SPO).in_name_order()  # type: ignore[attr-defined]
    others = [row for row in named if row.pk != without]
    return sorted(others, key=lambda row: (row.site_id != place.site_id, row.site.name))


def agreements_of(request: HttpRequest, place: Organization) -> frozenset[UUID]:
    """Agencies with which a SAH has an agreement in force."""
    if place.kind != Kind.SAH:
        return frozenset()
    rows = seen_list(request, PartnershipAgreement).in_force(clock.today())  # type: ignore[attr-defined]
    return frozenset(row.agency_id for row in rows if row.sah_id == place.pk)


def _groups(request: HttpRequest, draft: ReferralDraft) -> list[Organization]:
    """A SAH's own groups; for an agency's outreach the groups without a SAH, those of its site first."""
    place = draft.organization
    rows = seen_list(request, Organization)
    if draft.outreach:
        named = rows.of_kind(Kind.GROUP_OF_FIVE, Kind.COMMUNITY_SPONSOR).in_name_order()  # type: ignore[attr-defined]
        return sorted(named, key=lambda row: row.site_id != place.site_id)
    if place.kind == Kind.SAH:
        return list(seen_list(request, place.groups.in_name_order()))  # type: ignore[attr-defined]
    return [place]


@dataclass(frozen=True, slots=True)
class Row:
    """One answer on the check page. `step` is where it is changed, "" where it needs no question."""

    key: str
    label: str
    lines: list[str]
    step: str
    lacks: str


def rows_of(draft: ReferralDraft, offer: Offer) -> list[Row]:
    """The twelve answers in words, each with what it lacks."""
    labels = _labels()
    outdated = Answers.outdated(draft.answers, outreach=draft.outreach)
    rows = []
    for key in ANSWERS:
        if draft.outreach and key == "answer_by":
            continue
        lacks = ""
        if key in NEEDED and not answered(draft.answers, key):
            lacks = _("Still to be answered")
        elif key in outdated:
            lacks = _("This is past. Choose again.")
        where = step_of(key) if _is_asked(key, offer) else ""
        rows.append(Row(key, labels[key], _said(key, draft.answers, offer), where, lacks))
    return rows


def _is_asked(key: str, offer: Offer) -> bool:
    if offer.outreach:
        return key not in {"agency", "programme"}
    return offer.place.kind == Kind.SAH or key not in {"group", "programme"}


def _labels() -> dict[str, str]:
    return {
        # Translators: a label on the check page: the agency that is asked
        "agency": _("Settlement agency"),
        # Translators: a label on the check page: the group that sponsors the family
        "group": _("Sponsor group"),
        # Translators: a label on the check page: under which programme the family is sponsored
        "programme": pgettext("label", "Programme"),
        # Translators: a label on the check page: the adults of the family
        "adults": pgettext("label", "Adults"),
        # Translators: a label on the check page: the children of the family
        "children": pgettext("label", "Children"),
        # Translators: a label on the check page: the languages that the family speaks
        "languages": pgettext("label", "Languages"),
        "community": _("Community and postal area"),
        # Translators: a label on the check page: the month in which the family is expected
        "expected": pgettext("label", "Expected"),
        # Translators: a label on the check page: what the family wishes of the help
        "wishes": pgettext("label", "Wishes"),
        "answer_by": _("Answer wanted by"),
        "needs": _("What you see that the family needs"),
        "consent": _("The family’s yes"),
    }


def _said(key: str, kept: dict[str, Any], offer: Offer) -> list[str]:
    """An answer in words, line by line; nothing where it is not there."""
    value = kept.get(key)
    if not value:
        return []
    if key in {"agency", "group"}:
        row = offer.named(value)
        return [row.name] if row else []
    if key == "community":
        return [part for part in (value["name"], value["fsa"]) if part]
    if key == "wishes":
        return [_wish(one) for one in value]
    return {
        "programme": lambda: [str(Programme(value).label)],
        "languages": lambda: [language_names(value)],
        # Translators: an answer to "When do you expect the family?"
        "expected": lambda: [_("Already here") if value == "here" else month(date.fromisoformat(f"{value}-01"))],
        "answer_by": lambda: [day(date.fromisoformat(value))],
        "consent": lambda: [_("Each adult agreed")],
    }.get(key, lambda: value if isinstance(value, list) else [value])()


def _wish(code: str) -> str:
    return _("Please call us before you answer") if code == "call_first" else str(Wish(code).label)
