"""Properties of the list of suggestions, over generated worlds."""

import json
import random
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentional_connection.matching import model
from intentional_connection.matching.model import Family, FamilyLanguage, Policy, Worker
from intentional_connection.matching.rules import Rule, hard
from intentional_connection.matching.score import francophone, score, shared_languages
from intentional_connection.matching.suggest import suggest, tie_breaker
from intentional_connection.matching.tests.world import (
    FSAS,
    THE_DAY,
    a_family,
    a_worker,
    point,
    worlds,
)

World = tuple[Family, list[Worker]]
EVERYBODY = Policy(list_length=100)


def worth(family: Family, worker: Worker, policy: Policy) -> tuple[bool, bool, int]:
    """Return what the handbook asks of a worker, the weightiest first."""
    points = sum(part.points for part in score(family, worker, policy))
    return bool(shared_languages(family, worker, policy)), francophone(family, worker), points


def comes_before(family: Family, a: Worker, b: Worker, policy: Policy) -> bool:
    """Say whether one worker is to be named before another."""
    if worth(family, a, policy) != worth(family, b, policy):
        return worth(family, a, policy) > worth(family, b, policy)
    return tie_breaker(family, a) < tie_breaker(family, b)


def ranks(family: Family, workers: list[Worker]) -> dict[str, int]:
    return {s.worker: s.rank for s in suggest(family, workers, EVERYBODY).suggested}


@given(worlds())
def test_the_list_is_what_comparing_everybody_with_everybody_gives(world: World) -> None:
    family, workers = world
    fit = [w for w in workers if hard(family, w) is None]
    place = {
        w.public_id: 1 + sum(comes_before(family, x, w, EVERYBODY) for x in fit if x is not w)
        for w in fit
    }
    assert ranks(family, workers) == place


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_inputs_changes_nothing(world: World, chance: random.Random) -> None:
    family, workers = world
    shuffled = list(workers)
    chance.shuffle(shuffled)
    assert suggest(family, shuffled) == suggest(family, workers)


def generated(number: int) -> World:
    """Return one of many worlds where everybody speaks some of five languages at some level."""
    chance = random.Random(number)
    some = [chance.sample(["ti", "so", "uk", "fr", "en"], k=chance.randint(1, 2)) for _ in range(9)]
    workers = [
        a_worker(
            f"w{n}",
            languages={code: chance.randint(1, 3) for code in codes},
            load_points=chance.randint(0, 26),
            has_agreement=chance.random() < 0.8,
            point=point(chance.choice(FSAS)),
            left_on=chance.choice([None, None, THE_DAY]),
        )
        for n, codes in enumerate(some[1:])
    ]
    languages = tuple(FamilyLanguage(code, n) for n, code in enumerate(some[0], start=1))
    return a_family(languages=languages, point=point(chance.choice(FSAS))), workers


def test_in_a_thousand_cases_the_first_speaks_whenever_a_speaker_has_room() -> None:
    with_speaker = 0
    for family, workers in map(generated, range(1000)):
        spoken = {language.code for language in family.languages}
        speakers = {
            w.public_id for w in workers if spoken & set(w.languages) and not hard(family, w)
        }
        answer = suggest(family, workers)
        assert answer.speaks is bool(speakers)
        assert answer.interpreter_needed is not answer.speaks
        assert not speakers or answer.suggested[0].worker in speakers
        with_speaker += bool(speakers)
    assert 200 < with_speaker < 1000


@given(worlds())
def test_an_interpreter_is_needed_without_a_speaker_or_where_the_family_wishes_one(
    world: World,
) -> None:
    family, workers = world
    answer = suggest(family, workers)
    assert answer.interpreter_needed is (family.interpreter_wish or not answer.speaks)


@given(worlds())
def test_everybody_is_answered_for_once(world: World) -> None:
    family, workers = world
    answer = suggest(family, workers)
    assert answer.considered == len(workers)
    assert len(answer.suggested) + answer.beyond + len(answer.set_aside) == len(workers)
    assert sum(answer.set_aside_by_rule().values()) == len(answer.set_aside)
    assert len(answer.suggested) <= 5
    assert [s.rank for s in answer.suggested] == list(range(1, len(answer.suggested) + 1))


@given(worlds())
def test_parts_are_whole_within_their_weight_and_add_up(world: World) -> None:
    for suggestion in suggest(*world).suggested:
        assert suggestion.points == sum(part.points for part in suggestion.parts)
        for part in suggestion.parts:
            assert isinstance(part.points, int)
            assert 0 <= part.points <= part.most


@given(worlds(), st.data())
def test_a_lighter_load_never_ranks_lower(world: World, data: st.DataObject) -> None:
    family, workers = world
    for n, worker in enumerate(workers):
        lighter = replace(worker, load_points=data.draw(st.integers(0, worker.load_points)))
        before, after = (
            ranks(family, workers),
            ranks(family, [*workers[:n], lighter, *workers[n + 1 :]]),
        )
        assert after.get(worker.public_id, 100) <= before.get(worker.public_id, 100)


