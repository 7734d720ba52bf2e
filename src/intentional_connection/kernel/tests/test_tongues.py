"""Languages carry their own name, a direction and a name in both official languages."""

import pytest

from intentional_connection.kernel import tongues

EVERY_CODE = sorted(tongues.tongues())


@pytest.mark.parametrize("code", EVERY_CODE)
def test_every_language_has_names_and_a_direction(code: str) -> None:
    tongue = tongues.tongues()[code]
    assert tongue.name_en
    assert tongue.name_fr
    assert tongue.autonym
    assert tongue.html_lang
    assert tongue.direction in {"ltr", "rtl"}


@pytest.mark.parametrize("code", ["prs", "fa-AF"])
def test_dari_is_found_by_its_code_and_by_its_lang_value(code: str) -> None:
    assert tongues.name(code, "en") == "Dari"
    assert tongues.name(code, "fr") == "dari"
    assert tongues.autonym(code) == "دری"
    assert tongues.direction(code) == "rtl"


def test_tigrinya_reads_in_both_languages_and_falls_back_to_english() -> None:
    assert tongues.name("ti", "fr") == "tigrigna"
    assert tongues.name("ti", "en") == tongues.name("ti", "ar") == "Tigrinya"


def test_an_unknown_code_is_its_own_name() -> None:
    assert tongues.tongue("xx") is None
    assert tongues.name("xx", "fr") == tongues.autonym("xx") == tongues.umbrella("xx") == "xx"
    assert tongues.direction("xx") == "ltr"


def test_a_dialect_belongs_to_its_wider_language_which_belongs_to_itself() -> None:
    assert tongues.umbrella("apc") == "ar" == tongues.umbrella("ar")
    assert all(tongues.umbrella(t.umbrella) == t.umbrella
               for t in tongues.tongues().values() if t.umbrella)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
def test_choices_are_sorted_as_a_reader_expects_and_name_nothing_twice(language: str) -> None:
    names = [label for _, label in tongues.choices(language)]
    assert names == sorted(names, key=tongues.folded)
    assert len(names) == len(set(names))


def test_choices_leave_out_what_nobody_would_choose() -> None:
    codes = {code for code, _ in tongues.choices("en")}
    assert {"ti", "ar", "prs", "cld", "aii", "uk"} <= codes
    assert not codes & {"hbo", "arc", "kmr"}


def test_accents_do_not_move_a_name_to_the_end() -> None:
    assert tongues.folded("Èdè") == "ede"
