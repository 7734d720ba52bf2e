"""Reach says what the handbook's rule of reading says, sentence by sentence, and believes no row by itself."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from conftest import as_, as_role, reading_everything
from intentional_connection.access.seats import TAKING_PART, Level, Seat
from intentional_connection.cases.models import (
    Case,
    CircleMember,
    Consent,
    Contact,
    LastContact,
    Need,
    Newcomer,
    NewcomerIdentity,
    Referral,
)
from intentional_connection.cases.models.circle import Method
from intentional_connection.kernel import clock
from intentional_connection.partners.models import Membership
from tests.families import Families, as_of_now, choose, days_later, withdraw
from tests.reference import Facts, Reference
from tests.reference_rows import RULES
from tests.test_walls import differences
from tests.world import enter

if TYPE_CHECKING:
    from intentional_connection.people.models import Account

SCATTERED = ("cases_circlemember", "cases_consent", "cases_circlememberpast", "cases_consentpast", "pghistory_context")
ABOUT = (Case, Newcomer, NewcomerIdentity, Need, Contact, LastContact, Consent, Referral)


def reads(account: Account, case: Case) -> set[str]:
    """Which of a family's tables somebody reads anything of."""
    with as_(account):
        return {
            model.__name__
            for model in ABOUT
            if model.objects.filter(**({"pk": case.pk} if model is Case else {"case_id": case.pk})).exists()
        }


def adult(families: Families, name: str) -> Newcomer:
    """An adult of the family in whose home two people have accounts."""
    with reading_everything():
        return Newcomer.objects.get(case=families.home, name=name)


def test_each_seat_reads_its_levels(families: Families) -> None:
    """The handbook's matrix, in the family in whose home two adults have accounts."""
    home = families.home
    whole = {"Case", "Newcomer", "NewcomerIdentity", "Need", "Consent", "LastContact"}
    assert reads(families.paul, home) == whole | {"Referral"}
    assert reads(families.ruth, home) == whole | {"Referral"}
    assert reads(families.tom, home) == {"Case", "Newcomer", "Need"}
    assert reads(families.selam, home) == whole | {"Contact", "Referral"}
    assert reads(families.helen, home) == whole - {"NewcomerIdentity"} | {"Contact", "Referral"}
    assert reads(families.luwam, home) == whole
    for name in ("cora", "omar", "lena", "hugo", "nadia", "grace", "stranger", "rahel"):
        assert reads(getattr(families, name), home) == set(), name


def test_the_worker_reads_an_identity_only_by_that_adults_own_yes(families: Families) -> None:
    """Luwam said yes, Yared took back: one of two."""
    with as_(families.selam):
        assert {row.newcomer.name for row in NewcomerIdentity.objects.filter(case=families.home)} == {"Luwam"}
    with as_(families.paul):
        assert NewcomerIdentity.objects.filter(case=families.home).count() == 2


def test_a_backup_reads_no_referral_until_an_absence_calls(families: Families) -> None:
    """The preview is for the sender and the agency's own: the worker named reads what the backup does not."""
    omar = families.people["omar"]
    with reading_everything():
        rows = CircleMember.objects.filter(account=omar, seat=Seat.BACKUP, until=None)
        family = Case.objects.get(pk__in=rows.values("case_id"))
    assert reads(omar, family) == {"Case", "Newcomer"}
    assert "Referral" in reads(families.selam, family)


def test_one_adult_is_a_third_party_for_another(families: Families) -> None:
    """First names of the whole family, the own identity, the own consents."""
    with as_(families.luwam):
        assert Newcomer.objects.filter(case=families.home).count() == 3
        assert {row.newcomer.name for row in NewcomerIdentity.objects.all()} == {"Luwam"}
        assert {row.newcomer.name for row in Consent.objects.filter(case=families.home)} == {"Luwam"}


def test_a_withdrawal_removes_that_adults_rows_at_the_next_request(families: Families) -> None:
    """Yared took back what Harbour could read: his row is gone there, the family is not."""
    with as_(families.selam):
        assert {person.name for person in Newcomer.objects.filter(case=families.home)} == {"Luwam", "S."}
    with as_(families.paul):
        assert Newcomer.objects.filter(case=families.home).count() == 3


def test_the_last_adults_withdrawal_takes_the_organization_out(families: Families) -> None:
    """Worker, supervisor, contacts and the referral's ten fields: all gone, the SAH's view is not."""
    home = families.home
    withdraw(families, "luwam", adult(families, "Luwam"), families.harbour)
    for name in ("selam", "helen"):
        assert reads(getattr(families, name), home) == set()
    assert "Case" in reads(families.paul, home)


def test_a_relayed_yes_that_ran_out_leaves_the_first_level(families: Families) -> None:
    """Nobody is locked out of the family it serves because a meeting was late; needs are no longer read."""
    home = families.home
    with days_later(families.base, 50):
        withdraw_own = Consent.objects.filter(recipient=families.harbour, method=Method.OWN_PHONE)
        enter(families.luwam)
        assert withdraw_own.update(withdrawn_at=clock.now())
    with days_later(families.base, 69):
        assert "Need" in reads(families.selam, home)
    with days_later(families.base, 71):
        assert reads(families.selam, home) == {"Case", "Newcomer", "Consent", "Contact", "LastContact", "Referral"}
        assert reads(families.luwam, home) >= {"Need"}


