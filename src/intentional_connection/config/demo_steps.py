"""Steps of the demo's later path: board, meetings, journey, choices, connections; each is one act of somebody's."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from intentional_connection.cases import verbs
from intentional_connection.cases.models import Case, RoleLine, ServiceConnection, Task
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.gathering import whom_to_invite
from intentional_connection.cases.models.meeting import Meeting, Voice, Way
from intentional_connection.cases.models.minutes import Presence
from intentional_connection.cases.verbs import arrival, tasks
from intentional_connection.cases.verbs.minutes import Hope, Minutes, Owned, Wanted, Was
from intentional_connection.kernel import clock
from intentional_connection.people.models import NO_MAIL, Account

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from uuid import UUID

    from intentional_connection.access.seats import Level
    from intentional_connection.cases.models import AgendaPoint, MeetingGuest, Newcomer
    from intentional_connection.config.demo_cast import Cast

#: What was settled before anybody landed, and in the first days, by the catalogue's codes.
BEFORE = ("T003", "T004", "T005", "T006", "T009", "T017")
FIRST_WEEK = ("T026", "T029", "T033", "T034", "T036", "T037", "T039", "T040", "T041", "T042", "T043", "T053")
FIRST_DAYS = ("T022", "T023", "T025", "T027", "T028", "T031", "T035")


@dataclass(frozen=True)
class Written:
    """What somebody types on a meeting's page; people by name, days counted from the meeting's own."""

    hopes: tuple[tuple[str, str, str], ...] = ()  # voice, name of an adult or "", text
    priorities: tuple[tuple[str, int, str], ...] = ()
    decisions: tuple[tuple[str, str, int], ...] = ()  # text, owner, in days
    questions: tuple[tuple[str, str, int], ...] = ()
    resources: tuple[tuple[str, str], ...] = ()
    payment_dates: tuple[tuple[str, int], ...] = ()
    absent: tuple[tuple[str, str], ...] = ()  # name of an account, reason


@dataclass(frozen=True)
class Path:
    """One family of the demo, and everybody's acts around it."""

    cast: Cast
    case_id: UUID

    @contextmanager
    def acting(self, who: str, moment: datetime) -> Iterator[tuple[Case, Account]]:
        """The family as somebody sees it at that moment, and that somebody."""
        with self.cast.acting(who, moment) as by:
            yield Case.objects.select_related("adoption", "opened_in").get(pk=self.case_id), by

    def coming(self, days: int, hour: int, minute: int = 0) -> datetime:
        """An hour of a working day, so many days after the day of playing or soon after."""
        day = self.cast.today + timedelta(days=days)
        day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)  # noqa: PLR2004 - Friday
        return datetime.combine(day, time(hour, minute), clock.ONTARIO)

    # --- who does what ------------------------------------------------------------------------

    def board(self, who: str, moment: datetime, **holds: bool | str) -> None:
        """Say what holds (a name: for that person; True or False: for all), and open the board."""
        with self.acting(who, moment) as (case, by):
            people = _people(case)
            said = {
                (about, people[value].pk if isinstance(value, str) else None): bool(value) for about, value in holds.items()
            }
            tasks.say_circumstances(case, by, holds=said)
            verbs.open_board(case, by)

    def part(self, who: str, moment: datetime, code: str, part: str, reason: str = "") -> None:
        """Somebody says the own party's part in a line."""
        with self.acting(who, moment) as (case, by):
            line = _line(case, code)
            verbs.say_part(line, by, part=part, reason=reason, seen=line.digest)

    def not_needed(self, who: str, moment: datetime, code: str, reason: str) -> None:
        """Somebody sets a line aside."""
        with self.acting(who, moment) as (case, by):
            line = _line(case, code)
            verbs.set_not_needed(line, by, reason=reason, seen=line.digest)

    def question(self, who: str, moment: datetime, code: str, text: str) -> None:
        """Somebody has a question instead of a yes."""
        with self.acting(who, moment) as (case, by):
            verbs.ask_about(_line(case, code), by, text=text)

    def agree(self, moment: datetime, *who: str, without: Iterable[str] = ()) -> None:
        """These people say yes to every line that they see, one after the other; the lines left out stay open."""
        for minutes, one in enumerate(who):
            with self.acting(one, moment + timedelta(minutes=minutes)) as (case, by):
                verbs.confirm_lines(case, by, lines=RoleLine.objects.current().filter(case=case).exclude(key__in=without))

    def agree_aloud(self, who: str, moment: datetime, adult: str, witness: str, without: Iterable[str] = ()) -> None:
        """The worker writes down an adult's yes, read back aloud."""
        with self.acting(who, moment) as (case, by):
            lines = RoleLine.objects.current().filter(case=case).exclude(key__in=without)
            verbs.record_yes(_people(case)[adult], by, lines=lines, method=Method.ALOUD, witness=witness)

    def write_down(self, who: str, moment: datetime, meeting: Meeting) -> None:
        """The worker writes the next version down."""
        with self.acting(who, moment) as (case, by):
            verbs.write_down(case, by, meeting=Meeting.objects.get(pk=meeting.pk))

    def tick(self, who: str, moment: datetime, *codes: str) -> None:
        """Somebody ticks tasks, for each person where there are several."""
        with self.acting(who, moment) as (case, by):
            for task in Task.objects.filter(case=case, code__in=codes, ceased_at=None, secret=False).order_by("code", "id"):
                tasks.tick(task, by, on=clock.today())

    def comment(self, who: str, moment: datetime, code: str, text: str) -> None:
        """Somebody writes a line beside a task."""
        with self.acting(who, moment) as (case, by):
            tasks.comment(Task.objects.filter(case=case, code=code).earliest("id"), by, text=text)

    # --- meetings -----------------------------------------------------------------------------

    def plan(
        self, who: str, moment: datetime, kind: str, starts_at: datetime, *, family: bool = True, **said: Any
    ) -> Meeting:
        """Plan a meeting with everybody around the family; its adults only where they can come."""
        with self.acting(who, moment) as (case, by):
            guests = [one for one in whom_to_invite(case) if family or one.voice != Voice.NEWCOMER]
            return verbs.plan_meeting(case, by, kind=kind, starts_at=starts_at, guests=guests, **said)

    def coming_to(self, meeting: Meeting, moment: datetime, *who: str) -> None:
        """These people say that they will come."""
        for minutes, one in enumerate(who):
            with self.cast.acting(one, moment + timedelta(minutes=7 * minutes)) as by:
                verbs.answer_meeting(Meeting.objects.get(pk=meeting.pk), by, coming="yes")

    def hold(
        self,
        who: str,
        meeting: Meeting,
        began: datetime,
        minutes: int,
        written: Written,
        *,
        way: Way,
        language: str,
        interpreted: bool = False,
    ) -> None:
        """The worker writes the meeting up, a quarter of an hour after its end."""
        ended = began + timedelta(minutes=minutes)
        with self.acting(who, ended + timedelta(minutes=15)) as (case, by):
            held = Meeting.objects.get(pk=meeting.pk)
            guests = list(held.guests.select_related("account__profile").order_by("id"))
            points = tuple(case.agenda_points.filter(meeting=None).order_by("at", "id"))
            said = _minutes(written, began, ended, _people(case), guests, points)
            shared = Minutes(**said, way=way, language=language, with_interpreter=interpreted)
            verbs.hold_meeting(held, by, minutes=shared)

    def point(self, who: str, moment: datetime, text: str) -> None:
        """Somebody puts a point on the agenda."""
        with self.acting(who, moment) as (case, by):
            verbs.add_point(case, by, text=text)

    # --- journey ------------------------------------------------------------------------------

    def travel(self, who: str, moment: datetime, lands_on: date, **said: Any) -> None:
        """A notice about everybody's journey, received on that day."""
        with self.acting(who, moment) as (case, by):
            people = list(_people(case).values())
            arrival.record_travel(case, by, newcomers=people, received_on=clock.today(), lands_on=lands_on, **said)

    def arrive(self, who: str, moment: datetime) -> None:
        """Everybody has landed on that day."""
        with self.acting(who, moment) as (case, by):
            arrival.record_arrival(case, by, newcomers=list(_people(case).values()), on=clock.today())

    # --- the adults' own ----------------------------------------------------------------------

    def key(self, who: str, moment: datetime, adult: str, language: str) -> None:
        """The worker gives an adult the own key; in the demo the adult is known by a name from here on."""
        with self.acting(who, moment) as (case, by):
            given = verbs.give_key(_people(case)[adult], by, language=language)
        known, pk = adult.lower(), str(given.key.account_id)
        Account.objects.filter(pk=pk).update(email=f"{known}{NO_MAIL}")
        self.cast.accounts[known] = Account.objects.get(pk=pk)

    def choose(self, who: str, moment: datetime, adult: str, choices: dict[str, Level], **said: Any) -> None:
        """The worker writes down what an adult chose aloud, organization by organization."""
        with self.acting(who, moment) as (case, by):
            named = {self.cast.orgs[place].pk: levels for place, levels in choices.items()}
            verbs.choose_sharing(_people(case)[adult], by, choices=named, method=Method.ALOUD, **said)

    def check(self, who: str, moment: datetime, meeting: Meeting) -> None:
        """The worker opens the list of connections."""
        with self.acting(who, moment) as (case, by):
            verbs.open_check(case, by, meeting=Meeting.objects.get(pk=meeting.pk))

    def answer(self, who: str, moment: datetime, state: str, *items: str, about: str = "", **said: Any) -> None:
        """Somebody says how far these items are, for everybody or for the person named."""
        with self.acting(who, moment) as (case, by):
            rows = ServiceConnection.objects.filter(case=case, item__in=items).order_by("id")
            rows = rows.filter(newcomer=_people(case)[about]) if about else rows
            for row in rows.select_related("newcomer", "case__adoption"):
                verbs.answer_connection(row, by, state=state, **said)


