"""Hours of night from the latitude, and how many of them lights burn within hours of the clock.

The sun sets and rises when its upper edge touches the horizon: 90.833° from the zenith, refraction
included. Source of the formulas: National Oceanic and Atmospheric Administration (NOAA), «General
Solar Position Calculations» (fractional year, equation of time, declination, hour angle); they
agree with published times to about a minute at the latitudes of France.
"""

from __future__ import annotations

import calendar
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .change import DAY

type Values = NDArray[np.float64]

ZENITH = math.radians(90.833)
EARLIEST, LATEST = -0.5, 2.5  # hours legal time may be ahead of the sun's where it is in use


@dataclass(frozen=True, slots=True)
class LegalYear:
    """A year and its legal time: hours ahead of UTC, from the day before it to the day after."""

    year: int
    offsets: tuple[float, ...]

    @property
    def days(self) -> int:
        """How many days the year has."""
        return 366 if calendar.isleap(self.year) else 365

    def at(self, longitude: float) -> LegalYear:
        """The legal time at a longitude: a solar zone when the present offsets belong elsewhere.

        A town of Réunion on a server set to Paris lives by the sun of Réunion.
        """
        natural = round(longitude / 15)
        ahead = sum(self.offsets) / len(self.offsets) - longitude / 15
        if EARLIEST <= ahead <= LATEST:
            return self
        return LegalYear(self.year, (float(natural),) * len(self.offsets))

    @classmethod
    def constant(cls, year: int, offset: float = 0.0) -> LegalYear:
        """A year without summer time."""
        return cls(year, (offset,) * (368 if calendar.isleap(year) else 367))


def sun_times(day: int, longitude: float, latitude: float) -> tuple[float, float]:
    """Sunrise and sunset of a day of the year (from 0), in minutes of UTC since its midnight.

    Where the sun does not set, both fall at the sun's midnight; where it does not rise, at noon.
    """
    angle = 2 * math.pi / 365 * (day - longitude / 360)  # at the sun's noon
    equation = 229.18 * (
        0.000075
        + 0.001868 * math.cos(angle)
        - 0.032077 * math.sin(angle)
        - 0.014615 * math.cos(2 * angle)
        - 0.040849 * math.sin(2 * angle)
    )
    declination = (
        0.006918
        - 0.399912 * math.cos(angle)
        + 0.070257 * math.sin(angle)
        - 0.006758 * math.cos(2 * angle)
        + 0.000907 * math.sin(2 * angle)
        - 0.002697 * math.cos(3 * angle)
        + 0.00148 * math.sin(3 * angle)
    )
    phi = math.radians(max(-89.9, min(89.9, latitude)))
    cosine = math.cos(ZENITH) / (math.cos(phi) * math.cos(declination)) - math.tan(phi) * math.tan(
        declination
    )
    half = 4 * math.degrees(math.acos(max(-1.0, min(1.0, cosine))))
    noon = 720 - 4 * longitude - equation
    return noon - half, noon + half


def nights(year: LegalYear, longitude: float, latitude: float) -> Values:
    """Sunset and the next sunrise of each night of a year, in minutes of UTC since its start."""
    times = [sun_times(day, longitude, latitude) for day in range(year.days + 1)]
    return np.array(
        [
            (day * DAY + times[day][1], (day + 1) * DAY + times[day + 1][0])
            for day in range(year.days)
        ]
    )


def night_hours(year: LegalYear, longitude: float, latitude: float) -> float:
    """Hours from sunset to sunrise in a year."""
    found = nights(year, longitude, latitude)
    return float(np.sum(found[:, 1] - found[:, 0]) / 60)


def lit_hours(
    year: LegalYear,
    place: tuple[float, float],
    parts: Sequence[tuple[int, int]],
    delay: Values,
) -> Values:
    """Hours a year lights burn within each part of the day: one row a part, one column a draw.

    Lights switch on ``delay`` minutes after sunset and off ``delay`` minutes before sunrise.
    ``parts`` are in minutes of the legal clock within one day; parts that cover a whole day share
    all the hours.
    """
    found = nights(year, *place)
    starts = found[:, 0, None] + delay[None, :]
    ends = np.maximum(found[:, 1, None] - delay[None, :], starts)
    total = np.zeros((len(parts), delay.size))
    for row, (first, last) in enumerate(parts):
        for shift in (0, 1):  # the evening of a day, the morning of the next
            days = range(shift, year.days + shift)
            opening = np.array([_instant(year, day, first) for day in days])
            closing = np.array([_instant(year, day, last) for day in days])
            overlap = np.minimum(ends, closing[:, None]) - np.maximum(starts, opening[:, None])
            total[row] += np.sum(np.maximum(overlap, 0.0), axis=0)
    return total / 60


def _instant(year: LegalYear, day: int, minute: int) -> float:
    """Minutes of UTC since the start of the year, of a minute of the legal clock of a day.

    A day begins by the clock of the day before: summer time leaves no gap and no double hour.
    """
    if minute == DAY:
        day, minute = day + 1, 0
    offset = year.offsets[day if minute == 0 else day + 1]
    return day * DAY + minute - 60 * offset
