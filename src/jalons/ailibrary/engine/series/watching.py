"""A meter watched: its curve, its band, and the periods that a named detector points at.

What is found is an alert for a person: nothing is switched off, closed or corrected here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from jalons.ailibrary.engine.series import curves
from jalons.ailibrary.engine.series.bands import COVERAGE, half_widths
from jalons.ailibrary.engine.series.curves import Curve
from jalons.ailibrary.engine.series.detectors import (
    NAMED,
    NIGHT,
    Detector,
    Thresholds,
    scores,
    thresholds,
)
from jalons.ailibrary.engine.series.hours import Floats, HourSeries
from jalons.kernel import Interval

BUDGET = 1.0  # days of false alarm a week that the past may show, all detectors together
RECENT_DAYS = 28  # never learned from: a slow drift would become normal
SUREST = (Detector.SILENT, Detector.ZERO, Detector.FLAT, Detector.NIGHT, Detector.PEAK,
          Detector.DRIFT, Detector.RESIDUAL)  # fmt: skip
LEAST_HOURS = 23  # of a whole day: the one whose clock goes forward
PAUSE = 2  # days without an alert that end a period


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which a detector was over its threshold, numbered since 1970.

    ``read`` and ``expected`` are sums over its hours (means, for a temperature) in the unit of the
    quantity; ``deviation`` is their difference with its 90 % interval; None when unknown. ``times``
    is the highest score divided by the threshold; ``also`` the detectors that saw the same days.
    """

    detector: Detector
    first: int
    last: int
    times: float
    read: float | None
    expected: float | None
    deviation: Interval | None
    also: tuple[Detector, ...] = ()


@dataclass(frozen=True, slots=True)
class Watched:
    """What was found on a meter; grids are days × 24 from ``first``, judged from ``cut`` on."""

    first: int
    cut: int
    grid: Floats
    curve: Curve
    limits: Thresholds
    periods: tuple[Period, ...]
    series: HourSeries


@dataclass(frozen=True, slots=True)
class Manner:
    """How to watch: the curve, the detectors, the days (since 1970) that are no example."""

    curve: str = "profile"
    watched: Collection[Detector] = NAMED
    mean: bool = False
    aside: Collection[int] = field(default=())


