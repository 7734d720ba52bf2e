"""Shared fixtures: every database test acts as ic_app, the role that serves the site, never as the owner."""

from __future__ import annotations

import copy
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar, cast

import pytest
from django.db import connection, transaction

from intentional_connection.access.walls import entered
from intentional_connection.config.demo import let_clock_be_set
from tests.families import Families
from tests.logins import forget_everything
from tests.world import World, leave

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

    from intentional_connection.people.models import Account


W = TypeVar("W", bound=World)


def as_role(role: str) -> None:
    """Step down (or across) for the rest of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")


@contextmanager
def reading_everything() -> Iterator[None]:
    """Read past the walls, as the tests' own reader: the reference that both walls are held against."""
    as_role("ic_reader")
    try:
        yield
    finally:
        as_role("ic_app")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Let the tests' database read the injected clock; nobody can replace ic_now() elsewhere."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        let_clock_be_set(cursor)


@pytest.fixture
def app(db: None) -> None:
    """A transaction as ic_app with nobody set: what every request starts from."""
    as_role("ic_app")


@contextmanager
def built(kind: type[W], blocker: Any) -> Iterator[W]:
    """Build a world once for all tests of a file, in a transaction around theirs that is never committed."""
    with blocker.unblock(), transaction.atomic():
        as_role("ic_app")
        world = kind.build()
        connection.check_constraints()
        leave()
        yield cast("W", world)
        transaction.set_rollback(True)


def copied(world: W) -> W:
    """The same world for one more test."""
    other = copy.copy(world)
    other.orgs, other.people = dict(world.orgs), dict(world.people)
    return other


@pytest.fixture(scope="module")
def standing_world(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Two sites, a SAH with its group, agencies with workers, a Group of Five, once for a file; with the mark, Maple 12 too."""
    with built(World, django_db_blocker) as world:
        if request.node.get_closest_marker("maple_stands"):
            world.stand_maple()
            connection.check_constraints()
            leave()
        yield world


@pytest.fixture(scope="module")
def standing_families(django_db_setup: None, django_db_blocker: Any) -> Iterator[Families]:
    """The world with a family in each state, once for a file."""
    with built(Families, django_db_blocker) as world:
        yield world


@pytest.fixture
def world(standing_world: World, app: None) -> Iterator[World]:
    """Two sites, a SAH with its group, agencies with workers, a Group of Five: see tests/world.py."""
    yield copied(standing_world)
    leave()


@pytest.fixture
def families(standing_families: Families, db: None) -> Iterator[Families]:
    """A family in each state (tests/families.py); what a test does to it is undone."""
    yield copied(standing_families)
    leave()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """A world that other connections see, Maple 12 at its worker; everything is emptied at the end."""
    with django_db_blocker.unblock():
        assert connection.settings_dict["NAME"].startswith("test_"), "run the whole file: no test database was asked for"
        assert not connection.in_atomic_block, "a world of this file is still open: tests that commit have a file of their own"
        try:
            with transaction.atomic():
                as_role("ic_app")
                world = World.build()
                world.home = world.maple()
                leave()
            yield world
        finally:
            leave()
            connection.close()
            forget_everything()


@pytest.fixture
def client_of(world: World) -> Callable[[Account], Client]:
    """A browser without JavaScript, signed in as somebody."""
    return World.client


@contextmanager
def as_(account: Account | None) -> Iterator[None]:
    """Act as somebody, as a request does."""
    with entered(account.pk if account else None):
        yield
