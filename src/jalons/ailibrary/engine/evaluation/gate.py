"""The gate: a model is used when it beats the rule by the margin that its card declares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.evaluation.bootstrap import DRAWS, Estimate, estimate, gain
from jalons.ailibrary.engine.evaluation.outcomes import CandidateKind, Metric, Outcome

AS_GOOD = 0.01  # candidates within one point of the best one are as good: the cheapest is used


class Reason(StrEnum):
    """Why the gate chose."""

    MODEL = "model_beats_rule"
    SMALL = "gain_below_margin"
    UNCERTAIN = "gain_uncertain"
    NO_MODEL = "no_model"


@dataclass(frozen=True, slots=True)
class Margin:
    """What a model must gain over the rule: ``plus`` in the unit of the metric, or ``times`` it.

    ``times`` 1.25 asks for a score 25 % above the rule; for an error, 0.75 asks for 25 % less.
    """

    plus: float = 0.0
    times: float = 1.0

    def least_gain(self, rule: float) -> float:
        """The gain that is needed when the rule scores ``rule``."""
        return max(self.plus, abs(self.times - 1) * abs(rule))


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is judged: its answers to the test items, and its cost in CPU-seconds per 1,000."""

    name: str
    kind: CandidateKind
    outcome: Outcome
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class Refused:
    """A candidate that is not used, with its gain over the best rule."""

    name: str
    reason: Reason
    gain: Estimate


@dataclass(frozen=True, slots=True)
class Verdict:
    """The candidate to use, why, the score of each, the models refused.

    ``gains`` are those of every model over the best rule.
    """

    winner: str
    rule: str
    reason: Reason
    scores: dict[str, Estimate]
    refused: tuple[Refused, ...]
    gains: dict[str, Estimate] = field(default_factory=dict)


def judge(
    metric: Metric, candidates: Sequence[Candidate], margin: Margin, *, draws: int = DRAWS
) -> Verdict:
    """The cheapest candidate that is good enough; the rule whenever no model surely beats it.

    A model passes when its gain over the best rule reaches the margin, and when the lower bound
    of this gain is above 0. Raises ``AIError`` (``gate_rule``) without a rule.
    """
    scores = {each.name: estimate(metric, each.outcome, draws=draws) for each in candidates}
    rules = [each for each in candidates if each.kind is CandidateKind.RULE]
    models = [each for each in candidates if each.kind is CandidateKind.MODEL]
    if not rules:
        raise AIError("gate_rule")
    rule = _cheapest_of_best(metric, rules, scores)
    if not models:
        return Verdict(rule.name, rule.name, Reason.NO_MODEL, scores, ())
    needed = margin.least_gain(scores[rule.name].value)
    passing, refused, gains = [], [], {}
    for each in models:
        gained = gains[each.name] = gain(metric, rule.outcome, each.outcome, draws=draws)
        if gained.value >= needed and gained.low > 0:
            passing.append(each)
        else:
            small = gained.value < needed
            refused.append(Refused(each.name, Reason.SMALL if small else Reason.UNCERTAIN, gained))
    if not passing:
        worst = min(refused, key=lambda each: -each.gain.value)
        return Verdict(rule.name, rule.name, worst.reason, scores, tuple(refused), gains)
    winner = _cheapest_of_best(metric, passing, scores)
    return Verdict(winner.name, rule.name, Reason.MODEL, scores, tuple(refused), gains)


def _cheapest_of_best(
    metric: Metric, candidates: Sequence[Candidate], scores: dict[str, Estimate]
) -> Candidate:
    """The cheapest of those within one point (one hundredth of an error) of the best."""
    best = max((scores[each.name].value for each in candidates), key=lambda v: metric.gain(0, v))
    allowed = AS_GOOD if metric.higher_is_better else AS_GOOD * abs(best)
    close = [each for each in candidates if metric.gain(scores[each.name].value, best) <= allowed]
    return min(close, key=lambda each: each.cpu_seconds)
