"""What a rule would have opened in the past: to tune it before it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from jalons.broker.engine.temporal.request import Points

from .latest_values import Watched
from .rule import DAY, HOUR, Drift, Rule, Silence, Threshold
from .rule_evaluation import lasting, one_drift, runs, worst


@dataclass(frozen=True, slots=True)
class PastAlert:
    """An alert a rule would have opened: from when, until when (None: still), the worst value."""

    entity: str
    opened: int
    ended: int | None
    value: float | None = None


def replay(
    rule: Rule, seen: Watched, points: Sequence[Points], *, start: int, end: int
) -> list[PastAlert]:
    """The alerts a rule would have opened on one entity between two instants, by time.

    ``points`` are those of its attribute since ``start - rule.back``.
    """
    match rule.condition:
        case Threshold():
            found = _thresholds(rule.condition, seen.entity, points)
        case Silence():
            found = _silences(rule.condition, seen, points, end)
        case Drift():
            found = _drifts(rule.condition, seen.entity, points, start, end)
    return [each for each in _together(found) if start <= each.opened <= end]


def _thresholds(condition: Threshold, entity: str, points: Sequence[Points]) -> list[PastAlert]:
    found = []
    for series in points:
        for run in runs(condition, series.stamps, series.values):
            opened = lasting(condition, series.stamps, run)
            if opened is not None:
                found.append(PastAlert(entity, opened, run.ended, run.worst))
    return found


def _silences(
    condition: Silence, seen: Watched, points: Sequence[Points], end: int
) -> list[PastAlert]:
    stamps = sorted({stamp for series in points for stamp in series.stamps if stamp <= end})
    first = [] if stamps and stamps[0] <= seen.created else [seen.created]
    heard = [*first, *stamps]
    most = condition.hours * HOUR
    found = [
        PastAlert(seen.entity, before + most, after)
        for before, after in pairwise(heard)
        if after - before >= most
    ]
    if heard and end - heard[-1] >= most:
        found.append(PastAlert(seen.entity, heard[-1] + most, None))
    return found


def _drifts(
    condition: Drift, entity: str, points: Sequence[Points], start: int, end: int
) -> list[PastAlert]:
    """A drift is judged once a day here, each hour when the rule is at work."""
    found: list[PastAlert] = []
    if not points:
        return found
    for moment in range(end - (end - start) // DAY * DAY, end + 1, DAY):
        finding = worst([one_drift(condition, each, now=moment) for each in points])
        last = found[-1] if found and found[-1].ended is None else None
        if finding.verdict == "breach" and last is None:
            found.append(PastAlert(entity, moment, None, finding.value))
        elif finding.verdict == "normal" and last is not None:
            found[-1] = PastAlert(entity, last.opened, moment, last.value)
    return found


def _together(found: list[PastAlert]) -> list[PastAlert]:
    """Alerts of one entity that overlap are one: its datasets share it."""
    kept: list[PastAlert] = []
    for each in sorted(found, key=lambda alert: alert.opened):
        last = kept[-1] if kept else None
        if last is None or (last.ended is not None and each.opened > last.ended):
            kept.append(each)
        elif last.ended is not None and (each.ended is None or each.ended > last.ended):
            kept[-1] = PastAlert(last.entity, last.opened, each.ended, last.value)
    return kept
