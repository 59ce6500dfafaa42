"""Where days fall on the axis of a chart, and which of them are marked.

A day takes its place by its date, so that a far target looks far. The marks are round dates: the
1st of January of every year, two, five or ten…, or the 1st of a month when the whole is short.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from jalons.wording import format_short_month

_MOST_YEARS, _MOST_MONTHS = 6, 4  # marks that fit under a chart on a phone: months are longer
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
            if len(found) <= (_MOST_YEARS if step % 12 == 0 else _MOST_MONTHS):
                break
        if not found:
            found = [self.first]
        yearly = all(day == date(day.year, 1, 1) for day in found)
        return tuple((day, str(day.year) if yearly else format_short_month(day)) for day in found)

    def _every(self, months: int) -> Iterator[date]:
        """The first days of a month, every so many months counted from January of year 0."""
        rank = self.first.year * 12 + self.first.month - 1
        rank += (self.first.day > 1) + -(rank + (self.first.day > 1)) % months
        while (day := date(rank // 12, rank % 12 + 1, 1)) <= self.last:
            yield day
            rank += months


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
