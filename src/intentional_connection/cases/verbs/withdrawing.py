"""Stop taking part, and take part again: an adult's own word, never a sponsor's (handbook, refusal and withdrawal)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from intentional_connection.access.seats import TAKING_PART, Can, Seat
from intentional_connection.cases.models import Withdrawal
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.ends import last_agency
from intentional_connection.cases.verbs.sharing import require_word, write_choice
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused
from intentional_connection.notices import outbox
from intentional_connection.partners.models import seat_holders

if TYPE_CHECKING:
    from intentional_connection.cases.models import Newcomer
    from intentional_connection.people.models import Account


@verb(Can.WITHDRAW)
def withdraw(newcomer: Newcomer, by: Account, *, method: str, witness: str = "", interpreter: str = "") -> Withdrawal:
    """An adult stops taking part: every yes of this adult ends at once; services go on.

    On the own telephone by the adult alone; aloud or on paper written down by the worker. The last adult's word takes
    everybody out of the circle; nobody is told. Refused for a child, without a witness, and when it was said already.
    """
    kept = require_word(newcomer, by, method, witness, interpreter)
    return Withdrawal.objects.create(case_id=newcomer.case_id, newcomer=newcomer, method=method, witness=kept, by=by)


@verb(Can.WITHDRAW)
def take_part_again(newcomer: Newcomer, by: Account, *, language: str) -> Withdrawal:
    """An adult takes part again, alone: the agency reads plan and meetings by a fresh yes, and names a worker anew.

    Sponsors and their organization read nothing until they are chosen on the page of choices. Refused when nothing was stopped.
    """
    if Seat.NEWCOMER not in newcomer.seats_of(by):
        raise Refused(_("The adult says this alone, on the own page."))
    row: Withdrawal | None = Withdrawal.objects.visible_to(by).standing().filter(newcomer=newcomer).first()
    if row is None:
        raise Refused(_("You take part already. Nothing changes."))
    row.undone_at, row.undone_by = clock.now(), by
    row.save(update_fields=["undone_at", "undone_by"])
    if agency := last_agency(newcomer, by):
        write_choice(newcomer, by, agency, TAKING_PART, ["choice_plan"], language, Method.OWN_PHONE, "")
        leads = seat_holders(agency, Seat.SUPERVISOR)
        outbox.post(leads, by, "takes_part_again", about=newcomer.case, path=f"/families/{newcomer.case_id}/")
    return row
