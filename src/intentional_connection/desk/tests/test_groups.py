"""All groups of a SAH on one page: only what has waited long stands out, and the page asks the same of any number of families."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from conftest import reading_everything
from intentional_connection.access.seats import Level
from intentional_connection.cases import verbs
from intentional_connection.cases.tests.asking import questions
from intentional_connection.journal.models import ReadLog
from intentional_connection.kernel import clock
from intentional_connection.partners.models import Kind
from tests.families import days_later
from tests.many import multiply, read_through
from tests.world import enter

if TYPE_CHECKING:
    from intentional_connection.cases.models import Case
    from tests.world import World

PAGES = (("paul", "/groups/"), ("paul", "/groups/?show=late"), ("helen", "/team/"), ("cora", "/sites/"))
#: Pages that count all families of an agency or a site, each table once.
SUMS = ("/team/", "/sites/")
#: Whoever opens Today and a family's page.
SIDES = ("paul", "ruth", "helen", "selam")
#: So many rows of one table, as many as there are families, are met by index alone.
MANY = 5000


def text(world: World, query: str = "", by: str = "paul") -> str:
    answer = world.client(getattr(world, by)).get(f"/groups/{query}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def listed(world: World, query: str = "", by: str = "paul") -> list[str]:
    return re.findall(r'<th scope="row"><a href="/families/([^/]+)/', text(world, query, by))


def test_every_family_stands_there_with_its_group_worker_and_days(world: World) -> None:
    family = world.contact(world.maple())
    page = text(world)
    assert listed(world) == [str(family.pk)]
    for word in (family.label, "St Mark’s group", "Selam", "Preparing together", "expected in", "Waiting long"):
        assert word in page
    assert "Waits since" not in page
    assert "Luwam" not in page


@pytest.mark.parametrize("name", ["ruth", "tom", "helen", "selam", "cora", "grace"])
def test_only_the_staff_of_a_sah_opens_it_and_others_read_where_to_go(world: World, name: str) -> None:
    answer = world.client(getattr(world, name)).get("/groups/")
    assert answer.status_code == 403
    assert "Your families stand on the page Families." in answer.content.decode()


def test_what_has_waited_long_says_so_in_words_and_is_found_by_its_filter(world: World) -> None:
    base = clock.now()
    unanswered, named = world.refer().case, world.maple()
    accepted, quiet = world.accept(world.refer()), world.contact(world.maple())
    assert listed(world, "?show=late") == []
    assert "Nothing has waited long." in text(world, "?show=late")
    with days_later(base, 39):
        page = text(world, "?show=late")
        late = {str(one.pk) for one in (unanswered, accepted, named, quiet)}
        assert set(listed(world, "?show=late")) == late
    for words in ("no answer from the agency", "no worker named", "no first contact noted", "no contact noted"):
        assert re.search(rf'<span class="tag gap"><svg.*?Waits since [^<]*: {words}</span>', page, re.DOTALL)


def test_a_sleep_is_late_only_after_its_day_and_has_a_filter_of_its_own(world: World) -> None:
    base = clock.now()
    case = world.refer().case
    other = world.refer().case
    enter(world.paul)
    verbs.sleep(case, world.paul, reason="no_date", wake_on=clock.today() + timedelta(days=100))
    assert listed(world, "?show=asleep") == [str(case.pk)]
    assert set(listed(world)) == {str(case.pk), str(other.pk)}
    with days_later(base, 20):
        assert listed(world, "?show=late") == [str(other.pk)]
    with days_later(base, 101):
        assert "is the family still expected?" in text(world, "?show=late&stage=before_meeting")


def test_filters_stand_in_the_address_and_work_together(world: World) -> None:
    enter(world.cora)
    other = world.organization("elm", Kind.CONSTITUENT_GROUP, "Elm group", sah=world.lakeside)
    mine, its = world.refer().case, world.refer(group=str(other.pk)).case
    assert listed(world, f"?group={other.pk}") == [str(its.pk)]
    assert listed(world, f"?group={world.st_marks.pk}&stage=before_meeting") == [str(mine.pk)]
    assert listed(world, f"?group={other.pk}&stage=until_arrival") == []
    assert f'href="?group={other.pk}&show=late&stage=until_arrival&"' in text(world, f"?group={other.pk}&stage=until_arrival")
    assert "refer a family" in text(world, "?show=ended")


def test_a_closed_family_is_found_under_ended_alone(world: World) -> None:
    from intentional_connection.cases.models import Closure  # noqa: PLC0415

    case = world.contact(world.maple())
    enter(world.selam)
    Closure.objects.create(case=case, reason="year_over", on=clock.today(), by=world.selam)
    assert listed(world) == []
    assert listed(world, "?show=ended") == [str(case.pk)]
    assert "Ended on" in text(world, "?show=ended")


def test_another_sah_s_families_and_groups_are_not_there(world: World) -> None:
    world.maple()
    assert listed(world, by="hugo") == []
    for query in (f"?group={world.st_marks.pk}", f"?sah={world.lakeside.pk}", f"?group={uuid4()}", "?group=x", "?before=x"):
        assert world.client(world.hugo).get(f"/groups/{query}").status_code == 404
    assert listed(world, "?show=nonsense&stage=nonsense", by="hugo") == []


def test_a_list_above_the_first_level_is_written_down(world: World) -> None:
    world.contact(world.maple())
    text(world)
    with reading_everything():
        levels = ReadLog.objects.filter(kind="list", by=world.paul).values_list("level", flat=True)
        assert list(levels) == [int(Level.PREVIEW | Level.LAST_CONTACT)]


def asked_for(world: World, name: str, path: str) -> tuple[int, dict[str, int]]:
    """How many questions a page asks, and which tables were read from end to end for a list or one family."""
    before = read_through()
    asked = len(questions(world.client(getattr(world, name)), path))
    met = {} if path in SUMS else {table: rows - before.get(table, 0) for table, rows in read_through().items()}
    return asked, {table: rows for table, rows in met.items() if rows >= MANY}


def test_the_pages_ask_the_same_of_1_60_and_5000_families_and_read_no_table_through(world: World) -> None:
    """The overviews, Today and one family's page, for each side that opens them."""
    case: Case = world.contact(world.maple())
    pages = (*PAGES, *((name, path) for name in SIDES for path in ("/today/", f"/families/{case.pk}/")))
    with days_later(clock.now(), 40):
        asked = {page: asked_for(world, *page)[0] for page in pages}
    assert max(asked.values()) <= 12
    for first, last in ((1, 59), (60, 4999)):
        multiply(case, first, last)
        with days_later(clock.now(), 40):
            assert {page: asked_for(world, *page) for page in pages} == {page: (asked[page], {}) for page in pages}
    assert "<b>25+</b> All" in text(world)
    met, query = set(listed(world)), ""
    assert len(met) == 25
    query = re.search(r'class="btn" href="(\?before=[^"]+)"', text(world))[1]  # type: ignore[index]
    assert not met & set(listed(world, query))
