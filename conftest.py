"""Shared fixtures: every database test acts as ic_app, the role that serves the site, never as the owner."""

from __future__ import annotations

import copy
import gc
from contextlib import ExitStack, contextmanager
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

gc.freeze()
gc.set_threshold(100_000, 50, 50)  # a tenth of the tests' time was looking for rubbish


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


#: The worlds of the tests, each built once: a test that uses one runs while it stands; those that use none, or commit, come first.
WORLDS = ("", "world", "maple", "families", "crowd")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of one world together, in the order of their files."""
    items.sort(key=lambda item: WORLDS.index(_world_of(item)))


def _world_of(item: pytest.Item) -> str:
    names = [name for name in ("world", "families", "crowd") if name in getattr(item, "fixturenames", ())]
    name = names[-1] if names else ""
    return "maple" if name == "world" and item.get_closest_marker("maple_stands") else name


class Standing:
    """The one world that stands, in a transaction around the tests' own that is never committed."""

    #: For so many files: PostgreSQL looks at every row that a test took back, ever slower, until the transaction ends.
    FILES = 4

    def __init__(self, blocker: Any) -> None:
        self.blocker, self.world, self.files, self.stack = blocker, None, 0, ExitStack()  # type: ignore[var-annotated]

    def build(self, kind: type[W]) -> W:
        """The world of this kind: as it stands, or built after the other was taken down."""
        self.files += 1
        if type(self.world) is not kind or self.files > self.FILES:
            self.close()
            self.files = 1
            self.stack.enter_context(self.blocker.unblock())
            self.stack.enter_context(transaction.atomic())
            as_role("ic_app")
            self.world = kind.build()
            self.left()
        return cast("W", self.world)

    def left(self) -> None:
        """Nobody is entered, and every constraint holds."""
        connection.check_constraints()
        leave()

    def close(self) -> None:
        """Undo it all."""
        if self.world is not None:
            transaction.set_rollback(True)
        self.stack.close()
        self.world, self.stack = None, ExitStack()


@pytest.fixture(scope="session")
def standing(django_db_setup: None, django_db_blocker: Any) -> Iterator[Standing]:
    """What stands now."""
    found = Standing(django_db_blocker)
    yield found
    found.close()


def copied(world: W) -> W:
    """The same world for one more test."""
    other = copy.copy(world)
    other.orgs, other.people = dict(world.orgs), dict(world.people)
    return other


@pytest.fixture(scope="module")
def standing_world(request: pytest.FixtureRequest, standing: Standing) -> World:
    """Two sites, a SAH with its group, agencies with workers, a Group of Five; with the mark, Maple 12 too."""
    world = standing.build(World)
    if request.node.get_closest_marker("maple_stands") and "standing" not in world.__dict__:
        world.stand_maple()
        standing.left()
    return world


@pytest.fixture(scope="module")
def standing_families(standing: Standing) -> Families:
    """The world with a family in each state."""
    return standing.build(Families)


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
