"""Questions and news in the open, the private line that nobody else meets anywhere, and the way to a service."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest

from conftest import reading_everything
from intentional_connection.cases import verbs
from intentional_connection.cases.models import (
    Case,
    CheckIn,
    OnwardOutcome,
    OnwardReferral,
    PrivateMessage,
    TodayEntry,
    Update,
    WorkerQuestion,
)
from intentional_connection.cases.views.timeline import QUIET
from intentional_connection.journal.models import Act
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices.models import Notice
from tests.crawl import every_page
from tests.families import days_later, own_account
from tests.world import enter, leave

if TYPE_CHECKING:
    from django.test import Client

    from intentional_connection.cases.models import Newcomer
    from tests.world import World

pytestmark = pytest.mark.maple_stands

MARK = "MARKED-PRIVATE-7719"


@pytest.fixture
def home(world: World) -> tuple[Case, Newcomer]:
    """Maple 12 at its worker, with Luwam and the other adult signed in as themselves."""
    case = world.contact(world.maple())
    luwam = own_account(world, case, "luwam", first_name="Luwam")
    own_account(world, case, "yared", first_name="Y.")
    return case, luwam


def read(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


def keys_for(world: World, name: str) -> list[str]:
    account = getattr(world, name)
    enter(account)
    found = [row.key for row in TodayEntry.objects.oldest_first(account, 100)]
    leave()
    return found


def told(case: Case, key: str) -> dict[str, str]:
    with reading_everything():
        return dict(Notice.objects.filter(key=key, case_id=case.pk).values_list("reader__email", "path"))


@pytest.mark.parametrize("name", ["ruth", "tom", "paul"])
def test_sponsors_their_members_and_the_sah_ask_in_the_open(world: World, home: tuple[Case, Newcomer], name: str) -> None:
    case, _luwam = home
    browser, path = world.client(getattr(world, name)), f"/families/{case.pk}/questions/"
    assert browser.post(path, {"text": "When does school begin?"}).status_code == 303
    assert "answer_worker_question" in keys_for(world, "selam")
    assert told(case, "worker_asked") == {"selam@example.org": path}
    for other in ("ruth", "tom", "paul", "selam", "helen"):
        assert "When does school begin?" in read(world.client(getattr(world, other)), path), other
    assert "When does school begin?" in read(world.client(world.luwam), "/my/questions/")
    enter(world.selam)
    row = WorkerQuestion.objects.get(case=case)
    answer = world.client(world.selam).post(f"/worker-questions/{row.pk}/answer/", {"answer": "On Monday"})
    assert answer.status_code == 303
    assert f"{name}@example.org" in told(case, "worker_answered")
    assert "On Monday" in read(browser, path)
    assert "On Monday" in read(world.client(world.luwam), "/my/questions/")
    assert "answer_worker_question" not in keys_for(world, "selam")
    enter(world.selam)
    with pytest.raises(Refused):
        verbs.answer_worker_question(row, world.selam, answer="Again")


def test_questions_wait_oldest_first_with_their_age(world: World, home: tuple[Case, Newcomer]) -> None:
    case, _luwam = home
    now = clock.now()
    for days, text in ((0, "FIRST-ASKED"), (3, "LATER-ASKED")):
        with days_later(now, days):
            enter(world.ruth)
            verbs.ask_worker(case, world.ruth, text=text)
    with days_later(now, 5):
        page = read(world.client(world.selam), f"/families/{case.pk}/questions/")
        assert page.index("FIRST-ASKED") < page.index("waits 5 days") < page.index("LATER-ASKED") < page.index("waits 2 days")
        assert page.count('class="btn main"') == 1


def test_only_the_worker_answers(world: World, home: tuple[Case, Newcomer]) -> None:
    case, _luwam = home
    enter(world.ruth)
    row = verbs.ask_worker(case, world.ruth, text="Who?")
    for name in ("ruth", "tom", "paul", "helen"):
        assert world.client(getattr(world, name)).get(f"/worker-questions/{row.pk}/answer/").status_code == 403, name
        enter(getattr(world, name))
        with pytest.raises(NotAllowed):
            verbs.answer_worker_question(row, getattr(world, name), answer="I")


def test_news_reach_all_four_voices_newest_first(world: World, home: tuple[Case, Newcomer]) -> None:
    case, _luwam = home
    path = f"/families/{case.pk}/news/"
    browser = world.client(world.ruth)
    page = read(browser, path)
    assert "The family reads this." in page
    assert "?start=0" in page
    assert "This week we …</textarea>" in read(browser, path + "?start=0")
    for name in ("ruth", "paul", "selam"):
        assert world.client(getattr(world, name)).post(path, {"text": f"NEWS-OF-{name}"}).status_code == 303
    assert world.client(world.luwam).post("/my/news/", {"text": "NEWS-OF-luwam"}).status_code == 303
    for reader, place in (("tom", path), ("helen", path), ("luwam", "/my/news/"), ("yared", "/my/news/")):
        page = read(world.client(getattr(world, reader)), place)
        assert page.index("NEWS-OF-luwam") < page.index("NEWS-OF-selam") < page.index("NEWS-OF-paul") < page.index("NEWS-OF-ruth")
        assert "?start=0" not in page
    readers = told(case, "news")
    assert {"ruth@example.org", "paul@example.org", "selam@example.org"} <= set(readers)
    assert world.client(world.tom).post(path, {"text": "No right"}).status_code == 200
    enter(world.selam)
    assert Update.objects.filter(case=case).count() == 4


def test_the_private_line_is_the_two_and_nobody_elses(world: World, home: tuple[Case, Newcomer]) -> None:
    """A marked text, looked for as every other seat on every page of the product."""
    case, luwam = home
    assert world.client(world.luwam).post("/my/private/", {"text": MARK}).status_code == 303
    assert world.client(world.selam).post(f"/newcomers/{luwam.pk}/private/", {"text": MARK + " answered"}).status_code == 303
    assert world.client(world.luwam).post("/my/how/", {"feeling": "hard", "wants_call": "on"}).status_code == 303
    assert MARK in read(world.client(world.luwam), "/my/private/")
    assert MARK in read(world.client(world.selam), f"/newcomers/{luwam.pk}/private/")
    with reading_everything():
        private = {row.pk for row in PrivateMessage.objects.all()} | {row.pk for row in CheckIn.objects.all()}
    for name in ("ruth", "tom", "paul", "helen", "omar", "cora", "yared"):
        account = getattr(world, name)
        browser = world.client(account)
        for page in every_page(browser, "/my/" if name == "yared" else f"/families/{case.pk}/", most=2):
            assert MARK not in page.html, (name, page.path)
            assert "is not well" not in page.html, (name, page.path)
        for path in (f"/newcomers/{luwam.pk}/private/", f"/families/{case.pk}/private/"):
            assert browser.get(path).status_code in {403, 404}, (name, path)
        enter(account)
        assert not PrivateMessage.objects.exists(), name
        assert not CheckIn.objects.exists(), name
        assert not Act.objects.filter(verb__in=["write_private", "check_in", "answer_check_in"]).exists(), name
        assert not Act.objects.filter(thing_id__in=private).exists(), name
        assert not {"answer_private", "answer_check_in", "answer_check_in_first"} & set(keys_for(world, name)), name
        assert not TodayEntry.objects.filter(key__startswith="answer_check_in").exists(), name
    assert set(told(case, "private")) <= {"selam@example.org", "luwam@example.org"}
    assert {"write_private", "check_in", "answer_check_in"} <= QUIET


def test_who_is_not_on_the_line_writes_nothing_there(world: World, home: tuple[Case, Newcomer]) -> None:
    _case, luwam = home
    for name in ("ruth", "tom", "paul", "helen", "yared"):
        enter(getattr(world, name))
        with pytest.raises(NotAllowed):
            verbs.write_private(luwam, getattr(world, name), text="I read you")
    enter(world.selam)
    with pytest.raises(NotAllowed):
        verbs.check_in(luwam, world.selam, feeling="good")


def test_private_words_wait_until_the_worker_answers(world: World, home: tuple[Case, Newcomer]) -> None:
    case, luwam = home
    enter(world.luwam)
    verbs.write_private(luwam, world.luwam, text=MARK)
    assert "answer_private" in keys_for(world, "selam")
    page = read(world.client(world.selam), "/today/")
    assert f"/families/{case.pk}/private/" in page
    enter(world.selam)
    verbs.write_private(luwam, world.selam, text="I come tomorrow")
    assert "answer_private" not in keys_for(world, "selam")


def test_who_is_not_well_comes_first_and_a_person_answers(world: World, home: tuple[Case, Newcomer]) -> None:
    case, luwam = home
    now = clock.now()
    world.contact(world.name_worker(world.accept(world.refer())))
    with days_later(now, 2):
        assert world.client(world.luwam).post("/my/how/", {"feeling": "so_so"}).status_code == 303
        assert keys_for(world, "selam")[-1] == "answer_check_in"
        assert world.client(world.luwam).post("/my/how/", {}).status_code == 422
        assert world.client(world.luwam).post("/my/how/", {"feeling": "good", "wants_call": "on"}).status_code == 303
        assert keys_for(world, "selam")[0] == "answer_check_in_first"
        browser = world.client(world.selam)
        page = read(browser, f"/families/{case.pk}/private/")
        assert page.index("</bdi>: Good") < page.index("</bdi>: So-so")
        enter(world.selam)
        called, calm = CheckIn.objects.filter(newcomer=luwam).order_by("-wants_call")
        assert browser.post(f"/check-ins/{calm.pk}/", {"answer": ""}).status_code == 422
        assert browser.post(f"/check-ins/{calm.pk}/", {"answer": "I am glad you wrote"}).status_code == 303
        assert browser.post(f"/check-ins/{called.pk}/", {"called": "on"}).status_code == 303
        assert not [key for key in keys_for(world, "selam") if key.startswith("answer_check_in")]
        page = read(world.client(world.luwam), "/my/private/")
        assert "I am glad you wrote" in page
        assert "Your worker called you." in page
        enter(world.selam)
        with pytest.raises(Refused):
            verbs.answer_check_in(called, world.selam)


def test_the_way_to_a_service_and_what_came_of_it(world: World, home: tuple[Case, Newcomer]) -> None:
    case, luwam = home
    now = clock.now()
    browser, path = world.client(world.selam), f"/families/{case.pk}/onward/"
    for name in ("ruth", "paul", "helen"):
        assert world.client(getattr(world, name)).get(path).status_code == 403, name
    day = clock.today() + timedelta(days=10)
    said = {"service": "LANGUAGE-PLACE", "reached_at": "519 555 0188", "newcomer": str(luwam.pk), "ask_on": day.isoformat()}
    assert browser.post(path, said | {"service": " "}).status_code == 422
    assert browser.post(path, said).status_code == 303
    with days_later(now, 9):
        assert "ask_outcome" not in keys_for(world, "selam")
    with days_later(now, 10):
        assert "ask_outcome" in keys_for(world, "selam")
        enter(world.selam)
        row = OnwardReferral.objects.get(case=case)
        place = f"/onward/{row.pk}/outcome/"
        assert browser.post(place, {"outcome": "on_waiting_list", "on": clock.today().isoformat()}).status_code == 303
        assert "ask_outcome" not in keys_for(world, "selam")
        for reader in ("selam", "ruth", "tom", "paul"):
            page = read(world.client(getattr(world, reader)), f"/families/{case.pk}/connections/")
            assert "LANGUAGE-PLACE" in page, reader
            assert "On a waiting list" in page, reader
        assert "On a waiting list" in read(world.client(world.luwam), "/my/connections/")
        assert "LANGUAGE-PLACE" not in read(world.client(world.yared), "/my/connections/")
        assert world.client(world.ruth).get(place).status_code == 403
        enter(world.selam)
        verbs.record_outcome(row, world.selam, outcome="service_began", on=clock.today())
        assert OnwardOutcome.objects.filter(referral=row).count() == 2
    assert "The service has begun" in read(browser, f"/families/{case.pk}/connections/")


def test_a_way_for_an_item_of_the_check_stands_with_the_item(world: World, home: tuple[Case, Newcomer]) -> None:
    case, _luwam = home
    enter(world.selam)
    verbs.record_arrival(case, world.selam, newcomers=list(case.newcomers.all()), on=clock.today())
    verbs.open_check(case, world.selam)
    item = case.connections.filter(newcomer=None).first()
    browser = world.client(world.selam)
    assert f"?item={item.pk}" in read(browser, f"/connections/{item.pk}/")
    path = f"/families/{case.pk}/onward/?item={item.pk}"
    said = {"service": "ITEM-PLACE", "reached_at": "", "ask_on": clock.today().isoformat()}
    assert browser.post(path, said).status_code == 303
    assert "ITEM-PLACE" in read(browser, f"/connections/{item.pk}/")
    assert browser.get(f"/families/{case.pk}/onward/?item=nonsense").status_code == 404
