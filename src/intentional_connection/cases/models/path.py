"""Where families stand: no stage is stored, it is the furthest row that stands (handbook, section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from intentional_connection.cases.models.contact import LastContact, Pause
from intentional_connection.cases.models.designation import Designation
from intentional_connection.cases.models.referral import Referral

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from intentional_connection.cases.models.case import Case
    from intentional_connection.people.models import Account


class Stand(models.TextChoices):
    """Where one family stands, in words that everybody may read."""

    PAUSED = "paused", _("Waiting for news")
    PASSED_ON = "passed_on", _("Another agency is needed")
    REFERRED = "referred", _("Waiting for an agency")
    ACCEPTED = "accepted", _("Accepted; the worker is named next")
    NAMED = "named", _("A worker is named")
    # Translators: where a family stands: worker and sponsors prepare the arrival
    PREPARING = "preparing", _("Preparing together")


#: The edition's stage that each of them belongs to; a sleep or a passing on is shown instead of a stage.
STAGE_OF = {
    Stand.PASSED_ON: "referred",
    Stand.REFERRED: "referred",
    Stand.ACCEPTED: "accepted",
    Stand.NAMED: "accepted",
    Stand.PREPARING: "preparing",
}


@dataclass(frozen=True, slots=True)
class Where:
    """The rows that stand for one family, as far as the reader may read them."""

    pause: Pause | None
    referral: Referral | None
    contact: Designation | None
    touched_on: date | None

    @property
    def furthest(self) -> Stand:
        """How far the family has come, a sleep left aside."""
        if self.contact is None:
            declined = self.referral is not None and self.referral.is_declined
            return Stand.PASSED_ON if declined else Stand.REFERRED
        if self.contact.interim:  # also when the worker left after the first contact: a new one is named next
            return Stand.ACCEPTED
        return Stand.PREPARING if self.touched_on else Stand.NAMED

    @property
    def stand(self) -> Stand:
        """What lists and pages say; a sleep is said instead while it holds."""
        return Stand.PAUSED if self.pause else self.furthest

    @property
    def stage(self) -> str:
        """Key of the edition's stage that was reached."""
        return STAGE_OF[self.furthest]


def where(account: Account, cases: Iterable[Case]) -> dict[UUID, Where]:
    """Where each of these families stands for this reader, by id: four queries for any number of families."""
    ids = [case.pk for case in cases]
    pauses = {row.case_id: row for row in Pause.objects.visible_to(account).standing().filter(case_id__in=ids)}
    contacts = Designation.objects.visible_to(account).standing().primary().filter(case_id__in=ids)
    by_case = {row.case_id: row for row in contacts.select_related("account__profile", "organization", "language_plan")}
    touched = LastContact.objects.visible_to(account).filter(case_id__in=ids).values_list("case_id", "on")
    days = dict(touched)
    newest = _newest_referrals(account, ids)
    return {pk: Where(pauses.get(pk), newest.get(pk), by_case.get(pk), days.get(pk)) for pk in ids}


def _newest_referrals(account: Account, ids: list[UUID]) -> dict[UUID, Referral]:
    rows = Referral.objects.visible_to(account).filter(case_id__in=ids).newest_first()
    newest: dict[UUID, Referral] = {}
    for row in rows.select_related("agency", "sender", "acceptance", "decline", "preview"):
        newest.setdefault(row.case_id, row)
    return newest
