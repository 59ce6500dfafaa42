"""Ranks under other choices: intervals, the most fragile fifth, chance, uncertain values."""

import numpy as np
import pytest

from inclusion.index.rows import column, uncertain
from jalons.inclusion.engine.index.fragility import Choice, fragility
from jalons.inclusion.engine.index.robustness import ranks
from jalons.inclusion.engine.index.values import Indicator

SIZE = 100
CHANCE = np.random.default_rng(11)
SHARED = CHANCE.normal(size=SIZE)


def drawn(columns, draws=400, seed=1, people=None, **choice):
    columns = {each.id: each for each in columns}
    index = fragility(columns, Choice(tuple(Indicator(name) for name in columns), **choice))
    weight = np.ones(SIZE) if people is None else people
    return index, ranks(columns, index, weight, seed=seed, draws=draws)


def noisy(spread, count=3):
    return [column(f"i{n}", SHARED + spread * CHANCE.normal(size=SIZE)) for n in range(count)]


def test_the_same_seed_gives_the_same_ranks_and_another_gives_others():
    columns = noisy(1)
    _index, first = drawn(columns)
    _index, again = drawn(columns)
    _index, other = drawn(columns, seed=2)
    assert np.array_equal(first.fifth, again.fifth)
    assert np.array_equal(first.low, again.low)
    assert not np.array_equal(first.fifth, other.fifth)


def test_an_interval_surrounds_its_middle_and_rank_one_is_the_most_fragile():
    index, found = drawn(noisy(1))
    assert found.count == SIZE
    assert np.all(found.low <= found.high)
    assert np.all((found.low >= 1) & (found.high <= SIZE))
    assert np.corrcoef(index.score, found.low + found.high)[0, 1] < -0.95
    assert found.fifth.sum() == pytest.approx(SIZE / 5), "a fifth of the areas in each draw"


def test_an_area_above_all_others_everywhere_is_surely_in_the_fifth():
    values = np.arange(SIZE, dtype=float)
    _index, found = drawn([column("a", values), column("b", values), column("c", values)])
    assert (found.low[-1], found.high[-1], found.fifth[-1]) == (1, 1, 1)
    assert found.fifth[0] == 0
    assert found.low[0] >= SIZE - 1, "a range cut at its ends makes the last two equal"


def test_the_more_indicators_disagree_the_wider_the_intervals():
    width = [
        np.median(found.high - found.low) for _index, found in map(drawn, map(noisy, (0.1, 2)))
    ]
    assert width[1] > 3 * width[0]


def test_equal_areas_have_equal_chances_whatever_their_order():
    _index, found = drawn([column("a", np.repeat([0.0, 1.0], SIZE // 2))], draws=2000)
    assert found.fifth[SIZE // 2 :] == pytest.approx(0.4, abs=0.06)
    assert found.fifth[: SIZE // 2] == pytest.approx(0)


def test_uncertain_values_widen_the_ranks():
    values = np.arange(SIZE, dtype=float)
    _index, sure = drawn([column("a", values)])
    _index, unsure = drawn([uncertain("a", values, 20)])
    assert np.median(sure.high - sure.low) <= 2
    assert np.median(unsure.high - unsure.low) > 10


def test_only_reference_areas_with_a_score_are_ranked():
    values = SHARED.copy()
    values[3] = np.nan
    _index, found = drawn([column("a", values)], reference=np.arange(50))
    assert found.count == 49
    assert np.isnan(found.low[3])
    assert np.isnan(found.fifth[50:]).all()


def test_an_area_whose_only_known_indicator_is_left_out_retains_a_score():
    first, second = SHARED.copy(), SHARED.copy()
    first[:30] = np.nan
    _index, found = drawn([column("a", first), column("b", second)], known=0.5)
    assert not np.isnan(found.low).any()


def test_the_mean_of_a_territory_comes_with_each_draw():
    people = np.zeros(SIZE)
    people[:10] = 500
    index, found = drawn(noisy(0.5), people=people)
    mine = index.mean(people, np.arange(SIZE))
    low, high = np.quantile(found.means, [0.05, 0.95])
    assert low <= mine <= high
    assert len(found.means) == 400
