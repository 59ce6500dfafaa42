"""Histories for screens: a period, its granularity, what was observed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from statistics import median
from typing import Literal

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from jalons.broker.engine.temporal.request import HistoryQuery, Points
from jalons.broker.engine.temporal.spreads import (
    Spread,
    edges,
    is_number,
    micros_of,
    numbers,
)
from jalons.broker.engine.temporal.spreads import Step as Calendar
from jalons.broker.engine.temporal.summaries import Periods, Summed, spreads_of
from jalons.broker.store.policies.redacting_store import RedactedReads
from jalons.foundation.design.drawings.curve import Curve, CurvePoint, runs
from jalons.foundation.design.page_language import lang
from jalons.wording import span_finding

Observed = Points | Summed
Step = Literal["raw", "hour", "day", "week", "month"]
PERIODS = {"24h": 1, "7d": 7, "14d": 14, "90d": 90, "365d": 365}
WORDS = {
    "24h": gettext_lazy("24 hours"),
    "7d": gettext_lazy("7 days"),
    "14d": gettext_lazy("14 days"),
    "30d": gettext_lazy("30 days"),
    "90d": gettext_lazy("3 months"),
    "365d": gettext_lazy("1 year"),
}
STEP_WORDS = {
    "raw": gettext_lazy("each observation"),
    "hour": gettext_lazy("by hour"),
    "day": gettext_lazy("by day"),
    "week": gettext_lazy("by week"),
    "month": gettext_lazy("by month"),
}
FORMATS = {"raw": "j b H:i", "hour": "j b H:i", "day": "D j b", "week": "j b Y", "month": "F Y"}
MARKS = {"raw": "H:i", "hour": "j b", "day": "j b", "week": "j b", "month": "b Y"}
DEFAULT = "14d"
MOST_READ = 100_000  # rows of a series
MOST_RAW = 2_000  # observations shown one by one
LONGEST = timedelta(days=3_660)
COVERED, FEW = 0.75, 4  # of the usual number of observations; periods there must be to know it
GAP = 3  # times the usual pause between two observations


@dataclass(frozen=True, slots=True)
class Window:
    """The time a page shows: its bounds, its granularity, the key of the requested period."""

    start: datetime
    end: datetime
    step: Step
    key: str

    @property
    def last_day(self) -> date:
        return (self.end - timedelta(microseconds=1)).date()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a history: its period or instant in words, and the spread of its values."""

    start: datetime
    label: str
    spread: Spread | None


def window(query: Mapping[str, str], *, now: datetime) -> Window:
    """The window of ``periode``, or between the days ``du`` and ``au``; two weeks by default."""
    here = timezone.localtime(now)
    first, last = _day(query.get("du", "")), _day(query.get("au", ""))
    if first is not None and last is not None and first <= last:
        start = datetime.combine(first, time.min, here.tzinfo)
        end = datetime.combine(last + timedelta(days=1), time.min, here.tzinfo)
        if end - start <= LONGEST:
            return Window(start, end, step_for(end - start), "dates")
    key = query.get("periode", DEFAULT)
    return since(key if key in PERIODS else DEFAULT, PERIODS.get(key, PERIODS[DEFAULT]), now=now)


def since(key: str, days: int, *, now: datetime, step: Step | None = None) -> Window:
    """The window of the last days before an instant."""
    end = timezone.localtime(now)
    length = timedelta(days=days)
    return Window(end - length, end, step or step_for(length), key)


def between(start: int, end: int) -> Window:
    """The window between two instants in microseconds."""
    return Window(local(start), local(end), step_for(timedelta(microseconds=end - start)), "")


def step_for(length: timedelta) -> Step:
    """The granularity for a length of time."""
    days = length / timedelta(days=1)
    if days <= 2:
        return "raw"
    if days <= 8:
        return "hour"
    if days <= 120:
        return "day"
    return "week" if days <= 750 else "month"


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def points(
    reads: RedactedReads, tenant: str, ids: Sequence[str], attrs: Sequence[str], shown: Window
) -> list[Points]:
    """The observations of a window, the most recent rows of each series."""
    return reads.points(tenant, _query(ids, attrs, shown))


def summed(
    reads: RedactedReads, tenant: str, ids: Sequence[str], attrs: Sequence[str], shown: Window
) -> list[Observed]:
    """The observations of a window: the sums of its periods where the store makes them."""
    if shown.step == "raw":
        return [*points(reads, tenant, ids, attrs, shown)]
    return reads.summed(tenant, _query(ids, attrs, shown), _periods(shown, shown.step))


def _query(ids: Sequence[str], attrs: Sequence[str], shown: Window) -> HistoryQuery:
    return HistoryQuery(
        tuple(ids),
        attrs=tuple(attrs),
        start=micros_of(shown.start),
        end=micros_of(shown.end) + 1,
        last=MOST_READ,
    )


def _periods(shown: Window, step: Calendar) -> Periods:
    bounds = tuple(micros_of(bound) for bound in edges(shown.start, shown.end, step))
    return Periods(bounds[0], bounds=bounds)


