"""Siting: where one more place helps most, with the proof."""

from jalons.inclusion.engine.siting.solving import reasons, solve, weigh
from jalons.inclusion.engine.siting.values import (
    Alternative,
    Answer,
    Minimum,
    Model,
    Outcome,
    Problem,
    Reason,
)

__all__ = [
    "Alternative", "Answer", "Minimum", "Model", "Outcome", "Problem", "Reason", "reasons",
    "solve", "weigh",
]  # fmt: skip
