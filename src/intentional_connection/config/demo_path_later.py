"""Families of the demo after arrival: the first meeting together was held; one's connections are half made, the other's all."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from intentional_connection.access.seats import TAKING_PART, Level
from intentional_connection.cases import verbs
from intentional_connection.cases.models.meeting import MeetingKind, Voice, Way
from intentional_connection.cases.verbs import tasks
from intentional_connection.config import demo_acts as acts
from intentional_connection.config import demo_turns as turns
from intentional_connection.config.demo_steps import BEFORE, FIRST_DAYS, FIRST_WEEK, Path, Written

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from intentional_connection.cases.models import Meeting
    from intentional_connection.config.demo_cast import Cast

    Ago = Callable[..., datetime]

NADIR = "Nadir (interpreter)"
JUNIPER_BEFORE = Written(
    hopes=(
        (Voice.SPONSOR, "", "That Hala and Idris find friends who are not only us."),
        (Voice.WORKER, "", "That nobody waits for a telephone call in a language they do not speak."),
        (Voice.SAH, "", "That the group says early when it is tired."),
    ),
    decisions=(
        ("Ruth calls Selam from the airport.", Voice.SPONSOR, 20),
        ("Selam asks for an interpreter from Aleppo or near it.", Voice.WORKER, 7),
    ),
    resources=(("Arabic-speaking parents of the school on King Street", "Wednesdays at 16:00, gym"),),
)
JUNIPER_TOGETHER = Written(
    hopes=(
        (Voice.NEWCOMER, "Hala", "To understand a letter without asking anybody."),
        (Voice.NEWCOMER, "Idris", "To work with wood again, and not to owe anybody anything."),
    ),
    priorities=(
        ("Hala", 1, "English, mornings, near home."),
        ("Hala", 2, "A school in which Y. is not afraid."),
        ("Idris", 1, "A workshop where he may help, also without pay at first."),
        ("Idris", 2, "Glasses."),
    ),
    decisions=(
        ("Tom goes with Idris to the workshop of the furniture bank.", Voice.SPONSOR, 10),
        ("Selam asks for two places in the morning class.", Voice.WORKER, 7),
        ("Hala calls the school herself; Nadir is on the line.", Voice.NEWCOMER, 5),
    ),
    questions=(("Does the federal health plan pay for Idris’s glasses?", Voice.SPONSOR, 14),),
    payment_dates=(("Idris", 30), ("Idris", 61)),
    absent=(("Paul", "work"),),
)


def juniper(cast: Cast) -> None:
    """Juniper 30: 40 days here, met by telephone with an interpreter; half of the connections are made."""
    at = cast.days_ago
    family = {"group": "st_marks", "adults": ["Hala", "Idris"], "children": ["Y."], "languages": ["ar"]}
    referral = acts.refer(cast, ("juniper", 30), "paul", "lakeside", at(118), expected=80, **family)
    acts.accept(cast, referral, at(116))
    acts.name(cast, referral.case_id, at(115), "selam", override="met_already")
    acts.contact(cast, referral.case_id, at(112), "selam", "en")
    path = Path(cast, referral.case_id)
    _juniper_prepares(path, at)
    path.arrive("ruth", at(40, 20))
    path.tick("ruth", at(39, 19), *FIRST_DAYS)
    acts.contact(cast, referral.case_id, at(37), "selam", "ar", 35)
    meeting = _juniper_meets(path, at)
    _juniper_agrees(path, at, meeting)
    _juniper_connects(path, at)
    _juniper_today(path, at)
    turns.concern(path)


def _juniper_prepares(path: Path, at: Ago) -> None:
    path.board("selam", at(75), temporary_home=True, has_school_age="Y.")
    said: dict[str, Any] = {"way": Way.VIDEO, "place": "https://meet.demo.invalid/juniper", "minutes": 60, "language": "en"}
    meeting = path.plan("selam", at(72), MeetingKind.PRE_ARRIVAL, at(60, 18), family=False, **said)
    path.coming_to(meeting, at(70, 19), "ruth", "tom", "paul")
    path.hold("selam", meeting, at(60, 18), 55, JUNIPER_BEFORE, way=Way.VIDEO, language="en")
    path.part("ruth", at(60, 19, 20), "T061", "help")
    path.agree(at(60, 19, 30), "selam", "ruth", "paul")
    path.write_down("selam", at(60, 19, 40), meeting)
    path.tick("selam", at(59), "T003", "T004", "T015", "T016", "T017", "T019")
    path.tick("ruth", at(58), *BEFORE[2:5], "T007", "T008", "T011")
    landing = path.cast.today - timedelta(days=40)
    path.travel("paul", at(55), landing, flight="XX 330", port="Toronto", lands_at=time(16, 20))


def _juniper_meets(path: Path, at: Ago) -> Meeting:
    """The private quarter of an hour with each adult, then the meeting; the rhythm that all agreed on."""
    said: dict[str, Any] = {"way": Way.PHONE, "place": "519 555 0180", "minutes": 90, "language": "ar", "interpreter": NADIR}
    meeting = path.plan("selam", at(35), MeetingKind.POST_ARRIVAL, at(28, 10, 30), **said)
    path.coming_to(meeting, at(34, 12), "ruth")
    aloud: dict[str, Any] = {"language": "ar", "witness": NADIR, "interpreter": NADIR}
    every = TAKING_PART | Level.IDENTITY | Level.SENSITIVE
    path.choose("selam", at(28, 10), "Hala", {"harbour": every, "st_marks": every, "lakeside": TAKING_PART}, **aloud)
    narrow = {"harbour": TAKING_PART | Level.SENSITIVE, "st_marks": TAKING_PART, "lakeside": TAKING_PART}
    path.choose("selam", at(28, 10, 10), "Idris", narrow, **aloud)
    path.key("selam", at(28, 10, 20), "Hala", "ar")
    path.key("selam", at(28, 10, 25), "Idris", "en")
    written = JUNIPER_TOGETHER
    path.hold("selam", meeting, at(28, 10, 30), 85, written, way=Way.PHONE, language="ar", interpreted=True)
    with path.acting("selam", at(28, 12, 20)) as (case, by):
        days = {"next_on": path.cast.today + timedelta(days=3), "review_on": path.cast.today + timedelta(days=50)}
        verbs.set_rhythm(case, by, every_days=14, way=Way.PHONE, **days, meeting=meeting)
    return meeting


def _juniper_agrees(path: Path, at: Ago, meeting: Meeting) -> None:
    """Idris looks for the home himself, the family does not want one thing, and version 2 stands with its voice."""
    path.part("idris", at(28, 12, 30), "T061", "lead")
    path.not_needed("hala", at(28, 12, 35), "T071", "family_wishes_not")
    path.agree(at(28, 12, 40), "ruth", "selam")
    later = ("T078", "T079", "T080", "T060")
    path.agree_aloud("selam", at(28, 12, 50), "Hala", NADIR, without=later)
    path.agree_aloud("selam", at(28, 12, 55), "Idris", NADIR, without=(*later, "T057"))
    path.write_down("selam", at(28, 13), meeting)
    path.check("selam", at(28, 13, 5), meeting)
    path.tick("selam", at(28, 13, 10), "T044", "T045", "T046", "T047")


def _juniper_connects(path: Path, at: Ago) -> None:
    path.answer("selam", at(27), "connected", "registered", "assessment")
    path.answer("hala", at(26, 20), "connected", "registered", "assessment", about="Hala")
    aloud: dict[str, Any] = {"method": "aloud", "witness": NADIR}
    with path.acting("selam", at(25)) as (case, _by):
        idris = case.newcomers.get(name="Idris")
    path.answer("selam", at(25, 11), "connected", "registered", about="Idris", newcomer=idris, **aloud)
    path.tick("hala", at(24), "T032")
    path.tick("ruth", at(24, 18), *FIRST_WEEK)
    path.answer("selam", at(20), "connected", "sin", "health_card", "school")
    path.answer("hala", at(19, 21), "connected", "sin", "health_card", about="Hala")
    path.answer("hala", at(19, 21, 5), "connected", "school", "health_card", about="Y.")
    path.answer("selam", at(18), "referred", "language_test", "doctor")
    path.answer("hala", at(18, 20), "offered", "language_test", about="Hala")
    path.comment("ruth", at(17, 18), "T037", "Both forms are in the post; Hala has the copies.")
    acts.contact(path.cast, path.case_id, at(14), "selam", "ar", 25)


def _juniper_today(path: Path, at: Ago) -> None:
    """What waits: a meeting that the sponsors ask for, and a question of Hala's."""
    path.question("hala", at(6, 20), "T060", "Can I talk with a woman about this?")
    with path.acting("ruth", at(3, 18)) as (case, by):
        text = "The lease of the first home ends soon. We would like to look at the next months together."
        verbs.ask_for_meeting(case, by, text=text)


