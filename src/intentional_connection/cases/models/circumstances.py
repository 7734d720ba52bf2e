"""What holds for a family: which conditions of the catalogue are asked of whom, and who may answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from intentional_connection.cases.models.case import AgeGroup, Newcomer
from intentional_connection.cases.models.keeping import NEEDS_INTERPRETER, asks_for_interpreter, writing
from intentional_connection.cases.models.tasks import Circumstance, PrivateCircumstance
from intentional_connection.kernel import clock
from intentional_connection.roles.tasks import hidden

if TYPE_CHECKING:
    from uuid import UUID

    from intentional_connection.cases.models.case import Case
    from intentional_connection.kernel.text import Text
    from intentional_connection.people.models import Account

    Key = tuple[str, UUID | None]

#: Asked once for the whole family.
OF_ALL = (NEEDS_INTERPRETER, "contact_possible", "temporary_home")
#: Asked for each child, and for each adult.
OF_A_CHILD = ("has_school_age", "has_preschool")
OF_AN_ADULT = ("job_seeking", "foreign_credentials")
#: Only where the reader may write what is sensitive about that person. What happens once (a move, a worry) is not asked.
SECRET = ("special_needs_flag", "urgent_health", "pregnancy_or_newborn")
SECRET_OF_AN_ADULT = ("has_immigration_loan", "low_income", "income_gap", "declared_family_abroad")


@dataclass(frozen=True, slots=True)
class Question:
    """One condition, about one person or about all, as a question; what holds now."""

    condition: str
    person: Newcomer | None
    text: Text
    holds: bool

    @property
    def key(self) -> Key:
        """By what an answer is given."""
        return self.condition, self.person.pk if self.person else None

    @property
    def secret(self) -> bool:
        """Whether the answer itself gives something away."""
        return hidden(self.condition)


def questions_for(case: Case, by: Account) -> list[Question]:
    """What this account may answer, the family's questions first, then person by person. Four queries."""
    people = list(Newcomer.objects.visible_to(by).filter(case=case).in_order())
    may, standing = writing(case, by), _standing(case, by)
    asked: list[tuple[str, Newcomer | None]] = [(one, None) for one in OF_ALL]
    for person in people:
        asked += [(one, person) for one in _of(person)]
    edition = case.adoption.edition
    return [
        Question(condition, person, edition.condition(condition), (condition, person.pk if person else None) in standing)
        for condition, person in asked
        if may.may(case.pk, person.pk if person else None, secret=hidden(condition))
    ]


def _of(person: Newcomer) -> tuple[str, ...]:
    adult = person.age_group == AgeGroup.ADULT
    own = OF_AN_ADULT if adult else OF_A_CHILD
    return (*own, *SECRET, *(SECRET_OF_AN_ADULT if adult else ()))


def _standing(case: Case, by: Account) -> set[Key]:
    """What holds now, as far as the account may read it; an interpreter also where the referral asked for one."""
    rows = list(Circumstance.objects.visible_to(by).filter(case=case).values_list("condition", "newcomer_id", "ended_at"))
    private = PrivateCircumstance.objects.visible_to(by).filter(case=case, ended_at=None)
    standing = {(condition, person) for condition, person, ended_at in rows if ended_at is None}
    if NEEDS_INTERPRETER not in {condition for condition, _person, _ended in rows} and asks_for_interpreter(case):
        standing.add((NEEDS_INTERPRETER, None))
    return standing | set(private.values_list("condition", "newcomer_id"))


def keep(case: Case, by: Account, holds: dict[Key, bool]) -> bool:
    """Begin and end rows so that these answers stand; whether anything changed."""
    changed = False
    for (condition, person), wanted in holds.items():
        changed |= _keep_one(case, by, condition, person, wanted=wanted)
    return changed


def _keep_one(case: Case, by: Account, condition: str, person: UUID | None, *, wanted: bool) -> bool:
    model: Any = PrivateCircumstance if hidden(condition) else Circumstance
    rows = model.objects.visible_to(by).filter(case=case, condition=condition, newcomer_id=person)
    row = rows.filter(ended_at=None).first()
    if wanted == (row is not None):
        return _settle(case, by, condition, person, wanted=wanted, known=rows.exists())
    if row is not None:
        row.ended_by, row.ended_at = by, clock.now()
        row.save(update_fields=["ended_by", "ended_at"])
    else:
        model.objects.create(case=case, newcomer_id=person, condition=condition, by=by)
    return True


def _settle(case: Case, by: Account, condition: str, person: UUID | None, *, wanted: bool, known: bool) -> bool:
    """A no to what the referral presumed is kept too: a row begun and ended at once."""
    if wanted or known or condition != NEEDS_INTERPRETER or not asks_for_interpreter(case):
        return False
    now = clock.now()
    Circumstance.objects.create(case=case, newcomer_id=person, condition=condition, by=by, at=now, ended_by=by, ended_at=now)
    return True


