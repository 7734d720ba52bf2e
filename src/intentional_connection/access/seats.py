"""Seats, levels and the two tables of pure data: CEILING (who may reach a level) and GRANTS (who may act).

Source: the handbook's matrix (docs/practice.md, sections 3.3 and "Acts"). Golden copies in the
tests make every changed cell visible in review.
"""

from __future__ import annotations

from enum import IntFlag, StrEnum
from uuid import UUID

#: The account in whose name jobs act; it signs in nowhere.
SYSTEM_ID = UUID("00000000-0000-7000-8000-000000000001")


class Seat(StrEnum):
    """What an account is towards a thing; never a property of the account."""

    NEWCOMER = "newcomer"  # an adult, for oneself
    RELATIVE = "relative"  # another adult of the same family
    SPONSOR_REP = "sponsor_representative"
    SPONSOR_MEMBER = "sponsor_member"
    SAH_STAFF = "sah_staff"
    WORKER = "worker"
    BACKUP = "backup_worker"
    SUPERVISOR = "supervisor"
    COORDINATOR = "coordinator"
    LISTENER = "listener"  # hears concerns at a site, stands in no circle
    NEED_TO_KNOW = "need_to_know"  # named with an adult's yes, for added support
    SYSTEM = "system"
    SELF = "self"  # towards one's own account: no circle, no ceiling


#: Seats held for one's work: a second step is asked for at signing in. Never of families, nor of sponsors.
STAFF = frozenset({Seat.SAH_STAFF, Seat.WORKER, Seat.SUPERVISOR, Seat.COORDINATOR, Seat.LISTENER})


class Level(IntFlag):
    """A kind of data; one bit, one or more tables. Partial cells of the matrix are bits of their own."""

    BASIC = 1
    PLAN = 2
    MEETING = 4
    IDENTITY = 8
    SENSITIVE = 16
    MONEY = 32
    WORKLOG = 64
    PRIVATE = 128
    PROTECTION = 256
    EVALUATION = 512
    CIRCLE = 1024  # who belongs, consents: what Reach is made from
    PREVIEW = 2048  # the ten fields and the answer to a referral
    LAST_CONTACT = 4096  # "last date" of the work log
    TIMES = 8192  # when people meet: "times" of the level `meeting`
    TRAVEL = 16384  # content of the travel notice; follows the yes to `identity`

    @property
    def code(self) -> str:
        """The level's name in the handbook."""
        return (self.name or "").lower()


L = Level
#: The three levels that are the condition of taking part (handbook 3.3, 3.5).
TAKING_PART = L.BASIC | L.PLAN | L.MEETING
#: Levels that follow the consent for `basic`: belonging, the referral's path, the work log.
FOLLOW_BASIC = L.CIRCLE | L.PREVIEW | L.WORKLOG | L.LAST_CONTACT
#: "Times" follow the consent for `meeting`, the travel notice's content the one for `identity`.
FOLLOWS = {L.MEETING: L.TIMES, L.IDENTITY: L.TRAVEL}
#: Levels of one person or thing: what is said about them asks for that person or thing, never for the family.
BY_THING = L.IDENTITY | L.SENSITIVE | L.PRIVATE | L.PROTECTION | L.TRAVEL

