"""Who may lead which kind of task, who sets it "not needed", and whose yes decides: the table of the handbook."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from intentional_connection.roles.model import Party

if TYPE_CHECKING:
    from intentional_connection.practice.catalogue import TaskType

OBLIGATION, FUNDED, OWN = "sponsor_obligation", "funded_service", "newcomer_own"
OF_SAH = frozenset({"sah_obligation", "sah_policy"})
#: The family's own affairs beside `newcomer_own`: services, school, health, work, lasting home.
FAMILY_KINDS = frozenset({OWN, FUNDED, "public_service"})
FAMILY_DOMAINS = frozenset({"health", "children_school", "work"})
LASTING_HOME = "temporary_home"


class Answer(StrEnum):
    """Whether a party may lead."""

    YES = "yes"
    WITH_REASON = "with_reason"
    NO = "no"


@dataclass(frozen=True, slots=True)
class MayLead:
    """The answer, and the code of what a page says beside it (empty: nothing)."""

    answer: Answer
    code: str = ""


_YES = MayLead(Answer.YES)
_SPECIAL: dict[tuple[str, Party], MayLead] = {
    (OBLIGATION, Party.WORKER): MayLead(Answer.NO, "sponsorship_undertaking"),
    (OBLIGATION, Party.SAH): MayLead(Answer.WITH_REASON, "sah_steps_in"),
    (OBLIGATION, Party.NEWCOMER): MayLead(Answer.YES, "sponsors_stay_answerable"),
    (FUNDED, Party.SPONSOR): MayLead(Answer.WITH_REASON, "agency_is_funded"),
    (FUNDED, Party.SAH): MayLead(Answer.NO, "agency_is_funded"),
    **{
        (OWN, party): MayLead(Answer.YES, "family_decides")
        for party in (Party.SPONSOR, Party.WORKER, Party.SAH)
    },
}  # fmt: skip


def who_may_lead(kind: str, party: Party, *, has_sah: bool = True) -> MayLead:
    """Answer whether the party may lead a task of this kind, and what must be said.

    `with_reason`: only with the notice named by the code, and a reason that is kept. A SAH's duties are its
    own; without one, sponsors or worker take them.
    """
    if party is Party.COORDINATOR or (party is Party.SAH and not has_sah):
        return MayLead(Answer.NO, "not_in_circle")
    if kind in OF_SAH:
        able = {Party.SAH} if has_sah else {Party.SPONSOR, Party.WORKER}
        return _YES if party in able else MayLead(Answer.NO, "sah_duty")
    return _SPECIAL.get((kind, party), _YES)


def who_sets_not_needed(kind: str, lead: Party | None, *, has_sah: bool = True) -> frozenset[Party]:
    """Return the parties that say together, with a reason, that a task is not needed.

    Where the table names the lead and nobody leads, the family says it alone; a SAH's task without a SAH and
    without a lead is for the sponsors to say.
    """
    if kind in OF_SAH:
        return frozenset({Party.SAH if has_sah else lead or Party.SPONSOR})
    if kind in {FUNDED, OWN}:
        return frozenset({Party.NEWCOMER})
    other = {OBLIGATION: Party.SPONSOR, "practice": Party.WORKER}.get(kind, lead)
    return frozenset({Party.NEWCOMER} | ({other} if other else set()))


def decides(task_type: TaskType) -> Party | None:
    """Return whose yes the task needs: the family's for its own affairs; None: that of whoever leads."""
    its_own = (
        task_type.kind in FAMILY_KINDS
        or task_type.domain in FAMILY_DOMAINS
        or task_type.applies_if == LASTING_HOME
    )  # fmt: skip
    return Party.NEWCOMER if its_own else None
