"""What a worker brings: languages with their levels, place, room for families, days away."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from intentional_connection.kernel import clock
from intentional_connection.partners.models import Absence, Membership
from tests.world import enter

if TYPE_CHECKING:
    from tests.world import World

SAYS = {
    "language_1": "ti",
    "level_1": "3",
    "language_2": "en",
    "level_2": "2",
    "fsa": "n2h",
    "cap_points": "18",
    "gender": "woman",
}


def spoken(world: World) -> dict[str, int]:
    """Selam's languages today."""
    enter(world.selam)
    row = Membership.objects.prefetch_related("languages").get(account=world.selam)
    return {one.language: one.level for one in row.spoken}


@pytest.mark.parametrize("by", ["selam", "helen"])
def test_worker_and_supervisor_keep_the_languages_and_their_past_stays(world: World, by: str) -> None:
    pk = world.membership("selam").pk
    answer = world.client(getattr(world, by)).post(f"/workers/{pk}/", SAYS)
    assert answer.status_code == 303
    assert spoken(world) == {"ti": 3, "en": 2}
    row = world.membership("selam")
    assert (row.fsa, row.cap_points, row.gender) == ("N2H", 18, "woman")
    ended = {one.language for one in row.languages.all() if one.until}
    assert ended == {"am", "en"}


def test_the_page_shows_what_is_known(world: World) -> None:
    page = world.client(world.selam).get(f"/workers/{world.membership('selam').pk}/").content.decode()
    assert '<option value="ti" selected>' in page
    assert page.count('name="language_') == 6


@pytest.mark.parametrize(
    "wrong",
    [
        {"language_2": "ti"},
        {"level_2": ""},
        {"language_1": "klingon"},
        {"level_1": "4"},
        {"cap_points": "-1"},
        {"cap_points": "many"},
        {"fsa": "Toronto"},
        {"gender": "x"},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(world: World, wrong: dict[str, Any]) -> None:
    pk = world.membership("selam").pk
    before = spoken(world)
    answer = world.client(world.selam).post(f"/workers/{pk}/", SAYS | wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert spoken(world) == before


def test_a_colleague_reads_but_changes_nothing(world: World) -> None:
    pk = world.membership("selam").pk
    browser = world.client(world.omar)
    page = browser.get(f"/workers/{pk}/").content.decode()
    assert "Tigrinya (as a first language)" in page
    assert browser.post(f"/workers/{pk}/", SAYS).status_code == 403
    assert browser.post(f"/workers/{pk}/absence/", days(1, 2)).status_code == 403


@pytest.mark.parametrize("stranger", ["paul", "nadia", "cora", "grace"])
def test_for_others_the_page_does_not_exist(world: World, stranger: str) -> None:
    pk = world.membership("selam").pk
    assert world.client(getattr(world, stranger)).get(f"/workers/{pk}/").status_code == 404


def test_only_workers_have_such_a_page(world: World) -> None:
    pk = world.membership("helen").pk
    assert world.client(world.helen).get(f"/workers/{pk}/").status_code == 404


def days(first: int, last: int) -> dict[str, str]:
    """Days from today on, as a form sends them."""
    today = clock.today()
    return {"from_on": str(today + timedelta(days=first)), "to_on": str(today + timedelta(days=last))}


def test_days_away_are_kept_and_shown_until_they_are_over(world: World) -> None:
    pk = world.membership("selam").pk
    browser = world.client(world.selam)
    assert browser.post(f"/workers/{pk}/absence/", days(3, 9)).status_code == 303
    assert browser.post(f"/workers/{pk}/absence/", days(-9, -3)).status_code == 303
    page = browser.get(f"/workers/{pk}/").content.decode()
    assert page.count("<li>From ") == 1


@pytest.mark.parametrize("wrong", [days(3, 2), {"from_on": "2027-02-30", "to_on": "2027-03-01"}, {"from_on": "", "to_on": ""}])
def test_impossible_days_are_refused_with_the_reason(world: World, wrong: dict[str, str]) -> None:
    pk = world.membership("selam").pk
    answer = world.client(world.selam).post(f"/workers/{pk}/absence/", wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    enter(world.selam)
    assert not Absence.objects.exists()
