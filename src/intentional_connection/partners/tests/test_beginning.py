"""How people begin who were not invited: the first administrator, a group without a SAH."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.test import Client

from intentional_connection.access.seats import Seat
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.partners import verbs
from intentional_connection.partners.models import Kind, Membership, Organization
from intentional_connection.people.models import Account
from intentional_connection.people.verbs import account_of
from tests.world import enter

if TYPE_CHECKING:
    from tests.world import World

STRANGE = {"site": "Other", "organization": "Other", "name": "S", "email": "stranger@example.org"}
GROUP = {"kind": "group_of_five", "name": "Elm Street five", "person": "Ada", "phone": "519 555 0142", "fsa": "n2l "}


def test_once_there_is_a_site_nobody_can_begin_again(world: World) -> None:
    assert Client().get("/set-up/").status_code == 404
    assert Client().post("/set-up/", STRANGE).status_code == 404
    assert world.client(world.selam).post("/set-up/", STRANGE).status_code == 404
    assert Account.objects.known_as("stranger@example.org") is None
    stranger = account_of("stranger@example.org")
    enter(stranger)
    with pytest.raises(Refused):
        verbs.found_site(stranger, stranger, site="Other", organization="Other", name="S")
    with pytest.raises(NotAllowed):
        verbs.found_site(world.cora, stranger, site="Other", organization="Other", name="S")


def test_a_coordinator_comes_from_the_set_up_to_the_own_site(world: World) -> None:
    answer = world.client(world.cora).get("/set-up/")
    assert answer.headers["Location"] == f"/sites/{world.site.pk}/"


# --- a group without a SAH -----------------------------------------------------------------------


def test_a_group_of_five_begins_with_an_address_and_a_code_and_comes_to_its_referral(world: World) -> None:
    browser = Client()
    page = browser.get("/sponsor/")
    assert 'name="next" value="/group/"' in page.content.decode()
    answer = browser.post("/sponsor/", {"email": "ada@example.org", "next": "/group/"})
    assert answer.status_code == 302
    code = re.search(r"^\s*([A-Z0-9-]{6,9})\s*$", mail.outbox[-1].body, re.MULTILINE)
    assert code, mail.outbox[-1].body
    answer = browser.post(answer.headers["Location"], {"code": code[1], "next": "/group/"})
    assert answer.headers["Location"] == "/group/"
    answer = browser.post("/group/", GROUP | {"site": str(world.site.pk)})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/refer/"
    ada = Account.objects.known_as("ada@example.org")
    assert ada is not None
    enter(ada)
    row = Membership.objects.select_related("organization").get(account=ada)
    assert (row.seat, row.organization.kind, row.organization.fsa) == (Seat.SPONSOR_REP, Kind.GROUP_OF_FIVE, "N2L")


def test_the_answer_is_the_same_whether_the_address_is_known_or_not(world: World) -> None:
    known = Client().post("/sponsor/", {"email": "selam@example.org", "next": "/group/"})
    unknown = Client().post("/sponsor/", {"email": "nobody@example.org", "next": "/group/"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert [one.subject for one in mail.outbox[-2:]] == [mail.outbox[-1].subject] * 2


def test_whoever_asks_eleven_times_in_ten_minutes_is_asked_to_wait(world: World) -> None:
    browser = Client(REMOTE_ADDR="203.0.113.7")
    for number in range(10):
        assert browser.post("/sponsor/", {"email": f"a{number}@example.org"}).status_code == 302
    assert browser.post("/sponsor/", {"email": "a11@example.org"}).status_code == 429
    assert Account.objects.known_as("a11@example.org") is None


def test_where_the_site_has_not_adopted_it_the_page_says_so_and_whom_to_call(world: World) -> None:
    ada = account_of("ada@example.org")
    browser = world.client(ada)
    page = browser.get("/group/").content.decode()
    assert "not in this site" in page
    assert "905 555 0130" in page
    answer = browser.post("/group/", GROUP | {"site": str(world.bay.pk)})
    assert answer.status_code == 422
    assert "Elm Street five" in answer.content.decode()
    assert not Organization.objects.filter(name="Elm Street five").exists()


def test_a_settlement_agency_does_not_register_itself(world: World) -> None:
    ada = account_of("ada@example.org")
    assert world.client(ada).post("/group/", GROUP | {"site": str(world.site.pk), "kind": "spo"}).status_code == 422
    enter(ada)
    with pytest.raises(Refused):
        verbs.register_group(ada, ada, site=world.site, kind=Kind.SPO, name="X", person="Ada")


def test_who_speaks_for_a_group_already_is_led_to_the_referral(world: World) -> None:
    page = world.client(world.grace).get("/group/").content.decode()
    assert "Birch Street five" in page
    assert 'href="/refer/"' in page
