"""A family opened because of an emergency: who may, what it opens and what never, when it ends, who is told, who looks at it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from conftest import as_
from intentional_connection.access.models import Reach
from intentional_connection.access.seats import EMERGENCY, SYSTEM_ID, Level, Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.models import (
    Case,
    Concern,
    EmergencyAccess,
    EmergencyReview,
    Newcomer,
    NewcomerIdentity,
    PrivateMessage,
    TodayEntry,
)
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.sharing import who_read
from intentional_connection.cases.tests.test_sharing import home, land, reads
from intentional_connection.journal.models import Act, ReadLog
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices.jobs import send
from intentional_connection.notices.models import Notice
from intentional_connection.notices.verbs import choose_notices
from intentional_connection.people.models import Account
from tests.families import own_account
from tests.world import enter, leave

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.world import World

pytestmark = pytest.mark.maple_stands

WHY = "Nobody of the family answers"
EVERYBODY = ("luwam", "yared", "ruth", "tom", "paul", "hugo", "selam", "omar", "lena", "helen", "cora", "lia", "nadia", "yonas")


def around(world: World) -> tuple[Case, Newcomer]:
    """Maple 12 here with two adults; somebody listens at the site."""
    case, luwam = home(world)
    own_account(world, case, "yared", first_name="Y.")
    land(world, case)
    world.person("lia", world.network, Seat.LISTENER, world.cora)
    return case, luwam


def opened(world: World, case: Case, by: str = "omar", **said: Any) -> EmergencyAccess:
    who = getattr(world, by)
    enter(who)
    words: dict[str, Any] = {"tree": case.tree, "number": case.number, "reason": WHY, "hours": 24, "about_sah": False}
    place = world.northgate if by in {"nadia", "yonas"} else world.harbour
    return verbs.open_emergency(place, who, **words | said)


@contextmanager
def later(world: World, by: str, after: timedelta) -> Iterator[None]:
    leave()
    with clock.at(clock.now() + after), as_(getattr(world, by)):
        yield


def readers(world: World, model: Any, **which: Any) -> set[str]:
    return {name for name in EVERYBODY if reads(getattr(world, name), model, **which)}


def levels(world: World, name: str, case: Case) -> Level:
    """What somebody reaches of the family and its people, all in all."""
    who = getattr(world, name)
    enter(who)
    found = Level(0)
    for row in Reach.objects.of(who.principals()).filter(case_id=case.pk):
        found |= Level(row.read)
        assert not row.write or row.read == Level.PROTECTION or name != "omar"
    return found


def test_a_colleague_of_the_agency_opens_one_family_and_never_the_private_line(world: World) -> None:
    case, luwam = around(world)
    enter(world.selam)
    verbs.write_private(luwam, world.selam, text="Between us")
    assert not reads(world.omar, Case, pk=case.pk)
    row = opened(world, case)
    assert levels(world, "omar", case) == EMERGENCY | Level.PROTECTION
    assert reads(world.omar, Newcomer, pk=luwam.pk)
    assert NewcomerIdentity.LEVEL & EMERGENCY
    assert not reads(world.omar, PrivateMessage, case=case)
    assert not reads(world.omar, Concern, case=case)
    assert not reads(world.lena, Case, pk=case.pk), "a colleague who opened nothing"
    assert case.seats_of(world.omar) == set(), "it gives no seat, so no act"
    assert readers(world, EmergencyAccess, pk=row.pk) == {"omar", "helen", "paul"}
    assert readers(world, Act, verb="open_emergency") == {"omar", "helen", "paul"}


def test_it_ends_by_itself_after_the_24th_hour(world: World) -> None:
    case, _luwam = around(world)
    opened(world, case)
    for after, reads_it in ((timedelta(hours=24, seconds=-1), True), (timedelta(hours=24), False)):
        with later(world, "omar", after):
            assert Case.objects.filter(pk=case.pk).exists() is reads_it, "the second wall"
            assert Case.objects.visible_to(world.omar).filter(pk=case.pk).exists() is reads_it, "the first"
    with pytest.raises(Refused, match="24"):
        opened(world, case, by="lena", hours=25)
    with pytest.raises(Refused, match="already"):
        opened(world, case)


def test_who_may_not_open(world: World) -> None:
    case, _luwam = around(world)
    for name in ("yonas", "nadia"):
        with pytest.raises(Refused, match="No family"):
            opened(world, case, by=name)
    for name in ("ruth", "tom", "paul", "cora", "lia", "luwam", "hugo"):
        with pytest.raises(NotAllowed):
            opened(world, case, by=name)
    with pytest.raises(Refused, match="few words"):
        opened(world, case, reason=" ")
    with pytest.raises(Refused, match="No family"):
        opened(world, case, number=case.number + 1)
    assert readers(world, EmergencyAccess) == set()


def test_a_row_of_ones_own_opens_nothing(world: World) -> None:
    """Somebody who can run SQL as the site still opens nothing that the rule does not."""
    case, _luwam = around(world)
    helen, lia, paul = (world.people[name] for name in ("helen", "lia", "paul"))
    good = {"first": helen, "first_place": world.harbour, "second": lia, "second_place": world.network, "organization": world.harbour}
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("yonas", {"organization": world.northgate, "first": world.people["nadia"], "first_place": world.northgate}),
        ("yonas", {}),
        ("ruth", {}),
        ("cora", {}),
        ("omar", {"second": world.people["lena"], "second_place": world.harbour}),
        ("omar", {"first": lia, "first_place": world.network, "second": paul, "second_place": world.lakeside}),
        ("omar", {"second": world.people["hugo"], "second_place": world.hillside}),
        ("omar", {"second": helen}),
        ("omar", {"until": timedelta(hours=24, seconds=1)}),
        ("omar", {"at": timedelta(hours=1), "until": timedelta(hours=2)}),
        ("omar", {"at": timedelta(hours=-2)}),
        ("helen", {}),
    ]
    for name, said in wrong:
        who = getattr(world, name)
        enter(who)
        row: dict[str, Any] = good | {"until": timedelta(hours=1), "at": timedelta(0)} | said
        row |= {key: clock.now() + row[key] for key in ("at", "until")}
        with pytest.raises(DatabaseError), transaction.atomic():
            EmergencyAccess.objects.create(case=case, reason=WHY, by=who, **row)
    enter(world.omar)
    mine = EmergencyAccess.objects.create(case=case, reason=WHY, by=world.omar, until=clock.now() + timedelta(hours=1), **good)
    with pytest.raises(DatabaseError), transaction.atomic():
        EmergencyReview.objects.create(case=case, emergency=mine, fine=True, by=world.omar)
    with pytest.raises(DatabaseError), transaction.atomic():
        EmergencyAccess.objects.filter(pk=mine.pk).update(until=clock.now() + timedelta(hours=20))


def test_both_are_told_at_once_also_in_quiet_hours(world: World) -> None:
    case, _luwam = around(world)
    for name in ("helen", "paul"):
        enter(getattr(world, name))
        quiet = {"quiet_from": time(0), "quiet_to": time(22), "zone": "America/Toronto"}
        choose_notices(getattr(world, name), getattr(world, name), channel="page", digest="weekly", **quiet)
    opened(world, case)
    mail.outbox.clear()
    enter(Account.objects.get(pk=SYSTEM_ID))
    told = list(Notice.objects.filter(key="emergency").select_related("reader"))
    leave()
    at_noon = datetime.combine(clock.today() + timedelta(days=1), time(12), tzinfo=clock.ONTARIO)
    with clock.at(at_noon), as_(Account.objects.get(pk=SYSTEM_ID)):
        for one in told:
            send(notice_id=str(one.pk))
    assert {one.reader_id for one in told} == {world.people["helen"].pk, world.people["paul"].pk}
    assert {address for one in mail.outbox for address in one.to} == {"helen@example.org", "paul@example.org"}
    assert not any(word in str(one.message()) for one in mail.outbox for word in (WHY, case.label, "emergenc"))


def test_who_is_told_where_there_is_no_sah_or_it_is_about_the_sah(world: World) -> None:
    case, _luwam = around(world)
    about = opened(world, case, about_sah=True)
    assert (about.first_id, about.second_id) == (world.people["helen"].pk, world.people["lia"].pk)
    assert not reads(world.paul, EmergencyAccess, pk=about.pk)
    assert readers(world, TodayEntry, key="review_emergency") == {"helen", "lia"}
    by_lead = opened(world, case, by="helen")
    assert {by_lead.first_id, by_lead.second_id} == {world.people["paul"].pk, world.people["lia"].pk}, "nobody looks at the own"
    birch = world.name_worker(world.accept(world.refer_birch()))
    row = opened(world, birch)
    assert (row.first_id, row.second_id) == (world.people["helen"].pk, world.people["lia"].pk)
    listener = world.membership("lia")
    enter(world.cora)
    verbs.end_membership(listener, world.cora)
    assert not reads(world.lia, EmergencyAccess, pk=row.pk), "who left was told and reads no longer"
    with pytest.raises(Refused, match="listener"):
        opened(world, birch, by="lena")


def test_what_ends_it_sooner(world: World) -> None:
    case, luwam = around(world)
    row = opened(world, case)
    enter(world.luwam)
    verbs.withdraw(luwam, world.luwam, method=Method.OWN_PHONE)
    assert reads(world.omar, Case, pk=case.pk)
    assert not reads(world.omar, Newcomer, pk=luwam.pk), "who stopped taking part stays closed"
    enter(world.paul)
    verbs.end_emergency(row, world.paul)
    assert not reads(world.omar, Case, pk=case.pk)
    enter(world.paul)
    with pytest.raises(Refused, match="already"):
        verbs.end_emergency(row, world.paul)
    opened(world, case)
    member = world.membership("omar")
    enter(world.helen)
    verbs.end_membership(member, world.helen)
    assert not reads(world.omar, Case, pk=case.pk), "who leaves the agency"
    opened(world, case, by="lena")
    enter(world.yared)
    verbs.withdraw(Newcomer.objects.get(case=case, name="Y."), world.yared, method=Method.OWN_PHONE)
    assert not reads(world.lena, Case, pk=case.pk), "the agency left with the last adult"


def test_the_two_look_at_it(world: World) -> None:
    case, _luwam = around(world)
    row = opened(world, case)
    with pytest.raises(NotAllowed):
        verbs.review_emergency(row, world.omar if world.omar.organizations(Seat.SUPERVISOR) else world.lena, fine=True)
    enter(world.helen)
    with pytest.raises(Refused, match="still open"):
        verbs.review_emergency(row, world.helen, fine=True)
    with pytest.raises(Refused, match="not right"):
        verbs.review_emergency(row, world.helen, fine=False)
    verbs.review_emergency(row, world.helen, fine=False, text="A call would have done")
    assert not reads(world.omar, Case, pk=case.pk), "not fine ends it"
    assert readers(world, TodayEntry, key="review_emergency") == {"paul"}
    enter(world.paul)
    verbs.review_emergency(row, world.paul, fine=True)
    with pytest.raises(Refused, match="already"):
        verbs.review_emergency(row, world.paul, fine=True)
    assert readers(world, TodayEntry, key="review_emergency") == set()
    assert readers(world, EmergencyReview, emergency=row) == {"omar", "helen", "paul"}


def test_reads_carry_the_emergency_and_the_family_sees_who_read(world: World) -> None:
    case, _luwam = around(world)
    row = opened(world, case)
    leave()
    browser = world.client(world.omar)
    for path in (f"/families/{case.pk}/", f"/families/{case.pk}/board/", f"/emergencies/{row.pk}/", "/families/"):
        assert browser.get(path).status_code == 200, path
    enter(world.omar)
    assert set(ReadLog.objects.filter(by=world.omar).values_list("emergency_id", flat=True)) == {row.pk}
    enter(world.luwam)
    assert any(one.levels & Level.MEETING for one in who_read(case, world.luwam)[world.harbour.pk]), "also where nothing more was read"
    with later(world, "omar", timedelta(hours=25)):  # afterwards a read carries nothing
        ReadLog.objects.create(by=world.omar, kind="list", thing_id=row.pk, level=2)
        assert ReadLog.objects.filter(emergency_id=None).count() == 1


def test_pages(world: World) -> None:
    case, _luwam = around(world)
    leave()
    browser = world.client(world.omar)
    assert "/emergencies/open/" in browser.get("/families/").content.decode()
    said = {"tree": case.tree, "number": case.number, "reason": WHY, "hours": "4"}
    answer = browser.post("/emergencies/open/", said)
    assert answer.status_code == 303
    path = answer.headers["Location"]
    assert f"/families/{case.pk}/" in browser.get(path).content.decode()
    assert browser.post("/emergencies/open/", said).status_code == 422
    for name, status in (("ruth", 403), ("cora", 403), ("luwam", 403)):
        assert world.client(getattr(world, name)).get("/emergencies/open/").status_code == status
    lead = world.client(world.helen)
    assert f"/families/{case.pk}/emergencies/" in lead.get("/today/").content.decode()
    assert path in lead.get(f"/families/{case.pk}/emergencies/").content.decode()
    assert WHY in lead.get(path).content.decode()
    assert lead.post(path, {"fine": "yes"}).status_code == 422
    assert lead.post(f"{path}end/").status_code == 303
    assert lead.post(path, {"fine": "yes"}).status_code == 303
    for name in ("lena", "tom", "luwam", "selam", "cora"):
        other = world.client(getattr(world, name))
        assert other.get(path).status_code == 404
        assert other.get(f"/families/{case.pk}/emergencies/").status_code == 404
        assert other.post(f"{path}end/").status_code == 404


def test_the_boundary_of_an_hour_is_the_same_on_both_walls(world: World) -> None:
    case, _luwam = around(world)
    row = opened(world, case, hours=1)
    assert row.until == row.at + timedelta(hours=1)
    assert isinstance(row.until, datetime)
    with later(world, "omar", timedelta(hours=1)):
        assert not Case.objects.filter(pk=case.pk).exists()
        assert not Case.objects.visible_to(world.omar).filter(pk=case.pk).exists()
