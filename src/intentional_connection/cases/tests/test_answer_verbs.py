"""The agency asks, accepts or passes on; the sender replies or takes back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connection, transaction

from conftest import as_, reading_everything
from intentional_connection.access.seats import Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.models import (
    Acceptance,
    Case,
    CircleMember,
    Decline,
    Designation,
    Need,
    Newcomer,
    Referral,
    ReferralPreview,
    TakenBack,
)
from intentional_connection.cases.models.referral import RefusedBy, ReplyKind
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices.models import Notice
from tests.families import days_later
from tests.world import World, enter

if TYPE_CHECKING:
    from intentional_connection.cases.models import ReferralQuestion, ReferralReply


def loaded(referral: Referral) -> Referral:
    """The referral as the next request loads it."""
    return Referral.objects.get(pk=referral.pk)


def reason(referral: Referral, group: str = "agency") -> str:
    """Some coded reason of the group."""
    return referral.edition.reasons_of(group)[0]


def ask(world: World, referral: Referral, about: str = "people") -> ReferralQuestion:
    """Harbour asks about a field."""
    enter(world.helen)
    return verbs.ask(loaded(referral), world.helen, about=about)


def reply(world: World, referral: Referral, kind: ReplyKind = ReplyKind.RIGHT, **corrected: object) -> ReferralReply:
    """Lakeside answers."""
    enter(world.paul)
    return verbs.reply(loaded(referral), world.paul, kind=kind, corrected=corrected or None)


def decline(world: World, referral: Referral, **said: object) -> Decline:
    """Harbour passes the family on."""
    enter(world.helen)
    row = loaded(referral)
    return verbs.decline(row, world.helen, **{"reason": reason(row), "next_step": "call_together", **said})


def take_back(world: World, referral: Referral, **said: object) -> Decline:
    """Lakeside takes the referral back."""
    enter(world.paul)
    row = loaded(referral)
    return verbs.take_back(row, world.paul, **{"reason": reason(row, "sender"), "next_step": "call_together", **said})


# --- question and reply -------------------------------------------------------------------


def test_one_question_at_a_time_and_about_the_ten_fields(world: World) -> None:
    """By code, never in free text: nothing of a family's life travels before acceptance."""
    referral = world.refer()
    with pytest.raises(Refused, match="listed questions"):
        ask(world, referral, about="religion")
    assert ask(world, referral).about == "people"
    with pytest.raises(Refused, match="asked already"):
        ask(world, referral, about="wish")
    reply(world, referral)
    assert ask(world, referral, about="wish").about == "wish"


def test_an_answered_referral_is_not_asked_about(world: World) -> None:
    """Who accepted reads the family itself."""
    referral = world.refer()
    world.accept(referral)
    with pytest.raises(Refused, match="answered already"):
        ask(world, referral)


def test_a_reply_needs_a_question(world: World) -> None:
    """And answers it once."""
    referral = world.refer()
    with pytest.raises(Refused, match="no open question"):
        reply(world, referral)
    ask(world, referral)
    assert reply(world, referral, ReplyKind.CALLED).kind == "called"
    with pytest.raises(Refused, match="no open question"):
        reply(world, referral)


def test_only_the_sender_replies(world: World) -> None:
    """A SAH's group stands in the circle; the SAH referred, so the SAH answers."""
    referral = world.refer()
    ask(world, referral)
    for name in ("ruth", "tom", "hugo", "helen"):
        enter(getattr(world, name))
        with pytest.raises(NotAllowed):
            verbs.reply(referral, getattr(world, name), kind=ReplyKind.RIGHT)


def test_a_correction_reaches_the_preview_and_the_family(world: World) -> None:
    """The worker later reads in the family what the agency read in the preview."""
    referral = world.refer()
    ask(world, referral, about="languages")
    reply(world, referral, ReplyKind.CORRECTED, languages=["ti"])
    assert referral.case.languages == ["ti", "ar"]  # the row loaded before
    assert Case.objects.get(pk=referral.case_id).languages == ReferralPreview.objects.get(referral=referral).languages == ["ti"]


def test_a_correction_of_the_preview_alone_leaves_the_family(world: World) -> None:
    """Whom to call is no fact of the family."""
    referral = world.refer()
    ask(world, referral, about="sender")
    reply(world, referral, ReplyKind.CORRECTED, call_phone="519 555 0155")
    assert ReferralPreview.objects.get(referral=referral).call_phone == "519 555 0155"


