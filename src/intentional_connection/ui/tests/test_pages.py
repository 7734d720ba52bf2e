"""Pages of refusal and the base page: they come without account, navigation or database, in both languages."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import get_language_info

from intentional_connection.ui.context import direction, page_language

REFUSALS = {
    "400": ("Nothing was changed", "Rien n’a été modifié"),
    "403": ("not shared with you", "pas partagée avec vous"),
    "403_csrf": ("Go back, load the page again", "rechargez la page"),
    "404": ("did not find this page", "pas trouvé cette page"),
    "410": ("This link is too old", "Ce lien est trop vieux"),
    "422": ("This was not done", "Cela n’a pas été fait"),
    "429": ("Try again in", "Essayez de nouveau dans"),
    "500": ("Something broke on our side", "Une erreur s’est produite de notre côté"),
}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("page", REFUSALS)
def test_a_refusal_says_what_to_do_and_shows_a_way_on(page: str, language: str) -> None:
    with translation.override(language):
        html = render_to_string(f"{page}.html")
    assert REFUSALS[page][language == "fr"] in html
    assert 'href="/"' in html
    assert html.count("<h1") == 1


def test_a_defect_is_told_with_its_number_in_both_languages_at_once() -> None:
    html = render_to_string("500.html", {"reference": "ab12cd34"})
    assert html.count("ab12cd34") == 2
    assert all(words in html for words in REFUSALS["500"])


def test_a_refusals_own_text_is_shown_and_cannot_become_a_tag() -> None:
    assert "Record the &lt;arrival&gt; first." in render_to_string("422.html", {"text": "Record the <arrival> first."})


@pytest.mark.parametrize(("minutes", "said"), [(1, "Try again in 1 minute."), (7, "Try again in 7 minutes.")])
def test_a_brake_says_for_how_long(minutes: int, said: str) -> None:
    assert said in render_to_string("429.html", {"minutes": minutes})


def test_the_page_may_name_whom_to_ask() -> None:
    assert "Ask <bdi>Selam</bdi>:" in render_to_string("403.html", {"ask": "Selam"})


@pytest.mark.parametrize(("asked", "turned"), [("rtl", "rtl"), ("ltr", "ltr"), ('"><b', "ltr"), ("", "ltr")])
def test_a_page_can_be_turned_around_where_that_is_allowed(asked: str, turned: str) -> None:
    assert page_language(RequestFactory().get("/", {"dir": asked}))["dir"] == turned


def test_a_page_cannot_be_turned_around_elsewhere(settings: pytest.FixtureRequest) -> None:
    settings.IC_FORCE_DIR = False  # type: ignore[attr-defined]
    assert page_language(RequestFactory().get("/", {"dir": "rtl"}))["dir"] == "ltr"


def test_the_other_language_is_offered_in_its_own_name() -> None:
    with translation.override("fr"):
        here = page_language(RequestFactory().get("/"))
    assert here["language"] == "fr"
    assert [(other["code"], other["name"]) for other in here["other_languages"]] == [("en", "English")]


def test_languages_of_later_pages_are_known_already() -> None:
    assert get_language_info("ti")["name_local"] == "ትግርኛ"
    assert {code: direction(code) for code in ("ar", "fa-af", "ps", "so", "fr")} == {
        "ar": "rtl",
        "fa-af": "rtl",
        "ps": "rtl",
        "so": "ltr",
        "fr": "ltr",
    }


def test_every_language_offered_is_complete_in_both_its_names() -> None:
    assert dict(settings.LANGUAGES) == {"en": "English", "fr": "Français"}
