"""Power by load: logarithmic for processors, linear for memory.

A processor known by its TDP follows ``a·ln(b·(x + c)) + d`` through known shares of it. Only three
numbers of the four can be distinguished: with e = a·ln(b) + d, the curve is a·ln(x + c) + e and its
least squares have one unknown, c. The curve scales with the TDP, except where a ``reach`` keeps its
parameters within so many times those of its profile: that bends the curve of large processors.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from jalons.footprint.engine.components.devices import Load
from jalons.footprint.engine.factors.components import (
    Bounds,
    ComponentFactors,
    Floats,
    PowerCurve,
    RamPower,
)
from jalons.footprint.engine.factors.rounding import significant
from jalons.footprint.engine.inventory.line import FootprintError

LEAST_POWER = 1.0  # W: a fitted curve may dip below zero at rest
SHARPEST, FLATTEST = 1e-3, 1e4  # percent: where c is looked for


class FittedCurve(NamedTuple):
    """Power in W at a load x in percent: a·ln(x + c) + e."""

    a: float
    c: float
    e: float


class LoadShare(NamedTuple):
    """A share of the time (0 to 1) spent at a load in percent."""

    share: float
    load: Bounds


def load_shares(load: Load | None, default: Bounds) -> tuple[LoadShare, ...]:
    """The loads of a record; ``default`` when it does not say.

    Raises ``FootprintError`` (``component_range``) for a load below 0 or above 100 percent.
    """
    if load is None:
        return (LoadShare(1.0, default),)
    for each in load if isinstance(load, tuple) else ((100.0, load),):
        for percent in each:
            if not 0 <= percent <= 100:
                raise FootprintError(
                    "component_range", name="load", value=percent, least=0, most=100
                )
    if isinstance(load, tuple):
        return tuple(LoadShare(share / 100, Bounds.exact(level)) for share, level in load)
    return (LoadShare(1.0, Bounds.exact(load)),)


def shape_of(curve: PowerCurve) -> FittedCurve:
    """A curve of four parameters in the three that matter."""
    return FittedCurve(curve.a, curve.c, curve.a * math.log(curve.b) + curve.d)


@lru_cache(maxsize=4096)
def fitted_shape(
    curve: PowerCurve,
    tdp: float,
    shares: tuple[tuple[float, float], ...],
    reach: float = math.inf,
) -> FittedCurve:
    """The curve of a processor of ``tdp`` W whose profile is ``curve``: exact least squares.

    ``shares`` gives the share of the TDP drawn at each load in percent.
    """
    loads = [load for load, _ in shares]
    powers = [tdp * share for _, share in shares]
    flattest = min(FLATTEST, reach * curve.c)

    def fitted(c: float) -> FittedCurve:
        a, e = _line(loads, powers, c)
        return FittedCurve(a, c, e)

    def as_steep(c: float) -> FittedCurve:
        left = [p - steepest * math.log(x + c) for x, p in zip(loads, powers, strict=True)]
        return FittedCurve(steepest, c, _mean(left))

    steepest = reach * curve.a
    shape = _least(loads, powers, fitted, flattest)
    if shape.a > steepest:
        highest = steepest * math.log(reach * curve.b) + curve.d + (reach - 1) * abs(curve.d)
        shape = _least(loads, powers, as_steep, flattest)
        if shape.e > highest:
            shape = _least(loads, powers, lambda c: FittedCurve(steepest, c, highest), flattest)
    return shape


def _least(
    loads: list[float], powers: list[float], fitted: Callable[[float], FittedCurve], flattest: float
) -> FittedCurve:
    """The best of the curves ``fitted`` to each c: where the slope of the squares is nothing."""

    def slope(c: float) -> float:
        shape = fitted(c)
        return sum(
            (shape.a * math.log(x + c) + shape.e - power) / (x + c)
            for x, power in zip(loads, powers, strict=True)
        )

    low, high = SHARPEST, flattest
    if slope(high) < 0:
        return fitted(high)
    while low < (middle := (low + high) / 2) < high:
        low, high = (low, middle) if slope(middle) > 0 else (middle, high)
    return fitted(high)


def _line(loads: list[float], powers: list[float], c: float) -> tuple[float, float]:
    logs = [math.log(x + c) for x in loads]
    across, up = _mean(logs), _mean(powers)
    a = sum((u - across) * (p - up) for u, p in zip(logs, powers, strict=True)) / sum(
        (u - across) ** 2 for u in logs
    )
    return a, up - a * across


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def cpu_shape(factors: ComponentFactors, profile: str, tdp: float | None) -> FittedCurve:
    """The power curve of a processor; that of its profile when its TDP is not known."""
    curve = factors.curves.get(profile) or factors.curves[""]
    if tdp is None:
        return shape_of(curve)
    return fitted_shape(curve, tdp, factors.tdp_shares, factors.reach)


def cpu_power(
    shapes: Sequence[FittedCurve], loads: Sequence[tuple[LoadShare, ...]], digits: int | None
) -> Floats:
    """The power of one processor of each row (n × 3), in W."""
    rows, share, load = _spread(loads)
    a, c, e = np.array(shapes, dtype=np.float64).reshape(-1, 3)[rows].T[:, :, None]
    power = np.maximum(a * np.log(load + c) + e, LEAST_POWER)
    return significant(_gathered(rows, share * power, len(shapes)), digits)


def ram_power(
    sizes: Floats, loads: Sequence[tuple[LoadShare, ...]], ram: RamPower, digits: int | None
) -> Floats:
    """The power of one memory module of each row (n × 3), in W; ``sizes`` (n) in GB."""
    rows, share, load = _spread(loads)
    busy = ram.idle + (1 - ram.idle) * load / 100
    full = (ram.base + ram.per_gb * sizes)[rows, None]
    return significant(_gathered(rows, share * full * busy, len(sizes)), digits)


def _spread(loads: Sequence[tuple[LoadShare, ...]]) -> tuple[np.ndarray, Floats, Floats]:
    rows = np.array([row for row, each in enumerate(loads) for _ in each], dtype=np.intp)
    share = np.array([part.share for each in loads for part in each], dtype=np.float64)
    load = np.array([part.load for each in loads for part in each], dtype=np.float64)
    return rows, share[:, None], load.reshape(-1, 3)


def _gathered(rows: np.ndarray, values: Floats, count: int) -> Floats:
    total = np.zeros((count, 3))
    np.add.at(total, rows, values)
    return total
