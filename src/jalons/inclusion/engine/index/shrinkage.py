"""Shares of small areas, drawn towards those around them (empirical Bayes, beta-binomial).

The prior of an area is that of its EPCI, of its département when fewer than five members are known,
of all areas otherwise; it is fitted by moments. The posterior of a share is a beta law.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from jalons.inclusion.engine.areas import Areas, Column, Numbers, Status
from jalons.inclusion.engine.index.scores import Marks

FEWEST, SMALL = 5, 200  # members that make a prior; people under which a value is marked
SIGMAS = 1.6448536  # of a 90 % interval
_LEAST, _MOST = 1e-6, 0.5  # of the correlation within an area


def shrunk(column: Column, areas: Areas) -> Column:
    """A column of shares with the mean and the 90 % interval of their posteriors.

    A column that is no share, or does not say what it was counted on, is returned as it is.
    """
    if column.people is None:
        return column
    seen = ~np.isnan(column.values) & (column.people > 0)
    people = np.where(seen, column.people, 0.0)
    share = np.where(seen, column.values, 0.0)
    first, second = (np.zeros(len(share)) for _ in range(2))
    done = np.zeros(len(share), dtype=bool)
    for groups in (areas.epci, areas.departement, ("",) * len(areas)):
        a, b, large = _priors(share, people, seen, groups)
        first, second = np.where(done, first, a), np.where(done, second, b)
        done |= large
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

    def total(values: Numbers) -> Numbers:
        return np.bincount(place, values, len(names))

    count, whole = total(seen.astype(float)), total(people)
    mean = np.clip(total(people * share) / np.maximum(whole, 1), 1e-6, 1 - 1e-6)
    spread = total(people * (share - mean[place]) ** 2) / (mean * (1 - mean))
    room = whole - total(people**2) / np.maximum(whole, 1) - (count - 1)
    alike = np.clip((spread - (count - 1)) / np.where(room > 0, room, np.inf), _LEAST, _MOST)
    size = (1 - alike) / alike  # the people a prior is worth
    large = (count >= FEWEST) & (names != "")
    if len(names) == 1:  # the last resort
        large = np.array([True])
    return (mean * size)[place], ((1 - mean) * size)[place], large[place]


def beta_quantile(first: Numbers, second: Numbers, side: int) -> Numbers:
    """The 5 % (``side`` -1) or 95 % (1) quantile of beta laws.

    Abramowitz and Stegun, 26.5.22; under 1 for a parameter, the mean and 1.645 deviations instead.
    """
    a, b = np.maximum(first, 1), np.maximum(second, 1)
    x, y = 1 / (2 * a - 1), 1 / (2 * b - 1)
    h = 2 / (x + y)
    limit = (SIGMAS**2 - 3) / 6
    w = SIGMAS * np.sqrt(h + limit) / h - side * (x - y) * (limit + 5 / 6 - 2 / (3 * h))
    found = a / (a + b * np.exp(-2 * side * w))
    total = first + second
    mean = first / total
    rough = mean + side * SIGMAS * np.sqrt(mean * (1 - mean) / (total + 1))
    return np.where((first < 1) | (second < 1), np.clip(rough, 0, 1), found)
