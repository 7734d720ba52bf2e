"""The tasks of a family, brought up to what applies now: other verbs ask for it within their own act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intentional_connection.cases.models.keeping import bring_up_to_date

if TYPE_CHECKING:
    from intentional_connection.cases.models import Case
    from intentional_connection.people.models import Account


def keep_tasks(case: Case, by: Account) -> None:
    """Bring tasks and lines up to what applies now; safe to call again. Lines only where the site divides roles.

    No verb of its own: `open_board`, `say_circumstances`, `record_arrival` and the meetings call it in their act.
    """
    bring_up_to_date(case, by, with_lines=case.adoption.has("role_agreement"))
