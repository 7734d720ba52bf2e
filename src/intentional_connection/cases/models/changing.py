"""One line of the board under change: what stands now, what a reader had before the eyes, and the row that follows.

A line never changes: an edit ends the row and makes another, within the family's lock. What somebody else said
meanwhile stays; only where two people of the same party said two things about their own part does it stop.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.gathering import VOICE_OF, everybody_around
from intentional_connection.cases.models.keeping import has_sah, hold, next_version, role_of, row_of
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.cases.models.roles import Confirmation, Role, RoleLine, RolePart
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices import outbox
from intentional_connection.roles.model import Cell, Line, Part, Party

if TYPE_CHECKING:
    from uuid import UUID

    from intentional_connection.cases.models.case import Case
    from intentional_connection.people.models import Account
    from intentional_connection.practice.catalogue import TaskType

#: Whoever changes several lines in one sitting is told about once.
TOLD_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Said:
    """One party's part in a line as its row holds it: part, whom it named, and the reason where one is asked for."""

    part: Part
    person: UUID | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """For whom an account speaks around a family; of the family, which adult it is."""

    voice: Voice
    adult: UUID | None = None

    @property
    def party(self) -> Party:
        """The voice as the engine names it."""
        return Party(self.voice.value)

    @property
    def person(self) -> UUID | None:
        """The adult whose word it is; None where the word is a party's."""
        return self.adult if self.voice == Voice.NEWCOMER else None

    @property
    def own(self) -> Q:
        """What is this speaker's among yeses and questions."""
        return Q(party=self.voice, newcomer_id=self.person)


@dataclass(frozen=True)
class Edit:
    """A line that is about to be changed by somebody, within the family's lock."""

    case: Case
    by: Account
    speaker: Speaker
    row: RoleLine
    said: dict[Party, Said]
    earlier: list[RoleLine] = field(default_factory=list)

    @property
    def task_type(self) -> TaskType | None:
        """The type of the catalogue; None for the people's own task."""
        return next((one for one in self.case.adoption.edition.tasks if one.code == self.row.key), None)

    @property
    def kind(self) -> str:
        """The kind by which the matrix says who may lead; an own task is anybody's who says yes."""
        return self.task_type.kind if self.task_type else "good_practice"

    @property
    def has_sah(self) -> bool:
        """Whether a SAH stands around the family."""
        return has_sah(self.case)

    @property
    def leads(self) -> list[Party]:
        """Who leads as the line stands."""
        return [party for party, one in self.said.items() if one.part is Part.LEAD]

    def seen(self, digest: str) -> RoleLine | None:
        """The row that somebody had before the eyes; None where there is no such row."""
        return next((row for row in (self.row, *self.earlier) if row.digest == digest), None)

    def spoke_as_lead(self, party: Party) -> bool:
        """Whether the party itself ever said yes to leading this; a proposal of the catalogue is nobody's word."""
        rows = [self.row, *self.earlier]
        yes = Confirmation.objects.filter(line__in=rows, party=party.value, taken_back_at=None)
        led = Role.objects.filter(line=OuterRef("line"), party=party.value, part=RolePart.LEAD)
        return yes.filter(Exists(led)).exists()


def speaker(case: Case, by: Account) -> Speaker:
    """For whom the account speaks; NotAllowed for those who only look on."""
    for row in sorted(case.circle.standing().of(by), key=lambda row: list(VOICE_OF).index(row.seat) if row.seat in VOICE_OF else 9):
        if row.seat in VOICE_OF:
            return Speaker(VOICE_OF[row.seat], row.newcomer_id)
    raise NotAllowed


def begin(line: RoleLine, by: Account) -> Edit:
    """Take hold of the line as it stands now, whichever row of it somebody had open."""
    hold(line.case_id)
    rows = RoleLine.objects.visible_to(by).filter(case_id=line.case_id, key=line.key, newcomer_id=line.newcomer_id)
    newest, *earlier = rows.select_related("case__adoption").order_by("-id")
    who = speaker(newest.case, by)
    if who.voice == Voice.NEWCOMER and newest.newcomer is not None and newest.newcomer_id != who.adult:
        _require_childs(newest)
    return Edit(newest.case, by, who, newest, said_of(newest), earlier)


