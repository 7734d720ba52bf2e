"""One crowd for all tests that walk the pages: what each seat reaches is found once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from conftest import built, copied
from tests.crowd import Crowd
from tests.world import leave

if TYPE_CHECKING:
    from collections.abc import Iterator


HERE = Path(__file__).parent


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever the order within: these tests one after the other, or the crowd would be built for each file anew."""
    items.sort(key=lambda item: item.path.parent == HERE)


@pytest.fixture(scope="package")
def standing_crowd(django_db_setup: None, django_db_blocker: Any) -> Iterator[Crowd]:
    """The world with families at every state that the pages know, once for this folder."""
    with built(Crowd, django_db_blocker) as world:
        yield world


@pytest.fixture
def crowd(standing_crowd: Crowd, app: None) -> Iterator[Crowd]:
    """Families at every state that the pages know (tests/crowd.py); what a test does to them is undone."""
    yield copied(standing_crowd)
    leave()
