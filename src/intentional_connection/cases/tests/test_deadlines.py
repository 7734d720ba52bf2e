"""The day on which each task falls, kept by every act that moves one; and reminders to whoever leads."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from conftest import reading_everything
from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.access.walls import entered
from intentional_connection.cases import jobs, verbs
from intentional_connection.cases.models import Case, Role, RoleLine, Task
from intentional_connection.cases.models.board import FamilyBoard
from intentional_connection.kernel import clock
from intentional_connection.notices.models import Notice
from tests.families import days_later, own_account
from tests.world import enter

if TYPE_CHECKING:
    from collections.abc import Callable

    from intentional_connection.cases.models import Newcomer
    from tests.world import World

pytestmark = pytest.mark.maple_stands


def family(world: World) -> Case:
    case = world.contact(world.maple())
    enter(world.selam)
    verbs.open_board(case, world.selam)
    return case


def agree_on_days(world: World, case: Case) -> None:
    """Each open task falls on the day that the board says."""
    enter(world.selam)
    board = FamilyBoard.of(case, world.selam)
    wrong = {
        row.code: (row.falls_on, board.pure_tasks[row.code, row.newcomer_id].due.on)
        for row in board.tasks
        if row.ceased_at is None and row.falls_on != board.pure_tasks[row.code, row.newcomer_id].due.on
    }
    assert board.tasks
    assert not wrong


def test_every_act_that_moves_a_day_keeps_it(world: World) -> None:
    case = family(world)
    people = list(case.newcomers.in_order())
    today = clock.today()
    why = case.adoption.edition.reasons_of("notice_changed")[0]

    def acts() -> list[tuple[str, Callable[[], object]]]:
        travel = {"newcomers": people, "received_on": today}
        return [
            ("ruth", lambda: verbs.record_travel(case, world.ruth, lands_on=today + timedelta(days=20), **travel)),
            ("ruth", lambda: verbs.record_travel(case, world.ruth, lands_on=today + timedelta(days=9), reason=why, **travel)),
            ("ruth", lambda: verbs.record_travel(case, world.ruth, lands_on=None, reason=why, **travel)),
            ("paul", lambda: verbs.record_arrival(case, world.paul, newcomers=people[:1], on=today)),
            ("ruth", lambda: verbs.record_arrival(case, world.ruth, newcomers=people[1:], on=today - timedelta(days=2))),
            ("selam", lambda: verbs.undo_arrival(case, world.selam, newcomers=people[1:], why="mistake")),
            ("selam", lambda: verbs.say_circumstances(case, world.selam, holds={("temporary_home", None): True})),
            ("ruth", lambda: verbs.add_task(case, world.ruth, label="A bicycle", due_on=today + timedelta(days=4))),
        ]

    agree_on_days(world, case)
    moved: set[object] = set()
    for who, act in acts():
        enter(getattr(world, who))
        act()
        agree_on_days(world, case)
        moved.add(tuple(Task.objects.filter(case=case).order_by("id").values_list("falls_on", flat=True)))
    assert len(moved) > 5


def remind(case: Case, key: str = "deadline") -> list[str]:
    with entered(SYSTEM_ID):
        jobs.remind_deadlines()
        jobs.remind_deadlines()
    with reading_everything():
        return sorted(Notice.objects.about(key, [case.pk]).values_list("reader__email", flat=True))


def lead(world: World, case: Case, days: int, *, by: str = "selam", secret_of: Newcomer | None = None, **said: object) -> Task:
    """One task with one lead, due so many days from now; nothing else falls on a day."""
    enter(world.selam)
    Task.objects.filter(case=case).update(falls_on=None)
    who = getattr(world, by)
    enter(who)
    key = f"own:{uuid4()}"
    of = {"case": case, "newcomer": secret_of, "secret": secret_of is not None, "by": who}
    task = Task.objects.create(code=key, label="A bicycle", falls_on=clock.today() + timedelta(days=days), **of)
    line = RoleLine.objects.create(key=key, begun_in=1, digest="0" * 64, **of)
    Role.objects.create(case=case, line=line, part="lead", **said)
    return task


def test_whoever_leads_is_told_three_days_before_and_the_day_after_once(world: World) -> None:
    case, now = family(world), clock.now()
    task = lead(world, case, 10, party="sponsor")
    for day, told in ((6, 0), (7, 1), (7.2, 1), (8, 1), (10, 1), (11, 2), (12, 2)):
        with days_later(now, day):
            assert remind(case) == ["ruth@example.org"] * told, day
    assert task.falls_on


def test_the_one_who_is_named_is_told_and_the_family_on_its_own_page(world: World) -> None:
    case = family(world)
    luwam = own_account(world, case, "luwam", first_name="Luwam")
    lead(world, case, 3, party="sponsor", account=world.tom)
    assert remind(case) == ["tom@example.org"]
    lead(world, case, 3, party="newcomer", newcomer=luwam)
    assert remind(case) == ["luwam@example.org", "tom@example.org"]
    with reading_everything():
        assert Notice.objects.get(key="deadline", reader__email="luwam@example.org").path == "/my/plan/"


def test_a_secret_is_told_only_to_who_is_named_for_it(world: World) -> None:
    case = family(world)
    luwam = own_account(world, case, "luwam", first_name="Luwam")
    lead(world, case, 3, by="luwam", secret_of=luwam, party="sponsor")
    assert remind(case) == []
    lead(world, case, 3, by="luwam", secret_of=luwam, party="sponsor", account=world.ruth)
    assert remind(case) == ["ruth@example.org"]


def test_a_tick_and_a_sleep_silence(world: World) -> None:
    case = family(world)
    task = lead(world, case, 3, party="sponsor")
    enter(world.paul)
    verbs.sleep(case, world.paul, reason="no_date", wake_on=clock.today() + timedelta(days=90))
    assert remind(case) == []
    enter(world.paul)
    verbs.wake(case, world.paul)
    enter(world.ruth)
    verbs.tick(task, world.ruth, on=clock.today())
    assert remind(case) == []
    enter(world.ruth)
    verbs.untick(task, world.ruth)
    assert remind(case) == ["ruth@example.org"]


def today_told() -> list[str]:
    with entered(SYSTEM_ID):
        jobs.remind_today()
        jobs.remind_today()
    with reading_everything():
        return sorted(Notice.objects.filter(key="today").values_list("reader__email", flat=True))


def test_what_waits_by_time_alone_is_told_once_per_person_and_day(world: World) -> None:
    cases = [world.contact(world.maple()), world.contact(world.name_worker(world.accept(world.refer())))]
    now = clock.now()
    for case in cases:
        enter(world.selam)
        verbs.set_rhythm(case, world.selam, every_days=7, way="call")
    for day, told in ((6, 0), (7, 1), (8, 1)):
        with days_later(now, day):
            assert today_told() == ["selam@example.org"] * told, day
    with reading_everything():
        row = Notice.objects.get(key="today")
    assert (row.path, row.case_id) == ("/today/", None)
