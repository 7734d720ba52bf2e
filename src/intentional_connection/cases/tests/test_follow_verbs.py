"""Being in touch, sleeping for years, waking, reminding, and an adult's own identity."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from conftest import as_, reading_everything
from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.cases import jobs, verbs
from intentional_connection.cases.models import Contact, LastContact, NewcomerIdentity, Pause, TodayEntry
from intentional_connection.cases.models.contact import ContactKind
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices.models import Notice
from intentional_connection.people.models import Account
from intentional_connection.practice.edition import load
from tests.families import days_later, own_account
from tests.world import World, enter

EDITION = load("ontario-2021", 1)
WAIT = EDITION.reasons_of("pause")[0]


def in_days(count: float) -> object:
    """A day counted from today."""
    return clock.today() + timedelta(days=count)


# --- contact ------------------------------------------------------------------------------


def test_the_first_contact_and_the_last_day_are_kept_apart_from_the_work_log(world: World) -> None:
    """Sponsors and SAH know the day of the last contact, nothing of its kind or length."""
    base = clock.now()
    case = world.contact(world.maple())
    with days_later(base, 20):
        world.contact(case)
        world.contact(case, on=in_days(-5))
    with days_later(base, 20), as_(world.ruth):
        last = LastContact.objects.get(case=case)
        assert (last.on - last.first_on).days == 20
        assert not Contact.objects.exists()
    with as_(world.helen):
        assert Contact.objects.filter(case=case).count() == 3


def test_an_impossible_day_is_refused_with_its_reason(world: World) -> None:
    """Not tomorrow, not before the family was referred."""
    case = world.maple()
    for day, text in ((in_days(1), "still to come"), (in_days(-1), "before the family was referred")):
        with pytest.raises(Refused, match=text):
            world.contact(case, on=day)
    assert not Contact.objects.exists()


def test_only_the_named_worker_logs_a_contact(world: World) -> None:
    """Not the supervisor, the backup, a colleague or a sponsor."""
    case = world.name_worker(world.accept(world.refer()), backup=world.membership("omar"))
    for name in ("helen", "omar", "lena", "ruth", "paul"):
        enter(getattr(world, name))
        with pytest.raises(NotAllowed):
            verbs.log_contact(
                case, getattr(world, name), kind=ContactKind.CALL, on=clock.today(), minutes=5, language="en"
            )


# --- sleep and waking ---------------------------------------------------------------------


def test_the_sender_lets_a_family_sleep_for_years_and_wakes_it(world: World) -> None:
    """What waited sleeps along and comes back, as old as it is."""
    case = world.refer().case
    enter(world.paul)
    verbs.sleep(case, world.paul, reason=WAIT, wake_on=in_days(800))
    for name in ("paul", "helen"):
        with as_(getattr(world, name)):
            assert not TodayEntry.objects.oldest_first(getattr(world, name))
    with days_later(clock.now(), 500):
        enter(world.paul)
        pause = verbs.wake(case, world.paul)
        assert (pause.woken_by, pause.woken_at) == (world.paul, clock.now())
        enter(world.helen)
        assert [entry.key for entry in TodayEntry.objects.oldest_first(world.helen)] == ["answer_referral"]


def test_one_sleep_at_a_time_until_a_day_to_come_for_a_listed_reason(world: World) -> None:
    """And what does not sleep is not woken."""
    case = world.refer().case
    enter(world.paul)
    with pytest.raises(Refused, match="not waiting"):
        verbs.wake(case, world.paul)
    with pytest.raises(Refused, match="day after today"):
        verbs.sleep(case, world.paul, reason=WAIT, wake_on=clock.today())
    with pytest.raises(Refused, match="listed reasons"):
        verbs.sleep(case, world.paul, reason="tired", wake_on=in_days(9))
    verbs.sleep(case, world.paul, reason=WAIT, wake_on=in_days(9))
    with pytest.raises(Refused, match="waiting already"):
        verbs.sleep(case, world.paul, reason=WAIT, wake_on=in_days(20))
    assert Pause.objects.count() == 1


def test_still_expected_begins_a_new_sleep(world: World) -> None:
    """On the day to ask again the sender is asked once; "not yet" is the same act."""
    base = clock.now()
    case = world.refer().case
    enter(world.paul)
    verbs.sleep(case, world.paul, reason=WAIT, wake_on=in_days(180))
    for day, told in ((179, 0), (181, 1), (182, 1)):
        with days_later(base, day):
            run(jobs.ask_sleepers)
            with reading_everything():
                assert Notice.objects.filter(key="wake_due", reader_id=world.people["paul"].pk).count() == told
    with days_later(base, 182):
        enter(world.paul)
        assert [entry.key for entry in TodayEntry.objects.oldest_first(world.paul)] == ["still_expected"]
        verbs.sleep(case, world.paul, reason=WAIT, wake_on=in_days(180))
        assert [row.woken_at is None for row in Pause.objects.order_by("wake_on")] == [False, True]


def test_where_the_agency_reached_the_family_the_group_is_asked(world: World) -> None:
    """The agency opened the family; whether it is still expected only its sponsors know."""
    base = clock.now()
    said = {"group": str(world.birch_group.pk), "programme": "g5"}
    case = verbs.reach_out(world.draft("helen", "harbour", outreach=True, **said), world.helen).case
    enter(world.grace)
    verbs.sleep(case, world.grace, reason=WAIT, wake_on=in_days(30))
    with days_later(base, 31):
        run(jobs.ask_sleepers)
    with reading_everything():
        assert [row.reader_id for row in Notice.objects.filter(key="wake_due")] == [world.people["grace"].pk]


def test_a_sahs_group_does_not_let_its_family_sleep(world: World) -> None:
    """Who referred does; the group is told whom to talk with, and its page has no button."""
    case = world.refer().case
    for act, said in ((verbs.sleep, {"reason": "no_date", "wake_on": clock.today() + timedelta(days=9)}), (verbs.wake, {})):
        enter(world.ruth)
        with pytest.raises(Refused, match="Your SAH"):
            act(case, world.ruth, **said)
    for name, shows in (("ruth", False), ("paul", True)):
        browser = world.client(getattr(world, name))
        assert ("/sleep/" in browser.get(f"/families/{case.pk}/").content.decode()) is shows
        assert browser.get(f"/families/{case.pk}/sleep/").status_code == (200 if shows else 422)
    birch = world.refer_birch().case
    assert "/sleep/" in world.client(world.grace).get(f"/families/{birch.pk}/").content.decode()


def test_an_agency_does_not_put_a_family_to_sleep(world: World) -> None:
    """Only its senders."""
    case = world.maple()
    for name in ("helen", "selam", "tom", "hugo"):
        enter(getattr(world, name))
        with pytest.raises(NotAllowed):
            verbs.sleep(case, getattr(world, name), reason=WAIT, wake_on=in_days(30))


# --- reminders ----------------------------------------------------------------------------


def run(job: object) -> None:
    """Run a job as the worker does: as the SYSTEM account, in its own unit."""
    with as_(Account.objects.get(pk=SYSTEM_ID)):
        job()  # type: ignore[operator]


def told(world: World, *names: str) -> list[int]:
    """How often each was told that a referral waits."""
    with reading_everything():
        return [
            Notice.objects.filter(key="referral_unanswered", reader_id=world.people[name].pk).count() for name in names
        ]


def working_days_on(world: World, count: int) -> float:
    """Days until so many working days have passed."""
    referral = world.refer()
    day = 1
    while True:
        with days_later(clock.now(), day), as_(world.paul):
            referral.refresh_from_db()
            if referral.working_days_waiting() == count:
                return day
        day += 1


def test_after_three_working_days_both_sides_are_told_once(world: World) -> None:
    """Not before, not twice, also when the job runs every hour."""
    limit = EDITION.limits.unanswered_after_working_days
    assert limit == 3
    day = working_days_on(world, limit)
    base = clock.now()
    for when, expected in ((day - 1, [0, 0]), (day, [1, 1]), (day + 0.1, [1, 1]), (day + 30, [1, 1])):
        with days_later(base, when):
            run(jobs.remind_unanswered)
        assert told(world, "paul", "helen") == expected


def test_an_answered_or_sleeping_family_is_left_in_peace(world: World) -> None:
    """And nobody outside is told."""
    base = clock.now()
    world.accept(world.refer())
    sleeping = world.refer().case
    enter(world.paul)
    verbs.sleep(sleeping, world.paul, reason=WAIT, wake_on=in_days(100))
    with days_later(base, 20):
        run(jobs.remind_unanswered)
    assert told(world, "paul", "helen", "ruth", "nadia", "cora") == [0, 0, 0, 0, 0]


def test_a_reminder_is_a_system_act_and_refused_once_answered(world: World) -> None:
    """Nobody else reminds in the system's name; an answer that came meanwhile stops it."""
    referral = world.refer()
    enter(world.paul)
    with pytest.raises(NotAllowed):
        verbs.remind_unanswered(referral, world.paul)
    world.accept(referral)
    system = Account.objects.get(pk=SYSTEM_ID)
    enter(system)
    with pytest.raises(Refused, match="answered already"):
        verbs.remind_unanswered(referral, system)


