"""Walk a family of the demo to its stage: one small act for each step of the path, all by the verbs of real life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

from intentional_connection.access.seats import TAKING_PART, Level, Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.models import ServiceConnection
from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.meeting import MeetingKind, Voice, Way
from intentional_connection.config import demo_acts as acts
from intentional_connection.config.demo_people import GROUPS, ORGANIZATIONS, PEOPLE, WORKERS
from intentional_connection.config.demo_plan import SEED, days_of, path_of
from intentional_connection.config.demo_steps import BEFORE, FIRST_DAYS, FIRST_WEEK, Path, Written
from intentional_connection.config.demo_turns import TURNS
from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from intentional_connection.cases.models import Meeting, Referral
    from intentional_connection.config.demo_cast import Cast
    from intentional_connection.config.demo_plan import Plan

#: Where families of a site come to live: invented towns, real postal areas.
TOWNS = {"grand_river": ("Riverton", "N2G"), "bay": ("Bayside", "L8P"), "valley": ("Fernhollow", "N1E")}
SAH_OF = {place: more.get("sah", "") for place, _kind, _name, more in ORGANIZATIONS}
SITE_OF = {place: more.get("site", "grand_river") for place, _kind, _name, more in ORGANIZATIONS}
SITE_OF |= {group: site for _who, group, _kind, _name, _phone, _fsa, site, _days in GROUPS}
SPEAKS = {place: who for who, place, seat, *_more in PEOPLE if seat == Seat.SPONSOR_REP} | {row[1]: row[0] for row in GROUPS}
STAFF = {"lakeside": "paul", "hillside": "hugo", "shoreline": "sam"}
AGENCY = {worker: (agency, supervisor) for worker, agency, supervisor, *_more in WORKERS}

WITNESSES = ("Miriam, from the library", "Edwin, from the school", "Joan, from the clinic")
SPONSORS_HOPE = (
    "That the first evening is quiet, with a warm supper and nobody else.",
    "That they tell us when we do too much.",
    "That by spring they need us only for coffee.",
)
WORKERS_HOPE = (
    "That nobody fills in a form alone.",
    "That each question reaches the one who can answer it.",
    "That we see one another before something is difficult.",
)
ADULTS_HOPE = (
    "To work in my trade again.",
    "To speak for myself at the school.",
    "To have people at our table, as at home.",
    "To sleep without listening for the street.",
)
ADULTS_WISH = ("A class near home, with a place for the children.", "A doctor who takes time.", "Work, even for a few hours.")
#: What is settled first in the list of connections; the rest follows some weeks later.
FIRST = ("registered", "assessment", "sin", "health_card", "school", "child_benefit")
#: The month after, as an adult expects it.
BUDGET = {"work_pay": Decimal(2150), "child_benefit": Decimal(620), "rent": Decimal(1580), "food": Decimal(640), "transport": Decimal(95)}


@dataclass(frozen=True)
class Walk:
    """One family on its way: its plan, its days, and who acts around it."""

    plan: Plan
    cast: Cast
    referral: Referral
    days: dict[str, int]
    chance: Random

    @property
    def path(self) -> Path:
        """Everybody's acts around the family."""
        return Path(self.cast, self.referral.case_id)

    def at(self, step: str, minutes: int = 0, hour: int = 10) -> datetime:
        """The moment of a step, or some minutes after it."""
        return self.cast.days_ago(self.days[step], hour) + timedelta(minutes=minutes)

    def hour_of(self, step: str, hour: int) -> datetime:
        """The hour of a meeting, past or ahead."""
        ahead = -self.days[step]
        return self.path.coming(ahead, hour) if ahead > 0 else self.at(step, hour=hour)

    @property
    def worker(self) -> str:
        """The one worker."""
        return self.plan.worker

    @property
    def sponsor(self) -> str:
        """Who speaks for the group."""
        return SPEAKS[self.plan.group]

    @property
    def sah(self) -> str:
        """Who acts for the SAH; "" where there is none."""
        return STAFF.get(SAH_OF.get(self.plan.group, ""), "")

    @property
    def sender(self) -> str:
        """Who refers the family and receives the notice about its journey."""
        return self.sah or self.sponsor

    @property
    def colleagues(self) -> tuple[str, ...]:
        """The voices beside the family's own."""
        return tuple(one for one in (self.sponsor, self.worker, self.sah) if one)

    def adult(self, name: str) -> str:
        """The key of an adult's own account, "" without one."""
        return name.lower() if self.plan.key and self.plan.key[0] == name else ""

    def one_of(self, texts: tuple[str, ...]) -> str:
        """One of them, by the family's own chance."""
        return self.chance.choice(texts)


