"""The doors of a family's page, under short headings: now, in touch, the year, when it gets hard, choices and papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from intentional_connection.access.seats import Can
from intentional_connection.cases.forms.staying import every_words
from intentional_connection.cases.models.case import AgeGroup
from intentional_connection.kernel import clock
from intentional_connection.ui.templatetags.ic import day, moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from intentional_connection.cases.models import Case, Newcomer
    from intentional_connection.cases.models.path import Where

    Rights = dict[str, bool]


@dataclass(frozen=True, slots=True)
class Door:
    """One way on from the family's page, with where it stands in a few words."""

    icon: str
    name: str
    line: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """Doors that belong together, under one short heading."""

    key: str
    name: str
    doors: list[Door]


#: Pages that stand under another heading than "Now".
_HEADINGS = {
    **dict.fromkeys(("rhythm", "news", "questions", "private_lines"), "touch"),
    **dict.fromkeys(("month_13", "ending", "move", "handover"), "year"),
    **dict.fromkeys(("support", "concerns", "safety", "leave_family"), "hard"),
    **dict.fromkeys(("sharing", "keys", "record"), "papers"),
}


def _grouped(found: Iterable[tuple[str, Door]]) -> list[Group]:
    """The doors under their headings; a heading without a door is left out."""
    names = {
        # Translators: heading over pages of a family: what people do these weeks
        "now": pgettext("doors", "Now"),
        # Translators: heading over pages of a family: contacts, news, questions
        "touch": pgettext("doors", "In touch"),
        # Translators: heading over pages of a family: the sponsorship's year, its end, what changes
        "year": pgettext("doors", "The year and its changes"),
        # Translators: heading over pages of a family: problems, safety, added support
        "hard": pgettext("doors", "When it gets hard"),
        # Translators: heading over pages of a family: who may read what, keys, the record
        "papers": pgettext("doors", "Choices and papers"),
    }
    under: dict[str, list[Door]] = {key: [] for key in names}
    for page, door in found:
        under[_HEADINGS.get(page, "now")].append(door)
    return [Group(key, names[key], kept) for key, kept in under.items() if kept]


def doors(
    case: Case, stands: Where, can: Rights, people: Iterable[Newcomer] = (), *, reads_along: bool = False
) -> list[Group]:
    """What the reader can open, under short headings, once an agency has accepted; a part that the site leaves out has no door.

    `reads_along`: a colleague who was named with an adult's yes, for added support.
    """
    if stands.contact is None:
        return []
    if not (can.get(Can.TICK) or can.get(Can.DESIGNATE)):
        return _grouped([("support", _support(case))]) if reads_along else []
    found = [*_together(case, stands, can), *_arriving(case, stands, can), *_staying(case, stands, can), *_beside(case, stands, can)]
    found += _safely(stands, can)
    listed = [(url, Door(icon, name, line, reverse(f"cases:{url}", kwargs={"pk": case.pk}))) for icon, name, line, url in found]
    adult = next((one for one in people if one.age_group == AgeGroup.ADULT), None)
    if adult and can.get(Can.CHOOSE_SHARING):
        line = _("Each adult alone: who may read what.")
        listed.append(("sharing", Door("lock", _("Sharing choices"), line, reverse("cases:sharing", kwargs={"pk": adult.pk}))))
    if can.get(Can.WRITE_NOTE):  # SAH, worker and supervisor keep the record too
        line = _("Days and states of the whole path, on paper or as a table.")
        # Translators: a door of the family's page: what stands of its path, for the monitoring
        listed.append(("record", Door("print", _("Record"), line, reverse("desk:record", kwargs={"pk": case.pk}))))
    return _grouped(listed)


def _support(case: Case) -> Door:
    url = reverse("cases:support", kwargs={"pk": case.pk})
    return Door("people", _("Added support"), _("For one person, with that person’s yes."), url)


_Said = tuple[str, str, str, str]


def _together(case: Case, stands: Where, can: Rights) -> Iterator[_Said]:
    """Meetings, roles and the tasks that follow."""
    facts = stands.facts
    meets = _("Next: %(moment)s") % {"moment": moment(facts.meets_at)} if facts.meets_at else _("No meeting is planned.")
    # Translators: a door of the family's page
    yield "cal", _("Meetings"), meets, "meetings"
    if case.adoption.has("role_agreement"):
        yield "people", _("Who does what"), _("Every task with who leads, who helps, and who is told."), "board"
    mine = _("The worker’s tasks, due next.") if not can.get(Can.TICK) else _("What your side leads, due next.")
    # Translators: a door of the family's page: the tasks of the reader's own side
    yield "check", _("This week") if stands.is_here else _("Get ready"), mine, "ready"


