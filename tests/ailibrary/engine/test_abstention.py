"""A recipe promises how often it is right, and stays silent beyond: coverage is as promised."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.ailibrary.engine.abstention.adaptive import AdaptiveInterval
from jalons.ailibrary.engine.abstention.conformal import coverage, label_set, threshold
from jalons.ailibrary.engine.energy.estimates import watt_hours


def scored(count: int, seed: int) -> list[dict[str, float]]:
    """Probabilities over three labels whose true label is drawn from them."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        weights = [chance.random() ** 3 for _ in "abc"]
        found.append({label: w / sum(weights) for label, w in zip("abc", weights, strict=True)})
    return found


def drawn(rows: list[dict[str, float]], seed: int) -> list[str]:
    chance = random.Random(seed)
    return [chance.choices(list(row), list(row.values()))[0] for row in rows]


@pytest.mark.parametrize("promised", [0.8, 0.9, 0.95])
def test_sets_contain_the_truth_as_often_as_promised(promised):
    calibration, test = scored(2_000, 1), scored(2_000, 2)
    limit = threshold([1 - row[truth] for row, truth in
                       zip(calibration, drawn(calibration, 3), strict=True)], promised)  # fmt: skip
    sets = [label_set(row, limit) for row in test]
    assert coverage(drawn(test, 4), sets) == pytest.approx(promised, abs=0.025)


def test_too_few_examples_promise_nothing_and_let_every_label_stay():
    assert threshold([0.1] * 8, 0.9) == math.inf
    assert threshold([], 0.5) == math.inf
    assert label_set({"a": 0.9, "b": 0.1}, math.inf) == ("a", "b")


def test_nothing_probable_enough_gives_an_empty_set():
    assert label_set({"a": 0.5, "b": 0.5}, 0.4) == ()
    assert coverage([], []) == 0.0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=200), st.floats(0.01, 0.99))
def test_at_least_the_promised_share_of_the_calibration_is_within_the_threshold(scores, promised):
    limit = threshold(scores, promised)
    assert sum(score <= limit for score in scores) >= promised * len(scores)


def test_intervals_widen_when_the_series_changes_and_still_contain_nine_in_ten():
    chance, interval = random.Random(5), AdaptiveInterval(memory=500)
    interval.learn([chance.gauss(0, 1) for _ in range(300)])
    before = interval.half_width()
    inside = [interval.observe(chance.gauss(0, 1 + place / 400)) for place in range(2_000)]
    assert sum(inside) / len(inside) == pytest.approx(0.9, abs=0.02)
    assert interval.half_width() > 2 * before


def test_intervals_of_a_fixed_width_would_not_have_contained_them():
    chance = random.Random(5)
    past = sorted(abs(chance.gauss(0, 1)) for _ in range(300))
    width = past[270]
    later = [abs(chance.gauss(0, 1 + place / 400)) <= width for place in range(2_000)]
    assert sum(later) / len(later) < 0.7


def test_without_a_past_the_interval_promises_nothing():
    assert AdaptiveInterval().half_width() == math.inf


def test_energy_is_an_interval_around_processor_time_and_grows_with_it():
    hour = watt_hours(3_600)
    assert (hour.low, hour.mid, hour.high) == (2.0, 8.0, 20.0)
    assert watt_hours(0).high == 0
