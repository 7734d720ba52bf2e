"""Digests of what was agreed, and what one version changed against another."""

from dataclasses import replace
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from intentional_connection.roles.lines import Difference, Kind, differences, digest, version_digest
from intentional_connection.roles.model import Cell, Line, Part, Party
from intentional_connection.roles.tests.world import helps, lead, told

SCHOOL = Line("T053", cells=(lead(Party.SPONSOR, "ruth"), helps(Party.WORKER)))


def kinds(old: Line, new: Line) -> list[Kind]:
    return [one.kind for one in differences([old], [new])]


def test_a_digest_is_sha_256_in_hex() -> None:
    assert len(digest(SCHOOL)) == 64
    assert int(digest(SCHOOL), 16)


def test_yeses_and_questions_are_outside_the_digest() -> None:
    assert digest(replace(SCHOOL, confirmed=frozenset({(Party.SAH, None)}), questions=2)) == digest(SCHOOL)


def test_task_person_parts_names_and_reason_are_inside() -> None:
    others = [
        replace(SCHOOL, key="T054"),
        replace(SCHOOL, person="sara"),
        replace(SCHOOL, cells=SCHOOL.cells[:1]),
        replace(SCHOOL, cells=(lead(Party.SPONSOR), helps(Party.WORKER))),
        replace(SCHOOL, cells=(lead(Party.SPONSOR, "ruth"), told(Party.WORKER))),
        replace(SCHOOL, not_needed="homeschooled"),
    ]
    assert len({digest(line) for line in [SCHOOL, *others]}) == 7


def test_an_id_read_back_as_text_gives_the_same_digest() -> None:
    ruth = UUID("0190f0f0-0000-7000-8000-000000000001")
    assert digest(Line("T053", ruth, (lead(Party.SPONSOR, ruth),))) == digest(
        Line("T053", str(ruth), (lead(Party.SPONSOR, str(ruth)),))
    )


def test_school_registration_goes_from_nobody_to_ruth() -> None:
    new = replace(SCHOOL, cells=(lead(Party.SPONSOR, "ruth"),))
    assert differences([replace(SCHOOL, cells=())], [new]) == [
        Difference("T053", None, Kind.LEAD_CHANGED, (), (lead(Party.SPONSOR, "ruth"),))
    ]


def test_another_name_in_the_same_party_is_another_name_only() -> None:
    before = (lead(Party.SPONSOR, "ruth"),)
    after = (lead(Party.SPONSOR, "tom"),)
    assert differences([replace(SCHOOL, cells=before)], [replace(SCHOOL, cells=after)]) == [
        Difference("T053", None, Kind.NAMED_CHANGED, before, after)
    ]


def test_a_helper_who_is_only_told_now_has_changed_part() -> None:
    new = replace(SCHOOL, cells=(lead(Party.SPONSOR, "ruth"), told(Party.WORKER)))
    assert differences([SCHOOL], [new]) == [
        Difference("T053", None, Kind.PART_CHANGED, (helps(Party.WORKER),), (told(Party.WORKER),))
    ]


def test_from_two_leads_to_one_is_not_told_as_from_one_to_nobody() -> None:
    two, one = (lead(Party.SPONSOR), lead(Party.WORKER)), (lead(Party.SPONSOR),)
    assert differences([replace(SCHOOL, cells=two)], [replace(SCHOOL, cells=one)]) == [
        Difference("T053", None, Kind.LEAD_CHANGED, two, one)
    ]


def test_of_several_helpers_only_the_one_that_changed_is_told() -> None:
    new = replace(SCHOOL, cells=(*SCHOOL.cells, told(Party.NEWCOMER)))
    assert differences([SCHOOL], [new]) == [Difference("T053", None, Kind.PART_CHANGED, (), (told(Party.NEWCOMER),))]


def test_lead_and_help_can_change_at_once() -> None:
    swapped = replace(SCHOOL, cells=(lead(Party.WORKER), helps(Party.SPONSOR, "ruth")))
    assert kinds(SCHOOL, swapped) == [Kind.LEAD_CHANGED, Kind.PART_CHANGED]


