"""Nobody raises own rights: no verb, and no SQL of the site, gives whoever acts a seat or a reach that others did not give."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, transaction

from conftest import reading_everything
from intentional_connection.access.models import Ceiling, Reach
from intentional_connection.access.seats import SYSTEM_ID, Seat
from intentional_connection.access.tests.trials import SOMEBODY, protect, tries
from intentional_connection.cases.models import CircleMember, Consent, EmergencyAccess
from intentional_connection.journal.verb import REGISTRY
from intentional_connection.kernel import clock
from intentional_connection.kernel.errors import NotAllowed, Refused
from intentional_connection.partners import verbs as partners
from intentional_connection.partners.models import Kind, Membership, Organization
from intentional_connection.partners.verbs import Colleague
from intentional_connection.people.models import Account
from tests.world import enter, fresh

if TYPE_CHECKING:
    from tests.families import Families

#: Verbs after which whoever acted may hold a seat more, and why that is no raise.
FOUNDS = {
    "register_group": "a new group of one's own, in which no family is",
    "found_site": "the first site of an empty installation",
    "join": "somebody else invited",
    "add_organization": "the coordinator looks after what the coordinator makes",
}
#: Verbs after which whoever acted may reach more of a family, and who decided that.
REACHES = {
    "accept": "the sender asked this agency",
    "refer": "the sender's own family, founded by the act",
    "refer_again": "the sender's own family, asked elsewhere",
    "refer_to_new_place": "the adults said yes to the new agency",
    "name_new_agency": "as above",
    "reach_out": "a family that nobody refers yet; its sponsors answer",
    "confirm_lines": "every party and every adult said yes: one's own part in a task",
    "record_yes": "an adult said the last yes, before a witness",
    "say_part": "a part of one's own party, once all say yes",
    "designate": "whoever leads the agency may be its worker",
    "open_board": "the task of a line to which everybody said yes before",
    "add_following": "whoever follows is read as the adults' yes says",
    "choose_sharing": "the adult said yes to the worker's agency",
    "take_part_again": "the adult's own",
    "reopen": "what the adults' yes still opens",
    "settle_move": "the adults said yes",
    "raise_concern": "the author reads what the author wrote",
    "write_note": "as above",
    "open_difficulty": "as above",
    "ask_other_worker": "as above",
    "open_emergency": "one family for hours, before the eyes of two people",
}
STRANGERS = ("stranger", "tom")


def held(account: Account) -> set[tuple[Any, str]]:
    """The seats of an account that count today."""
    rows = Membership.objects.filter(account=account.pk, since__isnull=False, until=None)
    return set(rows.values_list("organization_id", "seat"))


def reached(account: Account) -> set[tuple[Any, int]]:
    """Every bit that an account and its seats may read or write, by scope."""
    rows = Reach.objects.of(fresh(account).principals()).values_list("scope", "read", "write")
    return {(scope, 1 << bit) for scope, read, write in rows for bit in range(32) if (read | write) >> bit & 1}


@pytest.mark.deep
def test_no_verb_raises_whoever_acts(families: Families) -> None:
    """Every verb of the product, done by everybody who may: what one holds and reaches afterwards, others gave."""
    protect(families)
    with reading_everything():
        places = tries(families)
        for one in places.values():
            getattr(one.place, "case", None)
    before = {}
    for name in SOMEBODY:
        enter(families.people[name])
        before[name] = held(families.people[name]), reached(families.people[name])
    grew: set[str] = set()
    for one in REGISTRY:
        verb, trial = getattr(import_module(f"intentional_connection.{one.room}.verbs"), one.name), places[one.name]
        for name in SOMEBODY:
            mark = transaction.savepoint()
            account = families.people[name]
            enter(account)
            try:
                verb(trial.place, fresh(account), **trial.said)
            except (NotAllowed, Refused):
                transaction.savepoint_rollback(mark)
                continue
            enter(account)
            seats, reach = before[name]
            if held(account) - seats and one.name not in FOUNDS:
                grew.add(f"{one.name} gives {name} a seat")
            more = reached(account) - reach
            if more and one.name not in FOUNDS | REACHES:
                grew.add(f"{one.name} lets {name} reach {sorted(bit for _scope, bit in more)}")
            transaction.savepoint_rollback(mark)
    assert not grew, "\n".join(sorted(grew))


@pytest.mark.parametrize("name", STRANGERS)
def test_nobody_writes_a_seat_or_a_place_for_oneself(families: Families, name: str) -> None:
    """As the site's own login, past every verb: no row that raises is taken."""
    account = getattr(families, name)
    case = families.home
    with reading_everything():
        organizations = list(Organization.objects.all())
        adults = list(case.newcomers.adults())
    enter(account)
    rows: list[tuple[Any, dict[str, Any]]] = []
    for place in organizations:
        for seat in Seat:
            if (place.pk, seat) not in fresh(account).seats:
                mine = {"organization": place, "account": account, "seat": seat, "added_by": account}
                rows += [(Membership, mine | {"since": since}) for since in (None, clock.now())]
        around = {"case": case, "organization": place, "added_by": account}
        rows += [(CircleMember, around | {"seat": seat, "account": account}) for seat in (Seat.WORKER, Seat.SUPERVISOR, Seat.NEED_TO_KNOW)]
        rows.append((CircleMember, around | {"seat": Seat.SPONSOR_REP}))
        for adult in adults:
            said = {"method": "own_phone", "language": "en", "text_key": "t", "text_digest": "d", "recorded_by": account}
            rows.append((Consent, {"case": case, "newcomer": adult, "recipient": place, "levels": 31} | said))
    own = {"case": case, "seat": Seat.NEWCOMER, "account": account, "added_by": account}
    rows += [(CircleMember, own | {"newcomer": one}) for one in adults]
    stored = {"principal": account.pk, "scope": case.pk, "case_id": case.pk, "read": 1, "write": 0}
    rows.append((Reach, stored | {"since": clock.now(), "until": clock.now()}))
    rows.append((Ceiling, {"seat": "stranger", "read": 1, "write": 1}))
    taken = [f"{model.__name__} {said.get('seat', '')}" for model, said in rows if _is_taken(model, said)]
    assert not taken, taken


