"""Whom a visitor of the demo can be: invented people, recognisable by their address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from intentional_connection.cases.models.case import label_of
from intentional_connection.people.models import NO_MAIL

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

#: Nobody can receive mail there (RFC 6761): an account of this domain is nobody's.
DOMAIN = "demo.invalid"
#: What an adult of a family belongs to, in the reader's language.
_family = lazy(label_of, str)


@dataclass(frozen=True, slots=True)
class DemoSeat:
    """Somebody of the demo world; `shape` is the seat's mark, `try_this` one sentence on what to do first."""

    key: str
    name: str
    organization: str | Words
    shape: str
    role: Words
    try_this: Words

    @property
    def email(self) -> str:
        """The address by which the account is found."""
        return f"{self.key}{NO_MAIL}" if self.is_family else address(self.key)

    @property
    def is_family(self) -> bool:
        """An adult of a family: no address to write to, and pages of the family's own."""
        return self.shape == "newcomer"


def address(key: str) -> str:
    """The address of somebody in the demo world."""
    return f"{key}@{DOMAIN}"


SEATS = (
    DemoSeat(
        "paul",
        "Paul",
        "Lakeside SAH",
        "sah",
        _("works for a Sponsorship Agreement Holder (SAH)"),
        _("Finish the referral that waits, refer a new family, or wake the one that has slept for years."),
    ),
    DemoSeat(
        "helen",
        "Helen",
        "Harbour settlement agency",
        "worker",
        _("supervisor of a settlement agency"),
        _("Answer the oldest referral, name a worker, or see what the handover of Alder 3 still waits for."),
    ),
    DemoSeat(
        "selam",
        "Selam",
        "Harbour settlement agency",
        "worker",
        _("settlement worker, speaks Tigrinya"),
        _("Log your first contact with Willow 6, see who does what for Maple 12, or answer what is asked for Juniper 30."),
    ),
    DemoSeat(
        "ruth",
        "Ruth",
        "St Mark’s group",
        "sponsor",
        _("speaks for a sponsor group of a SAH"),
        _("Open Maple 12: who does what, what nobody leads yet, and the meeting that you moved."),
    ),
    DemoSeat(
        "tom",
        "Tom",
        "St Mark’s group",
        "sponsor",
        _("member of the same sponsor group"),
        _("Tick what is done for Juniper 30, and see how much less a member sees than the one who speaks for the group."),
    ),
    DemoSeat(
        "grace",
        "Grace",
        "Birch Street five",
        "sponsor",
        _("speaks for a Group of Five, without a SAH"),
        _("Read what came of the meeting for Birch 3; since then the flight was moved. Or refer a family by yourselves."),
    ),
    DemoSeat(
        "hugo",
        "Hugo",
        "Hillside SAH",
        "sah",
        _("works for a SAH that has no agreement yet"),
        _("Refer a family with terms for this family alone, or sign the agreement that was proposed to you."),
    ),
    DemoSeat(
        "nadia",
        "Nadia",
        "Northgate newcomer centre",
        "worker",
        _("supervisor of another settlement agency"),
        _("See Larch 4, which came to you after another agency had passed it on."),
    ),
    DemoSeat(
        "bruno",
        "Bruno",
        "Bayview welcome",
        "worker",
        _("supervisor in a site with fewer parts of the practice"),
        _("Name a worker where suggestions are not in this site."),
    ),
    DemoSeat(
        "cora",
        "Cora",
        "Grand River network",
        "network",
        _("coordinator of three sites"),
        _("Add an organization, or switch a part of the practice on. No family opens to you."),
    ),
    DemoSeat(
        "judith",
        "Judith",
        "Grand River network",
        "network",
        _("listener of a site: hears concerns, stands in no circle"),
        _("Read what somebody told you alone, and answer. No family opens to you."),
    ),
    DemoSeat(
        "hala",
        "Hala",
        _family("juniper", 30),
        "newcomer",
        _("an adult of a family, reads Arabic on the telephone"),
        _("See your next steps, say which connections are made, and choose who sees what."),
    ),
    DemoSeat(
        "divine",
        "Divine",
        _family("hemlock", 6),
        "newcomer",
        _("an adult of a family, reads French"),
        _("Every connection is made, and a day to look back is planned: see who does what, or take a choice back."),
    ),
    DemoSeat(
        "feven",
        "Feven",
        _family("cedar", 7),
        "newcomer",
        _("an adult of a family, reads Tigrinya"),
        _("Some months here: say how you are, write to Selam alone, or see how you asked for another worker."),
    ),
)
