"""The languages that pages are written in, and those that later pages will be: names, direction."""

from __future__ import annotations

from django.conf.locale import LANG_INFO

#: What somebody can read this product in today, each in its own name. French is complete or the build fails.
LANGUAGES = [("en", "English"), ("fr", "Français")]
#: Languages of the family's own pages, each in its own name.
FAMILY = [
    *LANGUAGES,
    ("ar", "العربية"),
    ("prs", "دری"),
    ("ti", "ትግርኛ"),
    ("so", "Soomaali"),
]
#: Languages in which a person has checked every sentence. The others are drafts: pages say so, and sentences of safety
#: and consent stand there in English and French.
CHECKED = ("en", "fr")
#: Rooms whose pages have drafts in further languages, and in which.
DRAFTS = {"family": tuple(code for code, _name in FAMILY if code not in CHECKED)}

#: Languages that Django does not know and families write: (code, English name, own name, right to left).
LATER = (
    ("am", "Amharic", "አማርኛ", False),
    ("fa-af", "Dari", "دری", True),
    ("prs", "Dari", "دری", True),
    ("ps", "Pashto", "پښتو", True),
    ("so", "Somali", "Soomaali", False),
    ("ti", "Tigrinya", "ትግርኛ", False),
)


def add_language_info() -> None:
    """Teach Django the names and directions of the languages it lacks; call it once, from the settings."""
    for code, name, own_name, right_to_left in LATER:
        LANG_INFO.setdefault(code, {"bidi": right_to_left, "code": code, "name": name, "name_local": own_name})
