"""The band around the curve, corrected day after day so that it covers what it promises."""

from __future__ import annotations

import math

import numpy as np

from jalons.ailibrary.engine.abstention.adaptive import AdaptiveInterval
from jalons.ailibrary.engine.series.detectors import hourly_errors
from jalons.ailibrary.engine.series.hours import Floats

COVERAGE = 0.9
MEMORY = 24 * 42  # errors: six weeks of hours
WIDEST = 1.5  # times the largest of them


def half_widths(grid: Floats, ahead: Floats, cut: int) -> Floats:
    """Half-widths of each day × 24, set at midnight from the errors of the days before.

    NaN before anything was learned. ``cut`` bounds the days that say what a usual error is.
    """
    usual = hourly_errors((grid - ahead)[:cut])
    relative = np.abs(grid - ahead) / usual
    interval = AdaptiveInterval(1 - COVERAGE, memory=MEMORY)
    found = np.full(grid.shape, np.nan)
    for day, errors in enumerate(relative):
        width = min(interval.half_width(), WIDEST * interval.largest)
        if math.isfinite(width):
            found[day] = width * usual
        for error in errors[~np.isnan(errors)].tolist():
            interval.observe(error)
    return found


def covered(grid: Floats, ahead: Floats, half: Floats) -> tuple[int, int]:
    """How many hours were inside their band, of how many that have one."""
    judged = ~np.isnan(grid) & ~np.isnan(half)
    inside = np.abs(grid - ahead) <= half + 1e-9
    return int((inside & judged).sum()), int(judged.sum())
