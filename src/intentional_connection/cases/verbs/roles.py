"""Say the own part in a line, ask another party, set aside, split, add; questions and their answers.

A party says only its own part. What somebody else said meanwhile is kept beside it; `seen` is the digest of the
line that was before the speaker's eyes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Seat
from intentional_connection.cases.models import Newcomer, Question, RoleLine, Task
from intentional_connection.cases.models.changing import (
    Said,
    begin,
    board_path,
    cells_of,
    change,
    make,
    say_yes,
    speaker,
    step_back,
    with_part,
)
from intentional_connection.cases.models.keeping import hold, next_version, row_of, writing
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.cases.models.rules import (
    asker_steps_back,
    require_lead,
    require_person,
    require_same,
    require_unsaid,
    setters,
    together,
)
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock, ids
from intentional_connection.kernel.errors import Refused
from intentional_connection.notices import outbox
from intentional_connection.roles.model import Line, Part, Party

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from intentional_connection.cases.models import Case
    from intentional_connection.people.models import Account

#: More tasks of their own than this and nobody reads the board.
MOST_OWN_TASKS = 60


@verb(Can.SHARE_ROLES)
def say_part(line: RoleLine, by: Account, *, part: str, person: object = None, reason: str = "", seen: str) -> RoleLine:
    """Say the own party's part: "lead", "help", "informed" or "" for none; on lead and help it may name one of its people.

    Refused where the matrix gives the lead to others, where a lead wants a reason, and where somebody of the
    same party said something else meanwhile.
    """
    edit = begin(line, by)
    party = edit.speaker.party
    mine = _my_part(part, require_person(edit, person), reason)
    require_unsaid(edit, mine, seen)
    said = with_part(edit.said, party, mine)
    if mine is not None and mine.part is Part.LEAD:
        require_lead(edit, party, reason)
        said = step_back(edit, said, party)
    return change(edit, said=said)


def _my_part(part: str, person: UUID | None, reason: str) -> Said | None:
    if part not in {"", *Part}:
        raise Refused(_("Choose one of the answers shown."), "part")
    if not part:
        return None
    chosen = Part(part)
    named = person if chosen in {Part.LEAD, Part.HELP} else None
    return Said(chosen, named, reason if chosen is Part.LEAD else "")


@verb(Can.SHARE_ROLES)
def ask_party(line: RoleLine, by: Account, *, party: str, seen: str) -> RoleLine:
    """Ask another party to lead: the line waits until that party says yes. Whoever asks helps instead of leading.

    Refused where that party may not lead, or may only with a reason of its own.
    """
    edit = begin(line, by)
    require_same(edit, seen)
    if party not in Voice.values or party == edit.speaker.voice:
        raise Refused(_("Choose whom you ask."), "party")
    asked = Party(party)
    require_lead(edit, asked, "", asked=True)
    said = with_part(edit.said, asked, Said(Part.LEAD, _named(edit.said.get(asked))))
    said = asker_steps_back(said, edit.speaker.party)
    return change(edit, said=step_back(edit, said, asked))


def _named(said: Said | None) -> UUID | None:
    return said.person if said else None


@verb(Can.SHARE_ROLES)
def set_not_needed(line: RoleLine, by: Account, *, reason: str, seen: str) -> RoleLine:
    """Say that the family does not need this, and why. Refused for a party whose word it is not.

    Where two parties say it together, the line stays in sight until the other one has said yes too.
    """
    edit = begin(line, by)
    require_same(edit, seen)
    if reason not in edit.case.adoption.edition.reasons_of("not_needed"):
        raise Refused(_("Choose one of the listed reasons."), "reason")
    if edit.speaker.party not in setters(edit):
        raise Refused(_("Only %(who)s can say that this is not needed.") % {"who": together(setters(edit))})
    return change(edit, not_needed=reason)


@verb(Can.SHARE_ROLES)
def need_again(line: RoleLine, by: Account, *, seen: str) -> RoleLine:
    """Take a line up again that was set aside. The family may always; others where it was theirs to set aside."""
    edit = begin(line, by)
    require_same(edit, seen)
    if edit.speaker.party not in setters(edit) | {Party.NEWCOMER}:
        raise Refused(_("Only %(who)s can take this up again.") % {"who": together(setters(edit) | {Party.NEWCOMER})})
    return change(edit, not_needed="")


@verb(Can.SHARE_ROLES)
def split_line(line: RoleLine, by: Account, *, newcomer: Newcomer) -> RoleLine:
    """Draw up an own line for one person, who needs it done in another way; the parts begin as they are for all.

    Refused for a line that concerns the family as a whole, and for somebody who has an own line already.
    """
    edit = begin(line, by)
    row = edit.row
    own = Task.objects.visible_to(by).filter(case=edit.case, code=row.key, newcomer=newcomer, ceased_at=None)
    if row.newcomer_id is not None or not own.exists():
        raise Refused(_("This line cannot be split for one person."))
    if RoleLine.objects.current().filter(case=edit.case, key=row.key, newcomer=newcomer).exists():
        raise Refused(_("There is a line for this person already."))
    if not writing(edit.case, by).may(edit.case.pk, newcomer.pk, secret=row.secret):
        raise Refused(_("This is about another adult of the family, who says it alone."))
    place = Line(row.key, newcomer.pk, cells_of(edit.said), row.not_needed)
    made = row_of(place, case=edit.case, by=by, version=next_version(edit.case.pk))
    make(made, edit.said)
    say_yes(made, by, edit.speaker)
    return made




@verb(Can.SHARE_ROLES)
def add_task(
    case: Case, by: Account, *, label: str, newcomer: Newcomer | None = None, due_on: date | None = None
) -> Task:
    """Add a task that the catalogue does not have, for the family or one person; nobody leads it yet.

    Refused for an empty text, a day far from now, and beyond sixty own tasks.
    """
    hold(case.pk)
    if not label.strip():
        raise Refused(_("Write what is to be done."), "label")
    if not writing(case, by).may(case.pk, newcomer.pk if newcomer else None, secret=False):
        raise Refused(_("This is about another adult of the family, who says it alone."), "newcomer")
    if Task.objects.filter(case=case, code__startswith="own:").count() >= MOST_OWN_TASKS:
        raise Refused(_("There are many own tasks already. Finish or set aside some of them first."))
    pk = ids.new_id()
    task = Task.objects.create(
        pk=pk, case=case, code=f"own:{pk}", newcomer=newcomer, label=label.strip(), due_on=due_on, falls_on=due_on, by=by
    )
    row = row_of(Line(task.code, task.newcomer_id), case=case, by=by, version=next_version(case.pk))
    row.save(force_insert=True)
    say_yes(row, by, speaker(case, by))
    return task


@verb(Can.CONFIRM_ROLES)
def ask_about(line: RoleLine, by: Account, *, text: str = "") -> Question:
    """"I have a question" instead of a yes: the line waits until somebody answers. The text may be empty."""
    edit = begin(line, by)
    who = edit.speaker
    return Question.objects.create(
        case=edit.case, line=edit.row, party=who.voice, newcomer_id=who.person, text=text.strip(), by=by
    )


@verb(Can.SHARE_ROLES)
def answer_question(question: Question, by: Account, *, answer: str) -> Question:
    """Answer a question about a line; whoever asked is told. The family's is answered by its worker.

    Refused when it was answered meanwhile.
    """
    if question.party == Voice.NEWCOMER and Seat.WORKER not in question.seats_of(by):
        raise Refused(_("The family’s worker answers this question."))
    if question.answered_at is not None:
        raise Refused(_("This question has its answer already."))
    if not answer.strip():
        raise Refused(_("Write an answer here."), "answer")
    question.answer, question.answered_by, question.answered_at = answer.strip(), by, clock.now()
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    path = board_path(question.case_id)
    outbox.post({question.by_id}, by, "question_answered", about=question, path=path, thing=question.line_id)
    return question
