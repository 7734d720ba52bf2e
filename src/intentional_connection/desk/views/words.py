"""Words for every seat, level and right: the page "Who may do what" is printed with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from intentional_connection.access.seats import Can, Level, Seat
from intentional_connection.desk.matrix import Relation

if TYPE_CHECKING:
    from django.utils.functional import Promise

SEATS: dict[Seat, Promise] = {
    Seat.NEWCOMER: _("An adult of the family, for themself"),
    Seat.RELATIVE: _("Another adult of the family"),
    Seat.SPONSOR_REP: _("The sponsors’ contact"),
    Seat.SPONSOR_MEMBER: _("A member of the sponsor group"),
    Seat.SAH_STAFF: _("Staff of the Sponsorship Agreement Holder (SAH)"),
    Seat.WORKER: _("The family’s worker"),
    Seat.BACKUP: _("The backup of the worker"),
    Seat.SUPERVISOR: _("The supervisor at the settlement agency"),
    Seat.COORDINATOR: _("The coordinator of the site"),
    Seat.LISTENER: _("The listener of the site, who stands in no circle"),
    Seat.NEED_TO_KNOW: _("Somebody named for added support, with an adult’s yes"),
    Seat.SYSTEM: _("The program itself, when it sends reminders"),
    Seat.SELF: _("Everybody, about themselves"),
}

RELATIONS: dict[Relation, Promise] = {
    # Translators: how somebody stands to a family
    Relation.IN_CIRCLE: _("Around the family"),
    Relation.ASKED: _("Asked for the family, not accepted yet"),
    Relation.OTHER: _("Around other families only"),
    Relation.LAPSED: _("Not around the family any more"),
    Relation.WITHDRAWN: _("Without the family’s yes to the organization"),
    Relation.HOUSEHOLD: _("Towards another adult of the same family"),
    Relation.AGENCY: _("Of the same agency, not around the family"),
    Relation.ADMINISTRATOR: _("Looking after sites and accounts"),
    # Translators: whoever opens an address without having signed in
    Relation.ANONYMOUS: _("Not signed in"),
}

LEVELS: dict[Level, Promise] = {
    Level.BASIC: _("First names, languages, community, stage, and who is around the family"),
    Level.PLAN: _("What the sponsors tell about needs; ordinary tasks and roles"),
    Level.MEETING: _("Meetings: times, expectations, decisions"),
    Level.IDENTITY: _("Full names, birth dates, addresses, telephone numbers"),
    Level.SENSITIVE: _("Content about health, money or safety"),
    Level.MONEY: _("The sponsors’ budget and payments"),
    Level.WORKLOG: _("Contacts: day, kind, length, language"),
    Level.PRIVATE: _("The private line between one adult and the worker"),
    Level.PROTECTION: _("Concerns and restricted notes"),
    Level.EVALUATION: _("Answers to surveys and interviews"),
    Level.CIRCLE: _("Who said yes to what: the family’s sharing choices"),
    Level.PREVIEW: _("The ten facts of a referral, and the answer to it"),
    Level.LAST_CONTACT: _("The day of the last contact"),
    Level.TIMES: _("When people meet, and who is invited"),
    Level.TRAVEL: _("Flight, hour, place of landing and special needs of the journey"),
}

RIGHTS: dict[Can, Promise] = {
    Can.KEEP_SIGN_IN: _("Choose how one signs in oneself, and end the own sign-ins"),
    Can.RESET_SECOND_STEP: _("Take away a lost second step of a colleague"),
    Can.SAVE_DRAFT: _("Keep a referral that is not sent yet"),
    Can.EMPTY_DRAFT: _("Empty a draft that nobody touched for 30 days"),
    Can.REFER: _("Refer a family"),
    Can.REACH_OUT: _("Open a family that the agency reached itself"),
    Can.ASK: _("Ask a question before answering a referral"),
    Can.REPLY: _("Answer that question"),
    Can.ACCEPT: _("Accept a family"),
    Can.DECLINE: _("Pass a family on, with a reason and a next step"),
    Can.TAKE_BACK: _("Take a referral back"),
    Can.DESIGNATE: _("Name the one worker and a backup"),
    Can.LOG_CONTACT: _("Log a contact"),
    Can.PAUSE: _("Let a family wait, and wake it"),
    Can.REMIND: _("Remind both sides of a referral without an answer"),
    Can.PROPOSE_AGREEMENT: _("Propose an agreement between an agency and a SAH"),
    Can.SIGN_AGREEMENT: _("Sign an agreement, each side for itself"),
    Can.ADD_MEMBERS: _("Invite people into an organization"),
    Can.ANSWER_INVITATION: _("Answer an invitation, each for oneself"),
    Can.END_MEMBERSHIP: _("End a membership in one’s organization, or one’s own"),
    Can.DESCRIBE_WORKER: _("Say what a worker speaks and how many families they have room for"),
    Can.RECORD_ABSENCE: _("Record an absence"),
    Can.ADD_ORGANIZATION: _("Register an organization"),
    Can.ADOPT: _("Choose which parts of the practice the site adopts"),
    Can.REGISTER_GROUP: _("Register a group without a SAH"),
    Can.FOUND_SITE: _("Open the first site"),
    Can.KEEP_IDENTITY: _("Write one’s own full name, birth date and telephone"),
    Can.EDIT_PROFILE: _("Change one’s own name and telephone"),
    Can.CHOOSE_NOTICES: _("Choose how and when one is told, each for oneself"),
    Can.PLAN_MEETING: _("Plan a meeting, move it, call it off"),
    Can.ANSWER_MEETING: _("Answer an invitation to a meeting"),
    Can.ASK_MEETING: _("Ask for a meeting, and put a point on its agenda"),
    Can.RUN_MEETING: _("Hold a meeting and write down what came of it"),
    Can.ANSWER_OPEN_QUESTION: _("Answer an open question of a meeting, each side its own"),
    Can.SAY_CIRCUMSTANCE: _("Say what holds for the family, so that tasks follow"),
    Can.SHARE_ROLES: _("Say which part one’s own side takes in a task"),
    Can.CONFIRM_ROLES: _("Say yes to who does what, each side for itself, or ask"),
    Can.RECORD_YES: _("Write down an adult’s yes that was given aloud or on paper"),
    Can.WRITE_DOWN_ROLES: _("Write down a version of who does what"),
    Can.TICK: _("Tick a task, and write a few words beside it"),
    Can.RECORD_TRAVEL: _("Record the travel notice"),
    Can.RECORD_ARRIVAL: _("Record that people have landed"),
    Can.CHOOSE_SHARING: _("Record an adult’s sharing choices, alone with the adult"),
    Can.OPEN_CHECK: _("Open the check of connections, and set who takes care of each"),
    Can.ANSWER_CONNECTION: _("Say how far a connection to a service is"),
    Can.SET_RHYTHM: _("Write down how often one is in touch"),
    Can.SEE_GAP: _("Say that something is missing"),
    Can.ANSWER_GAP: _("Answer what somebody sees missing"),
    Can.GIVE_KEY: _("Give an adult the key to the own page, and end it"),
    Can.CARRY_LINK: _("Make a link to the next meeting that others may pass on"),
    Can.SPEND_KEY: _("Open the family’s page to whoever holds its key"),
    Can.ASK_WORKER: _("Ask the worker a question in the open"),
    Can.ANSWER_WORKER_QUESTION: _("Answer such a question"),
    Can.WRITE_UPDATE: _("Write news to all four voices"),
    Can.WRITE_PRIVATE: _("Write on the private line"),
    Can.CHECK_IN: _("Say how one is"),
    Can.ANSWER_CHECK_IN: _("Answer an adult who said how things are"),
    Can.REFER_ONWARD: _("Ask a service to receive somebody, and note what came of it"),
    Can.SET_TERM: _("Say how long the sponsors support the family"),
    Can.HAND_OVER: _("Hand a family over to another worker"),
    Can.AGREE_HANDOVER: _("Say yes to a handover"),
    Can.WISH_FOR_HANDOVER: _("Say what the next worker should know, and what not"),
    Can.ASK_OTHER_WORKER: _("Ask for another worker"),
    Can.ANSWER_WORKER_REQUEST: _("Answer that request"),
    Can.RAISE_CONCERN: _("Tell about a problem, and choose who hears it"),
    Can.HEAR_CONCERN: _("Read and answer a concern that is addressed to one"),
    Can.WRITE_NOTE: _("Write a short note for safety, with readers named one by one"),
    Can.LOOK_AFTER_DIFFICULTY: _("Look after a difficulty, each side heard apart"),
    Can.FREEZE_VIEW: _("Stop showing new things to the sponsors, with an adult’s yes"),
    Can.ADD_SUPPORT: _("Plan added support for one person"),
    Can.NAME_READER: _("Name who else needs to know, with an adult’s yes"),
    Can.MOVE: _("Say that the family moves to another community"),
    Can.SETTLE_MOVE: _("Say how the sponsorship goes on after a move"),
    Can.WITHDRAW: _("Stop taking part, each adult for oneself"),
    Can.LEAVE_FAMILY: _("Leave a family, as its sponsor group"),
    Can.BRING_GROUP: _("Bring another sponsor group to a family"),
    Can.SAY_WHO_FOLLOWS: _("Say who of the family follows later"),
    Can.PLAN_MONTH_13: _("Begin the plan for the month after the sponsorship"),
    Can.KEEP_BUDGET: _("Keep an adult’s budget for that month"),
    Can.CLOSE: _("End the year together, with a lasting contact"),
    Can.REOPEN: _("Open it again"),
    Can.CHOOSE_CLOSING: _("Say what one wants afterwards, each adult for oneself"),
    Can.OPEN_EMERGENCY: _("Open a family of the own agency because of an emergency, for hours"),
    Can.END_EMERGENCY: _("End such an opening before its hour"),
    Can.REVIEW_EMERGENCY: _("Look at such an opening, when one was told of it"),
}

#: Fields as they stand in the file of one's own data; others stand there by their own name.
FIELDS: dict[str, Promise] = {
    # Translators: a field of one's own data: what somebody wrote
    "text": _("Text"),
    "name": _("Name"),
    # Translators: a field of one's own data
    "full_name": _("Full name"),
    # Translators: a field of one's own data
    "born_on": _("Birth date"),
    "phone": _("Telephone"),
    "email": _("E-mail"),
    "language": _("Language"),
    # Translators: a field of one's own data: the day and hour
    "at": _("When"),
    # Translators: a field of one's own data: on which day
    "on": _("Day"),
    # Translators: a field of one's own data: who wrote it
    "by": _("By whom"),
    # Translators: a field of one's own data: the answer to a question
    "answer": _("Answer"),
    # Translators: a field of one's own data: since when it holds
    "since": _("Since"),
    # Translators: a field of one's own data: until when it held
    "until": _("Until"),
    # Translators: a field of one's own data: the part of a person around a family
    "seat": _("Part"),
    "organization": _("Organization"),
    # Translators: a field of one's own data: to which organization a yes was given
    "recipient": _("Given to"),
    # Translators: a field of one's own data
    "given_at": _("Given on"),
    # Translators: a field of one's own data
    "withdrawn_at": _("Taken back on"),
    # Translators: a field of one's own data: what was done
    "verb": _("Act"),
}
