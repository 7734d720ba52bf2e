"""Plain words of tasks, phases and connections in the reader's language: the edition's in English and French, drafts elsewhere.

A draft is `words/<language>.toml`; what it leaves empty stands there in English, marked as such.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy, pgettext_lazy

from intentional_connection.access.seats import Level, Seat
from intentional_connection.cases.models.meeting import MeetingKind, Voice, Way
from intentional_connection.cases.models.narrowing import ABOUT_ME, OWN
from intentional_connection.cases.models.protection import HearsBy
from intentional_connection.cases.models.staying import Feeling
from intentional_connection.family.tongue import Said, here, is_draft
from intentional_connection.partners.models import Kind

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from intentional_connection.kernel.text import Text
    from intentional_connection.practice.edition import Edition

FOLDER = Path(__file__).parent / "words"

#: Short words for the four voices, beside their shapes.
VOICES: dict[str, Promise] = {
    # Translators: one of the four voices, beside a triangle, on the family's own page
    Voice.NEWCOMER: pgettext_lazy("own page", "Your family"),
    # Translators: one of the four voices, beside a circle, on the family's own page
    Voice.SPONSOR: pgettext_lazy("own page", "Your sponsors"),
    # Translators: one of the four voices, beside a square, on the family's own page
    Voice.WORKER: pgettext_lazy("own page", "Your worker"),
    # Translators: one of the four voices, beside a diamond, on the family's own page: the organization behind the sponsors
    Voice.SAH: pgettext_lazy("own page", "The organization of your sponsors"),
}
#: Who hears a problem.
HEARS: dict[str, Promise] = {
    # Translators: who hears a problem
    HearsBy.WORKER: pgettext_lazy("own page", "Your worker"),
    HearsBy.SUPERVISOR: gettext_lazy("The boss at the agency"),
    # Translators: one of the four voices, beside a diamond, on the family's own page: the organization behind the sponsors
    HearsBy.SAH: pgettext_lazy("own page", "The organization of your sponsors"),
    HearsBy.LISTENER: gettext_lazy("Somebody outside, who only listens"),
}
#: Why somebody is there, by seat.
WHY: dict[str, Promise] = {
    Seat.NEWCOMER: gettext_lazy("Belongs to your family."),
    Seat.SPONSOR_REP: gettext_lazy("Speaks for your sponsors."),
    Seat.SPONSOR_MEMBER: gettext_lazy("Helps you, together with your sponsors."),
    Seat.SAH_STAFF: gettext_lazy("Stands behind your sponsors."),
    Seat.WORKER: gettext_lazy("Helps you from the beginning to the end."),
    Seat.BACKUP: gettext_lazy("Helps you when your worker is away."),
    Seat.SUPERVISOR: gettext_lazy("Works with your worker."),
}
#: What an organization is, in plain words.
KINDS: dict[str, Promise] = {
    Kind.SAH: gettext_lazy("an organization that stands behind sponsors"),
    Kind.SPO: gettext_lazy("an agency that helps newcomers"),
    Kind.CONSTITUENT_GROUP: gettext_lazy("a group of sponsors"),
    Kind.GROUP_OF_FIVE: gettext_lazy("a group of sponsors"),
    Kind.COMMUNITY_SPONSOR: gettext_lazy("a group of sponsors"),
    Kind.NETWORK: gettext_lazy("a network of agencies"),
}
#: What somebody opened, by level.
OPENED: dict[Level, Promise] = {
    # Translators: what somebody opened, in a list on the family's own page
    Level.PLAN: pgettext_lazy("own page", "your plan"),
    # Translators: what somebody opened, in a list on the family's own page
    Level.MEETING: pgettext_lazy("own page", "your meetings"),
    # Translators: what somebody opened, in a list on the family's own page
    Level.TIMES: pgettext_lazy("own page", "days of meetings"),
    # Translators: what somebody opened, in a list on the family's own page
    Level.IDENTITY: gettext_lazy("full name, birth date, phone"),
    # Translators: what somebody opened, in a list on the family's own page
    Level.TRAVEL: pgettext_lazy("own page", "your travel"),
    # Translators: what somebody opened, in a list on the family's own page
    Level.SENSITIVE: gettext_lazy("things such as health or money"),
    # Translators: what somebody opened, in a list on the family's own page
    Level.PRIVATE: gettext_lazy("your private words with your worker"),
    # Translators: what somebody opened, in a list on the family's own page
    Level.CIRCLE: gettext_lazy("who is around you, and your choices"),
    # Translators: what somebody opened, in a list on the family's own page
    Level.LAST_CONTACT: gettext_lazy("the day of the last call"),
}
#: How an adult is, with the face beside it.
FEELINGS: dict[str, Promise] = {
    # Translators: answer to "How are you?" on the family's own page
    Feeling.GOOD: pgettext_lazy("own page", "Good"),
    # Translators: answer to "How are you?" on the family's own page
    Feeling.SO_SO: pgettext_lazy("own page", "So-so"),
    # Translators: answer to "How are you?" on the family's own page
    Feeling.HARD: pgettext_lazy("own page", "Not good"),
}
FACES: dict[str, str] = {
    Feeling.GOOD: "\N{SLIGHTLY SMILING FACE}",
    Feeling.SO_SO: "\N{NEUTRAL FACE}",
    Feeling.HARD: "\N{SLIGHTLY FROWNING FACE}",
}
WAYS: dict[str, Promise] = {
    # Translators: how people meet
    Way.VIDEO: gettext_lazy("By video"),
    # Translators: how people meet
    Way.PHONE: gettext_lazy("By telephone"),
    # Translators: how people meet
    Way.PLACE: gettext_lazy("In person"),
}
MEETINGS: dict[str, Promise] = {
    MeetingKind.PRE_ARRIVAL: gettext_lazy("A meeting before you travel."),
    MeetingKind.SHORT: gettext_lazy("A short meeting before you travel."),
    MeetingKind.POST_ARRIVAL: gettext_lazy("Your first meeting together in Canada."),
    MeetingKind.REVIEW: gettext_lazy("A meeting to see how it goes."),
    MeetingKind.HANDOVER: gettext_lazy("A meeting with your next worker."),
}
#: What an adult may wish of another worker, by the edition's code.
WISHES: dict[str, Promise] = {
    # Translators: which worker an adult wishes
    "wish_woman": gettext_lazy("A woman"),
    # Translators: which worker an adult wishes
    "wish_man": gettext_lazy("A man"),
    "wish_language": gettext_lazy("Somebody who speaks another language with me"),
    # Translators: which worker an adult wishes
    "wish_other": gettext_lazy("Just somebody else"),
    MeetingKind.CLOSING: gettext_lazy("A meeting to end the year together."),
}


#: Topics that an adult can hide from the sponsors.
TOPICS: dict[str, Promise] = {
    # Translators: a topic that can be hidden
    "health": pgettext_lazy("own page", "Health"),
    # Translators: a topic that can be hidden
    "money": pgettext_lazy("own page", "Money"),
    # Translators: a topic that can be hidden: where one lives
    "housing": pgettext_lazy("own page", "Our home"),
    # Translators: a topic that can be hidden
    "documents": pgettext_lazy("own page", "Papers"),
    "children_school": gettext_lazy("Children and school"),
    # Translators: a topic that can be hidden
    "work": pgettext_lazy("own page", "Work"),
    "language_learning": gettext_lazy("Learning the language"),
    "agency_services": gettext_lazy("Help from the agency"),
    "orientation_rights": gettext_lazy("Daily life and rights"),
    OWN: gettext_lazy("Tasks that we added ourselves"),
    ABOUT_ME: gettext_lazy("Everything that is only about me"),
}


@lru_cache(maxsize=16)
def draft(language: str) -> dict[str, dict[str, str]]:
    """The draft words of a language, by group (tasks, phases, check) and code; empty where there is no file."""
    path = FOLDER / f"{language}.toml"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        return tomllib.load(file)


def task(edition: Edition, code: str) -> Said:
    """The plain sentence of a task of the catalogue."""
    return _said("tasks", code, edition.task(code).plain)


def phase(edition: Edition, key: str) -> Said:
    """The name of a time of tasks."""
    return _said("phases", key, edition.phase(key))


def item(edition: Edition, key: str) -> Said:
    """The plain sentence of an item of the connection check."""
    return _said("check", key, next(one.plain for one in edition.check_items if one.key == key))


def wish(edition: Edition, code: str) -> Promise | str:
    """What an adult may wish of another worker; a code that the drafts do not know in the edition's words."""
    return WISHES.get(code) or edition.reason(code).in_(here() if not is_draft(here()) else "en")


def _said(group: str, code: str, text: Text) -> Said:
    language = here()
    if not is_draft(language):
        return Said(text.in_(language), language)
    found = draft(language).get(group, {}).get(code, "")
    return Said(found, language) if found else Said(text.in_("en"), "en")


def opened(levels: int) -> list[Promise]:
    """What levels hold, in words; what the adult does not read is left out."""
    return [word for level, word in OPENED.items() if levels & level]
