"""Is the journal whole? What reads the chains of digests (docs/adr/0022), for whoever runs the server: never for a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from intentional_connection.access.seats import Level
from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime
    from uuid import UUID

    #: Asks the database, past the walls.
    Ask = Callable[[str, list[Any]], list[tuple[Any, ...]]]

#: So many chains are looked at in one question.
AT_ONCE = 200
#: Record by record: does each link continue the one before it, and is its record still what it was?
_RECORDS = """
WITH link AS (
  SELECT l.*, lag(l.digest) OVER w AS before, coalesce(lag(l.position) OVER w, 0) AS last
    FROM journal_link l WHERE l.chain_id BETWEEN %s AND %s WINDOW w AS (PARTITION BY l.chain_id ORDER BY l.position)
), told AS (
  SELECT l.chain_id, l.position, l.record, l.source, l.at,
         CASE WHEN l.position <> l.last + 1 THEN 'missing'
              WHEN l.digest <> sha256(coalesce(l.before, uuid_send(l.chain_id)) || l.said) THEN 'broken'
              WHEN l.erased_at IS NOT NULL THEN CASE WHEN coalesce(a.id, r.id) IS NOT NULL THEN 'kept' END
              WHEN coalesce(a.id, r.id) IS NULL THEN 'missing'
              WHEN l.said <> CASE l.source WHEN 'act' THEN journal_said(a) ELSE journal_said(r) END THEN 'changed' END AS what
    FROM link l
    LEFT JOIN journal_act a ON l.source = 'act' AND a.id = l.record
    LEFT JOIN journal_readlog r ON l.source = 'read' AND r.id = l.record
)
SELECT chain_id, position, record, source, at, what FROM told WHERE what IS NOT NULL ORDER BY chain_id, position
"""
#: The end of each chain: is its last link the one that was written last?
_ENDS = """
SELECT c.id, coalesce(e.position, 0) + 1, NULL::uuid, '', coalesce(e.at, c.at), 'cut'
  FROM journal_chain c
  LEFT JOIN LATERAL (
    SELECT l.position, l.digest, l.at FROM journal_link l WHERE l.chain_id = c.id ORDER BY l.position DESC LIMIT 1) e ON true
 WHERE c.id BETWEEN %s AND %s AND (e.position, e.digest) IS DISTINCT FROM (c.length, c.head)
"""
#: Records that no chain knows: written past the triggers. `{0}` is a table, `{1}` its name in the links.
_STRANGE = """
SELECT journal_chain_of(x.case_id, x.by_id, x.level), 0, x.id, '{1}', x.at, 'inserted' FROM {0} x
 WHERE NOT EXISTS (SELECT 1 FROM journal_link l WHERE l.source = '{1}' AND l.record = x.id) ORDER BY x.at, x.id
"""
#: Links whose chain has lost its end altogether.
_ENDLESS = """
SELECT l.chain_id, max(l.position) + 1, NULL::uuid, '', max(l.at), 'cut' FROM journal_link l
 WHERE NOT EXISTS (SELECT 1 FROM journal_chain c WHERE c.id = l.chain_id) GROUP BY l.chain_id
"""
_ERASED = """
SELECT c.id, count(*), max(l.erased_at) FROM journal_link l JOIN journal_chain c ON c.id = l.chain_id
 WHERE l.erased_at IS NOT NULL GROUP BY c.id ORDER BY max(l.erased_at), c.id
"""
TABLES = {"act": "journal_act", "read": "journal_readlog"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One record that is not as it was written: what of it, where in which chain, and its day."""

    chain: UUID
    position: int
    record: UUID | None
    source: str
    on: date
    what: str


def faults(ask: Ask, say: Callable[[str], None] = lambda _text: None) -> Iterator[Fault]:
    """Everything that was changed, taken away, slipped in or cut off, chain by chain; `say` hears how far it is."""
    chains = [one for (one,) in ask("SELECT id FROM journal_chain ORDER BY id", [])]
    for done in range(0, len(chains), AT_ONCE):
        some = chains[done : done + AT_ONCE]
        for question in (_RECORDS, _ENDS):
            yield from (_fault(row) for row in ask(question, [some[0], some[-1]]))
        say(f"{done + len(some)} of {len(chains)} chains")
    for source, table in TABLES.items():
        yield from (_fault(row) for row in ask(_STRANGE.format(table, source), []))
    yield from (_fault(row) for row in ask(_ENDLESS, []))


def _fault(row: tuple[Any, ...]) -> Fault:
    chain, position, record, source, at, what = row
    return Fault(chain, position, record, source, _day(at), what)


def _day(at: datetime) -> date:
    return at.astimezone(clock.ONTARIO).date()


def first_of_each(found: list[Fault]) -> list[tuple[Fault, int]]:
    """The first fault of every chain, and how many the chain has."""
    by_chain: dict[UUID, list[Fault]] = {}
    for one in found:
        by_chain.setdefault(one.chain, []).append(one)
    return [(min(some, key=lambda one: (one.on, one.position)), len(some)) for some in by_chain.values()]


def names(ask: Ask, chains: list[UUID]) -> dict[UUID, str]:
    """What each chain is about, in words: family or account by its id, and the level."""
    rows = ask("SELECT id, case_id, account_id, level FROM journal_chain WHERE id = ANY(%s)", [chains])
    return {
        chain: f"{f'family {case}' if case else f'account {account}'}, {levels(bits)}" for chain, case, account, bits in rows
    }


def levels(bits: int) -> str:
    """Codes of the levels in a number."""
    return "+".join(one.code for one in Level if bits & one) or "no level"


def erased(ask: Ask) -> list[tuple[UUID, int, date]]:
    """Chain, how many of its records were erased, and when last."""
    return [(chain, count, _day(at)) for chain, count, at in ask(_ERASED, [])]


def root_of(ask: Ask, day: date) -> tuple[str, int, int]:
    """The root over all chains as a day left them: digest, chains, records."""
    ((digest, chains, records),) = ask("SELECT * FROM journal_root_of(%s)", [day])
    return digest, chains, records


def last_kept_root(ask: Ask) -> tuple[date, str] | None:
    """The newest root that the nightly job kept."""
    rows = ask("SELECT day, digest FROM journal_root ORDER BY day DESC LIMIT 1", [])
    return rows[0] if rows else None


def keep_root(ask: Ask, day: date) -> str | None:
    """Keep the root of a day that is over, once, for the jobs alone; its digest."""
    ((digest,),) = ask("SELECT journal_keep_root(%s)", [day])
    return digest  # type: ignore[no-any-return]
