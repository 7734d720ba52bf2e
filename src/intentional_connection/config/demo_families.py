"""The families of the demo world, one at each state that exists, from the oldest to the newest."""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003 - the table of stories is made with it
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction

from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.access.walls import entered
from intentional_connection.cases import verbs
from intentional_connection.cases.models import Case, Referral
from intentional_connection.cases.models.answers import usual_answer_by
from intentional_connection.config import demo_acts as acts
from intentional_connection.config import demo_path as path
from intentional_connection.config import demo_path_later as later
from intentional_connection.config.demo_plan import PLANS, days_of
from intentional_connection.config.demo_turns import covered
from intentional_connection.config.demo_walk import walk
from intentional_connection.kernel import clock, working_days
from intentional_connection.people.models import Account

if TYPE_CHECKING:
    from datetime import datetime

    from intentional_connection.config.demo_cast import Cast

def silent(_done: int, _of: int) -> None:
    """Nobody hears how far it is."""


def play_families(cast: Cast, seed: int, told: Callable[[int, int], None]) -> None:
    """Each family's whole path, those with stories of their own and those of the plans, from the oldest to the newest.

    `told` hears after each one how many of how many are there.
    """
    tellers = list(STORIES)
    tellers += [(days_of(plan, seed)["refer"], partial(walk, plan=plan, seed=seed)) for plan in PLANS]
    tellers.sort(key=lambda row: -row[0])
    for done, (_days, tell) in enumerate(tellers, start=1):
        tell(cast)
        told(done, len(tellers))
    covered(cast)


def _sleeps(cast: Cast) -> None:
    """Oak 7 has waited for years; once Lakeside said "still expected, not yet", and is asked again since five days."""
    at = cast.days_ago
    family = {"group": "northside", "adults": ["Karim", "Zohra"], "children": ["M.", "L."], "languages": ["prs"]}
    referral = acts.refer(cast, ("oak", 7), "paul", "lakeside", at(1100), expected=200, **family)
    acts.accept(cast, referral, at(1098))
    acts.sleep(cast, referral.case_id, at(1000), "application_waits", -400)
    acts.sleep(cast, referral.case_id, at(395), "application_waits", -5)


def _woken(cast: Cast) -> None:
    """Elm 21 slept for a year and is expected again; a worker is still to be named."""
    at = cast.days_ago
    family = {"group": "willow_lane", "adults": ["Rana"], "children": ["J."], "languages": ["ar"], "wishes": ["woman"]}
    referral = acts.refer(cast, ("elm", 21), "paul", "lakeside", at(410), expected=480, **family)
    acts.accept(cast, referral, at(407))
    acts.sleep(cast, referral.case_id, at(390), "no_date", 60)
    with cast.acting("paul", at(6)) as by:
        verbs.wake(Case.objects.get(pk=referral.case_id), by)


def _maple(cast: Cast) -> None:
    """Maple 12: Luwam's family, referred, accepted, and in touch with Selam, who speaks Tigrinya."""
    at = cast.days_ago
    family = {"group": "st_marks", "adults": ["Luwam", "Yared"], "children": ["S."], "languages": ["ti", "ar"]}
    needs = "The grandmother needs a home without stairs."
    referral = acts.refer(cast, ("maple", 12), "paul", "lakeside", at(30), expected=45, needs=needs, **family)
    acts.accept(cast, referral, at(28))
    acts.name(cast, referral.case_id, at(27), "selam", backup="omar")
    acts.contact(cast, referral.case_id, at(22), "selam", "en")
    acts.contact(cast, referral.case_id, at(9), "selam", "ti", 45)
    path.maple(cast, referral.case_id)


def _birch(cast: Cast) -> None:
    """Birch 3: a Group of Five without a SAH; three voices suffice."""
    at = cast.days_ago
    family = {"adults": ["Samira", "Bilal"], "children": ["A.", "N.", "D."], "languages": ["ar"]}
    referral = acts.refer(cast, ("birch", 3), "grace", "birch", at(26), expected=40, **family)
    acts.accept(cast, referral, at(24))
    acts.name(cast, referral.case_id, at(23), "omar", backup="amal")
    acts.contact(cast, referral.case_id, at(19), "omar", "ar")
    path.birch(cast, referral.case_id)


def _reached(cast: Cast) -> None:
    """Pine 5: Harbour reached a community sponsor itself and opened the family together with it."""
    at = cast.days_ago
    family = {"group": "bakery", "adults": ["Nazira"], "languages": ["prs"], "expected": None}
    referral = acts.refer(cast, ("pine", 5), "helen", "harbour", at(21), outreach=True, **family)
    acts.name(cast, referral.case_id, at(20), "omar")
    acts.contact(cast, referral.case_id, at(16), "omar", "prs")


def _passed_on(cast: Cast) -> None:
    """Larch 4: passed on by Harbour, referred again, and taken on by Northgate."""
    at = cast.days_ago
    family = {"group": "willow_lane", "adults": ["Hagos", "Saba"], "children": ["T."], "languages": ["ti"]}
    place = {"name": "Milltown", "fsa": "N1H"}
    referral = acts.refer(cast, ("larch", 4), "paul", "lakeside", at(19), community=place, **family)
    acts.decline(cast, referral, at(17), "outside_area", "northgate")
    with cast.acting("paul", at(16)) as by:
        case = Case.objects.get(pk=referral.case_id)
        again = verbs.refer_again(case, by, agency=cast.orgs["northgate"], answer_by=usual_answer_by(), consent=True)
    acts.accept(cast, again, at(14), "nadia")
    acts.name(cast, referral.case_id, at(13), "yonas", place="northgate", who="nadia")


