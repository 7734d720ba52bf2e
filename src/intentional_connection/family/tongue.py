"""The languages of the family's pages: which there are, which a person has checked, how days and hours are said in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta, get_timezone_location
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header

from intentional_connection.kernel import clock, tongues
from intentional_connection.ui.context import direction
from intentional_connection.ui.languages import CHECKED, FAMILY

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.http import HttpRequest  # noqa: TID251 - what the browser asks for

#: Whose words for days and months are used: CLDR knows Dari as Persian of Afghanistan.
LOCALE = {"en": "en_CA", "fr": "fr_CA", "prs": "fa_AF"}
ONTARIO_NAMES = frozenset({"America/Toronto", "America/Thunder_Bay", "America/Nipigon", "US/Eastern", "Canada/Eastern"})
#: A telephone set to Persian reads Dari.
NEAREST = {"fa": "prs"}
DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Said:
    """Words with the language that they are in, where it may differ from the page's."""

    words: str
    lang: str

    @property
    def dir(self) -> str:
        """The direction of these words."""
        return tongues.direction(self.lang)


def here() -> str:
    """The language of the page now."""
    return (get_language() or "en").split("-")[0]


def shown_in() -> str:
    """In which language sentences stand there on which safety or a consent rests: English where nobody checked the page's."""
    return "en" if is_draft(here()) else here()


def offered(code: str) -> str:
    """The language of this code if the family's pages are written in it, else ""."""
    return code if code in dict(FAMILY) else ""


def wanted(request: HttpRequest) -> str:
    """The language for somebody who is not signed in: as chosen in the address, else as the browser asks; "" for neither."""
    chosen = offered(request.GET.get("lang", ""))
    asked = [code for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())]
    short = (NEAREST.get(code.split("-")[0], code.split("-")[0]) for code in asked)
    return chosen or next((code for code in short if offered(code)), "")


def is_draft(code: str) -> bool:
    """Whether nobody has checked this language yet: such pages carry a mark, and no sentence on which safety rests."""
    return code not in CHECKED


def menu() -> list[dict[str, str]]:
    """Every language of these pages in its own name."""
    return [{"code": code, "name": name, "dir": direction(code)} for code, name in FAMILY]


def spoken(codes: Iterable[str]) -> list[Said]:
    """Names of spoken languages: in French and English the reader's word, elsewhere each in its own name."""
    if is_draft(here()):
        return [Said(tongues.autonym(code), code) for code in codes]
    return [Said(tongues.name(code, here()), here()) for code in codes]


def long_day(when: date) -> str:
    """A day far away, with its year, in the words of the page's language."""
    return str(format_date(when, "d MMMM y", locale=_locale()))


def _locale() -> str:
    return LOCALE.get(here(), here())


def day(when: date) -> str:
    """Say a day with its weekday: Thursday 3 December."""
    text = str(format_date(when, "EEEE d MMMM", locale=_locale()))
    return text.replace(" 1 ", " 1er ") if here() == "fr" else text


def hour(when: datetime) -> str:
    """Say an hour of the day by the 24-hour clock: 17:00, in French 17 h."""
    if here() != "fr":
        return f"{when.hour}:{when.minute:02}"
    return f"{when.hour}\u00a0h" + (f"\u00a0{when.minute:02}" if when.minute else "")


def in_how_long(when: datetime) -> str:
    """Say how long until then: in 3 days, in 2 hours; "" for what is over."""
    left = when - clock.now()
    if left.total_seconds() <= 0:
        return ""
    days = (when.astimezone(clock.ONTARIO).date() - clock.today()).days
    if days >= 1:
        return str(format_timedelta(days * DAY, granularity="day", threshold=10_000, add_direction=True, locale=_locale()))
    return str(format_timedelta(left, add_direction=True, locale=_locale()))


@dataclass(frozen=True, slots=True)
class Clock:
    """One moment on one clock; `city` "" means Ontario."""

    day: str
    hour: str
    city: str


def clocks(when: datetime, zone: str) -> list[Clock]:
    """The moment on the clock on which it was agreed, and on Ontario's where that shows another hour."""
    there, ontario = when.astimezone(ZoneInfo(zone)), when.astimezone(clock.ONTARIO)
    city = "" if zone in ONTARIO_NAMES else str(get_timezone_location(zone, locale=_locale(), return_city=True))
    first = Clock(day(there.date()), hour(there), city)
    if not city or there.utcoffset() == ontario.utcoffset():
        return [first]
    return [first, Clock(day(ontario.date()) if ontario.date() != there.date() else "", hour(ontario), "")]
