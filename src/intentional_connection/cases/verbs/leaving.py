"""Leave an organization, without leaving a family alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intentional_connection.access.seats import Can, Seat
from intentional_connection.cases.models import Case, CircleMember, Designation
from intentional_connection.cases.models.designation import Rank, instant_after
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused
from intentional_connection.notices import outbox
from intentional_connection.partners.models import LEADS, Membership

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from intentional_connection.people.models import Account


@verb(Can.END_MEMBERSHIP)
def end_membership(membership: Membership, by: Account, *, cover: Membership | None = None) -> Membership:
    """End somebody's membership, or take an invitation back; what it opened is closed at the next request.

    `cover`, a colleague of the agency, becomes the contact for the time being of each family whose contact the person
    was, at the same instant. Refused without one where families have the person as their contact, for the last one who
    leads the organization, and to oneself while one is a family's contact.
    """
    if membership.until is not None:
        raise Refused(_("This membership has ended already. Nothing changes."))
    if membership.since is None:
        return _end(membership, clock.now())
    successor = _require_successor(membership, by)
    families = [row.case_id for row in Designation.objects.held_by(membership)]
    if families and by.pk == membership.account_id:
        raise Refused(_("You are the contact of a family. Ask a supervisor of your agency to end your membership."))
    if families:
        _hand_all_to(_cover(membership, cover, len(families)), membership, by, families)
    _call_instead(membership, successor)
    outbox.post([membership.account_id], by, "membership_ended", about=membership.organization)
    return _end(membership, clock.now())


def _cover(membership: Membership, cover: Membership | None, families: int) -> Membership:
    """The colleague who stands in, as the place stands now: nobody is named who leaves meanwhile."""
    if cover is None:
        raise Refused(
            ngettext(
                "%(count)s family has this person as its contact. Choose a colleague who stands in until you name a worker.",
                "%(count)s families have this person as their contact. Choose a colleague who stands in until you name a worker.",
                families,
            )
            % {"count": families},
            "cover",
        )
    here = Membership.objects.select_for_update(of=("self",), no_key=True).in_force()
    row: Membership | None = here.can_cover(membership).filter(pk=cover.pk).first()
    if row is None:
        raise Refused(_("Choose a colleague of the agency: a worker or a supervisor."), "cover")
    return row


def _hand_all_to(cover: Membership, membership: Membership, by: Account, families: list[UUID]) -> None:
    for case in Case.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=families).order_by("pk"):
        _hand_to(case, cover, membership, by)
    outbox.post([cover.account_id], by, "stands_in", about=membership.organization, path="/today/")


def _end(membership: Membership, at: datetime) -> Membership:
    """The last moment; the database takes the person out of the circles in which they stand by name."""
    membership.until = at
    membership.save(update_fields=["until"])
    return membership


def _require_successor(membership: Membership, by: Account) -> Account:
    """Who stands for the organization afterwards; two who leave at once wait for each other here."""
    place = membership.organization
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 20))", [str(place.pk)])
    leading = Membership.objects.leading(place).exclude(pk=membership.pk).select_related("account").order_by("since", "pk")
    others: list[Account] = [row.account for row in leading if row.account_id != membership.account_id]
    if not others and membership.seat == LEADS[place.kind]:
        raise Refused(_("Nobody else leads this organization. Add or name somebody first."))
    return next((one for one in others if one.pk == by.pk), others[0] if others else by)


def _hand_to(case: Case, cover: Membership, membership: Membership, by: Account) -> None:
    """The colleague stands in until a worker is named; a worker does the worker's part. One contact at any instant."""
    row = Designation.objects.held_by(membership).filter(case=case).first()
    if row is None:  # named anew while we waited for the lock
        return
    now = instant_after(case)
    row.until = now
    row.save(update_fields=["until"])
    if cover.seat == Seat.WORKER:
        _take_in(case, cover, row, by, now)
    Designation.objects.create(
        case=case,
        referral_id=row.referral_id,
        account_id=cover.account_id,
        organization_id=row.organization_id,
        rank=Rank.PRIMARY,
        interim=True,
        since=now,
        named_by=by,
    )


def _take_in(case: Case, cover: Membership, row: Designation, by: Account, now: datetime) -> None:
    """Into the circle as a worker; whoever was the backup is it no longer."""
    mine = {"case": case, "account_id": cover.account_id, "until": None}
    Designation.objects.filter(rank=Rank.BACKUP, **mine).update(until=now)
    CircleMember.objects.filter(seat=Seat.BACKUP, **mine).update(until=now)
    CircleMember.objects.create(
        case=case, seat=Seat.WORKER, organization_id=row.organization_id, account_id=cover.account_id,
        referral_id=row.referral_id, since=now, added_by=by,
    )  # fmt: skip


def _call_instead(membership: Membership, successor: Account) -> None:
    """Where the person was the one to call for the organization, somebody who leads it is."""
    if membership.seat not in {Seat.SUPERVISOR, Seat.SAH_STAFF, Seat.SPONSOR_REP}:
        return
    rows = CircleMember.objects.filter(
        organization_id=membership.organization_id, seat=membership.seat, contact=membership.account_id, until=None
    )
    rows.update(contact=successor)
