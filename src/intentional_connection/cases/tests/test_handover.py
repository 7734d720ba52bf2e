"""From one worker to the next: whose yes it needs, what goes along, and one contact at any instant."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from conftest import as_, reading_everything
from intentional_connection.access.seats import TAKING_PART, Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.models import (
    Arrival,
    Case,
    CircleMember,
    Consent,
    Designation,
    DesignationExplanation,
    Handover,
    HandoverWish,
    HandoverYes,
    LanguagePlan,
    Meeting,
    Newcomer,
    PrivateMessage,
)
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.gathering import whom_to_invite
from intentional_connection.cases.models.meeting import MeetingKind
from intentional_connection.journal.models import Act
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices.models import Notice
from intentional_connection.partners import verbs as partners
from intentional_connection.partners.models import Membership
from tests.families import choose, days_later, own_account
from tests.world import World, enter, fresh

if TYPE_CHECKING:
    from intentional_connection.people.models import Account

pytestmark = pytest.mark.maple_stands


def opened(world: World, case: Case, to: str = "omar", by: str = "helen", **said: object) -> Handover:
    """The supervisor begins a handover."""
    membership = world.membership(to)
    who = getattr(world, by)
    enter(who)
    return verbs.open_handover(case, who, to=membership, **said)


def changed(world: World, row: Handover, by: str = "helen", **said: object) -> Handover:
    """The supervisor hands over."""
    who = getattr(world, by)
    enter(who)
    said.setdefault("override", "share_evenly")
    return verbs.hand_over(row, who, **said)


def agreed(world: World, row: Handover, name: str, **said: object) -> HandoverYes:
    """Somebody says yes."""
    who = getattr(world, name)
    enter(who)
    return verbs.agree_handover(row, who, **said)


def in_touch(world: World) -> Case:
    """Maple 12, whose worker has called."""
    return world.contact(world.maple())


def here(world: World) -> tuple[Case, dict[str, Newcomer]]:
    """The family has landed; both adults have an own account and let the agency take part."""
    case = in_touch(world)
    adults = {name: own_account(world, case, name, first_name=first) for name, first in (("luwam", "Luwam"), ("yared", "Y."))}
    enter(world.selam)
    for person in adults.values():
        Arrival.objects.create(case=case, newcomer=person, on=clock.today(), by=world.selam)
    for name, person in adults.items():
        choose(world, name, person, world.harbour, TAKING_PART)
    return case, adults


def contacts(case: Case) -> list[Designation]:
    with reading_everything():
        return list(Designation.objects.primary().filter(case=case).order_by("since", "until").select_related("account"))


def reads(account: Account, case: Case) -> bool:
    with as_(account):
        return Case.objects.filter(pk=case.pk).exists()


def line(world: World, person: Newcomer, name: str) -> PrivateMessage:
    """An adult writes to Selam on the private line."""
    who = getattr(world, name)
    enter(who)
    return PrivateMessage.objects.create(
        case_id=person.case_id, newcomer=person, worker=world.people["selam"], text="MARKED-PRIVATE", by=who
    )


def sees_line(world: World, name: str) -> tuple[int, int]:
    """How many lines the two walls show somebody."""
    account = world.people[name]
    with as_(account):
        mine = fresh(account)
        return PrivateMessage.objects.count(), PrivateMessage.objects.visible_to(mine).count()


def test_before_arrival_the_sponsors_say_yes_once_and_the_contact_changes_at_one_instant(world: World) -> None:
    case = in_touch(world)
    row = opened(world, case, on=clock.today() + timedelta(days=3))
    with pytest.raises(Refused, match="Still waiting for the yes of: the sponsors’ contact"):
        changed(world, row)
    agreed(world, row, "ruth")
    with pytest.raises(Refused, match="stands already"):
        agreed(world, row, "ruth")
    changed(world, row)
    *_before, first, last = contacts(case)
    assert (first.account, last.account, last.interim) == (world.people["selam"], world.people["omar"], False)
    assert first.until == last.since
    assert last.until is None
    assert (reads(world.people["selam"], case), reads(world.people["omar"], case)) == (False, True)
    with reading_everything():
        standing = CircleMember.objects.standing().filter(case=case, seat__in=(Seat.WORKER, Seat.BACKUP))
        assert [one.account for one in standing] == [world.people["omar"]]
        assert Notice.objects.filter(key="handed_over", reader=world.people["selam"]).exists()
        assert set(Notice.objects.filter(key="handover_open").values_list("reader__email", flat=True)) >= {
            "ruth@example.org", "paul@example.org", "selam@example.org",
        }  # fmt: skip
    with pytest.raises(Refused, match="is over"):
        changed(world, row)


def test_a_handover_is_opened_once_to_another_worker_of_the_agency_and_only_after_the_first_contact(world: World) -> None:
    case = world.maple()
    with pytest.raises(Refused, match="Name another worker"):
        opened(world, case)
    world.contact(case)
    with pytest.raises(Refused, match="family’s worker now"):
        opened(world, case, "selam")
    with pytest.raises(Refused, match="worker of your agency"):
        opened(world, case, "yonas")
    with pytest.raises(Refused, match="This day is past"):
        opened(world, case, on=clock.today() - timedelta(days=1))
    with pytest.raises(NotAllowed):
        opened(world, case, by="selam")
    opened(world, case)
    with pytest.raises(Refused, match="open already"):
        opened(world, case, "lena")
    with pytest.raises(Refused, match="handover"):
        world.name_worker(case, "omar")


def test_called_off_the_worker_stays_and_another_one_can_be_begun(world: World) -> None:
    case = in_touch(world)
    row = opened(world, case)
    enter(world.helen)
    verbs.call_off_handover(row, world.helen)
    with pytest.raises(Refused, match="is over"):
        agreed(world, row, "ruth")
    assert contacts(case)[-1].account == world.people["selam"]
    assert opened(world, case, "lena").pk != row.pk


def test_once_somebody_is_here_each_adult_says_yes_and_nobody_for_them(world: World) -> None:
    case, adults = here(world)
    row = opened(world, case)
    with pytest.raises(Refused, match="each adult says yes alone"):
        agreed(world, row, "ruth")
    agreed(world, row, "luwam")
    with pytest.raises(Refused, match="yes alone"):
        agreed(world, row, "luwam", newcomer=adults["yared"])
    with pytest.raises(Refused, match="yes of: Y"):
        changed(world, row)
    browser, address = world.client(world.helen), reverse("cases:handover", kwargs={"pk": case.pk})
    page = browser.get(address).content.decode()
    assert "The yes of <bdi>Y.</bdi>: on the own page" in page
    assert "The yes of <bdi>Luwam</bdi>: on the own page" not in page
    assert "Hand over now" not in page
    heard = {"newcomer": adults["yared"], "method": Method.ALOUD}
    with pytest.raises(Refused, match="sponsor cannot be the witness"):
        agreed(world, row, "selam", witness="Ruth", **heard)
    with pytest.raises(Refused, match="relative cannot be the witness"):
        agreed(world, row, "selam", witness="Luwam", **heard)
    with pytest.raises(Refused, match="worker writes this yes down"):
        agreed(world, row, "helen", witness="Miriam", **heard)
    assert agreed(world, row, "selam", witness="Miriam", **heard).witness == "Miriam"
    assert "Hand over now" in world.client(world.helen).get(address).content.decode()
    changed(world, row)
    assert contacts(case)[-1].account == world.people["omar"]


def test_where_the_worker_is_gone_the_supervisor_writes_the_yes_down_never_with_a_sponsor_as_witness(world: World) -> None:
    case, adults = here(world)
    helen = world.membership("helen")
    enter(world.helen)
    verbs.end_membership(Membership.objects.get(account=world.people["selam"]), world.helen, cover=helen)
    row = opened(world, case)
    heard = {"newcomer": adults["yared"], "method": Method.PAPER}
    with pytest.raises(Refused, match="sponsor cannot be the witness"):
        agreed(world, row, "helen", witness="ruth", **heard)
    agreed(world, row, "helen", witness="Miriam", **heard)
    agreed(world, row, "luwam")
    changed(world, row)
    assert [one.interim for one in contacts(case)][-2:] == [True, False]
    assert contacts(case)[-1].account == world.people["omar"]


@pytest.mark.parametrize("with_private", [True, False])
def test_the_private_line_goes_along_only_where_the_adult_said_so_last(world: World, with_private: bool) -> None:  # noqa: FBT001
    case, adults = here(world)
    line(world, adults["luwam"], "luwam")
    row = opened(world, case)
    enter(world.luwam)
    for said in (not with_private, with_private):
        verbs.wish_for_handover(row, world.luwam, pass_on="The school", keep_back="MARKED-BACK", with_private=said)
    assert (sees_line(world, "selam"), sees_line(world, "omar")) == ((1, 1), (0, 0))
    for name in ("luwam", "yared"):
        agreed(world, row, name)
    changed(world, row)
    count = int(with_private)
    assert sees_line(world, "omar") == (count, count)
    assert sees_line(world, "selam") == (0, 0)
    assert sees_line(world, "luwam") == (1, 1)
    for name in ("ruth", "tom", "paul", "helen", "yared"):
        assert sees_line(world, name) == (0, 0), name


def test_wishes_are_between_the_adult_and_the_two_workers(world: World) -> None:
    case, adults = here(world)
    row = opened(world, case)
    enter(world.selam)
    verbs.wish_for_handover(row, world.selam, newcomer=adults["yared"], keep_back="MARKED-BACK")
    enter(world.luwam)
    with pytest.raises(Refused, match="alone"):
        verbs.wish_for_handover(row, world.luwam, newcomer=adults["yared"])
    enter(world.ruth)
    with pytest.raises(NotAllowed):
        verbs.wish_for_handover(row, world.ruth, newcomer=adults["yared"])

    def shown(name: str) -> tuple[int, int]:
        with as_(world.people[name]):
            return HandoverWish.objects.count(), HandoverWish.objects.visible_to(fresh(world.people[name])).count()

    before = {"selam": 1, "yared": 1, "luwam": 0, "omar": 0, "helen": 0, "ruth": 0, "paul": 0}
    assert {name: shown(name) for name in before} == {name: (count, count) for name, count in before.items()}
    for name in ("luwam", "yared"):
        agreed(world, row, name)
    changed(world, row)
    assert (shown("omar"), shown("selam")) == ((1, 1), (0, 0))


def test_a_colleague_who_only_covers_reads_neither_wishes_nor_private_line(world: World) -> None:
    case, adults = here(world)
    line(world, adults["luwam"], "luwam")
    row = opened(world, case)
    enter(world.luwam)
    verbs.wish_for_handover(row, world.luwam, keep_back="MARKED-BACK", with_private=True)
    lena, selam = world.membership("lena"), world.membership("selam")
    enter(world.selam)
    partners.record_absence(selam, world.selam, from_on=clock.today(), to_on=clock.today() + timedelta(days=5), cover=lena)
    assert reads(world.people["lena"], case)
    assert sees_line(world, "lena") == (0, 0)
    with as_(world.people["lena"]):
        assert HandoverWish.objects.count() == HandoverWish.objects.visible_to(world.lena).count() == 0
    for name in ("luwam", "yared"):
        agreed(world, row, name)
    changed(world, row)
    assert not reads(world.people["lena"], case)  # the cover was for the worker of before
    with reading_everything():
        assert CircleMember.objects.standing().get(case=case, seat=Seat.WORKER).account == world.people["omar"]


def test_reasons_are_asked_for_and_that_the_family_asked_is_written_nowhere(world: World) -> None:
    case = in_touch(world)
    row = opened(world, case, "lena")
    agreed(world, row, "ruth")
    with pytest.raises(Refused, match="Choose the reason"):
        changed(world, row, override="")
    with pytest.raises(Refused, match="not written down in a handover"):
        changed(world, row, override="family_asked")
    changed(world, row, override="share_evenly", backup=world.membership("omar"))
    with as_(world.helen):
        why = DesignationExplanation.objects.get(designation__account=world.people["lena"])
        assert why.override == "share_evenly"
        assert str(Membership.objects.get(account=world.people["selam"]).pk) not in str(why.explanation)
        assert LanguagePlan.objects.get(designation=why.designation).reason == "share_evenly"
    assert reads(world.people["omar"], case)
    with as_(world.people["selam"]):
        assert not DesignationExplanation.objects.exists()


def test_a_yes_to_the_worker_alone_does_not_go_along(world: World) -> None:
    case, adults = here(world)
    enter(world.luwam)
    Consent.objects.filter(newcomer=adults["luwam"], recipient=world.harbour, withdrawn_at=None).update(withdrawn_at=clock.now())
    choose(world, "luwam", adults["luwam"], world.harbour, TAKING_PART, recipient_person=world.people["selam"])
    row = opened(world, case)
    page = world.client(world.selam).get(f"/families/{case.pk}/handover/").content.decode()
    assert "To be asked anew" in page
    for name in ("luwam", "yared"):
        agreed(world, row, name)
    changed(world, row)
    with as_(world.people["omar"]):
        assert not Newcomer.objects.filter(pk=adults["luwam"].pk).exists()
        assert Newcomer.objects.filter(pk=adults["yared"].pk).exists()


def test_the_meeting_with_the_next_worker_can_be_planned_while_a_handover_is_open(world: World) -> None:
    case = in_touch(world)
    said = {"kind": MeetingKind.HANDOVER, "starts_at": clock.now() + timedelta(days=2), "minutes": 20, "language": "ti"}

    def plan() -> Meeting:
        enter(world.selam)
        return verbs.plan_meeting(case, world.selam, guests=whom_to_invite(case), **said)

    with pytest.raises(Refused, match="not in this site"):
        plan()
    opened(world, case)
    assert plan().kind == MeetingKind.HANDOVER
    with pytest.raises(Refused, match="planned already"):
        plan()
    page = world.client(world.ruth).get(f"/families/{case.pk}/handover/").content.decode()
    assert "Open the meeting" in page


def test_the_history_tells_of_the_change_and_not_of_wishes(world: World) -> None:
    case, _adults = here(world)
    row = opened(world, case)
    enter(world.luwam)
    verbs.wish_for_handover(row, world.luwam, keep_back="MARKED-BACK")
    for name in ("luwam", "yared"):
        agreed(world, row, name)
    changed(world, row)
    with as_(world.people["ruth"]):
        told = set(Act.objects.about(case.pk).visible_to(world.ruth).values_list("verb", flat=True))
    assert {"open_handover", "agree_handover", "hand_over"} <= told
    assert "wish_for_handover" not in told


def test_an_adult_who_lets_the_agency_read_nothing_is_not_waited_for(world: World) -> None:
    """That adult's word to the agency stands: it has no worker there any more."""
    case, adults = here(world)
    enter(world.yared)
    verbs.withdraw_sharing(adults["yared"], world.yared, organization=world.harbour, method=Method.OWN_PHONE)
    row = opened(world, case)
    agreed(world, row, "luwam")
    changed(world, row)
    assert contacts(case)[-1].account == world.people["omar"]


def test_a_handover_that_lasts_past_the_arrival_needs_the_adults_yes(world: World) -> None:
    case = in_touch(world)
    row = opened(world, case)
    agreed(world, row, "ruth")
    person = own_account(world, case, "luwam", first_name="Luwam")
    enter(world.selam)
    Arrival.objects.create(case=case, newcomer=person, on=clock.today(), by=world.selam)
    with pytest.raises(Refused, match="Still waiting for the yes of"):
        changed(world, row)
    with days_later(clock.now(), 45), pytest.raises(Refused, match="each adult says yes alone"):
        agreed(world, row, "ruth")
