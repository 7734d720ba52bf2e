"""Who cannot be suggested, and the one rule that is shown for it."""

from datetime import date, timedelta

import pytest

from intentional_connection.matching.model import Absence, Family, Worker
from intentional_connection.matching.rules import Rule, hard
from intentional_connection.matching.tests.world import THE_DAY, a_family, a_worker

A_DAY = timedelta(days=1)

SET_ASIDE = [
    (Rule.LEFT, a_family(), a_worker(left_on=THE_DAY)),
    (Rule.ABSENT, a_family(), a_worker(absences=(Absence(THE_DAY, THE_DAY),))),
    (Rule.ABSENT, a_family(), a_worker(absences=(Absence(date(2026, 10, 1), THE_DAY),))),
    (Rule.ASKED_FOR_ANOTHER, a_family(asked_for_another=("selam",)), a_worker()),
    (Rule.NO_AGREEMENT, a_family(), a_worker(has_agreement=False)),
    (Rule.GENDER_WISH, a_family(gender_wish="woman"), a_worker(gender="man")),
    (Rule.GENDER_WISH, a_family(gender_wish="woman"), a_worker()),
    (Rule.AT_CAP, a_family(), a_worker(load_points=24)),
    (Rule.AT_CAP, a_family(load_points=3), a_worker(load_points=22)),
]

SUGGESTED = [
    (a_family(), a_worker()),
    (a_family(), a_worker(left_on=THE_DAY + A_DAY)),
    (a_family(), a_worker(absences=(Absence(THE_DAY + A_DAY, THE_DAY + A_DAY),))),
    (a_family(), a_worker(absences=(Absence(THE_DAY - A_DAY, THE_DAY - A_DAY),))),
    (a_family(), a_worker(has_agreement=False, has_terms=True)),
    (a_family(gender_wish="woman"), a_worker(gender="woman")),
    (a_family(load_points=3), a_worker(load_points=21)),
]


@pytest.mark.parametrize(("rule", "family", "worker"), SET_ASIDE)
def test_a_rule_sets_a_worker_aside(rule: Rule, family: Family, worker: Worker) -> None:
    assert hard(family, worker) is rule


@pytest.mark.parametrize(("family", "worker"), SUGGESTED)
def test_just_inside_a_rule_a_worker_is_suggested(family: Family, worker: Worker) -> None:
    assert hard(family, worker) is None


def test_the_rule_shown_is_the_one_that_lasts_longest() -> None:
    gone_and_full = a_worker(left_on=THE_DAY, load_points=24, has_agreement=False)
    assert hard(a_family(), gone_and_full) is Rule.LEFT


def test_not_speaking_the_language_sets_nobody_aside() -> None:
    assert hard(a_family(), a_worker(languages={})) is None
