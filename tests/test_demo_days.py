"""The demo world can be played on any day, and the same day gives the same world."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import DateTimeField, Max

from conftest import as_role, reading_everything
from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.access.walls import entered
from intentional_connection.cases.models import (
    Arrival,
    Case,
    Confirmation,
    ConnectionAnswer,
    Decision,
    Designation,
    MeetingDate,
    MeetingHeld,
    RoleLine,
    Task,
    TaskDone,
    TravelNotice,
)
from intentional_connection.cases.models.today import TodayEntry
from intentional_connection.config.demo import let_clock_be_set, tell_story, wipe
from intentional_connection.journal.models import Act
from intentional_connection.kernel import clock
from intentional_connection.people.models import Account
from tests.world import enter, leave

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

    from intentional_connection.config.demo_cast import Cast

#: A Wednesday, minutes after a midnight, a Monday after a weekend, New Year's Day.
MOMENTS = ["2026-11-25T15:00", "2026-11-26T05:03", "2026-11-30T13:00", "2027-01-01T17:00"]


def played(moment: str) -> Cast:
    """The demo world of that moment, its clock set as in a demo database."""
    as_role("ic_owner")
    with connection.cursor() as cursor:
        let_clock_be_set(cursor)
    as_role("ic_app")
    return tell_story(datetime.fromisoformat(moment).replace(tzinfo=UTC))


@pytest.fixture
def cast(app: None, request: pytest.FixtureRequest) -> Iterator[Cast]:
    """Everybody in place and every family told."""
    yield played(request.param)
    leave()


@pytest.mark.deep
@pytest.mark.parametrize("cast", MOMENTS[1:], indirect=True)
def test_it_can_be_played_on_any_day_and_nothing_in_it_lies_ahead(cast: Cast) -> None:
    """Weekends, holidays and the first minutes of a day: the acts come in order and none after now."""
    nothing_lies_ahead(cast)


def nothing_lies_ahead(cast: Cast) -> None:
    """Acts in their order, and only plans after now."""
    with reading_everything():
        acts = list(Act.objects.order_by("case_id", "id"))
        assert len(acts) > 400
        for before, after in pairwise(acts):
            assert before.case_id is None or before.case_id != after.case_id or before.at <= after.at
        assert {f"{model.__name__}.{name}" for model, name, last in latest() if last > cast.now} == set()
        assert MeetingHeld.objects.exclude(ended_at__lte=cast.now).count() == 0
        assert not TaskDone.objects.filter(on__gt=cast.today).exists()
        assert not Arrival.objects.filter(on__gt=cast.today).exists()
        assert not TravelNotice.objects.filter(received_on__gt=cast.today).exists()


#: What may lie ahead: a plan, an end, the last moment of a colleague who covers.
AHEAD = {"starts_at", "ends_at", "expires_at", "until"}


def latest() -> Iterator[tuple[type[Model], str, datetime]]:
    """The last moment that stands in each column of moments, plans apart; Today waits for days of plans too."""
    for room in ("cases", "notices", "people", "journal"):
        for model in apps.get_app_config(room).get_models():
            if model is TodayEntry or model.__name__.endswith("Event"):
                continue
            # The system's own account is as old as the database.
            rows = model._default_manager.exclude(pk=SYSTEM_ID) if model is Account else model._default_manager.all()
            for field in model._meta.concrete_fields:
                if isinstance(field, DateTimeField) and field.name not in AHEAD:
                    last = rows.aggregate(last=Max(field.name))["last"]
                    if last is not None:
                        yield model, field.name, last


@pytest.mark.deep
def test_the_same_day_gives_the_same_world(app: None) -> None:
    """Only the keys differ. One family alone is compared in tests/test_demo.py."""
    cast = played(MOMENTS[0])
    nothing_lies_ahead(cast)
    first = facts(cast)
    as_role("ic_owner")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        wipe(cursor)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    as_role("ic_app")
    assert facts(played(MOMENTS[0])) == first
    leave()


def facts(cast: Cast) -> list[object]:
    """What the world says, without keys."""
    with reading_everything():
        acts = [(act.at, act.verb, act.seat, act.facts) for act in Act.objects.order_by("at", "verb", "id")]
        cases = [(case.label, case.languages, case.opened_at) for case in Case.objects.order_by("tree")]
        counts = [
            (case.label, *(model.objects.filter(case=case).count() for model in (Task, RoleLine, Confirmation, ConnectionAnswer)))
            for case in Case.objects.order_by("tree")
        ]
        said = sorted(Decision.objects.values_list("text", "owner", "due_on"))
        days = sorted(MeetingDate.objects.values_list("starts_at", "sequence", "minutes"))
        in_order = Designation.objects.order_by("since", "rank", "account__email")
        named = list(in_order.values_list("account__email", "since", "why__chosen_rank"))
    return [acts, cases, counts, said, days, named, sorted(cast.accounts)]


def test_the_demo_clock_lies_only_while_somebody_sets_it(app: None) -> None:
    """An ordinary request of a demo database reads the real time."""
    as_role("ic_owner")
    with connection.cursor() as cursor:
        let_clock_be_set(cursor)
    as_role("ic_app")
    then = datetime.fromisoformat(MOMENTS[0]).replace(tzinfo=UTC) - timedelta(days=400)
    question = "SELECT ic_now() = %s, ic_now() = statement_timestamp()"
    with connection.cursor() as cursor:
        with clock.at(then), transaction.atomic(), entered(SYSTEM_ID):
            cursor.execute(question, [then])
            assert cursor.fetchone() == (True, False)
        enter(None)
        cursor.execute(question, [then])
        assert cursor.fetchone() == (False, True)
    leave()
