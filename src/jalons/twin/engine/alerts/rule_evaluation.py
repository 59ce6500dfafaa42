"""A rule evaluated on the latest values and the history of an entity.

Unknown is never normal: a value that is not a number, another unit or too few points give the
verdict ``unknown``, which neither opens an alert nor reports a return to normal.

Source of the robust standard deviation (1.4826 times the median absolute deviation, which makes it
consistent for normal data): P. J. Rousseeuw and C. Croux, Alternatives to the Median Absolute
Deviation, Journal of the American Statistical Association 88 (424), 1993.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from statistics import fmean, median
from typing import Literal

from jalons.broker.engine.temporal.request import Points

from .latest_values import InstanceValue, WatchedEntity, number
from .rule import DAY, HOUR, MINUTE, Drift, Rule, Silence, Threshold

Verdict = Literal["breach", "normal", "between", "unknown"]
SCALE = 1.4826
FEWEST_REFERENCE = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule finds for one entity.

    ``between`` is neither in breach nor normal: inside the margin, or not for long enough yet.
    ``reason`` is a key (value, silent, never, drift, absent, unreadable, unit, few_points,
    no_spread). ``value`` is what was evaluated, in the unit of the rule; ``against`` what it was
    compared with (limit, reference mean), ``size`` by how much (hours, percent or deviations).
    ``at`` is the instant of the value, ``since`` when the situation began.
    """

    entity: str
    verdict: Verdict
    reason: str
    at: int | None = None
    since: int | None = None
    value: float | None = None
    against: float | None = None
    size: float | None = None
    dataset: str | None = None


def evaluate(rule: Rule, seen: WatchedEntity, points: Sequence[Points], *, now: int) -> Finding:
    """What a rule finds for one entity at ``now``.

    ``points`` are those of its attribute since ``now - rule.back``; a threshold without minutes and
    a silence need none.
    """
    match rule.condition:
        case Threshold():
            return _threshold(rule, rule.condition, seen, points)
        case Silence():
            return _silence(rule.condition, seen, now)
        case Drift():
            return _drift(rule.condition, seen, points, now)


def needs_points(rule: Rule, seen: WatchedEntity) -> bool:
    """Whether the history of an entity is needed to evaluate it."""
    match rule.condition:
        case Threshold(minutes=minutes) as condition:
            values = (each.value for each in seen.latest)
            return minutes > 0 and any(v is not None and not condition.clears(v) for v in values)
        case Silence():
            return False
        case Drift():
            return True


