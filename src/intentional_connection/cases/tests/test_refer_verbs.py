"""Refer a family warmly: draft, way in, terms, preview, consent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from conftest import as_, reading_everything
from intentional_connection.access.seats import SYSTEM_ID, TAKING_PART, Level, Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.jobs import empty_old_drafts
from intentional_connection.cases.models import (
    Case,
    CaseTerms,
    Consent,
    Newcomer,
    Referral,
    ReferralDraft,
    ReferralPreview,
)
from intentional_connection.cases.verbs import referral as referring
from intentional_connection.journal.models import Act
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices.models import Notice
from intentional_connection.partners import verbs as partners
from intentional_connection.partners.models import Kind
from intentional_connection.people.models import Account
from tests.families import days_later
from tests.test_walls import walled
from tests.world import World, enter

# --- the draft ----------------------------------------------------------------------------


def test_a_draft_keeps_what_was_answered_and_belongs_to_its_author(world: World) -> None:
    """Answers are added one step after the other; nobody else reads them."""
    draft = world.draft(needs="")
    kept = verbs.save_draft(world.lakeside, world.paul, answers={"needs": "A home without stairs."}, draft=draft)
    assert (kept.pk, kept.answers["needs"], kept.answers["languages"]) == (draft.pk, "A home without stairs.", ["ti", "ar"])
    enter(world.ruth)
    assert not ReferralDraft.objects.exists()


def test_another_agency_or_another_adult_asks_for_the_familys_yes_anew(world: World) -> None:
    """The family says yes to an agency, adult by adult."""
    draft = world.draft()
    other = {"agency": str(world.northgate.pk)}
    kept = verbs.save_draft(world.lakeside, world.paul, answers=other, draft=draft)
    assert kept.answers["consent"] is False
    with pytest.raises(Refused, match="not said yes"):
        verbs.refer(kept, world.paul)


def test_a_sent_draft_is_closed(world: World) -> None:
    """What was sent is in the family; its draft is emptied."""
    draft = world.draft()
    verbs.refer(draft, world.paul)
    assert ReferralDraft.objects.get(pk=draft.pk).answers == {}
    with pytest.raises(Refused, match="sent already"):
        verbs.save_draft(world.lakeside, world.paul, answers={"needs": "More"}, draft=draft)


def test_only_its_author_sends_a_draft(world: World) -> None:
    """A colleague of the same SAH, or anybody else, has no right to it."""
    draft = world.draft()
    enter(world.hugo)
    with pytest.raises(NotAllowed):
        verbs.refer(draft, world.hugo)


def test_who_left_the_organization_no_longer_reads_the_own_drafts(world: World) -> None:
    """What is written for Lakeside stays with Lakeside."""
    draft = world.draft()
    enter(world.paul)
    world.paul.memberships.update(until=clock.now())
    with as_(world.paul):
        assert not ReferralDraft.objects.exists()
        assert not ReferralDraft.objects.visible_to(world.paul).exists()
        with pytest.raises(NotAllowed):
            verbs.refer(draft, world.paul)


def test_a_draft_that_nobody_touches_for_thirty_days_is_emptied(world: World) -> None:
    """Twenty-nine days later it is there; the jobs see nothing of it until then, and touch no other."""
    draft, sent = world.draft(), world.draft()
    verbs.refer(sent, world.paul)
    base = clock.now()
    for day, kept in ((29, True), (31, False)):
        with days_later(base, day):
            enter(Account.objects.get(pk=SYSTEM_ID))
            assert ReferralDraft.objects.exists() is not kept
            empty_old_drafts()
            enter(world.paul)
            row = ReferralDraft.objects.get(pk=draft.pk)
            assert (bool(row.answers), row.emptied_at is None) == (kept, kept)
            assert ReferralDraft.objects.unsent().exists() is kept
    with days_later(base, 31):
        enter(world.paul)
        with pytest.raises(Refused, match="emptied"):
            verbs.save_draft(world.lakeside, world.paul, answers={"needs": "More"}, draft=draft)
        enter(Account.objects.get(pk=SYSTEM_ID))
        assert Act.objects.filter(verb="empty_old_draft", by_id=SYSTEM_ID).count() == 1


# --- sending ------------------------------------------------------------------------------


def test_the_same_draft_sent_five_times_is_one_family(world: World) -> None:
    """Double presses and old tabs: one family, one referral."""
    draft = world.draft()
    sent = {verbs.refer(ReferralDraft.objects.get(pk=draft.pk), world.paul).pk for _ in range(5)}
    assert len(sent) == Case.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"consent": False}, "not said yes"),
        ({"consent": None}, "not said yes"),
        ({"adults": []}, "missing"),
        ({"languages": []}, "missing"),
        ({"community": {"name": "Riverton", "fsa": ""}}, "missing"),
        ({"expected": "2020-01"}, "past"),
        ({"answer_by": "2020-01-01"}, "past"),
        ({"group": "00000000-0000-7000-8000-00000000000a"}, "your own groups"),
        ({"agency": "00000000-0000-7000-8000-00000000000a"}, "no longer there"),
    ],
)
def test_an_incomplete_or_outdated_draft_is_refused_and_leaves_nothing(world: World, changed: dict[str, object], text: str) -> None:
    """The draft is kept; no family, act or notice begins."""
    draft = world.draft(**changed)
    acts = Act.objects.count()
    with pytest.raises(Refused, match=text):
        verbs.refer(draft, world.paul)
    with reading_everything():
        assert (Case.objects.count(), Newcomer.objects.count(), Consent.objects.count()) == (0, 0, 0)
        assert not Notice.objects.filter(key="referral_sent").exists()
        assert ReferralDraft.objects.get(pk=draft.pk).sent_at is None
    assert Act.objects.count() == acts


def test_a_sah_refers_to_an_agency_and_for_its_own_groups_only(world: World) -> None:
    """Another SAH is no agency; another SAH's group is not ours."""
    with pytest.raises(Refused, match="no longer there"):
        world.refer(agency=str(world.hillside.pk))
    enter(world.cora)
    world.organization("hill_group", Kind.CONSTITUENT_GROUP, "Hill group", sah=world.hillside)
    with pytest.raises(Refused, match="your own groups"):
        world.refer(group=str(world.hill_group.pk))


