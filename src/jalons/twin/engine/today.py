"""What the sensors of a town say today, and the one thing to say first. Pure.

A figure is never compared with what it is not: a threshold on a mean of 24 hours waits for one, and
a day is compared with the same hours of the same day of past weeks, over the sensors that spoke on
both. A family whose sensors are all silent has no figure of today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from jalons.broker.engine.temporal.spreads import is_number

HOUR = 3_600_000_000
DAY, WEEK = 24 * HOUR, 7 * 24 * HOUR
WHOLE = 16 * HOUR  # between the first and the last value of a day that has a mean
NOTABLE = 0.2  # of a quantity that has a true zero
STEPS = {"CEL": 3.0, "KEL": 3.0, "FAH": 5.0, "2N": 3.0, "P1": 10.0}  # of the others, in their unit
NO_MEASURE = frozenset({-999.0, -999.9, -9999.0, -9999.9, -99999.0})  # what loggers write for none

type DayPoints = tuple[Sequence[int], Sequence[object]]
Side = Literal["above", "below"]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A level a value should not pass: ``averaged`` over 24 hours, or of the last value.

    ``own`` is one of the authority, by an alert rule. ``key`` finds its words and its source.
    """

    key: str
    value: float
    side: Side = "above"
    averaged: bool = False
    own: bool = False

    @property
    def rank(self) -> tuple[bool, float]:
        """Health and law before those of the authority, then the most severe last."""
        return self.own, self.value if self.side == "above" else -self.value

    def is_passed(self, value: float) -> bool:
        """Whether a value is on the wrong side of it."""
        return value > self.value if self.side == "above" else value < self.value


@dataclass(frozen=True, slots=True)
class ValueBounds:
    """The thresholds of a property in one unit, and the values that cannot be."""

    thresholds: tuple[Threshold, ...] = ()
    least: float = float("-inf")
    most: float = float("inf")

    def sound(self, value: object) -> bool:
        """Whether a value is a number that can be one of this property."""
        if not is_number(value):
            return False
        number = float(value)  # type: ignore[arg-type]
        return number not in NO_MEASURE and self.least <= number <= self.most

    def mean(self, day: DayPoints | None) -> float | None:
        """The mean of a day without the values that cannot be; None when the day is too short."""
        found = [(s, float(v)) for s, v in zip(*day, strict=True) if self.sound(v)] if day else []  # type: ignore[arg-type]
        if len(found) < 2 or found[-1][0] - found[0][0] < WHOLE:
            return None
        return sum(value for _stamp, value in found) / len(found)


