"""No address of a family, referral, agreement or person opens to strangers, and none but the public ones to nobody.

The addresses are found, not listed: whatever the people concerned can reach is tried by everybody else.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from uuid import uuid4

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from intentional_connection.people.verbs import account_of
from tests.crawl import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.crowd import Crowd

#: What whoever is not signed in may open.
PUBLIC = {
    *("desk:start", "desk:privacy", "desk:accessibility", "desk:language", "desk:health", "desk:ready"),
    *("desk:rights", "desk:demo", "desk:outbox"),  # the last two exist in the demo alone: tests/test_demo.py
    *("desk:demo_things", "desk:demo_thing"),  # so do these
    *("partners:sponsor", "partners:set_up"),  # set-up: 404 once there is a site
    *("account_login", "account_request_login_code", "account_confirm_login_code", "account_logout"),
    *("account_signup", "account_inactive"),
    # The doors of the family's page and the letter: what they open is said in family/tests/test_keys.py.
    *("family:key", "family:new_key", "family:letter", "family:letter_open", "family:carried"),
}
#: Addresses with a key behind which no stranger may come.
OURS = (
    *("/families/", "/referrals/", "/refer/", "/agreements/", "/workers/", "/memberships/", "/meetings/", "/lines/", "/tasks/"),
    *("/newcomers/", "/connections/", "/questions/", "/open-questions/", "/gaps/", "/my/plan/", "/my/choices/"),
)
#: Addresses of one kind that each of them is asked for.
OF_A_KIND = 2
#: Whose pages are tried, and who has nothing to do with any of them.
CONCERNED = ("paul", "ruth", "helen", "selam", "tom")
STRANGERS = ("bruno", "hugo", "cora", "grace")
OK, NOT_FOR_YOU = 200, {403, 404, 405}
#: What stands in an address where a key or a word belongs.
FILLED = {
    **dict.fromkeys(("<uuid:pk>", "<uuid:member>"), str(uuid4())),
    "<int:number>": "1", "<slug:step>": "family", "<slug:code>": "fr", "<slug:key>": "roles", "<str:token>": "x" * 43,
}


def named_paths(found: list[URLPattern | URLResolver], space: str = "", before: str = "") -> Iterator[tuple[str, str]]:
    """Every address of the product with its name, its parts filled in."""
    for one in found:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from named_paths(one.url_patterns, f"{one.namespace}:" if one.namespace else space, path)
        else:
            for part, filled in FILLED.items():
                path = path.replace(part, filled)
            yield space + str(one.name), path


def test_whoever_is_not_signed_in_opens_the_public_pages_alone(crowd: Crowd) -> None:
    tried = dict(named_paths(get_resolver().url_patterns))
    assert tried.keys() >= PUBLIC
    for name in tried.keys() - PUBLIC:
        for answer in (Client().get(f"/{tried[name]}"), Client().post(f"/{tried[name]}")):
            assert (answer.status_code, answer.headers.get("Location", "")[:16]) == (302, "/accounts/login/"), name


def addresses(crowd: Crowd) -> set[str]:
    """What the people concerned reach by links, with a key in it."""
    found: set[str] = set()
    for name in CONCERNED:
        kinds = Counter[str]()
        for page in crowd.pages(name):
            kinds[page.view] += 1
            if page.status == OK and kinds[page.view] <= OF_A_KIND:
                found.add(page.path)
    return {path for path in found if path.startswith(OURS) and path.count("/") > 2}


def test_no_stranger_reads_or_acts_at_an_address_of_the_people_concerned(crowd: Crowd) -> None:
    """Another SAH, another site's agency, the coordination, another group, and somebody without any organization."""
    account_of("nobody@example.org")
    found = addresses(crowd)
    kinds = {view_of(path) for path in found}
    assert kinds >= {"cases:family", "cases:referral", "cases:worker", "cases:refer_check", "partners:worker_profile"}
    assert kinds >= {f"cases:{name}" for name in ("meeting", "line", "task", "sharing", "connection", "board", "answer_gap")}
    for name in STRANGERS:
        own = {page.path for page in crowd.pages(name)}
        client = crowd.client(getattr(crowd, name))
        for path in sorted(found):
            if path in own:  # a worker's page in the own agency, a family of the own group
                continue
            for answer in (client.get(path), client.post(path, {"once": uuid4().hex})):
                assert answer.status_code in NOT_FOR_YOU, f"{name}: {path}: {answer.status_code}"
    client = crowd.client(account_of("nobody@example.org"))
    assert {client.get(path).status_code for path in found} <= NOT_FOR_YOU