# Threshold ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """A period beyond a limit, from its first observation to the last that was not normal.

    ``ended`` is the first normal observation after it, None when there is none yet.
    """

    start: int
    last: int
    ended: int | None
    worst: float


def runs(condition: Threshold, stamps: Iterable[int], values: Iterable[object]) -> list[Run]:
    """The periods of a series beyond the limit, in order of time; non-numbers are skipped."""
    found: list[Run] = []
    current: Run | None = None
    for stamp, raw in zip(stamps, values, strict=True):
        value = number(raw)
        if value is None:
            continue
        if current is None:
            if condition.crosses(value):
                current = Run(stamp, stamp, None, value)
        elif condition.clears(value):
            found.append(replace(current, ended=stamp))
            current = None
        else:
            current = replace(current, last=stamp, worst=condition.worse(current.worst, value))
    return [*found, current] if current is not None else found


def lasting(condition: Threshold, stamps: Sequence[int], run: Run) -> int | None:
    """The first observation at which a run is long enough for the rule; None if never."""
    wanted = run.start + condition.minutes * MINUTE
    return next((stamp for stamp in stamps if wanted <= stamp <= run.last), None)


def _threshold(
    rule: Rule, condition: Threshold, seen: WatchedEntity, points: Sequence[Points]
) -> Finding:
    if not seen.latest:
        return Finding(seen.entity, "unknown", "absent")
    series = {point.dataset: point for point in points}
    found = [
        _one_threshold(rule, condition, seen.entity, each, series.get(each.dataset))
        for each in seen.latest
    ]
    return worst(found, condition) if len(found) > 1 else found[0]


def worst(findings: Sequence[Finding], condition: Threshold | None = None) -> Finding:
    """The finding of an entity with several datasets: normal only if all of them are."""
    ranks: dict[Verdict, int] = {"breach": 0, "between": 1, "unknown": 2, "normal": 3}
    least = min(ranks[finding.verdict] for finding in findings)
    same = [finding for finding in findings if ranks[finding.verdict] == least]
    if condition is None or any(each.value is None for each in same):
        return max(same, key=lambda each: each.size or 0.0)
    sign = 1 if condition.direction == "above" else -1
    return max(same, key=lambda each: sign * (each.value or 0.0))


def _one_threshold(
    rule: Rule, condition: Threshold, entity: str, latest: InstanceValue, series: Points | None
) -> Finding:
    value = latest.value
    at = since = latest.at if latest.at is not None else latest.received
    verdict: Verdict = "unknown"
    reason = "value"
    if value is None:
        reason = "unreadable"
    elif rule.unit and latest.unit and latest.unit != rule.unit:
        reason = "unit"
    elif condition.clears(value):
        verdict = "normal"
    elif condition.minutes:
        begun = _begun(condition, series, at, value)
        verdict, since = ("between", at) if begun is None else ("breach", begun)
    else:
        verdict = "breach" if condition.crosses(value) else "between"
    return Finding(
        entity, verdict, reason, at, since, value, condition.limit, dataset=latest.dataset
    )


def _begun(condition: Threshold, series: Points | None, at: int, value: float) -> int | None:
    """When the current run, already long enough, began; None when there is none."""
    stamps, values = _with_latest(series, at, value)
    for run in runs(condition, stamps, values)[-1:]:
        if run.ended is None and lasting(condition, stamps, run) is not None:
            return run.start
    return None


def _with_latest(series: Points | None, at: int, value: float) -> tuple[list[int], list[object]]:
    """The points of a series and its latest value, which may not be in history yet."""
    pairs = list(zip(series.stamps, series.values, strict=True)) if series is not None else []
    pairs = [pair for pair in pairs if pair[0] < at]
    return [stamp for stamp, _ in pairs] + [at], [value for _, value in pairs] + [value]


# Silence ------------------------------------------------------------------------------------------


def _silence(condition: Silence, seen: WatchedEntity, now: int) -> Finding:
    heard = max((each.heard(now) for each in seen.latest), default=None)
    since = heard if heard is not None else min(seen.created, now)
    silent = now - since >= condition.hours * HOUR
    return Finding(
        seen.entity,
        "breach" if silent else ("normal" if heard is not None else "between"),
        "silent" if heard is not None else "never",
        at=heard,
        since=since,
        against=float(condition.hours),
        size=(now - since) / HOUR,
    )


# Drift --------------------------------------------------------------------------------------------


def _drift(condition: Drift, seen: WatchedEntity, points: Sequence[Points], now: int) -> Finding:
    if not points:
        return Finding(seen.entity, "unknown", "few_points" if seen.latest else "absent")
    return worst([one_drift(condition, point, now=now) for point in points])


def one_drift(condition: Drift, points: Points, *, now: int) -> Finding:
    """Whether one series drifts at ``now``: its last days compared with those before them.

    Days are periods of 24 hours counted back from ``now``; each counts once, by its mean, so that a
    sensor that sends more often for a while does not weigh more. Half of the days of each period
    must have a value, and at least five in the reference.
    """
    days = daily_means(points, now=now)
    recent = [days[n] for n in range(condition.recent_days) if n in days]
    spread = range(condition.recent_days, condition.recent_days + condition.reference_days)
    reference = [days[n] for n in spread if n in days]
    found = Finding(
        points.entity, "unknown", "few_points", at=points.stamps[-1] if points.stamps else None,
        since=now - condition.recent_days * DAY, dataset=points.dataset,
    )  # fmt: skip
    enough = max(FEWEST_REFERENCE, ceil(condition.reference_days / 2))
    if len(recent) < max(1, ceil(condition.recent_days / 2)) or len(reference) < enough:
        return found
    middle, mean = fmean(reference), fmean(recent)
    unit = abs(middle) / 100 if condition.measure == "percent" else robust_deviation(reference)
    found = replace(found, reason="drift", value=mean, against=middle)
    if unit <= 0 or unit < abs(middle) * 1e-12:
        return replace(found, reason="no_spread")
    size = abs(mean - middle) / unit
    return replace(found, verdict="breach" if size > condition.most else "normal", size=size)


def daily_means(points: Points, *, now: int) -> dict[int, float]:
    """The mean of each period of 24 hours, by its rank back from ``now`` (0: the last)."""
    by_day: defaultdict[int, list[float]] = defaultdict(list)
    for stamp, raw in zip(points.stamps, points.values, strict=True):
        value = number(raw)
        if value is not None and stamp <= now:
            by_day[(now - stamp) // DAY].append(value)
    return {day: fmean(values) for day, values in by_day.items()}


def robust_deviation(values: Sequence[float]) -> float:
    """1.4826 times the median absolute deviation, in the unit of the values.

    >>> round(robust_deviation([1.0, 2.0, 3.0, 4.0, 100.0]), 4)
    1.4826
    """
    middle = median(values)
    return SCALE * median(abs(value - middle) for value in values)