def walk(cast: Cast, plan: Plan, seed: int = SEED) -> None:
    """Everything that has happened to this family, from the referral to the stage of its plan."""
    days = days_of(plan, seed)
    here = Walk(plan, cast, refer(cast, plan, days), days, Random(f"{seed} {plan.label} said"))  # noqa: S311 - a story
    for step in path_of(plan)[1:]:
        ACTS[step.name](here)
    if turn := TURNS.get(plan.label):
        turn(here.path)


def refer(cast: Cast, plan: Plan, days: dict[str, int]) -> Referral:
    """The sponsors' side refers it warmly."""
    sah = SAH_OF.get(plan.group, "")
    town, fsa = TOWNS[SITE_OF[plan.group]]
    landing = days["arrive"] if days["arrive"] < 0 else days["arrive"] - days["refer"]
    said: dict[str, Any] = {"group": plan.group, "agency": AGENCY[plan.worker][0], "community": {"name": town, "fsa": fsa}}
    said |= {"adults": list(plan.adults), "children": list(plan.children), "languages": list(plan.languages)}
    said |= {"wishes": list(plan.wishes), "expected": max(abs(landing), 20)}
    said |= {"programme": plan.programme} if plan.programme else {}
    who = STAFF[sah] if sah else SPEAKS[plan.group]
    return acts.refer(cast, plan.tree_and_number, who, sah or plan.group, cast.days_ago(days["refer"]), **said)


def accept(here: Walk) -> None:
    """The agency takes the family on."""
    acts.accept(here.cast, here.referral, here.at("accept"), AGENCY[here.worker][1])


def name_worker(here: Walk) -> None:
    """The agency names the worker."""
    agency, supervisor = AGENCY[here.worker]
    acts.name(here.cast, here.path.case_id, here.at("name_worker"), here.worker, place=agency, who=supervisor)


def call(here: Walk) -> None:
    """The worker is in touch with the sponsors."""
    _talk(here, here.at("call"), "en")


def draw_up(here: Walk) -> None:
    """The worker says what holds, and opens the board."""
    holds: dict[str, bool | str] = {"contact_possible": True, "temporary_home": True}
    holds |= dict(zip(("has_school_age", "has_preschool"), here.plan.children, strict=False))
    here.path.board(here.worker, here.at("draw_up"), **holds)


def plan_before(here: Walk) -> None:
    """Sponsors and worker agree on a day."""
    _plan(here, "plan_before", MeetingKind.PRE_ARRIVAL, "hold_before", Way.VIDEO, "https://meet.demo.invalid/together")


def leave_out(here: Walk) -> None:
    """There will be no meeting before the arrival."""
    with here.path.acting(here.worker, here.at("leave_out")) as (case, by):
        verbs.not_held(case, by, kind=MeetingKind.PRE_ARRIVAL, reason="nobody_free")


def hold_before(here: Walk) -> None:
    """The meeting is held, each party says yes, version 1 stands, and what comes before an arrival is done."""
    path, began, worker = here.path, here.at("hold_before", hour=17), here.worker
    hopes = ((Voice.SPONSOR, "", here.one_of(SPONSORS_HOPE)), (Voice.WORKER, "", here.one_of(WORKERS_HOPE)))
    first = (f"{here.sponsor.capitalize()} calls {worker.capitalize()} from the airport.", Voice.SPONSOR, 30)
    meeting = _meeting(here)
    path.hold(worker, meeting, began, 55, Written(hopes=hopes, decisions=(first,)), way=Way.VIDEO, language="en")
    path.agree(began + timedelta(minutes=75), *here.colleagues)
    path.write_down(worker, began + timedelta(minutes=90), meeting)
    path.tick(worker, began + timedelta(minutes=95), "T003", "T004", "T015", "T016", "T017")
    path.tick(here.sponsor, began + timedelta(minutes=120), *BEFORE[2:5], "T007", "T008")


