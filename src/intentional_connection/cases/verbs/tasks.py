"""Ticks and words beside tasks; what holds for a family; what is missing, and the worker's answer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Seat
from intentional_connection.cases.models import Need, NeedAnswer, TaskComment, TaskDone
from intentional_connection.cases.models.circumstances import keep, questions_for
from intentional_connection.cases.models.gaps import origin_of
from intentional_connection.cases.models.gathering import voice_of, worker_of
from intentional_connection.cases.verbs.keeping import keep_tasks
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices import outbox

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from intentional_connection.cases.models import Case, Task
    from intentional_connection.people.models import Account


@verb(Can.TICK)
def tick(task: Task, by: Account, *, on: date) -> TaskDone:
    """It is done. Refused for a day to come, when it is ticked already, and where it no longer applies."""
    if on > clock.today():
        raise Refused(_("This day is still to come. Write the day on which it was done."), "on")
    if task.ceased_at is not None:
        raise Refused(_("This is not needed any more, so there is nothing to tick."))
    if task.ticks.filter(undone_at=None).exists():
        raise Refused(_("Somebody ticked this already."))
    return TaskDone.objects.create(case_id=task.case_id, task=task, on=on, by=by)


@verb(Can.TICK)
def untick(task: Task, by: Account) -> TaskDone:
    """It is not done yet; the tick stays, with its end. Refused where there is none."""
    row: TaskDone | None = task.ticks.filter(undone_at=None).first()
    if row is None:
        raise Refused(_("This is not ticked. Load the page again."))
    row.undone_by, row.undone_at = by, clock.now()
    row.save(update_fields=["undone_by", "undone_at"])
    return row


@verb(Can.TICK)
def comment(task: Task, by: Account, *, text: str) -> TaskComment:
    """Write a line beside a task. Refused when empty."""
    voice = voice_of(task.case, by)
    if voice is None:
        raise NotAllowed
    if not text.strip():
        raise Refused(_("Write a few words first."), "text")
    return TaskComment.objects.create(case_id=task.case_id, task=task, voice=voice, text=text.strip(), by=by)


@verb(Can.SAY_CIRCUMSTANCE)
def say_circumstances(case: Case, by: Account, *, holds: dict[tuple[str, UUID | None], bool]) -> Case:
    """Say what holds for the family and its people; tasks follow. Only what is asked changes, the rest stays as it was.

    Refused for what the one who says it may not write.
    """
    asked = {question.key for question in questions_for(case, by)}
    if not set(holds) <= asked:
        raise Refused(_("One of these answers is not yours to give. Load the page again."))
    if keep(case, by, holds):
        keep_tasks(case, by)
    return case


@verb(Can.SEE_GAP)
def see_gap(case: Case, by: Account, *, text: str) -> Need:
    """Say that something is missing: the worker reads it and answers, or names a day. Refused before there is a worker."""
    worker = worker_of(case)
    if worker is None:
        raise Refused(_("No worker is named yet. As soon as there is one, you can write here what is missing."))
    if not text.strip():
        raise Refused(_("Write in a few words what is missing."), "text")
    row = Need.objects.create(case=case, origin=origin_of(case, by), text=text.strip(), by=by)
    outbox.post([worker], by, "gap_seen", about=case, path=f"/families/{case.pk}/gaps/")
    return row


@verb(Can.ANSWER_GAP)
def answer_gap(need: Need, by: Account, *, text: str = "", by_day: date | None = None) -> NeedAnswer:
    """Answer what somebody sees missing, or name the day by which there will be an answer; who asked is told.

    Refused without either, and for a day that is past.
    """
    if not text.strip() and by_day is None:
        raise Refused(_("Write an answer, or the day by which you will know."), "text")
    if by_day and by_day < clock.today():
        raise Refused(_("This day is past. Write today or a later day."), "by_day")
    row = NeedAnswer.objects.create(case_id=need.case_id, need=need, text=text.strip(), by_day=by_day, by=by)
    own = need.case.circle.standing().with_seat(Seat.NEWCOMER).filter(account_id=need.by_id).exists()
    outbox.post([need.by_id], by, "gap_answered", about=need, path="/my/" if own else f"/families/{need.case_id}/gaps/")
    return row