def lines(series: Sequence[Observed], shown: Window) -> list[Line]:
    """The numbers of some series along a window, in the order of time.

    A period without a number has a line without a spread; with the step ``raw``, each observation
    is a line.
    """
    stamps, values = numbers(each for each in series if isinstance(each, Points))
    if shown.step == "raw" and len(stamps) <= MOST_RAW:
        return [
            Line(local(stamp), label(local(stamp), "raw"), Spread(value, value, value, 1, stamp))
            for stamp, value in zip(stamps, values, strict=True)
        ]
    step: Calendar = "hour" if shown.step == "raw" else shown.step
    bounds = edges(shown.start, shown.end, step)
    found = spreads_of(series, _periods(shown, step))
    return [
        Line(bound, label(bound, step), spread)
        for bound, spread in zip(bounds, found, strict=False)
    ]


def local(stamp: int) -> datetime:
    """An instant in the time zone of the instance."""
    return timezone.localtime(datetime.fromtimestamp(stamp / 1_000_000, UTC))


def label(when: datetime, step: Step) -> str:
    """An instant, or the period that begins then, in words."""
    return str(date_format(when, FORMATS[step])).replace(" ", "\u00a0")


def is_whole(line: Line, shown: Window) -> bool:
    """Whether the period of a line is all in the window and over: else it looks like a fall."""
    if shown.step == "raw":
        return True
    begin, end = edges(line.start, line.start + timedelta(microseconds=1), shown.step)[:2]
    return shown.start <= begin and end <= min(shown.end, timezone.localtime())


def _covered(lines_shown: Sequence[Line], shown: Window) -> Sequence[Line]:
    """The lines without a first or last one hardly observed: a sensor put in, or gone."""
    observed = [rank for rank, line in enumerate(lines_shown) if line.spread is not None]
    if shown.step == "raw" or len(observed) < FEW:
        return lines_shown
    counts = [line.spread.count for line in lines_shown if line.spread is not None]
    usual, first, last = COVERED * median(counts), observed[0], observed[-1]
    start = first + 1 if counts[0] < usual else 0
    return lines_shown[start : last if counts[-1] < usual else None]


def curve(variable: str, unit: str, lines_shown: Sequence[Line], shown: Window) -> Curve | None:
    """The curve of some lines, the period that goes on being dashed; None without a number."""
    if not any(line.spread for line in lines_shown):
        return None
    last = lines_shown[-1].start
    goes_on = shown.step != "raw" and edges(last, shown.end, shown.step)[-1] > shown.end
    over = lines_shown[:-1] if goes_on else lines_shown
    lines_shown = [*_covered(over, shown), *lines_shown[len(over) :]]
    whole = (shown.end - shown.start) / timedelta(seconds=1)

    def at(when: datetime) -> float:
        return min(max((when - shown.start) / timedelta(seconds=1) / whole, 0.0), 1.0)

    raw = shown.step == "raw" and all(line.spread for line in lines_shown)
    drawn: list[CurvePoint | None] = []
    pause = _usual_pause(lines_shown) if raw else None
    for rank, line in enumerate(lines_shown):
        if pause is not None and rank and line.start - lines_shown[rank - 1].start > GAP * pause:
            drawn.append(None)
        s = line.spread
        drawn.append(CurvePoint(at(line.start), s.low, s.mean, s.high) if s is not None else None)
    seen = [(line.spread, line.label) for line in lines_shown if line.spread]
    low, (high, when) = min(s.low for s, _w in seen), max((s.high, label) for s, label in seen)
    return Curve(
        span_finding(low, high, unit, lang(), when=when),
        unit,
        runs(drawn),
        _marks(shown, at),
        variable=variable,
        span=(shown.start, shown.end),
        incomplete_from=last if goes_on else None,
    )


def _usual_pause(lines_shown: Sequence[Line]) -> timedelta | None:
    if len(lines_shown) < 3:
        return None
    pauses = [
        (after.start - before.start).total_seconds() for before, after in pairwise(lines_shown)
    ]
    return timedelta(seconds=max(median(pauses), 1.0))


def _marks(shown: Window, at: Callable[[datetime], float]) -> tuple[tuple[float, str], ...]:
    """At most five marks, at the beginning of periods."""
    steps: dict[Step, Calendar] = {"raw": "hour", "hour": "day"}
    begun = edges(shown.start, shown.end, steps.get(shown.step, shown.step))  # type: ignore[arg-type]
    bounds = [bound for bound in begun if shown.start <= bound < shown.end]
    every = max(1, -(-len(bounds) // 5))
    shown_bounds = bounds[::every] or [shown.start]
    return tuple((at(bound), str(date_format(bound, MARKS[shown.step]))) for bound in shown_bounds)


def changes(series: Points) -> list[tuple[int, object]]:
    """The changes of a state, the latest first: instant (µs) and new state."""
    found: list[tuple[int, object]] = []
    for stamp, value in zip(series.stamps, series.values, strict=True):
        if not found or found[-1][1] != value:
            found.append((stamp, value))
    return found[::-1]


def is_state(series: Observed) -> bool:
    """Whether a series has states (texts, yes or no), not numbers: these alone are summed."""
    return (
        isinstance(series, Points)
        and bool(series.values)
        and not any(map(is_number, series.values))
    )