def watch(
    series: HourSeries, degrees: HourSeries | None, manner: Manner, judge: int = RECENT_DAYS
) -> Watched:
    """Judge the last ``judge`` days of a meter by what it did before them."""
    first, grid = series.grid()
    cut = max(0, len(grid) - judge)
    clean = grid.copy()
    for day in manner.aside:
        if 0 <= day - first < len(grid):
            clean[day - first] = np.nan
    warm = None if degrees is None else series.beside(degrees)
    learn = curves.LEARNED[manner.curve]
    say = learn(first, clean[:cut], None if warm is None else warm[:cut])
    curve = say(first, clean, warm)
    past = scores(clean, curve, cut, watched=manner.watched)
    limits = thresholds({each: found[:cut] for each, found in past.items()}, BUDGET)
    over = limits.over(scores(grid, curve, cut, watched=manner.watched))
    deviations = _Deviations(series, first, grid, curve, cut, manner.mean)
    periods = [
        deviations.period(each, days, float(np.nanmax(times[days[0] : days[1] + 1])))
        for each, times in over.items()
        for days in _stretches(np.nan_to_num(times) > 1, cut)
    ]
    return Watched(first, cut, grid, curve, limits, tuple(_grouped(periods)), series)


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day: what was read (a sum, or a mean), what was expected, its band; None is unknown.

    A day of which an hour was not read has no reading.
    """

    day: int
    read: float | None
    expected: float | None
    low: float | None
    high: float | None


def day_lines(found: Watched, *, mean: bool) -> list[DayLine]:
    """The judged days, with a band that covers nine days of ten; an alert does not widen it."""
    series, count = found.series, len(found.grid)
    place = series.days - found.first
    hours = np.bincount(place, minlength=count)
    whole = np.where(hours >= LEAST_HOURS, 1 / hours if mean else 1, np.nan)
    usual = found.curve.ahead[place, series.hours]
    read, expected = (
        (np.bincount(place, weights=each, minlength=count) * whole)[:, None]
        for each in (series.values, usual)
    )
    usual_days = read.copy()
    for each in found.periods:
        usual_days[each.first - found.first : each.last - found.first + 1] = np.nan
    half = half_widths(usual_days, expected, found.cut)
    low = expected - half if mean else np.maximum(expected - half, 0)
    rows = np.concatenate([read, expected, low, expected + half], axis=1)
    return [
        DayLine(found.first + at, *(None if np.isnan(each) else float(each) for each in row))
        for at, row in enumerate(rows)
        if at >= found.cut
    ]


def _grouped(periods: Sequence[Period]) -> list[Period]:
    """One period for one event: a detector that mostly repeats a surer one goes with it."""
    found: list[Period] = []
    for each in sorted(periods, key=lambda one: (SUREST.index(one.detector), one.first)):
        for place, surer in enumerate(found):
            shared = min(each.last, surer.last) - max(each.first, surer.first) + 1
            if 2 * shared >= each.last - each.first + 1:
                found[place] = replace(surer, also=(*surer.also, each.detector))
                break
        else:
            found.append(each)
    return sorted(found, key=lambda one: one.first)


def _stretches(flagged: np.ndarray, cut: int) -> list[tuple[int, int]]:
    """The first and last places of days in alert that are close to each other."""
    found: list[tuple[int, int]] = []
    for place in np.flatnonzero(flagged).tolist():
        if place < cut:
            continue
        if found and place - found[-1][1] <= PAUSE:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found


@dataclass(frozen=True, slots=True)
class _Deviations:
    series: HourSeries
    first: int
    grid: Floats
    curve: Curve
    cut: int
    mean: bool

    def period(self, detector: Detector, days: tuple[int, int], times: float) -> Period:
        """A period with how far it is from what was expected, over the real hours of its days."""
        expected = self.curve.ahead if detector is Detector.PEAK else self.curve.steady
        place = self.series.days - self.first
        inside = (place >= days[0]) & (place <= days[1])
        if detector is Detector.NIGHT:
            inside &= (self.series.hours >= NIGHT.start) & (self.series.hours < NIGHT.stop)
        values = self.series.values[inside]
        usual = expected[place[inside], self.series.hours[inside]]
        known = ~np.isnan(values) & ~np.isnan(usual)
        bounds = self.first + days[0], self.first + days[1]
        if detector is Detector.SILENT or not known.any():
            return Period(detector, *bounds, times, None, None, None)
        scale = 1 / int(known.sum()) if self.mean else 1.0
        read, said = (float(each[known].sum()) * scale for each in (values, usual))
        spread = self._spread(detector, days, expected) * (scale if self.mean else 1.0)
        gap = read - said
        if np.isnan(spread):
            return Period(detector, *bounds, times, read, said, None)
        return Period(detector, *bounds, times, read, said,
                      Interval(gap - spread, gap, gap + spread))  # fmt: skip

    def _spread(self, detector: Detector, days: tuple[int, int], expected: Floats) -> float:
        """How far sums over as many past days were from the curve, nine times of ten."""
        hours = NIGHT if detector is Detector.NIGHT else slice(None)
        errors = (self.grid - expected)[: self.cut, hours]
        daily = np.where(np.isnan(errors).any(axis=1), np.nan, errors.sum(axis=1))
        length = days[1] - days[0] + 1
        whole = np.convolve(daily, np.ones(length), "valid") if len(daily) >= length else daily[:0]
        known = np.abs(whole[~np.isnan(whole)])
        return float(np.quantile(known, COVERAGE)) if len(known) >= 10 else float("nan")
