"""What a visitor of the demo can try: one line each, with the seat to take and the page where it begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from intentional_connection.desk.demo_seats import SEATS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

    from intentional_connection.desk.demo_seats import DemoSeat


@dataclass(frozen=True, slots=True)
class Thing:
    """Something to try. `place` is an address's name; with `family` (tree and number) it is that family's page."""

    key: str
    seat: str
    what: Words
    why: Words
    place: str
    family: tuple[str, int] | None = None

    @property
    def who(self) -> DemoSeat:
        """The seat that one takes for it."""
        return next(seat for seat in SEATS if seat.key == self.seat)


#: In the order of a family's path; then what stands around all families.
THINGS = (
    Thing(
        "refer",
        "paul",
        _("Refer a family"),
        _("Nobody is handed a telephone number: in five short steps you ask an agency yourself, without a name."),
        "cases:refer",
    ),
    Thing(
        "answer",
        "helen",
        _("Answer what waits longest, and name a worker"),
        _("You read ten facts, say yes, ask, or pass on with a next step; then you see who speaks the family’s language."),
        "desk:today",
    ),
    Thing(
        "search",
        "selam",
        _("Search for Feven, written Fewen"),
        _("Names are written in many ways: a search in any script and spelling finds whom you may see, and nobody else."),
        "desk:find",
    ),
    Thing(
        "roles",
        "ruth",
        _("See who does what for Maple 12"),
        _("Each party speaks for itself, so gaps and double work show before the family lands."),
        "cases:board",
        ("maple", 12),
    ),
    Thing(
        "meeting",
        "selam",
        _("Prepare the first meeting together of Rowan 4"),
        _("All four voices at one table; you write it up on one page, and nothing you typed is lost."),
        "cases:meetings",
        ("rowan", 4),
    ),
    Thing(
        "connections",
        "selam",
        _("Make sure of the connections of Juniper 30"),
        _("A service counts as found only when the family says so too, not when somebody gave an address."),
        "cases:check",
        ("juniper", 30),
    ),
    Thing(
        "own_page",
        "hala",
        _("Open the family’s own page, in Arabic"),
        _("The family sees its next steps and its people on a telephone, and answers with yes or a question."),
        "family:home",
    ),
    Thing(
        "other_worker",
        "feven",
        _("Read, in Tigrinya, how Feven asked for another worker"),
        _("No reason is needed, the worker never learns of it, and a person at the agency answers."),
        "family:other_worker",
    ),
    Thing(
        "concern",
        "judith",
        _("Read a concern as the listener"),
        _("Somebody outside hears what is wrong; whoever it is about learns nothing, and no family opens."),
        "desk:today",
    ),
    Thing(
        "hand_over",
        "helen",
        _("Hand Alder 3 over to another worker"),
        _("Nobody changes hands in silence: each adult says yes alone, and says what the next worker should know."),
        "cases:handover",
        ("alder", 3),
    ),
    Thing(
        "less",
        "tom",
        _("Look at Juniper 30 as a member of the group"),
        _("The same family with other eyes: what is not yours to know is not there."),
        "cases:family",
        ("juniper", 30),
    ),
    Thing(
        "groups",
        "paul",
        _("See all groups of your SAH, then the record of a family for the monitoring"),
        _("What has waited long stands out; the record is days and counts, ready to print, without anybody’s words."),
        "desk:groups",
    ),
    Thing(
        "ending",
        "hugo",
        _("See how the year of Aspen 9 comes to its end"),
        _("Three months before, the plan for the month after begins: what is still to do. An adult’s money stays the adult’s own."),
        "cases:month_13",
        ("aspen", 9),
    ),
    Thing(
        "sites",
        "cora",
        _("Choose what a site takes part in"),
        _("Each site adopts the practice in its own measure; the coordinator sees sites and numbers, never a family."),
        "desk:sites",
    ),
)
