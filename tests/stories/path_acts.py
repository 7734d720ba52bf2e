"""What people do between the first contact and the completed check, page by page, as the boxes on the pages are called."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from intentional_connection.kernel.clock import ONTARIO

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Locator

    from tests.stories.person import Person

#: What holds for a family: it lives somewhere for a while, and can be spoken to.
TEMPORARY = ("Is the first home temporary?", "Can the family be reached safely before arrival?")
SHARED = ("choice_plan", "choice_identity", "choice_sensitive")


def fill(person: Person, **said: Any) -> None:
    """Answer the boxes of the page by their names; a list ticks several, True the only one. `__` stands for `-`."""
    for key, value in said.items():
        name = key.replace("__", "-")
        boxes = person.page.locator(f'main [name="{name}"]:not([type=hidden])')
        kind = boxes.first.get_attribute("type") or boxes.first.evaluate("e => e.tagName.toLowerCase()")
        if kind in {"radio", "checkbox"}:
            for one in boxes.all():
                if value is True or one.get_attribute("value") in ({value} if isinstance(value, str) else set(value)):
                    one.check()
        elif kind == "select":
            boxes.select_option(value)
        else:
            boxes.fill(str(value))


def follow(person: Person, thing: Locator) -> None:
    """Press, and be on the next page."""
    with person.page.expect_navigation():
        thing.click()


def do(person: Person, path: str, button: str, **said: Any) -> None:
    """Open a page, answer, press."""
    person.open(path)
    fill(person, **said)
    person.press(button)


def status_of(person: Person, page: str) -> int:
    """What the product answers to that address."""
    answer = person.page.goto(person.base + page)
    assert answer is not None
    return answer.status


def in_days(count: int) -> date:
    """A day from today, in Ontario."""
    return _moment(count).date()


def _moment(days_ahead: int) -> datetime:
    return (datetime.now(UTC) + timedelta(days=days_ahead)).astimezone(ONTARIO)


def home_of(person: Person, label: str) -> str:
    """The address of a family on the list of somebody's families, page after page."""
    person.open("/families/")
    link = person.page.get_by_role("link", name=label, exact=True)
    while not link.count():
        follow(person, person.page.locator("nav.pager a").first)
    follow(person, link.first)
    return person.path


def draw_up(worker: Person, home: str, conditions: tuple[str, ...]) -> None:
    """The board from the catalogue, and what holds for this family."""
    do(worker, f"{home}board/", "Open the board")
    worker.open(f"{home}circumstances/")
    for label in conditions:
        worker.box(label).check()
    worker.press("Save these answers")


def days_on_board(person: Person, home: str) -> list[str]:
    """Each line with the day that stands beside it."""
    person.open(f"{home}board/")
    return person.page.locator("main tr th").all_inner_texts()


def plan(person: Person, home: str, kind: str, day: date) -> str:
    """A meeting by video with everybody who is ticked beforehand; gives its address."""
    person.open(f"{home}meetings/new/?kind={kind}")
    fill(person, kind=kind, on=day.isoformat(), at="18:30", way="video", place="https://meet.example.org/room")
    person.press("Save and invite")
    person.open(f"{home}meetings/")
    follow(person, person.page.locator('main a[href^="/meetings/"]').first)
    return person.path


def hours_just_over(days_ahead: int = 0) -> dict[str, str]:
    """A meeting that ended a minute ago, on the day on which its writer is."""
    end = _moment(days_ahead) - timedelta(minutes=1)
    begin = end - timedelta(minutes=2)
    return {"on": begin.date().isoformat(), "began": f"{begin:%H:%M}", "ended": f"{end:%H:%M}"}


def values(person: Person, name: str) -> list[str]:
    """What the boxes of that name stand for."""
    return [box.get_attribute("value") or "" for box in person.page.locator(f'main [name="{name}"]').all()]


def begin_to_write(worker: Person, home: str, kind: str, title: str) -> None:
    """From "we met already", with everybody, to the page on which it is written down."""
    worker.open(f"{home}meetings/met/")
    fill(worker, kind=kind, guests=values(worker, "guests"))
    follow(worker, worker.page.locator("main form button.main"))
    follow(worker, worker.page.locator('main a[href^="/meetings/"]', has_text=title).first)
    worker.press("Begin, or write down what came of it")


def meet_together(worker: Person, home: str, adult: str, wish: str, hoped: str = "") -> None:
    """The first meeting together, by telephone and written down afterwards: hopes read back, a newcomer's wish first."""
    begin_to_write(worker, home, "post_arrival", "First meeting together")
    worker.sees(hoped)
    everybody_came(worker)
    fill(worker, way="phone", with_interpreter=True, **hours_just_over())
    worker.page.locator('main [name^="want-"]').first.fill(wish)
    worker.press("Finish and share")
    worker.sees(wish, adult)


