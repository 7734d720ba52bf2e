"""Families of the demo before arrival and just after it: a meeting planned, a meeting held, a notice that came late."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from intentional_connection.cases import verbs
from intentional_connection.cases.models.meeting import MeetingKind, Voice, Way
from intentional_connection.cases.verbs import tasks
from intentional_connection.config import demo_acts as acts
from intentional_connection.config.demo_steps import BEFORE, FIRST_DAYS, Path, Written

if TYPE_CHECKING:
    from uuid import UUID

    from intentional_connection.cases.models import Meeting
    from intentional_connection.config.demo_cast import Cast


def maple(cast: Cast, case_id: UUID) -> None:
    """Maple 12 goes on: the board is open, and the meeting before arrival is planned; it was moved once."""
    path, at = Path(cast, case_id), cast.days_ago
    path.board("selam", at(8, 14), contact_possible=True, temporary_home=True, has_school_age="S.", needs_interpreter=False)
    meeting = _maple_meeting(path, at)
    path.tick("ruth", at(4, 19), "T005", "T006")
    path.comment("ruth", at(4, 19, 10), "T009", "Tom’s aunt offers the ground floor of her house until spring. No stairs, and a garden.")
    _maple_roles(path, at)
    path.coming_to(meeting, at(2, 9), "paul", "ruth")
    path.point("paul", at(2, 10), "How we reach each other if the flight is moved during the night.")
    with path.acting("tom", at(1, 20)) as (case, by):
        text = "None of us has ever folded a wheelchair into a car. Who could show us before the family lands?"
        tasks.see_gap(case, by, text=text)


def _maple_meeting(path: Path, at: Any) -> Meeting:
    first: dict[str, Any] = {"way": Way.VIDEO, "place": "https://meet.demo.invalid/maple", "minutes": 60, "language": "en"}
    meeting = path.plan("selam", at(7), MeetingKind.PRE_ARRIVAL, path.coming(4, 12), family=False, **first)
    moved = first | {"starts_at": path.coming(6, 18, 30), "zone": "America/Toronto", "interpreter": ""}
    with path.cast.acting("ruth", at(5, 18)) as by:
        row = type(meeting).objects.get(pk=meeting.pk)
        verbs.move_meeting(row, by, **moved, asked_by=Voice.SPONSOR, reason="work_hours")
    return meeting


def _maple_roles(path: Path, at: Any) -> None:
    """One line that nobody leads, one that two lead, one with a question; the rest has the yes of those who know it."""
    path.part("ruth", at(3, 19), "T018", "help")
    path.part("ruth", at(3, 19, 2), "T014", "lead")
    path.part("selam", at(3, 20), "T014", "lead")
    path.agree(at(3, 20, 10), "ruth", without=("T012", "T018", "T024", "T075"))
    path.question("ruth", at(3, 20, 20), "T012", "Tom took the training for another family last year. Is that still good?")
    path.agree(at(2, 8), "paul", "selam", without=("T012", "T018", "T087"))


BIRCH = Written(
    hopes=(
        (Voice.SPONSOR, "", "That the children laugh again, and that we do not tire Samira with too many visitors."),
        (Voice.WORKER, "", "That you call me while a small thing is still small."),
    ),
    decisions=(
        ("Grace calls Omar as soon as the family is through the gate.", Voice.SPONSOR, 19),
        ("Omar talks with Samira by telephone about the schools, before a place is asked for.", Voice.WORKER, 10),
        ("In the first week one of us comes each morning, never all five.", Voice.SPONSOR, 26),
    ),
    questions=(
        ("Which bank opens an account with the landing paper alone?", Voice.WORKER, 9),
        ("Bilal asked whether his tools may come in the suitcase. Who knows?", Voice.SPONSOR, 12),
    ),
    resources=(
        ("Clinic with an Arabic-speaking nurse, no appointment in the morning", "519 555 0171"),
        ("Food cupboard of the quarter: halal shelf, Tuesdays", "Riverton hall, side door"),
        ("Interpreters at any hour, for the night of the arrival", "519 555 0172"),
    ),
)


def birch(cast: Cast, case_id: UUID) -> None:
    """Birch 3 goes on: the meeting was held, version 1 stands, and the flight was moved once."""
    path, at = Path(cast, case_id), cast.days_ago
    path.board("omar", at(14), contact_possible=True, temporary_home=True, has_school_age="A.", has_preschool="D.")
    said: dict[str, Any] = {"way": Way.PLACE, "place": "Birch Street 14, Grace’s kitchen", "minutes": 60, "language": "en"}
    meeting = path.plan("omar", at(12), MeetingKind.PRE_ARRIVAL, at(7, 18), family=False, **said)
    path.coming_to(meeting, at(11, 20), "grace")
    path.tick("grace", at(10, 18), *BEFORE[2:5], "T001", "T007", "T008")
    journey: dict[str, Any] = {"flight": "XX 102", "port": "Toronto", "needs": "A child seat for D., who is two."}
    path.travel("grace", at(9), cast.today + timedelta(days=9), lands_at=time(17, 40), **journey)
    path.point("grace", at(8), "What we say when neighbours ask questions about the family.")
    path.hold("omar", meeting, at(7, 18), 65, BIRCH, way=Way.PLACE, language="en")
    path.part("omar", at(7, 19, 30), "T024", "lead")
    path.agree(at(7, 19, 40), "omar", "grace")
    path.write_down("omar", at(7, 19, 50), meeting)
    path.tick("omar", at(6, 9), "T003", "T004", "T015", "T016", "T017")
    with path.acting("omar", at(5)) as (case, by):
        row = case.open_questions.filter(owner=Voice.WORKER).earliest("id")
        verbs.answer_open_question(row, by, answer="The one beside the library does. Passport photos help, and I can come along.")
    moved = {"flight": "XX 108", "reason": "moved_by_office"}
    path.travel("grace", at(3), cast.today + timedelta(days=12), lands_at=time(21, 15), **journey | moved)
    path.part("grace", at(2, 18), "T022", "lead")


def rowan(cast: Cast) -> None:
    """Rowan 4: the notice came four days before the landing; no meeting before it, the first one together is in three days."""
    at = cast.days_ago
    family = {"group": "northside", "adults": ["Abrehet"], "children": ["K.", "L."], "languages": ["ti"]}
    referral = acts.refer(cast, ("rowan", 4), "paul", "lakeside", at(20), expected=70, **family)
    acts.accept(cast, referral, at(18))
    acts.name(cast, referral.case_id, at(17), "selam", backup="amal")
    acts.contact(cast, referral.case_id, at(15), "selam", "en")
    path = Path(cast, referral.case_id)
    _rowan_lands(path, at)
    acts.contact(cast, referral.case_id, at(7), "selam", "ti", 40)
    said: dict[str, Any] = {"way": Way.PLACE, "place": "Riverton library, room 2, beside the lift", "minutes": 90, "language": "ti"}
    meeting = path.plan("selam", at(6), MeetingKind.POST_ARRIVAL, path.coming(3, 13), **said)
    path.coming_to(meeting, at(5, 12), "aisha")
    path.tick("aisha", at(5, 18), "T033", "T039", "T041")
    path.comment("aisha", at(4, 19), "T053", "The school on Elm Street keeps two places until Friday. K. liked the yard.")
    path.point("aisha", at(2, 18), "Who looks after K. and L. while Abrehet learns English in the morning?")


def _rowan_lands(path: Path, at: Any) -> None:
    path.travel("paul", at(13), path.cast.today - timedelta(days=9), flight="XX 215", port="Toronto", lands_at=time(15, 5))
    path.board("selam", at(13, 15), contact_possible=True, temporary_home=True, has_school_age="K.", has_preschool="L.")
    with path.acting("selam", at(12)) as (case, by):
        verbs.not_held(case, by, kind=MeetingKind.PRE_ARRIVAL, reason="late_notice")
    path.agree(at(12, 19), "aisha", "selam", without=("T062", "T068", "T075"))
    path.tick("aisha", at(11, 20), "T005", "T006", "T008", "T009", "T011", "T022")
    path.arrive("aisha", at(9, 19))
    path.tick("aisha", at(8, 18), *FIRST_DAYS[1:])
    path.tick("selam", at(8, 19), "T003", "T004", "T017", "T044")