HEMLOCK_BEFORE = Written(
    hopes=(
        (Voice.SPONSOR, "", "Que Divine se sente chez elle avant d’avoir à nous remercier."),
        (Voice.WORKER, "", "Que chaque question trouve quelqu’un qui y répond en français."),
    ),
    decisions=(("Inès appelle Amal dès l’atterrissage.", Voice.SPONSOR, 22),),
    resources=(("École française du quartier, accueil des nouvelles familles", "519 555 0191"),),
)
HEMLOCK_TOGETHER = Written(
    hopes=((Voice.NEWCOMER, "Divine", "Reprendre le métier d’infirmière, même si c’est long."),),
    priorities=(
        ("Divine", 1, "Faire reconnaître son diplôme."),
        ("Divine", 2, "Que G. garde le français et apprenne à nager."),
    ),
    decisions=(
        ("Amal écrit à l’ordre professionnel avec Divine.", Voice.WORKER, 14),
        ("Inès inscrit G. à la piscine du samedi.", Voice.SPONSOR, 10),
    ),
    questions=(("Qui peut traduire les relevés de notes\u00a0?", Voice.WORKER, 21),),
)


def hemlock(cast: Cast) -> None:
    """Hemlock 6: 75 days here, in French throughout; every connection is answered by both."""
    at = cast.days_ago
    family = {"group": "hill_circle", "adults": ["Divine"], "children": ["G."], "languages": ["fr", "sw"]}
    referral = acts.refer(cast, ("hemlock", 6), "hugo", "hillside", at(165), expected=90, **family)
    acts.accept(cast, referral, at(162))
    acts.name(cast, referral.case_id, at(161), "amal")
    acts.contact(cast, referral.case_id, at(158), "amal", "fr")
    path = Path(cast, referral.case_id)
    _hemlock_prepares(path, at)
    path.arrive("ines", at(75, 21))
    path.tick("ines", at(74), *FIRST_DAYS)
    acts.contact(cast, referral.case_id, at(73), "amal", "fr", 50)
    _hemlock_meets(path, at)
    _hemlock_connects(path, at)
    turns.review(path)