# --- identity -----------------------------------------------------------------------------


def test_an_adult_writes_the_own_identity_and_nobody_elses(world: World) -> None:
    """The own full name, birth date and telephone; changed later in the same row."""
    case = world.contact(world.maple())
    luwam = own_account(world, case, "luwam", first_name="Luwam")
    own_account(world, case, "yared", first_name="Y.")
    enter(world.luwam)
    verbs.keep_identity(luwam, world.luwam, full_name="Luwam T.", born_on=in_days(-9000))
    verbs.keep_identity(luwam, world.luwam, full_name="Luwam T.", phone="519 555 0166")
    assert NewcomerIdentity.objects.get().phone == "519 555 0166"
    with pytest.raises(Refused, match="still to come"):
        verbs.keep_identity(luwam, world.luwam, full_name="Luwam T.", born_on=in_days(1))
    for name in ("yared", "selam", "paul", "ruth"):
        enter(getattr(world, name))
        with pytest.raises(NotAllowed):
            verbs.keep_identity(luwam, getattr(world, name), full_name="Somebody")


def test_who_reads_an_identity(world: World) -> None:
    """SAH and representative by the application; the worker only when the adult says so; a member never."""
    case = world.contact(world.maple())
    luwam = own_account(world, case, "luwam", first_name="Luwam")
    enter(world.luwam)
    verbs.keep_identity(luwam, world.luwam, full_name="Luwam T.")
    readers = {}
    for name in ("luwam", "paul", "ruth", "tom", "selam", "helen", "cora"):
        with as_(getattr(world, name)):
            readers[name] = NewcomerIdentity.objects.exists()
    assert readers == {
        "luwam": True, "paul": True, "ruth": True, "tom": False, "selam": False, "helen": False, "cora": False,
    }  # fmt: skip
    connection.check_constraints()
