"""Named detectors: for each day a score and, from the past, the score a normal day stays under.

Each answers a question a technician would ask; none says why. Scores of deviations are in usual
errors of the curve: the median distance between what was expected and what was read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from jalons.ailibrary.engine.series.curves import Curve
from jalons.ailibrary.engine.series.hours import Floats

NIGHT = slice(0, 5)  # local hours
DRIFT_MEMORY = 10  # days that weigh in the drift
LEAST = {  # never an alert for less: hours, usual errors, a share of the level
    "silent": 24.0, "flat": 6.0, "zero": 6.0, "night": 3.0, "peak": 3.0, "residual": 3.0,
    "drift": 0.05,
}  # fmt: skip
FINE = 0.01  # of the mean level: no usual error is finer
ABOVE, PRUDENCE = 1.1, 20.0  # times the highest usual score, and more when few days were seen


class Detector(StrEnum):
    """What is watched."""

    SILENT = "silent"
    FLAT = "flat"
    ZERO = "zero"
    NIGHT = "night"
    PEAK = "peak"
    DRIFT = "drift"
    RESIDUAL = "residual"


NAMED = tuple(each for each in Detector if each is not Detector.RESIDUAL)
CERTAIN = frozenset({Detector.SILENT})  # what needs no past
type Scores = Mapping[Detector, Floats]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The score above which a day is an alert, by detector; infinite where nothing can be said."""

    by: Mapping[Detector, float]

    def over(self, scores: Scores) -> dict[Detector, Floats]:
        """By detector, how many times its threshold each day scores."""
        return {each: scores[each] / limit for each, limit in self.by.items() if each in scores}


def scores(
    grid: Floats, curve: Curve, cut: int, *, watched: Collection[Detector] = NAMED
) -> dict[Detector, Floats]:
    """The scores of each day; what is usual is learned on the days before ``cut``."""
    found: dict[Detector, Callable[[], Floats]] = {
        Detector.SILENT: lambda: _runs(np.isnan(grid)),
        Detector.FLAT: lambda: _flat(grid),
        Detector.ZERO: lambda: _runs(grid == 0),
        Detector.NIGHT: lambda: _night(grid, curve, cut),
        Detector.PEAK: lambda: _worst(_relative(grid, curve.ahead, cut)),
        Detector.DRIFT: lambda: _drift(grid, curve.steady, cut),
        Detector.RESIDUAL: lambda: _worst(np.abs(_relative(grid, curve.ahead, cut))),
    }
    return {each: found[each]() for each in watched}


def thresholds(past: Scores, budget: float) -> Thresholds:
    """Thresholds that the past passes on ``budget`` days a week at most, all detectors together."""
    share = 1 - budget / 7 / max(1, len([each for each in past if each not in CERTAIN]))
    limits: dict[Detector, float] = {}
    for each, values in past.items():
        known = values[~np.isnan(values)]
        above = ABOVE + PRUDENCE / max(1, len(known))
        least = LEAST[each.value]
        if each in CERTAIN:
            limits[each] = least
        elif len(known) < 28:
            limits[each] = np.inf
        else:
            limits[each] = max(least, above * float(np.quantile(known, share)))
    return Thresholds(limits)


def _runs(same: np.ndarray) -> Floats:
    """The longest run of hours that ends in each day, run on from the days before."""
    flat = same.ravel()
    at = np.arange(len(flat))
    broken = np.maximum.accumulate(np.where(flat, -1, at))
    lengths = np.where(flat, at - broken, 0).reshape(same.shape)
    return lengths.max(axis=1, initial=0).astype(float)


def _flat(grid: Floats) -> Floats:
    """Hours that repeat the same reading, other than zero."""
    flat = grid.ravel()
    same = np.zeros(len(flat), dtype=bool)
    same[1:] = (flat[1:] == flat[:-1]) & (flat[1:] != 0)
    return _runs(same.reshape(grid.shape))


def _relative(grid: Floats, expected: Floats, cut: int) -> Floats:
    """Deviations in usual errors of the hour of the day."""
    error = grid - expected
    return error / np.maximum(hourly_errors(error[:cut]), _finest(grid, cut))


def _finest(grid: Floats, cut: int) -> float:
    """The least error that is worth a word, in the unit of the meter."""
    past = np.abs(grid[:cut])
    return FINE * float(np.nanmean(past)) + 1e-9 if (~np.isnan(past)).any() else np.inf


def hourly_errors(past: Floats) -> Floats:
    """The usual error of each hour of the day: the median distance; never nil."""
    with np.errstate(all="ignore"):
        by_hour = np.array([np.median(column[~np.isnan(column)]) if (~np.isnan(column)).any()
                            else np.nan for column in np.abs(past).T])  # fmt: skip
    around = np.nanmean(by_hour) if (~np.isnan(by_hour)).any() else np.nan
    smooth = (np.roll(by_hour, 1) + by_hour + np.roll(by_hour, -1)) / 3
    return np.where(smooth > 0.3 * around, smooth, max(0.3 * around, 1e-9))


def _worst(relative: Floats) -> Floats:
    """The second highest hour of each day: one reading alone may be a hiccup of the network."""
    known = (~np.isnan(relative)).sum(axis=1)
    ordered = np.sort(np.where(np.isnan(relative), -np.inf, relative), axis=1)
    return np.where(known >= 12, ordered[:, -2], np.nan)


def _night(grid: Floats, curve: Curve, cut: int) -> Floats:
    """How far the least of the night is above what is expected, in usual errors of a night."""
    read, expected = _low(grid[:, NIGHT]), _low(curve.steady[:, NIGHT])
    error = read - expected
    past = np.abs(error[:cut])
    known = past[~np.isnan(past)]
    usual = float(np.median(known)) if len(known) else np.nan
    found: Floats = error / np.maximum(usual, _finest(grid, cut))
    return found


def _low(night: Floats) -> Floats:
    """The mean of the three lowest hours of each night; NaN when one of five is unknown."""
    ordered = np.sort(night, axis=1)
    return np.where(np.isnan(night).any(axis=1), np.nan, ordered[:, :3].mean(axis=1))


def _drift(grid: Floats, steady: Floats, cut: int) -> Floats:
    """How far the level of the last days is from the steady curve, up or down.

    In usual deviations of such a mean; days that are not read whole do not count.
    """
    del cut
    known = ~np.isnan(grid) & ~np.isnan(steady)
    count = known.sum(axis=1)
    read = np.where(known, grid, 0).sum(axis=1)
    expected = np.where(known, steady, 0).sum(axis=1)
    sound = (count >= 20) & (expected > 0)
    ratio = np.where(sound, read / np.where(sound, expected, 1) - 1, np.nan)
    found, level, seen = np.full(len(ratio), np.nan), 0.0, 0
    for day, each in enumerate(ratio):
        if np.isnan(each):
            continue
        seen += 1
        level += (float(np.clip(each, -1, 2)) - level) / min(seen, DRIFT_MEMORY)
        goes_on = 2 * max(
            0.0, each if level > 0 else -each
        )  # it ends with the last day that is off
        found[day] = min(abs(level), goes_on) if seen >= DRIFT_MEMORY // 2 else np.nan
    return found
