"""The second wall alone: every pitfall that was met with row-level security, each as a test (docs: stack, section 4)."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

import intentional_connection
from conftest import as_, as_role, reading_everything
from intentional_connection.access.seats import TAKING_PART, Level, Seat
from intentional_connection.cases.models import Case, CircleMember, Consent, Newcomer, NewcomerIdentity, Referral
from intentional_connection.cases.models.circle import Method
from intentional_connection.kernel import clock
from intentional_connection.notices.models import Notice
from intentional_connection.partners.models import SEATS_OF_KIND, Kind, Membership, Organization
from tests.families import Families, days_later, withdraw
from tests.test_walls import walled
from tests.world import enter

if TYPE_CHECKING:
    from intentional_connection.people.models import Account

SRC = Path(intentional_connection.__file__).parent
A_DAY = timedelta(days=1)
A_KEY = "00000000-0000-7000-8000-00000000000a"


def sql(text: str, *said: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, said)
        return cursor.fetchall() if cursor.description else []


# --- fails closed: history, settings, owner ---------------------------------------------


def test_every_function_that_sees_past_the_walls_is_the_keepers_and_finds_nothing_of_the_callers(families: Families) -> None:
    """SECURITY DEFINER only for ic_keeper and the eraser, and always with a fixed search_path."""
    rows = sql(
        "SELECT proname, pg_get_userbyid(proowner), proconfig FROM pg_proc "
        "WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )
    assert len(rows) > 10
    assert {owner for _name, owner, _config in rows} == {"ic_keeper", "ic_eraser"}
    assert {name for name, owner, _config in rows if owner == "ic_eraser"} == {
        "erase_account", "erase_again", "erase_due", "erase_family", "erase_rows"
    }  # fmt: skip
    assert {tuple(config) for _name, _owner, config in rows} == {("search_path=public, pg_temp",)}


def test_history_cannot_be_forged(families: Families) -> None:
    """Only triggers write what was: a row of the past written by hand is refused."""
    with as_(families.selam), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        sql(
            "INSERT INTO cases_newcomerpast (id, case_id, name, age_group, pgh_label, pgh_created_at, pgh_obj_id) "
            "SELECT id, case_id, 'Somebody', 'adult', 'update', now(), id FROM cases_newcomer LIMIT 1"
        )


# --- fails closed -------------------------------------------------------------------------


def test_settings_are_local_to_the_transaction_and_set_in_one_place() -> None:
    """A session-wide setting would be handed to the next borrower of the connection: the text stands nowhere."""
    found = []
    for path in [*SRC.rglob("*.py"), *SRC.rglob("*.sql")]:
        text = path.read_text(encoding="utf-8")
        if "tests" not in path.parts:
            calls = re.findall(r"set_config\([^;]*?\)(?=[;\s]|$)", text)
            found += [(path.name, call) for call in calls if not call.endswith(", true)")]
            found += [(path.name, call) for call in re.findall(r"(?i)\bSET\s+(?:SESSION\s+)?(?:ic\.|ROLE)\S*", text)
                      if path.name not in {"0002_walls.py", "roles.py"}]  # fmt: skip
            if calls:
                assert path.name in {"0002_chain.sql", "0002_functions.sql", "0007_rebuilds.sql", "0011_rebuilds.sql"}
    assert found == []


def test_the_owner_sees_no_row(families: Families) -> None:
    """Forced: the policies of others do not hold for the owner of the tables, nor do any of its own."""
    enter(families.helen)
    as_role("ic_owner")
    seen = {model._meta.db_table: sql(f'SELECT count(*) FROM "{model._meta.db_table}"')[0][0] for model in walled()}
    assert {table for table, count in seen.items() if count} == set()


# --- what moves, what is locked, what fails loudly ----------------------------------------


def test_no_row_moves_to_another_family(families: Families) -> None:
    """A reader would carry it out: where the site may change a table, a trigger holds case and person in place."""
    tables = [model for model in walled() if any(one.column == "case_id" for one in model._meta.concrete_fields)]
    moved = []
    for model in tables:
        table = model._meta.db_table
        if not sql("SELECT has_table_privilege('ic_app', %s, 'UPDATE')", table)[0][0] or table == "cases_referraldraft":
            continue
        as_role("ic_owner")
        sql(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")  # the owner passes: only the trigger is left
        assert sql(f"SELECT count(*) FROM {table}")[0][0], table
        try:
            with transaction.atomic():
                sql(f"UPDATE {table} SET case_id = %s", A_KEY)
            moved.append(table)
        except IntegrityError as error:
            assert "case_id" in str(error), table  # noqa: PT017 - each table says so by itself
        as_role("ic_app")
    assert moved == []


def test_what_points_at_a_family_points_at_its_own(families: Families) -> None:
    """Foreign keys see through walls: a row of my family that names another family's person or referral is refused."""
    with reading_everything():
        mine = Case.objects.get(pk=families.home.pk)
        other = Newcomer.objects.exclude(case=mine).first()
        referral = Referral.objects.exclude(case=mine).first()
    assert other
    assert referral
    enter(families.paul)
    said = {"case": mine, "seat": Seat.SAH_STAFF, "organization": families.lakeside, "added_by": families.paul}
    for more in ({"newcomer": other}, {"referral": referral}):
        with pytest.raises(IntegrityError, match="another family"), transaction.atomic():
            CircleMember.objects.create(**said, **more)
    with pytest.raises(IntegrityError, match="another family"), transaction.atomic():
        Consent.objects.create(
            case=mine, newcomer=other, recipient=families.lakeside, levels=1, language="en", text_key="x", text_digest="x",
            method=Method.PAPER, recorded_by=families.paul,
        )  # fmt: skip


