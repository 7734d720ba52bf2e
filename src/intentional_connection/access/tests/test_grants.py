"""Who may do what: every verb × everybody. The table of rights itself has its golden copy in tests/golden."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, transaction

from conftest import reading_everything
from intentional_connection.access.seats import CEILING, GRANTS, SYSTEM_ID, Can, Level, Seat
from intentional_connection.access.tests.trials import SOMEBODY, Try, protect, tries
from intentional_connection.cases.models import Case
from intentional_connection.cases.models.contact import ContactKind
from intentional_connection.journal.verb import REGISTRY
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.partners.models import Membership
from intentional_connection.people.models import Account
from tests.reference import MATRIX, WORD
from tests.world import enter, fresh

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.families import Families


def acts(verb: Callable[..., Any], one: Try, account: Account) -> bool:
    """Whether the door opened; a refusal by a rule stands behind the door. Undone afterwards."""
    mark = transaction.savepoint()
    try:
        verb(one.place, account, **one.said)
    except NotAllowed:
        return False
    except Refused:
        return True
    else:
        return True
    finally:
        transaction.savepoint_rollback(mark)


def test_every_verb_opens_for_the_seats_of_its_right_and_for_nobody_else(families: Families) -> None:
    """Generated over all verbs and somebody in every seat, the jobs' account too."""
    protect(families)
    with reading_everything():
        places = tries(families)
        for one in places.values():
            getattr(one.place, "case", None)  # loaded here, past the walls
    assert {one.name for one in REGISTRY} == set(places), "a verb without a trial"
    wrong, opened, closed = [], set(), set()
    people = [*(families.people[name] for name in SOMEBODY), Account.objects.get(pk=SYSTEM_ID)]
    for one in REGISTRY:
        verb = getattr(import_module(f"intentional_connection.{one.room}.verbs"), one.name)
        trial = places[one.name]
        for person in people:
            enter(person)
            account = fresh(person)
            trial.place.__dict__.pop("has_sah", None)
            readable = not getattr(trial.place, "LOCKED", True) or _readable(trial.place)
            expected = readable and bool(GRANTS[one.can] & trial.place.seats_of(account))
            (opened if expected else closed).add(one.name)
            if acts(verb, trial, account) is not expected:
                wrong.append(f"{one.name}: {account.email} {'is kept out' if expected else 'gets in'}")
    assert not wrong, "\n".join(wrong)
    assert opened == closed == set(places), "a verb that nobody, or everybody, may use proves nothing"


def _readable(place: Any) -> bool:
    return type(place)._default_manager.filter(pk=place.pk).exists()


def test_every_right_has_a_verb_and_every_verb_a_right() -> None:
    """No cell of the table speaks of nothing."""
    assert {one.can for one in REGISTRY} == set(GRANTS) == set(Can)


def test_the_ceiling_is_the_handbooks_matrix() -> None:
    """Read: as the handbook says, word for word; write: never more than read, but for the adult's own."""
    words = {
        str(seat): {word for bit, word in WORD.items() if bit & read} for seat, (read, _write) in CEILING.items()
    }
    expected = {seat: set(cells.split()) for seat, cells in MATRIX.items()}
    assert words == expected | {"relative": {"basic"}}
    for seat, (read, write) in CEILING.items():
        assert write & ~read == Level(0), seat
    assert {seat for seat, (_read, write) in CEILING.items() if not write} == {
        Seat.RELATIVE, Seat.BACKUP, Seat.COORDINATOR, Seat.LISTENER, Seat.NEED_TO_KNOW,
    }  # fmt: skip


def test_levels_are_called_as_in_the_handbook() -> None:
    """One bit each."""
    assert Level.BASIC.code == "basic"
    assert Level.LAST_CONTACT.code == "last_contact"
    assert len({int(level) for level in Level}) == len(list(Level)) == 15


def test_a_right_that_went_away_meanwhile_is_lost(families: Families) -> None:
    """The right is asked after the lock, not when the page was opened."""
    enter(families.selam)
    case = Case.objects.get(pk=families.home.pk)
    selam = families.selam
    assert Seat.WORKER in case.seats_of(selam)
    Membership.objects.filter(account=selam).update(until=clock.now())
    enter(families.selam)
    said = {"kind": ContactKind.CALL, "on": clock.today(), "minutes": 3, "language": "en"}
    log_contact = import_module("intentional_connection.cases.verbs").log_contact
    with pytest.raises(NotAllowed):
        log_contact(case, selam, **said)


def test_a_defect_inside_a_verb_leaves_nothing(families: Families) -> None:
    """Too long a text is no refusal: the savepoint takes everything back."""
    enter(families.selam)
    case = Case.objects.get(pk=families.home.pk)
    before = case.contacts.count()
    log_contact = import_module("intentional_connection.cases.verbs").log_contact
    said = {"kind": ContactKind.CALL, "on": clock.today(), "minutes": 3, "language": "x" * 99}
    with pytest.raises(DatabaseError):
        log_contact(case, families.selam, **said)
    assert case.contacts.count() == before
