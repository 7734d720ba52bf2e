"""A network's sites side by side, for their coordinator: counts and medians, never a family."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intentional_connection.access.seats import Seat
from intentional_connection.cases.models.overview import Broad, site_counts
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.small_cells import Hidden, hide_small
from intentional_connection.partners.models import Site
from intentional_connection.ui.templatetags.ic import language_name
from intentional_connection.web.helpers import page, seen_list, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import Promise

    from intentional_connection.cases.models.overview import Count

#: The steps of the path whose days are compared.
STEPS: dict[str, Promise] = {
    "answer": gettext_lazy("Referral to answer"),
    "worker": gettext_lazy("Acceptance to worker"),
    "contact": gettext_lazy("Worker to first contact"),
    "meeting_one": gettext_lazy("First contact to meeting before arrival"),
    "arrival": gettext_lazy("Meeting before arrival to arrival"),
    "meeting_two": gettext_lazy("Arrival to first meeting together"),
    "connected": gettext_lazy("First meeting together to connected"),
}
#: What is neither people nor families and so is counted openly.
OPEN: dict[str, Promise] = {
    "months": gettext_lazy("Months active"),
    # Translators: how many were sent
    "referrals": gettext_lazy("Referrals"),
    "declined_agency": gettext_lazy("Passed on by an agency"),
    "declined_family": gettext_lazy("Declined by the family"),
    "declined_sender": gettext_lazy("Taken back by the sender"),
    "pre_arrival": gettext_lazy("Meetings before arrival held"),
    "post_arrival": gettext_lazy("First meetings together held"),
    # Translators: how many agreements between agencies and SAHs hold today
    "agreements": gettext_lazy("Agreements in force"),
}


#: Of these each family has about one: beside a hidden stage they would tell it.
ONE_EACH = frozenset(OPEN) - {"months", "agreements"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One count under its name; `n` None = not shown, and `why` says why. `bar` is its length out of `most`."""

    name: str | Promise
    n: int | None
    why: str = ""
    most: int = 0
    median: int | None = None


@dataclass(frozen=True, slots=True)
class Glance:
    """One site as its coordinator may see it."""

    site: Site
    stages: list[Cell]
    families: Cell
    workers: Cell
    steps: list[Cell]
    openly: list[Cell]
    shortage: list[Cell]


@signed_in
def sites(request: HttpRequest) -> HttpResponse:
    """The coordinator's sites; whatever counts one to four people or families reads "fewer than 5"."""
    by = request.by  # type: ignore[attr-defined]
    if not by.organizations(Seat.COORDINATOR):
        raise NotAllowed(_("This page is for whoever coordinates a site. What waits for you stands on Today."))
    mine = seen_list(request, Site.objects.looked_after_by(by)).in_name_order()  # type: ignore[attr-defined]
    counts = site_counts()
    return page(
        request,
        "desk/sites.html",
        glances=[glance(site, counts.get(site.pk, [])) for site in mine],
        stages=[one.label for one in Broad],
        steps=STEPS.values(),
        openly=OPEN.values(),
    )


def glance(site: Site, counts: Iterable[Count]) -> Glance:
    """One site's counts, small ones hidden before any template is asked.

    Where a stage is hidden, nothing else on the page may say how many families there are: no sum, no number of referrals or
    meetings, no larger shortage; whatever bounds the hidden cells together would undo them.
    """
    rows = {(one.what, one.key): one for one in counts}
    shown = hide_small({one: _n(rows, "stage", one) for one in Broad})
    hides = any(isinstance(one, Hidden) for one in shown.cells.values())
    most = max((n for n in shown.cells.values() if isinstance(n, int)), default=0)
    shortage = [_shortage(one, hides=hides) for one in rows.values() if one.what == "shortage"]
    medians = [_step(name, rows.get(("days", key))) for key, name in STEPS.items()]
    longest = max((one.median or 0 for one in medians), default=0)
    return Glance(
        site=site,
        stages=[_stage(one, shown.cells[one], most) for one in Broad],
        families=Cell(_("Families"), None, _not_shown()) if hides else Cell(_("Families"), shown.total),
        # Translators: how many settlement workers a site has
        workers=_cell(_("Workers"), _raw(rows, "workers", "")),
        steps=[Cell(one.name, one.n, one.why, longest, one.median) for one in medians],
        openly=[
            Cell(name, None, _not_shown()) if hides and key in ONE_EACH else Cell(name, _n(rows, "open", key))
            for key, name in OPEN.items()
        ],
        shortage=sorted(shortage, key=lambda one: (-(one.n or 0), str(one.name))),
    )


def _raw(rows: dict[tuple[str, str], Count], what: str, key: str) -> int | None:
    """The count as the database gives it: 0 where there is no row, None where it is one to four."""
    row = rows.get((what, key))
    return row.n if row else 0


def _n(rows: dict[tuple[str, str], Count], what: str, key: str) -> int:
    return _raw(rows, what, key) or 0


def _stage(one: Broad, count: int | Hidden, most: int) -> Cell:
    if count is Hidden.SMALL:
        return Cell(one.label, None, _fewer())
    if count is Hidden.HELD_BACK:
        return Cell(one.label, None, _not_shown())
    return Cell(one.label, count, most=most)  # type: ignore[arg-type]  # neither of the two hidden ones


def _cell(name: str, count: int | None) -> Cell:
    return Cell(name, count, "" if count is not None else _fewer())


def _shortage(one: Count, *, hides: bool) -> Cell:
    """Families that wait for a language: which language is always told."""
    name = language_name(one.key)
    return Cell(name, None, _not_shown()) if hides and one.n else _cell(name, one.n)


def _step(name: Promise, row: Count | None) -> Cell:
    """A median with how many families stand behind it; with fewer than five, or fewer than five others, there is none."""
    if row is None:
        return Cell(name, 0)
    return Cell(name, row.n, "" if row.n is not None else _not_shown(), median=row.median)


def _fewer() -> str:
    return _("fewer than 5")


def _not_shown() -> str:
    # Translators: a number is left out, so that a small one beside it cannot be computed
    return _("not shown")
