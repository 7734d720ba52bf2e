"""Words for every seat, level and right: the page "Who may do what" is printed with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from intentional_connection.access.seats import Can, Level, Seat

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
    Seat.SYSTEM: _("The program itself, when it sends reminders"),
    Seat.SELF: _("Everybody, about themselves"),
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
    Can.WRITE_PRIVATE: _("Write on the private line, the adult and the worker"),
    Can.CHECK_IN: _("Say how one is"),
    Can.ANSWER_CHECK_IN: _("Answer how somebody is, in person"),
    Can.REFER_ONWARD: _("Ask a service to receive somebody, and note what came of it"),
}
