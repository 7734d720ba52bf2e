"""The demo world: every state in it, everybody invented; and nobody real can be taken."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.test import Client

from conftest import as_role, reading_everything
from intentional_connection.access.seats import Seat
from intentional_connection.access.walls import entered
from intentional_connection.cases.models import (
    Arrival,
    Case,
    ConnectionCheck,
    Consent,
    Decline,
    Expectation,
    LanguagePlan,
    Meeting,
    MeetingDate,
    MeetingHeld,
    MeetingNotHeld,
    MeetingRequest,
    Need,
    NeedAnswer,
    Newcomer,
    Pause,
    Question,
    Referral,
    ReferralDraft,
    RoleAgreement,
    RoleLine,
    Task,
    TravelNotice,
)
from intentional_connection.cases.models.circle import CHOSEN, Method
from intentional_connection.cases.models.path import Stand, where
from intentional_connection.cases.models.today import TodayEntry
from intentional_connection.config.demo import (
    count_rows,
    let_clock_be_set,
    require_no_real_site,
    require_no_world,
    tell_story,
)
from intentional_connection.config.demo_people import GROUPS, ORGANIZATIONS, SITES
from intentional_connection.config.demo_plan import PLANS, path_of
from intentional_connection.config.demo_walk import TOWNS, walk
from intentional_connection.desk.demo_seats import DOMAIN, SEATS
from intentional_connection.desk.demo_things import THINGS
from intentional_connection.journal.models import Act
from intentional_connection.notices.models import Notice
from intentional_connection.ops.words import CannotGoOn
from intentional_connection.partners.models import Kind, Membership, Organization, PartnershipAgreement, Site
from intentional_connection.people.models import NO_MAIL, Account, Profile
from intentional_connection.people.verbs import account_of
from tests.crawl import every_page
from tests.demo_paths import between_meetings, hard_paths, labels, what_few_hear
from tests.test_demo_days import nothing_lies_ahead
from tests.world import leave

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper

    from intentional_connection.config.demo_cast import Cast
    from intentional_connection.config.demo_plan import Plan


#: Visits of one kind of page by one seat: a dozen seats open some hundred pages.
OF_A_KIND = 1


@pytest.fixture(scope="module")
def standing_cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """The demo world of today, played once for this file and never committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        as_role("ic_app")
        told = tell_story(datetime.now(UTC))
        connection.check_constraints()
        leave()
        as_role("ic_owner")
        with connection.cursor() as cursor:
            count_rows(cursor)
        as_role("ic_app")
        yield told
        transaction.set_rollback(True)


@pytest.fixture
def cast(standing_cast: Cast, app: None) -> Cast:
    """Everybody in place and every family told; what a test does to it is undone."""
    return standing_cast


def test_every_state_is_there(cast: Cast) -> None:
    """The list of the README: a dozen families, each somewhere else on the path."""
    with reading_everything():
        families = {case.label for case in Case.objects.all()}
        assert {"Maple 12", "Birch 3", "Oak 7", "Fir 2"} <= families
        assert len(families) >= 12
        assert ReferralDraft.objects.unsent().count() == 2
        assert Decline.objects.exists()
        assert LanguagePlan.objects.exists()
        assert Pause.objects.filter(woken_at=None).count() == 1
        assert Pause.objects.exclude(woken_at=None).exists()
        assert Referral.objects.filter(outreach=True).exists()
        assert Referral.objects.exclude(terms=None).exists()
        assert Notice.objects.filter(key="referral_unanswered").count() >= 2
        assert PartnershipAgreement.objects.count() == 3
        waiting = {entry.key for entry in TodayEntry.objects.all()}
    assert waiting >= {"answer_referral", "name_worker", "first_contact", "answer_question", "refer_again", "still_expected"}


#: Families with a story of their own that have met with all four voices.
STORIES_MET = {"Juniper 30", "Hemlock 6"}


def walked(step: str) -> set[str]:
    """Trees and numbers of the planned families that have gone this step."""
    return {plan.label for plan in PLANS if step in {one.name for one in path_of(plan)}}


