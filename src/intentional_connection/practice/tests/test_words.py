"""What meetings talk about, what the connection check asks, and how pages name the catalogue's tasks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from intentional_connection.practice import edition as editions
from intentional_connection.practice.agendas import AGENDA_KINDS
from intentional_connection.practice.catalogue import VOCABULARY
from intentional_connection.practice.shapes import CHOICE_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intentional_connection.kernel.text import Text

every_edition = pytest.mark.parametrize("edition", editions.shipped(), ids=str)
either_language = pytest.mark.parametrize("language", ["en", "fr"])
ONTARIO = editions.load("ontario-2021", 1)
MOST_LIX = 30  # short words in short sentences: what somebody reads who is new to the language
#: The handbook's minutes (section 7); a review lasts 30 to 45.
MINUTES = {
    "pre_arrival": 60,
    "short": 25,
    "post_arrival": 90,
    "review": 40,
    "handover": 20,
    "difficulty": 30,
    "closing": 45,
}


def test_each_kind_of_meeting_has_its_agenda_with_the_handbooks_minutes() -> None:
    assert {kind: ONTARIO.agenda(kind).minutes for kind in AGENDA_KINDS} == MINUTES
    assert [item.minutes for item in ONTARIO.agenda("pre_arrival").items] == [5, 10, 10, 10, 15, 5, 3, 2]
    assert [item.minutes for item in ONTARIO.agenda("short").items] == [3, 14, 3, 5]
    assert [item.minutes for item in ONTARIO.agenda("post_arrival").items] == [15, 10, 10, 10, 5, 20, 10, 5, 5]


def test_meeting_two_begins_in_private_and_the_newcomers_speak_before_the_roles() -> None:
    agenda = ONTARIO.agenda("post_arrival")
    keys = [item.key for item in agenda.items]
    assert [item.key for item in agenda.items if item.private] == ["choices"]
    assert keys.index("choices") == 0
    assert keys.index("priorities") < keys.index("roles") < keys.index("check")
    assert {"choices", "priorities", "check", "payment_dates", "rhythm"} <= set(agenda.records)


def test_in_a_talk_about_a_difficulty_nothing_is_shared() -> None:
    assert all(item.private for item in ONTARIO.agenda("difficulty").items)


@every_edition
def test_each_meeting_knows_what_should_be_settled(edition: editions.Edition) -> None:
    for kind in AGENDA_KINDS:
        agenda = edition.agenda(kind)
        assert agenda.kind == kind
        assert agenda.decides
        assert {"open_questions", "decisions"} <= set(agenda.records)


def test_the_connection_check_asks_what_the_handbook_names() -> None:
    found = {item.key: (item.per, item.condition, item.task) for item in ONTARIO.check_items}
    assert found["registered"] == ("adult", "always", "T047")
    assert found["assessment"] == ("adult", "always", "T048")
    assert found["language_test"] == ("adult", "always", "T050")
    assert found["school"] == ("child", "has_school_age", "T053")
    assert found["health_card"] == ("person", "always", "T034")
    assert found["child_benefit"] == ("case", "has_children", "T037")
    assert found["first_service"] == ("adult", "always", "")


@every_edition
def test_who_is_suggested_for_a_service_is_who_the_catalogue_proposes(edition: editions.Edition) -> None:
    behind = [(item, edition.task(item.task)) for item in edition.check_items if item.task]
    assert [item.key for item, task in behind if item.default_owner != task.lead_default] == []
    assert [item.key for item, task in behind if task.applies_if not in ("always", item.condition)] == []


@every_edition
def test_every_task_every_topic_every_time_and_every_condition_has_words(edition: editions.Edition) -> None:
    assert all(edition.domain(task.domain).fr and edition.phase(task.phase).fr for task in edition.tasks)
    assert set(edition.conditions) == VOCABULARY["applies_if"] - {"always"}
    titles = [task.title for task in edition.tasks]
    assert len({title.en for title in titles}) == len({title.fr for title in titles}) == len(titles)
    assert all(task.title not in (task.label, task.plain) for task in edition.tasks)
    assert max(len(words) for task in edition.tasks for words in (task.title.en, task.title.fr)) <= 60


def test_pages_say_the_plain_words_and_the_board_follows_time() -> None:
    assert ONTARIO.task("T050").title.fr == "Réserver le test de langue"
    assert ONTARIO.task("T034").plain.en == "Get a health card."
    assert ONTARIO.condition("temporary_home").en == "Is the first home temporary?"
    assert list(ONTARIO.phases)[:3] == ["planning", "notice", "arrival_day"]
    assert list(ONTARIO.phases)[-2:] == ["after_year", "event"]


@every_edition
def test_no_acronym_and_no_duty_stands_in_the_words_of_a_task(edition: editions.Edition) -> None:
    said = [words for task in edition.tasks for text in (task.title, task.plain) for words in (text.en, text.fr)]
    assert {found for words in said for found in re.findall(r"\b[A-Z]{2,}\w*", words)} <= {"CV"}
    assert [words for words in said if re.search(r"\b(must|devez|doit|doivent)\b", words, re.IGNORECASE)] == []


def for_families(edition: editions.Edition) -> dict[str, list[Text]]:
    """What stands on a family's phone, by where it stands."""
    choices = (*CHOICE_KEYS, "own_key", "withdraw")
    return {
        "tasks": [task.plain for task in edition.tasks],
        "check": [item.plain for item in edition.check_items],
        **{key: [edition.consent_text(key).text] for key in choices},
    }


@every_edition
@either_language
def test_a_family_reads_short_words_in_short_sentences(edition: editions.Edition, language: str) -> None:
    for where, said in for_families(edition).items():
        sentences = [one.split() for text in said for one in re.split(r"(?<=[.?!])\s+", text.in_(language))]
        lengths = [len(words) for words in sentences]
        assert sum(lengths) / len(lengths) <= 12, where
        assert max(lengths) <= 20, where
        assert lix(sentences) <= MOST_LIX, where


def lix(sentences: Iterable[Iterable[str]]) -> float:
    """Words a sentence, plus the share in percent of words with more than six letters; below 30 is easy to read."""
    counted = [re.findall(r"[^\W\d_]+", " ".join(words)) for words in sentences]
    words = [word for sentence in counted for word in sentence]
    return len(words) / len(counted) + 100 * sum(len(word) > 6 for word in words) / len(words)


@pytest.mark.parametrize("key", CHOICE_KEYS)
def test_whoever_chooses_hears_what_holds_for_every_choice(key: str) -> None:
    text = ONTARIO.consent_text(key).text
    for words in ("by itself", "any day", "do not depend on it", "after 12 months", "may still remember"):
        assert words in text.en
    for words in ("un à la fois", "n’importe quel jour", "n’en dépendent pas", "après 12 mois", "se souviendront"):
        assert words in text.fr


@pytest.mark.parametrize(
    ("group", "code"),
    [
        ("connection", "waiting_list"),
        ("meeting_moved", "travel_date_changed"),
        ("not_held", "late_notice"),
        ("absent", "no_interpreter"),
        ("not_needed", "already_done"),
        ("lead_reason", "no_place_at_agency"),
        ("notice_changed", "flight_cancelled"),
    ],
)
def test_each_side_of_the_two_meetings_has_its_reasons(group: str, code: str) -> None:
    assert code in ONTARIO.reasons_of(group)
    assert ONTARIO.reason(code) == ONTARIO.reasons[group][code]
