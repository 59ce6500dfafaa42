"""What a meter should read: the curve expected for a day, from the days before it only.

Grids are local days × 24 hours of the clock. A curve says two things: ``ahead``, what is forecast
at midnight for the day from all that was read before; ``steady``, what the meter does when nothing
changes, blind to the last four weeks, against which a slow drift shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jalons.ailibrary.engine.series.hours import Floats
from jalons.ailibrary.engine.series.trees import Forest

HEATING, COOLING = 16.0, 21.0  # °C beyond which a building is heated or cooled
RECENT, BLIND = range(1, 7), range(4, 13)  # weeks before, for what is forecast and for the steady
ENOUGH = 3  # weeks that make a profile
LEAST_DAYS = 56  # of past to fit a curve
STRENGTH = 10.0  # of the ridge, on terms of unit variance
ROUNDS = 6  # of weights, so that the curve passes in the middle and not at the mean


@dataclass(frozen=True, slots=True)
class Curve:
    """Expected values on the same days × 24 as what was read; NaN where nothing can be said."""

    ahead: Floats
    steady: Floats


type Say = Callable[[int, Floats, Floats | None], Curve]
"""From the first day, what was read and the degrees, to the curve of the same days."""
type Learn = Callable[[int, Floats, Floats | None], Say]
"""From the same of the past, to what says the curve of any days."""


def lagged(grid: Floats, days: int) -> Floats:
    """The grid as it was ``days`` before; NaN before its first day."""
    found = np.full_like(grid, np.nan)
    if days < len(grid):
        found[days:] = grid[: len(grid) - days]
    return found


def profile_of(grid: Floats, weeks: Sequence[int]) -> Floats:
    """The median of the same hour of the same weekday some weeks before."""
    return _median(np.stack([lagged(grid, 7 * week) for week in weeks]))


def _median(stack: Floats) -> Floats:
    """The median of what is known along the first axis; NaN below three weeks."""
    known = np.sum(~np.isnan(stack), axis=0)
    ordered = np.sort(stack, axis=0)  # NaN last
    middle = np.maximum(known - 1, 0)
    low = np.take_along_axis(ordered, (middle // 2)[None], axis=0)[0]
    high = np.take_along_axis(ordered, (known // 2)[None].clip(0, len(stack) - 1), axis=0)[0]
    return np.where(known >= ENOUGH, (low + high) / 2, np.nan)


def last_week(_first: int, _past: Floats, _degrees: Floats | None) -> Say:
    """The same hour a week before."""
    return lambda _day, grid, _warm: Curve(lagged(grid, 7), lagged(grid, 7))


def profile(_first: int, _past: Floats, _degrees: Floats | None) -> Say:
    """The hour-of-week profile: the median of six weeks; the steady one is blind to the last."""
    return _profile


def _profile(_first: int, grid: Floats, _degrees: Floats | None) -> Curve:
    return Curve(profile_of(grid, RECENT), profile_of(grid, BLIND))


def ridge(first: int, past: Floats, degrees: Floats | None) -> Say:
    """A line through hours, degrees below 16 °C and above 21 °C, and the profile.

    The profile alone where the past is too short, or for what has no degrees and is steady.
    """
    usual = _profile(first, past, degrees).ahead
    calendar = _calendar_terms(first, len(past), degrees)
    ahead = _fitted(np.concatenate([calendar, _past_terms(past, usual)], axis=2), past)
    steady = _fitted(calendar, past) if degrees is not None else None
    least = 0.0 if not (past < 0).any() else -np.inf

    def say(day: int, grid: Floats, warm: Floats | None) -> Curve:
        plain = _profile(day, grid, warm)
        if ahead is None or (warm is None) != (degrees is None):
            return plain
        known = _calendar_terms(day, len(grid), warm)
        said = _line(np.concatenate([known, _past_terms(grid, plain.ahead)], axis=2), ahead, least)
        return Curve(said, plain.steady if steady is None else _line(known, steady, least))

    return say


def trees(first: int, past: Floats, degrees: Floats | None) -> Say:
    """Boosted trees on the same terms (extra ``ai`` to learn, NumPy to answer)."""
    linear = ridge(first, past, degrees)
    known = ~np.isnan(past)
    if known.sum() < 24 * LEAST_DAYS:
        return linear
    terms = tree_terms(first, past, degrees, _profile(first, past, degrees).ahead)
    forest = Forest.learned(terms[known], past[known])

    def say(day: int, grid: Floats, warm: Floats | None) -> Curve:
        plain, line = _profile(day, grid, warm), linear(day, grid, warm)
        if (warm is None) != (degrees is None):
            return plain
        wanted = tree_terms(day, grid, warm, plain.ahead)
        said = forest.answer(wanted.reshape(-1, wanted.shape[2])).reshape(grid.shape)
        return Curve(np.where(np.isnan(plain.ahead), np.nan, said), line.steady)

    return say


def tree_terms(first: int, grid: Floats, degrees: Floats | None, usual: Floats) -> Floats:
    """Days × 24 × terms for trees: hour, weekday, degrees, the profile, the days before."""
    shape = grid.shape
    hour = np.broadcast_to(np.arange(24.0), shape)
    week = np.broadcast_to(_weekdays(first, shape[0])[:, None].astype(float), shape)
    terms = [hour, week, usual, lagged(grid, 1), lagged(grid, 7), _level(lagged(grid, 1)),
             _level(usual)]  # fmt: skip
    if degrees is not None:
        terms += [degrees, _level(degrees)]
    return np.stack(terms, axis=2)


def _weekdays(first: int, count: int) -> NDArray[np.int64]:
    """0 is Monday; the first of January 1970 was a Thursday."""
    return (np.arange(first, first + count) + 3) % 7


def _level(grid: Floats) -> Floats:
    """The mean of each day, on its 24 hours; NaN when less than half is known."""
    known = np.sum(~np.isnan(grid), axis=1)
    means = np.where(known >= 12, np.nansum(grid, axis=1) / np.maximum(known, 1), np.nan)
    return np.broadcast_to(means[:, None], grid.shape)


def _calendar_terms(first: int, count: int, degrees: Floats | None) -> Floats:
    """Hours of working days, of Saturdays and of Sundays, and degrees by hour."""
    kinds = np.searchsorted([5, 6], _weekdays(first, count), side="right")
    terms = np.zeros((count, 24, 72))
    for hour in range(24):
        terms[np.arange(count), hour, kinds * 24 + hour] = 1
    if degrees is None:
        return terms
    steady = _level(degrees)
    cold, hot = np.maximum(HEATING - steady, 0), np.maximum(steady - COOLING, 0)
    now = np.maximum(HEATING - degrees, 0), np.maximum(degrees - COOLING, 0)
    by_hour = [each[:, :, None] * np.eye(24)[None] for each in (cold, hot)]
    return np.concatenate([terms, *by_hour, *(each[:, :, None] for each in now)], axis=2)


def _past_terms(grid: Floats, usual: Floats) -> Floats:
    """The profile, the day before, the week before, and their levels."""
    one, seven = lagged(grid, 1), lagged(grid, 7)
    terms = [usual, one, seven, _level(usual), _level(one)]
    filled = [np.where(np.isnan(each), usual, each) for each in terms]
    return np.stack(filled, axis=2)


def _fitted(terms: Floats, past: Floats) -> Floats | None:
    """The line of least absolute errors, nearly; None when the past is too short."""
    usable = ~np.isnan(terms).any(axis=2) & ~np.isnan(past)
    if usable.sum() < 24 * LEAST_DAYS:
        return None
    rows, truth = terms[usable], past[usable]
    spread = rows.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    rows = rows / scale
    weights, found = np.ones(len(rows)), np.zeros(rows.shape[1])
    least = max(1e-6, 0.05 * float(np.median(np.abs(truth - np.median(truth)))))
    for _round in range(ROUNDS):
        heavy = rows * weights[:, None]
        normal = heavy.T @ rows + STRENGTH * np.eye(rows.shape[1])
        found = np.linalg.solve(normal, heavy.T @ truth)
        weights = 1 / np.maximum(np.abs(truth - rows @ found), least)
        weights /= weights.mean()
    line: Floats = found / scale
    return line


def _line(terms: Floats, line: Floats, least: float) -> Floats:
    """What a line says, never below ``least``; NaN where a term is unknown."""
    return np.asarray(np.maximum(terms @ line, least))


LEARNED: dict[str, Learn] = {
    "last_week": last_week, "profile": profile, "ridge": ridge, "trees": trees,
}  # fmt: skip
