"""The catalogue of settlement tasks is read whole, and a wrong line is said with its number and column."""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from intentional_connection.practice.catalogue import COLUMNS, read_tasks
from intentional_connection.practice.edition import SHIPPED_IN, EditionError, load

if TYPE_CHECKING:
    from pathlib import Path

FILE = SHIPPED_IN / "ontario-2021" / "tasks.csv"
TASKS = load("ontario-2021", 1).tasks
BY_CODE = {task.code: task for task in TASKS}


def test_there_are_110_task_types_without_gaps() -> None:
    assert [task.code for task in TASKS] == [f"T{number:03}" for number in range(1, 111)]


def test_leads_are_proposed_as_the_handbook_counts_them() -> None:
    leads = Counter(task.lead_default for task in TASKS)
    assert leads == {"SPONSOR": 50, "WORKER": 39, "SAH": 12, "NEWCOMER": 8, "COORDINATOR": 1}


def test_only_seven_days_are_official_and_every_other_is_suggested() -> None:
    official = [task.code for task in TASKS if not task.is_suggested]
    assert official == ["T037", "T066", "T067", "T073", "T084", "T085", "T090"]


def test_hard_limits_are_those_of_the_official_texts() -> None:
    limits = {task.code: task.hard_limit_day for task in TASKS if task.hard_limit_day is not None}
    assert limits == {"T037": 330, "T066": 180, "T067": 180, "T084": 365, "T090": 210}


def test_half_of_the_tasks_are_sensitive_and_most_apply_always() -> None:
    assert sum(task.sensitive for task in TASKS) == 50
    assert sum(task.applies_if == "always" for task in TASKS) == 71


def test_every_column_is_read() -> None:
    task = BY_CODE["T003"]
    assert (task.domain, task.phase, task.anchor) == ("partnership_referral", "planning", "referral")
    assert (task.due_offset_days, task.due_day_from_arrival, task.hard_limit_day) == (5, -37, None)
    assert (task.deadline_basis, task.kind) == ("editorial", "practice")
    assert (task.lead_default, task.support_default) == ("WORKER", ("COORDINATOR",))
    assert task.informed_default == ("SAH", "SPONSOR")
    assert (task.applies_per, task.applies_if, task.prerequisites) == ("case", "always", ("T001",))
    assert not task.sensitive
    assert task.source_refs == ("S01:L123",)
    assert task.label.en.startswith("Agency answers")
    assert task.label.fr.startswith("L'organisme répond")


def test_no_task_is_due_before_what_it_needs() -> None:
    for task in TASKS:
        for before in (BY_CODE[code] for code in task.prerequisites):
            if task.due_day_from_arrival is not None and before.due_day_from_arrival is not None:
                assert before.due_day_from_arrival <= task.due_day_from_arrival, task.code


#: code of the line, column, wrong cell, words of the error
WRONG = [
    ("T001", "code", "T1", "T and three digits"),
    ("T002", "code", "T001", "a code that stands there once"),
    ("T003", "domain", "transport", "one of agency_services"),
    ("T004", "phase", "", "one of after_year"),
    ("T005", "anchor", "moon", "one of arrival"),
    ("T006", "due_offset_days", "soon", "a whole number of days"),
    ("T006", "due_offset_days", "١٢", "a whole number of days"),
    ("T007", "due_day_from_arrival", "99", "due_day_from_arrival"),
    ("T101", "due_day_from_arrival", "5", "nothing for an event"),
    ("T037", "hard_limit_day", "1", "an official limit on or after the due day"),
    ("T038", "hard_limit_day", "330", "an official limit"),
    ("T008", "deadline_basis", "law", "one of editorial"),
    ("T009", "lead_default", "MAYOR", "one of COORDINATOR"),
    ("T010", "support_default", "MAYOR", "actors among"),
    ("T003", "informed_default", "WORKER", "each actor once"),
    ("T011", "kind", "duty", "one of funded_service"),
    ("T012", "applies_per", "group", "one of adult"),
    ("T013", "applies_if", "age > 17", "one of always"),
    ("T014", "prerequisites", "T999", "tasks that exist, not T999"),
    ("T015", "sensitive", "maybe", "one of no, yes"),
    ("T016", "source_refs", "", "source keys"),
    ("T017", "label_fr", "", "a text of 1 to 120 characters"),
    ("T001", "prerequisites", "T003", "no circle"),
]


@pytest.mark.parametrize(("code", "column", "cell", "words"), WRONG)
def test_a_wrong_cell_is_told(tmp_path: Path, code: str, column: str, cell: str, words: str) -> None:
    with FILE.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    next(row for row in rows if row["code"] == code)[column] = cell
    path = tmp_path / "tasks.csv"
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(EditionError) as caught:
        read_tasks(path)
    assert words in str(caught.value)
    assert str(caught.value).startswith("tasks.csv: ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the columns code,domain"),
        ("code;domain\n", "the columns code,domain"),
        (",".join(COLUMNS) + "\n", "at least one task"),
        (",".join(COLUMNS) + "\nT001,money\n", "19 columns, not 2"),
        (",".join(COLUMNS) + '\n"T001\n', "comma-separated values"),
    ],
)
def test_a_file_that_is_no_catalogue_is_told(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "tasks.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EditionError, match=r"^tasks\.csv: ") as caught:
        read_tasks(path)
    assert words in str(caught.value)
