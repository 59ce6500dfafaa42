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
    """Twelve months in a row, the last being ``last``: what is known of them.

    ``missing`` counts the months nobody counted; ``visits`` and ``views`` are None unless each
    month is known.
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
    return YearTraffic(
        date(last // MONTHS, last % MONTHS + 1, 1),
        MONTHS - len(known),
        sum(each.visits for each in known) if len(known) == MONTHS else None,
        sum(views) if len(views) == MONTHS else None,
    )


@dataclass(frozen=True, slots=True)
class ClosingGain:
    """Greenhouse gases of the visits of a year, in kg CO2 eq: from the lightest page measured to
    the heaviest, their mean between. ``at_least``: a visit was counted as one page view.
    """

    kg: Interval
    at_least: bool


def gain(year: YearTraffic, grams: Sequence[float]) -> ClosingGain | None:
    """What closing spares a year, from grams of CO2 eq a view of each page measured; None unknown.

    The server itself is not in it: nobody knows what it would run instead.
    """
    views = year.visits if year.views is None else year.views
    if views is None or not grams:
        return None
    least, most = min(grams), max(grams)
    view = Interval(least, min(max(sum(grams) / len(grams), least), most), most)
    return ClosingGain(view.scaled(views / 1000), year.views is None)
