"""What happens to people's own words by itself."""

from __future__ import annotations

from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.journal.jobs import job
from intentional_connection.kernel import clock
from intentional_connection.people import verbs
from intentional_connection.people.models import Account, KeptForm, SignIn, Try


@job("people.empty_kept_forms", every="27 9 * * *")
def empty_kept_forms() -> None:
    """Forms for which nobody came back in 30 days are not kept (handbook 3.9)."""
    system = Account.objects.get(pk=SYSTEM_ID)
    for kept in KeptForm.objects.visible_to(system).exclude(fields={}):
        verbs.empty_kept_form(kept, system)


@job("people.clear_the_door", every="47 9 * * *")
def clear_the_door() -> None:
    """Counts of tries whose while is over, and sign-ins that have run out, are not kept."""
    now = clock.now()
    Try.objects.filter(ends_at__lte=now).delete()
    SignIn.objects.filter(expire_date__lte=now).delete()
