"""Whom a visitor of the demo can be: invented people, recognisable by their address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

#: Nobody can receive mail there (RFC 6761): an account of this domain is nobody's.
DOMAIN = "demo.invalid"


@dataclass(frozen=True, slots=True)
class DemoSeat:
    """Somebody of the demo world; `shape` is the seat's mark, `try_this` one sentence on what to do first."""

    key: str
    name: str
    organization: str
    shape: str
    role: Words
    try_this: Words

    @property
    def email(self) -> str:
        """The address by which the account is found."""
        return address(self.key)


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
        _("Answer the oldest referral and name a worker who speaks the family’s language."),
    ),
    DemoSeat(
        "selam",
        "Selam",
        "Harbour settlement agency",
        "worker",
        _("settlement worker, speaks Tigrinya"),
        _("Open Willow 6 and log your first contact: three clicks."),
    ),
    DemoSeat(
        "ruth",
        "Ruth",
        "St Mark’s group",
        "sponsor",
        _("speaks for a sponsor group of a SAH"),
        _("Open Maple 12: who helps, and when the worker was last in touch."),
    ),
    DemoSeat(
        "tom",
        "Tom",
        "St Mark’s group",
        "sponsor",
        _("member of the same sponsor group"),
        _("See how much less a member sees than the one who speaks for the group."),
    ),
    DemoSeat(
        "grace",
        "Grace",
        "Birch Street five",
        "sponsor",
        _("speaks for a Group of Five, without a SAH"),
        _("Refer a family by yourselves; Birch 3 has a worker already."),
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
        _("coordinator of two sites"),
        _("Add an organization, or switch a part of the practice on. No family opens to you."),
    ),
)