def everybody_came(worker: Person) -> None:
    """Tick everybody invited as having been there."""
    for box in worker.page.locator('main [name^="was-"]').all():
        if box.evaluate("e => e.tagName") == "SELECT":
            box.select_option("present")
        elif box.get_attribute("value") == "present":
            box.check()


def confirm(person: Person, home: str) -> None:
    """Yes to all lines as they stand."""
    person.open(f"{home}board/confirm/")
    if (button := person.page.locator("main form button.main")).count():
        follow(person, button)


def record_yes(worker: Person, home: str, adult: str) -> None:
    """The family's own yes, said aloud before a witness."""
    worker.open(f"{home}board/")
    follow(worker, worker.page.locator('main a[href*="/yes/"]').filter(has_text=adult))
    fill(worker, method="aloud", witness="Aster, interpreter", read_back=True)
    follow(worker, worker.page.locator("main form button.main"))


def give_key(worker: Person, home: str, adult: str, language: str) -> str:
    """An adult's own key; the link as it is passed on."""
    worker.open(f"{home}keys/")
    card = worker.page.locator("main section").filter(has=worker.page.get_by_role("heading", name=adult))
    card.locator("select").select_option(language)
    follow(worker, card.get_by_role("button", name="Give a"))
    return worker.page.locator("pre").inner_text().strip()


def open_key(adult: Person, link: str) -> None:
    """The own key, opened once on the own telephone."""
    adult.open(link[link.index("/k/") :])
    follow(adult, adult.page.locator("main form button").first)


def share(worker: Person, home: str, adult: str, **answers: str) -> None:
    """The private quarter of an hour: yes or no to each organization, aloud, with an interpreter who is the witness."""
    worker.open(home)
    follow(worker, worker.page.locator('main a[href*="/sharing/"]').first)
    if adult not in worker.page.locator("h1").inner_text():
        follow(worker, worker.page.locator('main a[href*="/sharing/"]').filter(has_text=adult).first)
    for key in SHARED:
        for box in worker.page.locator(f'main [name^="{key}_"][value="{answers.get(key, "yes")}"]').all():
            box.check()
    fill(worker, method="aloud", interpreter="Aster", witness="Aster")
    worker.press("Save these choices")


def write_down(worker: Person, home: str, adults: Iterable[str], *others: Person) -> None:
    """Everybody's yes to every line, each adult's said aloud and read back; then a version is written down."""
    for person in (*others, worker):
        confirm(person, home)
    for adult in adults:
        record_yes(worker, home, adult)
    do(worker, f"{home}board/write-down/", "Write it down")


def stands_at(person: Person, home: str, stage: str) -> None:
    """The word that is marked on the family's way."""
    person.open(home)
    expect(person.page.locator("ol.stages [aria-current]")).to_have_text(stage)


def answer_check(worker: Person, home: str, adults: Iterable[str]) -> None:
    """The worker's answer to each item, and where an adult has not answered on the own telephone, the one said aloud."""
    worker.open(f"{home}connections/")
    rows = worker.page.locator("main tbody tr")
    waiting = {str(row.locator("a").get_attribute("href")): "not answered" in row.locator("td").first.inner_text() for row in rows.all()}
    for place, family_waits in waiting.items():
        worker.open(place)
        worker.page.locator('main form:not([action*="family"]) [name="state"][value="connected"]').check()
        worker.press("Save your answer")
        if family_waits:
            _say_aloud(worker, place, adults)


def _say_aloud(worker: Person, place: str, adults: Iterable[str]) -> None:
    worker.open(place)
    worker.page.locator("main details > summary").first.click()
    form = worker.page.locator('main form[action*="family"]')
    form.locator('[name="state"][value="connected"]').check()
    for adult in adults:
        if (named := form.get_by_label(adult, exact=True)).count():
            named.check()
    form.locator('[name="method"][value="aloud"]').check()
    form.locator('[name="witness"]').fill("Aster")
    follow(worker, form.get_by_role("button"))


def begin_handover(agency: Person, home: str) -> None:
    """The supervisor begins a handover to the first of the list."""
    agency.open(f"{home}handover/new/")
    agency.page.locator("main [name=worker]").first.check()
    agency.press("Begin the handover")
    agency.sees("Waits for the yes")


def hand_over(agency: Person, home: str) -> None:
    """Every yes stands: the change, with a reason where one is asked for."""
    agency.open(f"{home}handover/")
    follow(agency, agency.page.get_by_role("link", name="Hand over now"))
    for box in agency.page.locator("main select[name=override], main select[name=plan_reason]").all():
        box.select_option(index=1)
    agency.press("Hand over now")
    agency.sees("Handed over.")
