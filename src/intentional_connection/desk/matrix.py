"""The matrix: seat × relation × state × way × own or foreign child, each cell yes or no with the condition that fails.

Nothing is listed here by hand: seats and levels come from CEILING, acts from GRANTS, ways from what every view declares.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from django.urls import URLResolver, get_resolver
from django.utils.html import escape, format_html, format_html_join

from intentional_connection.access.seats import CEILING, GRANTS, Can, Level, Seat
from intentional_connection.journal.jobs import every_job
from intentional_connection.kernel.ways import Door, Way, way_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Relation(StrEnum):
    """How somebody with a seat stands to the family of the row."""

    IN_CIRCLE = "in_circle"
    ASKED = "asked"  # the agency that was asked and has not accepted
    OTHER = "other_organization"  # the same seat, around other families alone
    LAPSED = "lapsed"  # the place in the circle or the membership ended
    WITHDRAWN = "withdrawn"  # no adult's yes to the organization is in force
    HOUSEHOLD = "same_household"  # another adult of the family
    AGENCY = "same_agency"  # a colleague who does not stand around the family
    ADMINISTRATOR = "administrator"  # looks after sites and accounts
    ANONYMOUS = "anonymous"


class State(StrEnum):
    """Where the family's year stands."""

    OPEN = "open"
    GRACE = "grace"  # ended, thirty days have not passed
    OVER = "over"


class Why(StrEnum):
    """The condition that fails first (handbook 3.2)."""

    SIGN_IN = "sign_in"
    CIRCLE = "circle"
    CEILING = "ceiling"
    CONSENT = "consent"
    END = "end"
    BELONGING = "belonging"  # the row named is of another family than the page


class Rows(StrEnum):
    """Which rows a yes holds for."""

    ALL = "all"
    PERSON = "person"  # by that adult's own yes; for a child any adult's
    NAMED = "named"  # only readers named for it


@dataclass(frozen=True, slots=True)
class Cell:
    """One question to the product, and its answer."""

    way: str
    act: str
    level: str
    seat: str
    relation: str
    state: str
    parent: str
    child: str
    allowed: bool
    rows: str = ""
    why: str = ""


_ORGANIZED = (Relation.IN_CIRCLE, Relation.OTHER, Relation.LAPSED, Relation.WITHDRAWN)
_AT_AGENCY = (*_ORGANIZED, Relation.AGENCY)
#: In which relations somebody with this seat can stand to a family.
RELATIONS: dict[Seat, tuple[Relation, ...]] = {
    Seat.NEWCOMER: (Relation.IN_CIRCLE, Relation.HOUSEHOLD, Relation.OTHER, Relation.LAPSED, Relation.WITHDRAWN),
    Seat.RELATIVE: (Relation.HOUSEHOLD,),
    Seat.SPONSOR_REP: _ORGANIZED,
    Seat.SPONSOR_MEMBER: _ORGANIZED,
    Seat.SAH_STAFF: _ORGANIZED,
    Seat.WORKER: _AT_AGENCY,
    Seat.BACKUP: _AT_AGENCY,
    Seat.SUPERVISOR: (*_ORGANIZED, Relation.ASKED),
    Seat.NEED_TO_KNOW: _AT_AGENCY,
    Seat.LISTENER: (Relation.OTHER,),
    Seat.COORDINATOR: (Relation.ADMINISTRATOR,),
}
_FAMILY = {Relation.IN_CIRCLE, Relation.HOUSEHOLD, Relation.WITHDRAWN}
#: Of another adult: the first name and ordinary tasks.
_KIN = Level.BASIC | Level.PLAN


@cache
def ways() -> dict[str, Way | None]:
    """Every address by name, with what was declared beside its view."""
    return dict(_ways(get_resolver().url_patterns))


