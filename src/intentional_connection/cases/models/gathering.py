"""Who may be invited to a meeting, and a meeting with its days, for the pages and verbs that need both."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from intentional_connection.access.seats import Seat
from intentional_connection.cases.models.arrival import Arrival, TravelNotice, landing_days
from intentional_connection.cases.models.meeting import (
    BEFORE_ARRIVAL,
    Coming,
    Meeting,
    MeetingAnswer,
    MeetingDate,
    MeetingGuest,
    MeetingKind,
    MeetingPlace,
    Voice,
)
from intentional_connection.kernel import clock
from intentional_connection.notices.models import Notice
from intentional_connection.partners.models import seat_holders
from intentional_connection.people.models import Account

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from intentional_connection.cases.models.case import Case, Newcomer
    from intentional_connection.cases.models.circle import CircleMember

#: The voice for which a seat speaks, the nearest to the family first.
VOICE_OF = {
    Seat.NEWCOMER: Voice.NEWCOMER,
    Seat.SPONSOR_REP: Voice.SPONSOR,
    Seat.SPONSOR_MEMBER: Voice.SPONSOR,
    Seat.WORKER: Voice.WORKER,
    Seat.SAH_STAFF: Voice.SAH,
}
#: Seats of an organization whose people are all told; of the others the one who is named.
_EVERYBODY = {Seat.SPONSOR_REP: (Seat.SPONSOR_REP, Seat.SPONSOR_MEMBER), Seat.SAH_STAFF: (Seat.SAH_STAFF,)}


#: A reminder goes out so long before people meet; the key under which it is told.
DAY, REMINDER = timedelta(days=1), "meeting_near"


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody to invite: an account that speaks for a voice, or an adult of the family, with or without an account."""

    voice: Voice
    account: Account | None = None
    newcomer: Newcomer | None = None

    @property
    def key(self) -> str:
        """What a form calls the guest."""
        return f"n:{self.newcomer.pk}" if self.newcomer else f"a:{self.account.pk if self.account else ''}"

    @property
    def name(self) -> str:
        """The name as the reader may read it, "" otherwise."""
        if self.newcomer:
            return self.newcomer.name
        return getattr(getattr(self.account, "profile", None), "name", "")


def whom_to_invite(case: Case) -> list[Guest]:
    """The people around the family: adults, sponsors, the worker, the SAH's contact."""
    rows = list(case.circle.standing().select_related("organization", "account__profile", "contact__profile"))
    accounts = _accounts_of(rows)
    guests = [Guest(VOICE_OF[Seat(seat)], account) for account, seat in accounts if seat != Seat.NEWCOMER]
    own = {row.newcomer_id: row.account for row in rows if row.seat == Seat.NEWCOMER}
    adults = [Guest(Voice.NEWCOMER, own.get(person.pk), person) for person in case.newcomers.adults().in_order()]
    return [*adults, *dict.fromkeys(guests)]


def _accounts_of(rows: list[CircleMember]) -> list[tuple[Account, str]]:
    """Accounts with the seat through which they stand there: a SAH by its contact, a group by all its people."""
    found: dict[UUID, str] = {}
    led = {row.organization_id for row in rows if row.seat == Seat.SPONSOR_REP}
    for row in rows:
        if row.seat not in VOICE_OF or row.seat == Seat.NEWCOMER:
            continue
        named = row.account_id or (row.contact_id if row.seat == Seat.SAH_STAFF else None)
        if named:
            found.setdefault(named, row.seat)
        elif row.organization and (row.seat != Seat.SPONSOR_MEMBER or row.organization_id not in led):
            for pk in seat_holders(row.organization, *_EVERYBODY.get(Seat(row.seat), (Seat(row.seat),))):
                found.setdefault(pk, row.seat)
    known = {row.pk: row for row in Account.objects.select_related("profile").filter(pk__in=list(found))}
    return [(known[pk], seat) for pk, seat in found.items() if pk in known]


def everybody_around(case: Case) -> set[UUID]:
    """Accounts of all four voices, to be told of something that all of them may read."""
    told: set[UUID] = set()
    for row in case.circle.standing().select_related("organization"):
        if row.seat not in VOICE_OF:
            continue
        if row.account_id:
            told.add(row.account_id)
        elif row.organization:
            told.update(seat_holders(row.organization, *_EVERYBODY.get(Seat(row.seat), (Seat(row.seat),))))
    return told


def voice_of(case: Case, account: Account) -> Voice | None:
    """For whom the account speaks around this family."""
    seats = case.seats_of(account)
    return next((voice for seat, voice in VOICE_OF.items() if seat in seats), None)


def worker_of(case: Case) -> UUID | None:
    """The account of the family's worker, to be told; not who only covers for some days."""
    row = case.circle.standing().with_seat(Seat.WORKER).filter(until=None).first()
    return row.account_id if row else None


def first_arrival(case: Case) -> date | None:
    """The day on which the first of the family landed."""
    row = Arrival.objects.standing().filter(case=case).order_by("on").first()
    return row.on if row else None


def first_landing(case: Case) -> date | None:
    """The first day on which somebody of the family landed, or should land by the newest notice."""
    days = [day for day in landing_days(list(TravelNotice.objects.filter(case=case))).values() if day]
    return first_arrival(case) or min(days, default=None)


#: Days after the first arrival near which people look back: months 3, 6 and 9.
REVIEW_DAYS = (91, 182, 273)
#: A review so many days before one of them, or later, stands for it.
NEAR_REVIEW = 45


