"""From the first contact to the completed check: Willow 6 with a SAH, and a family of a Group of Five with three voices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.stories import acts
from tests.stories import path_acts as path
from tests.stories.conftest import NARROW

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stories.person import Person

FLIGHT = "XX-PLANTED-417"
TEMPORARY = ("Is the first home temporary?", "Can the family be reached safely before arrival?")


def test_willow_6_to_the_completed_check(somebody: Callable[..., Person]) -> None:
    """Two meetings, who does what, a moved flight, an arrival, an own key, choices, and every connection made sure."""
    selam, ruth, paul = (somebody().be(name) for name in ("Selam", "Ruth", "Paul"))
    home = path.home_of(selam, "Willow 6")
    path.do(selam, f"{home}contact/", "Save this contact")
    path.draw_up(selam, home, TEMPORARY)
    meeting = path.plan(selam, home, "pre_arrival", path.in_days(9))
    ruth.open(meeting)
    ruth.press("I will come")
    the_meeting_moves_and_the_old_day_stays(ruth, meeting)
    they_meet_before_arrival(selam, meeting)
    ruth.open(meeting)
    ruth.sees("We hope for a calm first week.", "Ruth calls on the day of arrival.", "Language classes near you")
    for person in (ruth, paul, selam):
        path.confirm(person, home)
    path.do(selam, f"{home}board/write-down/", "Write it down")
    the_flight_is_known_and_moves(paul, selam, home)
    path.do(ruth, f"{home}arrival/", "Record the arrival", on=path.in_days(0).isoformat())
    mehret = opens_her_page(selam, somebody, home)
    says_yes_to_one_line_and_asks_about_another(mehret, selam, home)
    they_meet_together(selam, home, "Mehret")
    the_agreement_gets_the_familys_voice([selam, ruth, paul], home)
    path.share(selam, home, "Mehret", choice_sensitive="no")
    path.answer_check(selam, home, "Mehret")
    selam.open(home)
    expect(selam.page.locator("ol.stages [aria-current]")).to_have_text("Connected")


def the_meeting_moves_and_the_old_day_stays(ruth: Person, meeting: str) -> None:
    """Who asked and why are kept; the earlier day is still readable."""
    path.do(
        ruth, f"{meeting}move/", "Save", on=path.in_days(10).isoformat(), asked_by="sponsor", reason="someone_ill"
    )
    ruth.open(meeting)
    ruth.reads("Earlier days of this meeting")


def they_meet_before_arrival(selam: Person, meeting: str) -> None:
    """Written down on one page, from the edition's agenda."""
    selam.open(f"{meeting}hold/")
    path.everybody_came(selam)
    path.fill(selam, way="phone", **path.hours_just_over())
    path.fill(selam, hope__sponsor="We hope for a calm first week.")
    for kind, text in (("decision", "Ruth calls on the day of arrival."), ("question", "Who brings a stroller?")):
        owner, due = f"{kind}-1-owner", f"{kind}-1-due"
        path.fill(selam, **{f"{kind}-1-text": text, owner: "sponsor", due: path.in_days(5).isoformat()})
    path.fill(selam, **{"resource-1-title": "Language classes near you"})
    selam.press("Finish and share")


def the_flight_is_known_and_moves(paul: Person, selam: Person, home: str) -> None:
    """A new notice is a new version; the worker reads the day and not the flight."""
    first, later = path.in_days(0), path.in_days(3)
    path.do(
        paul, f"{home}travel/", "Save this notice", received_on=first.isoformat(), lands_on=later.isoformat(), flight=FLIGHT
    )
    path.do(
        paul, f"{home}travel/", "Save this notice", received_on=first.isoformat(), known="day", lands_on=first.isoformat(),
        reason="moved_by_office", flight=FLIGHT,
    )  # fmt: skip
    paul.open(f"{home}travel/")
    paul.sees(FLIGHT)
    selam.open(f"{home}travel/")
    selam.sees(f"{first.day}")
    selam.sees_nowhere(FLIGHT)


def opens_her_page(selam: Person, somebody: Callable[..., Person], home: str) -> Person:
    """The own key opens once, by a button; looking at the link spends nothing; on another telephone it is too old."""
    link = path.give_key(selam, home, "Mehret", "ti")
    there = link[link.index("/k/") :]
    for _look in range(2):
        somebody(viewport=NARROW).open(there)
    mehret = somebody(viewport=NARROW)
    mehret.open(there)
    path.follow(mehret, mehret.page.locator("main form button"))
    assert mehret.page.locator("html").get_attribute("lang") == "ti"
    mehret.sees("Draft translation", "Selam")
    other = somebody(viewport=NARROW)
    other.open(there)
    assert not other.page.locator("main form button.main").count() or "/k/" in other.page.url
    other.sees("too old")
    assert not mehret.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return mehret


def says_yes_to_one_line_and_asks_about_another(mehret: Person, selam: Person, home: str) -> None:
    """A tap each; the line with a question waits, and the worker answers it."""
    mehret.open("/my/plan/")
    path.follow(mehret, mehret.page.locator('main form[action*="/yes/"] button').first)
    expect(mehret.page.locator("main .tag.ok")).not_to_have_count(0)
    path.follow(mehret, mehret.page.locator("main li:has(.tag.ok) a").first)
    path.follow(mehret, mehret.page.locator('main form[action*="back"] button').first)  # no, not so
    mehret.open("/my/plan/")
    expect(mehret.page.locator("main .tag.ok")).to_have_count(0)
    path.follow(mehret, mehret.page.locator('main form[action*="ask"] button, main form[action*="question"] button').first)
    selam.open(f"{home}board/?show=waiting")
    selam.sees("1 question")
    path.follow(selam, selam.page.locator('main tr:has-text("1 question") a').first)
    selam.press("Answer")
    path.fill(selam, answer="We look at it together on Monday.")
    path.follow(selam, selam.page.locator("main form button.main"))
    mehret.open("/my/plan/")


