"""A placement as a linear program, solved by HiGHS.

Areas climb the steps of their costs (Elloumi 2010): ``z`` of a step is 1 when no chosen site costs
that much or less, and the next step is paid. A row has a site, its step and the one before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jalons.inclusion.engine.access.values import Flags
from jalons.inclusion.engine.areas import Numbers, Rows
from jalons.inclusion.engine.siting.placement import Placement
from jalons.inclusion.engine.siting.values import Minimum

SMALL = 1e-9  # relative: under it, a bound and a cost are equal


@dataclass(frozen=True, slots=True)
class Solved:
    """What HiGHS answers: chosen sites (None for none), a lower bound, prices of areas."""

    chosen: Flags | None
    bound: float
    prices: Numbers


@dataclass(frozen=True, slots=True)
class Program:
    """A program by its entries: minimise ``costs`` with 0 to ``tops``, rows at least ``least``."""

    rows: Rows
    columns: Rows
    values: Numbers
    costs: Numbers
    tops: Numbers
    least: Numbers
    whole: int  # the first columns are 0 or 1


def run(model: Program, seconds: float, *, whole: bool, start: Flags | None = None) -> Any:
    """HiGHS after its run, within ``seconds``; ``whole`` false leaves integrality out."""
    import highspy

    order = np.argsort(model.rows, kind="stable")
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(model.costs), len(model.least)
    program.col_cost_, program.col_lower_ = model.costs, np.zeros(len(model.costs))
    program.col_upper_ = model.tops
    program.row_lower_, program.row_upper_ = model.least, np.full(len(model.least), np.inf)
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    counts = np.bincount(model.rows, minlength=len(model.least))
    program.a_matrix_.start_ = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    program.a_matrix_.index_ = model.columns[order].astype(np.int32)
    program.a_matrix_.value_ = model.values[order]
    if whole:
        kinds = highspy.HighsVarType
        free = len(model.costs) - model.whole
        program.integrality_ = [kinds.kInteger] * model.whole + [kinds.kContinuous] * free
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (
        ("output_flag", False), ("time_limit", max(seconds, 0.01)), ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 1e-6), ("random_seed", 0),
    ):  # fmt: skip
        solver.setOptionValue(name, value)
    solver.passModel(program)
    if whole and start is not None:
        solver.setSolution(
            model.whole, np.arange(model.whole, dtype=np.int32), start.astype(np.float64)
        )
    solver.run()
    return solver


def program_of(placement: Placement) -> tuple[Program, Rows, Rows]:
    """The program, the sites of its first columns, and the first row of each area."""
    new_area = np.diff(placement.areas, prepend=-1) != 0
    new_step = new_area | (np.diff(placement.costs, prepend=-1.0) != 0)
    step = np.cumsum(new_step) - 1
    firsts = np.flatnonzero(new_step)
    head = new_area[firsts]  # the first step of an area
    nexts = np.append(placement.costs[firsts][1:], 0.0)
    last = np.append(head[1:], True)
    nexts[last] = placement.fallback
    listed = [placement.sites, *(rule.candidates for rule in placement.minimums)]
    sites = np.unique(np.concatenate(listed)) if listed else placement.sites
    count, steps = len(sites), len(firsts)
    numbers, back = np.arange(steps), np.flatnonzero(~head)
    extra = rules(placement.new, placement.minimums, sites, steps)
    model = Program(
        rows=np.concatenate([step, numbers, back, extra[0]]),
        columns=np.concatenate([
            np.searchsorted(sites, placement.sites), count + numbers, count + back - 1, extra[1],
        ]),
        values=np.concatenate([np.ones(len(step) + steps), -np.ones(len(back)), extra[2]]),
        costs=np.concatenate([np.zeros(count), nexts - placement.costs[firsts]]),
        tops=np.concatenate([np.ones(count), np.full(steps, np.inf)]),
        least=np.concatenate([head.astype(np.float64), extra[3]]),
        whole=count,
    )  # fmt: skip
    return model, sites, np.flatnonzero(head)


def rules(
    new: int, minimums: tuple[Minimum, ...], sites: Rows, at: int
) -> tuple[Rows, Rows, Numbers, Numbers]:
    """Entries of the rows on the number of sites and on the minimum of each group."""
    columns = [np.arange(len(sites))]
    columns += [np.searchsorted(sites, rule.candidates) for rule in minimums]
    rows = np.repeat(at + np.arange(len(columns)), [len(each) for each in columns])
    values = np.where(rows == at, -1.0, 1.0)
    least = np.array([-float(new), *(float(rule.count) for rule in minimums)])
    return rows, np.concatenate(columns), values, least


def minimise(
    placement: Placement, seconds: float, *, whole: bool = True, start: Flags | None = None
) -> Solved:
    """The best choice for a placement, or its relaxation (``whole`` false) for bound and prices."""
    program, sites, heads = program_of(placement)
    solver = run(program, seconds, whole=whole, start=None if start is None else start[sites])
    base = float(placement.costs[placement.starts].sum()) + placement.constant
    status, info, solution = solver.getModelStatus().name, solver.getInfo(), solver.getSolution()
    prices = placement.fallback
    if status == "kInfeasible":
        return Solved(None, np.inf, prices)
    if not whole:
        if status == "kOptimal":
            duals = placement.costs[placement.starts] + np.array(solution.row_dual)[heads]
            prices = np.clip(duals, 0, placement.fallback)
        return Solved(None, -np.inf, prices)
    chosen = None
    if info.primal_solution_status == 2:
        chosen = np.zeros(placement.count, dtype=bool)
        chosen[sites[np.array(solution.col_value)[: len(sites)] > 0.5]] = True
    return Solved(chosen, base + float(info.mip_dual_bound), prices)