_NOTHING = L(0)
_CONTENT = L.IDENTITY | L.TRAVEL | L.SENSITIVE  # asks for a yes of its own, or a task that one leads or helps
#: What an open emergency lets be read; never `private`, and nothing of `protection`. It lets nothing be written.
EMERGENCY = TAKING_PART | _CONTENT | L.WORKLOG | L.LAST_CONTACT | L.TIMES
#: Seat -> (may read, may write), before consent and the family's own limits.
CEILING: dict[Seat, tuple[Level, Level]] = {
    Seat.NEWCOMER: (
        TAKING_PART | _CONTENT | L.PRIVATE | L.CIRCLE | L.LAST_CONTACT | L.TIMES,
        TAKING_PART | _CONTENT | L.PRIVATE | L.CIRCLE | L.TIMES,
    ),
    Seat.RELATIVE: (L.BASIC, _NOTHING),
    Seat.SPONSOR_REP: (
        TAKING_PART | _CONTENT | L.CIRCLE | L.PREVIEW | L.LAST_CONTACT | L.TIMES,
        TAKING_PART | L.CIRCLE | L.PREVIEW | L.TIMES | L.TRAVEL,
    ),
    Seat.SPONSOR_MEMBER: (TAKING_PART | L.TIMES, L.PLAN | L.TIMES),
    Seat.SAH_STAFF: (
        TAKING_PART | _CONTENT | L.CIRCLE | L.PREVIEW | L.LAST_CONTACT | L.TIMES,
        TAKING_PART | L.CIRCLE | L.PREVIEW | L.TIMES | L.TRAVEL,
    ),
    Seat.WORKER: (
        # the path: of the own referral only
        TAKING_PART | _CONTENT | L.CIRCLE | L.WORKLOG | L.LAST_CONTACT | L.PREVIEW | L.TIMES | L.PRIVATE,
        TAKING_PART | L.CIRCLE | L.WORKLOG | L.LAST_CONTACT | L.TIMES | L.SENSITIVE | L.PRIVATE,
    ),
    Seat.BACKUP: (L.BASIC, _NOTHING),
    Seat.SUPERVISOR: (
        # the path: of the own referral only
        L.BASIC | L.PLAN | L.CIRCLE | L.WORKLOG | L.LAST_CONTACT | L.PREVIEW | L.TIMES,
        L.CIRCLE,
    ),
    Seat.COORDINATOR: (_NOTHING, _NOTHING),
    Seat.LISTENER: (_NOTHING, _NOTHING),  # only what is addressed to the listener
    Seat.NEED_TO_KNOW: (L.BASIC | L.SENSITIVE, _NOTHING),
    Seat.SYSTEM: (L.BASIC | L.CIRCLE | L.PREVIEW | L.TIMES, L.TIMES),
}


class Can(StrEnum):
    """A right: one line of GRANTS, asked by one or more verbs."""

    SAVE_DRAFT = "save_draft"
    EMPTY_DRAFT = "empty_draft"
    REFER = "refer"
    REACH_OUT = "reach_out"
    ASK = "ask"
    REPLY = "reply"
    ACCEPT = "accept"
    DECLINE = "decline"
    TAKE_BACK = "take_back"
    DESIGNATE = "designate"
    LOG_CONTACT = "log_contact"
    PAUSE = "pause"
    REMIND = "remind"
    PROPOSE_AGREEMENT = "propose_agreement"
    SIGN_AGREEMENT = "sign_agreement"
    ADD_MEMBERS = "add_members"
    ANSWER_INVITATION = "answer_invitation"
    END_MEMBERSHIP = "end_membership"
    DESCRIBE_WORKER = "describe_worker"
    RECORD_ABSENCE = "record_absence"
    ADD_ORGANIZATION = "add_organization"
    ADOPT = "adopt"
    REGISTER_GROUP = "register_group"
    FOUND_SITE = "found_site"
    KEEP_IDENTITY = "keep_identity"
    EDIT_PROFILE = "edit_profile"
    CHOOSE_NOTICES = "choose_notices"
    KEEP_SIGN_IN = "keep_sign_in"
    RESET_SECOND_STEP = "reset_second_step"
    PLAN_MEETING = "plan_meeting"
    ANSWER_MEETING = "answer_meeting"
    ASK_MEETING = "ask_meeting"
    RUN_MEETING = "run_meeting"
    ANSWER_OPEN_QUESTION = "answer_open_question"
    SAY_CIRCUMSTANCE = "say_circumstance"
    SHARE_ROLES = "share_roles"
    CONFIRM_ROLES = "confirm_roles"
    RECORD_YES = "record_yes"
    WRITE_DOWN_ROLES = "write_down_roles"
    TICK = "tick"
    RECORD_TRAVEL = "record_travel"
    RECORD_ARRIVAL = "record_arrival"
    CHOOSE_SHARING = "choose_sharing"
    OPEN_CHECK = "open_check"
    ANSWER_CONNECTION = "answer_connection"
    SET_RHYTHM = "set_rhythm"
    SEE_GAP = "see_gap"
    ANSWER_GAP = "answer_gap"
    GIVE_KEY = "give_key"
    CARRY_LINK = "carry_link"
    SPEND_KEY = "spend_key"
    ASK_WORKER = "ask_worker"
    ANSWER_WORKER_QUESTION = "answer_worker_question"
    WRITE_UPDATE = "write_update"
    WRITE_PRIVATE = "write_private"
    CHECK_IN = "check_in"
    ANSWER_CHECK_IN = "answer_check_in"
    REFER_ONWARD = "refer_onward"
    SET_TERM = "set_term"
    HAND_OVER = "hand_over"
    AGREE_HANDOVER = "agree_handover"
    WISH_FOR_HANDOVER = "wish_for_handover"
    ASK_OTHER_WORKER = "ask_other_worker"
    ANSWER_WORKER_REQUEST = "answer_worker_request"
    RAISE_CONCERN = "raise_concern"
    HEAR_CONCERN = "hear_concern"
    WRITE_NOTE = "write_note"
    LOOK_AFTER_DIFFICULTY = "look_after_difficulty"
    FREEZE_VIEW = "freeze_view"
    ADD_SUPPORT = "add_support"
    NAME_READER = "name_reader"
    MOVE = "move"
    SETTLE_MOVE = "settle_move"
    WITHDRAW = "withdraw"
    LEAVE_FAMILY = "leave_family"
    BRING_GROUP = "bring_group"
    SAY_WHO_FOLLOWS = "say_who_follows"
    PLAN_MONTH_13 = "plan_month_13"
    KEEP_BUDGET = "keep_budget"
    CLOSE = "close"
    REOPEN = "reopen"
    CHOOSE_CLOSING = "choose_closing"
    OPEN_EMERGENCY = "open_emergency"
    END_EMERGENCY = "end_emergency"
    REVIEW_EMERGENCY = "review_emergency"


