"""When a task is due, against examples, and against a plain second writing over the whole catalogue."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING

import pytest

from intentional_connection.roles.days import day_in_ontario, due
from intentional_connection.roles.model import Days, Due
from intentional_connection.roles.tests.naive_days import naive_due
from intentional_connection.roles.tests.world import ALL, TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator

REFERRED = date(2026, 9, 1)
EXPECTED = date(2026, 10, 20)
NOTICE = date(2026, 10, 1)
TODAY = date(2026, 10, 10)
LANDED = Days(REFERRED, NOTICE, {"luwam": EXPECTED}, EXPECTED)


def due_of(code: str, days: Days, person: str | None = None, today: date = TODAY, **given: date) -> Due:
    return due(TYPES[code], days, person, today, **given)


def test_a_real_day_is_the_anchor_and_the_offset() -> None:
    assert due_of("T005", Days(referral=REFERRED)).on == date(2026, 9, 15)
    assert due_of("T021", Days(notice=NOTICE)).on == date(2026, 10, 2)
    assert due_of("T033", LANDED, "luwam").on == date(2026, 10, 27)
    assert due_of("T102", Days(events={"secondary_migration": TODAY})).on == date(2026, 10, 17)


def test_while_the_anchor_is_unknown_the_day_is_provisional() -> None:
    waiting = Days(referral=REFERRED, expected=EXPECTED)
    assert due_of("T033", waiting, "luwam") == Due(date(2026, 10, 27), is_provisional=True, known_on=REFERRED)
    assert due_of("T021", waiting).on == date(2026, 10, 7)  # 13 days before the expected arrival
    assert due_of("T005", Days(expected=EXPECTED)).on == date(2026, 9, 22)  # 28 days before it


def test_without_any_day_nothing_is_computed() -> None:
    assert due_of("T033", Days(), "luwam") == Due(None, is_provisional=True)
    assert due_of("T102", Days(expected=EXPECTED)).on is None


def test_a_moved_arrival_moves_what_is_counted_from_it() -> None:
    moved = Days(REFERRED, NOTICE, expected=EXPECTED + timedelta(days=9))
    assert due_of("T009", moved).on == date(2026, 10, 22)
    assert due_of("T005", moved).on == date(2026, 9, 15)


def test_after_a_notice_that_was_never_recorded_the_landing_takes_the_expected_days_place() -> None:
    came = Days(REFERRED, arrivals={"luwam": EXPECTED})
    assert due_of("T021", came).on == date(2026, 10, 7)
    assert due_of("T021", came).is_provisional


def test_whoever_arrives_later_has_days_of_their_own() -> None:
    later = date(2027, 1, 15)
    split = Days(REFERRED, NOTICE, {"luwam": EXPECTED, "yonas": later}, EXPECTED)
    assert due_of("T033", split, "luwam").on == date(2026, 10, 27)
    assert due_of("T033", split, "yonas").on == date(2027, 1, 22)
    assert due_of("T066", split, "yonas").hard_limit == date(2027, 7, 14)
    assert due_of("T009", split).on == date(2026, 10, 13)  # the home counts from the first landing
    assert due_of("T009", split, "yonas").on == date(2026, 10, 13)


def test_whoever_is_not_here_yet_has_provisional_days() -> None:
    split = Days(REFERRED, NOTICE, {"luwam": EXPECTED}, EXPECTED, expected_of={"yonas": date(2027, 1, 15)})
    assert due_of("T033", split, "yonas") == Due(date(2027, 1, 22), is_provisional=True, known_on=NOTICE)
    assert due_of("T066", split, "yonas").hard_limit is None
    assert due_of("T033", split, "sara").on == date(2026, 10, 27)  # no day of her own: the family's


def test_late_notice_is_as_soon_as_possible_and_never_late() -> None:
    """The notice came two days before the flight: a home "by day -7" could not be known in time."""
    late = Days(REFERRED, date(2026, 10, 18), {"luwam": EXPECTED}, EXPECTED)
    home = due_of("T009", late, today=date(2026, 10, 25))
    assert home.is_past_due_by_late_notice
    assert home.on == date(2026, 10, 13)  # shown by nobody, and not dated back either
    assert not home.is_late(date(2026, 10, 25))


def test_notice_in_time_lets_the_same_task_be_late() -> None:
    home = due_of("T009", LANDED, today=date(2026, 10, 25))
    assert not home.is_past_due_by_late_notice
    assert home.is_late(date(2026, 10, 25))
    assert not home.is_late(date(2026, 10, 13))


def test_a_late_referral_makes_nobody_late_for_the_days_before_it() -> None:
    already_here = Days(referral=date(2026, 12, 1), arrivals={"luwam": EXPECTED}, expected=EXPECTED)
    assert due_of("T033", already_here, "luwam", date(2026, 12, 9)).is_past_due_by_late_notice
    assert not due_of("T052", already_here, "luwam", date(2026, 12, 9)).is_past_due_by_late_notice


def test_a_landing_nobody_expected_makes_nobody_late_for_the_days_before_it() -> None:
    sooner = Days(REFERRED, arrivals={"luwam": date(2026, 10, 3)}, expected=EXPECTED)
    assert due_of("T009", sooner).is_past_due_by_late_notice
    assert not due_of("T025", sooner).is_past_due_by_late_notice


def test_a_notice_recorded_after_the_landing_excuses_nothing_after_it() -> None:
    afterwards = Days(REFERRED, EXPECTED + timedelta(days=30), {"luwam": EXPECTED}, EXPECTED)
    assert due_of("T009", afterwards, today=date(2026, 12, 9)).is_past_due_by_late_notice
    assert not due_of("T028", afterwards, today=date(2026, 12, 9)).is_past_due_by_late_notice


def test_what_is_known_better_about_a_day_counts() -> None:
    known = Days(REFERRED, NOTICE, {"luwam": EXPECTED}, EXPECTED, known={"arrival": date(2026, 10, 19)})
    assert due_of("T009", known, today=date(2026, 10, 25)).is_past_due_by_late_notice
    recorded_late = Days(events={"safety_concern": NOTICE}, known={"safety_concern": date(2026, 10, 9)})
    assert due_of("T110", recorded_late, "luwam").is_past_due_by_late_notice


def test_a_day_still_ahead_is_never_as_soon_as_possible() -> None:
    odd = Days(referral=date(2026, 10, 16), arrivals={"luwam": EXPECTED}, expected=EXPECTED)
    assert not due_of("T009", odd, today=date(2026, 10, 12)).is_past_due_by_late_notice


def test_a_provisional_day_is_never_late() -> None:
    assert not due_of("T009", Days(REFERRED, expected=EXPECTED)).is_late(date(2027, 1, 1))


def test_the_tax_return_follows_the_calendar_that_a_person_enters() -> None:
    assert due_of("T082", LANDED, "luwam") == Due()
    assert due_of("T082", LANDED, "luwam", entered=date(2027, 4, 30)).on == date(2027, 4, 30)


def test_an_agreed_day_stands_for_the_computed_one() -> None:
    entered = due_of("T037", Days(expected=EXPECTED), entered=date(2026, 11, 20))
    assert entered == Due(date(2026, 11, 20), is_official=True)


def test_hard_limits_count_from_the_landing() -> None:
    limits = {code: due_of(code, LANDED, "luwam").hard_limit for code in TYPES}
    assert {code: (day - EXPECTED).days for code, day in limits.items() if day} == {
        "T037": 330,
        "T066": 180,
        "T067": 180,
        "T084": 365,
        "T090": 210,
    }
    assert not any(due_of(code, Days(REFERRED, NOTICE, expected=EXPECTED), "luwam").hard_limit for code in TYPES)


def test_the_assessments_follow_up_has_180_days_from_the_assessment() -> None:
    days = Days(arrivals={"luwam": EXPECTED, "yonas": EXPECTED}, assessed={"luwam": date(2026, 11, 2)})
    assert due_of("T090", days, "luwam").hard_limit == date(2027, 5, 1)
    assert due_of("T090", days, "yonas").hard_limit == date(2027, 5, 18)
    assert due_of("T066", days, "luwam").hard_limit == date(2027, 4, 18)


def test_everything_but_seven_tasks_is_suggested() -> None:
    assert [code for code in TYPES if due_of(code, LANDED, "luwam").is_official] == [
        "T037",
        "T066",
        "T067",
        "T073",
        "T084",
        "T085",
        "T090",
    ]


#: Days around the two changes of clocks in Ontario, the leap day, and the turn of a year.
STARTS = [
    date(2026, 10, 31),
    date(2026, 11, 1),
    date(2026, 11, 2),
    date(2027, 3, 14),
    date(2028, 2, 29),
    date(2027, 1, 1),
]


def situations(start: date) -> Iterator[Days]:
    """Every way in which referral, notice, landing and events can be known or not, late or in time."""
    arrivals = [
        {},
        {"luwam": start},
        {"luwam": start + timedelta(days=3)},  # not on the expected day
        {"luwam": start, "yonas": start + timedelta(days=133)},  # across the next change of clocks
    ]
    referrals = [None, *(start + timedelta(days=number) for number in (-60, -3, 20))]
    notices = [None, *(start + timedelta(days=number) for number in (-20, -2, 5))]
    for landed, referral, notice, expected in product(arrivals, referrals, notices, (None, start)):
        yield Days(
            referral,
            notice,
            landed,
            expected,
            {task.applies_if: start for task in ALL if task.anchor == "event" and referral},
            {"yonas": start + timedelta(days=140)} if notice else {},
            {"luwam": start + timedelta(days=12)} if len(landed) > 1 else {},
        )


@pytest.mark.parametrize("start", STARTS, ids=str)
def test_every_type_is_due_when_a_plain_second_writing_says(start: date) -> None:
    tried = 0
    for days, number in product(situations(start), (-30, 4, 200)):
        today = start + timedelta(days=number)
        for task_type in ALL:
            for person in (None,) if task_type.applies_per in ("case", "household") else ("luwam", "yonas"):
                found = due(task_type, days, person, today)
                plain = (
                    found.on,
                    found.is_provisional,
                    found.is_past_due_by_late_notice,
                    found.hard_limit,
                    found.is_official,
                )
                assert plain == naive_due(task_type, days, person, today), (task_type.code, days, person, today)
                tried += 1
    assert tried > 60_000


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 1, 3, 59, tzinfo=UTC), date(2026, 10, 31)),  # the clocks go back at 06:00 UTC
        (datetime(2026, 11, 1, 4, 0, tzinfo=UTC), date(2026, 11, 1)),
        (datetime(2026, 11, 2, 4, 59, tzinfo=UTC), date(2026, 11, 1)),  # an hour later than the day before
        (datetime(2026, 11, 2, 5, 0, tzinfo=UTC), date(2026, 11, 2)),
        (datetime(2027, 3, 14, 4, 59, tzinfo=UTC), date(2027, 3, 13)),  # the clocks go forward at 07:00 UTC
        (datetime(2027, 3, 15, 3, 59, tzinfo=UTC), date(2027, 3, 14)),
        (datetime(2027, 3, 15, 4, 0, tzinfo=UTC), date(2027, 3, 15)),
    ],
)
def test_a_moment_becomes_a_day_in_ontario(moment: datetime, day: date) -> None:
    assert day_in_ontario(moment) == day


def test_a_moment_without_a_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        day_in_ontario(datetime(2026, 11, 1, 3, 59))  # noqa: DTZ001 - this is what is refused
