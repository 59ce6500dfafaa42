"""What a result shows, beside what was expected before the experiment began."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jalons.kernel import Interval


class ExperimentOutcome(StrEnum):
    """What a result shows; ``MISSED`` is less than hoped, and perhaps no better than before."""

    REACHED = "reached"
    BETTER = "better"  # than before, less than hoped
    SAME = "same"  # no better than before
    MISSED = "missed"
    UNSURE = "unsure"  # what was hoped is in the interval


@dataclass(frozen=True, slots=True)
class Expectation:
    """What was decided before: the value hoped for, the value before, in one unit.

    ``upwards``: a higher value is better. ``baseline`` is None when nobody measured it.
    """

    expected: float
    baseline: float | None = None
    upwards: bool = True

    @property
    def contradicts(self) -> bool:
        """Whether what is hoped for is worse than what is there."""
        gain = self.expected - (self.expected if self.baseline is None else self.baseline)
        return gain < 0 if self.upwards else gain > 0


def judge(measure: Expectation, result: Interval) -> ExperimentOutcome:
    """What a result shows.

    >>> judge(Expectation(60, baseline=40), Interval(48, 52, 56)).value
    'better'
    """
    sign = 1 if measure.upwards else -1
    low, high = sorted((sign * result.low, sign * result.high))
    if high >= sign * measure.expected:
        return (
            ExperimentOutcome.REACHED
            if low >= sign * measure.expected
            else ExperimentOutcome.UNSURE
        )
    if measure.baseline is None:
        return ExperimentOutcome.MISSED
    before = sign * measure.baseline
    if low > before:
        return ExperimentOutcome.BETTER
    return ExperimentOutcome.SAME if high <= before else ExperimentOutcome.MISSED
