"""Who may lead, who sets "not needed", who decides: the handbook's table, cell by cell."""

import pytest

from intentional_connection.roles.leading import Answer, decides, who_may_lead, who_sets_not_needed
from intentional_connection.roles.model import Party
from intentional_connection.roles.tests.world import ALL, TYPES

FAMILY, SPONSOR, WORKER, SAH = Party.NEWCOMER, Party.SPONSOR, Party.WORKER, Party.SAH
YES, REASON, NO = Answer.YES, Answer.WITH_REASON, Answer.NO

TABLE = [
    ("sponsor_obligation", (YES, YES, NO, REASON)),
    ("sah_obligation", (NO, NO, NO, YES)),
    ("sah_policy", (NO, NO, NO, YES)),
    ("funded_service", (YES, REASON, YES, NO)),
    ("newcomer_own", (YES, YES, YES, YES)),
    ("practice", (YES, YES, YES, YES)),
    ("public_service", (YES, YES, YES, YES)),
    ("good_practice", (YES, YES, YES, YES)),
]


@pytest.mark.parametrize(("kind", "answers"), TABLE)
def test_who_may_lead(kind: str, answers: tuple[Answer, ...]) -> None:
    assert tuple(who_may_lead(kind, party).answer for party in (FAMILY, SPONSOR, WORKER, SAH)) == answers


@pytest.mark.parametrize(
    ("kind", "party", "code"),
    [
        ("sponsor_obligation", WORKER, "sponsorship_undertaking"),
        ("sponsor_obligation", FAMILY, "sponsors_stay_answerable"),
        ("sponsor_obligation", SAH, "sah_steps_in"),
        ("sponsor_obligation", SPONSOR, ""),
        ("funded_service", SPONSOR, "agency_is_funded"),
        ("newcomer_own", WORKER, "family_decides"),
        ("newcomer_own", FAMILY, ""),
        ("sah_policy", WORKER, "sah_duty"),
    ],
)
def test_what_is_said_beside_the_answer(kind: str, party: Party, code: str) -> None:
    assert who_may_lead(kind, party).code == code


@pytest.mark.parametrize("kind", [kind for kind, _ in TABLE])
def test_the_network_and_an_absent_sah_lead_nothing(kind: str) -> None:
    assert who_may_lead(kind, Party.COORDINATOR).code == "not_in_circle"
    assert who_may_lead(kind, SAH, has_sah=False).answer is NO


def test_without_a_sah_its_duties_fall_to_sponsors_or_worker() -> None:
    assert [who_may_lead("sah_obligation", one, has_sah=False).answer for one in (FAMILY, SPONSOR, WORKER)] == [
        NO,
        YES,
        YES,
    ]


@pytest.mark.parametrize(
    ("kind", "parties"),
    [
        ("sponsor_obligation", {SPONSOR, FAMILY}),
        ("sah_obligation", {SAH}),
        ("sah_policy", {SAH}),
        ("funded_service", {FAMILY}),
        ("newcomer_own", {FAMILY}),
        ("practice", {WORKER, FAMILY}),
        ("public_service", {SAH, FAMILY}),
        ("good_practice", {SAH, FAMILY}),
    ],
)
def test_who_sets_not_needed(kind: str, parties: set[Party]) -> None:
    assert who_sets_not_needed(kind, SAH) == parties


def test_where_nobody_leads_the_family_says_that_it_is_not_needed() -> None:
    assert who_sets_not_needed("good_practice", None) == {FAMILY}
    assert who_sets_not_needed("good_practice", FAMILY) == {FAMILY}


def test_without_a_sah_its_task_is_set_aside_by_whoever_leads_it() -> None:
    assert who_sets_not_needed("sah_obligation", WORKER, has_sah=False) == {WORKER}
    assert who_sets_not_needed("sah_obligation", None, has_sah=False) == {SPONSOR}


@pytest.mark.parametrize("code", ["T032", "T047", "T055", "T056", "T053", "T080", "T061", "T066"])
def test_the_family_decides_about_its_own_affairs(code: str) -> None:
    assert decides(TYPES[code]) is FAMILY


@pytest.mark.parametrize("code", ["T001", "T009", "T015", "T029", "T087"])
def test_elsewhere_whoever_leads_decides(code: str) -> None:
    assert decides(TYPES[code]) is None


def test_the_catalogue_proposes_nobody_who_may_not_lead() -> None:
    refused = [
        one.code
        for one in ALL
        if one.lead_default != "COORDINATOR" and who_may_lead(one.kind, Party.of(one.lead_default)).answer is not YES
    ]
    assert refused == []
