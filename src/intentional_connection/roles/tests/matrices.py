"""Invented boards of every sort: people who left, claims twice, copies split off, days out of order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from intentional_connection.roles.model import (
    Board,
    Cell,
    Circle,
    Days,
    Due,
    Family,
    Human,
    Line,
    Part,
    Party,
    Person,
    Task,
)
from intentional_connection.roles.tests.world import ALL, THE_DAY, TYPES

if TYPE_CHECKING:
    from datetime import date
    from random import Random

PARTIES = (Party.NEWCOMER, Party.SPONSOR, Party.WORKER, Party.SAH)
KEYS = ("T009", "T026", "T034", "T035", "T036", "T037", "T047", "T050", "T052", "T066", "T068", "T098", "own-1")


def a_matrix(chance: Random) -> Board:
    """A board by chance alone: the same for the same chance."""
    family, circle = a_family(chance), a_circle(chance)
    keys = chance.sample(KEYS, 6)
    lines = [a_chance_line(chance, key, None, family, circle) for key in keys]
    if chance.random() < 0.5:
        lines.append(a_chance_line(chance, chance.choice(keys), chance.choice(family.people).id, family, circle))
    tasks = tuple(task for key in KEYS for task in some_tasks(chance, key, family))
    return Board(TYPES, family, circle, tuple(lines), tasks, THE_DAY)


def a_family(chance: Random) -> Family:
    people = tuple(Human(f"n{number}", f"N{number}", number < 2) for number in range(chance.choice([2, 3])))
    arrivals = {one.id: near(chance) for one in people if chance.random() < 0.6}
    return Family(
        people,
        languages=frozenset({"ti"} if chance.random() < 0.9 else ()),
        interpreter_plan=chance.random() < 0.3,
        days=Days(referral=near(chance), notice=None, arrivals=arrivals),
    )


def a_circle(chance: Random) -> Circle:
    persons = [
        Person(f"{party}{number}", party, languages(chance), party is Party.SPONSOR, chance.random() < 0.8)
        for party in PARTIES[1:]
        for number in range(2)
    ]
    if chance.random() < 0.3:
        persons.append(Person("n0", Party.NEWCOMER, here=chance.random() < 0.5))
    required = {party for party in PARTIES[1:] if chance.random() < 0.85}
    stand_in = {party: chance.choice([f"{party}0", f"{party}0", None]) for party in PARTIES[1:]}
    asked = chance.choice([frozenset({"n0", "n1"}), frozenset({"n0"}), frozenset()])
    return Circle(frozenset(required), asked, tuple(persons), stand_in)


def languages(chance: Random) -> frozenset[str]:
    return frozenset(chance.choice([{"en"}, {"en", "ti"}, set()]))


def near(chance: Random) -> date:
    return THE_DAY + timedelta(days=chance.randint(-20, 20))


def a_chance_line(chance: Random, key: str, person: object, family: Family, circle: Circle) -> Line:
    leaders = chance.choices(PARTIES, k=chance.choice([0, 1, 1, 1, 1, 1, 2]))
    cells = [Cell(party, Part.LEAD, a_name(chance, party, family)) for party in leaders]
    cells += [
        Cell(chance.choice(PARTIES), chance.choice([Part.HELP, Part.INFORMED])) for _ in range(chance.randint(0, 2))
    ]
    yes = {(party, None) for party in PARTIES[1:] if chance.random() < 0.95}
    yes |= {(Party.NEWCOMER, human.id) for human in family.people[:2] if chance.random() < 0.8}
    line = Line(key, person, tuple(cells), confirmed=frozenset(yes), questions=int(chance.random() < 0.05))
    return replace(line, not_needed="away" if chance.random() < 0.1 else "")


def a_name(chance: Random, party: Party, family: Family) -> str | None:
    if chance.random() < 0.5:
        return None
    return family.people[0].id if party is Party.NEWCOMER else f"{party}{chance.randint(0, 1)}"


def some_tasks(chance: Random, key: str, family: Family) -> list[Task]:
    row = next((one for one in ALL if one.code == key), None)
    per = row.applies_per if row else "case"
    people = [one.id for one in family.people if per == "person" or one.is_adult == (per == "adult")]
    return [
        Task(
            key,
            person,
            Due(
                chance.choice([near(chance), near(chance), None]),
                is_provisional=chance.random() < 0.3,
                hard_limit=near(chance) if chance.random() < 0.2 else None,
            ),
            done=chance.random() < 0.2,
            holds=chance.random() < 0.85,
        )
        for person in (people if per in ("person", "adult", "child") else [None])
    ]
