"""Brakes: ten tries are ten, in all processes, whatever becomes of the page; and a stranger learns nothing from the door."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.checks import run_checks
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intentional_connection.kernel import clock
from intentional_connection.people.brakes import BRAKES, digest, too_many
from intentional_connection.people.models import Try
from intentional_connection.people.tests.doors import forget_tries
from tests.world import World, leave

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

ASK, WRITE = "/accounts/login/code/", "/accounts/login/code/confirm/"


def test_the_eleventh_try_is_told_how_long_to_wait_and_time_alone_opens(world: World) -> None:
    leave()
    base = clock.now()
    with clock.at(base):
        assert [too_many("door", 10, 60) for _try in range(12)] == [0] * 10 + [60] * 2
        assert too_many("another door", 10, 60) == 0
    cache.clear()
    with clock.at(base + timedelta(minutes=59)):
        assert too_many("door", 10, 60) == 1, "neither an emptied cache nor further tries change anything"
    with clock.at(base + timedelta(minutes=60)):
        assert too_many("door", 10, 60) == 0


def test_ten_wrong_codes_of_an_e_mail_from_one_place_are_the_last(world: World) -> None:
    leave()
    answers = []
    for address in (world.helen.email, world.paul.email, "nobody@example.org", world.ruth.email):
        browser = Client()
        browser.post(ASK, {"email": address})
        answers += [browser.post(WRITE, {"code": "000000"}).status_code for _try in range(3)]
    assert answers[10:] == [429] * 2
    assert 429 not in answers[:10]


def test_an_address_is_kept_under_a_digest(world: World) -> None:
    leave()
    Client(REMOTE_ADDR="203.0.113.77").post(ASK, {"email": "Somebody@Example.org"})
    kept = str(list(Try.objects.values()))
    assert "203.0.113" not in kept
    assert "somebody" not in kept.lower()
    assert Try.objects.filter(key=digest("account_request_login_code address somebody@example.org 60")).exists()


@pytest.mark.usefixtures("world")
def test_a_page_that_fails_takes_no_try_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_said: Any, **_more: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("intentional_connection.family.views.letter.carried_key", fails)
    browser = Client(raise_request_exception=False)
    answers = [browser.post("/l/", {"code": "BCDFGH"}).status_code for _try in range(12)]
    assert answers == [500] * 10 + [429] * 2


@pytest.mark.usefixtures("world")
def test_links_that_lead_nowhere_are_braked_too() -> None:
    answers = [Client().get(f"/l/{'x' * 40}{number}/").status_code for number in range(62)]
    assert answers == [410] * 60 + [429] * 2


def test_every_braked_page_exists() -> None:
    from django.urls import get_resolver  # noqa: PLC0415

    known = {f"{space}:{name}" for space, (_path, one) in get_resolver().namespace_dict.items() for name in one.reverse_dict}
    assert {name for name in BRAKES if ":" in name} <= known


def asked(address: str, browser: Client) -> tuple[Any, ...]:
    """Everything that somebody at the door can notice: status, way on, headers, pages, work done, letters sent."""
    mail.outbox.clear()
    with CaptureQueriesContext(connection) as work:
        answer = browser.post(ASK, {"email": address})
        page = browser.get(answer.headers["Location"])
        wrong = browser.post(WRITE, {"code": "000000"})
    texts = [one.content.decode().replace(address, "ADDRESS") for one in (page, wrong)]
    headers = [sorted(name for name in one.headers if name != "Content-Length") for one in (answer, page, wrong)]
    statements = [one["sql"].split(" ", 1)[0] for one in work.captured_queries]
    letter = [(one.to == [address], len(one.recipients())) for one in mail.outbox]
    return answer.status_code, answer.headers["Location"], texts, headers, statements, letter, sorted(browser.cookies)


def without_tokens(seen: tuple[Any, ...]) -> tuple[Any, ...]:
    import re  # noqa: PLC0415

    texts = [re.sub(r'value="[A-Za-z0-9]{64}"|value="[0-9a-f]{32}"', 'value=""', text) for text in seen[2]]
    return (*seen[:2], texts, *seen[3:])


def test_the_answer_and_the_work_are_the_same_whether_an_account_exists_or_not(world: World) -> None:
    leave()
    asked("warm.up@example.org", Client())
    known, closed = world.helen.email, world.paul
    type(closed).objects.filter(pk=closed.pk).update(is_active=False)
    answers = []
    for address in (known, "helen.nobody@example.org", closed.email):
        forget_tries("account_confirm_login_code", "place 127.0.0.1")
        answers.append(without_tokens(asked(address, Client())))
    assert answers[0][:2] == answers[1][:2] == answers[2][:2]
    for part in range(2, 7):
        assert answers[0][part] == answers[1][part], part
        assert answers[0][part] == answers[2][part], part
    assert answers[0][5] == [(True, 1)]


@pytest.mark.usefixtures("world")
def test_a_braked_try_is_one_statement_in_its_own_right() -> None:
    with CaptureQueriesContext(connection) as work, transaction.atomic():
        too_many("door", 10, 60)
    assert sum("people_try" in one["sql"] for one in work.captured_queries) == 1


def test_the_deployment_check_says_nothing(settings: SettingsWrapper) -> None:
    """With an address of https; what is silenced is the proxy's part (docs/operate.md, section 6)."""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECRET_KEY = "only-for-tests-and-long-enough-for-the-check-of-fifty-characters"
    assert [one.id for one in run_checks(include_deployment_checks=True) if not one.is_silenced()] == []
    assert settings.SILENCED_SYSTEM_CHECKS == ["security.W004", "security.W008"]
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
