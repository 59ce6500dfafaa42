"""The scores of several themes a text, and the margin that a model must gain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

from jalons.ailibrary.engine.evaluation.gate import Margin
from jalons.ailibrary.engine.evaluation.outcomes import Metric

KINDS = frozenset({"measures", "problem", "general"})  # of the reference: what an answer contains
MARGIN = Margin(plus=0.05)

type Themes = Sequence[Sequence[str]]


def mean_f1(truths: Themes, answers: Themes, *, kinds: bool = False) -> float:
    """The mean over the themes of F1, 0 to 1: a rare theme counts as much as a usual one."""
    true = Counter(key for truth in truths for key in truth if (key in KINDS) is kinds)
    said = Counter(key for answer in answers for key in answer)
    right = Counter(key for truth, answer in zip(truths, answers, strict=True)
                    for key in answer if key in truth)  # fmt: skip
    scores = [2 * right[key] / (true[key] + said[key]) for key in true]
    return sum(scores) / len(scores) if scores else 0.0


def _right(truths: Themes, answers: Themes) -> float:
    """The share of suggested themes that are right."""
    said = [key in truth for truth, answer in zip(truths, answers, strict=True) for key in answer]
    return sum(said) / len(said) if said else 0.0


def _answered(_truths: Themes, answers: Themes) -> float:
    return sum(map(bool, answers)) / (len(answers) or 1)


MACRO_F1 = Metric("macro_f1", mean_f1)
METRICS = (
    MACRO_F1,
    Metric("right_themes", _right),
    Metric("answered", _answered),
    Metric("kinds_f1", partial(mean_f1, kinds=True)),
)
