"""Who holds the link is the person, so links differ: the own key is spent once, the carried one opens three things."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.html import strip_tags

from conftest import reading_everything
from intentional_connection.access.seats import SYSTEM_ID
from intentional_connection.cases import verbs
from intentional_connection.cases.models import MeetingAnswer, Newcomer
from intentional_connection.family.tests.playing import MARKED, adult, check_for, key_for, meeting_for, opened, plan_for
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices.models import Notice
from intentional_connection.people.models import NO_MAIL, Account, Key
from tests.world import enter

if TYPE_CHECKING:
    from intentional_connection.cases.models import Case
    from tests.world import World

pytestmark = pytest.mark.maple_stands


@pytest.fixture
def case(world: World) -> Case:
    """Maple 12 at its worker."""
    cache.clear()
    return world.maple()


def test_a_key_makes_an_account_without_address_and_without_password(world: World, case: Case) -> None:
    given = key_for(world, case, language="ti")
    account = given.key.account
    assert account is not None
    assert account.email.endswith(NO_MAIL)
    assert not account.has_usable_password()
    assert account.language == "ti"
    assert given.token not in given.key.digest
    assert len(given.token) >= 43


def test_opening_the_link_does_not_spend_it_pressing_does_once(world: World, case: Case) -> None:
    given = key_for(world, case)
    enter(None)
    for _previewer in range(3):
        assert Client().get(f"/k/{given.token}/").status_code == 200
    phone = opened(given)
    assert "Hello" in phone.get("/my/").content.decode()
    assert phone.get(f"/k/{given.token}/")["Location"] == "/my/", "an old link where a sign-in lives opens home"
    elsewhere = Client()
    for answer in (elsewhere.get(f"/k/{given.token}/"), elsewhere.post(f"/k/{given.token}/", {})):
        assert answer.status_code == 410
    assert elsewhere.get("/my/").status_code == 302


def test_the_same_press_sent_twice_by_a_slow_network_is_one_sign_in(world: World, case: Case) -> None:
    given = key_for(world, case)
    enter(None)
    first, again, other = Client(), Client(), Client()
    assert first.post(f"/k/{given.token}/", {"once": "a" * 32}).status_code == 303
    assert again.post(f"/k/{given.token}/", {"once": "a" * 32}).status_code == 303
    assert other.post(f"/k/{given.token}/", {"once": "b" * 32}).status_code == 410


def test_a_used_an_ended_a_mistyped_and_an_unknown_link_look_alike(world: World, case: Case) -> None:
    used = key_for(world, case)
    opened(used)
    ended = key_for(world, case)
    verbs.end_keys(adult(world, case), world.selam)
    enter(None)
    pages = set()
    for token in (used.token, ended.token, ended.token[:-1] + "x", "x"):
        answer = Client().get(f"/k/{token}/")
        assert answer.status_code == 410
        pages.add(strip_tags(answer.content.decode()))
    assert len(pages) == 1


def test_a_new_key_ends_the_earlier_one_and_every_sign_in(world: World, case: Case) -> None:
    first = key_for(world, case)
    phone = opened(first)
    unused = key_for(world, case)
    enter(None)
    assert phone.get("/my/").status_code == 302
    newest = key_for(world, case)
    enter(None)
    assert Client().get(f"/k/{unused.token}/").status_code == 410
    assert opened(newest).get("/my/").status_code == 200
    assert first.key.account_id == newest.key.account_id


def test_a_key_is_too_old_after_fourteen_days_and_a_page_lives_ninety(world: World, case: Case) -> None:
    given = key_for(world, case)
    assert given.key.expires_at - clock.now() == timedelta(days=14)
    phone = opened(given)
    assert 89 <= phone.session.get_expiry_age() / 86400 <= 90
    late = key_for(world, case)
    enter(None)
    with clock.at(clock.now() + timedelta(days=15)):
        assert Client().get(f"/k/{late.token}/").status_code == 410


def test_only_the_familys_worker_gives_a_key_and_no_child_gets_one(world: World, case: Case) -> None:
    person = adult(world, case)
    for name in ("ruth", "paul", "helen", "omar", "tom"):
        enter(getattr(world, name))
        with pytest.raises(NotAllowed):
            verbs.give_key(person, getattr(world, name))
    enter(world.selam)
    child = Newcomer.objects.select_related("case__adoption").get(case=case, name="S.")
    with pytest.raises(Refused):
        verbs.give_key(child, world.selam)


def test_whoever_is_signed_in_as_somebody_else_does_not_spend_the_key(world: World, case: Case) -> None:
    given = key_for(world, case)
    enter(None)
    worker = world.client(world.selam)
    assert "Somebody else" in worker.post(f"/k/{given.token}/", {}).content.decode()
    assert opened(given)


def test_an_old_link_asks_the_worker_for_a_new_one_in_neutral_words(world: World, case: Case) -> None:
    given = key_for(world, case)
    opened(given)
    enter(None)
    known = Client().post(f"/k/{given.token}/new/", {})
    unknown = Client().post("/k/nothing/new/", {})
    assert known.status_code == unknown.status_code == 200
    assert strip_tags(known.content.decode()) == strip_tags(unknown.content.decode())
    Client().post(f"/k/{given.token}/new/", {})
    with reading_everything():
        told = list(Notice.objects.filter(key="key_wanted"))
    assert [(one.reader_id, one.by_id, one.path) for one in told] == [(world.selam.pk, SYSTEM_ID, f"/families/{case.pk}/keys/")]


def test_the_worker_sees_the_link_once_and_the_contact_sees_no_keys_of_adults(world: World, case: Case) -> None:
    person = adult(world, case)
    enter(None)
    worker, contact = world.client(world.selam), world.client(world.ruth)
    sent = {f"{person.pk.hex}-language": "ar", "once": "c" * 32}
    first = worker.post(f"/newcomers/{person.pk}/key/", sent)
    assert "/k/" in first.content.decode()
    assert "<svg" in first.content.decode()
    assert "style=" not in first.content.decode()
    assert worker.post(f"/newcomers/{person.pk}/key/", sent)["Location"] == f"/families/{case.pk}/keys/"
    assert "/k/" not in worker.get(f"/families/{case.pk}/keys/").content.decode().replace("/keys/", "")
    page = contact.get(f"/families/{case.pk}/keys/").content.decode()
    assert "Make a letter" in page
    assert "Give a key" not in page
    assert contact.post(f"/newcomers/{person.pk}/key/", sent).status_code == 403
    assert world.client(world.tom).get(f"/families/{case.pk}/keys/").status_code == 403


# --- the letter that is passed on -----------------------------------------------------------------


def letter_pages(world: World, case: Case) -> list[str]:
    """The letter by its link and by its code."""
    enter(world.ruth)
    given = verbs.carry_link(case, world.ruth)
    assert set(given.code) <= set("BCDFGHJKLMNPQRTVWXZ")
    assert len(given.code) == 6
    enter(None)
    by_link = Client().get(f"/l/{given.token}/")
    reader = Client()
    spaced = f" {given.code[:3].lower()} {given.code[3:]} "
    step = reader.post("/l/", {"code": spaced})
    assert step.status_code == 303
    by_code = reader.get(step["Location"])
    assert by_link.status_code == by_code.status_code == 200
    return [by_link.content.decode(), by_code.content.decode()]


def test_a_carried_link_opens_the_meeting_and_the_people_and_nothing_else(world: World, case: Case) -> None:
    meeting_for(world, case)
    plan_for(world, case)
    check_for(world, case)
    for page in letter_pages(world, case):
        assert "Cairo" in page
        assert "Selam" in page
        assert "519 555 0199" in page
        assert "Yes, I will come" in page
        for text in (*MARKED, case.label, case.tree, str(case.pk)):
            assert text not in page, text
    enter(None)


def test_the_answer_by_a_carried_link_is_the_systems_and_needs_no_name(world: World, case: Case) -> None:
    meeting = meeting_for(world, case)
    enter(world.selam)
    given = verbs.carry_link(case, world.selam)
    enter(None)
    hand = Client()
    day = {"day": f"{meeting.pk}-0", "coming": "yes"}
    assert hand.post(f"/l/{given.token}/", day | {"day": f"{meeting.pk}-1"}).status_code == 422
    assert hand.post(f"/l/{given.token}/", day).status_code == 303
    assert "You said: I will come." in Client().get(f"/l/{given.token}/").content.decode()
    with reading_everything():
        rows = list(MeetingAnswer.objects.filter(meeting=meeting))
    assert [(row.guest_id, row.coming, row.by_id) for row in rows] == [(None, "yes", SYSTEM_ID)]


def test_a_new_letter_replaces_the_earlier_one_and_a_key_is_no_letter(world: World, case: Case) -> None:
    enter(world.selam)
    old = verbs.carry_link(case, world.selam)
    new = verbs.carry_link(case, world.selam)
    own = key_for(world, case)
    enter(None)
    reader = Client()
    assert reader.get(f"/l/{old.token}/").status_code == 410
    assert reader.post("/l/", {"code": old.code}).status_code == 422
    assert reader.get(f"/l/{new.token}/").status_code == 200
    assert reader.get(f"/l/{new.code}/").status_code == 410, "six letters open nothing past the braked page"
    assert reader.get(f"/l/{own.token}/").status_code == 410
    assert reader.get(f"/k/{new.token}/").status_code == 410
    assert reader.get("/l/open/").status_code == 410


def test_six_letters_are_braked_hard(world: World, case: Case) -> None:
    del world, case
    guesser = Client()
    answers = [guesser.post("/l/", {"code": "BCDFGH"}).status_code for _try in range(12)]
    assert answers == [422] * 10 + [429] * 2


def test_nobody_reads_the_keys_of_others(world: World, case: Case) -> None:
    given = key_for(world, case)
    for name in ("tom", "omar", "nadia", "cora"):
        enter(getattr(world, name))
        assert not Key.objects.filter(pk=given.key.pk).exists()
        assert not Key.objects.visible_to(getattr(world, name)).filter(pk=given.key.pk).exists()
    account = given.key.account
    assert isinstance(account, Account)
    enter(account)
    assert Key.objects.visible_to(account).count() == 1
