"""Where families stand: no stage is stored, it is the furthest row that stands (handbook, section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, ExpressionWrapper, Min, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from intentional_connection.cases.models.arrival import Arrival, TravelNotice
from intentional_connection.cases.models.case import Case
from intentional_connection.cases.models.connection import ConnectionCheck
from intentional_connection.cases.models.contact import LastContact, Pause
from intentional_connection.cases.models.designation import Designation
from intentional_connection.cases.models.ending import Closure, TransitionPlan, Withdrawal
from intentional_connection.cases.models.handover import Handover
from intentional_connection.cases.models.meeting import (
    BEFORE_ARRIVAL,
    Meeting,
    MeetingDate,
    MeetingHeld,
    MeetingKind,
    MeetingNotHeld,
)
from intentional_connection.cases.models.minutes import FollowUp
from intentional_connection.cases.models.referral import Referral

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

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
    MET_BEFORE = "met_before", _("The meeting before arrival was held")
    NOT_MET = "not_met", _("On the way without a meeting before arrival")
    TRAVEL_KNOWN = "travel_known", _("The travel date is known")
    ARRIVED = "arrived", _("The family has arrived")
    MET_TOGETHER = "met_together", _("The first meeting together was held")
    CONNECTED = "connected", _("Connected to the services")
    # Translators: where a family stands: connected, and the worker stays in touch
    FOLLOWING_UP = "following_up", _("Staying in touch")
    TRANSITION = "transition", _("Preparing the time after the sponsorship")
    CLOSED = "closed", _("The year together has ended")
    STOPPED = "stopped", _("Not taking part")


#: The edition's stage that each of them belongs to; a sleep or a passing on is shown instead of a stage.
STAGE_OF = {
    Stand.PASSED_ON: "referred",
    Stand.REFERRED: "referred",
    Stand.ACCEPTED: "accepted",
    Stand.NAMED: "accepted",
    Stand.PREPARING: "preparing",
    Stand.MET_BEFORE: "pre_arrival_meeting",
    Stand.NOT_MET: "pre_arrival_meeting",
    Stand.TRAVEL_KNOWN: "travel_known",
    Stand.ARRIVED: "arrived",
    Stand.MET_TOGETHER: "post_arrival_meeting",
    Stand.CONNECTED: "connected",
    Stand.FOLLOWING_UP: "following_up",
    Stand.TRANSITION: "transition",
    Stand.CLOSED: "closed",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands of the path after acceptance, as far as the reader may read it.

    `touched_on`: the last contact; `meets_at`: the hour of the next planned meeting; `lands_on`: the first day on which
    somebody who is not here yet should land, by the newest notices; `arrived_on`: the first day on which somebody
    landed; `planned_before`, `planned_together`: such a meeting is planned; `checks`: the site makes sure of connections;
    `next_on`, `rests_until`: the agreed day of the next contact, and until when the rhythm rests; `prepares_end`: the plan
    for month 13 was begun; `closed_on`: the last day; `hands_over`: a handover is open; `stopped`: the reader is an adult
    who stopped taking part.
    """

    touched_on: date | None = None
    meets_at: datetime | None = None
    gathered: bool = False
    planned_before: bool = False
    met_before: bool = False
    not_met: bool = False
    lands_on: date | None = None
    arrived_on: date | None = None
    planned_together: bool = False
    met_together: bool = False
    checks: bool = True
    connected: bool = False
    next_on: date | None = None
    every_days: int | None = None
    rests_until: date | None = None
    follows: bool = False
    prepares_end: bool = False
    closed_on: date | None = None
    hands_over: bool = False
    stopped: bool = False

    @property
    def furthest(self) -> Stand | None:
        """The furthest of these steps. A rhythm agreed at the meeting is a following up once all connections stand."""
        steps = (
            (Stand.CLOSED, self.closed_on is not None),
            (Stand.TRANSITION, self.prepares_end),
            (Stand.FOLLOWING_UP, self.follows and (self.connected or not self.checks)),
            (Stand.CONNECTED, self.connected),
            (Stand.MET_TOGETHER, self.met_together),
            (Stand.ARRIVED, self.arrived_on is not None),
            (Stand.TRAVEL_KNOWN, self.lands_on is not None),
            (Stand.MET_BEFORE, self.met_before),
            (Stand.NOT_MET, self.not_met),
            (Stand.PREPARING, self.gathered),
        )
        return next((stand for stand, stands in steps if stands), None)

    @property
    def stages(self) -> frozenset[str]:
        """Stages of the edition that were really gone through; the others before the furthest are simply passed."""
        done = {
            "pre_arrival_meeting": self.met_before,
            "travel_known": self.lands_on is not None,
            "arrived": self.arrived_on is not None,
            "post_arrival_meeting": self.met_together,
            "connected": self.connected,
            "following_up": self.follows,
            "transition": self.prepares_end,
        }
        return frozenset(key for key, stands in done.items() if stands)


