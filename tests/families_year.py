"""A family in its year: staying in touch, a handover, what is protected, a move, month 13, the end: a row in every later table."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from intentional_connection.access.seats import TAKING_PART, Level, Seat
from intentional_connection.cases import models as c
from intentional_connection.cases.models.circle import Method
from intentional_connection.kernel import clock
from tests.families_later import Later
from tests.world import enter

#: After so many days the year of this family is over, and its adult who stopped takes part again.
ENDS_IN = 10
#: How an adult said something to the worker.
ALOUD = {"method": Method.ALOUD, "witness": "Miriam"}


class Year(Later):
    """One family's rows of the year; `amina` and `dawit` are whoever its two adults are."""

    def build(self) -> None:
        """Everything, in the order in which it would happen."""
        self.choices()
        self.staying()
        self.handover()
        self.protection()
        self.emergency()
        self.frozen()
        self.support()
        self.endings()

    def choices(self) -> None:
        """The first adult shares much, the second only what is the condition of taking part."""
        from tests.families import choose  # noqa: PLC0415 - families builds this

        world = self.world
        for place in (world.harbour, world.st_marks, world.lakeside):
            choose(world, "hanna", self.amina, place, TAKING_PART | Level.SENSITIVE)
        choose(world, "isaac", self.dawit, world.harbour, TAKING_PART)

    def staying(self) -> None:
        """Questions, news, the private line of each adult, how one is, the way to a service."""
        selam = self.world.people["selam"]
        self.row("tom", c.WorkerQuestion, voice="sponsor", text="When does the class begin?")
        question = self.row("ruth", c.WorkerQuestion, voice="sponsor", text="Which clinic?")
        enter(self.world.selam)
        c.WorkerQuestion.objects.filter(pk=question.pk).update(answer="The near one", answered_by=selam, answered_at=clock.now())
        self.row("hanna", c.Update, voice="newcomer", text="We have a home")
        for name, adult in (("hanna", self.amina), ("isaac", self.dawit)):
            self.row(name, c.PrivateMessage, newcomer=adult, worker=selam, text="May I call?")
        self.row("selam", c.PrivateMessage, newcomer=self.amina, worker=selam, text="Yes")
        self.row("hanna", c.CheckIn, newcomer=self.amina, worker=selam, feeling="hard", wants_call=True)
        day = clock.today() + timedelta(days=14)
        referral = self.row("selam", c.OnwardReferral, service="Language school", ask_on=day)
        self.row("selam", c.OnwardReferral, service="Dentist", ask_on=day, newcomer=self.amina)
        missing = self.row("tom", c.Need, origin=self.world.st_marks, text="A cot")
        self.row("paul", c.NeedCheck, need=missing, still="ask")
        self.row("selam", c.OnwardOutcome, referral=referral, outcome="service_began", on=clock.today())

    def handover(self) -> None:
        """An adult asks for another worker; a handover is called off, another stands open with a wish and a yes."""
        world = self.world
        enter(world.helen)
        designation = c.Designation.objects.standing().primary().get(case=self.case)
        wish = {"newcomer": self.amina, "designation": designation, "wish": "wish_other"}
        self.row("hanna", c.WorkerRequest, **wish)
        said = {"designation": designation, "to": world.people["omar"]}
        first = self.row("helen", c.Handover, **said)
        c.Handover.objects.filter(pk=first.pk).update(called_off_at=clock.now(), called_off_by=world.people["helen"])
        handover = self.row("helen", c.Handover, **said)
        self.row("hanna", c.HandoverWish, handover=handover, newcomer=self.amina, pass_on="My hours", with_private=True)
        self.row("hanna", c.HandoverYes, handover=handover, voice="newcomer", newcomer=self.amina)

    def protection(self) -> None:
        """A concern to the listener, one to the worker, a note, a difficulty with its sides."""
        world = self.world
        concern = self.row(
            "hanna", c.Concern, newcomer=self.amina, about="sponsor", organization=world.st_marks, hears="listener", text="A worry"
        )
        self.reader("hanna", concern=concern, account=world.people["hanna"])
        self.reader("hanna", concern=concern, organization=world.network, seat=Seat.LISTENER)
        self.row("lina", c.ConcernReply, concern=concern, text="I hear you")
        other = self.row("isaac", c.Concern, newcomer=self.dawit, about="sah", organization=world.lakeside, hears="worker", text="Late")
        self.reader("isaac", concern=other, account=world.people["isaac"])
        self.reader("isaac", concern=other, account=world.people["selam"])
        note = self.row("selam", c.RestrictedNote, text="Call first")
        self.reader("selam", note=note, account=world.people["selam"])
        self.reader("selam", note=note, organization=world.harbour, seat=Seat.SUPERVISOR)
        difficulty = self.row("paul", c.Difficulty)
        self.reader("paul", difficulty=difficulty, account=world.people["paul"])
        self.reader("paul", difficulty=difficulty, account=world.people["selam"])
        self.row("selam", c.DifficultySide, difficulty=difficulty, voice="sponsor", happened="A quarrel")
        due = clock.today() + timedelta(days=7)
        self.row("paul", c.DifficultyDecision, difficulty=difficulty, step="talk_together", owner="sah", due_on=due)

    def emergency(self) -> None:
        """A colleague opens the family; whoever leads the agency and the listener are told, the listener asks."""
        world, place = self.world, self.world.harbour
        tells = {"first": world.people["helen"], "first_place": place, "second": world.people["lina"], "second_place": world.network}
        until = clock.now() + timedelta(hours=24)
        row = self.row("omar", c.EmergencyAccess, organization=place, reason="Nobody answers", until=until, **tells)
        self.row("lina", c.EmergencyReview, emergency=row, fine=False, text="Why so long?")

    def reader(self, by: str, **said: Any) -> None:
        """One reader named for something protected."""
        self.row(by, c.ProtectionReader, **said)

    def frozen(self) -> None:
        """The sponsors see what stood until now; afterwards the worker and the sponsors' contact write."""
        self.row("hanna", c.FrozenView, organization=self.world.st_marks, newcomer=self.amina)
        self.row("selam", c.Update, voice="worker", text="Not for the sponsors")
        self.row("ruth", c.Update, voice="sponsor", text="Our own news")
        self.row("selam", c.Need, origin=self.world.harbour, text="A bed")

    def support(self) -> None:
        """Added support for the first adult, and a colleague who needs to know."""
        from tests.families import choose  # noqa: PLC0415 - families builds this

        world = self.world
        due = clock.today() + timedelta(days=20)
        self.row("selam", c.SupportPlan, newcomer=self.amina, text="A nurse visits", owner="worker", due_on=due)
        choose(world, "hanna", self.amina, world.harbour, Level.BASIC | Level.SENSITIVE, recipient_person=world.people["lena"])
        enter(world.selam)
        c.CircleMember.objects.create(
            case=self.case, seat=Seat.NEED_TO_KNOW, organization=world.harbour, account=world.people["lena"], added_by=world.selam
        )

    def endings(self) -> None:
        """Who follows, a move, month 13 with a budget, an adult who stopped, the end with what each wants afterwards."""
        self.row("hanna", c.FollowingRelative, newcomer=self.amina, name="R.", age_group="child")
        self.row("ruth", c.Move, community="Lakeport", fsa="N2G", on=clock.today() + timedelta(days=5))
        self.row("selam", c.TransitionPlan)
        self.row("hanna", c.BudgetLine, newcomer=self.amina, item="rent", amount="900.00")
        self.row("selam", c.Withdrawal, newcomer=self.dawit, **ALOUD)
        closure = self.row("selam", c.Closure, reason="year_over", on=clock.today() + timedelta(days=ENDS_IN))
        self.row("selam", c.LastingContact, closure=closure, name="Selam", reached_at="519 555 0110")
        self.row("hanna", c.ClosingChoice, closure=closure, newcomer=self.amina, month_13=True)
