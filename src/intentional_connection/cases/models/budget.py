"""An adult's budget for the month after the sponsorship: what comes in, what it costs, what is left over or missing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from intentional_connection.cases.models.ending import BudgetLine

if TYPE_CHECKING:
    from datetime import datetime

    from intentional_connection.cases.models.case import Newcomer
    from intentional_connection.kernel.text import Text
    from intentional_connection.people.models import Account


@dataclass(frozen=True, slots=True)
class Budget:
    """Lines with their words and amounts; `written_at` the newest of them. Amounts age: nothing is brought up to date by itself."""

    income: list[tuple[Text, Decimal]]
    cost: list[tuple[Text, Decimal]]
    amounts: dict[str, Decimal]
    written_at: datetime | None

    @property
    def comes_in(self) -> Decimal:
        """All income of a month."""
        return sum((amount for _words, amount in self.income), Decimal(0))

    @property
    def goes_out(self) -> Decimal:
        """All costs of a month."""
        return sum((amount for _words, amount in self.cost), Decimal(0))

    @property
    def difference(self) -> Decimal:
        """What is left over; below zero it is missing."""
        return self.comes_in - self.goes_out

    @property
    def missing(self) -> Decimal:
        """What is missing each month, as a positive amount; zero where it suffices."""
        return max(-self.difference, Decimal(0))

    @property
    def scale(self) -> Decimal:
        """The longer of the two bars."""
        return max(self.comes_in, self.goes_out, Decimal(1))


def budget_of(newcomer: Newcomer, by: Account) -> Budget:
    """The budget as it stands now, as far as the account may read it."""
    rows = list(BudgetLine.objects.visible_to(by).filter(newcomer=newcomer, ended_at=None))
    amounts = {row.item: row.amount for row in rows}
    edition = newcomer.case.adoption.edition

    def lines(group: str) -> list[tuple[Text, Decimal]]:
        return [(edition.reason(code), amounts[code]) for code in edition.reasons_of(group) if code in amounts]

    return Budget(lines("income"), lines("cost"), amounts, max((row.at for row in rows), default=None))
