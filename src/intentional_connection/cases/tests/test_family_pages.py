"""One family's page: who, when, what next; who reads what on it; a contact in one press; sleep and waking."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse

from intentional_connection.access.seats import Level
from intentional_connection.cases import verbs
from intentional_connection.cases.forms.family import months_later
from intentional_connection.cases.models import Contact, LastContact, Pause
from intentional_connection.cases.models.contact import ContactKind
from intentional_connection.cases.views.timeline import QUIET, SENTENCES
from intentional_connection.journal.models import ReadLog
from intentional_connection.journal.verb import REGISTRY
from intentional_connection.kernel import clock
from intentional_connection.practice.models import Adoption
from intentional_connection.practice.verbs import adopt
from tests.crawl import open_page
from tests.world import enter

if TYPE_CHECKING:
    from django.test import Client

    from intentional_connection.cases.models import Case
    from intentional_connection.people.models import Account
    from tests.world import World

pytestmark = pytest.mark.maple_stands

READERS = ("paul", "ruth", "tom", "helen", "selam")


def address(name: str, family: Case) -> str:
    return reverse(f"cases:{name}", kwargs={"pk": family.pk})


def page(world: World, account: Account, family: Case, language: str = "en") -> str:
    browser = world.client(account)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = browser.get(address("family", family))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def first_card(text: str) -> str:
    found = re.search(r'<section class="card next.*?</section>', text, re.DOTALL)
    assert found
    return found[0]


def asleep(world: World, *, days: int = 400) -> Case:
    family = world.maple()
    enter(world.paul)
    verbs.sleep(family, world.paul, reason="no_date", wake_on=clock.today() + timedelta(days=days))
    return family


@pytest.mark.parametrize("name", READERS)
def test_everybody_around_the_family_reads_the_same_first_facts(world: World, name: str) -> None:
    family = world.maple()
    text = page(world, getattr(world, name), family)
    for fact in (family.label, "Luwam", "3 people", "speaks Tigrinya, Arabic", "Riverton", "Selam", "St Mark’s group"):
        assert fact in text, fact


def test_the_page_opens_for_nobody_outside_the_circle(world: World) -> None:
    family = world.maple()
    for name in ("cora", "nadia", "omar", "hugo", "grace"):
        assert world.client(getattr(world, name)).get(address("family", family)).status_code == 404, name


def test_before_acceptance_the_agency_opens_no_family(world: World) -> None:
    referral = world.refer()
    assert world.client(world.helen).get(f"/families/{referral.case_id}/").status_code == 404
    assert world.client(world.paul).get(f"/families/{referral.case_id}/").status_code == 200


def test_the_first_card_says_who_does_what_next_and_offers_it_to_whoever_may(world: World) -> None:
    referral = world.refer()
    assert "An answer is wanted by" in first_card(page(world, world.paul, referral.case))
    family = world.accept(referral)
    assert address("worker", family) in first_card(page(world, world.helen, family))
    assert address("worker", family) not in page(world, world.paul, family)
    world.name_worker(family)
    card = first_card(page(world, world.selam, family))
    assert "<bdi>Selam</bdi> calls the sponsors’ contact first" in card
    assert address("contact", family) in card
    assert address("contact", family) not in page(world, world.ruth, family)
    world.contact(family)
    assert "prepare the meeting before arrival" in first_card(page(world, world.ruth, family))


def test_the_worker_named_is_shown_with_languages_telephone_and_backup(world: World) -> None:
    family = world.accept(world.refer())
    world.name_worker(family, backup=world.membership("omar"))
    for name in READERS:
        text = page(world, getattr(world, name), family)
        assert "Speaks Tigrinya, English, Amharic" in text, name
        assert 'href="tel:5195550199"' in text, name
        assert "When the worker is away, <bdi>Omar</bdi> helps." in text, name


def test_until_a_worker_is_named_who_accepted_answers_for_the_family(world: World) -> None:
    family = world.accept(world.refer())
    text = page(world, world.ruth, family)
    assert "Until then this person answers for the family" in text
    assert "Helen" in text


def test_the_sponsors_brief_opens_on_acceptance(world: World) -> None:
    family = world.maple()
    for name in ("helen", "selam", "ruth", "paul"):
        assert "without stairs" in page(world, getattr(world, name), family), name


def test_sponsors_see_the_day_of_the_last_contact_and_nothing_else_of_the_work_log(world: World) -> None:
    family = world.contact(world.maple())
    for name in ("selam", "helen"):
        text = page(world, getattr(world, name), family)
        assert "20 minutes" in text, name
        assert "Sponsors do not see this" in text, name
    for name in ("paul", "ruth"):
        text = page(world, getattr(world, name), family)
        assert "Last contact:" in text, name
        assert "20 minutes" not in text, name
        assert "noted a contact" not in text, name


def test_a_relayed_yes_is_said_to_be_provisional_since_when(world: World) -> None:
    text = page(world, world.selam, world.maple())
    reading = text[text.index('id="reading"') :]
    assert re.search(r"Harbour settlement agency</bdi></strong> · the family’s yes since .*? relayed before arrival", reading)
    assert reading.count(">Provisional<") == 1


def test_the_timeline_tells_each_act_in_a_sentence(world: World) -> None:
    text = page(world, world.paul, world.maple())
    timeline = text[text.index('class="timeline"') :]
    told = ["<bdi>Helen</bdi> named the worker.", "<bdi>Helen</bdi> accepted the family.", "<bdi>Paul</bdi> referred the family."]
    places = [timeline.index(sentence) for sentence in told]
    assert places == sorted(places)


def test_every_act_about_a_family_has_its_sentence() -> None:
    of_no_family = {"save_draft", "look_for_duplicate", "empty_old_draft", "empty_old_minutes", "end_membership"}
    acts = {one.name for one in REGISTRY if one.room == "cases"} - of_no_family
    assert acts == set(SENTENCES) | QUIET
    assert not QUIET & set(SENTENCES)


def test_a_part_that_is_off_is_skipped_with_its_words(world: World) -> None:
    here = page(world, world.selam, world.maple())
    assert "not in this site" not in here
    enter(world.cora)
    adopt(world.site, world.cora, parts=[key for key in parts(world) if key != "follow_up"])
    text = page(world, world.paul, world.refer().case)
    assert text.count("not in this site") == 1


def parts(world: World) -> list[str]:
    return list(Adoption.objects.of(world.site).parts)


def test_opening_the_page_is_written_down_with_the_levels_it_shows(world: World) -> None:
    family = world.contact(world.maple())
    page(world, world.selam, family)
    enter(world.selam)
    row = ReadLog.objects.filter(by=world.selam, kind="case").latest("at")
    assert row.case_id == family.pk
    assert row.level & Level.PLAN
    assert row.level & Level.WORKLOG


def test_names_in_any_script_stay_apart_from_the_sentence(world: World) -> None:
    referral = world.refer(adults=["لوام <script>"], community={"name": "\u202eRiverton", "fsa": "N2G"})
    answer = world.client(world.paul).get(address("family", referral.case)).content.decode()
    assert "<bdi>لوام &lt;script&gt;</bdi>" in answer
    assert "<bdi>\u202eRiverton</bdi>" in answer


def test_the_page_reads_in_french(world: World) -> None:
    text = page(world, world.selam, world.contact(world.maple()), "fr")
    for word in ("La suite", "Personnes-ressources", "parle tigrigna, arabe", "Ce qui s’est passé jusqu’ici", "Provisoire"):
        assert word in text, word


# --- a contact ---------------------------------------------------------------------------


def as_it_stands(browser: Client, path: str) -> dict[str, Any]:
    """What the page's own form would send, nothing typed."""
    form = next(form for form in open_page(browser, path).forms if any(field.name == "once" for field in form.fields))
    return form.filled()


