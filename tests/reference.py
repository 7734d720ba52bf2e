"""The handbook's rule of reading (practice, section 3) once more, naively: words and loops over the source rows.

Nothing here asks Reach, Ceiling, CEILING or a policy. The rows are read past the walls, by the tests' own
reader; what both walls answer is held against this.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from intentional_connection.access.seats import SYSTEM_ID, Level
from intentional_connection.cases import models as c
from intentional_connection.kernel import clock
from intentional_connection.kernel.ids import seat_principal
from intentional_connection.partners import models as p
from tests.reference_hidden import ReadingWhatIsShown
from tests.reference_year import ReadingOfTheYear

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import Model

    from intentional_connection.access.models import Reach
    from intentional_connection.journal.models import Act
    from intentional_connection.people.models import Account, Profile

#: The matrix of 3.3 as it stands in the handbook: seat -> levels it may ever read. `belonging` = who is in the circle and
#: the consents, `path` = the referral and its answer, `last_date` = "last date" of the work log.
MATRIX = {
    "newcomer": "basic plan meeting times identity travel sensitive private belonging last_date",
    "sponsor_representative": "basic plan meeting times identity travel sensitive belonging path last_date",
    "sponsor_member": "basic plan meeting times",
    "sah_staff": "basic plan meeting times identity travel sensitive belonging path last_date",
    "worker": "basic plan meeting times identity travel sensitive worklog private belonging path last_date",
    "backup_worker": "basic",
    "supervisor": "basic plan times worklog belonging path last_date",
    "coordinator": "",
    "listener": "",
    "need_to_know": "basic sensitive",
    "system": "basic times belonging path",
}
#: What the adult's own yes to an organization may hold, by the way it was given (3.5).
TAKING_PART = {"basic", "plan", "meeting"}
#: Belonging, the path of the referral and the work log follow the yes to `basic`; "times" follow the one to the
#: meetings, the content of the travel notice the one to the identity.
FOLLOWS = {
    **dict.fromkeys(("belonging", "path", "worklog", "last_date", "private"), "basic"),
    "times": "meeting",
    "travel": "identity",
}
#: What may be said of one person alone.
OF_A_PERSON = TAKING_PART | {"identity", "travel", "sensitive", "private"}
WORD = {
    Level.BASIC: "basic",
    Level.PLAN: "plan",
    Level.MEETING: "meeting",
    Level.IDENTITY: "identity",
    Level.SENSITIVE: "sensitive",
    Level.PRIVATE: "private",
    Level.WORKLOG: "worklog",
    Level.CIRCLE: "belonging",
    Level.PREVIEW: "path",
    Level.LAST_CONTACT: "last_date",
    Level.TIMES: "times",
    Level.TRAVEL: "travel",
}
PREVIEW_KEPT = timedelta(days=30)
#: An unsent draft that nobody touched for so long is emptied (3.9).
DRAFT_KEPT = timedelta(days=30)
#: What was passed on before the arrival holds on the thirtieth day after it, in Ontario, and not on the next (3.5).
PASSED_ON_KEPT = timedelta(days=31)
#: The seats that speak for a party, and those of which a party names the one person who does something.
SPEAKERS = {"sponsor": "sponsor_representative", "sah": "sah_staff", "worker": "worker"}
NAMED_FROM = {
    "sponsor": {"sponsor_representative", "sponsor_member"},
    "sah": {"sah_staff"},
    "worker": {"worker", "backup_worker"},
    "newcomer": set(),
}
#: An agency reads the path of the referral that brought it, never the family's others.
BY_REFERRAL = {"worker", "supervisor"}


@dataclass
class Facts:
    """The source rows, read once past the walls."""

    now: datetime
    memberships: list[p.Membership]
    circle: list[c.CircleMember]
    consents: list[c.Consent]
    people: dict[UUID, c.Newcomer]
    referrals: dict[UUID, c.Referral]
    accepted_at: dict[UUID, datetime]
    declined_at: dict[UUID, datetime]
    kinds: dict[UUID, str]
    arrivals: list[c.Arrival]
    tables: dict[type[Model], dict[Any, Any]] = field(default_factory=dict)

    def table(self, model: type[Model]) -> dict[Any, Any]:
        """All rows of a table by key, read once."""
        self.tables |= {} if model in self.tables else {model: {row.pk: row for row in model._default_manager.all()}}
        return self.tables[model]

    @classmethod
    def read(cls) -> Facts:
        """Everything there is; the caller stands past the walls."""
        facts = cls(
            now=clock.now(), memberships=list(p.Membership.objects.all()),
            circle=list(c.CircleMember.objects.all()),
            consents=list(c.Consent.objects.all()),
            people={row.pk: row for row in c.Newcomer.objects.all()},
            referrals={row.pk: row for row in c.Referral.objects.all()},
            accepted_at=dict(c.Acceptance.objects.values_list("referral_id", "at")),
            declined_at=dict(c.Decline.objects.values_list("referral_id", "at")),
            kinds=dict(p.Organization.objects.values_list("pk", "kind")), arrivals=list(c.Arrival.objects.all()),
        )  # fmt: skip
        read = (c.Case, c.Closure, c.FrozenView, c.EmergencyAccess, c.Withdrawal)
        facts.tables = {model: {row.pk: row for row in model.objects.all()} for model in read}
        return facts


class Reference(ReadingOfTheYear, ReadingWhatIsShown):
    """What one account may read now."""

    def __init__(self, account: Account, facts: Facts) -> None:
        self.account, self.facts, self.now = account, facts, facts.now
        self.is_system = account.pk == SYSTEM_ID
        mine = [row for row in facts.memberships if row.account_id == account.pk and self.lasts(row.since, row.until)]
        self.seats = {(row.organization_id, row.seat) for row in mine}
        self.organizations = {place for place, _seat in self.seats}
        self.standing = [row for row in facts.circle if self.stands_through(row)]

    def lasts(self, since: datetime | None, until: datetime | None) -> bool:
        """Begun and not ended."""
        return since is not None and since <= self.now and (until is None or until > self.now)

    def stands_through(self, row: c.CircleMember) -> bool:
        """Whether this row of a circle is mine today: by name, or by the seat that I hold in the organization."""
        if not self.lasts(row.since, row.until):
            return False
        if row.seat == "newcomer":
            person = self.facts.people.get(row.newcomer_id)
            is_adult = person is not None and person.case_id == row.case_id and person.age_group == "adult"
            return is_adult and row.account_id == self.account.pk
        if row.seat in {"worker", "backup_worker"}:
            return row.account_id == self.account.pk and (row.organization_id, "worker") in self.seats
        if row.seat == "need_to_know":
            return row.account_id == self.account.pk and row.organization_id in self.organizations
        if row.seat == "listener":
            return False
        return row.account_id in {None, self.account.pk} and (row.organization_id, row.seat) in self.seats

    # --- consent -------------------------------------------------------------------------

    def said_yes(self, row: c.CircleMember, level: str, *, adult: UUID | None = None) -> bool:
        """Whether an adult of the family (this adult) lets the organization, or this one person of it, read a level now."""
        return not self.is_over(row) and any(
            self.promises(consent, level)
            for consent in self.facts.consents
            if consent.case_id == row.case_id
            and consent.recipient_id == row.organization_id
            and consent.recipient_person_id in {None, row.account_id}
            and adult in {None, consent.newcomer_id}
            and self.facts.people[consent.newcomer_id].age_group == "adult"
        )

    def promises(self, consent: c.Consent, level: str) -> bool:
        """What one consent lets be read now."""
        if consent.given_at > self.now or (consent.withdrawn_at is not None and consent.withdrawn_at <= self.now):
            return False
        levels = {word for bit, word in WORD.items() if consent.levels & bit}
        ends = consent.expires_at
        month_later = self.month_later(consent.case_id)
        if consent.method == "relayed":
            levels &= TAKING_PART
            ends = min((day for day in (ends, month_later) if day), default=None)
        elif consent.method == "application":
            levels &= TAKING_PART | {"identity"}
            if self.facts.kinds[consent.recipient_id] == "spo":
                return False
            if month_later is not None and month_later <= self.now:
                levels -= {"identity"}
        elif consent.left_out:
            levels -= {"sensitive"}
        if ends is not None and ends <= self.now:
            levels = levels & {"basic"} if consent.method == "relayed" else set()
        return level in levels or FOLLOWS.get(level) in levels

    def month_later(self, case: UUID) -> datetime | None:
        """When day 30 after the family's first standing arrival is over in Ontario."""
        days = [row.on for row in self.facts.arrivals if row.case_id == case and row.undone_at is None]
        return datetime.combine(min(days) + PASSED_ON_KEPT, time(), tzinfo=clock.ONTARIO) if days else None

    # --- who leads or helps ----------------------------------------------------------------

    def takes_part(self, task: c.Task) -> bool:
        """Whether I lead or help in this task by a line to which every party and every adult said yes (3.3, `T`)."""
        line = self.line_of(task)
        if line is None or not (task.sensitive or task.secret) or not self.everybody_said_yes(line):
            return False
        return any(
            role.line_id == line.pk and role.part in {"lead", "help"} and self.has_the_part(role)
            for role in self.facts.table(c.Role).values()
        )

    def line_of(self, task: c.Task) -> c.RoleLine | None:
        """The line that holds for a task: the person's own where it was split off, else everybody's."""
        lines = [
            row for row in self.facts.table(c.RoleLine).values()
            if row.case_id == task.case_id and row.key == task.code and row.ended_in is None
        ]  # fmt: skip
        own = [row for row in lines if row.newcomer_id == task.newcomer_id]
        return next(iter(own or [row for row in lines if row.newcomer_id is None]), None)

    def everybody_said_yes(self, line: c.RoleLine) -> bool:
        """Each party of the circle, and each adult of the family."""
        said = {
            yes.newcomer_id or yes.party for yes in self.facts.table(c.Confirmation).values()
            if yes.line_id == line.pk and yes.taken_back_at is None
        }  # fmt: skip
        parties = {
            party for party, seat in SPEAKERS.items() for row in self.facts.circle
            if row.case_id == line.case_id and row.seat == seat and row.since is not None and row.until is None
        }  # fmt: skip
        adults = {
            pk for pk, person in self.facts.people.items()
            if person.case_id == line.case_id and person.age_group == "adult"
        }  # fmt: skip
        return said >= parties | adults

    def has_the_part(self, role: c.Role) -> bool:
        """I speak for the party, or I am the one whom it named; and an adult lets my organization read the first level."""
        return any(
            row.seat == SPEAKERS.get(role.party) or (role.account_id == self.account.pk and row.seat in NAMED_FROM[role.party])
            for row in self.standing
            if row.case_id == role.case_id and row.seat != "newcomer" and self.said_yes(row, "basic")
        )

    # --- the three scopes ----------------------------------------------------------------

    def family(self, case: UUID, level: str) -> bool:
        """A level of the family as a whole."""
        if self.is_system:
            return level in MATRIX["system"].split()
        return self.opened(case, level) or (level != "private" and any(
            level in TAKING_PART | {"last_date", "times", "sensitive"}
            if row.seat == "newcomer"
            else level in MATRIX[row.seat].split() and self.said_yes(row, level)
            for row in self.standing
            if row.case_id == case and not (level == "path" and row.seat in BY_REFERRAL)
        ))

    def person(self, pk: UUID, level: str) -> bool:
        """A level of one person: my own, my family's, or by that adult's own yes; for a child any adult's."""
        person = self.facts.people[pk]
        is_child = person.age_group == "child"
        return self.opened(person.case_id, level, pk) or any(
            self.kin(row, person, level)
            if row.seat == "newcomer"
            else level in OF_A_PERSON
            and not (is_child and level == "private")
            and level in MATRIX[row.seat].split()
            and self.said_yes(row, level, adult=None if is_child else pk)
            for row in self.standing
            if row.case_id == person.case_id
        )

    def kin(self, row: c.CircleMember, person: c.Newcomer, level: str) -> bool:
        """An adult reads everything of the own and of the children; of other adults first names and ordinary tasks."""
        if row.newcomer_id == person.pk:
            return level in MATRIX["newcomer"].split()
        return level in ({"basic", "plan"} if person.age_group == "adult" else OF_A_PERSON - {"private"})

    def path(self, pk: UUID) -> bool:
        """A referral with all that belongs to it: the sender's side, who came with it, and the agency asked."""
        referral = self.facts.referrals[pk]
        return (
            self.family(referral.case_id, "path")
            or any(
                row.referral_id == pk
                and "path" in MATRIX[row.seat].split()
                and self.said_yes(row, "path")
                for row in self.standing
                if row.case_id == referral.case_id
            )
            or ((referral.agency_id, "supervisor") in self.seats and self.still_asked(referral) and not self.all_stopped(referral.case_id))
        )

    def still_asked(self, referral: c.Referral) -> bool:
        """An agency reads the ten fields until it accepts, and for 30 days after a decline (3.4)."""
        declined_at = self.facts.declined_at.get(referral.pk)
        if declined_at is not None and declined_at <= self.now:
            return self.now < declined_at + PREVIEW_KEPT
        accepted_at = self.facts.accepted_at.get(referral.pk)
        return referral.sent_at <= self.now and (accepted_at is None or accepted_at > self.now)

    # --- rows ----------------------------------------------------------------------------

    def rows(self, model: type[Model], rule: Rule) -> set[Any]:
        """Keys of the rows of this table that the account may read."""
        out = (self.is_frozen_out, self.is_hidden)
        return {pk for pk, row in self.facts.table(model).items() if rule(self, row) and not any(one(model, row) for one in out)}

    def act(self, row: Act) -> bool:
        """My own acts; those about a family whose level I read; those about one person or thing that I read."""
        if row.by_id == self.account.pk:
            return True
        level = WORD.get(Level(row.level)) if row.level else None
        if level is None or row.case_id is None:
            return False
        if level == "path":
            return self.path(row.thing_id)
        if level in {"identity", "sensitive", "private", "travel"}:
            task = self.facts.table(c.Task).get(row.thing_id)
            if task is not None:
                return level == "sensitive" and self.takes_part(task)
            return row.thing_id in self.facts.people and self.person(row.thing_id, level)
        return self.family(row.case_id, level)

    def profile(self, row: Profile) -> bool:
        """My own, my colleagues', and those of the people around a family whose `basic` I read."""
        return (
            row.account_id == self.account.pk
            or any(
                one.account_id == row.account_id and one.organization_id in self.organizations
                for one in self.facts.memberships
                if one.since is not None and one.since <= self.now  # an invitation shows nobody
            )
            or any(
                row.account_id in {one.account_id, one.contact_id} and self.family(one.case_id, "basic")
                for one in self.facts.circle
            )
            or any(  # the worker who comes next
                one.to_id == row.account_id and one.done_at is None and one.called_off_at is None and self.family(one.case_id, "basic")
                for one in self.facts.table(c.Handover).values()
            )
            or any(  # its sponsors all of them: a group names one of its people for each task
                seat.account_id == row.account_id and self.lasts(seat.since, seat.until)
                and one.organization_id == seat.organization_id and one.seat == seat.seat
                and seat.seat in {"sponsor_representative", "sponsor_member"}
                and self.lasts(one.since, one.until) and self.family(one.case_id, "basic")
                for seat in self.facts.memberships
                for one in self.facts.circle
            )
        )

    def colleague(self, row: p.Membership) -> bool:
        """My own membership and those of my organizations."""
        return self.is_system or row.account_id == self.account.pk or row.organization_id in self.organizations

    def draft(self, row: c.ReferralDraft) -> bool:
        """My own, while I belong to the organization; the jobs those that nobody sent or touched for 30 days."""
        if self.is_system:
            return row.sent_at is None and row.saved_at < self.now - DRAFT_KEPT
        return row.by_id == self.account.pk and row.organization_id in self.organizations

    def organization(self, row: p.Organization) -> bool:
        """Who is to be found by everybody; a sponsor group for those who have to do with it."""
        if self.is_system or row.kind in {"sah", "spo", "network"} or row.pk in self.organizations:
            return True
        here = self.facts.table(p.Organization)
        return (
            any(one.organization_id == row.pk and one.account_id == self.account.pk and one.since is None
                and (one.until is None or one.until > self.now) for one in self.facts.memberships)
            or (row.sah_id, "sah_staff") in self.seats
            or any(seat == "supervisor" and here[place].site_id == row.site_id for place, seat in self.seats)
            or self.looks_after(row.site_id)
            or any(one.organization_id == row.pk and self.family(one.case_id, "basic") for one in self.facts.circle)
            or any(one.sender_id == row.pk and self.path(one.pk) for one in self.facts.referrals.values())
        )  # fmt: skip

    def looks_after(self, site: UUID) -> bool:
        """The coordinator of a site: by its network, or because one opened it as coordinator of another."""
        networks = [place for place, seat in self.seats if seat == "coordinator"]
        opened = self.facts.table(p.Site)[site].made_by_id == self.account.pk
        return any(opened or self.facts.table(p.Organization)[place].site_id == site for place in networks)

    def agreement(self, row: p.PartnershipAgreement) -> bool:
        """Agreements of my organization."""
        return self.is_system or bool({row.agency_id, row.sah_id} & self.organizations)

    def waits(self, row: c.TodayEntry) -> bool:
        """What waits for me or my seat, while I may read the family or the referral."""
        mine = {self.account.pk} | {seat_principal(place, seat) for place, seat in self.seats}
        may = self.family(row.case_id, "basic") or self.family(row.case_id, "path")
        may = may or (row.referral_id is not None and self.path(row.referral_id))
        view = self.frozen(row.case_id)
        return row.principal in mine and (row.key in {"hear_concern", "review_emergency"} or (may and not (view and row.since > view.at)))

    def reach(self, row: Reach) -> bool:
        """Only what is stored about myself and my seats."""
        return row.principal in {self.account.pk} | {seat_principal(place, seat) for place, seat in self.seats}


Rule = Callable[[Reference, Any], bool]
