"""The services an adult is connected to, or on the way to, as the own page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q, Subquery

from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.cases.models.connection import (
    SETTLED,
    ConnectionAnswer,
    Linked,
    ServiceConnection,
)
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.cases.models.staying import onward_of
from intentional_connection.family import words
from intentional_connection.family.tongue import Said, here, is_draft

if TYPE_CHECKING:

    from intentional_connection.family.reading import Me


@dataclass(frozen=True, slots=True)
class Way:
    """A service that the worker asked for the family, and what came of it."""

    service: str
    reached_at: str
    for_whom: str
    came_of: Said | None


def onward(reader: Me) -> list[Way]:
    """Services that were asked for the adult, the children or the whole family, the newest first."""
    found = []
    for row in onward_of(reader.account, reader.case):
        person = row.newcomer
        if person and person.pk != reader.newcomer.pk and person.age_group != AgeGroup.CHILD:
            continue
        name = person.name if person and person.pk != reader.newcomer.pk else ""
        language = "en" if is_draft(here()) else here()
        came_of = Said(row.came_of.in_(language), language) if row.came_of else None
        found.append(Way(row.service, row.reached_at, name, came_of))
    return found


@dataclass(frozen=True, slots=True)
class Link:
    """One item of the connection check, as the adult answers it."""

    row: ServiceConnection
    words: Said
    for_whom: str
    state: str
    mine: str


def connections(reader: Me) -> list[Link]:
    """The adult's own items, the family's, and the children's."""
    said = ConnectionAnswer.objects.filter(connection=OuterRef("pk")).order_by("-at", "-id")
    rows = (
        ServiceConnection.objects.visible_to(reader.account)
        .filter(case_id=reader.case.pk)
        .filter(Q(newcomer=None) | Q(newcomer_id=reader.newcomer.pk) | Q(newcomer__age_group=AgeGroup.CHILD))
        .select_related("newcomer")
        .annotate(
            mine=Subquery(said.filter(voice=Voice.NEWCOMER).values("state")[:1]),
            workers=Subquery(said.filter(voice=Voice.WORKER).values("state")[:1]),
        )
        .order_by("due_on", "id")
    )
    return [_link(row, reader) for row in rows]


def _link(row: Any, reader: Me) -> Link:
    edition = reader.case.adoption.edition
    known = {one.key for one in edition.check_items}
    both = Linked.CONNECTED if row.mine == row.workers == Linked.CONNECTED else ""
    state = Linked.NOT_WANTED if row.mine == Linked.NOT_WANTED else both
    other = row.newcomer_id not in (None, reader.newcomer.pk)
    return Link(
        row=row,
        words=words.item(edition, row.item) if row.item in known else Said(row.label, here()),
        for_whom=row.newcomer.name if other else "",
        state=str(state),
        mine=row.mine if row.mine in SETTLED else ("not_yet" if row.mine else ""),
    )
