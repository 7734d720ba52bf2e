"""Ontario's postal areas as points: about how far one place is from another.

A place is the first three characters of a postal code, never an address: precise enough to say
"12 km", too coarse to find a door. The points are data of 2011 (see data/README.md).
"""

import csv
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Protocol

MEAN_EARTH_RADIUS_KM = 6371.0088
# Canada Post: K L M N P are Ontario; D F I O Q U are never printed, they look like other letters.
ONTARIO_FSA = re.compile(r"[KLMNP][0-9][ABCEGHJ-NPRSTV-Z]")


class Located(Protocol):
    """Anything with a latitude and a longitude in degrees."""

    @property
    def lat(self) -> float:
        """Degrees north."""

    @property
    def lon(self) -> float:
        """Degrees east: negative in Canada."""


@dataclass(frozen=True, slots=True)
class Place:
    """One postal area: its three characters, its name as the source prints it, one point in it."""

    fsa: str
    name: str
    lat: float
    lon: float


@lru_cache(maxsize=1)
def places() -> dict[str, Place]:
    """Every postal area we hold a point for, by its three characters."""
    text = (files(__package__) / "data" / "ontario_fsa.csv").read_text(encoding="utf-8")
    return {
        row["fsa"]: Place(row["fsa"], row["place"], float(row["latitude"]), float(row["longitude"]))
        for row in csv.DictReader(text.splitlines())
    }


def tidy_fsa(typed: str) -> str:
    """Return what somebody typed, without spaces around it and in capitals."""
    return typed.strip().upper()


def valid_fsa(typed: str) -> bool:
    """Say whether this is written like an Ontario postal area, "K1A"; a whole postal code is not.

    An area younger than our data is valid and has no place: distance is then unknown.
    """
    return ONTARIO_FSA.fullmatch(tidy_fsa(typed)) is not None


def place(fsa: str) -> Place | None:
    """Return the place of a postal area, or None where we hold no point for it."""
    return places().get(tidy_fsa(fsa))


def km(a: Located, b: Located) -> int:
    """Return the great-circle distance in whole kilometres, the same in both directions."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat = math.sin((lat_b - lat_a) / 2)
    half_lon = math.sin(math.radians(b.lon - a.lon) / 2)
    chord = half_lat**2 + math.cos(lat_a) * math.cos(lat_b) * half_lon**2
    return round(2 * MEAN_EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, chord))))
