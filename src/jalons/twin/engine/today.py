"""What the sensors of a town say today, and the one thing to say first. Pure.

A figure is never compared with what it is not: a threshold on a mean of 24 hours waits for a mean
of 24 hours, and a day is compared with the same hours of the same day of past weeks, over the
sensors that spoke on both. A family whose sensors are all silent has no figure of today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from jalons.broker.engine.temporal.spreads import is_number

HOUR = 3_600_000_000
DAY, WEEK = 24 * HOUR, 7 * 24 * HOUR
WHOLE = 16 * HOUR  # between the first and the last value of a day that has a mean
NOTABLE = 0.2  # of a quantity that has a true zero
STEPS = {"CEL": 3.0, "KEL": 3.0, "FAH": 5.0, "2N": 3.0, "P1": 10.0}  # of the others, in their unit
NO_MEASURE = frozenset({-999.0, -999.9, -9999.0, -9999.9, -99999.0})  # what loggers write for none

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

    def is_passed(self, value: float) -> bool:
        return value > self.value if self.side == "above" else value < self.value


@dataclass(frozen=True, slots=True)
class Limits:
    """The thresholds of a property in one unit, and the values that cannot be."""

    thresholds: tuple[Threshold, ...] = ()
    least: float = float("-inf")
    most: float = float("inf")

    def is_absurd(self, value: float) -> bool:
        return value in NO_MEASURE or not self.least <= value <= self.most


@dataclass(frozen=True, slots=True)
class DayValues:
    """The values of a sensor over 24 hours, in the order of time."""

    stamps: Sequence[int]
    values: Sequence[object]


@dataclass(frozen=True, slots=True)
class SensorToday:
    """A sensor: its last value with its unit and instant, its last 24 hours, the same of weeks."""

    entity: str
    last: int | None
    value: object = None
    unit: str = ""
    day: DayValues | None = None
    weeks: tuple[DayValues | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """The mean of a day and that of the same hours of past weeks, of the same sensors."""

    now: float
    before: float
    weeks: int
    unit: str = ""

    @property
    def ratio(self) -> float | None:
        """The change as a share; None where a percentage means nothing."""
        if self.unit in STEPS or self.before <= 0:
            return None
        return (self.now - self.before) / self.before

    @property
    def size(self) -> float:
        """How far the change goes, 1 for one that is worth a word."""
        if self.ratio is not None:
            return abs(self.ratio) / NOTABLE
        return abs(self.now - self.before) / STEPS[self.unit] if self.unit in STEPS else 0.0


@dataclass(frozen=True, slots=True)
class Level:
    """Where a family stands: its threshold, how many sensors were compared and how many pass it."""

    threshold: Threshold
    compared: int
    passed: int


@dataclass(frozen=True, slots=True)
class FamilyToday:
    """The figure of a family of sensors today; ``state`` is why there is none.

    ``ok``; ``old``: nothing for 24 hours; ``never``: no value at all; ``absurd``: no value that can
    be. ``silent`` sensors say nothing for 24 hours while others of the family do.
    """

    state: Literal["ok", "old", "never", "absurd"]
    sensors: int
    speaking: int = 0
    silent: tuple[tuple[str, int], ...] = ()
    last: int | None = None
    value: float | None = None
    unit: str = ""
    averaged: bool = False
    counted: int = 0
    level: Level | None = None
    change: Change | None = None
    absurd: int = 0
    other_units: int = 0


def family(
    sensors: Sequence[SensorToday], limits: Mapping[str, Limits], *, now: int
) -> FamilyToday:
    """The figure of a family; ``limits`` are those of its property, by unit."""
    last = max((each.last for each in sensors if each.last is not None), default=None)
    whole = FamilyToday("never", len(sensors), last=last)
    if last is None:
        return whole
    speaking = [each for each in sensors if each.last is not None and each.last >= now - DAY]
    if not speaking:
        return replace(whole, state="old")
    silent = tuple(
        (each.entity, each.last)
        for each in sensors
        if each.last is not None and each.last < now - DAY
    )
    unit, mine = _of_one_unit(speaking)
    found = replace(
        whole, speaking=len(speaking), silent=silent, unit=unit,
        other_units=len(speaking) - len(mine),
    )  # fmt: skip
    bounds = limits.get(unit, Limits())
    sound = [each for each in mine if is_number(each.value) and not _absurd(each.value, bounds)]
    absurd = sum(is_number(each.value) for each in mine) - len(sound)
    means = {each.entity: mean_of(each.day, bounds) for each in sound}
    days = {entity: mean for entity, mean in means.items() if mean is not None}
    lasts = {each.entity: float(each.value) for each in sound}  # type: ignore[arg-type]
    shown = days or lasts
    if not shown:
        return replace(found, state="absurd" if absurd else "never", absurd=absurd)
    return replace(
        found,
        state="ok",
        value=sum(shown.values()) / len(shown),
        averaged=bool(days),
        counted=len(shown),
        level=level(bounds.thresholds, lasts, days),
        change=change(sound, bounds, unit),
        absurd=absurd,
    )


def _of_one_unit(sensors: Sequence[SensorToday]) -> tuple[str, list[SensorToday]]:
    """The sensors of the unit most of them have: values of two units are never put together."""
    unit = Counter(each.unit for each in sensors).most_common(1)[0][0]
    return unit, [each for each in sensors if each.unit == unit]


def _absurd(value: object, bounds: Limits) -> bool:
    return bounds.is_absurd(float(value))  # type: ignore[arg-type]


def mean_of(day: DayValues | None, bounds: Limits) -> float | None:
    """The mean of a day without the values that cannot be; None when the day is too short."""
    found = _sound(day, bounds)
    if len(found) < 2 or found[-1][0] - found[0][0] < WHOLE:
        return None
    return sum(value for _stamp, value in found) / len(found)


def _sound(day: DayValues | None, bounds: Limits) -> list[tuple[int, float]]:
    if day is None:
        return []
    return [
        (stamp, float(value))  # type: ignore[arg-type]
        for stamp, value in zip(day.stamps, day.values, strict=True)
        if is_number(value) and not _absurd(value, bounds)
    ]


def level(
    thresholds: Iterable[Threshold], lasts: Mapping[str, float], days: Mapping[str, float]
) -> Level | None:
    """The most severe threshold that is passed, else the first one to pass; None without any."""
    found = []
    for threshold in thresholds:
        values = days if threshold.averaged else lasts
        if values:
            passed = sum(map(threshold.is_passed, values.values()))
            found.append(Level(threshold, len(values), passed))
    over = [each for each in found if each.passed]
    if over:
        return max(over, key=lambda each: (not each.threshold.own, _severity(each.threshold)))
    return min(
        found, key=lambda each: (each.threshold.own, _severity(each.threshold)), default=None
    )


def _severity(threshold: Threshold) -> float:
    return threshold.value if threshold.side == "above" else -threshold.value


def change(sensors: Sequence[SensorToday], bounds: Limits, unit: str) -> Change | None:
    """Today against the same day of past weeks, over the sensors that spoke alike on both."""
    pairs: list[tuple[float, float]] = []
    met = 0
    for each in sensors:
        today = mean_of(each.day, bounds)
        if today is None or each.day is None:
            continue
        before = [
            mean
            for week in each.weeks
            if week is not None
            and len(each.day.stamps) <= 2 * len(week.stamps) <= 4 * len(each.day.stamps)
            and (mean := mean_of(week, bounds)) is not None
        ]
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
    threshold, ``change``, else ``plain``. ``more``: ``silent``, ``alerts``, ``change`` or empty.
    """

    finding: Literal["nothing", "never", "old", "over", "under", "change", "plain"]
    family: int = -1
    more: Literal["silent", "alerts", "change", ""] = ""
    changed: int = -1
    silent: tuple[tuple[str, int], ...] = ()
    speaking: int = 0
    last: int | None = None


