"""Name the one worker: up to five suggestions with their reasons in words, the rest of the team, the backup."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.family import WorkerForm
from intentional_connection.cases.models import Case
from intentional_connection.cases.models.designation import needs_handover, worker_stands
from intentional_connection.cases.models.suggesting import spoken, suggest_workers, team_of
from intentional_connection.cases.views.reasons import about_colleague, counted_aside, load_of, reasons_in_words
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.kernel.ways import opens
from intentional_connection.partners.models import Kind, Organization
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from intentional_connection.cases.models import Referral
    from intentional_connection.cases.views.reasons import Load
    from intentional_connection.matching.suggest import Suggestions

#: Names of other agencies offered when nobody speaks the family's language.
OTHER_AGENCIES = 10


@dataclass(slots=True)
class Candidate:
    """One of the team as the page shows it: the choice, the name, why, and how full the caseload is."""

    choice: Any
    rank: int = 0
    reasons: list[str] = field(default_factory=list)
    load: Load | None = None


@opens(Case, Can.DESIGNATE)
@signed_in
def worker(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Name the family's one worker and a backup. A person decides; the list only helps."""
    case = seen(request, Case.objects.select_related("adoption", "last_contact"), pk)
    by = request.by  # type: ignore[attr-defined]
    if not rights(case, by).get(Can.DESIGNATE):
        raise NotAllowed
    referral = accepted(case)
    touched = needs_handover(case, referral)
    if touched and not worker_stands(case):  # somebody stands in until the next worker has the family's yes
        return go("cases:open_handover", pk=pk)
    team = team_of(referral)
    suggestions = suggest_workers(case, referral, team)
    form = WorkerForm(posted(request), team=team, suggestions=suggestions, adoption=case.adoption)
    if form.is_valid() and done(form, verbs.designate, case, by, **form.said()):
        messages.success(request, _("Saved. The worker and the sponsors are told."))
        return go("cases:family", pk=pk)
    return page(
        request,
        "cases/family/worker.html",
        case=case,
        referral=referral,
        touched=touched,
        form=form,
        form_parts=form.get_context(),
        suggestions=suggestions,
        unnoted=sum(not spoken(row) for row in team),
        agencies=[] if suggestions.speaks else _other_agencies(request, referral),
        **candidates(case, form, suggestions, referral),
    )


def accepted(case: Case) -> Referral:
    """The referral by which the agency has the family; without it nobody is named."""
    referral = case.accepted_referral
    if referral is None:
        raise Refused(_("Accept the referral first."))
    return referral


def candidates(case: Case, form: WorkerForm, suggestions: Suggestions, referral: Referral) -> dict[str, Any]:
    """The suggested ones in their order where the site adopted suggestions, and everybody else by name."""
    shown = case.adoption.has("worker_suggestions")
    choices = {str(choice.data["value"]): choice for choice in form["worker"]}
    ranked = suggestions.suggested if shown else ()
    first = [
        Candidate(choices[one.worker], one.rank, reasons_in_words(one.parts, referral), load_of(one.parts))
        for one in ranked
    ]
    named = {one.worker for one in ranked}
    rules = {one.worker: one.rule for one in suggestions.set_aside} if shown else {}
    rest = [
        Candidate(choice, reasons=about_colleague(form.team[key], rules.get(key), case.languages))
        for key, choice in choices.items()
        if key not in named
    ]
    return {"shown": shown, "suggested": first, "rest": rest, "aside": counted_aside(suggestions) if shown else []}


def _other_agencies(request: HttpRequest, referral: Referral) -> list[Organization]:
    """Agencies of the same site to which the family could be passed on; what their workers speak is their own."""
    rows = seen_list(request, Organization).of_kind(Kind.SPO).in_name_order()  # type: ignore[attr-defined]
    here = [row for row in rows if row.site_id == referral.agency.site_id and row.pk != referral.agency_id]
    return here[:OTHER_AGENCIES]
