"""Ticks and words beside tasks, what holds for a family, what is missing and its answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from intentional_connection.access.seats import Level
from intentional_connection.cases import verbs
from intentional_connection.cases.models import (
    Circumstance,
    Need,
    PrivateCircumstance,
    Task,
    TaskComment,
    TaskDone,
    TodayEntry,
)
from intentional_connection.cases.models.circumstances import questions_for
from intentional_connection.cases.tests.asking import questions
from intentional_connection.cases.tests.test_arrival import address, day, lands, travels
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices.models import Notice
from tests.world import enter, leave

if TYPE_CHECKING:
    from intentional_connection.cases.models import Case
    from tests.world import World

pytestmark = pytest.mark.maple_stands


def opened(world: World) -> Case:
    """Maple 12 with its board."""
    family = world.maple()
    enter(world.selam)
    verbs.open_board(family, world.selam)
    return family


def a_task(world: World, family: Case, code: str, by: str = "ruth") -> Task:
    enter(getattr(world, by))
    return Task.objects.filter(case=family, code=code).order_by("newcomer_id")[0]


def text(world: World, name: str, path: str) -> str:
    answer = world.client(getattr(world, name)).get(path)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


# --- ticks and words ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ruth", "tom", "selam", "paul"])
def test_a_task_is_ticked_once_and_the_tick_can_be_taken_back(world: World, name: str) -> None:
    task = a_task(world, opened(world), "T005", by=name)
    who = getattr(world, name)
    verbs.tick(task, who, on=clock.today())
    with pytest.raises(Refused, match="ticked this already"):
        verbs.tick(task, who, on=clock.today())
    verbs.untick(task, who)
    with pytest.raises(Refused, match="not ticked"):
        verbs.untick(task, who)
    verbs.tick(task, who, on=clock.today())
    assert TaskDone.objects.filter(task=task).count() == 2


def test_a_task_is_not_done_in_the_future_and_not_by_an_onlooker(world: World) -> None:
    family = opened(world)
    task = a_task(world, family, "T005")
    with pytest.raises(Refused, match="still to come"):
        verbs.tick(task, world.ruth, on=day(1))
    enter(world.helen)
    with pytest.raises(NotAllowed):
        verbs.tick(task, world.helen, on=clock.today())


def test_words_beside_a_task_are_read_by_everybody_who_sees_it(world: World) -> None:
    family = opened(world)
    task = a_task(world, family, "T005", by="tom")
    with pytest.raises(Refused, match="Write a few words"):
        verbs.comment(task, world.tom, text="  ")
    verbs.comment(task, world.tom, text="The budget stands.")
    for name in ("ruth", "selam", "paul", "helen", "tom"):
        assert "The budget stands." in text(world, name, reverse("cases:task", kwargs={"pk": task.pk})), name


def test_words_beside_a_sensitive_task_are_read_by_their_writer_until_somebody_agreed_leads(world: World) -> None:
    family = opened(world)
    enter(world.ruth)
    task = Task.objects.filter(case=family, sensitive=True).first()
    assert task
    verbs.comment(task, world.ruth, text="Ask about the medicine.")
    path = reverse("cases:task", kwargs={"pk": task.pk})
    assert "the medicine" in text(world, "ruth", path)
    for name in ("selam", "tom", "helen", "paul"):
        assert "the medicine" not in text(world, name, path), name
        enter(getattr(world, name))
        assert not TaskComment.objects.filter(task=task).exists(), name


# --- the list ----------------------------------------------------------------------------


def test_each_side_finds_what_it_leads_and_ticks_it_with_one_press(world: World) -> None:
    family = opened(world)
    task = a_task(world, family, "T005")
    page = text(world, "tom", address("ready", family))
    assert "Get ready" in page
    assert "Bring the sponsors’ own plan up to date" in page
    assert "Answer, and name one worker" not in page
    browser = world.client(world.tom)
    tick = reverse("cases:tick", kwargs={"pk": task.pk})
    assert f'formaction="{tick}"' in page
    assert browser.post(tick, {"back": "ready"})["Location"] == address("ready", family)
    assert f'formaction="{tick}"' not in text(world, "tom", address("ready", family))
    assert browser.get(tick).status_code == 405


def test_after_the_arrival_this_week_comes_first_and_late_notice_blames_nobody(world: World) -> None:
    family = opened(world)
    travels(world, family, lands=1)
    lands(world, family)
    page = text(world, "ruth", address("ready", family))
    assert "This week" in page
    assert "As soon as possible" in page
    assert "suggested" in page
    assert "overdue" not in page
    assert "After this week" in page


def test_a_split_arrival_gives_each_person_a_day_of_their_own(world: World) -> None:
    family = opened(world)
    enter(world.ruth)
    first, *others = family.newcomers.in_order()
    travels(world, family, lands=0)
    lands(world, family, newcomers=[first])
    travels(world, family, lands=30, newcomers=others, reason="split")
    response = world.client(world.ruth).get(address("ready", family))
    found = response.context["todos"]
    dues = {copy.person: copy.due.on for one in (*found.now, *found.later) if one.key == "T039" for copy in one.copies}
    enter(world.ruth)
    assert len(set(dues.values())) == 2, dues


def test_the_list_asks_as_much_with_many_tasks_as_with_few(world: World) -> None:
    family = opened(world)
    asked = {name: len(questions(world.client(getattr(world, name)), address("ready", family))) for name in ("ruth", "selam", "tom")}
    path = reverse("cases:task", kwargs={"pk": a_task(world, family, "T005").pk})
    asked["task"] = len(questions(world.client(world.ruth), path))
    assert max(asked.values()) <= 12, asked


# --- what holds --------------------------------------------------------------------------


def test_an_answer_brings_its_tasks_and_a_no_sets_them_aside(world: World) -> None:
    family = opened(world)
    enter(world.ruth)
    verbs.say_circumstances(family, world.ruth, holds={("temporary_home", None): True})
    task = Task.objects.get(case=family, code=temporary(family))
    assert task.ceased_at is None
    verbs.say_circumstances(family, world.ruth, holds={("temporary_home", None): False})
    task.refresh_from_db()
    assert task.ceased_at is not None
    assert Circumstance.objects.get(case=family, condition="temporary_home").ended_at


def temporary(family: Case) -> str:
    return next(one.code for one in family.adoption.edition.tasks if one.applies_if == "temporary_home")


def test_without_the_adult_s_yes_nobody_is_asked_what_is_secret(world: World) -> None:
    family = opened(world)
    for name in ("ruth", "selam"):
        enter(getattr(world, name))
        asked = {one.condition for one in questions_for(family, getattr(world, name))}
        assert {"temporary_home", "job_seeking", "has_school_age"} <= asked
        assert not asked & {"pregnancy_or_newborn", "low_income", "has_children", "sah_case", "safety_concern"}
        with pytest.raises(Refused, match="not yours to give"):
            verbs.say_circumstances(family, getattr(world, name), holds={("low_income", None): True})


def test_the_page_asks_each_child_and_each_adult_apart(world: World) -> None:
    family = opened(world)
    page = text(world, "selam", address("circumstances", family))
    assert page.count("Is this person looking for work?") == 2
    assert page.count("Is there a child of school age?") == 1
    browser = world.client(world.selam)
    form = browser.get(address("circumstances", family)).context["form"]
    job = next(name for name, one in form.asked.items() if one.condition == "job_seeking")
    assert browser.post(address("circumstances", family), {job: "on"}).status_code == 303
    enter(world.selam)
    assert Circumstance.objects.filter(case=family, condition="job_seeking", ended_at=None).count() == 1
    assert not PrivateCircumstance.objects.exists()
    for name in ("tom", "helen", "paul"):
        assert world.client(getattr(world, name)).get(address("circumstances", family)).status_code == 403, name


# --- what is missing ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ruth", "tom", "paul"])
def test_what_somebody_sees_missing_waits_for_the_worker_and_is_answered(world: World, name: str) -> None:
    family = world.contact(world.maple())
    who = getattr(world, name)
    enter(who)
    need = verbs.see_gap(family, who, text="Winter boots for the child")
    enter(world.selam)
    assert "answer_gap" in {row.key for row in TodayEntry.objects.oldest_first(world.selam)}
    assert Notice.objects.filter(reader=world.selam, key="gap_seen").exists()
    assert "Waits for the worker’s answer" in text(world, "tom", address("gap", family))
    enter(world.selam)
    verbs.answer_gap(need, world.selam, by_day=day(3))
    assert "answer_gap" not in {row.key for row in TodayEntry.objects.oldest_first(world.selam)}
    assert "An answer by" in text(world, name, address("gap", family))
    enter(world.selam)
    verbs.answer_gap(need, world.selam, text="The agency has a box of boots.")
    assert "a box of boots" in text(world, name, address("gap", family))
    enter(who)
    assert Notice.objects.filter(reader=who, key="gap_answered").count() == 2


def test_a_need_of_the_referral_is_no_gap(world: World) -> None:
    family = world.maple()
    assert "without stairs" not in text(world, "selam", address("gap", family))
    enter(world.selam)
    assert "answer_gap" not in {row.key for row in TodayEntry.objects.oldest_first(world.selam)}


def test_an_answer_needs_words_or_a_day_that_can_be(world: World) -> None:
    family = world.maple()
    enter(world.ruth)
    need = verbs.see_gap(family, world.ruth, text="A bed")
    enter(world.selam)
    with pytest.raises(Refused, match="Write an answer"):
        verbs.answer_gap(need, world.selam, text=" ")
    with pytest.raises(Refused, match="This day is past"):
        verbs.answer_gap(need, world.selam, by_day=day(-1))
    enter(world.ruth)
    with pytest.raises(NotAllowed):
        verbs.answer_gap(need, world.ruth, text="x")
    with pytest.raises(Refused, match="Write in a few words"):
        verbs.see_gap(family, world.ruth, text=" ")


def test_a_day_that_has_passed_without_an_answer_is_said_without_blame(world: World) -> None:
    family = world.maple()
    enter(world.ruth)
    need = verbs.see_gap(family, world.ruth, text="A bed")
    enter(world.selam)
    verbs.answer_gap(need, world.selam, by_day=day(1))
    leave()
    with clock.at(datetime.combine(day(5), datetime.min.time(), clock.ONTARIO) + timedelta(hours=12)):
        assert "An answer was to come by" in text(world, "ruth", address("gap", family))


def test_before_there_is_a_worker_nothing_is_asked_of_one(world: World) -> None:
    family = world.accept(world.refer())
    enter(world.ruth)
    with pytest.raises(Refused, match="No worker is named yet"):
        verbs.see_gap(family, world.ruth, text="A bed")
    assert Need.objects.filter(case=family).count() == 1


def test_the_gap_form_keeps_what_was_typed_and_says_what_is_wrong(world: World) -> None:
    family = world.maple()
    browser = world.client(world.ruth)
    answer = browser.post(address("gap", family), {"text": "x" * 1001})
    assert answer.status_code == 422
    assert "Shorten this" in answer.content.decode()
    assert browser.post(address("gap", family), {"text": "A bed for the child"}).status_code == 303
    page = browser.get(address("gap", family)).content.decode()
    assert "A bed for the child" in page
    assert world.client(world.helen).get(address("gap", family)).status_code == 200
    enter(world.ruth)
    need = Need.objects.latest("at")
    path = reverse("cases:answer_gap", kwargs={"pk": need.pk})
    assert world.client(world.ruth).get(path).status_code == 403
    assert world.client(world.selam).post(path, {"text": "Yes", "by_day": ""}).status_code == 303
    assert need.LEVEL == Level.PLAN