def test_a_reader_may_lock_the_row(families: Families) -> None:
    """Without a policy for changing, FOR UPDATE would find no row, silently: a verb would answer "no right"."""
    with as_(families.tom):
        row = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=families.home.pk)
    assert row == families.home


def test_a_change_without_right_fails_loudly(families: Families) -> None:
    """A member of the sponsor group reads the family; changing it is a defect, not zero rows."""
    with as_(families.tom), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Case.objects.filter(pk=families.home.pk).update(community="Elsewhere")
    with as_(families.stranger):
        assert Case.objects.filter(pk=families.home.pk).update(community="Elsewhere") == 0


def test_one_may_write_what_one_may_not_read(families: Families) -> None:
    """A notice for somebody else: keys are made in Python, so nothing has to be read back."""
    with as_(families.paul):
        row = Notice.objects.create(reader=families.helen, by=families.paul, key="referral_sent")
        assert not Notice.objects.filter(pk=row.pk).exists()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Notice.objects.create(reader=families.helen, by=families.hugo, key="in somebody else's name")
    with as_(families.helen):
        assert Notice.objects.filter(pk=row.pk).exists()


# --- nobody gives himself reach -----------------------------------------------------------


def test_nobody_gives_himself_a_seat(families: Families) -> None:
    """In no organization, of no kind, whatever one is already; the founder of a site only once, at the very first."""
    for account in families.everybody():
        enter(account)
        for place in Organization.objects.all():
            for seat in SEATS_OF_KIND[place.kind]:
                with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
                    Membership.objects.create(organization=place, account=account, seat=seat, added_by=account)


def test_an_organization_gives_only_the_seats_of_its_kind(families: Families) -> None:
    """A sponsor group makes no worker, an agency no sponsor: said by the database as by the verb."""
    given: dict[Kind, set[Seat]] = {}
    enter(families.cora)
    for kind in SEATS_OF_KIND:
        sah = families.lakeside if kind == Kind.CONSTITUENT_GROUP else None
        place = Organization.objects.create(kind=kind, site=families.site, sah=sah, name=f"New {kind}", made_by=families.cora)
        for seat in Seat:
            try:
                with transaction.atomic():
                    Membership.objects.create(
                        organization=place, account=families.people["stranger"], seat=seat, added_by=families.cora
                    )
                    given.setdefault(kind, set()).add(seat)
                    raise IntegrityError  # noqa: TRY301 - leave the place empty again
            except (ProgrammingError, IntegrityError):
                pass
    assert given == {kind: set(seats) for kind, seats in SEATS_OF_KIND.items()}


def test_who_left_does_not_come_back_by_the_own_hand(families: Families) -> None:
    """Neither by renewing the old membership, nor by an earlier beginning, nor by a new one."""
    with days_later(families.base, 41), as_(families.people["gone"]):
        mine = Membership.objects.filter(account=families.people["gone"])
        assert not mine.in_force().exists()
        for change in ({"until": None}, {"until": clock.now() + A_DAY}, {"since": clock.now() - A_DAY}):
            with pytest.raises(ProgrammingError, match="membership"), transaction.atomic():
                mine.update(**change)


