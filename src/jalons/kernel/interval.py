"""An estimate and the range it lies in."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Context

from jalons.kernel.errors import JalonsError


def significant(value: float, digits: int) -> float:
    """A value with so many significant digits.

    >>> significant(1264.0, 2), significant(-0.0146, 2)
    (1300.0, -0.015)
    """
    return float(Context(prec=digits).create_decimal_from_float(value))


@dataclass(frozen=True, slots=True)
class Interval:
    """A central value and its 5th and 95th percentiles, in one unit, known to the caller.

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

    def rounded(self) -> Interval:
        """The three numbers rounded at one place that does not pretend to know more.

        The spread keeps two significant figures and the largest bound at most three, so that
        118.3 – 187.4 reads 118 – 187. A number that would vanish keeps one figure of its own.

        >>> Interval(118.3, 148.2, 187.4).rounded()
        Interval(low=118.0, mid=148.0, high=187.0)
        """
        place = self.place

        def alike(value: float) -> float:
            own = round(value, -place)
            return own if own or not value else round(value, -place_of(value, 1))

        return Interval(alike(self.low), alike(self.mid), alike(self.high))

    @property
    def place(self) -> int:
        """The power of ten at which its numbers are rounded (:meth:`rounded`)."""
        place = place_of(max(abs(self.low), abs(self.high)), 3)
        if self.width > 0:
            place = max(place, place_of(self.width, 2))
        return min(place, place_of(self.mid, 2)) if self.mid else place

    @property
    def width(self) -> float:
        """The distance between the bounds."""
        return self.high - self.low


def place_of(value: float, digits: int) -> int:
    """The power of ten of the last of ``digits`` significant figures of ``value``.

    >>> place_of(148, 2)
    1
    """
    if value == 0:
        return 0
    return math.floor(math.log10(abs(value))) - digits + 1