@given(worlds(), st.sampled_from(["ti", "ar", "apc", "fr", "en"]))
def test_a_better_level_never_ranks_lower(world: World, code: str) -> None:
    family, workers = world
    for n, worker in enumerate(workers):
        better = replace(
            worker,
            languages={**worker.languages, code: min(3, worker.languages.get(code, 0) + 1)},
        )
        before, after = (
            ranks(family, workers),
            ranks(family, [*workers[:n], better, *workers[n + 1 :]]),
        )
        assert after.get(worker.public_id, 100) <= before.get(worker.public_id, 100)


@given(worlds())
def test_the_answer_is_plain_data_that_survives_being_kept(world: World) -> None:
    kept = suggest(*world).as_data()
    assert json.loads(json.dumps(kept)) == kept
    assert isinstance(kept, dict)
    assert {"policy_version", "inputs_digest", "suggested", "set_aside"} <= set(kept)


def test_the_digest_follows_the_inputs_and_nothing_else() -> None:
    first = suggest(a_family(), [a_worker()]).inputs_digest
    assert suggest(a_family(), [a_worker()]).inputs_digest == first
    assert suggest(a_family(persons=4), [a_worker()]).inputs_digest != first
    assert suggest(a_family(), [a_worker()], Policy(version="2")).inputs_digest != first


def test_the_same_world_gives_the_same_digest_on_every_machine() -> None:
    family = a_family(point=point("K1A"))
    digest = suggest(family, [a_worker(left_on=date(2027, 1, 1))]).inputs_digest
    assert digest == "cbe56b105d9777bb4c0ff83b4ab3ce03d29ce2393e6362bc7a1d38e9eab469eb"


def test_the_one_who_speaks_tigrinya_comes_before_the_one_with_more_room_next_door() -> None:
    family = a_family(point=point("K1A"))
    far = a_worker("far", languages={"ti": 1}, load_points=23, point=point("P0L"))
    near = a_worker("near", load_points=0, point=point("K1A"))
    assert [s.worker for s in suggest(family, [near, far]).suggested] == ["far", "near"]


def test_who_wishes_french_sees_francophones_first_among_the_speakers() -> None:
    family = a_family(french_wish=True)
    speaks = a_worker("speaks", languages={"ti": 3}, load_points=0)
    in_french = a_worker("in-french", languages={"ti": 2, "fr": 3}, load_points=20)
    only_french = a_worker("only-french", languages={"fr": 3}, load_points=0)
    answer = suggest(family, [speaks, in_french, only_french])
    assert [s.worker for s in answer.suggested] == ["in-french", "speaks", "only-french"]


def test_a_speaker_who_is_full_is_named_as_such() -> None:
    answer = suggest(a_family(), [a_worker("full", languages={"ti": 3}, load_points=24)])
    assert not answer.speaks
    assert answer.interpreter_needed
    assert [(x.worker, x.rule, x.speaks) for x in answer.set_aside] == [("full", Rule.AT_CAP, True)]
    assert answer.set_aside_by_rule() == {Rule.AT_CAP: 1}


def test_nobody_at_all_is_an_answer_too() -> None:
    answer = suggest(a_family(), [])
    assert (answer.suggested, answer.set_aside, answer.speaks) == ((), (), False)


def test_one_public_id_cannot_stand_for_two_workers() -> None:
    with pytest.raises(ValueError, match="same public id"):
        suggest(a_family(), [a_worker(), a_worker()])


def test_among_fifteen_hundred_workers_five_are_suggested() -> None:
    codes = ["ti", "en", "fr", "ar", "so", "uk"]
    workers = [
        a_worker(f"w{n}", languages={codes[n % 6]: 1 + n // 6 % 3}, load_points=n % 26)
        for n in range(1500)
    ]
    family = a_family(languages=(FamilyLanguage("ti"), FamilyLanguage("so", 2)))
    answer = suggest(family, workers)
    assert len(answer.suggested) == 5
    assert answer.considered == 1500
    assert all(s.parts[0].params["language"] == "ti" for s in answer.suggested)


@pytest.mark.parametrize("shape", [model.Family, model.Worker, model.FamilyLanguage])
def test_what_may_never_weigh_is_not_even_known(shape: type[Family]) -> None:
    known = " ".join(f.name for f in fields(shape))
    for forbidden in ("nation", "country", "origin", "relig", "ethn", "race", "educ", "name"):
        assert forbidden not in known


def test_what_is_not_of_this_room_cannot_be_kept() -> None:
    with pytest.raises(TypeError, match="set"):
        model.as_data({1, 2})
