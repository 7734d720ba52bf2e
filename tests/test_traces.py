"""What whoever runs the server asks of the journal: is it whole, its daily root, and after a breach who opened what since when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.db import connection

from conftest import as_, reading_everything
from intentional_connection.access.seats import SYSTEM_ID, Level
from intentional_connection.cases.models import Newcomer
from intentional_connection.config import cli, reads, traces
from intentional_connection.journal import chain
from intentional_connection.journal.models import ReadLog, note_list, note_read
from intentional_connection.kernel import clock
from intentional_connection.notices.jobs import RootNotSent, keep_root
from intentional_connection.ops.words import CannotGoOn
from intentional_connection.people.models import Account
from tests.families import days_later
from tests.world import enter, leave

if TYPE_CHECKING:
    from intentional_connection.cases.models import Case
    from tests.world import World

pytestmark = pytest.mark.maple_stands
COLUMN = {name: index for index, name in enumerate(reads.HEADINGS)}


def ask(text: str, said: list[Any]) -> list[tuple[Any, ...]]:
    """A question as the login that may only read asks it: past the walls."""
    with reading_everything(), connection.cursor() as cursor:
        cursor.execute(text, said or None)
        return cursor.fetchall()


@pytest.fixture
def home(world: World) -> Case:
    """Maple 12, of which three people opened something in the course of ten days."""
    base, case = clock.now(), world.maple()
    for name, day in (("selam", -9), ("paul", -5), ("selam", 0)):
        with days_later(base, day):
            who = getattr(world, name)
            enter(who)
            note_read(case, who, Level.PLAN)
            note_list(who, Level.PREVIEW)
    enter(world.selam)
    note_read(Newcomer.objects.get(case=case, name="Luwam"), world.selam, Level.IDENTITY)
    enter(world.hugo)
    note_list(world.hugo, Level.PREVIEW)
    leave()
    connection.check_constraints()
    return case


def told(what: str, which: str, **days: Any) -> list[dict[str, str]]:
    """The answer, by heading."""
    return [dict(zip(reads.HEADINGS, line, strict=True)) for line in reads.answer(ask, reads.Asked(what, which, **days))]


def test_one_command_answers_which_people_which_fields_since_when(world: World, home: Case) -> None:
    """Of a family: who opened what of whom, from when to when, and lists on which it may have stood; no name of it."""
    tree = f"{reads.TREES[home.tree].en} {home.number}"
    lines = told("case", tree)
    selam, paul = (str(world.people[name].pk) for name in ("selam", "paul"))
    assert {(one["reader"], one["family"], one["opened"]) for one in lines} == {
        *((who, family, kind) for who in (selam, paul) for family, kind in ((tree, "case"), ("several", "list"))),
        (selam, tree, "newcomer"),
    }
    (identity,) = [one for one in lines if one["levels"] == "identity"]
    with reading_everything():
        assert identity["person"] == str(Newcomer.objects.get(case=home, name="Luwam").pk)
    assert "NewcomerIdentity.full_name" in identity["fields"]
    assert "NewcomerIdentity.phone" in identity["fields"]
    assert identity["organizations"] == "Harbour settlement agency"
    (plan,) = [one for one in lines if one["reader"] == selam and one["levels"] == "plan"]
    assert (plan["times"], plan["person"]) == ("2", "everybody")
    assert plan["first"] < plan["last"]
    table = reads.as_table([tuple(one.values()) for one in lines])
    assert "Luwam" not in table
    assert "fields: " in table
    assert reads.as_table(told_of_nobody(world)) == "Nothing above basic was opened."


def told_of_nobody(world: World) -> list[tuple[str, ...]]:
    return reads.answer(ask, reads.Asked("account", str(world.people["tom"].pk)))


def test_it_is_asked_by_account_and_by_organization_from_a_day_on(world: World, home: Case) -> None:
    """By e-mail address, name or id; nothing of the others."""
    paul, selam = (str(world.people[name].pk) for name in ("paul", "selam"))
    assert {one["reader"] for one in told("account", "Paul@example.org")} == {paul}
    assert {one["reader"] for one in told("account", selam)} == {selam}
    assert told("case", f"{reads.TREES[home.tree].fr.upper()} {home.number}") == told("case", str(home.pk))
    assert {one["reader"] for one in told("organization", "lakeside sah")} <= {paul}
    assert {one["reader"] for one in told("organization", str(world.harbour.pk))} >= {selam}
    since = clock.today() - timedelta(days=2)
    assert {one["reader"] for one in told("case", str(home.pk), since=since)} == {selam}
    assert {one["reader"] for one in told("case", str(home.pk), until=since)} == {selam, paul}
    for what, which in (("account", "nobody@example.org"), ("case", "Maple"), ("organization", "' OR true --")):
        with pytest.raises(CannotGoOn, match="Nothing found"):
            told(what, which)


def test_the_question_itself_is_logged(world: World, home: Case) -> None:
    """About whom, and which levels the answer told of."""
    told("case", str(home.pk))
    with reading_everything():
        row = ReadLog.objects.filter(kind="reads").get()
    assert (row.by_id, row.thing_id, row.case_id) == (SYSTEM_ID, home.pk, None)
    assert Level(row.level) & (Level.PLAN | Level.IDENTITY) == Level.PLAN | Level.IDENTITY


def test_nothing_in_the_file_is_computed(home: Case) -> None:
    """An organization may be called like a formula."""
    assert reads.as_csv([("=1+1", *["-"] * (len(reads.HEADINGS) - 1))]).splitlines()[1].startswith("'=1+1,'-")


def test_verify_says_chain_record_and_day_and_ends_with_one(home: Case, capsys: pytest.CaptureFixture[str]) -> None:
    """Whole; then an earlier root that does not fit; both words of it are asked together."""
    yesterday = clock.today() - timedelta(days=1)
    digest = chain.root_of(ask, yesterday)[0]
    assert traces.verify(ask, None, None) == traces.verify(ask, digest.upper(), yesterday) == 0
    assert capsys.readouterr().out == "The journal is whole.\n" * 2
    assert traces.verify(ask, "0" * 64, yesterday) == 1
    assert f"The root of {yesterday} was" in capsys.readouterr().out
    with pytest.raises(CannotGoOn, match="both"):
        traces.verify(ask, digest, None)
    lie = chain.Fault(chain=chain_id(), position=3, record=home.pk, source="act", on=yesterday, what="changed")
    (line,) = traces._told(ask, [lie, lie])
    assert f"record 3 (act {home.pk}) was changed (day {yesterday}); 2 in this chain" in line
    assert line.startswith(("family ", "account "))


def chain_id() -> Any:
    return ask("SELECT id FROM journal_chain ORDER BY id LIMIT 1", [])[0][0]


def test_the_root_of_a_day_that_is_not_over_is_not_told(home: Case, capsys: pytest.CaptureFixture[str]) -> None:
    """It could still change."""
    assert traces.print_root(ask, None) == 0
    assert len(capsys.readouterr().out.split()[1]) == 64
    with pytest.raises(CannotGoOn, match="not over"):
        traces.print_root(ask, clock.today())


def test_a_partner_keeps_the_daily_root_too(home: Case, settings: Any) -> None:
    """Day and digest, and nothing else in the mail; without an address none goes out; what the server refuses is tried again."""
    with as_(Account.objects.get(pk=SYSTEM_ID)):
        keep_root()
    assert not mail.outbox
    settings.IC_ROOT_MAIL_TO = "partner@example.org"
    with as_(Account.objects.get(pk=SYSTEM_ID)):
        keep_root()
        keep_root()
    day, digest = chain.last_kept_root(ask) or ("", "")
    assert {(one.subject, one.body, *one.to) for one in mail.outbox} == {(str(day), f"{day} {digest}\n", "partner@example.org")}
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    with as_(Account.objects.get(pk=SYSTEM_ID)), pytest.raises(RootNotSent):
        keep_root()


def test_the_words_of_the_command() -> None:
    """One of account, organization, family; days as days."""
    said = cli._parser().parse_args(["journal", "reads", "--case", "Maple 12", "--since", "2026-11-01", "--csv"])
    assert (said.what, said.case, said.since.isoformat(), said.csv) == ("reads", "Maple 12", "2026-11-01", True)
    with pytest.raises(SystemExit):
        cli._parser().parse_args(["journal", "reads"])
    with pytest.raises(CannotGoOn, match="IC_BACKUP_URL"), traces.reading(""):
        pass
