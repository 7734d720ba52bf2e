"""What people do with a family: the room's table of contents."""

from intentional_connection.cases.verbs.answer import accept, ask, decline, reply, take_back
from intentional_connection.cases.verbs.arrival import record_arrival, record_travel, undo_arrival
from intentional_connection.cases.verbs.board import confirm_lines, open_board, record_yes, take_back_yes, write_down
from intentional_connection.cases.verbs.connections import add_connection, answer_connection, open_check, set_connection
from intentional_connection.cases.verbs.designation import designate
from intentional_connection.cases.verbs.ending import (
    begin_month_13,
    choose_closing,
    close_year,
    keep_budget,
    reopen,
    set_term,
)
from intentional_connection.cases.verbs.following import keep_identity, log_contact, remind_unanswered, sleep, wake
from intentional_connection.cases.verbs.keys import carry_link, end_keys, give_key, spend_key, want_new_key
from intentional_connection.cases.verbs.leaving import end_membership
from intentional_connection.cases.verbs.meeting import (
    add_point,
    answer_meeting,
    ask_for_meeting,
    call_off_meeting,
    move_meeting,
    plan_meeting,
)
from intentional_connection.cases.verbs.minutes import (
    answer_open_question,
    empty_old_minutes,
    hold_meeting,
    keep_minutes,
    met_already,
    not_held,
    set_rhythm,
)
from intentional_connection.cases.verbs.referral import (
    empty_old_draft,
    look_for_duplicate,
    reach_out,
    refer,
    refer_again,
    save_draft,
)
from intentional_connection.cases.verbs.roles import (
    add_task,
    answer_question,
    ask_about,
    ask_party,
    need_again,
    say_part,
    set_not_needed,
    split_line,
)
from intentional_connection.cases.verbs.sharing import choose_sharing, remind_choices, withdraw_sharing
from intentional_connection.cases.verbs.tasks import answer_gap, comment, say_circumstances, see_gap, tick, untick
from intentional_connection.cases.verbs.withdrawing import take_part_again, withdraw

__all__ = [
    "accept",
    "add_connection",
    "add_point",
    "add_task",
    "answer_connection",
    "answer_gap",
    "answer_meeting",
    "answer_open_question",
    "answer_question",
    "ask",
    "ask_about",
    "ask_for_meeting",
    "ask_party",
    "begin_month_13",
    "call_off_meeting",
    "carry_link",
    "choose_closing",
    "choose_sharing",
    "close_year",
    "comment",
    "confirm_lines",
    "decline",
    "designate",
    "empty_old_draft",
    "empty_old_minutes",
    "end_keys",
    "end_membership",
    "give_key",
    "hold_meeting",
    "keep_budget",
    "keep_identity",
    "keep_minutes",
    "log_contact",
    "look_for_duplicate",
    "met_already",
    "move_meeting",
    "need_again",
    "not_held",
    "open_board",
    "open_check",
    "plan_meeting",
    "reach_out",
    "record_arrival",
    "record_travel",
    "record_yes",
    "refer",
    "refer_again",
    "remind_choices",
    "remind_unanswered",
    "reopen",
    "reply",
    "save_draft",
    "say_circumstances",
    "say_part",
    "see_gap",
    "set_connection",
    "set_not_needed",
    "set_rhythm",
    "set_term",
    "sleep",
    "spend_key",
    "split_line",
    "take_back",
    "take_back_yes",
    "take_part_again",
    "tick",
    "undo_arrival",
    "untick",
    "wake",
    "want_new_key",
    "withdraw",
    "withdraw_sharing",
    "write_down",
]
