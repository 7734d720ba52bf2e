"""The languages families and workers speak: their names, direction and which contains which.

Names come from Unicode CLDR; where CLDR is silent or unclear our own row lies over it
(data/README.md). A code is what we store: `prs` for Dari, though its `lang` value is `fa-AF`.
"""

import csv
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

CODE_OF_LANG = {"fa-AF": "prs"}


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language: code, `lang` value for a page, direction, own name, names in both languages.

    `umbrella` is the wider language whose speakers usually understand it (Levantine → Arabic);
    `offered` says whether a form lists it.
    """

    code: str
    html_lang: str
    direction: str
    autonym: str
    name_en: str
    name_fr: str
    umbrella: str
    offered: bool


def _rows(file_name: str) -> list[dict[str, str]]:
    text = (files(__package__) / "data" / file_name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _tongue(row: dict[str, str]) -> Tongue:
    return Tongue(
        code=row["code"],
        html_lang=row["bcp47_for_html_lang"],
        direction=row["direction"],
        autonym=row["autonym"] or row["name_en"],
        name_en=row["name_en"],
        name_fr=row["name_fr"],
        umbrella=row.get("umbrella", ""),
        offered=row.get("offered", "yes") == "yes",
    )


@lru_cache(maxsize=1)
def tongues() -> dict[str, Tongue]:
    """Every language we know, by code; our own rows lie over those of CLDR."""
    rows = _rows("languages.csv") + _rows("languages_own.csv")
    return {row["code"]: _tongue(row) for row in rows}


def tongue(code: str) -> Tongue | None:
    """Return the language of a code, or of a `lang` value (fa-AF is Dari), or None."""
    return tongues().get(CODE_OF_LANG.get(code, code))


def name(code: str, language: str) -> str:
    """Return the language's name for a reader of French, or for anybody else in English.

    A code we do not know is its own name: a page never breaks over it.
    """
    found = tongue(code)
    if found is None:
        return code
    return found.name_fr if language == "fr" else found.name_en


def autonym(code: str) -> str:
    """Return the language's name in itself, for a language menu."""
    found = tongue(code)
    return code if found is None else found.autonym


def direction(code: str) -> str:
    """Return "rtl" or "ltr": what `dir` says beside text in this language."""
    found = tongue(code)
    return "ltr" if found is None else found.direction


def umbrella(code: str) -> str:
    """Return the wider language that contains this one, or the code itself."""
    found = tongue(code)
    return code if found is None else (found.umbrella or found.code)


def folded(text: str) -> str:
    """Return a name as it sorts: without accents, without capitals."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def choices(language: str) -> list[tuple[str, str]]:
    """Return (code, name) of every language a form offers, sorted by name in that language."""
    offered = [(t.code, name(t.code, language)) for t in tongues().values() if t.offered]
    return sorted(offered, key=lambda pair: (folded(pair[1]), pair[0]))
