"""Where to open new places: the best choice of each model, with what proves it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jalons.inclusion.engine.areas import Numbers
from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.engine.siting.values import Answer, Problem, Reason


def weigh(people: Numbers, fragility: Numbers, indicators: Sequence[str]) -> Numbers:
    """People × fragility (0 to 1 or more), ``nan`` where one is unknown.

    Raises ``InclusionError`` (``distance_twice``) when the index already counts a distance.
    """
    if any(name.startswith("distance") for name in indicators):
        raise InclusionError("distance_twice")
    return np.asarray(people * fragility, dtype=np.float64)


def solve(problem: Problem, *, seconds: float) -> Answer:
    """The best choice in at most about ``seconds``, with its bound, its gap and alternatives.

    Raises ``InclusionError`` when the problem cannot be stated (``siting_*``, ``ways_mixed``).
    """
    raise NotImplementedError


def reasons(problem: Problem, answer: Answer) -> tuple[Reason, ...]:
    """What each chosen candidate brings, in the order of ``answer.chosen``."""
    raise NotImplementedError
