"""Hide from my sponsor: a topic, from all of them or from one person, without a reason and without a trace (handbook 3.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from intentional_connection.access.seats import Can, Seat
from intentional_connection.cases.models import Narrowing
from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.cases.models.narrowing import from_whom, hidden_by, keys_of, still_hidden, topics_of
from intentional_connection.cases.models.sharing import require_said
from intentional_connection.journal.verb import verb
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused

if TYPE_CHECKING:
    from intentional_connection.cases.models import Newcomer
    from intentional_connection.cases.models.narrowing import Whom
    from intentional_connection.people.models import Account


@verb(Can.CHOOSE_SHARING)
def hide_from(
    newcomer: Newcomer, by: Account, *, whom: Whom, topic: str, method: str, witness: str = "", interpreter: str = ""
) -> Narrowing:
    """Hide a topic from the sponsors, or from one person of them, from now on; nobody is told.

    The adult alone on the own telephone, or the worker who writes down what was said before a witness who is no sponsor.
    Refused for a child, for somebody who does not stand on the sponsors' side, and where it is hidden already.
    """
    if newcomer.age_group != AgeGroup.ADULT:
        raise Refused(_("Adults choose for themselves. Parents choose with their children."))
    own = Seat.NEWCOMER in newcomer.seats_of(by)
    kept = require_said(newcomer.case, by, own=own, method=method, witness=witness, interpreter=interpreter)
    if whom.code not in {one.code for one in from_whom(newcomer.case, by)}:
        raise Refused(_("Choose somebody of the family’s sponsors."), "whom")
    edition = newcomer.case.adoption.edition
    if topic not in topics_of(edition):
        raise Refused(_("Choose one of the answers shown."), "topic")
    person = whom.account.pk if whom.account else None
    if (whom.organization.pk, person, topic) in {(row.organization_id, row.account_id, row.topic) for row in hidden_by(newcomer, by)}:
        raise Refused(_("This is hidden from them already."), "topic")
    return Narrowing.objects.create(
        case_id=newcomer.case_id, newcomer=newcomer, organization=whom.organization, account=whom.account, topic=topic,
        keys=keys_of(edition, topic), method=method, witness=kept, by=by,
    )  # fmt: skip


@verb(Can.CHOOSE_SHARING)
def show_again(newcomer: Newcomer, by: Account, *, narrowing: Narrowing) -> Narrowing:
    """Show again what was hidden: one act. Refused where it is shown already, or is another adult's."""
    row = still_hidden(newcomer, by, narrowing.pk)
    if row is None:
        raise Refused(_("They see this already. Load the page again."))
    row.ended_at, row.ended_by = clock.now(), by
    row.save(update_fields=["ended_at", "ended_by"])
    return row
