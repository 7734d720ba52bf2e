"""Refer a family: the unsent drafts, five steps, check answers, confirmation; and the agency's own way in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Level, Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.refer import STEPS, SendForm, StartForm, step_of
from intentional_connection.cases.models import ReferralDraft
from intentional_connection.cases.models.answers import ANSWERS, Answers, answered, given
from intentional_connection.cases.verbs.referral import seems_known, why_not_refer
from intentional_connection.cases.views.offering import offer_for, rows_of
from intentional_connection.journal.models import note_read
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import opens
from intentional_connection.partners.models import Kind, Organization
from intentional_connection.web.helpers import done, go, page, posted, seen, seen_list, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

SENDERS = (Seat.SAH_STAFF, Seat.SPONSOR_REP)
DRAFTS = ReferralDraft.objects.select_related("organization__site")
#: Agencies whose telephone is shown where referring is not in a site.
MOST_AGENCIES = 12


@signed_in
def refer(request: HttpRequest) -> HttpResponse:
    """My unsent drafts, and the button that begins a new referral."""
    return _begin(request, outreach=False)


@signed_in
def reach_out(request: HttpRequest) -> HttpResponse:
    """An agency opens a family whose sponsors it reached itself."""
    return _begin(request, outreach=True)


def _begin(request: HttpRequest, *, outreach: bool) -> HttpResponse:
    by = request.by  # type: ignore[attr-defined]
    seats = (Seat.SUPERVISOR,) if outreach else SENDERS
    rows = seen_list(request, Organization.objects.select_related("site", "sah"))
    mine = sorted(rows.in_bulk(by.organizations(*seats)).values(), key=str)
    if not mine:
        raise NotAllowed
    refused = [(place, text) for place in mine if (text := why_not_refer(place, outreach=outreach))]
    shut = {place.pk for place, _text in refused}
    form = StartForm(posted(request), mine=[place for place in mine if place.pk not in shut])
    if form.is_valid():
        place = form.chosen()
        answers = given(place, outreach=outreach)
        if done(form, verbs.save_draft, place, by, answers=answers, outreach=outreach):
            return _to_newest(request, outreach=outreach)
    return page(
        request,
        "cases/refer/start.html",
        form=form,
        outreach=outreach,
        drafts=[_progress(one) for one in _drafts(request, outreach=outreach)],
        refused=_closed(request, refused),
    )


def _to_newest(request: HttpRequest, *, outreach: bool) -> HttpResponse:
    """On to the draft just made; an old tab, whose draft was sent meanwhile, gets the list."""
    newest = next(iter(_drafts(request, outreach=outreach)), None)
    if newest is None:
        return go("cases:reach_out" if outreach else "cases:refer")
    return go("cases:refer_step", pk=newest.pk, step="helpers")


def _drafts(request: HttpRequest, *, outreach: bool) -> list[ReferralDraft]:
    return [one for one in seen_list(request, DRAFTS).unsent() if one.outreach == outreach]  # type: ignore[attr-defined]


def _progress(draft: ReferralDraft) -> dict[str, Any]:
    """How far a draft has come; it is continued where the first answer is missing."""
    missing = Answers.missing(draft.answers)
    return {
        "draft": draft,
        "answers": sum(answered(draft.answers, key) for key in ANSWERS),
        "place": (draft.answers.get("community") or {}).get("name"),
        "languages": draft.answers.get("languages"),
        "next": step_of(missing[0]) if missing else "check",
    }


def _closed(request: HttpRequest, refused: list[tuple[Organization, str]]) -> list[dict[str, Any]]:
    """Organizations from which nobody can be referred: why, and whom to call instead."""
    agencies: list[Organization] = []
    if any(place.kind != Kind.CONSTITUENT_GROUP for place, _text in refused):
        agencies = list(seen_list(request, Organization).of_kind(Kind.SPO).in_name_order())  # type: ignore[attr-defined]
    return [
        {
            "place": place,
            "text": text,
            "agencies": [one for one in agencies if one.site_id == place.site_id and one.pk != place.pk][:MOST_AGENCIES],
        }
        for place, text in refused
    ]


@opens(ReferralDraft, Can.SAVE_DRAFT)
@signed_in
def step(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """One of the five steps. What is answered is kept at once, also with the button "Save and come back later"."""
    if step not in STEPS:
        raise Http404
    draft = seen(request, DRAFTS, pk)
    if draft.sent_at:
        return go("cases:refer_sent", pk=pk)
    if draft.emptied_at:
        return go("cases:reach_out" if draft.outreach else "cases:refer")
    offer = offer_for(request, draft, everything=step in {"helpers", "consent"})
    form = STEPS[step](posted(request), kept=draft.answers, offer=offer)
    by = request.by  # type: ignore[attr-defined]
    if form.is_valid() and done(form, verbs.save_draft, draft.organization, by, answers=form.answers(), draft=draft):
        return _onward(request, draft, step)
    order = list(STEPS)
    return page(
        request,
        "cases/refer/step.html",
        draft=draft,
        offer=offer,
        form=form,
        step=step,
        title=STEPS[step].title,
        number=order.index(step) + 1,
        total=len(order),
        before=order[order.index(step) - 1] if step != order[0] else "",
        agency=offer.named(draft.answers.get("agency")),
        checking="check" in request.GET,
    )


def _onward(request: HttpRequest, draft: ReferralDraft, step: str) -> HttpResponse:
    """Later: back to the drafts. From "Change": back to the check page. Else the next step."""
    if "later" in request.POST:
        messages.success(request, _("Saved. You can go on at any time, also on another device."))
        return go("cases:reach_out" if draft.outreach else "cases:refer")
    order = [*STEPS, "check"]
    following = order[order.index(step) + 1]
    if following == "check" or "check" in request.GET:
        return go("cases:refer_check", pk=draft.pk)
    return go("cases:refer_step", pk=draft.pk, step=following)


@opens(ReferralDraft, Can.REACH_OUT, Can.REFER)
@signed_in
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every answer once more, who will read what, and the button that sends."""
    draft = seen(request, DRAFTS, pk)
    if draft.sent_at:
        return go("cases:refer_sent", pk=pk)
    if draft.emptied_at:
        return go("cases:reach_out" if draft.outreach else "cases:refer")
    by = request.by  # type: ignore[attr-defined]
    form = SendForm(posted(request))
    act = verbs.reach_out if draft.outreach else verbs.refer
    if form.is_valid() and done(form, act, draft, by):
        return go("cases:refer_sent", pk=pk)
    offer = offer_for(request, draft)
    rows = rows_of(draft, offer)
    agency = offer.named(draft.answers.get("agency"))
    return page(
        request,
        "cases/refer/check.html",
        draft=draft,
        offer=offer,
        form=form,
        rows=rows,
        open_rows=[row for row in rows if row.lacks],
        agency=agency,
        terms=bool(agency and not draft.outreach and offer.terms_for(agency)),
        alike=seems_known(draft, by),
    )


@opens(ReferralDraft)
@signed_in
def sent(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The reference, and what happens next."""
    draft = seen(request, DRAFTS.select_related("case"), pk)
    if not draft.sent_at or draft.case is None:
        return go("cases:refer_check", pk=pk)
    referrals = seen_list(request, draft.case.referrals.newest_first())
    referral = referrals.select_related("agency__site", "preview", "sender").last()
    if referral:
        note_read(referral, request.by, Level.PREVIEW)  # type: ignore[attr-defined]
    return page(request, "cases/refer/sent.html", draft=draft, case=draft.case, referral=referral)
