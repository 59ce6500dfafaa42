"""The time a figure speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jalons.kernel.errors import JalonsError


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span of days, both ends included. Raises ``JalonsError`` when it ends before it starts."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise JalonsError("period_order", start=self.start, end=self.end)

    @classmethod
    def year(cls, year: int) -> Period:
        """The civil year.

        >>> str(Period.year(2026))
        '2026'
        """
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def day(cls, day: date) -> Period:
        """One day."""
        return cls(day, day)

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.end - self.start).days + 1

    def __str__(self) -> str:
        if self == Period.year(self.start.year):
            return str(self.start.year)
        if self.start == self.end:
            return self.start.isoformat()
        return f"{self.start.isoformat()}/{self.end.isoformat()}"