@pytest.mark.parametrize(
    ("about", "corrected", "text"),
    [
        ("people", {"languages": ["ti"]}, "what the agency asked about"),
        ("people", {}, "what the agency asked about"),
        ("reference", {"number": 3}, "what the agency asked about"),
        ("answer_by", {"answer_by": date(2020, 1, 1)}, "past"),
    ],
)
def test_only_what_was_asked_is_corrected(world: World, about: str, corrected: dict[str, object], text: str) -> None:
    """A reference never changes; a day to answer lies ahead."""
    referral = world.refer()
    ask(world, referral, about=about)
    with pytest.raises(Refused, match=text):
        reply(world, referral, ReplyKind.CORRECTED, **corrected)
    assert loaded(referral).open_question


# --- acceptance ---------------------------------------------------------------------------


def test_who_accepts_is_the_contact_until_a_worker_is_named(world: World) -> None:
    """From acceptance on exactly one primary contact."""
    case = world.accept(world.refer())
    contact = Designation.objects.standing().primary().get(case=case)
    assert (contact.account_id, contact.interim) == (world.people["helen"].pk, True)
    assert CircleMember.objects.get(case=case, seat=Seat.SUPERVISOR).contact_id == world.people["helen"].pk


def test_a_referral_is_answered_once(world: World) -> None:
    """No second yes, no yes after a no."""
    referral = world.refer()
    world.accept(referral)
    with pytest.raises(Refused, match="answered already"):
        world.accept(loaded(referral))
    other = world.refer()
    decline(world, other)
    with pytest.raises(Refused, match="answered already"):
        world.accept(loaded(other))
    assert Acceptance.objects.filter(referral=other).count() == 0


def test_nobody_answers_for_the_agency(world: World) -> None:
    """Not its workers, not another agency, not the sender, not the coordinator."""
    referral = world.refer()
    for name in ("selam", "nadia", "paul", "ruth", "cora"):
        enter(getattr(world, name))
        with pytest.raises(NotAllowed):
            verbs.accept(referral, getattr(world, name))


def test_the_sender_hears_of_every_answer(world: World) -> None:
    """No silent referral: asked, accepted, passed on."""
    asked = world.refer()
    ask(world, asked)
    world.accept(world.refer())
    decline(world, world.refer())
    with as_(world.paul):
        keys = set(Notice.objects.values_list("key", flat=True))
    assert {"question_asked", "referral_accepted", "referral_declined"} <= keys


# --- passing on ---------------------------------------------------------------------------


def test_a_no_carries_a_coded_reason_and_a_next_step(world: World) -> None:
    """The family's reasons are not the agency's; a step is one of the listed."""
    referral = world.refer()
    for said in ({"reason": "no place"}, {"reason": reason(referral, "family")}, {"next_step": ""}, {"next_step": "wait"}):
        with pytest.raises(Refused, match="listed reasons"):
            decline(world, referral, **said)
    with pytest.raises(Refused, match="Name the other agency"):
        decline(world, referral, next_step="other_agency")
    for day in (None, clock.today()):
        with pytest.raises(Refused, match="day after today"):
            decline(world, referral, next_step="later_date", later_on=day)
    row = decline(world, referral, next_step="later_date", later_on=clock.today() + timedelta(days=90))
    assert (row.refused_by, row.next_step) == (RefusedBy.AGENCY, "later_date")
    with pytest.raises(Refused, match="passed on already"):
        decline(world, referral)


def test_passing_on_names_the_other_agency(world: World) -> None:
    """The sender reads which; that agency is not asked by it."""
    row = decline(world, world.refer(), next_step="other_agency", next_agency=world.northgate)
    assert row.next_agency == world.northgate
    with as_(world.nadia):
        assert not Referral.objects.exists()


def test_a_no_opens_nothing_and_the_preview_goes_after_thirty_days(world: World) -> None:
    """The agency reads the ten fields for 30 days more, then nothing of the family at all."""
    referral = world.refer()
    base = decline(world, referral).at
    for day, readable in ((0, True), (29.9, True), (30, False), (300, False)):
        with days_later(base, day), as_(world.helen):
            assert ReferralPreview.objects.filter(referral=referral).exists() is readable
            assert not Case.objects.exists()
            assert not Newcomer.objects.exists()
            assert not Need.objects.exists()
    with days_later(base, 300), as_(world.paul):
        assert ReferralPreview.objects.filter(referral=referral).exists()


