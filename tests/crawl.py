"""A reader who opens every page and looks at every form, as each seat: nothing here names a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.test import Client

#: Visits of one kind of page by one seat: enough to meet its different states.
MOST_OF_A_KIND = 12
#: Pages of which one is like the other: a line, a task, a service of the same family.
ALIKE = frozenset({"cases:line", "cases:task", "cases:connection", "cases:answer_line_question"})
MOST_ALIKE = 3
#: The request's own: session, account, settings, savepoints, memberships, read log, cache.
OWN = ("people_signin", '"people_account"', "enter(", "SAVEPOINT", "partners_membership", "journal_readlog", "ic_cache")


@dataclass
class Field:
    """One named control of a form."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)
    checked: bool = False


@dataclass
class Form:
    """A form on a page."""

    page: str
    action: str
    method: str
    fields: list[Field] = field(default_factory=list)

    @property
    def view(self) -> str:
        """The name of the page that receives it."""
        return view_of(self.action)

    def filled(self) -> dict[str, str | list[str]]:
        """What the form would send as it stands, its empty boxes filled with something plausible."""
        return {one.name: _plausible(one) for one in self.fields if one.kind != "submit"}


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.links, self.forms = path, [], []  # type: ignore[var-annotated]
        self.names: dict[str, Field] = {}
        self.area: Field | None = None
        self.select: Field | None = None

    def handle_starttag(self, tag: str, raw: list[tuple[str, str | None]]) -> None:
        at = {key: value or "" for key, value in raw}
        if tag == "a" and "href" in at:
            self.links.append(at["href"])
        elif tag == "form":
            self.names = {}
            self.forms.append(Form(self.path, urljoin(self.path, at.get("action") or self.path), at.get("method", "get")))
        elif self.forms and tag in {"input", "select", "textarea", "button"} and at.get("name"):
            self._control(tag, at)
        elif tag == "option" and self.select is not None:
            self.select.choices.append(at.get("value", ""))
            if "selected" in at:
                self.select.value = at.get("value", "")

    def _control(self, tag: str, at: dict[str, str]) -> None:
        kind = at.get("type", "submit" if tag == "button" else tag)
        one = self.names.get(at["name"])
        if one is None:
            one = self.names[at["name"]] = Field(at["name"], kind, at.get("value", ""))
            self.forms[-1].fields.append(one)
            if kind in {"radio", "checkbox"}:
                one.value = ""
        if kind in {"radio", "checkbox"}:
            one.choices.append(at.get("value", "on"))
            if "checked" in at:
                one.value = at.get("value", "on")
        self.select = one if tag == "select" else self.select
        self.area = one if tag == "textarea" else None

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = None
        elif tag == "select":
            self.select = None


@dataclass
class Page:
    """What one page answered."""

    path: str
    view: str
    status: int
    html: str
    queries: list[str]
    links: list[str]
    forms: list[Form]
    headers: Mapping[str, str]


def view_of(path: str) -> str:
    """The name of the page behind an address; empty where there is none."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def open_page(client: Client, path: str) -> Page:
    """Open one page; count the questions it asks the database beside the request's own."""
    reset_queries()  # Django keeps the last 9000 alone
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    html = answer.content.decode() if "html" in answer.headers.get("Content-Type", "") else ""
    reader = _Reader(path)
    reader.feed(html)
    own = [one["sql"] for one in asked.captured_queries if not any(word in one["sql"] for word in OWN)]
    links = [*reader.links, answer.headers["Location"]] if "Location" in answer.headers else reader.links
    return Page(path, view_of(path), answer.status_code, html, own, links, reader.forms, answer.headers)


def every_page(client: Client, start: str = "/", most: int = MOST_OF_A_KIND) -> list[Page]:
    """Follow every link from the start page; at most so many pages of one kind."""
    waiting, met, seen = [start], {start}, {}  # type: ignore[var-annotated]
    pages = []
    while waiting:
        path = waiting.pop(0)
        view = view_of(path)
        if seen.get(view, 0) >= (min(most, MOST_ALIKE) if view in ALIKE else most) or not view:
            continue
        seen[view] = seen.get(view, 0) + 1
        one = open_page(client, path)
        pages.append(one)
        for link in one.links:
            target = urldefrag(urljoin(path, link)).url
            if not urlsplit(target).scheme and target not in met and not target.startswith(("/static/", "/language/")):
                met.add(target)
                waiting.append(target)
    return pages


def _plausible(one: Field) -> str | list[str]:
    given = [value for value in one.choices if value]
    if one.kind == "checkbox":
        return given[:1]
    if one.value or one.kind == "hidden":
        return one.value
    if given:
        return given[0]
    return {"date": "2026-12-01", "number": "2", "email": "someone@example.org", "tel": "519 555 0100"}.get(one.kind, "Riverton")
