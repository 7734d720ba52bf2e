"""A mistake in an edition's files is said with file, key and what is expected there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentional_connection.practice.edition import EditionError, check
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


def test_a_missing_or_another_file_is_told(tmp_path: Path) -> None:
    folder = copy_of("ontario-2021", tmp_path)
    (folder / "notes.txt").write_text("kept beside")
    assert check(folder)[0].startswith("notes.txt: the file: expected no other file than consent.toml")
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
