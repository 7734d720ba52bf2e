"""The hard rules: who cannot be suggested at all, and by which rule.

Language is deliberately none of them: without a speaker the family still needs a worker, and an
interpreter. It comes first in the rank instead (`suggest`).
"""

from collections.abc import Callable
from enum import StrEnum

from intentional_connection.matching.model import Family, Worker


class Rule(StrEnum):
    """Why a worker is set aside; the first that applies is the one shown."""

    LEFT = "left"
    ABSENT = "absent"
    ASKED_FOR_ANOTHER = "asked_for_another"
    NO_AGREEMENT = "no_agreement"
    GENDER_WISH = "gender_wish"
    AT_CAP = "at_cap"


def left(family: Family, worker: Worker) -> bool:
    """Say whether the worker has left the agency on the day the family needs one."""
    return worker.left_on is not None and worker.left_on <= family.wanted_on


def absent(family: Family, worker: Worker) -> bool:
    """Say whether the worker is away on that day."""
    return any(a.since <= family.wanted_on <= a.until for a in worker.absences)


def asked_for_another(family: Family, worker: Worker) -> bool:
    """Say whether the family has asked for somebody else than this worker."""
    return worker.public_id in family.asked_for_another


def no_agreement(_family: Family, worker: Worker) -> bool:
    """Say whether neither an agreement nor terms for this one case let the agency act."""
    return not (worker.has_agreement or worker.has_terms)


def gender_wish_unmet(family: Family, worker: Worker) -> bool:
    """Say whether the family wishes a woman or a man and the worker is not known to be one."""
    return family.gender_wish not in {"", worker.gender}


def at_cap(family: Family, worker: Worker) -> bool:
    """Say whether this family would lift the worker above the agency's cap."""
    return worker.load_points + family.load_points > worker.cap_points


RULES: tuple[tuple[Rule, Callable[[Family, Worker], bool]], ...] = (
    (Rule.LEFT, left),
    (Rule.ABSENT, absent),
    (Rule.ASKED_FOR_ANOTHER, asked_for_another),
    (Rule.NO_AGREEMENT, no_agreement),
    (Rule.GENDER_WISH, gender_wish_unmet),
    (Rule.AT_CAP, at_cap),
)


def hard(family: Family, worker: Worker) -> Rule | None:
    """Return the first rule that sets the worker aside for this family, or None."""
    return next((rule for rule, applies in RULES if applies(family, worker)), None)
