"""The board as a page: one line per type, open points first, the same few questions for any size."""

from __future__ import annotations

import gzip
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from intentional_connection.access.seats import Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.models import Circumstance, Confirmation, Question, RoleLine, Task
from intentional_connection.cases.models.board import FamilyBoard, with_board
from intentional_connection.cases.models.summary import board_summary
from intentional_connection.cases.tests.asking import questions
from intentional_connection.kernel import clock
from intentional_connection.partners.models import Absence
from intentional_connection.roles.states import State
from tests.world import enter

if TYPE_CHECKING:
    from django.test import Client

    from intentional_connection.cases.models import Case
    from tests.world import World

pytestmark = pytest.mark.maple_stands

#: The handbook's example: two adults looking for work, a child at school, a temporary home, an interpreter.
OF_ALL = ("temporary_home", "contact_possible", "needs_interpreter")


def at(name: str, case: Case | RoleLine) -> str:
    return reverse(f"cases:{name}", kwargs={"pk": case.pk})


def body(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return unescape(answer.content.decode())


@pytest.fixture
def family(world: World) -> Case:
    """Maple 12 with all that the handbook's example has: 140 tasks from 91 types."""
    case = world.maple()
    enter(world.selam)
    for condition in OF_ALL:
        Circumstance.objects.create(case=case, condition=condition, by=world.selam)
    for one in case.newcomers.in_order():
        condition = "job_seeking" if one.age_group == "adult" else "has_school_age"
        Circumstance.objects.create(case=case, condition=condition, newcomer=one, by=world.selam)
    return verbs.open_board(case, world.selam)


def test_the_handbooks_example_has_140_tasks_on_91_lines(world: World, family: Case) -> None:
    assert Task.objects.filter(case=family, ceased_at=None).count() == 140
    assert RoleLine.objects.current().filter(case=family).count() == 91
    text = body(world.client(world.selam), at("board", family))
    assert text.count('scope="row"') == 91


def test_the_board_asks_at_most_twelve_questions_for_any_number_of_tasks(world: World, family: Case) -> None:
    browser = world.client(world.ruth)
    many = questions(browser, at("board", family))
    assert len(many) <= 12, "\n".join(many)


def test_the_board_is_light(world: World, family: Case) -> None:
    html = world.client(world.selam).get(at("board", family)).content
    sheets = [Path(str(finders.find(name))).read_bytes() for name in ("ui/ic.css", "cases/board.css", "ui/icons.svg")]
    assert sum(len(gzip.compress(part)) for part in (html, *sheets)) < 120_000


def test_the_board_asks_as_many_questions_for_twenty_tasks(world: World, family: Case) -> None:
    small = world.name_worker(world.accept(world.refer(adults=["Aida"], children=[])))
    enter(world.selam)
    verbs.open_board(small, world.selam)
    for case in (family, small):
        world.client(world.ruth).get(at("board", case))
    many, few = (questions(world.client(world.ruth), at("board", case)) for case in (family, small))
    assert len(many) == len(few)


def test_open_points_are_settled_first_then_the_board_is_confirmed(world: World, family: Case) -> None:
    browser = world.client(world.ruth)
    text = body(browser, at("board", family))
    assert "Confirm what I see" in text, "nothing is open: the catalogue proposes a lead everywhere"
    row = RoleLine.objects.current().get(case=family, key="T010")
    enter(world.ruth)
    verbs.say_part(row, world.ruth, part="", seen=row.digest)
    text = body(browser, at("board", family))
    assert "Settle the 1 open point" in text
    shown = body(browser, f"{at('board', family)}?show=open")
    assert shown.count('scope="row"') == 1
    assert "Nobody leads yet" in shown


def taken(row: RoleLine) -> dict[str, str]:
    return {"take": f"{row.pk} {row.digest}"}


def test_a_gap_is_taken_with_one_press(world: World, family: Case) -> None:
    row = RoleLine.objects.current().get(case=family, key="T010")
    enter(world.ruth)
    row = verbs.say_part(row, world.ruth, part="", seen=row.digest)
    answer = world.client(world.selam).post(at("board", family), taken(row))
    assert answer.status_code == 303
    enter(world.selam)
    assert RoleLine.objects.current().get(case=family, key="T010").roles.get(part="lead").party == "worker"


def test_all_that_one_sees_is_confirmed_in_one_act_and_what_changed_is_named(world: World, family: Case) -> None:
    browser = world.client(world.ruth)
    page = browser.get(at("confirm", family))
    lines = page.context["form"].initial["lines"]
    row = RoleLine.objects.current().get(case=family, key="T045")
    enter(world.selam)
    verbs.say_part(row, world.selam, part="", seen=row.digest)
    answer = browser.post(at("confirm", family), {"lines": lines}, follow=True)
    text = unescape(answer.content.decode())
    assert "You said yes to 90 lines." in text
    assert "These lines changed meanwhile and wait for you" in text
    enter(world.ruth)
    assert Confirmation.objects.filter(case=family, party="sponsor").count() == 90


def post(browser: Client, row: RoleLine, act: str, **said: str) -> int:
    return int(browser.post(at("line", row), {"act": act, "seen": row.digest, **said}).status_code)


def test_a_line_says_what_each_side_does_and_takes_every_answer(world: World, family: Case) -> None:
    ruth, selam = world.client(world.ruth), world.client(world.selam)
    row = RoleLine.objects.current().get(case=family, key="T045")
    assert post(ruth, row, "part", part="informed") == 303
    assert post(ruth, row, "question", text="Which office?") == 303
    text = body(selam, at("line", row))
    assert "Which office?" in text
    assert "from the sponsors (helps) to the sponsors (is told)" in text
    enter(world.selam)
    asked = Question.objects.get(case=family)
    assert selam.post(f"/questions/{asked.pk}/answer/", {"answer": "In Riverton."}).status_code == 303
    now = RoleLine.objects.current().get(case=family, key="T045")
    assert post(selam, now, "yes") == 303
    assert post(selam, now, "take_back") == 303
    per_adult = next(one.code for one in family.adoption.edition.tasks if one.applies_per == "adult" and one.applies_if == "always")
    first = family.newcomers.adults().in_order()[0]
    assert post(selam, RoleLine.objects.current().get(case=family, key=per_adult), "split", newcomer=str(first.pk)) == 303
    assert RoleLine.objects.current().filter(case=family, key=per_adult).count() == 2


def test_nobody_says_yes_to_what_changed_after_it_was_shown(world: World, family: Case) -> None:
    row = RoleLine.objects.current().get(case=family, key="T045")
    browser = world.client(world.ruth)
    enter(world.selam)
    verbs.say_part(row, world.selam, part="", seen=row.digest)
    answer = browser.post(at("line", row), {"act": "yes", "seen": row.digest})
    assert answer.status_code == 422
    assert "This line has changed meanwhile" in answer.content.decode()
    enter(world.ruth)
    assert not Confirmation.objects.filter(case=family, party="sponsor").exists()
    now = RoleLine.objects.current().get(case=family, key="T045")
    assert f'name="seen" value="{now.digest}" id="yes_seen"' in answer.content.decode()


def test_two_answers_of_one_side_are_both_shown_and_what_was_chosen_stays(world: World, family: Case) -> None:
    world.person("tess", world.st_marks, Seat.SPONSOR_REP, world.ruth)
    row = RoleLine.objects.current().get(case=family, key="T045")
    assert post(world.client(world.tess), row, "part", part="informed") == 303
    answer = world.client(world.ruth).post(at("line", row), {"act": "part", "seen": row.digest, "part": "", "person": ""})
    text = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Tess said: is told. You said: no part. Choose." in text
    enter(world.ruth)
    now = RoleLine.objects.current().get(case=family, key="T045")
    assert f'name="seen" value="{now.digest}" id="part_seen"' in text
    assert post(world.client(world.ruth), now, "part", part="") == 303


def test_members_read_the_board_and_are_offered_nothing_to_press(world: World, family: Case) -> None:
    browser = world.client(world.tom)
    text = body(browser, at("board", family))
    assert "We will do it" not in text
    assert "Settle the" not in text
    assert "Save our part" not in body(browser, at("line", RoleLine.objects.current().get(case=family, key="T045")))
    assert browser.get(at("confirm", family)).status_code == 403


def test_the_board_opens_for_nobody_outside_the_circle(world: World, family: Case) -> None:
    enter(world.selam)
    row = RoleLine.objects.current().get(case=family, key="T045")
    for name in ("cora", "nadia", "omar", "hugo", "grace"):
        browser = world.client(getattr(world, name))
        for path in (at("board", family), at("versions", family), at("board_print", family), at("line", row)):
            assert browser.get(path).status_code == 404, (name, path)


def test_versions_say_in_sentences_what_changed(world: World, family: Case) -> None:
    enter(world.selam)
    verbs.write_down(family, world.selam)
    row = RoleLine.objects.current().get(case=family, key="T010")
    enter(world.ruth)
    row = verbs.say_part(row, world.ruth, part="", seen=row.digest)
    text = body(world.client(world.paul), at("versions", family))
    assert "Look at homes to rent, and sign nothing too early: from the sponsors to nobody" in text
    enter(world.ruth)
    verbs.say_part(row, world.ruth, part="lead", person=world.ruth.pk, seen=row.digest)
    text = body(world.client(world.paul), f"{at('versions', family)}?from=1&to=now")
    assert "from the sponsors to Ruth" in text


@pytest.mark.parametrize("page", ["board", "confirm", "versions", "board_print", "add_task", "write_down"])
def test_each_page_asks_at_most_twelve_questions(world: World, family: Case, page: str) -> None:
    found = questions(world.client(world.selam), at(page, family))
    assert len(found) <= 12, "\n".join(found)


def test_a_line_asks_at_most_twelve_questions_and_the_worker_from_whom_it_is_hidden(world: World, family: Case) -> None:
    row = RoleLine.objects.current().get(case=family, key="T045")
    for name, most in (("ruth", 12), ("selam", 13)):
        found = questions(world.client(getattr(world, name)), at("line", row))
        assert len(found) <= most, "\n".join(found)


def test_pages_that_only_point_at_the_board_count_the_same(world: World, family: Case) -> None:
    enter(world.ruth)
    for code, part in (("T010", ""), ("T045", "lead")):
        row = RoleLine.objects.current().get(case=family, key=code)
        verbs.say_part(row, world.ruth, part=part, reason="family_wishes", seen=row.digest)
    enter(world.selam)
    row = RoleLine.objects.current().get(case=family, key="T045")
    verbs.say_part(row, world.selam, part="lead", seen=row.digest)
    for name in ("ruth", "selam", "paul", "tom"):
        by = getattr(world, name)
        enter(by)
        found = board_summary(family, by)
        own = FamilyBoard.of(with_board(by).get(pk=family.pk), by)
        stand = [one.state for one in own.looks.values()]
        assert (found.lines, found.gaps, found.two_leads) == (
            len(stand) - stand.count(State.NOT_NEEDED),
            stand.count(State.NOBODY_LEADS),
            stand.count(State.TWO_LEADS),
        )


def test_with_twelve_people_around_the_board_asks_no_more(world: World, family: Case) -> None:
    few = questions(world.client(world.selam), at("board", family))
    for number in range(7):
        world.person(f"member{number}", world.st_marks, Seat.SPONSOR_MEMBER, world.ruth)
    enter(world.selam)
    around = FamilyBoard.of(family, world.selam).around
    assert len(around.persons) + len(around.adults_required | {one.pk for one in family.newcomers.in_order()}) >= 12
    many = questions(world.client(world.selam), at("board", family))
    assert len(many) == len(few) <= 12


def test_where_the_government_shares_the_income_the_board_says_so_and_names_no_programme(world: World, family: Case) -> None:
    said = "part of the income comes from the government"
    assert said not in body(world.client(world.ruth), at("board", family))
    enter(world.paul)
    type(family).objects.filter(pk=family.pk).update(programme="bvor")
    page = body(world.client(world.ruth), at("board", family))
    assert said in page
    assert "BVOR" not in page


def test_what_a_worker_leads_stands_open_while_the_worker_is_away_and_nobody_covers(world: World, family: Case) -> None:
    leads = [
        place for place, look in FamilyBoard.of(family, world.selam).looks.items() if look.state == State.WAITING
    ]  # proposed leads wait for a yes
    helen = world.helen
    membership = world.membership("selam")
    enter(helen)
    # known before the family came: since then no absence is saved without a cover
    Absence.objects.create(membership=membership, from_on=clock.today(), to_on=clock.today(), by=helen)
    enter(world.ruth)
    looks = FamilyBoard.of(family, world.ruth).looks
    away = [place for place in leads if looks[place].state == State.ORPHANED]
    assert away
    types = {one.code: one for one in family.adoption.edition.tasks}
    assert {types[key].lead_default for key, _person in away} == {"WORKER"}
