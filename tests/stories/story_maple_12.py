"""Maple 12: a Tigrinya-speaking family, from the warm referral by its SAH to the end of the year. Without JavaScript."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.stories import acts
from tests.stories import path_acts as path
from tests.stories import year_acts as year
from tests.stories.conftest import NARROW

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stories.person import Person

MAPLE = acts.Family(
    adults=("Winta-Planted", "Dawit-Planted"),
    children=("Sennait-Planted",),
    languages=("ti", "am"),
    group="St Mark’s group",
    wishes=("A woman as worker",),
    needs="The grandmother walks with two sticks.",
)
#: First contact from Today: open the family, open the form, save it.
MOST_CLICKS = 3
#: Read by those alone whom the adults or the application let read it; the worker is not among them.
FLIGHT = "XX-PLANTED-417"
WINTA, DAWIT = MAPLE.adults
ANOTHER = "We would like another arrangement."
BICYCLE = "A bicycle for the way to school"
ANSWER = "We look at it together on Monday."


def test_maple_12_goes_the_whole_year(somebody: Callable[..., Person]) -> None:
    """From the first answer of the SAH over the last connection that both have answered to the end, and the way back."""
    paul, helen, selam, ruth = (somebody(java_script_enabled=False).be(name) for name in ("Paul", "Helen", "Selam", "Ruth"))
    label = refer_with_a_night_between(paul)
    answer(helen, paul, label)
    name_selam(helen)
    selam_calls(selam, label)
    sponsors_see_the_day_alone(ruth, label)
    home = path.home_of(selam, label)
    before_arrival(selam, ruth, paul, home)
    the_flight_is_known_and_moves(paul, selam, home)
    path.do(ruth, f"{home}arrival/", "Record the arrival", on=path.in_days(0).isoformat())
    path.stands_at(selam, home, "Arrived")
    winta = opens_her_page(selam, somebody, home)
    says_yes_to_one_line_and_no_to_another(winta, selam, ruth, home)
    each_adult_chooses(selam, home)
    path.meet_together(selam, home, WINTA, "A school for the child.", hoped="We hope for a calm first week.")
    the_agreement_gets_the_familys_voice([selam, ruth, paul], winta, home)
    every_connection_is_answered(winta, selam, home)
    path.stands_at(selam, home, "Connected")
    the_first_months(winta, selam, home, label)
    from_month_3_to_month_9(winta, selam, ruth, home, label)
    the_year_ends(winta, selam, ruth, home)
    afterwards(winta, [selam, helen], [ruth, paul], home, label)


def refer_with_a_night_between(paul: Person) -> str:
    """Five steps; after the second Paul signs out, comes back, and nothing is lost."""
    acts.begin(paul)
    acts.say_who_helps(paul, MAPLE)
    acts.say_who_they_are(paul, MAPLE)
    paul.press("Sign out")
    paul.be("Paul")
    paul.open("/refer/")
    paul.press_in(paul.row("Amharic"))
    acts.say_where_and_when(paul, MAPLE)
    acts.say_what_they_wish(paul, MAPLE)
    without_the_familys_yes_nothing_is_sent(paul)
    acts.say_their_yes(paul)
    paul.sees(*MAPLE.secrets, "Riverton", "N2G")
    return acts.send(paul)


def without_the_familys_yes_nothing_is_sent(paul: Person) -> None:
    """The draft is kept; there is no button to send."""
    paul.press("Save and check all answers")
    paul.reads("The family has not said yes yet. The draft is kept; send it when they have.")
    assert not paul.page.get_by_role("button", name="Send the referral").count()
    paul.page.go_back()


def answer(helen: Person, paul: Person, label: str) -> None:
    """Harbour reads ten fields, asks about one, gets the answer, accepts."""
    acts.open_from_today(helen, label)
    acts.reads_ten_fields_and_no_more(helen, label, MAPLE)
    helen.press("Ask a question first")
    helen.page.locator("input[name=about][value=languages]").check()
    helen.press("Send the question")
    acts.open_from_today(paul, label)  # straight to the answer
    paul.tick("It is right as it stands")
    paul.press("Send the answer")
    helen.page.reload()
    helen.reads("It is right as it stands")
    helen.sees_nowhere(*MAPLE.secrets)
    helen.press("Accept the family")
    paul.page.reload()
    paul.reads("Open the family")


def name_selam(helen: Person) -> None:
    """Up to five suggestions, each with reasons; Selam, who speaks Tigrinya, is the first."""
    suggestions = helen.page.locator("ol.ranked > li")
    assert 1 <= suggestions.count() <= 5
    for one in suggestions.all():
        assert one.locator(".why").count() >= 3, one.inner_text()
    helen.reads("Set aside for this family:")
    expect(suggestions.first).to_contain_text("Tigrinya")
    assert acts.name_worker(helen, backup="Amal") == "Selam"
    helen.sees("Amal", *MAPLE.adults)


def selam_calls(selam: Person, label: str) -> None:
    """Three clicks from Today to a noted first contact; the brief, the people and what happened are on the way."""
    selam.open("/today/")
    selam.clicks = 0
    selam.press_in(selam.row(label))
    if not selam.path.endswith("/contact/"):
        selam.press("Log a contact")
    selam.press("Save this contact")
    assert selam.clicks <= MOST_CLICKS
    selam.reads("Saved. Sponsors see the day of the last contact, nothing else.")
    selam.sees(MAPLE.needs, *MAPLE.adults, "Ruth", "Paul", "Amal", "Lakeside SAH", "15 minutes")
    expect(selam.page.locator(".timeline > li")).not_to_have_count(0)
    selam.open("/today/")
    expect(selam.row(label)).to_have_count(1)
    expect(selam.row(label)).to_contain_text("Plan the meeting")


def sponsors_see_the_day_alone(ruth: Person, label: str) -> None:
    """Whoever speaks for the group sees the worker and the day of the last contact, not how long it took."""
    acts.open_family(ruth, label)
    ruth.sees("Selam", "Last contact:")
    ruth.sees_nowhere("15 minutes")


def before_arrival(selam: Person, ruth: Person, paul: Person, home: str) -> None:
    """The board from the catalogue, the meeting before arrival, and everybody's yes: version 1."""
    path.draw_up(selam, home, path.TEMPORARY)
    meeting = path.plan(selam, home, "pre_arrival", path.in_days(9))
    ruth.open(meeting)
    ruth.press("I will come")
    the_meeting_moves_and_the_old_day_stays(ruth, meeting)
    they_meet_before_arrival(selam, meeting)
    ruth.open(meeting)
    ruth.sees("We hope for a calm first week.", "Ruth calls on the day of arrival.", "Language classes near you")
    path.write_down(selam, home, (), ruth, paul)
    ruth.open(f"{home}board/versions/")
    ruth.sees("Version 1")


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
    """A new notice is a new version, the dates on the board go along; the worker reads the days and not the flight."""
    today, later = path.in_days(0).isoformat(), path.in_days(12).isoformat()
    path.do(paul, f"{home}travel/", "Save this notice", received_on=today, lands_on=later, flight=FLIGHT)
    due = path.days_on_board(selam, home)
    path.do(
        paul, f"{home}travel/", "Save this notice", received_on=today, known="day", lands_on=today, reason="moved_by_office",
        flight=FLIGHT,
    )  # fmt: skip
    assert path.days_on_board(selam, home) != due
    for person, reads in ((paul, True), (selam, False)):
        person.open(f"{home}travel/")
        person.page.locator("main details > summary").first.click()
        person.reads("What was written down before")
        person.sees(f"{path.in_days(12).day} {path.in_days(12):%B}")
        assert (FLIGHT in person.page.content()) is reads


