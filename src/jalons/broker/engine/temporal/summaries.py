"""Numbers of a history summed by period, by a store that can, and what is made of such sums.

A store sums numbers only; a series with anything else (states, texts, lists, integers beyond what
a float is exact for) stays a list of points.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from jalons.broker.engine.instants import written
from jalons.broker.engine.problems import bad

from .aggregates import LAST as LAST_INSTANT
from .aggregates import MOST_PERIODS, Cell, edge
from .parameters import Aggregation, Interval
from .request import Points
from .retention import DAY
from .spreads import Spread, numbers, spreads

EXACT = 2**53
MOST_MONTHS = 2_400
_WHOLE = DAY << 20  # longer than any interval


@dataclass(frozen=True, slots=True)
class Periods:
    """Periods of ``length`` µs from ``origin``, or between ``bounds`` that rise.

    ``distinct`` and ``deviating`` say whether different values are counted, deviations summed.
    """

    origin: int
    length: int = 0
    bounds: tuple[int, ...] = ()
    distinct: bool = False
    deviating: bool = False

    def multiple_of(self, size: int) -> bool:
        """Whether every period starts and ends at a multiple of ``size``."""
        if self.bounds:
            return all(bound % size == 0 for bound in self.bounds)
        return self.origin % size == 0 and self.length % size == 0

    def edges(self, number: int) -> tuple[int, int]:
        """The start and the end of a period."""
        if self.bounds:
            return self.bounds[number], self.bounds[number + 1]
        start = self.origin + number * self.length
        return start, min(start + self.length, LAST_INSTANT)


class Summary(NamedTuple):
    """The numbers of one period: how many (of them integers), least, most, sums, last instant.

    ``spread`` is the sum of the squares of their distances to their mean.
    """

    number: int
    n: int
    wholes: int
    low: float
    high: float
    total: float
    squares: float
    spread: float
    last: int
    distinct: int


@dataclass(frozen=True, slots=True)
class Summed:
    """The sums of one attribute instance of one entity, a summary for each period with numbers."""

    entity: str
    attr: str
    dataset: str | None
    kind: str
    summaries: tuple[Summary, ...]


def periods_of(aggregation: Aggregation, interval: Interval, *, now: int) -> Periods | None:
    """The periods of aggregates a store can sum; None for those only points can give."""
    start = interval.start
    if start is None or interval.time != "observedAt":
        return None
    distinct, deviating = (name in aggregation.methods for name in ("distinctCount", "stddev"))
    if not aggregation.months:
        length = _WHOLE if aggregation.whole else aggregation.length
        return Periods(start, length, (), distinct, deviating)
    bounds = [start]
    end = interval.end or max(now, start) + 366 * DAY
    while bounds[-1] < end and len(bounds) <= MOST_MONTHS:
        bounds.append(edge(start, len(bounds), aggregation))
    rise = all(low < high for low, high in pairwise(bounds))
    if bounds[-1] < end or not rise:
        return None
    return Periods(start, 0, tuple(bounds), distinct, deviating)


def cells(
    summed: Summed, periods: Periods, aggregation: Aggregation, *, end: int
) -> dict[str, list[Cell]]:
    """The aggregates by method, as ``aggregates.aggregated`` gives them for points."""
    if len(summed.summaries) > MOST_PERIODS:
        raise bad(f"more than {MOST_PERIODS} periods: ask for a longer aggrPeriodDuration")
    found: dict[str, list[Cell]] = {name: [] for name in aggregation.methods}
    for summary in summed.summaries:
        start, stop = periods.edges(summary.number)
        begin, finish = written(start), written(end if aggregation.whole else stop)
        for name in aggregation.methods:
            found[name].append([_value(name, summary), begin, finish])
    return found


def _value(method: str, summary: Summary) -> Any:
    match method:
        case "totalCount":
            return summary.n
        case "distinctCount":
            return summary.distinct
        case "avg":
            return mean(summary)
        case "stddev":
            return math.sqrt(max(summary.spread, 0.0) / summary.n)
        case "sum":
            found = summary.total
        case "sumsq":
            found = summary.squares
        case "min":
            found = summary.low
        case _:
            found = summary.high
    whole = summary.wholes == summary.n and abs(found) < EXACT
    return int(found) if whole else found


def mean(summary: Summary) -> float:
    """The mean of a period; rounding never pushes it outside."""
    return min(max(summary.total / summary.n, summary.low), summary.high)


def spreads_of(series: Sequence[Points | Summed], periods: Periods) -> list[Spread | None]:
    """The spread of each period between the bounds, of several series together."""
    points = [each for each in series if isinstance(each, Points)]
    found = spreads(*numbers(points), periods.bounds)
    for each in series:
        for summary in each.summaries if isinstance(each, Summed) else ():
            if summary.n:
                found[summary.number] = _together(found[summary.number], summary)
    return found


def _together(before: Spread | None, summary: Summary) -> Spread:
    if before is None:
        return Spread(summary.low, mean(summary), summary.high, summary.n, summary.last)
    count = before.count + summary.n
    low, high = min(before.low, summary.low), max(before.high, summary.high)
    middle = (before.mean * before.count + summary.total) / count
    last = max(before.last, summary.last)
    return Spread(low, min(max(middle, low), high), high, count, last)
