"""Hidden from somebody of the sponsors: no row, page, count, mail or history shows it there, and nobody else notices anything."""

from __future__ import annotations

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
from intentional_connection.cases.models.narrowing import ABOUT_ME, OWN, Whom, from_whom, hidden_by, topics_of
from intentional_connection.cases.verbs.keeping import keep_tasks
from intentional_connection.journal.models import Act, ReadLog
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices import jobs, outbox
from intentional_connection.notices.models import Notice
from tests.world import enter, fresh, leave

if TYPE_CHECKING:
    from intentional_connection.people.models import Account
    from tests.families import Families

CANARY = "Kanarienvogel"
ALOUD: dict[str, Any] = {"method": Method.ALOUD, "witness": "Hanna B."}


def hide(world: Families, topic: str = OWN, person: str = "", by: str = "amina") -> c.Narrowing:
    who = getattr(world, by)
    enter(who)
    whom = Whom(world.st_marks, getattr(world, person) if person else None)
    said = {"method": Method.OWN_PHONE} if by == "amina" else ALOUD
    return verbs.hide_from(world.later.amina, who, whom=whom, topic=topic, **said)


def show(world: Families, row: c.Narrowing) -> None:
    enter(world.amina)
    verbs.show_again(world.later.amina, world.amina, narrowing=row)


@pytest.fixture
def own(families: Families) -> c.Task:
    """A task that people added, with its line, a yes that waits, a question, a comment, a tick, and acts about all of it."""
    later, selam = families.later, families.selam
    task = later.row("selam", c.Task, code="own:canary", label=CANARY)
    line = later.line("own:canary", "selam", {"sponsor": "lead", "worker": "help"})
    later.confirm(line, ["worker", "amina"])
    later.row("ruth", c.Question, line=line, party="sponsor", text=CANARY)
    enter(selam)
    verbs.comment(task, selam, text=CANARY)
    verbs.tick(task, selam, on=clock.today())
    return task


def pages(world: Families, name: str) -> dict[str, tuple[int, str]]:
    case = world.settled.pk
    names = ("family", "board", "ready", "versions", "board_print", "check", "gap", "keys")
    paths = [reverse(f"cases:{one}", kwargs={"pk": case}) for one in names]
    paths += ["/today/", "/families/", "/search/", f"/families/{case}/record/", f"/families/{case}/board/?show=mine"]
    leave()
    browser = world.client(getattr(world, name))
    answers = {path: browser.get(path) for path in paths}
    return {path: (answer.status_code, answer.content.decode()) for path, answer in answers.items()}


def rows_of(account: Account) -> dict[Any, tuple[set[Any], set[Any]]]:
    """For each table, what the first wall lets through and what the second does."""
    found = {}
    with as_(account):
        who = fresh(account)
        for model in apps.get_models():
            if model.__module__.startswith(("intentional_connection.cases.models", "intentional_connection.journal.models")):
                rows = model._default_manager.all()
                found[model] = (set(rows.visible_to(who).values_list("pk", flat=True)), set(rows.values_list("pk", flat=True)))
    return found


def differing(found: dict[Any, tuple[set[Any], set[Any]]]) -> list[Any]:
    return [model for model, (first, second) in found.items() if first != second]


