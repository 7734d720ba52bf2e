"""The family moves to another community; a sponsor group leaves, or another one comes (handbook, section 4)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from intentional_connection.access.seats import GRANTS, Can, Seat
from intentional_connection.cases.models import CircleMember, Closure, Move
from intentional_connection.cases.models.answers import why_not_by
from intentional_connection.cases.models.circumstances import keep
from intentional_connection.cases.models.ending import MoveOutcome, said_yes
from intentional_connection.cases.models.gathering import everybody_around
from intentional_connection.cases.models.keeping import writing
from intentional_connection.cases.verbs.keeping import keep_tasks
from intentional_connection.cases.verbs.referral import ask_again, first_to_call
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused
from intentional_connection.notices import outbox
from intentional_connection.partners.models import Kind, seat_holders

if TYPE_CHECKING:
    from datetime import date

    from intentional_connection.cases.models import Case, Referral
    from intentional_connection.partners.models import Organization
    from intentional_connection.people.models import Account

#: The condition of the catalogue whose tasks a move brings; they are each adult's own.
CONDITION = "secondary_migration"
MOST_AHEAD = timedelta(days=366)


@verb(Can.MOVE)
def plan_move(case: Case, by: Account, *, community: str, fsa: str, on: date) -> Move:
    """Any voice says that the family moves, where to and when; the others are told.

    The tasks of a move are private: they come for each adult of whom the writer may write private tasks. Refused while
    another move is planned, for a day that cannot be, and after the end of the year.
    """
    if Move.objects.filter(case=case, called_off_at=None, settled_at=None).exists():
        raise Refused(_("A move is written down already. Call it off first, or say how it goes on."))
    if Closure.objects.standing().filter(case=case).exists():
        raise Refused(_("The year together has ended here. Open it again first."))
    if not clock.today() - timedelta(days=30) <= on <= clock.today() + MOST_AHEAD:
        raise Refused(_("Write a day within the last month or the next year."), "on")
    row = Move.objects.create(case=case, community=community, fsa=fsa.upper(), on=on, by=by)
    _keep_move(case, by, holds=True)
    _tell(case, by, "move_planned")
    return row


@verb(Can.SETTLE_MOVE)
def settle_move(move: Move, by: Account, *, outcome: str) -> Move:
    """Say how the sponsorship goes on after the move. Refused when it was said or the move was called off."""
    _require_standing(move)
    if move.settled_at:
        raise Refused(_("This was written down already. Load the page again."))
    if outcome not in MoveOutcome.values:
        raise Refused(_("Choose one of the answers shown."), "outcome")
    move.outcome, move.settled_by, move.settled_at = outcome, by, clock.now()
    move.save(update_fields=["outcome", "settled_by", "settled_at"])
    case = move.case
    if move.on <= clock.today() and move.agency_id is None:
        case.community, case.fsa = move.community, move.fsa
        case.save(update_fields=["community", "fsa"])
    _tell(case, by, "move_settled")
    return move


@verb(Can.MOVE)
def call_off_move(move: Move, by: Account) -> Move:
    """The family stays. Refused once an agency of the new community was asked and has not declined."""
    _require_standing(move)
    if move.agency_id and move.case.referrals.filter(agency_id=move.agency_id, sent_at__gte=move.at, decline=None).exists():
        raise Refused(_("The agency of the new community was asked. Take that referral back first."))
    move.called_off_at, move.called_off_by = clock.now(), by
    move.save(update_fields=["called_off_at", "called_off_by"])
    _keep_move(move.case, by, holds=False)
    _tell(move.case, by, "move_called_off")
    return move


@verb(Can.SETTLE_MOVE)
def name_new_agency(move: Move, by: Account, *, agency: Organization) -> Move:
    """Name the agency of the new community; each adult then says yes or no to it on the page of choices.

    Refused for the agency that has the family, and while another one is asked.
    """
    _require_standing(move)
    if agency.kind != Kind.SPO or move.case.circle.standing().filter(organization=agency).exists():
        raise Refused(_("Choose another settlement agency, in the new community."), "agency")
    if move.case.referrals.unanswered().exists():
        raise Refused(_("An agency is asked already. Wait for its answer, or take that referral back."))
    move.agency = agency
    move.save(update_fields=["agency"])
    return move


@verb(Can.REFER)
def refer_to_new_place(move: Move, by: Account, *, answer_by: date) -> Referral:
    """Refer the family warmly to the agency of the new community; the present one keeps it until that one accepts.

    Refused without each adult's own yes to that agency since the move was planned: nobody passes it on for them.
    """
    _require_standing(move)
    if move.agency is None:
        raise Refused(_("Name the agency of the new community first."))
    if text := why_not_by(answer_by):
        raise Refused(text, "answer_by")
    if move.case.referrals.unanswered().exists():
        raise Refused(_("An agency is asked already. Wait for its answer, or take that referral back."))
    last = move.case.accepted_referral
    if last is None or not last.seats_of(by) & GRANTS[Can.REFER]:
        raise Refused(_("Your SAH refers the family. Ask your SAH to send the referral."))
    if not said_yes(move):
        raise Refused(_("Each adult says yes to the new agency first, alone: on the own telephone, aloud or on paper."))
    return ask_again(move.case, by, last, move.agency, answer_by=answer_by, community=move.community, expected_month=None)


@verb(Can.LEAVE_FAMILY)
def leave_family(case: Case, by: Account) -> Case:
    """The sponsor group stops supporting this family; its lines then have nobody. The family, SAH and worker are told.

    What it read ends at the next request. Refused for an account that does not represent a group here.
    """
    rows = CircleMember.objects.standing().filter(case=case, organization_id__in=by.organizations(Seat.SPONSOR_REP))
    groups = set(rows.with_seat(Seat.SPONSOR_REP).values_list("organization_id", flat=True))
    if not groups:
        raise Refused(_("Your group does not stand around this family any more."))
    _tell(case, by, "group_left")
    CircleMember.objects.filter(case=case, organization_id__in=groups, until=None).update(until=clock.now())
    return case


@verb(Can.BRING_GROUP)
def bring_group(case: Case, by: Account, *, group: Organization) -> CircleMember:
    """Bring another sponsor group to the family: a SAH one of its own groups, the worker where there is no SAH.

    The group reads nothing before an adult says yes to it. Refused while a group stands, and for one that stood here before.
    """
    if case.circle.standing().with_seat(Seat.SPONSOR_REP).exists():
        raise Refused(_("A sponsor group stands around this family. It leaves first."))
    own = {Seat.SAH_STAFF, Seat.WORKER} & case.seats_of(by)
    by_sah = Seat.SAH_STAFF in own and group.sah_id in by.organizations(Seat.SAH_STAFF)
    alone = not case.has_sah and group.kind in {Kind.GROUP_OF_FIVE, Kind.COMMUNITY_SPONSOR} and group.site_id == case.site_id
    if not (by_sah or alone):
        raise Refused(_("Choose one of the groups shown."), "group")
    if case.circle.filter(organization=group).exists():
        raise Refused(_("This group stood around the family before. Choose another one."), "group")
    row = CircleMember.objects.create(
        case=case, seat=Seat.SPONSOR_REP, organization=group, added_by=by, contact=first_to_call(group)
    )
    CircleMember.objects.create(case=case, seat=Seat.SPONSOR_MEMBER, organization=group, added_by=by)
    outbox.post(seat_holders(group, Seat.SPONSOR_REP), by, "group_brought", about=case, path="/today/")
    adults = set(CircleMember.objects.of_adults(case.pk).values_list("account_id", flat=True))
    outbox.post(adults, by, "group_brought", about=case, path="/my/choices/")
    return row


def _require_standing(move: Move) -> None:
    if move.called_off_at:
        raise Refused(_("This move was called off."))


def _keep_move(case: Case, by: Account, *, holds: bool) -> None:
    """The tasks of a move, for each adult whose private tasks the writer may write."""
    may = writing(case, by)
    adults = [one.pk for one in case.newcomers.adults() if may.may(case.pk, one.pk, secret=True)]
    if adults and keep(case, by, {(CONDITION, one): holds for one in adults}):
        keep_tasks(case, by)


def _tell(case: Case, by: Account, key: str) -> None:
    """Everybody around the family reads that there is something; adults open their own page."""
    adults = set(case.circle.standing().with_seat(Seat.NEWCOMER).values_list("account_id", flat=True))
    outbox.post(everybody_around(case) - adults, by, key, about=case, path=f"/families/{case.pk}/move/")
    outbox.post(adults, by, key, about=case, path="/my/")