def review_day(case: Case, arrived: date, today: date) -> date | None:
    """The day to suggest for the next review: what was agreed, else near the first of months 3, 6 and 9 that has none."""
    held = MeetingDate.objects.filter(case=case, meeting__kind=MeetingKind.REVIEW, meeting__called_off=None)
    last = max((row.astimezone(clock.ONTARIO).date() for row in held.values_list("starts_at", flat=True)), default=None)
    agreed = case.follow_ups.filter(ended_at=None, review_on__gte=today).values_list("review_on", flat=True).first()
    days = (arrived + timedelta(days=number) for number in REVIEW_DAYS)
    open_days = [day for day in days if last is None or last < day - timedelta(days=NEAR_REVIEW)]
    return agreed or (max(open_days[0], today + timedelta(days=7)) if open_days else None)


@dataclass(slots=True)
class Gathering:
    """A meeting with its days (the newest first), how to come, and who is invited."""

    meeting: Meeting
    dates: list[MeetingDate] = field(default_factory=list)
    place: MeetingPlace | None = None
    guests: list[MeetingGuest] = field(default_factory=list)
    answers: dict[UUID | None, MeetingAnswer] = field(default_factory=dict)

    @property
    def date(self) -> MeetingDate | None:
        """The day that holds; none where people met without one."""
        return self.dates[0] if self.dates else None

    @property
    def ends_at(self) -> datetime | None:
        """When it should end."""
        return self.date.starts_at + timedelta(minutes=self.date.minutes) if self.date else None

    @property
    def state(self) -> str:
        """planned, held, not_held or called_off."""
        return next((name for name in ("held", "not_held", "called_off") if hasattr(self.meeting, name)), "planned")

    @property
    def is_before_arrival(self) -> bool:
        """One of the two kinds that stand for the meeting before arrival."""
        return self.meeting.kind in BEFORE_ARRIVAL


def gatherings(
    account: Account, meetings: Iterable[Meeting], *, people: bool = False, answers: bool = False
) -> list[Gathering]:
    """These meetings as the account may read them: two queries for any number, one more with the people, one with answers."""
    found = {row.pk: Gathering(row) for row in meetings}
    dates = MeetingDate.objects.visible_to(account).filter(meeting__in=list(found)).order_by("-sequence")
    for date in dates:
        found[date.meeting_id].dates.append(date)
    newest = {one.date.pk: one for one in found.values() if one.date}
    for place in MeetingPlace.objects.visible_to(account).filter(date__in=list(newest)):
        newest[place.date_id].place = place
    if people:
        _with_people(account, found)
    if answers:
        _with_answers(account, found)
    return list(found.values())


def _with_people(account: Account, found: dict[UUID, Gathering]) -> None:
    guests = MeetingGuest.objects.visible_to(account).filter(meeting__in=list(found)).order_by("id")
    for guest in guests.select_related("account__profile", "newcomer"):
        found[guest.meeting_id].guests.append(guest)


def _with_answers(account: Account, found: dict[UUID, Gathering]) -> None:
    for answer in MeetingAnswer.objects.visible_to(account).filter(meeting__in=list(found)).order_by("at", "id"):
        one = found[answer.meeting_id]
        if one.date and answer.sequence == one.date.sequence:
            one.answers[answer.guest_id] = answer


def next_meeting(account: Account, case: Case) -> Gathering | None:
    """The planned meeting that comes next, as the account may read it; one whose hour has passed until it is written up."""
    rows = Meeting.objects.visible_to(account).filter(case=case).open().with_rows()
    planned = [one for one in gatherings(account, rows, people=True, answers=True) if one.date]
    return min(planned, key=lambda one: one.date.starts_at, default=None)  # type: ignore[union-attr]


def near(system: Account) -> list[Gathering]:
    """Planned meetings that begin within a day and were planned earlier than that; as the jobs' account reads them."""
    now = clock.now()
    rows = Meeting.objects.visible_to(system).open().filter(dates__starts_at__gt=now, dates__starts_at__lte=now + DAY).distinct()
    return [
        one
        for one in gatherings(system, rows, people=True, answers=True)
        if one.date and now < one.date.starts_at <= now + DAY and one.date.at <= one.date.starts_at - DAY
    ]


def to_remind(one: Gathering) -> list[UUID]:
    """Guests who get mail, have not been reminded of the day that holds, and did not ask for another one."""
    if one.date is None:
        return []
    other = {guest for guest, answer in one.answers.items() if answer.coming == Coming.OTHER}
    guests = {guest.account_id for guest in one.guests if guest.account_id and guest.pk not in other}
    told = Notice.objects.about(REMINDER, [one.meeting.case_id]).filter(
        entry__uid=one.meeting.pk, entry__sequence=one.date.sequence
    )
    return Account.objects.reached_by_mail(guests - set(told.values_list("reader_id", flat=True)))


#: Parts of the practice to which the kinds belong.
PART_OF = {
    MeetingKind.PRE_ARRIVAL: "pre_arrival_meeting",
    MeetingKind.SHORT: "pre_arrival_meeting",
    MeetingKind.POST_ARRIVAL: "post_arrival_meeting",
    MeetingKind.REVIEW: "follow_up",
}


def has_kind(case: Case, kind: MeetingKind) -> bool:
    """Whether this meeting can be planned: its part is in the site; with the next worker in a handover; the end of the year everywhere."""
    if kind == MeetingKind.HANDOVER:
        return case.handovers.open().exists()  # type: ignore[attr-defined,no-any-return]
    return kind == MeetingKind.CLOSING or (kind in PART_OF and case.adoption.has(PART_OF[kind]))


def same_kind(kind: str) -> tuple[str, ...]:
    """Kinds that stand for the same step of the path."""
    return BEFORE_ARRIVAL if kind in BEFORE_ARRIVAL else (kind,)