def test_from_a_whole_group_nothing_of_the_topic_is_left_anywhere(families: Families, own: c.Task) -> None:
    before = {name: rows_of(getattr(families, name)) for name in ("ruth", "tom", "paul", "selam", "dawit")}
    pages_before = pages(families, "ruth")
    assert any(CANARY in text for _status, text in pages_before.values())
    row = hide(families)
    for name in ("ruth", "tom"):
        after = rows_of(getattr(families, name))
        assert differing(after) == []
        assert own.pk not in after[c.Task][0]
        assert before[name][Act][0] > after[Act][0]
        for path, (status, text) in pages(families, name).items():
            assert CANARY not in text, (name, path)
            assert "hidden" not in text.lower() or "type=\"hidden\"" in text, path
            if name == "ruth":
                assert status == pages_before[path][0], path
    for name in ("paul", "dawit"):  # who is not concerned sees what was there, and not that anything is hidden
        after = rows_of(getattr(families, name))
        changed = {model: rows for model, rows in after.items() if rows != before[name][model] and model is not ReadLog}
        assert changed == {}  # ReadLog: an adult sees who has read meanwhile
    assert rows_of(families.selam)[c.Task] == before["selam"][c.Task]
    assert CANARY in pages(families, "selam")[f"/families/{families.settled.pk}/board/"][1]
    enter(families.selam)
    line = f"/lines/{c.RoleLine.objects.get(key=own.code).pk}/"
    assert "Hidden from" in read(families, "selam", line)
    assert "Hidden from" not in read(families, "paul", line)
    show(families, row)
    assert rows_of(families.ruth)[c.Task] == before["ruth"][c.Task]


def read(world: Families, name: str, path: str) -> str:
    leave()
    return world.client(getattr(world, name)).get(path).content.decode()


def test_from_one_person_alone_and_only_what_is_about_the_adult(families: Families, own: c.Task) -> None:
    hide(families, ABOUT_ME, "tom")
    about = families.later.made["agreed"]
    after = rows_of(families.tom)
    assert differing(after) == []
    assert about.pk not in after[c.Task][0]  # although tom leads it: what is hidden wins over the part
    assert families.later.made["split"].pk in after[c.Task][0]
    assert own.pk in after[c.Task][0]
    assert about.pk in rows_of(families.ruth)[c.Task][0]


def test_no_mail_goes_out_about_it_and_nobody_is_reminded(families: Families, own: c.Task) -> None:
    line = c.RoleLine.objects.filter(key=own.code).get()
    enter(families.selam)
    outbox.post([families.ruth.pk], families.selam, "roles_changed", about=families.settled, thing=line.pk)
    hide(families)  # after it was posted: asked again when it is sent
    enter(families.ruth)
    notice = Notice.objects.filter(key="roles_changed").latest("made_at")
    leave()
    mail.outbox.clear()
    with entered(SYSTEM_ID):
        jobs.send(notice_id=str(notice.pk))
        notice.refresh_from_db()
    assert mail.outbox == []


def test_what_waits_is_not_said_where_only_the_hidden_waits(families: Families, own: c.Task) -> None:
    enter(families.ruth)
    open_lines = c.RoleLine.objects.current().filter(case=families.settled, secret=False).exclude(key=own.code)
    for line in open_lines.exclude(confirmations__party="sponsor", confirmations__taken_back_at=None):
        families.later.confirm(line, ["sponsor"])

    def waits() -> bool:
        enter(families.ruth)
        rows = c.TodayEntry.objects.filter(case_id=families.settled.pk, key="confirm_roles")
        first = c.TodayEntry.objects.visible_to(fresh(families.ruth)).filter(case_id=families.settled.pk, key="confirm_roles")
        assert set(rows) == set(first)
        return rows.exists()

    assert waits()
    row = hide(families)
    assert not waits()
    show(families, row)
    assert waits()


def test_whoever_does_not_see_it_can_go_on_with_everything_else(families: Families, own: c.Task) -> None:
    """The board is kept by whoever acts: what is hidden stands there already, and no act breaks on it."""
    case = families.settled
    enter(families.selam)
    keep_tasks(case, families.selam)
    for topic in ("health", "housing", OWN):
        hide(families, topic)
    enter(families.ruth)
    verbs.record_arrival(case, families.ruth, newcomers=[families.later.child], on=clock.today())
    verbs.say_circumstances(case, families.ruth, holds={("temporary_home", None): False})
    seen = set(c.Task.objects.filter(case=case).values_list("code", flat=True))
    enter(families.selam)
    tasks = c.Task.objects.filter(case=case)
    everything = list(tasks.values_list("code", "newcomer_id"))
    assert len(everything) == len(set(everything))
    assert {"T009", "T010"} <= {code for code, _person in everything} - seen
    lines = list(c.RoleLine.objects.current().filter(case=case).values_list("key", "newcomer_id"))
    assert len(lines) == len(set(lines))


