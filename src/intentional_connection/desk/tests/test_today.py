"""Today: what waits for whom, oldest first, each with the one place to act."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.test import Client
from django.urls import reverse

import intentional_connection.cases as room
from conftest import reading_everything
from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.access.walls import entered
from intentional_connection.cases import jobs, verbs
from intentional_connection.cases.models import Case
from intentional_connection.cases.tests.asking import questions
from intentional_connection.desk.views.waiting import WAYS
from intentional_connection.kernel import clock
from intentional_connection.notices.models import Notice
from intentional_connection.partners import verbs as partners
from intentional_connection.people.verbs import account_of
from tests.world import enter

if TYPE_CHECKING:
    from intentional_connection.cases.models import Referral
    from intentional_connection.people.models import Account
    from tests.world import World

#: A week without a holiday in Ontario, after everybody of the world has come.
MONDAY = datetime(2031, 3, 3, 10, tzinfo=clock.ONTARIO)


def today(world: World, account: Account) -> str:
    answer = world.client(account).get("/today/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def at(name: str, pk: object) -> str:
    return f'href="{reverse(name, kwargs={"pk": pk})}"'


def declined(world: World) -> Referral:
    referral = world.refer()
    enter(world.helen)
    reason = referral.edition.reasons_of("agency")[0]
    verbs.decline(referral, world.helen, reason=reason, next_step="call_together")
    return referral


def test_a_referral_waits_for_the_agency_s_answer_and_for_nobody_else_s(world: World) -> None:
    referral = world.refer()
    page = today(world, world.helen)
    assert at("cases:referral", referral.pk) in page
    assert "Lakeside SAH" in page
    assert "came today" in page
    assert str(referral.pk) not in today(world, world.nadia)
    assert str(referral.pk) not in today(world, world.selam)


def test_before_accepting_today_shows_no_name_of_the_family(world: World) -> None:
    world.refer()
    page = today(world, world.helen)
    assert "Luwam" not in page
    assert "without stairs" not in page


def test_the_sender_sees_how_long_the_agency_is_silent_in_working_days(world: World) -> None:
    with clock.at(MONDAY):
        referral = world.refer()
    with clock.at(MONDAY + timedelta(days=7)):
        page = today(world, world.paul)
    assert at("cases:referral", referral.pk) in page
    assert "waits 5 working days" in page
    assert "both sides were told" not in page


def test_after_three_working_days_both_sides_read_that_both_were_told(world: World) -> None:
    with clock.at(MONDAY):
        world.refer()
    with clock.at(MONDAY + timedelta(days=3)):
        remind(world)
        assert "both sides were told" in today(world, world.paul)
        assert "both sides were told" in today(world, world.helen)


def remind(world: World) -> None:
    with entered(SYSTEM_ID):
        jobs.remind_unanswered()


def test_a_question_waits_for_the_sender(world: World) -> None:
    referral = world.refer()
    enter(world.helen)
    verbs.ask(referral, world.helen, about=referral.edition.question_codes[0])
    page = today(world, world.paul)
    assert "Harbour settlement agency" in page
    assert "Answer the question" in page
    assert str(referral.pk) not in today(world, world.helen)


def test_a_declined_family_asks_the_sender_for_another_agency(world: World) -> None:
    referral = declined(world)
    assert at("cases:refer_again", referral.case_id) in today(world, world.paul)


def test_an_accepted_family_asks_the_supervisor_for_a_worker(world: World) -> None:
    family = world.accept(world.refer())
    assert at("cases:worker", family.pk) in today(world, world.helen)


def test_the_named_worker_goes_from_today_straight_to_the_first_contact(world: World) -> None:
    family = world.maple()
    page = today(world, world.selam)
    assert at("cases:contact", family.pk) in page
    assert family.label in page
    assert str(family.pk) not in today(world, world.omar)


def test_on_its_day_a_sleeping_family_asks_whether_it_is_still_expected(world: World) -> None:
    family = world.refer().case
    enter(world.paul)
    wake_on = clock.today() + timedelta(days=30)
    verbs.sleep(family, world.paul, reason="no_date", wake_on=wake_on)
    assert str(family.pk) not in today(world, world.paul)
    with clock.at(datetime.combine(wake_on, datetime.min.time(), clock.ONTARIO) + timedelta(hours=9)):
        assert at("cases:wake", family.pk) in today(world, world.paul)


def test_the_oldest_stands_first_and_is_the_one_main_button(world: World) -> None:
    with clock.at(MONDAY):
        first = world.refer()
    with clock.at(MONDAY + timedelta(days=1)):
        second = world.refer()
        page = today(world, world.helen)
    assert page.index(str(first.pk)) < page.index(str(second.pk))
    assert re.findall(r'class="btn main" href="([^"]+)"', page) == [reverse("cases:referral", kwargs={"pk": first.pk})]


def test_an_unsent_referral_waits_for_its_author_alone(world: World) -> None:
    draft = world.draft()
    assert at("cases:refer_check", draft.pk) in today(world, world.paul)
    assert str(draft.pk) not in today(world, world.hugo)


def test_an_agreement_waits_for_the_side_that_has_not_signed(world: World) -> None:
    enter(world.hugo)
    row = partners.propose_agreement(world.hillside, world.hugo, partner=world.harbour, from_on=clock.today())
    assert at("partners:sign_agreement", row.pk) in today(world, world.helen)
    for name in ("hugo", "selam", "nadia"):
        assert at("partners:sign_agreement", row.pk) not in today(world, getattr(world, name))
    enter(world.helen)
    partners.sign_agreement(row, world.helen)
    assert at("partners:sign_agreement", row.pk) not in today(world, world.helen)


def test_who_is_up_to_date_reads_so_with_a_next_step(world: World) -> None:
    steps = {"paul": "cases:refer", "helen": "cases:reach_out", "selam": "desk:families", "cora": "partners:set_up"}
    for name, step in steps.items():
        page = today(world, getattr(world, name))
        assert "You are up to date" in page, name
        assert f'class="btn main" href="{reverse(step)}"' in page, name


def test_somebody_without_an_organization_is_shown_the_way_in(world: World) -> None:
    page = today(world, account_of("new@example.org"))
    assert f'href="{reverse("partners:group")}"' in page


def test_today_needs_a_sign_in(world: World, client: Client) -> None:
    answer = client.get("/today/")
    assert answer.status_code == 302
    assert "next=/today/" in answer["Location"]


def test_today_asks_as_much_with_sixty_families_as_with_one(world: World) -> None:
    world.accept(world.refer())
    few = {name: len(questions(world.client(getattr(world, name)), "/today/")) for name in ("helen", "paul")}
    for _ in range(59):
        world.accept(world.refer())
    assert Case.objects.count() == 60
    many = {name: len(questions(world.client(getattr(world, name)), "/today/")) for name in ("helen", "paul")}
    assert many == few
    assert max(many.values()) <= 6
    assert today(world, world.helen).count("Name a worker<") == 25


def test_a_reader_of_french_reads_today_in_french(world: World) -> None:
    world.refer()
    browser = world.client(world.helen)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    page = browser.get("/today/").content.decode()
    assert "Répondre à l’orientation" in page
    assert "arrivé aujourd’hui" in page


def test_every_key_the_database_writes_has_its_sentence() -> None:
    folder = Path(room.__file__).parent / "migrations/sql"
    sql = (folder / "0007_rebuilds.sql").read_text(encoding="utf-8")
    body = sql[sql.index("FUNCTION rebuild_today") :] + (folder / "0012_emergency.sql").read_text(encoding="utf-8")
    written = set(re.findall(r"'([a-z_]+)'(?: AS key)?, (?:[a-z(]|sent_at)", body))
    assert {key for key in WAYS if f"'{key}'" in body} == set(WAYS)
    assert {"plan_meeting", "check_open", "first_contact"} <= written


def test_the_first_contact_is_wanted_within_the_practice_s_days(world: World) -> None:
    with clock.at(MONDAY):
        world.maple()
        assert "By Thursday 13 March 2031." in today(world, world.selam)


def test_a_family_that_slept_waits_from_the_day_it_was_woken_and_names_no_day_long_past(world: World) -> None:
    with clock.at(MONDAY):
        family = world.maple()
        enter(world.paul)
        verbs.sleep(family, world.paul, reason="no_date", wake_on=clock.today() + timedelta(days=90))
    with clock.at(MONDAY + timedelta(days=80)):
        enter(world.paul)
        verbs.wake(Case.objects.get(pk=family.pk), world.paul)
        page = today(world, world.selam)
        assert "came today" in page
        assert "2031" not in page
        assert "2031" not in str(world.client(world.selam).get(f"/families/{family.pk}/").context["next"])


def test_a_message_leads_on_and_only_its_reader(world: World) -> None:
    world.refer()
    with reading_everything():
        notice = Notice.objects.filter(reader=world.people["helen"]).latest("made_at")
    answer = world.client(world.helen).get(f"/n/{notice.pk}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, notice.path)
    assert world.client(world.nadia).get(f"/n/{notice.pk}/").status_code == 404
    assert Client().get(f"/n/{notice.pk}/").headers["Location"].startswith("/accounts/login/")
