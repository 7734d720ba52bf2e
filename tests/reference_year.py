"""The rule of reading for the year to its end, naively: ends, frozen views, readers named for what is protected."""

from __future__ import annotations

from abc import ABC, abstractmethod
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from intentional_connection.cases import models as c
from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import Model

    from intentional_connection.people.models import Account

#: After the end of the year others read for 30 days more, in Ontario (3.9); sponsors and SAH count from the sponsorship's last day.
AFTER_THE_END = timedelta(days=31)
SPONSOR_SIDE = {"sponsor_representative", "sponsor_member", "sah_staff"}
#: In a frozen view newer rows are left out (3.6); who stands around the family is still seen.
ALSO_WHEN_FROZEN = {
    *(c.CircleMember, c.Consent, c.Designation, c.DesignationExplanation, c.LanguagePlan, c.Handover, c.HandoverYes, c.HandoverWish),
    *(c.WorkerRequest, c.ProtectionReader, c.FrozenView, c.Narrowing, c.Withdrawal, c.PrivateMessage, c.CheckIn, c.Case, c.MinutesDraft),
    *(c.Referral, c.ReferralPreview, c.CaseTerms, c.ReferralQuestion, c.ReferralReply, c.Acceptance, c.Decline, c.TakenBack),
    *(c.ReferralDraft, c.TodayEntry, c.EmergencyAccess, c.EmergencyReview),
}
#: What an open emergency lets be read (3.6): of the family, and of one person.
IN_AN_EMERGENCY = {"basic", "plan", "meeting", "times", "identity", "travel", "sensitive", "worklog", "last_date"}
ROOMS = ("intentional_connection.cases", "intentional_connection.journal")


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the month's last one."""
    number = day.month - 1 + months
    year, month = day.year + number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class ReadingOfTheYear(ABC):
    """What the reference says about ends, frozen views and what is protected; mixed into `Reference`."""

    account: Account
    facts: Any
    now: datetime
    seats: set[tuple[UUID, str]]
    organizations: set[UUID]
    standing: list[c.CircleMember]

    @abstractmethod
    def lasts(self, since: datetime | None, until: datetime | None) -> bool:
        """Said by `Reference`."""

    @abstractmethod
    def said_yes(self, row: c.CircleMember, level: str, *, adult: UUID | None = None) -> bool:
        """Said by `Reference`."""

    def is_over(self, row: c.CircleMember) -> bool:
        """Whether the year has ended for whoever stands in this row: 30 days after the end nobody outside the family reads."""
        ends = self._closed_on(row.case_id)
        landed = [one.on for one in self.facts.arrivals if one.case_id == row.case_id and one.undone_at is None]
        if landed and row.seat in SPONSOR_SIDE:
            ends.append(months_after(min(landed), self.facts.table(c.Case)[row.case_id].sponsored_months))
        return self._past(ends)

    def is_closed(self, case: UUID) -> bool:
        """Whether 30 days have passed since the end."""
        return self._past(self._closed_on(case))

    def _closed_on(self, case: UUID) -> list[date]:
        return [one.on for one in self.facts.table(c.Closure).values() if one.case_id == case and one.undone_at is None]

    def _past(self, ends: list[date]) -> bool:
        return any(datetime.combine(day + AFTER_THE_END, time(), tzinfo=clock.ONTARIO) <= self.now for day in ends)

    def all_stopped(self, case: UUID) -> bool:
        """Whether every adult of the family stopped taking part."""
        rows = self.facts.table(c.Withdrawal).values()
        stopped = {row.newcomer_id for row in rows if row.case_id == case and row.undone_at is None}
        people = self.facts.table(c.Newcomer).values()
        return bool(stopped) and stopped >= {one.pk for one in people if one.case_id == case and one.age_group == "adult"}

    def frozen(self, case: UUID) -> c.FrozenView | None:
        """How my organization's view of this family is frozen now."""
        views = [one for one in self.facts.table(c.FrozenView).values() if one.case_id == case and one.ended_at is None]
        return next((one for one in views if one.organization_id in self.organizations), None)

    def is_frozen_out(self, model: type[Model], row: Any) -> bool:
        """Whether the row came after my view was frozen, and is not my own."""
        case = getattr(row, "case_id", None)
        if case is None or model in ALSO_WHEN_FROZEN or not model.__module__.startswith(ROOMS) or hasattr(model, "pgh_tracked_model"):
            return False
        view = self.frozen(case)
        return view is not None and row.pk >= view.pk and getattr(row, "by_id", None) != self.account.pk

    def opened(self, case: UUID, level: str, person: UUID | None = None) -> bool:
        """Whether I opened this family because of an emergency and its hours run: never who stopped taking part, never `private`."""
        if level not in IN_AN_EMERGENCY - ({"times", "worklog", "last_date"} if person else set()):
            return False
        stopped = {row.newcomer_id for row in self.facts.table(c.Withdrawal).values() if row.undone_at is None}
        openings = self.facts.table(c.EmergencyAccess).values()
        return person not in stopped and any(row.case_id == case and self._holds(row) for row in openings)

    def _holds(self, row: c.EmergencyAccess) -> bool:
        """An opening of mine whose hours run, while I belong to the agency and the agency to the family."""
        with_us = any(
            one.case_id == row.case_id and one.organization_id == row.organization_id and (one.seat, one.account_id) == ("supervisor", None)
            and self.lasts(one.since, one.until) for one in self.facts.circle
        )  # fmt: skip
        mine = row.by_id == self.account.pk and {(row.organization_id, "worker"), (row.organization_id, "supervisor")} & self.seats
        return with_us and bool(mine) and self.lasts(row.at, min(row.until, row.ended_at or row.until)) and not self.is_closed(row.case_id)

    def told_of(self, emergency: UUID) -> bool:
        """Whether I opened a family so, or was told of it, and still belong to the organization for which I did."""
        row = self.facts.table(c.EmergencyAccess)[emergency]
        told = {(row.by_id, row.organization_id), (row.first_id, row.first_place_id), (row.second_id, row.second_place_id)}
        places = {place for place, seat in self.seats if seat in {"worker", "supervisor", "sah_staff", "listener"}}
        return any(who == self.account.pk and place in places for who, place in told) and not self.is_closed(row.case_id)

    def is_adult(self, case: UUID, adult: UUID | None) -> bool:
        """Whether I am this adult of the family."""
        return any(row.case_id == case and row.seat == "newcomer" and row.newcomer_id == adult for row in self.standing)

    def stands_as(self, case: UUID, seat: str) -> bool:
        """Whether I stand around the family in this seat."""
        return any(row.case_id == case and row.seat == seat for row in self.standing)

    def named_for(self, thing: UUID) -> bool:
        """Whether I am a reader named for a protected thing, and still belong; never for a concern about my own organization."""
        readers = self.facts.table(c.ProtectionReader).values()
        mine = [one for one in readers if thing in {one.concern_id, one.note_id, one.difficulty_id} and one.ended_at is None]
        return any(self._reads_as(reader) for reader in mine)

    def _reads_as(self, reader: c.ProtectionReader) -> bool:
        concern = self.facts.table(c.Concern).get(reader.concern_id)
        accused = concern.organization_id if concern else None
        if reader.organization_id is not None:
            mine = (reader.organization_id, reader.seat) in self.seats and reader.organization_id != accused
            if mine and reader.seat == "listener":
                return not self.is_closed(reader.case_id)
            return mine and self.belongs_with_yes(reader.case_id, reader.organization_id, reader.seat)
        if reader.account_id != self.account.pk:
            return False
        memberships = [row for row in self.facts.memberships if row.account_id == self.account.pk and row.since is not None]
        if accused and concern.by_id != self.account.pk and any(row.organization_id == accused for row in memberships):
            return False
        return self.stands_as(reader.case_id, "newcomer") or self.belongs_with_yes(reader.case_id)

    def belongs_with_yes(self, case: UUID, place: UUID | None = None, seat: str = "") -> bool:
        """Whether I stand around the family (through this seat) with an adult's yes to the first level."""
        rows = [row for row in self.standing if row.case_id == case and row.seat != "newcomer" and self.said_yes(row, "basic")]
        return any(place is None or (row.account_id, row.organization_id, row.seat) == (None, place, seat) for row in rows)
