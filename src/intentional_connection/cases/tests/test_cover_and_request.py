"""Days away with a cover, and an adult who asks for another worker without the worker ever learning of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from conftest import as_, reading_everything
from intentional_connection.access.seats import TAKING_PART, Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.models import Case, CheckIn, CircleMember, TodayEntry, WorkerRequest
from intentional_connection.cases.models.sharing import who_read
from intentional_connection.journal.models import Act
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices.models import Notice
from intentional_connection.partners import verbs as partners
from intentional_connection.partners.models import Absence, Membership
from tests.families import choose, days_later, own_account
from tests.world import World, enter, fresh

if TYPE_CHECKING:
    from intentional_connection.people.models import Account

pytestmark = pytest.mark.maple_stands
WORD = "MARKED-REQUEST"


def away(world: World, cover: str = "omar", *, from_in: int = 0, to_in: int = 5, by: str = "selam") -> Absence:
    """Selam is away; a colleague covers."""
    selam, colleague = world.membership("selam"), world.membership(cover) if cover else None
    who = getattr(world, by)
    enter(who)
    days = {"from_on": clock.today() + timedelta(days=from_in), "to_on": clock.today() + timedelta(days=to_in)}
    return partners.record_absence(selam, who, cover=colleague, **days)


def reads(account: Account, case: Case) -> bool:
    with as_(account):
        return Case.objects.filter(pk=case.pk).exists()


def waits(world: World, name: str) -> set[str]:
    """Keys of Today, as both walls show them."""
    account = world.people[name]
    with as_(account):
        mine = fresh(account)
        listed = {one.key for one in TodayEntry.objects.oldest_first(mine)}
        assert listed <= set(TodayEntry.objects.values_list("key", flat=True))
        return listed


def test_no_absence_of_a_familys_worker_without_a_cover_who_is_there(world: World) -> None:
    world.maple()
    with pytest.raises(Refused, match="Choose who helps them meanwhile"):
        away(world, "")
    for cover in ("selam", "yonas", "paul"):
        with pytest.raises(Refused, match="a worker or a supervisor"):
            away(world, cover)
    lena, day = world.membership("lena"), clock.today()
    enter(world.lena)
    partners.record_absence(lena, world.lena, from_on=day, to_on=day + timedelta(days=1))  # nobody's contact: as before
    with pytest.raises(Refused, match="away on some of these days too"):
        away(world, "lena")
    away(world, "helen", by="helen")  # an agency of one worker


def test_the_cover_reads_and_does_the_workers_part_on_these_days_only(world: World) -> None:
    case = world.contact(world.maple())
    base = clock.now()
    away(world, from_in=2, to_in=4)
    assert [reads(world.people["omar"], case)] == [False]
    with days_later(base, 3):
        assert reads(world.people["omar"], case)
        world.contact(case, by="omar")
        assert "plan_meeting" in waits(world, "omar")
        assert "plan_meeting" in waits(world, "selam")
    with days_later(base, 6):
        assert not reads(world.people["omar"], case)
        assert waits(world, "omar") == set()
    with reading_everything():
        told = set(Notice.objects.filter(key="worker_away").values_list("reader__email", flat=True))
    assert {"ruth@example.org", "paul@example.org"} <= told


def test_what_an_adult_says_to_the_worker_alone_does_not_wait_for_the_cover(world: World) -> None:
    case = world.contact(world.maple())
    luwam = own_account(world, case, "luwam", first_name="Luwam")
    choose(world, "luwam", luwam, world.harbour, TAKING_PART)
    enter(world.luwam)
    CheckIn.objects.create(case=case, newcomer=luwam, worker=world.people["selam"], feeling="hard", by=world.luwam)
    away(world)
    assert "answer_check_in_first" in waits(world, "selam")
    assert not {"answer_check_in_first", "answer_check_in"} & waits(world, "omar")
    assert waits(world, "omar")


def test_pages_say_who_is_away_until_when_and_who_helps(world: World) -> None:
    case = world.contact(world.maple())
    away(world)
    page = world.client(world.ruth).get(f"/families/{case.pk}/").content.decode()
    assert "The worker is away until" in page
    assert "<bdi>Omar</bdi> helps meanwhile." in page
    row = world.membership("selam")
    form = world.client(world.helen).get(f"/workers/{row.pk}/absence/").content.decode()
    assert "Who helps the families meanwhile?" in form
    answer = world.client(world.helen).post(
        f"/workers/{row.pk}/absence/", {"from_on": clock.today().isoformat(), "to_on": clock.today().isoformat(), "cover": ""}
    )
    assert answer.status_code == 422
    with reading_everything():
        assert CircleMember.objects.standing().filter(case=case, seat=Seat.WORKER).count() == 2


def family_at_home(world: World) -> Case:
    """Maple 12 in touch with Selam, Luwam on the own telephone."""
    case = world.contact(world.maple())
    luwam = own_account(world, case, "luwam", first_name="Luwam")
    own_account(world, case, "yared", first_name="Y.")
    choose(world, "luwam", luwam, world.harbour, TAKING_PART)
    return case


def asked(world: World, case: Case, **said: str) -> WorkerRequest:
    enter(world.luwam)
    return verbs.ask_other_worker(case, world.luwam, **({"wish": "wish_woman", "text": WORD} | said))


def test_the_supervisors_are_told_answer_and_the_adult_reads_it(world: World) -> None:
    case = family_at_home(world)
    with pytest.raises(Refused, match="answers shown"):
        asked(world, case, wish="because")
    row = asked(world, case)
    with pytest.raises(Refused, match="asked already"):
        asked(world, case)
    with reading_everything():
        told = Notice.objects.filter(key="worker_asked")
        assert [one.reader for one in told] == [world.people["helen"]]
    browser = world.client(world.helen)
    assert f"/families/{case.pk}/worker-request/" in browser.get("/today/").content.decode()
    page = browser.get(f"/families/{case.pk}/worker-request/", follow=True).content.decode()
    assert WORD in page
    assert f"/families/{case.pk}/handover/" in page
    answer = browser.post(f"/worker-requests/{row.pk}/", {"answer": "We look for somebody."})
    assert answer.status_code == 303
    assert browser.post(f"/worker-requests/{row.pk}/", {"answer": "Again"}).status_code == 422
    assert "worker_asked" not in waits(world, "helen")
    with as_(world.people["luwam"]):
        assert WorkerRequest.objects.get().answer == "We look for somebody."
    asked(world, case)  # answered: one may ask again


def test_the_worker_never_learns_of_it_on_no_page_and_in_no_row(world: World) -> None:
    """Nor sponsors, SAH, the other adult, or a colleague: neither by pages, history, Today, acts, who read, nor notices."""
    case = family_at_home(world)
    row = asked(world, case)
    world.client(world.helen).get(f"/worker-requests/{row.pk}/")
    enter(world.helen)
    verbs.answer_worker_request(row, world.helen, answer="Soon")
    membership = world.membership("selam")
    for name in ("selam", "omar", "ruth", "tom", "paul", "yared", "lena"):
        account = world.people[name]
        with as_(account):
            mine = fresh(account)
            assert not WorkerRequest.objects.exists(), name
            assert not WorkerRequest.objects.visible_to(mine).exists(), name
            assert not Act.objects.filter(verb__in=("ask_other_worker", "answer_worker_request")).exists(), name
            assert not Notice.objects.filter(key__startswith="worker_asked").exists(), name
        browser = world.client(account)
        assert browser.get(f"/worker-requests/{row.pk}/").status_code == 404
        assert browser.get(f"/families/{case.pk}/worker-request/").status_code == 404
        for path in ("/today/", "/families/", f"/families/{case.pk}/", f"/families/{case.pk}/handover/", f"/workers/{membership.pk}/"):
            page = browser.get(path).content.decode()
            assert WORD not in page
            assert "another worker" not in page.lower(), (name, path)
    enter(world.selam)
    levels = [one.levels for rows in who_read(case, world.selam).values() for one in rows]
    assert all(not level & 256 for level in levels)


def test_a_handover_that_follows_leaves_no_trace_of_the_request(world: World) -> None:
    case = family_at_home(world)
    row = asked(world, case)
    omar = world.membership("omar")
    enter(world.helen)
    handover = verbs.open_handover(case, world.helen, to=omar)
    page = world.client(world.selam).get(f"/families/{case.pk}/handover/").content.decode()
    assert WORD not in page
    enter(world.ruth)
    verbs.agree_handover(handover, world.ruth)
    enter(world.helen)
    verbs.hand_over(handover, world.helen, override="share_evenly")
    with as_(world.people["omar"]):
        assert not WorkerRequest.objects.exists()
    assert world.client(world.helen).get(f"/worker-requests/{row.pk}/").status_code == 200  # still to be answered
    enter(world.helen)
    verbs.answer_worker_request(row, world.helen, answer="Omar is your worker now.")


def test_only_an_adult_asks_and_only_supervisors_answer(world: World) -> None:
    case = family_at_home(world)
    for name in ("selam", "ruth", "helen", "paul"):
        enter(getattr(world, name))
        with pytest.raises(NotAllowed):
            verbs.ask_other_worker(case, getattr(world, name), wish="wish_man")
    row = asked(world, case)
    for name in ("luwam", "selam", "paul"):
        enter(getattr(world, name))
        with pytest.raises(NotAllowed):
            verbs.answer_worker_request(row, getattr(world, name), answer="No")
    enter(world.helen)
    with pytest.raises(Refused, match="short answer"):
        verbs.answer_worker_request(row, world.helen, answer="  ")
    enter(world.helen)
    assert Membership.objects.in_force().filter(account=world.people["selam"]).exists()
