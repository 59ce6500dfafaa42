"""Which services hardly anybody visits, and what closing one would spare: known, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from jalons.kernel import Interval

MONTHS = 12
LATE = 3  # months that may lack at the end: figures are collected some time after


@dataclass(frozen=True, slots=True)
class MonthTraffic:
    """The visits and the page views of a month, named by its first day; views may be unknown."""

    month: date
    visits: int
    views: int | None = None


@dataclass(frozen=True, slots=True)
class YearTraffic:
    """Twelve months in a row up to ``last``, ``missing`` of which nobody counted.

    ``visits`` and ``views`` are None unless each month is known.
    """

    last: date
    missing: int
    visits: int | None
    views: int | None


def year_of(months: Iterable[MonthTraffic], today: date) -> YearTraffic:
    """The twelve months to the last one known, at most ``LATE`` before the last full one."""
    rank = {each.month.year * MONTHS + each.month.month - 1: each for each in months}
    full = today.year * MONTHS + today.month - 2
    last = next((each for each in range(full, full - LATE - 1, -1) if each in rank), full)
    known = [rank[each] for each in range(last - MONTHS + 1, last + 1) if each in rank]
    views = [each.views for each in known if each.views is not None]
    visits, day = [each.visits for each in known], date(last // MONTHS, last % MONTHS + 1, 1)
    whole = (sum(each) if len(each) == MONTHS else None for each in (visits, views))
    return YearTraffic(day, MONTHS - len(known), *whole)


def gain(year: YearTraffic, grams: Sequence[float]) -> Interval | None:
    """What closing spares a year, in kg CO2 eq, from grams a view of each page measured.

    By the lightest page, their mean, the heaviest; None when visits or measures are unknown. A
    visit is one view, at least, when views are not known. The server itself is not in it.
    """
    views = year.visits if year.views is None else year.views
    if views is None or not grams:
        return None
    least, most = min(grams), max(grams)
    mean = min(max(sum(grams) / len(grams), least), most)
    return Interval(least, mean, most).scaled(views / 1000)