def opens_her_page(selam: Person, somebody: Callable[..., Person], home: str) -> Person:
    """The own key opens once, by a button; looking at the link spends nothing; on another telephone it is too old."""
    link = path.give_key(selam, home, WINTA, "ti")
    there = link[link.index("/k/") :]
    somebody(viewport=NARROW).open(there)
    winta, other = (somebody(viewport=NARROW, java_script_enabled=False) for _telephone in range(2))
    winta.open(there)
    path.follow(winta, winta.page.locator("main form button"))
    assert winta.page.locator("html").get_attribute("lang") == "ti"
    winta.sees("Draft translation", "Selam")
    assert winta.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    other.open(there)
    other.sees("too old")
    return winta


def says_yes_to_one_line_and_no_to_another(winta: Person, selam: Person, ruth: Person, home: str) -> None:
    """A tap each; a yes can be taken back; the line with a question waits for all to see, until the worker answers it."""
    winta.open("/my/plan/")
    path.follow(winta, winta.page.locator('main form[action*="/yes/"] button').first)
    yes = winta.page.locator("main .tag.ok")
    expect(yes).to_have_count(1)
    path.follow(winta, winta.page.locator("main li:has(.tag.ok) a").first)
    line = winta.path
    path.follow(winta, winta.page.locator('main form[action*="take-back"] button'))
    path.fill(winta, text=ANOTHER)
    path.follow(winta, winta.page.locator('main form[action*="question"] button'))
    expect(yes).to_have_count(0)
    ruth.open(f"{home}board/?show=waiting")
    ruth.sees("1 question")
    path.follow(ruth, ruth.page.locator('main tr:has-text("1 question") a').first)
    ruth.sees(ANOTHER)
    selam.open(ruth.path)
    selam.press("Answer this")
    path.fill(selam, answer=ANSWER)
    path.follow(selam, selam.page.locator("main form button.main"))
    winta.open(line)
    winta.sees(ANOTHER, ANSWER)


