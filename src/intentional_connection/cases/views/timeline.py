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
    "open_handover": _("{who} began to hand the family over to another worker."),
    "agree_handover": _("{who} said yes to the next worker."),
    "hand_over": _("{who} handed the family over to the next worker."),
    "call_off_handover": _("{who} called the handover off: the worker stays."),
    "log_contact": _("{who} noted a contact."),
    "sleep": _("{who} lets the family wait for news."),
    "wake": _("{who} says that the family is expected again."),
    "plan_meeting": _("{who} planned a meeting."),
    "move_meeting": _("{who} moved a meeting."),
    "call_off_meeting": _("{who} called a meeting off."),
    "answer_meeting": _("{who} answered an invitation."),
    "ask_for_meeting": _("{who} asked for a meeting."),
    "add_point": _("{who} put a point on the agenda."),
    "met_already": _("{who} noted that people had met."),
    "hold_meeting": _("{who} shared what came of a meeting."),
    "not_held": _("{who} noted that the meeting before arrival was not held."),
    "answer_open_question": _("{who} answered an open question."),
    "set_rhythm": _("{who} wrote down how often one is in touch."),
    "ask_worker": _("{who} asked the worker a question."),
    "answer_worker_question": _("{who} answered a question."),
    "write_update": _("{who} wrote news for all."),
    "refer_onward": _("{who} asked a service to receive the family."),
    "record_outcome": _("{who} noted what came of the way to a service."),
    "record_travel": _("{who} recorded the travel date."),
    "record_arrival": _("{who} recorded the arrival."),
    "undo_arrival": _("{who} took an arrival back."),
    "see_gap": _("{who} wrote that something is missing."),
    "answer_gap": _("{who} answered what was missing."),
    "open_board": _("{who} opened who does what."),
    "add_task": _("{who} added a task."),
    "confirm_lines": _("{who} said yes to who does what."),
    "record_yes": _("{who} wrote down a yes that was given aloud or on paper."),
    "write_down": _("{who} wrote down who does what."),
    "open_check": _("{who} opened the check of connections."),
    "add_connection": _("{who} added a connection to the check."),
    "answer_connection": _("{who} said how far a connection is."),
    "carry_link": _("{who} made a link to the next meeting."),
    "give_key": _("{who} gave an adult the key to the own page."),
    "plan_move": _("{who} wrote down that the family moves."),
    "settle_move": _("{who} wrote down how the sponsorship goes on after the move."),
    "call_off_move": _("{who} wrote down that the family stays."),
    "name_new_agency": _("{who} named an agency of the new community."),
    "refer_to_new_place": _("{who} asked the agency of the new community."),
    "leave_family": _("The sponsors’ group left the family."),
    "bring_group": _("{who} brought another sponsor group."),
    "set_term": _("{who} wrote how long the sponsors support the family."),
    "begin_month_13": _("{who} began the plan for the month after the sponsorship."),
    "close_year": _("{who} ended the year together."),
    "reopen": _("{who} opened the family again."),
    "keep_identity": _("{who} wrote name and telephone."),
}
#: Acts without a sentence: they have a page of their own and would fill this one, or what an adult chose is nobody else's.
QUIET = frozenset(
    {
        *("tick", "untick", "comment", "say_part", "ask_party", "set_not_needed", "need_again", "split_line"),
        *("take_back_yes", "ask_about", "answer_question", "set_connection", "end_keys", "spend_key", "want_new_key"),
        *("choose_sharing", "withdraw_sharing", "remind_choices", "remind_meeting", "hide_from", "show_again"),
        *("write_private", "ask_erasure", "check_in", "answer_check_in"),  # between one adult and the worker
        *("wish_for_handover", "ask_other_worker", "answer_worker_request"),  # between one adult and whom it is said to
        *("raise_concern", "reply_to_concern", "close_concern", "write_note", "end_note", "name_reader", "end_reader"),
        *("open_difficulty", "hear_side", "decide_in_difficulty", "end_difficulty", "freeze_view", "thaw_view"),
        *("add_support", "end_support", "name_need_to_know", "end_need_to_know"),
        *("open_emergency", "end_emergency", "review_emergency"),
        *("withdraw", "take_part_again"),
        *("keep_budget", "choose_closing", "say_who_follows", "add_following"),
        "say_circumstances",  # also of what is a secret: that something was said would tell
    }
)
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
