"""A mistake in an edition's files is said with file, key and what is expected there."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentional_connection.practice.edition import SHIPPED_IN, EditionError, check
from intentional_connection.practice.files import read
from intentional_connection.practice.reading import is_code
from intentional_connection.practice.tests.test_edition import copy_of

if TYPE_CHECKING:
    from pathlib import Path

#: file, text that stands there, text that a slip puts in its place, key in the error, words of what is expected
SLIPS = [
    # a missing key
    ("edition.toml", "format = 1\n", "", "format", "a whole number from 1 to 1"),
    ("edition.toml", "answer_within_days = 5\n", "", "limits.answer_within_days", "a whole number from 1 to 60"),
    ("edition.toml", "[caseload]\n", "[case_load]\n", "caseload", "a table"),
    ("edition.toml", 'licence = "Apache-2.0"\n', "", "licence", "a text"),
    ("parts.toml", "optional = true\n", "", "parts[1].optional", "true or false"),
    ("stages.toml", "number = 0\n", "", "stages[1].number", "a whole number from 0 to 0"),
    ("stages.toml", "timing.suggested = true\n", "", "stages[1].timing.suggested", "true or false"),
    ("preview.toml", 'label.en = "Reference"\n', "", "fields[1].label.en", "a text"),
    ("reasons.toml", "[next_steps]\n", "[steps]\n", "next_steps", "a table of codes"),
    ("consent.toml", "[relayed.text]", "[relaid.text]", "relayed", "a table"),
    # the wrong kind of value
    ("edition.toml", "version = 1", 'version = "1"', "version", "a whole number"),
    ("edition.toml", "version = 1", "version = true", "version", "a whole number"),
    ("edition.toml", "version = 1", "version = 1.0", "version", "a whole number"),
    ("edition.toml", 'authors = ["', 'authors = "', "the file", "valid TOML"),
    ("edition.toml", 'authors = ["The maintainers of Intentional Connection"]', "authors = []", "authors", "at least one"),
    ("edition.toml", 'key = "ontario-2021"', 'key = "Ontario 2021"', "key", "a code of small letters"),
    ("parts.toml", "optional = true", 'optional = "yes"', "parts[1].optional", "true or false"),
    ("parts.toml", "[[parts]]", "[parts]", "the file", "valid TOML"),
    ("reasons.toml", 'no_place.en = "', 'no_place = "', "the file", "valid TOML"),
    # a language that is missing or empty
    ("parts.toml", 'name.fr = "Ententes formelles"\n', "", "parts[1].name.fr", "a text"),
    ("parts.toml", 'name.fr = "Ententes formelles"', 'name.fr = " "', "parts[1].name.fr", "1 to 80 characters"),
    ("stages.toml", 'name.fr = "Partenariat"\n', "", "stages[1].name.fr", "a text"),
    ("edition.toml", "name.fr = ", "name.fra = ", "name.fr", "a text"),
    # a key that nobody knows
    ("edition.toml", "format = 1\n", "format = 1\ncolour = 2\n", "colour", "no such key here; known are authors"),
    ("edition.toml", "[limits]\n", "[limits]\nanswer_days = 2\n", "limits.answer_days", "no such key here"),
    ("parts.toml", "optional = true\n", "optional = true\nif = 'x > 1'\n", "parts[1].if", "no such key here"),
    ("parts.toml", "name.en = ", "name.ti = 'x'\nname.en = ", "parts[1].name.ti", "no such key here; known are en, fr"),
    # parts, steps, fields and groups that are not the practice's
    ("parts.toml", 'key = "agreements"', 'key = "agreement"', "parts[1].key", "one of agreements"),
    ("parts.toml", 'key = "agreements"', 'key = "outreach"', "parts", "exactly these keys in this order"),
    ("stages.toml", 'parts = ["agreements"]', 'parts = ["agreement"]', "stages[1].parts", "parts among agreements"),
    ("stages.toml", 'key = "referred"', 'key = "refered"', "stages", "exactly these keys in this order"),
    ("stages.toml", 'counted_from = "nothing"', 'counted_from = "moon"', "stages[1].timing.counted_from", "one of nothing"),
    ("stages.toml", 'counted_from = "referral"', 'counted_from = "nothing"', "stages[3].timing.counted_from", "because days"),
    ("stages.toml", "timing.to_day = 5\n", "timing.to_day = -5\n", "stages[3].timing.to_day", "a day from 0 on"),
    ("preview.toml", 'key = "languages"', 'key = "country"', "fields", "exactly these keys in this order: reference"),
    ("reasons.toml", "[reasons.pause]", "[reasons.sleep]", "reasons.pause", "a table of codes"),
    ("reasons.toml", "no_answer.", "no_place.", "reasons.sender.no_place", "it stands in agency already"),
    ("reasons.toml", "later_date.", "later_day.", "next_steps.later_date", "a text in English and French"),
    # wider than the practice allows
    ("edition.toml", "consent_relayed_days = 30", "consent_relayed_days = 31", "limits.consent_relayed_days", "from 1 to 30"),
    ("edition.toml", "consent_relayed_days = 30", "consent_relayed_days = 20", "relayed.text.en", "to name the 20 days"),
    ("edition.toml", "most_points = 3", "most_points = 4", "caseload.most_points", "a whole number from 1 to 3"),
    ("edition.toml", "points_of_any_family = 1", "points_of_any_family = 0", "caseload.points_of_any_family", "from 1 to 3"),
    ("edition.toml", "choice_lasts_months = 12", "choice_lasts_months = 13", "limits.choice_lasts_months", "from 1 to 12"),
    ("edition.toml", "choice_lasts_months = 12", "choice_lasts_months = 9", "choice_plan.text.en", "to name the 9 months"),
    ("edition.toml", "own_key_days = 14", "own_key_days = 7", "own_key.text.en", "to name the 7 days"),
    ("edition.toml", "family_session_days = 90", "family_session_days = 91", "limits.family_session_days", "from 1 to 90"),
    # days and lists of days
    ("edition.toml", "[15, 25]", "[25, 15]", "limits.remind_choices_on_days", "each greater than the one before"),
    ("edition.toml", "[15, 25]", "[15, true]", "limits.remind_choices_on_days", "a list of whole numbers from 1 to 30"),
    ("edition.toml", "[15, 25]", "[]", "limits.remind_choices_on_days", "a list of whole numbers"),
    ("edition.toml", "[7, 14]", "[7]", "limits.meeting_two_days", "two days: from, to"),
    ("edition.toml", "[7, 14]", "[7, 21]", "limits.meeting_two_days", "7, 14 and 30 with its flag day"),
    # agendas
    ("agendas.toml", "[short]\n", "[brief]\n", "short.title", "a text in English and French"),
    ("agendas.toml", "minutes = 90", "minutes = 60", "post_arrival.minutes", "90, as the items add up"),
    ("agendas.toml", 'records = ["expectations", ', 'records = ["hopes", ', "pre_arrival.records", "codes among expectations"),
    ("agendas.toml", "private = true", "private = false", "post_arrival.items", "choices to be private"),
    ("agendas.toml", 'key = "choices"', 'key = "alone"', "post_arrival.items", "an item choices"),
    ("agendas.toml", 'key = "family"', 'key = "people"', "pre_arrival.items", "each key once in an agenda"),
    ("agendas.toml", 'en = "Who interprets, and from when on"\n', "", "pre_arrival.decides[3].en", "a text"),
    # the connection check
    ("check.toml", 'per = "case"', 'per = "household"', "items[8].per", "one of case, adult, child, person"),
    ("check.toml", 'condition = "has_children"', 'condition = "age < 18"', "items[10].condition", "one of always"),
    ("check.toml", 'task = "T047"', 'task = "47"', "items[1].task", "T and three digits, or nothing"),
    ("check.toml", 'task = "T047"', 'task = "T147"', "items[1].task", "a task that exists, not T147"),
    ("check.toml", 'task = ""', 'task = " "', "items[12].task", "a text of 0 to 400 characters"),
    ("check.toml", 'default_owner = "WORKER"', 'default_owner = "COORDINATOR"', "items[1].default_owner", "one of NEWCOMER"),
    ("check.toml", 'key = "assessment"', 'key = "registered"', "items", "each key once"),
    # the words of the catalogue
    ("words.toml", "[tasks.T050]", "[tasks.T150]", "tasks.T050", "a label and a plain sentence"),
    ("words.toml", "[tasks.T110]", "[tasks.t110]", "tasks.t110", "T and three digits"),
    ("words.toml", 'label.en = "Book the language test"', f'label.en = "{"Book " * 13}"', "tasks.T050.label.en", "1 to 60"),
    ("words.toml", "money.fr =", "monnaie.fr =", "domains.money.fr", "a text"),
    ("words.toml", "[phases]\n", '[phases]\nnever.en = "Never"\nnever.fr = "Jamais"\n', "phases.never", "no such key here"),
    ("words.toml", "first home temporary?", "first home temporary.", "conditions.temporary_home", "a question in English"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "stands", "slip", "key", "expected"), SLIPS)
def test_a_slip_is_said_with_file_key_and_what_is_expected(
    tmp_path: Path, file: str, stands: str, slip: str, key: str, expected: str
) -> None:
    folder = copy_of("ontario-2021", tmp_path)
    text = (folder / file).read_text(encoding="utf-8")
    assert stands in text
    (folder / file).write_text(text.replace(stands, slip), encoding="utf-8")
    with pytest.raises(EditionError) as caught:
        read(folder)
    error = caught.value
    assert error.key == key
    assert expected in error.expected
    assert check(folder) == [str(error)]
    assert str(error).startswith(f"{error.file}: {key}: expected ")


def test_each_file_with_a_mistake_is_told_at_once(tmp_path: Path) -> None:
    folder = copy_of("ontario-2021", tmp_path)
    (folder / "parts.toml").write_bytes(b"\xff")
    (folder / "preview.toml").write_text("fields = 3")
    (folder / "tasks.csv").write_text("code,label\n")
    wrong = check(folder / "parts.toml")
    assert [line.partition(":")[0] for line in wrong] == ["parts.toml", "preview.toml", "tasks.csv"]
    assert "UTF-8" in wrong[0]
    assert "a list of tables" in wrong[1]


def test_more_items_than_a_meeting_bears_and_words_for_no_task_are_told(tmp_path: Path) -> None:
    folder = copy_of("ontario-2021", tmp_path)
    one = (folder / "check.toml").read_text(encoding="utf-8").partition("[[items]]")[2].partition("[[items]]")[0]
    with (folder / "check.toml").open("a", encoding="utf-8") as file:
        file.write("\n[[items]]" + one.replace('"registered"', '"thirteenth"'))
    with (folder / "words.toml").open("a", encoding="utf-8") as file:
        file.write('\n[tasks.T111]\nlabel = {en = "a", fr = "b"}\nplain = {en = "a", fr = "b"}\n')
    assert check(folder) == ["check.toml: items: expected at most 12 items"]
    shutil.copy(SHIPPED_IN / "ontario-2021" / "check.toml", folder)
    assert check(folder) == ["words.toml: tasks.T111: expected only tasks of the catalogue"]


def test_a_missing_or_another_file_is_told(tmp_path: Path) -> None:
    folder = copy_of("ontario-2021", tmp_path)
    (folder / "notes.txt").write_text("kept beside")
    assert check(folder)[0].startswith("notes.txt: the file: expected no other file than agendas.toml")
    (folder / "notes.txt").unlink()
    (folder / "stages.toml").unlink()
    assert check(folder) == ["stages.toml: the file: expected to exist in the edition's folder"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert check(tmp_path / "nowhere" / "edition.toml")[0].startswith("nowhere: the folder: expected")


def test_a_shipped_edition_is_checked_by_its_key() -> None:
    assert check("ontario-2021") == check("ontario-2021@1") == []


@given(st.text(max_size=45))
def test_a_code_can_stand_in_an_address_a_column_and_a_file(text: str) -> None:
    if is_code(text):
        assert text == text.strip().lower()
        assert text.isascii()
        assert 0 < len(text) <= 40
        assert text.replace("_", "").replace("-", "").isalnum()


@pytest.mark.parametrize("text", ["", "9th", "_x", "a" * 41, "no place", "Étape", "a.b", "a/b"])
def test_what_is_no_code(text: str) -> None:
    assert not is_code(text)