def test_the_first_contact_is_three_clicks_from_today_with_nothing_typed(world: World) -> None:
    family = world.maple()
    browser = world.client(world.selam)
    main = re.search(r'class="btn main" href="([^"]+)"', browser.get("/today/").content.decode())
    assert main  # first click: Today's main button
    answer = browser.post(main[1], as_it_stands(browser, main[1]))  # second: save
    assert answer.status_code == 303
    assert answer["Location"] == address("family", family)
    enter(world.selam)
    contact = Contact.objects.get(case=family)
    assert (contact.kind, contact.on, contact.minutes, contact.language) == ("call", clock.today(), 15, "ti")


def contact_of(**changed: Any) -> dict[str, Any]:
    return {"kind": "call", "on": clock.today().isoformat(), "minutes": "15", "language": "ti"} | changed


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"on": "2099-01-01"}, "still to come"),
        ({"on": "2020-01-01"}, "before the family was referred"),
        ({"on": "2027-02-30"}, "This date does not exist"),
        ({"minutes": "-5"}, "Choose one of the answers shown"),
        ({"language": "xx"}, "Choose one of the answers shown"),
        ({"kind": ""}, "Choose an answer"),
    ],
)
def test_a_contact_that_cannot_be_is_refused_with_the_reason_and_what_was_typed(
    world: World, changed: dict[str, str], says: str
) -> None:
    family = world.maple()
    answer = world.client(world.selam).post(address("contact", family), contact_of(**changed))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert says in text
    assert all(f'value="{value}"' in text for key, value in changed.items() if key == "on")
    enter(world.selam)
    assert not LastContact.objects.filter(case=family).exists()


def test_the_same_contact_sent_five_times_is_kept_once(world: World) -> None:
    family = world.maple()
    browser = world.client(world.selam)
    form = as_it_stands(browser, address("contact", family))
    assert {browser.post(address("contact", family), form).status_code for _ in range(5)} == {303}
    enter(world.selam)
    assert Contact.objects.filter(case=family).count() == 1


