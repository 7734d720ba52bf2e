"""A referral's pages: what the agency reads before it accepts, and what each side answers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intentional_connection.cases import verbs
from intentional_connection.cases.models import Case, Decline, Referral, ReferralQuestion
from intentional_connection.cases.models.referral import ReplyKind
from intentional_connection.kernel import clock, working_days
from tests.world import enter

if TYPE_CHECKING:
    from intentional_connection.people.models import Account
    from tests.world import World

PLANTED = {
    "adults": ["Luwam Zerai", "Yemane Zerai"],
    "children": ["Saba Zerai"],
    "needs": "The grandmother needs a home without stairs.",
    "community": {"name": "Riverton", "fsa": "K0H"},
    "wishes": ["woman", "call_first"],
}
HIDDEN = ["Luwam", "Yemane", "Saba", "Zerai", "stairs", "K0H", "woman as worker", "St Mark", "Ruth"]


def to(name: str, pk: UUID) -> str:
    return reverse(f"cases:{name}", kwargs={"pk": pk})


def send(world: World, who: Account, name: str, pk: UUID, **typed: Any) -> Any:
    return world.client(who).post(to(name, pk), {"once": uuid4().hex, **typed})


def said(world: World, who: Account, name: str, pk: UUID) -> str:
    answer = world.client(who).get(to(name, pk))
    assert answer.status_code == 200
    return answer.content.decode()


def test_before_it_accepts_the_agency_reads_the_ten_fields_and_nothing_else(world: World) -> None:
    """All ten in the edition's words; of names, needs, wishes, postal area and sponsors nothing, on any page."""
    referral = world.refer(**PLANTED)
    helen = world.helen
    pages = {name: said(world, helen, name, referral.pk) for name in ("referral", "accept", "ask", "decline")}
    for name, text in pages.items():
        for planted in HIDDEN:
            assert planted not in text, f"{planted} on {name}"
    enter(world.paul)
    preview = referral.preview
    shown = pages["referral"]
    for field in referral.edition.preview:
        assert field.label.en in shown, field.key
    for value in (preview.reference, "Lakeside SAH", "Paul", "519 555 0199", "Sponsorship Agreement Holder (SAH)", "Riverton"):
        assert value in shown, value
    for value in ("2 adults", "1 child", "Tigrinya, Arabic", f"{preview.expected_month:%B %Y}", "Call before answering"):
        assert value in shown, value
    assert f"{preview.answer_by:%A} {preview.answer_by.day} {preview.answer_by:%B %Y}" in shown
    assert str(referral.case_id) not in shown


def test_the_agencys_pages_ask_the_family_nothing_before_it_accepts(world: World) -> None:
    """No question goes to the family's own tables."""
    referral = world.refer(**PLANTED)
    client = world.client(world.helen)
    with CaptureQueriesContext(connection) as asked:
        client.get(to("referral", referral.pk))
    for table in ("cases_case", "cases_newcomer", "cases_need", "cases_consent"):
        assert not any(f'FROM "{table}"' in one["sql"] for one in asked.captured_queries), table


def test_others_do_not_find_the_referral(world: World) -> None:
    """Another agency, another SAH, a worker, a member of the group, the coordinator: as if it did not exist."""
    referral = world.refer()
    for stranger in ("nadia", "hugo", "selam", "tom", "cora", "bruno", "grace"):
        for name in ("referral", "accept", "ask", "decline", "reply", "take_back"):
            assert world.client(getattr(world, stranger)).get(to(name, referral.pk)).status_code == 404, (stranger, name)


def test_each_side_answers_only_for_itself(world: World) -> None:
    """The sender does not accept, the agency does not take back."""
    referral = world.refer()
    for who, name in (("paul", "accept"), ("paul", "ask"), ("paul", "decline"), ("helen", "reply"), ("helen", "take_back")):
        assert send(world, getattr(world, who), name, referral.pk).status_code == 403, (who, name)


def test_accepting_opens_the_family_and_leads_to_the_worker(world: World) -> None:
    """The sender reads the answer at once; the agency names a worker next."""
    referral = world.refer()
    answer = send(world, world.helen, "accept", referral.pk)
    assert (answer.status_code, answer.headers["Location"]) == (303, to("worker", referral.case_id))
    shown = said(world, world.paul, "referral", referral.pk)
    assert "accepted this family" in shown
    assert to("family", referral.case_id) in shown
    assert "Take the referral back" not in shown


def test_the_terms_for_one_family_stand_above_the_button(world: World) -> None:
    """Where there is no agreement, accepting is accepting the terms."""
    referral = world.refer(agency=str(world.northgate.pk))
    shown = said(world, world.nadia, "referral", referral.pk)
    terms = referral.edition.consent_text("case_terms").text.en
    assert terms[:60] in shown
    assert "Accept the family and the terms" in shown
    agreed = said(world, world.helen, "referral", world.refer().pk)
    assert "Accept the family and the terms" not in agreed


