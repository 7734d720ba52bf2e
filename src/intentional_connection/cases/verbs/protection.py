"""What only those named hear: concerns and replies, notes for safety, a difficulty heard side by side (handbook 3.6, C43)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Seat
from intentional_connection.cases.models import (
    Concern,
    ConcernReply,
    Difficulty,
    DifficultyDecision,
    DifficultySide,
    ProtectionReader,
    RestrictedNote,
)
from intentional_connection.cases.models.circumstances import keep
from intentional_connection.cases.models.hearing import ABOUT, accused, hearers, may_hold_tasks, people_to_name
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.cases.verbs.keeping import keep_tasks
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused
from intentional_connection.notices import outbox
from intentional_connection.partners.models import seat_holders

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from intentional_connection.cases.models import Case, Newcomer
    from intentional_connection.people.models import Account

#: The catalogue's condition that brings the tasks of a difficulty.
DIFFICULTY = "sponsorship_difficulty"


@verb(Can.RAISE_CONCERN)
def raise_concern(case: Case, by: Account, *, about: str, hears: str, text: str) -> Concern:
    """Tell a problem with sponsors, worker or SAH to one who hears it; whoever it is about never learns of it.

    Refused without words, and where nobody of that kind exists or it would be the one it is about.
    """
    if about not in {str(voice) for voice in ABOUT}:
        raise Refused(_("Choose whom it is about."), "about")
    if not text.strip():
        raise Refused(_("Write in a few words what happened."), "text")
    who = next((one for one in hearers(case, about, by) if one.hears == hears), None)
    if who is None:
        raise Refused(_("Choose somebody else to hear it: this one is not there, or it is about them."), "hears")
    place, _them = accused(case, about)
    adult = case.circle.standing().with_seat(Seat.NEWCOMER).filter(account_id=by.pk).first()
    row = Concern.objects.create(
        case=case, newcomer_id=adult.newcomer_id if adult else None, about=about, organization=place, hears=hears,
        text=text.strip(), by=by,
    )  # fmt: skip
    named = {"case": case, "concern": row, "by": by}
    ProtectionReader.objects.create(account=by, **named)
    ProtectionReader.objects.create(account_id=who.account_id, organization_id=who.organization_id, seat=who.seat, **named)
    outbox.post(who.told, by, "concern", about=row, path=f"/concerns/{row.pk}/")
    return row


@verb(Can.HEAR_CONCERN)
def reply_to_concern(concern: Concern, by: Account, *, text: str) -> ConcernReply:
    """Answer a concern, or add to it: its author and whoever hears it write to each other. Refused once it is closed."""
    if concern.closed_at is not None:
        raise Refused(_("This is closed. Tell it anew, if something is still not right."))
    if not text.strip():
        raise Refused(_("Write a few words first."), "text")
    row = ConcernReply.objects.create(case_id=concern.case_id, concern=concern, text=text.strip(), by=by)
    own = "/my/help/told/" if concern.newcomer_id else f"/concerns/{concern.pk}/"
    for pk in _readers(concern) - {by.pk}:
        outbox.post([pk], by, "concern", about=row, path=own if pk == concern.by_id else f"/concerns/{concern.pk}/")
    return row


@verb(Can.HEAR_CONCERN)
def close_concern(concern: Concern, by: Account) -> Concern:
    """It is settled, for its author or for whoever hears it; what was written stays. Refused when it is closed already."""
    if concern.closed_at is not None:
        raise Refused(_("This is closed already."))
    concern.closed_at, concern.closed_by = clock.now(), by
    concern.save(update_fields=["closed_at", "closed_by"])
    return concern


def _readers(concern: Concern) -> set[UUID]:
    found: set[UUID] = set()
    for row in concern.readers.filter(ended_at=None).select_related("organization"):
        found |= {row.account_id} if row.account_id else set(seat_holders(row.organization, Seat(row.seat)))
    return found


@verb(Can.WRITE_NOTE)
def write_note(case: Case, by: Account, *, text: str) -> RestrictedNote:
    """Write a short note for safety; nobody else reads it until a reader is named. Refused when empty."""
    if not text.strip():
        raise Refused(_("Write the note in a few words."), "text")
    row = RestrictedNote.objects.create(case=case, text=text.strip(), by=by)
    ProtectionReader.objects.create(case=case, note=row, account=by, by=by)
    return row


@verb(Can.WRITE_NOTE)
def end_note(note: RestrictedNote, by: Account) -> RestrictedNote:
    """The note is not needed any more: it leaves the pages. Refused when it ended already."""
    if note.ended_at is not None:
        raise Refused(_("This note has ended already."))
    note.ended_at, note.ended_by = clock.now(), by
    note.save(update_fields=["ended_at", "ended_by"])
    return note


@verb(Can.WRITE_NOTE)
def name_reader(thing: RestrictedNote | Difficulty, by: Account, *, account: Account) -> ProtectionReader:
    """Let one more person of the circle read a note or a difficulty. Refused for who reads it, or stands in no circle."""
    standing = thing.readers.filter(ended_at=None)
    known = set(standing.exclude(account=None).values_list("account_id", flat=True))
    if account.pk not in {one.pk for one in people_to_name(thing.case, known)}:
        raise Refused(_("Choose somebody of the circle who does not read it yet."), "account")
    of, kind = ({"note": thing}, "notes") if isinstance(thing, RestrictedNote) else ({"difficulty": thing}, "difficulties")
    row = ProtectionReader.objects.create(case_id=thing.case_id, account=account, by=by, **of)
    outbox.post([account.pk], by, "protection", about=row, path=f"/{kind}/{thing.pk}/")
    return row


@verb(Can.WRITE_NOTE)
def end_reader(reader: ProtectionReader, by: Account) -> ProtectionReader:
    """Somebody reads it no longer, from now on. Refused for its author, who keeps it, and when it ended already."""
    thing = reader.note or reader.difficulty
    if thing is None or reader.account_id == thing.by_id:
        raise Refused(_("Who wrote it keeps reading it."))
    if reader.ended_at is not None:
        raise Refused(_("This ended already."))
    reader.ended_at = clock.now()
    reader.save(update_fields=["ended_at"])
    return reader


@verb(Can.LOOK_AFTER_DIFFICULTY)
def open_difficulty(case: Case, by: Account, *, safety: bool, person: Newcomer | None = None) -> Difficulty:
    """Look after a difficulty between family and sponsors; nobody else knows until a reader is named.

    The catalogue's tasks are made where `person` is named: an adult whose secret tasks no sponsor reads. Refused while
    one of one's own is open.
    """
    if Difficulty.objects.visible_to(by).filter(case=case, by=by, ended_at=None).exists():
        raise Refused(_("You look after a difficulty already. Go on there."))
    if person is not None and person not in may_hold_tasks(case, by):
        raise Refused(_("Tasks would tell the sponsors of it. Open it without tasks."), "person")
    row = Difficulty.objects.create(case=case, safety=safety, by=by)
    ProtectionReader.objects.create(case=case, difficulty=row, account=by, by=by)
    if person is not None and keep(case, by, {(DIFFICULTY, person.pk): True}):
        keep_tasks(case, by)
    return row


@verb(Can.LOOK_AFTER_DIFFICULTY)
def hear_side(
    difficulty: Difficulty,
    by: Account,
    *,
    voice: str,
    happened: str,
    newcomer: Newcomer | None = None,
    needed: str = "",
    may_be_told: str = "",
) -> DifficultySide:
    """Write down what one side said, heard apart: what happened, what is needed now, what may be told to whom.

    Refused without words, after the end, and for the family without the adult who spoke.
    """
    _require_open(difficulty)
    if not happened.strip():
        raise Refused(_("Write what happened, in their own words."), "happened")
    if (voice == Voice.NEWCOMER) != (newcomer is not None):
        raise Refused(_("Choose which adult spoke. Each adult speaks alone."), "side")
    return DifficultySide.objects.create(
        case_id=difficulty.case_id, difficulty=difficulty, voice=voice, newcomer=newcomer, happened=happened.strip(),
        needed=needed.strip(), may_be_told=may_be_told.strip(), by=by,
    )  # fmt: skip


@verb(Can.LOOK_AFTER_DIFFICULTY)
def decide_in_difficulty(
    difficulty: Difficulty, by: Account, *, step: str, owner: str, due_on: date, text: str = ""
) -> DifficultyDecision:
    """Write down the next step, who takes it and by which day; also who tells IRCC. Refused after the end, and for a past day."""
    _require_open(difficulty)
    _require_step(difficulty, step, "step")
    if due_on < clock.today():
        raise Refused(_("This day is past. Write today or a later day."), "due_on")
    return DifficultyDecision.objects.create(
        case_id=difficulty.case_id, difficulty=difficulty, step=step, owner=owner, due_on=due_on, text=text.strip(), by=by
    )


@verb(Can.LOOK_AFTER_DIFFICULTY)
def end_difficulty(difficulty: Difficulty, by: Account, *, outcome: str) -> Difficulty:
    """It ends, with how it was settled; its tasks are set aside. What was written stays for those who read it."""
    _require_open(difficulty)
    _require_step(difficulty, outcome, "outcome")
    difficulty.outcome, difficulty.ended_at, difficulty.ended_by = outcome, clock.now(), by
    difficulty.save(update_fields=["outcome", "ended_at", "ended_by"])
    case = difficulty.case
    people = may_hold_tasks(case, by)
    if people and keep(case, by, {(DIFFICULTY, one.pk): False for one in people}):
        keep_tasks(case, by)
    return difficulty


def _require_open(difficulty: Difficulty) -> None:
    if difficulty.ended_at is not None:
        raise Refused(_("This has ended. Open a new one, if it goes on."))


def _require_step(difficulty: Difficulty, code: str, about: str) -> None:
    if code not in difficulty.case.adoption.edition.reasons_of("difficulty"):
        raise Refused(_("Choose one of the answers shown."), about)