def _arriving(case: Case, stands: Where, can: Rights) -> Iterator[_Said]:
    """The journey until somebody is here; then who has arrived."""
    facts = stands.facts
    if facts.arrived_on:
        line = _("Arrived on %(day)s") % {"day": day(facts.arrived_on)}
        if facts.lands_on:
            line = _("Some arrived on %(day)s; others land on %(later)s") % {
                "day": day(facts.arrived_on), "later": day(facts.lands_on),
            }  # fmt: skip
        yield "home", _("The arrival"), line, "arrival"
        return
    known = _("Lands on %(day)s") % {"day": day(facts.lands_on)} if facts.lands_on else _("The travel date is not known yet.")
    if case.adoption.has("travel_notice"):
        # Translators: a door of the family's page: the family's way to Canada
        yield "home", _("The journey"), known, "travel"
    elif can.get(Can.RECORD_ARRIVAL):
        yield "home", _("The arrival"), _("Write it down once somebody has landed."), "arrival"


def _rhythm(stands: Where) -> str:
    """How often one is in touch, and the next day."""
    facts = stands.facts
    if facts.every_days is None:
        return _("How often you are in touch is not agreed yet.")
    every = every_words(facts.every_days)
    if facts.rests_until and facts.rests_until > clock.today():
        return _("%(every)s; rests until %(day)s") % {"every": every, "day": day(facts.rests_until)}
    return _("%(every)s; next: %(day)s") % {"every": every, "day": day(facts.next_on)} if facts.next_on else every


def _staying(case: Case, stands: Where, can: Rights) -> Iterator[_Said]:
    """In touch: rhythm, news, questions, the private line."""
    if case.adoption.has("follow_up"):
        # Translators: a door of the family's page: how often the worker is in touch
        yield "phone", _("Staying in touch"), _rhythm(stands), "rhythm"
    # Translators: a door of the family's page
    yield "msg", _("News"), _("What everybody around the family reads, the family too."), "news"
    yield "q", _("Questions to the worker"), _("Asked and answered in the open."), "questions"
    if can.get(Can.ANSWER_CHECK_IN):
        # Translators: a door of the family's page: words between one adult and the worker
        yield "lock", _("Private line"), _("Each adult with you alone. Nobody else sees this."), "private_lines"


def _beside(case: Case, stands: Where, can: Rights) -> Iterator[_Said]:
    """What is missing, what holds, connections, keys."""
    yield "q", _("What is missing"), _("Gaps that people see, and the worker’s answers."), "gap"
    if can.get(Can.SAY_CIRCUMSTANCE):
        yield "edit", _("What holds for the family"), _("Answers that bring tasks or set them aside."), "circumstances"
    if case.adoption.has("connection_check") and stands.is_here:
        said = _("Every connection is complete.") if stands.facts.connected else _("Each service, with both answers.")
        yield "two", _("Connections to services"), said, "check"
    if stands.is_here and case.adoption.has("month_13"):
        yield "cal", _("The month after the sponsorship"), _("What is still to do, and each adult’s money."), "month_13"
    if stands.is_here:
        yield "home", _("The end of the year together"), _("Until when the sponsors support, and what stays."), "ending"
    if stands.is_here and can.get(Can.TICK):
        yield "home", _("A move"), _("Where the family moves to, and who helps there."), "move"
    if can.get(Can.LEAVE_FAMILY):
        yield "door", _("Stop sponsoring"), _("What follows when your group leaves."), "leave_family"
    if can.get(Can.CARRY_LINK):
        yield "door", _("Keys and links"), _("How the family opens its own page."), "keys"


def _safely(stands: Where, can: Rights) -> Iterator[_Said]:
    """Another worker, a problem with somebody, what only those named may read."""
    if can.get(Can.HAND_OVER) and stands.touched_on:
        yield "two", _("Hand over to another worker"), _("The family meets the next worker, wishes, and says yes."), "handover"
    if can.get(Can.RAISE_CONCERN):
        yield "msg", _("A problem with somebody"), _("Tell one who hears it. Whoever it is about does not see it."), "concerns"
    if can.get(Can.WRITE_NOTE):
        yield "lock", _("Safety and support"), _("What only those named may read."), "safety"
