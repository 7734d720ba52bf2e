"""Acts of the journal as sentences: who did what, in words that everybody at the table may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from intentional_connection.access.seats import Level, Seat

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.utils.functional import Promise

    from intentional_connection.journal.models import Act

#: One sentence per verb; `who` is a name, or a seat in words.
SENTENCES: dict[str, Promise] = {
    "refer": _("{who} referred the family."),
    "refer_again": _("{who} referred the family to another agency."),
    "reach_out": _("{who} opened the family together with its sponsors."),
    "ask": _("{who} asked a question before answering."),
    "reply": _("{who} answered the question."),
    "accept": _("{who} accepted the family."),
    "decline": _("{who} passed the family on."),
    "take_back": _("{who} took the referral back."),
    "remind_unanswered": _("Both sides were told that the referral waits for an answer."),
    "designate": _("{who} named the worker."),
    "log_contact": _("{who} noted a contact."),
    "sleep": _("{who} lets the family wait for news."),
    "wake": _("{who} says that the family is expected again."),
    "keep_identity": _("{who} wrote name and telephone."),
}
#: Who acted, where the reader may not read the name.
SOMEBODY: dict[str, Promise] = {
    Seat.NEWCOMER: _("An adult of the family"),
    Seat.SPONSOR_REP: _("The sponsors’ contact"),
    # Translators: who acted, where the name may not be read
    Seat.SPONSOR_MEMBER: _("A sponsor"),
    Seat.SAH_STAFF: _("The sponsors’ organization"),
    # Translators: who acted, where the name may not be read
    Seat.WORKER: _("The worker"),
    Seat.SUPERVISOR: _("The settlement agency"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline; `hidden` = sponsors do not see it."""

    at: datetime
    sentence: str
    hidden: bool


def moments(acts: Iterable[Act]) -> list[Moment]:
    """The acts as sentences, in the order given; a verb without a sentence is left out."""
    return [
        Moment(act.at, format_html(str(SENTENCES[act.verb]), who=_who(act)), bool(act.level & Level.WORKLOG))
        for act in acts
        if act.verb in SENTENCES
    ]


def _who(act: Act) -> str:
    profile = getattr(act.by, "profile", None)
    if profile:
        return format_html("<bdi>{}</bdi>", profile.name)
    # Translators: who acted, where nothing more may be read
    return str(SOMEBODY.get(act.seat, _("Somebody")))
