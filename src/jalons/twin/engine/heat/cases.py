"""The three cases a figure is computed in: nothing helps, what is likely, everything helps.

The bounds of the model are those of every assumption at its worst, then at its best, together: they
hold at least nine chances in ten, and can be told in one sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from jalons.kernel import Interval


class Case(StrEnum):
    """Which values of the intervals a computation takes."""

    WORST = "worst"
    LIKELY = "likely"
    BEST = "best"


def more(value: Interval, case: Case) -> float:
    """The value in a case, of what helps when there is more of it."""
    return {Case.WORST: value.low, Case.LIKELY: value.mid, Case.BEST: value.high}[case]


def less(value: Interval, case: Case) -> float:
    """The value in a case, of what helps when there is less of it."""
    return {Case.WORST: value.high, Case.LIKELY: value.mid, Case.BEST: value.low}[case]


def spread(of: Callable[[Case], float]) -> Interval:
    """The interval of what grows from the worst case to the best."""
    low, mid, high = (of(case) for case in Case)
    return around(low, mid, high)


def around(*values: float) -> Interval:
    """The interval of the three cases of what may grow or shrink; the second is the central one."""
    return Interval(min(values), values[1], max(values))


def summed(values: list[Interval]) -> Interval:
    """The sum of intervals whose bounds are met together."""
    return Interval(
        sum(each.low for each in values),
        sum(each.mid for each in values),
        sum(each.high for each in values),
    )
