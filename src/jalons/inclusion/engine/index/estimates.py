"""Values that are estimated, with their 90 % interval: shares of small areas, hidden poverty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jalons.inclusion.engine.areas import Areas, Column, Numbers, Status
from jalons.inclusion.engine.index.fragility import SIGMAS, spearman

type Marks = npt.NDArray[np.bool_]

FEWEST, PAIRS = 5, 30  # members that make a prior; areas that make a regression
_LEAST, _MOST = 1e-6, 0.5  # of the correlation within an area


def shrunk(column: Column, areas: Areas) -> Column:
    """A column of shares drawn towards those around (empirical Bayes, beta-binomial).

    The prior of an area is that of its EPCI, of its département when fewer than five members are
    known, of all areas otherwise; it is fitted by moments. Values are the means of the posteriors.
    A column that is no share, or does not say what it was counted on, is returned as it is.
    """
    if column.people is None:
        return column
    seen = ~np.isnan(column.values) & (column.people > 0)
    people = np.where(seen, column.people, 0.0)
    share = np.where(seen, column.values, 0.0)
    first, second = _priors(share, people, seen, ("",) * len(areas))[:2]
    for groups in (areas.departement, areas.epci):
        a, b, large = _priors(share, people, seen, groups)
        first, second = np.where(large, a, first), np.where(large, b, second)
    first, second = first + share * people, second + (1 - share) * people
    mean = np.where(seen, first / (first + second), np.nan)
    low, high = (np.where(seen, beta_quantile(first, second, side), np.nan) for side in (-1, 1))
    status = tuple(Status.ESTIMATED if known else Status.MISSING for known in seen)
    low, high = np.fmin(low, mean), np.fmax(high, mean)
    return replace(column, values=mean, low=low, high=high, status=status)


def _priors(
    share: Numbers, people: Numbers, seen: Marks, groups: Sequence[str]
) -> tuple[Numbers, Numbers, Marks]:
    """The parameters of the prior of each area from its group, and whether it is large enough."""
    names, place = np.unique(np.array(groups), return_inverse=True)
    count, whole, squares, older = (
        np.bincount(place, each, len(names)) for each in (seen, people, people**2, people * share)
    )
    mean = np.clip(older / np.maximum(whole, 1), 1e-6, 1 - 1e-6)
    spread = np.bincount(place, people * (share - mean[place]) ** 2) / (mean * (1 - mean))
    room = whole - squares / np.maximum(whole, 1) - (count - 1)
    alike = np.clip((spread - (count - 1)) / np.where(room > 0, room, np.inf), _LEAST, _MOST)
    size = (1 - alike) / alike  # the people a prior is worth
    large = (count >= FEWEST) & (names != "")
    return (mean * size)[place], ((1 - mean) * size)[place], large[place]


def beta_quantile(first: Numbers, second: Numbers, side: int) -> Numbers:
    """The 5 % (``side`` -1) or 95 % (1) quantile of beta laws.

    Abramowitz and Stegun, 26.5.22; under 1 for a parameter, the mean and 1.645 deviations instead.
    """
    a, b = np.maximum(first, 1), np.maximum(second, 1)
    x, y = 1 / (2 * a - 1), 1 / (2 * b - 1)
    h, limit = 2 / (x + y), (SIGMAS**2 - 3) / 6
    w = SIGMAS * np.sqrt(h + limit) / h - side * (x - y) * (limit + 5 / 6 - 2 / (3 * h))
    total = first + second
    mean = first / total
    rough = mean + side * SIGMAS * np.sqrt(mean * (1 - mean) / (total + 1))
    exact = a / (a + b * np.exp(-2 * side * w))
    return np.where((first < 1) | (second < 1), np.clip(rough, 0, 1), exact)


class Estimate(NamedTuple):
    """A column completed, and what it rests on: published pairs, their correlation, how many."""

    column: Column
    pairs: int = 0
    rho: float | None = None
    made: int = 0


def estimated_poverty(poverty: Column, income: Column) -> Estimate:
    """Poverty (0 to 1), completed where only the median income was published.

    A line of logit poverty on log income over the areas that publish both, with the spread of its
    residuals as interval. Outside of the incomes of these areas nothing is estimated, nor from
    fewer than 30 of them. They are larger than the others: the interval does not count that.
    """
    value, wage = poverty.values, income.values
    with np.errstate(invalid="ignore", divide="ignore"):
        x, y = np.log(wage), np.log(value / (1 - value))
    both = np.isfinite(x) & np.isfinite(y)
    pairs = int(both.sum())
    if pairs < PAIRS:
        return Estimate(poverty, pairs)
    slope, start = np.polyfit(x[both], y[both], 1)
    spread = np.sqrt(np.sum((y[both] - start - slope * x[both]) ** 2) / (pairs - 2))
    new = np.isnan(value) & (x >= x[both].min()) & (x <= x[both].max())
    low, mid, high = (
        np.where(new, 1 / (1 + np.exp(-(start + slope * x + step * spread))), old)
        for step, old in ((-SIGMAS, poverty.low), (0, value), (SIGMAS, poverty.high))
    )
    status = tuple(Status.ESTIMATED if made else old
                   for made, old in zip(new, poverty.status, strict=True))  # fmt: skip
    column = replace(poverty, low=low, values=mid, high=high, status=status)
    return Estimate(column, pairs, spearman(x[both], y[both]), int(new.sum()))
