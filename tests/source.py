"""How the architecture tests read the project: files, functions, what a template shows."""

from __future__ import annotations

import ast
import csv
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "intentional_connection"
ROOMS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))
#: Made by tools, never committed.
MADE = {".git", ".venv", "var", "build", "dist", "__pycache__", ".hypothesis"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def committed() -> list[Path]:
    """Every file of the project that people write."""
    found = [path for path in ROOT.rglob("*") if path.is_file() and not path.is_symlink()]
    kept = [path for path in found if not {part for part in path.relative_to(ROOT).parts if part in MADE}]
    made = {".mo", ".pyc"}
    return sorted(path for path in kept if path.suffix not in made and path.name[:9] != ".coverage" and not _is_tools(path))


def _is_tools(path: Path) -> bool:
    return any(part.endswith(("_cache", ".egg-info")) for part in path.relative_to(ROOT).parts)


def nothing(found: Iterable[object]) -> None:
    """Fail with every finding on a line of its own."""
    lines = [str(one) for one in found]
    assert not lines, "\n" + "\n".join(lines)


def name(path: Path) -> str:
    """The path as a failing test says it."""
    return str(path.relative_to(ROOT))


@cache
def text(path: Path) -> str:
    """What stands in the file."""
    return path.read_text(encoding="utf-8", errors="replace")


@cache
def tree(path: Path) -> ast.Module:
    """A Python file, read."""
    return ast.parse(text(path))


def python(*, tests: bool = False) -> list[Path]:
    """Python files of the package (with `tests`, also every test); migrations are data."""
    wanted = [path for path in committed() if path.suffix == ".py" and "migrations" not in path.parts]
    return [path for path in wanted if tests or (PACKAGE in path.parents and "tests" not in path.parts)]


def views() -> list[Path]:
    """Files with pages, of every room."""
    return [path for path in python() if path.stem == "views" or path.parent.name == "views"]


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of a file."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def templates() -> list[Path]:
    """Every template."""
    return [path for path in committed() if "templates" in path.parts and path.suffix in {".html", ".txt"}]


def visible(path: Path) -> str:
    """What a reader can meet of a template: text between tags, and the words of attributes that are read out."""
    shown = re.sub(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", " ", text(path), flags=re.DOTALL)
    strings = re.findall(r"{%\s*(?:translate|trans)\s+(\"[^\"]*\"|'[^']*')", shown)
    bare = re.sub(r"{%.*?%}|{{.*?}}", " ", shown, flags=re.DOTALL)
    read_out = re.findall(r"\b(?:title|alt|placeholder|aria-label)=\"([^\"]*)\"", bare)
    return "\n".join([*strings, *read_out, re.sub(r"<[^>]*>", " ", bare, flags=re.DOTALL)])


def in_two_languages(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Every text of an edition's file, with its place: what stands under `en`, `fr` or both."""
    if path.suffix == ".csv":
        for row in csv.DictReader(text(path).splitlines()):
            yield row["code"], {"en": row["label_en"], "fr": row["label_fr"]}
        return
    waiting: list[tuple[str, object]] = [("", tomllib.loads(text(path)))]
    while waiting:
        key, value = waiting.pop()
        if isinstance(value, dict):
            if {"en", "fr"} & set(value):
                yield key, {language: str(said) for language, said in value.items()}
            waiting += [(f"{key}.{one}", two) for one, two in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{key}[{place}]", one) for place, one in enumerate(value)]


def table(path: Path, first: str) -> list[list[str]]:
    """The rows of the Markdown table whose first heading is `first`."""
    rows: list[list[str]] = []
    inside = False
    for line in text(path).splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and cells[0] == first:
            inside = True
        elif not line.startswith("|"):
            inside = False
        elif inside and set(cells[0]) - set("-: "):
            rows.append(cells)
    return rows
