"""Between meetings: questions to the worker, news for all, the private line, how somebody is, the way to a service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Seat
from intentional_connection.cases.models import (
    CheckIn,
    Designation,
    OnwardOutcome,
    OnwardReferral,
    PrivateMessage,
    Update,
    WorkerQuestion,
)
from intentional_connection.cases.models.gathering import everybody_around, voice_of, worker_of
from intentional_connection.cases.models.staying import Feeling
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices import outbox
from intentional_connection.people.models import Account

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from uuid import UUID

    from intentional_connection.cases.models import Case, Newcomer, ServiceConnection


@verb(Can.ASK_WORKER)
def ask_worker(case: Case, by: Account, *, text: str) -> WorkerQuestion:
    """Ask the worker something in the open: all four voices read question and answer. Refused before there is a worker."""
    worker, voice = worker_of(case), voice_of(case, by)
    if worker is None:
        raise Refused(_("No worker is named yet. As soon as there is one, you can ask here."))
    if voice is None:
        raise NotAllowed
    row = WorkerQuestion.objects.create(case=case, voice=voice, text=_words(text, _("Write your question first.")), by=by)
    outbox.post([worker], by, "worker_asked", about=case, path=f"/families/{case.pk}/questions/")
    return row


@verb(Can.ANSWER_WORKER_QUESTION)
def answer_worker_question(question: WorkerQuestion, by: Account, *, answer: str) -> WorkerQuestion:
    """Answer a question that was asked in the open; who asked is told. Refused without words, and a second time."""
    if question.answered_at:
        raise Refused(_("This question has its answer already. Write news for all if something changed."))
    question.answer = _words(answer, _("Write the answer in a few words."), "answer")
    question.answered_by, question.answered_at = by, clock.now()
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    _tell(question.case, {question.by_id}, by, "worker_answered", "questions")
    return question


@verb(Can.WRITE_UPDATE)
def write_update(case: Case, by: Account, *, text: str) -> Update:
    """Write news to all four voices; the family reads it too. Refused without words."""
    voice = voice_of(case, by)
    if voice is None:
        raise NotAllowed
    row = Update.objects.create(case=case, voice=voice, text=_words(text, _("Write a few words first.")), by=by)
    _tell(case, everybody_around(case), by, "news", "news")
    return row


@verb(Can.WRITE_PRIVATE)
def write_private(newcomer: Newcomer, by: Account, *, text: str) -> PrivateMessage:
    """Say something on the line between one adult and the worker, and nobody else; the other side is told that there is something.

    Refused before there is a worker, for whoever only stands in for the worker, and without words.
    """
    worker, adult = _line_of(newcomer)
    if by.pk not in {worker, adult}:
        raise Refused(_("This line is between the adult and the family’s own worker. Call the adult instead."))
    row = PrivateMessage.objects.create(
        case_id=newcomer.case_id, newcomer=newcomer, worker_id=worker, text=_words(text, _("Write a few words first.")), by=by
    )
    _tell_line(newcomer, worker, adult, by)
    return row


@verb(Can.WRITE_PRIVATE)
def ask_erasure(newcomer: Newcomer, by: Account) -> PrivateMessage:
    """An adult asks the worker, on the private line, that what is kept about them is deleted; it waits on Today until it is answered.

    Written in the worker's language. Refused for anybody but the adult, and before there is a worker.
    """
    worker, adult = _line_of(newcomer)
    if by.pk != adult:
        raise Refused(_("Only the adult asks for this, on the own page."))
    language = Account.objects.values_list("language", flat=True).get(pk=worker)
    with translation.override(language):
        text = _("I ask that what is kept about me is deleted. Please answer within 30 days.")
    row = PrivateMessage.objects.create(case_id=newcomer.case_id, newcomer=newcomer, worker_id=worker, text=text, by=by)
    _tell_line(newcomer, worker, adult, by)
    return row


@verb(Can.CHECK_IN)
def check_in(newcomer: Newcomer, by: Account, *, feeling: str, wants_call: bool = False) -> CheckIn:
    """An adult says how things are, and whether the worker should call; on the private line, answered by a person."""
    worker, adult = _line_of(newcomer)
    if feeling not in Feeling.values:
        raise Refused(_("Choose one of the three answers."), "feeling")
    row = CheckIn.objects.create(
        case_id=newcomer.case_id, newcomer=newcomer, worker_id=worker, feeling=feeling, wants_call=wants_call, by=by
    )
    _tell_line(newcomer, worker, adult, by)
    return row


@verb(Can.ANSWER_CHECK_IN)
def answer_check_in(check: CheckIn, by: Account, *, answer: str = "") -> CheckIn:
    """The worker answers how an adult said to be: with words, or, without any, by having called. Refused a second time."""
    if check.answered_at:
        raise Refused(_("This is answered already. Write on the private line if there is more to say."))
    check.answer, check.answered_by, check.answered_at = answer.strip(), by, clock.now()
    check.save(update_fields=["answer", "answered_by", "answered_at"])
    worker, adult = _line_of(check.newcomer)
    _tell_line(check.newcomer, worker, adult, by)
    return check


@verb(Can.REFER_ONWARD)
def refer_onward(
    case: Case,
    by: Account,
    *,
    service: str,
    reached_at: str,
    ask_on: date,
    newcomer: Newcomer | None = None,
    connection: ServiceConnection | None = None,
) -> OnwardReferral:
    """Ask one service to receive a person or the whole family; on the day named the worker asks what came of it.

    Refused without the service, for a day that is past, and for somebody of another family.
    """
    if ask_on < clock.today():
        raise Refused(_("This day is past. Write the day on which you ask what came of it."), "ask_on")
    if any(row is not None and row.case_id != case.pk for row in (newcomer, connection)):
        raise Refused(_("Choose among the people and services of this family."))
    return OnwardReferral.objects.create(
        case=case,
        newcomer=connection.newcomer if connection else newcomer,
        connection=connection,
        service=_words(service, _("Write which service it is."), "service"),
        reached_at=reached_at.strip(),
        ask_on=ask_on,
        by=by,
    )


@verb(Can.REFER_ONWARD)
def record_outcome(referral: OnwardReferral, by: Account, *, outcome: str, on: date) -> OnwardOutcome:
    """Write down what came of the way to a service; the newest counts. Refused for a day to come or before the referral."""
    if outcome not in referral.case.adoption.edition.reasons_of("outcome"):
        raise Refused(_("Choose one of the listed answers."), "outcome")
    if on > clock.today():
        raise Refused(_("This day is still to come. Write the day on which it was so."), "on")
    if on < referral.at.astimezone(clock.ONTARIO).date():
        raise Refused(_("This is before you asked the service. Check the day."), "on")
    return OnwardOutcome.objects.create(case_id=referral.case_id, referral=referral, outcome=outcome, on=on, by=by)


def _words(text: str, missing: str, field: str = "text") -> str:
    """What was written, without the blanks around it."""
    if not text.strip():
        raise Refused(missing, field)
    return text.strip()


def _line_of(newcomer: Newcomer) -> tuple[UUID, UUID | None]:
    """The two accounts of a private line: the family's own worker, and the adult where there is an own key."""
    row = Designation.objects.standing().primary().filter(case_id=newcomer.case_id, interim=False).first()
    if row is None:
        raise Refused(_("No worker is named yet. As soon as there is one, you can write here."))
    place = newcomer.case.circle.standing().with_seat(Seat.NEWCOMER).filter(newcomer=newcomer).first()
    return row.account_id, place.account_id if place else None


def _tell_line(newcomer: Newcomer, worker: UUID, adult: UUID | None, by: Account) -> None:
    """Tell the other side that there is something, and nothing more."""
    if adult:
        outbox.post([adult], by, "private", about=newcomer, path="/my/private/")
    outbox.post([worker], by, "private", about=newcomer, path=f"/newcomers/{newcomer.pk}/private/")


def _tell(case: Case, readers: Collection[UUID], by: Account, key: str, page: str) -> None:
    """Adults open their own page, the others the family's."""
    adults = set(case.circle.standing().with_seat(Seat.NEWCOMER).values_list("account_id", flat=True))
    outbox.post(set(readers) - adults, by, key, about=case, path=f"/families/{case.pk}/{page}/")
    outbox.post(set(readers) & adults, by, key, about=case, path=f"/my/{page}/")
