"""Chromium and the running product for the stories."""

from __future__ import annotations

import os
import shutil
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from tests.proving import BROWSERS
from tests.stories.person import Person
from tests.stories.product import Product, copied, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext

HERE = os.path.dirname(__file__)  # noqa: PTH120 - compared with pytest's own texts
CHROMIUM = next((found for name in BROWSERS if (found := shutil.which(name))), None)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
MISSING = "no Chromium on PATH. Install Debian's package chromium to prove the pages."
#: A page that does not come within this time is a defect.
PATIENCE_MS = 15_000
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives a browser; without one they are skipped, loudly."""
    mine = [item for item in items if str(item.path).startswith(HERE)]
    for item in mine:
        item.add_marker(pytest.mark.browser)
        if not CHROMIUM and os.environ.get("IC_BROWSER") != "required":
            item.add_marker(pytest.mark.skip(reason=MISSING))


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder after a first start without the demo: database, tables, languages; stopped again."""
    home = tmp_path_factory.mktemp("prepared") / "home"
    with running(home, "--empty"):
        return home


@pytest.fixture(scope="session")
def played(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo world, as after a first start that was cut off before it and a second one; stopped again."""
    home = copied(prepared, tmp_path_factory.mktemp("played") / "home")
    (home / "world.done").unlink()
    with running(home):
        return home


@pytest.fixture(scope="session")
def product(played: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product with its demo world, started again."""
    with running(copied(played, tmp_path_factory.mktemp("demo") / "home")) as site:
        yield site


@pytest.fixture(scope="session")
def other_product(played: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The same world once more, for stories that take a family away from the people whom other stories need."""
    with running(copied(played, tmp_path_factory.mktemp("other") / "home")) as site:
        yield site


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without its window where that package is there: a quarter less work; nothing is downloaded."""
    assert CHROMIUM, MISSING
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)


@pytest.fixture(scope="package")
def looked_at() -> set[str]:
    """Kinds of pages that axe has looked at in the usual variants: once is enough."""
    return set()


@pytest.fixture
def somebody(browser: Browser, product: Product) -> Iterator[Callable[..., Person]]:
    """Make a person with a browser of their own, at the demo world; options are those of a browser context."""
    contexts: list[BrowserContext] = []

    def arrive(base: str = product.base, **options: Any) -> Person:
        contexts.append(browser.new_context(**{"viewport": WIDE, "locale": "en-CA"} | options))
        contexts[-1].set_default_timeout(PATIENCE_MS)
        return Person(contexts[-1], base)

    yield arrive
    for context in contexts:
        context.close()


@pytest.fixture
def somebody_elsewhere(somebody: Callable[..., Person], other_product: Product) -> Callable[..., Person]:
    """Make a person at the other world."""
    return partial(somebody, other_product.base)
