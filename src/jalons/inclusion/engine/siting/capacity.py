"""Coverage when a place can serve so many people only: people are shared among places."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from jalons.inclusion.engine.access.values import Flags
from jalons.inclusion.engine.areas import Numbers
from jalons.inclusion.engine.siting.placement import Placement
from jalons.inclusion.engine.siting.program import Program, rules, run


def with_capacity(
    placement: Placement, capacity: Numbers, left: Callable[[], float]
) -> tuple[Flags, float, float]:
    """The choice that leaves the fewest people out, how many, and the bound.

    An area may be served in part, and by several places: columns are sites (0 or 1), then the
    people of an area a site serves, then those nobody serves.
    """
    sites = np.unique(np.concatenate(
        [placement.sites, *(rule.candidates for rule in placement.minimums)]
    ))  # fmt: skip
    count, arcs, areas = len(sites), len(placement.sites), len(placement.starts)
    at, arc = np.searchsorted(sites, placement.sites), np.arange(arcs)
    weights = placement.fallback[placement.areas]
    seats = np.where(np.isfinite(capacity[sites]), capacity[sites], placement.fallback.sum())
    extra = rules(placement.new, placement.minimums, sites, areas + arcs + count)
    ones = np.ones(arcs)
    program = Program(
        rows=np.concatenate([  # all are served or left out; only by what is open; within its seats
            placement.areas, np.arange(areas), areas + arc, areas + arc,
            areas + arcs + at, areas + arcs + np.arange(count), extra[0],
        ]),
        columns=np.concatenate([
            count + arc, count + arcs + np.arange(areas), at, count + arc,
            count + arc, np.arange(count), extra[1],
        ]),
        values=np.concatenate([
            ones, np.ones(areas), np.minimum(weights, seats[at]), -ones, -ones, seats, extra[2],
        ]),
        costs=np.concatenate([np.zeros(count + arcs), np.ones(areas)]),
        tops=np.concatenate([np.ones(count), weights, placement.fallback]),
        least=np.concatenate([placement.fallback, np.zeros(arcs + count), extra[3]]),
        whole=count,
    )  # fmt: skip
    solver = run(program, left(), whole=True)
    chosen, info = np.zeros(placement.count, dtype=bool), solver.getInfo()
    if info.primal_solution_status != 2:
        impossible = solver.getModelStatus().name == "kInfeasible"
        return chosen, np.inf, np.inf if impossible else placement.constant
    chosen[sites[np.array(solver.getSolution().col_value)[:count] > 0.5]] = True
    return (
        chosen, float(info.objective_function_value) + placement.constant,
        max(0.0, float(info.mip_dual_bound)) + placement.constant,
    )  # fmt: skip
