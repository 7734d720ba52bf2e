"""A family after its arrival: meetings, who does what, journeys, choices and connections, a row in every later table.

Each row is written by the person whose it is, behind both walls; what verbs would do besides is not needed here.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from intentional_connection.access.seats import TAKING_PART, Level
from intentional_connection.cases import models as c
from intentional_connection.cases import verbs
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.narrowing import keys_of
from intentional_connection.kernel import clock, ids
from intentional_connection.notices.models import CalendarEntry, Notice
from intentional_connection.people.models import KeptForm
from intentional_connection.people.verbs import set_pin
from tests.world import enter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

    from intentional_connection.cases.models import Case, Newcomer
    from tests.families import Families

#: Whose yes a line of this family asks for: voice -> who speaks for it.
SPEAKERS = {"sponsor": "ruth", "sah": "paul", "worker": "selam"}
#: Rows that do not say whose act they are: they belong to one that does.
UNSIGNED = (c.Presence, c.MeetingPlace, c.TravelDetail, c.Role)


class Later:
    """One family's later rows; `row` writes one as somebody."""

    def __init__(self, world: Families, case: Case, adults: dict[str, Newcomer]) -> None:
        self.world, self.case, self.adults = world, case, adults
        self.amina, self.dawit = adults["amina"], adults["dawit"]
        self.at_hand: dict[str, Any] = {}

    def row(self, by: str, model: type[Model], **said: Any) -> Any:
        """A row of this family, written by this person."""
        who = getattr(self.world, by)
        enter(who)
        named = {} if model in UNSIGNED else {"by": who}
        return model._default_manager.create(case=self.case, **named, **said)

    def build(self) -> None:
        """Everything, in the order in which it would happen."""
        self.travel()
        self.meetings()
        self.minutes()
        self.board()
        self.tasks()
        self.connections()
        self.endings()
        self.keys()
        self.staying()
        self.hidden()

    def hidden(self) -> None:
        """A child's school is hidden from the sponsors, health and what is about one adult from one person of the SAH."""
        world, edition = self.world, self.case.adoption.edition
        petra = world.people["petra"]
        chosen = ((world.st_marks, None, "children_school"), (world.lakeside, petra, "health"), (world.lakeside, petra, ""))
        for place, account, topic in chosen:
            said = {"organization": place, "account": account, "topic": topic, "keys": keys_of(edition, topic)}
            self.row("amina", c.Narrowing, newcomer=self.amina, **said)
        said = {"organization": world.lakeside, "topic": "own", "keys": ["own"], "method": Method.ALOUD}
        shown = self.row("selam", c.Narrowing, newcomer=self.dawit, **said)
        c.Narrowing.objects.filter(pk=shown.pk).update(ended_at=clock.now(), ended_by=world.people["selam"])

    # --- between meetings ------------------------------------------------------------------

    def staying(self) -> None:
        """Asked and answered, news, the private line of one adult, the way to a service."""
        day = clock.today()
        self.row("ruth", c.WorkerQuestion, voice="sponsor", text="When does school begin?")
        self.row("paul", c.Update, voice="sah", text="A bicycle came")
        line = {"newcomer": self.amina, "worker": self.world.people["selam"]}
        self.row("amina", c.PrivateMessage, **line, text="A word for you alone")
        self.row("amina", c.CheckIn, **line, feeling="so_so")
        way = self.row("selam", c.OnwardReferral, service="English classes", ask_on=day)
        self.row("selam", c.OnwardReferral, newcomer=self.amina, service="Job coach", ask_on=day)
        self.row("selam", c.OnwardOutcome, referral=way, outcome="service_began", on=day)

    # --- the journey -----------------------------------------------------------------------

    def travel(self) -> None:
        """Two versions of the notice, a landing taken back, a split arrival."""
        today = clock.today()
        for person in [*self.adults.values(), self.child]:
            for version, day in ((1, today - timedelta(days=20)), (2, today - timedelta(days=10))):
                notice = self.row(
                    "ruth", c.TravelNotice, newcomer=person, version=version, received_on=today - timedelta(days=30), lands_on=day
                )
                self.row("ruth", c.TravelDetail, newcomer=person, notice=notice, flight="AC 873", port="YYZ", needs="a wheelchair")
        wrong = self.row("ruth", c.Arrival, newcomer=self.amina, on=today - timedelta(days=11))
        c.Arrival.objects.filter(pk=wrong.pk).update(undone_at=clock.now(), undone_by=self.world.ruth, undone_why="mistake")
        self.row("paul", c.Arrival, newcomer=self.amina, on=today - timedelta(days=10))
        self.row("selam", c.Arrival, newcomer=self.dawit, on=today - timedelta(days=4))

    # --- meetings --------------------------------------------------------------------------

    def meeting(self, kind: str, days: int, by: str = "selam") -> c.Meeting:
        """Planned, with its guests, its place, and answers to it."""
        starts_at = clock.now() + timedelta(days=days)
        row = self.row(by, c.Meeting, kind=kind)
        said = {"minutes": 60, "way": "video", "language": "ti"}
        date = self.row(by, c.MeetingDate, meeting=row, starts_at=starts_at, **said)
        self.row(by, c.MeetingPlace, date=date, place="https://video.example.org/1", interpreter="Miriam")
        guests = {
            name: self.row(by, c.MeetingGuest, meeting=row, voice=voice, account=self.world.people[name])
            for name, voice in (("selam", "worker"), ("ruth", "sponsor"), ("tom", "sponsor"))
        }
        guests["dawit"] = self.row(by, c.MeetingGuest, meeting=row, voice="newcomer", newcomer=self.dawit)
        for name in ("ruth", "tom", "dawit"):
            self.row(name, c.MeetingAnswer, meeting=row, guest=guests[name], sequence=0, coming="yes")
        self.at_hand[kind] = {"meeting": row, "date": date, **guests}
        return row

    def meetings(self) -> None:
        """Held, not held, called off, moved and open."""
        held = self.meeting("pre_arrival", -20)
        enter(self.world.selam)
        at = clock.now()
        said = {"way": "video", "language": "ti", "started_at": at - timedelta(hours=2), "ended_at": at - timedelta(hours=1)}
        self.row("selam", c.MeetingHeld, meeting=held, **said)
        self.row("selam", c.MeetingNotHeld, meeting=self.meeting("short", -15), reason="late_notice")
        self.row("ruth", c.MeetingCalledOff, meeting=self.meeting("review", 80, by="ruth"), asked_by="sponsor", reason="illness")
        coming = self.meeting("post_arrival", 5)
        moved = {"starts_at": clock.now() + timedelta(days=6), "minutes": 90, "way": "place", "language": "ti", "sequence": 1}
        self.row("ruth", c.MeetingDate, meeting=coming, asked_by="sponsor", reason="illness", **moved)
        self.row("amina", c.MeetingRequest, voice="newcomer")
        self.row("ruth", c.AgendaPoint, voice="sponsor", text="The lease")
        for meeting, days in ((held, 40), (coming, 0)):
            typed = {"expectation-1": "To find work"}
            self.row("selam", c.MinutesDraft, meeting=meeting, typed=typed, saved_at=clock.now() - timedelta(days=days))
        self.world.coming = coming
        entry = CalendarEntry.objects.create(
            uid=coming.pk, sequence=0, method="REQUEST", starts_at=clock.now(), ends_at=clock.now(), zone="America/Toronto",
            by=self.world.selam,
        )  # fmt: skip
        Notice.objects.create(reader=self.world.ruth, by=self.world.selam, key="meeting_planned", case_id=self.case.pk, entry=entry)

    def minutes(self) -> None:
        """What the worker wrote down of the meeting that was held."""
        held = self.at_hand["pre_arrival"]
        of = {"meeting": held["meeting"]}
        day = clock.today() + timedelta(days=9)
        self.row("selam", c.Presence, **of, guest=held["ruth"], state="present")
        self.row("selam", c.Expectation, **of, voice="sponsor", text="A calm first week")
        self.row("selam", c.Expectation, **of, voice="newcomer", newcomer=self.amina, text="School soon")
        self.row("selam", c.Priority, **of, newcomer=self.dawit, rank=1, text="Work")
        self.row("selam", c.Decision, **of, text="Ruth meets the plane", owner="sponsor", due_on=day)
        question = self.row("selam", c.OpenQuestion, **of, text="Who has a car seat?", owner="sponsor", due_on=day)
        self.row("selam", c.OpenQuestion, **of, text="Which school?", owner="worker", due_on=day)
        enter(self.world.ruth)
        c.OpenQuestion.objects.filter(pk=question.pk).update(
            answer="We do", answered_by=self.world.ruth, answered_at=clock.now()
        )
        self.row("selam", c.Resource, **of, title="English classes", reached_at="519 555 0177")
        for person in self.adults.values():
            self.row("selam", c.PaymentDate, **of, newcomer=person, on=day)
        self.row("selam", c.FollowUp, **of, follow_up_every_days=7, way="phone", next_on=day)

    # --- who does what ---------------------------------------------------------------------

    def line(self, key: str, by: str, parts: dict[str, str], **said: Any) -> c.RoleLine:
        """A line with its parts; `parts` says "lead", "help tom": the part and the person named."""
        row = self.row(by, c.RoleLine, key=key, begun_in=1, digest="0" * 64, **said)
        for party, words in parts.items():
            part, _space, name = words.partition(" ")
            self.row(by, c.Role, line=row, party=party, part=part, account=self.world.people[name] if name else None)
        return row

    def confirm(self, line: c.RoleLine, voices: Iterable[str]) -> None:
        """A yes of each of these voices and adults, each by the own hand."""
        for voice in voices:
            if voice in self.adults:
                self.row(voice, c.Confirmation, line=line, party="newcomer", newcomer=self.adults[voice])
            else:
                self.row(SPEAKERS[voice], c.Confirmation, line=line, party=voice)

    def board(self) -> None:
        """Agreed by everybody, by some, by all but one adult, split, replaced, secret, asked about, taken back."""
        everybody = [*SPEAKERS, *self.adults]
        self.confirm(self.line("T034", "selam", {"sponsor": "lead tom", "worker": "help", "sah": "informed"}), everybody)
        self.line("T034", "ruth", {"sah": "lead"}, newcomer=self.dawit)
        self.confirm(self.line("T029", "selam", {"sponsor": "lead"}), [*SPEAKERS, "amina"])
        self.confirm(self.line("T001", "selam", {"sah": "lead"}), ["sah"])
        self.confirm(self.line("T007", "selam", {"worker": "lead", "sponsor": "help"}), everybody)
        self.secret_line = self.line("T059", "amina", {"sponsor": "help", "worker": "lead"}, newcomer=self.amina, secret=True)
        self.confirm(self.secret_line, ["amina", "worker"])
        asked = self.line("T036", "selam", {"sponsor": "lead"})
        self.row("dawit", c.Question, line=asked, party="newcomer", newcomer=self.dawit, text="What is it?")
        self.row("dawit", c.Confirmation, line=asked, party="newcomer", newcomer=self.dawit)
        c.Confirmation.objects.filter(line=asked).update(taken_back_at=clock.now())
        self.row("amina", c.Question, line=self.secret_line, party="newcomer", newcomer=self.amina, text="Who knows?")
        old = self.line("T005", "ruth", {"sponsor": "lead"})
        c.RoleLine.objects.filter(pk=old.pk).update(ended_in=2)
        self.row("selam", c.RoleAgreement, version=1, digest="0" * 64)

    def tasks(self) -> None:
        """Ordinary, sensitive and secret ones, of the family and of a person, ticked and commented on."""
        made = {
            "ordinary": self.row("selam", c.Task, code="T001"),
            "agreed": self.row("ruth", c.Task, code="T034", newcomer=self.amina, sensitive=True),
            "split": self.row("selam", c.Task, code="T034", newcomer=self.dawit, sensitive=True),
            "money": self.row("selam", c.Task, code="T029", sensitive=True),
            "start": self.row("selam", c.Task, code="T007", sensitive=True),
            "secret": self.row("amina", c.Task, code="T059", newcomer=self.amina, sensitive=True, secret=True),
            "own": self.row("ruth", c.Task, code=f"own:{ids.new_id()}"[:40], label="A bicycle"),
            "children": self.row("selam", c.Task, code="T053", newcomer=self.child, sensitive=True),
        }
        for name, by in (("ordinary", "tom"), ("agreed", "amina"), ("split", "selam"), ("split", "dawit"), ("money", "amina"),
                         ("start", "selam"), ("secret", "amina"), ("own", "tom"), ("children", "dawit")):  # fmt: skip
            self.row(by, c.TaskComment, task=made[name], voice="newcomer" if by in self.adults else "worker", text="Next week")
        self.row("tom", c.TaskDone, task=made["ordinary"], on=clock.today())
        self.row("amina", c.TaskDone, task=made["secret"], on=clock.today())
        taken_back = self.row("ruth", c.TaskDone, task=made["agreed"], on=clock.today())
        c.TaskDone.objects.filter(pk=taken_back.pk).update(undone_at=clock.now(), undone_by=self.world.ruth)
        self.row("ruth", c.Circumstance, condition="temporary_home")
        self.row("selam", c.Circumstance, condition="job_seeking", newcomer=self.dawit)
        self.row("amina", c.PrivateCircumstance, condition="pregnancy_or_newborn", newcomer=self.amina)
        gap = self.row("tom", c.Need, origin=self.world.st_marks, text="A winter coat")
        self.row("selam", c.NeedAnswer, need=gap, text="From the store on King Street")
        self.row("ruth", c.Need, origin=self.world.st_marks, text="A dentist")
        self.made = made

    def endings(self) -> None:
        """A move that is planned, and somebody who follows."""
        self.row("ruth", c.Move, community="Lakeport", fsa="N2G", on=clock.today() + timedelta(days=50))
        self.row("amina", c.FollowingRelative, newcomer=self.amina, name="R.", age_group="child")

    @property
    def child(self) -> Newcomer:
        """The family's child."""
        enter(self.world.ruth)
        return c.Newcomer.objects.get(case=self.case, age_group="child")

    # --- connections and keys ----------------------------------------------------------------

    def connections(self) -> None:
        """Items of one adult, of a child and of the whole family, answered by both sides, by one, by none."""
        said = {"owner": "worker", "due_on": clock.today() + timedelta(days=14)}
        self.row("selam", c.ConnectionCheck)
        health = self.row("selam", c.ServiceConnection, item="health_card", newcomer=self.amina, **said)
        school = self.row("selam", c.ServiceConnection, item="school", newcomer=self.child, **said)
        self.row("selam", c.ServiceConnection, item="own:food", label="Food bank", **said)
        self.row("selam", c.ConnectionAnswer, connection=health, voice="worker", state="connected")
        self.row("amina", c.ConnectionAnswer, connection=health, voice="newcomer", newcomer=self.amina, state="connected")
        aloud = {"method": Method.ALOUD, "witness": "Miriam"}
        self.row("selam", c.ConnectionAnswer, connection=school, voice="newcomer", newcomer=self.dawit, state="referred", **aloud)

    def keys(self) -> None:
        """An own key, a link to pass on, forms that were sent too late."""
        world = self.world
        enter(world.selam)
        verbs.give_key(self.amina, world.selam)
        enter(world.ruth)
        verbs.carry_link(self.case, world.ruth)
        enter(world.amina)
        set_pin(world.people["amina"], world.amina, number="2580")
        for name, days in (("selam", 40), ("ruth", 0)):
            enter(getattr(world, name))
            at = clock.now() - timedelta(days=days)
            KeptForm.objects.create(account=world.people[name], path="/today/", fields={"text": "typed"}, at=at)


def choices(world: Families, adults: dict[str, Newcomer]) -> None:
    """Two adults who differ: chosen, narrowed, to one person, withdrawn."""
    from tests.families import choose, withdraw  # noqa: PLC0415 - families builds this

    amina, dawit = adults["amina"], adults["dawit"]
    choose(world, "amina", amina, world.harbour, TAKING_PART | Level.IDENTITY | Level.SENSITIVE)
    choose(world, "amina", amina, world.st_marks, TAKING_PART | Level.SENSITIVE, left_out=["health"])
    choose(world, "amina", amina, world.lakeside, TAKING_PART | Level.IDENTITY | Level.SENSITIVE)
    choose(world, "dawit", dawit, world.harbour, Level.BASIC | Level.PLAN | Level.SENSITIVE, recipient_person=world.people["selam"])
    choose(world, "dawit", dawit, world.st_marks, TAKING_PART | Level.IDENTITY, expires_at=clock.now() + timedelta(days=60))
    withdraw(world, "dawit", dawit, world.lakeside)
