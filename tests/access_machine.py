"""Random acts about who may read one family, looked at on boundary days: words, first wall and second wall stay the same.

Circle, consents with and without a last day, withdrawals, arrival, a frozen view, a membership that ends, the end and its
thirty days. A new limit (a family's narrowing, an emergency opening) is one more rule here and one more line in
tests/reference*.py.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from conftest import as_role, reading_everything
from intentional_connection.access.seats import TAKING_PART, Level
from intentional_connection.cases import models as c
from intentional_connection.cases import verbs
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.partners.models import Membership
from tests.families import as_of_now, choose, own_account, withdraw
from tests.reference import Facts, Reference
from tests.reference_rows import RULES
from tests.world import enter, leave

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.world import World

#: One table of each level, and those whose rows open in their own way.
LOOKED_AT = (c.Case, c.CircleMember, c.Consent, c.Newcomer, c.NewcomerIdentity, c.Need, c.Update, c.Contact, c.SupportPlan, c.Meeting)
WHO = ("paul", "ruth", "tom", "helen", "selam", "omar", "nadia", "cora", "luwam", "yared")
#: Moments around a boundary: the last that counts, and the first that does not.
AROUND = (timedelta(microseconds=-1), timedelta(0), timedelta(days=-1), timedelta(days=1))
#: The day after the thirtieth, when what was kept for a while is gone.
AFTER_THIRTY = timedelta(days=31)


class OneCircle(RuleBasedStateMachine):
    """One family at its worker, with two adults who sign in as themselves."""

    world: World
    looks = 0

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.clock: Any = None
        self.now = clock.now()
        self.ends: list[datetime] = []
        self._at(self.now)
        world = self.world
        self.case = world.contact(world.maple())
        self.adults = {
            "luwam": own_account(world, self.case, "luwam", first_name="Luwam"),
            "yared": own_account(world, self.case, "yared", first_name="Y."),
        }
        self._rows()

    def _rows(self) -> None:
        """A row at each level."""
        luwam, case = self.adults["luwam"], self.case
        choose(self.world, "luwam", luwam, self.world.harbour, TAKING_PART | Level.IDENTITY | Level.SENSITIVE)
        enter(self.world.luwam)
        verbs.keep_identity(luwam, self.world.luwam, full_name="Luwam T.", phone="519 555 0150")
        selam = self.world.selam
        enter(selam)
        c.Need.objects.create(case=case, origin=self.world.harbour, text="A bed", by=selam)
        c.Update.objects.create(case=case, voice="worker", text="News", by=selam)
        due = clock.today() + timedelta(days=20)
        c.SupportPlan.objects.create(case=case, newcomer=luwam, text="A nurse visits", owner="worker", due_on=due, by=selam)

    def teardown(self) -> None:
        """Take everything back."""
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

    def _act(self, does: Callable[[], Any]) -> bool:
        """The act a minute later; False where it was refused, or a wall stood in the way."""
        self.now += timedelta(minutes=1)
        self._at(self.now)
        try:
            with transaction.atomic():
                does()
        except (Refused, NotAllowed, ObjectDoesNotExist, DatabaseError, AssertionError):
            return False
        return True

    def _midnight(self, days: timedelta) -> datetime:
        day = self.now.astimezone(clock.ONTARIO).date() + days
        return datetime.combine(day, time(), tzinfo=clock.ONTARIO)

    # --- acts --------------------------------------------------------------------------------

    @rule(
        name=st.sampled_from(("luwam", "yared")),
        to=st.sampled_from(("harbour", "st_marks", "lakeside", "northgate")),
        more=st.sampled_from((Level(0), Level.IDENTITY, Level.SENSITIVE)),
        days=st.sampled_from((None, 14, 40)),
    )
    def say_yes(self, name: str, to: str, more: Level, days: int | None) -> None:
        """An adult says yes, perhaps until a day."""
        until = self.now + timedelta(days=days, minutes=1) if days else None
        place = getattr(self.world, to)
        if self._act(lambda: choose(self.world, name, self.adults[name], place, TAKING_PART | more, expires_at=until)) and until:
            self.ends.append(until)

    @rule(name=st.sampled_from(("luwam", "yared")), to=st.sampled_from(("harbour", "st_marks", "lakeside")))
    def say_no(self, name: str, to: str) -> None:
        """An adult takes every yes to an organization back."""
        self._act(lambda: withdraw(self.world, name, self.adults[name], getattr(self.world, to)))

    @rule()
    def arrive(self) -> None:
        """Everybody lands: what was passed on ends on a day from now on."""

        def lands() -> None:
            ruth = self.world.ruth
            enter(ruth)
            verbs.record_arrival(self.case, ruth, newcomers=list(self.case.newcomers.all()), on=clock.today())

        if self._act(lands):
            self.ends.append(self._midnight(AFTER_THIRTY))

    @rule()
    def freeze(self) -> None:
        """The sponsors see nothing new from now on; then somebody writes."""
        luwam = self.adults["luwam"]

        def freezes() -> None:
            enter(self.world.luwam)
            verbs.freeze_view(luwam, self.world.luwam, organization=self.world.st_marks, method="own_phone")

        if self._act(freezes):
            self._act(self._writes)

    def _writes(self) -> None:
        enter(self.world.selam)
        c.Need.objects.create(case=self.case, origin=self.world.harbour, text="More", by=self.world.selam)

    @rule(who=st.sampled_from(("tom", "omar", "helen")))
    def leave_organization(self, who: str) -> None:
        """Somebody leaves: the membership ends."""

        def leaves() -> None:
            enter(self.world.people[who])
            assert Membership.objects.filter(account=self.world.people[who], until=None).update(until=clock.now())

        self._act(leaves)

    @rule()
    def end_year(self) -> None:
        """The worker ends the year today: thirty days more."""

        def ends() -> None:
            enter(self.world.selam)
            c.Closure.objects.create(case=self.case, reason="year_over", on=clock.today(), by=self.world.selam)

        if self._act(ends):
            self.ends.append(self._midnight(AFTER_THIRTY))

    # --- looking -----------------------------------------------------------------------------

    @precondition(lambda self: self.ends)
    @rule(which=st.integers(0, 5), beside=st.sampled_from(AROUND))
    def look_at_a_boundary(self, which: int, beside: timedelta) -> None:
        """Everybody looks, exactly when something ends, just before, or a day beside it."""
        moment = self.ends[which % len(self.ends)] + beside
        if moment > self.now:
            self.now = moment
            self.look()

    @rule(days=st.sampled_from((0, 1, 29)))
    def look_later(self, days: int) -> None:
        """Everybody looks on another day."""
        self.now += timedelta(days=days)
        self.look()

    def look(self) -> None:
        """Words, first wall and second wall: the same rows for everybody."""
        self._at(self.now)
        with reading_everything():
            facts = Facts.read()
        for name in WHO:
            account = as_of_now(self.world.people[name])
            reference = Reference(account, facts)
            with reading_everything():
                said = {model: reference.rows(model, RULES[model]) for model in LOOKED_AT}
                first = {model: set(model._default_manager.visible_to(account).values_list("pk", flat=True)) for model in LOOKED_AT}
            as_role("ic_app")
            for model, words in said.items():
                second = set(model._default_manager.values_list("pk", flat=True))
                assert (name, model.__name__, len(words)) == (name, model.__name__, len(first[model])), "first wall"
                assert words == first[model] == second, f"{name} {model.__name__}: {len(words)} {len(first[model])} {len(second)}"
                OneCircle.looks += len(words | second)
