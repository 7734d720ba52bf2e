"""The families of the demo world, one at each state that exists, from the oldest to the newest."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.access.walls import entered
from intentional_connection.cases import verbs
from intentional_connection.cases.models import Case, Referral
from intentional_connection.cases.models.answers import usual_answer_by
from intentional_connection.cases.models.case import called
from intentional_connection.cases.models.contact import ContactKind
from intentional_connection.kernel import clock, working_days
from intentional_connection.people.models import Account

if TYPE_CHECKING:
    from datetime import datetime

    from intentional_connection.cases.models import ReferralDraft
    from intentional_connection.config.demo_cast import Cast

Label = tuple[str, int]


def play_families(cast: Cast) -> None:
    """Each family's whole path, in the order in which they were opened."""
    for tell in (_sleeps, _woken, _maple, _birch, _reached, _passed_on, _interpreter, _declined, _named, _bay, _accepted):
        tell(cast)
    for tell in (_unanswered, _asked, _today, _drafts):
        tell(cast)


# --- the acts ---------------------------------------------------------------------------------


def _answers(cast: Cast, agency: str, group: str, **said: Any) -> dict[str, Any]:
    """The twelve answers; `expected` in days from the moment of writing, None = already here."""
    days = said.pop("expected", 75)
    kind = cast.orgs[group].kind
    return {
        "agency": str(cast.orgs[agency].pk),
        "group": str(cast.orgs[group].pk),
        "programme": {"group_of_five": "g5", "community_sponsor": "cs"}.get(kind, "sah"),
        "children": [],
        "community": {"name": "Riverton", "fsa": "N2G"},
        "expected": "here" if days is None else f"{clock.today() + timedelta(days=days):%Y-%m}",
        "wishes": [],
        "answer_by": usual_answer_by().isoformat(),
        "needs": "",
        "consent": True,
    } | said


def _draft(cast: Cast, who: str, place: str, moment: datetime, *, outreach: bool = False, **said: Any) -> ReferralDraft:
    with cast.acting(who, moment) as by:
        said.setdefault("group", place)
        answers = _answers(cast, said.pop("agency", "harbour"), said.pop("group"), **said)
        return verbs.save_draft(cast.orgs[place], by, answers=answers, outreach=outreach)


def _refer(cast: Cast, label: Label, who: str, place: str, moment: datetime, **said: Any) -> Referral:
    draft = _draft(cast, who, place, moment - timedelta(minutes=9), **said)
    with cast.acting(who, moment) as by, called(*label):
        act = verbs.reach_out if draft.outreach else verbs.refer
        return act(draft, by)


def _accept(cast: Cast, referral: Referral, moment: datetime, who: str = "helen") -> Case:
    with cast.acting(who, moment) as by:
        verbs.accept(Referral.objects.get(pk=referral.pk), by)
        return Case.objects.get(pk=referral.case_id)


def _name(
    cast: Cast, case_id: Any, moment: datetime, worker: str, *, place: str = "harbour", who: str = "helen", backup: str = "", **why: str
) -> None:
    with cast.acting(who, moment) as by:
        verbs.designate(
            Case.objects.get(pk=case_id),
            by,
            worker=cast.membership(worker, place),
            backup=cast.membership(backup, place) if backup else None,
            **why,
        )


def _contact(cast: Cast, case_id: Any, moment: datetime, who: str, language: str, minutes: int = 30) -> None:
    with cast.acting(who, moment) as by:
        case = Case.objects.get(pk=case_id)
        verbs.log_contact(case, by, kind=ContactKind.CALL, on=clock.today(), minutes=minutes, language=language)


def _decline(cast: Cast, referral: Referral, moment: datetime, reason: str, next_agency: str) -> None:
    with cast.acting("helen", moment) as by:
        verbs.decline(
            Referral.objects.get(pk=referral.pk),
            by,
            reason=reason,
            next_step="other_agency",
            next_agency=cast.orgs[next_agency],
        )


def _sleep(cast: Cast, case_id: Any, moment: datetime, reason: str, wake_in_days: int) -> None:
    with cast.acting("paul", moment) as by:
        wake_on = cast.today + timedelta(days=wake_in_days)
        verbs.sleep(Case.objects.get(pk=case_id), by, reason=reason, wake_on=wake_on)


# --- the families -----------------------------------------------------------------------------