def test_the_group_of_a_sah_asks_its_sah(world: World) -> None:
    """A representative refers only without a SAH."""
    with pytest.raises(Refused, match="Your SAH refers"):
        world.refer("ruth", "st_marks")


def test_a_group_without_a_sah_refers_where_the_site_adopted_it(world: World) -> None:
    """Birch 3 is a normal case with three voices: no SAH stands in its circle."""
    case = world.refer_birch().case
    assert {row.seat for row in case.circle.all()} == {Seat.SPONSOR_REP, Seat.SPONSOR_MEMBER, Seat.SUPERVISOR}
    assert not case.has_sah


def test_a_part_that_is_off_refuses_the_way_in(world: World) -> None:
    """Bay adopted neither the public request nor warm referral."""
    enter(world.cora)
    world.organization("bay_group", Kind.GROUP_OF_FIVE, "Bay five", site=world.bay)
    world.person("gus", world.bay_group, Seat.SPONSOR_REP, world.cora)
    world.organization("bay_sah", Kind.SAH, "Bay SAH", site=world.bay)
    world.person("sue", world.bay_sah, Seat.SAH_STAFF, world.cora)
    for who, place in (("gus", "bay_group"), ("sue", "bay_sah")):
        with pytest.raises(Refused, match="not in this site"):
            world.refer(who, place, group=str(world.bay_group.pk), programme="g5")


# --- agreement or terms -------------------------------------------------------------------


def test_an_agreement_in_force_needs_no_terms(world: World) -> None:
    """Lakeside and Harbour have signed."""
    assert not hasattr(world.refer(), "terms")


def test_without_an_agreement_terms_for_this_family_go_along(world: World) -> None:
    """Nobody stands before a closed door; terms end nothing and bind for one family."""
    terms = world.refer(agency=str(world.northgate.pk)).terms
    assert terms.text_key == "case_terms"
    assert len(terms.text_digest) == 64
    assert terms.offered_by == world.paul