def test_the_agency_sees_who_in_its_team_speaks_the_language(world: World) -> None:
    """Language and room, before it answers."""
    shown = said(world, world.helen, "referral", world.refer().pk)
    assert "Selam" in shown
    assert "0 of 24 points" in shown
    assert "Lena" not in shown
    nobody = said(world, world.helen, "referral", world.refer(languages=["so"]).pk)
    assert "You can accept and help with an interpreter" in nobody


def test_an_answer_given_meanwhile_is_said_kindly(world: World) -> None:
    """An old tab gets the sentence and who answered; nothing is doubled."""
    referral = world.refer()
    assert send(world, world.helen, "accept", referral.pk).status_code == 303
    again = send(world, world.helen, "accept", referral.pk)
    assert again.status_code == 422
    assert "answered already" in again.content.decode()
    assert "Helen" in again.content.decode()
    opened = world.client(world.helen).get(to("accept", referral.pk))
    assert opened.headers["Location"] == to("referral", referral.pk)


def test_a_question_goes_to_the_sender_and_the_correction_comes_back(world: World) -> None:
    """Asked by code, corrected in the preview and in the family's own row."""
    referral = world.refer()
    assert "Which language does the family speak best?" in said(world, world.helen, "ask", referral.pk)
    assert send(world, world.helen, "ask", referral.pk, about="languages").status_code == 303
    assert "Which language" in said(world, world.paul, "referral", referral.pk)
    form = said(world, world.paul, "reply", referral.pk)
    assert 'name="language_1"' in form
    assert 'name="community"' not in form
    typed = {"kind": "corrected", "language_1": "am", "language_2": "ti"}
    assert send(world, world.paul, "reply", referral.pk, **typed).status_code == 303
    shown = said(world, world.helen, "referral", referral.pk)
    assert "Amharic, Tigrinya" in shown
    assert "It is corrected" in shown
    enter(world.paul)
    assert Case.objects.get(pk=referral.case_id).languages == ["am", "ti"]


@pytest.mark.parametrize(
    ("about", "typed", "field", "value"),
    [
        ("people", {"adults": "3", "children": "0"}, "adults", 3),
        ("community", {"community": "Elmside"}, "community", "Elmside"),
        ("expected_month", {"expected_month": "here"}, "expected_month", None),
        ("wish", {"wish": "yes"}, "wish", True),
        ("call_first", {"call_first": "yes"}, "call_first", True),
        ("programme", {"programme": "bvor"}, "programme", "bvor"),
        ("sender", {"call_name": "Pia", "call_phone": "519 555 0188"}, "call_name", "Pia"),
    ],
)
def test_each_fact_can_be_corrected(world: World, about: str, typed: dict[str, str], field: str, value: object) -> None:
    """The ten facts but the reference."""
    referral = world.refer()
    enter(world.helen)
    verbs.ask(referral, world.helen, about=about)
    assert send(world, world.paul, "reply", referral.pk, kind="corrected", **typed).status_code == 303
    enter(world.paul)
    assert getattr(Referral.objects.get(pk=referral.pk).preview, field) == value


def test_a_correction_without_what_is_right_is_asked_for(world: World) -> None:
    """Empty or impossible boxes are named; "right as it stands" needs none."""
    referral = world.refer()
    enter(world.helen)
    verbs.ask(referral, world.helen, about="answer_by")
    for day in ("", "2020-01-01", "2027-02-30"):
        assert send(world, world.paul, "reply", referral.pk, kind="corrected", answer_by=day).status_code == 422, day
    assert send(world, world.paul, "reply", referral.pk, kind="right", answer_by="2027-02-30").status_code == 303
    late = send(world, world.paul, "reply", referral.pk, kind="right")
    assert late.status_code == 422
    assert "There is no open question" in late.content.decode()


def test_a_reference_is_right_or_told_by_telephone(world: World) -> None:
    """Nobody corrects the family's name on lists."""
    referral = world.refer()
    enter(world.helen)
    verbs.ask(referral, world.helen, about="reference")
    assert "It is corrected" not in said(world, world.paul, "reply", referral.pk)
    assert send(world, world.paul, "reply", referral.pk, kind=ReplyKind.CORRECTED).status_code == 422
    assert send(world, world.paul, "reply", referral.pk, kind=ReplyKind.CALLED).status_code == 303