def _ways(found: Iterable[Any], space: str = "") -> Iterator[tuple[str, Way | None]]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from _ways(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
        else:
            yield f"{space}{one.name}", way_of(one.callback)


def of_a_family(way: Way | None) -> bool:
    """Whether the way opens a row around one family."""
    columns = {field.name for field in way.opens._meta.fields} if way and way.opens else set()
    return way is not None and hasattr(way.opens, "LEVEL") and ("case" in columns or way.opens._meta.model_name == "case")


def cells() -> Iterator[Cell]:
    """Every cell of the rows around a family, by way."""
    for name, way in sorted(ways().items()):
        if way and of_a_family(way):
            acts: tuple[Can | None, ...] = (None, *way.acts)
            for act in acts:
                for seat, relation in standings():
                    for state in State:
                        yield from _of(name, way, act, seat, relation, state)


def standings() -> Iterator[tuple[Seat | None, Relation]]:
    """Whoever could knock: a seat with its relation, and nobody."""
    for seat, relations in RELATIONS.items():
        yield from ((seat, relation) for relation in relations)
    yield None, Relation.ANONYMOUS


def _of(name: str, way: Way, act: Can | None, seat: Seat | None, relation: Relation, state: State) -> Iterator[Cell]:
    level = Level(way.opens.LEVEL)
    why = fails(level, act, seat, relation, state, own_page=way.door is Door.OWN)
    parent = "foreign" if relation in {Relation.OTHER, Relation.ADMINISTRATOR, Relation.ANONYMOUS} else "own"
    said = (name, act or "open", level.code, seat or "", relation, state, parent)
    rows = "" if why else _rows(level)
    yield Cell(*said, child="own", allowed=not why, rows=rows, why=why or "")
    if act:
        yield Cell(*said, child="foreign", allowed=False, why=why or Why.BELONGING)


def fails(
    level: Level, act: Can | None, seat: Seat | None, relation: Relation, state: State, *, own_page: bool = False
) -> Why | None:
    """The first of the conditions that does not hold; None where the cell is a yes."""
    if seat is None:
        return Why.SIGN_IN
    if own_page and (seat is not Seat.NEWCOMER or relation not in _FAMILY):
        return Why.CIRCLE
    named = seat is Seat.LISTENER and level is Level.PROTECTION
    asked = relation is Relation.ASKED and level is Level.PREVIEW
    if not (named or asked or relation in _FAMILY):
        return Why.CIRCLE
    if not _reaches(level, seat, relation) or (act and seat not in GRANTS[act]):
        return Why.CEILING
    at_home = seat in {Seat.NEWCOMER, Seat.RELATIVE}
    if relation is Relation.WITHDRAWN and not at_home:
        return Why.CONSENT
    return Why.END if state is State.OVER and not at_home else None


def _reaches(level: Level, seat: Seat, relation: Relation) -> bool:
    if level is Level.PROTECTION:  # whoever is named, from any seat that may hear, write or look after
        return any(seat in GRANTS[can] for can in (Can.HEAR_CONCERN, Can.WRITE_NOTE, Can.LOOK_AFTER_DIFFICULTY))
    read = CEILING[seat][0]
    return level in (read & _KIN if relation is Relation.HOUSEHOLD else read)


def _rows(level: Level) -> Rows:
    if level is Level.PROTECTION:
        return Rows.NAMED
    return Rows.PERSON if level in Level.IDENTITY | Level.SENSITIVE | Level.PRIVATE | Level.TRAVEL else Rows.ALL


@dataclass(frozen=True, slots=True)
class Standing:
    """One seat in one relation: what may be read and done at most."""

    seat: Seat
    relation: Relation
    over: bool
    reads: list[Level]
    acts: list[Can]


@cache
def by_seat() -> dict[Seat, list[Standing]]:
    """The same cells, gathered for whoever reads them: each seat with its relations, and what is left after the end."""
    return {
        seat: [_standing(seat, relation, State.OPEN) for relation in relations]
        + [_standing(seat, relation, State.OVER) for relation in relations if relation is Relation.IN_CIRCLE]
        for seat, relations in RELATIONS.items()
    }


def _standing(seat: Seat, relation: Relation, state: State) -> Standing:
    at = seat, relation, state
    asked = {(way.opens.LEVEL, act) for way in ways().values() if way and of_a_family(way) for act in way.acts}
    done = {act for level, act in asked if fails(level, act, *at) is None}
    reads = [level for level in Level if fails(level, None, *at) is None]
    return Standing(seat, relation, state is State.OVER, reads, [act for act in Can if act in done])


# --- printed ---------------------------------------------------------------------------------


def declared() -> list[dict[str, Any]]:
    """Every address with its declaration."""
    return [
        {
            "way": name,
            "door": way.door if way else "",
            "opens": way.opens._meta.label if way and way.opens else "",
            "acts": list(way.acts) if way else [],
        }
        for name, way in sorted(ways().items())
    ]


def beside_pages() -> dict[str, list[dict[str, Any]]]:
    """Jobs and mails: jobs act as the program's own account, within its ceiling; a mail is a link to one's own notice."""
    read, write = CEILING[Seat.SYSTEM]
    bits = {"read": _codes(read), "write": _codes(write)}
    jobs = [{"job": name, "every": every, "seat": Seat.SYSTEM, **bits} for name, every in sorted(every_job().items())]
    mails = [
        {"mail": "notice", "to": "its reader", "way": "desk:notice", "holds": "a link, a day and an hour"},
        {"mail": "sign_in_code", "to": "who asked", "way": "account_confirm_login_code", "holds": "a code"},
    ]
    return {"jobs": jobs, "mails": mails}


def _codes(levels: Level) -> list[str]:
    return [level.code for level in levels]


def as_json(commands: dict[str, str]) -> str:
    """The whole matrix: one cell a line. Its schema: docs/access.md."""
    head = {"version": 1, "ways": declared(), **beside_pages(), "commands": commands}
    lines = ",\n".join(json.dumps(asdict(cell), ensure_ascii=False) for cell in cells())
    return f'{json.dumps(head, ensure_ascii=False, indent=1)[:-2]},\n "cells": [\n{lines}\n]}}\n'


def as_html(commands: dict[str, str]) -> str:
    """The matrix to read in a browser: seat and relation, folded, with what is allowed and how often each condition fails."""
    grouped: dict[tuple[str, str], list[Cell]] = {}
    for cell in cells():
        grouped.setdefault((cell.seat or "nobody", cell.relation), []).append(cell)
    parts = "".join(_group(seat, relation, found) for (seat, relation), found in grouped.items())
    addresses = format_html_join("", "<tr><td>{}<td>{}<td>{}<td>{}", ((*row.values(),) for row in _words()))
    words = format_html_join("", "<tr><td>{}<td>{}", commands.items())
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Who may do what</title><h1>Who may do what</h1>'
        f"{parts}<h2>Addresses</h2><table>{addresses}</table><h2>Commands</h2><table>{words}</table></html>\n"
    )


def _words() -> Iterator[dict[str, str]]:
    for row in declared():
        yield {**row, "acts": ", ".join(row["acts"])}


def _group(seat: str, relation: str, found: list[Cell]) -> str:
    yes = [cell for cell in found if cell.allowed]
    no = Counter(cell.why for cell in found if not cell.allowed)
    why = ", ".join(f"{word}: {count}" for word, count in no.most_common())
    rows = format_html_join("", "<tr><td>{}<td>{}<td>{}<td>{}<td>{}", ((c.way, c.act, c.level, c.state, c.rows) for c in yes))
    head = format_html("<summary>{} · {}: {} yes; no {}</summary>", seat, relation, len(yes), escape(why))
    return f"<details>{head}<table>{rows}</table></details>"
