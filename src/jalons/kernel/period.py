"""The time a figure speaks of."""

from __future__ import annotations

import re
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

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period of ``2026``, ``2026-Q2``, ``2026-04``, a day, or two days and a slash.

        >>> Period.parse("2026-Q2").end
        datetime.date(2026, 6, 30)

        Raises ``JalonsError`` (``period_unreadable``).
        """
        text = text.strip()
        try:
            if re.fullmatch(r"[0-9]{4}", text):
                return cls.year(int(text))
            if match := re.fullmatch(r"([0-9]{4})-(?:Q([1-4])|([0-9]{2}))", text):
                last = 3 * int(match[2]) if match[2] else int(match[3])
                first = last - 2 if match[2] else last
                return cls(date(int(match[1]), first, 1), _month_end(int(match[1]), last))
            start, _slash, end = text.partition("/")
            return cls(date.fromisoformat(start), date.fromisoformat(end or start))
        except (ValueError, JalonsError):
            raise JalonsError("period_unreadable", value=text[:40]) from None

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


def _month_end(year: int, month: int) -> date:
    after = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(after.toordinal() - 1)
