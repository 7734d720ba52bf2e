"""The connection check: opened after arrival, answered by the newcomer and by the worker, complete by both."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Seat
from intentional_connection.cases.models import CircleMember, ConnectionAnswer, ConnectionCheck, ServiceConnection
from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.cases.models.checking import OWN, all_settled, has_landed, wanted
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.connection import Linked
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.cases.models.sharing import require_said
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused

if TYPE_CHECKING:
    from datetime import date

    from intentional_connection.cases.models import Case, Meeting, Newcomer
    from intentional_connection.people.models import Account

PART = "connection_check"


@verb(Can.OPEN_CHECK)
def open_check(case: Case, by: Account, *, meeting: Meeting | None = None) -> ConnectionCheck:
    """Open the family's list of connections, or bring it up to date: one item per entry of the edition and person.

    What stands there stays. Refused where the site has no such check, before anybody arrived, and while no adult
    shares the plan with the worker's agency.
    """
    _require_part(case)
    if meeting is None and not has_landed(case, by):
        raise Refused(_("The check opens when somebody of the family has arrived. Record the arrival first."))
    rows = wanted(case, by)
    if not rows:
        raise Refused(_("Nobody of the family shares the plan with you now. Ask each adult first what they want to share."))
    check = ConnectionCheck.objects.visible_to(by).of_case(case)
    check = check or ConnectionCheck.objects.create(case=case, by=by, meeting=meeting)
    there = set(ServiceConnection.objects.visible_to(by).filter(case=case).values_list("item", "newcomer_id"))
    missing = [row for row in rows if (row.item, row.newcomer.pk if row.newcomer else None) not in there]
    for row in missing:
        ServiceConnection.objects.create(
            case=case, newcomer=row.newcomer, item=row.item, owner=row.owner, due_on=row.due_on, by=by
        )
    _mark(check, case)
    return check


@verb(Can.OPEN_CHECK)
def add_connection(
    case: Case, by: Account, *, label: str, newcomer: Newcomer | None, owner: str, due_on: date
) -> ServiceConnection:
    """Add an item of one's own to the open check, for one person or the whole family. Refused for a day that is over."""
    check = _held_check(case, by)
    _require_care(case, owner, due_on)
    row = ServiceConnection.objects.create(
        case=case, newcomer=newcomer, item=f"{OWN}{uuid4()}", label=label, owner=owner, due_on=due_on, by=by
    )
    _mark(check, case)
    return row


@verb(Can.OPEN_CHECK)
def set_connection(connection: ServiceConnection, by: Account, *, owner: str, due_on: date, reason: str = "") -> ServiceConnection:
    """Say who sees to an item, by when, and why it stays as it is, if it does. Refused for a new day that is over.

    A reason settles the item; "" opens it again.
    """
    case = connection.case
    check = _held_check(case, by)
    _require_care(case, owner, None if due_on == connection.due_on else due_on)
    if reason and reason not in case.adoption.edition.reasons_of("connection"):
        raise Refused(_("Choose one of the listed reasons."), "reason")
    connection.owner, connection.due_on, connection.reason = owner, due_on, reason
    connection.save(update_fields=["owner", "due_on", "reason"])
    _mark(check, case)
    return connection


@verb(Can.ANSWER_CONNECTION)
def answer_connection(
    connection: ServiceConnection,
    by: Account,
    *,
    state: str,
    newcomer: Newcomer | None = None,
    method: str = Method.OWN_PHONE,
    witness: str = "",
    interpreter: str = "",
) -> ConnectionAnswer:
    """Say how far one item is. An adult for oneself, the family and the children; the worker for the worker.

    The worker writes down an adult's own answer (`newcomer`) said aloud or on paper, with a witness. The check is
    complete once both have settled every item. Refused for another adult's item.
    """
    case = connection.case
    if state not in Linked.values:
        raise Refused(_("Choose one of the answers shown."), "state")
    check = _held_check(case, by)
    own = _own_adult(case, by)
    speaker = own or newcomer
    kept = ""
    if speaker is not None:
        _require_own_item(connection, speaker, newcomer)
        kept = require_said(case, by, own=own is not None, method=method, witness=witness, interpreter=interpreter)
    answer = ConnectionAnswer.objects.create(
        case=case,
        connection=connection,
        voice=Voice.NEWCOMER if speaker else Voice.WORKER,
        newcomer=speaker,
        state=state,
        method=method if speaker else Method.OWN_PHONE,
        witness=kept,
        by=by,
    )
    _mark(check, case)
    return answer


def _require_part(case: Case) -> None:
    if not case.adoption.has(PART):
        raise Refused(_("The connection check is not in this site."))


def _held_check(case: Case, by: Account) -> ConnectionCheck:
    """The open check, held until the act ends: of two answers at the same moment the second sees the first."""
    _require_part(case)
    rows = ConnectionCheck.objects.visible_to(by).filter(case=case)
    check: ConnectionCheck | None = rows.select_for_update(of=("self",), no_key=True).first()
    if check is None:
        raise Refused(_("The check is not open yet. The worker opens it at the first meeting together."))
    return check


def _require_care(case: Case, owner: str, due_on: date | None) -> None:
    if owner not in Voice.values or (owner == Voice.SAH and not case.has_sah):
        raise Refused(_("Choose one of the answers shown."), "owner")
    if due_on is not None and due_on < clock.today():
        raise Refused(_("This day is over. Choose today or a later day."), "due_on")


def _own_adult(case: Case, by: Account) -> Newcomer | None:
    """The adult of this family that the account is."""
    rows = CircleMember.objects.visible_to(by).standing().with_seat(Seat.NEWCOMER).filter(case=case, account=by)
    row = rows.select_related("newcomer").first()
    return row.newcomer if row else None


def _require_own_item(connection: ServiceConnection, speaker: Newcomer, named: Newcomer | None) -> None:
    """An adult answers for oneself, the family and the children, in the own name."""
    about = connection.newcomer
    mine = about is None or about.pk == speaker.pk or about.age_group == AgeGroup.CHILD
    same = named is None or named.pk == speaker.pk
    if not (mine and same and speaker.case_id == connection.case_id and speaker.age_group == AgeGroup.ADULT):
        raise Refused(_("Each adult answers for oneself. Ask the person whose item this is."), "newcomer")


def _mark(check: ConnectionCheck, case: Case) -> None:
    """Complete from this answer on, or open again."""
    complete = all_settled(case)
    if complete != bool(check.completed_at):
        check.completed_at = clock.now() if complete else None
        check.save(update_fields=["completed_at"])