@dataclass(frozen=True, slots=True)
class SensorToday:
    """A sensor: its last value with its unit and instant, its last 24 hours, the same of weeks."""

    entity: str
    last: int | None
    value: object = None
    unit: str = ""
    day: DayPoints | None = None
    weeks: tuple[DayPoints | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """The mean of a day and that of the same hours of past weeks, of the same sensors."""

    mean: float
    before: float
    weeks: int
    unit: str = ""

    @property
    def ratio(self) -> float | None:
        """The change as a share; None where a percentage means nothing."""
        if self.unit in STEPS or self.before <= 0:
            return None
        return (self.mean - self.before) / self.before

    @property
    def size(self) -> float:
        """How far the change goes, 1 for one that is worth a word."""
        if self.ratio is not None:
            return abs(self.ratio) / NOTABLE
        return abs(self.mean - self.before) / STEPS[self.unit] if self.unit in STEPS else 0.0


@dataclass(frozen=True, slots=True)
class AgainstThreshold:
    """Where a family stands: its threshold, how many sensors were compared and how many pass it."""

    threshold: Threshold
    compared: int
    passed: int


@dataclass(frozen=True, slots=True)
class FamilyToday:
    """The figure of a family of sensors today; ``state`` is why there is none.

    ``ok``; ``old``: nothing for 24 hours; ``never``: no value at all; ``absurd``: no value that can
    be. ``silent`` sensors say nothing for 24 hours, with their last instant.
    """

    state: Literal["ok", "old", "never", "absurd"]
    sensors: int
    last: int | None = None
    speaking: int = 0
    silent: tuple[tuple[str, int], ...] = ()
    value: float | None = None
    unit: str = ""
    averaged: bool = False
    counted: int = 0
    level: AgainstThreshold | None = None
    change: Change | None = None
    absurd: int = 0
    other_units: int = 0


def family(
    sensors: Sequence[SensorToday], limits: Mapping[str, ValueBounds], *, now: int
) -> FamilyToday:
    """The figure of a family; ``limits`` are those of its property, by unit.

    Values of two units are never put together: those of the unit most sensors have count.
    """
    lasts = [(each.entity, each.last) for each in sensors if each.last is not None]
    last = max((stamp for _id, stamp in lasts), default=None)
    silent = tuple(pair for pair in lasts if pair[1] < now - DAY)
    speaking = [each for each in sensors if each.last is not None and each.last >= now - DAY]
    if last is None or not speaking:
        return FamilyToday("never" if last is None else "old", len(sensors), last, 0, silent)
    unit = Counter(each.unit for each in speaking).most_common(1)[0][0]
    bounds = limits.get(unit, ValueBounds())
    mine = [each for each in speaking if each.unit == unit]
    sound = [each for each in mine if bounds.sound(each.value)]
    absurd = sum(is_number(each.value) for each in mine) - len(sound)
    now_values = {each.entity: float(each.value) for each in sound}  # type: ignore[arg-type]
    days = {each.entity: mean for each in sound if (mean := bounds.mean(each.day)) is not None}
    shown = list((days or now_values).values())
    return FamilyToday(
        "ok" if shown else "absurd" if absurd else "never", len(sensors), last, len(speaking),
        silent, sum(shown) / len(shown) if shown else None, unit, bool(days), len(shown),
        level(bounds.thresholds, now_values, days), change(sound, bounds, unit), absurd,
        len(speaking) - len(mine),
    )  # fmt: skip


def level(
    thresholds: Iterable[Threshold], lasts: Mapping[str, float], days: Mapping[str, float]
) -> AgainstThreshold | None:
    """The most severe threshold that is passed, else the first one to pass; None without any."""
    found = [
        AgainstThreshold(each, len(values), sum(map(each.is_passed, values.values())))
        for each in thresholds
        if (values := days if each.averaged else lasts)
    ]
    over = [each for each in found if each.passed]
    if over:
        public = [each for each in over if not each.threshold.own] or over
        return max(public, key=lambda each: each.threshold.rank)
    return min(found, key=lambda each: each.threshold.rank, default=None)


def change(sensors: Iterable[SensorToday], bounds: ValueBounds, unit: str) -> Change | None:
    """Today against the same day of past weeks, over the sensors that spoke alike on both."""
    pairs: list[tuple[float, float]] = []
    met = 0
    for each in sensors:
        if each.day is None or (today := bounds.mean(each.day)) is None:
            continue
        count = len(each.day[0])
        alike = (week for week in each.weeks if week and count <= 2 * len(week[0]) <= 4 * count)
        before = [mean for week in alike if (mean := bounds.mean(week)) is not None]
        if before:
            pairs.append((today, sum(before) / len(before)))
            met = max(met, len(before))
    if not pairs:
        return None
    now, past = (sum(values) / len(pairs) for values in zip(*pairs, strict=True))
    return Change(now, past, met, unit)


@dataclass(frozen=True, slots=True)
class Learnt:
    """What to say first: a finding about a family, then one thing more.

    ``finding``: ``nothing`` (no sensor), ``never`` (no value), ``old``, ``over`` or ``under`` a
    threshold, ``change``, else ``plain``. ``more``: ``silent`` (while others of their family
    speak), ``alerts``, ``change`` or empty.
    """

    finding: Literal["nothing", "never", "old", "over", "under", "change", "plain"]
    family: int = -1
    more: Literal["silent", "alerts", "change", ""] = ""
    changed: int = -1
    silent: tuple[tuple[str, int], ...] = ()
    speaking: int = 0
    last: int | None = None


def learnt(families: Sequence[FamilyToday], *, alerts: int) -> Learnt:
    """The first thing to say of a town, by rule.

    A threshold passed (health and law before those of the authority, then by the share of sensors),
    else one respected, else the largest change, else how many sensors spoke.
    """
    last = max((each.last for each in families if each.last is not None), default=None)
    speaking = sum(each.speaking for each in families)
    if last is None or not speaking:
        some = any(each.sensors for each in families)
        return Learnt("old" if last is not None else "never" if some else "nothing", last=last)
    levels = [(rank, each.level) for rank, each in enumerate(families) if each.level is not None]
    levels.sort(key=lambda pair: (pair[1].threshold.own, -pair[1].passed / pair[1].compared))
    over = [rank for rank, each in levels if each.passed]
    sizes = {rank: each.change.size for rank, each in enumerate(families) if each.change}
    changed = max((rank for rank in sizes if sizes[rank] >= 1), key=sizes.__getitem__, default=-1)
    silent = tuple(pair for each in families if each.speaking for pair in each.silent)
    found = Learnt("plain", silent=silent, speaking=speaking, last=last)
    if levels:
        rank = over[0] if over else levels[0][0]
        found = replace(found, finding="over" if over else "under", family=rank)
    elif changed >= 0:
        found = replace(found, finding="change", family=changed)
    if found.silent or alerts:
        return replace(found, more="silent" if found.silent else "alerts")
    if changed >= 0 and found.finding != "change":
        return replace(found, more="change", changed=changed)
    return found
