"""Every shipped edition reads, says everything in both languages, and holds what the handbook fixes."""

from __future__ import annotations

import re
import shutil
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentional_connection.kernel.text import Text
from intentional_connection.practice import edition as editions
from intentional_connection.practice import shapes
from intentional_connection.practice.files import digest, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SHIPPED = editions.shipped()
#: A shipped edition is never edited: sites and consents hold its digest. A change is a new version, and a new line here.
DIGESTS = {"ontario-2021@1": "0a83a94042589d73c6f19a8ab1245efde85a75d42be94fe863150db58210313c"}

every_edition = pytest.mark.parametrize("edition", SHIPPED, ids=str)
ONTARIO = editions.load("ontario-2021", 1)


def texts(value: Any, where: str = "") -> Iterator[tuple[str, Text]]:
    """Every text in both languages, anywhere in an edition."""
    if isinstance(value, Text):
        yield where, value
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name), f"{where}.{field.name}")
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from texts(one, f"{where}.{key}")
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from texts(one, f"{where}[{number}]")


def test_a_shipped_edition_is_never_edited() -> None:
    assert {str(edition): edition.digest for edition in SHIPPED} == DIGESTS


@every_edition
def test_an_edition_is_named_as_its_folder_and_passes_its_own_check(edition: editions.Edition) -> None:
    assert editions.check(edition.key) == []
    assert editions.load(edition.key, edition.version) is edition


@every_edition
def test_everything_is_said_in_english_and_in_french(edition: editions.Edition) -> None:
    found = dict(texts(edition))
    assert len(found) > 200
    alike = {where for where, text in found.items() if text.en == text.fr}
    assert alike <= {".preview[2].label"}  # "Programme" is one word in both


def spoken(edition: editions.Edition) -> list[Text]:
    """Every text that a page may show: the catalogue's own labels are for those who keep it."""
    labels = re.compile(r"\.tasks\[\d+\]\.label")
    return [text for where, text in texts(edition) if not labels.fullmatch(where)]


@every_edition
def test_french_signs_stand_apart_by_a_space_that_does_not_break(edition: editions.Edition) -> None:
    worded = [text.fr for text in spoken(edition)]
    assert [words for words in worded if any(f" {sign}" in words for sign in ":;?!»")] == []
    assert [words for words in worded if re.search(r"[^\s«][:;?!»]", words)] == []


#: Never on pages that a family or a sponsor can see (handbook, section 2).
NEVER = (
    "client",
    "beneficiar",
    "bénéficiaire",
    "gestionnaire de cas",
    "case manager",
    "dossier",
    "overload",
    "complex",
    "breakdown",
    "rupture",
    "non-compliant",
    "gestion de cas",
    "settlement plan",
    "plan d’établissement",
)


@every_edition
def test_words_that_people_choose_from_blame_nobody_and_name_no_file(edition: editions.Edition) -> None:
    for text in spoken(edition):
        for words in (text.en.lower(), text.fr.lower()):
            assert not [word for word in NEVER if word in words], words


@every_edition
def test_the_preview_is_exactly_the_ten_fields(edition: editions.Edition) -> None:
    assert [field.key for field in edition.preview] == [
        "reference",
        "sender",
        "programme",
        "community",
        "people",
        "languages",
        "expected_month",
        "wish",
        "call_first",
        "answer_by",
    ]
    assert edition.question_codes == tuple(field.key for field in edition.preview)
    assert all(edition.question(code).en.endswith("?") for code in edition.question_codes)


@every_edition
def test_each_part_and_each_step_has_its_place(edition: editions.Edition) -> None:
    assert tuple(part.key for part in edition.parts) == shapes.PART_KEYS
    assert [stage.number for stage in edition.stages] == list(range(12))
    assert edition.part("outreach").optional
    assert edition.compulsory == {"language_first"}


@every_edition
def test_every_day_of_a_step_is_marked_as_suggested(edition: editions.Edition) -> None:
    assert all(stage.suggested for stage in edition.stages)


def test_a_step_is_skipped_where_none_of_its_parts_was_adopted() -> None:
    referred, arrived = ONTARIO.stages[1], ONTARIO.stages[6]
    assert referred.is_in(["outreach"])
    assert not referred.is_in(["follow_up"])
    assert arrived.is_in([])


