"""Who saw our information: by name, kind and day, for the adult it belongs to, and nothing of what the other adult has for oneself."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import as_, reading_everything
from intentional_connection.access.seats import Level
from intentional_connection.cases.models.sharing import who_read
from intentional_connection.family.seeing import DAYS, who_saw
from intentional_connection.journal.models import ReadLog, note_export, note_read
from intentional_connection.kernel import clock
from intentional_connection.people.models import Account
from intentional_connection.ui.languages import FAMILY
from tests.families import days_later, own_account
from tests.world import World, enter, leave

if TYPE_CHECKING:
    from intentional_connection.cases.models import Newcomer

pytestmark = pytest.mark.maple_stands
PAGE = "/my/information/seen/"


@pytest.fixture
def adults(world: World) -> dict[str, Newcomer]:
    """Luwam and Y., each with an own page."""
    case = world.maple()
    found = {name: own_account(world, case, name, first_name=first) for name, first in (("luwam", "Luwam"), ("yared", "Y."))}
    leave()
    return found


def read(world: World, name: str, row: Any, level: Level, **more: Any) -> None:
    """Somebody opens something."""
    who = getattr(world, name)
    enter(who)
    note_read(row, who, level, **more)
    leave()


def text(world: World, name: str, **asked: str) -> str:
    """The page as an adult sees it, without its tags."""
    leave()
    answer = world.client(getattr(world, name)).get(PAGE, asked)
    assert answer.status_code == 200
    return " ".join(re.sub("<[^>]+>", " ", answer.content.decode().split("<main")[1]).split())


def told(world: World, name: str, person: Newcomer) -> list[int]:
    """Levels of what others opened, as both walls let an adult read it; each wall alone gives the same."""
    who = getattr(world, name)
    with as_(who):
        rows = set(ReadLog.objects.visible_to(who).told_to(who, person.case_id).values_list("pk", "level"))
        assert rows == set(ReadLog.objects.told_to(who, person.case_id).values_list("pk", "level"))
    with reading_everything():
        assert rows == set(ReadLog.objects.visible_to(who).told_to(who, person.case_id).values_list("pk", "level"))
    return sorted(level for _pk, level in rows)


def test_an_adult_sees_who_opened_what_and_when(world: World, adults: dict[str, Newcomer]) -> None:
    """Name, organization, day and plain words; a copy taken away is said."""
    luwam = adults["luwam"]
    read(world, "selam", luwam.case, Level.PLAN | Level.CIRCLE)
    read(world, "selam", luwam, Level.IDENTITY)
    enter(world.paul)
    note_export(luwam.case, world.paul, Level.PLAN)
    page = text(world, "luwam")
    assert "Selam Harbour settlement agency · an agency that helps newcomers" in page
    assert re.search(r"\w+day \d+ \w+ · your plan, full name, birth date, phone, who is around you, and your choices", page)
    assert re.search(r"Lakeside SAH · an organization that stands behind sponsors \w+day \d+ \w+ · your plan · took a copy", page)


def test_what_is_one_adults_own_is_not_told_to_the_other(world: World, adults: dict[str, Newcomer]) -> None:
    """Private words, identity, choices, what is protected: not the reads, nor that there are any, nor by a day."""
    luwam, case = adults["luwam"], adults["luwam"].case
    before = {name: told(world, name, luwam) for name in ("luwam", "yared")}
    for level in (Level.PRIVATE, Level.IDENTITY, Level.CIRCLE, Level.SENSITIVE, Level.PROTECTION, Level.TRAVEL):
        read(world, "selam", luwam, level)
    read(world, "selam", case, Level.PROTECTION)
    read(world, "selam", case, Level.PRIVATE, of=[luwam.pk])
    read(world, "selam", case, Level.IDENTITY)  # of whom is not said: told to nobody
    assert told(world, "yared", luwam) == before["yared"] == []
    assert told(world, "luwam", luwam) == sorted([8, 16, 128, 128, 1024, 16384])
    assert "Selam" not in text(world, "yared")
    assert "Nobody opened more than your first names" in text(world, "yared")
    with as_(world.yared):
        assert not [one for some in who_read(case, world.yared).values() for one in some]
    with as_(world.luwam):
        ((one,),) = who_read(case, world.luwam).values()
    assert not one.levels & Level.PROTECTION


def test_what_the_worker_reads_out_to_one_adult_says_nothing_of_the_others_line(world: World, adults: dict[str, Newcomer]) -> None:
    """When somebody "last read" is no trace of a private line."""
    read(world, "selam", adults["luwam"].case, Level.PLAN)
    with days_later(clock.now(), 2):
        read(world, "selam", adults["luwam"], Level.PRIVATE)
    with as_(world.selam):
        ((one,),) = who_read(adults["luwam"].case, world.selam).values()
    assert one.levels == Level.PLAN
    assert one.last_at < clock.now() + timedelta(days=1)


def test_a_page_about_all_notes_what_is_one_persons_apart(world: World, adults: dict[str, Newcomer]) -> None:
    """The plan to both, each journey to its own adult."""
    luwam, yared = adults["luwam"], adults["yared"]
    read(world, "selam", luwam.case, Level.PLAN | Level.TRAVEL, of=[luwam.pk, yared.pk, luwam.pk])
    assert told(world, "luwam", luwam) == told(world, "yared", luwam) == [2, 16384]
    with reading_everything():
        rows = ReadLog.objects.filter(case_id=luwam.case_id, level__gt=2).values_list("person_id", flat=True)
        assert set(rows) == {luwam.pk, yared.pk}


def test_an_adult_does_not_learn_when_the_other_was_here(world: World, adults: dict[str, Newcomer]) -> None:
    """What a spouse opened is no "last activity" of that spouse."""
    read(world, "yared", adults["yared"].case, Level.PLAN)
    assert told(world, "luwam", adults["luwam"]) == []


def test_a_childs_identity_is_told_to_both_parents(world: World, adults: dict[str, Newcomer]) -> None:
    """Who reads it themselves."""
    case = adults["luwam"].case
    enter(world.selam)
    read(world, "selam", case.newcomers.get(name="S."), Level.IDENTITY)
    assert told(world, "luwam", adults["luwam"]) == told(world, "yared", adults["luwam"]) == [8]


def test_nobody_else_learns_who_read(world: World, adults: dict[str, Newcomer]) -> None:
    """Not the worker, the sponsors, an agency's lead, nor the adult of another family; the page is no page of theirs."""
    read(world, "selam", adults["luwam"].case, Level.PLAN)
    for name in ("helen", "paul", "ruth", "tom", "hugo", "cora"):
        assert told(world, name, adults["luwam"]) == [], name
        leave()
        assert world.client(getattr(world, name)).get(PAGE).status_code == 404
    assert world.client(world.selam).get(PAGE).status_code == 404


