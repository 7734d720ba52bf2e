"""The agency's answer, and the sender's part in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Seat
from intentional_connection.cases.models import (
    Acceptance,
    Case,
    CircleMember,
    Decline,
    Designation,
    LastContact,
    Move,
    Referral,
    ReferralPreview,
    ReferralQuestion,
    ReferralReply,
    TakenBack,
)
from intentional_connection.cases.models.answers import why_not_by
from intentional_connection.cases.models.designation import Rank, instant_after
from intentional_connection.cases.models.ending import all_withdrawn
from intentional_connection.cases.models.referral import RefusedBy, ReplyKind
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused
from intentional_connection.notices import outbox
from intentional_connection.partners.models import seat_holders

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from intentional_connection.partners.models import Organization
    from intentional_connection.people.models import Account


#: What a sender can correct where the agency asks about a field of the preview; a reference never changes.
CORRECTABLE: dict[str, tuple[str, ...]] = {
    "sender": ("call_name", "call_phone"),
    "programme": ("programme",),
    "community": ("community",),
    "people": ("adults", "children"),
    "languages": ("languages",),
    "expected_month": ("expected_month",),
    "wish": ("wish",),
    "call_first": ("call_first",),
    "answer_by": ("answer_by",),
}
#: What the family's own row says likewise; the worker reads it there after acceptance.
ALSO_OF_THE_CASE = ("programme", "community", "languages", "expected_month")


def senders(referral: Referral) -> list[UUID]:
    """Whom to tell on the sender's side."""
    return seat_holders(referral.sender, Seat.SAH_STAFF, Seat.SPONSOR_REP)


@verb(Can.ASK)
def ask(referral: Referral, by: Account, *, about: str) -> ReferralQuestion:
    """Ask the sender about one of the ten fields before answering. Refused when answered, or while a question waits."""
    referral.require_unanswered()
    if referral.open_question:
        raise Refused(_("You have asked already. The sender is told; you can also call."))
    if about not in referral.edition.question_codes:
        raise Refused(_("Choose one of the listed questions."))
    row = ReferralQuestion.objects.create(case_id=referral.case_id, referral=referral, about=about, by=by)
    outbox.post(senders(referral), by, "question_asked", about=referral, path=f"/referrals/{referral.pk}/")
    return row


@verb(Can.REPLY)
def reply(referral: Referral, by: Account, *, kind: ReplyKind, corrected: dict[str, Any] | None = None) -> ReferralReply:
    """Answer the agency's question: right as it is, corrected in the preview, or told by telephone.

    Refused without an open question, and for a correction of something that was not asked.
    """
    question = referral.open_question
    if question is None:
        raise Refused(_("There is no open question. The agency is answering now."))
    if kind == ReplyKind.CORRECTED:
        _correct(referral, question.about, corrected or {})
    row = ReferralReply.objects.create(case_id=referral.case_id, referral=referral, question=question, kind=kind, by=by)
    readers = seat_holders(referral.agency, Seat.SUPERVISOR)
    outbox.post(readers, by, "question_answered", about=referral, path=f"/referrals/{referral.pk}/")
    return row


def _correct(referral: Referral, about: str, corrected: dict[str, Any]) -> None:
    """Write what was asked about anew, in the preview and where the family's own row says the same."""
    if not corrected or not set(corrected) <= set(CORRECTABLE.get(about, ())):
        raise Refused(_("Correct what the agency asked about, or choose another answer."))
    if "answer_by" in corrected and (text := why_not_by(corrected["answer_by"])):
        raise Refused(text)
    preview = ReferralPreview.objects.select_for_update(no_key=True).get(referral=referral)
    for field, value in corrected.items():
        setattr(preview, field, value)
    preview.save(update_fields=list(corrected))
    of_the_case = {field: value for field, value in corrected.items() if field in ALSO_OF_THE_CASE}
    if of_the_case:
        Case.objects.filter(pk=referral.case_id).update(**of_the_case)


@verb(Can.ACCEPT)
def accept(referral: Referral, by: Account) -> Acceptance:
    """Take the family on, with the terms offered for it, if any. Until a worker is named, who accepts is the contact.

    Refused when the referral has been answered.
    """
    referral.require_unanswered()
    if all_withdrawn(referral.case_id):
        raise Refused(_("The family does not take part any more. Nothing needs to be answered."))
    row = take_on(referral, by)
    settle_in(referral)
    outbox.post(senders(referral), by, "referral_accepted", about=referral, path=f"/families/{referral.case_id}/")
    return row


