"""What people do with a family: the room's table of contents."""

from intentional_connection.cases.verbs.answer import accept, ask, decline, reply, take_back
from intentional_connection.cases.verbs.designation import designate
from intentional_connection.cases.verbs.following import keep_identity, log_contact, remind_unanswered, sleep, wake
from intentional_connection.cases.verbs.leaving import end_membership
from intentional_connection.cases.verbs.referral import (
    empty_old_draft,
    look_for_duplicate,
    reach_out,
    refer,
    refer_again,
    save_draft,
)

__all__ = [
    "accept",
    "ask",
    "decline",
    "designate",
    "empty_old_draft",
    "end_membership",
    "keep_identity",
    "log_contact",
    "look_for_duplicate",
    "reach_out",
    "refer",
    "refer_again",
    "remind_unanswered",
    "reply",
    "save_draft",
    "sleep",
    "take_back",
    "wake",
]