def _sleeps(cast: Cast) -> None:
    """Oak 7 has waited for years; twice Lakeside said "still expected, not yet"."""
    at = cast.days_ago
    family = {"group": "northside", "adults": ["Karim", "Zohra"], "children": ["M.", "L."], "languages": ["prs"]}
    referral = _refer(cast, ("oak", 7), "paul", "lakeside", at(1100), expected=200, **family)
    _accept(cast, referral, at(1098))
    _sleep(cast, referral.case_id, at(1000), "application_waits", -400)
    _sleep(cast, referral.case_id, at(395), "application_waits", 160)


def _woken(cast: Cast) -> None:
    """Elm 21 slept for a year and is expected again; a worker is still to be named."""
    at = cast.days_ago
    family = {"group": "willow_lane", "adults": ["Rana"], "children": ["J."], "languages": ["ar"], "wishes": ["woman"]}
    referral = _refer(cast, ("elm", 21), "paul", "lakeside", at(410), expected=480, **family)
    _accept(cast, referral, at(407))
    _sleep(cast, referral.case_id, at(390), "no_date", 60)
    with cast.acting("paul", at(6)) as by:
        verbs.wake(Case.objects.get(pk=referral.case_id), by)


def _maple(cast: Cast) -> None:
    """Maple 12: Luwam's family, referred, accepted, and in touch with Selam, who speaks Tigrinya."""
    at = cast.days_ago
    family = {"group": "st_marks", "adults": ["Luwam", "Yared"], "children": ["S."], "languages": ["ti", "ar"]}
    needs = "The grandmother needs a home without stairs."
    referral = _refer(cast, ("maple", 12), "paul", "lakeside", at(30), expected=45, needs=needs, **family)
    _accept(cast, referral, at(28))
    _name(cast, referral.case_id, at(27), "selam", backup="omar")
    _contact(cast, referral.case_id, at(22), "selam", "en")
    _contact(cast, referral.case_id, at(9), "selam", "ti", 45)


def _birch(cast: Cast) -> None:
    """Birch 3: a Group of Five without a SAH; three voices suffice."""
    at = cast.days_ago
    family = {"adults": ["Samira", "Bilal"], "children": ["A.", "N.", "D."], "languages": ["ar"]}
    referral = _refer(cast, ("birch", 3), "grace", "birch", at(26), expected=40, **family)
    _accept(cast, referral, at(24))
    _name(cast, referral.case_id, at(23), "omar", backup="amal")
    _contact(cast, referral.case_id, at(19), "omar", "ar")


def _reached(cast: Cast) -> None:
    """Pine 5: Harbour reached a community sponsor itself and opened the family together with it."""
    at = cast.days_ago
    family = {"group": "bakery", "adults": ["Nazira"], "languages": ["prs"], "expected": None}
    referral = _refer(cast, ("pine", 5), "helen", "harbour", at(21), outreach=True, **family)
    _name(cast, referral.case_id, at(20), "farid")
    _contact(cast, referral.case_id, at(16), "farid", "prs")


def _passed_on(cast: Cast) -> None:
    """Larch 4: passed on by Harbour, referred again, and taken on by Northgate."""
    at = cast.days_ago
    family = {"group": "willow_lane", "adults": ["Hagos", "Saba"], "children": ["T."], "languages": ["ti"]}
    place = {"name": "Milltown", "fsa": "N1H"}
    referral = _refer(cast, ("larch", 4), "paul", "lakeside", at(19), community=place, **family)
    _decline(cast, referral, at(17), "outside_area", "northgate")
    with cast.acting("paul", at(16)) as by:
        case = Case.objects.get(pk=referral.case_id)
        again = verbs.refer_again(case, by, agency=cast.orgs["northgate"], answer_by=usual_answer_by(), consent=True)
    _accept(cast, again, at(14), "nadia")
    _name(cast, referral.case_id, at(13), "yonas", place="northgate", who="nadia", backup="leila")


def _interpreter(cast: Cast) -> None:
    """Spruce 9: from a SAH without agreement, with terms for this family; nobody speaks Burmese, an interpreter helps."""
    at = cast.days_ago
    family = {"group": "hill_circle", "adults": ["Thiri", "Ko"], "children": ["P."], "languages": ["my"]}
    wishes = ["interpreter", "call_first"]
    referral = _refer(cast, ("spruce", 9), "hugo", "hillside", at(15), wishes=wishes, **family)
    _accept(cast, referral, at(12))
    _name(cast, referral.case_id, at(11), "lena", plan_reason="no_speaker_here")


