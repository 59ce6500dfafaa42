"""The alerts a rule would have opened in the past, to tune it before it is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from jalons.broker.engine.temporal.request import Points

from .latest_values import WatchedEntity
from .rule import DAY, HOUR, Drift, Rule, Silence, Threshold
from .rule_evaluation import lasting, one_drift, runs, worst


@dataclass(frozen=True, slots=True)
class PastAlert:
    """An alert a rule would have opened: start, end (None: not yet), worst value."""

    entity: str
    opened: int
    ended: int | None
    value: float | None = None


def replay(
    rule: Rule, seen: WatchedEntity, points: Sequence[Points], *, start: int, end: int
) -> list[PastAlert]:
    """The alerts a rule would have opened on one entity between two instants, in order of time.

    ``points`` are those of its attribute since ``start - rule.back``.
    """
    match rule.condition:
        case Threshold():
            alerts = _thresholds(rule.condition, seen.entity, points)
        case Silence():
            alerts = _silences(rule.condition, seen, points, end)
        case Drift():
            alerts = _drifts(rule.condition, seen.entity, points, start, end)
    return [alert for alert in _merged(alerts) if start <= alert.opened <= end]


def _thresholds(condition: Threshold, entity: str, points: Sequence[Points]) -> list[PastAlert]:
    alerts = []
    for series in points:
        for run in runs(condition, series.stamps, series.values):
            opened = lasting(condition, series.stamps, run)
            if opened is not None:
                alerts.append(PastAlert(entity, opened, run.ended, run.worst))
    return alerts


def _silences(
    condition: Silence, seen: WatchedEntity, points: Sequence[Points], end: int
) -> list[PastAlert]:
    stamps = sorted({stamp for series in points for stamp in series.stamps if stamp <= end})
    first = [] if stamps and stamps[0] <= seen.created else [seen.created]
    heard = [*first, *stamps]
    most = condition.hours * HOUR
    alerts = [
        PastAlert(seen.entity, before + most, after)
        for before, after in pairwise(heard)
        if after - before >= most
    ]
    if heard and end - heard[-1] >= most:
        alerts.append(PastAlert(seen.entity, heard[-1] + most, None))
    return alerts


def _drifts(
    condition: Drift, entity: str, points: Sequence[Points], start: int, end: int
) -> list[PastAlert]:
    """Drifts are evaluated once a day here, once an hour when the rule is active."""
    alerts: list[PastAlert] = []
    if not points:
        return alerts
    for moment in range(end - (end - start) // DAY * DAY, end + 1, DAY):
        finding = worst([one_drift(condition, point, now=moment) for point in points])
        last = alerts[-1] if alerts and alerts[-1].ended is None else None
        if finding.verdict == "breach" and last is None:
            alerts.append(PastAlert(entity, moment, None, finding.value))
        elif finding.verdict == "normal" and last is not None:
            alerts[-1] = PastAlert(entity, last.opened, moment, last.value)
    return alerts


def _merged(alerts: list[PastAlert]) -> list[PastAlert]:
    """Overlapping alerts of one entity merged into one: its datasets share it."""
    merged: list[PastAlert] = []
    for alert in sorted(alerts, key=lambda alert: alert.opened):
        last = merged[-1] if merged else None
        if last is None or (last.ended is not None and alert.opened > last.ended):
            merged.append(alert)
        elif last.ended is not None and (alert.ended is None or alert.ended > last.ended):
            merged[-1] = PastAlert(last.entity, last.opened, alert.ended, last.value)
    return merged
