"""Two people on the same line of the board at the same instant: both are heard, nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from intentional_connection.access.seats import Seat
from intentional_connection.cases import verbs
from intentional_connection.cases.models import RoleAgreement, RoleLine
from intentional_connection.kernel.errors import Refused
from intentional_connection.roles.model import sha256
from tests.test_at_once import as_committed, committed_act, request, together
from tests.world import enter

if TYPE_CHECKING:
    from collections.abc import Callable

    from intentional_connection.people.models import Account
    from tests.world import World


@pytest.fixture
def board(committed: World) -> World:
    """Maple 12 at its worker, with its board open; Tess speaks for the sponsors beside Ruth."""

    def begin() -> None:
        committed.person("tess", committed.st_marks, Seat.SPONSOR_REP, committed.ruth)
        enter(committed.selam)
        verbs.open_board(committed.home, committed.selam)

    committed_act(begin)
    return committed


def line(world: World, code: str) -> RoleLine:
    return as_committed(world.people["selam"], lambda: RoleLine.objects.current().get(case=world.home, key=code))  # type: ignore[no-any-return]


def saying(row: RoleLine, part: str) -> Callable[[Account], Any]:
    return lambda who: verbs.say_part(row, who, part=part, seen=row.digest)


def parts(world: World, code: str) -> dict[str, str]:
    row = line(world, code)
    return as_committed(world.people["selam"], lambda: {one.party: one.part for one in row.roles.all()})  # type: ignore[no-any-return]


def test_two_sides_that_take_the_same_line_both_lead(board: World) -> None:
    row = as_committed(board.people["ruth"], lambda: verbs.say_part(line_of(board), board.ruth, part="", seen=line_of(board).digest))
    answers = together([request(board.people["ruth"], saying(row, "lead")), request(board.people["selam"], saying(row, "lead"))])
    assert not [one for one in answers if isinstance(one, Exception)]
    assert parts(board, "T010")["sponsor"] == parts(board, "T010")["worker"] == "lead"


def line_of(world: World) -> RoleLine:
    found: RoleLine = RoleLine.objects.current().get(case=world.home, key="T010")
    return found


def test_of_two_people_of_one_side_one_is_asked_to_choose(board: World) -> None:
    row = line(board, "T045")
    answers = together([request(board.people["ruth"], saying(row, "")), request(board.people["tess"], saying(row, "informed"))])
    refused = [one for one in answers if isinstance(one, Refused)]
    assert len(refused) == 1
    assert "Choose." in refused[0].text


def test_a_version_holds_exactly_the_lines_that_stood_when_it_was_written_down(board: World) -> None:
    rows = [line(board, code) for code in ("T010", "T045", "T046")]
    edits = [request(board.people["ruth"], saying(row, "")) for row in rows]
    together([*edits, request(board.people["selam"], lambda who: verbs.write_down(board.home, who))])

    def held() -> tuple[str, str]:
        version = RoleAgreement.objects.get(case=board.home)
        lines = RoleLine.objects.filter(case=board.home).of_version(version.version)  # type: ignore[attr-defined]
        return version.digest, sha256(sorted(row.digest for row in lines))

    stored, computed = as_committed(board.people["selam"], held)
    assert stored == computed