def test_it_goes_on_month_by_month_in_as_many_questions(world: World, adults: dict[str, Newcomer]) -> None:
    """More reads, readers and days ask nothing more; nonsense in the address is the newest month."""
    case, noon = adults["luwam"].case, datetime.combine(clock.today(), time(12), clock.ONTARIO)
    read(world, "selam", case, Level.PLAN)
    questions = []
    for _ in range(2):
        leave()
        browser = world.client(world.luwam)
        browser.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            browser.get(PAGE)
        questions.append(len(asked))
        for name in ("selam", "helen", "paul"):
            who = getattr(world, name)
            enter(who)
            line = {"by": who, "kind": "case", "thing_id": case.pk, "case_id": case.pk, "level": 2}
            ReadLog.objects.bulk_create(ReadLog(at=noon - timedelta(days=day), **line) for day in range(DAYS + 5))
        leave()
    assert questions[0] == questions[1] <= 16
    with as_(world.luwam):
        person = adults["luwam"]
        me: Any = type("Me", (), {"account": world.luwam, "case": case, "newcomer": person})
        month = who_saw(me)
        assert {len(one.days) for one in month.people} == {DAYS}
        assert month.earlier == month.since
        rest = who_saw(me, month.earlier)
        assert {len(one.days) for one in rest.people} == {5}
        assert rest.earlier is None
    assert "Earlier days" in text(world, "luwam", before="nonsense")
    assert "?before=" not in world.client(world.luwam).get(PAGE, {"before": str(month.earlier)}).content.decode()


def test_opening_it_is_a_read_of_its_own(world: World, adults: dict[str, Newcomer]) -> None:
    """The adult's own line, which nobody else is told."""
    text(world, "luwam")
    with reading_everything():
        row = ReadLog.objects.filter(by=world.people["luwam"]).latest("at")
    assert (row.kind, row.person_id, row.level) == ("newcomer", adults["luwam"].pk, int(Level.CIRCLE))
    assert told(world, "yared", adults["luwam"]) == []


@pytest.mark.parametrize("code", [code for code, _name in FAMILY])
def test_it_opens_in_every_language(world: World, adults: dict[str, Newcomer], code: str) -> None:
    """Also where nobody has checked the words: then what safety rests on stands in English and French."""
    read(world, "selam", adults["luwam"], Level.PLAN | Level.PRIVATE)
    Account.objects.filter(pk=world.people["luwam"].pk).update(language=code)
    leave()
    answer = world.client(world.luwam).get(PAGE)
    assert answer.status_code == 200
    assert "Selam" in answer.content.decode()


def test_whoever_says_no_reads_what_cannot_be_unread_and_by_whom(world: World, adults: dict[str, Newcomer]) -> None:
    """On the choices and before stopping: the sentence, the names, the day, the way to the list."""
    read(world, "selam", adults["luwam"].case, Level.PLAN)
    leave()
    for path in ("/my/choices/", "/my/information/stop/"):
        page = world.client(world.luwam).get(path).content.decode()
        assert "They may still remember what they have read." in page
        assert re.search(r"Has read:.{0,80}Selam.{0,20} \(\w+day \d+ \w+\)", page, re.DOTALL), path
        assert PAGE in page


def test_reads_of_the_days_before_hold_no_person_and_stay_the_readers_own(world: World, adults: dict[str, Newcomer]) -> None:
    """What was noted before persons were: a line with identity among its levels is told to nobody."""
    case = adults["luwam"].case
    with days_later(clock.now(), -1):
        enter(world.selam)
        ReadLog.objects.create(by=world.selam, kind="case", thing_id=case.pk, case_id=case.pk, level=int(Level.PLAN | Level.TRAVEL))
    assert told(world, "luwam", adults["luwam"]) == []
