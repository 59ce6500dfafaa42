"""What a result shows, beside what was expected before the experiment began."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jalons.kernel import Interval


class Outcome(StrEnum):
    """What a result shows.

    ``BETTER`` is better than before and less than hoped; ``SAME`` is no better than before;
    ``MISSED`` is less than hoped, and nothing shows that it is better than before; ``UNSURE``:
    the interval of the result has what was hoped in it.
    """

    REACHED = "reached"
    BETTER = "better"
    SAME = "same"
    MISSED = "missed"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Measure:
    """What was decided before: the value hoped for, the value before, in one unit.

    ``upwards``: a higher value is better. ``baseline`` is None when nobody measured it.
    """

    expected: float
    baseline: float | None = None
    upwards: bool = True

    @property
    def contradicts(self) -> bool:
        """Whether what is hoped for is worse than what is there."""
        if self.baseline is None:
            return False
        gain = self.expected - self.baseline
        return gain < 0 if self.upwards else gain > 0


def judge(measure: Measure, result: Interval) -> Outcome:
    """What a result shows.

    >>> judge(Measure(60, baseline=40), Interval(48, 52, 56))
    <Outcome.BETTER: 'better'>
    >>> judge(Measure(10, baseline=20, upwards=False), Interval.exact(9))
    <Outcome.REACHED: 'reached'>
    """
    sign = 1 if measure.upwards else -1
    low, high = sorted((sign * result.low, sign * result.high))
    expected = sign * measure.expected
    if low >= expected:
        return Outcome.REACHED
    if high >= expected:
        return Outcome.UNSURE
    if measure.baseline is None:
        return Outcome.MISSED
    before = sign * measure.baseline
    if low > before:
        return Outcome.BETTER
    return Outcome.SAME if high <= before else Outcome.MISSED
