"""A family in each state, and everybody who could ever look: the small world on which both walls are compared."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from intentional_connection.access.seats import SYSTEM_ID, TAKING_PART, Level, Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.models import (
    Case,
    CircleMember,
    Consent,
    Designation,
    Handover,
    Newcomer,
    ReferralDraft,
    WorkerRequest,
)
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.referral import ReplyKind
from intentional_connection.journal.models import note_read
from intentional_connection.kernel import clock
from intentional_connection.notices.models import Notice, NoticeFailure, Undelivered
from intentional_connection.notices.verbs import choose_notices
from intentional_connection.partners import verbs as partners
from intentional_connection.partners.models import Absence, Kind, Membership
from intentional_connection.people.models import Account
from intentional_connection.people.verbs import account_of, edit_profile
from intentional_connection.practice.edition import load
from intentional_connection.practice.verbs import adopt
from tests.families_later import Later, choices
from tests.families_year import Year
from tests.world import World, enter, fresh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intentional_connection.cases.models import Referral
    from intentional_connection.partners.models import Organization

#: Everybody who stands in the world; the comparison asks for each of them.
EVERYBODY = (
    *("cora", "paul", "hugo", "ruth", "tom", "helen", "nadia", "bruno", "selam", "omar", "lena", "yonas", "grace"),
    *("luwam", "yared", "rahel", "petra", "bea", "gone", "twice", "stranger", "amina", "dawit", "hanna", "isaac", "lina"),
)


@contextmanager
def days_later(base: datetime, days: float) -> Iterator[None]:
    """Let everything inside happen so many days after a moment; whoever acts has to enter anew."""
    with clock.at(base + timedelta(days=days)):
        yield


def own_account(world: World, case: Case, name: str, *, first_name: str, by: str = "selam") -> Newcomer:
    """An adult of the family signs in as oneself: given by the worker, in private (handbook 3.8)."""
    account = account_of(f"{name}@example.org")
    world.people[name] = account
    who = getattr(world, by)
    enter(who)
    person = Newcomer.objects.get(case=case, name=first_name)
    CircleMember.objects.create(case=case, seat=Seat.NEWCOMER, account=account, newcomer=person, added_by=who)
    return person


def choose(world: World, name: str, person: Newcomer, to: Organization, levels: Level, **more: Any) -> Consent:
    """An adult says yes to an organization, on the own telephone."""
    who = getattr(world, name)
    enter(who)
    return Consent.objects.create(
        case_id=person.case_id, newcomer=person, recipient=to, levels=int(levels), language="ti", text_key="own",
        text_digest="0" * 64, method=Method.OWN_PHONE, recorded_by=who, **more,
    )  # fmt: skip


def withdraw(world: World, name: str, person: Newcomer, to: Organization) -> None:
    """An adult takes back every yes to an organization."""
    enter(getattr(world, name))
    given = Consent.objects.filter(newcomer=person, recipient=to, withdrawn_at=None)
    assert given.update(withdrawn_at=clock.now())


class Families(World):
    """The world with a family in each state; `now` is the day on which it is looked at."""

    base: datetime

    @classmethod
    def build(cls) -> Families:
        """Everybody in place, families in every state."""
        world = super().build()
        assert isinstance(world, cls)
        world.base = clock.now()
        world._more_people()
        world._answers()
        world._named()
        world._voices()
        world._elsewhere()
        world._settled()
        world._year()
        world._traces()
        with days_later(world.base, 40):
            world._lapses()
        return world

    def membership(self, name: str) -> Membership:
        """A worker's place in the agency, also of somebody who stands elsewhere too."""
        enter(self.people[name])
        return Membership.objects.in_force().with_seat(Seat.WORKER).get(account=self.people[name])

    def everybody(self) -> list[Account]:
        """All of them, as the next request loads them."""
        return [getattr(self, name) for name in EVERYBODY]

    def _more_people(self) -> None:
        self.people["stranger"] = account_of("stranger@example.org")
        enter(self.helen)
        self.worker("twice", self.harbour, self.helen, {"uk": 2, "en": 3})
        self.person("petra", self.lakeside, Seat.SAH_STAFF, self.paul)
        self.person("gone", self.harbour, Seat.SUPERVISOR, self.helen)
        # somebody who works for one agency and represents a sponsor group
        colleague = partners.Colleague(email="twice@example.org", name="Twice", seat=Seat.SPONSOR_REP)
        enter(self.cora)
        self.organization("elms", Kind.COMMUNITY_SPONSOR, "Elm Street friends")
        (row,) = partners.add_members(self.elms, self.cora, people=[colleague])
        self.join(row)

    def _answers(self) -> None:
        """Referred, asked, replied, declined, taken back, referred again, asleep."""
        self.refer()
        asked = self.ask(self.refer())
        answered = self.ask(self.refer(agency=str(self.northgate.pk)), by="nadia")
        enter(self.paul)
        verbs.reply(answered, self.paul, kind=ReplyKind.RIGHT)
        self.decline(self.refer())
        enter(self.paul)
        verbs.take_back(asked, self.paul, reason=self.reason("sender"), next_step="call_together")
        case = self.decline(self.refer()).case_id
        enter(self.paul)
        row = Case.objects.get(pk=case)
        by = clock.today() + timedelta(days=9)
        verbs.refer_again(row, self.paul, agency=self.northgate, answer_by=by, consent=True)
        sleeping = self.refer().case
        enter(self.paul)
        verbs.sleep(sleeping, self.paul, reason=self.reason("pause"), wake_on=clock.today() + timedelta(days=20))

    def _named(self) -> None:
        """Accepted, named with and without a speaker, contacted, passed on after acceptance."""
        self.accept(self.refer())
        case = self.accept(self.refer())
        self.name_worker(case, backup=self.membership("omar"))
        plan = {"plan_reason": self.reason("no_speaker")}
        first = self.suggested(self.accept(self.refer(languages=["so"])))
        self.name_worker(first[0], first[1], **plan)
        self.contact(self.maple())
        passed_on = self.refer()
        self.accept(passed_on)
        self.decline(passed_on)

    def _voices(self) -> None:
        """Adults with accounts of their own: Luwam and Yared of one family, Rahel of another."""
        self.home = self.contact(self.maple())
        luwam = own_account(self, self.home, "luwam", first_name="Luwam")
        yared = own_account(self, self.home, "yared", first_name="Y.")
        choose(self, "luwam", luwam, self.harbour, TAKING_PART | Level.IDENTITY)
        for name, person in (("luwam", luwam), ("yared", yared)):
            enter(getattr(self, name))
            verbs.keep_identity(person, getattr(self, name), full_name=f"{name} T.", phone="519 555 0150")
            edit_profile(getattr(self, name), getattr(self, name), name=name.capitalize(), phone="")
        withdraw(self, "yared", yared, self.harbour)
        other = self.maple()
        rahel = own_account(self, other, "rahel", first_name="Luwam")
        for place in (self.harbour, self.st_marks):
            withdraw(self, "rahel", rahel, place)
        second = own_account(self, other, "yared", first_name="Y.")
        withdraw(self, "yared", second, self.harbour)

    def _settled(self) -> None:
        """A family that landed ten days ago: a row in every later table, adults whose choices differ."""
        self.settled = self.contact(self.maple())
        first_names = {"amina": "Luwam", "dawit": "Y."}
        adults = {name: own_account(self, self.settled, name, first_name=first) for name, first in first_names.items()}
        choices(self, adults)
        self.later = Later(self, self.settled, adults)
        self.later.build()
        withdraw(self, "dawit", adults["dawit"], self.harbour)
        choose(self, "dawit", adults["dawit"], self.harbour, Level.BASIC | Level.PLAN, recipient_person=self.people["selam"])

    def _year(self) -> None:
        """A family whose year is told to its end: a row in every table of it; a listener at the site."""
        self.person("lina", self.network, Seat.LISTENER, self.cora)
        self.ending = self.contact(self.maple())
        first_names = {"hanna": "Luwam", "isaac": "Y."}
        adults = {name: own_account(self, self.ending, name, first_name=first) for name, first in first_names.items()}
        Year(self, self.ending, {"amina": adults["hanna"], "dawit": adults["isaac"]}).build()

    def _elsewhere(self) -> None:
        """Another SAH without agreement, a Group of Five, outreach, another site."""
        enter(self.cora)
        self.organization("hill_group", Kind.CONSTITUENT_GROUP, "Hill group", sah=self.hillside)
        away = self.refer("hugo", "hillside", group=str(self.hill_group.pk), agency=str(self.northgate.pk))
        self.accept(away, by="nadia")
        self.accept(self.refer_birch(agency=str(self.northgate.pk)), by="nadia")
        self.reached = self.outreach()
        enter(self.cora)
        adopt(self.bay, self.cora, parts=[part.key for part in load("ontario-2021", 1).parts])
        self.organization("bay_sah", Kind.SAH, "Bay SAH", site=self.bay)
        self.organization("bay_group", Kind.CONSTITUENT_GROUP, "Bay group", site=self.bay, sah=self.bay_sah)
        self.person("bea", self.bay_sah, Seat.SAH_STAFF, self.cora)
        self.accept(self.refer("bea", "bay_sah", group=str(self.bay_group.pk), agency=str(self.bayview.pk)), by="bruno")

    def _traces(self) -> None:
        """Drafts, read log, an absence."""
        self.draft()
        self.draft("helen", "harbour", outreach=True)
        self.old_draft = self.draft("hugo", "hillside")
        ReferralDraft.objects.filter(pk=self.old_draft.pk).update(saved_at=clock.now() - timedelta(days=31))
        enter(self.selam)
        days = {"from_on": clock.today(), "to_on": clock.today() + timedelta(days=3)}
        Absence.objects.create(membership=self.membership("selam"), by=self.selam, **days)  # known before the families came
        enter(self.helen)
        row = Designation.objects.standing().primary().get(case=self.settled)
        self.handover = Handover.objects.create(case=self.settled, designation=row, to=self.people["lena"], by=self.helen)
        enter(self.amina)
        person = Newcomer.objects.get(case=self.settled, name="Luwam")
        self.asked_worker = WorkerRequest.objects.create(
            case=self.settled, newcomer=person, designation=row, wish="wish_woman", by=self.amina
        )
        enter(self.selam)
        note_read(self.home, self.selam, Level.PLAN)
        self._read(person)
        self._told()

    def _read(self, person: Newcomer) -> None:
        """What a worker opened of a family and of one adult in it, and what that adult opened."""
        case, by = self.settled, self.selam
        note_read(case, by, Level.PLAN | Level.CIRCLE)
        note_read(case, by, Level.PLAN | Level.SENSITIVE, of=[person.pk])
        note_read(case, by, Level.IDENTITY)
        for level in (Level.PLAN, Level.CIRCLE, Level.IDENTITY, Level.PRIVATE, Level.PROTECTION):
            note_read(person, by, level)
        note_read(Newcomer.objects.get(case=case, age_group="child"), by, Level.IDENTITY)
        enter(self.amina)
        note_read(case, self.amina, Level.PLAN)

    def _told(self) -> None:
        """Selam wants one mail a day; mails to Selam and to a sponsor came back."""
        enter(self.selam)
        choose_notices(
            self.selam, self.selam, channel="mail", digest="daily", quiet_from=time(22), quiet_to=time(7), zone="Africa/Cairo"
        )
        enter(Account.objects.get(pk=SYSTEM_ID))
        for name in ("selam", "tom"):
            notice = Notice.objects.create(reader=self.people[name], by_id=SYSTEM_ID, key="meeting_near")
            NoticeFailure.objects.create(notice=notice, reader=self.people[name], code=Undelivered.REFUSED)

    def _lapses(self) -> None:
        """Forty days on: somebody left, a consent for two weeks, a relayed one that will run out."""
        enter(self.gone)
        Membership.objects.filter(account=self.gone).update(until=clock.now())
        enter(self.selam)
        Consent.objects.filter(case=self.home, recipient=self.harbour, method=Method.RELAYED).update(
            expires_at=clock.now() + timedelta(days=30)
        )
        person = Newcomer.objects.get(case=self.home, name="Luwam")
        choose(self, "luwam", person, self.northgate, TAKING_PART, expires_at=clock.now() + timedelta(days=14))

    # --- acts ---------------------------------------------------------------------------

    @staticmethod
    def reason(group: str) -> str:
        """Some reason code of the group."""
        return load("ontario-2021", 1).reasons_of(group)[0]

    def ask(self, referral: Referral, by: str = "helen") -> Referral:
        """The agency asks about a field."""
        enter(getattr(self, by))
        verbs.ask(referral, getattr(self, by), about="people")
        return referral

    def decline(self, referral: Referral, by: str = "helen") -> Referral:
        """The agency passes the family on."""
        enter(getattr(self, by))
        verbs.decline(
            referral, getattr(self, by), reason=self.reason("agency"), next_step="other_agency", next_agency=self.northgate
        )
        return referral

    def suggested(self, case: Case) -> tuple[Case, str]:
        """The worker whom the supervisor is shown first."""
        from intentional_connection.cases.models.suggesting import suggest_workers, team_of  # noqa: PLC0415

        enter(self.helen)
        referral = case.accepted_referral
        assert referral is not None
        first = suggest_workers(case, referral, team_of(referral)).suggested[0].worker
        account = Membership.objects.get(pk=first).account_id
        return case, next(name for name, one in self.people.items() if one.pk == account)

    def outreach(self) -> Case:
        """An agency opens a family of a Group of Five that it reached itself."""
        draft = self.draft("helen", "harbour", outreach=True, group=str(self.birch_group.pk), programme="g5")
        referral = verbs.reach_out(draft, self.helen)
        return Case.objects.get(pk=referral.case_id)


def as_of_now(account: Account) -> Account:
    """Enter as somebody and load the account as that request does."""
    enter(account)
    return fresh(account)
