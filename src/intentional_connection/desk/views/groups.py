"""All groups of a SAH with their families on one page; only what has waited long stands out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from intentional_connection.access.seats import Level, Seat
from intentional_connection.cases.models import overview
from intentional_connection.cases.models.overview import PAGE, Broad, Show, Wanted
from intentional_connection.desk.views.asked import among, key
from intentional_connection.journal.models import note_list
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.partners.models import Organization
from intentional_connection.web.helpers import page, seen_list, signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import Promise

    from intentional_connection.cases.models.overview import Row


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter as a link: its word, its address, whether it is the chosen one, and how many families it lists ("25+")."""

    word: str | Promise
    query: str
    current: bool
    count: str = ""


@signed_in
def groups(request: HttpRequest) -> HttpResponse:
    """The SAH's groups and families, 25 at a time; `?group=`, `?show=`, `?stage=` narrow, `?before=` continues, all combined."""
    by = request.by  # type: ignore[attr-defined]
    mine = list(seen_list(request, Organization.objects.of(by, Seat.SAH_STAFF)).in_name_order())  # type: ignore[attr-defined]
    if not mine:
        raise NotAllowed(_("This page is for the staff of a SAH. Your families stand on the page Families."))
    sah = among(request.GET.get("sah"), mine) or mine[0]
    its = list(seen_list(request, sah.groups.in_name_order()))
    group = among(request.GET.get("group"), its)
    wanted = Wanted(_show(request), group.pk if group else None, _stage(request), key(request.GET.get("before")))
    found = overview.families_of(by, sah.pk, wanted)
    note_list(by, *_levels(found.rows))
    kept = {"sah": str(sah.pk)} if len(mine) > 1 else {}
    return page(
        request,
        "desk/groups.html",
        sah=sah,
        sahs=[Chip(one.name, urlencode({"sah": one.pk}), one == sah) for one in mine] if len(mine) > 1 else [],
        found=found,
        wanted=wanted,
        group=group,
        shows=_shows(wanted, kept, overview.how_many(sah.pk, wanted)),
        stages=_stages(wanted, kept),
        groups=[Chip(one.name, _query(wanted, kept, group=one.pk), one == group) for one in its],
        every=_query(wanted, kept, group=None),
        more=_query(wanted, kept) + urlencode({"before": found.before}) if found.before else "",
    )


def _shows(wanted: Wanted, kept: dict[str, str], counts: dict[Show, int]) -> list[Chip]:
    """The filters by state; "waiting long" is decided family by family and so carries no number."""
    said = {show: f"{PAGE}+" if n > PAGE else str(n) for show, n in counts.items()}
    return [Chip(one.label, _query(wanted, kept, show=one), one == wanted.shown, said.get(one, "")) for one in Show]


def _stages(wanted: Wanted, kept: dict[str, str]) -> list[Chip]:
    # Translators: filter: families in every stage
    every = Chip(_("Every stage"), _query(wanted, kept, stage=""), not wanted.stage)
    return [every, *(Chip(one.label, _query(wanted, kept, stage=one), one == wanted.stage) for one in Broad)]


def _query(wanted: Wanted, kept: dict[str, str], **changed: object) -> str:
    """The address of the same list with one filter changed; it begins anew, and ends so that more can be added."""
    asked = {"group": wanted.group, "show": str(wanted.shown), "stage": wanted.stage} | changed
    said = kept | {key: str(one) for key, one in asked.items() if one and one != Show.ALL}
    return urlencode(said) + "&" if said else ""


def _show(request: HttpRequest) -> Show:
    text = request.GET.get("show", Show.ALL)
    return Show(text) if text in Show.values else Show.ALL


def _stage(request: HttpRequest) -> str:
    text = request.GET.get("stage", "")
    return text if text in Broad.values else ""


def _levels(rows: list[Row]) -> set[Level]:
    """What the list says above `basic`."""
    return {
        level
        for row in rows
        for level, shown in (
            (Level.PREVIEW, row.stands.referral),
            (Level.LAST_CONTACT, row.stands.touched_on),
            (Level.TIMES, row.stands.facts.meets_at),
            (Level.PLAN, row.stands.facts.lands_on or row.stands.facts.arrived_on),
        )
        if shown
    }
