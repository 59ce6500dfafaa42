"""Heat really delivered, from the index of meters: MWh in a period, never from a potential.

An index only grows. What it does between two readings is known as a whole, so gaps lose nothing
inside the period; at its ends the part of a gap that falls inside is between none and all of it. An
index that falls back to less than half is a meter replaced or reset: what the new one shows was
delivered, if it started from zero, and what the old one saw last is unknown. A smaller fall is a
wrong reading, left aside; so is a peak the index falls back from to where it came from.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from jalons.kernel import Interval

RESET = 0.5


@dataclass(frozen=True, slots=True)
class IndexReading:
    """An index read: instant in microseconds since 1970, MWh."""

    stamp: int
    index: float


@dataclass(frozen=True, slots=True)
class Delivered:
    """MWh delivered in a period, with the readings they rest on and what was odd about them.

    ``since`` and ``until`` are the first and last instants of the period that readings cover.
    """

    energy: Interval
    readings: int
    since: int
    until: int
    resets: int = 0
    ignored: int = 0


def delivered(readings: Iterable[IndexReading], *, start: int, end: int) -> Delivered | None:
    """The heat a meter delivered from ``start`` to ``end``; None when readings tell nothing of it.

    Readings before and after the period help to share what straddles its ends.
    """
    kept, ignored = _trusted(readings)
    low = mid = high = 0.0
    resets = 0
    covered: list[int] = []
    for before, after in pairwise(kept):
        if after.stamp <= start or before.stamp >= end:
            continue
        reset = after.index < before.index
        brought = after.index if reset else after.index - before.index
        inside = min(after.stamp, end) - max(before.stamp, start)
        whole = inside == after.stamp - before.stamp
        low += brought if whole and not reset else 0.0
        mid += brought * inside / (after.stamp - before.stamp)
        high += brought
        resets += reset
        covered += [max(before.stamp, start), min(after.stamp, end)]
    if not covered:
        return None
    inside_count = sum(start <= reading.stamp < end for reading in kept)
    energy = Interval(min(low, mid), mid, max(high, mid))
    return Delivered(energy, inside_count, min(covered), max(covered), resets, ignored)


def _trusted(readings: Iterable[IndexReading]) -> tuple[list[IndexReading], int]:
    """The readings in the order of time without those an index cannot show; how many were not."""
    told = list(readings)
    latest = {each.stamp: each for each in told if math.isfinite(each.index) and each.index >= 0}
    kept: list[IndexReading] = []
    for reading in sorted(latest.values(), key=lambda each: each.stamp):
        fell = bool(kept) and reading.index < kept[-1].index
        if fell and reading.index >= RESET * kept[-1].index:
            continue
        if fell and len(kept) > 1 and reading.index >= kept[-2].index:
            kept.pop()
        kept.append(reading)
    return kept, len(told) - len(kept)


def together(meters: Iterable[Delivered]) -> Interval | None:
    """MWh of several meters; None when none told anything."""
    told = [each.energy for each in meters]
    if not told:
        return None
    return Interval(
        sum(each.low for each in told),
        sum(each.mid for each in told),
        sum(each.high for each in told),
    )
