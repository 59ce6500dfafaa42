"""How far a score could lie if another sample had been drawn: the bootstrap, by groups.

Source: B. Efron, R. Tibshirani, An Introduction to the Bootstrap, 1993, percentile intervals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from jalons.ailibrary.engine.evaluation.outcomes import Metric, Outcome

DRAWS = 400


@dataclass(frozen=True, slots=True)
class Estimate:
    """A score and its 95 % bootstrap interval, in the unit of its metric."""

    value: float
    low: float
    high: float


def estimate(metric: Metric, outcome: Outcome, *, draws: int = DRAWS, seed: int = 1) -> Estimate:
    """The score of a candidate with its interval."""
    values = [
        metric.of(_at(outcome.truths, places), _at(outcome.answers, places))
        for places in _draws(outcome, draws, seed)
    ]
    return _around(metric.of(outcome.truths, outcome.answers), values)


def gain(
    metric: Metric, before: Outcome, after: Outcome, *, draws: int = DRAWS, seed: int = 1
) -> Estimate:
    """How much better ``after`` is than ``before`` on the same items, with its interval.

    Both are drawn together: what is hard for both does not widen the interval.
    """
    values = [
        metric.gain(
            metric.of(truths, _at(before.answers, places)),
            metric.of(truths, _at(after.answers, places)),
        )
        for places in _draws(before, draws, seed)
        for truths in (_at(before.truths, places),)
    ]
    whole = metric.gain(
        metric.of(before.truths, before.answers), metric.of(after.truths, after.answers)
    )
    return _around(whole, values)


def _draws(outcome: Outcome, draws: int, seed: int) -> list[Sequence[int]]:
    """Places of items, drawn with replacement group by group."""
    import numpy as np  # the process that serves pages never loads it

    members: dict[str, list[int]] = defaultdict(list)
    for place, group in enumerate(outcome.groups or map(str, range(len(outcome)))):
        members[group].append(place)
    groups = list(members.values())
    if not groups:
        return []

    random = np.random.default_rng(seed)
    return [
        [place for chosen in random.integers(len(groups), size=len(groups))
         for place in groups[chosen]]
        for _ in range(draws)
    ]  # fmt: skip


def _at[Value](values: Sequence[Value], places: Sequence[int]) -> list[Value]:
    return [values[place] for place in places]


def _around(value: float, values: Sequence[float]) -> Estimate:
    import numpy as np

    if not values:
        return Estimate(value, value, value)

    low, high = (float(bound) for bound in np.percentile(values, (2.5, 97.5)))
    return Estimate(value, min(low, value), max(high, value))
