"""The longest distance made as short as it can be (p-center), by covers of shorter and shorter
radius: a radius that no choice covers is a bound.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from jalons.inclusion.engine.access.values import Flags
from jalons.inclusion.engine.areas import Numbers
from jalons.inclusion.engine.siting.placement import Placement, greedy
from jalons.inclusion.engine.siting.program import minimise
from jalons.inclusion.engine.siting.values import Problem


def central(
    problem: Problem, use: Flags, now: Numbers, counted: Flags, left: Callable[[], float]
) -> tuple[Flags | None, float, int]:
    """The choice of the shortest longest distance, the bound on it, and neighbours considered.

    ``use`` are the pairs that may serve, ``now`` the distance of each area to an existing place,
    ``counted`` the areas that count. None when no choice serves every area.
    """
    areas, places, km = problem.pairs.areas[use], problem.pairs.places[use], problem.pairs.km[use]
    steps = np.unique(np.concatenate([km, now[counted & np.isfinite(now)]]))
    low, high = 0, len(steps)  # steps[:low] are proven too short, steps[high] is covered
    best: Flags | None = None
    neighbours = 0
    while low < high and left() > 0:
        middle = (low + high) // 2
        radius = steps[middle]
        near = (km <= radius) & counted[areas] & (now[areas] > radius)
        uncovered = np.where(counted & (now > radius), 1.0, 0.0)
        placement = Placement.of(
            areas[near], places[near], np.zeros(near.sum()), uncovered,
            problem.candidates, problem.new, problem.minimums,
        )  # fmt: skip
        chosen: Flags | None = None
        if not placement.constant:  # else an area has no candidate at this radius
            chosen = greedy(placement)
            if not placement.allows(chosen) or placement.cost(chosen) > 0:
                solved = minimise(placement, left(), start=chosen)
                chosen = solved.chosen
                if solved.bound <= 0.5 and (chosen is None or placement.cost(chosen) > 0.5):
                    break  # time ran out before an answer
        if chosen is not None and placement.allows(chosen) and placement.cost(chosen) < 0.5:
            high, best = middle, chosen
            neighbours = max(neighbours, int(np.bincount(placement.areas).max(initial=0)))
        else:
            low = middle + 1
    bound = float(steps[low]) if low < len(steps) else np.inf
    return best, bound, neighbours
