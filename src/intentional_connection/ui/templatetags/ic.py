"""Tags and filters of every template: icons, seats, names of languages, days and hours as they are said."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django import template
from django.templatetags.static import static
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext

from intentional_connection.kernel import clock, tongues

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.forms import BoundField

    from intentional_connection.kernel.text import Text

register = template.Library()

#: Icons that mean "onward" or "back": the only ones that are mirrored.
MIRRORED = frozenset({"next"})
SEATS = frozenset({"worker", "sponsor", "sah", "newcomer", "network"})


def _language() -> str:
    return (get_language() or "en").split("-")[0]


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite; it says nothing to a screen reader, so a word stands beside it."""
    kind = "i flip" if name in MIRRORED else "i"
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>',
        kind,
        static("ui/icons.svg"),
        name,
    )


@register.simple_tag
def once() -> SafeString:
    """Mark this copy of a form, so that sending it twice acts once."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid4().hex)


@register.simple_tag
def seat(kind: str, text: str = "") -> SafeString:
    """Say who, by shape, colour and word; `text` (a name) takes the place of the word, which is then only read out."""
    if kind not in SEATS:
        kind = "network"
    word = _seat_word(kind)
    if text in {"", word}:
        return format_html('<span class="seat {}">{}</span>', kind, word)
    return format_html('<span class="seat {}"><span class="sr">{}, </span><bdi>{}</bdi></span>', kind, word, text)


def _seat_word(kind: str) -> str:
    # Translators: the settlement worker of a family, beside a square
    worker = gettext("Settlement worker")
    # Translators: the people who sponsor a family, beside a circle
    sponsor = gettext("Sponsor group")
    # Translators: Sponsorship Agreement Holder, short; beside a diamond
    sah = gettext("SAH")
    # Translators: the newcomers themselves, beside a triangle
    newcomer = gettext("Family")
    # Translators: the coordination of the whole network
    network = gettext("Network")
    return {"worker": worker, "sponsor": sponsor, "sah": sah, "newcomer": newcomer}.get(kind, network)


@register.filter
def as_json(what: object) -> str:
    """Write what a script of ours reads from an attribute."""
    return json.dumps(what)


@register.filter
def bdi(text: object) -> SafeString:
    """Isolate what a person typed, so that a name in another script does not turn the sentence around."""
    return format_html("<bdi>{}</bdi>", text)


@register.filter
def language_name(code: str) -> str:
    """Name a spoken language in the reader's language."""
    return tongues.name(code, _language())


@register.filter
def language_names(codes: Iterable[str]) -> str:
    """Name several spoken languages, in the order given."""
    return ", ".join(language_name(code) for code in codes)


@register.filter
def in_language(text: Text | None) -> str:
    """Take a text that is data in the reader's language."""
    return "" if text is None else text.in_(_language())


def _local(when: date | datetime) -> date | datetime:
    return when.astimezone(clock.ONTARIO) if isinstance(when, datetime) else when


@register.filter
def day(when: date | datetime | None) -> str:
    """Say a day: Tuesday 9 December 2026, mardi 9 décembre 2026. A moment is taken on its Ontario day."""
    if when is None:
        return ""
    local = _local(when)
    first = _language() == "fr" and local.day == 1
    return formats.date_format(local, "l j\\e\\r F Y" if first else "l j F Y")


@register.filter
def moment(when: datetime | None) -> str:
    """Say a moment on Ontario's clock, and that it is Ontario's."""
    if when is None:
        return ""
    local = when.astimezone(clock.ONTARIO)
    return gettext("%(day)s, %(time)s (Ontario time)") % {"day": day(local), "time": _hour(local)}


def _hour(local: datetime) -> str:
    if _language() != "fr":
        return f"{local.hour}:{local.minute:02}"
    minutes = f"\u00a0{local.minute:02}" if local.minute else ""
    return f"{local.hour}\u00a0h{minutes}"


@register.filter
def month(when: date | datetime | None) -> str:
    """Say a month: March 2027, mars 2027."""
    return "" if when is None else formats.date_format(_local(when), "F Y")


@register.filter
def age(when: date | datetime | None) -> str:
    """Say how many Ontario days ago: today, 1 day, 3 days."""
    if when is None:
        return ""
    local = _local(when)
    then = local.date() if isinstance(local, datetime) else local
    days = max((clock.today() - then).days, 0)
    if days == 0:
        # Translators: how long something has waited: less than a day
        return pgettext("age", "today")
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


EXTENSION = re.compile(r"(?i)\s*(?:;|,)?\s*(?:ext\.?|poste|x|#)\s*(\d+)\s*$")


@register.filter
def phone(number: str) -> SafeString:
    """Make a number that a telephone can dial; it reads from the left in every script."""
    if not number:
        return SafeString()
    extension = EXTENSION.search(number)
    main = number[: extension.start()] if extension else number
    dialled = re.sub(r"[^\d+]", "", main) + (f",{extension[1]}" if extension else "")
    return format_html('<a class="ltr" dir="ltr" href="tel:{}">{}</a>', dialled, number)


@register.filter
def target(field: BoundField) -> str:
    """The id that a link of the error summary goes to: the field, or the first answer of a group."""
    return field.id_for_label or f"{field.auto_id}_0"
