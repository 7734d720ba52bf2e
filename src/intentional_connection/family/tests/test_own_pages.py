"""An adult's own pages: in six languages, light, without typing, and nobody else's."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from conftest import reading_everything
from intentional_connection.access.seats import TAKING_PART, Level
from intentional_connection.cases.models import (
    Confirmation,
    ConnectionAnswer,
    Consent,
    MeetingAnswer,
    MeetingRequest,
    Need,
    Question,
)
from intentional_connection.family import words
from intentional_connection.family.tests.playing import key_for, opened, played
from intentional_connection.family.tongue import clocks, in_how_long
from intentional_connection.kernel import clock
from intentional_connection.people.models import Account
from intentional_connection.practice.edition import load
from intentional_connection.ui import messages
from intentional_connection.ui.languages import CHECKED, DRAFTS, FAMILY
from tests.crawl import OWN
from tests.world import enter

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.maple_stands

HERE = Path(__file__).parents[1]
PAGES = (
    *("/my/", "/my/meeting/", "/my/plan/", "/my/connections/", "/my/people/", "/my/choices/", "/my/help/", "/my/help/missing/"),
    *("/my/choices/hide/", "/my/pin/set/", "/my/telephones/"),
)
HOME_QUERIES, HOME_BYTES, HOME_REQUESTS = 6, 60 * 1024, 6


@pytest.fixture
def home(world: World) -> dict[str, Any]:
    """Maple 12 with everything, and Luwam's telephone."""
    cache.clear()
    found = played(world)
    enter(None)
    return found


def speak(home: dict[str, Any], language: str) -> None:
    Account.objects.filter(pk=home["given"].key.account_id).update(language=language)


def text(home: dict[str, Any], path: str = "/my/") -> str:
    answer = home["phone"].get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


@pytest.mark.parametrize(("code", "own_name"), FAMILY)
def test_every_page_opens_in_every_language(home: dict[str, Any], code: str, own_name: str) -> None:
    speak(home, code)
    line = f"/my/plan/{home['lines'][0].pk}/"
    for path in (*PAGES, line):
        page = text(home, path)
        assert re.search(rf'<html lang="{code}" dir="(rtl|ltr)"', page), path
        assert ('dir="rtl"' in page[:80]) == (code in {"ar", "prs"})
        assert own_name in page
        assert page.count("<h1") == 1, path
        assert page.count("btn main") <= 1, path
        assert not re.search(r" style=| on[a-z]+=\"|<script", page), path
        assert ("Draft translation: ask" in page) == (code not in CHECKED)


@pytest.mark.parametrize("code", DRAFTS["family"])
def test_a_sentence_of_safety_or_consent_is_never_a_draft(home: dict[str, Any], code: str) -> None:
    speak(home, code)
    for path, english, french in (
        ("/my/help/", "Danger, fire, or very ill: call 911.", "appelez le 911"),
        ("/my/choices/", "Your yes ends after 12 months.", "Votre oui se termine après 12 mois."),
        ("/my/", "You choose who sees your information", "Vous choisissez qui voit vos informations"),
    ):
        page = text(home, path)
        assert re.search(rf'lang="en" dir="ltr">(?:(?!</div>).)*{re.escape(english)}', page, flags=re.DOTALL), path
        assert re.search(rf'lang="fr" dir="ltr">(?:(?!</div>).)*{re.escape(french)}', page, flags=re.DOTALL), path
    held = {one.id for one in messages.known("family", code)}
    assert "You choose who sees your information" not in held
    assert "Danger, fire, or very ill: call 911. It is free." not in held


def test_911_stands_there_only_after_arrival(world: World) -> None:
    cache.clear()
    case = world.maple()
    phone = opened(key_for(world, case))
    assert "911" not in phone.get("/my/help/").content.decode()


def test_the_first_page_asks_little_and_weighs_little(home: dict[str, Any]) -> None:
    home["phone"].get("/my/")
    with CaptureQueriesContext(connection) as asked:
        page = text(home)
    ours = [one["sql"] for one in asked.captured_queries if not any(own in one["sql"] for own in OWN)]
    assert len(ours) <= HOME_QUERIES, ours
    files = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))
    weight = len(gzip.compress(page.encode()))
    for file in files:
        room = file.split("/")[2]
        weight += len(gzip.compress((HERE.parent / room / "static" / file.removeprefix("/static/")).read_bytes()))
    assert 1 + len(files) <= HOME_REQUESTS
    assert weight <= HOME_BYTES


