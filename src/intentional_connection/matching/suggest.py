"""Five workers in order, with reasons; who was set aside, and by which rule.

Order: who speaks a language of the family · who speaks French, where the family wishes it · points
· a hash of the two public ids. The same inputs give the same list on any machine, in any order.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from intentional_connection.matching.model import Family, Plain, Policy, Worker, as_data, digest
from intentional_connection.matching.rules import Rule, hard
from intentional_connection.matching.score import (
    ScorePart,
    francophone,
    score,
    shared_languages,
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggested worker: the place in the list and the parts that add up to the points."""

    worker: str
    rank: int
    speaks: bool
    francophone: bool
    points: int
    parts: tuple[ScorePart, ...]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A worker who cannot be suggested, by which rule, and whether a speaker is lost by it."""

    worker: str
    rule: Rule
    speaks: bool


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The answer: what was suggested, who was set aside and what it was reckoned from.

    `speaks` says whether the first suggestion speaks a language of the family; where it does not,
    or where the family wishes it, `interpreter_needed`. `beyond` counts workers who pass the rules
    but stand below the list.
    """

    policy_version: str
    inputs_digest: str
    considered: int
    speaks: bool
    interpreter_needed: bool
    suggested: tuple[Suggestion, ...]
    beyond: int
    set_aside: tuple[SetAside, ...]

    def set_aside_by_rule(self) -> dict[Rule, int]:
        """Return how many workers each rule set aside, in the order of the rules."""
        counts = Counter(x.rule for x in self.set_aside)
        return {rule: counts[rule] for rule in Rule if counts[rule]}

    def as_data(self) -> Plain:
        """Return the whole explanation as plain data, to be kept and read in any language."""
        return as_data(self)


@dataclass(frozen=True, slots=True)
class _Scored:
    worker: Worker
    speaks: bool
    francophone: bool
    parts: tuple[ScorePart, ...]

    @property
    def points(self) -> int:
        return sum(part.points for part in self.parts)


def tie_breaker(family: Family, worker: Worker) -> str:
    """Return what orders two workers who are equal for this family: chance that never changes."""
    return hashlib.sha256(f"{family.public_id}\n{worker.public_id}".encode()).hexdigest()


def suggest(family: Family, workers: Iterable[Worker], policy: Policy | None = None) -> Suggestions:
    """Suggest up to five workers for a family; a person chooses.

    Refused (ValueError) where two workers carry one public id.
    """
    policy = policy or Policy()
    everybody = sorted(workers, key=lambda w: w.public_id)
    if len({w.public_id for w in everybody}) < len(everybody):
        msg = "two workers carry the same public id"
        raise ValueError(msg)
    aside = _set_aside(family, everybody, policy)
    out = {x.worker for x in aside}
    ranked = _ranked(family, [w for w in everybody if w.public_id not in out], policy)
    suggested = tuple(
        Suggestion(s.worker.public_id, rank, s.speaks, s.francophone, s.points, s.parts)
        for rank, s in enumerate(ranked[: policy.list_length], start=1)
    )
    speaks = bool(suggested) and suggested[0].speaks
    return Suggestions(
        policy_version=policy.version,
        inputs_digest=digest([as_data(family), [as_data(w) for w in everybody], as_data(policy)]),
        considered=len(everybody),
        speaks=speaks,
        interpreter_needed=family.interpreter_wish or not speaks,
        suggested=suggested,
        beyond=len(ranked) - len(suggested),
        set_aside=aside,
    )


def _set_aside(family: Family, workers: list[Worker], policy: Policy) -> tuple[SetAside, ...]:
    return tuple(
        SetAside(w.public_id, rule, bool(shared_languages(family, w, policy)))
        for w in workers
        if (rule := hard(family, w)) is not None
    )


def _ranked(family: Family, workers: list[Worker], policy: Policy) -> list[_Scored]:
    scored = [
        _Scored(
            worker=w,
            speaks=bool(shared_languages(family, w, policy)),
            francophone=francophone(family, w),
            parts=score(family, w, policy),
        )
        for w in workers
    ]
    return sorted(
        scored,
        key=lambda s: (not s.speaks, not s.francophone, -s.points, tie_breaker(family, s.worker)),
    )
