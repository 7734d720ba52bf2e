"""Open the board, say yes line by line or to all that one sees, record the family's yes, write a version down."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can
from intentional_connection.cases.models import Confirmation, Newcomer, RoleAgreement, RoleLine
from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.cases.models.changing import Speaker, begin, speaker
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.keeping import hold
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.cases.models.sharing import require_said
from intentional_connection.cases.verbs.keeping import keep_tasks
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused
from intentional_connection.roles.model import sha256

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intentional_connection.cases.models import Case, Meeting
    from intentional_connection.people.models import Account

    Shown = Iterable[RoleLine | UUID | str]

#: How a yes can be given to somebody who writes it down.
HEARD = (Method.ALOUD, Method.PAPER)


@verb(Can.SHARE_ROLES)
def open_board(case: Case, by: Account) -> Case:
    """Make the family's tasks and their lines from the catalogue, with proposals that nobody has said yes to.

    Safe to do again. Refused where the site does not divide roles on a board.
    """
    if not case.adoption.has("role_agreement"):
        raise Refused(_("This site does not use the board."))
    keep_tasks(case, by)
    return case


@verb(Can.CONFIRM_ROLES, counted=True)
def confirm_lines(case: Case, by: Account, *, lines: Shown, newcomer: Newcomer | None = None) -> list[Confirmation]:
    """Say yes to lines as they were shown, in one act; of the family each adult for oneself.

    Lines that changed meanwhile are left out: their rows have ended. A line about another adult is left to that one.
    """
    hold(case.pk)
    who = speaker(case, by)
    if newcomer is not None and newcomer.pk != who.adult:
        raise Refused(_("Each adult says yes alone."))
    return _yes_to(case, by, who, lines, Method.OWN_PHONE)


@verb(Can.RECORD_YES, counted=True)
def record_yes(newcomer: Newcomer, by: Account, *, lines: Shown, method: str, witness: str) -> list[Confirmation]:
    """Write down an adult's yes that was given aloud or on paper, read back, with a witness who is no sponsor."""
    hold(newcomer.case_id)
    if newcomer.age_group != AgeGroup.ADULT:
        raise Refused(_("Adults say yes. Parents speak for their children."))
    if method not in HEARD:
        raise Refused(_("Choose how the yes was given."), "method")
    heard = require_said(newcomer.case, by, own=False, method=method, witness=witness)
    who = Speaker(Voice.NEWCOMER, newcomer.pk)
    return _yes_to(newcomer.case, by, who, lines, method, heard)


def _yes_to(
    case: Case, by: Account, who: Speaker, lines: Shown, method: str, witness: str = ""
) -> list[Confirmation]:
    asked = {one.pk if isinstance(one, RoleLine) else UUID(str(one)) for one in lines}
    rows = RoleLine.objects.visible_to(by).current().filter(case=case, pk__in=asked).select_related("newcomer")
    adult = who.person
    done = set(Confirmation.objects.filter(who.own, case=case, taken_back_at=None).values_list("line_id", flat=True))
    return Confirmation.objects.bulk_create(
        Confirmation(case=case, line=row, party=who.voice, newcomer_id=adult, method=method, witness=witness, by=by)
        for row in rows
        if row.pk not in done and not _is_anothers(row, adult)
    )


def _is_anothers(row: RoleLine, adult: UUID | None) -> bool:
    person = row.newcomer
    return bool(adult and person and person.age_group == AgeGroup.ADULT and person.pk != adult)


@verb(Can.CONFIRM_ROLES)
def take_back_yes(line: RoleLine, by: Account) -> RoleLine:
    """Take the own yes to a line back. Refused where there is none."""
    edit = begin(line, by)
    own = edit.row.confirmations.filter(edit.speaker.own, taken_back_at=None)
    if not own.update(taken_back_at=clock.now()):
        raise Refused(_("There is no yes of yours to this line."))
    return edit.row


@verb(Can.WRITE_DOWN_ROLES)
def write_down(case: Case, by: Account, *, meeting: Meeting | None = None) -> RoleAgreement:
    """Write the board down as its next version; it need not be agreed in every line, and stands for ever.

    What is a secret of one person stands outside the shared version. Refused without lines, and outside a
    meeting where no line has changed since the last version and nobody has said yes to one.
    """
    hold(case.pk)
    digests = sorted(RoleLine.objects.current().filter(case=case, secret=False).values_list("digest", flat=True))
    if not digests:
        raise Refused(_("There is nothing on the board yet. Open it first."))
    last = RoleAgreement.objects.filter(case=case).order_by("version").last()
    digest = sha256(digests)
    if meeting is None and last is not None and last.digest == digest and not _new_yes(last):
        raise Refused(_("Nothing has changed since version %(number)s was written down.") % {"number": last.version})
    number = last.version + 1 if last else 1
    return RoleAgreement.objects.create(case=case, version=number, digest=digest, meeting=meeting, by=by)


def _new_yes(last: RoleAgreement) -> bool:
    """Whether somebody has said yes since: the same lines then stand with one more voice, the family's above all."""
    return Confirmation.objects.filter(case_id=last.case_id, at__gt=last.at, taken_back_at=None).exists()