@dataclass(frozen=True, slots=True)
class _Ranks:
    over: list[int] = field(default_factory=list)
    under: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)


def learnt(families: Sequence[FamilyToday], *, alerts: int) -> Learnt:
    """The first thing to say of a town, by rule.

    A threshold passed (health and law before those of the authority, then by the share of sensors),
    else one respected, else the largest change, else how many sensors spoke.
    """
    if not any(each.sensors for each in families):
        return Learnt("nothing")
    last = max((each.last for each in families if each.last is not None), default=None)
    speaking = sum(each.speaking for each in families)
    if last is None or not speaking:
        return Learnt("never" if last is None else "old", last=last)
    silent = tuple(pair for each in families for pair in each.silent)
    ranks = _ranks(families)
    found = Learnt("plain", silent=silent, speaking=speaking, last=last)
    changed = ranks.changed[0] if ranks.changed else -1
    for finding, order in (("over", ranks.over), ("under", ranks.under), ("change", ranks.changed)):
        if order:
            found = replace(found, finding=finding, family=order[0])  # type: ignore[arg-type]
            break
    if silent:
        return replace(found, more="silent")
    if alerts:
        return replace(found, more="alerts")
    if changed >= 0 and found.finding != "change":
        return replace(found, more="change", changed=changed)
    return found


def _ranks(families: Sequence[FamilyToday]) -> _Ranks:
    """The families of each finding, the one to speak of first."""
    ranks = _Ranks()
    for rank, each in enumerate(families):
        if each.state != "ok":
            continue
        if each.level is not None:
            (ranks.over if each.level.passed else ranks.under).append(rank)
        if each.change is not None and each.change.size >= 1:
            ranks.changed.append(rank)

    def worst(rank: int) -> tuple[bool, float]:
        found = families[rank].level
        assert found is not None  # noqa: S101  it has one to be here
        return found.threshold.own, -found.passed / found.compared

    ranks.over.sort(key=worst)
    ranks.under.sort(key=worst)
    ranks.changed.sort(key=lambda rank: -(c.size if (c := families[rank].change) else 0.0))
    return ranks
