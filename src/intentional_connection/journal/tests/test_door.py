"""The one door: lock, right, act, history, journal; a refusal leaves none of them. The read log, and jobs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from pghistory.models import Context
from procrastinate.contrib.django.models import ProcrastinateJob

from conftest import as_, reading_everything
from intentional_connection.access.seats import Level, Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.models import Case, Consent, Newcomer, NewcomerIdentity, Referral
from intentional_connection.journal.history import Past
from intentional_connection.journal.models import Act, ReadLog, note_read
from intentional_connection.journal.verb import REGISTRY
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.partners import verbs as partners
from intentional_connection.partners.models import Membership
from intentional_connection.people.models import Profile
from intentional_connection.people.verbs import edit_profile
from tests.families import days_later, own_account
from tests.world import World, enter

if TYPE_CHECKING:
    from collections.abc import Iterator

LAST = -1


def rows() -> dict[str, int]:
    """How many rows each table of ours holds, and how many jobs wait."""
    with reading_everything():
        ours = [model for model in apps.get_models() if model.__module__.startswith("intentional_connection.")]
        return {model._meta.db_table: model._default_manager.count() for model in [*ours, ProcrastinateJob]}


def acts_of(world: World, name: str) -> list[Act]:
    """What somebody did, oldest first."""
    enter(getattr(world, name))
    return list(Act.objects.filter(by=world.people[name]).order_by("at", "id"))


def test_each_act_is_one_line_with_who_what_where_when_and_in_which_seat(world: World) -> None:
    """The family's way, as its journal tells it."""
    base = clock.now()
    referral = world.refer()
    with days_later(base, 1):
        case = world.accept(referral)
    with days_later(base, 2):
        world.contact(world.name_worker(case))
    with reading_everything():
        lines = [
            (act.verb, act.seat, act.kind, act.room, act.case_id, round((act.at - base).total_seconds() / 86400))
            for act in Act.objects.filter(case_id=case.pk).order_by("at", "id")
        ]
    assert lines == [
        ("refer", "sah_staff", "referral", "cases", case.pk, 0),
        ("accept", "supervisor", "acceptance", "cases", case.pk, 1),
        ("designate", "supervisor", "designation", "cases", case.pk, 2),
        ("log_contact", "worker", "contact", "cases", case.pk, 2),
    ]


def test_an_act_outside_a_family_stands_at_its_place(world: World) -> None:
    """A draft is no family yet: the act is the author's own business."""
    world.draft()
    act = acts_of(world, "paul")[LAST]
    assert (act.verb, act.kind, act.thing_id, act.case_id) == ("save_draft", "organization", world.lakeside.pk, None)
    enter(world.ruth)
    assert not Act.objects.filter(pk=act.pk).exists()


def test_many_rows_are_one_line_with_their_number(world: World) -> None:
    """The sibling for many rows: three colleagues, one act."""
    people = [partners.Colleague(f"new{n}@example.org", f"New {n}", Seat.WORKER) for n in range(3)]
    enter(world.helen)
    assert len(partners.add_members(world.harbour, world.helen, people=people)) == 3
    act = acts_of(world, "helen")[LAST]
    assert (act.verb, act.facts) == ("add_members", {"count": 3})


def test_a_refused_verb_leaves_neither_row_nor_act_nor_event_nor_job(world: World) -> None:
    """Refused after it has written already: everything is taken back to the point before."""
    case = world.maple()
    before = rows()
    enter(world.cora)
    people = [
        partners.Colleague("first@example.org", "First", Seat.WORKER),
        partners.Colleague("second@example.org", "Second", Seat.SAH_STAFF),
    ]
    enter(world.helen)
    with pytest.raises(Refused):
        partners.add_members(world.harbour, world.helen, people=people)
    enter(world.selam)
    with pytest.raises(Refused):
        world.contact(case, on=clock.today() + timedelta(days=3))
    enter(world.tom)
    with pytest.raises(NotAllowed):
        verbs.sleep(case, world.tom, reason="no_date", wake_on=clock.today() + timedelta(days=3))
    assert rows() == before


def test_a_stranger_learns_nothing_from_the_door(world: World) -> None:
    """The same answer for a family out of sight and for one that does not exist."""
    case = world.maple()
    nowhere = Case(pk="00000000-0000-7000-8000-00000000000a")
    enter(world.hugo)
    for place in (case, nowhere):
        with pytest.raises(NotAllowed):
            verbs.wake(place, world.hugo)


def test_who_reads_a_thing_reads_the_acts_about_it(world: World) -> None:
    """Before acceptance the agency reads that it was asked, afterwards the family's acts; a stranger none."""
    referral = world.refer()
    with as_(world.helen):
        assert [act.verb for act in Act.objects.about(referral.case_id)] == ["refer"]
    with as_(world.hugo):
        assert not Act.objects.about(referral.case_id).exists()
    world.contact(world.name_worker(world.accept(referral)))
    told = {}
    for name in ("paul", "tom", "helen", "selam"):
        with as_(getattr(world, name)):
            told[name] = {act.verb for act in Act.objects.about(referral.case_id)}
    everything = {"refer", "accept", "designate", "log_contact"}
    assert told == {
        "paul": everything - {"log_contact"}, "tom": {"designate"}, "helen": everything, "selam": everything,
    }  # fmt: skip