def take_on(referral: Referral, by: Account) -> Acceptance:
    """Write the acceptance and the interim contact. A helper of verbs."""
    now = clock.now()
    row = Acceptance.objects.create(case_id=referral.case_id, referral=referral, by=by, at=now)
    Designation.objects.create(
        case_id=referral.case_id,
        referral=referral,
        account=by,
        organization=referral.agency,
        rank=Rank.PRIMARY,
        interim=True,
        since=now,
        named_by=by,
    )
    return row


def settle_in(referral: Referral) -> None:
    """The family lives in the new community from here on, where this agency takes it on because of a move. A helper of verbs."""
    move = Move.objects.standing().filter(case_id=referral.case_id, agency_id=referral.agency_id).last()
    if move:
        Case.objects.filter(pk=referral.case_id).update(community=move.community, fsa=move.fsa)


@verb(Can.DECLINE)
def decline(
    referral: Referral,
    by: Account,
    *,
    reason: str,
    next_step: str,
    next_agency: Organization | None = None,
    later_on: date | None = None,
) -> Decline:
    """Pass the family on with a coded reason and a next step; also after accepting, until the first contact.

    Refused when passed on already, after the first contact, and without a matching next step.
    """
    return _end(referral, by, RefusedBy.AGENCY, reason, next_step, next_agency, later_on)


@verb(Can.TAKE_BACK)
def take_back(
    referral: Referral,
    by: Account,
    *,
    reason: str,
    next_step: str,
    next_agency: Organization | None = None,
    later_on: date | None = None,
) -> Decline:
    """Take the referral back: the family's own no, or an agency that stays silent. Refused once accepted.

    The agency reads that it was taken back and by whom; reason and next step are for the sender's side.
    """
    if hasattr(referral, "acceptance"):
        raise Refused(_("The agency has accepted. Talk with its worker about what should change."))
    by_family = reason in referral.edition.reasons_of("family")
    whose = RefusedBy.FAMILY if by_family else RefusedBy.SENDER
    return _end(referral, by, whose, reason, next_step, next_agency, later_on)


def _end(
    referral: Referral,
    by: Account,
    whose: RefusedBy,
    reason: str,
    next_step: str,
    next_agency: Organization | None,
    later_on: date | None,
) -> Decline:
    _require_open(referral, whose, reason, next_step)
    if next_step == "other_agency" and next_agency is None:
        raise Refused(_("Name the other agency, or choose another next step."), "next_agency")
    if next_step == "later_date" and (later_on is None or later_on <= clock.today()):
        raise Refused(_("Write a day after today from which you could help."), "later_on")
    said = {"reason": reason, "next_step": next_step, "next_agency": next_agency, "later_on": later_on}
    row = _passed_on(referral, by, whose, said if whose == RefusedBy.AGENCY else {})
    if whose != RefusedBy.AGENCY:
        TakenBack.objects.create(case_id=referral.case_id, decline=row, **said)
    readers = {*senders(referral), *seat_holders(referral.agency, Seat.SUPERVISOR)}
    outbox.post(readers, by, "referral_declined", about=referral, path=f"/referrals/{referral.pk}/")
    return row


def _passed_on(referral: Referral, by: Account, whose: RefusedBy, said: dict[str, Any]) -> Decline:
    """End what the referral began; what the sender's side says of it stands apart."""
    now = instant_after(referral.case_id)
    Designation.objects.filter(referral=referral, until=None).update(until=now)
    CircleMember.objects.filter(referral=referral, until=None).exclude(seat=Seat.SUPERVISOR).update(until=now)
    return Decline.objects.create(case_id=referral.case_id, referral=referral, refused_by=whose, by=by, at=now, **said)


def _require_open(referral: Referral, whose: RefusedBy, reason: str, next_step: str) -> None:
    if referral.is_declined:
        raise Refused(_("This referral has been passed on already. The sender is told."))
    if hasattr(referral, "acceptance") and LastContact.objects.filter(case_id=referral.case_id).exists():
        raise Refused(_("The worker has been in touch with this family. A handover is the way now."))
    edition = referral.edition
    allowed = edition.reasons_of(str(whose))
    if reason not in allowed or next_step not in edition.next_steps:
        raise Refused(_("Choose one of the listed reasons and a next step."))
