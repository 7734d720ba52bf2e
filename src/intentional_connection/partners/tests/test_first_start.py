"""The first start: an empty database, and the first administrator."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from conftest import reading_everything
from intentional_connection.access.seats import Seat
from intentional_connection.journal.models import Act
from intentional_connection.partners.models import Organization, Site
from intentional_connection.people.models import Account

FIRST = {
    "site": "Grand River",
    "organization": "Grand River network",
    "name": "Cora",
    "email": "Cora@Example.org",
    "once": "0" * 32,
}


@pytest.mark.parametrize("path", ["/", "/privacy/", "/accounts/login/code/", "/sponsor/", "/today/", "/families/"])
def test_before_the_first_site_every_page_leads_to_the_set_up(app: None, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/set-up/"


def test_the_first_person_makes_site_and_coordination_and_is_signed_in(app: None) -> None:
    browser = Client()
    assert browser.get("/set-up/").status_code == 200
    answer = browser.post("/set-up/", FIRST, follow=True)
    site = Site.objects.get()
    assert answer.redirect_chain[-1][0] == f"/sites/{site.pk}/"
    assert "Grand River network" in answer.content.decode()
    cora = Account.objects.known_as("cora@example.org")
    assert cora is not None
    assert cora.seats == [(Organization.objects.get().pk, Seat.COORDINATOR)]
    with reading_everything():
        assert Act.objects.get().verb == "found_site"


def test_the_set_up_sent_twice_makes_one_site(app: None) -> None:
    browser = Client()
    assert browser.post("/set-up/", FIRST).status_code == 303
    assert browser.post("/set-up/", FIRST).status_code == 303, "the coordinator is led to the own site"
    assert Client().post("/set-up/", FIRST | {"site": "Second"}).status_code == 404
    assert Site.objects.count() == 1


def test_the_set_up_keeps_what_was_typed(app: None) -> None:
    answer = Client().post("/set-up/", FIRST | {"email": "no address"})
    assert answer.status_code == 422
    assert 'value="Grand River network"' in answer.content.decode()
    assert not Site.objects.exists()


def test_the_form_of_somebody_else_signs_nobody_in(app: None) -> None:
    """Pressed twice at once: the second finds its token used and goes on; no defect, no second sign-in."""
    token = "d" * 32
    cache.add(f"once::{token}", 1, 60)
    browser = Client()
    assert browser.post("/set-up/", FIRST | {"once": token}).status_code == 303
    assert "_auth_user_id" not in browser.session