def test_a_line_is_set_aside_and_needed_again_with_its_reason() -> None:
    aside = replace(SCHOOL, not_needed="not of school age")
    assert differences([SCHOOL], [aside]) == [Difference("T053", None, Kind.NOT_NEEDED, "", "not of school age")]
    assert kinds(aside, SCHOOL) == [Kind.NEEDED_AGAIN]
    assert kinds(aside, replace(SCHOOL, not_needed="starts next year")) == [Kind.NOT_NEEDED]


def test_a_line_that_comes_or_goes_shows_its_cells() -> None:
    assert differences([], [SCHOOL]) == [Difference("T053", None, Kind.ADDED, (), SCHOOL.cells)]
    assert differences([SCHOOL], []) == [Difference("T053", None, Kind.REMOVED, SCHOOL.cells, ())]


PEOPLE = st.sampled_from([None, "a", "b"])
CELLS = st.lists(
    st.builds(
        Cell, st.sampled_from([Party.NEWCOMER, Party.SPONSOR, Party.WORKER]), st.sampled_from(list(Part)), PEOPLE
    ),
    max_size=4,
)
LINES = st.builds(
    Line, st.sampled_from(["T053", "T054", "own-1"]), PEOPLE, CELLS.map(tuple), st.sampled_from(["", "away", "later"])
)
VERSIONS = st.lists(LINES, max_size=6, unique_by=lambda line: line.place)
MIRROR = {
    Kind.ADDED: {Kind.REMOVED},
    Kind.REMOVED: {Kind.ADDED},
    Kind.NEEDED_AGAIN: {Kind.NOT_NEEDED},
    Kind.NOT_NEEDED: {Kind.NEEDED_AGAIN, Kind.NOT_NEEDED},
}


@settings(max_examples=100, deadline=None)
@given(line=LINES, data=st.data())
def test_the_order_of_cells_changes_no_digest(line: Line, data: st.DataObject) -> None:
    turned = replace(line, cells=tuple(data.draw(st.permutations(line.cells))))
    assert digest(turned) == digest(line)


@settings(max_examples=100, deadline=None)
@given(old=VERSIONS, new=VERSIONS, data=st.data())
def test_differences_are_complete(old: list[Line], new: list[Line], data: st.DataObject) -> None:
    """None exactly where the digests agree, and every line that changed has at least one."""
    turned = data.draw(st.permutations(new))
    assert version_digest(turned) == version_digest(new)
    assert differences(old, turned) == differences(old, new)
    before, after = ({line.place: digest(line) for line in lines} for lines in (old, new))
    changed = {place for place in before | after if before.get(place) != after.get(place)}
    assert {(one.key, one.person) for one in differences(old, new)} == changed
    assert (version_digest(old) == version_digest(new)) == (not changed)


@settings(max_examples=100, deadline=None)
@given(old=VERSIONS, new=VERSIONS)
def test_differences_read_backwards_are_the_same_ones(old: list[Line], new: list[Line]) -> None:
    there, back = differences(old, new), differences(new, old)
    assert len(there) == len(back)
    for one in there:
        assert any(
            (one.key, one.person, one.before, one.after) == (two.key, two.person, two.after, two.before)
            and two.kind in MIRROR.get(one.kind, {one.kind})
            for two in back
        )


@settings(max_examples=100, deadline=None)
@given(old=VERSIONS, new=VERSIONS)
def test_the_new_parts_follow_from_the_old_ones_and_the_differences(old: list[Line], new: list[Line]) -> None:
    """A page that tells all the differences has told every role that changed."""
    cells = {line.place: set(line.cells) for line in old}
    for one in differences(old, new):
        if not isinstance(one.before, str):
            place = (one.key, one.person)
            cells[place] = cells.get(place, set()) - set(one.before) | set(one.after)
            if one.kind is Kind.REMOVED:
                assert not cells.pop(place)
    assert cells == {line.place: set(line.cells) for line in new}
