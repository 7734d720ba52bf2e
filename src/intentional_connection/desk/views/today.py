"""What waits for me, oldest first; and my families."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect

from intentional_connection.access.seats import Level, Seat
from intentional_connection.cases.models import Case, ReferralDraft, TodayEntry
from intentional_connection.cases.models.path import where
from intentional_connection.cases.models.today import behind
from intentional_connection.desk.views.asked import key
from intentional_connection.desk.views.waiting import rows_of
from intentional_connection.journal.models import note_list
from intentional_connection.kernel.ways import opens
from intentional_connection.notices.models import Notice
from intentional_connection.partners.models import Membership, PartnershipAgreement
from intentional_connection.web.helpers import go, page, seen, seen_list, signed_in
from intentional_connection.web.idle import FAMILY

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from intentional_connection.cases.models.path import Where

#: Families on one page of the list.
PAGE = 25
#: Unsent drafts offered on Today.
DRAFTS = 5
#: Agreements to sign shown on Today.
TO_SIGN = 5
#: Who signs agreements.
SIGNERS = frozenset({Seat.SAH_STAFF, Seat.SUPERVISOR})
#: Who writes referrals, and so may have drafts.
WRITERS = frozenset({Seat.SAH_STAFF, Seat.SPONSOR_REP, Seat.SUPERVISOR})


@signed_in
def today(request: HttpRequest) -> HttpResponse:
    """What waits for the reader, oldest first, each with one place to act; the first is the main button."""
    if request.session.get(FAMILY):  # an adult with an own key: what waits stands on the own page
        return go("family:home")
    by = request.by  # type: ignore[attr-defined]
    seats = {str(seat) for _place, seat in by.seats}
    entries = TodayEntry.objects.oldest_first(by)
    about = {entry.case_id for entry in entries}
    told, came_back = seen_list(request, Notice).about_or_failed("referral_unanswered", about)  # type: ignore[attr-defined]
    drafts = seen_list(request, ReferralDraft).unsent()[:DRAFTS]  # type: ignore[attr-defined]
    rows_behind = behind(by, entries)
    note_list(by, *[Level.PREVIEW for _row in rows_behind.referrals])
    return page(
        request,
        "desk/today.html",
        rows=rows_of(entries, rows_behind, told),
        drafts=drafts if seats & WRITERS else [],
        invitations=_invitations(request),
        to_sign=_to_sign(request) if seats & SIGNERS else [],
        came_back=came_back,
        seats=seats,
    )


@opens(Notice)
@signed_in
def notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From a message to what it is about: the message's own address says nothing."""
    row = seen(request, Notice, pk)
    return HttpResponseRedirect(row.path)


def _invitations(request: HttpRequest) -> list[Membership]:
    """What waits for the reader's yes; asked only where the seats' own query found one."""
    by = request.by  # type: ignore[attr-defined]
    return list(seen_list(request, Membership.objects.invitations().of_account(by).with_inviter())) if by.invited_to() else []


def _to_sign(request: HttpRequest) -> list[PartnershipAgreement]:
    """Agreements that wait for the signature of the reader's side."""
    return list(seen_list(request, PartnershipAgreement).to_sign_by(request.by)[:TO_SIGN])  # type: ignore[attr-defined]


@signed_in
def families(request: HttpRequest) -> HttpResponse:
    """The reader's families, newest first, 25 at a time; `?before=` continues the list."""
    by = request.by  # type: ignore[attr-defined]
    listed = seen_list(request, Case).page_for(by, before=key(request.GET.get("before")), size=PAGE + 1)  # type: ignore[attr-defined]
    cases = list(listed)[:PAGE]
    stands = where(by, cases)
    note_list(by, *levels_of(stands.values()))
    return page(
        request,
        "desk/families.html",
        rows=[(case, stands[case.pk]) for case in cases],
        before=cases[-1].pk if len(listed) > PAGE else None,
        continued="before" in request.GET,
        seats={str(seat) for _place, seat in by.seats},
    )


def levels_of(stands: Iterable[Where]) -> set[Level]:
    """What the list of families says above `basic`."""
    return {
        level
        for one in stands
        for level, row in ((Level.PREVIEW, one.referral), (Level.LAST_CONTACT, one.touched_on))
        if row
    }
