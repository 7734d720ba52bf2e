"""The score: five parts in whole points, each with the facts behind it.

More is better; a part gives at least 0 and at most its weight. Only workers who pass the hard
rules are scored, so a free place is always there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from intentional_connection.kernel import places, tongues
from intentional_connection.matching.model import (
    MOST_LEVEL,
    Family,
    Policy,
    Worker,
)

FRENCH = "fr"


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One part of a score: its code, its points out of the most, and the facts it rests on."""

    code: str
    points: int
    most: int
    params: Mapping[str, int | str | None]


@dataclass(frozen=True, slots=True)
class Shared:
    """A language both speak, and the level at which they meet."""

    code: str
    order: int
    level: int


def akin(spoken: str, wanted: str) -> bool:
    """Say whether two codes are one language, or a language and one of its dialects."""
    return wanted in {spoken, tongues.umbrella(spoken)} or tongues.umbrella(wanted) == spoken


def level_in(worker: Worker, code: str) -> int:
    """Return the worker's level in a language; 0 where the worker does not speak it.

    Somebody who speaks Arabic is understood in one of its dialects, and the other way round, one
    level lower (never below 1); two dialects of one language do not stand for each other.
    """
    levels = [
        level if spoken == code else max(1, level - 1)
        for spoken, level in worker.languages.items()
        if level > 0 and akin(spoken, code)
    ]
    return max(levels, default=0)


def shared_languages(family: Family, worker: Worker, policy: Policy) -> list[Shared]:
    """Return the family's languages in which this worker can serve it."""
    wanted = [x for x in family.languages if x.level >= policy.family_level_needed]
    return [
        Shared(x.code, x.order, min(x.level, level))
        for x in wanted
        if (level := level_in(worker, x.code))
    ]


def language_points(shared: Shared, policy: Policy) -> int:
    """Return all points for the first language at full level, half of them for the second."""
    return policy.weights.language * shared.level // (MOST_LEVEL * shared.order)


def language(family: Family, worker: Worker, policy: Policy) -> ScorePart:
    """Count the best language both speak: the family's first one, at the higher level."""
    shared = shared_languages(family, worker, policy)
    most = policy.weights.language
    if not shared:
        return ScorePart("language", 0, most, {"language": None, "level": None})
    best = min(shared, key=lambda s: (-language_points(s, policy), s.order, s.code))
    params: dict[str, int | str | None] = {"language": best.code, "level": best.level}
    return ScorePart("language", language_points(best, policy), most, params)


def load(family: Family, worker: Worker, policy: Policy) -> ScorePart:
    """Count the room left under the cap once this family is added."""
    after = worker.load_points + family.load_points
    points = policy.weights.load * (worker.cap_points - after) // worker.cap_points
    params: dict[str, int | str | None] = {
        "points": worker.load_points,
        "after": after,
        "cap": worker.cap_points,
    }
    return ScorePart("load", points, policy.weights.load, params)


def distance(family: Family, worker: Worker, policy: Policy) -> ScorePart:
    """Count nearness in whole kilometres; an unknown place gives no points and says so."""
    most = policy.weights.distance
    if family.point is None or worker.point is None:
        return ScorePart("distance", 0, most, {"km": None})
    km = places.km(family.point, worker.point)
    points = most * max(0, policy.farthest_km - km) // policy.farthest_km
    return ScorePart("distance", points, most, {"km": km})


def agreement(_family: Family, worker: Worker, policy: Policy) -> ScorePart:
    """Count an agreement in full, terms for one case by half."""
    most = policy.weights.agreement
    if worker.has_agreement:
        return ScorePart("agreement", most, most, {"kind": "agreement"})
    return ScorePart("agreement", most // 2, most, {"kind": "terms"})


def away_from(family: Family, worker: Worker) -> date | None:
    """Return the first known day after the start on which the worker will be away or gone."""
    days = [a.since for a in worker.absences if a.since > family.wanted_on]
    if worker.left_on is not None:
        days.append(worker.left_on)
    return min(days, default=None)


def presence(family: Family, worker: Worker, policy: Policy) -> ScorePart:
    """Count how long the worker stays: the first weeks are when a family needs a known face."""
    most = policy.weights.presence
    away = away_from(family, worker)
    days = policy.presence_days if away is None else (away - family.wanted_on).days
    if away is None or days >= policy.presence_days:
        return ScorePart("presence", most, most, {"away_from": None})
    return ScorePart(
        "presence", most * days // policy.presence_days, most, {"away_from": away.isoformat()}
    )


PARTS = (language, load, distance, agreement, presence)


def score(family: Family, worker: Worker, policy: Policy) -> tuple[ScorePart, ...]:
    """Return the five parts, in the order in which people read them."""
    return tuple(part(family, worker, policy) for part in PARTS)


def francophone(family: Family, worker: Worker) -> bool:
    """Say whether the family wishes to be served in French and this worker can."""
    return family.french_wish and level_in(worker, FRENCH) > 0