def _people(case: Case) -> dict[str, Newcomer]:
    """The family's people by their names, in their order."""
    return {person.name: person for person in case.newcomers.in_order()}


def _line(case: Case, code: str) -> RoleLine:
    """The line of everybody concerned as it stands now."""
    line: RoleLine = RoleLine.objects.current().get(case=case, key=code, newcomer=None)
    return line


def _minutes(
    written: Written,
    began: datetime,
    ended: datetime,
    people: dict[str, Newcomer],
    guests: list[MeetingGuest],
    points: tuple[AgendaPoint, ...],
) -> dict[str, Any]:
    day = began.date()
    absent = dict(written.absent)
    return {
        "started_at": began,
        "ended_at": ended,
        "presences": tuple(_was(guest, absent) for guest in guests),
        "hopes": tuple(Hope(voice, text, people.get(name)) for voice, name, text in written.hopes),
        "priorities": tuple(Wanted(people[name], rank, text) for name, rank, text in written.priorities),
        "decisions": tuple(Owned(text, owner, day + timedelta(days=days)) for text, owner, days in written.decisions),
        "questions": tuple(Owned(text, owner, day + timedelta(days=days)) for text, owner, days in written.questions),
        "resources": written.resources,
        "payment_dates": tuple((people[name], day + timedelta(days=days)) for name, days in written.payment_dates),
        "points": points,
    }


def _was(guest: MeetingGuest, absent: dict[str, str]) -> Was:
    reason = absent.get(getattr(getattr(guest.account, "profile", None), "name", ""), "")
    return Was(guest, Presence.State.EXCUSED if reason else Presence.State.PRESENT, reason)