def test_it_has_the_size_of_the_pilot(cast: Cast) -> None:
    """Three sites, 23 groups, 23 families that an agency took on with 68 people, five workers; and families beside them."""
    groups = (Kind.CONSTITUENT_GROUP, Kind.GROUP_OF_FIVE, Kind.COMMUNITY_SPONSOR)
    with reading_everything():
        assert Site.objects.count() == 3
        assert [Organization.objects.filter(kind=kind).count() for kind in groups] == [17, 4, 2]
        accepted = Case.objects.filter(referrals__acceptance__isnull=False, referrals__decline=None)
        assert accepted.distinct().count() == 23
        assert Newcomer.objects.filter(case__in=accepted).distinct().count() == 68
        assert Case.objects.exclude(pk__in=accepted).count() == 4
        workers = Membership.objects.in_force().filter(seat=Seat.WORKER)
        assert workers.values("account").distinct().count() == 5
        assert {row.organization.site.name for row in workers.select_related("organization__site")} == {
            name for _key, name, _without in SITES
        }
        first = Counter(case.languages[0] for case in accepted.distinct())
        assert len(first) >= 6
        assert first.most_common(1)[0][0] == "ar"


def test_families_stand_everywhere_on_the_path(cast: Cast) -> None:
    """As those who referred them read it, and an adult who stopped: each stage has at least one family."""
    found: set[Stand] = set()
    for key in ("paul", "hugo", "sam", "grace", "ifrah"):
        with entered(cast.accounts[key].pk):
            families = Case.objects.visible_to(cast.accounts[key])
            found |= {one.stand for one in where(cast.accounts[key], families).values()}
    assert found == set(Stand)


def test_each_plan_ends_where_it_says(cast: Cast) -> None:
    """The worker of now reads the stage of the plan, the adult who stopped alone the own; Feven of Cedar 7 has a key."""
    for plan in PLANS:
        stopped = plan.stage == Stand.STOPPED
        reader = cast.accounts[plan.adults[0].lower() if stopped else plan.now or plan.worker]
        with entered(reader.pk):
            tree, number = plan.tree_and_number
            family = Case.objects.visible_to(reader).get(tree=tree, number=number)
            assert where(reader, [family])[family.pk].stand == plan.stage, plan.label
    cedar = next(plan for plan in PLANS if plan.label == "Cedar 7")
    assert (cedar.stage, cedar.key) == (Stand.FOLLOWING_UP, ("Feven", "ti"))


def test_one_seed_tells_one_family_the_same_way(cast: Cast) -> None:
    """Day by day and word by word, keys apart."""
    plan = replace(PLANS[0], label="Poplar 77", adults=("Almaz", "Berhe"), stage=Stand.MET_BEFORE, key=None)
    assert told_alone(cast, plan, seed=1) == told_alone(cast, plan, seed=1)


def told_alone(cast: Cast, plan: Plan, seed: int) -> list[Any]:
    """Walk one more family, say what came of it, and undo it."""
    with transaction.atomic():
        walk(cast, plan, seed)
        with reading_everything():
            case = Case.objects.get(tree="poplar", number=77)
            acts = list(Act.objects.filter(case_id=case.pk).order_by("id").values_list("at", "verb", "seat", "facts"))
            said = list(Expectation.objects.filter(case=case).order_by("text").values_list("text", "voice"))
        leave()
        as_role("ic_app")
        transaction.set_rollback(True)
    assert len(acts) > 20
    return [acts, said]


def test_nothing_of_today_lies_ahead(cast: Cast) -> None:
    """The days of the year are tried in tests/test_demo_days.py."""
    nothing_lies_ahead(cast)


def test_each_stage_of_the_path_has_a_family(cast: Cast) -> None:
    """Before arrival and after it: planned and moved, held, not held, noticed, arrived, met, half connected, connected."""
    with reading_everything():
        planned = Meeting.objects.open().filter(dates__starts_at__gt=cast.now)
        assert labels(planned.filter(kind="pre_arrival")) == {"Maple 12"}
        assert labels(planned.filter(kind="post_arrival")) == {"Rowan 4", "Beech 18"}
        assert labels(MeetingDate.objects.filter(sequence=1)) == {"Maple 12"}
        assert labels(MeetingHeld.objects.filter(meeting__kind="pre_arrival")) == STORIES_MET | {"Birch 3"} | walked("hold_before")
        assert labels(MeetingNotHeld.objects.filter(reason="late_notice")) == {"Rowan 4"}
        assert labels(MeetingNotHeld.objects.filter(reason="nobody_free")) == walked("leave_out")
        assert labels(TravelNotice.objects.filter(version=2)) == {"Birch 3"}
        assert labels(Arrival.objects.standing()) == STORIES_MET | {"Rowan 4"} | walked("arrive")
        together = MeetingHeld.objects.filter(meeting__kind="post_arrival")
        assert labels(together) == STORIES_MET | walked("hold_together")
        assert labels(together.filter(way="phone", with_interpreter=True)) == {"Juniper 30"}
        assert labels(RoleAgreement.objects.filter(version=2)) == STORIES_MET | walked("hold_together")
        done = {"Hemlock 6"} | walked("connect")
        assert labels(ConnectionCheck.objects.exclude(completed_at=None)) == done
        assert labels(ConnectionCheck.objects.filter(completed_at=None)) == (STORIES_MET | walked("hold_together")) - done


