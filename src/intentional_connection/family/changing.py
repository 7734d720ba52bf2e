"""Another worker comes: what the adult reads of it, and what the adult said last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from intentional_connection.cases.models import Handover, HandoverWish, HandoverYes
from intentional_connection.cases.models.handover import family_speaks
from intentional_connection.family.tongue import day

if TYPE_CHECKING:
    from intentional_connection.family.reading import Me


@dataclass(frozen=True, slots=True)
class Change:
    """Another worker comes: who, from which day, and this adult's own yes."""

    row: Handover
    name: str
    on: str
    #: Whether each adult says yes; before anybody is here the sponsors do.
    asks_me: bool
    said: bool


def change(reader: Me) -> Change | None:
    """The handover that is open, as the adult sees it."""
    rows = Handover.objects.visible_to(reader.account).open().with_people().filter(case_id=reader.case.pk)
    row = rows.annotate(said=Exists(HandoverYes.objects.filter(handover=OuterRef("pk"), newcomer_id=reader.newcomer.pk))).first()
    if row is None:
        return None
    profile = getattr(row.to, "profile", None)
    asks = family_speaks(reader.case)
    return Change(row, profile.name if profile else "", day(row.on) if row.on else "", asks, row.said)


def my_wish(reader: Me, coming: Change) -> HandoverWish | None:
    """What this adult said last about the handover."""
    rows = HandoverWish.objects.visible_to(reader.account).filter(handover=coming.row, newcomer_id=reader.newcomer.pk)
    return rows.order_by("-id").first()  # type: ignore[no-any-return]
