"""What matching may know about a family and a worker, and the policy it weighs them by.

There is no field for nationality, religion, ethnicity, education or a person's name, and a test
keeps it so. Levels of a language run from 1 (everyday matters, slowly) to 3 (difficult matters
too). Load counts points: a family weighs 1 to 3, as the edition of the practice says.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import TypeAlias

MOST_LEVEL = 3

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"


def as_data(thing: object) -> Plain:
    """Return a value of this room as plain data, fit for JSON and for keeping."""
    if is_dataclass(thing):
        return {f.name: as_data(getattr(thing, f.name)) for f in fields(thing)}
    if isinstance(thing, Mapping):
        return {str(key): as_data(value) for key, value in thing.items()}
    if isinstance(thing, tuple):
        return [as_data(value) for value in thing]
    if isinstance(thing, date):
        return thing.isoformat()
    if thing is None or isinstance(thing, bool | int | float | str):
        return thing
    msg = f"not a value of matching: {type(thing).__name__}"
    raise TypeError(msg)


def digest(data: Plain) -> str:
    """Return the SHA-256 of plain data, the same for the same content in any order of keys."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a postal area, in degrees; never an address."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class FamilyLanguage:
    """A language the family speaks: order 1 is the one it would rather use."""

    code: str
    order: int = 1
    level: int = MOST_LEVEL

    def __post_init__(self) -> None:
        if self.order < 1 or not 1 <= self.level <= MOST_LEVEL:
            msg = f"order starts at 1 and a level is 1 to {MOST_LEVEL}: {self.code}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Family:
    """What a suggestion may know of a family. `wanted_on` is the day the worker is needed from.

    `load_points` is what the family weighs in a caseload. `asked_for_another` holds the workers
    the family has asked not to have (again).
    """

    public_id: str
    wanted_on: date
    languages: tuple[FamilyLanguage, ...]
    persons: int
    load_points: int = 1
    point: Point | None = None
    interpreter_wish: bool = False
    gender_wish: str = ""
    french_wish: bool = False
    asked_for_another: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.persons < 1 or self.load_points < 1:
            msg = "a family has at least one person and weighs at least one point"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Absence:
    """Days on which a worker is away, both included."""

    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Worker:
    """What a suggestion may know of a worker. `languages` holds a level for each code.

    `has_agreement`: the agency and the family's SAH have an agreement in force; `has_terms`: the
    agency may take this one family on without one (terms for one case, public request, outreach).
    """

    public_id: str
    languages: Mapping[str, int]
    load_points: int
    cap_points: int
    has_agreement: bool = False
    has_terms: bool = False
    point: Point | None = None
    gender: str = ""
    absences: tuple[Absence, ...] = ()
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """The most points each part of the score can give."""

    language: int = 300
    load: int = 200
    distance: int = 100
    agreement: int = 50
    presence: int = 50

    def least(self) -> int:
        """Return the smallest weight."""
        return min(self.language, self.load, self.distance, self.agreement, self.presence)


@dataclass(frozen=True, slots=True)
class Policy:
    """How suggestions are weighed; every change takes a new version, kept with each answer.

    A language the family speaks below `family_level_needed` is not one to be served in. From
    `farthest_km` on a distance gives no points; an absence within `presence_days` costs some.
    """

    version: str = "1"
    weights: Weights = Weights()
    family_level_needed: int = 2
    farthest_km: int = 200
    presence_days: int = 30
    list_length: int = 5

    def __post_init__(self) -> None:
        least = min(self.farthest_km, self.presence_days, self.list_length)
        if least < 1 or self.weights.least() < 0:
            msg = "a policy counts with positive limits and weights that are not negative"
            raise ValueError(msg)