def test_after_accepting_an_agency_may_still_pass_on_until_the_first_contact(world: World) -> None:
    """The family leaves its sight; nobody is its contact any more; the worker named is out of the circle."""
    referral = world.refer()
    case = world.name_worker(world.accept(referral))
    decline(world, referral)
    with reading_everything():
        assert not Designation.objects.standing().filter(case=case).exists()
        assert not CircleMember.objects.standing().filter(case=case, organization=world.harbour).exists()
    for name in ("helen", "selam"):
        with as_(getattr(world, name)):
            assert not Case.objects.filter(pk=case.pk).exists()
    connection.check_constraints()


def test_after_the_first_contact_a_handover_is_the_way(world: World) -> None:
    """Nobody drops a family that its worker has met."""
    referral = world.refer()
    world.contact(world.name_worker(world.accept(referral)))
    with pytest.raises(Refused, match="handover"):
        decline(world, referral)


# --- taking back --------------------------------------------------------------------------


def test_the_familys_no_and_the_senders_are_counted_apart(world: World) -> None:
    """Refused by the family is not refused by whoever sent it."""
    family, sender = world.refer(), world.refer()
    assert take_back(world, family, reason=reason(family, "family")).refused_by == RefusedBy.FAMILY
    assert take_back(world, sender).refused_by == RefusedBy.SENDER


def test_why_a_referral_was_taken_back_is_for_the_senders_side_alone(world: World) -> None:
    """The agency reads that it was taken back and by whom: the family owes it no reason."""
    referral = world.refer()
    row = take_back(world, referral, reason=reason(referral, "family"))
    assert (row.reason, row.next_step, row.next_agency, row.later_on) == ("", "", None, None)
    for name, reads in (("paul", 1), ("ruth", 1), ("helen", 0), ("tom", 0), ("nadia", 0)):
        account = getattr(world, name)
        with as_(account):
            assert TakenBack.objects.count() == TakenBack.objects.visible_to(account).count() == reads, name
    enter(world.nadia)
    world.accept(again(world, referral), by="nadia")
    with as_(world.nadia):
        assert not TakenBack.objects.exists()
        assert list(Referral.objects.values_list("agency__name", flat=True)) == [world.northgate.name]


def again(world: World, referral: Referral) -> Referral:
    """Referred to another agency."""
    enter(world.paul)
    by = clock.today() + timedelta(days=5)
    return verbs.refer_again(referral.case, world.paul, agency=world.northgate, answer_by=by, consent=True)


def test_an_agency_never_passes_on_without_reason_and_next_step(world: World) -> None:
    """Said by the database too."""
    referral = world.refer()
    enter(world.helen)
    with pytest.raises(IntegrityError, match="why_and_what_next"), transaction.atomic():
        Decline.objects.create(case_id=referral.case_id, referral=referral, refused_by=RefusedBy.AGENCY, by=world.helen)


def test_an_agencys_reason_is_no_reason_to_take_back(world: World) -> None:
    """Each side has its own list."""
    referral = world.refer()
    with pytest.raises(Refused, match="listed reasons"):
        take_back(world, referral, reason=reason(referral, "agency"))


def test_what_was_accepted_is_not_taken_back(world: World) -> None:
    """The sender talks with the worker instead."""
    referral = world.refer()
    world.accept(referral)
    with pytest.raises(Refused, match="has accepted"):
        take_back(world, referral)


def test_a_group_does_not_take_back_what_its_sah_sent(world: World) -> None:
    """And an agency passes on; it does not take back."""
    referral = world.refer()
    for name in ("ruth", "helen", "hugo"):
        enter(getattr(world, name))
        with pytest.raises(NotAllowed):
            verbs.take_back(referral, getattr(world, name), reason="no_answer", next_step="call_together")


# --- path ---------------------------------------------------------------------------------


def test_the_age_of_an_unanswered_referral_is_counted_in_ontarios_working_days(world: World) -> None:
    """Sent on a Friday, one working day old on Monday."""
    referral = world.refer()
    for day in range(1, 8):
        with days_later(referral.sent_at, day), as_(world.helen):
            waiting = loaded(referral).working_days_waiting()
            assert 0 <= waiting <= day
    assert waiting == 5


def test_a_referral_says_whether_it_stands(world: World) -> None:
    """Accepted, passed on after it, or waiting."""
    referral = world.refer()
    assert not loaded(referral).is_accepted
    world.accept(referral)
    assert loaded(referral).is_accepted
    decline(world, referral)
    row = loaded(referral)
    assert (row.is_accepted, row.is_declined) == (False, True)
    assert list(Referral.objects.unanswered()) == []
