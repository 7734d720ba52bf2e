"""Forms: what was typed stays, every mistake says what to do and leads to its field."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from intentional_connection.ui.forms import Form

LANGUAGES = [("ti", "Tigrinya"), ("ar", "Arabic")]


class Ask(Form):
    name = forms.CharField(label="Name", max_length=8, help_text="As you say it")
    note = forms.CharField(label="Note", max_length=20, required=False, widget=forms.Textarea)
    email = forms.EmailField(label="E-mail")
    on = forms.DateField(label="Day")
    persons = forms.IntegerField(label="People", min_value=1, max_value=20)
    agency = forms.ChoiceField(label="Agency", choices=LANGUAGES)
    consent = forms.ChoiceField(label="Said yes", choices=LANGUAGES, widget=forms.RadioSelect)
    languages = forms.MultipleChoiceField(label="Languages", choices=LANGUAGES, widget=forms.CheckboxSelectMultiple)
    told = forms.BooleanField(label="They know")
    place = forms.UUIDField(widget=forms.HiddenInput)


GOOD = {
    "name": "Selam",
    "email": "selam@example.org",
    "on": "2026-12-09",
    "persons": "4",
    "agency": "ti",
    "consent": "ar",
    "languages": ["ti"],
    "told": "on",
    "place": str(uuid4()),
}


class Parsed(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def ids(self) -> list[str | None]:
        return [attrs["id"] for _tag, attrs in self.tags if "id" in attrs]

    def named(self, name: str) -> dict[str, str | None]:
        return next(attrs for _tag, attrs in self.tags if attrs.get("name") == name)


def shown(**changes: object) -> Parsed:
    return Parsed(str(Ask({**GOOD, **changes})))


def test_a_good_answer_passes() -> None:
    assert Ask(GOOD).is_valid()


@pytest.mark.parametrize("field", [name for name in GOOD if name != "place"])
def test_a_missing_answer_is_asked_for_in_plain_words(field: str) -> None:
    form = Ask({name: value for name, value in GOOD.items() if name != field})
    (said,) = form.errors[field]
    assert said.startswith(("Write", "Choose", "Tick"))


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", "Selam and Luwam <b>"),
        ("note", "a note that is far too long for this"),
        ("email", "selam at example"),
        ("on", "2026-02-30"),
        ("on", "next week"),
        ("persons", "four"),
        ("persons", "55"),
        ("name", "Se\u202elam ማ 🙂 too long"),
    ],
)
def test_what_was_typed_stays(field: str, typed: str) -> None:
    form = Ask({**GOOD, field: typed})
    assert not form.is_valid()
    html = str(form)
    answer = Parsed(html).named(field)
    if field == "note":
        assert typed in html
    else:
        assert answer["value"] == typed
    assert answer["aria-invalid"] == "true"


def test_a_day_that_is_none_is_shown_as_text_because_a_picker_would_hide_it() -> None:
    assert shown(on="2026-02-30").named("on")["type"] == "text"
    assert shown().named("on")["type"] == "date"
    assert shown().named("on")["value"] == "2026-12-09"


@pytest.mark.parametrize("typed", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_year_outside_any_life_is_refused_with_the_reason(typed: str) -> None:
    assert Ask({**GOOD, "on": typed}).errors["on"] == ["Write a year between 1900 and 2199."]


def test_a_browser_never_cuts_a_pasted_text_in_silence() -> None:
    form = Ask({**GOOD, "name": "x" * 30})
    assert "maxlength" not in Parsed(str(form)).named("name")
    assert form.errors["name"] == ["Shorten this to 8 characters; it has 30 now."]


def test_a_zero_byte_is_refused_in_plain_words() -> None:
    assert Ask({**GOOD, "name": "Se\0lam"}).errors["name"] == [
        "There is a sign in this text that cannot be kept. Write the text again."
    ]


def test_the_summary_takes_the_focus_and_links_each_mistake_to_its_field() -> None:
    page = Parsed(str(Ask({})))
    summary = next(attrs for tag, attrs in page.tags if attrs.get("role") == "alert")
    assert summary["tabindex"] == "-1"
    assert "autofocus" in summary
    links = [attrs["href"] for tag, attrs in page.tags if tag == "a"]
    assert len(links) == len(GOOD) - 1
    assert {str(link).removeprefix("#") for link in links} <= set(page.ids())


def test_what_concerns_the_whole_form_stands_in_the_summary_too() -> None:
    form = Ask(GOOD)
    form.add_error(None, "Another agency has <answered> already.")
    assert "Another agency has &lt;answered&gt; already." in str(form)
    assert 'role="alert"' in str(form)


def test_an_unknown_hidden_value_says_to_load_the_page_again() -> None:
    html = str(Ask({**GOOD, "place": "17"}))
    assert "This page is out of date. Load it again." in html
    assert "Hidden field" not in html


def test_a_form_without_mistakes_has_no_summary() -> None:
    assert 'role="alert"' not in str(Ask(GOOD))
    assert 'role="alert"' not in str(Ask())


def test_hint_and_mistake_are_read_with_their_field() -> None:
    page = shown(name="much too long")
    described = str(page.named("name")["aria-describedby"]).split()
    assert described == ["id_name_helptext", "id_name_error"]
    assert set(described) <= set(page.ids())


def test_groups_of_answers_stand_in_a_fieldset_with_a_legend() -> None:
    html = str(Ask(GOOD))
    assert len(re.findall("<fieldset", html)) == len(re.findall("<legend>", html)) == 2
    assert 'for="id_consent_1"' in html


def test_only_optional_questions_say_so() -> None:
    html = str(Ask(GOOD))
    assert html.count("(optional)") == 1
    assert re.search(r"Note\s+<span[^>]*>\(optional\)", html)


def test_no_two_parts_of_a_form_share_an_id() -> None:
    ids = shown(name="much too long").ids()
    assert len(ids) == len(set(ids))


def test_a_form_may_say_it_better() -> None:
    class Own(Form):
        when = forms.DateField(label="Day", error_messages={"required": "Say when they land."})

    assert Own({}).errors["when"] == ["Say when they land."]


def test_mistakes_are_told_in_french() -> None:
    with translation.override("fr"):
        html = str(Ask({**GOOD, "name": "x" * 30, "on": "2026-02-30", "told": ""}))
    assert "Raccourcissez ce texte à 8 caractères\u00a0; il en a 30." in html
    assert "Cette date n’existe pas." in html
    assert "Cochez cette case pour continuer." in html


def test_two_copies_of_a_form_carry_two_marks() -> None:
    page = Template("{% load ic %}{% once %}")
    first, second = page.render(Context()), page.render(Context())
    assert re.fullmatch(r'<input type="hidden" name="once" value="[0-9a-f]{32}">', first)
    assert first != second
