"""Naming the one worker: suggestions with reasons in words; a person decides; no speaker, two ways open."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from intentional_connection.cases.models import Designation, LanguagePlan
from intentional_connection.cases.models.case import Wish
from intentional_connection.cases.tests.asking import questions
from intentional_connection.cases.views.reasons import aside_words
from intentional_connection.kernel import clock
from intentional_connection.matching.rules import Rule
from intentional_connection.partners import verbs as partners
from intentional_connection.practice.verbs import adopt
from tests.crawl import open_page
from tests.world import enter

if TYPE_CHECKING:
    from intentional_connection.cases.models import Case
    from tests.world import World


def address(family: Case) -> str:
    return reverse("cases:worker", kwargs={"pk": family.pk})


def page(world: World, family: Case, language: str = "en") -> str:
    browser = world.client(world.helen)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = browser.get(address(family))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def name_(world: World, family: Case, worker: str, **more: str) -> Any:
    said = {"worker": str(world.membership(worker).pk), "backup": "", "override": "", "plan_reason": ""}
    return world.client(world.helen).post(address(family), said | more)


def named(world: World, family: Case) -> Designation:
    enter(world.helen)
    return Designation.objects.standing().primary().get(case=family)


def accepted(world: World, **answers: Any) -> Case:
    return world.accept(world.refer(**answers))


def away(world: World, worker: str, *, from_in: int, to_in: int) -> None:
    membership = world.membership(worker)
    enter(world.helen)
    today = clock.today()
    partners.record_absence(
        membership, world.helen, from_on=today + timedelta(days=from_in), to_on=today + timedelta(days=to_in)
    )


def card_of(text: str, worker: str) -> str:
    found = re.search(rf'<li class="card choice">(?:(?!</li>).)*<bdi>{worker}</bdi>.*?</li>', text, re.DOTALL)
    assert found
    return found[0]


def test_who_speaks_the_family_s_first_language_stands_first_with_reasons_in_words(world: World) -> None:
    text = page(world, accepted(world))
    assert text.index("<bdi>Selam</bdi>") < text.index("<bdi>Omar</bdi>") < text.index("<bdi>Lena</bdi>")
    card = card_of(text, "Selam")
    for reason in (
        "Speaks Tigrinya as a first language",
        "Caseload: 0 of 24 points now, 1 with this family",
        "Works in the family’s own area",
        "Your agency has an agreement with <bdi>Lakeside SAH</bdi>",
        "No absence planned in the next weeks",
    ):
        assert reason in card, reason
    assert '<meter min="0" max="24" value="1"' in card
    assert "Speaks none of the family’s languages" in card_of(text, "Lena")


def test_the_page_tells_no_code_and_no_more_of_the_family_than_naming_needs(world: World) -> None:
    text = page(world, accepted(world))
    for hidden in ("Luwam", "without stairs", ">ti<", "at_cap", "sah"):
        assert hidden not in re.sub(r'<[^>]*class="[^"]*"[^>]*>', "", text), hidden


def test_the_first_suggestion_is_chosen_beforehand_and_named_with_one_press(world: World) -> None:
    family = accepted(world)
    browser = world.client(world.helen)
    form = next(form for form in open_page(browser, address(family)).forms if any(one.name == "worker" for one in form.fields))
    sent = {one.name: one.value for one in form.fields if one.name not in {"worker", "override", "backup"}}
    checked = re.search(r'<input type="radio" name="worker" value="([^"]+)"[^>]* checked', browser.get(address(family)).content.decode())
    assert checked
    assert browser.post(address(family), sent | {"worker": checked[1]}).status_code == 303
    row = named(world, family)
    assert (row.account_id, row.why.chosen_rank, row.interim) == (world.selam.pk, 1, False)


def test_another_than_the_first_asks_for_the_reason_and_keeps_what_was_chosen(world: World) -> None:
    family = accepted(world)
    answer = name_(world, family, "omar")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose the reason" in text
    assert " checked" in card_of(text, "Omar")
    assert name_(world, family, "omar", override="share_evenly").status_code == 303
    row = named(world, family)
    assert (row.account_id, row.why.override, row.why.chosen_rank) == (world.omar.pk, "share_evenly", 2)


def test_a_backup_is_named_beside_the_worker_and_is_somebody_else(world: World) -> None:
    family = accepted(world)
    selam, omar = (str(world.membership(name).pk) for name in ("selam", "omar"))
    answer = name_(world, family, "selam", backup=selam)
    assert answer.status_code == 422
    assert "The backup is somebody else" in answer.content.decode()
    assert name_(world, family, "selam", backup=omar).status_code == 303
    assert world.client(world.omar).get(f"/families/{family.pk}/").status_code == 200


def test_nobody_chosen_or_somebody_of_another_agency_is_refused(world: World) -> None:
    family = accepted(world)
    stranger = str(world.membership("yonas").pk)
    for worker, says in (("", "Choose one worker from the list"), (stranger, "Choose one of the answers shown"), ("x", "Choose one")):
        answer = world.client(world.helen).post(address(family), {"worker": worker})
        assert answer.status_code == 422, worker
        assert says in answer.content.decode()
    assert named(world, family).interim


def test_without_a_speaker_two_ways_are_open_an_interpreter_or_a_partner_agency(world: World) -> None:
    family = accepted(world, languages=["so"])
    text = page(world, family)
    assert "Nobody free in your team speaks the family’s language" in text
    referral = family.accepted_referral
    assert referral
    assert reverse("cases:decline", kwargs={"pk": referral.pk}) + "?next_step=other_agency" in text
    assert "<bdi>Northgate newcomer centre</bdi>" in text
    link = re.search(r'href="([^"]+next_agency=[^"]+)"', text)
    assert link
    passing_on = world.client(world.helen).get(link[1]).content.decode()
    assert re.search(r'name="next_step" value="other_agency"[^>]* checked', passing_on)
    assert re.search(rf'<option value="{world.northgate.pk}" selected>', passing_on)
    assert "Yonas" not in text
    assert "Bayview" not in text


def test_an_interpreter_plan_asks_for_its_reason_and_keeps_it(world: World) -> None:
    family = accepted(world, languages=["so"])
    first = re.search(r'name="worker" value="([^"]+)"', page(world, family))
    assert first
    said = {"worker": first[1]}
    answer = world.client(world.helen).post(address(family), said)
    assert answer.status_code == 422
    assert "Choose why an interpreter will help" in answer.content.decode()
    answer = world.client(world.helen).post(address(family), said | {"plan_reason": "no_speaker_here"})
    assert answer.status_code == 303
    enter(world.helen)
    assert LanguagePlan.objects.get(case=family).reason == "no_speaker_here"
    shown = world.client(world.ruth).get(f"/families/{family.pk}/").content.decode()
    assert "Nobody at the agency speaks it" in shown


def test_who_is_away_today_is_set_aside_and_counted_by_that_rule(world: World) -> None:
    away(world, "selam", from_in=0, to_in=10)
    text = page(world, accepted(world))
    assert "1 worker: Away today" in text
    folded = text[text.index("<details") :]
    assert "Away today" in card_of(folded, "Selam")
    assert "Speaks Tigrinya, English, Amharic" in card_of(folded, "Selam")


def test_an_absence_to_come_is_said_with_its_first_day(world: World) -> None:
    away(world, "selam", from_in=7, to_in=10)
    assert re.search(r"Away from \w+day \d+ \w+ \d{4}", card_of(page(world, accepted(world)), "Selam"))


def test_a_wish_for_a_woman_sets_men_aside_without_naming_them_in_the_count(world: World) -> None:
    text = page(world, accepted(world, wishes=[Wish.WOMAN.value]))
    assert "1 worker: Not the gender that the family wishes, or not noted" in text


def test_a_group_without_a_sah_needs_no_agreement(world: World) -> None:
    family = world.accept(world.refer_birch())
    assert "these sponsors have no SAH" in card_of(page(world, family), "Selam")


def test_an_agency_without_workers_is_shown_the_way_to_take_one_in(world: World) -> None:
    referral = world.refer(agency=str(world.bayview.pk))
    enter(world.bruno)
    family = world.accept(referral, by="bruno")
    text = world.client(world.bruno).get(address(family)).content.decode()
    assert reverse("partners:organization", kwargs={"pk": world.bayview.pk}) in text


def test_only_the_supervisor_names_a_worker(world: World) -> None:
    family = accepted(world)
    for name in ("paul", "ruth", "tom"):
        browser = world.client(getattr(world, name))
        assert browser.get(address(family)).status_code == 403, name
        assert browser.post(address(family), {}).status_code == 403, name
    for name in ("selam", "nadia", "cora"):
        assert world.client(getattr(world, name)).get(address(family)).status_code == 404, name


def test_once_the_worker_has_been_in_touch_a_handover_is_the_way(world: World) -> None:
    family = world.contact(world.maple())
    text = page(world, family)
    assert "A change now needs a handover" in text
    assert "<form" not in text[text.index("<main") : text.index("</main>")]
    assert name_(world, family, "omar", override="share_evenly").status_code == 422


def test_where_suggestions_are_not_in_the_site_the_team_stands_by_name_and_no_reason_is_asked(world: World) -> None:
    enter(world.cora)
    adopt(world.site, world.cora, parts=["warm_referral", "language_first", "agreements"])
    family = accepted(world)
    text = page(world, family)
    assert "not in this site" in text
    assert "First suggestion" not in text
    assert "Speaks Arabic, English" in card_of(text, "Omar")
    assert name_(world, family, "omar").status_code == 303


def test_the_page_asks_no_more_with_sixty_families_than_with_one(world: World) -> None:
    family = accepted(world)
    few = len(questions(world.client(world.helen), address(family)))
    for _ in range(59):
        accepted(world)
    assert len(questions(world.client(world.helen), address(family))) == few <= 12


def test_the_family_s_page_asks_no_more_with_sixty_families_than_with_one(world: World) -> None:
    path = f"/families/{world.contact(world.maple()).pk}/"
    names = ("paul", "ruth", "tom", "helen", "selam")
    few = {name: len(questions(world.client(getattr(world, name)), path)) for name in names}
    for _ in range(59):
        accepted(world)
    assert {name: len(questions(world.client(getattr(world, name)), path)) for name in names} == few
    assert max(few.values()) <= 12


def test_every_rule_that_sets_aside_has_words_in_both_languages(world: World) -> None:
    english = {str(aside_words(rule)) for rule in Rule}
    with translation.override("fr"):
        french = {str(aside_words(rule)) for rule in Rule}
    assert len(english) == len(french) == len(Rule)
    assert not english & french


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_reads_in_both_languages(world: World, language: str) -> None:
    text = page(world, accepted(world), language)
    words = {"en": "Name this worker", "fr": "Désigner cette personne"}
    reasons = {"en": "Speaks Tigrinya as a first language", "fr": "Langue première : tigrigna"}
    assert words[language] in text
    assert reasons[language] in text.replace("\u00a0", " ")
