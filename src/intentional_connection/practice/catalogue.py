"""The edition's catalogue of settlement tasks: one task type per line of `tasks.csv`."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from intentional_connection.kernel.text import Text
from intentional_connection.practice.reading import EditionError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FILE = "tasks.csv"
COLUMNS = (
    "code",
    "domain",
    "phase",
    "anchor",
    "due_offset_days",
    "due_day_from_arrival",
    "hard_limit_day",
    "deadline_basis",
    "lead_default",
    "support_default",
    "informed_default",
    "kind",
    "applies_per",
    "applies_if",
    "prerequisites",
    "sensitive",
    "source_refs",
    "label_en",
    "label_fr",
)
ACTORS = frozenset({"SAH", "SPONSOR", "WORKER", "NEWCOMER", "COORDINATOR"})


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Closed vocabularies. Domains and conditions are keys too: code asks for them by name.
VOCABULARY: dict[str, frozenset[str]] = {
    "domain": _words(
        """partnership_referral planning_roles money housing arrival documents health orientation_rights
        agency_services language_learning children_school work monitoring_evaluation events"""
    ),
    "phase": _words(
        """planning notice arrival_day first_week first_month first_quarter year_one transition after_year event"""
    ),
    "anchor": _words("referral notice arrival event"),
    "deadline_basis": _words("official programme practice editorial remembered"),
    "lead_default": ACTORS,
    "kind": _words(
        """sponsor_obligation practice funded_service newcomer_own good_practice sah_obligation public_service
        sah_policy"""
    ),
    "applies_per": _words("case household person adult child"),
    "applies_if": _words(
        """always sah_case contact_possible needs_interpreter special_needs_flag has_children has_school_age
        has_preschool urgent_health pregnancy_or_newborn temporary_home foreign_credentials job_seeking
        declared_family_abroad has_immigration_loan income_gap low_income secondary_migration
        sponsorship_difficulty split_arrival complex_case change_in_household safety_concern"""
    ),
    "sensitive": _words("yes no"),
}
#: The nominal calendar: days from arrival on which each anchor stands while its real day is unknown.
NOMINAL_DAY = {"referral": -42, "notice": -14, "arrival": 0}
CODE = re.compile(r"T\d{3}")
SOURCE = re.compile(r"S\d{2}(:L\d+)?|R")
LONGEST_LABEL = 120


@dataclass(frozen=True, slots=True)
class TaskType:
    """One kind of settlement task. Lead, support and informed are proposals until people have said yes.

    `due_offset_days` counts from the anchor's day; `due_day_from_arrival` is the same day on the nominal
    calendar (arrival = 0), None for events; `hard_limit_day` counts from arrival.
    `label` is the catalogue's own; pages say `title`, and `plain` on a family's phone (both from words.toml).
    """

    code: str
    domain: str
    phase: str
    anchor: str
    due_offset_days: int
    due_day_from_arrival: int | None
    hard_limit_day: int | None
    deadline_basis: str
    lead_default: str
    support_default: tuple[str, ...]
    informed_default: tuple[str, ...]
    kind: str
    applies_per: str
    applies_if: str
    prerequisites: tuple[str, ...]
    sensitive: bool
    source_refs: tuple[str, ...]
    label: Text
    title: Text
    plain: Text

    @property
    def is_suggested(self) -> bool:
        """Whether pages say "suggested" beside the day: for everything but official texts."""
        return self.deadline_basis != "official"


def read_tasks(path: Path) -> tuple[TaskType, ...]:
    """Every task type in the file's order. Refused for unknown words, codes twice, missing tasks or a circle."""
    tasks = tuple(_task(line, row) for line, row in enumerate(_rows(path), start=2))
    if not tasks:
        raise EditionError(FILE, "line 2", "at least one task")
    _require_links(tasks)
    _require_no_circle({task.code: task.prerequisites for task in tasks})
    return tasks


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EditionError(FILE, "the file", f"readable text in UTF-8 ({error})") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = list(reader)
    except csv.Error as error:
        raise EditionError(FILE, f"line {reader.line_num}", f"comma-separated values ({error})") from None
    if not lines or tuple(lines[0]) != COLUMNS:
        raise EditionError(FILE, "line 1", f"the columns {','.join(COLUMNS)}")
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(COLUMNS):
            raise EditionError(FILE, f"line {number}", f"{len(COLUMNS)} columns, not {len(line)}")
    return [dict(zip(COLUMNS, line, strict=True)) for line in lines[1:]]