def test_the_days_are_those_of_the_handbook() -> None:
    limits = ONTARIO.limits
    assert limits.answer_within_days == 5
    assert limits.unanswered_after_working_days == 3
    assert limits.first_contact_within_days == 10
    assert limits.consent_relayed_days == 30
    assert limits.ask_sleepers_every_months == 6
    assert (limits.choice_lasts_months, limits.remind_choices_on_days) == (12, (15, 25))
    assert (limits.meeting_two_days, limits.meeting_two_flag_day, limits.short_notice_days) == ((7, 14), 30, 10)
    assert (limits.carried_link_days, limits.own_key_days, limits.family_session_days) == (30, 14, 90)
    assert (limits.overloaded_types, limits.overloaded_within_days) == (6, 14)


def test_a_no_has_reasons_of_each_side_and_a_next_step() -> None:
    assert tuple(ONTARIO.reasons) == shapes.REASON_GROUPS
    assert {"agency", "family", "sender", "no_speaker", "override", "pause"} < set(ONTARIO.reasons)
    assert {"other_agency", "later_date", "interpreter"} <= set(ONTARIO.next_steps)
    assert ONTARIO.next_step("other_agency").fr == "S’adresser à un autre organisme"
    for group in ONTARIO.reasons:
        for code in ONTARIO.reasons_of(group):
            assert len(code) <= 40
            assert ONTARIO.reason(code) == ONTARIO.reasons[group][code]


def test_each_sentence_of_consent_has_a_digest_of_its_own() -> None:
    consents = [ONTARIO.consent_text(key) for key in shapes.CONSENT_KEYS]
    assert len({consent.digest for consent in consents}) == 8
    assert all(len(consent.digest) == 64 for consent in consents)


@given(persons=st.integers(1, 60), needs_interpreter=st.booleans())
def test_any_family_weighs_one_to_three_points(persons: int, needs_interpreter: bool) -> None:  # noqa: FBT001
    points = ONTARIO.caseload.points(persons=persons, needs_interpreter=needs_interpreter)
    assert 1 <= points <= 3
    assert points <= ONTARIO.caseload.points(persons=persons + 1, needs_interpreter=needs_interpreter)
    assert points <= ONTARIO.caseload.points(persons=persons, needs_interpreter=True)


def test_a_small_family_weighs_one_and_a_large_one_with_interpreter_three() -> None:
    weigh = ONTARIO.caseload.points
    assert weigh(persons=1, needs_interpreter=False) == 1
    assert weigh(persons=4, needs_interpreter=True) == 2
    assert weigh(persons=5, needs_interpreter=False) == 2
    assert weigh(persons=5, needs_interpreter=True) == 3


@given(data=st.data())
def test_any_changed_byte_gives_another_digest(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = copy_of("ontario-2021", tmp_path_factory.mktemp("edition"))
    path = folder / data.draw(st.sampled_from(shapes.FILES))
    content = bytearray(path.read_bytes())
    where = data.draw(st.integers(0, len(content) - 1))
    content[where] = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[where]))
    path.write_bytes(bytes(content))
    assert digest(folder) != ONTARIO.digest


def test_the_same_bytes_give_the_same_digest(tmp_path: Path) -> None:
    assert read(copy_of("ontario-2021", tmp_path)).digest == ONTARIO.digest


def test_an_unknown_edition_is_refused_with_those_that_exist() -> None:
    for key, version in (("ontario-2021", 2), ("nowhere", 1), ("../practice", 1)):
        with pytest.raises(editions.EditionError, match="ontario-2021"):
            editions.load(key, version)


@every_edition
def test_an_edition_is_described_in_sentences(edition: editions.Edition) -> None:
    lines = editions.describe(edition)
    assert lines[0].startswith(str(edition))
    assert f"{len(edition.tasks)} task types" in "\n".join(lines)
    assert edition.digest in lines[-1]


def copy_of(key: str, into: Path) -> Path:
    """A copy of a shipped edition that a test may spoil."""
    return shutil.copytree(editions.SHIPPED_IN / key, into / key)
