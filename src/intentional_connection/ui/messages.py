"""Each room's French catalogue: extract its sentences, say what is missing, compile.

No gettext tools are needed: Babel reads Python and, through Django's `templatize`, templates.
`python -m intentional_connection.ui.messages update|check|compile [ROOM…]`
"""

from __future__ import annotations

import sys
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).resolve().parent.parent
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
NOTES = ("Translators:",)
FRENCH = "fr"


def rooms() -> list[str]:
    """Every room that has sentences of its own, by name."""
    return sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists() and sentences(path.name))


def catalogue_path(room: str) -> Path:
    """Where a room keeps its French."""
    return PACKAGE / room / "locale" / FRENCH / "LC_MESSAGES" / "django.po"


def sentences(room: str) -> Catalog:
    """Every sentence of the room's code and templates, with the translator's notes, without line numbers."""
    found = Catalog()
    for path in sorted((PACKAGE / room).rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or {"tests", "migrations"} & set(path.parts):
            continue
        if path.suffix != ".py" and "templates" not in path.parts:
            continue
        for messages, notes, context in _messages(path):
            found.add(messages, auto_comments=notes, context=context)
    return found


def _messages(path: Path) -> Iterator[tuple[str | tuple[str, ...], list[str], str | None]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        text = templatize(text, origin=str(path))
    for _line, messages, notes, context in extract("python", BytesIO(text.encode()), KEYWORDS, NOTES):
        yield messages, notes, context


def known(room: str) -> Catalog:
    """The room's French as it stands."""
    path = catalogue_path(room)
    if not path.exists():
        return Catalog(locale=FRENCH)
    with path.open("rb") as file:
        return read_po(file, locale=FRENCH)


def updated(room: str) -> Catalog:
    """The room's French with every sentence of today and no other; what is new is empty."""
    old = known(room)
    fresh = Catalog(locale=FRENCH, fuzzy=False, header_comment="# French (Canada) of Intentional Connection.")
    for message in sentences(room):
        if not message.id:
            continue
        before = old.get(message.id, message.context)
        fresh.add(
            message.id,
            before.string if before else None,
            auto_comments=message.auto_comments,
            context=message.context,
        )
    return fresh


def untranslated(catalogue: Catalog) -> list[str]:
    """Sentences without French."""
    return [str(one.id) for one in catalogue if one.id and not all(_strings(one.string))]


def _strings(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (string or "",) if isinstance(string, str | None) else tuple(string)


def as_text(catalogue: Catalog) -> str:
    """The catalogue as it is kept: sorted, without dates, so that two people's changes meet in few places."""
    out = BytesIO()
    write_po(out, catalogue, sort_output=True, omit_header=True, width=110)
    head = StringIO()
    head.write("# French (Canada) of Intentional Connection.\n")
    head.write('msgid ""\nmsgstr ""\n')
    for line in (
        "Language: fr",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "Plural-Forms: nplurals=2; plural=(n > 1);",
    ):
        head.write(f'"{line}\\n"\n')
    return head.getvalue() + "\n" + out.getvalue().decode()


def update(room: str) -> list[str]:
    """Write the room's catalogue anew; returns what has no French yet."""
    fresh = updated(room)
    path = catalogue_path(room)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_text(fresh), encoding="utf-8")
    return untranslated(fresh)


def check(room: str) -> list[str]:
    """What is wrong with the room's catalogue: sentences without French, or a file that is not of today."""
    fresh = updated(room)
    problems = [f"{room}: no French for: {one}" for one in untranslated(fresh)]
    path = catalogue_path(room)
    if not path.exists() or path.read_text(encoding="utf-8") != as_text(fresh):
        problems.append(f"{room}: the catalogue is not of today; run: messages update {room}")
    return problems


def compile_all() -> None:
    """Write the .mo beside each .po."""
    for path in sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.parents[1].name)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)


def main(command: str, *names: str) -> int:
    """Do one of update, check, compile; 1 when something is missing."""
    if command == "compile":
        compile_all()
        return 0
    work = {"update": update, "check": check}[command]
    problems = [line for room in names or rooms() for line in work(room)]
    sys.stdout.write("".join(f"{line}\n" for line in problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
