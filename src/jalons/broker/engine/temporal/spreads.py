"""What values were from hour to hour, day to day, month to month of a calendar.

NGSI-LD aggregates start their periods at the requested instant and know no time zone; people ask
about days that begin at their midnight, and about months. A period without a value stays empty.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import isfinite
from typing import Any, Literal

from .request import Points

Step = Literal["hour", "day", "week", "month"]
STEPS: tuple[Step, ...] = ("hour", "day", "week", "month")
MOST_PERIODS = 2_000


@dataclass(frozen=True, slots=True)
class Spread:
    """The least, the mean and the most of some values, how many, and the instant of the last."""

    low: float
    mean: float
    high: float
    count: int
    last: int


def edges(start: datetime, end: datetime, step: Step) -> list[datetime]:
    """Where the periods that cover an interval begin, and the end of the last one.

    Both instants carry their time zone, whose calendar counts. Raises ``ValueError`` beyond 2,000.
    """
    found = [_begun(start, step)]
    while found[-1] < end:
        found.append(_following(found[-1], step))
        if len(found) > MOST_PERIODS + 1:
            raise ValueError(f"more than {MOST_PERIODS} periods of a {step}")
    return found


def _begun(when: datetime, step: Step) -> datetime:
    """The start of the period an instant is in."""
    if step == "hour":
        return when.replace(minute=0, second=0, microsecond=0)
    midnight = when.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if step == "week":
        return midnight - timedelta(days=midnight.weekday())
    return midnight.replace(day=1) if step == "month" else midnight


def _following(when: datetime, step: Step) -> datetime:
    if step == "hour":  # of the clock of the world: a day of change has 23 or 25
        return (when.astimezone(UTC) + timedelta(hours=1)).astimezone(when.tzinfo)
    if step == "month":
        return when.replace(year=when.year + when.month // 12, month=when.month % 12 + 1)
    return when + timedelta(days=7 if step == "week" else 1)


def micros_of(when: datetime) -> int:
    """Microseconds since 1970."""
    return (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def spread(stamps: Sequence[int], values: Sequence[float]) -> Spread | None:
    """The spread of some values, None without one; rounding never pushes the mean outside."""
    if not values:
        return None
    low, high = min(values), max(values)
    mean = min(max(sum(values) / len(values), low), high)
    return Spread(low, mean, high, len(values), max(stamps))


def spreads(
    stamps: Sequence[int], values: Sequence[float], bounds: Sequence[int]
) -> list[Spread | None]:
    """The spread of each period between two bounds; ``stamps`` and ``bounds`` rise."""
    places = [bisect_left(stamps, bound) for bound in bounds]
    return [spread(stamps[low:high], values[low:high]) for low, high in pairwise(places)]


def is_number(value: Any) -> bool:
    """Whether a value can be drawn and averaged: true, false and what is not finite cannot."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return isfinite(value)
    except OverflowError:  # an integer beyond what a float can be
        return False


def numbers(series: Iterable[Points]) -> tuple[list[int], list[float]]:
    """The instants and the numbers of several series, together in the order of time."""
    pairs = [
        (stamp, float(value))
        for points in series
        for stamp, value in zip(points.stamps, points.values, strict=True)
        if is_number(value)
    ]
    pairs.sort(key=lambda pair: pair[0])
    return [stamp for stamp, _ in pairs], [value for _, value in pairs]
