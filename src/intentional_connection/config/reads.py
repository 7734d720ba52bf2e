"""Which people, which fields, since when: what the read log says after a breach, without a name of a family."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db import transaction

from intentional_connection.access.privacy import PLAIN
from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.access.walls import entered
from intentional_connection.cases.trees import TREES
from intentional_connection.journal.chain import levels
from intentional_connection.journal.models import ReadLog
from intentional_connection.kernel import clock
from intentional_connection.ops.words import CannotGoOn
from intentional_connection.web.sheets import written

if TYPE_CHECKING:
    from intentional_connection.journal.chain import Ask

HEADINGS = ("reader", "organizations", "family", "person", "opened", "levels", "fields", "first", "last", "times")
#: How an account, an organization or a family is found by what was typed, an id or words.
_FOUND = {
    "account": "SELECT id FROM people_account WHERE id::text = lower(%s) OR lower(email) = lower(%s)",
    "organization": "SELECT id FROM partners_organization WHERE id::text = lower(%s) OR lower(name) = lower(%s)",
    "case": "SELECT id FROM cases_case WHERE id::text = lower(%s) OR tree || ' ' || number = lower(%s)",
}
#: Which lines are asked for. A list of several families names none of them: whoever opened something of this family may have
#: seen it there too.
_ASKED = {
    "account": "r.by_id = %s",
    "organization": "EXISTS (SELECT 1 FROM partners_membership m WHERE m.organization_id = %s AND m.account_id = r.by_id "
    "AND m.since <= r.at AND (m.until IS NULL OR m.until > r.at))",
    "case": "(r.case_id = %s OR "
    "(r.kind = 'list' AND r.by_id IN (SELECT o.by_id FROM journal_readlog o WHERE o.case_id = %s)))",
}
_READS = """
SELECT r.by_id, (
         SELECT string_agg(DISTINCT o.name, ', ') FROM partners_membership m JOIN partners_organization o ON o.id = m.organization_id
                  WHERE m.account_id = r.by_id AND m.since IS NOT NULL),
       c.tree, c.number, r.person_id, r.kind, r.level, min(r.at), max(r.at), count(*)
  FROM journal_readlog r LEFT JOIN cases_case c ON c.id = r.case_id
 WHERE r.at >= %s AND r.at < %s AND {0}
 GROUP BY r.by_id, c.id, c.tree, c.number, r.person_id, r.kind, r.level ORDER BY min(r.at), r.by_id, r.kind, r.level
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What whoever runs the server wants to know: `what` = account, organization or case, and which."""

    what: str
    which: str
    since: date | None = None
    until: date | None = None


def answer(ask: Ask, asked: Asked) -> list[tuple[str, ...]]:
    """The lines, the oldest first; the question is written to the read log before anybody reads them."""
    pk = _found(ask, asked)
    condition = _ASKED[asked.what]
    begin = _begin(asked.since or date(1970, 1, 1))
    end = _begin((asked.until or clock.today()) + timedelta(days=1))
    rows = ask(_READS.replace("{0}", condition), [begin, end, *[pk] * condition.count("%s")])
    _log(pk, rows)
    return [_line(row) for row in rows]


def _found(ask: Ask, asked: Asked) -> UUID:
    words = asked.which.strip()
    if asked.what == "case":
        name, _space, number = words.lower().rpartition(" ")
        words = next((f"{key} {number}" for key, tree in TREES.items() if name in {tree.en.lower(), tree.fr.lower()}), words)
    rows = ask(_FOUND[asked.what], [words, words])
    if len(rows) != 1:
        raise CannotGoOn(f"{'Several' if rows else 'Nothing'} found for --{asked.what} {asked.which}. Give the id.")
    return UUID(str(rows[0][0]))


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), clock.ONTARIO)


def _log(pk: UUID, rows: list[tuple[Any, ...]]) -> None:
    """Who asks is whoever holds the server; that it was asked, about whom and which levels, stays."""
    bits = 0
    for row in rows:
        bits |= row[6]
    with transaction.atomic(), entered(SYSTEM_ID):
        ReadLog.objects.create(by_id=SYSTEM_ID, kind="reads", thing_id=pk, level=bits)


def _line(row: tuple[Any, ...]) -> tuple[str, ...]:
    by, places, tree, number, person, kind, bits, first, last, times = row
    family = f"{TREES[tree].en} {number}" if tree else ("several" if kind == "list" else "-")
    whom = str(person) if person else ("everybody" if tree else "-")
    days = (f"{one.astimezone(clock.ONTARIO):%Y-%m-%d %H:%M}" for one in (first, last))
    return (str(by), places or "-", family, whom, kind, levels(bits), ", ".join(fields(kind, bits)) or "-", *days, str(times))


def fields(kind: str, bits: int) -> list[str]:
    """Fields that hold more than codes and days: of the kind of row that was opened, or of everything at these levels."""
    found = []
    for model in apps.get_models():
        level = getattr(model, "LEVEL", 0)
        if level & bits and hasattr(model, "PRIVACY") and kind in {model._meta.model_name, *_WHOLE_PAGES}:
            found += [f"{model.__name__}.{name}" for name, privacy in model.PRIVACY.items() if privacy != PLAIN]
    return sorted(found)


#: Kinds of lines that stand for a page with more than one row on it.
_WHOLE_PAGES = ("case", "newcomer", "list", "export", "meeting", "referral")


def as_table(lines: list[tuple[str, ...]]) -> str:
    """Columns under their headings; the fields of a line below it, because they are many."""
    if not lines:
        return "Nothing above basic was opened."
    kept = [index for index, name in enumerate(HEADINGS) if name != "fields"]
    rows = [HEADINGS, *lines]
    widths = {index: max(len(row[index]) for row in rows) for index in kept}
    told = []
    for number, row in enumerate(rows):
        told.append("  ".join(row[index].ljust(widths[index]) for index in kept).rstrip())
        if number:
            told.append(f"    fields: {row[HEADINGS.index('fields')]}")
    return "\n".join(told)


def as_csv(lines: list[tuple[str, ...]]) -> str:
    """The same for a spreadsheet; nothing in it is computed."""
    return written([HEADINGS, *lines]).rstrip("\r\n")