def notice(here: Walk) -> None:
    """The travel date is known."""
    lands_on = here.cast.today - timedelta(days=here.days["arrive"])
    flight, hour = f"XX {here.chance.randint(100, 899)}", time(here.chance.randint(12, 21), 5 * here.chance.randint(0, 11))
    here.path.travel(here.sender, here.at("notice"), lands_on, flight=flight, port="Toronto", lands_at=hour)


def arrive(here: Walk) -> None:
    """Everybody has landed."""
    here.path.arrive(here.sponsor, here.at("arrive", hour=21))


def welcome(here: Walk) -> None:
    """The first days: what the sponsors do, and the worker's call in the family's language."""
    here.path.tick(here.sponsor, here.at("welcome"), *FIRST_DAYS)
    _talk(here, here.at("welcome", 30), here.plan.languages[0])


def plan_together(here: Walk) -> None:
    """All four voices are asked to one day."""
    _plan(here, "plan_together", MeetingKind.POST_ARRIVAL, "hold_together", Way.PLACE, "Library, small room beside the lift")


def hold_together(here: Walk) -> None:
    """Each adult chooses alone, then all meet; everybody says yes, the next version stands, the check is open."""
    path, began, worker, minutes = here.path, here.at("hold_together", hour=13), here.worker, timedelta(minutes=1)
    witness = here.one_of(WITNESSES)
    _choices(here, began - 40 * minutes, witness)
    if here.plan.key:
        path.key(worker, began - 15 * minutes, *here.plan.key)
    hopes = tuple((Voice.NEWCOMER, name, here.one_of(ADULTS_HOPE)) for name in here.plan.adults)
    wishes = tuple((name, 1, here.one_of(ADULTS_WISH)) for name in here.plan.adults)
    written, meeting = Written(hopes=hopes, priorities=wishes), _meeting(here)
    path.hold(worker, meeting, began, 80, written, way=Way.PLACE, language=here.plan.languages[0])
    path.agree(began + 100 * minutes, *here.colleagues)
    for name in here.plan.adults:
        if own := here.adult(name):
            path.agree(began + 110 * minutes, own)
        else:
            path.agree_aloud(worker, began + 112 * minutes, name, witness)
    path.write_down(worker, began + 120 * minutes, meeting)
    path.check(worker, began + 122 * minutes, meeting)
    path.tick(worker, began + 125 * minutes, "T044", "T045", "T046", "T047")


def settle(here: Walk) -> None:
    """The first connections are made, and both say so."""
    here.path.tick(here.sponsor, here.at("settle"), *FIRST_WEEK)
    _answer(here, here.at("settle", 60), FIRST)


def connect(here: Walk) -> None:
    """The rest is made too: the check is complete."""
    _talk(here, here.at("connect"), here.plan.languages[0])
    rows = ServiceConnection.objects.filter(case_id=here.path.case_id)
    with here.path.acting(here.worker, here.at("connect", 10)):
        rest = sorted(set(rows.values_list("item", flat=True)) - set(FIRST))
    _answer(here, here.at("connect", 20), tuple(rest))


def follow(here: Walk) -> None:
    """A rhythm is agreed, and the worker keeps it until today."""
    every, reached = 28, here.days["follow"]
    today, ahead = here.cast.today, every - reached % every
    with here.path.acting(here.worker, here.at("follow")) as (case, by):
        next_on, review_on = today - timedelta(days=reached - every), today + timedelta(days=ahead + every)
        verbs.set_rhythm(case, by, every_days=every, way=Way.PHONE, next_on=next_on, review_on=review_on)
    for days_ago in range(reached - every, max(here.days["prepare_end"], 0), -every):
        _talk(here, here.cast.days_ago(days_ago, 11), here.plan.languages[0])


def prepare_end(here: Walk) -> None:
    """Three months before the end the plan for the month after is begun, and each adult's money is written down."""
    _talk(here, here.at("prepare_end"), here.plan.languages[0])
    with here.path.acting(here.worker, here.at("prepare_end", 30)) as (case, by):
        if case.adoption.has("month_13"):
            verbs.begin_month_13(case, by)
            for adult in case.newcomers.adults():
                verbs.keep_budget(adult, by, amounts=BUDGET)


