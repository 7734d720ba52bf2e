"""Answers that are no page: not found, not allowed, mistaken, braked, a file. They too are kept nowhere and run nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.test import Client

from tests.pages.test_every_page import assert_kept_nowhere

if TYPE_CHECKING:
    from tests.crowd import Crowd

NOBODYS = "01890000-0000-7000-8000-000000000000"


def answered(found: Any, status: int) -> None:
    assert found.status_code == status
    assert_kept_nowhere(found.headers)


def test_what_is_not_there_not_allowed_or_mistaken(crowd: Crowd) -> None:
    selam, tom, ruth = (crowd.client(getattr(crowd, name)) for name in ("selam", "tom", "ruth"))
    family = next(page.path for page in crowd.pages("selam") if page.view == "cases:family")
    for path in ("/nowhere/", f"/families/{NOBODYS}/", f"/lines/{NOBODYS}/", "/my/", f"{family}x/"):
        answered(selam.get(path), 404)
    answered(ruth.get(f"{family}record/"), 403)
    answered(selam.post(f"{family}contact/", {}), 422)
    answered(tom.post(f"/tasks/{NOBODYS}/tick/", {}), 404)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(crowd.selam)
    answered(strict.post(f"{family}contact/", {"kind": "call"}), 403)


def test_files_to_take_away(crowd: Crowd) -> None:
    files = {page.path for page in crowd.pages("paul") if page.headers["Content-Type"].partition(";")[0] != "text/html"}
    paul = crowd.client(crowd.paul)
    family = next(page.path for page in crowd.pages("paul") if page.view == "cases:family")
    for path in [*files, f"{family}record/?format=csv"]:
        answered(paul.get(path), 200)
    answer = paul.get(f"{family}record/?format=csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert 'filename="record.csv"' in answer["Content-Disposition"]
