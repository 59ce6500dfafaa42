"""An indicator that goes the wrong way is always named, whatever its pillar and the others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.index.rows import column
from jalons.inclusion.engine.index.fragility import Choice, fragility, spearman
from jalons.inclusion.engine.index.values import Indicator, Verdict


def index_of(values, wrong=(), pillars="x"):
    names = [f"i{number}" for number in range(len(values))]
    indicators = tuple(
        Indicator(name, pillars[number % len(pillars)], more_is_fragile=number not in wrong)
        for number, name in enumerate(names)
    )
    columns = {name: column(name, each) for name, each in zip(names, values, strict=True)}
    return fragility(columns, Choice(indicators))


@given(
    seed=st.integers(0, 10_000),
    shape=st.tuples(st.integers(3, 7), st.integers(60, 400)),
    noise=st.floats(0, 0.6),
    pillars=st.sampled_from(["x", "xy", "xyz"]),
    data=st.data(),
)
def test_a_planted_inversion_is_always_named(seed, shape, noise, pillars, data):
    chance = np.random.default_rng(seed)
    count, size = shape
    shared = chance.normal(size=size)
    values = [shared + noise * chance.normal(size=size) for _ in range(count)]
    wrong = data.draw(st.integers(0, count - 1))
    assert f"i{wrong}" in index_of(values, {wrong}, pillars).against
    assert index_of(values, pillars=pillars).against == ()


def test_two_indicators_that_disagree_are_both_named():
    rising = np.arange(40.0)
    assert index_of([rising, -rising]).against == ("i0", "i1")


def test_what_chance_explains_is_neither_for_nor_against():
    chance = np.random.default_rng(3)
    found = index_of([chance.normal(size=60) for _ in range(2)]).coherence
    assert {each.verdict for each in found} == {Verdict.UNRELATED}


def test_one_indicator_alone_or_a_constant_one_has_nothing_to_agree_with():
    (only,) = index_of([np.arange(20.0)]).coherence
    assert (only.verdict, only.total, only.pillar) == (Verdict.ALONE, None, None)
    found = index_of([np.arange(20.0), np.ones(20)]).coherence
    assert [each.verdict for each in found] == [Verdict.ALONE, Verdict.ALONE]


def test_an_inversion_within_a_pillar_is_seen_though_the_whole_agrees():
    chance = np.random.default_rng(5)
    shared, own = chance.normal(size=300), chance.normal(size=300)
    away = shared - 0.8 * own
    values = [shared + 2 * own, shared, away, shared, away, shared]
    found = index_of(values, pillars="xy").coherence
    assert found[0].verdict is Verdict.AGAINST
    assert found[0].pillar < 0 < found[0].total


def test_unknown_values_do_not_count():
    values = np.arange(50.0)
    holes = np.where(np.arange(50) % 3, values, np.nan)
    found = index_of([values, holes]).coherence
    assert found[0].total == pytest.approx(1)


def test_equal_values_share_their_rank():
    assert spearman(np.array([1.0, 2, 2, 3]), np.array([10.0, 20, 20, 30])) == pytest.approx(1)
    assert spearman(np.array([1.0, 2, 3]), np.array([3.0, 3, 3])) is None