def end(here: Walk) -> None:
    """The year together ends; the family knows whom it may call, and each adult says what may come after."""
    with here.path.acting(here.worker, here.at("end")) as (case, by):
        friend = (here.worker.capitalize(), here.cast.orgs[AGENCY[here.worker][0]].phone)
        verbs.close_year(case, by, reason="year_over", on=clock.today(), contacts=[friend])
        for adult in case.newcomers.adults():
            verbs.choose_closing(adult, by, month_13=True, interview="later", forget_early=False, method=Method.ALOUD)


def stop(here: Walk) -> None:
    """Each adult stops taking part, alone: nobody around the family sees it any more."""
    for name in here.plan.adults:
        with here.path.acting(here.adult(name), here.at("stop")) as (case, by):
            verbs.withdraw(case.newcomers.get(name=name), by, method=Method.OWN_PHONE)


#: What each step of demo_plan.STEPS does; the referral comes first, for all.
ACTS: dict[str, Callable[[Walk], None]] = {
    act.__name__: act
    for act in (
        accept, name_worker, call, draw_up, plan_before, leave_out, hold_before, notice,
        arrive, welcome, plan_together, hold_together, settle, connect, follow, prepare_end, end, stop,
    )
}  # fmt: skip


def _talk(here: Walk, moment: datetime, language: str) -> None:
    acts.contact(here.cast, here.path.case_id, moment, here.worker, language, 5 * here.chance.randint(3, 10))


def _plan(here: Walk, step: str, kind: str, held: str, way: Way, place: str) -> None:
    starts_at = here.hour_of(held, 17 if kind == MeetingKind.PRE_ARRIVAL else 13)
    said: dict[str, Any] = {"way": way, "place": place, "minutes": 60, "language": "en"}
    family = kind == MeetingKind.POST_ARRIVAL
    if family:
        said |= {"minutes": 90, "language": here.plan.languages[0]}
    meeting = here.path.plan(here.worker, here.at(step), kind, starts_at, family=family, **said)
    here.path.coming_to(meeting, here.at(step, 300), here.sponsor)


def _meeting(here: Walk) -> Meeting:
    """The meeting that was planned."""
    with here.path.acting(here.worker, here.at("plan_before", 1)) as (case, _by):
        planned: Meeting = case.meetings.open().get()
        return planned


def _choices(here: Walk, moment: datetime, witness: str) -> None:
    """One adult after the other, alone: the worker's agency and the group by the own choice, the SAH for the plan."""
    agency, sah = AGENCY[here.worker][0], SAH_OF.get(here.plan.group, "")
    language = here.plan.languages[0]
    for place, name in enumerate(here.plan.adults):
        more = here.one_of(("", "identity")) if place else "identity"
        choices = {agency: TAKING_PART | Level.SENSITIVE, here.plan.group: TAKING_PART | (Level.IDENTITY if more else Level(0))}
        choices |= {sah: TAKING_PART} if sah else {}
        moment += timedelta(minutes=10)
        here.path.choose(here.worker, moment, name, choices, language=language, witness=witness)


def _answer(here: Walk, moment: datetime, items: tuple[str, ...]) -> None:
    """The worker says that these are made, then each adult for oneself, the first one for family and children too."""
    here.path.answer(here.worker, moment, "connected", *items)
    witness = here.one_of(WITNESSES)
    for place, name in enumerate(here.plan.adults):
        own = here.adult(name)
        moment += timedelta(minutes=10)
        with here.path.acting(own or here.worker, moment) as (case, by):
            adult = case.newcomers.get(name=name)
            said: dict[str, Any] = {} if own else {"newcomer": adult, "method": Method.ALOUD, "witness": witness}
            rows = ServiceConnection.objects.filter(case=case, item__in=items).order_by("id")
            for row in rows.select_related("newcomer", "case__adoption"):
                everybodys = row.newcomer is None or row.newcomer.age_group == AgeGroup.CHILD
                if row.newcomer_id == adult.pk or (everybodys and not place):
                    verbs.answer_connection(row, by, state="connected", **said)