def test_only_the_worker_finds_the_form_of_a_contact(world: World) -> None:
    family = world.maple()
    for name in ("helen", "paul", "ruth", "tom"):
        browser = world.client(getattr(world, name))
        assert browser.get(address("contact", family)).status_code == 403, name
        assert browser.post(address("contact", family), contact_of()).status_code == 403, name


def test_an_unknown_family_has_no_forms(world: World) -> None:
    for form in ("contact", "worker", "sleep", "wake"):
        assert world.client(world.selam).get(f"/families/{uuid4()}/{form}/").status_code == 404


# --- sleep and waking --------------------------------------------------------------------


@pytest.mark.parametrize(("when", "months"), [("6", 6), ("12", 12)])
def test_the_sender_lets_a_family_wait_for_months_with_two_choices(world: World, when: str, months: int) -> None:
    family = world.refer().case
    answer = world.client(world.paul).post(address("sleep", family), {"reason": "no_date", "when": when, "wake_on": ""})
    assert answer.status_code == 303
    enter(world.paul)
    assert Pause.objects.get(case=family).wake_on == months_later(clock.today(), months)
    text = page(world, world.paul, family)
    assert "Waiting for news" in text
    assert "No date of arrival is known yet" in first_card(text)


def test_a_family_may_sleep_for_years(world: World) -> None:
    family = world.refer().case
    far = clock.today() + timedelta(days=3 * 365)
    said = {"reason": "no_date", "when": "day", "wake_on": far.isoformat()}
    assert world.client(world.paul).post(address("sleep", family), said).status_code == 303


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("", "Write the day on which we ask you again"),
        ("2020-01-01", "Write a day after today"),
        ("2099-01-01", "Check the year"),
        ("0001-01-01", "Write a year between"),
        ("2027-02-30", "This date does not exist"),
    ],
)
def test_a_day_to_ask_again_that_cannot_be_is_refused_with_the_reason(world: World, day: str, says: str) -> None:
    family = world.refer().case
    answer = world.client(world.paul).post(address("sleep", family), {"reason": "no_date", "when": "day", "wake_on": day})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    enter(world.paul)
    assert not Pause.objects.filter(case=family).exists()


def test_a_sleeping_family_wakes_with_one_button(world: World) -> None:
    family = asleep(world)
    browser = world.client(world.paul)
    assert address("wake", family) in first_card(page(world, world.paul, family))
    answer = browser.post(address("wake", family), as_it_stands(browser, address("wake", family)))
    assert answer.status_code == 303
    assert "Waiting for news" not in page(world, world.selam, family)


def test_whoever_was_asked_may_say_still_expected_but_not_yet(world: World) -> None:
    family = asleep(world, days=30)
    browser = world.client(world.paul)
    assert browser.post(address("sleep", family), {"reason": "no_date", "when": "6"}).status_code == 422
    later = datetime.combine(clock.today() + timedelta(days=30), datetime.min.time(), clock.ONTARIO) + timedelta(hours=9)
    with clock.at(later):
        assert address("sleep", family) in browser.get(address("wake", family)).content.decode()
        assert browser.post(address("sleep", family), {"reason": "no_date", "when": "6"}).status_code == 303
        enter(world.paul)
        assert [row.wake_on for row in Pause.objects.standing()] == [months_later(later.date(), 6)]


def test_a_family_that_does_not_wait_cannot_be_woken(world: World) -> None:
    family = world.maple()
    browser = world.client(world.paul)
    assert "This family is not waiting" in browser.get(address("wake", family)).content.decode()
    assert browser.post(address("wake", family)).status_code == 422


def test_worker_and_agency_do_not_put_a_family_to_sleep(world: World) -> None:
    family = world.maple()
    for name in ("selam", "helen", "tom"):
        browser = world.client(getattr(world, name))
        assert browser.get(address("sleep", family)).status_code == 403, name
        assert browser.post(address("wake", family)).status_code == 403, name


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [("2026-08-31", 6, "2027-02-28"), ("2027-08-31", 6, "2028-02-29"), ("2026-12-15", 12, "2027-12-15")],
)
def test_months_later_is_the_same_day_or_the_month_s_last(day: str, months: int, later: str) -> None:
    start = datetime.fromisoformat(day).date()
    assert months_later(start, months).isoformat() == later


def test_who_may_not_read_the_work_log_is_told_nothing_wrong_of_it(world: World) -> None:
    family = world.maple()
    enter(world.selam)
    verbs.log_contact(family, world.selam, kind=ContactKind.CALL, on=clock.today(), minutes=15, language="ti")
    text = page(world, world.tom, family)
    assert "No contact yet" not in text
    assert "Selam</bdi> is the family’s worker. The sponsors’ contact knows more." in first_card(text)


def test_after_acceptance_the_wishes_stand_on_the_page_in_detail(world: World) -> None:
    family = world.name_worker(world.accept(world.refer(wishes=["woman"])))
    assert "A woman as worker" in page(world, world.selam, family)
