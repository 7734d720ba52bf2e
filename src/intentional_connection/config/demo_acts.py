"""Acts of the demo world that several of its families share: refer, accept, name, be in touch, pass on, wait."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from intentional_connection.cases import verbs
from intentional_connection.cases.models import Case, Referral
from intentional_connection.cases.models.answers import usual_answer_by
from intentional_connection.cases.models.case import called
from intentional_connection.cases.models.contact import ContactKind
from intentional_connection.kernel import clock

if TYPE_CHECKING:
    from datetime import datetime

    from intentional_connection.cases.models import ReferralDraft
    from intentional_connection.config.demo_cast import Cast

Label = tuple[str, int]


def answers_of(cast: Cast, agency: str, group: str, **said: Any) -> dict[str, Any]:
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


def draft(cast: Cast, who: str, place: str, moment: datetime, *, outreach: bool = False, **said: Any) -> ReferralDraft:
    """Begin a referral; it waits until it is sent."""
    with cast.acting(who, moment) as by:
        said.setdefault("group", place)
        answers = answers_of(cast, said.pop("agency", "harbour"), said.pop("group"), **said)
        return verbs.save_draft(cast.orgs[place], by, answers=answers, outreach=outreach)


def refer(cast: Cast, label: Label, who: str, place: str, moment: datetime, **said: Any) -> Referral:
    """Send a referral that was begun nine minutes before; the family gets this tree and number."""
    row = draft(cast, who, place, moment - timedelta(minutes=9), **said)
    with cast.acting(who, moment) as by, called(*label):
        act = verbs.reach_out if row.outreach else verbs.refer
        return act(row, by)


def accept(cast: Cast, referral: Referral, moment: datetime, who: str = "helen") -> Case:
    """The agency takes the family on."""
    with cast.acting(who, moment) as by:
        verbs.accept(Referral.objects.get(pk=referral.pk), by)
        return Case.objects.get(pk=referral.case_id)


def name(
    cast: Cast, case_id: Any, moment: datetime, worker: str, *, place: str = "harbour", who: str = "helen", backup: str = "", **why: str
) -> None:
    """The agency names the one worker, and a backup."""
    with cast.acting(who, moment) as by:
        verbs.designate(
            Case.objects.get(pk=case_id),
            by,
            worker=cast.membership(worker, place),
            backup=cast.membership(backup, place) if backup else None,
            **why,
        )


def contact(cast: Cast, case_id: Any, moment: datetime, who: str, language: str, minutes: int = 30) -> None:
    """The worker calls."""
    with cast.acting(who, moment) as by:
        case = Case.objects.get(pk=case_id)
        verbs.log_contact(case, by, kind=ContactKind.CALL, on=clock.today(), minutes=minutes, language=language)


def decline(cast: Cast, referral: Referral, moment: datetime, reason: str, next_agency: str) -> None:
    """Harbour passes the family on and names another agency."""
    with cast.acting("helen", moment) as by:
        verbs.decline(
            Referral.objects.get(pk=referral.pk),
            by,
            reason=reason,
            next_step="other_agency",
            next_agency=cast.orgs[next_agency],
        )


def sleep(cast: Cast, case_id: Any, moment: datetime, reason: str, wake_in_days: int) -> None:
    """Lakeside lets the family wait until so many days from the day of playing."""
    with cast.acting("paul", moment) as by:
        wake_on = cast.today + timedelta(days=wake_in_days)
        verbs.sleep(Case.objects.get(pk=case_id), by, reason=reason, wake_on=wake_on)