def test_each_hard_path_has_a_family(cast: Cast) -> None:
    """Another worker, silence, rest and cover, a group that leaves, a move, the end and the way back."""
    hard_paths(cast)


def test_what_is_said_between_meetings_and_what_only_few_hear_is_there(cast: Cast) -> None:
    """Questions, news, the private line, a wanted call, services; a concern, a difficulty, a note, added support."""
    between_meetings()
    what_few_hear(cast)


def test_a_name_is_found_in_another_spelling(cast: Cast) -> None:
    """By who may see it: Selam finds Feven, Bruno of another agency nobody."""
    browser = Client()
    for seat, found in (("selam", True), ("bruno", False)):
        browser.post("/demo/", {"seat": seat})
        assert ("Cedar 7" in browser.post("/find/", {"q": "Fewen"}).content.decode()) == found


def test_each_adult_who_met_the_worker_has_chosen_and_one_shares_less(cast: Cast) -> None:
    """Who has not met yet is covered by the yes that was passed on."""
    with reading_everything():
        chosen = Consent.objects.in_force().filter(method__in=CHOSEN)
        takes_part = walked("hold_together") - walked("stop")
        met = {name for plan in PLANS if plan.label in takes_part for name in plan.adults}
        assert {row.newcomer.name for row in chosen.select_related("newcomer")} == {"Hala", "Idris", "Divine"} | met
        around = chosen.filter(recipient=cast.orgs["st_marks"], case__tree="juniper")
        shared = {row.newcomer.name: row.levels for row in around}
        assert shared["Idris"] & shared["Hala"] == shared["Idris"] != shared["Hala"]
        relayed = Consent.objects.in_force().filter(method=Method.RELAYED)
        assert "Rowan 4" in labels(relayed)
        assert not labels(relayed) & (STORIES_MET | walked("hold_together"))


def test_people_differ_ask_and_miss_something(cast: Cast) -> None:
    """The board of Maple 12 is no finished work, and somebody waits for the worker's word."""
    with reading_everything():
        board = {line.key: line for line in RoleLine.objects.current().filter(case__tree="maple")}
        leads = {code: board[code].roles.filter(part="lead").count() for code in ("T014", "T018")}
        assert leads == {"T014": 2, "T018": 0}
        assert labels(Question.objects.filter(answered_at=None)) == {"Maple 12", "Juniper 30"}
        assert labels(MeetingRequest.objects.filter(voice="sponsor")) == {"Juniper 30"}
        answered = NeedAnswer.objects.values("need")
        assert labels(Need.objects.filter(by=cast.accounts["tom"]).exclude(pk__in=answered)) == {"Maple 12"}
        assert labels(RoleLine.objects.current().filter(not_needed="family_wishes_not")) == {"Juniper 30"}
        assert Task.objects.filter(case__tree="maple").count() > 120
        waiting = {entry.key for entry in TodayEntry.objects.all()}
    assert waiting >= {"answer_meeting", "meeting_asked", "answer_gap", "answer_line_question", "confirm_roles", "check_open"}


def test_an_adult_of_a_family_reads_in_the_own_language(cast: Cast) -> None:
    """Hala on the telephone in Arabic, Divine in French, Feven in Tigrinya; no page of the colleagues opens to them."""
    browser = Client()
    for key, language, direction in (("hala", "ar", "rtl"), ("divine", "fr", "ltr"), ("feven", "ti", "ltr")):
        answer = browser.post("/demo/", {"seat": key}, follow=True)
        assert answer.redirect_chain[-1][0] == "/my/"
        assert f'<html lang="{language}" dir="{direction}"' in answer.content.decode()
    browser.post("/demo/", {"seat": "ruth"})
    assert browser.get("/my/").status_code == 404


def test_everybody_in_it_is_invented(cast: Cast) -> None:
    """Each account stands under an address where no mail can be received; the account of the jobs alone does not."""
    strange = Account.objects.exclude(email__endswith=f"@{DOMAIN}").exclude(email__endswith=NO_MAIL)
    assert [account.email for account in strange] == ["system@localhost.invalid"]


def test_every_town_and_telephone_is_invented(cast: Cast) -> None:
    """Telephones are of the range that nobody has, and no family lives in a real town."""
    fiction = re.compile(r"\d{3} 555 01\d\d")
    with reading_everything():
        phones = {*Organization.objects.values_list("phone", flat=True), *Profile.objects.values_list("phone", flat=True)}
        assert [phone for phone in phones if phone and not fiction.fullmatch(phone)] == []
        towns = {name for name, _fsa in TOWNS.values()} | {"Milltown"}
        assert set(Case.objects.values_list("community", flat=True)) <= towns
        named = {name for _key, _kind, name, _more in ORGANIZATIONS} | {row[3] for row in GROUPS} | {"Grand River network"}
        assert set(Organization.objects.values_list("name", flat=True)) == named


