"""What whoever runs the server does for somebody who leads an organization alone and cannot come in any more."""

from __future__ import annotations

from django.db import transaction

from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.access.walls import entered
from intentional_connection.partners.models import Membership
from intentional_connection.partners.verbs import reset_second_step
from intentional_connection.people.models import Account


def reset(email: str) -> bool:
    """Take the second step of this address away, as the jobs' account: a line in the journal, a message. False where nobody is meant."""
    with transaction.atomic(), entered(SYSTEM_ID):
        system, account = Account.objects.get(pk=SYSTEM_ID), Account.objects.known_as(email)
        rows = Membership.objects.visible_to(system).in_force()
        row = rows.of_account(account).first() if account else None
        if row is not None:
            reset_second_step(row, system)
    return row is not None
