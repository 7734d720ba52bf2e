"""A view that stands still: both walls agree row by row, no word of later is on any page, and the pages look ordinary."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.core import mail
from django.urls import reverse

from conftest import as_
from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.access.walls import entered
from intentional_connection.cases import models as c
from intentional_connection.cases import verbs
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.hearing import frozen_for
from intentional_connection.journal.models import Act
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices import jobs, outbox
from intentional_connection.notices.models import Notice
from tests.families import Families, days_later
from tests.world import enter, fresh, leave

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from intentional_connection.people.models import Account

CANARY = "Kanarienvogel"
THEIRS = ("ruth", "tom")
ALOUD: dict[str, Any] = {"method": Method.ALOUD, "witness": "Hanna B."}


def freeze(world: Families, by: str = "amina") -> c.FrozenView:
    who = getattr(world, by)
    enter(who)
    said = {"method": Method.OWN_PHONE} if by != "selam" else ALOUD
    return verbs.freeze_view(world.later.amina, who, organization=world.st_marks, **said)


def thaw(world: Families) -> None:
    enter(world.amina)
    verbs.thaw_view(world.later.amina, world.amina, organization=world.st_marks)


def goes_on(world: Families) -> None:
    """What the others write afterwards, a marked word in every text."""
    later, made, at_hand = world.later, world.later.made, world.later.at_hand
    case, day = world.settled, clock.today() + timedelta(days=9)
    coming = at_hand["post_arrival"]["meeting"]
    later.row("selam", c.Update, voice="worker", text=CANARY)
    later.row("paul", c.WorkerQuestion, voice="sah", text=CANARY)
    later.row("selam", c.TaskComment, task=made["ordinary"], voice="worker", text=CANARY)
    later.row("amina", c.AgendaPoint, voice="newcomer", text=CANARY)
    gap = later.row("amina", c.Need, text=CANARY)
    later.row("selam", c.NeedAnswer, need=gap, text=CANARY)
    for need in c.Need.objects.filter(case=case, text="A dentist"):
        later.row("selam", c.NeedAnswer, need=need, text=CANARY)
    later.row("selam", c.Task, code="own:canary", label=CANARY)
    moved = {"starts_at": clock.now() + timedelta(days=20), "minutes": 45, "way": "place", "language": "ti", "sequence": 2}
    date = later.row("selam", c.MeetingDate, meeting=coming, asked_by="worker", reason="illness", **moved)
    later.row("selam", c.MeetingPlace, date=date, place=CANARY, interpreter=CANARY)
    review = later.row("selam", c.Meeting, kind="review")
    planned = later.row("selam", c.MeetingDate, meeting=review, **(moved | {"sequence": 0}))
    later.row("selam", c.MeetingPlace, date=planned, place=CANARY, interpreter=CANARY)
    later.row("selam", c.MeetingGuest, meeting=review, voice="sponsor", account=world.people["ruth"])
    of = {"meeting": at_hand["pre_arrival"]["meeting"]}
    later.row("selam", c.Expectation, **of, voice="sponsor", text=CANARY)
    later.row("selam", c.Priority, **of, newcomer=later.dawit, rank=2, text=CANARY)
    later.row("selam", c.Decision, **of, text=CANARY, owner="sponsor", due_on=day)
    later.row("selam", c.OpenQuestion, **of, text=CANARY, owner="sponsor", due_on=day)
    later.row("selam", c.Resource, **of, title=CANARY, reached_at=CANARY)
    later.row("selam", c.ServiceConnection, item="own:canary", label=CANARY, owner="worker", due_on=day)
    later.row("selam", c.OnwardReferral, service=CANARY, ask_on=day)
    notice = later.row("paul", c.TravelNotice, newcomer=later.amina, version=3, received_on=clock.today(), lands_on=day)
    later.row("paul", c.TravelDetail, newcomer=later.amina, notice=notice, flight=CANARY[:10], port="YOW", needs=CANARY)
    acts(world, case, day)


def acts(world: Families, case: c.Case, day: Any) -> None:
    """What changes a row in its place, or puts another in it."""
    enter(world.selam)
    selam = world.selam
    verbs.log_contact(case, selam, kind="call", on=clock.today(), minutes=5, language="ti")
    verbs.answer_open_question(c.OpenQuestion.objects.get(case=case, text="Which school?"), selam, answer=CANARY)
    verbs.tick(c.Task.objects.get(case=case, code="T007"), selam, on=clock.today())
    line = c.RoleLine.objects.get(case=case, key="T036", ended_in=None)
    verbs.say_part(line, selam, part="help", seen=line.digest)
    verbs.set_rhythm(case, selam, every_days=30, way="phone", next_on=day)
    enter(world.amina)
    verbs.keep_identity(world.later.amina, world.amina, full_name=CANARY, phone="519 555 0111")


def rows_of(account: Account) -> dict[Any, tuple[set[Any], set[Any]]]:
    """For each table, what the first wall lets through and what the second does."""
    found = {}
    with as_(account):
        who = fresh(account)
        for model in apps.get_models():
            ours = model.__module__.startswith(("intentional_connection.cases.models", "intentional_connection.journal"))
            if ours and hasattr(model._default_manager.all(), "visible_to"):
                rows = model._default_manager.all()
                found[model] = (set(rows.visible_to(who).values_list("pk", flat=True)), set(rows.values_list("pk", flat=True)))
    return found


@pytest.mark.parametrize("name", THEIRS)
def test_both_walls_agree_row_by_row_and_nothing_newer_comes_through(families: Families, name: str) -> None:
    with days_later(families.base, 0.5):
        before = rows_of(getattr(families, name))
        floor = freeze(families).pk
    with days_later(families.base, 3):
        goes_on(families)
        after = rows_of(getattr(families, name))
        differ = [model for model, (first, second) in after.items() if first != second]
        assert not differ
        mine = getattr(families, name).pk
        with as_(getattr(families, name)):
            for model, (first, _second) in after.items():
                came = first - before[model][0]
                if getattr(model, "FREEZES", False):
                    assert not came, (model, came)
            assert not Act.objects.filter(case_id=families.settled.pk, pk__gte=floor).exclude(by=mine).exists()
        thaw(families)
        again = rows_of(getattr(families, name))
        assert again[c.Update][0] > after[c.Update][0]


def pages(world: Families) -> list[str]:
    case, later = world.settled, world.later
    names = ("family", "board", "ready", "gap", "check", "travel", "arrival", "versions", "board_print", "concerns", "keys")
    meeting = later.at_hand["post_arrival"]["meeting"]
    found = [reverse(f"cases:{name}", kwargs={"pk": case.pk}) for name in names]
    found += [f"/meetings/{row['meeting'].pk}/" for row in later.at_hand.values()]
    found += [f"/meetings/{meeting.pk}/calendar.ics", f"/meetings/{later.at_hand['pre_arrival']['meeting'].pk}/print/"]
    found += [f"/tasks/{row.pk}/" for row in later.made.values()]
    with as_(world.ruth):
        lines = list(c.RoleLine.objects.visible_to(world.ruth).filter(case=case))
    some = [*lines[:2], *(row for row in lines if row.begun_in == 2)]
    return [*found, *(f"/lines/{row.pk}/" for row in some), "/today/", "/families/", f"/families/{case.pk}/board/?show=mine"]


def read(world: Families, name: str, paths: list[str]) -> dict[str, tuple[int, str]]:
    leave()
    found = {}
    browser = world.client(getattr(world, name))
    for path in paths:
        answer = browser.get(path)
        found[path] = (answer.status_code, answer.content.decode())
    return found


@pytest.mark.parametrize("name", THEIRS)
def test_no_page_of_theirs_says_anything_new_and_none_breaks(families: Families, name: str) -> None:
    families.later.row("ruth", c.RoleLine, key="T005", begun_in=2, digest="0" * 64)  # the line that was replaced has its successor
    paths = pages(families)
    before = read(families, name, paths)
    freeze(families)
    goes_on(families)
    for path, (status, text) in read(families, name, paths).items():
        assert CANARY not in text, path
        assert status == before[path][0], (path, status)
        assert "frozen" not in text.lower()
    board = f"/families/{families.settled.pk}/board/"
    assert board_rows(read(families, name, [board])[board][1]) == board_rows(before[board][1])
    assert CANARY in read(families, "selam", [f"/families/{families.settled.pk}/gaps/"])[f"/families/{families.settled.pk}/gaps/"][1]
    thaw(families)
    assert CANARY in "".join(text for _status, text in read(families, name, paths).values())


def board_rows(text: str) -> int:
    return text.count("<tr")


def test_only_the_adult_alone_or_the_worker_with_a_witness_writes_it_down(families: Families) -> None:
    later = families.later
    enter(families.selam)
    said = {"organization": families.st_marks}
    with pytest.raises(Refused, match="aloud"):
        verbs.freeze_view(later.amina, families.selam, method=Method.OWN_PHONE, **said)
    with pytest.raises(Refused, match="sponsor cannot"):
        verbs.freeze_view(later.amina, families.selam, method=Method.ALOUD, witness="Tom", **said)
    with pytest.raises(Refused, match="sponsors"):
        verbs.freeze_view(later.amina, families.selam, organization=families.harbour, **ALOUD)
    for name in ("ruth", "paul", "helen", "dawit"):
        enter(getattr(families, name))
        with pytest.raises((NotAllowed, Refused)):
            verbs.freeze_view(later.amina, getattr(families, name), method=Method.OWN_PHONE, **said)
    freeze(families, "selam")
    with pytest.raises(Refused, match="already"):
        freeze(families)
    for name in ("ruth", "tom", "paul", "dawit", "helen"):
        with as_(getattr(families, name)):
            assert not c.FrozenView.objects.exists(), name
            assert not Act.objects.filter(verb="freeze_view").exists(), name
    thaw(families)
    enter(families.amina)
    assert frozen_for(later.amina, families.amina) == {}
    with pytest.raises(Refused, match="everything already"):
        verbs.thaw_view(later.amina, families.amina, organization=families.st_marks)


def test_each_adult_for_oneself_and_it_stands_still_until_the_last_word(families: Families) -> None:
    freeze(families)
    enter(families.dawit)
    verbs.freeze_view(families.later.dawit, families.dawit, organization=families.st_marks, method=Method.OWN_PHONE)
    thaw(families)
    enter(families.ruth)
    assert families.settled.pk in families.ruth.frozen
    enter(families.dawit)
    verbs.thaw_view(families.later.dawit, families.dawit, organization=families.st_marks)
    enter(families.ruth)
    assert families.settled.pk not in families.ruth.frozen


def test_no_mail_goes_out_about_it_and_an_act_in_the_way_is_no_defect(families: Families, settings: SettingsWrapper) -> None:
    settings.QUIET_HOURS = (time(0), time(0))  # what is put off until the morning would prove nothing
    freeze(families)
    enter(families.selam)
    task = families.later.made["own"]
    verbs.tick(task, families.selam, on=clock.today())
    outbox.post([families.ruth.pk], families.selam, "question_answered", about=task, path="/today/")
    enter(families.ruth)
    notice = Notice.objects.filter(key="question_answered").latest("made_at")
    leave()
    mail.outbox.clear()
    with entered(SYSTEM_ID):
        jobs.send(notice_id=str(notice.pk))
        notice.refresh_from_db()
    assert mail.outbox == []
    assert notice.stopped_at
    answer = families.client(families.tom).post(f"/tasks/{task.pk}/tick/", {"on": clock.today().isoformat()})
    assert answer.status_code in {303, 422}


def test_on_the_own_page_one_tap_freezes_and_one_shows_everything_again(families: Families) -> None:
    leave()
    browser = families.client(families.amina)
    page = browser.get("/my/choices/new/").content.decode()
    assert "Nothing is deleted" in page
    assert browser.post("/my/choices/new/", {"place": str(families.st_marks.pk)}).status_code == 303
    assert "They see nothing new now" in browser.get("/my/choices/new/").content.decode()
    assert browser.post("/my/choices/new/all/", {"place": str(families.st_marks.pk)}).status_code == 303
    assert "They see nothing new now" not in browser.get("/my/choices/new/").content.decode()
    worker = families.client(families.selam)
    path = f"/newcomers/{families.later.amina.pk}/view/"
    said = {"organization": str(families.st_marks.pk), "method": "aloud", "witness": "Hanna B.", "interpreter": ""}
    assert worker.post(path, said | {"witness": ""}).status_code == 422
    assert worker.post(path, said).status_code == 303
    assert worker.post(f"{path}thaw/", {"organization": str(families.st_marks.pk)}).status_code == 303
