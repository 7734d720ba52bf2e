"""Pictures of the running demo: `python tests/pictures.py ADDRESS FOLDER` takes every page of every seat.

With `--docs` only the two of docs/pictures. FOLDER gets SEAT-PAGE-WIDTH-LANGUAGE.png; look at them, do not commit them.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin, urlsplit

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from tests.stories.conftest import ARGUMENTS, CHROMIUM, NARROW, WIDE  # noqa: E402 - the path is set above

SEATS = ("", "Paul", "Helen", "Selam", "Ruth", "Tom", "Grace", "Hugo", "Nadia", "Bruno", "Cora", "Hala", "Divine", "Feven")
#: Width, language, direction, colours.
VIEWS = {
    "320-en": (NARROW, "English", "", "light"),
    "1280-fr": (WIDE, "Français", "", "light"),
    "1280-rtl": (WIDE, "English", "?dir=rtl", "dark"),
}
DOCS = {"family.en.png": ("Selam", "English", "Maple 12"), "today.fr.png": ("Paul", "Français", "")}
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def main(base: str, folder: Path, *, docs: bool) -> None:
    """Take them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        if docs:
            for name, (seat, language, family) in DOCS.items():
                _one(_arrive(browser, base, seat, language), base, family, folder / name)
            return
        for seat in SEATS:
            for view in VIEWS:
                _all(browser, base, seat, view, folder)


def _arrive(browser: Browser, base: str, seat: str, language: str, **options: Any) -> Page:
    page = browser.new_context(**{"viewport": WIDE, "locale": "en-CA"} | options).new_page()
    page.goto(f"{base}/demo/")
    if seat:
        page.get_by_role("button", name=f"Be {seat}", exact=True).click()
    page.goto(f"{base}/language/{'fr' if language == 'Français' else 'en'}/?next=/")
    return page


def _one(page: Page, base: str, family: str, to: Path) -> None:
    page.goto(f"{base}/families/" if family else f"{base}/today/")
    if family:
        page.get_by_role("link", name=family).click()
        page.wait_for_load_state()
    page.screenshot(path=to, clip={"x": 0, "y": 0, "width": 1280, "height": 1000}, full_page=True)


def _all(browser: Browser, base: str, seat: str, view: str, folder: Path) -> None:
    size, language, turned, colours = VIEWS[view]
    page = _arrive(browser, base, seat, language, viewport=size, color_scheme=colours)
    for name, path in _places(page, base):
        page.goto(base + path + turned.replace("?", "&" if "?" in path else "?"))
        page.screenshot(path=folder / f"{seat.lower() or 'public'}-{name}-{view}.png", full_page=True)
    page.context.close()


def _places(page: Page, base: str) -> Iterator[tuple[str, str]]:
    """One address of each kind, found by following links."""
    waiting, met, kinds = ["/"], {"/"}, set[str]()
    while waiting:
        path = waiting.pop(0)
        kind = ID.sub("one", path).strip("/").replace("/", "-").replace("?", "-") or "start"
        kind = f"{kind}{sum(one.startswith(kind) for one in kinds) or ''}" if kind in {"families-one", "referrals-one"} else kind
        if kind in kinds or sum(one.rstrip("0123456789") == kind.rstrip("0123456789") for one in kinds) > 3:
            continue
        kinds.add(kind)
        page.goto(base + path)
        yield kind, path
        page.goto(base + path)
        for link in page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))"):
            target = urldefrag(urljoin(page.url.removeprefix(base), link)).url
            if target.startswith(("/static/", "/language/")) or target.endswith(".ics"):
                continue
            if not urlsplit(target).scheme and target not in met:
                met.add(target)
                waiting.append(target)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), docs="--docs" in sys.argv)