def test_an_agreement_signed_by_one_side_is_not_in_force(world: World) -> None:
    """Nothing binds a party until that party has said yes."""
    enter(world.paul)
    partners.propose_agreement(world.lakeside, world.paul, partner=world.northgate, from_on=clock.today())
    assert CaseTerms.objects.filter(referral=world.refer(agency=str(world.northgate.pk))).exists()


def test_a_group_without_a_sah_needs_neither(world: World) -> None:
    """The public request is the agency's own open door."""
    assert not hasattr(world.refer_birch(agency=str(world.northgate.pk)), "terms")


# --- what the agency reads ----------------------------------------------------------------

TEN = {
    "reference": ("tree", "number"),
    "sender": ("sender_name", "call_name", "call_phone"),
    "programme": ("programme",),
    "community": ("community",),
    "people": ("adults", "children"),
    "languages": ("languages",),
    "expected_month": ("expected_month",),
    "wish": ("wish",),
    "call_first": ("call_first",),
    "answer_by": ("answer_by",),
}


def test_the_preview_holds_the_ten_fields_and_no_other(world: World) -> None:
    """Handbook 3.4; the edition words exactly these."""
    columns = {field.name for field in ReferralPreview._meta.fields} - {"id", "case", "referral"}
    assert columns == {name for names in TEN.values() for name in names}
    assert [field.key for field in world.refer().edition.preview] == list(TEN)


def test_the_preview_says_what_was_answered_and_a_wish_without_its_reason(world: World) -> None:
    """Numbers of people, not names; yes or no, not which wish."""
    preview = world.refer(wishes=["woman", "call_first"]).preview
    assert (preview.adults, preview.children, preview.languages, preview.wish, preview.call_first) == (2, 1, ["ti", "ar"], True, True)
    assert (preview.sender_name, preview.call_name, preview.call_phone) == ("Lakeside SAH", "Paul", "519 555 0199")


def tables_with_rows_about(case: Case, account: Account) -> set[str]:
    """Tables in which the account finds anything about the family."""
    with as_(account):
        return {
            model.__name__
            for model in walled()
            if any(field.column == "case_id" for field in model._meta.concrete_fields)
            and model._default_manager.filter(case_id=case.pk).exists()
        }


def test_before_it_accepts_an_agency_finds_the_preview_and_nothing_else(world: World) -> None:
    """Over every table: the referral, its ten fields, that it was sent, that it waits, and the terms offered."""
    case = world.refer(agency=str(world.northgate.pk)).case
    before = {"Referral", "ReferralPreview", "CaseTerms", "Act", "TodayEntry", "Reach", "Notice"}
    assert tables_with_rows_about(case, world.nadia) == before
    for name in ("helen", "yonas", "selam", "cora", "hugo", "stranger"):
        account = world.people.get(name) or world.cora
        assert tables_with_rows_about(case, account) == set()
    with as_(world.nadia):
        assert not Newcomer.objects.exists()
        assert not Case.objects.exists()


def test_names_needs_and_sponsors_open_with_the_acceptance(world: World) -> None:
    """The representative's contact, first names and the sponsors' view of needs."""
    case = world.accept(world.refer())
    with as_(world.helen):
        assert {person.name for person in case.newcomers.all()} == {"Luwam", "Y.", "S."}
        assert case.needs.get().text == "The grandmother needs a home without stairs."
        assert case.circle.get(seat=Seat.SPONSOR_REP).contact.profile.name == "Ruth"


# --- consent ------------------------------------------------------------------------------


def test_each_adult_consents_to_each_organization_with_the_sentence_shown(world: World) -> None:
    """Sponsors and SAH by the application, identity too; the agency by a relayed yes to the three levels."""
    case = world.refer().case
    rows = list(Consent.objects.filter(case=case).select_related("newcomer"))
    assert {(row.newcomer.name, row.recipient_id, row.method) for row in rows} == {
        (name, place.pk, method)
        for name in ("Luwam", "Y.")
        for place, method in (
            (world.lakeside, "application"), (world.st_marks, "application"), (world.harbour, "relayed"),
        )
    }  # fmt: skip
    levels = {row.method: Level(row.levels) for row in rows}
    assert levels == {"application": TAKING_PART | Level.IDENTITY, "relayed": TAKING_PART}
    assert {row.text_digest for row in rows} == {case.adoption.edition.consent_text(m).digest for m in levels}