@dataclass(frozen=True, slots=True)
class Where:
    """The rows that stand for one family, as far as the reader may read them."""

    pause: Pause | None
    referral: Referral | None
    contact: Designation | None
    facts: Facts

    @property
    def touched_on(self) -> date | None:
        """The day of the last contact, where the reader may know it."""
        return self.facts.touched_on

    @property
    def furthest(self) -> Stand:
        """How far the family has come, a sleep left aside."""
        if self.contact is None:
            declined = self.referral is not None and self.referral.is_declined
            return Stand.PASSED_ON if declined else Stand.REFERRED
        if (step := self.facts.furthest) and not (step == Stand.PREPARING and self.contact.interim):
            return step
        if self.contact.interim:  # also when the worker left after the first contact: a new one is named next
            return Stand.ACCEPTED
        return Stand.PREPARING if self.touched_on else Stand.NAMED

    @property
    def stand(self) -> Stand:
        """What lists and pages say; a sleep is said instead while it holds, and to an adult that this adult stopped."""
        if self.facts.stopped:
            return Stand.STOPPED
        return Stand.PAUSED if self.pause else self.furthest

    @property
    def stage(self) -> str:
        """Key of the edition's stage that was reached."""
        return STAGE_OF[self.furthest]

    @property
    def is_here(self) -> bool:
        """Whether somebody of the family has landed."""
        return self.facts.arrived_on is not None


def where(account: Account, cases: Iterable[Case]) -> dict[UUID, Where]:
    """Where each of these families stands for this reader, by id: four queries for any number of families."""
    ids = [case.pk for case in cases]
    pauses = {row.case_id: row for row in Pause.objects.visible_to(account).standing().filter(case_id__in=ids)}
    contacts = Designation.objects.visible_to(account).standing().primary().filter(case_id__in=ids)
    by_case = {row.case_id: row for row in contacts.select_related("account__profile", "organization", "language_plan")}
    newest, facts = _newest_referrals(account, ids), _facts(account, ids)
    return {pk: Where(pauses.get(pk), newest.get(pk), by_case.get(pk), facts.get(pk, Facts())) for pk in ids}


def _facts(account: Account, ids: list[UUID]) -> dict[UUID, Facts]:
    """What stands for each family, in one query: every subquery asks only for rows that the reader may read."""

    def seen(model: Any, **that: Any) -> Any:
        return model.objects.visible_to(account).filter(case_id=OuterRef("pk"), **that)

    planned = {"held": None, "not_held": None, "called_off": None}
    later = TravelNotice.objects.filter(newcomer_id=OuterRef("newcomer_id"), version__gt=OuterRef("version"))
    here = Arrival.objects.standing().filter(newcomer_id=OuterRef("newcomer_id"))
    notices = seen(TravelNotice, lands_on__isnull=False).filter(~Exists(later), ~Exists(here))
    moved = MeetingDate.objects.filter(meeting_id=OuterRef("meeting_id"), sequence__gt=OuterRef("sequence"))
    planned_days = {f"meeting__{name}": None for name in planned}
    dates = seen(MeetingDate, **planned_days).filter(~Exists(moved)).order_by("starts_at")
    rhythm = seen(FollowUp, ended_at=None).order_by("-at")
    arrivals = seen(Arrival, undone_at=None).order_by().values("case_id").annotate(first=Min("on")).values("first")
    found = Case.objects.filter(pk__in=ids).annotate(
        touched_on=Subquery(seen(LastContact).values("on")[:1]),
        meets_at=Subquery(dates.values("starts_at")[:1]),
        gathered=Exists(seen(Meeting)),
        planned_before=Exists(seen(Meeting, kind__in=BEFORE_ARRIVAL, **planned)),
        met_before=Exists(seen(MeetingHeld, meeting__kind__in=BEFORE_ARRIVAL)),
        not_met=Exists(seen(MeetingNotHeld, meeting__kind__in=BEFORE_ARRIVAL)),
        lands_on=Subquery(notices.order_by("lands_on").values("lands_on")[:1]),
        arrived_on=Subquery(arrivals),
        planned_together=Exists(seen(Meeting, kind=MeetingKind.POST_ARRIVAL, **planned)),
        met_together=Exists(seen(MeetingHeld, meeting__kind=MeetingKind.POST_ARRIVAL)),
        checks=ExpressionWrapper(Q(adoption__parts__contains=["connection_check"]), models.BooleanField()),
        connected=Exists(seen(ConnectionCheck, completed_at__isnull=False)),
        next_on=Subquery(rhythm.values("next_on")[:1]),
        every_days=Subquery(rhythm.values("follow_up_every_days")[:1]),
        rests_until=Subquery(rhythm.values("paused_until")[:1]),
        follows=Exists(seen(FollowUp, ended_at=None)),
        prepares_end=Exists(seen(TransitionPlan)),
        hands_over=Exists(seen(Handover, done_at=None, called_off_at=None)),
        closed_on=Subquery(seen(Closure, undone_at=None).values("on")[:1]),
        stopped=Exists(seen(Withdrawal, undone_at=None).of(account)),
    )
    names = list(Facts.__slots__)
    return {row["pk"]: Facts(**{name: row[name] for name in names}) for row in found.values("pk", *names)}


def _newest_referrals(account: Account, ids: list[UUID]) -> dict[UUID, Referral]:
    rows = Referral.objects.visible_to(account).filter(case_id__in=ids).newest_first()
    newest: dict[UUID, Referral] = {}
    for row in rows.select_related("agency", "sender", "acceptance", "decline", "preview"):
        newest.setdefault(row.case_id, row)
    return newest
