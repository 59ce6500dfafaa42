"""The calendar of the demonstration: written in November 2026, it moves with the years.

A demonstration loaded later tells the same story of its own year, so that no date in it is old.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

WRITTEN = 2026  # the year in which its texts and dates are written
MONTH, DAY = 11, 3  # when it takes stock
_YEAR = re.compile(r"\b20[2-4]\d\b")


@dataclass(frozen=True, slots=True)
class Story:
    """The demonstration as it stands in early November of ``year``."""

    year: int

    @classmethod
    def at(cls, today: date) -> Story:
        """The last one that had taken stock on that day."""
        return cls(today.year - ((today.month, today.day) < (MONTH, DAY)))

    @property
    def today(self) -> date:
        """The day on which it takes stock."""
        return date(self.year, MONTH, DAY)

    @property
    def years(self) -> tuple[int, int]:
        """The years whose fleet is counted."""
        return self.year - 1, self.year

    def day(self, written: date) -> date:
        """A day of the story as written, in its year."""
        return written.replace(year=self.moved(written.year))

    def moved(self, written: int) -> int:
        """A year of the story as written, in its time."""
        return written + self.year - WRITTEN

    def text(self, written: str) -> str:
        """A text whose years are those of the story."""
        return _YEAR.sub(lambda year: str(self.moved(int(year[0]))), written)
