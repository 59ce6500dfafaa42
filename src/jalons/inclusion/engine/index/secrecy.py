"""Poverty where it is under statistical secrecy, from the median income, with an interval."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from jalons.inclusion.engine.areas import Column, Status
from jalons.inclusion.engine.index.coherence import spearman

FEWEST, SIGMAS = 30, 1.6448536


@dataclass(frozen=True, slots=True)
class Estimate:
    """A column completed, and what it rests on: published pairs, their correlation, how many."""

    column: Column
    pairs: int
    rho: float | None
    count: int


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
    if both.sum() < FEWEST:
        return Estimate(poverty, int(both.sum()), None, 0)
    slope, start = np.polyfit(x[both], y[both], 1)
    spread = np.sqrt(np.sum((y[both] - start - slope * x[both]) ** 2) / (both.sum() - 2))
    new = np.isnan(value) & (x >= x[both].min()) & (x <= x[both].max())
    ends = [
        np.where(new, 1 / (1 + np.exp(-(start + slope * x + step * spread))), old)
        for step, old in ((-SIGMAS, poverty.low), (0, value), (SIGMAS, poverty.high))
    ]
    status = tuple(
        Status.ESTIMATED if made else old for made, old in zip(new, poverty.status, strict=True)
    )
    column = replace(poverty, low=ends[0], values=ends[1], high=ends[2], status=status)
    return Estimate(column, int(both.sum()), spearman(x[both], y[both]), int(new.sum()))