def test_nobody_names_himself_into_a_circle(families: Families) -> None:
    """A stranger writes no circle row; who may write one gains nothing by a row for oneself."""
    newcomer = _luwam(families)
    for name in ("stranger", "hugo", "nadia", "cora", "tom", "gone"):
        account = getattr(families, name)
        for seat, place in (
            (Seat.SAH_STAFF, families.lakeside),
            (Seat.WORKER, families.harbour),
            (Seat.SUPERVISOR, families.harbour),
        ):
            refused = pytest.raises(ProgrammingError, match="row-level security")
            with days_later(families.base, 41), as_(account), refused, transaction.atomic():
                _stand(families.home, account, seat, place)
    before = _reach_of("ruth", families)
    for seat in (Seat.WORKER, Seat.SUPERVISOR, Seat.SAH_STAFF, Seat.BACKUP):
        for place in (families.harbour, families.lakeside, families.st_marks):
            with as_(families.ruth):
                _stand(families.home, families.ruth, seat, place)
    assert _reach_of("ruth", families) == before
    with as_(families.ruth), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        CircleMember.objects.create(
            case=families.home, seat=Seat.NEWCOMER, account=families.ruth, newcomer=newcomer, added_by=families.ruth
        )


def _stand(case: Case, account: Account, seat: Seat, place: Organization) -> None:
    CircleMember.objects.create(case=case, seat=seat, organization=place, account=account, added_by=account)


def _luwam(families: Families) -> Newcomer:
    with reading_everything():
        return Newcomer.objects.get(case=families.home, name="Luwam")


def _reach_of(name: str, families: Families) -> set[tuple[Any, ...]]:
    """What somebody reads and writes where, however many rows say so."""
    enter(getattr(families, name))
    return {
        (model.__name__, pk) for model in walled() if model is not CircleMember
        for pk in model._default_manager.values_list("pk", flat=True) if "Past" not in model.__name__ and model.__name__ != "Reach"
    }  # fmt: skip


def test_a_founder_who_left_does_not_come_back(families: Families) -> None:
    """Who made the case may write its first rows, while nobody stands around it: never again afterwards."""
    world, case = families, families.home
    enter(world.paul)
    assert case.opened_by_id == world.paul.pk
    Membership.objects.filter(account=world.paul).update(until=clock.now())
    with as_(world.paul):
        assert not Case.objects.filter(pk=case.pk).exists()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            _stand(case, world.paul, Seat.SAH_STAFF, world.lakeside)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Newcomer.objects.create(case=case, name="Nobody", age_group="adult")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Case.objects.create(
                tree="elm", number=1, site=world.site, adoption=case.adoption, programme="sah", community="x", fsa="N2G",
                languages=["ti"], opened_by=world.paul, opened_in=world.lakeside,
            )  # fmt: skip


def test_a_membership_that_ended_stops_reach_at_the_next_request(families: Families) -> None:
    """By seat for the supervisor, by name for the worker: nothing has to be swept."""
    world, case = families, families.home
    for name in ("helen", "selam"):
        with as_(getattr(world, name)):
            assert Case.objects.filter(pk=case.pk).exists()
            Membership.objects.filter(account=getattr(world, name)).update(until=clock.now())
        with as_(getattr(world, name)):
            assert not Case.objects.filter(pk=case.pk).exists()


def test_a_withdrawal_is_never_undone(families: Families) -> None:
    """What ended stays ended, also for whoever may write the circle: a new yes is a new row."""
    with as_(families.selam):
        withdrawn = Consent.objects.filter(case=families.home, withdrawn_at__isnull=False)
        assert withdrawn.exists()
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            withdrawn.update(withdrawn_at=None)
    with reading_everything():
        ended = list(CircleMember.objects.filter(until__isnull=False, seat=Seat.SUPERVISOR).values_list("pk", flat=True))
    with as_(families.paul), pytest.raises(IntegrityError, match="stays"), transaction.atomic():
        assert CircleMember.objects.filter(pk__in=ended).update(until=None)


def test_a_yes_that_was_relayed_opens_no_identity(families: Families) -> None:
    """Whoever writes it and whatever it says: only the condition of taking part can be relayed (handbook 3.5)."""
    world, case = families, families.home
    person = _luwam(families)
    withdraw(world, "luwam", person, world.harbour)
    enter(world.paul)
    for method in (Method.RELAYED, Method.APPLICATION):
        Consent.objects.create(
            case=case, newcomer=person, recipient=world.harbour, levels=int(TAKING_PART | Level.IDENTITY), language="en",
            text_key="x", text_digest="x", method=method, recorded_by=world.paul,
        )  # fmt: skip
    with as_(world.selam):
        assert Case.objects.filter(pk=case.pk).exists()
        assert not NewcomerIdentity.objects.exists()
    with as_(world.paul):
        assert NewcomerIdentity.objects.exists()
