"""The problems of a plan file in sentences."""

from __future__ import annotations

from jalons.kernel import Messages
from jalons.strategy.engine.plan_files.plan import PlanProblem


def problem_text(problem: PlanProblem, lang: str | None = None) -> str:
    """The problem in a sentence."""
    text = Messages.of("jalons.strategy").text
    return text(f"plan_{problem.code}", lang, **problem.params)


def problem_hint(problem: PlanProblem, lang: str | None = None) -> str:
    """How to correct it, in a sentence; empty without advice."""
    text = Messages.of("jalons.strategy").text
    return text(f"plan_{problem.code}.hint", lang, missing="", **problem.params)
