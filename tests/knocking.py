"""Somebody who knocks at every address and asks for every act, with rows of the own and of foreign families.

What is expected comes from the naive reference (tests/reference*.py) alone: a row that it does not let one read does not
exist (404), and no act stands at it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from inspect import unwrap
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction
from django.urls import reverse

from conftest import reading_everything
from intentional_connection.access.seats import GRANTS, SYSTEM_ID, Seat
from intentional_connection.cases import models as c
from intentional_connection.desk.matrix import Relation, State, ways
from intentional_connection.journal.verb import REGISTRY
from intentional_connection.kernel.errors import NotAllowed
from intentional_connection.kernel.ways import Door
from tests.families import as_of_now
from tests.reference import WORD, Facts, Reference
from tests.reference_rows import RULES
from tests.world import enter

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator
    from uuid import UUID

    from django.db.models import Model
    from django.test import Client

    from intentional_connection.access.seats import Can, Level
    from intentional_connection.people.models import Account
    from tests.families import Families

#: As if the row did not exist; an address that takes forms alone says so of every row.
NOT_THERE = {404, 405}
MODELS = {model.__name__: model for model in apps.get_models() if model.__module__.startswith("intentional_connection.")}


@dataclass
class Knocker:
    """One account with what the reference lets it read."""

    account: Account
    reference: Reference
    words: dict[Any, set[Any]] = field(default_factory=dict)

    def may_read(self, model: type[Model]) -> set[Any]:
        """Keys of the rows of this table that the account may read, in words."""
        if model not in self.words:
            self.words[model] = self.reference.rows(model, RULES[model])
        return self.words[model]

    def relations(self, case: UUID, level: Level) -> set[tuple[Seat, Relation, State]]:
        """As whom the account stands to this family, naively."""
        found: set[tuple[Seat, Relation, State]] = set()
        who = self.reference
        for row in who.facts.circle:
            if row.case_id != case:
                continue
            seat = Seat(row.seat)
            state = State.OVER if who.is_over(row) and seat is not Seat.NEWCOMER else State.OPEN
            if row in who.standing:
                held = seat is Seat.NEWCOMER or self._said_yes(row, level)
                found.add((seat, Relation.IN_CIRCLE if held else Relation.WITHDRAWN, state))
            elif row.account_id == self.account.pk:
                found.add((seat, Relation.LAPSED, state))
        asked = (one for one in who.facts.referrals.values() if one.case_id == case and who.still_asked(one))
        if any((one.agency_id, "supervisor") in who.seats for one in asked):
            found.add((Seat.SUPERVISOR, Relation.ASKED, State.OPEN))
        if any(seat == "listener" for _place, seat in who.seats):
            found.add((Seat.LISTENER, Relation.OTHER, State.OPEN))
        return found

    def hears_of(self) -> set[Any]:
        """Families of which the account was told of a problem or an emergency: it opens these, and nothing else there."""
        return {
            row.case_id
            for model in (c.Concern, c.EmergencyAccess)
            for pk, row in self.reference.facts.table(model).items()
            if pk in self.may_read(model)
        }

    def _said_yes(self, row: c.CircleMember, level: Level) -> bool:
        return any(
            self.reference.promises(yes, WORD.get(level, "basic"))
            for yes in self.reference.facts.consents
            if (yes.case_id, yes.recipient_id) == (row.case_id, row.organization_id)
            and yes.recipient_person_id in {None, row.account_id}
        )


def knockers(world: Families) -> list[Knocker]:
    """Everybody of the world, as of now."""
    enter(None)
    with reading_everything():
        facts = Facts.read()
        for model in (model for model in RULES):
            facts.table(model)
    return [Knocker(account, Reference(account, facts)) for account in map(as_of_now, world.everybody())]


# --- addresses ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Knock:
    """One address, opened by somebody, about one row."""

    name: str
    model: type[Model]
    pk: Any

    @property
    def path(self) -> str:
        """The address; where it names a second row, that is the same foreign id."""
        try:
            return reverse(self.name, kwargs={"pk": self.pk})
        except Exception:  # noqa: BLE001 - the two addresses with a second part
            more = {"member": self.pk} if "colleague" in self.name else {"step": "family"}
            return reverse(self.name, kwargs={"pk": self.pk, **more})


def row_ways() -> dict[str, type[Model]]:
    """Addresses that open a row behind the walls, with its table."""
    return {name: way.opens for name, way in ways().items() if way and way.opens in RULES and way.door in {Door.ROW, Door.OWN}}


def foreign(who: Knocker, chance: random.Random, most: int) -> Iterator[Knock]:
    """At each address, rows that the account may not read; at most so many of each."""
    for name, model in row_ways().items():
        told = who.hears_of() if name in {"cases:concerns", "cases:emergencies"} else set()
        hidden = sorted(set(who.reference.facts.table(model)) - who.may_read(model) - told)
        for pk in chance.sample(hidden, min(most, len(hidden))):
            yield Knock(name, model, pk)


def own(who: Knocker, chance: random.Random, most: int) -> Iterator[Knock]:
    """At each address, rows that the account may read."""
    for name, model in row_ways().items():
        known = sorted(who.may_read(model))
        for pk in chance.sample(known, min(most, len(known))):
            yield Knock(name, model, pk)


def opened(client: Client, one: Knock) -> list[str]:
    """What answered otherwise than a row that does not exist: opened and sent."""
    asked = [client.get(one.path), client.post(one.path, {"once": "0" * 32})]
    if one.name == "desk:record":
        asked.append(client.get(f"{one.path}?format=csv"))
    return [f"{one.name} {answer.status_code}" for answer in asked if answer.status_code not in NOT_THERE]


# --- acts ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Act:
    """A verb and the tables on whose rows it stands."""

    name: str
    can: Can
    does: Any
    places: tuple[type[Model], ...]


def acts() -> list[Act]:
    """Every verb that stands on a row behind the walls."""
    found = []
    for verb in REGISTRY:
        does = getattr(import_module(f"intentional_connection.{verb.room}.verbs"), verb.name, None)
        if does is not None:
            first = next(iter(unwrap(does).__annotations__.values()), "")
            places = tuple(MODELS[word] for word in str(first).replace("|", " ").split() if MODELS.get(word) in RULES)
            found.append(Act(verb.name, verb.can, does, places))
    return found


def may_act(who: Knocker, act: Act, model: type[Model], row: Any) -> bool:
    """Whether the handbook could let the account do it there: it reads the row, and holds a seat with the right."""
    if row.pk not in who.may_read(model):
        return False
    case = row.pk if model is c.Case else getattr(row, "case_id", None)
    if case is None:
        return True  # organizations, drafts, agreements: access/tests/test_grants.py
    seats = {Seat(one.seat) for one in who.reference.standing if one.case_id == case}
    seats |= {Seat(seat) for _place, seat in who.reference.seats if model is c.Referral or seat == Seat.LISTENER}
    seats |= {Seat.SELF} | ({Seat.SYSTEM} if who.account.pk == SYSTEM_ID else set())
    return bool(GRANTS[act.can] & seats)


def refused(act: Act, row: Any, by: Account) -> bool:
    """Whether the door stays shut; nothing is said with the act, so whoever passes the door fails behind it."""
    try:
        with transaction.atomic():
            act.does(row, by)
    except NotAllowed:
        return True
    except Exception:  # noqa: BLE001 - past the door: words were missing, or the act was refused for another reason
        return False
    return False
