"""From one worker to the next: begin it, what the family wishes and agrees to, the change itself; another worker asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Seat
from intentional_connection.cases.models import (
    CircleMember,
    Designation,
    Handover,
    HandoverWish,
    HandoverYes,
    WorkerRequest,
)
from intentional_connection.cases.models.case import AgeGroup, Newcomer
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.designation import needs_handover, worker_stands
from intentional_connection.cases.models.gathering import everybody_around
from intentional_connection.cases.models.handover import family_speaks, whose_yes
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.cases.models.naming import Chosen, accepted, name_anew, require_own
from intentional_connection.cases.models.sharing import require_said
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused
from intentional_connection.notices import outbox
from intentional_connection.partners.models import Membership, seat_holders

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from intentional_connection.cases.models import Case
    from intentional_connection.people.models import Account

#: A reason that is kept nowhere in a handover: the worker of before never learns that another one was asked for.
NOT_KEPT = "family_asked"


@verb(Can.HAND_OVER)
def open_handover(case: Case, by: Account, *, to: Membership, on: date | None = None) -> Handover:
    """Begin to hand the family over to another worker of the agency; both workers and the people around are told.

    `on`: the day of change, where it is agreed. Refused for the present worker, for somebody who does not work there
    today, while a handover is open, and where no worker has been in touch yet: then a worker is simply named.
    """
    referral = accepted(case)
    require_own(referral, to)
    contact = Designation.objects.standing().primary().get(case=case)
    if to.account_id == contact.account_id and not contact.interim:
        raise Refused(_("This is the family’s worker now. Choose somebody else."), "worker")
    if not needs_handover(case, referral):
        raise Refused(_("No worker has been in touch with this family yet. Name another worker; nobody has to agree."))
    if on is not None and on < clock.today():
        raise Refused(_("This day is past. Choose a day to come, or leave it open."), "on")
    try:
        with transaction.atomic():
            row = Handover.objects.create(case=case, designation=contact, to=to.account, on=on, by=by)
    except IntegrityError as error:
        if "one_open_handover" not in str(error):
            raise
        raise Refused(_("A handover of this family is open already. Finish it, or call it off first.")) from None
    _tell(row, by, "handover_open")
    return row


@verb(Can.WISH_FOR_HANDOVER)
def wish_for_handover(
    handover: Handover,
    by: Account,
    *,
    pass_on: str = "",
    keep_back: str = "",
    with_private: bool = False,
    newcomer: Newcomer | None = None,
) -> HandoverWish:
    """An adult says what the next worker should know and what not, and whether the private line goes along.

    On the own page, or written down by the worker who hands over. The newest word counts. Refused for another adult's
    wishes, and once the handover is over.
    """
    _require_open(handover)
    own = _own_adult(handover.case, by)
    adult = own or newcomer
    if adult is None or (newcomer is not None and newcomer.pk != adult.pk):
        raise Refused(_("Each adult says it alone."))
    if own is None and handover.designation.account_id != by.pk:
        raise Refused(_("The worker who hands over writes this down, or the adult on the own page."))
    _require_adult(handover, adult)
    return HandoverWish.objects.create(
        case=handover.case, handover=handover, newcomer=adult, pass_on=pass_on.strip(), keep_back=keep_back.strip(),
        with_private=with_private, by=by,
    )  # fmt: skip


@verb(Can.AGREE_HANDOVER)
def agree_handover(
    handover: Handover, by: Account, *, newcomer: Newcomer | None = None, method: str = Method.OWN_PHONE, witness: str = ""
) -> HandoverYes:
    """Say yes to the next worker: each adult alone; before anybody is here, the sponsors' contact once.

    An adult's yes aloud or on paper is written down by the worker, by the supervisor where there is none, with a
    witness who is no sponsor. Refused for another adult's yes, twice, and once the handover is over.
    """
    _require_open(handover)
    adult = None
    if family_speaks(handover.case):
        adult, witness = _adults_yes(handover, by, newcomer, method, witness)
    elif not handover.case.circle.standing().of(by).with_seat(Seat.SPONSOR_REP).exists():
        raise Refused(_("Before the family is here, the sponsors’ contact says yes."))
    elif method != Method.OWN_PHONE:
        raise Refused(_("The sponsors’ contact says yes on the own page."), "method")
    else:
        witness = ""
    voice = Voice.NEWCOMER if adult else Voice.SPONSOR
    if handover.yeses.filter(voice=voice, newcomer=adult).exists():
        raise Refused(_("This yes stands already. Nothing changes."))
    return HandoverYes.objects.create(
        case=handover.case, handover=handover, voice=voice, newcomer=adult, method=method, witness=witness, by=by
    )


def _adults_yes(
    handover: Handover, by: Account, newcomer: Newcomer | None, method: str, witness: str
) -> tuple[Newcomer, str]:
    """Whose yes it is, and the witness to be kept."""
    case, own = handover.case, _own_adult(handover.case, by)
    adult = own or newcomer
    if adult is None or (newcomer is not None and newcomer.pk != adult.pk):
        raise Refused(_("The family is here: each adult says yes alone."))
    _require_adult(handover, adult)
    seats = case.seats_of(by)
    if own is None and Seat.WORKER not in seats and (Seat.SUPERVISOR not in seats or worker_stands(case)):
        raise Refused(_("The family’s worker writes this yes down, or the adult says it on the own page."))
    return adult, require_said(case, by, own=own is not None, method=method, witness=witness)


@verb(Can.HAND_OVER)
def hand_over(
    handover: Handover, by: Account, *, backup: Membership | None = None, override: str = "", plan_reason: str = ""
) -> Handover:
    """The next worker is the family's one worker from this instant on; the one before reads it no longer.

    Reasons as in naming a worker. Refused until every yes stands, and where the next worker has left the agency.
    """
    _require_open(handover)
    case = handover.case
    referral = accepted(case)
    waiting = [one for one in whose_yes(handover, by) if not one.said]
    if waiting:
        names = ", ".join(one.newcomer.name if one.newcomer else _("the sponsors’ contact") for one in waiting)
        raise Refused(_("Still waiting for the yes of: %(names)s.") % {"names": names})
    to = Membership.objects.in_force().filter(account=handover.to, organization=referral.agency, seat=Seat.WORKER).first()
    if to is None:
        raise Refused(_("The next worker does not work here any more. Call this handover off and begin another one."))
    if override == NOT_KEPT:
        raise Refused(_("Choose another reason: this one is not written down in a handover."), "override")
    require_own(referral, to, backup)
    named = name_anew(
        case, referral, by, Chosen(to, backup, override, plan_reason), leaving=_who_leaves(handover)
    )
    handover.done_at, handover.done_by = named.since, by
    handover.save(update_fields=["done_at", "done_by"])
    _tell(handover, by, "handed_over")
    outbox.post([handover.designation.account_id], by, "handed_over", about=referral.agency, path="/today/")
    return handover


@verb(Can.HAND_OVER)
def call_off_handover(handover: Handover, by: Account) -> Handover:
    """The family stays with its worker; what was agreed for the change no longer counts. Refused once it is over."""
    _require_open(handover)
    handover.called_off_at, handover.called_off_by = clock.now(), by
    handover.save(update_fields=["called_off_at", "called_off_by"])
    _tell(handover, by, "handover_called_off")
    return handover


@verb(Can.ASK_OTHER_WORKER)
def ask_other_worker(case: Case, by: Account, *, wish: str, text: str = "") -> WorkerRequest:
    """An adult asks for another worker; the agency's supervisors are told, the worker never learns of it.

    `wish`: a code of the edition; no reason is asked. Refused before a worker is named, and while the last request waits.
    """
    adult = _own_adult(case, by)
    if adult is None:
        raise Refused(_("Each adult asks alone."))
    if wish not in case.adoption.edition.reasons_of("worker_wish"):
        raise Refused(_("Choose one of the answers shown."), "wish")
    if not worker_stands(case):
        raise Refused(_("No worker is named yet. Call the agency and say what you wish."))
    contact = Designation.objects.standing().primary().get(case=case)
    try:
        with transaction.atomic():
            row = WorkerRequest.objects.create(
                case=case, newcomer=adult, designation=contact, wish=wish, text=text.strip(), by=by
            )
    except IntegrityError as error:
        if "one_open_request_of_an_adult" not in str(error):
            raise
        raise Refused(_("You have asked already. The agency answers you here.")) from None
    readers = set(seat_holders(contact.organization, Seat.SUPERVISOR)) - {contact.account_id}
    outbox.post(readers, by, "worker_asked", about=row, path=f"/worker-requests/{row.pk}/")
    return row


@verb(Can.ANSWER_WORKER_REQUEST)
def answer_worker_request(request: WorkerRequest, by: Account, *, answer: str) -> WorkerRequest:
    """A supervisor answers an adult who asked for another worker. Refused without words, and twice."""
    if request.answered_at is not None:
        raise Refused(_("This was answered already. Nothing changes."))
    if not answer.strip():
        raise Refused(_("Write a short answer; the adult reads it on the own page."), "answer")
    request.answer, request.answered_by, request.answered_at = answer.strip(), by, clock.now()
    request.save(update_fields=["answer", "answered_by", "answered_at"])
    outbox.post([request.by_id], by, "worker_request_answered", about=request, path="/my/worker/other/")
    return request


def _require_open(handover: Handover) -> None:
    if not handover.is_open:
        raise Refused(_("This handover is over. Nothing changes."))


def _require_adult(handover: Handover, adult: Newcomer) -> None:
    if adult.case_id != handover.case_id or adult.age_group != AgeGroup.ADULT:
        raise Refused(_("Adults say it for themselves and for their children."))


def _own_adult(case: Case, by: Account) -> Newcomer | None:
    """The adult of the family that the account is."""
    row = CircleMember.objects.of_adults(case.pk).filter(account=by).select_related("newcomer").first()
    return row.newcomer if row else None


def _who_leaves(handover: Handover) -> UUID | None:
    """The worker who hands over; a colleague who was the contact for the time being may stay as the worker."""
    return handover.designation.account_id if handover.designation.account_id != handover.to_id else None


def _tell(handover: Handover, by: Account, key: str) -> None:
    outbox.post(everybody_around(handover.case), by, key, about=handover, path=f"/families/{handover.case_id}/")
