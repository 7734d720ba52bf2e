"""Tags of the family's pages: sentences that a person has checked, and words in a language other than the page's."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django import template
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from intentional_connection.family.tongue import day, here, is_draft
from intentional_connection.family.tongue import long_day as tongue_day
from intentional_connection.kernel import clock
from intentional_connection.ui.languages import CHECKED

if TYPE_CHECKING:
    from django.template.base import NodeList, Parser, Token
    from django.template.context import Context

    from intentional_connection.family.tongue import Said
    from intentional_connection.kernel.text import Text
    from intentional_connection.practice.models import Adoption

register = template.Library()


class Checked(template.Node):
    """Shows its inside in the page's language, or, where nobody has checked that, in every language that somebody has."""

    def __init__(self, inside: NodeList, tag: str) -> None:
        self.inside, self.around = inside, f'<{tag} class="checked" lang="{{}}" dir="ltr">{{}}</{tag}>'

    def render(self, context: Context) -> SafeString:
        """The inside once, or once per checked language with its `lang`."""
        if not is_draft(here()):
            return self.inside.render(context)
        shown = []
        for language in CHECKED:
            with translation.override(language):
                shown.append((language, self.inside.render(context)))
        return format_html_join("", self.around, shown)


@register.tag
def checked(parser: Parser, token: Token) -> Checked:
    """{% checked %}…{% endchecked %} around sentences on which safety or a consent rests (handbook 3.6).

    `{% checked inline %}` inside a heading, a label or a button.
    """
    tag = "span" if "inline" in token.split_contents() else "div"
    inside = parser.parse(("endchecked",))
    parser.delete_first_token()
    return Checked(inside, tag)


@register.filter
def said(words: Said) -> SafeString:
    """Words with their `lang` where it is another than the page's."""
    if words.lang == here():
        return format_html("<bdi>{}</bdi>", words.words)
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', words.lang, words.dir, words.words)


@register.filter
def all_said(several: list[Said]) -> SafeString:
    """Several of them, with commas."""
    return mark_safe(", ".join(said(one) for one in several))  # noqa: S308 - each is escaped


@register.filter
def sentences(text: Text) -> list[str]:
    """A text of the edition, sentence by sentence, in the language of now."""
    return [part.strip() for part in text.in_(here()).replace("? ", "?\n").replace(". ", ".\n").splitlines() if part.strip()]


@register.filter
def on_day(when: date | datetime) -> str:
    """A day with its weekday, as the page's language says it."""
    return day(when.astimezone(clock.ONTARIO) if isinstance(when, datetime) else when)


@register.filter
def has(adoption: Adoption, part: str) -> bool:
    """Whether the family's site has this part of the practice."""
    return adoption.has(part)


@register.filter
def long_day(when: date | datetime) -> str:
    """A day with its year, in the page's language."""
    return tongue_day(when.astimezone(clock.ONTARIO).date() if isinstance(when, datetime) else when)
