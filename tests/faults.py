"""Faults planted on purpose, one at a time, in a transaction that is taken back: the comparison of the walls has to find each.

Each names what somebody could break in a hurry: a condition dropped, a day miscounted, a limit forgotten, in either wall.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from django.db import connection

from conftest import as_role, reading_everything
from intentional_connection.access.models import Reaches, ScopedQuerySet
from intentional_connection.access.seats import Level
from intentional_connection.cases import models as c
from intentional_connection.cases import verbs
from intentional_connection.kernel import clock
from tests.families import choose, own_account
from tests.world import enter, leave

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.families import Families


#: The first wall's question.
ROWS = Reaches.ROWS
#: Before anything has ended.
TODAY = 0


@dataclass(frozen=True)
class Fault:
    """What is broken: a text of `rebuild_reach` replaced, another statement, or a method of the first wall."""

    name: str
    replaced: tuple[str, str] = ("", "")
    sql: str = ""
    method: tuple[Any, str, Any] | None = None
    day: int | None = 45  # None: the first day on which nobody outside a family that ended reads it


FAULTS = (
    Fault("a policy without its condition", sql="CREATE POLICY hole ON cases_need FOR SELECT TO ic_app USING (true)"),
    Fault("a withdrawal forgotten", ("least(ends_at, withdrawn_at, never)", "least(ends_at, never)")),
    Fault("a consent's last day forgotten", ("least(c.expires_at,", "least(NULL::timestamptz,"), day=3),
    Fault("the end forgotten", ("least(m.until, c.until, e.closed_at,", "least(m.until, c.until,"), day=None),
    Fault("thirty days of grace counted as thirty-one", ("(e.on + 31)", "(e.on + 32)"), day=None),
    Fault("what was passed on lasts a day less", ("(min(a.on) + 31)", "(min(a.on) + 30)"), day=30),
    Fault("a relayed yes holds whatever it says", ("'relayed' THEN c.levels & taking_part", "'relayed' THEN 32767"), day=3),
    Fault("one person's yes opens to all", ("(c.recipient_person_id IS NULL OR c.recipient_person_id = m.principal)", "true"), day=3),
    Fault("a place in the circle that ended still counts", ("least(coalesce(m.until, never)", "least(never")),
    Fault("a cell of the ceiling too wide", sql="UPDATE access_ceiling SET read = read | 8 WHERE seat = 'sponsor_member'"),
    Fault("the second wall forgets that a view is frozen", sql="DROP POLICY frozen ON cases_need", day=TODAY),
    Fault("the first wall forgets that a view is frozen", method=(ScopedQuerySet, "unfrozen_for", lambda self, _account: self), day=TODAY),
    Fault("the first wall forgets that things end", method=(Reaches, "ROWS", ROWS.replace("reached.until > %s", "%s IS NOT NULL"))),
    Fault("the first wall forgets the level", method=(Reaches, "ROWS", ROWS.replace("> 0", ">= 0"))),
)


@contextmanager
def planted(fault: Fault) -> Iterator[None]:
    """The product with this fault; what is stored is derived anew."""
    if fault.method:
        with patch.object(*fault.method):
            yield
        return
    as_role("ic_owner")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        if fault.sql:
            cursor.execute(fault.sql)
        else:
            cursor.execute("GRANT CREATE ON SCHEMA public TO ic_keeper")
            as_role("ic_keeper")
            cursor.execute("SELECT pg_get_functiondef('rebuild_reach(uuid[])'::regprocedure)")
            whole = cursor.fetchone()[0]
            assert fault.replaced[0] in whole, f"{fault.name}: the function has changed, name the fault anew"
            cursor.execute(whole.replace(*fault.replaced))
    as_role("ic_keeper")
    with connection.cursor() as cursor:
        cursor.execute("SELECT rebuild_reach(array_agg(id)) FROM cases_case")
    as_role("ic_app")
    yield


def limits(world: Families) -> None:
    """One more family, landed today, whose adult has said yes in every limited way: for a day, to one person, passed on."""
    case = world.contact(world.name_worker(world.accept(world.refer()), override=world.reason("override")))
    adult = own_account(world, case, "limits", first_name="Luwam")
    sensitive = Level.BASIC | Level.SENSITIVE
    choose(world, "limits", adult, world.harbour, sensitive, expires_at=clock.now() + timedelta(days=1))
    choose(world, "limits", adult, world.harbour, sensitive, recipient_person=world.people["lena"])
    who = world.limits
    enter(who)
    verbs.keep_identity(adult, who, full_name="Luwam T.", phone="519 555 0150")
    selam = world.selam
    enter(selam)
    due = clock.today() + timedelta(days=20)
    c.SupportPlan.objects.create(case=case, newcomer=adult, text="A nurse visits", owner="worker", due_on=due, by=selam)
    ruth = world.ruth
    enter(ruth)
    verbs.record_arrival(case, ruth, newcomers=list(case.newcomers.all()), on=clock.today())


@contextmanager
def on_its_day(fault: Fault, world: Families) -> Iterator[None]:
    """The moment at which the fault can be seen: at noon in Ontario, so that whole days count."""
    with clock.at(world.base + timedelta(minutes=5)):
        limits(world)
        leave()
    day = (world.base + timedelta(days=fault.day or 0)).astimezone(clock.ONTARIO).date()
    if fault.day is None:
        with reading_everything():
            day = c.Closure.objects.get(case=world.ending, undone_at=None).on + timedelta(days=31)
    hour = time(12) if fault.day != TODAY else time(23, 59)
    with clock.at(datetime.combine(day, hour, tzinfo=clock.ONTARIO)):
        yield
