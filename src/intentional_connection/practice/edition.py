"""Editions of the practice: which parts, steps, reasons, sentences and days there are, in English and French.

`load(key, version)` gives a shipped edition; `check(path)` says in sentences what is wrong with a folder or key;
`describe(edition)` says in sentences what it holds. Pages and verbs ask an Edition, never the files.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from intentional_connection.practice.agendas import Agenda, AgendaItem
from intentional_connection.practice.catalogue import TaskType
from intentional_connection.practice.checklist import CheckItem
from intentional_connection.practice.files import READERS, read, require_files
from intentional_connection.practice.reading import EditionError, is_code
from intentional_connection.practice.shapes import ConsentText, Edition, Part, PreviewField, Stage

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = [
    "Agenda",
    "AgendaItem",
    "CheckItem",
    "ConsentText",
    "Edition",
    "EditionError",
    "Part",
    "PreviewField",
    "Stage",
    "TaskType",
    "check",
    "describe",
    "load",
    "shipped",
]

SHIPPED_IN = Path(__file__).parent / "editions"


@lru_cache(maxsize=16)
def load(key: str, version: int) -> Edition:
    """The shipped edition. Refused when there is none of this key and version, or when it cannot be read."""
    folder = SHIPPED_IN / (key if version == 1 else f"{key}@{version}")
    if not is_code(key) or not folder.is_dir():
        raise EditionError("editions", f"{key}@{version}", f"one of {', '.join(_names())}")
    edition = read(folder)
    if (edition.key, edition.version) != (key, version):
        raise EditionError("edition.toml", "key, version", f"{key} and {version}, as its folder is called")
    return edition


def shipped() -> tuple[Edition, ...]:
    """Every shipped edition, by key and version."""
    named = (name.partition("@") for name in _names())
    return tuple(load(key, int(version or 1)) for key, _at, version in named)


def _names() -> list[str]:
    return sorted(folder.name for folder in SHIPPED_IN.iterdir() if folder.is_dir())


def check(path: str | Path) -> list[str]:
    """What is wrong with an edition, as sentences; none = it can be used. Every file is read, each to its first error.

    `path` is an edition's folder, a file in it, or the key of a shipped one (`ontario-2021`, `ontario-2021@1`).
    """
    folder = _folder(path)
    wrong = [_error(require_files, folder), *(_error(reader, folder) for reader in READERS.values())]
    found = list(dict.fromkeys(filter(None, wrong)))
    # what holds between two files can only be asked once each of them can be read
    return found or list(filter(None, [_error(read, folder)]))


def _folder(path: str | Path) -> Path:
    shipped_folder = SHIPPED_IN / str(path).removesuffix("@1")
    if not Path(path).exists() and "/" not in str(path) and shipped_folder.is_dir():
        return shipped_folder
    return Path(path) if Path(path).is_dir() else Path(path).parent


def _error(act: Callable[[Path], Any], folder: Path) -> str:
    try:
        act(folder)
    except EditionError as error:
        return str(error)
    return ""


def describe(edition: Edition) -> list[str]:
    """What the edition holds, line by line, for `practice list`."""
    codes = sum(len(group) for group in edition.reasons.values())
    optional = sum(part.optional for part in edition.parts)
    return [
        f"{edition} – {edition.name.en} / {edition.name.fr}",
        f"  source: {edition.source}",
        f"  licence: {edition.licence}; authors: {', '.join(edition.authors)}",
        f"  {len(edition.parts)} parts, {optional} of them a site's choice; {len(edition.stages)} stages",
        f"  {len(edition.preview)} preview fields, {codes} reasons, {len(edition.steps)} next steps",
        f"  {len(edition.consents)} consent texts, {len(edition.tasks)} task types, {len(edition.conditions)} conditions",
        f"  {len(edition.agendas)} agendas, {len(edition.check_items)} items of the connection check",
        f"  digest: {edition.digest}",
    ]
