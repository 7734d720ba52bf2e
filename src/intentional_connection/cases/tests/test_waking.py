"""Waking after years: what was missing is asked again and not presumed, and what a sleep may have outlived is said."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.urls import reverse

from conftest import as_, reading_everything
from intentional_connection.access.seats import Level
from intentional_connection.cases import verbs
from intentional_connection.cases.models import Case, Need, NeedCheck, Pause, ReferralPreview, TodayEntry
from intentional_connection.cases.models.gaps import gaps
from intentional_connection.cases.models.waking import Still
from intentional_connection.cases.tests.test_arrival import lands, travels
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import Refused
from intentional_connection.notices.models import Notice
from intentional_connection.partners.models import Membership
from tests.families import choose, days_later, own_account
from tests.world import enter, leave

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from tests.world import World

pytestmark = pytest.mark.maple_stands

THREE_YEARS = 3 * 365
BOOTS, COT, STAIRS = "Winter boots", "A cot", "The grandmother needs a home without stairs."


@pytest.fixture
def base() -> datetime:
    return clock.now()


@pytest.fixture
def asleep(world: World, base: datetime) -> Iterator[Case]:
    """Maple 12 sleeps for three years: boots were answered before, a cot never, the home stood in the referral."""
    family = world.contact(world.maple())
    for text in (BOOTS, COT):
        enter(world.ruth)
        need = verbs.see_gap(family, world.ruth, text=text)
        if text == BOOTS:
            enter(world.selam)
            verbs.answer_gap(need, world.selam, text="We have a box.")
    enter(world.paul)
    verbs.sleep(family, world.paul, reason="no_date", wake_on=clock.today() + timedelta(days=THREE_YEARS - 1))
    leave()
    with days_later(base, THREE_YEARS):
        yield family


def need_of(family: Case, text: str) -> Need:
    with reading_everything():
        return Need.objects.get(case=family, text=text)


def waits(world: World, name: str) -> set[str]:
    who = getattr(world, name)
    enter(who)
    return {row.key for row in TodayEntry.objects.oldest_first(who)}


def waking(family: Case) -> str:
    return reverse("cases:wake", kwargs={"pk": family.pk})


def text(world: World, name: str, path: str) -> str:
    answer = world.client(getattr(world, name)).get(path)
    assert answer.status_code == 200
    return unescape(re.sub(r"</?bdi[^>]*>", "", answer.content.decode()))


def said(family: Case, month: date, **still: Still) -> dict[str, Any]:
    """The page's form with all its answers."""
    texts = {"boots": BOOTS, "cot": COT, "stairs": STAIRS}
    needs = {f"need_{need_of(family, text).pk}": still.get(key, Still.ASK) for key, text in texts.items()}
    return {**needs, "expected_month": f"{month:%Y-%m}", "people": "same"}


def test_one_form_asks_every_need_from_before_and_each_answer_counts(world: World, asleep: Case) -> None:
    page = text(world, "paul", waking(asleep))
    for words in (BOOTS, COT, STAIRS, "Ask again", "Still so", "No longer", "When do you expect the family?"):
        assert words in page
    assert len(re.findall(r'value="ask"[^>]* checked', page)) == 3
    month = clock.today() + timedelta(days=70)
    answer = world.client(world.paul).post(waking(asleep), said(asleep, month, boots=Still.ASK, cot=Still.NO_LONGER, stairs=Still.SO))
    assert answer.status_code == 303
    with as_(world.selam):
        assert Case.objects.get(pk=asleep.pk).expected_month == month.replace(day=1)
        found = {gap.need.text: gap for gap in gaps(world.selam, asleep)}
    assert set(found) == {BOOTS, COT}
    assert not found[BOOTS].is_answered
    assert found[COT].is_over
    assert "answer_gap" in waits(world, "selam")
    for name in ("selam", "tom", "paul"):
        page = text(world, name, reverse("cases:gap", kwargs={"pk": asleep.pk}))
        assert "No longer missing, said on" in page, name
        assert "Waits for the worker’s answer" in page, name
    assert text(world, "tom", reverse("cases:family", kwargs={"pk": asleep.pk})).count("No longer missing, said on") == 1
    enter(world.selam)
    verbs.answer_gap(need_of(asleep, BOOTS), world.selam, text="We look for larger ones.")
    assert "answer_gap" not in waits(world, "selam")


def test_nothing_said_is_asked_again_and_the_worker_is_told(world: World, asleep: Case) -> None:
    with reading_everything():
        before = Notice.objects.filter(reader_id=world.people["selam"].pk, key="gap_seen").count()
    enter(world.paul)
    verbs.wake(asleep, world.paul)
    with reading_everything():
        assert {row.still for row in NeedCheck.objects.filter(case=asleep)} == {Still.ASK}
        assert NeedCheck.objects.filter(case=asleep).count() == 3
        assert Notice.objects.filter(reader_id=world.people["selam"].pk, key="gap_seen").count() == before + 1
    enter(world.selam)
    assert {entry.since for entry in TodayEntry.objects.filter(case_id=asleep.pk, key="answer_gap")} == {
        row.at for row in NeedCheck.objects.filter(case=asleep)
    }