def each_adult_chooses(selam: Person, home: str) -> None:
    """In private: Winta keeps what is sensitive to herself."""
    path.share(selam, home, WINTA, choice_sensitive="no")
    path.share(selam, home, DAWIT)


def the_agreement_gets_the_familys_voice(people: list[Person], winta: Person, home: str) -> None:
    """Each adult's yes to every line: Winta's on her telephone, the other's said aloud. Version 2 is written, 1 stands."""
    selam, *others = people
    path.do(others[0], f"{home}board/add/", "Add this task", label=BICYCLE)
    winta.open("/my/plan/")
    for when in [one.get_attribute("href") for one in winta.page.locator("nav.chips a").all()]:
        winta.open(f"/my/plan/{when}")
        if (every := winta.page.locator("main form button.main")).count():
            path.follow(winta, every)
    path.write_down(selam, home, (DAWIT,), *others)
    selam.open(f"{home}board/versions/")
    selam.sees("Version 1", "Version 2")
    path.fill(selam, **{"from": "1", "to": "2"})
    selam.press("Compare")
    expect(selam.page.locator("main ul.changes")).to_contain_text(BICYCLE)


def every_connection_is_answered(winta: Person, selam: Person, home: str) -> None:
    """Winta on her own telephone, the worker, and the other adult aloud."""
    winta.open("/my/connections/")
    while (waiting := winta.page.locator('main li button[value="connected"]')).count():
        path.follow(winta, waiting.first)
    path.stands_at(selam, home, "First meeting together")
    path.answer_check(selam, home, (WINTA, DAWIT))


def the_first_months(winta: Person, selam: Person, home: str, label: str) -> None:
    """The rhythm is agreed and kept, then changed; a service is asked, and Winta asks something."""
    year.agree_rhythm(selam, home, 14)
    path.stands_at(selam, home, "Following up")
    year.let_pass(30, winta, selam)
    year.log_contact(selam, home, label)
    year.agree_rhythm(selam, home, 30)
    year.ask_a_service(selam, home, path.in_days(60).isoformat())
    year.ask_the_worker(winta)


def from_month_3_to_month_9(winta: Person, selam: Person, ruth: Person, home: str, label: str) -> None:
    """Month 3: the next contact, an answer, an outcome, the review; month 9: choices made anew, and the plan for after."""
    year.let_pass(90, winta, selam, ruth)
    year.log_contact(selam, home, label)
    year.answer_the_question(selam, home, winta, 60)
    year.write_down_outcome(selam, home, ruth)
    year.review(selam, home, 90)
    year.let_pass(280, winta, selam, ruth)
    each_adult_chooses(selam, home)  # what was said at the arrival would run out with the year
    year.begin_month_13(selam, home, ruth)
    year.write_budget(winta, home, ruth, selam)


def the_year_ends(winta: Person, selam: Person, ruth: Person, home: str) -> None:
    """The closing meeting in the family's words, whom it may call afterwards, the last day."""
    year.let_pass(365, winta, selam, ruth)
    year.meet_at_the_end(selam, home, WINTA, 365, ruth)
    year.end_the_year(selam, home)
    year.choose_what_comes_after(winta)
    ruth.open(f"{home}ending/")
    ruth.sees(year.FRIEND)


def afterwards(winta: Person, agency: list[Person], sponsors: list[Person], home: str, label: str) -> None:
    """More than 30 days later nobody but the family opens it; the own page answers, and opens it again for the agency."""
    year.let_pass(400, winta, *agency, *sponsors)
    year.open_no_more(home, label, *agency, *sponsors)
    year.own_pages_answer(winta)
    year.needs_help_again(winta, home, label, *agency)
    year.open_no_more(home, label, *sponsors)


def test_a_family_sleeps_for_years_and_is_woken(somebody: Callable[..., Person]) -> None:
    """The sender lets a family wait until a day years from now, and wakes it before."""
    family = acts.Family(adults=("Rahwa",), languages=("ti",), group="St Mark’s group")
    paul, helen = somebody().be("Paul"), somebody().be("Helen")
    label = acts.refer(paul, family)
    acts.open_from_today(helen, label)
    helen.press("Accept the family")
    acts.open_family(paul, label)
    paul.press("Let the family wait")
    paul.tick("No date of arrival is known yet")
    paul.tick("On another day")
    paul.write("The other day", f"{datetime.now(UTC).year + 4}-05-04")
    paul.press("Let the family wait")
    paul.reads("Saved. We ask you again on the day you chose.")
    helen.open("/today/")
    expect(helen.row(label)).to_have_count(0)
    acts.open_family(paul, label)
    paul.press("The family is expected again")
    paul.press("Yes, wake the family: what waited goes on")
    helen.open("/today/")
    expect(helen.row(label)).to_have_count(1)
