"""The usual scores of classification and forecasting; a recipe adds its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from jalons.ailibrary.engine.evaluation.outcomes import Metric


def accuracy(truths: Sequence[Any], answers: Sequence[Any]) -> float:
    """The share of answers equal to the truth, 0 to 1; 0 without items."""
    return sum(map(_equal, truths, answers)) / len(truths) if truths else 0.0


def macro_f1(truths: Sequence[Any], answers: Sequence[Any]) -> float:
    """The mean over the true labels of F1, 0 to 1: a rare label counts as much as a usual one."""
    true, answered = Counter(truths), Counter(answers)
    right = Counter(truth for truth, answer in zip(truths, answers, strict=True) if truth == answer)
    scores = [2 * right[label] / (true[label] + answered[label]) for label in true]
    return sum(scores) / len(scores) if scores else 0.0


def mean_absolute_error(truths: Sequence[float], answers: Sequence[float]) -> float:
    """The mean distance to the truth, in the unit of the answers."""
    return sum(abs(a - t) for t, a in zip(truths, answers, strict=True)) / (len(truths) or 1)


def _equal(truth: object, answer: object) -> bool:
    return truth == answer


ACCURACY = Metric("accuracy", accuracy)
MACRO_F1 = Metric("macro_f1", macro_f1)
