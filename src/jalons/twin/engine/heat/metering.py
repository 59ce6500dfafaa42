"""Heat really delivered, from the index of meters: MWh in a period, never from a potential.

An index only grows. Its increase between two readings is known as a whole, so a gap inside the
period loses nothing; at the ends of the period, the part of a gap that falls inside is between none
and all of it. An index that falls below half is a meter replaced or reset: the index of the new one
was delivered, if it started from zero, and what the old one counted after its last reading is
unknown. A smaller fall is a wrong reading and is ignored; so is a peak after which the index comes
back to its level.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from jalons.kernel import Interval

from .cases import summed

RESET = 0.5


@dataclass(frozen=True, slots=True)
class IndexReading:
    """An index of a meter: instant in microseconds since 1970, MWh."""

    stamp: int
    index: float


@dataclass(frozen=True, slots=True)
class Delivered:
    """MWh delivered in a period, with the number of readings used and their anomalies.

    ``since`` and ``until`` are the first and last instants of the period that readings cover.
    """

    energy: Interval
    readings: int
    since: int
    until: int
    resets: int = 0
    ignored: int = 0


def delivered(readings: Iterable[IndexReading], *, start: int, end: int) -> Delivered | None:
    """The heat a meter delivered from ``start`` to ``end``; None when no readings cover the period.

    Readings before and after the period are used for the gaps across its ends.
    """
    trusted, ignored = _trusted(readings)
    low = mid = high = 0.0
    resets = 0
    covered: list[int] = []
    for before, after in pairwise(trusted):
        if after.stamp <= start or before.stamp >= end:
            continue
        reset = after.index < before.index
        increase = after.index if reset else after.index - before.index
        inside = min(after.stamp, end) - max(before.stamp, start)
        whole = inside == after.stamp - before.stamp
        low += increase if whole and not reset else 0.0
        mid += increase * inside / (after.stamp - before.stamp)
        high += increase
        resets += reset
        covered += [max(before.stamp, start), min(after.stamp, end)]
    if not covered:
        return None
    inside_count = sum(start <= reading.stamp < end for reading in trusted)
    energy = Interval(min(low, mid), mid, max(high, mid))
    return Delivered(energy, inside_count, min(covered), max(covered), resets, ignored)


def _trusted(readings: Iterable[IndexReading]) -> tuple[list[IndexReading], int]:
    """The plausible readings in order of time, and how many were ignored."""
    every = list(readings)
    latest = {each.stamp: each for each in every if math.isfinite(each.index) and each.index >= 0}
    trusted: list[IndexReading] = []
    for reading in sorted(latest.values(), key=lambda each: each.stamp):
        fell = bool(trusted) and reading.index < trusted[-1].index
        if fell and reading.index >= RESET * trusted[-1].index:
            continue
        if fell and len(trusted) > 1 and reading.index >= trusted[-2].index:
            trusted.pop()
        trusted.append(reading)
    return trusted, len(every) - len(trusted)


def total(meters: Iterable[Delivered]) -> Interval | None:
    """MWh of several meters; None when no meter has a value."""
    energies = [meter.energy for meter in meters]
    return summed(energies) if energies else None
