"""Uncertain factors, and their draws, which both sides of a comparison share.

Each factor has a central value and its 5th and 95th percentiles. It is drawn from a normal law with
its own width on each side of the centre, one value from each of ``COUNT`` slices of equal
probability, in an order that depends only on its name: the same factor always has the same draws,
and results are reproducible. The first value of the draws is the central one.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from jalons.kernel import Interval, Source

type Values = NDArray[np.float64]

COUNT = 400
_Z95 = NormalDist().inv_cdf(0.95)


@dataclass(frozen=True, slots=True)
class Factor:
    """An assumption: its central value with the 5th and 95th percentiles, in ``unit``."""

    name: str
    value: Interval
    unit: str
    source: Source
    fr: str = ""
    en: str = ""


def draws(factor: Factor) -> Values:
    """The central value of a factor, then ``COUNT`` draws, none below zero; in its unit."""
    centre = factor.value.mid
    below, above = centre - factor.value.low, factor.value.high - centre
    scores = _scores(factor.name)
    spread = np.where(scores < 0, below, above) / _Z95
    drawn: Values = np.concatenate([[centre], centre + scores * spread])
    return np.maximum(drawn, 0.0)


@lru_cache(maxsize=64)
def _scores(name: str) -> Values:
    """A normal score from each slice of equal probability, shuffled by the name."""
    law = NormalDist()
    scores = [law.inv_cdf((rank + 0.5) / COUNT) for rank in range(COUNT)]
    random.Random(name).shuffle(scores)  # noqa: S311  an order, no secret
    return np.array(scores)


def all_draws(factors: Iterable[Factor]) -> dict[str, Values]:
    """The draws of every factor by name."""
    return {factor.name: draws(factor) for factor in factors}


def exact(value: float) -> Values:
    """A value without uncertainty, as draws."""
    return np.full(COUNT + 1, value)


def interval_of(values: Values) -> Interval:
    """The central value and the 5th and 95th percentiles of draws, in their unit."""
    low, high = (float(found) for found in np.quantile(values[1:], (0.05, 0.95)))
    centre = float(values[0])
    return Interval(min(low, centre), centre, max(high, centre))


Factors = Mapping[str, Factor]
