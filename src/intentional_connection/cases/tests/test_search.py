"""Who finds whom: the function of the database against a naive reading, for everybody; and that no verb forgets the keys."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from conftest import as_, as_role, reading_everything
from intentional_connection.access.seats import Level
from intentional_connection.access.walls import entered
from intentional_connection.cases import verbs
from intentional_connection.cases.models import Case, Newcomer, NewcomerIdentity, SearchKey
from intentional_connection.cases.models.search import (
    find,
    keep_family_keys,
    keep_identity_keys,
    keys_of_family,
    keys_of_identity,
)
from intentional_connection.kernel import clock, names
from intentional_connection.partners.models import Membership
from tests.families import Families, as_of_now, days_later, withdraw
from tests.reference import Facts, Reference
from tests.world import enter

if TYPE_CHECKING:
    from uuid import UUID

    from intentional_connection.people.models import Account

#: What is typed in the comparison; labels of families come to them.
TYPED = (
    *("Luwam", "luwan", "Lwam", "ልዋም", "Y.", "S.", "Luwam T.", "yared t", "519 555 0150", "5550150", "+1 519 555 0150"),
    *("amina", "Luwam Y. S.", "Luwam Luwam", "nobody of that name", "12", "", "  ", "%", "\x00", "'; --", "maple", "érable"),
)
Row = tuple["UUID", "UUID | None", Level]


def wanted(keys: dict[Row, set[str]], account: Account, facts: Facts, text: str) -> set[Row]:
    """What the handbook lets this account find, by loops over the source rows."""
    who = Reference(account, facts)
    may = {row for row in keys if _may(who, row)}
    for near in (False, True):
        asked = names.asked_keys(text, near=near)
        hits = [{row for row in may if keys[row] & set(one)} for one in asked]
        families = {row[0] for row in may if asked and all(any(row[0] == hit[0] for hit in one) for one in hits)}
        if found := {row for one in hits for row in one if row[0] in families}:
            return found
    return set()


def _may(who: Reference, row: Row) -> bool:
    case_id, newcomer_id, level = row
    if newcomer_id is None:
        return who.family(case_id, "basic")
    return who.person(newcomer_id, "basic" if level == Level.BASIC else "identity")


def every_key() -> dict[Row, set[str]]:
    """The keys that should stand, made anew from the rows that they tell of."""
    keys: dict[Row, set[str]] = {(one.pk, None, Level.BASIC): keys_of_family(one.tree, one.number) for one in Case.objects.all()}
    keys |= {(one.case_id, one.pk, Level.BASIC): names.stored_keys(one.name) for one in Newcomer.objects.all()}
    rows = NewcomerIdentity.objects.all()
    return keys | {(one.case_id, one.newcomer_id, Level.IDENTITY): keys_of_identity(one.full_name, one.phone) for one in rows}


def found(text: str) -> set[Row]:
    return {(one.case_id, one.newcomer_id, one.level) for one in find(text)}


def test_no_verb_leaves_a_name_without_its_keys(families: Families) -> None:
    """After everything that happened in the world: each family, person and identity has exactly its keys."""
    with reading_everything():
        stored = {(one.case_id, one.newcomer_id, Level(one.level)): set(one.keys) for one in SearchKey.objects.all()}
        assert stored == every_key()
    assert {level for _case, _person, level in stored} == {Level.BASIC, Level.IDENTITY}


def test_what_stood_before_gets_its_keys_by_the_migration(families: Families) -> None:
    """The owner writes past the forced walls, and the force is back afterwards."""
    migration = import_module("intentional_connection.cases.migrations.0005_search")
    connection.check_constraints()
    as_role("ic_owner")
    with connection.schema_editor(atomic=False) as editor:
        editor.execute("TRUNCATE cases_searchkey")
        migration.fill(apps, editor)
    assert SearchKey.objects.count() == 0
    test_no_verb_leaves_a_name_without_its_keys(families)


def test_everybody_finds_what_the_handbook_says_and_nothing_else(families: Families) -> None:
    """Each account × each text, as the days go by."""
    wrong, met = [], set()
    for day in (0.001, 45, 75):
        with days_later(families.base, day):
            enter(None)
            with reading_everything():
                facts, keys = Facts.read(), every_key()
                labels = tuple(str(case) for case in Case.objects.all())
            for who in families.everybody():
                account = as_of_now(who)
                for text in (*TYPED, *labels):
                    said, answer = wanted(keys, account, facts, text), found(text)
                    met.add((account.email, bool(answer)))
                    wrong += [f"day {day}: {account.email} {text!r}: {len(answer)} for {len(said)}"] if answer != said else []
    assert not wrong, "\n".join(wrong)
    assert {has for _email, has in met} == {True, False}


def test_nobody_set_finds_nothing_and_the_table_answers_nobody(families: Families) -> None:
    with entered(None):
        assert find(families.home.label) == []
    for who in families.everybody():
        enter(who)
        assert SearchKey.objects.count() == 0
    with as_(families.selam), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        SearchKey.objects.create(case=families.home, newcomer=None, level=1, keys=["=all"])


def test_keys_are_written_by_whoever_makes_the_family_or_owns_the_name(families: Families) -> None:
    person = Newcomer(pk=_person(families, "Luwam"), case=families.home, name="Somebody else")
    identity = NewcomerIdentity(newcomer=person, case=families.home, full_name="Somebody else")
    for name in ("selam", "helen", "paul", "yared", "stranger"):
        with as_(getattr(families, name)):
            for keep, said in ((keep_family_keys, (families.home, [person])), (keep_identity_keys, (identity,))):
                with pytest.raises(ProgrammingError, match="not yours"), transaction.atomic():
                    keep(*said)  # type: ignore[operator]


def _person(families: Families, name: str) -> UUID:
    with reading_everything():
        return Newcomer.objects.get(case=families.home, name=name).pk


def test_the_full_name_is_found_only_with_the_identity(families: Families) -> None:
    """Selam reads Luwam's identity, not Yared's; sponsors of another SAH find neither."""
    with as_(families.selam):
        assert _cases("519 555 0150") == {families.home.pk}
        assert Level.IDENTITY in {one.level for one in find("luwam t")}
        assert find("Yared") == []
    for name in ("helen", "tom", "hugo", "cora", "stranger"):
        with as_(getattr(families, name)):
            assert find("519 555 0150") == [], name


def test_the_words_of_one_family_stand_in_any_order_over_its_people_and_number(families: Families) -> None:
    tree, number = families.home.label.split(" ")
    with as_(families.selam):
        for text in (f"Luwam {number}", f"{number} luwam {tree}", f"{tree} lwam S. {number}"):
            assert _cases(text) == {families.home.pk}, text
        assert find(f"{tree} {number} Zemzem") == []


def test_what_was_withdrawn_or_ended_is_not_found_at_the_next_request(families: Families) -> None:
    label = families.home.label
    with as_(families.selam):
        assert find(label)
        luwam = Newcomer.objects.get(case=families.home, name="Luwam")
    withdraw(families, "luwam", luwam, families.harbour)
    with as_(families.selam):
        assert find(label) == []
    with as_(families.tom):
        assert find(label)
    enter(families.tom)
    Membership.objects.filter(account=families.tom).update(until=clock.now())
    with as_(families.tom):
        assert find(label) == []


def test_a_name_written_anew_is_found_as_it_is_now(families: Families) -> None:
    with as_(families.selam):
        person = Newcomer.objects.get(case=families.home, name="Luwam")
    for name in ("Luwam Tesfay", "Luwam Habtom"):
        enter(families.luwam)
        verbs.keep_identity(person, families.luwam, full_name=name, phone="519 555 0177")
    with as_(families.selam):
        assert _cases("Habtom") == _cases("ሃብቶም") == _cases("5550177") == {families.home.pk}
        assert _cases("Tesfay") == _cases("519 555 0150") == set()


def _cases(text: str) -> set[UUID]:
    return {one.case_id for one in find(text)}


def test_at_most_fifty_families_the_newest_first(families: Families) -> None:
    cases = [families.refer().case_id for _ in range(52)]
    with as_(families.paul):
        answer = list(dict.fromkeys(one.case_id for one in find("Luwam")))
    assert answer == cases[:1:-1]
