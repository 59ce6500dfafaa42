"""Intervals for series that change: the promised error is corrected after each observation.

Source: I. Gibbs, E. Candès, Adaptive Conformal Inference Under Distribution Shift, 2021.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
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
    _ordered: list[float] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self._level = self.target
        self._errors = deque()

    def learn(self, errors: Sequence[float]) -> None:
        """Take the distances of past forecasts to their observations, without judging them."""
        for error in errors:
            self._remember(abs(error))

    def half_width(self) -> float:
        """Of the next interval; infinite while there is nothing to promise on."""
        if self._level <= 0 or not self._errors:
            return math.inf
        if self._level >= 1:
            return 0.0
        rank = math.ceil((len(self._ordered) + 1) * (1 - self._level))
        return self._ordered[rank - 1] if 0 < rank <= len(self._ordered) else math.inf

    @property
    def largest(self) -> float:
        """The largest remembered distance; infinite without any."""
        return self._ordered[-1] if self._ordered else math.inf

    def observe(self, error: float) -> bool:
        """Take the error of the last forecast: whether the observation was inside."""
        inside = abs(error) <= self.half_width()
        self._level += self.rate * (self.target - (0.0 if inside else 1.0))
        self._remember(abs(error))
        return inside

    def _remember(self, distance: float) -> None:
        """Take a distance, and forget the oldest beyond the memory."""
        self._errors.append(distance)
        insort(self._ordered, distance)
        if len(self._errors) > self.memory:
            del self._ordered[bisect_left(self._ordered, self._errors.popleft())]
