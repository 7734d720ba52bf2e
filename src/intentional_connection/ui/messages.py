"""Each room's French catalogue, and the drafts of the family's pages: extract sentences, say what is missing, compile.

No gettext tools are needed: Babel reads Python and, through Django's `templatize`, templates.
`python -m intentional_connection.ui.messages update|check|compile [ROOM…]`
"""

from __future__ import annotations

import re
import sys
from io import BytesIO, StringIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from intentional_connection.ui.languages import DRAFTS, LATER

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
#: Sentences of safety and consent: pages in a draft language show them in checked languages, so no draft holds them.
CHECKED_PARTS = re.compile(r"{%\s*checked\b[^%]*%}.*?{%\s*endchecked\s*%}", flags=re.DOTALL)


def rooms() -> list[str]:
    """Every room that has sentences of its own, by name."""
    return sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists() and sentences(path.name))


def languages(room: str) -> tuple[str, ...]:
    """The languages in which a room has catalogues: French, and drafts where its pages have them."""
    return (FRENCH, *DRAFTS.get(room, ()))


def catalogue_path(room: str, language: str = FRENCH) -> Path:
    """Where a room keeps its French, or a draft."""
    return PACKAGE / room / "locale" / language / "LC_MESSAGES" / "django.po"


def sentences(room: str, language: str = FRENCH) -> Catalog:
    """Every sentence of the room's code and templates, with the translator's notes, without line numbers.

    For a draft without those that pages show in checked languages alone.
    """
    found = Catalog()
    for path in sorted((PACKAGE / room).rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or {"tests", "migrations"} & set(path.parts):
            continue
        if path.suffix != ".py" and "templates" not in path.parts:
            continue
        for messages, notes, context in _messages(path, is_draft=language != FRENCH):
            found.add(messages, auto_comments=notes, context=context)
    return found


def _messages(path: Path, *, is_draft: bool) -> Iterator[tuple[str | tuple[str, ...], list[str], str | None]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        text = CHECKED_PARTS.sub("", text) if is_draft else text
        text = templatize(text, origin=str(path))
    for _line, messages, notes, context in extract("python", BytesIO(text.encode()), KEYWORDS, NOTES):
        yield messages, notes, context


def known(room: str, language: str = FRENCH) -> Catalog:
    """The room's French, or a draft, as it stands."""
    path = catalogue_path(room, language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def updated(room: str, language: str = FRENCH) -> Catalog:
    """The room's French, or a draft, with every sentence of today and no other; what is new is empty."""
    old = known(room, language)
    fresh = Catalog(locale=language, fuzzy=False)
    for message in sentences(room, language):
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
    """Sentences without words in the catalogue's language."""
    return [str(one.id) for one in catalogue if one.id and not all(_strings(one.string))]


def _strings(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (string or "",) if isinstance(string, str | None) else tuple(string)


def as_text(catalogue: Catalog, language: str = FRENCH) -> str:
    """The catalogue as it is kept: sorted, without dates, so that two people's changes meet in few places."""
    out = BytesIO()
    write_po(out, catalogue, sort_output=True, omit_header=True, width=110)
    head = StringIO()
    head.write(f"# {_titled(language)} of Intentional Connection.\n")
    head.write('msgid ""\nmsgstr ""\n')
    plurals = ("Plural-Forms: nplurals=2; plural=(n > 1);",) if language == FRENCH else ()
    for line in (
        f"Language: {language}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        *plurals,
    ):
        head.write(f'"{line}\\n"\n')
    return head.getvalue() + "\n" + out.getvalue().decode()


def _titled(language: str) -> str:
    if language == FRENCH:
        return "French (Canada)"
    names = {code: name for code, name, _own, _rtl in LATER} | {"ar": "Arabic"}
    return f"Draft in {names[language]}, to be checked by a person,"


def update(room: str) -> list[str]:
    """Write the room's catalogues anew; returns what has no French yet, and no draft."""
    missing = []
    for language in languages(room):
        fresh = updated(room, language)
        path = catalogue_path(room, language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_text(fresh, language), encoding="utf-8")
        missing += [f"{language}: {one}" for one in untranslated(fresh)]
    return missing


def check(room: str) -> list[str]:
    """What is wrong with the room's catalogues: sentences without words, or a file that is not of today."""
    problems = []
    for language in languages(room):
        fresh = updated(room, language)
        problems += [f"{room}: no {language} for: {one}" for one in untranslated(fresh)]
        path = catalogue_path(room, language)
        if not path.exists() or path.read_text(encoding="utf-8") != as_text(fresh, language):
            problems.append(f"{room}: the catalogue {language} is not of today; run: messages update {room}")
    return problems


def disagreements() -> list[str]:
    """Sentences that two rooms say differently in French: one English sentence without a context is one French one."""
    said: dict[str, dict[str, list[str]]] = {}
    for path in sorted(PACKAGE.glob(f"*/locale/{FRENCH}/LC_MESSAGES/django.po")):
        room = path.relative_to(PACKAGE).parts[0]
        for one in known(room):
            if one.id and not one.context:
                said.setdefault(str(one.id), {}).setdefault(str(one.string), []).append(room)
    return [f"{text}: said differently by {', '.join(chain(*ways.values()))}" for text, ways in said.items() if len(ways) > 1]


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
    problems += disagreements() if command == "check" else []
    sys.stdout.write("".join(f"{line}\n" for line in problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
