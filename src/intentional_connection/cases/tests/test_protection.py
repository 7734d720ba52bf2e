"""Concerns, notes, a difficulty, added support: who hears, who never learns of it, on both walls and on every page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from conftest import as_
from intentional_connection.access.seats import TAKING_PART, Level, Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.models import (
    Case,
    CircleMember,
    Concern,
    ConcernReply,
    Difficulty,
    DifficultySide,
    Newcomer,
    ProtectionReader,
    RestrictedNote,
    SupportPlan,
    Task,
    TodayEntry,
)
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.hearing import hearers, may_hold_tasks
from intentional_connection.cases.models.sharing import choices_of, who_read
from intentional_connection.cases.tests.test_sharing import ALL, choose, home, land, reads
from intentional_connection.journal.models import Act
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices.models import Notice
from tests.families import own_account
from tests.world import enter, leave

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.maple_stands

SECRET = "He shouts at night"
ANSWER = "We call you at noon"
ALOUD: dict[str, Any] = {"method": Method.ALOUD, "witness": "Hanna B.", "interpreter": "4417"}
EVERYBODY = ("luwam", "yared", "ruth", "tom", "paul", "selam", "omar", "helen", "cora", "lia")


def around(world: World) -> tuple[Case, Newcomer]:
    """Maple 12 here, two adults with accounts, somebody who listens."""
    case, luwam = home(world)
    own_account(world, case, "yared", first_name="Y.")
    land(world, case)
    world.person("lia", world.network, Seat.LISTENER, world.cora)
    return case, luwam


def raised(world: World, case: Case, by: str = "luwam", about: str = "sponsor", hears: str = "listener") -> Concern:
    who = getattr(world, by)
    enter(who)
    return verbs.raise_concern(case, who, about=about, hears=hears, text=SECRET)


def readers(world: World, model: Any, **which: Any) -> set[str]:
    return {name for name in EVERYBODY if reads(getattr(world, name), model, **which)}


def body(world: World, name: str, path: str) -> str:
    leave()
    return world.client(getattr(world, name)).get(path).content.decode()


def pages_of(case: Case, luwam: Newcomer) -> list[str]:
    """The pages around the family that know of its protection; all others are opened once, by test_no_page_tells."""
    names = ("family", "concerns", "safety", "support")
    found = [reverse(f"cases:{name}", kwargs={"pk": case.pk}) for name in names]
    return [*found, f"/newcomers/{luwam.pk}/view/", "/today/", "/my/", "/my/help/told/"]


def other_pages_of(case: Case, luwam: Newcomer) -> list[str]:
    names = ("board", "ready", "gap", "check", "travel", "arrival", "keys", "circumstances")
    return [*(reverse(f"cases:{name}", kwargs={"pk": case.pk}) for name in names), f"/newcomers/{luwam.pk}/sharing/", "/families/"]


def offered(world: World, case: Case, about: str, by: str) -> list[str]:
    enter(getattr(world, by))
    return [str(one.hears) for one in hearers(case, about, getattr(world, by))]


def test_only_those_who_exist_and_are_not_meant_can_hear(world: World) -> None:
    case, _luwam = home(world)
    assert offered(world, case, "sponsor", "luwam") == ["worker", "supervisor", "sah"]
    world.person("lia", world.network, Seat.LISTENER, world.cora)
    assert offered(world, case, "sponsor", "luwam") == ["worker", "supervisor", "sah", "listener"]
    assert offered(world, case, "worker", "luwam") == ["supervisor", "sah", "listener"]
    assert offered(world, case, "sah", "luwam") == ["worker", "supervisor", "listener"]
    assert offered(world, case, "sponsor", "selam") == ["supervisor", "sah", "listener"]
    with pytest.raises(Refused, match="somebody else"):
        raised(world, case, about="worker", hears="worker")
    with pytest.raises(Refused, match="whom"):
        raised(world, case, about="newcomer")
    with pytest.raises(NotAllowed):
        raised(world, case, by="helen")


def test_a_concern_is_read_by_its_author_and_by_whoever_hears_it(world: World) -> None:
    case, luwam = around(world)
    row = raised(world, case)
    assert (row.organization_id, row.newcomer_id) == (world.st_marks.pk, luwam.pk)
    for model, which in ((Concern, {"pk": row.pk}), (ProtectionReader, {"concern": row}), (Act, {"verb": "raise_concern"})):
        assert readers(world, model, **which) == {"luwam", "lia"}, model
    assert readers(world, TodayEntry, key="hear_concern") == {"lia"}
    assert readers(world, Case, pk=case.pk) == {"luwam", "yared", "ruth", "tom", "paul", "selam", "helen"}
    enter(world.lia)
    assert Notice.objects.filter(key="concern", reader=world.lia).exists()
    answer = verbs.reply_to_concern(Concern.objects.get(), world.lia, text=ANSWER)
    assert readers(world, ConcernReply, pk=answer.pk) == {"luwam", "lia"}
    assert readers(world, Act, verb="reply_to_concern") == {"luwam", "lia"}
    enter(world.luwam)
    verbs.reply_to_concern(row, world.luwam, text="Thank you")
    verbs.close_concern(row, world.luwam)
    assert readers(world, TodayEntry, key="hear_concern") == set()
    enter(world.lia)
    with pytest.raises(Refused, match="closed"):
        verbs.reply_to_concern(row, world.lia, text="More")


@pytest.mark.parametrize(
    ("about", "hears", "who"), [("sponsor", "worker", "selam"), ("worker", "supervisor", "helen"), ("worker", "sah", "paul")]
)
def test_nobody_else_learns_of_a_concern(world: World, about: str, hears: str, who: str) -> None:
    case, luwam = around(world)
    row = raised(world, case, about=about, hears=hears)
    assert readers(world, Concern, pk=row.pk) == {"luwam", who}
    enter(getattr(world, who))
    verbs.reply_to_concern(row, getattr(world, who), text=ANSWER)
    for name in EVERYBODY:
        text = "".join(body(world, name, path) for path in pages_of(case, luwam))
        assert (SECRET in text) == (name in {"luwam", who}), name
        assert (ANSWER in text) == (name == "luwam"), name
    assert ANSWER in body(world, who, f"/concerns/{row.pk}/")
    leave()
    assert world.client(world.ruth).get(f"/concerns/{row.pk}/").status_code == 404
    with as_(world.luwam):
        assert not [one for found in who_read(case, world.luwam).values() for one in found if one.levels & Level.PROTECTION]


def test_a_sponsor_about_the_own_group_still_reads_the_answer(world: World) -> None:
    case, _luwam = around(world)
    row = raised(world, case, by="tom", hears="worker")
    enter(world.selam)
    verbs.reply_to_concern(row, world.selam, text=ANSWER)
    assert readers(world, Concern, pk=row.pk) == readers(world, ConcernReply) == {"tom", "selam"}


def test_the_listener_reads_and_answers_without_opening_the_family(world: World) -> None:
    case, _luwam = around(world)
    row = raised(world, case)
    leave()
    browser = world.client(world.lia)
    today = browser.get("/today/").content.decode()
    assert case.label in today
    assert f"/families/{case.pk}/concerns/" in today
    listed = browser.get(f"/families/{case.pk}/concerns/").content.decode()
    assert case.label in listed
    assert SECRET in listed
    assert "Riverton" not in listed
    assert browser.get(f"/families/{case.pk}/").status_code == 404
    answer = browser.post(f"/concerns/{row.pk}/", {"text": ANSWER})
    assert answer.status_code == 303
    shown = browser.get(f"/concerns/{row.pk}/").content.decode()
    assert ANSWER in shown
    assert "Luwam" not in shown
    assert browser.post(f"/concerns/{row.pk}/close/").status_code == 303
    assert case.label not in browser.get(f"/concerns/{row.pk}/").content.decode()


def test_an_adult_tells_on_the_own_page(world: World) -> None:
    case, _luwam = around(world)
    leave()
    browser = world.client(world.luwam)
    assert "about=sponsor" in browser.get("/my/help/tell/").content.decode()
    asked = browser.get("/my/help/tell/?about=sponsor").content.decode()
    assert 'value="listener"' in asked
    assert browser.post("/my/help/tell/?about=sponsor", {"hears": "listener"}).status_code == 422
    assert browser.post("/my/help/tell/?about=sponsor", {"hears": "listener", "text": SECRET}).status_code == 303
    enter(world.lia)
    row = Concern.objects.get(case_id=case.pk)
    verbs.reply_to_concern(row, world.lia, text=ANSWER)
    assert ANSWER in body(world, "luwam", "/my/help/told/")
    assert browser.post(f"/my/help/told/{row.pk}/reply/", {"text": "Good"}).status_code == 303
    assert browser.post(f"/my/help/told/{row.pk}/close/").status_code == 303
    assert "Good" in body(world, "luwam", "/my/help/told/")
    assert SECRET not in body(world, "yared", "/my/help/told/")


def test_a_note_is_read_by_those_named_one_by_one(world: World) -> None:
    case, _luwam = around(world)
    enter(world.selam)
    note = verbs.write_note(case, world.selam, text=SECRET)
    assert readers(world, RestrictedNote, pk=note.pk) == {"selam"}
    enter(world.selam)
    reader = verbs.name_reader(note, world.selam, account=world.helen)
    with pytest.raises(Refused, match="does not read it yet"):
        verbs.name_reader(note, world.selam, account=world.helen)
    with pytest.raises(Refused, match="circle"):
        verbs.name_reader(note, world.selam, account=world.nadia)
    assert readers(world, RestrictedNote, pk=note.pk) == {"selam", "helen"}
    for name in EVERYBODY:
        assert (SECRET in body(world, name, f"/families/{case.pk}/")) == (name in {"selam", "helen"}), name
    enter(world.selam)
    verbs.end_reader(reader, world.selam)
    with pytest.raises(Refused, match="keeps reading"):
        verbs.end_reader(note.readers.get(account=world.selam), world.selam)
    assert readers(world, RestrictedNote, pk=note.pk) == {"selam"}
    enter(world.selam)
    verbs.end_note(note, world.selam)
    assert SECRET not in body(world, "selam", f"/families/{case.pk}/")
    with as_(world.luwam):
        assert not [one for found in who_read(case, world.luwam).values() for one in found if one.levels & Level.PROTECTION]


def difficulty(world: World, case: Case, **said: Any) -> Difficulty:
    enter(world.selam)
    row = verbs.open_difficulty(case, world.selam, **{"safety": True, **said})
    person = Newcomer.objects.get(case=case, name="Luwam")
    verbs.hear_side(row, world.selam, voice="newcomer", newcomer=person, happened=SECRET, needed="A quiet room", may_be_told="Nothing")
    verbs.hear_side(row, world.selam, voice="sponsor", happened="We pay on time")
    return row


def test_a_difficulty_is_heard_side_by_side_and_ended(world: World) -> None:
    case, luwam = around(world)
    row = difficulty(world, case)
    with pytest.raises(Refused, match="which adult"):
        verbs.hear_side(row, world.selam, voice="newcomer", happened="Alone")
    with pytest.raises(Refused, match="already"):
        verbs.open_difficulty(case, world.selam, safety=False)
    verbs.decide_in_difficulty(row, world.selam, step="tell_ircc", owner="worker", due_on=clock.today(), text="By telephone")
    with pytest.raises(Refused, match="past"):
        verbs.decide_in_difficulty(row, world.selam, step="tell_ircc", owner="sah", due_on=clock.today() - timedelta(days=1))
    for model in (Difficulty, DifficultySide):
        assert readers(world, model) == {"selam"}
    assert readers(world, Act, verb__in=["open_difficulty", "hear_side", "decide_in_difficulty"]) == {"selam"}
    text = body(world, "selam", f"/difficulties/{row.pk}/")
    assert all(part in text for part in ("tel:911", SECRET, "We pay on time", "By telephone"))
    enter(world.paul)
    mine = verbs.open_difficulty(case, world.paul, safety=False)
    assert readers(world, Difficulty, pk=mine.pk) == {"paul"}
    for name in set(EVERYBODY) - {"selam"}:
        assert SECRET not in "".join(body(world, name, path) for path in [*pages_of(case, luwam), f"/difficulties/{row.pk}/"]), name
    enter(world.selam)
    verbs.name_reader(row, world.selam, account=world.paul)
    assert readers(world, DifficultySide) == {"selam", "paul"}
    enter(world.selam)
    verbs.end_difficulty(row, world.selam, outcome="settled")
    with pytest.raises(Refused, match="ended"):
        verbs.hear_side(row, world.selam, voice="sponsor", happened="More")


def test_tasks_of_a_difficulty_are_made_where_no_sponsor_reads_them(world: World) -> None:
    case, luwam = around(world)
    choose(world, luwam, {"harbour": ALL, "st_marks": ALL}, by="luwam")
    yared = Newcomer.objects.get(case=case, name="Y.")
    choose(world, yared, {"harbour": ALL, "st_marks": TAKING_PART}, by="yared")
    enter(world.selam)
    assert may_hold_tasks(case, world.selam) == [yared]
    with pytest.raises(Refused, match="without tasks"):
        verbs.open_difficulty(case, world.selam, safety=False, person=luwam)
    row = verbs.open_difficulty(case, world.selam, safety=False, person=yared)
    assert readers(world, Task, code="T104") == {"selam", "yared"}
    enter(world.selam)
    verbs.end_difficulty(row, world.selam, outcome="settled")
    assert Task.objects.get(code="T104").ceased_at is not None


def test_support_is_added_for_one_person_and_a_colleague_reads_along(world: World) -> None:
    case, luwam = around(world)
    enter(world.selam)
    said = {"owner": "worker", "due_on": clock.today(), "review_on": clock.today() + timedelta(days=30)}
    with pytest.raises(Refused, match="yes to private tasks"):
        verbs.add_support(luwam, world.selam, text=SECRET, **said)
    choose(world, luwam, {"harbour": ALL, "st_marks": TAKING_PART}, by="luwam")
    enter(world.selam)
    plan = verbs.add_support(luwam, world.selam, text=SECRET, **said)
    assert readers(world, SupportPlan) == {"luwam", "selam"}
    colleague = world.membership("omar")
    enter(world.selam)
    member = verbs.name_need_to_know(luwam, world.selam, colleague=colleague, language="ti", **ALOUD)
    assert readers(world, SupportPlan) == {"luwam", "selam", "omar"}
    enter(world.selam)
    assert next(one for one in choices_of(luwam, world.selam) if one.organization == world.harbour).levels == ALL
    text = body(world, "omar", f"/families/{case.pk}/")
    assert f"/families/{case.pk}/support/" in text
    assert SECRET in body(world, "omar", f"/families/{case.pk}/support/")
    for name in ("yared", "ruth", "tom", "paul", "helen", "cora", "lia"):
        *theirs, my, told = (body(world, name, path) for path in pages_of(case, luwam))
        assert SECRET not in "".join([*theirs, my, told]), name
        assert "Omar" not in "".join(theirs), name
    enter(world.selam)
    assert CircleMember.objects.get(pk=member.pk).seat == Seat.NEED_TO_KNOW
    verbs.end_need_to_know(luwam, world.selam, member=member)
    verbs.end_support(plan, world.selam)
    assert readers(world, SupportPlan) == {"luwam", "selam"}


def test_no_page_tells(world: World) -> None:
    """A concern, two sides of a difficulty, a note and added support at once: on no other page around the family."""
    case, luwam = around(world)
    choose(world, luwam, {"harbour": ALL, "st_marks": TAKING_PART}, by="luwam")
    difficulty(world, case)
    verbs.write_note(case, world.selam, text=SECRET)
    review = clock.today() + timedelta(days=30)
    verbs.add_support(luwam, world.selam, text=SECRET, owner="worker", due_on=clock.today(), review_on=review)
    raised(world, case)
    for name in EVERYBODY:
        assert SECRET not in "".join(body(world, name, path) for path in other_pages_of(case, luwam)), name


def test_every_page_of_protection_answers(world: World) -> None:
    """Whoever opens them, with a form that says nothing: 200, 303, 403, 404 or 422, never a defect."""
    case, luwam = around(world)
    row = difficulty(world, case)
    enter(world.selam)
    note = verbs.write_note(case, world.selam, text="Ring twice")
    concern = raised(world, case)
    paths = [
        *(f"/families/{case.pk}/{path}/" for path in ("concerns", "concerns/tell", "safety", "support")),
        *(f"/families/{case.pk}/safety/{path}/" for path in ("note", "difficulty")),
        f"/families/{case.pk}/concerns/tell/?about=sponsor", f"/families/{case.pk}/concerns/tell/?about=x",
        *(f"/newcomers/{luwam.pk}/{path}/" for path in ("view", "view/thaw", "support/add", "colleagues", f"colleagues/{row.pk}/end")),
        *(f"/difficulties/{row.pk}/{path}" for path in ("", "side/", "decide/", "end/", "readers/")),
        *(f"/notes/{note.pk}/{path}" for path in ("", "readers/")), f"/concerns/{concern.pk}/", f"/support/{row.pk}/end/",
        f"/readers/{note.pk}/end/", "/my/help/tell/", "/my/help/told/", "/my/choices/new/", f"/my/help/told/{note.pk}/reply/",
        f"/my/help/told/{concern.pk}/close/", f"/notes/{note.pk}/end/", f"/concerns/{concern.pk}/close/",
    ]  # fmt: skip
    leave()
    for name in EVERYBODY:
        browser = world.client(getattr(world, name))
        for path in paths:
            answers = [browser.get(path)]
            if name in {"luwam", "selam", "ruth"}:  # who reads all, who writes most, who reads nothing of it
                answers.append(browser.post(path, {"account": "x", "side": "y", "place": "z", "organization": "1"}))
            assert {one.status_code for one in answers} <= {200, 302, 303, 403, 404, 422}, (name, path)
