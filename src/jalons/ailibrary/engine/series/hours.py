"""Hours of a meter: from readings of any usual step to hours, and to the days of the local clock.

Instants are hours since 1970 in UTC, so that a change of the clock neither loses nor repeats one.
An hour that was not read whole is unknown (NaN): it is never filled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from jalons.ailibrary.engine.errors import AIError

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY_ONE = date(1970, 1, 1).toordinal()
HOUR = timedelta(hours=1)
LONGEST = 24 * 366 * 6  # hours of a series


@dataclass(frozen=True)
class HourSeries:
    """The hours of a meter in the unit of its quantity, from ``start`` on; NaN is unknown."""

    start: int
    values: Floats
    zone: str = "Europe/Paris"

    @cached_property
    def days(self) -> Ints:
        """The local day of each hour, as days since 1970."""
        return self._clock[0]

    @cached_property
    def hours(self) -> Ints:
        """The local hour of each hour, 0 to 23."""
        return self._clock[1]

    @cached_property
    def _clock(self) -> tuple[Ints, Ints]:
        stamps = self.start + np.arange(len(self.values))
        zone, offsets = ZoneInfo(self.zone), np.zeros(len(stamps), dtype=np.int64)
        for first in range(0, len(stamps), 24):
            last = min(first + 24, len(stamps))
            one, other = (_offset(int(stamps[at]), zone) for at in (first, last - 1))
            offsets[first:last] = one
            if one != other:
                offsets[first:last] = [_offset(int(each), zone) for each in stamps[first:last]]
        local = stamps + offsets
        return local // 24, local % 24

    def grid(self) -> tuple[int, Floats]:
        """The first local day, and the days × 24 hours of the clock.

        An hour the clock says twice is the mean of both; one it skips is unknown.
        """
        first = int(self.days[0]) if len(self.values) else 0
        shape = (int(self.days[-1]) - first + 1 if len(self.values) else 0, 24)
        sums, counts = np.zeros(shape), np.zeros(shape)
        known = ~np.isnan(self.values)
        at = (self.days[known] - first, self.hours[known])
        np.add.at(sums, at, self.values[known])
        np.add.at(counts, at, 1)
        return first, np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)

    def beside(self, other: HourSeries) -> Floats:
        """The grid of another series on the days and the clock of this one."""
        values, start = np.full(len(self.values), np.nan), self.start
        low = max(start, other.start)
        high = min(start + len(values), other.start + len(other.values))
        if low < high:
            values[low - start : high - start] = other.values[
                low - other.start : high - other.start
            ]
        return HourSeries(start, values, self.zone).grid()[1]


def _offset(hour: int, zone: ZoneInfo) -> int:
    """Hours between the local clock and UTC (half-hours are rounded down)."""
    shift = (EPOCH + hour * HOUR).astimezone(zone).utcoffset() or timedelta()
    return int(shift // HOUR)


def day_of(number: int) -> date:
    """The day that days since 1970 name."""
    return date.fromordinal(DAY_ONE + number)


def number_of(day: date) -> int:
    """The days since 1970 of a day."""
    return day.toordinal() - DAY_ONE


def instant(hour: int) -> datetime:
    """The instant of an hour, in UTC."""
    return EPOCH + hour * HOUR


def hourly(
    readings: Sequence[tuple[datetime, float]], *, mean: bool, at_end: bool = False,
    zone: str = "Europe/Paris",
) -> HourSeries:  # fmt: skip
    """Hours from readings of a step of an hour or less; ``mean`` for powers and temperatures.

    Else each reading is the amount of its step, which begins at its instant (ends, ``at_end``). An
    hour counts only when all its readings are there (half of them for a mean). Instants carry
    their zone. Raises ``AIError``: ``meter_empty``, ``meter_step``, ``meter_long``.
    """
    minutes = step_of([when for when, _value in readings])
    shift = minutes if at_end else 0
    found: dict[int, dict[int, float]] = {}
    for when, value in readings:
        minute = (when - EPOCH) // timedelta(minutes=1) - shift
        found.setdefault(minute // 60, {})[minute % 60] = value
    whole = 60 // minutes
    if not mean and 60 % minutes:
        raise AIError("meter_step", minutes=minutes)
    needed = max(1, whole // 2) if mean else whole
    whole_hours = {
        hour: sum(parts.values()) / (len(parts) if mean else 1) if len(parts) >= needed else np.nan
        for hour, parts in found.items()
    }
    return placed(whole_hours, zone)


def step_of(moments: Sequence[datetime]) -> int:
    """The usual minutes between readings. Raises ``AIError``: ``meter_empty``, ``meter_step``."""
    stamps = np.unique([(each - EPOCH) // timedelta(minutes=1) for each in moments])
    if len(stamps) < 2:
        raise AIError("meter_empty")
    minutes = int(np.median(np.diff(stamps)))
    if not 1 <= minutes <= 60:
        raise AIError("meter_step", minutes=minutes)
    return minutes


def placed(hours: Mapping[int, float], zone: str = "Europe/Paris") -> HourSeries:
    """The series of known hours; those between are unknown. ``AIError`` (``meter_long``)."""
    start, length = min(hours), max(hours) - min(hours) + 1
    if length > LONGEST:
        raise AIError("meter_long", years=LONGEST // 8766)
    values = np.full(length, np.nan)
    values[np.fromiter(hours, int) - start] = list(hours.values())
    return HourSeries(start, values, zone)