def test_a_yes_for_two_weeks_ends_by_the_clock_alone(families: Families) -> None:
    """Times are compared when read: no sweep, no write in between."""
    home, person = families.home, adult(families, "Luwam")
    withdraw(families, "luwam", person, families.harbour)
    choose(families, "luwam", person, families.harbour, TAKING_PART, expires_at=clock.now() + timedelta(days=14))
    seen = []
    for day in (0, 13.9, 14.1):
        with days_later(clock.now(), day):
            seen.append("Need" in reads(families.selam, home))
    assert seen == [True, True, False]


def test_a_yes_to_one_level_opens_no_other(families: Families) -> None:
    """Identity without the first level: the person's row, nothing of the family's plan."""
    person = adult(families, "Luwam")
    withdraw(families, "luwam", person, families.harbour)
    choose(families, "luwam", person, families.harbour, Level.BASIC)
    assert reads(families.selam, families.home) == {"Case", "Newcomer", "Consent", "Contact", "LastContact", "Referral"}


def test_a_worker_who_leaves_reads_nothing_and_the_next_reads_at_once(families: Families) -> None:
    """By name: the seat of a colleague gives nothing."""
    enter(families.selam)
    Membership.objects.filter(account=families.selam).update(until=clock.now())
    assert reads(families.selam, families.home) == set()
    assert reads(families.lena, families.home) == set()
    assert "Case" in reads(families.helen, families.home)


def test_an_account_in_two_organizations_reads_what_each_seat_reads(families: Families) -> None:
    """A colleague of the agency who also represents a sponsor group: neither family of the other."""
    with as_(families.twice):
        assert len(families.twice.principals()) == 3
        assert not Case.objects.filter(pk=families.home.pk).exists()


def test_a_family_of_another_site_is_out_of_sight(families: Families) -> None:
    """Bay's agency and SAH read their own."""
    for name in ("bruno", "bea"):
        with as_(getattr(families, name)):
            assert {case.site for case in Case.objects.all()} == {families.bay}


def test_lists_take_the_newest_families_first_and_go_on(families: Families) -> None:
    """Page by page, each family once."""
    with as_(families.paul):
        everything = list(Case.objects.order_by("-id"))
        first = list(Case.objects.page_for(families.paul, size=3))
        second = list(Case.objects.page_for(families.paul, before=first[-1].pk, size=3))
    assert first + second == everything[:6]


# --- nonsense -----------------------------------------------------------------------------


def scatter(families: Families, chance: random.Random) -> None:
    """Write rows that no verb would write: any seat with any organization, account, person, yes and day."""
    people = [*families.people.values(), None]
    places = [*families.orgs.values(), None]
    with reading_everything():
        cases = [families.home, chance.choice(list(Case.objects.all()))]
        persons = {case: [*Newcomer.objects.filter(case=case), None] for case in cases}
        referrals = {case: [*Referral.objects.filter(case=case), None] for case in cases}
    as_role("ic_owner")
    with connection.cursor() as cursor:
        for table in SCATTERED:  # the owner passes; triggers derive as ever
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")

    def day() -> Any:
        return clock.now() + timedelta(days=chance.choice([-40, -1, 0, 5, 41, 300]))

    for case in cases:
        for _ in range(8):
            place, person = chance.choice(places), chance.choice(persons[case])
            CircleMember.objects.create(
                case=case, seat=chance.choice(list(Seat)), organization=place if place or person else families.harbour,
                account=chance.choice(people), newcomer=person, referral=chance.choice(referrals[case]),
                since=chance.choice([day(), None]), until=chance.choice([day(), None]), added_by=families.people["cora"],
            )  # fmt: skip
        for _ in range(8):
            Consent.objects.create(
                case=case, newcomer=chance.choice(persons[case][:-1]), recipient=chance.choice(places[:-1]),
                levels=chance.randrange(8192), method=chance.choice(list(Method)), language="en", text_key="x",
                text_digest="x", recorded_by=families.people["cora"], given_at=day(),
                expires_at=chance.choice([day(), None]), withdrawn_at=chance.choice([day(), None]),
            )  # fmt: skip
    connection.check_constraints()
    with connection.cursor() as cursor:
        for table in SCATTERED:
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    as_role("ic_app")


def agree(families: Families, seed: int) -> None:
    """Scatter rows and compare both walls with the words, for a few accounts on a few days."""
    chance = random.Random(seed)
    scatter(families, chance)
    for day in (0.01, 50):
        with days_later(families.base, day):
            enter(None)
            with reading_everything():
                facts = Facts.read()
            for name in chance.sample(sorted(families.people), 4):
                wrong = differences(families.people[name], facts)
                assert not wrong, f"seed {seed}, day {day}:\n" + "\n".join(wrong)


@pytest.mark.parametrize("seed", range(2))
def test_no_row_is_believed(families: Families, seed: int) -> None:
    """Whatever stands in circle and consents, Reach says what the words say."""
    agree(families, seed)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(100, 140))
def test_no_row_is_believed_at_length(families: Families, seed: int) -> None:
    """Many more invented tables."""
    agree(families, seed)


def test_the_reference_answers_for_a_row_of_every_kind(families: Families) -> None:
    """The comparison is not empty: somebody reads, in words, something of each table."""
    with reading_everything():
        facts = Facts.read()
    found: dict[str, int] = {}
    for name in families.people:
        account = as_of_now(families.people[name])
        with reading_everything():
            reference = Reference(account, facts)
            for model, rule in RULES.items():
                found[model.__name__] = found.get(model.__name__, 0) + len(reference.rows(model, rule))
    assert [name for name, count in found.items() if not count] == ["SearchKey"]  # nobody reads it: it is asked by a function