def _hemlock_prepares(path: Path, at: Ago) -> None:
    path.board("amal", at(115), contact_possible=True, has_school_age="G.", foreign_credentials="Divine")
    said: dict[str, Any] = {"way": Way.PLACE, "place": "Salle paroissiale, 12, rue de la Colline", "minutes": 60, "language": "fr"}
    meeting = path.plan("amal", at(112), MeetingKind.PRE_ARRIVAL, at(97, 17), family=False, **said)
    path.coming_to(meeting, at(110), "ines", "hugo")
    path.hold("amal", meeting, at(97, 17), 60, HEMLOCK_BEFORE, way=Way.PLACE, language="fr")
    path.agree(at(97, 18, 30), "amal", "ines", "hugo")
    path.write_down("amal", at(97, 18, 45), meeting)
    path.tick("amal", at(96), "T003", "T004", "T015", "T016", "T017")
    path.tick("ines", at(95), *BEFORE[2:5], "T007", "T008", "T011", "T014")
    landing = path.cast.today - timedelta(days=75)
    path.travel("hugo", at(90), landing, flight="XX 412", port="Montréal", lands_at=time(19, 30))


def _hemlock_meets(path: Path, at: Ago) -> None:
    said: dict[str, Any] = {"way": Way.PLACE, "place": "Chez Divine", "minutes": 90, "language": "fr"}
    meeting = path.plan("amal", at(71), MeetingKind.POST_ARRIVAL, at(64, 14), **said)
    path.coming_to(meeting, at(70), "ines")
    every = TAKING_PART | Level.IDENTITY | Level.SENSITIVE
    choices = {"harbour": every, "hill_circle": every, "hillside": TAKING_PART}
    path.choose("amal", at(64, 13, 30), "Divine", choices, language="fr", witness="Solange, de la bibliothèque")
    path.key("amal", at(64, 13, 40), "Divine", "fr")
    path.hold("amal", meeting, at(64, 14), 80, HEMLOCK_TOGETHER, way=Way.PLACE, language="fr")
    with path.acting("amal", at(64, 15, 40)) as (case, by):
        today = path.cast.today
        days = {"next_on": today + timedelta(days=9), "review_on": today + timedelta(days=16)}
        verbs.set_rhythm(case, by, every_days=28, way=Way.PLACE, **days, meeting=meeting)
    path.part("divine", at(64, 15, 45), "T070", "lead")
    path.agree(at(64, 15, 50), "ines", "hugo", "amal", "divine")
    path.write_down("amal", at(64, 16), meeting)
    path.check("amal", at(64, 16, 5), meeting)
    path.tick("amal", at(64, 16, 10), "T044", "T045", "T046", "T047", "T073")


def _hemlock_connects(path: Path, at: Ago) -> None:
    """All answered by both, over some weeks."""
    path.tick("divine", at(61), "T032")
    path.tick("ines", at(60), *FIRST_WEEK, "T054", "T066", "T075")
    path.tick("amal", at(50), "T048", "T049", "T050")
    with path.acting("ines", at(45)) as (case, by):
        need = tasks.see_gap(case, by, text="Nous ne savons pas où trouver un manteau d’hiver pour une enfant de sept ans.")
    with path.acting("amal", at(44)) as (_case, by):
        text = "La friperie de la rue Ontario en met un de côté. Passez samedi avant midi."
        tasks.answer_gap(type(need).objects.get(pk=need.pk), by, text=text)
    first = ("registered", "assessment", "sin", "health_card", "school", "child_benefit")
    then = ("doctor", "language_class", "first_service")
    path.answer("amal", at(43), "connected", *first)
    path.answer("divine", at(42, 20), "connected", *first)
    path.answer("amal", at(31), "connected", *then)
    path.answer("amal", at(31, 11), "not_wanted", "language_test")
    path.answer("divine", at(30, 19), "connected", *then)
    path.answer("divine", at(30, 19, 10), "not_wanted", "language_test")
    acts.contact(path.cast, path.case_id, at(29), "amal", "fr", 20)
    path.tick("amal", at(29, 11), "T076")
