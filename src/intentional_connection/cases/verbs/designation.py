"""Name the one worker, and a backup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Seat
from intentional_connection.cases.models.designation import needs_handover
from intentional_connection.cases.models.naming import Chosen, accepted, name_anew, require_own
from intentional_connection.journal.verb import verb
from intentional_connection.kernel.errors import Refused
from intentional_connection.notices import outbox
from intentional_connection.partners.models import seat_holders

if TYPE_CHECKING:
    from intentional_connection.cases.models import Case, Designation
    from intentional_connection.partners.models import Membership
    from intentional_connection.people.models import Account


@verb(Can.DESIGNATE)
def designate(
    case: Case,
    by: Account,
    *,
    worker: Membership,
    backup: Membership | None = None,
    override: str = "",
    plan_reason: str = "",
) -> Designation:
    """Name the family's one worker and a backup; the worker enters the circle at this instant.

    `override` is the reason code when it is not the first suggestion; `plan_reason` the reason code of
    an interpreter plan when nobody suggested speaks a language of the family (who names a non-speaker beside
    a speaker makes a plan too, with the override as its reason). Refused without them, for
    somebody of another agency, and once a worker of the agency has been in touch (a handover is the way).
    Where the site has not adopted suggestions, nobody is asked why it is not the first.
    """
    referral = accepted(case)
    require_own(referral, worker, backup)
    if needs_handover(case, referral):
        raise Refused(_("The worker has been in touch with this family. A handover is the way now."))
    row = name_anew(case, referral, by, Chosen(worker, backup, override, plan_reason))
    readers = {worker.account_id, *seat_holders(referral.sender, Seat.SAH_STAFF, Seat.SPONSOR_REP)}
    outbox.post(readers, by, "worker_named", about=case, path=f"/families/{case.pk}/")
    return row
