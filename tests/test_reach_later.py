"""Reach after the arrival, sentence by sentence: the thirtieth day, topics left out, one person of an organization."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from conftest import as_, reading_everything
from intentional_connection.access.seats import TAKING_PART, Level
from intentional_connection.cases import models as c
from intentional_connection.kernel import clock
from tests.families import Families, choose, days_later, own_account, withdraw

if TYPE_CHECKING:
    from django.db.models import Model


def reads(families: Families, name: str, model: type[Model], case: c.Case) -> bool:
    """Whether somebody reads a row of this table of a family."""
    with as_(families.people[name]):
        return model._default_manager.filter(case=case).exists()


def waiting(families: Families) -> c.Case:
    """A family that landed today; no adult has chosen yet."""
    said = {"override": families.reason("override")}  # Selam is away these days
    case = families.contact(families.name_worker(families.accept(families.refer()), **said))
    with as_(families.ruth):
        person = c.Newcomer.objects.filter(case=case, age_group="adult").first()
        assert person
        notice = c.TravelNotice.objects.create(
            case=case, newcomer=person, received_on=clock.today(), lands_on=clock.today(), by=families.ruth
        )
        c.TravelDetail.objects.create(case=case, newcomer=person, notice=notice, flight="AC 873")
        c.Need.objects.create(case=case, origin=families.st_marks, text="A lamp", by=families.ruth)
        c.Arrival.objects.create(case=case, newcomer=person, on=clock.today(), by=families.ruth)
    return case


def test_what_was_passed_on_before_the_arrival_ends_with_the_thirtieth_day_in_ontario(families: Families) -> None:
    """The agency keeps `basic`; sponsors keep taking part and lose the identity with the journey."""
    case = waiting(families)
    midnight = datetime.combine(clock.today() + timedelta(days=31), time(), tzinfo=clock.ONTARIO)
    said = {}
    for minutes in (-1, 1):
        with days_later(midnight, minutes / 24 / 60):
            said[minutes] = (
                reads(families, "selam", c.Need, case), reads(families, "selam", c.CircleMember, case),
                reads(families, "ruth", c.Need, case), reads(families, "ruth", c.TravelDetail, case),
            )  # fmt: skip
    assert said == {-1: (True, True, True, True), 1: (False, True, True, False)}


def test_an_arrival_taken_back_ends_nothing(families: Families) -> None:
    """Recorded by mistake: it counts no longer."""
    case = waiting(families)
    with as_(families.ruth):
        c.Arrival.objects.filter(case=case).update(undone_at=clock.now(), undone_by=families.ruth, undone_why="mistake")
    with days_later(clock.now(), 40):
        assert reads(families, "selam", c.Need, case)
        assert reads(families, "ruth", c.TravelDetail, case)


def test_a_choice_replaces_what_ran_out(families: Families) -> None:
    """An adult's own yes has its own days."""
    case = waiting(families)
    person = own_account(families, case, "eden", first_name="Luwam")
    with days_later(clock.now(), 40):
        assert not reads(families, "selam", c.Need, case)
        choose(families, "eden", person, families.harbour, TAKING_PART)
        assert reads(families, "selam", c.Need, case)
        assert not reads(families, "selam", c.TravelDetail, case)
        choose(families, "eden", person, families.harbour, Level.IDENTITY)
        assert reads(families, "selam", c.TravelDetail, case)


def comment(families: Families, name: str) -> bool:
    """Whether somebody reads a comment on Dawit's own sensitive task, in which nobody's part is agreed."""
    with as_(families.people[name]):
        return c.TaskComment.objects.filter(task=families.later.made["split"]).exclude(by=families.people[name]).exists()


def test_sensitive_opens_by_that_adults_own_yes_alone(families: Families) -> None:
    """A yes with topics left out holds nothing sensitive; one to a person reaches this person, not the next worker."""
    dawit = families.later.dawit
    assert not comment(families, "selam")
    choose(families, "dawit", dawit, families.harbour, TAKING_PART | Level.SENSITIVE, left_out=["health"])
    choose(families, "dawit", dawit, families.harbour, Level.SENSITIVE, recipient_person=families.people["omar"])
    assert not comment(families, "selam")
    choose(families, "dawit", dawit, families.harbour, Level.SENSITIVE, recipient_person=families.people["selam"])
    assert comment(families, "selam")
    assert not comment(families, "helen")
    withdraw(families, "dawit", dawit, families.harbour)
    assert not comment(families, "selam")


def test_times_are_read_where_minutes_are_not(families: Families) -> None:
    """A supervisor sees that people meet, and neither the place nor what was said."""
    with reading_everything():
        case = families.settled
    times = (c.Meeting, c.MeetingDate, c.MeetingGuest, c.MeetingAnswer, c.MeetingHeld)
    said = (c.MeetingPlace, c.Expectation, c.Decision, c.Presence, c.AgendaPoint)
    assert all(reads(families, "helen", model, case) for model in times)
    assert not any(reads(families, "helen", model, case) for model in said)
    assert all(reads(families, "tom", model, case) for model in (*times, *said))
    assert not any(reads(families, name, model, case) for model in times for name in ("luwam", "nadia", "cora", "stranger"))
