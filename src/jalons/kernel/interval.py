"""An estimate and the range it lies in."""

from __future__ import annotations

from dataclasses import dataclass

from jalons.kernel.errors import JalonsError


@dataclass(frozen=True, slots=True)
class Interval:
    """A central value and its 5th and 95th percentiles, in one unit told by the holder.

    ``low`` and ``high`` bound a 90 % interval. A value known exactly has ``low == mid == high``.
    Raises ``JalonsError`` (``interval_order``) unless ``low <= mid <= high``.
    """

    low: float
    mid: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.mid <= self.high:
            raise JalonsError("interval_order", low=self.low, mid=self.mid, high=self.high)

    @classmethod
    def exact(cls, value: float) -> Interval:
        """A value without uncertainty."""
        return cls(value, value, value)

    def scaled(self, factor: float) -> Interval:
        """The interval multiplied by a factor, which may be negative."""
        low, high = sorted((self.low * factor, self.high * factor))
        return Interval(low, self.mid * factor, high)

    @property
    def width(self) -> float:
        """The distance between the bounds."""
        return self.high - self.low