def test_passing_on_names_a_reason_and_the_next_agency_and_the_sender_goes_on_from_there(world: World) -> None:
    """The decline opens nothing; the sender refers again with the agency that was named already chosen."""
    referral = world.refer(**PLANTED)
    typed = {"reason": "no_language", "next_step": "other_agency", "next_agency": str(world.northgate.pk)}
    assert send(world, world.helen, "decline", referral.pk, **typed).status_code == 303
    shown = said(world, world.paul, "referral", referral.pk)
    for text in ("Nobody at the agency speaks a language of the family", "Ask another agency", "Northgate", "519 555 0120"):
        assert text in shown, text
    for text in HIDDEN:
        assert text not in said(world, world.helen, "referral", referral.pk)
    form = said(world, world.paul, "refer_again", referral.case_id)
    assert f'value="{world.northgate.pk}" selected' in form
    day = (clock.today() + timedelta(days=5)).isoformat()
    again = {"agency": str(world.northgate.pk), "answer_by": day}
    assert send(world, world.paul, "refer_again", referral.case_id, **again).status_code == 422
    answer = send(world, world.paul, "refer_again", referral.case_id, consent="on", **again)
    assert (answer.status_code, answer.headers["Location"]) == (303, to("family", referral.case_id))
    enter(world.nadia)
    assert Referral.objects.get().agency == world.northgate


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"next_step": "other_agency"}, "Name the other agency"),
        ({"next_step": "later_date"}, "Write a day after today"),
        ({"next_step": "later_date", "later_on": "2020-01-01"}, "Write a day after today"),
        ({"next_step": "later_date", "later_on": "2027-02-30"}, "This date does not exist"),
        ({"next_step": ""}, "Choose an answer"),
        ({"reason": "family_not_now", "next_step": "door_open"}, "Choose one of the answers shown"),
        ({"next_step": "other_agency", "next_agency": str(uuid4())}, "Choose one of the answers shown"),
    ],
)
def test_no_decline_without_a_matching_next_step(world: World, typed: dict[str, str], says: str) -> None:
    """Reason and next step are coded; what was chosen stays chosen."""
    referral = world.refer()
    answer = send(world, world.helen, "decline", referral.pk, **{"reason": "no_place", **typed})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    enter(world.helen)
    assert not Decline.objects.exists()


def test_after_accepting_it_can_be_passed_on_until_the_worker_was_in_touch(world: World) -> None:
    """Then a handover is the way, and the page offers no dead end."""
    referral = world.refer()
    case = world.name_worker(world.accept(referral))
    assert to("decline", referral.pk) in said(world, world.helen, "referral", referral.pk)
    world.contact(case)
    assert to("decline", referral.pk) not in said(world, world.helen, "referral", referral.pk)
    late = send(world, world.helen, "decline", referral.pk, reason="no_place", next_step="door_open")
    assert late.status_code == 422
    assert "handover" in late.content.decode()


def test_the_sender_takes_a_silent_referral_back(world: World) -> None:
    """The family's own no and the sender's are told apart; after acceptance it is refused."""
    referral = world.refer()
    assert send(world, world.paul, "take_back", referral.pk, reason="family_not_now", next_step="door_open").status_code == 303
    assert "The family said no to this referral" in said(world, world.helen, "referral", referral.pk)
    other = world.refer()
    world.accept(other)
    late = send(world, world.paul, "take_back", other.pk, reason="no_answer", next_step="call_together")
    assert late.status_code == 422
    assert "The agency has accepted" in late.content.decode()


def test_a_waiting_referral_shows_its_age_in_working_days(world: World) -> None:
    """On the agency's page and on the sender's."""
    sent_at = clock.now() + timedelta(days=7)
    read_at = sent_at + timedelta(days=14)
    days = working_days.working_days_between(*(one.astimezone(clock.ONTARIO).date() for one in (sent_at, read_at)))
    with clock.at(sent_at):
        referral = world.refer()
    with clock.at(read_at):
        for who in (world.helen, world.paul):
            assert f"Waiting for {days} working days" in said(world, who, "referral", referral.pk)


def test_an_old_tab_asks_once(world: World) -> None:
    """The same form sent five times is one question; a second question waits for the first answer."""
    referral = world.refer()
    client = world.client(world.helen)
    typed = {"about": "people", "once": uuid4().hex}
    assert {client.post(to("ask", referral.pk), typed).status_code for _ in range(5)} == {303}
    enter(world.helen)
    assert ReferralQuestion.objects.count() == 1
    assert send(world, world.helen, "ask", referral.pk, about="wish").status_code == 422


@pytest.mark.parametrize("name", ["referral", "accept", "ask", "reply", "decline", "take_back", "refer_again"])
def test_unknown_referrals_are_not_found(world: World, name: str) -> None:
    """404 for anybody."""
    assert world.client(world.paul).get(to(name, uuid4())).status_code == 404


def test_a_referral_taken_back_tells_the_agency_neither_why_nor_where_to(world: World) -> None:
    """Whom the family turns to next is for the sender; the agency that was asked keeps its ten fields alone."""
    referral = world.refer()
    enter(world.paul)
    said_no = {"reason": "family_not_share", "next_step": "other_agency", "next_agency": world.northgate}
    verbs.take_back(referral, world.paul, **said_no)
    texts = [said(world, who, "referral", referral.pk) for who in (world.helen, world.paul)]
    assert ["Northgate" in text for text in texts] == [False, True]
    assert ["does not want to share" in text for text in texts] == [False, True]
    late = send(world, world.helen, "accept", referral.pk)
    assert (late.status_code, "Northgate" in late.content.decode()) == (422, False)
