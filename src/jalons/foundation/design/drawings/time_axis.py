"""Where days fall on the axis of a chart, and which of them are marked.

A day takes its place by its date, so that a far target looks far. The marks are round dates: the
1st of January of every year, two, five or ten…, or the 1st of a month when the whole is short.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from jalons.wording import format_short_month

_YEAR_PART, _MONTH_PART = 0.18, 0.3  # of the axis that a mark needs on a phone
_MONTH = 365.25 / 12  # days
_YEARS = (1, 2, 3, 4, 5, 10, 20, 50, 100, 1000)
_FEW_YEARS = 10  # from here on, only years with words are marked
_YEAR = 350  # days: years that begin a little early too
_STEPS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200)  # months


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """An axis from a first to a last day."""

    first: date
    last: date

    @classmethod
    def over(cls, days: Sequence[date]) -> TimeAxis:
        """The axis that spans ``days``, at least one."""
        return cls(min(days), max(days))

    def place(self, day: date) -> float:
        """Where a day falls, from 0 (the first) to 1 (the last); one half when there is but one.

        >>> TimeAxis(date(2024, 1, 1), date(2034, 1, 1)).place(date(2025, 1, 1)) < 0.11
        True
        """
        whole = (self.last - self.first).days
        return (day - self.first).days / whole if whole else 0.5

    def marks(self) -> tuple[tuple[date, str], ...]:
        """The days to mark, with their words; the only day of an axis that has but one.

        >>> [words for _day, words in TimeAxis(date(2024, 1, 1), date(2030, 12, 31)).marks()]
        ['2024', '2026', '2028', '2030']
        """
        for step in _STEPS:
            found = list(self._every(step))
            if step >= (_YEAR_PART if step % 12 == 0 else _MONTH_PART) * self._months:
                break
        if not found:
            found = [self.first]
        yearly = all(day == date(day.year, 1, 1) for day in found)
        return tuple((day, str(day.year) if yearly else format_short_month(day)) for day in found)

    def years(self, days: Sequence[date]) -> tuple[tuple[date, str], ...]:
        """The years, for values that come once a year: those without room for words have none.

        They are marked where they begin, or where every value stands in its year.

        >>> axis = TimeAxis(date(2024, 9, 1), date(2026, 9, 1))
        >>> [words for _day, words in axis.years([axis.first, axis.last])]
        ['2024', '2025', '2026']
        """
        alike = {(day.month, min(day.day, 28)) for day in days}
        month, number = alike.pop() if len(alike) == 1 else (1, 1)
        every = [date(year, month, number) for year in range(self.first.year, self.last.year + 1)]
        inside = [day for day in every if self.first <= day <= self.last] or [self.first]
        step = next(n for n in _YEARS if n * 12 >= _YEAR_PART * self._months)
        if step >= _FEW_YEARS:
            inside = [day for day in inside if day.year % step == 0] or inside
        last = inside[-1].year
        return tuple((d, "" if (last - d.year) % step else str(d.year)) for d in inside)

    @property
    def _months(self) -> float:
        """How many months it covers."""
        return (self.last - self.first).days / _MONTH

    def _every(self, months: int) -> Iterator[date]:
        """The first days of a month, every so many months counted from January of year 0."""
        rank = self.first.year * 12 + self.first.month - 1
        rank += (self.first.day > 1) + -(rank + (self.first.day > 1)) % months
        while (day := date(rank // 12, rank % 12 + 1, 1)) <= self.last:
            yield day
            rank += months


def yearly(days: Sequence[date], axis: TimeAxis) -> bool:
    """Whether values come at most once a year, on an axis of a year or more."""
    close = any((two - one).days < _YEAR for one, two in pairwise(days))
    return not close and (axis.last - axis.first).days >= _YEAR


def start_of(end: date, months: int) -> date:
    """The first day of the ``months`` that end on ``end``: where a target for a period is placed.

    >>> start_of(date(2030, 12, 31), 12), start_of(date(2026, 3, 31), 3)
    (datetime.date(2030, 1, 1), datetime.date(2026, 1, 1))
    """
    if months == 0:
        return end
    after = date.fromordinal(end.toordinal() + 1)
    rank = after.year * 12 + after.month - 1 - months
    year, month = rank // 12, rank % 12 + 1
    return date(year, month, min(after.day, monthrange(year, month)[1]))
