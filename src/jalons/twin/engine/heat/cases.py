"""The three cases a figure is computed in: worst, likely, best.

The bounds of the model take every assumption at its worst, then at its best, together: they contain
the true value at least nine times in ten.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from jalons.kernel import Interval


class Case(StrEnum):
    """Which value of each interval a computation uses."""

    WORST = "worst"
    LIKELY = "likely"
    BEST = "best"


def more(value: Interval, case: Case) -> float:
    """The value in a case, for an assumption that helps when it is higher."""
    return {Case.WORST: value.low, Case.LIKELY: value.mid, Case.BEST: value.high}[case]


def less(value: Interval, case: Case) -> float:
    """The value in a case, for an assumption that helps when it is lower."""
    return {Case.WORST: value.high, Case.LIKELY: value.mid, Case.BEST: value.low}[case]


def spread(of: Callable[[Case], float]) -> Interval:
    """The interval of a value computed in each case, from the worst to the best."""
    low, mid, high = (of(case) for case in Case)
    return around(low, mid, high)


def around(*values: float) -> Interval:
    """The interval of three values in any order of size; the second is the central one."""
    return Interval(min(values), values[1], max(values))


def summed(values: list[Interval]) -> Interval:
    """The sum of intervals whose bounds occur together."""
    return Interval(
        sum(value.low for value in values),
        sum(value.mid for value in values),
        sum(value.high for value in values),
    )
