"""A referral that was sent: what each side reads, and what each side can answer.

Before it accepts, an agency's pages read the referral and its ten fields, never the family's own rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Level, Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.answer import AcceptForm, AgainForm, AskForm, NoForm, ReplyForm
from intentional_connection.cases.forms.choices import Offer
from intentional_connection.cases.models import Case, LastContact, Referral, TakenBack
from intentional_connection.cases.models.referral import RefusedBy
from intentional_connection.cases.models.suggesting import loads_of, team_of
from intentional_connection.cases.views.offering import agencies_for, agreements_of
from intentional_connection.journal.models import note_read
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.web.helpers import done, go, page, posted, rights, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from intentional_connection.practice.edition import Edition

RELATED = (
    "agency__site",
    "sender",
    "preview",
    "terms",
    "acceptance__by__profile",
    "decline__by__profile",
    "decline__next_agency__site",
)
REFERRALS = Referral.objects.select_related(*RELATED)


@opens(Referral)
@signed_in
def referral(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The agency reads the ten fields and answers; the sender reads what was sent, and what became of it."""
    row = seen(request, REFERRALS, pk)
    by = request.by  # type: ignore[attr-defined]
    if not hasattr(row, "preview"):
        raise Http404
    can = rights(row, by)
    if row.agency_id in by.organizations(Seat.SUPERVISOR):
        more = {"speakers": [] if _is_answered(row) else _speakers(row), "may_pass_on": _may_pass_on(request, row)}
        return _shown(request, row, "cases/referral/agency.html", can=can, form=AcceptForm(), **more)
    return _shown(request, row, "cases/referral/sender.html", can=can)


def _shown(request: HttpRequest, row: Referral, template: str, **more: Any) -> HttpResponse:
    """A page about one referral, with what both sides' pages say."""
    edition = row.edition
    asked = list(seen_list(request, row.questions.select_related("reply").order_by("at", "id")))
    days = row.working_days_waiting()
    return page(
        request,
        template,
        referral=row,
        preview=row.preview,
        edition=edition,
        questions=[{"row": one, "text": edition.question(one.about), "reply": getattr(one, "reply", None)} for one in asked],
        waits=any(not hasattr(one, "reply") for one in asked),
        days=days,
        is_late=days > edition.limits.unanswered_after_working_days,
        terms=edition.consent_text("case_terms").text if hasattr(row, "terms") else None,
        **_why(request, row, edition),
        **more,
    )


def _why(request: HttpRequest, row: Referral, edition: Edition) -> dict[str, Any]:
    """Why a referral ended and what comes next, as far as the reader may know: what was taken back, the agency does not read."""
    no = row.decline if row.is_declined else None
    if no and no.refused_by != RefusedBy.AGENCY:
        no = seen_list(request, TakenBack).of(no)  # type: ignore[attr-defined]
    if no is None:
        return {"why": None}
    return {"why": no, "reason": edition.reason(no.reason), "next_step": edition.next_step(no.next_step)}


def _speakers(row: Referral) -> list[dict[str, Any]]:
    """The agency's own workers who speak a language of the family, with the room they have."""
    loads = loads_of(row)
    found = []
    for member in team_of(row):
        known = [one for one in member.languages.all() if one.until is None and one.language in row.preview.languages]
        if known:
            points = loads.get(member.account_id, 0)
            found.append({"worker": member, "languages": known, "points": points, "cap": member.cap_points})
    return found


def _may_pass_on(request: HttpRequest, row: Referral) -> bool:
    """Until it is passed on, or the worker was in touch."""
    touched = seen_list(request, LastContact).in_bulk([row.case_id], field_name="case")
    return not row.is_declined and not touched


@opens(Referral, Can.ACCEPT)
@signed_in
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the family on, with the terms for it where there are any; next comes the worker."""
    row = _for(request, pk, Can.ACCEPT)
    form = AcceptForm(posted(request))
    by = request.by  # type: ignore[attr-defined]
    if form.is_valid() and done(form, verbs.accept, row, by):
        messages.success(request, _("Accepted. The sender is told. Until you name a worker, you are the contact."))
        return go("cases:worker", pk=row.case_id)
    return _form_page(request, row, "cases/referral/accept.html", form, over=_is_answered(row))


@opens(Referral, Can.ASK)
@signed_in
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask about one of the ten fields before answering."""
    row = _for(request, pk, Can.ASK)
    form = AskForm(posted(request), edition=row.edition)
    by = request.by  # type: ignore[attr-defined]
    if form.is_valid() and done(form, verbs.ask, row, by, **form.cleaned_data):
        messages.success(request, _("Your question is sent. You see the answer here."))
        return go("cases:referral", pk=pk)
    return _form_page(request, row, "cases/referral/ask.html", form, over=_is_answered(row))


