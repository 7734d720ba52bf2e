"""What is missing, as people around the family see it, and the worker's answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q

from intentional_connection.cases.models.designation import Designation
from intentional_connection.cases.models.referral import Need
from intentional_connection.cases.models.tasks import NeedAnswer
from intentional_connection.cases.models.waking import NeedCheck, Still
from intentional_connection.kernel import clock
from intentional_connection.partners.models import Organization

if TYPE_CHECKING:
    from uuid import UUID

    from intentional_connection.cases.models.case import Case
    from intentional_connection.people.models import Account


@dataclass(slots=True)
class Gap:
    """Something that somebody sees missing, with the worker's answers, oldest first, and what was said after a sleep."""

    need: Need
    answers: list[NeedAnswer] = field(default_factory=list)
    check: NeedCheck | None = None

    @property
    def is_over(self) -> bool:
        """Whether it was said, after a sleep, that this is missing no longer."""
        return self.check is not None and self.check.still == Still.NO_LONGER

    @property
    def asked_again(self) -> bool:
        """Whether it was asked again after a sleep."""
        return self.check is not None and self.check.still == Still.ASK

    @property
    def is_answered(self) -> bool:
        """Whether there are words, not only a day by which there will be some; or nothing is missing any more."""
        return self.is_over or any(answer.text for answer in self._newer())

    @property
    def by_day(self) -> object:
        """The day named last for an answer, None without one."""
        return next((answer.by_day for answer in reversed(self._newer()) if answer.by_day), None)

    @property
    def is_day_past(self) -> bool:
        """Whether the day named has come without an answer."""
        day = self.by_day
        return day is not None and not self.is_answered and day < clock.today()  # type: ignore[operator]

    def _newer(self) -> list[NeedAnswer]:
        """Answers since it was asked the last time."""
        return [row for row in self.answers if self.check is None or row.at >= self.check.at]


def gaps(account: Account, case: Case) -> list[Gap]:
    """What was written after the agency accepted, or asked again after a sleep: what else stood in the referral is no question.

    Four queries.
    """
    first = Designation.objects.visible_to(account).filter(case=case).order_by("since").first()
    if first is None:
        return []
    checks = {row.need_id: row for row in NeedCheck.objects.visible_to(account).filter(case=case).telling()}
    needs = Need.objects.visible_to(account).filter(case=case).filter(Q(at__gt=first.since) | Q(pk__in=list(checks)))
    rows = needs.select_related("origin", "by__profile").order_by("-at", "-id")
    found = {need.pk: Gap(need, check=checks.get(need.pk)) for need in rows}
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
