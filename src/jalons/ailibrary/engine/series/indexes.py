"""From the index of a meter, which only grows, to the consumption of each hour.

Only for a series that people call an index. An index that passes its last digit comes back to
zero: the amount is known. One that falls without that was replaced, and the hour is unknown; a
reading below those around it is wrong, and unknown too. Each is reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import numpy as np

from jalons.ailibrary.engine.series.hours import EPOCH, HourSeries, placed, step_of

NEAR_TOP = 0.98  # of its digits: an index that falls from there came back to zero
USUAL = 20  # times the usual increase of an hour: what a return to zero may have counted


class Happened(StrEnum):
    """What an index did that is not growing."""

    ROLLED = "rolled"
    REPLACED = "replaced"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class IndexEvent:
    """What happened to an index, when, between which values."""

    kind: Happened
    when: datetime
    before: float
    after: float


def consumption(
    readings: Sequence[tuple[datetime, float]], *, zone: str = "Europe/Paris"
) -> tuple[HourSeries, tuple[IndexEvent, ...]]:
    """The consumption between the first readings of hours that follow each other, in its unit.

    Raises ``AIError`` as ``hours.hourly``.
    """
    step_of([when for when, _index in readings])
    ordered, events = _trusted(sorted(dict(readings).items()))
    first: dict[int, tuple[datetime, float]] = {}
    for when, index in ordered:
        first.setdefault((when - EPOCH) // timedelta(hours=1), (when, index))
    values = dict.fromkeys(sorted(first)[:-1] or first, np.nan)
    usual = _usual(first)
    for hour, (_when, index) in first.items():
        if hour + 1 not in first:
            continue
        when, after = first[hour + 1]
        if after >= index:
            values[hour] = after - index
        else:
            rolled = 10 ** len(str(int(index))) - index + after
            kind = Happened.REPLACED
            if index >= NEAR_TOP * 10 ** len(str(int(index))) and rolled <= USUAL * usual:
                values[hour], kind = rolled, Happened.ROLLED
            events.append(IndexEvent(kind, when, index, after))
    return placed(values, zone), tuple(sorted(events, key=lambda each: each.when))


def _trusted(
    readings: Sequence[tuple[datetime, float]],
) -> tuple[list[tuple[datetime, float]], list[IndexEvent]]:
    """The readings without those that fall below the one before and are left at once."""
    trusted: list[tuple[datetime, float]] = []
    events: list[IndexEvent] = []
    for place, (when, index) in enumerate(readings):
        before = trusted[-1][1] if trusted else index
        after = readings[place + 1][1] if place + 1 < len(readings) else index
        low, high = index < before <= after, index > after >= before and trusted
        if low or (high and index - before > 1000 * max(1.0, after - before)):
            events.append(IndexEvent(Happened.WRONG, when, before, index))
        else:
            trusted.append((when, index))
    return trusted, events


def _usual(first: dict[int, tuple[datetime, float]]) -> float:
    """The increase of an hour that 99 hours of 100 do not pass."""
    grown = [first[hour + 1][1] - index for hour, (_when, index) in first.items()
             if hour + 1 in first and first[hour + 1][1] >= index]  # fmt: skip
    return float(np.percentile(grown, 99)) if grown else 0.0
