"""The handbook's stage table (section 4) in a few lines: the small reference that the verbs are held against."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intentional_connection.cases.models.path import Stand

if TYPE_CHECKING:
    from datetime import date


@dataclass
class Table:
    """What stands of the path, as the handbook's table says it: the furthest row that stands is the stage."""

    declined: bool = False
    accepted: bool = False
    named: bool = False
    touched: bool = False
    asleep: bool = False
    met_before: bool = False
    lands_on: date | None = None
    arrived_on: date | None = None
    met_together: bool = False
    connected: bool = False
    rhythm: bool = False
    month_13: bool = False
    closed_on: date | None = None
    stopped: set[str] = field(default_factory=set)

    @property
    def stage(self) -> Stand:
        """The furthest row that stands; a pause or a decline is shown instead while it holds."""
        if self.asleep:
            return Stand.PAUSED
        if not self.accepted:
            return Stand.PASSED_ON if self.declined else Stand.REFERRED
        rows = (
            (Stand.CLOSED, self.closed_on is not None),
            (Stand.TRANSITION, self.month_13),
            (Stand.FOLLOWING_UP, self.rhythm and self.connected),
            (Stand.CONNECTED, self.connected),
            (Stand.MET_TOGETHER, self.met_together),
            (Stand.ARRIVED, self.arrived_on is not None),
            (Stand.TRAVEL_KNOWN, self.lands_on is not None),
            (Stand.MET_BEFORE, self.met_before),
            (Stand.ACCEPTED, not self.named),
            (Stand.PREPARING, self.touched),
        )
        return next((stage for stage, stands in rows if stands), Stand.NAMED)
