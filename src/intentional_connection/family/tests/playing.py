"""Maple 12 with a meeting, a plan and a check: rows written by those who may write them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.test import Client

from intentional_connection.cases import verbs
from intentional_connection.cases.models import (
    Arrival,
    ConnectionAnswer,
    ConnectionCheck,
    Meeting,
    MeetingDate,
    MeetingGuest,
    MeetingPlace,
    Newcomer,
    Role,
    RoleLine,
    ServiceConnection,
    Task,
)
from intentional_connection.kernel import clock
from tests.world import enter

if TYPE_CHECKING:
    from intentional_connection.cases.models import Case
    from intentional_connection.cases.verbs.keys import Given
    from tests.world import World

#: Texts that stand in the family's rows and nowhere on what a carried link opens.
MARKED = ("Luwam", "MARKED-PLACE", "MARKED-INTERPRETER", "MARKED-TASK", "MARKED-CONNECTION", "MARKED-NEED", "Riverton")


def adult(world: World, case: Case, name: str = "Luwam") -> Newcomer:
    """An adult of the family, as the worker reads it."""
    enter(world.selam)
    return Newcomer.objects.select_related("case__adoption").get(case=case, name=name)


def key_for(world: World, case: Case, name: str = "Luwam", language: str = "en") -> Given:
    """The worker gives an adult the own key."""
    person = adult(world, case, name)
    return verbs.give_key(person, world.selam, language=language)


def opened(given: Given) -> Client:
    """A telephone on which the key was pressed."""
    enter(None)
    browser = Client()
    answer = browser.post(f"/k/{given.token}/", {})
    assert (answer.status_code, answer["Location"]) == (303, "/my/")
    return browser


def meeting_for(world: World, case: Case, *, in_days: float = 3, zone: str = "Africa/Cairo") -> Meeting:
    """The worker plans a meeting with Luwam and the sponsors."""
    person = adult(world, case)
    selam = world.selam
    meeting = Meeting.objects.create(case=case, kind="pre_arrival", by=selam)
    starts = (clock.now() + timedelta(days=in_days)).replace(hour=15, minute=0, second=0, microsecond=0)
    date = MeetingDate.objects.create(
        case=case, meeting=meeting, starts_at=starts, minutes=60, zone=zone, way="phone", language="ti", by=selam
    )
    MeetingPlace.objects.create(case=case, date=date, place="MARKED-PLACE", interpreter="MARKED-INTERPRETER")
    for said in ({"voice": "newcomer", "newcomer": person}, {"voice": "worker", "account": selam}, {"voice": "sponsor"}):
        MeetingGuest.objects.create(case=case, meeting=meeting, by=selam, **said)
    return meeting


#: Line, its lead.
LINES = (("T003", "worker"), ("T019", "sponsor"), ("T034", "sponsor"), ("T047", "worker"), ("T056", ""), ("T079", "newcomer"))


def plan_for(world: World, case: Case) -> list[RoleLine]:
    """Lines of who does what, one of them without a lead, and one that people added."""
    enter(world.selam)
    by = world.selam
    made = []
    for number, (code, lead) in enumerate((*LINES, ("own:1", "worker"))):
        Task.objects.create(case=case, code=code, label="MARKED-TASK" if code.startswith("own") else "", by=by)
        line = RoleLine.objects.create(case=case, key=code, begun_in=1, digest=f"{number:064}", by=by)
        if lead:
            Role.objects.create(case=case, line=line, party=lead, part="lead")
        made.append(line)
    return made


def check_for(world: World, case: Case) -> list[ServiceConnection]:
    """The connection check, of which the worker answered one item."""
    person = adult(world, case)
    by = world.selam
    Arrival.objects.create(case=case, newcomer=person, on=clock.today(), by=by)
    ConnectionCheck.objects.create(case=case, by=by)
    rows = [
        ServiceConnection.objects.create(
            case=case, newcomer=who, item=item, label=label, owner="worker", due_on=clock.today() + timedelta(days=days), by=by
        )
        for days, (who, item, label) in enumerate([(person, "registered", ""), (None, "doctor", ""), (None, "own:1", "MARKED-CONNECTION")])
    ]
    ConnectionAnswer.objects.create(case=case, connection=rows[0], voice="worker", state="connected", by=by)
    return rows


def played(world: World) -> dict[str, Any]:
    """Everything at once, and Luwam's telephone."""
    case = world.maple()
    found = {"case": case, "meeting": meeting_for(world, case), "lines": plan_for(world, case), "links": check_for(world, case)}
    found["given"] = key_for(world, case)
    found["phone"] = opened(found["given"])
    return found