def _task(line: int, row: dict[str, str]) -> TaskType:
    for column, known in VOCABULARY.items():
        if row[column] not in known:
            raise _error(line, row, column, f"one of {', '.join(sorted(known))}")
    actors = {column: _list(row[column]) for column in ("support_default", "informed_default")}
    _require_actors(line, row, actors)
    label = Text(en=_label(line, row, "label_en"), fr=_label(line, row, "label_fr"))
    task = TaskType(
        code=_match(line, row, "code", CODE, "T and three digits"),
        domain=row["domain"],
        phase=row["phase"],
        anchor=row["anchor"],
        due_offset_days=_number(line, row, "due_offset_days"),
        due_day_from_arrival=_number_or_none(line, row, "due_day_from_arrival"),
        hard_limit_day=_number_or_none(line, row, "hard_limit_day"),
        deadline_basis=row["deadline_basis"],
        lead_default=row["lead_default"],
        support_default=actors["support_default"],
        informed_default=actors["informed_default"],
        kind=row["kind"],
        applies_per=row["applies_per"],
        applies_if=row["applies_if"],
        prerequisites=_list(row["prerequisites"]),
        sensitive=row["sensitive"] == "yes",
        source_refs=_sources(line, row),
        label=label,
        # until the edition's own words are put in (wording.in_words)
        title=label,
        plain=label,
    )
    _require_days(line, row, task)
    return task


def _error(line: int, row: dict[str, str], column: str, expected: str) -> EditionError:
    return EditionError(FILE, f"line {line} ({row['code'] or 'no code'}), {column}", expected)


def _list(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(";")) if cell else ()


def _match(line: int, row: dict[str, str], column: str, form: re.Pattern[str], expected: str) -> str:
    if not form.fullmatch(row[column]):
        raise _error(line, row, column, expected)
    return row[column]


def _number(line: int, row: dict[str, str], column: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,4}", row[column]):
        raise _error(line, row, column, "a whole number of days")
    return int(row[column])


def _number_or_none(line: int, row: dict[str, str], column: str) -> int | None:
    return _number(line, row, column) if row[column] else None


def _label(line: int, row: dict[str, str], column: str) -> str:
    label = row[column]
    if not label.strip() or len(label) > LONGEST_LABEL:
        raise _error(line, row, column, f"a text of 1 to {LONGEST_LABEL} characters")
    return label


def _sources(line: int, row: dict[str, str]) -> tuple[str, ...]:
    sources = _list(row["source_refs"])
    if not sources or not all(SOURCE.fullmatch(source) for source in sources):
        raise _error(line, row, "source_refs", "source keys such as S01:L67, S13 or R")
    return sources


def _require_actors(line: int, row: dict[str, str], actors: dict[str, tuple[str, ...]]) -> None:
    for column, named in actors.items():
        if not set(named) <= ACTORS:
            raise _error(line, row, column, f"actors among {', '.join(sorted(ACTORS))}")
    everybody = [row["lead_default"], *actors["support_default"], *actors["informed_default"]]
    if len(set(everybody)) != len(everybody):
        raise _error(line, row, "lead_default", "each actor once in a line")


def _require_days(line: int, row: dict[str, str], task: TaskType) -> None:
    """The nominal day follows from anchor and offset; a hard limit is official and never before the due day."""
    anchor_day = NOMINAL_DAY.get(task.anchor)
    nominal = None if anchor_day is None else anchor_day + task.due_offset_days
    if task.due_day_from_arrival != nominal:
        raise _error(line, row, "due_day_from_arrival", "nothing for an event" if nominal is None else str(nominal))
    if task.hard_limit_day is None:
        return
    if task.is_suggested or (nominal is not None and task.hard_limit_day < nominal):
        raise _error(line, row, "hard_limit_day", "an official limit on or after the due day")


def _require_links(tasks: Iterable[TaskType]) -> None:
    codes = [task.code for task in tasks]
    for line, task in enumerate(tasks, start=2):
        if codes.count(task.code) > 1:
            raise EditionError(FILE, f"line {line} ({task.code}), code", "a code that stands there once")
        missing = set(task.prerequisites) - set(codes)
        if missing:
            raise EditionError(
                FILE, f"line {line} ({task.code}), prerequisites", f"tasks that exist, not {min(missing)}"
            )


def _require_no_circle(needs: dict[str, tuple[str, ...]]) -> None:
    """Take away tasks whose prerequisites are all gone, until none is left; what stays waits for itself."""
    left = dict(needs)
    while left:
        free = [code for code, before in left.items() if not set(before) & set(left)]
        if not free:
            raise EditionError(FILE, f"prerequisites of {min(left)}", "no circle of tasks that wait for each other")
        for code in free:
            del left[code]