def _is_taken(model: Any, said: dict[str, Any]) -> bool:
    mark = transaction.savepoint()
    try:
        with transaction.atomic():
            model.objects.create(**said)
    except DatabaseError:
        return False
    else:
        return True
    finally:
        transaction.savepoint_rollback(mark)


def test_what_one_has_is_not_turned_into_more(families: Families) -> None:
    """A seat, an organization's kind or SAH, an opening: what stands is changed by nobody to raise oneself."""
    tom, grace = families.tom, families.grace
    enter(tom)
    for change in ({"seat": Seat.SPONSOR_REP}, {"organization": families.harbour}, {"account": grace}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Membership.objects.filter(account=tom).update(**change)
    enter(grace)
    for change in ({"kind": Kind.SPO}, {"sah": families.lakeside}, {"made_by": grace}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Organization.objects.filter(pk=families.birch_group.pk).update(**change)
    enter(families.omar)
    for change in ({"organization": families.northgate}, {"until": clock.now()}, {"case": families.home}):
        if EmergencyAccess.objects.exists():
            with pytest.raises(DatabaseError), transaction.atomic():
                EmergencyAccess.objects.update(**change)


def test_a_group_founded_by_oneself_opens_nothing(families: Families) -> None:
    """Whoever registers a group leads it, invites to it, and reaches what was reached before: nothing; no account is more than it says."""
    stranger = families.stranger
    enter(stranger)
    before = reached(stranger)
    group = partners.register_group(
        stranger, stranger, site=families.site, kind=Kind.GROUP_OF_FIVE, name="A new five", person="S.", phone="519 555 0100", fsa="N2L"
    )
    stranger = fresh(stranger)
    enter(stranger)
    assert held(stranger) == {(group.pk, Seat.SPONSOR_REP)}
    assert reached(stranger) == before
    for seat in (Seat.SAH_STAFF, Seat.SUPERVISOR, Seat.WORKER, Seat.COORDINATOR, Seat.LISTENER):
        with pytest.raises((Refused, NotAllowed, DatabaseError)), transaction.atomic():
            partners.add_members(group, stranger, people=[Colleague(email=stranger.email, name="S.", seat=seat, phone="")])
    with pytest.raises((Refused, NotAllowed)), transaction.atomic():
        partners.add_organization(families.site, stranger, kind=Kind.SPO, name="An agency", fsa="N2L", phone="519 555 0100")
    assert held(stranger) == {(group.pk, Seat.SPONSOR_REP)}


def test_no_account_is_above_the_rule(families: Families) -> None:
    """There is no administrator: no column of an account makes one, and the jobs' account signs in nowhere."""
    names = {field.name for field in Account._meta.get_fields()}
    assert not names & {"is_staff", "is_superuser", "user_permissions", "groups"}
    with reading_everything():
        assert not Account.objects.get(pk=SYSTEM_ID).has_usable_password()
    enter(families.cora)
    assert reached(families.cora) == set(), "who administers accounts reads nothing"