@opens(Referral, Can.DECLINE)
@signed_in
def decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Pass the family on, with a reason and a next step."""
    row = _for(request, pk, Can.DECLINE)
    return _no(request, row, "cases/referral/decline.html", verbs.decline, ("agency",))


@opens(Referral, Can.TAKE_BACK)
@signed_in
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The family's own no, or an agency that stays silent."""
    row = _for(request, pk, Can.TAKE_BACK)
    return _no(request, row, "cases/referral/take_back.html", verbs.take_back, ("family", "sender"))


def _no(request: HttpRequest, row: Referral, template: str, act: Any, groups: tuple[str, ...]) -> HttpResponse:
    agencies = agencies_for(request, row.agency, without=row.agency_id)
    form = NoForm(posted(request), edition=row.edition, groups=groups, agencies=agencies)
    form.initial = request.GET.dict()  # a link may have chosen the next step and the agency already
    by = request.by  # type: ignore[attr-defined]
    if form.is_valid() and done(form, act, row, by, **form.said()):
        messages.success(request, _("Saved. Both sides are told."))
        return go("cases:referral", pk=row.pk)
    over = row.is_declined or (row.is_accepted and act is verbs.take_back)
    return _form_page(request, row, template, form, over=over)


@opens(Referral, Can.REPLY)
@signed_in
def reply(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer the agency's question: right, corrected, or told by telephone."""
    row = _for(request, pk, Can.REPLY)
    question = row.open_question
    form = ReplyForm(posted(request), referral=row, about=question.about if question else "")
    by = request.by  # type: ignore[attr-defined]
    if form.is_valid():
        kind = form.cleaned_data["kind"]
        if done(form, verbs.reply, row, by, kind=kind, corrected=form.corrected()):
            messages.success(request, _("Your answer is sent. The agency answers next."))
            return go("cases:referral", pk=pk)
    over = question is None or _is_answered(row)
    text = row.edition.question(question.about) if question else None
    return _form_page(request, row, "cases/referral/reply.html", form, over=over, question_text=text)


def _for(request: HttpRequest, pk: UUID, right: Can) -> Referral:
    """The referral, for somebody who has this right there."""
    row: Referral = seen(request, REFERRALS, pk)
    if not rights(row, request.by).get(right):  # type: ignore[attr-defined]
        raise NotAllowed
    return row


def _is_answered(row: Referral) -> bool:
    return row.is_accepted or row.is_declined


def _form_page(
    request: HttpRequest, row: Referral, template: str, form: Form, *, over: bool, **more: Any
) -> HttpResponse:
    """One form; whoever opens it when it is over is led to the referral, which says what happened."""
    if over and not form.is_bound:
        return go("cases:referral", pk=row.pk)
    edition = row.edition
    return page(
        request,
        template,
        referral=row,
        preview=row.preview,
        edition=edition,
        form=form,
        terms=edition.consent_text("case_terms").text if hasattr(row, "terms") else None,
        **_why(request, row, edition),
        **more,
    )


@opens(Case, Can.REFER)
@signed_in
def refer_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask another agency for a family that was passed on, with the family's yes to it."""
    case = seen(request, Case.objects.select_related("adoption"), pk)
    by = request.by  # type: ignore[attr-defined]
    if not rights(case, by).get(Can.REFER):
        raise NotAllowed
    last = seen_list(request, case.referrals.newest_first()).select_related(*RELATED).first()
    if last is None or (request.method != "POST" and not last.is_declined):
        return go("cases:family", pk=pk)
    note_read(last, by, Level.PREVIEW)
    agencies = agencies_for(request, last.sender)
    offer = Offer(last.sender, case.adoption.edition, False, agencies, [], agreements_of(request, last.sender))
    why = _why(request, last, case.adoption.edition)
    form = AgainForm(posted(request), offer=offer, suggested=str(getattr(why["why"], "next_agency_id", None) or ""))
    if form.is_valid() and done(form, verbs.refer_again, case, by, **form.said()):
        messages.success(request, _("Sent. The agency is asked; you see its answer here."))
        return go("cases:family", pk=pk)
    return page(
        request,
        "cases/referral/again.html",
        case=case,
        referral=last,
        preview=getattr(last, "preview", None),
        offer=offer,
        form=form,
        **why,
    )
