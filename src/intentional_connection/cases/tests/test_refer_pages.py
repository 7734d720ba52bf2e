"""The sender's pages: five steps, check answers, confirmation; and the agency that opens a family itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.urls import reverse

from intentional_connection.cases.models import Case, Consent, Need, Newcomer, Referral, ReferralDraft
from intentional_connection.cases.models.circle import Method
from intentional_connection.kernel import clock
from tests.world import enter

if TYPE_CHECKING:
    from django.test import Client

    from intentional_connection.people.models import Account
    from tests.world import World


def begin(client: Client, world: World, who: Account, name: str = "cases:refer", place: str = "lakeside") -> ReferralDraft:
    """Press "Refer a family"."""
    answer = client.post(reverse(name), {"place": str(getattr(world, place).pk), "once": uuid4().hex})
    assert answer.status_code == 303
    enter(who)
    return ReferralDraft.objects.unsent()[0]


def step(client: Client, draft: ReferralDraft, name: str, **typed: Any) -> Any:
    """Send one step."""
    address = reverse("cases:refer_step", kwargs={"pk": draft.pk, "step": name})
    return client.post(address, {"once": uuid4().hex, **typed})


def helpers(world: World, **changed: Any) -> dict[str, Any]:
    return {"agency": str(world.harbour.pk), "group": str(world.st_marks.pk), "programme": "sah"} | changed


FAMILY = {"adults": "Luwam\nY.", "children": "S.", "language_1": "ti", "language_2": "ar"}


def place(**changed: Any) -> dict[str, Any]:
    return {"community": "Riverton", "fsa": "n2g", "expected": f"{clock.today():%Y-%m}"} | changed


def wishes(**changed: Any) -> dict[str, Any]:
    day = (clock.today() + timedelta(days=7)).isoformat()
    return {"wishes": ["woman", "call_first"], "answer_by": day, "needs": "A home without stairs."} | changed


def all_steps(client: Client, world: World, draft: ReferralDraft, **said: dict[str, Any]) -> None:
    """Answer the twelve questions."""
    typed = {"helpers": helpers(world), "family": FAMILY, "place": place(), "wishes": wishes(), "consent": {"consent": "on"}}
    for name, answers in (typed | said).items():
        assert step(client, draft, name, **answers).status_code == 303, name


def address(draft: ReferralDraft, page: str) -> str:
    return reverse(f"cases:refer_{page}", kwargs={"pk": draft.pk})


def test_a_sah_refers_a_family_in_five_steps_and_reads_what_happens_next(world: World) -> None:
    """Five steps, check answers, confirmation with a reference: the family is there for both sides."""
    paul = world.paul
    client = world.client(paul)
    draft = begin(client, world, paul)
    order = []
    for name, typed in (
        ("helpers", helpers(world)), ("family", FAMILY), ("place", place()), ("wishes", wishes()), ("consent", {"consent": "on"})
    ):  # fmt: skip
        order.append(step(client, draft, name, **typed).headers["Location"])
    assert [one.rstrip("/").rsplit("/", 1)[1] for one in order] == ["family", "place", "wishes", "consent", "check"]
    checked = client.get(address(draft, "check"))
    for said in ("Harbour settlement agency", "St Mark’s group", "Luwam", "Tigrinya", "Riverton", "N2G", "A woman as worker"):
        assert said in checked.content.decode(), said
    answer = client.post(address(draft, "check"), {"once": uuid4().hex})
    assert (answer.status_code, answer.headers["Location"]) == (303, address(draft, "sent"))
    enter(paul)
    case = Case.objects.get()
    sent = client.get(address(draft, "sent")).content.decode()
    assert case.label in sent
    assert "working days" in sent
    enter(paul)
    assert list(Newcomer.objects.in_order().values_list("name", flat=True)) == ["Luwam", "Y.", "S."]
    assert {row.method for row in Consent.objects.all()} == {Method.RELAYED, Method.APPLICATION}
    assert (case.wishes, Referral.objects.get().preview.call_first) == (["woman"], True)
    assert Need.objects.get().text == "A home without stairs."


def test_the_draft_survives_signing_out_and_is_nobody_elses(world: World) -> None:
    """What was answered is kept at once; only its author finds it again."""
    paul = world.paul
    client = world.client(paul)
    draft = begin(client, world, paul)
    step(client, draft, "helpers", **helpers(world))
    client.logout()
    assert client.get(address(draft, "check")).status_code == 302
    again = world.client(world.paul)
    shown = again.get(reverse("cases:refer")).content.decode()
    assert reverse("cases:refer_step", kwargs={"pk": draft.pk, "step": "family"}) in shown
    assert "St Mark’s group" in again.get(address(draft, "check")).content.decode()
    for stranger in (world.hugo, world.helen, world.ruth):
        assert world.client(stranger).get(address(draft, "check")).status_code == 404


def test_one_can_come_back_later_with_an_unfinished_step(world: World) -> None:
    """The second button keeps what is there and asks for nothing else."""
    paul = world.paul
    client = world.client(paul)
    draft = begin(client, world, paul)
    answer = step(client, draft, "place", community="Riverton", fsa="", expected="", later="1")
    assert (answer.status_code, answer.headers["Location"]) == (303, reverse("cases:refer"))
    enter(paul)
    draft.refresh_from_db()
    assert draft.answers["community"]["name"] == "Riverton"
    shown = client.get(address(draft, "check")).content.decode()
    assert "Community and postal area – Still to be answered" in shown


def test_without_the_familys_yes_one_can_save_and_not_send(world: World) -> None:
    """The button is absent, the reason stands there, and a forged sending is refused."""
    paul = world.paul
    client = world.client(paul)
    draft = begin(client, world, paul)
    all_steps(client, world, draft, consent={})
    shown = client.get(address(draft, "check")).content.decode()
    assert "The family has not said yes yet" in shown
    assert "Send the referral" not in shown
    forged = client.post(address(draft, "check"), {"once": uuid4().hex})
    assert forged.status_code == 422
    assert "The family has not said yes yet" in forged.content.decode()
    enter(paul)
    assert not Case.objects.exists()


def test_another_agency_or_another_adult_needs_a_new_yes(world: World) -> None:
    """The family said yes to one agency, adult by adult; whoever changes these asks again."""
    paul = world.paul
    client = world.client(paul)
    draft = begin(client, world, paul)
    all_steps(client, world, draft)
    step(client, draft, "family", **FAMILY)
    assert "Send the referral" in client.get(address(draft, "check")).content.decode()
    step(client, draft, "helpers", **helpers(world, agency=str(world.northgate.pk)))
    assert "The family has not said yes yet" in client.get(address(draft, "check")).content.decode()
    step(client, draft, "consent", consent="on")
    step(client, draft, "family", **(FAMILY | {"adults": "Luwam\nY.\nB."}))
    assert "The family has not said yes yet" in client.get(address(draft, "check")).content.decode()


def test_terms_for_this_one_family_go_along_where_there_is_no_agreement(world: World) -> None:
    """Nobody stands before a closed door: the choice says it, the check page says it, the referral carries it."""
    paul = world.paul
    client = world.client(paul)
    draft = begin(client, world, paul)
    shown = client.get(reverse("cases:refer_step", kwargs={"pk": draft.pk, "step": "helpers"})).content.decode()
    assert "Northgate newcomer centre (with terms for this one family)" in shown
    assert "Harbour settlement agency</option>" in shown
    assert shown.index("Harbour") < shown.index("Bayview"), "agencies of the own site come first"
    all_steps(client, world, draft, helpers=helpers(world, agency=str(world.northgate.pk)))
    assert "You have no agreement in force with" in client.get(address(draft, "check")).content.decode()
    client.post(address(draft, "check"), {"once": uuid4().hex})
    enter(paul)
    assert hasattr(Referral.objects.get(), "terms")


def test_a_likely_duplicate_is_said_without_showing_anyone(world: World) -> None:
    """Another SAH reads one neutral sentence and can still send."""
    world.refer()
    enter(world.cora)
    world.organization("oak", world.st_marks.kind, "Oak group", sah=world.hillside)
    hugo = world.hugo
    client = world.client(hugo)
    draft = begin(client, world, hugo, place="hillside")
    all_steps(client, world, draft, helpers=helpers(world, group=str(world.oak.pk)))
    shown = client.get(address(draft, "check")).content.decode()
    assert "was referred before" in shown
    assert "Send the referral anyway" in shown
    assert "Lakeside" not in shown
    assert "St Mark" not in shown
    client.post(address(draft, "check"), {"once": uuid4().hex})
    assert client.get(address(draft, "sent")).status_code == 200


def test_a_group_of_five_refers_without_a_sah_and_is_not_asked_for_its_group(world: World) -> None:
    """Group and programme are known; three voices suffice."""
    grace = world.grace
    client = world.client(grace)
    draft = begin(client, world, grace, place="birch_group")
    shown = client.get(reverse("cases:refer_step", kwargs={"pk": draft.pk, "step": "helpers"})).content.decode()
    assert 'name="agency"' in shown
    assert 'name="group"' not in shown
    assert 'name="programme"' not in shown
    assert "with terms" not in shown
    all_steps(client, world, draft, helpers={"agency": str(world.harbour.pk)})
    assert client.post(address(draft, "check"), {"once": uuid4().hex}).status_code == 303
    enter(grace)
    assert (Case.objects.get().programme, Case.objects.get().has_sah) == ("g5", False)


def test_a_group_of_a_sah_reads_that_its_sah_refers_and_whom_to_call(world: World) -> None:
    """No form that would be refused at the end."""
    client = world.client(world.ruth)
    shown = client.get(reverse("cases:refer")).content.decode()
    assert "Your SAH refers the family" in shown
    assert "519 555 0101" in shown
    assert 'name="place"' not in shown
    assert client.post(reverse("cases:refer"), {"place": str(world.st_marks.pk)}).status_code == 422


def test_a_site_without_the_part_says_so_and_whom_to_call(world: World) -> None:
    """Bay has adopted none of the optional parts."""
    from intentional_connection.access.seats import Seat  # noqa: PLC0415
    from intentional_connection.partners.models import Kind  # noqa: PLC0415

    enter(world.cora)
    world.organization("bay_sah", Kind.SAH, "Bay SAH", site=world.bay)
    world.person("flora", world.bay_sah, Seat.SAH_STAFF, world.cora)
    shown = world.client(world.flora).get(reverse("cases:refer")).content.decode()
    assert "Not in this site" in shown
    assert "905 555 0130" in shown
    outreach = world.client(world.bruno).get(reverse("cases:reach_out")).content.decode()
    assert "Not in this site" in outreach


def test_an_agency_opens_a_family_that_it_reached_itself(world: World) -> None:
    """It chooses the group, answers the same questions, and has the family at once."""
    helen = world.helen
    client = world.client(helen)
    draft = begin(client, world, helen, "cases:reach_out", "harbour")
    shown = client.get(reverse("cases:refer_step", kwargs={"pk": draft.pk, "step": "helpers"})).content.decode()
    assert "Birch Street five" in shown
    assert "St Mark" not in shown
    typed = {"helpers": {"group": str(world.birch_group.pk)}, "wishes": {"needs": ""}}
    all_steps(client, world, draft, **typed)
    answer = client.post(address(draft, "check"), {"once": uuid4().hex})
    assert answer.headers["Location"] == address(draft, "sent")
    enter(helen)
    case = Case.objects.get()
    assert (case.programme, case.accepted_referral.agency) == ("g5", world.harbour)
    assert reverse("cases:worker", kwargs={"pk": case.pk}) in client.get(address(draft, "sent")).content.decode()


def test_sending_five_times_from_old_tabs_sends_once(world: World) -> None:
    """The same confirmation each time, one family, one referral."""
    paul = world.paul
    client = world.client(paul)
    draft = begin(client, world, paul)
    all_steps(client, world, draft)
    answers = [client.post(address(draft, "check"), {"once": uuid4().hex}) for _ in range(5)]
    assert {one.headers["Location"] for one in answers} == {address(draft, "sent")}
    assert step(client, draft, "family", **FAMILY).headers["Location"] == address(draft, "sent")
    enter(paul)
    assert (Case.objects.count(), Referral.objects.count()) == (1, 1)


def test_the_old_tab_that_began_a_referral_sent_since_leads_to_the_list(world: World) -> None:
    """Going back and pressing again begins nothing and breaks nothing."""
    client = world.client(world.paul)
    typed = {"place": str(world.lakeside.pk), "once": uuid4().hex}
    assert client.post(reverse("cases:refer"), typed).status_code == 303
    enter(world.paul)
    draft = ReferralDraft.objects.unsent()[0]
    all_steps(client, world, draft)
    client.post(address(draft, "check"), {"once": uuid4().hex})
    assert client.post(reverse("cases:refer"), typed).headers["Location"] == reverse("cases:refer")


def test_days_and_months_that_time_has_overtaken_are_asked_again(world: World) -> None:
    """A draft may wait for months; what is past cannot be sent."""
    draft = world.draft(expected="2020-01", answer_by="2020-01-15")
    client = world.client(world.paul)
    shown = client.get(address(draft, "check")).content.decode()
    assert shown.count("This is past. Choose again.") >= 2
    forged = client.post(address(draft, "check"), {"once": uuid4().hex})
    assert forged.status_code == 422
    assert "is past" in forged.content.decode()


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("family", {"adults": ""}, "Write an answer here."),
        ("family", {"adults": "\u200f\u202e\n \n"}, "Write an answer here."),
        ("family", {"adults": "\n".join("ABCDEFGHIJKLMNOPQRSTU")}, "Write at most 20 names."),
        ("family", {"adults": "x" * 61}, "Shorten each name"),
        ("family", {"adults": "x" * 1_000_000}, "Shorten this"),
        ("family", {"adults": "a\x00b"}, "cannot be kept"),
        ("family", {"language_1": "xx"}, "Choose one of the answers shown."),
        ("place", {"fsa": "X1X"}, "Ontario postal code"),
        ("place", {"fsa": "2" * 5000}, "Shorten this"),
        ("place", {"expected": "2020-01"}, "Choose one of the answers shown."),
        ("wishes", {"answer_by": "2020-01-01"}, "This day is past."),
        ("wishes", {"answer_by": "2199-01-01"}, "days ahead"),
        ("wishes", {"answer_by": "2027-02-30"}, "This date does not exist."),
        ("wishes", {"wishes": ["woman", "man"]}, "or neither"),
        ("helpers", {"agency": str(uuid4())}, "Choose one of the answers shown."),
        ("helpers", {"agency": ""}, "Choose a settlement agency."),
    ],
)
def test_what_cannot_be_kept_says_what_to_do_and_stands_there_again(
    world: World, name: str, typed: dict[str, Any], says: str
) -> None:
    """422 with the reason; nothing of the step is lost."""
    paul = world.paul
    client = world.client(paul)
    draft = begin(client, world, paul)
    good = {"helpers": helpers(world), "family": FAMILY, "place": place(), "wishes": wishes()}[name]
    answer = step(client, draft, name, **(good | typed))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert says in shown
    kept = {"helpers": "St Mark’s group", "family": "S.", "place": "Riverton", "wishes": "A home without stairs."}[name]
    assert kept in shown


def test_a_whole_postal_code_is_cut_and_marks_that_turn_lines_are_left_out(world: World) -> None:
    """No more of the address is kept than the area; names stay names."""
    paul = world.paul
    client = world.client(paul)
    draft = begin(client, world, paul)
    assert step(client, draft, "place", **place(fsa="n2g 4c5")).status_code == 303
    assert step(client, draft, "family", **(FAMILY | {"adults": "\u202eሉዋም\r\n👩 Z."})).status_code == 303
    enter(paul)
    draft.refresh_from_db()
    assert draft.answers["community"] == {"name": "Riverton", "fsa": "N2G"}
    assert draft.answers["adults"] == ["ሉዋም", "👩 Z."]


def test_unknown_drafts_and_steps_are_not_found(world: World) -> None:
    """The same answer as for what one may not see."""
    client = world.client(world.paul)
    draft = world.draft()
    assert client.get(reverse("cases:refer_step", kwargs={"pk": draft.pk, "step": "seventh"})).status_code == 404
    assert client.get(reverse("cases:refer_check", kwargs={"pk": uuid4()})).status_code == 404
    assert client.get(reverse("cases:refer_sent", kwargs={"pk": draft.pk})).status_code == 303


@pytest.mark.parametrize("who", ["selam", "cora", "tom"])
def test_who_does_not_refer_is_told_so(world: World, who: str) -> None:
    """Workers, coordinators and members refer no family."""
    assert world.client(getattr(world, who)).get(reverse("cases:refer")).status_code == 403


def test_the_group_must_be_the_senders_own(world: World) -> None:
    """A draft changed behind the page's back is refused, not sent."""
    draft = world.draft("hugo", "hillside")
    answer = world.client(world.hugo).post(address(draft, "check"), {"once": uuid4().hex})
    assert answer.status_code == 422
    assert "Choose one of your own groups." in answer.content.decode()
