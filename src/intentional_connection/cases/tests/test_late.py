"""What has waited too long: decided from where a family stands, by the edition's days, and nowhere else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from intentional_connection.cases.models.late import Lag, Late, late_for
from intentional_connection.cases.models.path import Facts, Where
from intentional_connection.practice.edition import load
from intentional_connection.practice.models import Adoption

#: A Tuesday, not after a holiday.
TODAY = date(2027, 3, 16)
EDITION = load("ontario-2021", 1)
PARTS = [part.key for part in EDITION.parts]


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def at(days: int) -> datetime:
    return datetime(2027, 3, 16, 17, tzinfo=UTC) - timedelta(days=days)


def late(referral: Any = None, contact: Any = None, pause: Any = None, parts: list[str] | None = None, **facts: Any) -> Late | None:
    adoption = Adoption(edition_key="ontario-2021", edition_version=1, parts=PARTS if parts is None else parts)
    return late_for(Where(pause, referral, contact, Facts(**facts)), adoption, TODAY)


def sent(days: int, declined: int | None = None) -> Any:
    decline = {} if declined is None else {"decline": SimpleNamespace(at=at(declined))}
    return SimpleNamespace(sent_at=at(days), is_declined=declined is not None, **decline)


def worker(days: int = 1, *, interim: bool = False) -> Any:
    return SimpleNamespace(since=at(days), interim=interim)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"referral": sent(1)}, None),
        ({"referral": sent(7)}, Late(Lag.UNANSWERED, ago(7))),
        ({"referral": sent(30, declined=1)}, None),
        ({"referral": sent(30, declined=7)}, Late(Lag.REFER_AGAIN, ago(7))),
        ({"contact": worker(5, interim=True)}, None),
        ({"contact": worker(6, interim=True)}, Late(Lag.NO_WORKER, ago(6))),
        ({"contact": worker(10)}, None),
        ({"contact": worker(11)}, Late(Lag.NO_FIRST_CONTACT, ago(11))),
        ({"contact": worker(11), "touched_on": ago(3)}, None),
        ({"contact": worker(), "touched_on": ago(1), "lands_on": ago(-8)}, None),
        ({"contact": worker(), "touched_on": ago(1), "lands_on": ago(-7)}, Late(Lag.NO_MEETING_BEFORE, TODAY)),
        ({"contact": worker(), "touched_on": ago(1), "lands_on": ago(-5)}, Late(Lag.NO_MEETING_BEFORE, ago(2))),
        *(({"contact": worker(), "lands_on": ago(-5), fact: True}, None) for fact in ("planned_before", "met_before", "not_met")),
        ({"contact": worker(), "touched_on": ago(1), "arrived_on": ago(29)}, None),
        ({"contact": worker(), "touched_on": ago(1), "arrived_on": ago(30)}, Late(Lag.NO_MEETING_TOGETHER, TODAY)),
        ({"contact": worker(), "touched_on": ago(1), "arrived_on": ago(59), "met_together": True}, None),
        ({"contact": worker(), "touched_on": ago(1), "arrived_on": ago(60), "met_together": True}, Late(Lag.NOT_CONNECTED, TODAY)),
        ({"contact": worker(), "touched_on": ago(1), "arrived_on": ago(90), "met_together": True, "connected": True}, None),
        ({"contact": worker(), "touched_on": ago(37)}, None),
        ({"contact": worker(), "touched_on": ago(38)}, Late(Lag.OUT_OF_TOUCH, ago(38))),
        ({"contact": worker(), "touched_on": ago(38), "next_on": ago(-1)}, None),
        ({"contact": worker(), "touched_on": ago(38), "rests_until": TODAY}, None),
        ({"contact": worker(), "touched_on": ago(60), "next_on": ago(1)}, Late(Lag.OUT_OF_TOUCH, ago(60))),
        ({"pause": SimpleNamespace(wake_on=ago(-1)), "referral": sent(400)}, None),
        ({"pause": SimpleNamespace(wake_on=ago(3)), "referral": sent(400)}, Late(Lag.STILL_EXPECTED, ago(3))),
        ({}, None),
    ],
)
def test_a_family_is_late_from_its_day_on_and_not_before(said: dict[str, Any], found: Late | None) -> None:
    assert late(**said) == found


def test_a_part_that_the_site_left_out_is_never_late() -> None:
    few = [part.key for part in EDITION.parts if not part.optional]
    assert late(contact=worker(), touched_on=ago(1), lands_on=ago(-5), parts=few) is None
    assert late(contact=worker(), touched_on=ago(1), arrived_on=ago(80), checks=False, parts=few) is None