def test_the_meeting_is_answered_in_two_taps_without_typing(home: dict[str, Any]) -> None:
    page = text(home)
    assert "in Cairo" in page
    assert "In Ontario" in page
    fields = dict(re.findall(r'<input type="hidden" name="(once|day)" value="([^"]+)"', page[page.index('action="/my/meeting/"') :]))
    assert home["phone"].post("/my/meeting/", fields | {"coming": "yes"})["Location"] == "/my/"
    assert "You said: I will come." in text(home)
    with reading_everything():
        (row,) = MeetingAnswer.objects.filter(meeting=home["meeting"])
    assert (row.coming, row.by_id) == ("yes", home["given"].key.account_id)
    assert row.guest.newcomer_id == home["given"].key.newcomer_id


def test_an_answer_to_a_day_that_moved_is_asked_again(home: dict[str, Any]) -> None:
    answer = home["phone"].post("/my/meeting/", {"coming": "yes", "day": f"{home['meeting'].pk}-7"})
    assert answer.status_code == 422
    assert "The time has changed" in answer.content.decode()


def test_yes_to_a_line_to_all_and_taken_back(home: dict[str, Any]) -> None:
    phone, lines = home["phone"], home["lines"]
    assert phone.post("/my/plan/yes/", {"lines": str(lines[0].pk), "when": "planning"})["Location"] == "/my/plan/?when=planning"
    phone.post("/my/plan/yes/", {"lines": [str(line.pk) for line in lines]})
    with reading_everything():
        said = Confirmation.objects.filter(line__in=lines, taken_back_at=None)
        assert {row.newcomer_id for row in said} == {home["given"].key.newcomer_id}
        assert said.count() == len(lines)
    assert "You said yes." in text(home, f"/my/plan/{lines[0].pk}/")
    phone.post(f"/my/plan/{lines[0].pk}/take-back/", {})
    with reading_everything():
        assert not Confirmation.objects.filter(line=lines[0], taken_back_at=None).exists()
    assert phone.post("/my/plan/yes/", {"lines": str(home["meeting"].pk)}).status_code == 303
    assert "Something here has changed" in text(home, "/my/plan/")


def test_a_question_takes_one_tap(home: dict[str, Any]) -> None:
    home["phone"].post(f"/my/plan/{home['lines'][0].pk}/question/", {"when": "planning"})
    with reading_everything():
        (row,) = Question.objects.filter(line=home["lines"][0])
    assert (row.party, row.newcomer_id, row.text) == ("newcomer", home["given"].key.newcomer_id, "")
    assert "You have a question" in text(home, "/my/plan/?when=planning")


def test_a_connection_is_made_when_both_have_said_so(home: dict[str, Any]) -> None:
    registered, doctor, _own = home["links"]
    phone = home["phone"]
    for row, state in ((registered, "connected"), (doctor, "not_wanted")):
        assert phone.post("/my/connections/", {"connection": str(row.pk), "state": state}).status_code == 303
    with reading_everything():
        rows = ConnectionAnswer.objects.filter(voice="newcomer").order_by("at")
        assert [row.state for row in rows] == ["connected", "not_wanted"]
    page = text(home, "/my/connections/")
    assert 'class="tag ok"' in page
    assert "You do not want this" in page
    assert phone.post("/my/connections/", {"connection": str(home["meeting"].pk), "state": "connected"}).status_code == 422


def answers(place: Any, **said: str) -> dict[str, str]:
    """Yes or no to the three questions about one organization."""
    return {f"{place.pk.hex}-{name}": answer for name, answer in said.items()}


def test_each_organization_is_chosen_by_itself_and_a_no_is_one_tap(home: dict[str, Any], world: World) -> None:
    phone, place = home["phone"], world.harbour
    assert "checked" not in text(home, "/my/choices/").split("<main")[1]  # nothing is chosen beforehand
    said = {"place": str(place.pk), **answers(place, plan="yes", identity="yes", sensitive="no")}
    assert phone.post("/my/choices/", said).status_code == 303
    person = home["given"].key.newcomer_id
    with reading_everything():
        (row,) = Consent.objects.filter(newcomer_id=person, method="own_phone")
        assert row.levels == int(TAKING_PART | Level.IDENTITY)
        assert (row.recipient_id, row.language, row.recorded_by_id) == (place.pk, "en", home["given"].key.account_id)
    for wrong in (answers(place, plan="no", identity="no", sensitive="yes"), answers(place, plan="yes")):
        assert phone.post("/my/choices/", {"place": str(place.pk), **wrong}).status_code == 422
    assert phone.post(f"/my/choices/{world.lakeside.pk}/no/", {}).status_code == 303
    with reading_everything():
        standing = Consent.objects.filter(newcomer_id=person, recipient=world.lakeside, withdrawn_at=None)
        assert not standing.exists()
        assert Consent.objects.filter(newcomer_id=person, recipient=world.st_marks, withdrawn_at=None).exists()


