"""Each adult chooses alone who sees what: all fields of a yes, narrowing, taking back, and both walls after each word."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from conftest import as_, reading_everything
from intentional_connection.access.seats import SYSTEM_ID, TAKING_PART, Level
from intentional_connection.access.walls import entered
from intentional_connection.cases import jobs, verbs
from intentional_connection.cases.models import Arrival, Case, Consent, Need, Newcomer, NewcomerIdentity
from intentional_connection.cases.models.circle import Method
from intentional_connection.cases.models.sharing import CHOICES, How, choices_of, months_on
from intentional_connection.cases.tests.asking import questions
from intentional_connection.journal.models import note_read
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.notices.models import Notice
from intentional_connection.people.models import Key
from intentional_connection.practice.edition import load
from tests.families import days_later, own_account
from tests.world import enter, fresh

if TYPE_CHECKING:
    from intentional_connection.people.models import Account
    from tests.world import World

pytestmark = pytest.mark.maple_stands

ALL = TAKING_PART | Level.IDENTITY | Level.SENSITIVE
ALOUD: dict[str, Any] = {"language": "ti", "method": Method.ALOUD, "witness": "Hanna B.", "interpreter": "4417"}
OWN: dict[str, Any] = {"language": "fr", "method": Method.OWN_PHONE}


def home(world: World) -> tuple[Case, Newcomer]:
    """Maple 12 here, at its worker; Luwam with an account and her full name written down."""
    case = world.maple()
    luwam = own_account(world, case, "luwam", first_name="Luwam")
    enter(world.luwam)
    verbs.keep_identity(luwam, world.luwam, full_name="Luwam Tesfay")
    return case, luwam


def land(world: World, case: Case, on: date | None = None, by: str = "selam") -> None:
    enter(getattr(world, by))
    for person in case.newcomers.all():
        Arrival.objects.create(case=case, newcomer=person, on=on or clock.today(), by=getattr(world, by))


def choose(world: World, person: Newcomer, choices: dict[str, Level], by: str = "selam", **said: Any) -> Consent:
    who = getattr(world, by)
    enter(who)
    said = said or (ALOUD if by == "selam" else OWN)
    return verbs.choose_sharing(person, who, choices={getattr(world, name).pk: mask for name, mask in choices.items()}, **said)


def reads(account: Account, model: Any, **which: Any) -> bool:
    """Whether somebody reads it now, through the first wall and through the second: they agree."""
    with as_(account):
        who = fresh(account)
        first = model.objects.visible_to(who).filter(**which).exists()
        second = model.objects.filter(**which).exists()
    assert first == second
    return bool(second)


def test_a_yes_keeps_all_that_the_handbook_asks_for(world: World) -> None:
    case, luwam = home(world)
    row = choose(world, luwam, {"harbour": TAKING_PART | Level.IDENTITY})
    edition = load("ontario-2021", 1)
    assert (row.newcomer_id, row.recipient_id, row.levels, row.left_out) == (luwam.pk, world.harbour.pk, 15, [])
    assert (row.purpose, row.language, row.method, row.edition) == ("settlement", "ti", "aloud", "ontario-2021@1")
    assert (row.text_key, row.witness) == ("choice_plan+choice_identity", "Hanna B. · 4417")
    assert (row.recorded_by_id, row.case_id, row.withdrawn_at) == (world.selam.pk, case.pk, None)
    assert row.expires_at == months_on(row.given_at, edition.limits.choice_lasts_months)
    only_plan = choose(world, luwam, {"harbour": TAKING_PART})
    assert only_plan.text_digest == edition.consent_text("choice_plan").digest
    assert only_plan.text_digest != row.text_digest


def test_narrowing_is_a_new_row_and_ends_the_earlier_yes(world: World) -> None:
    case, luwam = home(world)
    choose(world, luwam, {"harbour": ALL})
    assert reads(world.selam, NewcomerIdentity, newcomer=luwam)
    choose(world, luwam, {"harbour": TAKING_PART})
    assert not reads(world.selam, NewcomerIdentity, newcomer=luwam)
    assert reads(world.selam, Need, case=case)
    with as_(world.luwam):
        mine = Consent.objects.filter(newcomer=luwam, recipient=world.harbour)
        assert [row.levels for row in mine.in_force()] == [int(TAKING_PART)]
        assert mine.filter(method=Method.RELAYED, withdrawn_at__isnull=False).exists()


def test_each_organization_reads_by_its_own_yes(world: World) -> None:
    case, luwam = home(world)
    assert reads(world.ruth, NewcomerIdentity, newcomer=luwam), "the application's own yes"
    choose(world, luwam, {"harbour": TAKING_PART | Level.IDENTITY, "st_marks": TAKING_PART, "lakeside": ALL})
    assert reads(world.selam, NewcomerIdentity, newcomer=luwam)
    assert not reads(world.ruth, NewcomerIdentity, newcomer=luwam)
    assert reads(world.paul, NewcomerIdentity, newcomer=luwam)
    assert reads(world.ruth, Need, case=case)


def test_an_adult_chooses_alone_on_the_own_telephone(world: World) -> None:
    _case, luwam = home(world)
    row = choose(world, luwam, {"harbour": TAKING_PART}, by="luwam")
    assert (row.method, row.witness, row.language, row.recorded_by_id) == ("own_phone", "", "fr", world.luwam.pk)
    with pytest.raises(Refused):
        choose(world, luwam, {"harbour": TAKING_PART}, by="luwam", **ALOUD)
    with pytest.raises(Refused):
        choose(world, luwam, {"harbour": TAKING_PART}, by="selam", **OWN)


def test_a_no_is_kept_opens_nothing_and_takes_that_adult_out_of_the_view(world: World) -> None:
    case, luwam = home(world)
    row = choose(world, luwam, {"st_marks": Level(0)})
    assert (row.levels, row.withdrawn_at, row.expires_at, row.witness) == (0, row.given_at, None, "Hanna B. · 4417")
    assert not reads(world.ruth, Newcomer, pk=luwam.pk)
    assert reads(world.ruth, Case, pk=case.pk), "the other adult still shares"
    enter(world.selam)
    other = Newcomer.objects.get(case=case, name="Y.")
    choose(world, other, {"st_marks": Level(0)})
    assert not reads(world.ruth, Case, pk=case.pk), "the last adult has said no"
    choose(world, other, {"st_marks": TAKING_PART})
    assert reads(world.ruth, Case, pk=case.pk)


def test_taking_back_holds_at_once_also_for_what_others_passed_on(world: World) -> None:
    case, luwam = home(world)
    enter(world.luwam)
    verbs.withdraw_sharing(luwam, world.luwam, organization=world.harbour, method=Method.OWN_PHONE)
    assert not reads(world.selam, Newcomer, pk=luwam.pk)
    assert reads(world.selam, Case, pk=case.pk)
    enter(world.luwam)
    with pytest.raises(Refused):
        verbs.withdraw_sharing(luwam, world.luwam, organization=world.harbour, method=Method.OWN_PHONE)


def test_the_worker_can_write_down_a_no_to_the_own_agency(world: World) -> None:
    case = world.maple()
    enter(world.selam)
    for person in list(case.newcomers.adults()):
        choose(world, person, {"harbour": Level(0), "st_marks": TAKING_PART})
    assert not reads(world.selam, Case, pk=case.pk)
    assert reads(world.ruth, Case, pk=case.pk)


@pytest.mark.parametrize("name", ["Ruth", " ruth ", "RÚTH", "Tom", "Y.", "Luwam"])
def test_no_sponsor_and_no_relative_is_witness_or_interpreter(world: World, name: str) -> None:
    _case, luwam = home(world)
    for field in ("witness", "interpreter"):
        with pytest.raises(Refused) as refusal:
            choose(world, luwam, {"harbour": TAKING_PART}, **(ALOUD | {field: name}))
        assert refusal.value.about == field


def test_no_witness_no_language_no_half_yes(world: World) -> None:
    _case, luwam = home(world)
    for wrong in ({"witness": "  "}, {"language": "xx"}, {"method": Method.RELAYED}, {"method": Method.APPLICATION}):
        with pytest.raises(Refused):
            choose(world, luwam, {"harbour": TAKING_PART}, **(ALOUD | wrong))
    for levels in (Level.IDENTITY, Level.BASIC, Level.SENSITIVE, ALL | Level.MONEY):
        with pytest.raises(Refused):
            choose(world, luwam, {"harbour": levels})
    for place in ({"northgate": TAKING_PART}, {}):
        with pytest.raises(Refused):
            choose(world, luwam, place)


def test_only_the_adult_and_the_worker_choose(world: World) -> None:
    case, luwam = home(world)
    own_account(world, case, "yared", first_name="Y.")
    for name in ("ruth", "paul", "helen", "tom", "yared"):
        with pytest.raises(NotAllowed):
            choose(world, luwam, {"harbour": TAKING_PART}, by=name, **ALOUD)
        assert world.client(getattr(world, name)).get(reverse("cases:sharing", kwargs={"pk": luwam.pk})).status_code in {403, 404}
    enter(world.selam)
    child = Newcomer.objects.get(case=case, name="S.")
    with pytest.raises(Refused):
        choose(world, child, {"harbour": TAKING_PART})


def test_what_holds_now_is_said_for_each_organization(world: World) -> None:
    case, luwam = home(world)
    with as_(world.selam):
        before = {one.organization.name: (one.how, one.until) for one in choices_of(luwam, world.selam)}
    assert before["Harbour settlement agency"] == (How.RELAYED, None)
    assert before["St Mark’s group"] == (How.APPLICATION, None)
    land(world, case)
    with as_(world.selam):
        after = {one.organization.name: one.until for one in choices_of(luwam, world.selam)}
        assert set(after.values()) == {clock.today() + timedelta(days=30)}
    start = clock.now()
    with days_later(start, 31):
        with as_(world.selam):
            late = {one.organization.name: one for one in choices_of(luwam, fresh(world.selam))}
        assert late["Harbour settlement agency"].how == How.RAN_OUT
        assert late["Harbour settlement agency"].levels == Level.BASIC
        assert late["St Mark’s group"].levels == TAKING_PART
        choose(world, luwam, {"harbour": TAKING_PART | Level.SENSITIVE, "st_marks": Level(0)})
        with as_(world.luwam):
            chosen = {one.organization.name: (one.how, one.answers) for one in choices_of(luwam, fresh(world.luwam))}
        assert chosen["Harbour settlement agency"] == (How.CHOSEN, [True, False, True])
        assert chosen["St Mark’s group"] == (How.NO, [False, False, False])
    with days_later(start, 31 + 366), as_(world.luwam):
        ended = {one.organization.name: one.how for one in choices_of(luwam, fresh(world.luwam))}
        assert ended["Harbour settlement agency"] == How.RAN_OUT


@pytest.mark.parametrize(
    ("moment", "months", "later"),
    [
        (datetime(2027, 1, 31, 12, tzinfo=clock.ONTARIO), 1, datetime(2027, 2, 28, 12, tzinfo=clock.ONTARIO)),
        (datetime(2028, 2, 29, 12, tzinfo=clock.ONTARIO), 12, datetime(2029, 2, 28, 12, tzinfo=clock.ONTARIO)),
        (datetime(2026, 12, 9, 9, tzinfo=clock.ONTARIO), 12, datetime(2027, 12, 9, 9, tzinfo=clock.ONTARIO)),
    ],
)
def test_a_year_later_is_the_same_day(moment: datetime, months: int, later: datetime) -> None:
    assert months_on(moment, months) == later


def reminded(case: Case) -> list[str]:
    with entered(SYSTEM_ID):
        jobs.remind_choices()
        return sorted(Notice.objects.about("choices_wanted", [case.pk]).values_list("reader__email", flat=True))


def test_worker_and_supervisor_are_told_on_days_15_and_25_once_each(world: World) -> None:
    case, luwam = home(world)
    land(world, case)
    start = clock.now()
    both = ["helen@example.org", "selam@example.org"]
    for day, told in ((14, []), (15, both), (15.1, both), (16, both), (25, sorted(both * 2))):
        enter(None)
        with days_later(start, day):
            assert reminded(case) == told, day
    del luwam


def test_nobody_is_told_once_every_adult_has_chosen_a_no_too(world: World) -> None:
    case, luwam = home(world)
    land(world, case)
    start = clock.now()
    choose(world, luwam, {"harbour": TAKING_PART})
    enter(world.selam)
    choose(world, Newcomer.objects.get(case=case, name="Y."), {"st_marks": Level(0)})
    enter(None)
    with days_later(start, 15):
        assert reminded(case) == []


# --- pages --------------------------------------------------------------------------


def answers(world: World, **said: str) -> dict[str, str]:
    """A filled-in form: `plan`, `identity`, `sensitive` by organization."""
    sent = {"method": "aloud", "language": "ti", "interpreter": "4417", "witness": "Hanna B."}
    for name, words in said.items():
        for key, word in zip(CHOICES, words.split(), strict=False):
            sent[f"{key}_{getattr(world, name).pk.hex}"] = word
    return sent


def test_the_page_ticks_nothing_and_shows_the_exact_words(world: World) -> None:
    _case, luwam = home(world)
    choose(world, luwam, {"harbour": ALL})
    text = unescape(world.client(world.selam).get(reverse("cases:sharing", kwargs={"pk": luwam.pk})).content.decode())
    form = text[text.index("<form method") :]
    assert "checked" not in form
    for key in CHOICES:
        assert load("ontario-2021", 1).consent_text(key).text.en.strip() in text
    assert "Own choice" in text


def test_family_who_come_later_is_offered_only_to_whoever_may_write_it_down(world: World) -> None:
    _case, luwam = home(world)
    address = reverse("cases:follows", kwargs={"pk": luwam.pk})
    for levels, status in ((TAKING_PART, 403), (ALL, 200)):
        choose(world, luwam, {"harbour": levels})
        browser = world.client(world.selam)
        offered = address in browser.get(reverse("cases:sharing", kwargs={"pk": luwam.pk})).content.decode()
        assert (offered, browser.get(address).status_code) == (status == 200, status)


def test_choices_are_saved_for_the_organizations_that_were_answered(world: World) -> None:
    _case, luwam = home(world)
    where = reverse("cases:sharing", kwargs={"pk": luwam.pk})
    browser = world.client(world.selam)
    answer = browser.post(where, answers(world, harbour="yes yes no", st_marks="no no no"))
    assert (answer.status_code, answer["Location"]) == (303, where)
    with as_(world.luwam):
        held = {one.organization.name: (one.how, one.answers) for one in choices_of(luwam, fresh(world.luwam))}
    assert held["Harbour settlement agency"] == (How.CHOSEN, [True, True, False])
    assert held["St Mark’s group"][0] == How.NO
    assert held["Lakeside SAH"][0] == How.APPLICATION


@pytest.mark.parametrize("said", [{}, {"harbour": "yes yes"}, {"harbour": "no yes no"}, {"harbour": "maybe yes no"}])
def test_half_an_answer_is_asked_about(world: World, said: dict[str, str]) -> None:
    _case, luwam = home(world)
    answer = world.client(world.selam).post(reverse("cases:sharing", kwargs={"pk": luwam.pk}), answers(world, **said))
    assert answer.status_code == 422
    with as_(world.luwam):
        assert not Consent.objects.filter(newcomer=luwam, method=Method.ALOUD).exists()


def test_a_refused_witness_is_told_at_the_field(world: World) -> None:
    _case, luwam = home(world)
    sent = answers(world, harbour="yes no no") | {"witness": "Ruth"}
    answer = world.client(world.selam).post(reverse("cases:sharing", kwargs={"pk": luwam.pk}), sent)
    assert answer.status_code == 422
    assert "A sponsor cannot be the witness" in answer.content.decode()


def test_the_adult_takes_back_on_one_page(world: World) -> None:
    _case, luwam = home(world)
    enter(world.ruth)
    note_read(luwam.case, world.ruth, Level.PLAN)
    where = reverse("cases:withdraw_sharing", kwargs={"pk": luwam.pk})
    browser = world.client(world.luwam)
    text = unescape(browser.get(where).content.decode())
    assert "Ruth" in text
    assert load("ontario-2021", 1).consent_text("withdraw").text.en.strip() in text
    assert "witness" not in text
    assert browser.post(where, {"organization": str(world.st_marks.pk)}).status_code == 303
    assert not reads(world.ruth, Newcomer, pk=luwam.pk)


def test_a_no_to_the_own_agency_leads_on_without_a_dead_end(world: World) -> None:
    case = world.maple()
    enter(world.selam)
    people = list(case.newcomers.adults())
    browser = world.client(world.selam)
    where = [reverse("cases:sharing", kwargs={"pk": one.pk}) for one in people]
    ends = [browser.post(one, answers(world, harbour="no no no"))["Location"] for one in where]
    assert ends[-1] == reverse("desk:today")


def test_the_pages_ask_few_questions(world: World) -> None:
    case, luwam = home(world)
    land(world, case)
    for name in ("sharing", "withdraw_sharing"):
        where = reverse(f"cases:{name}", kwargs={"pk": luwam.pk})
        asked = questions(world.client(world.selam), where)
        assert len(asked) <= 12, asked


def test_a_group_to_which_the_last_adult_said_no_leaves_the_circle_and_a_new_yes_brings_it_back(world: World) -> None:
    case, luwam = home(world)
    yared = Newcomer.objects.get(case=case, name="Y.")
    enter(world.ruth)
    letter = verbs.carry_link(case, world.ruth)
    group = case.circle.filter(organization=world.st_marks)
    choose(world, luwam, {"st_marks": Level(0)})
    assert group.standing().exists(), "the other adult has not said no"
    choose(world, yared, {"st_marks": Level(0)})
    with reading_everything():
        assert not group.standing().exists()
        assert case.circle.standing().filter(organization=world.harbour).exists()
        assert not Key.objects.get(pk=letter.key.pk).is_open
    assert not reads(world.ruth, Case, pk=case.pk)
    choose(world, yared, {"st_marks": TAKING_PART})
    with reading_everything():
        seats = set(group.standing().values_list("seat", flat=True))
    assert seats == {"sponsor_representative", "sponsor_member"}
    assert reads(world.ruth, Case, pk=case.pk)


def test_narrowing_never_takes_anybody_out_of_the_circle(world: World) -> None:
    case, luwam = home(world)
    before = case.circle.count()
    choose(world, luwam, {"st_marks": ALL, "lakeside": ALL, "harbour": ALL})
    choose(world, luwam, {"st_marks": TAKING_PART, "lakeside": TAKING_PART, "harbour": TAKING_PART})
    assert case.circle.count() == before
