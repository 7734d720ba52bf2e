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
    SYSTEM = "system"
    SELF = "self"  # towards one's own account: no circle, no ceiling


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

    @property
    def code(self) -> str:
        """The level's name in the handbook."""
        return (self.name or "").lower()


L = Level
#: The three levels that are the condition of taking part (handbook 3.3, 3.5).
TAKING_PART = L.BASIC | L.PLAN | L.MEETING
#: Levels that follow the consent for `basic`: belonging, the referral's path, the work log.
FOLLOW_BASIC = L.CIRCLE | L.PREVIEW | L.WORKLOG | L.LAST_CONTACT
#: Levels of one person or thing: what is said about them asks for that person or thing, never for the family.
BY_THING = L.IDENTITY | L.SENSITIVE | L.PRIVATE | L.PROTECTION

_NOTHING = L(0)
#: Seat -> (may read, may write), before consent and the family's own limits.
CEILING: dict[Seat, tuple[Level, Level]] = {
    Seat.NEWCOMER: (
        TAKING_PART | L.IDENTITY | L.SENSITIVE | L.PRIVATE | L.CIRCLE | L.LAST_CONTACT,
        TAKING_PART | L.IDENTITY | L.SENSITIVE | L.PRIVATE | L.CIRCLE,
    ),
    Seat.RELATIVE: (L.BASIC, _NOTHING),
    Seat.SPONSOR_REP: (
        TAKING_PART | L.IDENTITY | L.CIRCLE | L.PREVIEW | L.LAST_CONTACT,
        TAKING_PART | L.CIRCLE | L.PREVIEW,
    ),
    Seat.SPONSOR_MEMBER: (TAKING_PART, L.PLAN),
    Seat.SAH_STAFF: (
        TAKING_PART | L.IDENTITY | L.CIRCLE | L.PREVIEW | L.LAST_CONTACT,
        TAKING_PART | L.CIRCLE | L.PREVIEW,
    ),
    Seat.WORKER: (
        TAKING_PART | L.IDENTITY | L.CIRCLE | L.WORKLOG | L.LAST_CONTACT | L.PREVIEW,  # of the own referral only
        TAKING_PART | L.CIRCLE | L.WORKLOG | L.LAST_CONTACT,
    ),
    Seat.BACKUP: (L.BASIC, _NOTHING),
    Seat.SUPERVISOR: (
        L.BASIC | L.PLAN | L.CIRCLE | L.WORKLOG | L.LAST_CONTACT | L.PREVIEW,  # of the own referral only
        L.CIRCLE,
    ),
    Seat.COORDINATOR: (_NOTHING, _NOTHING),
    Seat.SYSTEM: (L.BASIC | L.CIRCLE | L.PREVIEW, _NOTHING),
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


_SENDERS = {Seat.SAH_STAFF, Seat.SPONSOR_REP}
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
    Can.KEEP_IDENTITY: {Seat.NEWCOMER},
}
