"""From the catalogue to one family's tasks, and to the parts that are proposed in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intentional_connection.roles.model import Cell, Family, Part, Party, Wanted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intentional_connection.practice.catalogue import TaskType
    from intentional_connection.roles.model import Human, Id

#: A task of these is one person's own; the others are one for the whole family.
PERSONAL = frozenset({"person", "adult", "child"})
#: Conditions whose task may be seen by name: its existence gives no secret away.
SHOWN = frozenset(
    {
        "always",
        "sah_case",
        "contact_possible",
        "needs_interpreter",
        "has_children",
        "has_school_age",
        "has_preschool",
        "temporary_home",
        "foreign_credentials",
        "job_seeking",
    }
)
#: Tasks that a SAH leads and that arise without one too: who is suggested then.
WITHOUT_SAH = {
    "T001": Party.SPONSOR,
    "T002": Party.SPONSOR,
    "T021": Party.SPONSOR,
    "T102": Party.SPONSOR,
    "T104": Party.WORKER,
    "T105": Party.SPONSOR,
    "T106": Party.WORKER,
    "T107": Party.SPONSOR,
}
REFERRAL, SHARING_CONSENT = "T001", "T002"


def wanted(types: Iterable[TaskType], family: Family) -> list[Wanted]:
    """Return every task that the family should have now, in the order of the catalogue and of its people.

    A task of one person that hangs on a fact exists for the people the fact is about, for everybody where it
    names nobody. A condition that has ceased is simply not wanted any more.
    """
    return [
        Wanted(task_type.code, person, task_type.applies_if)
        for task_type in types
        for person in _for_whom(task_type, family)
    ]


def hidden(condition: str) -> bool:
    """Whether the mere existence of a task with this condition gives a secret away."""
    return condition not in SHOWN


def lead_without_sah(code: str) -> Party | None:
    """Return who is suggested to lead a SAH's task where there is no SAH; None for every other task."""
    return WITHOUT_SAH.get(code)


def not_needed_after_outreach(code: str) -> bool:
    """Whether the task falls away because the agency itself reached out: nobody has to refer the family then."""
    return code == REFERRAL


def led_by_the_network(task_type: TaskType) -> bool:
    """Whether the network leads: a round of questions that the product sends, for nobody of the circle to lead."""
    return Party.of(task_type.lead_default) is Party.COORDINATOR


def proposed(task_type: TaskType, *, has_sah: bool, outreach: bool = False) -> tuple[Cell, ...]:
    """Return the parts that the catalogue proposes: lead first, then help, then informed; agreed by nobody yet.

    The network never enters a family's board. Without a SAH its cells are absent and eight tasks get another
    lead. After outreach nobody refers, and asking for the sharing consent is the worker's.
    """
    if outreach and not_needed_after_outreach(task_type.code):
        return ()
    lead = _lead(task_type, has_sah=has_sah, outreach=outreach)
    absent = {lead, Party.COORDINATOR} | (set() if has_sah else {Party.SAH})
    parts = ((Part.HELP, task_type.support_default), (Part.INFORMED, task_type.informed_default))
    others = [Cell(party, part) for part, actors in parts for party in map(Party.of, actors) if party not in absent]
    return (*([Cell(lead, Part.LEAD)] if lead else []), *others)


def _lead(task_type: TaskType, *, has_sah: bool, outreach: bool) -> Party | None:
    if outreach and task_type.code == SHARING_CONSENT:
        return Party.WORKER
    lead = Party.of(task_type.lead_default)
    if lead is Party.SAH and not has_sah:
        return lead_without_sah(task_type.code)
    return None if lead is Party.COORDINATOR else lead


def _for_whom(task_type: TaskType, family: Family) -> list[Id | None]:
    about = _about(task_type.applies_if, family)
    if task_type.applies_per not in PERSONAL:
        return [None] if about else []
    return [
        human.id
        for human in family.people
        if _is_one(human, task_type.applies_per) and (None in about or human.id in about)
    ]


def _is_one(human: Human, per: str) -> bool:
    return per == "person" or human.is_adult == (per == "adult")


def _about(condition: str, family: Family) -> set[Id | None]:
    """Whom the condition holds for: ids, None for all, nobody at all where it does not hold."""
    holds = {
        "always": True,
        "sah_case": family.has_sah,
        "has_children": any(not human.is_adult for human in family.people),
    }.get(condition)
    if holds is None:
        return {person for fact, person in family.facts if fact == condition}
    return {None} if holds else set()