def test_asking_for_a_meeting_and_saying_what_is_missing(home: dict[str, Any]) -> None:
    phone = home["phone"]
    assert phone.post("/my/help/meeting/", {}).status_code == 303
    assert phone.post("/my/help/missing/", {"text": ""}).status_code == 422
    assert phone.post("/my/help/missing/", {"text": "ምግቢ"}).status_code == 303
    with reading_everything():
        assert MeetingRequest.objects.filter(voice="newcomer").count() == 1
        assert Need.objects.filter(text="ምግቢ").count() == 1


def test_the_language_is_the_adults_on_every_device(home: dict[str, Any]) -> None:
    home["phone"].post("/my/language/", {"language": "ti"})
    assert 'lang="ti"' in text(home)[:80]
    home["phone"].post("/my/language/", {"language": "xx"})
    assert 'lang="ti"' in text(home)[:80]


def test_nobody_else_opens_the_familys_page(home: dict[str, Any], world: World) -> None:
    for name in ("selam", "ruth", "paul", "helen", "cora"):
        assert world.client(getattr(world, name)).get("/my/").status_code == 404
    assert Client().get("/my/").status_code == 302
    other = world.name_worker(world.accept(world.refer(adults=["Hanna"], expected=_month(7))))
    stranger = opened(key_for(world, other, "Hanna"))
    line, link, place = home["lines"][0], home["links"][0], world.harbour
    assert stranger.get(f"/my/plan/{line.pk}/").status_code == 404
    assert stranger.post(f"/my/plan/{line.pk}/question/", {}).status_code == 404
    assert stranger.post("/my/connections/", {"connection": str(link.pk), "state": "connected"}).status_code == 422
    stranger.post("/my/plan/yes/", {"lines": str(line.pk)})
    stranger.post(f"/my/choices/{place.pk}/no/", {})
    for path in PAGES:
        page = stranger.get(path).content.decode()
        assert not [word for word in ("Luwam", "MARKED", str(home["case"].pk)) if word in page], path
    with reading_everything():
        assert not Confirmation.objects.filter(line=line).exists()
        assert not ConnectionAnswer.objects.filter(connection=link, voice="newcomer").exists()


def _month(ahead: int) -> str:
    return f"{clock.today() + timedelta(days=30 * ahead):%Y-%m}"


def test_a_page_in_use_is_not_signed_out_and_the_start_leads_home(home: dict[str, Any], settings: Any) -> None:
    settings.IC_DEMO, settings.IC_IDLE_MINUTES = False, 30
    with clock.at(clock.now() + timedelta(days=20)):
        assert home["phone"].get("/my/").status_code == 200
        assert home["phone"].get("/")["Location"] == "/my/"


# --- words ---------------------------------------------------------------------------------------


def test_two_clocks_in_the_readers_language() -> None:
    when = datetime(2026, 12, 4, 22, 30, tzinfo=UTC)
    with translation.override("en"):
        cairo, ontario = clocks(when, "Africa/Cairo")
        assert (cairo.day, cairo.hour, cairo.city) == ("Saturday 5 December", "0:30", "Cairo")
        assert (ontario.day, ontario.hour) == ("Friday 4 December", "17:30")
        assert [one.city for one in clocks(when, "America/Toronto")] == [""]
    with translation.override("fr"):
        assert clocks(when, "America/Toronto")[0].hour == "17\u00a0h\u00a030"
        assert clocks(datetime(2026, 12, 1, 17, tzinfo=UTC), "America/Toronto")[0].day == "mardi 1er décembre"
    with translation.override("prs"), clock.at(when - timedelta(days=3)):
        assert clocks(when, "Africa/Cairo")[0].day == "شنبه 5 دسمبر"
        assert "3" in in_how_long(when)


@pytest.mark.parametrize("code", DRAFTS["family"])
def test_a_draft_words_only_what_the_edition_holds(code: str) -> None:
    edition = load("ontario-2021", 1)
    known = {
        "tasks": {one.code for one in edition.tasks},
        "phases": set(edition.phases),
        "check": {one.key for one in edition.check_items},
    }
    held = words.draft(code)
    assert {group: set(texts) for group, texts in held.items()} == known
    # consent and safety: never before a person has checked them
    assert not any(held["tasks"][task] for task in ("T002", "T046", "T104", "T110"))
    with translation.override(code):
        for task in edition.tasks:
            said = words.task(edition, task.code)
            assert said.words
            assert said.lang == (code if held["tasks"][task.code] else "en")