def test_no_need_is_kept_where_none_was_written(world: World) -> None:
    """An empty box is no need."""
    assert not world.refer(needs="").case.needs.exists()


# --- duplicates ---------------------------------------------------------------------------


def test_a_likely_duplicate_is_said_without_showing_anyone(world: World) -> None:
    """Another SAH hears yes, and reads nothing; each asking is written down, with its answer and nothing else."""
    world.refer()
    alike = world.draft("hugo", "hillside", adults=["y. ", "LUWAM"])
    assert referring.seems_known(alike, world.hugo)
    assert not Referral.objects.exists()
    assert not referring.seems_known(world.draft("hugo", "hillside", adults=["Somebody else"]), world.hugo)
    enter(world.hugo)
    asked = Act.objects.filter(verb="look_for_duplicate").order_by("at", "id")
    assert [(act.kind, act.facts) for act in asked] == [("referraldraft", {"found": True}), ("referraldraft", {"found": False})]


def test_nobody_looks_for_a_family_without_its_yes(world: World) -> None:
    """Nor before every needed answer is there."""
    world.refer()
    for changed in ({"consent": False}, {"adults": []}, {"agency": ""}):
        draft = world.draft("hugo", "hillside", **changed)
        assert not referring.seems_known(draft, world.hugo)
        with pytest.raises(Refused, match="missing"):
            verbs.look_for_duplicate(draft, world.hugo)
    assert not Act.objects.filter(verb="look_for_duplicate").exists()


def test_after_ten_askings_a_day_the_page_is_silent(world: World) -> None:
    """Nobody finds out by trying who was referred; the next day, or a colleague, may ask again."""
    world.refer()
    draft = world.draft("hugo", "hillside")
    assert [referring.seems_known(draft, world.hugo) for _ in range(11)] == [True] * 10 + [False]
    with days_later(clock.now(), 1):
        enter(world.hugo)
        assert referring.seems_known(draft, world.hugo)
    assert Act.objects.filter(verb="look_for_duplicate").count() == 11


# --- the family's name --------------------------------------------------------------------


def test_a_taken_tree_and_number_is_drawn_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chance is injected here: the first two draws are taken."""
    first = world.refer().case
    taken = (first.tree, first.number)
    monkeypatch.setattr(referring, "chance_label", lambda attempt: taken if attempt < 2 else ("elm", 100_003))
    assert (world.refer().case.tree, Case.objects.count()) == ("elm", 2)


def test_when_no_name_is_free_the_sender_is_asked_to_try_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept of the attempt."""
    first = world.refer().case
    monkeypatch.setattr(referring, "chance_label", lambda _attempt: (first.tree, first.number))
    with pytest.raises(Refused, match="once more"):
        world.refer()
    assert Case.objects.count() == 1


# --- who is told --------------------------------------------------------------------------


def test_the_agencys_supervisors_are_told_and_the_notice_holds_nothing(world: World) -> None:
    """A key, an address, a moment: nothing of the family."""
    referral = world.refer()
    with as_(world.helen):
        notice = Notice.objects.get(key="referral_sent")
    assert notice.path == f"/referrals/{referral.pk}/"
    kept = " ".join(str(getattr(notice, field.attname)) for field in Notice._meta.fields)
    for word in ("Luwam", "Maple", "Lakeside", "Riverton", referral.case.label, "ti,"):
        assert word not in kept


def test_the_sender_without_a_profile_is_called_by_the_organization(world: World) -> None:
    """The preview always names somebody to call."""
    preview = world.refer_birch().preview
    assert (preview.call_name, preview.call_phone) == ("Grace", "519 555 0140")


def test_a_referral_may_wait_for_years(world: World) -> None:
    """A month far away is no mistake."""
    month = f"{clock.today() + timedelta(days=900):%Y-%m}"
    with days_later(clock.now(), 0):
        assert world.refer(expected=month).case.expected_month.isoformat() == f"{month}-01"
    assert world.refer(expected="here").case.expected_month is None
