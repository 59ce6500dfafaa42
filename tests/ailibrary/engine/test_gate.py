"""The gate: a model must beat the rule, surely, by the margin of its card; the cheapest is used."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.evaluation.bootstrap import estimate, gain
from jalons.ailibrary.engine.evaluation.gate import Candidate, Margin, Reason, judge
from jalons.ailibrary.engine.evaluation.metrics import (
    ACCURACY,
    MACRO_F1,
    accuracy,
    macro_f1,
    mean_absolute_error,
)
from jalons.ailibrary.engine.evaluation.outcomes import CandidateKind, Metric, Outcome, Sample

TRUTHS = tuple("abcd"[place % 4] for place in range(400))
MAE = Metric("mae", mean_absolute_error, "kWh", higher_is_better=False)


def right(share: float, seed: int = 1) -> Outcome:
    """Answers of which about this share is right."""
    chance = random.Random(seed)
    return Outcome(TRUTHS, tuple(t if chance.random() < share else "z" for t in TRUTHS))


def candidate(name: str, outcome: Outcome, cost: float = 1.0, *, rule: bool = False) -> Candidate:
    return Candidate(name, CandidateKind.RULE if rule else CandidateKind.MODEL, outcome, cost)


def test_a_model_that_surely_gains_more_than_the_margin_is_used():
    found = judge(ACCURACY, [candidate("rule", right(0.6), rule=True),
                             candidate("linear", right(0.8))], Margin(plus=0.1))  # fmt: skip
    assert (found.winner, found.rule, found.reason) == ("linear", "rule", Reason.MODEL)
    assert found.refused == ()


def test_a_gain_below_the_margin_keeps_the_rule_and_says_by_how_much():
    found = judge(ACCURACY, [candidate("rule", right(0.7), rule=True),
                             candidate("linear", right(0.8))], Margin(times=1.25))  # fmt: skip
    assert (found.winner, found.reason) == ("rule", Reason.SMALL)
    (refused,) = found.refused
    assert refused.name == "linear"
    assert 0.05 < refused.gain.value < 0.175
    assert refused.gain.low < refused.gain.value < refused.gain.high


def test_a_gain_that_may_be_luck_keeps_the_rule():
    small = Outcome(tuple("ab" * 6), tuple("ab" * 4) + tuple("bbbb"))
    better = Outcome(small.truths, tuple("ab" * 4) + tuple("abbb"))
    found = judge(ACCURACY, [candidate("rule", small, rule=True), candidate("linear", better)],
                  Margin(plus=0.01))  # fmt: skip
    assert (found.winner, found.reason) == ("rule", Reason.UNCERTAIN)


def test_the_cheapest_within_a_point_of_the_best_is_used():
    close = list(right(0.9).answers)
    close[close.index("z")] = "y"  # another wrong answer: the same score
    found = judge(
        ACCURACY,
        [candidate("rule", right(0.5), rule=True), candidate("neural", right(0.9), 30.0),
         candidate("linear", Outcome(TRUTHS, tuple(close)), 0.1)],
        Margin(plus=0.1),
    )  # fmt: skip
    assert found.winner == "linear"


def test_an_error_gains_when_it_falls():
    truths = tuple(float(place % 24) for place in range(240))
    far, near = (Outcome(truths, tuple(t + by for t in truths)) for by in (2.0, 1.0))
    found = judge(MAE, [candidate("last week", far, rule=True), candidate("ridge", near)],
                  Margin(times=0.75))  # fmt: skip
    assert found.winner == "ridge"
    assert gain(MAE, far, near).value == 1.0
    worse = judge(MAE, [candidate("last week", near, rule=True), candidate("ridge", far)],
                  Margin(times=0.75))  # fmt: skip
    assert (worse.winner, worse.reason) == ("last week", Reason.SMALL)


def test_the_best_rule_is_the_one_to_beat():
    found = judge(
        ACCURACY,
        [candidate("majority", right(0.2), rule=True), candidate("words", right(0.79), rule=True),
         candidate("linear", right(0.8))],
        Margin(plus=0.05),
    )  # fmt: skip
    assert (found.winner, found.rule) == ("words", "words")


def test_rules_alone_need_no_model_and_models_alone_are_not_judged():
    alone = judge(ACCURACY, [candidate("words", right(0.8), rule=True)], Margin())
    assert (alone.winner, alone.reason) == ("words", Reason.NO_MODEL)
    with pytest.raises(AIError) as refused:
        judge(ACCURACY, [candidate("linear", right(0.8))], Margin())
    assert refused.value.code == "gate_rule"


def test_items_of_a_group_are_drawn_together_so_that_few_groups_give_a_wide_interval():
    answers = tuple("a" if place < 200 else "z" for place in range(400))
    truths = ("a",) * 400
    alone = estimate(ACCURACY, Outcome(truths, answers))
    four = Outcome(truths, answers, tuple(str(place // 100) for place in range(400)))
    grouped = estimate(ACCURACY, four)
    assert alone.value == grouped.value == 0.5
    assert grouped.high - grouped.low > 4 * (alone.high - alone.low)


def test_the_interval_of_a_share_is_about_the_known_one():
    found = estimate(ACCURACY, right(0.8))
    known = 1.96 * math.sqrt(found.value * (1 - found.value) / len(TRUTHS))
    assert found.high - found.value == pytest.approx(known, rel=0.25)


def test_a_rare_label_counts_as_much_as_a_usual_one():
    truths = ["a"] * 9 + ["b"]
    assert accuracy(truths, ["a"] * 10) == 0.9
    assert macro_f1(truths, ["a"] * 10) == pytest.approx((2 * 9 / 19) / 2)
    assert macro_f1([], []) == accuracy([], []) == 0.0


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abcz")), min_size=1))
def test_scores_stay_between_0_and_1_and_reach_1_for_the_truths(pairs):
    truths, answers = zip(*pairs, strict=True)
    for metric in (ACCURACY, MACRO_F1):
        assert 0 <= metric.of(truths, answers) <= 1
        assert metric.of(truths, truths) == 1
        found = estimate(metric, Outcome(truths, answers), draws=20)
        assert found.low <= found.value <= found.high


def test_a_sample_whose_truths_are_missing_is_refused():
    with pytest.raises(AIError) as refused:
        Sample(("one", "two"), ("a",))
    assert refused.value.code == "sample_lengths"
    assert Sample(("one", "two"), ("a", "b"), ("g", "h")).part([1]) == Sample(
        ("two",), ("b",), ("h",)
    )