def they_meet_together(selam: Person, home: str, adult: str) -> None:
    """The first meeting together, by telephone and written down afterwards: the newcomer's wish first, hopes read back."""
    selam.open(f"{home}meetings/met/")
    path.fill(selam, kind="post_arrival", guests=[*_values(selam, "guests")])
    begin_to_write(selam, "First meeting together")
    path.everybody_came(selam)
    path.fill(selam, way="phone", with_interpreter=True, **path.hours_just_over())
    wish = selam.page.locator('main [name^="want-"]').first
    wish.fill("A school for the child.")
    selam.press("Finish and share")
    selam.sees("A school for the child.", adult)


def begin_to_write(selam: Person, kind: str) -> None:
    """From "we met already" to the page on which it is written down."""
    path.follow(selam, selam.page.locator("main form button.main"))
    path.follow(selam, selam.page.locator('main a[href^="/meetings/"]', has_text=kind).first)
    selam.press("Begin, or write down what came of it")


def _values(person: Person, name: str) -> list[str]:
    boxes = person.page.locator(f'main [name="{name}"]').all()
    return [box.get_attribute("value") or "" for box in boxes]


def the_agreement_gets_the_familys_voice(people: list[Person], home: str) -> None:
    """Every line has the yes of all, the adult's said aloud and read back; version 2 is written down, version 1 stands."""
    selam = people[0]
    for person in people:
        path.confirm(person, home)
    path.record_yes(selam, home, "Mehret")
    path.do(selam, f"{home}board/write-down/", "Write it down")
    selam.open(f"{home}board/versions/")
    selam.sees("1", "2")


def test_a_family_of_a_group_of_five_comes_there_with_three_voices(somebody: Callable[..., Person]) -> None:
    """No SAH: no column, three voices; late notice, so the first meeting is not held. Without JavaScript."""
    grace, helen, selam = (somebody(java_script_enabled=False).be(name) for name in ("Grace", "Helen", "Selam"))
    family = acts.Family(adults=("Semhar",), languages=("ti",))
    acts.begin(grace)
    acts.say_who_helps(grace, family)
    acts.say_who_they_are(grace, family)
    acts.say_where_and_when(grace, family)
    acts.say_what_they_wish(grace, family)
    acts.say_their_yes(grace)
    label = acts.send(grace)
    acts.open_from_today(helen, label)
    helen.press("Accept the family")
    assert acts.name_worker(helen) == "Selam"
    home = path.home_of(selam, label)
    path.do(selam, f"{home}contact/", "Save this contact")
    path.draw_up(selam, home, TEMPORARY)
    today = path.in_days(0).isoformat()
    path.do(grace, f"{home}travel/", "Save this notice", received_on=today, lands_on=today)
    late_notice_is_said_honestly(selam, home)
    path.do(selam, f"{home}arrival/", "Record the arrival", on=today)
    they_meet_together(selam, home, "Semhar")
    grace.open(f"{home}board/")
    grace.sees_nowhere('class="seat sah"', "SAH")
    for person in (grace, selam):
        path.confirm(person, home)
    path.record_yes(selam, home, "Semhar")
    path.do(selam, f"{home}board/write-down/", "Write it down")
    path.answer_check(selam, home, "Semhar")
    selam.open(home)
    expect(selam.page.locator("ol.stages [aria-current]")).to_have_text("Connected")


def late_notice_is_said_honestly(selam: Person, home: str) -> None:
    """The short agenda is offered first; "not held" carries its reason and today's date; what is past due is no fault."""
    selam.open(f"{home}meetings/new/?kind=pre_arrival")
    selam.reads("The travel date is near")
    path.do(selam, f"{home}meetings/not-held/", "Save", reason="late_notice")
    selam.open(f"{home}meetings/")
    selam.sees("Not held")
    selam.open(f"{home}board/")
    selam.sees("As soon as possible")


def test_a_yes_narrowed_and_withdrawn_works_at_the_next_request(somebody: Callable[..., Person]) -> None:
    """Juniper 30: Hala takes her yes to the sponsors back on her own page; at the next request they read less."""
    hala = somebody(viewport=NARROW).be("Hala")
    ruth = somebody().be("Ruth")
    home = path.home_of(ruth, "Juniper 30")
    ruth.sees("Hala")
    hala.open("/my/choices/")
    path.follow(hala, hala.page.locator('main form[action*="/no/"] button').first)
    ruth.open(home)
    assert "Hala" not in ruth.page.locator("main").inner_text()


def test_what_was_typed_outlives_a_lost_connection(somebody: Callable[..., Person]) -> None:
    """Juniper 30: a telephone call is written down; the connection goes and comes back, nothing is lost."""
    selam = somebody().be("Selam")
    home = path.home_of(selam, "Juniper 30")
    selam.open(f"{home}meetings/met/")
    path.fill(selam, kind="review", guests=[*_values(selam, "guests")])
    begin_to_write(selam, "Review meeting")
    here = selam.path
    selam.context.set_offline(True)
    box = selam.page.locator('main textarea, main input[name^="decision-1-text"]').first
    box.fill("Written without a connection.")
    expect(selam.page.locator("[data-status]")).to_contain_text("No connection", timeout=20_000)
    selam.context.set_offline(False)
    expect(selam.page.locator("[data-status]")).to_contain_text("Saved", timeout=40_000)
    selam.open(here)
    assert "Written without a connection." in [one.input_value() for one in selam.page.locator("main textarea, main input").all()]
