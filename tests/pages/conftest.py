"""One crowd for all tests that walk the pages: what each seat reaches is found once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conftest import Standing, copied
from tests.crowd import Crowd
from tests.world import leave

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def standing_crowd(standing: Standing) -> Crowd:
    """The world with families at every state that the pages know."""
    return standing.build(Crowd)


@pytest.fixture
def crowd(standing_crowd: Crowd, app: None) -> Iterator[Crowd]:
    """Families at every state that the pages know (tests/crowd.py); what a test does to them is undone."""
    yield copied(standing_crowd)
    leave()
