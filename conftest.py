"""Shared fixtures: every database test acts as ic_app, the role that serves the site, never as the owner."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from intentional_connection.access.walls import entered
from tests.world import World, leave

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

    from intentional_connection.people.models import Account


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


@pytest.fixture
def app(db: None) -> None:
    """A transaction as ic_app with nobody set: what every request starts from."""
    as_role("ic_app")


@pytest.fixture
def world(app: None) -> Iterator[World]:
    """Two sites, a SAH with its group, agencies with workers, a Group of Five: see tests/world.py."""
    yield World.build()
    leave()


@pytest.fixture
def client_of(world: World) -> Callable[[Account], Client]:
    """A browser without JavaScript, signed in as somebody."""
    return World.client


@contextmanager
def as_(account: Account | None) -> Iterator[None]:
    """Act as somebody, as a request does."""
    with entered(account.pk if account else None):
        yield
