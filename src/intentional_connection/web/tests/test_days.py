"""The demo seen from a later day: one browser's clock goes ahead, nobody else's, and never where people are real."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from intentional_connection.kernel import clock
from intentional_connection.web.days import AHEAD, looks_from_its_day

if TYPE_CHECKING:
    from django.http import HttpRequest

    from tests.world import World


def _day_of(cookie: str) -> str:
    """The day on which a page answers a browser with this cookie."""

    def page(request: HttpRequest) -> HttpResponse:
        del request
        return HttpResponse(f"{clock.today()}")

    request = RequestFactory().get("/")
    request.COOKIES[AHEAD] = cookie
    return looks_from_its_day(page)(request).content.decode()


@pytest.mark.parametrize(("cookie", "days"), [("90", 90), ("400", 400), ("0", 0), ("91", 0), ("-90", 0), ("9" * 99, 0), ("", 0)])
def test_a_browser_goes_ahead_by_a_step_that_is_offered(cookie: str, days: int) -> None:
    assert _day_of(cookie) == f"{clock.today() + timedelta(days=days)}"


def test_where_people_are_real_no_clock_goes_ahead(settings: Any) -> None:
    settings.IC_DEMO = False
    assert _day_of("90") == f"{clock.today()}"


def test_the_page_of_the_demo_sends_a_browser_ahead_and_no_other(world: World) -> None:
    del world
    browser, other = Client(), Client()
    assert browser.post("/demo/", {"days": "90"}).status_code == 303
    assert browser.cookies[AHEAD].value == "90"
    assert browser.get("/demo/").status_code == other.get("/demo/").status_code == 200
    assert AHEAD not in other.cookies
    assert [browser.post("/demo/", {"days": nonsense}).status_code for nonsense in ("91", "-1", "x", "")] == [404] * 4
