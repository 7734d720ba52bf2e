"""Filters and tags: languages, days, hours, telephones and names, in English and French."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from intentional_connection.kernel import clock
from intentional_connection.kernel.text import Text
from intentional_connection.ui.templatetags import ic

TUESDAY = date(2026, 12, 9)
#: Three in the morning in Greenwich is still the evening before in Ontario.
LATE = datetime(2026, 12, 10, 3, 30, tzinfo=UTC)


def test_a_day_is_said_with_its_weekday() -> None:
    assert ic.day(TUESDAY) == "Wednesday 9 December 2026"
    with translation.override("fr"):
        assert ic.day(TUESDAY) == "mercredi 9 décembre 2026"
        assert ic.day(date(2027, 3, 1)) == "lundi 1er mars 2027"


def test_a_moment_is_ontarios_and_says_so() -> None:
    assert ic.moment(LATE) == "Wednesday 9 December 2026, 22:30 (Ontario time)"
    assert ic.day(LATE) == "Wednesday 9 December 2026"
    with translation.override("fr"):
        assert ic.moment(LATE) == "mercredi 9 décembre 2026, 22\u00a0h\u00a030 (heure de l’Ontario)"
        assert ic.moment(LATE.replace(minute=0)).endswith("22\u00a0h (heure de l’Ontario)")


def test_a_month() -> None:
    assert ic.month(date(2027, 3, 1)) == "March 2027"
    with translation.override("fr"):
        assert ic.month(date(2027, 3, 1)) == "mars 2027"


@pytest.mark.parametrize(
    ("days", "english", "french"), [(0, "today", "aujourd’hui"), (1, "1 day", "1 jour"), (3, "3 days", "3 jours")]
)
def test_age_is_counted_in_ontarios_days(days: int, english: str, french: str) -> None:
    with clock.at(LATE):
        assert ic.age(LATE - timedelta(days=days)) == english
        assert ic.age(TUESDAY - timedelta(days=days)) == english
        with translation.override("fr"):
            assert ic.age(LATE - timedelta(days=days)) == french


def test_nothing_is_said_of_a_day_that_is_not_known() -> None:
    assert [say(None) for say in (ic.day, ic.moment, ic.month, ic.age, ic.in_language)] == [""] * 5


def test_languages_are_named_in_the_readers_language() -> None:
    assert ic.language_names(["ti", "ar"]) == "Tigrinya, Arabic"
    with translation.override("fr"):
        assert ic.language_names(["ti", "ar"]) == "tigrigna, arabe"
    assert ic.language_name("xx-unknown") == "xx-unknown"


def test_texts_that_are_data_come_in_the_readers_language() -> None:
    text = Text(en="Referral", fr="Aiguillage")
    assert ic.in_language(text) == "Referral"
    with translation.override("fr"):
        assert ic.in_language(text) == "Aiguillage"


def test_a_name_is_isolated_and_cannot_become_a_tag() -> None:
    assert ic.bdi("<script>لوام") == "<bdi>&lt;script&gt;لوام</bdi>"


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("(519) 555-0142", "5195550142"),
        ("+1 519 555 0142 x 12", "+15195550142,12"),
        ("519 555-0142 poste 7", "5195550142,7"),
    ],
)
def test_a_telephone_number_can_be_dialled_and_reads_from_the_left(written: str, dialled: str) -> None:
    link = ic.phone(written)
    assert f'href="tel:{dialled}"' in link
    assert 'dir="ltr"' in link
    assert written in link


def test_a_telephone_number_cannot_become_a_tag() -> None:
    assert "<b" not in ic.phone('519"><b onclick=x>')
    assert ic.phone("") == ""


def test_a_seat_is_a_shape_and_a_word() -> None:
    assert ic.seat("worker") == '<span class="seat worker">Settlement worker</span>'
    assert "<bdi>Selam</bdi>" in ic.seat("worker", "Selam")
    assert 'class="seat network"' in ic.seat("nobody-knows")


def test_only_arrows_are_mirrored() -> None:
    assert 'class="i flip"' in ic.icon("next")
    assert 'class="i"' in ic.icon("check")
