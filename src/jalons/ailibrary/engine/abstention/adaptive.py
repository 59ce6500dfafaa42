"""Intervals for series that change: the promised error is corrected after each observation.

Source: I. Gibbs, E. Candès, Adaptive Conformal Inference Under Distribution Shift, 2021.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class AdaptiveInterval:
    """Half-widths of the interval around a forecast, in its unit.

    ``target`` is the share of observations that may fall outside; ``rate`` how fast the width
    answers; ``memory`` how many past errors count.
    """

    target: float = 0.1
    rate: float = 0.02
    memory: int = 1_000
    _level: float = field(init=False)
    _errors: deque[float] = field(init=False)

    def __post_init__(self) -> None:
        self._level = self.target
        self._errors = deque(maxlen=self.memory)

    def learn(self, errors: Sequence[float]) -> None:
        """Take the distances of past forecasts to their observations, without judging them."""
        self._errors.extend(abs(error) for error in errors)

    def half_width(self) -> float:
        """Of the next interval; infinite while there is nothing to promise on."""
        if self._level <= 0 or not self._errors:
            return math.inf
        if self._level >= 1:
            return 0.0
        ordered = sorted(self._errors)
        rank = math.ceil((len(ordered) + 1) * (1 - self._level))
        return ordered[rank - 1] if 0 < rank <= len(ordered) else math.inf

    def observe(self, error: float) -> bool:
        """Take the error of the last forecast: whether the observation was inside."""
        inside = abs(error) <= self.half_width()
        self._level += self.rate * (self.target - (0.0 if inside else 1.0))
        self._errors.append(abs(error))
        return inside