def test_each_thing_to_try_leads_where_it_says(cast: Cast) -> None:
    """Its seat is taken with one press, and the page opens; none of it outside a demo."""
    browser = Client()
    assert browser.get("/demo/try/").content.decode().count('name="thing"') == len(THINGS) >= 6
    for one in THINGS:
        answer = browser.post("/demo/try/", {"thing": one.key}, follow=True)
        assert answer.status_code == 200, one.key
        assert answer.wsgi_request.by.email == one.who.email
        assert answer.resolver_match.view_name == one.place, one.key
    assert browser.post("/demo/try/", {"thing": "nothing"}).status_code == 404


def test_a_thing_out_of_reach_leads_to_the_start(cast: Cast) -> None:
    """Somebody else's family stays somebody else's."""
    browser = Client()
    assert browser.get("/demo/try/roles/")["Location"] == "/demo/try/"
    browser.post("/demo/", {"seat": "bruno"})
    assert browser.get("/demo/try/roles/")["Location"] == "/"


def test_each_seat_can_be_taken_and_changed_and_every_page_behind_it_opens(cast: Cast) -> None:
    """From the page of seats to every kind of page that the seat can reach, without signing out between.

    One seat of each kind here; the long proof below opens all.
    """
    browser = Client()
    assert browser.get("/demo/").content.decode().count('name="seat"') == len(SEATS)
    kinds = {seat.shape: seat.key for seat in reversed(SEATS)}
    for seat in SEATS:
        take(browser, seat)
        if kinds[seat.shape] == seat.key:
            every_page_opens(browser, seat)


@pytest.mark.deep
def test_every_page_opens_behind_every_seat(cast: Cast) -> None:
    """Two of a name for each kind of page."""
    browser = Client()
    for seat in SEATS:
        take(browser, seat)
        every_page_opens(browser, seat)


def take(browser: Client, seat: Any) -> None:
    answer = browser.post("/demo/", {"seat": seat.key}, follow=True)
    assert answer.status_code == 200
    assert answer.wsgi_request.by.email == seat.email


def every_page_opens(browser: Client, seat: Any) -> None:
    for page in every_page(browser, most=OF_A_KIND):
        assert page.status in {200, 302, 303}, f"{seat.key}: {page.path} {page.status}"


def test_nobody_else_can_be_taken(cast: Cast) -> None:
    """Not even somebody of the demo world who is no seat of the list."""
    account_of("victim@example.org")
    browser = Client()
    for key in ("", "nobody", "system", "marie", "selam@demo.invalid", "victim", "../selam"):
        assert browser.post("/demo/", {"seat": key}).status_code == 404
        assert "_auth_user_id" not in browser.session


def test_somebody_real_under_a_seats_name_is_somebody_else(cast: Cast) -> None:
    """The list names addresses of the demo's own domain."""
    real = account_of("selam@example.org")
    browser = Client()
    browser.post("/demo/", {"seat": "selam"})
    assert browser.session["_auth_user_id"] != str(real.pk)


def test_outside_a_demo_the_page_does_not_exist(cast: Cast, settings: SettingsWrapper) -> None:
    """Neither to read nor to send; and no page links to it."""
    settings.IC_DEMO = False
    browser = Client()
    assert browser.get("/demo/").status_code == 404
    assert browser.post("/demo/", {"seat": "selam"}).status_code == 404
    assert browser.get("/demo/try/").status_code == browser.get("/demo/try/roles/").status_code == 404
    assert browser.post("/demo/try/", {"thing": "roles"}).status_code == 404
    assert "_auth_user_id" not in browser.session
    assert "/demo/" not in browser.get("/").content.decode()


def test_a_database_with_a_real_site_is_neither_played_in_nor_emptied(cast: Cast) -> None:
    """What tells them apart stands in the database itself: only a demo's clock can be set."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        require_no_real_site(cursor)
        with pytest.raises(CannotGoOn, match="demo --reset"):
            require_no_world(cursor)
        cursor.execute(
            "CREATE OR REPLACE FUNCTION ic_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT statement_timestamp() $$"
        )
        with pytest.raises(CannotGoOn, match="nothing was thrown away"):
            require_no_real_site(cursor)
        let_clock_be_set(cursor)
        require_no_real_site(cursor)