def _interpreter(cast: Cast) -> None:
    """Spruce 9: from a SAH without agreement, with terms for this family; nobody speaks Burmese, an interpreter helps."""
    at = cast.days_ago
    family = {"group": "hill_circle", "adults": ["Thiri", "Ko"], "children": ["P."], "languages": ["my"]}
    wishes = ["interpreter", "call_first"]
    referral = acts.refer(cast, ("spruce", 9), "hugo", "hillside", at(15), wishes=wishes, **family)
    acts.accept(cast, referral, at(12))
    acts.name(cast, referral.case_id, at(11), "amal", plan_reason="no_speaker_here", override="easier_to_meet")


def _declined(cast: Cast) -> None:
    """Aspen 17: passed on, with another agency as next step; Lakeside has not asked it yet."""
    at = cast.days_ago
    family = {"group": "northside", "adults": ["Hodan"], "children": ["F.", "I."], "languages": ["so"]}
    referral = acts.refer(cast, ("aspen", 17), "paul", "lakeside", at(12), expected=90, **family)
    acts.decline(cast, referral, at(8), "no_place", "northgate")


def _named(cast: Cast) -> None:
    """Willow 6: Selam is named and has not been in touch yet."""
    at = cast.days_ago
    family = {"group": "st_marks", "adults": ["Mehret"], "children": ["E."], "languages": ["ti", "am"], "wishes": ["woman"]}
    referral = acts.refer(cast, ("willow", 6), "marie", "lakeside", at(9, 15), expected=30, **family)
    acts.accept(cast, referral, at(5))
    acts.name(cast, referral.case_id, at(3), "selam", backup="amal")


def _bay(cast: Cast) -> None:
    """Poplar 1, in the site that has fewer parts: accepted, to be named without suggestions."""
    at = cast.days_ago
    family = {"group": "shore_friends", "agency": "bayview", "adults": ["Oksana", "Petro"], "languages": ["uk"]}
    place = {"name": "Bayside", "fsa": "L8P"}
    referral = acts.refer(cast, ("poplar", 1), "sam", "shoreline", at(8), community=place, **family)
    acts.accept(cast, referral, at(4), "bruno")


def _accepted(cast: Cast) -> None:
    """Ash 15: accepted, a worker is still to be named."""
    at = cast.days_ago
    family = {"group": "willow_lane", "adults": ["Nour", "Sami"], "children": ["R."], "languages": ["ar", "ckb"]}
    referral = acts.refer(cast, ("ash", 15), "paul", "lakeside", at(7, 14), expected=100, **family)
    acts.accept(cast, referral, at(2, 15))


def _unanswered(cast: Cast) -> None:
    """Hazel 8: sent five working days ago, no answer; after three both sides were told."""
    family = {"group": "st_marks", "adults": ["Jean", "Aline"], "children": ["B."], "languages": ["sw", "fr"]}
    sent, told = _working_days_back(cast, 5), _working_days_back(cast, 2)
    referral = acts.refer(cast, ("hazel", 8), "paul", "lakeside", sent, expected=120, **family)
    with clock.at(told), transaction.atomic(), entered(SYSTEM_ID):
        verbs.remind_unanswered(Referral.objects.get(pk=referral.pk), Account.objects.get(pk=SYSTEM_ID))


def _asked(cast: Cast) -> None:
    """Plum 11: Harbour asked about the languages; Lakeside has not answered."""
    at = cast.days_ago
    family = {"group": "northside", "adults": ["Layth"], "languages": ["ar"], "wishes": ["call_first"]}
    referral = acts.refer(cast, ("plum", 11), "marie", "lakeside", at(2), expected=60, **family)
    with cast.acting("helen", at(1, 15)) as by:
        row = Referral.objects.get(pk=referral.pk)
        verbs.ask(row, by, about="languages")


def _today(cast: Cast) -> None:
    """Fir 2: referred today."""
    family = {"group": "willow_lane", "adults": ["Abeba"], "children": ["H."], "languages": ["am"], "expected": 50}
    acts.refer(cast, ("fir", 2), "paul", "lakeside", cast.days_ago(0, 9), **family)


def _drafts(cast: Cast) -> None:
    """Two referrals not sent: one waits for the family's yes, the other for half of its answers."""
    yesterday, today = cast.days_ago(1, 16), cast.days_ago(0, 9, 30)
    ready: dict[str, Any] = {"group": "st_marks", "adults": ["Mikael"], "languages": ["ti"], "consent": False}
    acts.draft(cast, "paul", "lakeside", yesterday, **ready)
    acts.draft(cast, "grace", "birch", today, adults=[], languages=["ar"], answer_by="", consent=False)


def _working_days_back(cast: Cast, count: int) -> datetime:
    """The latest morning since which so many of Ontario's working days have passed."""
    days = 0
    while working_days.working_days_between(cast.today - timedelta(days=days), cast.today) < count:
        days += 1
    return cast.days_ago(days)


#: Families with a story of their own, by the days since they were opened.
STORIES: tuple[tuple[int, Callable[[Cast], None]], ...] = (
    (1100, _sleeps),
    (410, _woken),
    (165, later.hemlock),
    (118, later.juniper),
    (30, _maple),
    (26, _birch),
    (21, _reached),
    (20, path.rowan),
    (19, _passed_on),
    (15, _interpreter),
    (12, _declined),
    (9, _named),
    (8, _bay),
    (7, _accepted),
    (6, _unanswered),
    (2, _asked),
    (0, _today),
    (0, _drafts),
)
