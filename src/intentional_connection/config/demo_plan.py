"""Families of the demo that walk the usual path: one line each, and the days on which their steps fall.

To show a further stage, add its step to STEPS and its act to demo_walk.ACTS; to show a further family, add a line to PLANS.
First languages follow what is spoken at home in such regions: Arabic most often (2021 Census, table 98-10-0192-01: 6,290
people in Kitchener - Cambridge - Waterloo, 9,990 in Hamilton; Ukrainian 470 and 515), beside languages that the table does
not list. Three people are a usual family: 23 of them are 68.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from random import Random

from intentional_connection.cases.models.path import Stand

#: Another seed gives other days, texts and witnesses; the same one gives the same.
SEED = 2021


@dataclass(frozen=True, slots=True)
class Plan:
    """One family: its tree and number, who helps it, its people, the stage it has reached and so many days ago.

    `key`: the adult with a key of one's own, and the language of that page. `wishes` are those of the referral.
    `worker` walks the path; `now`: who took the family over from that worker. What else happens to it: demo_turns.
    """

    label: str
    group: str
    worker: str
    languages: tuple[str, ...]
    adults: tuple[str, ...]
    children: tuple[str, ...]
    stage: Stand
    days_ago: int
    key: tuple[str, str] | None = None
    wishes: tuple[str, ...] = ()
    programme: str = ""
    now: str = ""

    @property
    def tree_and_number(self) -> tuple[str, int]:
        """As a family is called."""
        tree, number = self.label.split()
        return tree.lower(), int(number)


PLANS = (
    Plan("Cedar 7", "st_marks", "selam", ("ti", "ar"), ("Feven", "Tesfay"), ("B.", "R."), Stand.FOLLOWING_UP, 128, ("Feven", "ti")),
    Plan("Apple 14", "lighthouse", "dalia", ("ar",), ("Reem", "Basil"), ("J.", "T."), Stand.FOLLOWING_UP, 70, ("Reem", "ar")),
    Plan("Alder 3", "old_mill", "omar", ("ar",), ("Maha", "Ziad"), ("L.", "H.", "O."), Stand.CONNECTED, 6, programme="bvor"),
    Plan("Aspen 9", "quarry_street", "yonas", ("am",), ("Tigist",), ("E.",), Stand.TRANSITION, 41),
    Plan("Basswood 2", "kingfisher", "amal", ("so",), ("Ifrah",), ("A.", "M."), Stand.STOPPED, 2, ("Ifrah", "so"), ("woman",)),
    Plan("Beech 18", "escarpment", "dalia", ("ar", "fr"), ("Samar",), ("N.", "K."), Stand.ARRIVED, 2, programme="jas"),
    Plan("Linden 10", "market_square", "omar", ("ckb", "ar"), ("Shirin", "Azad"), ("D.",), Stand.NOT_MET, 27, now="amal"),
    Plan("Cherry 5", "valley_road", "yonas", ("ti",), ("Rahel", "Filmon"), ("S.", "W."), Stand.MET_BEFORE, 5),
    Plan("Walnut 4", "beacon_street", "dalia", ("uk",), ("Iryna",), ("V.",), Stand.CLOSED, 7),
    Plan("Elm 33", "barn_door", "yonas", ("so",), ("Sahra",), ("Y.",), Stand.FOLLOWING_UP, 130, ("Sahra", "so")),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the path: so many days after the one before it, and where the family then stands."""

    name: str
    least: int
    most: int
    reaches: Stand


STEPS = (
    Step("refer", 0, 0, Stand.REFERRED),
    Step("accept", 1, 3, Stand.ACCEPTED),
    Step("name_worker", 1, 2, Stand.NAMED),
    Step("call", 2, 5, Stand.PREPARING),
    Step("draw_up", 3, 6, Stand.PREPARING),
    Step("plan_before", 1, 3, Stand.PREPARING),
    Step("hold_before", 8, 12, Stand.MET_BEFORE),
    Step("notice", 3, 7, Stand.TRAVEL_KNOWN),
    Step("arrive", 9, 14, Stand.ARRIVED),
    Step("welcome", 1, 3, Stand.ARRIVED),
    Step("plan_together", 2, 3, Stand.ARRIVED),
    Step("hold_together", 6, 9, Stand.MET_TOGETHER),
    Step("settle", 8, 14, Stand.MET_TOGETHER),
    Step("connect", 12, 20, Stand.CONNECTED),
    Step("follow", 1, 3, Stand.FOLLOWING_UP),
    Step("prepare_end", 246, 250, Stand.TRANSITION),
    Step("end", 45, 50, Stand.CLOSED),
)
#: Where the meeting before arrival cannot be, and where every adult stops taking part: such a path ends there.
NOT_HELD = Step("leave_out", 6, 10, Stand.NOT_MET)
STOPPED = Step("stop", 2, 5, Stand.STOPPED)
#: Each of these last steps, and the step of the others' path that follows no more.
INSTEAD = ((NOT_HELD, "plan_before"), (STOPPED, "settle"))


def path_of(plan: Plan) -> tuple[Step, ...]:
    """The steps that this family has gone, in their order."""
    for aside, left_out in INSTEAD:
        if plan.stage == aside.reaches:
            names = [step.name for step in STEPS]
            return (*STEPS[: names.index(left_out)], aside)
    last = max(place for place, step in enumerate(STEPS) if step.reaches == plan.stage)
    return STEPS[: last + 1]


def days_of(plan: Plan, seed: int = SEED) -> dict[str, int]:
    """How many days ago each step fell, the last one as the plan says; below zero: so many days ahead, not done yet."""
    chance, done = Random(f"{seed} {plan.label}"), path_of(plan)  # noqa: S311 - a story, no secret
    gaps = {step.name: chance.randint(step.least, step.most) for step in (*STEPS, NOT_HELD, STOPPED)}
    days = {done[-1].name: plan.days_ago}
    for earlier, later in reversed(list(pairwise(done))):
        days[earlier.name] = days[later.name] + gaps[later.name]
    ahead = plan.days_ago
    for step in STEPS:
        if step.name not in days:
            ahead = min(ahead - gaps[step.name], -2)
            days[step.name] = ahead
    return days
