"""The sheet and the templates: no left or right, no colour outside the tokens, no other host, nothing inline."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2]
SHEETS = sorted(PACKAGE.glob("*/static/**/*.css"))
TEMPLATES = sorted(path for path in PACKAGE.glob("*/templates/**/*") if path.suffix in {".html", ".txt"})
SCRIPTS = sorted(PACKAGE.glob("*/static/**/*.js"))
SHEET = PACKAGE / "ui" / "static" / "ui" / "ic.css"

PHYSICAL = re.compile(
    r"(?:(?:margin|padding|border|inset|scroll-(?:margin|padding))-(?:left|right|top|bottom)\b|(?<![\w-])(?:left|right|top|bottom)\s*:"
    r"|\bfloat\s*:|text-align\s*:\s*(?:left|right)|border-(?:top|bottom)-(?:left|right)-radius|(?<![-\w(])(?:width|height)\s*:)"
)
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\(")
#: One pair as the standard counts it: text and what it stands on.
TEXT_PAIRS = [
    ("ink", "paper"),
    ("ink-2", "surface"),
    ("ink-2", "paper"),
    ("ink-2", "surface-2"),
    ("link", "surface"),
    ("link", "paper"),
    ("brand", "surface"),
    ("brand", "brand-tint"),
    ("on-brand", "brand"),
    *((name, f"{name}-tint") for name in ("ok", "gap", "dup", "wait", "err")),
    *((name, f"{name}-tint") for name in ("sponsor", "worker", "sah", "newcomer", "network")),
    *((name, "surface") for name in ("sponsor", "worker", "sah", "newcomer", "network")),
]
BORDER_PAIRS = [(name, "surface") for name in ("line-strong", "ok-line", "gap-line", "dup-line", "err-line")]


def without_comments(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def layer(name: str) -> str:
    return re.search(rf"@layer {name} \{{(.*?)\n\}}", without_comments(SHEET), flags=re.DOTALL)[1]  # type: ignore[index]


@cache
def tokens() -> dict[str, dict[str, str]]:
    light, dark = layer("tokens").split("prefers-color-scheme: dark")
    return {"light": values(light), "dark": values(dark)}


def values(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", text))


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_sheet_knows_no_left_and_no_right(sheet: Path) -> None:
    text = re.sub(r"\((?:max|min)-width:[^)]*\)|safe-area-inset-bottom", "", without_comments(sheet))
    assert PHYSICAL.findall(text) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_colours_stand_in_the_tokens_only(sheet: Path) -> None:
    text = without_comments(sheet)
    if sheet == SHEET:
        text = text.replace(layer("tokens"), "")
    assert COLOUR.findall(text) == []
    assert "!important" not in text


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_token_that_is_used_exists(sheet: Path) -> None:
    made = set(re.findall(r"--([\w-]+)\s*:", without_comments(SHEET) + without_comments(sheet)))
    used = set(re.findall(r"var\(--([\w-]+)\)", without_comments(sheet)))
    assert used - made == set()


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-on-".join)
def test_text_can_be_read(mode: str, pair: tuple[str, str]) -> None:
    text, ground = (tokens()[mode][name] for name in pair)
    assert contrast(text, ground) >= (5.5 if mode == "light" else 6.9)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("pair", BORDER_PAIRS, ids="-on-".join)
def test_borders_can_be_seen(mode: str, pair: tuple[str, str]) -> None:
    line, ground = (tokens()[mode][name] for name in pair)
    assert contrast(line, ground) >= 3.75


def test_dark_answers_every_colour_of_light() -> None:
    assert set(tokens()["light"]) == set(tokens()["dark"])


@pytest.mark.parametrize("path", [*TEMPLATES, *SHEETS, *SCRIPTS], ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_is_loaded_from_another_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"(?:src|href|action|srcset|poster|data)\s*=\s*[\"']?\s*(?:https?:)?//", text) == []
    assert re.findall(r"url\(\s*[\"']?(?:https?:)?//|@import", text) == []


@pytest.mark.parametrize(
    "path", [path for path in TEMPLATES if path.suffix == ".html"], ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_a_template_has_no_inline_style_script_or_handler(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"<style|\sstyle\s*=|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*[\"']|javascript:", text) == []
    assert "|safe" not in text
    assert "autoescape off" not in text


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    sprite = (PACKAGE / "ui" / "static" / "ui" / "icons.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'id="i-(\w+)"', sprite))
    named = {name for path in TEMPLATES for name in re.findall(r"{% icon \"(\w+)\"", path.read_text(encoding="utf-8"))}
    assert named - drawn == set()


def test_the_sheet_stays_small() -> None:
    assert SHEET.stat().st_size <= 40_000
