"""From 110 types to one family's tasks."""

from collections import Counter
from dataclasses import replace

import pytest

from intentional_connection.roles.model import Cell, Family, Human, Part, Party
from intentional_connection.roles.tasks import (
    PERSONAL,
    hidden,
    lead_without_sah,
    led_by_the_network,
    not_needed_after_outreach,
    proposed,
    wanted,
)
from intentional_connection.roles.tests.world import ALL, FACTS, FAMILY, LUWAM, SARA, TYPES, YONAS, helps, lead, told


def for_whom(family: Family, code: str) -> list[object]:
    return [one.person for one in wanted(ALL, family) if one.code == code]


def test_the_family_of_the_handbook_has_140_tasks_from_91_types() -> None:
    found = wanted(ALL, FAMILY)
    per = Counter(TYPES[one.code].applies_per for one in found)
    assert (len(found), len({one.code for one in found})) == (140, 91)
    assert per == {"case": 34, "household": 16, "person": 36, "adult": 50, "child": 4}


def test_without_a_sah_it_has_136() -> None:
    assert len(wanted(ALL, replace(FAMILY, has_sah=False))) == 136


def test_a_single_adult_has_86() -> None:
    alone = replace(FAMILY, people=(LUWAM,), facts=FACTS - {("has_school_age", "sara")})
    assert len(wanted(ALL, alone)) == 86


def test_a_family_of_five_with_foreign_diplomas_and_a_small_child_has_about_170() -> None:
    more = {("has_school_age", "ben"), ("has_preschool", "mia"), ("foreign_credentials", None)}
    five = replace(FAMILY, people=(*FAMILY.people, Human("ben", "B", False), Human("mia", "M", False)))
    assert 168 <= len(wanted(ALL, replace(five, facts=FACTS | more))) <= 173


def test_everybody_gets_a_health_card_and_every_adult_a_bank_account() -> None:
    assert for_whom(FAMILY, "T034") == ["luwam", "yonas", "sara"]
    assert for_whom(FAMILY, "T036") == ["luwam", "yonas"]


def test_a_home_is_arranged_once_for_the_household() -> None:
    assert for_whom(FAMILY, "T009") == [None]


def test_only_who_looks_for_work_is_referred_to_an_employment_service() -> None:
    family = replace(FAMILY, facts=frozenset({("job_seeking", "yonas")}))
    assert for_whom(family, "T079") == ["yonas"]


def test_a_fact_about_nobody_in_particular_concerns_all() -> None:
    family = replace(FAMILY, facts=frozenset({("job_seeking", None), ("job_seeking", "yonas")}))
    assert for_whom(family, "T079") == ["luwam", "yonas"]


def test_a_child_that_works_gets_no_adults_task_and_a_stranger_none() -> None:
    family = replace(FAMILY, facts=frozenset({("job_seeking", "sara"), ("job_seeking", "nobody")}))
    assert for_whom(family, "T079") == []


def test_a_fact_about_one_person_opens_the_task_of_the_whole_family() -> None:
    assert for_whom(replace(FAMILY, facts=frozenset({("declared_family_abroad", "luwam")})), "T084") == [None]


def test_child_benefit_is_asked_for_where_there_is_a_child() -> None:
    assert for_whom(FAMILY, "T037") == [None]
    assert for_whom(FAMILY, "T018") == ["sara"]
    assert for_whom(replace(FAMILY, people=(LUWAM, YONAS)), "T037") == []


def test_what_the_people_show_is_not_taken_from_a_fact() -> None:
    claimed = frozenset({("has_children", None), ("sah_case", None)})
    assert not for_whom(Family((LUWAM,), claimed), "T037")
    assert not for_whom(Family((LUWAM,), claimed), "T012")


def test_an_event_brings_its_tasks() -> None:
    moving = replace(FAMILY, facts=FACTS | {("secondary_migration", None)})
    assert {one.code for one in wanted(ALL, moving)} - {one.code for one in wanted(ALL, FAMILY)} == {
        "T101",
        "T102",
        "T103",
    }


