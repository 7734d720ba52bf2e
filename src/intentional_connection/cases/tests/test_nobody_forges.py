"""Past every verb, by SQL alone: nobody writes a yes, an answer or an act in somebody else's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import ProgrammingError, transaction

from conftest import as_, reading_everything
from intentional_connection.access.seats import TAKING_PART, Level, Seat
from intentional_connection.cases.models import (
    Acceptance,
    CaseTerms,
    CircleMember,
    Consent,
    Contact,
    Decline,
    Designation,
    Need,
    Newcomer,
    Pause,
    Referral,
    ReferralPreview,
    ReferralQuestion,
    ReferralReply,
)
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.referral import RefusedBy
from intentional_connection.kernel import clock
from tests.families import Families, withdraw
from tests.world import enter

if TYPE_CHECKING:
    from django.db.models import Model

    from intentional_connection.people.models import Account

REFUSED = "row-level security"


def person(families: Families, name: str) -> Newcomer:
    """An adult of the family at home."""
    with reading_everything():
        return Newcomer.objects.get(case=families.home, name=name)


def yes(families: Families, by: Account, who: Newcomer, method: Method, **said: Any) -> Consent:
    """A yes to Harbour, written past the verbs."""
    words = {"recipient": families.harbour, "levels": int(TAKING_PART | Level.IDENTITY), "recorded_by": by} | said
    return Consent.objects.create(
        case=families.home, newcomer=who, language="en", text_key="x", text_digest="x", method=method, **words
    )


def test_a_yes_is_written_by_the_adult_or_to_the_worker(families: Families) -> None:
    """Sponsors, SAH and supervisor write the circle, and still no yes of the own; another adult is a third party."""
    yared = person(families, "Y.")
    for name in ("ruth", "paul", "helen", "luwam", "grace"):
        for method in (Method.OWN_PHONE, Method.ALOUD, Method.PAPER):
            account = getattr(families, name)
            with as_(account), pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic():
                yes(families, account, yared, method)
    for name in ("selam", "yared"):
        account = getattr(families, name)
        with as_(account):
            yes(families, account, yared, Method.ALOUD)


def test_a_yes_is_never_written_in_another_name(families: Families) -> None:
    """Neither the worker's nor the adult's own."""
    luwam = person(families, "Luwam")
    for name, other in (("ruth", "selam"), ("paul", "luwam"), ("selam", "luwam"), ("helen", "paul")):
        for method in Method:
            with as_(getattr(families, name)), pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic():
                yes(families, getattr(families, other), luwam, method)


def test_only_the_senders_side_relays(families: Families) -> None:
    """Whom the family took the yes back from does not give it to itself anew."""
    luwam = person(families, "Luwam")
    for name in ("helen", "selam"):
        with as_(getattr(families, name)), pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic():
            yes(families, getattr(families, name), luwam, Method.RELAYED)
    with as_(families.paul):
        yes(families, families.paul, luwam, Method.RELAYED)


def test_a_worker_who_left_writes_no_yes(families: Families) -> None:
    """The row of the circle is not believed by itself."""
    luwam, selam = person(families, "Luwam"), families.selam
    enter(selam)
    selam.memberships.update(until=clock.now())
    with as_(selam), pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic():
        yes(families, selam, luwam, Method.PAPER)
    ruth = families.ruth
    enter(ruth)
    CircleMember.objects.create(
        case=families.home, seat=Seat.WORKER, organization=families.st_marks, account=ruth, added_by=ruth
    )
    with as_(ruth), pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic():
        yes(families, ruth, luwam, Method.PAPER)
    withdraw(families, "luwam", luwam, families.harbour)


def test_nobody_acts_in_another_name(families: Families) -> None:
    """Each of these tables says whose act it is, and is written by that account alone."""
    home, waiting = families.home, families.refer()
    with reading_everything():
        referral = Referral.objects.get(case=home)
    forged: list[tuple[str, str, type[Model], dict[str, Any]]] = [
        ("helen", "by", Acceptance, {"referral": waiting}),
        ("helen", "by", ReferralQuestion, {"referral": waiting, "about": "people"}),
        ("helen", "by", Decline, {"referral": waiting, "refused_by": RefusedBy.AGENCY, "reason": "x", "next_step": "x"}),
        ("paul", "offered_by", CaseTerms, {"referral": waiting, "text_key": "x", "text_digest": "x"}),
        ("paul", "sent_by", Referral, {"sender": families.lakeside, "agency": families.northgate, "fingerprint": "x"}),
        ("paul", "by", Pause, {"reason": "no_date", "wake_on": clock.today()}),
        ("paul", "by", Need, {"origin": families.lakeside, "text": "x"}),
        ("selam", "by", Contact, {"on": clock.today(), "kind": "call", "minutes": 1, "language": "en"}),
        ("helen", "named_by", Designation, {
            "referral": referral, "account": families.omar, "organization": families.harbour, "rank": "backup"}),
    ]  # fmt: skip
    for name, column, model, said in forged:
        account = getattr(families, name)
        case = waiting.case_id if "referral" in said and said["referral"] == waiting else home.pk
        for whose, fails in ((families.cora, True), (account, False)):
            with as_(account), transaction.atomic():
                if fails:
                    with pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic():
                        model._default_manager.create(case_id=case, **{column: whose}, **said)
                else:
                    with transaction.atomic():
                        model._default_manager.create(case_id=case, **{column: whose}, **said)
                        transaction.set_rollback(True)


def test_each_side_of_a_referral_writes_its_own_part(families: Families) -> None:
    """The sender answers for no agency; the agency corrects no preview and takes nothing back."""
    waiting = families.refer()
    case = waiting.case_id
    enter(families.paul)
    for model, said in (
        (Acceptance, {}),
        (ReferralQuestion, {"about": "people"}),
        (Decline, {"refused_by": RefusedBy.AGENCY, "reason": "x", "next_step": "x"}),
    ):
        with pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic():
            model._default_manager.create(case_id=case, referral=waiting, by=families.paul, **said)
    families.ask(waiting)
    question = ReferralQuestion.objects.get(referral=waiting)
    for model, said in ((ReferralReply, {"question": question, "kind": "right"}), (Decline, {"refused_by": RefusedBy.FAMILY})):
        with pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic():
            model._default_manager.create(case_id=case, referral=waiting, by=families.helen, **said)
    with pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic():
        ReferralPreview.objects.filter(referral=waiting).update(adults=9)
    enter(families.paul)
    assert ReferralPreview.objects.filter(referral=waiting).update(adults=2) == 1