def _require_childs(row: RoleLine) -> None:
    """Adults speak for themselves and for their children."""
    if row.newcomer is not None and row.newcomer.age_group == "adult":
        raise Refused(_("This is about another adult of the family, who says it alone."))


def said_of(row: RoleLine) -> dict[Party, Said]:
    """What each party says in this row."""
    return {
        Party(one.party): Said(Part(one.part), one.newcomer_id or one.account_id, one.reason) for one in row.roles.all()
    }


def cells_of(said: dict[Party, Said]) -> tuple[Cell, ...]:
    """The engine's cells of what was said."""
    return tuple(Cell(party, one.part, one.person) for party, one in said.items())


def change(edit: Edit, *, said: dict[Party, Said] | None = None, not_needed: str | None = None) -> RoleLine:
    """Put a row in the place of the line's present one, with the changer's own yes; the others are told.

    Where nothing is different, the present row stays and gets the yes.
    """
    said = edit.said if said is None else said
    reason = edit.row.not_needed if not_needed is None else not_needed
    line = Line(edit.row.key, edit.row.newcomer_id, cells_of(said), reason)
    if line.digest == edit.row.digest and said == edit.said:
        say_yes(edit.row, edit.by, edit.speaker)
        return edit.row
    return _put(edit, line, said)


def _put(edit: Edit, line: Line, said: dict[Party, Said]) -> RoleLine:
    version = next_version(edit.case.pk)
    edit.row.ended_in = version
    edit.row.save(update_fields=["ended_in"])
    row = row_of(line, case=edit.case, by=edit.by, version=version)
    make(row, said)
    say_yes(row, edit.by, edit.speaker)
    _tell(edit)
    return row


def make(row: RoleLine, said: dict[Party, Said]) -> None:
    """Save a line with its parts."""
    row.save(force_insert=True)
    Role.objects.bulk_create(role_of(row, Cell(party, one.part, one.person), one.reason) for party, one in said.items())


def say_yes(row: RoleLine, by: Account, who: Speaker) -> None:
    """The yes of whoever acts, once."""
    if not row.confirmations.filter(who.own, taken_back_at=None).exists():
        Confirmation.objects.create(
            case_id=row.case_id, line=row, party=who.voice, newcomer_id=who.person, method=Method.OWN_PHONE, by=by
        )


def _tell(edit: Edit) -> None:
    """Tell the others in neutral words, once for the lines that somebody changes in one sitting."""
    if edit.row.secret:
        return
    earlier = RoleLine.objects.filter(case=OuterRef("case"), key=OuterRef("key"), id__lt=OuterRef("id"), ended_in__isnull=False)
    recent = RoleLine.objects.filter(case=edit.case, by=edit.by, at__gt=clock.now() - TOLD_WITHIN).filter(Exists(earlier))
    if recent.count() <= 1:
        readers, path = everybody_around(edit.case), board_path(edit.case.pk)
        outbox.post(readers, edit.by, "roles_changed", about=edit.case, path=path, thing=edit.row.pk)


def board_path(case: UUID) -> str:
    """Where the board of a family stands."""
    return f"/families/{case}/board/"


def with_part(said: dict[Party, Said], party: Party, part: Said | None) -> dict[Party, Said]:
    """The same with one party's part replaced, or taken out."""
    rest = {one: old for one, old in said.items() if one is not party}
    return rest if part is None else {**rest, party: part}


def step_back(edit: Edit, said: dict[Party, Said], new_lead: Party) -> dict[Party, Said]:
    """Where somebody leads, a lead that only the catalogue proposed becomes help: nobody had said it.

    A lead that its party said itself stays: then two lead, and the board shows both.
    """
    proposed = [party for party in edit.leads if party is not new_lead and not edit.spoke_as_lead(party)]
    return {party: replace(one, part=Part.HELP, reason="") if party in proposed else one for party, one in said.items()}