def test_a_safety_concern_is_about_one_person() -> None:
    assert for_whom(replace(FAMILY, facts=FACTS | {("safety_concern", "luwam")}), "T110") == ["luwam"]


def test_each_task_carries_the_condition_it_hangs_on() -> None:
    assert {one.condition for one in wanted(ALL, FAMILY) if one.code == "T053"} == {"has_school_age"}


@pytest.mark.parametrize("task_type", ALL, ids=lambda one: one.code)
def test_the_proposal_is_the_catalogues_row_without_the_network(task_type: object) -> None:
    row = [(task_type.lead_default, "lead"), *((one, "help") for one in task_type.support_default)]
    row += [(one, "informed") for one in task_type.informed_default]
    expected = [(one.lower(), part) for one, part in row if one != "COORDINATOR"]
    assert [(cell.party, cell.part) for cell in proposed(task_type, has_sah=True)] == expected
    assert all(cell.person is None for cell in proposed(task_type, has_sah=True))


@pytest.mark.parametrize("task_type", ALL, ids=lambda one: one.code)
def test_without_a_sah_its_cells_are_absent_and_each_task_that_arises_keeps_a_lead(task_type: object) -> None:
    cells = proposed(task_type, has_sah=False)
    parties = [cell.party for cell in cells]
    assert not {Party.SAH, Party.COORDINATOR} & set(parties)
    assert len(parties) == len(set(parties))
    if task_type.applies_if != "sah_case" and task_type.code != "T098":
        assert [cell.part for cell in cells].count(Part.LEAD) == 1


def test_eight_tasks_of_a_sah_get_another_lead_where_there_is_none() -> None:
    others = {code: lead_without_sah(code) for code in TYPES if lead_without_sah(code)}
    sponsors = dict.fromkeys(("T001", "T002", "T021", "T102", "T105", "T107"), Party.SPONSOR)
    assert others == sponsors | dict.fromkeys(("T104", "T106"), Party.WORKER)
    for code, party in others.items():
        assert proposed(TYPES[code], has_sah=False)[0] == lead(party)


def test_whoever_leads_instead_no_longer_helps() -> None:
    assert proposed(TYPES["T001"], has_sah=False) == (lead(Party.SPONSOR), told(Party.WORKER))
    assert proposed(TYPES["T104"], has_sah=False) == (lead(Party.WORKER),)


def test_after_outreach_nobody_refers_and_the_worker_asks_for_consent() -> None:
    assert not_needed_after_outreach("T001")
    assert not not_needed_after_outreach("T002")
    assert proposed(TYPES["T001"], has_sah=False, outreach=True) == ()
    assert proposed(TYPES["T002"], has_sah=False, outreach=True) == (lead(Party.WORKER), helps(Party.SPONSOR))
    assert proposed(TYPES["T004"], has_sah=True, outreach=True) == proposed(TYPES["T004"], has_sah=True)


def test_the_question_of_month_13_is_led_by_the_network_alone() -> None:
    assert [code for code in TYPES if led_by_the_network(TYPES[code])] == ["T098"]
    assert proposed(TYPES["T098"], has_sah=True) == (helps(Party.WORKER), Cell(Party.NEWCOMER, Part.INFORMED))


@pytest.mark.parametrize("condition", ["safety_concern", "pregnancy_or_newborn", "has_immigration_loan", "low_income"])
def test_a_task_that_gives_a_secret_away_is_hidden(condition: str) -> None:
    assert hidden(condition)


def test_ten_conditions_give_nothing_away() -> None:
    assert len({task_type.applies_if for task_type in ALL if not hidden(task_type.applies_if)}) == 10
    assert not hidden("job_seeking")


def test_nobody_gets_a_task_twice() -> None:
    found = wanted(ALL, FAMILY)
    assert len({(one.code, one.person) for one in found}) == len(found)
    assert all((one.person is None) != (TYPES[one.code].applies_per in PERSONAL) for one in found)
    assert SARA.id not in {one.person for one in found if TYPES[one.code].applies_per == "adult"}