def test_an_act_about_one_person_is_read_by_whoever_reads_that_person(world: World) -> None:
    """That an adult wrote her identity is no news of the family: withdrawn, it is gone even as a count."""
    case = world.contact(world.maple())
    yared = own_account(world, case, "yared", first_name="Y.")
    enter(world.yared)
    verbs.keep_identity(yared, world.yared, full_name="Y. T.")
    with as_(world.paul):
        assert Act.objects.filter(verb="keep_identity").exists()
    enter(world.yared)
    Consent.objects.filter(newcomer=yared, recipient=world.lakeside).update(withdrawn_at=clock.now())
    with as_(world.paul):
        assert Newcomer.objects.filter(case=case, name="Luwam").exists()
        assert not Act.objects.filter(verb="keep_identity").exists()


# --- history ------------------------------------------------------------------------------


def past_models() -> Iterator[Any]:
    """Every event table."""
    return (model for model in apps.get_models() if issubclass(model, Past))


def test_triggers_write_what_was_before_and_after_with_the_act_that_did_it(world: World) -> None:
    """Changed by a verb, by a bulk update or by hand: seen alike, on the invented day."""
    case = world.contact(world.maple())
    luwam = own_account(world, case, "luwam", first_name="Luwam")
    enter(world.luwam)
    verbs.keep_identity(luwam, world.luwam, full_name="Luwam", phone="1")
    with days_later(clock.now(), 3):
        enter(world.luwam)
        verbs.keep_identity(luwam, world.luwam, full_name="Luwam T.", phone="1")
        NewcomerIdentity.objects.filter(newcomer=luwam).update(phone="2")
        past = list(NewcomerIdentity.pasts.rel.related_model.objects.order_by("pgh_id"))
        assert [(row.pgh_label, row.full_name, row.phone) for row in past] == [
            ("insert", "Luwam", "1"), ("update", "Luwam T.", "1"), ("update", "Luwam T.", "2"),
        ]  # fmt: skip
        assert [row.pgh_created_at == clock.now() for row in past] == [False, True, True]
        assert not Context.objects.exists()  # nobody reads which acts there were: triggers alone
        with reading_everything():
            contexts = [Context.objects.get(pk=row.pgh_context_id).metadata for row in past[:2]]
        assert contexts == [{"account": str(world.people["luwam"].pk), "verb": "keep_identity"}] * 2


def test_every_event_table_fills_itself(world: World) -> None:
    """All of them hold something after a family's ordinary way."""
    case = world.contact(world.maple())
    luwam = own_account(world, case, "luwam", first_name="Luwam")
    enter(world.luwam)
    verbs.keep_identity(luwam, world.luwam, full_name="Luwam")
    with reading_everything():
        assert [model.__name__ for model in past_models() if not model._default_manager.exists()] == []


def test_who_no_longer_reads_a_row_no_longer_reads_its_past(world: World) -> None:
    """An old event shows nothing that is hidden since."""
    case = world.maple()
    past = Consent.pasts.rel.related_model
    with as_(world.helen):
        assert past.objects.filter(case_id=case.pk).exists()
        Membership.objects.filter(account=world.helen).update(until=clock.now())
    with as_(world.helen):
        assert not past.objects.exists()
        assert not past.objects.visible_to(world.helen).exists()


# --- read log -----------------------------------------------------------------------------


def test_the_read_log_says_who_opened_what_and_is_read_by_that_person(world: World) -> None:
    """Above `basic`; a family's line carries its case."""
    case = world.contact(world.maple())
    enter(world.selam)
    note_read(case.needs.get(), world.selam, Level.PLAN)
    note_read(case, world.selam, Level.BASIC)
    note_read(Profile.objects.get(account=world.selam), world.selam, Level.BASIC)
    lines = [(row.kind, row.case_id, row.level) for row in ReadLog.objects.visible_to(world.selam).order_by("id")]
    assert sorted(lines, key=str) == sorted(
        [("need", case.pk, 2), ("case", case.pk, 1), ("profile", None, 1)], key=str
    )
    enter(world.helen)
    assert not ReadLog.objects.exists()


# --- words --------------------------------------------------------------------------------


def test_every_verb_says_what_it_does_and_who_may() -> None:
    """`intentional-connection verbs` prints room, name, first sentence and seats."""
    assert all(one.doc and one.seats for one in REGISTRY)
    assert {one.room for one in REGISTRY} == {"cases", "notices", "partners", "people", "practice"}


def test_a_profile_and_a_newcomer_are_called_by_name(world: World) -> None:
    """Where a page shows the person."""
    case = world.maple()
    enter(world.selam)
    assert str(Profile.objects.get(account=world.selam)) == "Selam"
    assert {str(person) for person in case.newcomers.in_order()} == {"Luwam", "Y.", "S."}
    edit_profile(world.selam, world.selam, name="Selam A.", phone="")
    assert str(Profile.objects.get(account=world.selam)) == "Selam A."


def test_a_job_asked_for_in_a_transaction_goes_with_its_rollback(world: World) -> None:
    """No message without its act."""
    before = ProcrastinateJob.objects.count()
    mark = transaction.savepoint()
    world.refer()
    assert ProcrastinateJob.objects.count() > before
    transaction.savepoint_rollback(mark)
    assert ProcrastinateJob.objects.count() == before
    assert not Referral.objects.exists()
    connection.check_constraints()
