"""Inside a family and outside the product: what one adult keeps for oneself, how a yes is taken back, and that no mail says anything."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail

from conftest import as_, reading_everything
from intentional_connection.access.seats import SYSTEM_ID, TAKING_PART
from intentional_connection.access.walls import entered
from intentional_connection.cases import models as c
from intentional_connection.cases import verbs
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.gathering import Guest
from intentional_connection.cases.models.meeting import Voice
from intentional_connection.cases.models.narrowing import Whom
from intentional_connection.cases.models.sharing import who_read
from intentional_connection.cases.tests.test_hiding import rows_of
from intentional_connection.kernel import clock
from intentional_connection.notices import jobs, outbox
from intentional_connection.notices.models import Notice
from intentional_connection.people.verbs import set_pin
from tests.world import enter, leave

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.families import Families

CANARY = "Kanarienvogel"
ALOUD: dict[str, Any] = {"method": Method.ALOUD, "witness": "Hanna B.", "interpreter": "4417"}
#: Pages of another adult; of somebody around the family.
MY = ("/my/", "/my/plan/", "/my/people/", "/my/help/", "/my/help/told/", "/my/private/", "/my/choices/", "/my/choices/new/",
      "/my/choices/hide/", "/my/news/", "/my/questions/", "/my/information/", "/my/year/")  # fmt: skip
CHANGES = re.compile(r'(name="(?:csrfmiddlewaretoken|once)" value=)"[^"]*"')


def pages(world: Families, name: str) -> dict[str, tuple[int, str]]:
    leave()
    browser = world.client(getattr(world, name))
    family = f"/families/{world.settled.pk}/"
    theirs = [f"{family}{page}" for page in ("", "board/", "record/", "concerns/", "safety/", "keys/", "ready/")]
    paths = MY if name in {"dawit", "amina"} else (*theirs, "/today/", "/families/")
    found = {path: browser.get(path) for path in paths}
    return {path: (answer.status_code, CHANGES.sub(r'\1""', answer.content.decode())) for path, answer in found.items()}


def kept_for_oneself(world: Families) -> None:
    """Everything that an adult keeps between oneself and the worker, or whoever hears it, and what they answer."""
    amina, later = world.amina, world.later
    enter(amina)
    verbs.write_private(later.amina, amina, text=CANARY)
    verbs.check_in(later.amina, amina, feeling="hard", wants_call=True)
    concern = verbs.raise_concern(world.settled, amina, about="sponsor", hears="worker", text=CANARY)
    set_pin(amina, amina, number="7412")
    verbs.hide_from(later.amina, amina, whom=Whom(world.lakeside), topic="work", method=Method.OWN_PHONE)
    enter(world.selam)
    verbs.write_private(later.amina, world.selam, text=CANARY)
    verbs.reply_to_concern(concern, world.selam, text=CANARY)
    verbs.answer_check_in(c.CheckIn.objects.filter(feeling="hard", newcomer=later.amina).latest("at"), world.selam, answer=CANARY)
    verbs.write_note(world.settled, world.selam, text=CANARY)


def told(world: Families, name: str) -> int:
    with reading_everything():
        return Notice.objects.filter(reader=world.people[name]).count()


@pytest.mark.parametrize("name", ["dawit", "ruth", "tom"])
def test_neither_the_spouse_nor_whom_a_concern_is_about_learns_that_there_is_anything(families: Families, name: str) -> None:
    """No row, page, count, act, last contact, Today, read log or mail is different, letter by letter."""
    enter(families.dawit)
    read = who_read(families.settled, families.dawit)
    pages(families, name)  # opening them leaves lines in one's own read log
    rows, shown, mails = rows_of(getattr(families, name)), pages(families, name), told(families, name)
    assert {status for status, _text in shown.values()} >= {200}
    kept_for_oneself(families)
    after = rows_of(getattr(families, name))
    own_log = {model for model in after if model.__name__ == "ReadLog"}
    assert [model.__name__ for model in after if after[model] != rows[model] and model not in own_log] == []
    again = pages(families, name)
    assert [path for path in again if again[path] != shown[path]] == []
    assert CANARY not in "".join(text for _status, text in again.values())
    assert told(families, name) == mails
    if name == "dawit":
        enter(families.dawit)
        assert {place: {one.name for one in ones} for place, ones in who_read(families.settled, families.dawit).items()} == {
            place: {one.name for one in ones} for place, ones in read.items()
        }


# --- a yes and its end -----------------------------------------------------------------------


def says(world: Families, method: str, place: str, *, yes: bool) -> None:
    """Each adult says yes or no to an organization: one act each, by this method."""
    organization = getattr(world, place)
    for name, adult in world.later.adults.items():
        who = getattr(world, name if method == Method.OWN_PHONE else "selam")
        enter(who)
        said = {"method": Method.OWN_PHONE} if method == Method.OWN_PHONE else ALOUD | {"method": method}
        if yes:
            verbs.choose_sharing(adult, who, choices={organization.pk: TAKING_PART}, language="ti", **said)
        else:
            verbs.withdraw_sharing(adult, who, organization=organization, **said)


@pytest.mark.parametrize("method", [Method.OWN_PHONE, Method.ALOUD, Method.PAPER, Method.APPLICATION])
def test_taken_back_in_as_many_acts_as_given_at_the_next_request_and_when_something_is_sent(
    families: Families, settings: SettingsWrapper, method: str
) -> None:
    settings.QUIET_HOURS = (time(0), time(0))
    place, name = ("st_marks", "ruth")
    if method != Method.APPLICATION:
        says(families, method, place, yes=True)
    enter(families.amina)
    given = c.Consent.objects.in_force().filter(newcomer=families.later.amina, recipient=families.st_marks)
    assert method in set(given.values_list("method", flat=True))
    leave()
    browser, family = families.client(families.people[name]), f"/families/{families.settled.pk}/"
    assert browser.get(family).status_code == 200
    enter(families.amina)
    outbox.post([families.people[name].pk], families.amina, "question_answered", about=families.settled)
    says(families, method if method != Method.APPLICATION else Method.OWN_PHONE, place, yes=False)
    leave()
    assert browser.get(family).status_code == 404
    assert browser.get(f"{family}board/").status_code == 404
    with as_(families.ruth):
        assert not c.Case.objects.filter(pk=families.settled.pk).exists()
        notice = Notice.objects.filter(key="question_answered", reader=families.people[name]).latest("made_at")
    leave()
    mail.outbox.clear()
    with entered(SYSTEM_ID):
        jobs.send(notice_id=str(notice.pk))
        notice.refresh_from_db()
    assert (mail.outbox, bool(notice.stopped_at)) == ([], True)


def test_what_was_passed_on_before_arrival_is_taken_back_in_one_tap_too(families: Families) -> None:
    """Relayed to the agency: on the own page one button per organization, as for the yes."""
    enter(families.luwam)
    luwam = c.Newcomer.objects.get(case=families.home, name="Luwam")
    leave()
    browser = families.client(families.luwam)
    assert browser.post(f"/my/choices/{families.harbour.pk}/no/", {}).status_code == 303
    for name in ("selam", "helen"):
        with as_(families.people[name]):
            assert not c.Newcomer.objects.filter(pk=luwam.pk).exists()


# --- outside the product ---------------------------------------------------------------------


def happens(world: Families) -> None:
    """Acts about which somebody is told, with a marked word wherever people may write."""
    case, selam, ruth = world.settled, world.selam, world.ruth
    enter(selam)
    guests = [Guest(Voice.SPONSOR, ruth), Guest(Voice.WORKER, selam)]
    verbs.plan_meeting(
        case, selam, kind="review", starts_at=clock.now() + timedelta(days=12), place=CANARY, interpreter=CANARY, guests=guests
    )
    verbs.write_update(case, selam, text=CANARY)
    enter(ruth)
    verbs.ask_worker(case, ruth, text=CANARY)
    verbs.see_gap(case, ruth, text=CANARY)
    verbs.raise_concern(case, ruth, about="worker", hears="supervisor", text=CANARY)
    enter(selam)
    verbs.answer_worker_question(c.WorkerQuestion.objects.filter(text=CANARY).get(), selam, answer=CANARY)
    verbs.answer_gap(c.Need.objects.filter(text=CANARY).get(), selam, text=CANARY)


def test_no_mail_calendar_file_address_or_log_line_says_anything(
    families: Families, settings: SettingsWrapper, caplog: pytest.LogCaptureFixture
) -> None:
    settings.QUIET_HOURS = (time(0), time(0))
    happens(families)
    case = families.settled
    words = {CANARY, "Luwam", case.label, case.tree, case.community, "Selam", "Ruth", "Paul", "Helen"}
    words |= {families.orgs[name].name for name in ("harbour", "st_marks", "lakeside")}
    leave()
    mail.outbox.clear()
    with entered(SYSTEM_ID):
        waiting = list(Notice.objects.unsent().filter(case_id=case.pk))
        for notice in waiting:
            jobs.send(notice_id=str(notice.pk))
    assert len(mail.outbox) >= 4
    assert any(letter.attachments for letter in mail.outbox)
    outside = [letter.message().as_string() for letter in mail.outbox] + [str(letter.body) + letter.subject for letter in mail.outbox]
    outside += [notice.path for notice in waiting]
    browser = families.client(families.selam)
    for path in (f"/families/{case.pk}/", "/nowhere/", f"/lines/{case.pk}/"):
        browser.get(path)
        browser.post(path, {"text": CANARY})
    outside += [record.getMessage() for record in caplog.records]
    assert [word for word in words for text in outside if word in text] == []