def test_the_adult_alone_or_the_worker_with_a_witness_and_nobody_reads_that_it_is_hidden(families: Families) -> None:
    later, said = families.later, {"whom": Whom(families.st_marks), "topic": "health"}
    enter(families.selam)
    with pytest.raises(Refused, match="aloud"):
        verbs.hide_from(later.amina, families.selam, method=Method.OWN_PHONE, **said)
    with pytest.raises(Refused, match="sponsor cannot"):
        verbs.hide_from(later.amina, families.selam, method=Method.ALOUD, witness="Tom", **said)
    with pytest.raises(Refused, match="sponsors"):
        verbs.hide_from(later.amina, families.selam, whom=Whom(families.harbour), topic="health", **ALOUD)
    with pytest.raises(Refused, match="answers shown"):
        verbs.hide_from(later.amina, families.selam, whom=Whom(families.st_marks), topic="arrival", **ALOUD)
    for name in ("ruth", "paul", "helen", "dawit"):
        enter(getattr(families, name))
        with pytest.raises((NotAllowed, Refused)):
            verbs.hide_from(later.amina, getattr(families, name), method=Method.OWN_PHONE, **said)
    row = hide(families, "health", by="selam")
    with pytest.raises(Refused, match="already"):
        hide(families, "health")
    for name in ("ruth", "tom", "paul", "dawit", "helen"):
        with as_(getattr(families, name)):
            assert not c.Narrowing.objects.filter(newcomer=later.amina, topic="health", organization=families.st_marks).exists(), name
            assert not Act.objects.filter(verb="hide_from").exists(), name
        with pytest.raises((NotAllowed, Refused)):
            verbs.show_again(later.amina, getattr(families, name), narrowing=row)
    show(families, row)
    with pytest.raises(Refused, match="already"):
        show(families, row)


def test_whom_and_what_can_be_hidden(families: Families) -> None:
    enter(families.amina)
    whom = [one.name for one in from_whom(families.settled, families.amina)]
    assert families.st_marks.name in whom
    assert {"Ruth", "Tom"} <= set(whom)
    assert families.harbour.name not in whom
    assert topics_of(families.settled.adoption.edition)[-2:] == [OWN, ABOUT_ME]


def test_on_the_own_page_and_on_the_workers(families: Families) -> None:
    leave()
    browser = families.client(families.amina)
    assert "Nobody asks you why" in browser.get("/my/choices/hide/").content.decode()
    assert "Choose who shall not see it." in browser.post("/my/choices/hide/", {"topic": "work"}).content.decode()
    whom = f"{families.st_marks.pk}:"
    assert browser.post("/my/choices/hide/", {"whom": whom, "topic": "all"}).status_code == 303
    text = browser.get("/my/choices/hide/").content.decode()
    assert "Everything that is only about me" in text
    enter(families.amina)
    row = hidden_by(families.later.amina, families.amina)[-1]
    leave()
    assert families.client(families.ruth).post(f"/my/choices/hide/{row.pk}/show/").status_code == 404
    assert families.client(families.dawit).post(f"/my/choices/hide/{row.pk}/show/").status_code == 404
    assert browser.post(f"/my/choices/hide/{row.pk}/show/").status_code == 303
    path = f"/newcomers/{families.later.amina.pk}/sharing/hide/"
    worker = families.client(families.selam)
    assert "read this aloud" in worker.get(path).content.decode()
    assert worker.post(path, {"whom": whom, "topic": "work", "method": "aloud", "witness": "Hanna B."}).status_code == 303
    assert "Sponsors do not see this" in worker.get(path).content.decode()
    enter(families.amina)
    row = hidden_by(families.later.amina, families.amina)[-1]
    leave()
    assert worker.post(f"{path}show/", {"narrowing": row.pk}).status_code == 303
    for name in ("ruth", "paul", "dawit", "stranger"):
        assert families.client(getattr(families, name)).get(path).status_code in {403, 404}, name
