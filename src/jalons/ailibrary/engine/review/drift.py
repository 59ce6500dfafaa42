"""Whether a recipe still does what its card says: weeks compared with what was measured."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jalons.ailibrary.engine.review.drawing import Mode
from jalons.ailibrary.engine.review.judgements import LEAST, Judgement, Proportion, share

BINS = 10
MOST_PSI = 0.25  # the usual limit of credit scoring: above, the scores are of other requests
MORE_ABSTENTION = 0.20  # in share of the requests
_FLOOR = 1e-4  # so that an empty class is not an infinite distance


@dataclass(frozen=True, slots=True)
class Expected:
    """What a week is compared with: the accuracy of the card, and the first weeks of the queue.

    None is not known: nothing is then concluded of it.
    """

    accuracy: float | None = None
    abstention: float | None = None
    scores: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Week:
    """A week of decisions: right when blind, abstentions, distance of the scores (PSI)."""

    monday: date
    decisions: int
    blind: Proportion
    abstained: Proportion
    psi: float | None
    breaches: tuple[str, ...]  # "accuracy", "abstention", "scores"


def psi(before: Sequence[float], after: Sequence[float], bins: int = BINS) -> float | None:
    """The population stability index of two samples of scores, 0 when they are alike.

    Classes are the quantiles of ``before``. None when a sample has too few scores.
    """
    if len(before) < bins * LEAST or len(after) < bins * LEAST:
        return None
    ordered = sorted(before)
    cuts = sorted({ordered[len(ordered) * rank // bins] for rank in range(1, bins)})
    shares = [_classes(values, cuts) for values in (before, after)]
    return float(sum((b - a) * math.log(b / a) for a, b in zip(*shares, strict=True)))


def _classes(values: Sequence[float], cuts: Sequence[float]) -> list[float]:
    counts = [0] * (len(cuts) + 1)
    for value in values:
        counts[bisect_right(cuts, value)] += 1
    return [max(count / len(values), _FLOOR) for count in counts]


def weeks(found: Iterable[Judgement], expected: Expected) -> tuple[Week, ...]:
    """The weeks that have decisions, the latest last, each with what it breaches."""
    groups: defaultdict[date, list[Judgement]] = defaultdict(list)
    for each in found:
        groups[each.day - timedelta(days=each.day.weekday())].append(each)
    return tuple(_week(monday, groups[monday], expected) for monday in sorted(groups))


def _week(monday: date, found: Sequence[Judgement], expected: Expected) -> Week:
    blind = share(each.agrees for each in found if each.mode is Mode.BLIND and each.suggested)
    abstained = share(each.abstained for each in found if each.abstained or each.suggested)
    scores = [each.score for each in found if each.score is not None and each.mode != Mode.DRILL]
    distance = psi(expected.scores, scores)
    breaches = []
    if expected.accuracy is not None and blind.is_shown and blind.bounds[1] < expected.accuracy:
        breaches.append("accuracy")
    if expected.abstention is not None and abstained.is_shown:
        more = abstained.bounds[0] - expected.abstention
        breaches += ["abstention"] if more > MORE_ABSTENTION else []
    if distance is not None and distance > MOST_PSI:
        breaches.append("scores")
    return Week(monday, len(found), blind, abstained, distance, tuple(breaches))


def falls_back(found: Sequence[Week]) -> tuple[str, ...]:
    """What the last two weeks both breach: the recipe then falls back to its rule; empty else."""
    if len(found) < 2 or found[-1].monday - found[-2].monday != timedelta(days=7):
        return ()
    return tuple(each for each in found[-1].breaches if each in found[-2].breaches)