_SENDERS = {Seat.SAH_STAFF, Seat.SPONSOR_REP}
#: The four voices, the sponsors through their representative.
_VOICES = {Seat.NEWCOMER, Seat.SPONSOR_REP, Seat.WORKER, Seat.SAH_STAFF}
GRANTS: dict[Can, set[Seat]] = {
    Can.SAVE_DRAFT: _SENDERS | {Seat.SUPERVISOR},
    Can.EMPTY_DRAFT: {Seat.SYSTEM},
    Can.REFER: _SENDERS,
    Can.REACH_OUT: {Seat.SUPERVISOR},
    Can.ASK: {Seat.SUPERVISOR},
    Can.REPLY: _SENDERS,
    Can.ACCEPT: {Seat.SUPERVISOR},
    Can.DECLINE: {Seat.SUPERVISOR},
    Can.TAKE_BACK: _SENDERS,
    Can.DESIGNATE: {Seat.SUPERVISOR},
    Can.LOG_CONTACT: {Seat.WORKER},
    Can.PAUSE: _SENDERS,
    Can.REMIND: {Seat.SYSTEM},
    Can.PROPOSE_AGREEMENT: {Seat.SUPERVISOR, Seat.SAH_STAFF},
    Can.SIGN_AGREEMENT: {Seat.SUPERVISOR, Seat.SAH_STAFF},
    Can.ADD_MEMBERS: {
        Seat.SUPERVISOR,
        Seat.SAH_STAFF,
        Seat.SPONSOR_REP,
        Seat.COORDINATOR,
        Seat.SYSTEM,
    },
    Can.ANSWER_INVITATION: {Seat.SELF},
    Can.END_MEMBERSHIP: {
        Seat.SUPERVISOR,
        Seat.SAH_STAFF,
        Seat.SPONSOR_REP,
        Seat.COORDINATOR,
        Seat.SELF,
    },
    Can.DESCRIBE_WORKER: {Seat.SUPERVISOR, Seat.WORKER},
    Can.RECORD_ABSENCE: {Seat.SUPERVISOR, Seat.WORKER},
    Can.ADD_ORGANIZATION: {Seat.COORDINATOR, Seat.SYSTEM},
    Can.ADOPT: {Seat.COORDINATOR, Seat.SYSTEM},
    Can.REGISTER_GROUP: {Seat.SELF},
    Can.FOUND_SITE: {Seat.SELF},
    Can.EDIT_PROFILE: {Seat.SELF},
    Can.CHOOSE_NOTICES: {Seat.SELF},
    Can.KEEP_SIGN_IN: {Seat.SELF},
    Can.RESET_SECOND_STEP: {Seat.SUPERVISOR, Seat.SAH_STAFF, Seat.COORDINATOR, Seat.SYSTEM},
    Can.KEEP_IDENTITY: {Seat.NEWCOMER},
    Can.PLAN_MEETING: {Seat.WORKER, Seat.SPONSOR_REP},
    Can.ANSWER_MEETING: _VOICES | {Seat.SPONSOR_MEMBER, Seat.SYSTEM},
    Can.ASK_MEETING: _VOICES,
    Can.RUN_MEETING: {Seat.WORKER},
    Can.ANSWER_OPEN_QUESTION: _VOICES,
    Can.SAY_CIRCUMSTANCE: {Seat.WORKER, Seat.SPONSOR_REP, Seat.NEWCOMER},
    Can.SHARE_ROLES: _VOICES,
    Can.CONFIRM_ROLES: _VOICES,
    Can.RECORD_YES: {Seat.WORKER},
    Can.WRITE_DOWN_ROLES: {Seat.WORKER},
    Can.TICK: _VOICES | {Seat.SPONSOR_MEMBER},
    Can.RECORD_TRAVEL: {Seat.SPONSOR_REP, Seat.SAH_STAFF},
    Can.RECORD_ARRIVAL: {Seat.SPONSOR_REP, Seat.SAH_STAFF, Seat.WORKER},
    Can.CHOOSE_SHARING: {Seat.NEWCOMER, Seat.WORKER},
    Can.OPEN_CHECK: {Seat.WORKER},
    Can.ANSWER_CONNECTION: {Seat.NEWCOMER, Seat.WORKER},
    Can.SET_RHYTHM: {Seat.WORKER},
    Can.SEE_GAP: {Seat.SPONSOR_REP, Seat.SPONSOR_MEMBER, Seat.SAH_STAFF, Seat.NEWCOMER},
    Can.ANSWER_GAP: {Seat.WORKER},
    Can.GIVE_KEY: {Seat.WORKER},
    Can.CARRY_LINK: {Seat.WORKER, Seat.SPONSOR_REP},
    Can.SPEND_KEY: {Seat.SYSTEM},
    Can.ASK_WORKER: {Seat.NEWCOMER, Seat.SPONSOR_REP, Seat.SPONSOR_MEMBER, Seat.SAH_STAFF},
    Can.ANSWER_WORKER_QUESTION: {Seat.WORKER},
    Can.WRITE_UPDATE: _VOICES,
    Can.WRITE_PRIVATE: {Seat.NEWCOMER, Seat.WORKER},
    Can.CHECK_IN: {Seat.NEWCOMER},
    Can.ANSWER_CHECK_IN: {Seat.WORKER},
    Can.REFER_ONWARD: {Seat.WORKER},
    Can.SET_TERM: _SENDERS,
    Can.HAND_OVER: {Seat.SUPERVISOR},
    Can.AGREE_HANDOVER: {Seat.NEWCOMER, Seat.SPONSOR_REP, Seat.WORKER, Seat.SUPERVISOR},
    Can.WISH_FOR_HANDOVER: {Seat.NEWCOMER, Seat.WORKER},
    Can.ASK_OTHER_WORKER: {Seat.NEWCOMER},
    Can.ANSWER_WORKER_REQUEST: {Seat.SUPERVISOR},
    Can.RAISE_CONCERN: _VOICES | {Seat.SPONSOR_MEMBER},
    Can.HEAR_CONCERN: _VOICES | {Seat.SPONSOR_MEMBER, Seat.SUPERVISOR, Seat.LISTENER},
    Can.WRITE_NOTE: {Seat.WORKER, Seat.SUPERVISOR, Seat.SAH_STAFF},
    Can.LOOK_AFTER_DIFFICULTY: {Seat.WORKER, Seat.SAH_STAFF},
    Can.FREEZE_VIEW: {Seat.NEWCOMER, Seat.WORKER},
    Can.ADD_SUPPORT: {Seat.WORKER},
    Can.NAME_READER: {Seat.WORKER},
    Can.MOVE: _VOICES,
    Can.SETTLE_MOVE: {Seat.SPONSOR_REP, Seat.SAH_STAFF, Seat.WORKER},
    Can.WITHDRAW: {Seat.NEWCOMER, Seat.WORKER},
    Can.LEAVE_FAMILY: {Seat.SPONSOR_REP},
    Can.BRING_GROUP: {Seat.SAH_STAFF, Seat.WORKER},
    Can.SAY_WHO_FOLLOWS: {Seat.NEWCOMER, Seat.WORKER},
    Can.PLAN_MONTH_13: {Seat.WORKER},
    Can.KEEP_BUDGET: {Seat.NEWCOMER, Seat.WORKER},
    Can.CLOSE: {Seat.WORKER},
    Can.REOPEN: {Seat.NEWCOMER, Seat.WORKER},
    Can.CHOOSE_CLOSING: {Seat.NEWCOMER, Seat.WORKER},
    Can.OPEN_EMERGENCY: {Seat.WORKER, Seat.SUPERVISOR},
    Can.END_EMERGENCY: {Seat.WORKER, Seat.SUPERVISOR, Seat.SAH_STAFF, Seat.LISTENER},
    Can.REVIEW_EMERGENCY: {Seat.SUPERVISOR, Seat.SAH_STAFF, Seat.LISTENER},
}
