"""Random sequences of verbs over one family, against the handbook's stage table (section 4) written down as a few lines.

Whatever order people act in: no impossible stage, exactly one contact, no date before its cause, nothing visible after its end.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from conftest import reading_everything
from intentional_connection.access.seats import TAKING_PART
from intentional_connection.cases import models as c
from intentional_connection.cases import verbs
from intentional_connection.cases.models.gathering import Guest
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.cases.models.path import where
from intentional_connection.cases.verbs.minutes import Minutes, Was
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from tests.families import choose, own_account
from tests.path_table import Table
from tests.world import enter, leave

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.world import World

#: After the end others read for so many days more (handbook 3.9).
KEPT = 30


class OneFamily(RuleBasedStateMachine):
    """One family; each rule is one act, done or refused; a refused one leaves everything as it was."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.now = clock.now()
        self.clock: Any = None
        self.table = Table()
        self._at(self.now)
        self.case: c.Case = self.world.refer().case
        self.adults: dict[str, c.Newcomer] = {}
        self.worker = "selam"

    def teardown(self) -> None:
        """Take everything back; constraints that wait for the commit are asked first."""
        try:
            connection.check_constraints()
        finally:
            leave()
            self.clock.__exit__(None, None, None)
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    def _at(self, moment: datetime) -> None:
        leave()
        if self.clock:
            self.clock.__exit__(None, None, None)
        self.clock = clock.at(moment)
        self.clock.__enter__()

    def act(self, who: str, does: Callable[[c.Case, Any], Any]) -> Any:
        """The act, or None where it was refused; time goes on by a minute."""
        self.now += timedelta(minutes=1)
        self._at(self.now)
        person = getattr(self.world, who)
        enter(person)
        try:
            with transaction.atomic():
                case = c.Case.objects.visible_to(person).filter(pk=self.case.pk).first()
                if case is None:
                    return None
                done = does(case, person)
                connection.check_constraints()
                return True if done is None else done
        except (Refused, NotAllowed):
            return None

    # --- before the arrival ----------------------------------------------------------------

    @rule(days=st.sampled_from((1, 3, 12, 40, 100, 200)))
    def days_pass(self, days: int) -> None:
        """Nobody does anything."""
        self.now += timedelta(days=days)

    def _referral(self) -> c.Referral:
        with reading_everything():
            return c.Referral.objects.filter(case=self.case).newest_first().first()

    @rule()
    def accept(self) -> None:
        """The agency takes the family on, once."""
        row, asked = self._referral(), not self.table.accepted and not self.table.declined
        enter(self.world.helen)
        try:
            with transaction.atomic():
                verbs.accept(row, self.world.helen)
            done = True
        except (Refused, NotAllowed):
            done = False
        assert not done or asked, "accepted what nobody asked"
        self.table.accepted |= done

    @precondition(lambda self: not self.table.accepted)
    @rule()
    def decline(self) -> None:
        """The agency passes the family on."""
        row, asked = self._referral(), not self.table.declined
        enter(self.world.helen)
        try:
            with transaction.atomic():
                verbs.decline(row, self.world.helen, reason="no_place", next_step="call_together")
            done = True
        except (Refused, NotAllowed):
            done = False
        assert done == asked
        self.table.declined |= done

    @rule()
    def refer_again(self) -> None:
        """To another agency, after a decline only."""
        day = (self.now + timedelta(days=9)).date()
        agency = self.world.harbour
        done = self.act("paul", lambda case, by: verbs.refer_again(case, by, agency=agency, answer_by=day, consent=True))
        assert not done or self.table.declined
        if done:
            self.table.declined = False

    @rule()
    def name_worker(self) -> None:
        """The one worker; after the first contact only by a handover."""
        worker = self.world.membership("selam")
        done = self.act("helen", lambda case, by: verbs.designate(case, by, worker=worker))
        assert not done or (self.table.accepted and not self.table.touched)
        self.table.named |= bool(done)

    @rule()
    def contact(self) -> None:
        """The worker calls."""
        today = self.now.astimezone(clock.ONTARIO).date()
        done = self.act(self.worker, lambda case, by: verbs.log_contact(case, by, kind="call", on=today, minutes=9, language="ti"))
        assert not done or self.table.named
        self.table.touched |= bool(done)

    @rule()
    def sleep_or_wake(self) -> None:
        """The sender lets the family wait, or wakes it."""
        day = self.now.date() + timedelta(days=90)
        if self.table.asleep:
            if self.act("paul", verbs.wake):
                self.table.asleep = False
        elif self.act("paul", lambda case, by: verbs.sleep(case, by, reason="no_date", wake_on=day)):
            self.table.asleep = True

    def _people(self, case: c.Case) -> list[c.Newcomer]:
        return list(case.newcomers.in_order())

    @rule(days=st.integers(2, 30))
    def travel(self, days: int) -> None:
        """The notice comes; recorded while the family sleeps, it wakes it."""
        day = self.now.astimezone(clock.ONTARIO).date()

        def says(case: c.Case, by: Any) -> Any:
            told = {"newcomers": self._people(case), "received_on": day, "lands_on": day + timedelta(days=days)}
            why = case.adoption.edition.reasons_of("notice_changed")[0]
            return verbs.record_travel(case, by, reason=why if self.table.lands_on else "", **told)

        if self.act("ruth", says):
            assert self.table.arrived_on is None
            self.table.lands_on = day + timedelta(days=days)
            self.table.asleep = False

    # --- meetings and arrival ----------------------------------------------------------------

    def _meet(self, kind: str) -> bool:
        def meets(case: c.Case, by: Any) -> Any:
            guests = [Guest(Voice.NEWCOMER, newcomer=one) for one in self._people(case) if one.age_group == "adult"]
            guests += [Guest(Voice.SPONSOR, account=self.world.people["ruth"])]
            meeting = verbs.met_already(case, by, kind=kind, guests=guests)
            there = tuple(Was(one, "present") for one in meeting.guests.all())
            began = clock.now() - timedelta(minutes=4)
            told = Minutes(started_at=began, ended_at=clock.now(), way="phone", language="ti", presences=there)
            return verbs.hold_meeting(meeting, by, minutes=told)

        return bool(self.act(self.worker, meets))

    @rule()
    def meet_before(self) -> None:
        """Worker and sponsors, before the arrival only."""
        if self._meet("pre_arrival"):
            assert self.table.named
            assert self.table.arrived_on is None
            self.table.met_before = True

    @rule()
    def meet_together(self) -> None:
        """All of them, after the arrival only."""
        if self._meet("post_arrival"):
            assert self.table.arrived_on is not None
            self.table.met_together = True

    @rule()
    def arrive(self) -> None:
        """Everybody lands today."""
        today = self.now.astimezone(clock.ONTARIO).date()
        if self.act("ruth", lambda case, by: verbs.record_arrival(case, by, newcomers=self._people(case), on=today)):
            assert self.table.arrived_on is None
            self.table.arrived_on, self.table.asleep = today, False

    @rule()
    def arrive_not(self) -> None:
        """It was a mistake."""
        if self.act("ruth", lambda case, by: verbs.undo_arrival(case, by, newcomers=self._people(case), why="mistake")):
            assert self.table.arrived_on is not None
            self.table.arrived_on = None

    @precondition(lambda self: self.table.named and not self.adults)
    @rule()
    def adults_choose(self) -> None:
        """Each adult gets a key and says yes to the agency, for longer than the practice lasts."""
        self.now += timedelta(minutes=1)
        self._at(self.now)
        enter(self.world.people[self.worker])
        if not c.Case.objects.filter(pk=self.case.pk).exists():
            return
        for name, first in (("luwam", "Luwam"), ("yared", "Y.")):
            self.adults[name] = own_account(self.world, self.case, name, first_name=first, by=self.worker)
            for place in (self.world.harbour, self.world.st_marks, self.world.lakeside):
                choose(self.world, name, self.adults[name], place, TAKING_PART)

    @rule()
    def connect(self) -> None:
        """The check is opened and every item is answered by both."""

        def checks(case: c.Case, by: Any) -> Any:
            verbs.open_check(case, by)
            for item in c.ServiceConnection.objects.filter(case=case):
                verbs.set_connection(item, by, owner=item.owner, due_on=item.due_on, reason="done_elsewhere")
            return True

        if self.act(self.worker, checks):
            assert self.table.arrived_on is not None
            self.table.connected = True

    # --- the year to its end -----------------------------------------------------------------

    @rule(days=st.sampled_from((0, 7, 30)))
    def rhythm(self, days: int) -> None:
        """How often one is in touch."""
        if self.act(self.worker, lambda case, by: verbs.set_rhythm(case, by, every_days=days, way="call")):
            assert self.table.named
            self.table.rhythm = True

    @rule()
    def prepare_month_13(self) -> None:
        """Only somebody who is here has a thirteenth month."""
        if self.act(self.worker, verbs.begin_month_13):
            assert self.table.arrived_on is not None
            self.table.month_13 = True

    @rule()
    def close(self) -> None:
        """The year together ends, once."""
        today = self.now.astimezone(clock.ONTARIO).date()
        if self.act(self.worker, lambda case, by: verbs.close_year(case, by, reason="year_over", on=today, none_wanted=True)):
            assert self.table.closed_on is None
            self.table.closed_on = today

    @rule()
    def reopen(self) -> None:
        """Opened again by the worker, while the worker still reads."""
        if self.act(self.worker, verbs.reopen):
            assert self.table.closed_on is not None
            self.table.closed_on = None

    @rule()
    def hand_over(self) -> None:
        """To the other worker, with the yes that is needed; without it nothing moves."""
        to = "omar" if self.worker == "selam" else "selam"
        member = self.world.membership(to)
        row = self.act("helen", lambda case, by: verbs.open_handover(case, by, to=member))
        if not row:
            return
        assert self.table.touched
        assert self.act("helen", lambda case, by: verbs.open_handover(case, by, to=member)) is None, "two open handovers"
        assert self.act("helen", lambda _case, by: verbs.hand_over(row, by)) is None, "moved without a yes"
        for name, adult in self.adults.items():
            self.act(name, lambda _case, by, adult=adult: verbs.agree_handover(row, by, newcomer=adult))
        self.act("ruth", lambda _case, by: verbs.agree_handover(row, by))
        if self.act("helen", lambda _case, by: verbs.hand_over(row, by)):
            self.worker = to
        else:
            assert self.act("helen", lambda _case, by: verbs.call_off_handover(row, by))

    @precondition(lambda self: self.adults)
    @rule(name=st.sampled_from(("luwam", "yared")))
    def stop_or_come_back(self, name: str) -> None:
        """One adult stops taking part, or takes part again."""
        adult = self.adults[name]
        if name in self.table.stopped:
            if self.act(name, lambda _case, by: verbs.take_part_again(adult, by, language="en")):
                self._back(name)
        elif self.act(name, lambda _case, by: verbs.withdraw(adult, by, method="own_phone")):
            self.table.stopped.add(name)

    def _back(self, name: str) -> None:
        if len(self.table.stopped) == len(self.adults):  # the agency comes back and names a worker anew
            self.table.named = False
        self.table.stopped.discard(name)

    # --- what holds whatever happened ----------------------------------------------------------

    @property
    def _all_stopped(self) -> bool:
        return bool(self.adults) and len(self.table.stopped) == len(self.adults)

    @invariant()
    def the_stage_is_the_tables(self) -> None:
        """Seen by the SAH while it reads the family."""
        enter(self.world.paul)
        rows = list(c.Case.objects.visible_to(self.world.paul).filter(pk=self.case.pk))
        if rows and not self.table.stopped:
            assert where(self.world.paul, rows)[self.case.pk].stand == self.table.stage

    @invariant()
    def exactly_one_contact(self) -> None:
        """From acceptance on, until every adult has stopped."""
        with reading_everything():
            rows = list(c.Designation.objects.filter(case=self.case, rank="primary").order_by("since"))
        standing = [row for row in rows if row.until is None]
        assert len(standing) == int(self.table.accepted and not self._all_stopped)

    @invariant()
    def no_date_before_its_cause(self) -> None:
        """Nothing is dated ahead, nothing is recorded before it happened."""
        with reading_everything():
            arrivals = list(c.Arrival.objects.filter(case=self.case, undone_at=None))
            together = list(c.MeetingHeld.objects.filter(case=self.case, meeting__kind="post_arrival"))
            contacts = list(c.Contact.objects.filter(case=self.case))
        today = self.now.astimezone(clock.ONTARIO).date()
        assert all(row.on <= today and row.at <= self.now for row in arrivals)
        assert all(row.started_at < row.ended_at <= row.at for row in together)
        assert all(self.case.opened_at.astimezone(clock.ONTARIO).date() <= row.on <= today for row in contacts)

    @invariant()
    def nothing_is_visible_after_its_end(self) -> None:
        """30 days after the end, and at once where every adult stopped."""
        closed = self.table.closed_on
        over = closed is not None and self.now.astimezone(clock.ONTARIO).date() > closed + timedelta(days=KEPT)
        if not (over or self._all_stopped):
            return
        for name in ("paul", "ruth", "tom", "helen", "selam", "omar"):
            who = getattr(self.world, name)
            self._at(self.now)
            enter(who)
            assert not c.Case.objects.visible_to(who).filter(pk=self.case.pk).exists(), name
            assert not c.Case.objects.filter(pk=self.case.pk).exists(), name
