"""How the ways to watch meters are judged: events found, false alarms, forecast, coverage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jalons.ailibrary.engine.evaluation.outcomes import CandidateKind, Metric, Split
from jalons.ailibrary.engine.series import curves
from jalons.ailibrary.engine.series.bands import covered, half_widths
from jalons.ailibrary.engine.series.detectors import NAMED, Detector, scores, thresholds
from jalons.ailibrary.engine.series.watching import BUDGET
from jalons.ailibrary.recipes.contract import Answerer, Candidate, Check
from jalons.ailibrary.recipes.meters.samples import Days, Truth, Window

FALSE_DAYS = 1.0  # of false alarm a week that people bear
BASELINE = "profile_threshold"


@dataclass(frozen=True, slots=True)
class Answer:
    """Days in alert in a window; sums of errors of the forecast and of last week; hours covered."""

    alarms: int
    error: float
    naive: float
    inside: int
    hours: int


def prepared(curve: str, watched: Sequence[Detector]) -> Callable[[Split, int], Answerer]:
    """Learns the curve of each meter and its thresholds on its past, then answers windows."""

    def prepare(split: Split, _seed: int) -> Answerer:
        learned = {}
        for past in split.train.items:
            degrees = None if past.degrees is None else past.degrees[: past.cut]
            say = curves.LEARNED[curve](past.first, past.grid, degrees)
            seen = say(past.first, past.grid, degrees)
            found = scores(past.grid, seen, past.cut, watched=watched)
            learned[past.name] = say, thresholds(found, BUDGET)

        def answer(windows: Sequence[Window]) -> Sequence[Answer]:
            known: dict[int, Callable[[Window], Answer]] = {}
            for each in windows:
                if id(each.days) not in known:
                    known[id(each.days)] = _judged(each.days, *learned[each.days.name], watched)
            return [known[id(each.days)](each) for each in windows]

        return answer

    return prepare


def _judged(
    days: Days, say: curves.Say, limits: Any, watched: Sequence[Detector]
) -> Callable[[Window], Answer]:
    """All days of a meter, then the answer of each of its windows."""
    curve = say(days.first, days.grid, days.degrees)
    over = limits.over(scores(days.grid, curve, days.cut, watched=watched))
    alarms = np.any([np.nan_to_num(each) > 1 for each in over.values()], axis=0)
    half = half_widths(days.grid, curve.ahead, days.cut)
    error, naive = (np.abs(days.grid - each) for each in (curve.ahead, curves.lagged(days.grid, 7)))
    both = ~np.isnan(error) & ~np.isnan(naive)
    scale = float(np.mean(naive[: days.cut][both[: days.cut]])) or 1.0

    def answer(window: Window) -> Answer:
        rows = slice(window.start, window.start + window.length)
        fit = both[rows]
        inside, hours = covered(days.grid[rows], curve.ahead[rows], half[rows])
        return Answer(int(alarms[rows].sum()), float(error[rows][fit].sum()) / scale,
                      float(naive[rows][fit].sum()) / scale, inside, hours)  # fmt: skip

    return answer


def recall(truths: Sequence[Truth], answers: Sequence[Answer]) -> float:
    """The share of faults with an alert on one of their days at least."""
    found = [each.alarms > 0 for truth, each in zip(truths, answers, strict=True) if truth.fault]
    return sum(found) / len(found) if found else 0.0


def false_days(truths: Sequence[Truth], answers: Sequence[Answer]) -> float:
    """Days of alert a week where nothing was put."""
    pairs = [(truth.days, each.alarms) for truth, each in zip(truths, answers, strict=True)
             if not truth.fault]  # fmt: skip
    days = sum(count for count, _alarms in pairs)
    return 7 * sum(alarms for _count, alarms in pairs) / days if days else 0.0


def found_within_budget(truths: Sequence[Truth], answers: Sequence[Answer]) -> float:
    """The share of faults found, cut down in proportion beyond one day of false alarm a week."""
    return recall(truths, answers) * min(1.0, FALSE_DAYS / max(1e-9, false_days(truths, answers)))


def relative_error(truths: Sequence[Truth], answers: Sequence[Answer]) -> float:
    """The mean error of the day-ahead forecast, divided by that of “as a week ago”."""
    usual = [each for truth, each in zip(truths, answers, strict=True) if not truth.fault]
    naive = sum(each.naive for each in usual)
    return sum(each.error for each in usual) / naive if naive else 1.0


def coverage(truths: Sequence[Truth], answers: Sequence[Answer]) -> float:
    """The share of hours inside the band of the day before, without faults."""
    usual = [each for truth, each in zip(truths, answers, strict=True) if not truth.fault]
    hours = sum(each.hours for each in usual)
    return sum(each.inside for each in usual) / hours if hours else 0.0


METRICS = (
    Metric("events_found", found_within_budget), Metric("recall", recall),
    Metric("false_days_a_week", false_days, "day", higher_is_better=False),
    Metric("forecast_error", relative_error, higher_is_better=False),
    Metric("coverage", coverage),
)  # fmt: skip
CANDIDATES = (
    Candidate(
        BASELINE, CandidateKind.RULE, "thresholds", prepared("profile", (Detector.RESIDUAL,))
    ),
    Candidate("named_profile", CandidateKind.RULE, "thresholds", prepared("profile", NAMED)),
    Candidate("named_ridge", CandidateKind.MODEL, "linear", prepared("ridge", NAMED)),
    Candidate("named_trees", CandidateKind.MODEL, "trees", prepared("trees", NAMED)),
)
RULES, BEST = CANDIDATES[1].name, CANDIDATES[2].name


def checks(results: Mapping[str, Any]) -> Sequence[Check]:
    """The acceptance figures, of the rules and of the line."""
    found = []
    for name in (RULES, BEST):
        scored = {key: each.value for key, each in results[name].scores.items()}
        base = results[BASELINE].scores["recall"].value or 1e-9
        found += [
            Check(f"{name}.recall_times_profile", scored["recall"] / base, 1.5),
            Check(f"{name}.false_days_a_week", scored["false_days_a_week"], FALSE_DAYS,
                  at_least=False),
            Check(f"{name}.forecast_error", scored["forecast_error"], 0.75, at_least=False),
            Check(f"{name}.coverage_gap", abs(scored["coverage"] - 0.9), 0.05, at_least=False),
        ]  # fmt: skip
    return found
