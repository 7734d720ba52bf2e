"""What every page says about itself: its language, its direction, the languages it can be read in instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import get_language, get_language_info

if TYPE_CHECKING:
    from django.http import HttpRequest


def page_language(request: HttpRequest) -> dict[str, Any]:
    """`language`, `dir`, `other_languages` (code, own name, direction) and `is_demo` for every template.

    In demo and in tests `?dir=rtl` turns any page around, so that its mirror image can be looked at
    before a right-to-left language is offered.
    """
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return {
        "language": language,
        "dir": _forced(request) or direction(language),
        "other_languages": [
            {"code": code, "name": name, "dir": direction(code)}
            for code, name in settings.LANGUAGES
            if code != language
        ],
        "is_demo": settings.IC_DEMO,
    }


def direction(language: str) -> str:
    """Say "rtl" for a language written from the right, else "ltr"."""
    return "rtl" if get_language_info(language)["bidi"] else "ltr"


def _forced(request: HttpRequest) -> str:
    wanted = request.GET.get("dir", "") if settings.IC_FORCE_DIR else ""
    return wanted if wanted in {"ltr", "rtl"} else ""