def test_a_travel_notice_and_an_arrival_wake_and_ask_again(world: World, asleep: Case) -> None:
    assert "answer_gap" not in waits(world, "ruth")
    travels(world, asleep)
    with reading_everything():
        assert not Pause.objects.standing().filter(case=asleep).exists()
        assert {row.need.text for row in NeedCheck.objects.select_related("need")} == {BOOTS, COT, STAIRS}
    assert "answer_gap" in waits(world, "selam")


def test_the_worker_who_records_an_arrival_is_asked_too(world: World, asleep: Case) -> None:
    lands(world, asleep, by="selam")
    assert "answer_gap" in waits(world, "selam")


def test_what_is_no_longer_so_is_not_asked_after_the_next_sleep(world: World, asleep: Case, base: datetime) -> None:
    enter(world.paul)
    verbs.wake(asleep, world.paul, still={need_of(asleep, COT).pk: Still.NO_LONGER})
    verbs.sleep(asleep, world.paul, reason="no_date", wake_on=clock.today() + timedelta(days=30))
    with days_later(base, THREE_YEARS + 60):
        page = text(world, "paul", waking(asleep))
        assert COT not in page
        assert BOOTS in page


def test_a_past_month_and_a_foreign_need_are_refused(world: World, asleep: Case) -> None:
    enter(world.paul)
    with pytest.raises(Refused, match="month is past"):
        verbs.wake(asleep, world.paul, expected_month=(clock.today() - timedelta(days=40)).replace(day=1))
    for still in ({uuid4(): Still.SO}, {need_of(asleep, COT).pk: "gone"}):
        enter(world.paul)
        with pytest.raises(Refused, match="out of date"):
            verbs.wake(asleep, world.paul, still=still)
    answer = world.client(world.paul).post(waking(asleep), said(asleep, clock.today()) | {"expected_month": ""})
    assert answer.status_code == 422
    assert "Choose a month." in answer.content.decode()


def test_more_people_are_told_by_telephone(world: World, asleep: Case) -> None:
    browser = world.client(world.paul)
    answer = browser.post(waking(asleep), said(asleep, clock.today()) | {"people": "other"}, follow=True)
    assert "Call Selam, 519 555 0199, and say how many people" in unescape(answer.content.decode())


def test_an_unanswered_referral_says_the_new_month(world: World, base: datetime) -> None:
    referral = world.refer()
    enter(world.paul)
    verbs.sleep(referral.case, world.paul, reason="no_date", wake_on=clock.today() + timedelta(days=30))
    with days_later(base, THREE_YEARS):
        enter(world.paul)
        month = clock.today().replace(day=1)
        verbs.wake(referral.case, world.paul, expected_month=month)
        enter(world.helen)
        assert ReferralPreview.objects.get(referral=referral).expected_month == month


def test_the_page_says_who_and_what_still_stands(world: World, asleep: Case) -> None:
    page = text(world, "paul", waking(asleep))
    assert "Selam is still the family’s worker." in page
    assert "The agreement with Harbour settlement agency is in force." in page
    assert reverse("partners:agreements", kwargs={"pk": world.lakeside.pk}) in page
    assert "No yes of the family has run out." in page
    referral = world.refer(agency=str(world.northgate.pk))
    enter(world.paul)
    verbs.sleep(referral.case, world.paul, reason="no_date", wake_on=clock.today() + timedelta(days=9))
    page = text(world, "paul", waking(referral.case))
    assert "No agreement with Northgate newcomer centre is in force now." in page
    assert "No worker is named yet." in page


def test_a_yes_that_ran_out_is_named(world: World, base: datetime) -> None:
    family = world.contact(world.maple())
    luwam = own_account(world, family, "luwam", first_name="Luwam")
    choose(world, "luwam", luwam, world.lakeside, Level.BASIC | Level.PLAN, expires_at=clock.now() + timedelta(days=1000))
    enter(world.paul)
    verbs.sleep(family, world.paul, reason="no_date", wake_on=clock.today() + timedelta(days=1090))
    leave()
    with days_later(base, 999):
        assert "No yes of the family has run out." in text(world, "paul", waking(family))
    with days_later(base, THREE_YEARS):
        assert "Luwam’s yes to Lakeside SAH ran out on" in text(world, "paul", waking(family))


def test_a_worker_who_left_meanwhile_is_replaced_before_anything_goes_on(world: World, asleep: Case) -> None:
    enter(world.helen)
    row = Membership.objects.in_force().get(account=world.people["selam"])
    verbs.end_membership(row, world.helen, cover=Membership.objects.in_force().get(account=world.people["helen"]))
    assert "Selam is not the family’s worker any more" in text(world, "paul", waking(asleep))
    assert "name_worker" not in waits(world, "helen")
    enter(world.paul)
    verbs.wake(asleep, world.paul)
    assert "name_worker" in waits(world, "helen")
    with reading_everything():
        assert Notice.objects.filter(reader_id=world.people["helen"].pk, key="worker_wanted").count() == 1
