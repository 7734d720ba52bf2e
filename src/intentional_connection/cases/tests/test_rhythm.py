"""The rhythm of staying in touch, the contact in three acts, and what waits on Today because days pass."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from intentional_connection.access.seats import TAKING_PART
from intentional_connection.cases import verbs
from intentional_connection.cases.models import Arrival, Case, Closure, Contact, FollowUp, TodayEntry
from intentional_connection.cases.models.gathering import whom_to_invite
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused
from tests.crawl import open_page
from tests.families import choose, days_later, own_account
from tests.world import enter, leave

if TYPE_CHECKING:
    from django.test import Client

    from intentional_connection.people.models import Account
    from tests.world import World

pytestmark = pytest.mark.maple_stands

TIMED = {"follow_up", "no_contact", "no_contact_long", "plan_review"}


def touched(world: World) -> Case:
    """Maple 12, called today by its worker."""
    return world.contact(world.maple())


def agree(world: World, case: Case, **said: Any) -> FollowUp:
    enter(world.selam)
    return verbs.set_rhythm(case, world.selam, **({"every_days": 14, "way": "call"} | said))


def waiting(account: Account, case: Case) -> set[str]:
    """What waits for somebody now because days passed."""
    enter(account)
    found = {row.key for row in TodayEntry.objects.oldest_first(account, 100) if row.case_id == case.pk} & TIMED
    leave()
    return found


def read(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


def test_each_change_is_a_new_row_and_the_next_day_is_suggested(world: World) -> None:
    case = touched(world)
    first = agree(world, case)
    assert first.next_on == clock.today() + timedelta(days=14)
    rest = clock.today() + timedelta(days=40)
    paused = agree(world, case, every_days=30, paused_until=rest)
    assert paused.next_on == rest
    asked = agree(world, case, every_days=0)
    assert asked.next_on is None
    until = clock.today() + timedelta(days=90)
    longer = agree(world, case, every_days=45, until_on=until)
    assert (longer.until_on, longer.follow_up_every_days) == (until, 45)
    enter(world.selam)
    assert list(FollowUp.objects.filter(case=case, ended_at=None)) == [longer]
    assert FollowUp.objects.filter(case=case).count() == 4


@pytest.mark.parametrize("field", ["next_on", "paused_until", "until_on"])
def test_days_that_are_past_are_refused(world: World, field: str) -> None:
    case = touched(world)
    with pytest.raises(Refused):
        agree(world, case, **{field: clock.today() - timedelta(days=1)})
    with pytest.raises(Refused):
        agree(world, case, until_on=clock.today() + timedelta(days=3))
    with pytest.raises(Refused):
        agree(world, case, every_days=400)


def test_the_worker_changes_it_on_its_own_page_and_everybody_reads_it(world: World) -> None:
    case = touched(world)
    browser, path = world.client(world.selam), f"/families/{case.pk}/rhythm/"
    assert "not agreed yet" in read(browser, path)
    said = {"rhythm_every_days": "own", "own_days": "", "rhythm_way": "visit"}
    assert "Write the number of days" in unescape(browser.post(path, said).content.decode())
    assert browser.post(path, said | {"own_days": "10"}).status_code == 303
    page = read(browser, path)
    assert "About every 10 days" in page
    assert 'value="own" ' in page
    for name in ("ruth", "tom", "paul", "helen"):
        page = read(world.client(getattr(world, name)), path)
        assert "About every 10 days" in page, name
        assert "Save this rhythm" not in page, name
        assert world.client(getattr(world, name)).post(path, said | {"own_days": "3"}).status_code == 200
    assert "About every 10 days; next:" in read(world.client(world.ruth), f"/families/{case.pk}/")


def test_the_family_reads_its_next_call(world: World) -> None:
    case = touched(world)
    own_account(world, case, "luwam", first_name="Luwam")
    agree(world, case, next_on=date(2031, 3, 13))
    assert "Next call: Thursday 13 March" in read(world.client(world.luwam), "/my/")


def test_a_contact_is_three_acts_from_today(world: World) -> None:
    """Open Today, press, press: saved, and the next day follows the rhythm."""
    case = touched(world)
    enter(world.selam)
    verbs.log_contact(case, world.selam, kind="visit", on=clock.today(), minutes=30, language="ti")
    agree(world, case)
    now = clock.now()
    with days_later(now, 14):
        leave()
        browser = world.client(world.selam)
        page = open_page(browser, "/today/")  # 1: open Today
        (way,) = [link for link in page.links if link == f"/families/{case.pk}/contact/"]
        pressed = open_page(browser, way)  # 2: one press opens the form, filled in
        (form,) = [one for one in pressed.forms if any(control.name == "minutes" for control in one.fields)]
        sent = {control.name: control.value for control in form.fields if control.kind != "submit"}
        assert (sent["kind"], sent["minutes"], sent["language"]) == ("visit", "15", "ti")
        assert sent["on"] == clock.today().isoformat()
        assert sent["next_on"] == (clock.today() + timedelta(days=14)).isoformat()
        assert browser.post(way, sent).status_code == 303  # 3: one press saves it
        enter(world.selam)
        assert Contact.objects.filter(case=case, on=clock.today(), kind="visit").count() == 1
        assert FollowUp.objects.get(case=case, ended_at=None).next_on == clock.today() + timedelta(days=14)
        assert waiting(world.selam, case) == set()


def test_another_next_day_is_kept_and_without_one_the_rhythm_counts(world: World) -> None:
    case = touched(world)
    agree(world, case)
    day = clock.today() + timedelta(days=5)
    said = {"kind": "call", "on": clock.today(), "minutes": 5, "language": "ti"}
    verbs.log_contact(case, world.selam, **said, next_on=day)
    assert FollowUp.objects.get(case=case).next_on == day
    verbs.log_contact(case, world.selam, **said)
    assert FollowUp.objects.get(case=case).next_on == clock.today() + timedelta(days=14)
    with pytest.raises(Refused):
        verbs.log_contact(case, world.selam, **said, next_on=clock.today() - timedelta(days=1))


def test_no_contact_waits_from_day_30_for_the_worker_and_from_day_37_for_the_lead(world: World) -> None:
    with clock.at(datetime(2031, 3, 3, 15, tzinfo=UTC)):
        case = touched(world)
        now = clock.now()
    for days, worker, lead in ((29, set(), set()), (30, {"no_contact"}, set()), (36, {"no_contact"}, set())):
        with days_later(now, days):
            assert waiting(world.selam, case) == worker, days
            assert waiting(world.helen, case) == lead, days
    with days_later(now, 37):
        assert waiting(world.helen, case) == {"no_contact_long"}
        assert "Speak with the worker." in read(world.client(world.helen), "/today/")
        assert "For a month nobody" in read(world.client(world.selam), "/today/")
        world.contact(case)
        assert waiting(world.selam, case) == waiting(world.helen, case) == set()


def test_the_agreed_day_waits_on_its_day_not_before_and_not_after_the_last_one(world: World) -> None:
    case, now = touched(world), clock.now()
    agree(world, case, every_days=7)
    for days, found in ((6, set()), (7, {"follow_up"})):
        with days_later(now, days):
            assert waiting(world.selam, case) == found, days
    agree(world, case, every_days=0)
    with days_later(now, 20):
        assert waiting(world.selam, case) == set()


def test_a_rest_silences_until_its_day(world: World) -> None:
    case, now = touched(world), clock.now()
    agree(world, case, every_days=7, next_on=clock.today() + timedelta(days=7), paused_until=clock.today() + timedelta(days=50))
    both = {"follow_up", "no_contact"}
    for days, worker, lead in ((31, set(), set()), (49, set(), set()), (50, both, set()), (57, both, {"no_contact_long"})):
        with days_later(now, days):
            assert waiting(world.selam, case) == worker, days
            assert waiting(world.helen, case) == lead, days


def test_sleep_and_the_end_silence_everything(world: World) -> None:
    case, now = touched(world), clock.now()
    enter(world.selam)
    Arrival.objects.create(case=case, newcomer=case.newcomers.first(), on=clock.today(), by=world.selam)
    agree(world, case, every_days=7)
    with days_later(now, 100):
        assert waiting(world.selam, case) == {"follow_up", "no_contact", "plan_review"}
        enter(world.paul)
        verbs.sleep(case, world.paul, reason="no_date", wake_on=clock.today() + timedelta(days=9))
        assert waiting(world.selam, case) == waiting(world.helen, case) == set()
        enter(world.paul)
        verbs.wake(case, world.paul)
        assert waiting(world.selam, case) == {"follow_up", "no_contact", "plan_review"}
        enter(world.selam)
        Closure.objects.create(case=case, reason="independent", on=clock.today(), by=world.selam)
        assert waiting(world.selam, case) == waiting(world.helen, case) == set()


def test_reviews_are_offered_near_months_3_6_and_9_with_a_day(world: World) -> None:
    case, now = touched(world), clock.now()
    choose(world, "luwam", own_account(world, case, "luwam", first_name="Luwam"), world.harbour, TAKING_PART)
    enter(world.selam)
    Arrival.objects.create(case=case, newcomer=case.newcomers.first(), on=clock.today(), by=world.selam)
    arrived = clock.today()
    for days, found in ((76, False), (77, True)):
        with days_later(now, days):
            assert ("plan_review" in waiting(world.selam, case)) is found, days
    with days_later(now, 77):
        browser, path = world.client(world.selam), f"/families/{case.pk}/meetings/new/?kind=review"
        assert f'value="{(arrived + timedelta(days=91)).isoformat()}"' in read(browser, path)
        enter(world.selam)
        verbs.plan_meeting(
            case, world.selam, kind="review", starts_at=clock.now() + timedelta(days=14), guests=whom_to_invite(case), minutes=45,
            zone="America/Toronto", way="place", place="", language="en", interpreter="",
        )
        assert "plan_review" not in waiting(world.selam, case)
    with days_later(now, 168):
        assert "plan_review" in waiting(world.selam, case)
        assert f'value="{(arrived + timedelta(days=182)).isoformat()}"' in read(world.client(world.selam), path)


def test_without_a_choice_the_review_leads_to_the_page_where_each_adult_says_it(world: World) -> None:
    """Thirty days after the arrival what was passed on holds no more, and the plan is not read."""
    case, now = touched(world), clock.now()
    enter(world.selam)
    first = case.newcomers.adults().in_order().first()
    Arrival.objects.create(case=case, newcomer=first, on=clock.today(), by=world.selam)
    with days_later(now, 80):
        assert "plan_review" in waiting(world.selam, case)
        page = read(world.client(world.selam), "/today/")
        assert "First each adult says what you may read." in page
        assert f'href="/newcomers/{first.pk}/sharing/"' in page
        assert "kind=review" not in page
        assert world.client(world.selam).get(f"/newcomers/{first.pk}/sharing/").status_code == 200
