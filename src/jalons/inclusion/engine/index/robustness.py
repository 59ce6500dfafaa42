"""How far ranks depend on what was decided: the same index under many other choices.

A draw multiplies each weight by 0.5 to 1.5, chooses a scale and a means, leaves one indicator out
(or none), and moves each uncertain value within its interval. Equal scores are ordered by chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jalons.inclusion.engine.areas import Column, Numbers, Rows
from jalons.inclusion.engine.index.fragility import (
    SIGMAS,
    Choice,
    Index,
    means_scale,
    score_of,
    scores,
)  # fmt: skip
from jalons.inclusion.engine.index.values import Means, Scale

SPREAD, FIFTH = 0.5, 0.2
_TOGETHER = 2_000  # areas whose ranks are ordered at once
_POOL = 1_000_000  # deviations drawn once; each draw starts elsewhere among them

type Small = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ranks:
    """The 90 % interval of the rank of each area (1: most fragile), ``nan`` when it has none.

    ``fifth`` is the probability (0 to 1) to be among the most fragile fifth of the ``count`` areas
    ranked; ``means`` the mean score of the areas weighed by ``people``, one a draw.
    """

    low: Numbers
    high: Numbers
    fifth: Numbers
    count: int
    means: Numbers


def ranks(
    columns: Mapping[str, Column], index: Index, people: Numbers, *, seed: int, draws: int
) -> Ranks:
    """The ranks of the reference areas that have a score, over ``draws`` other choices.

    ``people`` (0 for an area that does not count) weighs the areas of ``Ranks.means``.
    """
    choice, chance = index.choice, np.random.default_rng(seed)
    rows = choice.rows(len(index.score))
    rows = rows[~np.isnan(index.score[rows])]
    tables = [_Table(columns, choice, scale, means, rows) for scale in Scale for means in Means]
    steps = chance.standard_normal(max(_POOL, 2 * tables[0].middle.size), dtype=np.float32)
    weight = np.nan_to_num(people[rows])
    weight = (weight / max(weight.sum(), 1)).astype(np.float32)
    places = np.empty((draws, len(rows)), dtype=np.int32)
    means = np.empty(draws)
    order = np.arange(1, len(rows) + 1, dtype=np.int32)
    for draw in range(draws):
        score = tables[chance.integers(4)].drawn(choice.shares(), chance, steps)
        means[draw] = score @ weight
        score += chance.random(len(rows), dtype=np.float32) * np.float32(1e-3)
        places[draw, np.argsort(-score)] = order
    low, high, fifth = (np.full(len(index.score), np.nan) for _ in range(3))
    at = [round(part * (draws - 1)) for part in (0.05, 0.95)]
    for start in range(0, len(rows), _TOGETHER):
        some = np.ascontiguousarray(places[:, start : start + _TOGETHER].T)
        here = rows[start : start + _TOGETHER]
        fifth[here] = (some <= max(1, len(rows) * FIFTH)).mean(axis=1)
        some.partition(sorted(set(at)), axis=1)
        low[here], high[here] = (some[:, place] for place in at)
    return Ranks(low, high, fifth, len(rows), means)


class _Table:
    """The scores of the areas ranked on one scale, as a means adds them, and how far each moves."""

    def __init__(
        self, columns: Mapping[str, Column], choice: Choice, scale: Scale, means: Means, rows: Rows
    ) -> None:
        parts = [scores(columns, choice, scale, part)[rows] for part in ("low", "values", "high")]
        low, mid, high = (np.nan_to_num(means_scale(each, means)).astype(np.float32)
                          for each in parts)  # fmt: skip
        self.means, self.middle = means, mid
        self.present = (~np.isnan(parts[1])).astype(np.float32)
        # a better value lowers the score of some indicators and raises that of others
        self.below, self.above = mid - np.minimum(low, high), np.maximum(low, high) - mid

    def drawn(self, shares: Numbers, chance: np.random.Generator, steps: Small) -> Small:
        """The score of each area under another choice; ``steps``: deviations to take some from."""
        weights = (shares * chance.uniform(1 - SPREAD, 1 + SPREAD, len(shares))).astype(np.float32)
        whole = weights.copy()
        if len(shares) > 1 and (left := int(chance.integers(-1, len(shares)))) >= 0:
            weights[left] = 0
        start = int(chance.integers(len(steps) - self.middle.size + 1))
        step = steps[start : start + self.middle.size].reshape(self.middle.shape)
        step = step / np.float32(SIGMAS)
        moved = self.middle + np.maximum(step, 0) * self.above + np.minimum(step, 0) * self.below
        moved *= self.present
        known, total = self.present @ weights, moved @ weights
        lost = known <= 0  # the indicator left out was all that is known there
        known[lost], total[lost] = self.present[lost] @ whole, moved[lost] @ whole
        score: Small = score_of(total / known, self.means)
        return score
