"""What people do from the completed check to the end of the year and after it, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.stories import acts
from tests.stories import path_acts as path

if TYPE_CHECKING:
    from tests.stories.person import Person

MOST_CLICKS = 3
SERVICE, OUTCOME = "Library, evening class", "The service has begun"
QUESTION, ANSWER = "Which bus goes to the class?", "Number 7. I ride along on Monday."
DECISION = "Ruth shows the way to the dentist."
OUR_YEAR = "The first snow was hard, the table was always full."
FRIEND, REACHED = "Miriam", "519 555 0188"
#: What an adult earns and pays for the home, in dollars a month: nobody else's page shows it.
PAY, RENT = 2417, 1583


def let_pass(days: int, *people: Person) -> None:
    """Everybody goes on from the day so many days after today."""
    for person in people:
        person.open("/demo/")
        path.follow(person, person.page.locator(f'main button[name=days][value="{days}"]'))
        person.sees(f"{path.in_days(days).day} {path.in_days(days):%B %Y}" if person.language == "en" else "")


def agree_rhythm(selam: Person, home: str, every: int) -> None:
    """How often one is in touch, in one act; the page says it."""
    path.do(selam, f"{home}rhythm/", "Save this rhythm", rhythm_every_days=str(every), rhythm_way="call", rhythm_next_on="")
    selam.sees("Saved. Everybody around the family sees the next day.")


def log_contact(selam: Person, home: str, label: str) -> None:
    """Three clicks from the list of families to a noted contact; the next day is counted by itself."""
    selam.open("/families/")
    selam.clicks = 0
    selam.press_in(selam.row(label))
    selam.press("Log a contact")
    selam.press("Save this contact")
    assert selam.clicks <= MOST_CLICKS
    assert selam.path == home
    selam.reads("Saved. Sponsors see the day of the last contact, nothing else.")


def ask_a_service(selam: Person, home: str, ask_on: str) -> None:
    """One service is asked to receive the family; on the agreed day Today asks what came of it."""
    path.do(selam, f"{home}onward/", "Save this", service=SERVICE, reached_at="519 555 0174", ask_on=ask_on)
    selam.sees(SERVICE)


def write_down_outcome(selam: Person, home: str, reader: Person) -> None:
    """What came of it; sponsors read it too."""
    selam.open(f"{home}connections/")
    selam.press("What came of it")
    selam.tick(OUTCOME)
    selam.press("Save this")
    reader.open(f"{home}connections/")
    reader.sees(SERVICE, OUTCOME)


def ask_the_worker(adult: Person) -> None:
    """A question on the own page, in the open."""
    adult.open("/my/questions/")
    path.fill(adult, text=QUESTION)
    path.follow(adult, adult.page.locator("main form button.main"))
    adult.sees(QUESTION)


def answer_the_question(selam: Person, home: str, adult: Person, waited: int) -> None:
    """Its age stands beside it; the answer comes back to the own page."""
    selam.open(f"{home}questions/")
    selam.sees(QUESTION, f"waits {waited} days")
    selam.press("Answer")
    path.fill(selam, answer=ANSWER)
    selam.press("Save the answer")
    adult.open("/my/questions/")
    adult.sees(QUESTION, ANSWER)


def review(selam: Person, home: str, days: int) -> None:
    """People look back together, and it is written down."""
    path.begin_to_write(selam, home, "review", "Review meeting")
    path.everybody_came(selam)
    path.fill(selam, way="phone", **path.hours_just_over(days))
    due = path.in_days(days + 9).isoformat()
    path.fill(selam, **{"decision-1-text": DECISION, "decision-1-owner": "sponsor", "decision-1-due": due})
    selam.press("Finish and share")
    selam.sees(DECISION)


def begin_month_13(selam: Person, home: str, ruth: Person) -> None:
    """Three months before the end; sponsors read what is still to do."""
    path.do(selam, f"{home}month-13/", "Begin the plan for after")
    path.stands_at(selam, home, "Towards month 13")
    ruth.open(f"{home}month-13/")
    ruth.reads("What is still to do")


def write_budget(adult: Person, home: str, *others: Person) -> None:
    """Each adult's money stays the adult's own: amounts for a month, on the own telephone."""
    adult.open("/my/budget/")
    path.fill(adult, work_pay=str(PAY), rent=str(RENT))
    path.follow(adult, adult.page.locator("main form button.main"))
    adult.sees(str(PAY - RENT))
    for other in others:
        other.open(f"{home}month-13/")
        other.reads("not shared")
        assert str(PAY - RENT) not in other.text


def meet_at_the_end(selam: Person, home: str, adult: str, days: int, reader: Person) -> None:
    """The closing meeting: the year in the family's words, and what goes on."""
    path.begin_to_write(selam, home, "closing", "Closing meeting")
    path.everybody_came(selam)
    path.fill(selam, way="phone", **path.hours_just_over(days))
    selam.page.get_by_label(f"The year in the words of {adult}").fill(OUR_YEAR)
    selam.press("Finish and share")
    here = selam.path
    reader.open(here)
    reader.sees(OUR_YEAR)


def end_the_year(selam: Person, home: str) -> None:
    """Why, the last day, and whom the family may call afterwards."""
    selam.open(f"{home}ending/")
    selam.press("End the year together")
    path.fill(selam, reason="year_over", name_1=FRIEND, reached_1=REACHED)
    selam.press("End the year together")
    selam.sees(FRIEND, REACHED)
    path.stands_at(selam, home, "Closed")


def choose_what_comes_after(adult: Person) -> None:
    """On the own page: whom to call, and three answers for the time after."""
    adult.open("/my/year/")
    adult.sees(FRIEND, REACHED)
    path.fill(adult, month_13="yes", interview="later", forget_early="no")
    path.follow(adult, adult.page.locator("main form button").last)
    expect(adult.page.locator("main .tag.ok")).to_have_count(1)


def open_no_more(home: str, label: str, *people: Person) -> None:
    """To them the family is as if it had never been there, on the list and at its address."""
    for person in people:
        person.open("/families/")
        expect(person.row(label)).to_have_count(0)
        assert path.status_of(person, home) == 404


def own_pages_answer(adult: Person) -> None:
    """The own pages stay, with whom to call, and the way back."""
    for page in ("/my/", "/my/plan/", "/my/connections/", "/my/information/"):
        assert path.status_of(adult, page) == 200, page
    adult.open("/my/year/")
    adult.sees(FRIEND, REACHED)


def needs_help_again(adult: Person, home: str, label: str, *around: Person) -> None:
    """One press on the own page, and the agency finds the family again."""
    adult.open("/my/year/")
    path.follow(adult, adult.page.locator('main form[action="/my/year/again/"] button'))
    for person in around:
        acts.open_family(person, label)
        assert person.path == home
