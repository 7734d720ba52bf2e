"""What is missing, as people around the family see it, and the worker's answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intentional_connection.cases.models.designation import Designation
from intentional_connection.cases.models.referral import Need
from intentional_connection.cases.models.tasks import NeedAnswer
from intentional_connection.kernel import clock
from intentional_connection.partners.models import Organization

if TYPE_CHECKING:
    from uuid import UUID

    from intentional_connection.cases.models.case import Case
    from intentional_connection.people.models import Account


@dataclass(slots=True)
class Gap:
    """Something that somebody sees missing, with the worker's answers, oldest first."""

    need: Need
    answers: list[NeedAnswer] = field(default_factory=list)

    @property
    def is_answered(self) -> bool:
        """Whether there are words, not only a day by which there will be some."""
        return any(answer.text for answer in self.answers)

    @property
    def by_day(self) -> object:
        """The day named last for an answer, None without one."""
        return next((answer.by_day for answer in reversed(self.answers) if answer.by_day), None)

    @property
    def is_day_past(self) -> bool:
        """Whether the day named has come without an answer."""
        day = self.by_day
        return day is not None and not self.is_answered and day < clock.today()  # type: ignore[operator]


def gaps(account: Account, case: Case) -> list[Gap]:
    """What was written after the agency accepted: what stood in the referral is no question. Three queries."""
    first = Designation.objects.visible_to(account).filter(case=case).order_by("since").first()
    if first is None:
        return []
    needs = Need.objects.visible_to(account).filter(case=case, at__gt=first.since).order_by("-at", "-id")
    found = {need.pk: Gap(need) for need in needs.select_related("origin", "by__profile")}
    answers = NeedAnswer.objects.visible_to(account).filter(need__in=list(found)).order_by("at", "id")
    for answer in answers.select_related("by__profile"):
        found[answer.need_id].answers.append(answer)
    return list(found.values())


def origin_of(case: Case, by: Account) -> Organization | None:
    """In which organization's name somebody around the family speaks; None for the family itself."""
    rows = list(case.circle.standing().of(by))
    if any(row.newcomer_id for row in rows):
        return None
    ids: list[UUID] = [row.organization_id for row in rows if row.organization_id]
    return Organization.objects.filter(pk=ids[0]).first() if ids else None
