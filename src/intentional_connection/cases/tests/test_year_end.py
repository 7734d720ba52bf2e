"""Month 13, the end of the year together, who reads how long afterwards, what each adult wants, and opening again."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from conftest import as_
from intentional_connection.access.seats import TAKING_PART, Level
from intentional_connection.cases import verbs
from intentional_connection.cases.models import (
    BudgetLine,
    Case,
    ClosingChoice,
    Closure,
    LastingContact,
    Newcomer,
    TodayEntry,
    TransitionPlan,
)
from intentional_connection.cases.models.budget import budget_of
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.ending import months_after
from intentional_connection.cases.models.path import Stand, where
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from tests.families import days_later, own_account
from tests.world import enter, fresh, leave

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.world import World

pytestmark = pytest.mark.maple_stands

AROUND = ("paul", "ruth", "tom", "helen", "selam")
CONTACTS = (("Ruth from St Mark’s", "519 555 0199"),)
ALOUD: dict[str, Any] = {"language": "ti", "method": Method.ALOUD, "witness": "Hanna B."}


@contextmanager
def days_on(world: World, days: float) -> Iterator[None]:
    """So many days after the world began; whoever acts enters anew."""
    leave()
    with days_later(world.begun, days):
        yield
        leave()


def landed(world: World, levels: Level = TAKING_PART) -> Case:
    """Maple 12 here since today; each adult said yes to everybody around, and has an account."""
    world.begun = clock.now()
    case = world.contact(world.maple())
    people = {"luwam": "Luwam", "yared": "Y."}
    for name, first in people.items():
        own_account(world, case, name, first_name=first)
    enter(world.ruth)
    verbs.record_arrival(case, world.ruth, newcomers=list(case.newcomers.all()), on=clock.today())
    enter(world.selam)
    for person in case.newcomers.adults():
        wanted = {place.pk: levels for place in (world.harbour, world.st_marks, world.lakeside)}
        verbs.choose_sharing(person, world.selam, choices=wanted, **ALOUD)
    return case


def adult(world: World, case: Case, by: str = "luwam", name: str = "Luwam") -> Newcomer:
    enter(getattr(world, by))
    return Newcomer.objects.get(case=case, name=name)


def close(world: World, case: Case, by: str = "selam", **said: Any) -> Closure:
    who = getattr(world, by)
    enter(who)
    return verbs.close_year(case, who, **({"reason": "year_over", "on": clock.today(), "contacts": CONTACTS} | said))


def sees(world: World, name: str, model: Any, **which: Any) -> bool:
    """Whether somebody reads it now; both walls agree."""
    who = world.people[name]
    with as_(who):
        first = model.objects.visible_to(fresh(who)).filter(**which).exists()
        assert first == model.objects.filter(**which).exists()
    return bool(first)


def waits(world: World, name: str, key: str) -> bool:
    who = world.people[name]
    with as_(who):
        return any(row.key == key for row in TodayEntry.objects.visible_to(fresh(who)).oldest_first(fresh(who), 99))


def test_the_end_is_written_with_a_lasting_contact_and_closes_everything_30_days_later(world: World) -> None:
    case = landed(world)
    with days_on(world, 352):
        assert waits(world, "selam", "close")
        row = close(world, case, on=clock.today() - timedelta(days=22))
        assert (row.reason, row.meeting) == ("year_over", None)
        for name in (*AROUND, "luwam"):
            assert sees(world, name, LastingContact, closure=row), name
            assert world.client(getattr(world, name)).get(reverse("cases:ending", kwargs={"pk": case.pk})).status_code == 200
        with as_(world.selam):
            assert where(fresh(world.selam), [case])[case.pk].stand == Stand.CLOSED
        assert not waits(world, "selam", "close")
    with days_on(world, 360):
        assert all(sees(world, name, Case, pk=case.pk) for name in AROUND)
    with days_on(world, 362):
        for name in AROUND:
            assert not sees(world, name, Case, pk=case.pk), name
            browser = world.client(getattr(world, name))
            assert browser.get(reverse("cases:family", kwargs={"pk": case.pk})).status_code == 404
            assert case.label not in browser.get(reverse("desk:families")).content.decode()
            with as_(world.people[name]):
                assert not TodayEntry.objects.visible_to(fresh(world.people[name])).filter(case_id=case.pk).exists()
        said = world.client(world.luwam).get(reverse("family:year")).content.decode()
        assert "Ruth from St Mark’s" in said
        assert "519 555 0199" in said


def test_sponsors_and_sah_read_until_30_days_after_the_support_also_where_nobody_wrote_an_end(world: World) -> None:
    case = landed(world)
    enter(world.paul)
    verbs.set_term(case, world.paul, months=7)
    end = months_after(clock.today(), 7)
    with days_on(world, (end - clock.today()).days + 29.95):  # the clocks go forward between: late in the evening that is a day more
        assert sees(world, "ruth", Case, pk=case.pk)
        assert sees(world, "paul", Case, pk=case.pk)
    with days_on(world, (end - clock.today()).days + 32):
        assert not any(sees(world, name, Case, pk=case.pk) for name in ("ruth", "tom", "paul"))
        assert sees(world, "selam", Case, pk=case.pk)
        assert sees(world, "helen", Case, pk=case.pk)


def test_no_end_without_somebody_to_call_a_reason_and_a_day_that_can_be(world: World) -> None:
    case = landed(world)
    for wrong in (
        {"contacts": ()},
        {"none_wanted": True},
        {"reason": "bored"},
        {"on": clock.today() - timedelta(days=31)},
        {"on": clock.today() + timedelta(days=63)},
    ):
        with pytest.raises(Refused):
            close(world, case, **wrong)
    for name in ("ruth", "paul", "helen", "luwam"):
        with pytest.raises(NotAllowed):
            close(world, case, name)
    close(world, case, contacts=(), none_wanted=True)
    with pytest.raises(Refused):
        close(world, case)
    assert "wants nobody" in world.client(world.selam).get(reverse("cases:ending", kwargs={"pk": case.pk})).content.decode()


def test_the_worker_ends_the_year_on_the_page_and_opens_it_again(world: World) -> None:
    case = landed(world)
    worker = world.client(world.selam)
    address = reverse("cases:close", kwargs={"pk": case.pk})
    assert worker.get(address).status_code == 200
    typed = {"reason": "stands_alone", "on": clock.today().isoformat(), "name_1": "Selam"}
    assert worker.post(address, typed).status_code == 422
    assert worker.post(address, typed | {"reached_1": "519 555 0110"}).status_code == 303
    with as_(world.selam):
        assert LastingContact.objects.get(case=case).name == "Selam"
    said = worker.get(reverse("cases:family", kwargs={"pk": case.pk})).content.decode()
    assert "The year together has ended." in said
    assert worker.post(reverse("cases:ending", kwargs={"pk": case.pk}), {}).status_code == 303
    with as_(world.selam):
        assert where(fresh(world.selam), [case])[case.pk].stand != Stand.CLOSED
        assert Closure.objects.get(case=case).undone_by_id == world.selam.pk


def test_ending_is_the_main_act_once_it_is_due_and_a_quiet_link_before(world: World) -> None:
    """In the last month, or once a move was settled after which the sponsors support the family no more."""
    case, base = landed(world), clock.now()
    address = reverse("cases:ending", kwargs={"pk": case.pk})
    main = f'class="btn main" href="{reverse("cases:close", kwargs={"pk": case.pk})}"'

    def shown(days: int) -> tuple[bool, bool]:
        with days_later(base, days):
            page = world.client(world.selam).get(address).content.decode()
        return main in page, "End earlier, for a reason" in page

    assert (shown(30), shown(340)) == ((False, True), (True, False))
    enter(world.selam)
    move = verbs.plan_move(case, world.selam, community="Guelph Lake", fsa="N1H", on=clock.today())
    assert shown(1) == (False, True)
    enter(world.selam)
    verbs.settle_move(move, world.selam, outcome="self_supporting")
    assert shown(1) == (True, False)


def test_the_worker_opens_again_within_30_days_and_an_adult_at_any_time(world: World) -> None:
    case = landed(world)
    close(world, case)
    with days_on(world, 40):
        enter(world.selam)
        with pytest.raises(NotAllowed):
            verbs.reopen(case, world.selam)
        enter(world.ruth)
        with pytest.raises(NotAllowed):
            verbs.reopen(case, world.ruth)
        assert world.client(world.luwam).post(reverse("family:reopen"), {}).status_code == 303
        assert all(sees(world, name, Case, pk=case.pk) for name in AROUND)
    with days_on(world, 60):
        close(world, case)
    with days_on(world, 500):
        enter(world.luwam)
        verbs.reopen(case, world.luwam)
        assert not sees(world, "selam", Newcomer, case=case), "each yes lasted a year: it is asked anew"
        luwam = adult(world, case)
        verbs.choose_sharing(luwam, world.luwam, choices={world.harbour.pk: TAKING_PART}, language="en", method=Method.OWN_PHONE)
        assert sees(world, "selam", Newcomer, pk=luwam.pk)


def test_each_adult_says_what_may_come_afterwards(world: World) -> None:
    case = landed(world)
    luwam = adult(world, case)
    said = {"month_13": True, "interview": "later", "forget_early": False}
    with pytest.raises(Refused):
        verbs.choose_closing(luwam, world.luwam, method=Method.OWN_PHONE, **said)
    close(world, case)
    own = world.client(world.luwam)
    assert own.post(reverse("family:year"), {"month_13": "yes", "interview": "later"}).status_code == 422
    assert own.post(reverse("family:year"), {"month_13": "yes", "interview": "later", "forget_early": "no"}).status_code == 303
    assert "You answered." in own.get(reverse("family:year")).content.decode()
    worker, other = world.client(world.selam), adult(world, case, "selam", "Y.")
    typed = {"interview": "never", "forget_early": "on", "method": "aloud"}
    assert worker.post(reverse("cases:closing", kwargs={"pk": other.pk}), typed).status_code == 303
    with as_(world.selam):
        rows = {row.newcomer_id: row for row in ClosingChoice.objects.visible_to(fresh(world.selam)).filter(case=case)}
    assert (rows[luwam.pk].month_13, rows[luwam.pk].interview, rows[luwam.pk].method) == (True, "later", "own_phone")
    assert (rows[other.pk].month_13, rows[other.pk].forget_early, rows[other.pk].method) == (False, True, "aloud")
    enter(world.yared)
    for by in ("yared", "ruth", "paul"):
        enter(getattr(world, by))
        with pytest.raises(NotAllowed):
            verbs.choose_closing(luwam, getattr(world, by), method=Method.OWN_PHONE, **said)


def test_month_13_begins_three_months_before_the_end(world: World) -> None:
    case = landed(world)
    enter(world.selam)
    with pytest.raises(Refused):
        verbs.begin_month_13(case, world.selam)
    with days_on(world, 275):
        assert waits(world, "selam", "begin_month_13")
        page = world.client(world.selam)
        assert page.post(reverse("cases:month_13", kwargs={"pk": case.pk}), {}).status_code == 303
        assert not waits(world, "selam", "begin_month_13")
        with as_(world.ruth):
            assert TransitionPlan.objects.get(case=case).by_id == world.selam.pk
            assert where(fresh(world.ruth), [case])[case.pk].stand == Stand.TRANSITION
        for name in (*AROUND, "luwam"):
            assert world.client(getattr(world, name)).get(reverse("cases:month_13", kwargs={"pk": case.pk})).status_code == 200
        enter(world.selam)
        with pytest.raises(Refused):
            verbs.begin_month_13(case, world.selam)


def test_a_budget_is_the_adults_own_and_follows_the_yes_to_private_tasks(world: World) -> None:
    case = landed(world)
    own = world.client(world.luwam)
    luwam = adult(world, case)
    typed = {"work_pay": "1200", "rent": "1500.50", "food": ""}
    assert own.post(reverse("family:budget"), typed).status_code == 303
    assert own.post(reverse("family:budget"), typed | {"rent": "1400"}).status_code == 303
    said = own.get(reverse("family:budget")).content.decode()
    assert "200.00 $ more each month" in said
    with as_(world.luwam):
        assert BudgetLine.objects.filter(newcomer=luwam, item="rent").count() == 2
        held = budget_of(luwam, fresh(world.luwam))
    assert (held.comes_in, held.goes_out, held.missing) == (Decimal(1200), Decimal(1400), Decimal(200))
    address = reverse("cases:budget", kwargs={"pk": luwam.pk})
    assert all(world.client(getattr(world, name)).get(address).status_code in {403, 404} for name in (*AROUND, "yared"))
    enter(world.selam)
    with pytest.raises(Refused):
        verbs.keep_budget(luwam, world.selam, amounts={"rent": Decimal(1)})
    enter(world.luwam)
    with pytest.raises(Refused):
        verbs.keep_budget(luwam, world.luwam, amounts={"gold": Decimal(1)})
    all_of_it = TAKING_PART | Level.SENSITIVE
    verbs.choose_sharing(luwam, world.luwam, choices={world.harbour.pk: all_of_it}, language="en", method=Method.OWN_PHONE)
    worker = world.client(world.selam)
    assert "1400" in worker.get(address).content.decode()
    assert worker.post(address, {"work_pay": "1500", "rent": "1400"}).status_code == 303
    assert own.post(reverse("family:budget"), {"rent": "-4"}).status_code == 422


def test_how_long_the_sponsors_support_is_the_sahs_word_or_the_groups_without_one(world: World) -> None:
    case = landed(world)
    enter(world.paul)
    for months in (5, 37):
        with pytest.raises(Refused):
            verbs.set_term(case, world.paul, months=months)
    enter(world.ruth)
    with pytest.raises(Refused):
        verbs.set_term(case, world.ruth, months=18)
    assert world.client(world.paul).post(reverse("cases:term", kwargs={"pk": case.pk}), {"months": "18"}).status_code == 303
    day = months_after(clock.today(), 18)
    assert f"{day.day} " in world.client(world.luwam).get(reverse("family:year")).content.decode()
    assert str(day.year) in world.client(world.luwam).get(reverse("family:year")).content.decode()
    enter(world.paul)
    Case.objects.filter(pk=case.pk).update(programme="bvor")
    said = world.client(world.paul).get(reverse("cases:ending", kwargs={"pk": case.pk})).content.decode()
    own = world.client(world.luwam).get(reverse("family:year")).content.decode()
    assert "part of the income comes from the government" in said
    assert "part of your money comes from the government" in own
    assert "BVOR" not in said + own
    birch = world.accept(world.refer_birch())
    enter(world.grace)
    assert verbs.set_term(birch, world.grace, months=24).sponsored_months == 24


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [(date(2027, 1, 31), 13, date(2028, 2, 29)), (date(2026, 12, 9), 12, date(2027, 12, 9)), (date(2027, 3, 1), 9, date(2027, 12, 1))],
)
def test_months_end_on_the_same_day_or_the_months_last(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later


def test_a_closing_meeting_asks_for_the_year_in_the_familys_words(world: World) -> None:
    case = landed(world)
    worker = world.client(world.selam)
    said = worker.get(reverse("cases:plan_meeting", kwargs={"pk": case.pk}) + "?kind=closing").content.decode()
    assert "Closing meeting" in said
    guests = [f"{key}" for key in _keys(world, case)]
    assert worker.post(reverse("cases:met_already", kwargs={"pk": case.pk}), {"kind": "closing", "guests": guests}).status_code == 303
    with as_(world.selam):
        meeting = case.meetings.get(kind="closing")
    hold = worker.get(reverse("cases:hold", kwargs={"pk": meeting.pk})).content.decode()
    assert "The year in the words of Luwam" in hold
    assert world.client(world.luwam).get(reverse("family:home")).status_code == 200


def _keys(world: World, case: Case) -> list[str]:
    from intentional_connection.cases.models.gathering import whom_to_invite  # noqa: PLC0415

    enter(world.selam)
    return [one.key for one in whom_to_invite(case)]