def _declined(cast: Cast) -> None:
    """Cedar 7: passed on, with another agency as next step; Lakeside has not asked it yet."""
    at = cast.days_ago
    family = {"group": "northside", "adults": ["Hodan"], "children": ["F.", "I."], "languages": ["so"]}
    referral = _refer(cast, ("cedar", 7), "paul", "lakeside", at(12), expected=90, **family)
    _decline(cast, referral, at(8), "no_place", "northgate")


def _named(cast: Cast) -> None:
    """Willow 6: Selam is named and has not been in touch yet."""
    at = cast.days_ago
    family = {"group": "st_marks", "adults": ["Mehret"], "children": ["E."], "languages": ["ti", "am"], "wishes": ["woman"]}
    referral = _refer(cast, ("willow", 6), "marie", "lakeside", at(9, 15), expected=30, **family)
    _accept(cast, referral, at(5))
    _name(cast, referral.case_id, at(3), "selam", backup="amal")


def _bay(cast: Cast) -> None:
    """Poplar 1, in the site that has fewer parts: accepted, to be named without suggestions."""
    at = cast.days_ago
    family = {"group": "shore_friends", "agency": "bayview", "adults": ["Oksana", "Petro"], "languages": ["uk"]}
    place = {"name": "Bayside", "fsa": "L8P"}
    referral = _refer(cast, ("poplar", 1), "sam", "shoreline", at(8), community=place, **family)
    _accept(cast, referral, at(4), "bruno")


def _accepted(cast: Cast) -> None:
    """Ash 15: accepted, a worker is still to be named."""
    at = cast.days_ago
    family = {"group": "willow_lane", "adults": ["Nour", "Sami"], "children": ["R."], "languages": ["ar", "ckb"]}
    referral = _refer(cast, ("ash", 15), "paul", "lakeside", at(7, 14), expected=100, **family)
    _accept(cast, referral, at(2, 15))


def _unanswered(cast: Cast) -> None:
    """Hazel 8: sent five working days ago, no answer; after three both sides were told."""
    family = {"group": "st_marks", "adults": ["Jean", "Aline"], "children": ["B."], "languages": ["sw", "fr"]}
    sent, told = _working_days_back(cast, 5), _working_days_back(cast, 2)
    referral = _refer(cast, ("hazel", 8), "paul", "lakeside", sent, expected=120, **family)
    with clock.at(told), transaction.atomic(), entered(SYSTEM_ID):
        verbs.remind_unanswered(Referral.objects.get(pk=referral.pk), Account.objects.get(pk=SYSTEM_ID))


def _asked(cast: Cast) -> None:
    """Plum 11: Harbour asked about the languages; Lakeside has not answered."""
    at = cast.days_ago
    family = {"group": "northside", "adults": ["Layth"], "languages": ["ar"], "wishes": ["call_first"]}
    referral = _refer(cast, ("plum", 11), "marie", "lakeside", at(2), expected=60, **family)
    with cast.acting("helen", at(1, 15)) as by:
        row = Referral.objects.get(pk=referral.pk)
        verbs.ask(row, by, about="languages")


def _today(cast: Cast) -> None:
    """Fir 2: referred today."""
    family = {"group": "willow_lane", "adults": ["Abeba"], "children": ["H."], "languages": ["am"], "expected": 50}
    _refer(cast, ("fir", 2), "paul", "lakeside", cast.days_ago(0, 9), **family)


def _drafts(cast: Cast) -> None:
    """Two referrals not sent: one waits for the family's yes, the other for half of its answers."""
    yesterday, today = cast.days_ago(1, 16), cast.days_ago(0, 9, 30)
    ready: dict[str, Any] = {"group": "st_marks", "adults": ["Mikael"], "languages": ["ti"], "consent": False}
    _draft(cast, "paul", "lakeside", yesterday, **ready)
    _draft(cast, "grace", "birch", today, adults=[], languages=["ar"], answer_by="", consent=False)


def _working_days_back(cast: Cast, count: int) -> datetime:
    """The latest morning since which so many of Ontario's working days have passed."""
    days = 0
    while working_days.working_days_between(cast.today - timedelta(days=days), cast.today) < count:
        days += 1
    return cast.days_ago(days)
