"""Pages before anybody is known: the start, privacy, accessibility, language, and signing in by code."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

pytestmark = pytest.mark.usefixtures("world")
PUBLIC = [
    "/",
    "/?who=newcomer",
    "/?who=sponsor",
    "/?who=staff",
    "/privacy/",
    "/accessibility/",
    "/accounts/login/code/",
]


@pytest.fixture
def stranger() -> Client:
    return Client()


@pytest.mark.parametrize("address", PUBLIC)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_public_page_opens_without_signing_in(stranger: Client, address: str, language: str) -> None:
    stranger.cookies["django_language"] = language
    page = stranger.get(address)
    html = page.content.decode()
    assert page.status_code == 200
    assert f'<html lang="{language}" dir="ltr">' in html
    assert html.count("<h1") == 1
    assert html.count('class="btn main"') <= 1


@pytest.mark.parametrize("who", ["nobody", "../secret", "\U0001f642", "newcomer\u200f"])
def test_an_unknown_door_leads_to_the_start(stranger: Client, who: str) -> None:
    page = stranger.get("/", {"who": who})
    assert page.status_code == 200
    assert "Welcome. Who are you?" in page.content.decode()


def test_a_choice_of_language_is_kept_and_leads_back(stranger: Client) -> None:
    answer = stranger.get("/language/fr/", {"next": "/privacy/?dir=rtl"})
    assert answer.status_code == 302
    assert answer["Location"] == "/privacy/?dir=rtl"
    assert "La vie privée en mots simples" in stranger.get("/privacy/").content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", ""]
)
def test_a_choice_of_language_never_leads_elsewhere(stranger: Client, elsewhere: str) -> None:
    assert stranger.get("/language/fr/", {"next": elsewhere})["Location"] == "/"


def test_an_unknown_language_is_not_found(stranger: Client) -> None:
    answer = stranger.get("/language/xx/")
    assert answer.status_code == 404
    assert "We did not find this page" in answer.content.decode()


def test_somebody_signed_in_goes_on_to_today(world: object, client_of: object) -> None:
    answer = client_of(world.selam).get("/")  # type: ignore[attr-defined, operator]
    assert (answer.status_code, answer["Location"]) == (303, "/today/")


def test_a_code_comes_by_mail_and_opens_the_door(world: object, stranger: Client) -> None:
    address = world.selam.email  # type: ignore[attr-defined]
    page = stranger.post("/accounts/login/code/", {"email": address}, follow=True)
    assert "a code is on its way" in page.content.decode()
    (letter,) = mail.outbox
    assert letter.subject == "Your code"
    code = re.search(r"^[A-Z0-9]{3,}-?[A-Z0-9]{3,}$", letter.body, re.MULTILINE)[0]  # type: ignore[index]
    wrong = stranger.post("/accounts/login/code/confirm/", {"code": "000000"})
    assert "This is not the code of the last e-mail." in wrong.content.decode()
    assert stranger.post("/accounts/login/code/confirm/", {"code": code}).status_code == 302
    assert stranger.get("/").status_code == 303


def test_an_unknown_address_gets_the_same_page_and_a_letter_without_a_code(stranger: Client) -> None:
    page = stranger.post("/accounts/login/code/", {"email": "nobody@example.org"}, follow=True)
    assert "a code is on its way" in page.content.decode()
    (letter,) = mail.outbox
    assert letter.subject == "No account with this address"
    assert "refugee" not in letter.body.lower()


def test_the_letter_is_in_the_readers_language(world: object, stranger: Client) -> None:
    stranger.cookies["django_language"] = "fr"
    stranger.post("/accounts/login/code/", {"email": world.selam.email})  # type: ignore[attr-defined]
    assert mail.outbox[0].subject == "Votre code"


@pytest.mark.parametrize(
    "address", ["password/reset/", "password/change/", "email/", "reauthenticate/", "confirm-email/"]
)
def test_there_are_no_passwords(stranger: Client, address: str) -> None:
    assert stranger.get(f"/accounts/{address}").status_code == 404


def test_the_way_in_is_the_code(stranger: Client) -> None:
    assert stranger.get("/accounts/login/?next=/today/")["Location"] == "/accounts/login/code/?next=/today/"


def test_signing_out_takes_one_press(world: object, client_of: object) -> None:
    here = client_of(world.selam)  # type: ignore[attr-defined, operator]
    assert here.post("/accounts/logout/")["Location"] == "/"
    page = here.get("/").content.decode()
    assert "You are signed out." in page
    assert "Sign in" in page


@pytest.mark.parametrize(
    "typed", ["x" * 1_000_000, "a\0b@example.org", "\U0001f642@example.org", "\u202ea@example.org", ""]
)
def test_a_strange_address_gets_a_clear_answer(stranger: Client, typed: str) -> None:
    page = stranger.post("/accounts/login/code/", {"email": typed}, follow=True)
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()
    assert mail.outbox == []


def test_too_many_tries_meet_the_brake() -> None:
    asked = {"email": "nobody@example.org"}
    answers = [Client().post("/accounts/login/code/", asked).status_code for _browser in range(4)]
    assert answers == [302, 302, 302, 429]


def test_somebody_who_took_the_wrong_address_can_take_another(world: object, stranger: Client) -> None:
    stranger.post("/accounts/login/code/", {"email": "nobody@example.org"})
    again = stranger.post("/accounts/logout/", {"next": "/accounts/login/code/"}, follow=True)
    assert "Your e-mail address" in again.content.decode()
    stranger.post("/accounts/login/code/", {"email": world.selam.email})  # type: ignore[attr-defined]
    assert mail.outbox[-1].subject == "Your code"


def test_nobody_registers_without_an_invitation(stranger: Client) -> None:
    assert "People come in by invitation" in stranger.get("/accounts/signup/").content.decode()


def test_public_pages_ask_the_database_for_nothing_of_anybody(
    stranger: Client, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        stranger.get("/")
